/**
 * The points of the curves as a table, for those who can't see a chart or want the numbers.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 */
import { charts as text } from '../text/en/training.js';
import { count, epochs, nats, percent } from '../text/numbers.js';

/** More rows than this nobody reads, and a page would feel them. The CSV file has all. */
const MOST = 100;

/**
 * Evenly spread over all of them, the first and the last among them.
 * @template T @param {readonly T[]} points @param {number} most
 */
export function thinned(points, most = MOST) {
  if (points.length <= most) return [...points];
  return Array.from(
    { length: most },
    (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))],
  );
}

/** Fills `table` anew. @param {HTMLTableElement} table @param {readonly Point[]} points */
export function fillTable(table, points) {
  const rows = thinned(points);
  const head = row('th', text.columns);
  for (const cell of head.cells) cell.scope = 'col';
  const body = document.createElement('tbody');
  body.append(
    ...rows.map((point) =>
      row('td', [
        count(point.step),
        epochs(point.epoch),
        written(point.trainAccuracy, percent),
        written(point.testAccuracy, percent),
        written(point.trainLoss, nats),
        written(point.testLoss, nats),
      ]),
    ),
  );
  const top = document.createElement('thead');
  top.append(head);
  const caption = document.createElement('caption');
  if (points.length > rows.length) caption.textContent = text.thinned(rows.length, points.length);
  table.replaceChildren(caption, top, body);
}

/** @param {number | null} value @param {(value: number) => string} write */
const written = (value, write) => (value === null ? text.none : write(value));

/** @param {'td' | 'th'} tag @param {string[]} texts */
function row(tag, texts) {
  const row = document.createElement('tr');
  for (const words of texts) {
    const cell = document.createElement(tag);
    cell.textContent = words;
    row.append(cell);
  }
  return row;
}
