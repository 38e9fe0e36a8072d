/**
 * How some numbers of the net are spread, over the steps: seven bands that hold a seventh of them
 * each, darker towards the middle, as in the tutorial. A choice tells which numbers: of all layers,
 * or of one.
 *
 * @typedef {import('../engine/messages.js').Group} Group
 * @typedef {import('../engine/messages.js').Spread} Spread
 */

import { make } from '../host/nodes.js';
import { charts as text } from '../text/en/training.js';
import { layerName } from '../text/engine.js';
import { brief, count } from '../text/numbers.js';
import { faded } from './palette.js';
import { axes, drawRule, PADDING, Plot } from './plot.js';
import { plotDrawing } from './plot-drawing.js';

const EDGES = 8;
/**
 * Opacity of the bands from the outermost to the middle one; they lie side by side, not upon each
 * other.
 */
const OPACITY = [0.16, 0.34, 0.56, 0.82];

export class Bands {
  #kinds;
  #name;
  #plot;
  #choice;
  #value;
  #empty;
  #why = make('span', '');
  /** @type {readonly Group[]} */
  #groups = [];
  /** @type {readonly Spread[]} */
  #spreads = [];
  /** @type {Spread | null} */
  #newest = null;
  #steps = 1;
  /** @type {number | null} */
  #mark = null;
  /** Which row of the spreads is shown. */
  #row = -1;

  /**
   * @param {HTMLElement} place  an empty element @param {ShadowRoot} root @param {string} name
   * @param {Group['kind'][]} kinds  which groups may be chosen; the first there is comes first
   */
  constructor(place, root, name, kinds) {
    this.#kinds = kinds;
    this.#name = name;
    this.#why.textContent = text.emptyBands(name);
    this.#choice = make('select', 'small');
    this.#choice.setAttribute('aria-label', text.whichNumbers(name));
    this.#value = make('span', 'at');
    const plot = make('div', 'plot');
    plot.setAttribute('role', 'img');
    this.#empty = make('p', 'empty', this.#why);
    place.append(
      make('div', 'head', this.#choice, this.#value),
      make('div', 'stage', plot, this.#empty),
    ); // prettier-ignore
    this.box = plot;
    this.#plot = new Plot(
      root,
      plot,
      (palette) => this.#options(palette),
      () => this.#data(),
    );
    this.#describe();
    this.#choice.addEventListener('change', () => {
      this.#row = Number(this.#choice.value);
      this.#plot.renew();
      this.#describe();
    });
  }

  /**
   * @param {readonly Group[]} groups
   * @param {readonly Spread[]} spreads
   * @param {number} steps
   * @param {number | null} mark  a step that is looked back at
   */
  show(groups, spreads, steps, mark) {
    const newest = spreads[spreads.length - 1] ?? null;
    const far = Math.max(steps, newest?.step ?? 0, 1);
    if (
      groups === this.#groups &&
      newest === this.#newest &&
      far === this.#steps &&
      mark === this.#mark
    )
      return;
    if (groups !== this.#groups) this.#offer(groups);
    this.#spreads = spreads;
    this.#newest = newest;
    this.#steps = far;
    this.#mark = mark;
    this.#empty.hidden = this.#row >= 0 && spreads.length > 0;
    this.#why.textContent = this.#lack;
    this.#plot.later();
    this.#describe();
  }

  recolour() {
    this.#plot.renew();
  }

  remove() {
    this.#plot.remove();
  }

  get summary() {
    const group = this.#groups[this.#row];
    const spread = this.#shown;
    if (!group || !spread) return `${this.#name}: ${this.#lack}`;
    const edges = edgesOf(spread, this.#row);
    return text.spread(
      this.#title(group),
      group.count,
      spread.step,
      brief(edges[0]),
      brief(edges[7]),
      [brief(edges[3]), brief(edges[4])],
    );
  }

  /** Why there is nothing to see, where that is so. */
  get #lack() {
    return this.#groups.length && this.#row < 0 ? text.noneSuch : text.emptyBands(this.#name);
  }

  /** @returns {string[][]} rows, the first of them names */
  table() {
    const names = this.#groups.map(
      (group) => `${group.kind}${group.layer ? ` layer ${group.layer}` : ''}`,
    );
    const wanted = names.flatMap((name, row) =>
      this.#kinds.includes(this.#groups[row].kind) ? [{ name, row }] : [],
    );
    const head = wanted.flatMap(({ name }) =>
      Array.from({ length: EDGES }, (_, k) => `${name} ${k}/7`),
    );
    const rows = this.#spreads.map((spread) => [
      String(spread.step),
      ...wanted.flatMap(({ row }) => [...edgesOf(spread, row)].map(String)),
    ]);
    return [['step', ...head], ...rows];
  }

  /** @param {number} width @param {number} height */
  drawing(width, height) {
    const { palette } = this.#plot;
    const spreads = this.#row < 0 ? [] : this.#spreads;
    const edges = spreads.map((spread) => ({
      step: spread.step,
      edges: edgesOf(spread, this.#row),
    }));
    const edge = (/** @type {number} */ k) =>
      edges.map(({ step, edges }) => /** @type {[number, number]} */ ([step, edges[k]]));
    const all = edges.flatMap(({ edges }) => [...edges]);
    const group = this.#groups[this.#row];
    return plotDrawing({
      width,
      height,
      name: group ? this.#title(group) : this.#name,
      unit: text.sevenths,
      palette,
      x: [0, this.#steps],
      y: [Math.min(0, ...all), Math.max(0, ...all) || 1],
      tick: brief,
      bands: Array.from({ length: 7 }, (_, k) => ({
        fill: palette.accent,
        opacity: OPACITY[Math.min(k, 6 - k)],
        low: edge(k),
        high: edge(k + 1),
      })),
    });
  }

  /** The one that is looked at: the newest, or the nearest to the mark. */
  get #shown() {
    const mark = this.#mark;
    const { length } = this.#spreads;
    if (mark === null) return this.#spreads[length - 1] ?? null;
    return this.#spreads.reduce(
      (best, spread) =>
        best === null || Math.abs(spread.step - mark) < Math.abs(best.step - mark) ? spread : best,
      /** @type {Spread | null} */ (null),
    );
  }

  /** @param {Group} group */
  #title({ kind, layer, name }) {
    return layer === null
      ? text.ofAllLayers(text.kinds[kind])
      : text.ofLayer(text.kinds[kind], layer, layerName(name));
  }

  /** @param {readonly Group[]} groups */
  #offer(groups) {
    this.#groups = groups;
    const options = groups.flatMap((group, row) => {
      if (!this.#kinds.includes(group.kind)) return [];
      const option = document.createElement('option');
      option.value = String(row);
      option.textContent = this.#title(group);
      return [option];
    });
    this.#choice.replaceChildren(...options);
    this.#row = options.length ? Number(options[0].value) : -1;
    this.#choice.hidden = options.length === 0;
    this.#plot.renew();
  }

  #data() {
    if (this.#row < 0 || !this.#spreads.length) return null;
    const spreads = this.#spreads;
    const columns = Array.from({ length: EDGES }, (_, k) =>
      spreads.map((spread) => edgesOf(spread, this.#row)[k]),
    );
    return /** @type {import('uplot').AlignedData} */ ([
      spreads.map(({ step }) => step),
      ...columns,
    ]);
  }

  /**
   * @param {import('./palette.js').Palette} palette
   * @returns {Omit<import('uplot').Options, 'width' | 'height'>}
   */
  #options(palette) {
    const edge = { stroke: palette.accent, width: 0.5, points: { show: false } };
    return {
      legend: { show: false },
      padding: PADDING,
      scales: { x: { time: false, range: () => [0, this.#steps] } },
      axes: axes(palette, brief),
      series: [
        {},
        ...Array.from({ length: EDGES }, (_, k) =>
          k === 0 || k === 7 ? edge : { ...edge, width: 0 },
        ),
      ],
      bands: Array.from({ length: 7 }, (_, k) => ({
        series: /** @type {[number, number]} */ ([k + 2, k + 1]),
        fill: faded(palette.accent, OPACITY[Math.min(k, 6 - k)]),
      })),
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      hooks: {
        draw: [(plot) => this.#mark !== null && drawRule(plot, this.#mark, palette.ink)],
        setCursor: [(plot) => this.#read(plot.cursor.idx ?? null)],
      },
    };
  }

  /** @param {number | null} at */
  #read(at) {
    const spread = at === null ? this.#shown : this.#spreads[at];
    if (!spread || this.#row < 0) {
      this.#value.textContent = '';
      return;
    }
    const edges = edgesOf(spread, this.#row);
    this.#value.textContent = text.spreadAt(count(spread.step), brief(edges[0]), brief(edges[7]));
  }

  #describe() {
    this.#read(null);
    const { summary } = this;
    if (this.box.getAttribute('aria-label') !== summary)
      this.box.setAttribute('aria-label', summary);
  }
}

/** @param {Spread} spread @param {number} row */
const edgesOf = ({ spreads }, row) => spreads.subarray(row * EDGES, (row + 1) * EDGES);
