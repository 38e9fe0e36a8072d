/**
 * What a lab is shown of a run, gathered in the worker: a look at the net some times a second, and
 * a snapshot for each test, with all that it takes to show the net as it was then. Nobody watches,
 * nothing is gathered.
 *
 * @typedef {import('../messages.js').Look} Look
 * @typedef {import('../messages.js').Snapshot} Snapshot
 * @typedef {import('../messages.js').Group} Group
 * @typedef {import('../messages.js').Point} Point
 * @typedef {{groups(): string, look(): Omit<Look, 'step'> & {free(): void}, guesses(): Uint8Array,
 *   weights(): Float32Array, step: number}} Watched
 */

/** Four looks a second are a film of the digits that are learnt from. */
const LOOK_MS = 250;
/**
 * Of a large net a look takes long, and nobody trains meanwhile: no more of the time than this goes
 * into looks.
 */
const LOOK_SHARE = 1 / 20;
/**
 * A hidden page fetches nothing for hours. So many snapshots wait for it; of more, every other one.
 */
const WAITING = 16;

export class Watcher {
  #on = false;
  /** @type {Group[] | null} */
  #groups = null;
  /** @type {Snapshot[]} */
  #snapshots = [];
  #looked = { at: -Infinity, step: -1, ms: 0 };
  #now;
  /** How long it took, in all. */
  ms = 0;

  /** @param {() => number} now */
  constructor(now) {
    this.#now = now;
  }

  /** @param {boolean} on @param {Watched | null} training  the run that is under way */
  watch(on, training) {
    this.#on = on;
    if (training) this.begin(training);
  }

  /** A run begins, or is watched from now on. @param {Watched} training */
  begin(training) {
    this.#snapshots = [];
    this.#groups = null;
    this.#looked = { at: -Infinity, step: -1, ms: 0 };
    if (!this.#on) return;
    this.#groups = JSON.parse(training.groups());
    this.#timed(() => this.#snapshots.push(snapshot(training, null)));
  }

  /**
   * A test is done: these are the weights that were tested.
   * @param {Watched} training @param {Point} point
   */
  tested(training, point) {
    if (!this.#on) return;
    this.#timed(() => this.#snapshots.push(snapshot(training, point)));
    if (this.#snapshots.length > WAITING)
      this.#snapshots = this.#snapshots.filter((_, i, { length }) => (length - 1 - i) % 2 === 0);
  }

  /**
   * What goes to the page with the next message, and what of it changes hands.
   * @param {Watched} training @param {boolean} still the run stands: this may be the last word for
   *   long
   */
  take(training, still) {
    const [groups, snapshots] = [this.#groups, this.#snapshots];
    this.#groups = null;
    this.#snapshots = [];
    /** @type {Look | null} */
    let look = null;
    const now = this.#now();
    const { step } = training;
    const since = now - this.#looked.at;
    const due =
      step !== this.#looked.step &&
      (still || since >= Math.max(LOOK_MS, this.#looked.ms / LOOK_SHARE));
    if (this.#on && due && step > 0) {
      const ms = this.#timed(() => (look = looked(training)));
      this.#looked = { at: now, step, ms };
    }
    const looks = [
      ...snapshots.map((snapshot) => snapshot.look),
      ...(look ? [/** @type {Look} */ (look)] : []),
    ];
    const arrays = [
      ...looks.flatMap(({ images, labels, guesses, spreads }) => [
        images,
        labels,
        guesses,
        spreads,
      ]),
      ...snapshots.flatMap(({ guesses, weights }) => [guesses, weights]),
    ];
    return {
      groups,
      snapshots,
      look,
      transfer: arrays.map((array) => /** @type {ArrayBuffer} */ (array.buffer)),
    };
  }

  /** How long it took. @param {() => unknown} work */
  #timed(work) {
    const began = this.#now();
    work();
    const ms = this.#now() - began;
    this.ms += ms;
    return ms;
  }
}

/** @param {Watched} training @param {Point | null} point @returns {Snapshot} */
function snapshot(training, point) {
  return {
    step: training.step,
    point,
    guesses: training.guesses(),
    weights: training.weights(),
    look: looked(training),
  };
}

/** @param {Watched} training @returns {Look} */
function looked(training) {
  const look = training.look();
  const { images, labels, guesses, spreads } = look;
  look.free();
  return { step: training.step, images, labels, guesses, spreads };
}
