// The same recipe gives the same bits in the tab as natively, in both builds of the engine and on
// any number of threads: tests/golden.rs compares with the same file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { ask, ready, trainedOn } from './training.mjs';

const GOLDEN = new URL('../golden/fingerprints.json', import.meta.url);
/** @type {Record<string, string>} */
const golden = JSON.parse(await readFile(GOLDEN, 'utf8'));

/** The first and the last: the smallest net, and one with all that a net can have. */
const two = Object.keys(golden).filter((_, i, all) => i === 0 || i === all.length - 1);

for (const { isolation, threads, presets } of [
  { isolation: false, threads: 1, presets: Object.keys(golden) },
  { isolation: true, threads: 2, presets: Object.keys(golden) },
  { isolation: true, threads: 3, presets: two },
  { isolation: true, threads: 8, presets: two },
]) {
  const build = isolation ? 'with threads' : 'without threads';
  test(
    `two hundred steps of ${presets.join(', ')} give the native weights: build ${build}, on ${threads}`,
    { timeout: 1_800_000 },
    () =>
      withPage({ isolation }, async ({ page }) => {
        await ready(page);
        /** @type {Record<string, string>} */
        const found = {};
        for (const preset of presets)
          found[preset] = await trainedOn(page, { preset, steps: 200 }, threads);
        assert.deepEqual(
          found,
          Object.fromEntries(presets.map((preset) => [preset, golden[preset]])),
        );
      }),
  );
}

test('the build with threads gives them on one thread, too', { timeout: 1_800_000 }, () =>
  withPage({}, async ({ page, requests }) => {
    await ready(page);
    // which chooses the build
    await ask(page, (trainer) => ((trainer.threads = 2), trainer.preload()));
    const [preset] = two;
    assert.equal(await trainedOn(page, { preset, steps: 200 }, 1), golden[preset]);
    assert.ok(requests.some((url) => url.endsWith('/nibnet-threads.wasm')));
  }),
);
