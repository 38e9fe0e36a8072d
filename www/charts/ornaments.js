/**
 * What is drawn on a chart beside its curves: the flag at the best value, and the rules of the
 * classic tutorial.
 *
 * @typedef {import('./palette.js').Palette} Palette
 */

import { scaled } from './font.js';
import { drawRule } from './plot.js';
import uPlot from './uplot.js';

/**
 * Faint rules at known values, with names; those out of sight or too close to the one above are
 * left out.
 * @param {uPlot} plot @param {[number, string][]} marks @param {Palette} palette
 * @param {string} font
 */
export function drawMarks(plot, marks, palette, font) {
  const { ctx, bbox } = plot;
  const { min = 0, max = 1 } = plot.scales.y;
  const line = 13 * uPlot.pxRatio;
  let last = -Infinity;
  ctx.save();
  ctx.font = font;
  // Where a curve is still below; at the right it would run along its own mark.
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = uPlot.pxRatio;
  for (const [value, name] of [...marks].sort((a, b) => b[0] - a[0])) {
    if (value <= min || value >= max) continue;
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    if (y - last < line || y - line < bbox.top - line / 2) continue;
    last = y;
    ctx.strokeStyle = ctx.fillStyle = palette.muted;
    ctx.globalAlpha = 0.5;
    ctx.setLineDash([2 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.fillText(name, bbox.left + 6 * uPlot.pxRatio, y - uPlot.pxRatio);
  }
  ctx.restore();
}

/**
 * A small flag planted on the curve, with its value beside it.
 * @param {uPlot} plot @param {number} x @param {number} y @param {string} label
 * @param {Palette} palette
 * @param {string} font
 */
export function drawFlag(plot, x, y, label, palette, font) {
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  const left = plot.valToPos(x, 'x', true);
  const top = plot.valToPos(y, 'y', true);
  if (
    left < bbox.left ||
    left > bbox.left + bbox.width ||
    top < bbox.top ||
    top > bbox.top + bbox.height
  )
    return;
  ctx.save();
  ctx.font = font;
  const width = ctx.measureText(label).width;
  // Flies upwards where there is sky, and away from the nearer edge.
  const up = top - bbox.top > 34 * px ? -1 : 1;
  const side = left + width + 20 * px > bbox.left + bbox.width ? -1 : 1;
  const tip = top + up * 22 * px;
  ctx.strokeStyle = ctx.fillStyle = palette.flag;
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
  ctx.textAlign = side > 0 ? 'left' : 'right';
  ctx.textBaseline = 'middle';
  // A rim of paper keeps it readable where it crosses a line.
  const at = /** @type {const} */ ([left + side * 13 * px, tip - up * 4 * px]);
  ctx.strokeStyle = palette.paper;
  ctx.lineWidth = 3 * px;
  ctx.lineJoin = 'round';
  ctx.strokeText(label, ...at);
  ctx.fillText(label, ...at);
  ctx.restore();
}

/**
 * A change that was made on the way: a dashed line, and beside it what was changed.
 * @param {uPlot} plot @param {number} step @param {string} words @param {Palette} palette
 */
export function drawChange(plot, step, words, palette) {
  drawRule(plot, step, palette.muted, [4, 3]);
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  const x = plot.valToPos(step, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.font = scaled('11px system-ui, sans-serif', px);
  ctx.textBaseline = 'bottom';
  const left = x + ctx.measureText(words).width + 8 * px > bbox.left + bbox.width;
  ctx.textAlign = left ? 'right' : 'left';
  const at = /** @type {const} */ ([x + (left ? -4 : 4) * px, bbox.top + bbox.height - 4 * px]);
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 3 * px;
  ctx.lineJoin = 'round';
  ctx.strokeText(words, ...at);
  ctx.fillStyle = palette.ink;
  ctx.fillText(words, ...at);
  ctx.restore();
}

/** How the other runs' lines differ, besides their names. */
const DASHES = [
  [7, 3],
  [2, 3],
  [10, 3, 2, 3],
]; // prettier-ignore

/**
 * The test curve of another run, with its name at its end.
 * @param {uPlot} plot @param {readonly import('../engine/messages.js').Point[]} points
 * @param {(point: import('../engine/messages.js').Point) => number | null} value
 * @param {string} name @param {number} number
 * @param {Palette} palette
 */
export function drawOther(plot, points, value, name, number, palette) {
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.beginPath();
  let [x, y] = [0, 0];
  for (const point of points) {
    const of = value(point);
    if (of === null) continue;
    x = plot.valToPos(point.step, 'x', true);
    y = plot.valToPos(of, 'y', true);
    ctx.lineTo(x, y);
  }
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.5 * px;
  ctx.setLineDash(DASHES[number % DASHES.length].map((length) => length * px));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = scaled('11px system-ui, sans-serif', px);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'top';
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 3 * px;
  ctx.lineJoin = 'round';
  const top = Math.min(Math.max(y + 4 * px, bbox.top), bbox.top + bbox.height - 14 * px);
  const right = Math.max(x, bbox.left + ctx.measureText(name).width + 4 * px);
  ctx.strokeText(name, right, top);
  ctx.fillStyle = palette.ink;
  ctx.fillText(name, right, top);
  ctx.restore();
}
