/**
 * At the end of a run: one sentence that says what was learnt, and buttons for what to do now.
 * Those that lead to a pad or a lab are there where the page has one.
 *
 * @typedef {import('../../engine/page/run.js').Run} Run
 * @typedef {import('./view.js').View} View
 * @typedef {HTMLElement & {bare: boolean, show: (...panels: string[]) => void,
 *   openRace: () => void}} Lab
 */
import { next as text, trainer as words } from '../../text/en/training.js';
import { endingOf, nextOf } from './ending.js';

export class NextSteps {
  #view;
  #run;
  /** The preset to try next. */
  #next = /** @type {string | null} */ (null);

  /**
   * @param {View} view @param {Run} run
   * @param {(preset: string) => void} choose  puts a preset into the form
   */
  constructor(view, run, choose) {
    this.#view = view;
    this.#run = run;
    /** @param {string} id @param {() => void} act */
    const on = (id, act) => view.part(id).addEventListener('click', act);
    on('to-pad', () => show(pad()));
    on('to-misread', () => {
      lab()?.show('test');
      show(lab());
    });
    on('to-race', () => lab()?.openRace());
    on('to-next', () => {
      if (this.#next) choose(this.#next);
      view.part('start').focus();
    });
  }

  /** Brings it to where the run is. */
  show() {
    const { state, last, history, recipe, testDigits, isStopped } = this.#run;
    const isOver = state === 'done' && last !== null && recipe !== null;
    const ending = isOver ? endingOf(history, recipe, testDigits) : null;
    this.#view.part('next').hidden = !ending;
    if (!ending) return;
    this.#next = isStopped ? null : nextOf(recipe);
    this.#view.say('learnt', isStopped ? text.stopped : sentenceOf(ending));
    this.#view.part('to-pad').hidden = !pad();
    this.#view.part('to-misread').hidden = !lab();
    this.#view.part('to-race').hidden = !lab() || lab()?.bare === true;
    this.#view.part('to-next').hidden = !this.#next;
    if (this.#next) this.#view.say('to-next', text.tryNext(words.presets[this.#next].title));
  }
}

/** @param {import('./ending.js').Ending} ending */
function sentenceOf({ kind, train, test, wrong, all }) {
  return kind === 'byHeart' ? text.endings.byHeart(train, test) : text.endings[kind](wrong, all);
}

const pad = () => /** @type {HTMLElement | null} */ (document.querySelector('nib-pad:defined'));
const lab = () => /** @type {Lab | null} */ (document.querySelector('nib-lab:defined'));

/** @param {HTMLElement | null} element */
function show(element) {
  element?.scrollIntoView({ block: 'nearest' });
  element?.focus();
}
