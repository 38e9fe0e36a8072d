/**
 * Keeping a trainer's run: what it takes to go on another day goes to the browser's store while it trains, and comes from there.
 *
 * @typedef {import('../../engine/page/run.js').Run} Run
 * @typedef {import('../../engine/page/run.js').Kept} Kept
 * @typedef {import('../../store/runs.js').RunHead} RunHead
 * @typedef {import('../../store/runs.js').RunBody} RunBody
 */

import { RunStore, roomOf } from '../../store/runs.js';
import { runs as words } from '../../text/en.js';
import { RunList } from './run-list.js';

export class SavedRun {
  #trainer;
  #store = new RunStore();
  #run;
  /** The run as it is kept. @type {{id: string, name: string, began: number}} */
  #kept = fresh('');
  /** The list of runs, and the offer to go on with one. */
  runs;

  /**
   * @param {Run} run
   * @param {{
   *   keeps: () => boolean, goOn: (body: RunBody) => Promise<unknown>, compare: (others: import('../../charts/curve.js').Other[]) => void,
   *   failed: (error: Error) => void,
   * }} trainer  `keeps`: whether its runs are kept
   */
  constructor(run, trainer) {
    this.#run = run;
    this.#trainer = trainer;
    this.runs = new RunList(this.#store, {
      goOn: (head, body) => this.#goOn(head, body),
      compare: trainer.compare,
      failed: trainer.failed,
    });
  }

  /** While the trainer is in the page. @param {AbortSignal} signal */
  follow(signal) {
    if (this.#trainer.keeps()) {
      this.#store.watch(() => this.runs.refresh(), signal);
      this.runs.refresh();
    }
    this.turn();
  }

  /** The trainer keeps its runs from now on, or does no more. */
  turn() {
    this.#run.keep(this.#trainer.keeps());
  }

  /** A run begins that isn't kept yet. @param {string} title @param {number} seed */
  anew(title, seed) {
    this.#kept = fresh(words.name(title, seed, new Date()));
    this.#holds();
  }

  /** The worker has handed over what it takes to go on. @param {Kept} kept */
  async keep({ checkpoint, points, recipe, state, step }) {
    if (!this.#trainer.keeps() || !recipe) return;
    const { id, name, began } = this.#kept;
    const body = { checkpoint, points: [...points] };
    const head = {
      id,
      name,
      began,
      changed: Date.now(),
      preset: recipe.preset,
      seed: recipe.seed,
      recipe,
      step,
      steps: recipe.steps,
      ended: state === 'done' || state === 'failed',
      accuracy: this.#run.scored?.testAccuracy ?? null,
      fingerprint: this.#run.fingerprint,
      bytes: roomOf(body),
    };
    if (!(await this.#store.keep(head, body))) this.runs.refresh();
  }

  /** @param {RunHead} head @param {RunBody} body */
  async #goOn({ id, name, began }, body) {
    this.#kept = { id, name, began };
    const going = this.#trainer.goOn(body);
    this.#holds();
    await going;
  }

  /** No other tab offers the run that this one trains. */
  #holds() {
    if (!this.#trainer.keeps()) return;
    this.runs.mine = this.#kept.id;
    const { id } = this.#kept;
    // The run's own promise is made as it begins.
    queueMicrotask(() => {
      const over = this.#run.finished.catch(() => {});
      this.#store.hold(id, over);
      over.then(() => {
        if (this.#kept.id === id) this.runs.mine = null;
      });
      this.runs.refresh();
    });
  }
}

/** @param {string} name */
function fresh(name) {
  const id = globalThis.crypto?.randomUUID?.() ?? `${Date.now()}-${Math.random()}`; // a page without https has none
  return { id, name, began: Date.now() };
}
