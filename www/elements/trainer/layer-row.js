/**
 * One layer in the list of the network editor: its fields, what it hands on, what is wrong with it,
 * and the buttons that move, add and remove layers.
 *
 * @typedef {import('./written-layer.js').Kind} Kind
 * @typedef {import('./written-layer.js').Written} Written
 * @typedef {{layer: number | null, message: string, what: {kind: string, [part: string]: any} |
 *   null}} Wrong
 * @typedef {keyof typeof text.fields} Field
 */
import { button, icon } from '../../host/nodes.js';
import { network as text } from '../../text/en/training.js';
import { FRACTIONS, fieldsOf, isLeftOut, OPTIONAL, valueIn } from './written-layer.js';

/** Where an error is written that isn't called as its field is. @type {{[kind: string]: string}} */
const FIELD_OF = { poolStride: 'stride' };

const ICONS = {
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  add: 'M12 5v14M5 12h14',
  remove: 'M6 6l12 12M18 6 6 18',
};

/** One layer in the list. */
export class LayerRow {
  element = document.createElement('li');
  #shape = document.createElement('span');
  #parameters = document.createElement('span');
  #why = document.createElement('p');
  /** What can have the focus, by what it is for. @type {{[name: string]: HTMLElement}} */
  #controls = {};
  /** The field of a leaky ReLU's slope. @type {HTMLElement | null} */
  #slope = null;
  #layer;

  /**
   * @param {Written} layer @param {number} at @param {number} count
   * @param {{edited: () => void, kind: (kind: Kind) => void, move: (by: -1 | 1) => void, add: () =>
   *   void, remove: () => void}} host
   */
  constructor(layer, at, count, host) {
    this.#layer = layer;
    const number = at + 1;
    const kind = choice(text.kinds, layer.kind, (value) => host.kind(/** @type {Kind} */ (value)));
    kind.className = 'kind';
    kind.setAttribute('aria-label', text.kindOf(number));
    this.#why.className = 'why';
    this.#why.id = `why-layer-${number}`;
    this.#shape.className = 'hands';
    this.#shape.title = text.handsHint;
    this.#parameters.className = 'hands';
    this.#controls = { kind };
    const fields = Object.keys(layer.typed).map((field) =>
      this.#field(/** @type {Field} */ (field), host.edited),
    );
    const tools = document.createElement('div');
    tools.className = 'tools';
    const up = square('up', text.up(number), () => host.move(-1));
    const down = square('down', text.down(number), () => host.move(1));
    // Not disabled: a button that has just moved a layer to the end would lose the focus.
    up.setAttribute('aria-disabled', String(at === 0));
    down.setAttribute('aria-disabled', String(at === count - 1));
    const add = square('add', text.add(number), host.add);
    const remove = square('remove', text.remove(number), host.remove);
    Object.assign(this.#controls, { up, down, add, remove });
    tools.append(up, down, add, remove);
    const group = document.createElement('div');
    group.className = 'layer';
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', text.layer(number));
    const mark = document.createElement('span');
    mark.className = 'number';
    mark.textContent = String(number);
    const choices = document.createElement('div');
    choices.className = 'choices';
    choices.append(kind, ...fields);
    const comes = document.createElement('div');
    comes.className = 'comes';
    comes.append(this.#shape, this.#parameters);
    group.append(mark, choices, comes, tools, this.#why);
    this.element.append(group);
  }

  /** @param {Field} field @param {() => void} edited */
  #field(field, edited) {
    const { typed, rest } = this.#layer;
    const label = document.createElement('label');
    const name = document.createElement('span');
    name.textContent = text.fields[field];
    const set = (/** @type {string} */ value) => {
      typed[field] = value;
      // How weights should start depends on what comes after them: the engine knows.
      if (field === 'activation' && rest.init) rest.init = null;
      this.#showSlope();
      edited();
    };
    const control =
      field === 'activation'
        ? choice(text.activations, typed[field], set)
        : input(field, typed[field], set);
    control.setAttribute('aria-describedby', this.#why.id);
    if (control instanceof HTMLInputElement && OPTIONAL[this.#layer.kind]?.includes(field)) {
      control.placeholder = text.leftOut[/** @type {'size' | 'stride'} */ (field)];
      control.title = text.leftOutHint;
    }
    this.#controls[field] = control;
    label.append(name, control);
    if (field === 'slope') this.#slope = label;
    return label;
  }

  /** @param {number[] | null} shape @param {number | null} parameters @param {Wrong} [wrong] */
  say(shape, parameters, wrong) {
    this.#showSlope();
    this.#shape.textContent = shape ? `→ ${text.hands(shape)}` : text.unknown;
    this.#parameters.textContent = parameters === null ? '' : text.parameters(parameters);
    const { typed } = this.#layer;
    const unread = fieldsOf(this.#layer).find(
      (field) => !isLeftOut(this.#layer, field) && valueIn(field, typed[field]) === null,
    );
    let at = '';
    let sentence = '';
    if (unread) {
      at = unread;
      sentence = FRACTIONS.includes(at) ? text.needsNumber : text.needsWhole;
    } else if (wrong) {
      const { what } = wrong;
      at =
        what?.kind === 'patch' ? what.what : (FIELD_OF[what?.kind ?? ''] ?? what?.kind ?? 'kind');
      if (!(at in this.#controls)) at = 'kind';
      sentence = inWords(wrong);
    }
    this.#why.textContent = sentence;
    for (const [name, control] of Object.entries(this.#controls)) {
      if (!(control instanceof HTMLButtonElement))
        control.setAttribute('aria-invalid', String(name === at));
    }
  }

  /** What is wrong with it; '': nothing. */
  get trouble() {
    return this.#why.textContent ?? '';
  }

  /** Only a leaky ReLU has one. */
  #showSlope() {
    if (this.#slope) this.#slope.hidden = this.#layer.typed.activation !== 'leakyRelu';
  }

  /** Which control has the focus. */
  get focused() {
    const root = /** @type {ShadowRoot} */ (this.element.getRootNode());
    return (
      Object.keys(this.#controls).find((name) => this.#controls[name] === root.activeElement) ??
      'kind'
    );
  }

  /** @param {string} control */
  focus(control) {
    this.#controls[control]?.focus();
  }
}

/**
 * What is wrong, in the words of this page; those of the engine where there are none.
 * @param {Omit<Wrong, 'layer'>} wrong
 */
export function inWords({ what, message }) {
  const words = /** @type {{[kind: string]: ((what: any) => string) | undefined}} */ (text.wrong)[
    what?.kind ?? ''
  ];
  return words ? words(what) : message;
}

/** @param {keyof typeof ICONS} picture @param {string} name @param {() => void} act */
export function square(picture, name, act) {
  const made = button('', name, 'square');
  made.addEventListener('click', act);
  made.setAttribute('aria-label', name);
  made.append(icon(ICONS[picture]));
  return made;
}

/**
 * @param {{[value: string]: string}} words
 * @param {string} chosen
 * @param {(value: string) => void} set
 */
function choice(words, chosen, set) {
  const made = document.createElement('select');
  made.append(
    ...Object.entries(words).map(
      ([value, word]) => new Option(word, value, false, value === chosen),
    ),
  );
  made.addEventListener('change', () => set(made.value));
  return made;
}

/** @param {string} field @param {string} value @param {(value: string) => void} set */
function input(field, value, set) {
  const made = document.createElement('input');
  made.type = 'text';
  made.inputMode = FRACTIONS.includes(field) ? 'decimal' : 'numeric';
  made.autocomplete = 'off';
  made.spellcheck = false;
  made.value = value;
  made.addEventListener('input', () => set(made.value));
  return made;
}
