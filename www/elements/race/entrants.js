/**
 * Who races: two to four rows, each a preset, the trainer's settings or what a link brought, and a
 * seed.
 *
 * @typedef {import('../trainer/link.js').Partial} Partial
 * @typedef {import('./link.js').Linked} Linked
 * @typedef {{name: string, title: string, parameters: number, recipe: Partial}} Preset
 * @typedef {{title: string, recipe: Partial, fingerprint: string | null}} Entrant  `fingerprint`:
 *   what a link says it comes to
 */
import { button, make } from '../../host/nodes.js';
import { race as text, trainer as trainerText } from '../../text/en/training.js';
import { MOST } from './link.js';

const FEWEST = 2;
/** What runs at first: the tutorial's way up. */
const START = ['softmax', 'mlp-relu', 'conv', 'conv-bn'];
/** Choices that are no preset: of a link, and as the trainer is set. */
const LINKED = '#linked';
const OWN = '#own';

export class Entrants {
  element = make('div', 'entrants');
  add = button(text.add);
  #settings;
  /** @type {Preset[]} */
  #presets = [];
  /** What a row is besides its preset. @type {WeakMap<Element, Linked>} */
  #more = new WeakMap();

  /**
   * @param {() => Partial | null} settings  what the trainer is set to, as it differs from a preset
   */
  constructor(settings) {
    this.#settings = settings;
    this.add.addEventListener('click', () =>
      this.#put({ preset: START[this.element.childElementCount] ?? START[0] }),
    );
  }

  /** @param {Preset[]} presets */
  open(presets) {
    this.#presets = presets;
    if (!this.element.childElementCount)
      START.slice(0, FEWEST).forEach((preset) => this.#put({ preset }));
  }

  /** Those of a link, in place of all. @param {Linked[]} lanes */
  fill(lanes) {
    this.element.replaceChildren();
    for (const lane of lanes) this.#put(lane.recipe, lane);
    while (this.element.childElementCount < FEWEST)
      this.#put({ preset: START[this.element.childElementCount] });
  }

  /** Who would race now. @returns {Entrant[]} throws a RangeError for a seed that is none */
  get all() {
    return [...this.element.children].map((row) => {
      const { value } = /** @type {HTMLSelectElement} */ (row.querySelector('select'));
      const seed = Number(/** @type {HTMLInputElement} */ (row.querySelector('input')).value);
      if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
        throw new RangeError(text.badSeed);
      const more = this.#more.get(row);
      if (!more || !value.startsWith('#'))
        return { title: this.#title(value), recipe: { preset: value, seed }, fingerprint: null };
      const fingerprint = seed === more.recipe.seed ? more.fingerprint : null;
      return { title: this.#titleOf(more.recipe), recipe: { ...more.recipe, seed }, fingerprint };
    });
  }

  /** @param {boolean} busy  a race is on: nobody comes or goes */
  lock(busy) {
    for (const field of this.element.querySelectorAll('select, input')) {
      /** @type {HTMLInputElement} */ (field).disabled = busy;
    }
    const rows = this.element.childElementCount;
    this.add.disabled = busy || rows >= MOST;
    this.element
      .querySelectorAll('button')
      .forEach((remove) => (remove.disabled = busy || rows <= FEWEST));
  }

  /** @param {string} preset */
  #title(preset) {
    return (
      trainerText.presets[preset]?.title ??
      this.#presets.find(({ name }) => name === preset)?.title ??
      preset
    );
  }

  /** Of a recipe that may be more than its preset. @param {Partial} recipe */
  #titleOf({ preset, seed: _, steps: _steps, evaluateEvery: _every, digits: _digits, ...rest }) {
    const title = this.#title(preset ?? this.#presets[0].name);
    return Object.keys(rest).length ? text.varied(title) : title;
  }

  /** @param {Partial} recipe @param {Linked} [linked] */
  #put({ preset, seed = 1 }, linked) {
    const choice = make('select', '');
    for (const { name } of this.#presets)
      choice.add(new Option(this.#title(name), name, name === preset, name === preset));
    choice.add(new Option(text.own, OWN));
    const number = this.element.childElementCount + 1;
    choice.setAttribute('aria-label', text.entrant(number));
    const field = make('input', 'seed');
    Object.assign(field, {
      type: 'text',
      inputMode: 'numeric',
      value: String(seed),
      autocomplete: 'off',
    });
    field.setAttribute('aria-label', text.seedOf(number));
    const remove = button('×');
    remove.setAttribute('aria-label', text.remove(number));
    const row = make('div', 'entrant', choice, make('span', '', text.seed), field, remove);
    if (linked) {
      choice.add(new Option(text.linked(this.#titleOf(linked.recipe)), LINKED, true, true));
      this.#more.set(row, linked);
    }
    choice.addEventListener('change', () => {
      if (choice.value === LINKED && linked) this.#more.set(row, linked);
      if (choice.value !== OWN) return;
      // As it is set now: what is turned later is another recipe.
      const recipe = this.#settings() ?? {};
      this.#more.set(row, { recipe, fingerprint: null });
      field.value = String(recipe.seed ?? field.value);
    });
    remove.addEventListener('click', () => {
      row.remove();
      this.lock(false);
    });
    this.element.append(row);
    this.lock(false);
  }
}
