/** What <nib-pad> says of what is drawn, honestly; and why. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { draw, withPage } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../../www/elements/pad/nib-pad.js').NibPad} NibPad */

/**
 * @template T, [A=undefined]
 * @param {Page} page @param {(pad: NibPad, argument: A) => T | Promise<T>} work @param {A}
 *   [argument] @returns {Promise<T>}
 */
const onPad = (page, work, argument) =>
  page
    .locator('nib-pad')
    .first()
    .evaluate(/** @type {any} */ (work), argument);
const ready = (/** @type {Page} */ page) =>
  page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('nib-pad')).reader !== null,
  );
const answer = (/** @type {Page} */ page) => page.locator('nib-pad .answer');

test('a digit is the same digit wherever on the pad and however large it is drawn: no 7 must stand lower, no 9 in the middle', () =>
  withPage({ reducedMotion: 'reduce' }, async ({ page }) => {
    await ready(page);
    const wrong = await onPad(page, (pad) => {
      const wrong = [];
      for (let digit = 0; digit < 10; digit++) {
        pad.drawSample(digit);
        const { strokes } = pad;
        for (const size of [0.25, 0.5, 0.75, 1.2]) {
          for (const left of [0, 0.5, 1]) {
            for (const top of [0, 0.5, 1]) {
              const place = (/** @type {number} */ at, /** @type {number} */ share) =>
                0.5 + (at - 0.5) * size + (share - 0.5) * Math.max(0, 1 - size);
              pad.strokes = strokes.map((stroke) =>
                stroke.map(([x, y, pressure]) => [place(x, left), place(y, top), pressure]),
              );
              if (pad.prediction?.digit !== digit)
                wrong.push(
                  `${digit}, ${size} times as large at ${left}, ${top}: ${pad.prediction?.digit}`,
                );
            }
          }
        }
      }
      return wrong;
    });
    assert.deepEqual(wrong, []);
  }));

test('nothing, a dot, several digits and a scribble are called what they are, by the bars, in prediction and in nib-guess', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    assert.equal(await answer(page).textContent(), 'Nothing drawn yet');
    await onPad(page, (pad) => {
      pad.addEventListener('nib-guess', (event) =>
        Object.assign(window, { guess: /** @type {CustomEvent} */ (event).detail }),
      );
    });
    const guess = () => page.evaluate(() => /** @type {any} */ (window).guess);

    await draw(page, [
      [
        [0.5, 0.5],
        [0.505, 0.5],
      ],
    ]);
    await answer(page).filter({ hasText: 'Just a dot.' }).waitFor();
    assert.deepEqual([(await guess()).verdict, (await guess()).digits], ['dot', []]);
    assert.equal(await page.locator('nib-pad .bars .winner').count(), 0);

    await onPad(page, (pad) => pad.clear());
    await draw(page, [
      [
        [0.28, 0.2],
        [0.28, 0.8],
      ],
      [
        [0.6, 0.22],
        [0.82, 0.21],
        [0.74, 0.5],
        [0.66, 0.8],
      ],
    ]);
    await answer(page).filter({ hasText: /^17$/ }).waitFor();
    assert.deepEqual([(await guess()).verdict, (await guess()).digits], ['several', [1, 7]]);
    await page
      .locator('nib-pad [aria-live]')
      .filter({ hasText: '2 digits: 1, 7.' })
      .waitFor({ state: 'attached' });
    assert.equal(await page.locator('nib-pad .bars .winner').count(), 0);

    await onPad(page, (pad) => pad.drawSample(3));
    await answer(page)
      .filter({ hasText: /^3, clearly: \d\d\s%$/ })
      .waitFor();
    assert.equal(await page.locator('nib-pad .bars .winner b').textContent(), '3');
  }));

/**
 * A net of one layer that gives these logits, whatever is drawn.
 * @param {Page} page
 * @param {Record<number, number>} logits
 */
const adopt = (page, logits) =>
  onPad(
    page,
    (pad, some) => {
      const network = JSON.stringify({
        input: { rows: 28, columns: 28 },
        layers: [{ dense: { units: 10, activation: 'linear' } }],
      });
      const weights = new Float32Array(7850);
      for (const [digit, logit] of Object.entries(some)) weights[7840 + Number(digit)] = logit;
      return pad.adopt({ network, weights, step: 1 });
    },
    logits,
  );

test('a net that hesitates is heard to hesitate: between two, a little, or about everything', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await onPad(page, (pad) => pad.drawSample(4));
    for (const [
      logits,
      says,
      verdict,
      winners,
    ] of /** @type {[Record<number, number>, RegExp, string, number][]} */ ([
      [{ 4: 9, 9: 8.9 }, /^Not sure: 4 or 9\? 52\s% to 47\s%$/, 'unsure', 0],
      [{ 4: 9, 9: 8 }, /^Not sure: 4 or 9\? 73\s% to 27\s%$/, 'unsure', 0],
      [{ 4: 9, 9: 7.5 }, /^4 rather than 9: 8\d\s% to 1\d\s%$/, 'digit', 1],
      [{ 4: 0.1 }, /^This does not look like a digit/, 'scribble', 0],
    ])) {
      await adopt(page, logits);
      await answer(page).filter({ hasText: says }).waitFor();
      assert.equal((await onPad(page, (pad) => pad.prediction))?.verdict, verdict);
      assert.equal(await page.locator('nib-pad .bars .winner').count(), winners, verdict);
    }
  }));

test('why: squares for and against come and go with the button, and are told in words', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const overlay = page.locator('nib-pad canvas.why');
    const button = page.locator('nib-pad').getByRole('button', { name: 'Why?' });
    await onPad(
      page,
      (pad) =>
        void (pad.strokes = /** @type {any} */ ([
          [
            [0.5, 0.2],
            [0.5, 0.8],
          ],
        ])),
    );
    assert.ok(await overlay.isHidden());
    // Ink in the upper half speaks for a 1, in the lower half for a 7.
    await onPad(page, (pad) => {
      const network = JSON.stringify({
        input: { rows: 28, columns: 28 },
        layers: [{ dense: { units: 10, activation: 'linear' } }],
      });
      const weights = new Float32Array(7850);
      for (let pixel = 0; pixel < 784; pixel++) {
        weights[10 * pixel + 1] = pixel < 392 ? 0.6 : 0;
        weights[10 * pixel + 7] = pixel < 392 ? 0 : 0.3;
      }
      return pad.adopt({ network, weights, step: 1 });
    });
    await button.click();
    await page
      .locator(
        'nib-pad canvas.why[aria-label^="The ink at the top speaks most for a 1, that at the bottom most for a 7"]',
      )
      .waitFor();
    assert.deepEqual(
      [await onPad(page, (pad) => pad.why), await button.getAttribute('aria-pressed')],
      [true, 'true'],
    );
    const halves = await overlay.evaluate((canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const context = /** @type {CanvasRenderingContext2D} */ (
        /** @type {HTMLCanvasElement} */ (canvas).getContext('2d')
      );
      return [0, height / 2].map((top) => {
        const { data } = context.getImageData(0, top, width, height / 2);
        let [red, blue] = [0, 0];
        for (let i = 0; i < data.length; i += 4)
          if (data[i + 3] > 200) [red, blue] = [red + data[i], blue + data[i + 2]];
        return blue > red ? 'blue' : 'orange';
      });
    });
    assert.deepEqual(halves, ['blue', 'orange']);
    assert.equal(await page.locator('nib-pad .legend').innerText(), 'for 1 for 7');
    await onPad(page, (pad) => pad.clear());
    await page.locator('nib-pad canvas.why[aria-label*="nothing to explain"]').waitFor();
    await button.click();
    assert.ok(await overlay.isHidden());
  }));
