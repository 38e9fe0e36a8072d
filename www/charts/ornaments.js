/**
 * What is drawn on a chart beside its curves: the flag at the best value, the rules of the classic
 * tutorial, changes on the way, other runs, and the labels of them all.
 *
 * @typedef {import('./palette.js').Palette} Palette
 * @typedef {import('./labels.js').Box} Box
 * @typedef {import('./labels.js').Point} Point
 * @typedef {{
 *   words: string, colour: string, places: Box[], optional?: boolean, bold?: boolean,
 *   mark?: (place: Box) => void,
 * }} Label  `mark` draws what belongs to the label, once its place is known
 */

import { FONT, scaled } from './font.js';
import { placed } from './labels.js';
import { drawRule } from './plot.js';
import uPlot from './uplot.js';

/** Of a label, in CSS pixels. */
const [HIGH, AIR] = [15, 4];
const BOLD = `600 ${FONT}`;

/**
 * Faint rules at known values.
 * @param {uPlot} plot @param {[number, string][]} marks @param {Palette} palette
 */
export function drawMarks(plot, marks, palette) {
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  ctx.save();
  ctx.lineWidth = px;
  ctx.strokeStyle = palette.muted;
  ctx.globalAlpha = 0.5;
  ctx.setLineDash([2 * px, 4 * px]);
  ctx.beginPath();
  for (const [value] of marks) {
    if (!inSight(plot, value)) continue;
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  ctx.restore();
}

/**
 * The names of the rules, on them, where there is room.
 * @param {uPlot} plot @param {[number, string][]} marks @param {Palette} palette
 * @returns {Label[]}
 */
export function markLabels(plot, marks, { muted }) {
  const { left, width } = plot.bbox;
  const px = uPlot.pxRatio;
  return marks
    .filter(([value]) => inSight(plot, value))
    .map(([value, words]) => {
      const size = sizeOf(plot, words);
      const top = plot.valToPos(value, 'y', true) - size.height;
      const room = width - size.width - 12 * px;
      // Where a curve is still below comes first.
      const places = [0, 0.15, 0.3, 0.5, 0.7, 1].map((share) => ({
        left: left + 6 * px + share * room,
        top,
        ...size,
      }));
      return { words, colour: muted, places, optional: true };
    });
}

/** @param {uPlot} plot @param {number} value */
function inSight(plot, value) {
  const { min = 0, max = 1 } = plot.scales.y;
  return value > min && value < max;
}

/**
 * A small flag planted on the curve, with its value beside it.
 * @param {uPlot} plot @param {number} x @param {number} y @param {string} words
 * @param {Palette} palette @returns {Label[]} none where the value is out of sight
 */
export function flagLabel(plot, x, y, words, { accent }) {
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  const left = plot.valToPos(x, 'x', true);
  const top = plot.valToPos(y, 'y', true);
  const [right, bottom] = [bbox.left + bbox.width, bbox.top + bbox.height];
  if (left < bbox.left || left > right + 1 || top < bbox.top || top > bottom) return [];
  const size = sizeOf(plot, words, true);
  const mark = (/** @type {Box} */ box) => {
    const middle = box.top + box.height / 2;
    const up = middle < top ? -1 : 1;
    const side = box.left >= left ? 1 : -1;
    const tip = middle + up * 4 * px;
    ctx.strokeStyle = ctx.fillStyle = accent;
    ctx.lineWidth = 1.5 * px;
    ctx.beginPath();
    ctx.moveTo(left, top);
    ctx.lineTo(left, tip);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(left, tip);
    ctx.lineTo(left + side * 9 * px, tip - up * 4 * px);
    ctx.lineTo(left, tip - up * 8 * px);
    ctx.fill();
    ctx.beginPath();
    ctx.arc(left, top, 3 * px, 0, 2 * Math.PI);
    ctx.fill();
  };
  // It flies upwards where there is sky, and on a longer pole where curves are in its way.
  const places = [26, 42, 60, 80].flatMap((pole) =>
    [-1, 1].flatMap((up) =>
      [1, -1].map((side) => ({
        left: side > 0 ? left + 12 * px : left - 12 * px - size.width,
        top: top + up * (pole - 8) * px - size.height / 2,
        ...size,
      })),
    ),
  );
  return [{ words, colour: accent, places, bold: true, mark }];
}

/**
 * A change that was made on the way: a dashed line, and beside it what was changed.
 * @param {uPlot} plot @param {number} step @param {string} words @param {Palette} palette
 * @returns {Label[]} none where the step is out of sight
 */
export function changeLabel(plot, step, words, { muted, ink }) {
  drawRule(plot, step, muted, [4, 3]);
  const { left, width, top, height } = plot.bbox;
  const px = uPlot.pxRatio;
  const x = plot.valToPos(step, 'x', true);
  if (x < left || x > left + width) return [];
  const size = sizeOf(plot, words);
  const rows = Math.max(1, Math.floor(height / size.height));
  const places = Array.from({ length: rows }, (_, row) => row).flatMap((row) =>
    [x + AIR * px, x - AIR * px - size.width].map((at) => ({
      left: at,
      top: top + height - (row + 1) * size.height - 2 * px,
      ...size,
    })),
  );
  return [{ words, colour: ink, places }];
}

/** How the other runs' lines differ, besides their names. */
const DASHES = [
  [7, 3],
  [2, 3],
  [10, 3, 2, 3],
]; // prettier-ignore

/**
 * The test curve of another run.
 * @param {uPlot} plot @param {readonly import('../engine/messages.js').Point[]} points
 * @param {(point: import('../engine/messages.js').Point) => number | null} value
 * @param {number} number @param {Palette} palette
 * @returns {Point[]} where it runs
 */
export function drawOther(plot, points, value, number, palette) {
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  /** @type {Point[]} */
  const drawn = [];
  for (const point of points) {
    const of = value(point);
    if (of !== null)
      drawn.push([plot.valToPos(point.step, 'x', true), plot.valToPos(of, 'y', true)]);
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.beginPath();
  for (const [x, y] of drawn) ctx.lineTo(x, y);
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.5 * px;
  ctx.setLineDash(DASHES[number % DASHES.length].map((length) => length * px));
  ctx.stroke();
  ctx.restore();
  return drawn;
}

/**
 * The name of a curve: at its end, or else further back along it.
 * @param {uPlot} plot @param {string} words @param {readonly Point[]} points  of the curve
 * @param {string} colour @returns {Label[]}
 */
export function curveLabel(plot, words, points, colour) {
  if (!points.length) return [];
  const px = uPlot.pxRatio;
  const { left, width, top, height } = plot.bbox;
  const size = sizeOf(plot, words);
  const fit = (/** @type {number} */ at, /** @type {number} */ from, /** @type {number} */ room) =>
    Math.min(Math.max(at, from), from + room);
  const places = [1, 0.85, 0.7, 0.55, 0.4, 0.25].flatMap((share) => {
    const [x, y] = points[Math.round(share * (points.length - 1))];
    return [4, 20, 36, 54].flatMap((away) =>
      [y + away * px, y - away * px - size.height].map((at) => ({
        left: fit(x - size.width, left + AIR * px, width - size.width - AIR * px),
        top: fit(at, top, height - size.height),
        ...size,
      })),
    );
  });
  return [{ words, colour, places }];
}

/** Where a curve of the plot runs. @param {uPlot} plot @param {number} series @returns {Point[]} */
export function pointsOf(plot, series) {
  const [xs, ys] = [plot.data[0], plot.data[series]];
  /** @type {Point[]} */
  const points = [];
  for (let i = 0; i < xs.length; i++) {
    const y = ys[i];
    if (y != null) points.push([plot.valToPos(xs[i], 'x', true), plot.valToPos(y, 'y', true)]);
  }
  return points;
}

/**
 * @param {uPlot} plot @param {Label[]} labels  the most important first
 * @param {readonly Point[][]} curves  that they keep clear of
 * @param {Palette} palette
 */
export function drawLabels(plot, labels, curves, { surface }) {
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  const places = placed(labels, bbox, curves);
  ctx.save();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  labels.forEach(({ words, colour, bold, mark, places: offered }, i) => {
    const box = offered[places[i]];
    if (!box) return;
    mark?.(box);
    ctx.font = scaled(bold ? BOLD : FONT, px);
    // A rim of paper keeps it readable where it crosses a line.
    ctx.strokeStyle = surface;
    ctx.lineWidth = 3 * px;
    const middle = box.top + box.height / 2;
    ctx.strokeText(words, box.left, middle);
    ctx.fillStyle = colour;
    ctx.fillText(words, box.left, middle);
  });
  ctx.restore();
}

/** @param {uPlot} plot @param {string} words @param {boolean} [bold] */
function sizeOf({ ctx }, words, bold = false) {
  const px = uPlot.pxRatio;
  ctx.save();
  ctx.font = scaled(bold ? BOLD : FONT, px);
  const { width } = ctx.measureText(words);
  ctx.restore();
  return { width, height: HIGH * px };
}
