/**
 * The two curves of a run, and their points as a table.
 *
 * @typedef {import('../../engine/page/run.js').Run} Run
 * @typedef {import('./view.js').View} View
 * @typedef {import('../../charts/curve.js').Other} Other
 */
import { Curve } from '../../charts/curve.js';
import { kinds } from '../../charts/kinds.js';
import { fillTable } from '../../charts/table.js';

/** A table that is open follows the run at a reader's pace. */
const TABLE_MS = 1_000;

export class Curves {
  #view;
  #run;
  #planned;
  /** @type {Curve[]} */
  #curves = [];
  #tabled = -Infinity;
  /** Runs that are drawn beside this one. @type {Other[]} */
  others = [];

  /** @param {View} view @param {Run} run @param {() => number} planned  steps of the next run */
  constructor(view, run, planned) {
    this.#view = view;
    this.#run = run;
    this.#planned = planned;
    view.part('points').addEventListener('toggle', () => this.table(true));
  }

  /** Makes them, in the language of the moment. */
  draw() {
    this.remove();
    const { accuracy, loss } = kinds();
    this.#curves = [
      new Curve(this.#view.part('accuracy'), this.#view.root, accuracy),
      new Curve(this.#view.part('loss'), this.#view.root, loss),
    ];
  }

  remove() {
    this.#curves.forEach((curve) => curve.remove());
    this.#curves = [];
  }

  recolour() {
    this.#curves.forEach((curve) => curve.recolour());
  }

  /** @param {0 | 1} chart  accuracy or loss */
  png(chart) {
    return this.#curves[chart].png();
  }

  /** Brings them to where the run is. */
  show() {
    const { others } = this;
    const changes = this.#run.recipe?.changes ?? [];
    this.#curves.forEach((curve) => curve.show(this.#run.history, this.steps, { changes, others }));
  }

  /** How long the x axis is. */
  get steps() {
    const { last, recipe, state } = this.#run;
    // What was stopped short need not show the road not taken.
    if (last && (state === 'done' || state === 'failed')) return last.step;
    return last?.steps ?? recipe?.steps ?? this.#planned();
  }

  /** @param {boolean} now */
  table(now) {
    const { open } = /** @type {HTMLDetailsElement} */ (this.#view.part('points'));
    const time = performance.now();
    const still = this.#run.state !== 'running';
    if (!open || (!now && !still && time - this.#tabled < TABLE_MS)) return;
    this.#tabled = time;
    fillTable(/** @type {HTMLTableElement} */ (this.#view.part('table')), this.#run.history);
  }
}
