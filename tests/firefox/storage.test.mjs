// Firefox refuses all storage where its user has blocked all cookies: everything works, nothing is
// kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, SEVEN, withPage } from '../browser/harness.mjs';
import { ask, ready } from '../browser/training.mjs';

test('with all cookies blocked it reads and trains, to the same bits', { timeout: 300_000 }, () =>
  withPage({ cookies: 'blocked', mayComplain: true }, async ({ page, consoleErrors }) => {
    const refused = await page.evaluate(() => {
      try {
        return String(localStorage);
      } catch (error) {
        return /** @type {Error} */ (error).name;
      }
    });
    assert.equal(refused, 'SecurityError');
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('nib-pad')).reader);
    await draw(page, SEVEN);
    const digit = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('nib-pad')).prediction.digit,
    );
    assert.equal(digit, 7);
    await ready(page);
    const fingerprint = await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 300, seed: 1 });
      return (await trainer.finished).fingerprint;
    });
    assert.equal(fingerprint, 'c480cd1f6a5aaa60');
    assert.equal(await page.locator('body > #trouble').isVisible(), false);
    // Firefox itself logs each refusal, those that the page has caught as well.
    const others = consoleErrors.filter((said) => !/service worker registration/.test(said));
    assert.deepEqual(others, []);
  }),
);
