/**
 * The curves as a table: every point, every digit. What a point lacks (it was not scored on the test digits) is empty.
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

/** RFC 4180, so with its line ends. @param {readonly Point[]} points */
export function csv(points) {
  const rows = points.map((point) => COLUMNS.map(([, key]) => point[key] ?? ''));
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => row.join(',') + '\r\n').join('');
}
