/**
 * How far the axes reach: pure functions from what has been measured to what is worth showing.
 */

/** A closer look begins at `from` once the best test accuracy is at least `best`. */
const FLOORS = [
  { best: 0.988, from: 0.97 },
  { best: 0.92, from: 0.9 },
  { best: 0.8, from: 0.5 },
];

/**
 * What of the accuracy is worth a closer look.
 * @param {number} best  the best test accuracy so far, 0 for none
 * @returns {[number, number] | null} null: the whole climb is
 */
export function closerRange(best) {
  const floor = FLOORS.find((floor) => best >= floor.best);
  return floor ? [floor.from, 1] : null;
}

/**
 * So many of the first points may leave the axis at the top: the fall at the start is steep and
 * soon told.
 */
const STEEP = 0.1;

/**
 * From zero to a round number above all but the first of the losses.
 * @param {(number | null)[][]} curves @returns {[number, number]}
 */
export function lossRange(curves) {
  let top = 0;
  for (const curve of curves) {
    for (let i = Math.floor(curve.length * STEEP); i < curve.length; i++) {
      const loss = curve[i];
      if (loss !== null && loss > top) top = loss; // NaN is not
    }
  }
  return [0, roundUp(top * 1.05) || 2.5];
}

/** The next of …, 1, 1.5, 2, 3, 5, 7, 10, … @param {number} x */
export function roundUp(x) {
  if (!(x > 0) || !Number.isFinite(x)) return 0;
  const power = 10 ** Math.floor(Math.log10(x));
  const digit = [1, 1.5, 2, 3, 5, 7, 10].find((digit) => digit * power >= x * (1 - 1e-9)) ?? 10;
  return Number((digit * power).toPrecision(2)); // 3 × 0.1 is not 0.3
}

/**
 * From a round number below to a round number above: the axis writes both of its ends.
 * @param {number} min @param {number} max @returns {[number, number]}
 */
export function logRange(min, max) {
  if (!(min > 0 && max > 0)) return [0.01, 5];
  const low = 10 ** Math.floor(Math.log10(min));
  const first = [5, 2, 1].find((digit) => digit * low <= min) ?? 1;
  return [Number((first * low).toPrecision(2)), Math.max(roundUp(max), first * low * 10)];
}
