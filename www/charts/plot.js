/**
 * The part of a uPlot chart that is the same for all small ones: size, colours, and drawing at most
 * once a frame and no more than a tenth of the time. What it shows is asked for when it is drawn.
 *
 * @typedef {import('./palette.js').Palette} Palette
 */

import { colours } from '../host/style-sheet.js';
import { count } from '../text/numbers.js';
import { Sparingly } from './draw-throttled.js';
import { FONT, scaled } from './font.js';
import { TOKENS } from './palette.js';
import { Size } from './size.js';
import uPlot from './uplot.js';

export class Plot {
  #root;
  #box;
  #make;
  #data;
  /** @type {uPlot | null} */
  #plot = null;
  /** @type {Palette} */
  #palette = {};
  #drawing = new Sparingly(() => this.#draw());
  #size;

  /**
   * @param {ShadowRoot} root @param {HTMLElement} box  the chart fills it
   * @param {(palette: Palette) => Omit<uPlot.Options, 'width' | 'height'>} make
   * @param {(width: number) => uPlot.AlignedData | null} data  null: nothing to show yet
   */
  constructor(root, box, make, data) {
    this.#root = root;
    this.#box = box;
    this.#make = make;
    this.#data = data;
    this.#size = new Size(box, () => this.later());
  }

  /** The colours in force. @returns {Palette} */
  get palette() {
    return (this.#palette = colours(this.#root, TOKENS));
  }

  /** There is something new; it is drawn with one of the next frames. */
  later() {
    this.#drawing.later();
  }

  /** Colours or series have changed. */
  renew() {
    this.#plot?.destroy();
    this.#plot = null;
    this.later();
  }

  remove() {
    this.#drawing.end();
    this.#size.end();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #draw() {
    const size = this.#size.now;
    if (size.width < 40 || size.height < 40) return; // out of sight
    const data = this.#data(size.width);
    if (!data) {
      this.#plot?.destroy();
      this.#plot = null;
      return;
    }
    if (!this.#plot) {
      this.#plot = new uPlot({ ...size, ...this.#make(this.palette) }, data, this.#box);
      return;
    }
    if (this.#plot.width !== size.width || this.#plot.height !== size.height)
      this.#plot.setSize(size);
    this.#plot.setData(data);
  }
}

/** Around a plot: half of the longest step stands beyond its right end. */
export const PADDING = /** @type {uPlot.Padding} */ ([8, 30, 0, 0]);
const TICK = 5;

/**
 * How wide the axis at the left is: as its longest value needs it.
 * @param {uPlot} plot @param {string[] | null} values
 */
function widthOf({ ctx }, values) {
  ctx.save();
  ctx.font = scaled(FONT, uPlot.pxRatio);
  const widths = (values ?? []).map((value) => ctx.measureText(value).width / uPlot.pxRatio);
  ctx.restore();
  return Math.ceil(Math.max(48, ...widths) + TICK + 7);
}

/**
 * Axes as all charts have them: steps along the bottom, values written by `tick` at the left.
 * @param {Palette} palette @param {(value: number) => string} tick @returns {uPlot.Axis[]}
 */
export function axes({ muted, line }, tick) {
  const axis = {
    stroke: muted,
    font: FONT,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: TICK },
  };
  return [
    {
      ...axis,
      size: 30,
      values: (_, ticks) => ticks.map((value) => (Number.isInteger(value) ? count(value) : '')),
    },
    {
      ...axis,
      size: widthOf,
      space: 26,
      values: (_, ticks) => ticks.map((value) => (value === null ? '' : tick(value))),
    },
  ];
}

/**
 * A vertical line at a step, as a uPlot hook draws it.
 * @param {uPlot} plot @param {number} step @param {string} colour @param {number[]} [dash]
 */
export function drawRule(plot, step, colour, dash = []) {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(step, 'x', true)) + 0.5;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.setLineDash(dash.map((length) => length * uPlot.pxRatio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/**
 * Tells which step a pointer is dragged over.
 * @param {uPlot} plot @param {(step: number) => void} travel
 */
export function followDrag(plot, travel) {
  const { over } = plot;
  const go = (/** @type {PointerEvent} */ event) => {
    const rect = over.getBoundingClientRect();
    const left = ((event.clientX - rect.left) * over.clientWidth) / (rect.width || 1);
    travel(Math.max(0, Math.round(plot.posToVal(left, 'x'))));
  };
  over.style.touchAction = 'pan-y';
  over.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    over.setPointerCapture(event.pointerId);
    go(event);
  });
  over.addEventListener(
    'pointermove',
    (event) => over.hasPointerCapture(event.pointerId) && go(event),
  );
}
