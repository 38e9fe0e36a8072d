/** The panels of a lab: which there are, and which of them are to be seen. */
import { make } from '../../host/nodes.js';

/** @typedef {import('./panel.js').Panel} Panel */

export class PanelSet {
  element = make('div', 'panels');
  /** @type {readonly Panel[]} */
  list = [];
  #arranged;
  /** Those that the visitor has hidden; also of panels that aren't there. @type {Set<string>} */
  #hidden = new Set();
  /** Those that are shown alone; null: all that aren't hidden. @type {string[] | null} */
  #chosen = null;

  /** @param {() => void} arranged  others are to be seen */
  constructor(arranged) {
    this.#arranged = arranged;
    this.element.setAttribute('part', 'panels');
  }

  /** These instead of those that were there. @param {Panel[]} list */
  fill(list) {
    for (const { body } of this.list) body.remove();
    this.list = list;
    this.element.replaceChildren(...list.map(({ element }) => element));
    this.#arrange();
  }

  /** @param {string} name @returns {Panel} */
  named(name) {
    return this.list.find(({ id }) => id === name) ?? this.#refuse([name]);
  }

  /** @returns {'all' | string[]} */
  get shown() {
    return this.#chosen ? [...this.#chosen] : 'all';
  }

  /** How many of those that are there are hidden, and whether some are shown alone. */
  get counts() {
    const hidden = this.list.filter(({ id }) => this.#hidden.has(id)).length;
    return { hidden, chosen: this.#chosen !== null };
  }

  get hidden() {
    return this.#hidden;
  }

  /** @param {Iterable<string>} hidden */
  set hidden(hidden) {
    this.#hidden = new Set(hidden);
    this.#arrange();
  }

  /** These alone. @param {string[]} names */
  show(names) {
    const known = names.filter((name) => this.list.some(({ id }) => id === name));
    if (!known.length) this.#refuse(names);
    this.#chosen = known;
    this.#arrange();
  }

  /**
   * Back to all that aren't hidden.
   * @returns {boolean} whether there was something to go back from
   */
  release() {
    const reduced = this.list.map((panel) => panel.reduce()).some(Boolean);
    const was = this.#chosen !== null || reduced;
    this.#chosen = null;
    this.#arrange();
    return was;
  }

  /**
   * @param {Panel} panel @returns {Panel | undefined} the next one to be seen, else the one before
   */
  hide(panel) {
    this.#hidden.add(panel.id);
    panel.reduce();
    if (this.#chosen) this.#chosen = this.#chosen.filter((id) => id !== panel.id);
    if (!this.#chosen?.length) this.#chosen = null;
    this.#arrange();
    const at = this.list.indexOf(panel);
    const others = [...this.list.slice(at + 1), ...this.list.slice(0, at).reverse()];
    return others.find(({ element }) => !element.hidden);
  }

  #arrange() {
    for (const { id, element } of this.list)
      element.hidden = this.#chosen ? !this.#chosen.includes(id) : this.#hidden.has(id);
    this.element.dataset.shown = this.#chosen ? String(this.#chosen.length) : 'all';
    this.#arranged();
  }

  /** @param {string[]} names @returns {never} */
  #refuse(names) {
    const known = this.list.map(({ id }) => id).join(', ');
    throw new RangeError(`no panel of ${names.join(', ')}; there are ${known}`);
  }
}
