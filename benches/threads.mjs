// node benches/threads.mjs [runs [preset [steps]]]: what threads are worth in the tab.
//
// Each round trains the preset in headless Chromium: in the build without threads, and in the build
// with them on one thread, on two, and so on up to what the machine has; in turn, so that a machine
// whose speed drifts drifts under all of them. The speed is what the page shows, with the run's two
// tests of 10,000 digits counted in.
import { cpus } from 'node:os';
import { withPage } from '../tests/browser/harness.mjs';
import { ask, ready, trainedOn } from '../tests/browser/training.mjs';

const RUNS = Number(process.argv[2] ?? 5);
const preset = process.argv[3] ?? 'mlp-relu';
const steps = Number(process.argv[4] ?? 2000);

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {number} threads */
async function train(page, threads) {
  const {
    threads: found,
    speed,
    fingerprint,
  } = await ask(
    page,
    async (trainer, { preset, steps, threads }) => {
      let speed = 0;
      let most = 0;
      const hear = (/** @type {any} */ { detail }) => {
        speed = detail.imagesPerSecond ?? speed;
        most = Math.max(most, trainer.machine?.threads ?? 0);
      };
      trainer.addEventListener('nib-progress', hear);
      trainer.threads = threads;
      await trainer.start({ preset, steps, evaluateEvery: steps });
      const { fingerprint } = await trainer.finished;
      trainer.removeEventListener('nib-progress', hear);
      return { threads: most, speed, fingerprint };
    },
    { preset, steps, threads },
  );
  if (found !== threads) throw new Error(`${found} threads came, and not ${threads}`);
  return { speed, fingerprint };
}

/** @type {Record<string, number[]>} */
const speeds = {};
const version = await withPage({ isolation: false }, (plain) =>
  withPage({}, async ({ page }) => {
    await ready(plain.page);
    await ready(page);
    // so that all runs are in the build with threads
    await trainedOn(page, { preset, steps: 100 }, cpus().length);
    for (let run = 0; run <= RUNS; run++) {
      const outcomes = new Map([['without threads', await train(plain.page, 1)]]);
      for (let n = 1; n <= cpus().length; n++)
        outcomes.set(`${n} of the threads`, await train(page, n));
      const [{ fingerprint }] = outcomes.values();
      for (const [name, outcome] of outcomes) {
        // A figure for wrong results would be worth nothing.
        if (outcome.fingerprint !== fingerprint)
          throw new Error(`${name}: ${outcome.fingerprint}, not ${fingerprint}`);
        if (run > 0) (speeds[name] ??= []).push(outcome.speed); // the first warms all of them up
      }
    }
    return page.context().browser()?.version();
  }),
);

const sorted = (/** @type {number[]} */ list) => [...list].sort((a, b) => a - b);
const median = (/** @type {number[]} */ list) => sorted(list)[list.length >> 1];
console.log(
  `Chromium ${version}, ${cpus().length} × ${cpus()[0].model}; ${RUNS} runs of ${steps} steps of ${preset}, images/s`,
);
for (const [name, list] of Object.entries(speeds)) {
  const [least, middle, most] = [sorted(list)[0], median(list), sorted(list)[list.length - 1]].map(
    (n) => Math.round(n).toLocaleString('en'),
  );
  const ratio = median(list.map((speed, i) => speed / speeds['without threads'][i])).toFixed(2);
  console.log(
    `${name.padEnd(17)} median ${middle}, least ${least}, most ${most}; ${ratio} of the build without, run by run`,
  );
}
