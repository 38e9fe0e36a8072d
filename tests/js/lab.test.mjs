// The lab's inside, as far as it needs no browser: the net that reads there, and where it finds
// others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabReader } from '../../www/elements/lab/reader.js';

/** A recognizer whose net is a name; what it says is the net that it reads with. */
function recognizer() {
  let [network, weights] = ['shipped', Float32Array.of(1)];
  /** @type {any} */
  const made = {
    network: () => network,
    weights: () => weights.slice(),
    adopt: (/** @type {string} */ name, /** @type {Float32Array<ArrayBuffer>} */ values) =>
      ([network, weights] = [name, values]),
    layers: () => JSON.stringify([network]),
    tensors: () => '[]',
    layer_values: () => weights,
    read_image: () => weights,
    free() {},
  };
  return made;
}

test('without a run the shipped net reads, also after another one has', async () => {
  const image = new Uint8Array(784);
  /** @type {{network: string, weights: Float32Array} | null} */
  let net = null;
  const reader = new LabReader(
    () => net,
    () => {},
    async () => recognizer(),
  );
  const reads = async () => [...((await reader.probabilities(image)) ?? [])];
  assert.deepEqual(await reads(), [1]);
  net = { network: 'trained', weights: Float32Array.of(2) };
  assert.deepEqual(await reads(), [2]);
  assert.deepEqual(reader.layers(image)?.layers, ['trained']);
  net = null;
  assert.deepEqual(await reads(), [1]);
  const { layers, weights } = reader.layers(image) ?? {};
  assert.deepEqual([layers, weights], [['shipped'], Float32Array.of(1)]);
});
