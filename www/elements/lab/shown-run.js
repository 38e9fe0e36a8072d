/** What a lab shows of a run: the run as it is now, or as it was at a snapshot of it. */
import { NOTHING, viewOf } from './view.js';

/** @typedef {import('../../engine/page/run.js').Run} Run */
/** @typedef {import('../../engine/messages.js').Snapshot} Snapshot */
/** @typedef {{network: string, weights: Float32Array}} Net */

/** A speed for so many steps of the display. */
const MOST_SPEEDS = 400;

export class ShownRun {
  /** @type {Run | null} */
  run = null;
  /** The snapshot that is looked back at. @type {Snapshot | null} */
  back = null;
  #changed;
  /**
   * The points of its curves, by which a new run is told from the one before.
   * @type {readonly unknown[]}
   */
  #history = [];
  #steps = 0;
  /** @type {[number, number][]} */
  #speeds = [];
  /** The run whose test digits these are, or are asked for. */
  #testOf = '';
  /** @type {import('./view.js').TestDigits | null} */
  #test = null;
  /** As it was last heard of. @type {Net | null} */
  #live = null;

  /** @param {() => void} changed  there is more to show than `follow` and `hear` have brought */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * Something happened to the run.
   * @param {Run} run @param {number} steps  that it is planned to have
   */
  follow(run, steps) {
    this.run = run;
    this.#steps = steps;
    if (run.history !== this.#history) {
      // Another run: what was looked at is gone.
      this.#history = run.history;
      this.#speeds = [];
      this.back = null;
    }
    const { last } = run;
    const point = this.#speeds[this.#speeds.length - 1];
    const stride = Math.max(1, (last?.steps ?? 0) / MOST_SPEEDS);
    if (last?.imagesPerSecond && (!point || last.step - point[0] >= stride))
      this.#speeds.push([last.step, last.imagesPerSecond]);
    this.#fetchTest(run);
  }

  /** Its net has been trained further. @param {Net} net */
  hear({ network, weights }) {
    this.#live = { network, weights };
  }

  /** The trainer has gone, and its run and net with it. */
  leave() {
    this.run = this.back = this.#live = null;
  }

  /**
   * @param {number | null} step  to the snapshot nearest to it; null: to now
   * @returns {boolean} whether that is another one
   */
  lookBack(step) {
    const snapshot = step === null ? null : (this.run?.snapshots.nearest(step) ?? null);
    const isOther = snapshot !== this.back;
    this.back = snapshot;
    return isOther;
  }

  /** Whether a step is beyond the last snapshot. @param {number} step */
  isAtEnd(step) {
    const newest = this.run?.snapshots.newest;
    return !newest || step >= newest.step;
  }

  get view() {
    if (!this.run) return NOTHING;
    return viewOf(this.run, this.back, this.#test, this.#speeds, this.#steps);
  }

  /** The net that is shown, and its step; null: there is none yet. */
  get net() {
    const network = this.run?.network ?? this.#live?.network;
    if (this.back && network) {
      const { weights, step } = this.back;
      const tested = this.run?.history.find((point) => point.step === step);
      return { network, weights, step, accuracy: tested?.testAccuracy ?? null };
    }
    const accuracy = this.run?.scored?.testAccuracy ?? null;
    return this.#live ? { ...this.#live, step: this.run?.last?.step ?? 0, accuracy } : null;
  }

  /** The digits that tests are about, once a run; they stay on this page. @param {Run} run */
  #fetchTest(run) {
    const { guesses } = run.snapshots.newest ?? {};
    if (!guesses?.length || !run.recipe || !run.loading) return;
    const { holdOut, digits } = run.recipe;
    const { train } = run.loading.ready;
    // Also the digits' name: a set of the visitor's may be as large.
    const key = JSON.stringify([holdOut, guesses.length, train, digits]);
    if (key === this.#testOf) return;
    this.#testOf = key;
    const [split, first] = holdOut
      ? /** @type {const} */ (['train', train - holdOut])
      : /** @type {const} */ (['test', 0]);
    run.digits(split, first, guesses.length).then(
      (digits) => {
        if (key !== this.#testOf) return;
        this.#test = digits;
        this.#changed();
      },
      () => {
        // The worker went away: another run will ask again.
        if (key === this.#testOf) this.#testOf = '';
      },
    );
  }
}
