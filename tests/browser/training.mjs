/**
 * A hand for the trainer: what the tests of this folder do with it, and how they wait.
 *
 * Waiting has an end only so that a hang is seen: how long something takes is never what is tested.
 */

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../../www/elements/trainer/nib-trainer.js').NibTrainer} Trainer */

const PATIENCE_MS = 300_000;

/** A part of the trainer by its id. @param {Page} page @param {string} id */
export const part = (page, id) => page.locator('nib-trainer').locator(`#${id}`);

/**
 * Waits until the settings can be used: the engine comes when the trainer is seen.
 * @param {Page} page
 */
export async function ready(page) {
  await page.locator('nib-trainer').scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () => {
      const trainer = /** @type {Trainer} */ (document.querySelector('nib-trainer'));
      return (
        trainer.recipe && // neither before it is defined nor before it has its form
        trainer.shadowRoot?.querySelector('#start:enabled')
      );
    },
    null,
    { timeout: PATIENCE_MS, polling: 50 },
  );
}

/**
 * Waits for a state.
 * @param {Page} page
 * @param {...import('../../www/engine/page/run.js').State} states
 */
export async function reaches(page, ...states) {
  await page.waitForFunction(
    (states) =>
      states.includes(/** @type {Trainer} */ (document.querySelector('nib-trainer')).state),
    states,
    { timeout: PATIENCE_MS, polling: 50 },
  );
}

/** Waits for so many points of the curves. @param {Page} page @param {number} count */
export async function grows(page, count) {
  await page.waitForFunction(
    (count) =>
      /** @type {Trainer} */ (document.querySelector('nib-trainer')).history.length >= count,
    count,
    { timeout: PATIENCE_MS, polling: 50 },
  );
}

/** Waits for words in a part. @param {Page} page @param {string} id @param {RegExp} words */
export async function says(page, id, words) {
  await page.waitForFunction(
    ([id, source]) => {
      const part = document.querySelector('nib-trainer')?.shadowRoot?.getElementById(id);
      return part?.checkVisibility() && new RegExp(source).test(part.textContent ?? '');
    },
    [id, words.source],
    { timeout: PATIENCE_MS, polling: 50 },
  );
}

/**
 * Calls the trainer's own methods in the page.
 * @template T
 * @param {Page} page @param {(trainer: Trainer, given: any) => T | Promise<T>} call @param
 *   {unknown} [given]
 * @returns {Promise<T>}
 */
export function ask(page, call, given) {
  const trainer = page.locator('nib-trainer');
  return /** @type {any} */ (trainer.evaluate(/** @type {any} */ (call), given));
}

/**
 * Trains with exactly so many threads at work, and gives the fingerprint: the first steps are taken
 * one by one until all have come, since training itself waits for none of them.
 * @param {Page} page @param {{[key: string]: any}} recipe @param {number} threads
 * @returns {Promise<string>}
 */
export function trainedOn(page, recipe, threads) {
  return ask(
    page,
    async (trainer, { recipe, threads }) => {
      trainer.threads = threads;
      await trainer.start(recipe);
      await trainer.pause();
      for (let i = 0; i < 600 && trainer.machine?.threads !== threads; i++) {
        await new Promise((done) => setTimeout(done, 100));
        await trainer.step();
      }
      if (trainer.machine?.threads !== threads)
        throw new Error(`${trainer.machine?.threads} threads have come`);
      await trainer.resume();
      return (await trainer.finished).fingerprint;
    },
    { recipe, threads },
  );
}

/**
 * Waits until so many workers are there, the training one among them.
 * @param {Page} page
 * @param {number} count
 */
export async function employs(page, count) {
  const until = Date.now() + PATIENCE_MS;
  while (page.workers().length !== count) {
    if (Date.now() > until) throw new Error(`${page.workers().length} workers, and not ${count}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
