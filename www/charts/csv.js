/**
 * Tables as text. Numbers are written as programs read them, whatever language the page speaks.
 *
 * The curves as a table: every point, every digit. What a point lacks (it was not scored on the
 * test digits) is empty.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 */

/** @type {[string, keyof Point][]} */
const COLUMNS = [
  ['step', 'step'],
  ['epoch', 'epoch'],
  ['images', 'images'],
  ['learning_rate', 'learningRate'],
  ['train_loss', 'trainLoss'],
  ['train_accuracy', 'trainAccuracy'],
  ['test_loss', 'testLoss'],
  ['test_accuracy', 'testAccuracy'],
];

/** @param {readonly Point[]} points */
export const csv = (points) =>
  csvOf([
    COLUMNS.map(([name]) => name),
    ...points.map((point) => COLUMNS.map(([, key]) => String(point[key] ?? ''))),
  ]);

/**
 * Rows as text, with the line ends of the command line's files. RFC 4180 would have a carriage
 * return in each as well; whoever reads CSV takes both.
 * @param {readonly (readonly string[])[]} rows
 */
export function csvOf(rows) {
  const cell = (/** @type {string} */ words) =>
    /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}
