// WebKit as it is found: without SharedArrayBuffer, in a language that isn't one, under CSS zoom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, SEVEN, withPage } from '../browser/harness.mjs';
import { ask, part, ready } from '../browser/training.mjs';

/** @param {import('playwright-core').Page} page */
const reads = (page) =>
  page.waitForFunction(() => /** @type {any} */ (document.querySelector('nib-pad')).reader);

test(
  'isolated and without SharedArrayBuffer, as in lockdown mode, it trains on one thread',
  {
    timeout: 300_000,
  },
  () =>
    withPage({ sharedMemory: false }, async ({ page }) => {
      const found = await page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer]);
      assert.deepEqual(found, [true, 'undefined']);
      await ready(page);
      const { fingerprint, threads } = await ask(page, async (trainer) => {
        await trainer.start({ preset: 'softmax', steps: 300, seed: 1 });
        const { fingerprint } = await trainer.finished;
        return { fingerprint, threads: trainer.machine?.threads };
      });
      assert.deepEqual([fingerprint, threads], ['c480cd1f6a5aaa60', 1]);
    }),
);

test(
  'in a browser whose language is "C" the page is there, reads, trains and draws its curves',
  {
    timeout: 300_000,
  },
  () =>
    withPage({ locale: 'C.UTF-8' }, async ({ page }) => {
      assert.equal(await page.evaluate(() => navigator.language), 'C');
      await reads(page);
      await draw(page, SEVEN);
      const digit = await page.evaluate(
        () => /** @type {any} */ (document.querySelector('nib-pad')).prediction.digit,
      );
      assert.equal(digit, 7);
      await ready(page);
      await ask(page, async (trainer) => {
        await trainer.start({ preset: 'softmax', steps: 60, evaluateEvery: 20, seed: 1 });
        await trainer.finished;
      });
      await part(page, 'accuracy').locator('canvas').waitFor();
      assert.equal(await page.locator('body > #trouble').isVisible(), false);
      assert.equal(
        await page.evaluate(() => navigator.language),
        'C',
        'the page is not told another',
      );
    }),
);

for (const zoom of ['1.5', '0.8'])
  test(`under CSS zoom ${zoom} the ink lies under the pen`, () =>
    withPage({}, async ({ page }) => {
      await reads(page);
      await page.evaluate((zoom) => {
        document.documentElement.style.zoom = zoom;
      }, zoom);
      for (const pointer of /** @type {const} */ (['mouse', 'pen'])) {
        await draw(page, SEVEN, { pointer });
        const [from, to] = await page.evaluate(() => {
          const pad = /** @type {any} */ (document.querySelector('nib-pad'));
          const [stroke] = pad.strokes;
          pad.clear();
          return [stroke[0], stroke.at(-1)];
        });
        const off = Math.max(
          ...[from[0] - 0.28, from[1] - 0.2, to[0] - 0.45, to[1] - 0.85].map(Math.abs),
        );
        assert.ok(off < 0.02, `${pointer}: the ink lies ${off} of the pad's side off`);
      }
    }));
