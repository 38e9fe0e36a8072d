/**
 * The layers of the network, to be changed: what each hands on and how many parameters it has is
 * said while one types, and what is wrong with it beside it. The engine works all of that out; this
 * shows it.
 *
 * Of the last layer there is nothing to choose: a unit for each digit. So it has no fields, and
 * stays last.
 *
 * @typedef {import('./network-link.js').Network} Network
 * @typedef {'dense' | 'conv' | 'maxPool' | 'averagePool' | 'batchNorm' | 'dropout' | 'dropoutMaps'}
 *   Kind
 * @typedef {{layer: number | null, message: string, what: {kind: string, [part: string]: any} |
 *   null}} Wrong
 * @typedef {object} Described  as the engine says it
 * @property {Network | null} network  the whole of it; null where something is wrong
 * @property {{name: string | null, shape: number[] | null, parameters: number | null}[]} layers
 * @property {number | null} parameters
 * @property {Wrong[]} errors
 *
 * @typedef {object} Host
 * @property {(draft: object) => Described} describe
 * @property {(network: Network | null) => void} changed  null: it is no network yet
 * @property {() => string} name  of a file to save it in
 */

import { download } from '../../host/download.js';
import { button, icon } from '../../host/nodes.js';
import { cut } from '../../text/cut.js';
import { network as text } from '../../text/en/training.js';
import { marked } from '../../text/language.js';

const marks = marked('network', text);

/**
 * What each kind can be told, and what it is told at first.
 * @type {Record<Kind, {[field: string]: string}>}
 */
const KINDS = {
  dense: { units: '100', activation: 'relu', slope: '0.01' },
  conv: { filters: '8', kernel: '3', stride: '1', activation: 'relu', slope: '0.01' },
  maxPool: { size: '2', stride: '2' },
  averagePool: { size: '2', stride: '2' },
  batchNorm: { activation: 'relu', slope: '0.01' },
  dropout: { keep: '0.75' },
  dropoutMaps: { keep: '0.9' },
};
/** @typedef {keyof typeof text.fields} Field */
const FRACTIONS = ['keep', 'slope'];
/** Fields that may be left empty. @type {{[kind: string]: string[]}} */
const OPTIONAL = { averagePool: ['size', 'stride'] };
/** Where an error is written that isn't called as its field is. @type {{[kind: string]: string}} */
const FIELD_OF = { poolStride: 'stride' };
/** No description of a network is larger. */
const MOST_BYTES = 1_000_000;

const ICONS = {
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  add: 'M12 5v14M5 12h14',
  remove: 'M6 6l12 12M18 6 6 18',
};

/**
 * A layer as it is written: fields as typed, and what has no field.
 * @typedef {{kind: Kind, typed: {[field: string]: string}, rest: {[key: string]: any}}} Written
 */

export class NetEditor {
  #host;
  #details = document.createElement('details');
  #digest = document.createElement('span');
  #fields = document.createElement('fieldset');
  #list = document.createElement('ol');
  #total = document.createElement('p');
  #wrong = document.createElement('p');
  #said = document.createElement('p');
  #chooser = document.createElement('input');
  /** @type {Written[]} all but the last */
  #layers = [];
  /** The last layer, as it came. @type {{[key: string]: any}} */
  #output = { dense: { units: 10 } };
  #input = { rows: 28, columns: 28 };
  /** The rows of the list, one for each of `#layers`. @type {Row[]} */
  #rows = [];
  #outputShape = document.createElement('span');
  /** What was shown or handed over last. */
  #known = '';
  /** @type {Network | null} */
  #network = null;

  /** @param {HTMLElement} place @param {Host} host */
  constructor(place, host) {
    this.#host = host;
    const summary = document.createElement('summary');
    this.#digest.className = 'digest';
    summary.append(marks.title, this.#digest);
    this.#list.className = 'layers';
    this.#list.setAttribute('aria-label', marks.list);
    this.#total.className = 'total';
    this.#wrong.className = 'why';
    this.#said.className = 'note';
    this.#said.setAttribute('role', 'status');
    this.#chooser.type = 'file';
    this.#chooser.accept = '.json,application/json';
    this.#chooser.hidden = true;
    const save = button(marks.save, marks.saveHint);
    const open = button(marks.openFile, marks.openHint);
    save.addEventListener('click', () => this.#save());
    open.addEventListener('click', () => this.#chooser.click());
    const files = document.createElement('div');
    files.className = 'files';
    files.append(save, open, this.#chooser);
    const keys = document.createElement('p');
    keys.className = 'hint';
    keys.textContent = marks.keys;
    this.#details.className = 'network';
    this.#fields.append(this.#list, this.#total, this.#wrong, files, keys);
    this.#details.append(summary, this.#fields, this.#said);
    place.append(this.#details);
    this.#chooser.addEventListener('change', () => {
      const file = this.#chooser.files?.[0];
      this.#chooser.value = ''; // the same file may be chosen again
      if (file) void this.read(file);
    });
    this.#details.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    this.#details.addEventListener('drop', (event) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      event.stopPropagation(); // the page takes dropped files for pictures
      if (!this.#fields.disabled) void this.read(file);
    });
    this.#list.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Shows a network, as the engine completes it. @param {Network} network */
  show(network) {
    const known = JSON.stringify(network);
    if (known === this.#known) return;
    this.#known = known;
    this.#take(network);
    this.#build();
    this.#look();
    this.#said.textContent = '';
  }

  /** Another language is spoken. */
  translate() {
    this.#build();
    this.#look();
    this.#said.textContent = '';
  }

  /** Unfolds it, the focus in the first layer. */
  open() {
    this.#details.open = true;
    this.#list.querySelector('select')?.focus();
  }

  /** @param {boolean} locked */
  lock(locked) {
    this.#fields.disabled = locked;
  }

  /**
   * The layers of a file take the place of these; what is wrong with it is said.
   * @param {File} file
   */
  async read(file) {
    const name = cut(file.name);
    try {
      const network = await this.#networkIn(file);
      this.#take(network);
      this.#build();
      this.#changed();
      this.#said.textContent = text.opened(name);
    } catch (error) {
      this.#said.textContent = text.notOpened(name, /** @type {Error} */ (error).message);
    }
  }

  /** @param {File} file @returns {Promise<Network>} rejects with a sentence */
  async #networkIn(file) {
    if (file.size > MOST_BYTES) throw new NetworkFileError(text.tooLarge);
    const content = await file.text();
    let found;
    try {
      found = JSON.parse(content);
    } catch (error) {
      throw new NetworkFileError(text.notJson(/** @type {Error} */ (error).message));
    }
    const draft = found?.network ?? found;
    if (!Array.isArray(draft?.layers)) throw new NetworkFileError(text.noLayers);
    const { network, errors } = this.#host.describe(draft);
    if (network) return network;
    const [{ layer, ...wrong }] = errors;
    throw new NetworkFileError(
      layer === null ? inWords(wrong) : text.inLayer(layer, inWords(wrong)),
    );
  }

  #save() {
    if (!this.#network) return;
    const json = JSON.stringify(this.#network, null, 2);
    download(new Blob([json, '\n'], { type: 'application/json' }), this.#host.name());
  }

  /** @param {Network} network */
  #take({ input, layers }) {
    this.#input = input;
    this.#output = layers[layers.length - 1];
    this.#layers = layers.slice(0, -1).map((layer) => {
      const [[kind, parts]] = /** @type {[Kind, {[key: string]: any}][]} */ (Object.entries(layer));
      const known = KINDS[kind];
      const rest = Object.entries(parts).filter(([key]) => !(key in known));
      const { activation } = parts;
      const said = activation?.leakyRelu
        ? { ...parts, activation: 'leakyRelu', ...activation.leakyRelu }
        : parts;
      // Where nothing is said of a slope, it is the usual one; of a size, there is none.
      const typed = Object.keys(known).map((field) => [
        field,
        String(said[field] ?? (field === 'slope' ? known.slope : '')),
      ]);
      return { kind, typed: Object.fromEntries(typed), rest: Object.fromEntries(rest) };
    });
  }

  /**
   * The layers as the engine reads them; a field that is no number yet is what was typed, which the
   * engine refuses.
   */
  get #draft() {
    const layers = this.#layers.map((layer) => {
      const parts = fieldsOf(layer)
        .filter((field) => !isLeftOut(layer, field))
        .map((field) => [field, valueIn(field, layer.typed[field]) ?? layer.typed[field]]);
      const { slope, ...said } = Object.fromEntries(parts);
      if (slope !== undefined) said.activation = { leakyRelu: { slope } };
      return { [layer.kind]: { ...said, ...layer.rest } };
    });
    // Units that all start at zero stay alike where anything comes before them.
    const { dense } = this.#output;
    const output =
      dense.init === 'zeros' && layers.length > 0
        ? { dense: { ...dense, init: null } }
        : this.#output;
    return { input: this.#input, layers: [...layers, output] };
  }

  /** Says what the layers come to. @returns {Network | null} */
  #look() {
    const { network, layers, parameters, errors } = this.#host.describe(this.#draft);
    this.#rows.forEach((row, i) => {
      const { shape, parameters } = layers[i];
      row.say(
        shape,
        parameters,
        errors.find(({ layer }) => layer === i + 1),
      );
    });
    const last = layers[layers.length - 1];
    this.#outputShape.textContent =
      last.parameters === null ? text.unknown : text.parameters(last.parameters);
    const whole = errors.find(({ layer }) => layer === null || layer > this.#rows.length);
    this.#wrong.textContent = whole ? inWords(whole) : '';
    this.#total.textContent = parameters === null ? '' : text.total(parameters);
    this.#digest.textContent = text.digest(layers.length, parameters);
    this.#network = network;
    return network;
  }

  #changed() {
    const network = this.#look();
    this.#known = network ? JSON.stringify(network) : '';
    this.#said.textContent = '';
    this.#host.changed(network);
  }

  #build() {
    const { rows, columns } = this.#input;
    const first = document.createElement('li');
    first.className = 'end';
    const add = square('add', text.addFirst, () => this.#add(0));
    first.append(text.input(rows, columns), add);
    this.#rows = this.#layers.map(
      (layer, i) =>
        new Row(layer, i, this.#layers.length, {
          edited: () => this.#changed(),
          kind: (kind) => this.#become(i, kind),
          move: (by) => this.#move(i, by),
          add: () => this.#add(i + 1),
          remove: () => this.#remove(i),
        }),
    );
    const last = document.createElement('li');
    last.className = 'end';
    this.#outputShape.className = 'hands';
    last.append(text.output, this.#outputShape);
    this.#list.replaceChildren(first, ...this.#rows.map(({ element }) => element), last);
  }

  /** @param {number} at @param {Kind} kind */
  #become(at, kind) {
    const { typed } = this.#layers[at];
    const usual = KINDS[kind];
    // What both kinds know stays as it was: what it goes through, the share kept.
    const kept = Object.entries(typed).filter(
      ([field, written]) => field in usual && field !== 'stride' && written !== '',
    );
    this.#layers[at] = { kind, typed: { ...usual, ...Object.fromEntries(kept) }, rest: {} };
    this.#build();
    this.#rows[at].focus('kind');
    this.#changed();
  }

  /** @param {number} at  where it will be */
  #add(at) {
    // Another like its neighbour is wanted more often than not; among pictures, a convolution.
    const before = this.#layers[at - 1]?.kind ?? 'conv';
    const kind = before === 'dense' || before === 'dropout' ? 'dense' : 'conv';
    const dense = this.#layers.slice(0, at).some((layer) => layer.kind === 'dense');
    const chosen = dense ? 'dense' : kind;
    this.#layers.splice(at, 0, { kind: chosen, typed: { ...KINDS[chosen] }, rest: {} });
    this.#build();
    this.#rows[at].focus('kind');
    this.#changed();
    this.#said.textContent = text.added(at + 1);
  }

  /** @param {number} at */
  #remove(at) {
    this.#layers.splice(at, 1);
    this.#build();
    const next = this.#rows[at] ?? this.#rows[at - 1];
    if (next) next.focus('remove');
    else this.#list.querySelector('button')?.focus();
    this.#changed();
    this.#said.textContent = text.removed(at + 1);
  }

  /** @param {number} at @param {-1 | 1} by */
  #move(at, by) {
    const to = at + by;
    if (to < 0 || to >= this.#layers.length) return;
    const focused = this.#rows[at].focused;
    const [layer] = this.#layers.splice(at, 1);
    this.#layers.splice(to, 0, layer);
    this.#build();
    this.#rows[to].focus(focused);
    this.#changed();
    this.#said.textContent = text.moved(at + 1, to + 1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    const at = this.#rows.findIndex(({ element }) =>
      element.contains(/** @type {Node} */ (event.target)),
    );
    if (by === 0 || at < 0) return;
    event.preventDefault(); // in a list of choices it would unfold it
    event.stopPropagation();
    this.#move(at, by);
  }
}

/** A file that holds no network. */
export class NetworkFileError extends Error {
  name = 'NetworkFileError';
}

/** One layer in the list. */
class Row {
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
function inWords({ what, message }) {
  const words = /** @type {{[kind: string]: ((what: any) => string) | undefined}} */ (text.wrong)[
    what?.kind ?? ''
  ];
  return words ? words(what) : message;
}

/** The fields of a layer that count. @param {Written} layer */
function fieldsOf({ typed }) {
  return Object.keys(typed).filter(
    (field) => field !== 'slope' || typed.activation === 'leakyRelu',
  );
}

/** Whether a field is empty, and may be. @param {Written} layer @param {string} field */
function isLeftOut({ kind, typed }, field) {
  return typed[field].trim() === '' && Boolean(OPTIONAL[kind]?.includes(field));
}

/**
 * @param {string} field
 * @param {string} written
 * @returns {string | number | null} null: no number
 */
function valueIn(field, written) {
  if (field === 'activation') return written;
  const plain = written.trim();
  if (FRACTIONS.includes(field)) {
    const value = Number(plain.replace(',', '.'));
    return plain !== '' && Number.isFinite(value) ? value : null;
  }
  const value = Number(plain.replace(/[\s,.](?=\d{3}$)/g, ''));
  return /^\d/.test(plain) && Number.isInteger(value) && value < 2 ** 32 ? value : null;
}

/** @param {keyof typeof ICONS} picture @param {string} name @param {() => void} act */
function square(picture, name, act) {
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
