// Fingers, palms and pens on the pad, as a phone sends them: what draws, what scrolls, who hears.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { drawingSurface, withPage } from './harness.mjs';
import { examples, lay, onPad, stop } from './hosts.mjs';

after(stop);

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel'} TouchType */

const PHONE = { hasTouch: true, viewport: { width: 390, height: 844 } };

/** Fingers at places of the pad's surface, in units of its sides. @param {Page} page */
async function fingersOn(page) {
  const box = await drawingSurface(page).boundingBox();
  assert.ok(box);
  const session = await page.context().newCDPSession(page);
  return (/** @type {TouchType} */ type, /** @type {number[][]} */ ...fingers) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: fingers.map(([x, y], id) => ({
        id,
        x: box.x + x * box.width,
        y: box.y + y * box.height,
      })),
    });
}

/** @param {Page} page */
const view = (page) =>
  page.evaluate(() => {
    const { scale, pageTop } = /** @type {VisualViewport} */ (visualViewport);
    return { scale, pageTop };
  });
/** @param {Page} page */
const rest = (page) => page.waitForTimeout(250);

test('one finger draws; two scroll and zoom; a palm and a frozen pad leave the page its touches', () =>
  withPage(PHONE, async ({ page }) => {
    const pad = page.locator('nib-pad');
    const strokes = () => onPad(pad, (pad) => pad.strokes.length);
    let touch = await fingersOn(page);

    await touch('touchStart', [0.3, 0.8]);
    for (let y = 0.75; y > 0.2; y -= 0.05) await touch('touchMove', [0.3, y]);
    await touch('touchEnd');
    assert.deepEqual([await strokes(), await view(page)], [1, { scale: 1, pageTop: 0 }]);

    // What is taken away is a palm.
    await touch('touchStart', [0.5, 0.5]);
    await touch('touchMove', [0.6, 0.6]);
    await touch('touchCancel');
    assert.equal(await strokes(), 1, 'a palm leaves no mark');
    await rest(page); // or it is a double tap

    // Two fingers side by side, upwards.
    await touch('touchStart', [0.3, 0.9]);
    await touch('touchMove', [0.3, 0.85]);
    assert.equal(await strokes(), 2, 'the first finger draws');
    await touch('touchStart', [0.3, 0.85], [0.6, 0.9]);
    assert.equal(await strokes(), 1, 'and that is taken back');
    for (let y = 0.8; y > 0.1; y -= 0.05) await touch('touchMove', [0.3, y], [0.6, y + 0.05]);
    await touch('touchEnd');
    await page.waitForFunction(() => Number(visualViewport?.pageTop) > 40);
    await page.evaluate(() => scrollTo(0, 0));
    await rest(page);

    // And apart.
    touch = await fingersOn(page);
    await touch('touchStart', [0.45, 0.5]);
    await touch('touchStart', [0.45, 0.5], [0.55, 0.5]);
    for (let by = 0; by < 0.4; by += 0.04)
      await touch('touchMove', [0.45 - by, 0.5], [0.55 + by, 0.5]);
    await touch('touchEnd');
    await page.waitForFunction(() => Number(visualViewport?.scale) > 1.3);
    assert.equal(await strokes(), 1);
  }));

test('a pad that takes no drawing leaves all touches to the page', () =>
  withPage(PHONE, async ({ page }) => {
    const pad = page.locator('nib-pad');
    for (const how of ['frozen', 'disabled']) {
      await pad.evaluate((pad, how) => pad.toggleAttribute(how, true), how);
      await page.evaluate(() => scrollTo(0, 0));
      const touch = await fingersOn(page);
      await touch('touchStart', [0.5, 0.9]);
      for (let y = 0.85; y > 0.1; y -= 0.05) await touch('touchMove', [0.5, y]);
      await touch('touchEnd');
      await page.waitForFunction(() => scrollY > 40);
      await rest(page);
      await pad.evaluate((pad, how) => pad.removeAttribute(how), how);
    }
    assert.equal(await onPad(pad, (pad) => pad.strokes.length), 0);
  }));

test('the page hears that a pointer came down, and that the pad has taken it', async () => {
  const body = `<div id="outside"><nib-pad></nib-pad></div><script>
    heard = [];
    const types = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'];
    for (const type of types)
      document.addEventListener(type, (event) => heard.push([type, event.isTrusted]));
    // A deck that takes the pointer for its swipes, as VueUse's usePointerSwipe does.
    outside.addEventListener('pointerdown', (event) => event.target.setPointerCapture(event.pointerId));
  </script>`;
  lay(
    '/outside.html',
    `<!doctype html><title>A page</title><link rel="icon" href="data:,">
    <script type="module" src="/nibnet/index.js"></script>${body}`,
  );
  const options = { ...PHONE, at: await examples(), path: '/outside.html' };
  await withPage(options, async ({ page }) => {
    await page.locator('nib-pad .surface').waitFor();
    const touch = await fingersOn(page);
    await touch('touchStart', [0.3, 0.5]);
    for (let x = 0.3; x < 0.85; x += 0.05) await touch('touchMove', [x, 0.5]);
    await touch('touchEnd');
    const heard = await page.evaluate(() => /** @type {any} */ (window).heard);
    assert.deepEqual(heard, [
      ['pointerdown', true],
      ['pointercancel', false],
    ]);
    const [stroke] = await onPad(page.locator('nib-pad'), (pad) => pad.strokes);
    assert.ok(stroke[stroke.length - 1][0] > 0.8, 'the stroke is whole');
  });
});
