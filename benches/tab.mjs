// node benches/tab.mjs [runs]: how fast the tab trains, beside the native build, in one run.
//
// Each round trains `mlp-relu` for 2,000 steps of 100 digits in headless Chromium and natively on one
// thread, in turn, so that a machine whose speed drifts drifts under both. Natively the
// time is of the training steps alone; in the tab it is what the page shows, with the run's two tests of
// 10,000 digits counted in.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { withPage } from '../tests/browser/harness.mjs';
import { ask, ready } from '../tests/browser/training.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = Number(process.argv[2] ?? 5);
const STEPS = 2000;

/** @type {(program: string, words: string[]) => string} */
const run = (program, words) => execFileSync(program, words, { cwd: ROOT, encoding: 'utf8' });

run('cargo', ['build', '--release', '--bin', 'nibnet']);
/** @type {Record<string, number[]>} */
const speeds = { tab: [], native: [] };
// Not isolated: the build without threads, as most pages have it.
const version = await withPage({ isolation: false }, async ({ page }) => {
  await ready(page);
  for (let i = 0; i <= RUNS; i++) {
    const tab = await ask(
      page,
      async (trainer, steps) => {
        let speed = 0;
        const hear = (/** @type {any} */ { detail }) => (speed = detail.imagesPerSecond ?? speed);
        trainer.addEventListener('nib-progress', hear);
        await trainer.start({ preset: 'mlp-relu', steps, evaluateEvery: steps });
        const { fingerprint } = await trainer.finished;
        trainer.removeEventListener('nib-progress', hear);
        return { speed, fingerprint };
      },
      STEPS,
    );
    const words = ['train', '--preset', 'mlp-relu', '--steps', String(STEPS), '--json'];
    const native = JSON.parse(run('target/release/nibnet', words));
    // A figure for wrong results would be worth nothing.
    if (tab.fingerprint !== native.fingerprint) throw new Error(`${tab.fingerprint} in the tab, ${native.fingerprint} natively`);
    if (i === 0) continue; // the first warms both up
    speeds.tab.push(tab.speed);
    speeds.native.push(native.imagesPerSecond);
  }
  return page.context().browser()?.version();
});

const rank = (/** @type {number[]} */ list, /** @type {number} */ share) => [...list].sort((a, b) => a - b)[Math.round((list.length - 1) * share)];
console.log(`Chromium ${version}, ${cpus().length} × ${cpus()[0].model}; ${RUNS} runs of ${STEPS} steps of 100, images/s`);
for (const [who, list] of Object.entries(speeds)) {
  const [least, median, most] = [0, 0.5, 1].map((share) => Math.round(rank(list, share)).toLocaleString('en'));
  console.log(`${who.padEnd(7)} median ${median}, least ${least}, most ${most}`);
}
const ratios = speeds.tab.map((speed, i) => speed / speeds.native[i]);
console.log(`tab / native, pair by pair: median ${rank(ratios, 0.5).toFixed(2)}`);
