/**
 * From all points to what a chart of some width can show.
 *
 * Where training points are denser than the pixels, each place shows the mean of a group of them:
 * the noise of single batches would be a band that hides the curve. Groups are 1, 2, 4, 8 … points,
 * so that none changes its members while the curve grows. Test points are few and exact, and stay
 * as they are.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 * @typedef {(number | null)[]} Values
 * @typedef {{xs: number[], trains: Values, tests: Values, epochs: number[], group: number}} Rows
 *   aligned, as uPlot takes them; `group`: how many points a training value stands for
 */

/**
 * @param {readonly Point[]} points  by growing step
 * @param {{from: number, to: number, most: number}} view  the steps in sight; `most` groups of
 *   training points in it
 * @param {(point: Point) => number | null} train @param {(point: Point) => number | null} test
 * @returns {Rows}
 */
export function rows(points, { from, to, most }, train, test) {
  let seen = 0;
  for (const { step } of points) if (step >= from && step <= to) seen++;
  let group = 1;
  while (seen / group > most) group *= 2;
  /** @type {Rows} */
  const made = { xs: [], trains: [], tests: [], epochs: [], group };
  let sum = 0;
  let count = 0;
  points.forEach((point, i) => {
    const value = train(point);
    if (value !== null) {
      sum += value;
      count++;
    }
    const ends = (i + 1) % group === 0 || i === points.length - 1;
    const tested = test(point);
    if (!ends && tested === null) return;
    made.xs.push(point.step);
    made.epochs.push(point.epoch);
    made.trains.push(ends && count ? sum / count : null);
    made.tests.push(tested);
    if (ends) sum = count = 0;
  });
  return made;
}
