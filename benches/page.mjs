/**
 * What is measured over a whole run: on the page as visitors have it, and of the engine's memory.
 */
import { withPage } from '../tests/browser/harness.mjs';
import { ask, ready } from '../tests/browser/training.mjs';

const GOAL = 0.99;

/**
 * Seconds from the click to the goal, with the digits there already; throws where the run ends
 * below it.
 * @param {string} preset @param {number} threads @returns {Promise<number>}
 */
export async function timeTo99(preset, threads) {
  const { seconds, best } = await withPage({}, async ({ page }) => {
    await ready(page);
    return ask(
      page,
      async (trainer, { preset, threads, goal }) => {
        trainer.threads = threads;
        // More than an epoch, so that every digit has been here.
        await trainer.start({ preset: 'softmax', steps: 700 });
        await trainer.finished;
        let best = 0;
        const reached = new Promise((resolve) => {
          trainer.addEventListener('nib-progress', (/** @type {any} */ { detail }) => {
            best = Math.max(best, detail.testAccuracy ?? 0);
            if (best >= goal) resolve(performance.now());
          });
        });
        const began = performance.now();
        await trainer.start({ preset }); // what the button calls
        const at = await Promise.race([reached, trainer.finished]);
        return { seconds: typeof at === 'number' ? (at - began) / 1000 : null, best };
      },
      { preset, threads, goal: GOAL },
    );
  });
  if (seconds === null) throw new Error(`not reached: the best was ${(best * 100).toFixed(2)} %`);
  return seconds;
}

/**
 * Megabytes of the engine's memory along a run: see tab/nibnet.js.
 * @param {import('./browser.mjs').Tab} tab @param {string} module @param {number} steps @returns
 *   {Promise<Record<string, number>>}
 */
export async function memories(tab, module, steps) {
  const contestant = await tab.open(module, { threads: 1 });
  try {
    return await contestant.call('own', 'memories', 'conv', steps);
  } finally {
    await contestant.close();
  }
}
