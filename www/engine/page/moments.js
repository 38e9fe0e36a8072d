/**
 * What a lab can go back to: the run's moments, and how its numbers were spread over time. Both are thinned as the run
 * grows long, so that a run of hours takes no more memory than one of minutes.
 *
 * @typedef {import('../messages.js').Moment} Moment
 * @typedef {import('../messages.js').Group} Group
 * @typedef {{step: number, spreads: Float32Array}} Spread
 */
import { Thinned } from './thinned.js';

/** Moments hold weights, and so take most of the room: this many bytes, … */
const ROOM = 32 << 20;
/** … but at least, and at most, so many. */
const [FEWEST, MOST] = [12, 64];
/** A chart has no more columns than this to show. */
const SPREADS = 512;

export class Moments {
  /** What the rows of spreads are about. @type {Group[]} */
  groups = [];
  /** @type {Thinned<Moment> | null} */
  #moments = null;
  /** @type {Thinned<Spread>} */
  #spreads = new Thinned(SPREADS);

  /** By growing step. @returns {readonly Moment[]} */
  get list() {
    return this.#moments?.items ?? [];
  }

  /** @returns {readonly Spread[]} */
  get spreads() {
    return this.#spreads.items;
  }

  /** @returns {Moment | null} */
  get newest() {
    return this.list[this.list.length - 1] ?? null;
  }

  /** @param {Moment} moment */
  add(moment) {
    this.#moments ??= new Thinned(
      Math.min(Math.max(Math.floor(ROOM / size(moment)), FEWEST), MOST),
    );
    this.#moments.add(moment);
    this.#spreads.add({ step: moment.step, spreads: moment.look.spreads });
  }

  /** The one nearest to a step; null where there is none. @param {number} step */
  nearest(step) {
    /** @type {Moment | null} */
    let best = null;
    for (const moment of this.list) {
      if (!best || Math.abs(moment.step - step) <= Math.abs(best.step - step)) best = moment;
    }
    return best;
  }
}

/** Bytes. @param {Moment} moment */
function size({ weights, guesses, look }) {
  return weights.byteLength + guesses.byteLength + look.images.byteLength;
}
