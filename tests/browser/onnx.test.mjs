// Nets leave as ONNX files, and ONNX Runtime makes of the test digits what we make of them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import * as ort from 'onnxruntime-web';
import { withPage } from './harness.mjs';

const GLUE = new URL('../../target/nibnet-glue/train/nibnet.js', import.meta.url);
const SHIPPED = new URL('../../www/model/digits.nib', import.meta.url);
const COUNT = 100;

/** How far two runtimes may be apart: both add up 32-bit floats, in another order. */
const NEAR = 1e-5;

/**
 * A network with what no preset has: pooling at odd sizes, batch norm first and behind an
 * activation.
 */
const ODD = {
  layers: [
    { batchNorm: {} },
    { conv: { filters: 3, kernel: 4, stride: 3, activation: 'sigmoid' } },
    { batchNorm: { activation: 'relu' } },
    { maxPool: { size: 3, stride: 2 } },
    { conv: { filters: 5, kernel: 2 } },
    { dropoutMaps: { keep: 0.5 } },
    { maxPool: { size: 2, stride: 3 } },
    { dense: { units: 7, activation: 'sigmoid' } },
    { dense: { units: 10 } },
  ],
};

/**
 * And one that averages: patches that overlap and run over the edge, then what is left of the whole
 * map.
 */
const AVERAGING = {
  layers: [
    { averagePool: { size: 3, stride: 2 } },
    { conv: { filters: 6, kernel: 3, activation: { leakyRelu: { slope: 0.2 } } } },
    { batchNorm: { activation: { leakyRelu: {} } } },
    { averagePool: { size: 4 } },
    { conv: { filters: 20, kernel: 3 } },
    { averagePool: {} },
    { dense: { units: 10 } },
  ],
};

/** Patches with gaps between them, and leaky units in a dense layer. */
const GAPS = {
  layers: [
    { conv: { filters: 4, kernel: 5, stride: 2, activation: { leakyRelu: { slope: 0.01 } } } },
    { averagePool: { size: 2, stride: 3 } },
    { dropoutMaps: { keep: 0.8 } },
    { dense: { units: 30, activation: { leakyRelu: { slope: 0.3 } } } },
    { dense: { units: 10 } },
  ],
};

/**
 * The built engine in this process, and some of the digits that the page is served.
 * @param {string} url  the page's
 */
async function engine(url) {
  /** @param {string} path */
  const get = async (path) => {
    const response = await fetch(new URL(path, url));
    assert.ok(response.ok, `${path}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  /** @type {typeof import('nibnet-train')} */
  const glue = await import(GLUE.href);
  glue.initSync({ module: await get('nibnet-train.wasm') });
  const manifest = new TextDecoder().decode(await get('data/mnist.json'));
  const digits = new glue.Digits(manifest);
  for (const { file, split, first } of JSON.parse(manifest).chunks) {
    if (split === 'test' || first === 0) digits.add(await get(`data/${file}`));
  }
  const images = new Uint8Array(COUNT * 784);
  for (let i = 0; i < COUNT; i++) images.set(digits.image('test', i), i * 784);
  return { glue, digits, images };
}

/**
 * Enough for batch norm's running averages to leave their zeros and ones, and for the logits to say
 * something.
 */
const STEPS = 12;

test(
  'ONNX Runtime gives our logits: every preset, odd networks, averages and leaky units, and the shipped model',
  { timeout: 1_200_000 },
  () =>
    withPage({}, async ({ url }) => {
      const { glue, digits, images } = await engine(url);
      /** @param {object} recipe */
      const trained = (recipe) => {
        const training = new glue.Training(
          JSON.stringify({ ...recipe, steps: STEPS, evaluateEvery: STEPS }),
          1,
        );
        for (;;) {
          const { state } = JSON.parse(training.advance(digits, 10));
          assert.notEqual(state, 'waiting');
          if (state === 'done') return training.model();
        }
      };
      const nets = [
        ...JSON.parse(glue.presets()).map((/** @type {{name: string}} */ { name }) => ({
          name,
          model: () => trained({ preset: name }),
        })),
        { name: 'an odd one', model: () => trained({ preset: 'softmax', network: ODD }) },
        {
          name: 'one that averages',
          model: () => trained({ preset: 'softmax', network: AVERAGING }),
        },
        { name: 'one with gaps', model: () => trained({ preset: 'softmax', network: GAPS }) },
        { name: 'the shipped one', model: async () => new Uint8Array(await readFile(SHIPPED)) },
      ];
      assert.ok(nets.length > 10);
      const input = Float32Array.from(images, (ink) => ink / 255);
      /** @type {string[]} */
      const apart = [];
      for (const { name, model } of nets) {
        const bytes = await model();
        const recognizer = new glue.Recognizer(bytes);
        const ours = recognizer.logits(images);
        const file = new glue.NetFile(bytes, undefined);
        const session = await ort.InferenceSession.create(file.to_bytes('onnx'));
        assert.deepEqual([session.inputNames, session.outputNames], [['image'], ['logits']]);
        const { logits } = await session.run({
          image: new ort.Tensor('float32', input, [COUNT, 1, 28, 28]),
        });
        assert.deepEqual(logits.dims, [COUNT, 10], name);
        const theirs = /** @type {Float32Array} */ (logits.data);
        const largest = ours.reduce((largest, logit) => Math.max(largest, Math.abs(logit)), 1);
        const distance = ours.reduce(
          (distance, logit, i) => Math.max(distance, Math.abs(logit - theirs[i])),
          0,
        );
        // A net that says the same of every digit would prove nothing.
        const spread =
          Math.max(...ours.filter((_, i) => i % 10 === 3)) -
          Math.min(...ours.filter((_, i) => i % 10 === 3));
        assert.ok(spread > 1e-3, `${name}: the logits of 3 differ by ${spread}`);
        console.log(
          `# ${name}: ${distance.toExponential(1)} apart, the largest logit is ${largest.toFixed(1)}`,
        );
        if (!(distance <= NEAR))
          apart.push(`${name}: ${distance}, the largest logit is ${largest}`);
        await session.release();
        file.free();
        recognizer.free();
      }
      assert.deepEqual(apart, []);
    }),
);
