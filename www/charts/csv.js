/**
 * Tables as text. Numbers are written as programs read them, whatever language the page speaks.
 *
 * The curves as a table: every point, every digit. What a point lacks (it was not scored on the
 * test digits) is empty. Each row says of which run it is: a lecturer puts the files of a class one
 * below the other.
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

/** @type {[string, keyof Named][]} */
const RUN = [
  ['preset', 'preset'],
  ['seed', 'seed'],
  ['fingerprint', 'fingerprint'],
];

/** @typedef {{preset?: string, seed?: number, fingerprint?: string | null}} Named  of a run */

/** @param {readonly Point[]} points @param {Named} [run] */
export const csv = (points, run = {}) =>
  csvOf([
    [...COLUMNS, ...RUN].map(([name]) => name),
    ...points.map((point) => [
      ...COLUMNS.map(([, key]) => String(point[key] ?? '')),
      ...RUN.map(([, key]) => String(run[key] ?? '')),
    ]),
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
