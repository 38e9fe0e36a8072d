/**
 * Labels on a chart: each is offered some places, and takes the first at which it covers neither
 * another label nor a curve. Where all of them cover something, it takes the one that covers least,
 * or is left out if the chart can be read without it.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 * @typedef {[x: number, y: number]} Point
 * @typedef {{places: Box[], optional?: boolean}} Wanted  the best place first
 */

/** A curve that runs through a label is easier to read than another label below it. */
const LABEL = 1000;

/**
 * @param {Wanted[]} wanted  the most important first
 * @param {Box} bounds  none leaves them
 * @param {readonly Point[][]} curves
 * @returns {number[]} for each which of its places it takes; −1: it is left out
 */
export function placed(wanted, bounds, curves) {
  /** @type {Box[]} */
  const taken = [];
  return wanted.map(({ places, optional = false }) => {
    let [best, least] = [-1, Infinity];
    for (let i = 0; i < places.length && least > 0; i++) {
      if (!within(places[i], bounds)) continue;
      const covered = cost(places[i], taken, curves);
      if (covered < least) [best, least] = [i, covered];
    }
    if (best < 0 || (optional && least > 0)) return -1;
    taken.push(places[best]);
    return best;
  });
}

/** @param {Box} box @param {Box[]} taken @param {readonly Point[][]} curves */
function cost(box, taken, curves) {
  let sum = 0;
  for (const other of taken) if (overlap(box, other)) sum += LABEL;
  for (const points of curves)
    for (let i = 1; i < points.length; i++) if (crosses(points[i - 1], points[i], box)) sum += 1;
  return sum;
}

/** @param {Box} box @param {Box} bounds */
const within = (box, bounds) =>
  box.left >= bounds.left &&
  box.top >= bounds.top &&
  box.left + box.width <= bounds.left + bounds.width &&
  box.top + box.height <= bounds.top + bounds.height;

/** @param {Box} a @param {Box} b */
const overlap = (a, b) =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

/**
 * Whether a line from one point to another enters a box: what is left of it between the box's four
 * sides.
 * @param {Point} from @param {Point} to @param {Box} box
 */
function crosses([x, y], [toX, toY], { left, top, width, height }) {
  let [enter, leave] = [0, 1];
  const sides = [
    [toX - x, left - x, left + width - x],
    [toY - y, top - y, top + height - y],
  ];
  for (const [by, low, high] of sides) {
    if (by === 0) {
      if (low > 0 || high < 0) return false;
      continue;
    }
    const [one, two] = [low / by, high / by];
    enter = Math.max(enter, Math.min(one, two));
    leave = Math.min(leave, Math.max(one, two));
  }
  return enter <= leave;
}
