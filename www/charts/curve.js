/**
 * One chart: a curve for the training digits (thin) and one for the test digits (thick), over the
 * steps.
 *
 * Hover reads values, dragging zooms, a double click or the button "Whole curve" shows all again;
 * the readout, the spoken summary and the picture say the same as the canvas. It draws when there
 * is something new, at most once per frame, and takes no more than a tenth of the page's time; a
 * hidden page draws nothing and loses nothing.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 * @typedef {import('./palette.js').Palette} Palette
 * @typedef {import('./kinds.js').Kind} Kind
 * @typedef {{step: number, rateFactor?: number, keep?: number, batch?: number}} Change  of the
 *   recipe, on the way
 * @typedef {{name: string, points: readonly Point[]}} Other  another run, to compare
 * @typedef {{changes?: readonly Change[], back?: number | null, others?: readonly Other[]}} Beside
 *   what is marked besides the curves: changes, and the step that is looked back at
 */

import { colours } from '../host/style-sheet.js';
import { charts as text } from '../text/en/training.js';
import { write } from '../text/write.js';
import { CurveView } from './curve-view.js';
import { Sparingly } from './draw-throttled.js';
import { inside } from './figure.js';
import {
  changeLabel,
  curveLabel,
  drawLabels,
  drawMarks,
  drawOther,
  flagLabel,
  markLabels,
  pointsOf,
} from './ornaments.js';
import { TOKENS } from './palette.js';
import { picture } from './picture.js';
import { axes, drawRule, followDrag, PADDING } from './plot.js';
import { plotDrawing } from './plot-drawing.js';
import { rows } from './rows.js';
import { Size } from './size.js';
import uPlot from './uplot.js';

/** Training values are shown at every so many pixels. */
const GRAIN = 3;

export class Curve {
  #kind;
  #root;
  #parts;
  /** @type {uPlot | null} */
  #plot = null;
  /** @type {readonly Point[]} */
  #history = [];
  /** How many of them have been looked at. */
  #known = 0;
  /** @type {import('./rows.js').Rows} */
  #rows = { xs: [], trains: [], tests: [], epochs: [], group: 1 };
  /** The last point that was tested. @type {Point | null} */
  #tested = null;
  #steps = 0;
  /** @type {{at: number, value: number} | null} */
  #best = null;
  #palette = /** @type {Palette} */ ({});
  #drawing = new Sparingly(() => this.#draw());
  #view;
  #size;
  /** @type {Beside} */
  #beside = {};
  #travel;

  /**
   * @param {HTMLElement} figure  an empty `<figure>` inside `root`; chart.css styles what is put
   *   there
   * @param {ShadowRoot} root @param {Kind} kind
   * @param {(step: number) => void} [travel]  dragging goes to a step instead of zooming
   */
  constructor(figure, root, kind, travel) {
    this.#kind = kind;
    this.#view = new CurveView(kind);
    this.#travel = travel;
    this.#root = root;
    this.#parts = inside(figure, kind);
    this.#size = new Size(this.#parts.plot, () => this.#later());
    this.#parts.whole.addEventListener('click', () => this.#whole());
    this.#parts.log.addEventListener('change', () => {
      this.#view.log = this.#parts.log.checked;
      this.#view.zoom = null;
      this.recolour();
    });
    this.#parts.closer.addEventListener('click', () => {
      this.#view.closer = !this.#view.closer;
      this.#whole();
    });
  }

  /**
   * The curves so far, out of `steps` planned. Give it the same array again when it has grown: only
   * the new points are read.
   * @param {readonly Point[]} history @param {number} steps @param {Beside} [beside]
   */
  show(history, steps, beside = {}) {
    const marked =
      beside.back !== this.#beside.back ||
      beside.others !== this.#beside.others ||
      beside.changes?.length !== this.#beside.changes?.length;
    this.#beside = beside;
    if (history !== this.#history) {
      this.#history = history;
      this.#known = 0;
      this.#tested = null;
      this.#best = null;
      this.#view.zoom = null;
    } else if (this.#known === history.length && this.#steps === steps && !marked) {
      return;
    }
    const { test, better } = this.#kind;
    for (; this.#known < history.length; this.#known++) {
      const point = history[this.#known];
      const value = test(point);
      if (value === null) continue;
      this.#tested = point;
      if (!this.#best || better(value, this.#best.value)) this.#best = { at: point.step, value };
    }
    this.#steps = steps;
    this.#later();
  }

  /** The style sheet's colours have changed. */
  recolour() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#later();
  }

  /** Ends it; the figure is empty again. */
  remove() {
    this.#drawing.end();
    this.#size.end();
    this.#plot?.destroy();
    this.#plot = null;
    this.#parts.figure.replaceChildren();
  }

  /** What the chart shows, in a sentence. */
  get summary() {
    const { name, write, train, test } = this.#kind;
    if (!this.#tested || !this.#best) return `${name}: ${text.empty}`;
    const written = (/** @type {number | null} */ value) =>
      value === null ? text.none : write(value);
    const now = text.summary(
      name,
      written(test(this.#tested)),
      written(train(this.#tested)),
      this.#tested.step,
    );
    return `${now} ${text.best(name, write(this.#best.value), this.#best.at)}`;
  }

  /** The chart as a picture, with its name and key. @returns {Promise<Blob>} */
  async png() {
    this.#draw();
    if (!this.#plot) throw new Error(text.noPicture);
    await null; // uPlot paints at the end of the turn
    return picture(this.#plot.ctx.canvas, this.#kind.name, this.#palette);
  }

  #later() {
    this.#drawing.later();
  }

  #draw() {
    const { plot: box } = this.#parts;
    const size = this.#size.now;
    // Folded away or in a hidden slide: drawn when it has a size again.
    if (size.width < 40 || size.height < 40) return;
    this.#parts.empty.hidden = this.#history.length > 0;
    const data = this.#take(size.width);
    if (!this.#plot) {
      this.#palette = colours(this.#root, TOKENS);
      this.#plot = new uPlot(this.#options(size), data, box);
      if (this.#travel)
        followDrag(this.#plot, (step) => this.#history.length && this.#travel?.(step));
    } else {
      if (this.#plot.width !== size.width || this.#plot.height !== size.height)
        this.#plot.setSize(size);
      this.#plot.setData(data);
    }
  }

  /** The points as rows of numbers. @returns {string[][]} */
  table() {
    const { train, test, name } = this.#kind;
    const cell = (/** @type {number | null} */ value) => (value === null ? '' : String(value));
    const rows = this.#history.map((point) => [
      String(point.step),
      cell(train(point)),
      cell(test(point)),
    ]);
    return [['step', `training ${name}`, `test ${name}`], ...rows];
  }

  /** The chart as shapes to export. @param {number} width @param {number} height */
  drawing(width, height) {
    const { name, unit, train, test, tick } = this.#kind;
    const palette = colours(this.#root, TOKENS);
    const made = rows(
      this.#history,
      { from: 0, to: this.#span(), most: width / GRAIN },
      train,
      test,
    );
    const points = (/** @type {(number | null)[]} */ values) =>
      made.xs.flatMap((x, i) =>
        values[i] === null ? [] : [/** @type {[number, number]} */ ([x, values[i]])],
      );
    const near = this.#view.closer ? this.#kind.closer(this.#best?.value ?? 0) : null;
    const y = near ?? this.#kind.range([made.trains, made.tests]);
    return plotDrawing({
      width,
      height,
      name,
      unit: unit || text.axis(...y),
      palette,
      x: [0, this.#span()],
      y,
      tick,
      series: [
        { name: text.train, stroke: palette.second, width: 1.25, points: points(made.trains) },
        { name: text.test, stroke: palette.accent, width: 2.5, points: points(made.tests) },
      ],
    });
  }

  /**
   * What fits the width, of what is in sight.
   * @param {number} width @returns {uPlot.AlignedData}
   */
  #take(width) {
    const [from, to] = this.#view.x(this.#span());
    const last = this.#history[this.#history.length - 1]?.step ?? 0;
    // As much of the width as the curve has come to fill.
    const filled = Math.min(1, Math.max(0, (last - from) / (to - from)));
    const view = { from, to, most: Math.max(1, (width * filled) / GRAIN) };
    this.#rows = rows(this.#history, view, this.#kind.train, this.#kind.test);
    const { xs, trains, tests } = this.#rows;
    return [xs, trains, tests];
  }

  #whole() {
    this.#view.zoom = null;
    this.#draw();
  }

  /** @param {number | null} min @param {number | null} max  of the points in sight */
  #range(min, max) {
    const { trains, tests } = this.#rows;
    return this.#view.y(min, max, { best: this.#best?.value ?? 0, curves: [trains, tests] });
  }

  /** @param {{width: number, height: number}} size @returns {uPlot.Options} */
  #options({ width, height }) {
    const palette = this.#palette;
    const { accent, second, ink } = palette;
    const curve = { spanGaps: true, points: { size: 4 } };
    return {
      width,
      height,
      legend: { show: false },
      padding: PADDING,
      scales: {
        x: { time: false, range: () => this.#view.x(this.#span()) },
        y: {
          distr: this.#view.log ? 3 : 1,
          range: (_, min, max) => this.#range(min, max),
        },
      },
      axes: axes(palette, (value) => this.#kind.tick(value)),
      series: [
        {},
        {
          ...curve,
          stroke: second,
          width: 1.25,
          points: { ...curve.points, stroke: second, fill: second },
        },
        {
          ...curve,
          stroke: accent,
          width: 2.5,
          points: { ...curve.points, stroke: accent, fill: accent },
        },
      ],
      cursor: {
        // Inside a scaled slide the pointer's pixels are not the chart's.
        move: (plot, left, top) => {
          const { over } = plot;
          const rect = over.getBoundingClientRect();
          return [
            (left * over.clientWidth) / (rect.width || 1),
            (top * over.clientHeight) / (rect.height || 1),
          ];
        },
        drag: { setScale: false, x: !this.#travel, y: !this.#travel, uni: 24, dist: 6 },
        bind: {
          dblclick: () => () => {
            this.#whole();
            return null;
          },
        },
        points: { size: 8, stroke: ink },
        hover: { skip: [null, undefined] }, // each curve's own nearest value
      },
      hooks: {
        setCursor: [() => this.#readout()],
        drawAxes: [(plot) => drawMarks(plot, this.#marks, palette)],
        draw: [
          (plot) => {
            this.#ornament(plot);
            // Only now are the axes what they will be.
            this.#readout();
            this.#describe();
          },
        ],
        setSelect: [(plot) => this.#view.zoomTo(plot) && this.#later()],
      },
    };
  }

  /** The x axis is as long as the run will be, or was. */
  #span() {
    const ends = [this.#history, ...(this.#beside.others ?? []).map(({ points }) => points)].map(
      (points) => points[points.length - 1]?.step ?? 0,
    );
    return Math.max(this.#steps, ...ends, 1);
  }

  /** Of the tutorial: on the whole climb they would lie upon each other. */
  get #marks() {
    return this.#view.closer || this.#view.zoom ? this.#kind.marks : [];
  }

  /** What stands on the curves, and beside them. @param {uPlot} plot */
  #ornament(plot) {
    const palette = this.#palette;
    const { changes = [], back = null, others = [] } = this.#beside;
    const lines = others.map(({ points }, i) =>
      drawOther(plot, points, this.#kind.test, i, palette),
    );
    const best = this.#best;
    const labels = [
      ...(best ? flagLabel(plot, best.at, best.value, this.#kind.write(best.value), palette) : []),
      ...others.flatMap(({ name }, i) => curveLabel(plot, name, lines[i], palette.ink)),
      ...changes.flatMap((change) => changeLabel(plot, change.step, text.changed(change), palette)),
      ...markLabels(plot, this.#marks, palette),
    ];
    drawLabels(plot, labels, [pointsOf(plot, 1), pointsOf(plot, 2), ...lines], palette);
    if (back !== null) drawRule(plot, back, palette.ink);
  }

  /** The values under the pointer, or the last ones. */
  #readout() {
    const { xs, trains, tests, epochs, group } = this.#rows;
    const { write } = this.#kind;
    // With new data the pointer's place is looked up last, so for a moment it may be one of the old
    // ones.
    const place = this.#plot?.cursor.idx ?? null;
    const over = place === null || place < xs.length ? place : null;
    /** @param {(number | null)[]} values @param {number} curve */
    const value = (values, curve) => {
      const at =
        over === null
          ? values.findLastIndex((value) => value !== null)
          : this.#plot?.cursor.idxs?.[curve];
      const found = values[at ?? -1] ?? null;
      return found === null ? text.none : write(found);
    };
    this.#parts.trainValue.textContent = value(trains, 1);
    this.#parts.testValue.textContent = value(tests, 2);
    const at = over ?? xs.length - 1;
    this.#parts.at.textContent = xs.length ? text.at(xs[at], epochs[at]) : '';
    this.#parts.at.title = group > 1 ? text.grouped(group) : '';
  }

  /** What else stands beside the chart, and what is read out in its place. */
  #describe() {
    const { axis, closer } = this.#kind;
    const { min, max } = this.#plot?.scales.y ?? {};
    const { zoom } = this.#view;
    const near = closer(this.#best?.value ?? 0);
    const isNear = this.#view.closer && near !== null;
    if (axis && min != null && max != null)
      write(this.#parts.axis, isNear || zoom ? axis(min, max) : '');
    this.#parts.closer.hidden = !near || zoom !== null;
    if (near) write(this.#parts.closer, isNear ? text.climb : text.closer(...near));
    this.#parts.whole.hidden = !zoom;
    const { plot } = this.#parts;
    const { summary } = this;
    if (plot.getAttribute('aria-label') !== summary) plot.setAttribute('aria-label', summary);
  }
}
