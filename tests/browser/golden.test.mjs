// The same recipe gives the same bits in the tab as natively: tests/golden.rs compares with the same file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { ask, ready } from './training.mjs';

const GOLDEN = new URL('../golden/fingerprints.json', import.meta.url);

test('two hundred steps of every preset give the weights that the native build gives', { timeout: 1_800_000 }, async () => {
  const golden = JSON.parse(await readFile(GOLDEN, 'utf8'));
  await withPage({}, async ({ page }) => {
    await ready(page);
    /** @type {Record<string, string>} */
    const found = {};
    for (const preset of Object.keys(golden)) {
      found[preset] = await ask(
        page,
        async (trainer, preset) => {
          await trainer.start({ preset, steps: 200 });
          return (await trainer.finished).fingerprint;
        },
        preset,
      );
    }
    assert.deepEqual(found, golden);
  });
});
