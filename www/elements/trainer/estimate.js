/**
 * How long a run will take on this machine: the multiplications that it takes, over how many a
 * second the machine does. That is measured in a few milliseconds at first, and by every run.
 */

/** A run that was shorter says little about speed. */
const LEAST_MS = 1_000;
/** Of an image's pixels, about so many are ink; the first dense layer skips the others. */
const INK = 0.3;
const TEST_DIGITS = 10_000;
/** The engine's vectors do so many multiplications while a plain loop does one. */
const VECTORS = 15;
/** A second thread adds less than the first: `threads` to this power. */
const SHARED = 0.85;

/** Multiplications a second of the training, tests included; 0: not known yet. */
let measured = 0;
let perLoop = 0;

/**
 * Seconds that a run takes.
 * @param {any} recipe  whole @param {number} threads
 */
export function secondsOf(recipe, threads) {
  perLoop ||= loopSpeed() * VECTORS;
  return workOf(recipe) / (measured || perLoop * threads ** SHARED);
}

/**
 * From now on, by the speed of a run.
 * @param {any} recipe @param {import('../../engine/messages.js').Update} last  of the run
 */
export function learn(recipe, { time, imagesPerSecond }) {
  if (time.all < LEAST_MS || !imagesPerSecond) return;
  const { steps, batch } = recipe;
  measured = (workOf(recipe) * imagesPerSecond) / (steps * batch);
}

/** Multiplications of a whole run, the tests of its curves among them. @param {any} recipe */
export function workOf({ network, steps, batch, evaluateEvery }) {
  const { forward, training } = perImage(network);
  return steps * batch * training + Math.ceil(steps / evaluateEvery) * TEST_DIGITS * forward;
}

/**
 * Of an image, to read it and to train on it: that is to read it, to find each weight's slope, and,
 * after the first layer, each value's.
 * @param {any} network
 */
function perImage({ input, layers }) {
  let shape = [input.rows, input.columns, 1];
  let forward = 0;
  let training = 0;
  for (const layer of layers) {
    const [[kind, parts]] = Object.entries(layer);
    const values = shape.reduce((product, n) => product * n, 1);
    let work = values; // of batch norm, pools, dropout: one or few a value
    if (kind === 'dense') {
      work = values * parts.units * (forward === 0 ? INK : 1);
      shape = [parts.units];
    } else if (kind === 'conv') {
      const [rows, columns, channels] = shape;
      shape = [over(rows, parts.stride), over(columns, parts.stride), parts.filters];
      work = shape[0] * shape[1] * parts.filters * parts.kernel ** 2 * channels;
    } else if (kind === 'maxPool' || kind === 'averagePool') {
      const stride = parts.stride ?? parts.size ?? Infinity; // without a size: over the whole map
      shape = [over(shape[0], stride), over(shape[1], stride), shape[2]];
    }
    training += work * (forward === 0 ? 2 : 3);
    forward += work;
  }
  return { forward, training };
}

/** @param {number} side @param {number} stride */
const over = (side, stride) => Math.ceil(side / Math.min(stride, side));

/** Multiplications a second in a plain loop: the best of several, since others work here too. */
function loopSpeed() {
  const [count, rounds] = [4096, 25];
  const a = new Float32Array(count).fill(1.01);
  const b = new Float32Array(count).fill(0.5);
  let best = Infinity;
  for (let run = 0; run < 10; run++) {
    const began = performance.now();
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < count; i++) b[i] += 0.001 * a[i];
    }
    best = Math.min(best, performance.now() - began);
  }
  // Where clocks are coarse, a run may seem to take no time.
  return (count * rounds) / (Math.max(best, 0.05) / 1000);
}
