/**
 * What the figures of a run that has ended say: which sentence the trainer says of it, and which
 * net to try next.
 *
 * @typedef {import('../../engine/messages.js').Point} Point
 * @typedef {{
 *   kind: 'byHeart' | 'rough' | 'pixels' | 'strokes' | 'good', train: number, test: number,
 *   wrong: number, all: number,
 * }} Ending  `train`, `test`: accuracies; `wrong` of `all` test digits are misread
 */

/** Of so many steps the training accuracy is averaged: one is of a hundred digits. */
const STEPS = 20;
/** A net that reads so much more of what it trains on than of other digits knows them by heart. */
const GAP = 0.01;
const ALL_BUT_ALL = 0.995;
/** So much above its least, the test loss has risen. */
const RISEN = 1.1;

/**
 * @param {readonly Point[]} history @param {any} recipe @param {number} all  test digits
 * @returns {Ending | null}  null: it was never tested
 */
export function endingOf(history, recipe, all) {
  const tests = history.filter(({ testAccuracy }) => testAccuracy !== null);
  const test = tests[tests.length - 1]?.testAccuracy;
  if (test == null) return null;
  const train = mean(
    history.flatMap(({ trainAccuracy }) => trainAccuracy ?? []).slice(-STEPS),
    test,
  );
  const wrong = Math.round((1 - test) * all);
  return { kind: kindOf(train, test, tests, recipe), train, test, wrong, all };
}

/**
 * @param {number} train @param {number} test @param {readonly Point[]} tests @param {any} recipe
 * @returns {Ending['kind']}
 */
function kindOf(train, test, tests, recipe) {
  const losses = tests.flatMap(({ testLoss }) => testLoss ?? []);
  const hasRisen = losses[losses.length - 1] > Math.min(...losses) * RISEN;
  if (test < 0.9) return 'rough';
  if (train - test > GAP && (train > ALL_BUT_ALL || hasRisen)) return 'byHeart';
  if (has(recipe, 'conv')) return 'good';
  return test < 0.97 ? 'pixels' : 'strokes';
}

/**
 * The preset that reads more than this recipe's net; null: none does by much.
 * @param {any} recipe @returns {string | null}
 */
export function nextOf(recipe) {
  if (!has(recipe, 'conv')) return 'conv';
  return recipe.preset === 'conv-bn' || recipe.preset === 'best' ? null : 'conv-bn';
}

/** @param {any} recipe @param {string} kind  of a layer */
const has = ({ network }, kind) =>
  network.layers.some((/** @type {object} */ layer) => kind in layer);

/** @param {number[]} numbers @param {number} none */
const mean = (numbers, none) =>
  numbers.length ? numbers.reduce((sum, n) => sum + n, 0) / numbers.length : none;
