/**
 * The run of a trainer, as it is kept in the browser: while it trains, what it takes to go on
 * another day goes to the store; one that was kept comes from there.
 *
 * @typedef {import('../../engine/page/run.js').Run} Run
 * @typedef {import('../../engine/page/run.js').Kept} Kept
 * @typedef {import('../../store/runs.js').RunHead} RunHead
 * @typedef {import('../../store/runs.js').RunBody} RunBody
 */

import { RunStore, roomOf } from '../../store/runs.js';
import { runs as words } from '../../text/en/training.js';
import { RunList } from './run-list.js';

export class SavedRun {
  #trainer;
  #store = new RunStore();
  #run;
  /** Under which id and name the run is kept. @type {{id: string, name: string, began: number}} */
  #entry = fresh('');
  /** While the trainer is in the page. @type {AbortSignal | null} */
  #life = null;
  /** While it keeps its runs, and is in the page. @type {AbortController | null} */
  #watch = null;
  /** The list of runs, and the offer to go on with one. */
  runs;

  /**
   * @param {Run} run
   * @param {{
   *   keeps: () => boolean,
   *   goOn: (body: RunBody, recipe: any, begins: () => void) => Promise<unknown>,
   *   compare: (others: import('../../charts/curve.js').Other[]) => void, failed: (error: Error) =>
   *   void,
   * }} trainer  `keeps`: whether its runs are kept; `goOn` calls `begins` as the run begins
   */
  constructor(run, trainer) {
    this.#run = run;
    this.#trainer = trainer;
    this.runs = new RunList(this.#store, {
      goOn: (head, isCopy) => this.#goOn(head, isCopy),
      compare: trainer.compare,
      failed: trainer.failed,
    });
  }

  /** While the trainer is in the page. @param {AbortSignal} signal */
  follow(signal) {
    this.#life = signal;
    signal.addEventListener('abort', () => {
      this.#life = null;
      this.turn();
    });
    this.turn();
  }

  /** The trainer keeps its runs from now on, or does no more; or it has left the page. */
  turn() {
    const keeps = this.#trainer.keeps();
    this.#run.keep(keeps);
    const isWatched = keeps && this.#life !== null;
    if (isWatched === (this.#watch !== null)) return;
    this.#watch?.abort();
    this.#watch = isWatched ? new AbortController() : null;
    if (this.#watch) this.runs.follow(this.#watch.signal);
  }

  /**
   * A run begins that isn't kept yet: with the next line of whoever calls, so that nothing of the
   * run before it is kept in its place. Without a name it is called by its recipe.
   * @param {string} [name]
   */
  anew(name = '') {
    const entry = fresh(name);
    this.#begins(entry, this.#store.claim(entry.id));
  }

  /** The worker has handed over what it takes to go on. @param {Kept} kept */
  async keep({ checkpoint, points, recipe, state, step }) {
    if (!this.#trainer.keeps() || !recipe) return;
    const body = { checkpoint, points: [...points] };
    const head = {
      ...this.#entry,
      changed: Date.now(),
      preset: recipe.preset,
      seed: recipe.seed,
      recipe,
      step,
      steps: recipe.steps,
      // one that was stopped can go on
      ended: state === 'failed' || step >= recipe.steps,
      accuracy: this.#run.scored?.testAccuracy ?? null,
      fingerprint: this.#run.fingerprint,
      bytes: roomOf(body),
    };
    try {
      await this.#store.keep(head, body);
      this.runs.failed('');
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      this.runs.failed(words.notKept(message));
      this.#trainer.failed(new Error(words.notKept(message), { cause: error }));
    }
  }

  /**
   * @param {RunHead} head @param {boolean} isCopy
   * @returns {Promise<boolean>} false: another trainer has taken it up
   */
  async #goOn(head, isCopy) {
    const entry = isCopy ? fresh(words.copyOf(head.name)) : head;
    const release = await this.#store.claim(entry.id);
    if (!release) return false;
    let body;
    try {
      body = await this.#store.body(head.id); // now, when nobody else writes it
      if (!body) throw new Error(words.gone(head.name));
    } catch (error) {
      await release();
      throw error;
    }
    await this.#under(entry, release, (begins) => this.#trainer.goOn(body, head.recipe, begins));
    return true;
  }

  /**
   * The run that was stopped goes on, as the same entry; as a copy of it, where another trainer has
   * taken that up meanwhile.
   * @param {(begins: () => void) => Promise<unknown>} go  calls `begins` as the run begins
   */
  async again(go) {
    let entry = this.#entry;
    let release = await this.#store.claim(entry.id);
    if (!release) {
      entry = fresh(words.copyOf(entry.name));
      release = await this.#store.claim(entry.id);
    }
    await this.#under(entry, release ?? (async () => {}), go);
  }

  /**
   * @param {{id: string, name: string, began: number}} entry
   * @param {() => Promise<void>} release  gives the entry back
   * @param {(begins: () => void) => Promise<unknown>} go
   */
  async #under(entry, release, go) {
    let hasBegun = false;
    try {
      await go(() => {
        hasBegun = true;
        this.#begins(entry, Promise.resolve(release));
      });
    } finally {
      if (!hasBegun) await release();
    }
  }

  /**
   * From now on, what is kept is this entry; until the run is over, it is this trainer's.
   * @param {{id: string, name: string, began: number}} entry
   * @param {Promise<(() => Promise<void>) | null>} claim
   */
  #begins({ id, name, began }, claim) {
    this.#entry = { id, name, began };
    this.runs.mine = this.runs.here = id;
    this.runs.refresh();
    const over = async () => {
      if (this.#entry.id === id) this.runs.mine = null;
      await (await claim)?.();
      this.runs.refresh();
    };
    // The run's own promise is made as it begins.
    queueMicrotask(() => this.#run.finished.then(over, over));
  }
}

/** @param {string} name */
function fresh(name) {
  // a page without https has none
  const id = globalThis.crypto?.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  return { id, name, began: Date.now() };
}
