/**
 * The eraser: strokes without what it passed over. Pure functions on strokes, in units of the pad.
 */
import { ERASER_RADIUS, clamp } from './pad-geometry.js';
import { lineOf } from './pad-paint.js';

/** @typedef {import('./pad-geometry.js').Sample} Sample */
/** @typedef {import('./pad-geometry.js').Stroke} Stroke */

/**
 * What is left of the strokes when the eraser has gone from one place to another. A stroke that it cut has a piece before
 * and a piece behind; where it hit nothing, the very same array comes back.
 *
 * @param {readonly Stroke[]} strokes
 * @param {readonly number[]} from
 * @param {readonly number[]} to
 * @param {number} [radius]
 * @returns {readonly Stroke[]}
 */
export function erased(strokes, from, to, radius = ERASER_RADIUS) {
  const left = strokes.flatMap((stroke) => {
    const line = lineOf(stroke);
    if (!line.some((sample) => away(sample, from, to) < radius)) return [stroke];
    /** @type {Stroke[]} */
    const pieces = [];
    /** @type {Stroke | null} */
    let piece = null;
    for (const sample of line) {
      if (away(sample, from, to) < radius) piece = null;
      else if (piece) piece.push(sample);
      else pieces.push((piece = [sample]));
    }
    // What is shorter than the line is wide would be a new dot that nobody drew.
    return pieces.filter((part) => part.length > 6);
  });
  const same = left.length === strokes.length && left.every((stroke, i) => stroke === strokes[i]);
  return same ? strokes : left;
}

/** How far a place is from the way between two others. @param {readonly number[]} at @param {readonly number[]} from @param {readonly number[]} to */
function away(at, from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length > 0 ? clamp(((at[0] - from[0]) * dx + (at[1] - from[1]) * dy) / length, 0, 1) : 0;
  return Math.hypot(at[0] - from[0] - along * dx, at[1] - from[1] - along * dy);
}
