/**
 * The eraser: strokes and squares of ink without what it passed over. Pure functions, in units of
 * the pad.
 */
import { CELLS, clamp, ERASER_RADIUS } from './geometry.js';
import { lineOf } from './paint.js';

/** @typedef {import('./geometry.js').Sample} Sample */
/** @typedef {import('./geometry.js').Stroke} Stroke */

/**
 * What is left of the strokes when the eraser has gone from one place to another. A stroke that it
 * cut has a piece before and a piece behind; where it hit nothing, the very same array comes back.
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

/**
 * What is left of squares of ink: those whose middle it passed over are paper. Where it hit no ink,
 * the very same array comes back; null where none is left.
 *
 * @param {Uint8Array} squares 784 bytes, row by row
 * @param {readonly number[]} from
 * @param {readonly number[]} to
 * @param {number} [radius]
 */
export function wiped(squares, from, to, radius = ERASER_RADIUS) {
  const hit = (/** @type {number} */ at) =>
    away([((at % CELLS) + 0.5) / CELLS, (Math.floor(at / CELLS) + 0.5) / CELLS], from, to) < radius;
  const left = squares.map((ink, at) => (ink && hit(at) ? 0 : ink));
  if (left.every((ink, at) => ink === squares[at])) return squares;
  return left.some(Boolean) ? left : null;
}

/**
 * How far a place is from the way between two others.
 * @param {readonly number[]} at
 * @param {readonly number[]} from
 * @param {readonly number[]} to
 */
function away(at, from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along =
    length > 0 ? clamp(((at[0] - from[0]) * dx + (at[1] - from[1]) * dy) / length, 0, 1) : 0;
  return Math.hypot(at[0] - from[0] - along * dx, at[1] - from[1] - along * dy);
}
