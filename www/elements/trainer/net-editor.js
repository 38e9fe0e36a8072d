/**
 * The layers of the network, to be changed: what each hands on and how many parameters it has is
 * said while one types, and what is wrong with it beside it. The engine works all of that out; this
 * shows it.
 *
 * Of the last layer there is nothing to choose: a unit for each digit. So it has no fields, and
 * stays last.
 *
 * @typedef {import('./network-link.js').Network} Network
 * @typedef {import('./written-layer.js').Kind} Kind
 * @typedef {import('./written-layer.js').Written} Written
 * @typedef {object} Described  as the engine says it
 * @property {Network | null} network  the whole of it; null where something is wrong
 * @property {{name: string | null, shape: number[] | null, parameters: number | null}[]} layers
 * @property {number | null} parameters
 * @property {import('./layer-row.js').Wrong[]} errors
 *
 * @typedef {object} Host
 * @property {(draft: object) => Described} describe
 * @property {(network: Network | null) => void} changed  null: it is no network yet
 * @property {() => string} name  of a file to save it in
 */

import { download } from '../../host/download.js';
import { button } from '../../host/nodes.js';
import { cut } from '../../text/cut.js';
import { network as text } from '../../text/en/training.js';
import { marked } from '../../text/language.js';
import { inWords, LayerRow, square } from './layer-row.js';
import { inLanguage, KINDS, layerFrom, usual, writtenFrom } from './written-layer.js';

const marks = marked('network', text);

/** No description of a network is larger. */
const MOST_BYTES = 1_000_000;

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
  /** The rows of the list, one for each of `#layers`. @type {LayerRow[]} */
  #rows = [];
  #outputShape = document.createElement('span');
  /** What was shown or handed over last. */
  #known = '';
  /** @type {Network | null} */
  #network = null;
  /** What is wrong with the first of the layers; '': they are a network. */
  trouble = '';

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
    this.#layers = this.#layers.map(inLanguage);
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
    this.#layers = layers.slice(0, -1).map(writtenFrom);
  }

  /** The layers as the engine reads them. */
  get #draft() {
    const layers = this.#layers.map(layerFrom);
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
    const row = this.#rows.findIndex(({ trouble }) => trouble !== '');
    this.trouble =
      row < 0 ? this.#wrong.textContent : `${text.layer(row + 1)}: ${this.#rows[row].trouble}`;
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
        new LayerRow(layer, i, this.#layers.length, {
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
    // What both kinds know stays as it was: what it goes through, the share kept.
    const kept = Object.entries(typed).filter(
      ([field, written]) => field in KINDS[kind] && field !== 'stride' && written !== '',
    );
    this.#layers[at] = { kind, typed: { ...usual(kind), ...Object.fromEntries(kept) }, rest: {} };
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
    this.#layers.splice(at, 0, { kind: chosen, typed: usual(chosen), rest: {} });
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
