// What a hand draws, with all that the browser's driver can hold, is the ink and is read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, drawingSurface, pointers, SEVEN, withPage } from '../browser/harness.mjs';

for (const pointer of pointers) {
  test(`a seven drawn by ${pointer} lies where it was drawn, is read, and is taken back`, () =>
    withPage({}, async ({ page }) => {
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad')).reader,
      );
      await drawingSurface(page).evaluate((surface) => {
        const { kinds } = Object.assign(globalThis, { kinds: /** @type {string[]} */ ([]) });
        surface.addEventListener('pointerdown', (event) =>
          kinds.push(/** @type {PointerEvent} */ (event).pointerType),
        );
      });
      await draw(page, SEVEN, { pointer });
      const { kinds, strokes, digit, verdict } = await page.evaluate(() => {
        const { strokes, prediction } = /** @type {any} */ (document.querySelector('nib-pad'));
        const { kinds } = /** @type {any} */ (globalThis);
        return { kinds, strokes, digit: prediction.digit, verdict: prediction.verdict };
      });
      assert.deepEqual(kinds, [pointer]);
      assert.deepEqual([digit, verdict], [7, 'digit']);
      assert.equal(strokes.length, 1);
      const [from, to] = [strokes[0][0], strokes[0].at(-1)];
      const off = Math.max(
        ...[from[0] - 0.28, from[1] - 0.2, to[0] - 0.45, to[1] - 0.85].map(Math.abs),
      );
      assert.ok(off < 0.01, `the ink lies ${off} of the pad's side off`);
      await page.locator('nib-pad').getByRole('button', { name: 'Undo' }).click();
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad')).strokes.length === 0,
      );
    }));
}
