/**
 * The worker of one contestant: loads its module, and does the timing, the same for all.
 *
 * @typedef {{step(count: number): number | void | Promise<number | void>}} Trainer
 *   takes so many steps of 100 digits; gives the last one's loss, if it knows
 * @typedef {{prepare(images: Uint8Array): any, read(prepared: any): Float32Array |
 *   Promise<Float32Array>}} Reader `prepare` is not timed: pixels from 0 to 255 come as the
 *   contestant wants them. `read` gives ten probabilities each
 * @typedef {{
 *   open?(setup: any): void | Promise<void>,
 *   trainer?(net: import('../nets.mjs').NetName): Trainer | Promise<Trainer>,
 *   reader?(net: import('../nets.mjs').NetName, weights: Float32Array): Reader | Promise<Reader>,
 *   [more: string]: any,
 * }} Contestant
 */
import { nets, read, weights } from '../nets.mjs';
import { testImages } from './digits.js';

/**
 * Calls are put together until they last so long: the clock's grain is then no part of a figure.
 */
const GRAIN_MS = 2;

/** @type {Contestant} */
let contestant;
/** @type {Trainer} */
let trainer;
/** Steps that it has taken. */
let taken = 0;
/** @type {() => Promise<unknown> | unknown} */
let readOnce;
/** How many calls fill a grain. */
let together = 1;

/** @type {Record<string, (...words: any[]) => any>} */
const deeds = {
  async open(/** @type {string} */ module, /** @type {any} */ setup) {
    contestant = await import(module);
    await contestant.open?.(setup);
  },

  /** A net to train, and a first taste of it. @param {import('../nets.mjs').NetName} net */
  async prepareTraining(net) {
    if (!contestant.trainer) throw new Error('it does not train');
    trainer = await contestant.trainer(net);
    await trainer.step(1);
    taken = 1;
  },

  /**
   * Trains for about so long, and gives images/s.
   * @param {number} seconds @returns {Promise<{value: number, loss: number | void, taken: number}>}
   */
  async train(seconds) {
    const began = performance.now();
    let steps = 0;
    let count = 1;
    /** @type {number | void} */
    let loss;
    for (;;) {
      loss = await trainer.step(count);
      steps += count;
      taken += count;
      const ms = performance.now() - began;
      if (ms >= seconds * 1000) return { value: (steps * 100) / (ms / 1000), loss, taken };
      // A twentieth at a time: neither clock nor message counts for anything, and the end is not
      // missed by much.
      count = Math.max(1, Math.round((steps * seconds * 50) / ms));
    }
  },

  /**
   * A net to read with. Its answers are compared with those of the plainest loop before anything is
   * timed.
   * @param {import('../nets.mjs').NetName} net @param {number} count  digits in a call
   */
  async prepareReading(net, count) {
    if (!contestant.reader) throw new Error('it does not read');
    const images = await testImages(100);
    const w = weights(nets[net]);
    const reader = await contestant.reader(net, w);
    const calls = Array.from({ length: 100 / count }, (_, i) =>
      reader.prepare(images.slice(i * count * 784, (i + 1) * count * 784)),
    );
    const expected = read(
      nets[net],
      w,
      Float32Array.from(images, (ink) => ink / 255),
    );
    let worst = 0;
    for (const [i, call] of calls.entries()) {
      const got = await reader.read(call);
      if (got.length !== count * 10)
        throw new Error(`${got.length} probabilities for ${count} digits`);
      got.forEach(
        (value, j) =>
          (worst = Math.max(
            worst,
            Math.abs(value - expected[i * count * 10 + j]) || +Number.isNaN(value),
          )),
      );
    }
    if (worst > 1e-4) throw new Error(`its probabilities are off by ${worst}`);
    let next = 0;
    readOnce = () => reader.read(calls[next++ % calls.length]);
    together = 1;
    const ms = median(await timed(0.2)); // a warm-up, too
    together = Math.max(1, Math.round(GRAIN_MS / ms));
  },

  /**
   * Half of the calls last longer, half less.
   * @param {number} seconds
   * @returns {Promise<{value: number}>} ms a call
   */
  async readMedian(seconds) {
    return { value: median(await timed(seconds)) };
  },

  /**
   * @param {number} seconds
   * @param {number} count
   * @returns {Promise<{value: number}>} images/s, everything counted in
   */
  async readMany(seconds, count) {
    const times = await timed(seconds);
    return { value: count / (times.reduce((a, b) => a + b) / times.length / 1000) };
  },

  /** Whatever else its module offers. @param {string} name @param {unknown[]} words */
  own: (name, ...words) => contestant[name](...words),
};

/** Milliseconds of a call, for each grain of calls. @param {number} seconds */
async function timed(seconds) {
  const times = [];
  const end = performance.now() + seconds * 1000;
  for (let began = performance.now(); began < end; ) {
    for (let i = 0; i < together; i++) {
      const result = readOnce();
      if (result instanceof Promise) await result; // who answers at once doesn't wait for a turn
    }
    const now = performance.now();
    times.push((now - began) / together);
    began = now;
  }
  return times;
}

/** @param {number[]} list */
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

addEventListener('message', async ({ data: { id, name, words } }) => {
  try {
    postMessage({ id, value: await deeds[name](...words) });
  } catch (error) {
    postMessage({ id, error: String(error instanceof Error ? error.message || error : error) });
  }
});
