/**
 * Who won a race, by how much, and whether that means anything: test digits are a sample, so two
 * nets that are equally good differ by some of them.
 *
 * @typedef {'chance' | 'maybe' | 'sure'} Meaning
 * @typedef {{winner: number, second: number, more: number, meaning: Meaning}} Verdict  places in
 *   the list, and how many more test digits the winner reads; 0: as many
 */

/** How many standard errors apart two accuracies are that chance seldom, or hardly ever, makes. */
const [MAYBE, SURE] = [1, 2];

/**
 * @param {readonly (number | null)[]} accuracies  on the test digits @param {number} digits of them
 * @returns {Verdict | null} null where there are no two to compare
 */
export function verdictOf(accuracies, digits) {
  const known = accuracies.flatMap((accuracy, place) =>
    accuracy === null ? [] : [{ accuracy, place }],
  );
  if (known.length < 2 || digits < 1) return null;
  const [first, next] = known.sort((a, b) => b.accuracy - a.accuracy);
  const more = Math.round((first.accuracy - next.accuracy) * digits);
  const variance = (/** @type {{accuracy: number}} */ { accuracy }) =>
    (accuracy * (1 - accuracy)) / digits;
  const error = Math.sqrt(variance(first) + variance(next));
  const apart = error ? (first.accuracy - next.accuracy) / error : more ? Infinity : 0;
  const meaning = apart >= SURE ? 'sure' : apart >= MAYBE ? 'maybe' : 'chance';
  return { winner: first.place, second: next.place, more, meaning };
}
