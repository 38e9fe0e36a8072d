/**
 * The learning rate over the steps, and how fast it learns: two small charts, and where the time
 * goes.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 * @typedef {import('../engine/messages.js').Time} Time
 */

import { make } from '../host/nodes.js';
import { charts as text } from '../text/en/training.js';
import { percent, rate, thousands } from '../text/numbers.js';
import { write } from '../text/write.js';
import { axes, drawRule, PADDING, Plot } from './plot.js';
import { plotDrawing } from './plot-drawing.js';

/** A drawn curve needs no more corners than this. */
const MOST = 600;

/** One curve over the steps. */
export class Line {
  #plot;
  #empty;
  #name;
  #unit;
  #write;
  /** @type {[number, number][]} */
  #points = [];
  /** What was shown last. */
  #key = '';
  #steps = 1;
  /** @type {number | null} */
  #mark = null;

  /**
   * @param {HTMLElement} place @param {ShadowRoot} root
   * @param {{name: string, unit: string, write: (value: number) => string}} what
   */
  constructor(place, root, { name, unit, write }) {
    this.#name = name;
    this.#unit = unit;
    this.#write = write;
    this.box = make('div', 'plot');
    this.box.setAttribute('role', 'img');
    this.box.setAttribute('aria-label', this.summary);
    this.#empty = make('p', 'empty', make('span', '', text.empty));
    place.append(make('div', 'stage', this.box, this.#empty));
    this.#plot = new Plot(
      root,
      this.box,
      (palette) => ({
        legend: { show: false },
        padding: PADDING,
        scales: {
          x: { time: false, range: () => [0, this.#steps] },
          y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
        },
        axes: axes(palette, write),
        series: [{}, { stroke: palette.accent, width: 2, points: { show: false } }],
        cursor: { drag: { x: false, y: false } },
        hooks: { draw: [(plot) => this.#mark !== null && drawRule(plot, this.#mark, palette.ink)] },
      }),
      () => {
        const points = thinned(this.#points);
        if (!points.length) return null;
        return [points.map(([step]) => step), points.map(([, value]) => value)];
      },
    );
  }

  /** @param {[number, number][]} points @param {number} steps @param {number | null} mark */
  show(points, steps, mark) {
    const newest = points[points.length - 1]?.[0] ?? -1;
    const key = `${points.length} ${newest} ${steps} ${mark}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#points = points.slice();
    this.#steps = Math.max(steps, 1);
    this.#mark = mark;
    this.#empty.hidden = points.length > 0;
    this.#plot.later();
    const { summary } = this;
    if (this.box.getAttribute('aria-label') !== summary)
      this.box.setAttribute('aria-label', summary);
  }

  get summary() {
    const last = this.#points[this.#points.length - 1];
    return last
      ? text.line(this.#name, `${this.#write(last[1])} ${this.#unit}`.trim(), last[0])
      : `${this.#name}: ${text.empty}`;
  }

  recolour() {
    this.#plot.renew();
  }

  remove() {
    this.#plot.remove();
  }

  table() {
    return [
      ['step', this.#name],
      ...this.#points.map(([step, value]) => [String(step), String(value)]),
    ];
  }

  /** @param {number} width @param {number} height */
  drawing(width, height) {
    const { palette } = this.#plot;
    const most = Math.max(...this.#points.map(([, value]) => value), 0) * 1.08 || 1;
    return plotDrawing({
      width,
      height,
      name: this.#name,
      unit: this.#unit,
      palette,
      x: [0, this.#steps],
      y: [0, most],
      tick: this.#write,
      series: [{ name: '', stroke: palette.accent, width: 2, points: thinned(this.#points) }],
    });
  }
}

/** Evenly, and the last one in any case. @param {[number, number][]} points */
function thinned(points) {
  const stride = Math.ceil(points.length / MOST) || 1;
  return points.filter((_, i) => i % stride === 0 || i === points.length - 1);
}

/** @param {readonly Point[]} history @returns {[number, number][]} */
export const rates = (history) => history.map(({ step, learningRate }) => [step, learningRate]);

/** @typedef {ConstructorParameters<typeof Line>[2]} What */
/** In the language of the moment. @returns {What} */
export const rateLine = () => ({ name: text.learningRate, unit: '', write: rate });
/** @returns {What} */
export const speedLine = () => ({ name: text.speed, unit: text.imagesPerSecond, write: thousands });

/** Where the time goes: one bar, cut into shares. */
export class Shares {
  #parts;
  /** @type {{name: string, ms: number, share: number}[]} */
  values = [];

  /** @param {HTMLElement} place */
  constructor(place) {
    this.#parts = Object.entries(text.times).map(([kind, name]) => {
      const bar = make('i', `part ${kind}`);
      const value = make('b', 'value', text.none);
      return { bar, value, row: make('span', 'key', make('i', `dot ${kind}`), `${name} `, value) };
    });
    place.append(
      make('div', 'shares', ...this.#parts.map(({ bar }) => bar)),
      make('div', 'keys', ...this.#parts.map(({ row }) => row)),
    ); // prettier-ignore
  }

  /** @param {Time | null} time */
  show(time) {
    this.values = shares(time);
    this.values.forEach(({ share }, i) => {
      const { bar, value } = this.#parts[i];
      bar.style.inlineSize = `${share * 100}%`;
      const words = time ? percent(share, 0) : text.none;
      write(value, words);
    });
  }

  get summary() {
    return text.where(
      this.values.map(({ name, share }) => `${name} ${percent(share, 0)}`).join(', '),
    );
  }
}

/**
 * What isn't spent on one of three goes to messages and to whoever else wants the machine.
 * @param {Time | null} time
 */
export function shares(time) {
  const { training = 0, testing = 0, looking = 0, all = 0 } = time ?? {};
  const rest = Math.max(0, all - training - testing - looking);
  const sum = training + testing + looking + rest || 1;
  const names = Object.values(text.times);
  return [training, testing, looking, rest].map((ms, i) => ({
    name: names[i],
    ms,
    share: ms / sum,
  }));
}
