// Strokes drawn on the page with a real pointer are read as the command line reads them, to the
// last bit:
// tests/readings.rs compares with the same file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { drawStrokes } from '../browser/drivers/open.mjs';
import { drawingSurface, withPage } from '../browser/harness.mjs';

/** Of what the strokes are whole pixels. */
const PAD = 280;

/** @param {string} file */
const lines = async (file) =>
  (await readFile(new URL(file, import.meta.url), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('strokes drawn with a pointer are read to the bit as the command line reads them', {
  timeout: 300_000,
}, async () => {
  const drawings = await lines('../strokes/digits.jsonl');
  const readings = await lines('../golden/readings.jsonl');
  assert.equal(drawings.length, readings.length);
  await withPage({}, async ({ page }) => {
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('nib-pad')).reader !== null,
    );
    const surface = drawingSurface(page);
    await surface.evaluate((element, side) => {
      const { style } = /** @type {HTMLElement} */ (element);
      style.border = '0'; // what is drawn on lies within it
      [style.width, style.height, style.position, style.left, style.top] = [
        `${side}px`,
        `${side}px`,
        'fixed',
        '20px',
        '30px',
      ];
    }, PAD);
    const box = await surface.boundingBox();
    assert.deepEqual([box?.width, box?.height, box?.x, box?.y], [PAD, PAD, 20, 30]);
    for (const [i, { label, strokes }] of drawings.entries()) {
      /** @type {[number, number][][]} */
      const pixels = strokes.map((/** @type {[number, number][]} */ stroke) =>
        stroke.map(([x, y]) => [20 + Math.round(x * PAD), 30 + Math.round(y * PAD)]),
      );
      await drawStrokes(page, 'mouse', pixels);
      const { drawn, prediction } = await page
        .locator('nib-pad')
        .first()
        .evaluate((pad) => {
          const { strokes, prediction, clear } = /** @type {any} */ (pad);
          clear.call(pad);
          return { drawn: strokes, prediction };
        });
      const places = drawn.map((/** @type {number[][]} */ stroke) =>
        stroke.map(([x, y]) => [x, y]),
      );
      assert.deepEqual(
        places,
        strokes,
        `the pad keeps what was drawn (${label}, drawing ${i + 1})`,
      );
      assert.deepEqual(
        prediction.probabilities.map(Math.fround),
        readings[i].probabilities.map(Math.fround),
        `drawing ${i + 1}`,
      );
      assert.equal(prediction.digit, readings[i].digit);
    }
  });
});
