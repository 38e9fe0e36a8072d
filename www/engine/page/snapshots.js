/**
 * What a lab can go back to: the run's snapshots, and how its numbers were spread over time. Both
 * are thinned as the run grows long, so that a run of hours takes no more memory than one of
 * minutes.
 *
 * @typedef {import('../messages.js').Snapshot} Snapshot
 * @typedef {import('../messages.js').Group} Group
 * @typedef {import('../messages.js').Spread} Spread
 */
import { Thinned } from './thinned.js';

/** Snapshots hold weights, and so take most of the room: this many bytes, … */
const ROOM = 32 << 20;
/** … but at least, and at most, so many. */
const [FEWEST, MOST] = [12, 64];
/** A chart has no more columns than this to show. */
const SPREADS = 512;

export class Snapshots {
  /** What the rows of spreads are about. @type {Group[]} */
  groups = [];
  /** @type {Thinned<Snapshot> | null} */
  #snapshots = null;
  /** @type {Thinned<Spread>} */
  #spreads = new Thinned(SPREADS);

  /** By growing step. @returns {readonly Snapshot[]} */
  get list() {
    return this.#snapshots?.items ?? [];
  }

  /** @returns {readonly Spread[]} */
  get spreads() {
    return this.#spreads.items;
  }

  /** @returns {Snapshot | null} */
  get newest() {
    return this.list[this.list.length - 1] ?? null;
  }

  /** @param {Snapshot} snapshot */
  add(snapshot) {
    this.#snapshots ??= new Thinned(
      Math.min(Math.max(Math.floor(ROOM / size(snapshot)), FEWEST), MOST),
    );
    this.#snapshots.add(snapshot);
    this.#spreads.add({ step: snapshot.step, spreads: snapshot.look.spreads });
  }

  /** The one nearest to a step; null where there is none. @param {number} step */
  nearest(step) {
    /** @type {Snapshot | null} */
    let best = null;
    for (const snapshot of this.list) {
      if (!best || Math.abs(snapshot.step - step) <= Math.abs(best.step - step)) best = snapshot;
    }
    return best;
  }
}

/** Bytes. @param {Snapshot} snapshot */
function size({ weights, guesses, look }) {
  return weights.byteLength + guesses.byteLength + look.images.byteLength;
}
