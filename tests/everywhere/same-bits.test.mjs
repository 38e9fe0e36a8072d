// Every browser trains and reads to the same bits: those of tests/golden, which tests/golden.rs and
// tests/readings.rs compare with natively.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from '../browser/harness.mjs';
import { ready, trainedOn } from '../browser/training.mjs';

/** What a run of so many steps ends with, with seed 1. */
const RUNS = [
  { preset: 'softmax', steps: 300, fingerprint: 'c480cd1f6a5aaa60' },
  { preset: 'mlp-relu', steps: 500, fingerprint: '6bd414f7c1f703ab' },
  { preset: 'conv', steps: 200, fingerprint: '4622f5580def4e90' },
  { preset: 'conv-bn', steps: 100, fingerprint: 'f5bfa1196c92a2b0' },
];

for (const { isolation, threads } of [
  { isolation: false, threads: 1 },
  { isolation: true, threads: 2 },
])
  test(
    `the same fingerprints: ${isolation ? 'isolated' : 'not isolated'}, threads: ${threads}`,
    {
      timeout: 900_000,
    },
    () =>
      withPage({ isolation }, async ({ page }) => {
        assert.equal(await page.evaluate(() => crossOriginIsolated), isolation);
        await ready(page);
        /** @type {Record<string, string>} */
        const found = {};
        for (const { preset, steps } of RUNS)
          found[preset] = await trainedOn(page, { preset, steps, seed: 1 }, threads);
        assert.deepEqual(
          found,
          Object.fromEntries(RUNS.map(({ preset, fingerprint }) => [preset, fingerprint])),
        );
      }),
  );
