/**
 * What all panels of the lab are shown: the run as it is now, or as it was at a snapshot that is
 * looked back at.
 *
 * @typedef {import('../../engine/messages.js').Point} Point
 * @typedef {import('../../engine/messages.js').Look} Look
 * @typedef {import('../../engine/messages.js').Group} Group
 * @typedef {import('../../engine/messages.js').Spread} Spread
 * @typedef {import('../../engine/messages.js').Time} Time
 * @typedef {{images: Uint8Array, labels: Uint8Array}} TestDigits
 * @typedef {{
 *   history: readonly Point[], steps: number, step: number, look: Look | null, guesses: Uint8Array,
 *   groups: readonly Group[], spreads: readonly Spread[], back: number | null,
 *   test: TestDigits | null, speeds: [number, number][], time: Time | null,
 *   changes: readonly import('../../charts/curve.js').Change[], recipe: any,
 * }} View  `step`: of the net that is shown; `back`: the same where it is looked back at, else
 *   null; `guesses`: what each test digit was taken for at the last test before it
 */

const NONE = new Uint8Array(0);

/** Before there is a run. @type {View} */
export const NOTHING = {
  history: [],
  steps: 0,
  step: 0,
  look: null,
  guesses: NONE,
  groups: [],
  spreads: [],
  back: null,
  test: null,
  speeds: [],
  time: null,
  changes: [],
  recipe: null,
};

/**
 * @param {import('../../engine/page/run.js').Run} run
 * @param {import('../../engine/messages.js').Snapshot | null} back
 * @param {TestDigits | null} test @param {[number, number][]} speeds @param {number} steps
 * @returns {View}
 */
export function viewOf(run, back, test, speeds, steps) {
  const { snapshots, history, last, recipe } = run;
  return {
    history,
    steps,
    step: back ? back.step : (last?.step ?? 0),
    look: back ? back.look : run.look,
    guesses: (back ?? snapshots.newest)?.guesses ?? NONE,
    groups: snapshots.groups,
    spreads: snapshots.spreads,
    back: back?.step ?? null,
    test,
    speeds,
    time: last?.time ?? null,
    changes: recipe?.changes ?? [],
    recipe,
  };
}
