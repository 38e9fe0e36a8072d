/**
 * Paint: the squared paper, lines of ink, a picture, the eraser, the keyboard's cursor. Plain
 * functions on a 2-D context whose canvas is `side` device pixels square; drawings are in units of
 * the pad.
 */
import { CELLS, ERASER_RADIUS, trace, traceOn, widthAt } from './geometry.js';

/** @typedef {import('./geometry.js').Stroke} Stroke */
/** @typedef {{column: number, row: number, down: boolean}} Cursor  of the keyboard */

/** A stroke that is done never changes: its line is traced once. @type {WeakMap<Stroke, Stroke>} */
const traced = new WeakMap();
/**
 * The one being drawn is a new array for each move, and its line the old one with another tip.
 * @type {import('./geometry.js').Trace | null}
 */
let newest = null;

/** @param {Stroke} stroke */
export function lineOf(stroke) {
  let line = traced.get(stroke);
  if (!line) {
    newest = traceOn(stroke, newest);
    ({ line } = newest);
    traced.set(stroke, line);
  }
  return line;
}

/** @param {CanvasRenderingContext2D} context @param {number} side @param {string} colour */
export function paintGrid(context, side, colour) {
  context.clearRect(0, 0, side, side);
  context.fillStyle = colour;
  // Whole device pixels: a line between two pixels would be two grey ones.
  const thick = Math.max(1, Math.round(side / 600));
  for (let i = 1; i < CELLS; i++) {
    const at = Math.round((i * side) / CELLS - thick / 2);
    context.fillRect(at, 0, thick, side);
    context.fillRect(0, at, side, thick);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {readonly Stroke[]} strokes
 * @param {string} colour
 */
export function paintStrokes(context, side, strokes, colour) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) paintLine(context, side, lineOf(stroke));
}

/**
 * Strokes that are there for one frame: what is traced of them isn't kept, nor taken for what
 * grows.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {readonly Stroke[]} strokes
 */
export function paintAhead(context, side, strokes) {
  for (const stroke of strokes) paintLine(context, side, trace(stroke));
}

/** @param {CanvasRenderingContext2D} context @param {number} side @param {Stroke} line traced */
function paintLine(context, side, line) {
  if (line.length === 0) return;
  const [x, y, pressure] = line[0];
  context.beginPath();
  if (line.length === 1) {
    context.arc(x * side, y * side, (widthAt(pressure) * side) / 2, 0, 2 * Math.PI);
    context.fill();
  } else if (line.every((sample) => sample[2] === pressure)) {
    context.lineWidth = widthAt(pressure) * side;
    context.moveTo(x * side, y * side);
    for (const sample of line) context.lineTo(sample[0] * side, sample[1] * side);
    context.stroke();
  } else {
    // One shape of all the short pieces, so that their soft edges don't darken each other where
    // they overlap.
    for (let i = 1; i < line.length; i++) capsule(context, side, line[i - 1], line[i]);
    context.fill('nonzero');
  }
}

/**
 * The outline of a line between two discs, always in the same direction of turning.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {readonly number[]} from
 * @param {readonly number[]} to
 */
function capsule(context, side, from, to) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const quarter = Math.PI / 2;
  const r = (widthAt(from[2]) * side) / 2;
  const R = (widthAt(to[2]) * side) / 2;
  context.moveTo(
    from[0] * side + r * Math.cos(angle + quarter),
    from[1] * side + r * Math.sin(angle + quarter),
  );
  context.arc(from[0] * side, from[1] * side, r, angle + quarter, angle - quarter);
  context.arc(to[0] * side, to[1] * side, R, angle - quarter, angle + quarter);
  context.closePath();
}

/**
 * Squares of ink, each in its place on the squared paper.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {Uint8Array} squares 784 bytes, row by row, 0 for paper to 255 for ink
 * @param {string} colour
 */
export function paintSquares(context, side, squares, colour) {
  const edge = (/** @type {number} */ at) => Math.round((at * side) / CELLS);
  context.save();
  context.fillStyle = colour;
  squares.forEach((ink, at) => {
    if (!ink) return;
    const [column, row] = [at % CELLS, Math.floor(at / CELLS)];
    context.globalAlpha = ink / 255;
    context.fillRect(
      edge(column),
      edge(row),
      edge(column + 1) - edge(column),
      edge(row + 1) - edge(row),
    );
  });
  context.restore();
}

/**
 * A picture, as large as it fits, in the middle.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {import('./picture.js').Picture} picture
 */
export function paintPicture(context, side, { canvas }) {
  const { width, height } = canvas;
  const scale = side / Math.max(width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    canvas,
    (side - width * scale) / 2,
    (side - height * scale) / 2,
    width * scale,
    height * scale,
  );
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {readonly number[]} at
 * @param {string} colour
 */
export function paintEraser(context, side, [x, y], colour) {
  context.beginPath();
  context.arc(x * side, y * side, ERASER_RADIUS * side, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = Math.max(2, Math.round(side / 300));
  context.stroke();
}

/**
 * The square under the keyboard's cursor: an outline, filled while the pen is down.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {Cursor} cursor
 * @param {string} colour
 */
export function paintCursor(context, side, cursor, colour) {
  const cell = side / CELLS;
  const thick = Math.max(2, Math.round(side / 200));
  const x = Math.round(cursor.column * cell);
  const y = Math.round(cursor.row * cell);
  const size = Math.round(cell);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = thick;
  context.lineJoin = 'miter';
  if (cursor.down) context.fillRect(x, y, size, size);
  else context.strokeRect(x, y, size, size);
  // Cross hairs at the edges: the square alone is lost on a projector.
  const tick = Math.round(cell / 2);
  context.fillRect(x + size / 2 - thick / 2, 0, thick, tick);
  context.fillRect(0, y + size / 2 - thick / 2, tick, thick);
}
