/**
 * Curves and bands over steps as a drawing to export: axes, ticks, a key, all in vectors.
 *
 * @typedef {import('./drawing.js').Shape} Shape
 * @typedef {{name: string, stroke: string, width: number, points: [number, number][], dash?:
 *   number[]}} Series
 * @typedef {{fill: string, opacity: number, low: [number, number][], high: [number, number][]}}
 *   Band
 */
import { charts as text } from '../text/en/training.js';
import { count } from '../text/numbers.js';

const EDGE = { top: 46, right: 18, bottom: 40, left: 64 };

/**
 * @param {{
 *   width: number, height: number, name: string, unit: string, palette: {[name: string]: string},
 *   x: [number, number], y: [number, number], tick: (value: number) => string, series?: Series[],
 *   bands?: Band[],
 * }} plot
 * @returns {import('./drawing.js').Drawing}
 */
export function plotDrawing({
  width,
  height,
  name,
  unit,
  palette,
  x,
  y,
  tick,
  series = [],
  bands = [],
}) {
  const { surface, ink, muted, line } = palette;
  const [right, bottom] = [width - EDGE.right, height - EDGE.bottom];
  const atX = (/** @type {number} */ v) =>
    EDGE.left + ((v - x[0]) / (x[1] - x[0] || 1)) * (right - EDGE.left);
  const atY = (/** @type {number} */ v) =>
    bottom - ((clamp(v, y) - y[0]) / (y[1] - y[0] || 1)) * (bottom - EDGE.top);
  const place = (/** @type {[number, number][]} */ points) =>
    points.map(([px, py]) => [atX(px), atY(py)]);
  /** @type {Shape[]} */
  const shapes = [{ kind: 'rect', x: 0, y: 0, width, height, fill: surface }];
  for (const value of ticks(...y)) {
    const at = atY(value);
    shapes.push({
      kind: 'line',
      points: [
        [EDGE.left, at],
        [right, at],
      ],
      stroke: line,
      width: 1,
    }); // prettier-ignore
    shapes.push({
      kind: 'text',
      x: EDGE.left - 8,
      y: at,
      text: tick(value),
      fill: muted,
      size: 12,
      anchor: 'end',
    });
  }
  for (const value of ticks(...x)) {
    const at = atX(value);
    shapes.push({
      kind: 'line',
      points: [
        [at, bottom],
        [at, bottom + 5],
      ],
      stroke: line,
      width: 1,
    }); // prettier-ignore
    shapes.push({
      kind: 'text',
      x: at,
      y: bottom + 14,
      text: count(value),
      fill: muted,
      size: 12,
      anchor: 'middle',
    });
  }
  shapes.push({
    kind: 'text',
    x: right,
    y: height - 9,
    text: text.step,
    fill: muted,
    size: 12,
    anchor: 'end',
  });
  for (const { fill, opacity, low, high } of bands) {
    if (low.length)
      shapes.push({
        kind: 'area',
        points: [...place(low), ...place(high).reverse()],
        fill,
        opacity,
      });
  }
  for (const { points, stroke, width, dash } of series) {
    if (points.length) shapes.push({ kind: 'line', points: place(points), stroke, width, dash });
  }
  shapes.push({ kind: 'text', x: 14, y: 20, text: name, fill: ink, size: 15, bold: true });
  if (unit) shapes.push({ kind: 'text', x: 14, y: 37, text: unit, fill: muted, size: 11 });
  let left = right;
  for (const { name, stroke, width, dash } of [...series].reverse()) {
    if (!name) continue;
    left -= 7 * name.length;
    shapes.push({ kind: 'text', x: left, y: 20, text: name, fill: ink, size: 12 });
    shapes.push({
      kind: 'line',
      points: [
        [left - 28, 20],
        [left - 6, 20],
      ],
      stroke,
      width,
      dash,
    }); // prettier-ignore
    left -= 42;
  }
  return { width, height, shapes };
}

/** @param {number} value @param {[number, number]} range */
const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);

/** Four to nine round numbers from `min` to `max`. @param {number} min @param {number} max */
export function ticks(min, max) {
  const rough = (max - min) / 5;
  if (!(rough > 0) || !Number.isFinite(rough)) return [min];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((digit) => digit * power >= rough * 0.99) ?? 10) * power;
  const found = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}
