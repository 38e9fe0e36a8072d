/**
 * Who won a race, by how much, and whether that means anything: test digits are a sample, so two
 * nets that are equally good differ by some of them.
 *
 * @typedef {{winner: number, second: number, more: number, chance: number}} Verdict  places in the
 *   list; how many more test digits the winner reads (0: as many); and how many more one of two
 *   equally good nets reads by chance, at most in 95 of 100 cases
 */

/** So many standard errors to both sides hold 95 of 100 cases. */
const ERRORS = 1.96;

/**
 * The difference of two shares of a sample, by the normal approximation. The nets read the same
 * digits, so that they differ by less than two samples would: the interval is rather too wide.
 * @param {readonly (number | null)[]} accuracies  on the test digits @param {number} digits of them
 * @returns {Verdict | null} null where there are no two to compare
 */
export function verdictOf(accuracies, digits) {
  const known = accuracies.flatMap((accuracy, place) =>
    accuracy === null ? [] : [{ accuracy, place }],
  );
  if (known.length < 2 || digits < 1) return null;
  const [first, next] = known.sort((a, b) => b.accuracy - a.accuracy);
  const share = (first.accuracy + next.accuracy) / 2; // what both would read, if equally good
  return {
    winner: first.place,
    second: next.place,
    more: Math.round((first.accuracy - next.accuracy) * digits),
    chance: Math.round(ERRORS * Math.sqrt(2 * share * (1 - share) * digits)),
  };
}
