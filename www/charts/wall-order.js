/**
 * Which digits stand on a wall, where, and who walks from the one place to the other: pure
 * functions.
 */

export const NO_DIGIT = 255;

/** How many may be on a wall, and in how many columns: whole rows each. */
const SIZES = /** @type {const} */ ([
  [100, 10],
  [200, 20],
  [500, 25],
  [1000, 40],
]);
/**
 * A smaller wall is taken only when the misread ones fill no more than this of it, so that it
 * doesn't flicker.
 */
const ROOM = 0.8;

/**
 * Places of digits, misread ones first; each kind in its order.
 * @param {Uint8Array} labels @param {Uint8Array} guesses
 */
export function misreadFirst(labels, guesses) {
  const [wrong, right] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let i = 0; i < guesses.length; i++) (misread(labels[i], guesses[i]) ? wrong : right).push(i);
  return { order: [...wrong, ...right], wrong: wrong.length };
}

/**
 * Who walks from the red to the others: digits that were misread before and are read right now,
 * from their old place on the wall to their new one; no more than `most`, and those from all over
 * the red. A place beyond the wall is below it.
 * @param {{order: readonly number[], guesses: Uint8Array}} before @param {{order: readonly
 *   number[], guesses: Uint8Array}} now
 * @param {Uint8Array} labels @param {number} most @returns {{digit: number, from: number, to:
 *   number}[]}  `to` is −1 where it leaves the wall
 */
export function walks(before, now, labels, most) {
  const learnt = before.order.flatMap((digit, from) =>
    misread(labels[digit], before.guesses[digit]) && !misread(labels[digit], now.guesses[digit])
      ? [{ digit, from }]
      : [],
  );
  const chosen = Math.min(most, learnt.length);
  const places = new Map(now.order.map((digit, place) => [digit, place]));
  return Array.from({ length: chosen }, (_, i) => {
    const { digit, from } = learnt[Math.floor((i * learnt.length) / chosen)];
    return { digit, from, to: places.get(digit) ?? -1 };
  });
}

/** What is no digit can't be misread. @param {number} label @param {number} guess */
export const misread = (label, guess) => label !== NO_DIGIT && label !== guess;

/**
 * The smallest wall on which all misread ones fit; never larger than there are digits.
 * @param {number} wrong @param {number} all @param {number} before  the size so far, 0 for none
 */
export function wallSize(wrong, all, before) {
  const fits =
    SIZES.find(([size]) => wrong <= (size < before ? size * ROOM : size)) ??
    SIZES[SIZES.length - 1];
  const [size, columns] = all < fits[0] ? (SIZES.find(([size]) => size >= all) ?? fits) : fits;
  return { size: Math.min(size, all), columns, rows: Math.ceil(Math.min(size, all) / columns) };
}

/**
 * What stands beside the wall: which accuracy its edge reads at the top, at the bottom, and
 * between.
 * @param {number} size @param {number} all @returns {number[]} shares, from the top
 */
export function wallTicks(size, all) {
  return Array.from({ length: 6 }, (_, i) => 1 - (i / 5) * (size / all));
}
