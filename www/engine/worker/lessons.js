/**
 * Lessons, in the worker: what a visitor drew is taught to a net, with the digits of its training
 * that it must not forget; and which of those it finds most like a drawing.
 *
 * Those are the first chunk of the digits and no more: a visitor who teaches a 7 hasn't asked for
 * all of MNIST. It is fetched with the first lesson or question, and kept in the browser's cache
 * like every chunk.
 *
 * @typedef {import('../messages.js').Requests} Requests
 * @typedef {import('../messages.js').Found} Found
 * @typedef {import('../messages.js').Loading} Loading
 * @typedef {{count: number, image(index: number): Uint8Array | undefined, free(): void}} Remembered
 *   as the engine makes it
 * @typedef {{nearest(image: Uint8Array, count: number): string, free(): void}} Neighbours
 * @typedef {{teach(images: Uint8Array, labels: Uint8Array): string, weights(): Float32Array,
 *   free(): void}} Teacher
 */
import { data as words } from '../../text/en/training.js';
import { Loader } from './loader.js';

export class Lessons {
  #parts;
  #loader;
  #manifest = '';
  /** @type {Remembered | null} */
  #remembered = null;
  /**
   * Whoever waits for the digits.
   * @type {{resolve: () => void, reject: (error: Error) => void}[]}
   */
  #waiting = [];
  /**
   * The net that was taught last: getting to know one takes longer than a lesson.
   * @type {{network: string, weights: Float32Array, teacher: Teacher} | null}
   */
  #pupil = null;
  /**
   * The net that was asked last, and how it sees the digits.
   * @type {{network: string, weights: Float32Array, neighbours: Neighbours} | null}
   */
  #seen = null;

  /**
   * @param {{
   *   url: string, remember: (manifest: string, chunk: Uint8Array) => Remembered,
   *   know: (network: string, weights: Float32Array, remembered: any) => Teacher,
   *   compare: (network: string, weights: Float32Array, remembered: any) => Neighbours,
   *   load?: (options: ConstructorParameters<typeof Loader>[0]) => Pick<Loader, 'load' | 'online'>,
   * }} parts `url` of the digits' manifest; `remember`, `know` and `compare` as the engine makes
   *   them
   */
  constructor(parts) {
    this.#parts = parts;
    const load = parts.load ?? ((options) => new Loader(options));
    this.#loader = load({
      url: parts.url,
      wanted: ({ split, first }) => split === 'train' && first === 0,
      open: (manifest) => {
        this.#manifest = manifest;
      },
      add: (chunk) => {
        this.#remembered = parts.remember(this.#manifest, chunk);
        for (const { resolve } of this.#waiting.splice(0)) resolve();
        return { trainReady: this.#remembered.count, testReady: 0 };
      },
      report: (loading) => this.#hear(loading),
    });
  }

  /** @param {Requests['teach']['in']} lesson */
  async teach({ network, weights, images, labels }) {
    const remembered = this.#remembered ?? (await this.#arrived());
    if (!this.#pupil || this.#pupil.network !== network || !same(this.#pupil.weights, weights)) {
      this.#pupil?.teacher.free();
      this.#pupil = null; // it may be refused
      this.#pupil = { network, weights, teacher: this.#parts.know(network, weights, remembered) };
    }
    const { teacher } = this.#pupil;
    // Both may take seconds on a slow machine: in between, whoever asks whether anybody is there
    // gets an answer.
    await new Promise((turn) => setTimeout(turn));
    const taught = JSON.parse(teacher.teach(images, labels));
    return { ...taught, weights: teacher.weights() };
  }

  /** @param {Requests['nearest']['in']} question @returns {Promise<Found>} */
  async nearest({ network, weights, image, count }) {
    const remembered = this.#remembered ?? (await this.#arrived());
    if (!this.#seen || this.#seen.network !== network || !same(this.#seen.weights, weights)) {
      this.#seen?.neighbours.free();
      this.#seen = null;
      this.#seen = {
        network,
        weights,
        neighbours: this.#parts.compare(network, weights, remembered),
      };
    }
    /** @type {{index: number, label: number, distance: number}[]} */
    const found = JSON.parse(this.#seen.neighbours.nearest(image, count));
    const digits = found.map((digit) => ({
      ...digit,
      image: remembered.image(digit.index) ?? new Uint8Array(784),
    }));
    return { all: remembered.count, digits };
  }

  /** The network is back. */
  online() {
    this.#loader.online();
  }

  /** @returns {Promise<Remembered>} */
  async #arrived() {
    const arrived = new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: () => resolve(undefined), reject });
    });
    this.#loader.load();
    await arrived;
    return /** @type {Remembered} */ (this.#remembered);
  }

  /**
   * What doesn't come at once is no use to somebody who waits for an answer.
   * @param {Loading} loading
   */
  #hear({ state, troubles: [trouble] }) {
    if (state !== 'stuck' || !trouble) return;
    const error = Object.assign(new Error(words.trouble(trouble)), { name: 'LoadError' });
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/** @param {Float32Array} a @param {Float32Array} b */
function same(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
