/**
 * The net layer by layer, with what it makes of the digit that is on the pad: feature maps of
 * layers that have places, a strip of units of those that have none, and the filters of the first
 * layer.
 *
 * @typedef {{name: string, shape: [number, number, number]}} Layer
 * @typedef {{name: string, shape: number[], from: number}} Tensor
 * @typedef {{paper: number[], accent: number[], pencil: number[]}} Palette
 */

import { make } from '../host/nodes.js';
import { colours } from '../host/style-sheet.js';
import { charts as text } from '../text/en/training.js';
import { layerName } from '../text/engine.js';
import { count } from '../text/numbers.js';
import { channels } from './palette.js';

/** More maps or filters than this nobody looks at. */
const MOST = 24;

/**
 * The maps of one layer: `[channels][rows · columns]`, each value a share of the layer's largest.
 * @param {Float32Array} values  `[rows, columns, channels]` @param {[number, number, number]} shape
 */
export function maps(values, [rows, columns, depth]) {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return Array.from({ length: depth }, (_, channel) => {
    const map = new Float32Array(rows * columns);
    for (let place = 0; place < map.length; place++)
      map[place] = values[place * depth + channel] / (most || 1);
    return map;
  });
}

/**
 * The filters of the first layer, as pictures of what each looks for: `[rows, columns]` and for
 * each filter or unit its weights, each a share of the filter's largest. Null where the first layer
 * has no weights.
 * @param {Tensor[]} tensors @param {Float32Array} weights
 */
export function filters(tensors, weights) {
  const tensor = tensors.find(({ name }) => /^(dense|conv)1\.weights$/.test(name));
  if (!tensor) return null;
  const { shape, from } = tensor;
  const depth = shape[shape.length - 1];
  const [rows, columns] = shape.length === 4 ? shape : [28, 28];
  if (rows * columns * depth !== shape.reduce((product, side) => product * side, 1)) return null;
  const pictures = Array.from({ length: Math.min(depth, MOST) }, (_, unit) => {
    const picture = new Float32Array(rows * columns);
    let most = 0;
    for (let at = 0; at < picture.length; at++) {
      const weight = (picture[at] = weights[from + at * depth + unit]);
      if (Math.abs(weight) > most) most = Math.abs(weight);
    }
    if (most > 0) for (let at = 0; at < picture.length; at++) picture[at] /= most;
    return picture;
  });
  return { rows, columns, depth, pictures };
}

export class Layers {
  #root;
  #place;
  #note;
  /** @type {{name: string, canvas: HTMLCanvasElement}[]} */
  #shown = [];
  #filters = make('div', 'layer');
  /** @type {HTMLElement[]} */
  #rows = [];
  #key = '';
  /** @type {Palette | null} */
  #palette = null;

  /** @param {HTMLElement} place @param {ShadowRoot} root */
  constructor(place, root) {
    this.#root = root;
    this.#note = make('p', 'note', text.emptyLayers);
    this.#place = make('div', 'layers');
    this.#place.tabIndex = 0; // it scrolls
    this.#place.setAttribute('role', 'region');
    this.#place.setAttribute('aria-label', text.layersName);
    place.append(this.#note, this.#place);
  }

  recolour() {
    this.#palette = null;
  }

  /**
   * @param {{layers: Layer[], values: Float32Array | null, tensors: Tensor[], weights:
   *   Float32Array}} net  `values` of what the layers make of the digit; null: nothing is drawn
   */
  show({ layers, values, tensors, weights }) {
    const found = (this.#palette ??= this.#look());
    this.#note.textContent = values ? '' : text.emptyLayers;
    const key = JSON.stringify(layers);
    if (key !== this.#key) {
      this.#key = key;
      this.#rows = layers.map(({ name, shape }, i) => {
        const title = make(
          'p',
          'layer-name',
          make('b', '', `${i + 1}`),
          ` ${layerName(name)} `,
          make('span', '', sides(shape)),
        );
        return make('div', 'layer', title, make('div', 'maps'));
      });
      this.#place.replaceChildren(this.#filters, ...this.#rows);
    }
    this.#shown = [];
    this.#showFilters(filters(tensors, weights), found);
    let from = 0;
    layers.forEach(({ name, shape }, i) => {
      const length = shape[0] * shape[1] * shape[2];
      const of = values?.subarray(from, from + length) ?? null;
      from += length;
      const box = /** @type {HTMLElement} */ (this.#rows[i].lastElementChild);
      if (!of) return box.replaceChildren();
      const pictures =
        shape[0] > 1 || shape[1] > 1
          ? maps(of, shape).slice(0, MOST)
          : [maps(of, [1, shape[2], 1])[0]]; // units in a row, cut into lines below
      const columns = shape[1] > 1 ? shape[1] : Math.min(shape[2], 50);
      this.#fill(box, pictures, columns, `${i + 1} ${layerName(name)}`, found);
    });
  }

  get summary() {
    return this.#shown.length ? text.layers(this.#shown.map(({ name }) => name)) : text.emptyLayers;
  }

  /** @param {number} width @param {number} height @param {{[name: string]: string}} palette */
  drawing(width, height, { surface, ink }) {
    /** @type {import('./drawing.js').Shape[]} */
    const shapes = [{ kind: 'rect', x: 0, y: 0, width, height, fill: surface }];
    const step = (height - 20) / Math.max(1, this.#shown.length);
    this.#shown.forEach(({ name, canvas }, i) => {
      const y = 10 + i * step;
      shapes.push({ kind: 'text', x: 14, y: y + 10, text: name, fill: ink, size: 12, bold: true });
      const high = step - 26;
      const scale = Math.min((width - 28) / canvas.width, high / canvas.height);
      const [w, h] = [canvas.width * scale, canvas.height * scale];
      shapes.push({ kind: 'image', x: 14, y: y + 20, width: w, height: h, canvas });
    });
    return { width, height, shapes };
  }

  #look() {
    const { surface, accent, pencil } = colours(this.#root, ['surface', 'accent', 'pencil']);
    return { paper: channels(surface), accent: channels(accent), pencil: channels(pencil) };
  }

  /** @param {ReturnType<typeof filters>} found @param {Palette} palette */
  #showFilters(found, palette) {
    this.#filters.hidden = !found;
    if (!found) return;
    const { rows, columns, depth, pictures } = found;
    if (!this.#filters.childElementCount) {
      this.#filters.append(make('p', 'layer-name', ''), make('div', 'maps'));
    }
    const [title, box] = /** @type {HTMLElement[]} */ ([...this.#filters.children]);
    title.textContent = text.filters(pictures.length, depth, rows, columns);
    this.#fill(box, pictures, columns, title.textContent, palette);
  }

  /**
   * All pictures of a layer on one canvas, side by side.
   * @param {HTMLElement} box @param {Float32Array[]} pictures @param {number} columns @param
   *   {string} name
   * @param {Palette} palette
   */
  #fill(box, pictures, columns, name, palette) {
    let canvas = /** @type {HTMLCanvasElement | null} */ (box.firstElementChild);
    if (!canvas) {
      canvas = make('canvas', '');
      canvas.setAttribute('role', 'img');
      box.append(canvas);
    }
    const rows = Math.ceil(pictures[0].length / columns);
    const across = Math.max(1, Math.min(pictures.length, Math.floor(200 / (columns + 1)) || 1));
    const down = Math.ceil(pictures.length / across);
    const [width, height] = [across * (columns + 1) - 1, down * (rows + 1) - 1];
    if (canvas.width !== width || canvas.height !== height)
      [canvas.width, canvas.height] = [width, height];
    // Small ones larger, in whole pixels.
    canvas.style.setProperty(
      '--across',
      String(width * Math.min(6, Math.max(2, Math.floor(280 / width)))),
    );
    canvas.setAttribute('aria-label', name);
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const image = ctx.createImageData(width, height);
    const { data } = image;
    pictures.forEach((picture, i) => {
      const left = (i % across) * (columns + 1);
      const top = Math.floor(i / across) * (rows + 1);
      let [x, at] = [0, 4 * (top * width + left)];
      for (let place = 0; place < picture.length; place++) {
        const share = picture[place];
        const to = share >= 0 ? palette.accent : palette.pencil;
        const amount = Math.min(1, Math.abs(share));
        for (let k = 0; k < 3; k++)
          data[at + k] = palette.paper[k] + (to[k] - palette.paper[k]) * amount;
        data[at + 3] = 255;
        at += 4;
        if (++x < columns) continue;
        x = 0;
        at += 4 * (width - columns);
      }
    });
    ctx.putImageData(image, 0, 0);
    this.#shown.push({ name, canvas });
  }
}

/** @param {[number, number, number]} shape */
function sides([rows, columns, depth]) {
  return rows > 1 || columns > 1 ? `${rows} × ${columns} × ${depth}` : text.units(count(depth));
}
