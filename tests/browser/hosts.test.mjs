// The examples, as an audience would see them: each is opened, a digit is drawn and read, a net trains, the slides turn.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { draw, withPage } from './harness.mjs';
import { SEVEN, eventually, examples, onPad, onScene, onTrainer, reads, stop } from './hosts.mjs';

after(stop);

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */

/** Keys that decks and notebooks have taken for themselves. */
const TAKEN = ['ArrowRight', ' ', 'n', 'f', 'b', 'o', 'd', 'g', '?', 'a', 'Home'];

/** @param {string} path @param {(visit: import('./harness.mjs').Visit) => Promise<void>} work @param {import('./harness.mjs').PageOptions} [options] */
async function onExample(path, work, options) {
  return withPage({ at: await examples(), path, ...options }, work);
}

/**
 * What holds in every deck: drawing is read and turns no slide; the paper's keys stay with it; a clicker's go on.
 * @param {Page} page @param {Locator} pad @param {() => Promise<unknown>} where what the deck shows, as it says itself
 */
async function behaves(page, pad, where) {
  await reads(pad);
  const before = await where();
  const surface = pad.locator('[part~="pad"]');
  await draw(page, SEVEN, { surface });
  assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7);
  assert.deepEqual(await where(), before, 'drawing turns no slide');

  await onPad(pad, (pad) => pad.focus());
  for (const key of TAKEN) {
    await page.keyboard.press(key);
    assert.deepEqual(await where(), before, `“${key}” stays with the paper`);
  }
  await page.keyboard.press('Delete');
  assert.equal(await onPad(pad, (pad) => pad.strokes.length), 0, 'and is of use there');
  await draw(page, SEVEN, { surface });

  await onPad(pad, (pad) => pad.focus());
  await page.keyboard.press('PageDown');
  await eventually(async () => !same(await where(), before), 'the clicker turns the slide');
  await page.keyboard.press('PageUp');
  await eventually(async () => same(await where(), before), 'and back');

  await onPad(pad, (pad) => pad.focus());
  await page.keyboard.press('Escape');
  assert.deepEqual(await where(), before, 'Escape leaves the paper');
  await page.keyboard.press('ArrowRight');
  await eventually(async () => !same(await where(), before), 'then the arrows are the deck’s again');
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => same(await where(), before), 'and back');
  assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7, 'the drawing has stayed');
}

/**
 * A swipe over the paper draws, one beside it turns the slide. On a page with touch.
 * @param {Page} page @param {Locator} pad @param {() => Promise<unknown>} where @param {{x: number, y: number}} beside
 */
async function swipes(page, pad, where, beside) {
  await reads(pad);
  const before = await where();
  await onPad(pad, (pad) => pad.clear());
  await draw(page, [[[0.9, 0.5], [0.1, 0.5]]], { pointer: 'touch', surface: pad.locator('[part~="pad"]') });
  await page.waitForTimeout(300);
  assert.deepEqual(await where(), before, 'a stroke to the left turns no slide');
  const [first, last] = await onPad(pad, (pad) => [pad.strokes[0][0][0], pad.strokes[0].at(-1)?.[0] ?? NaN]);
  assert.ok(Math.abs(first - 0.9) < 0.02 && Math.abs(last - 0.1) < 0.02, `the stroke goes from ${first} to ${last}`);

  const session = await page.context().newCDPSession(page);
  const send = (/** @type {string} */ type, /** @type {number} */ x) =>
    session.send('Input.dispatchTouchEvent', { type: /** @type {any} */ (type), touchPoints: type === 'touchEnd' ? [] : [{ x, y: beside.y }] });
  await send('touchStart', beside.x);
  for (let i = 1; i <= 10; i++) await send('touchMove', beside.x - 25 * i);
  await send('touchEnd', beside.x - 250);
  await eventually(async () => !same(await where(), before), 'beside it, it does');
}

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Some steps by the trainer's own button, pressed by keyboard, while the deck stays where it is. @param {Page} page @param {Locator} trainer @param {() => Promise<unknown>} where */
async function trains(page, trainer, where) {
  await eventually(() => onTrainer(trainer, (trainer) => trainer.recipe !== null), 'its settings are there');
  const before = await where();
  await trainer.locator('#step').focus();
  await page.keyboard.press(' ');
  await eventually(() => onTrainer(trainer, (trainer) => trainer.state === 'paused'), 'a step was taken');
  assert.deepEqual(await where(), before, 'Space has pressed the button, and turned no slide');
  await onTrainer(trainer, (trainer) => trainer.step(60));
  await eventually(() => onTrainer(trainer, (trainer) => (trainer.history.at(-1)?.step ?? 0) >= 60), 'sixty more');
}

/* ---- reveal.js ---- */

/** @param {Page} page */
const reveal = (page) =>
  page.evaluate(() => {
    const { deck } = /** @type {any} */ (window);
    const { h, v, f } = deck.getIndices();
    return { h, v, f, overview: deck.isOverview(), paused: deck.isPaused() };
  });

/** @param {Page} page @param {string} id */
async function toSlide(page, id) {
  await page.waitForFunction(() => /** @type {any} */ (window).deck?.isReady());
  await page.evaluate((id) => {
    const { deck } = /** @type {any} */ (window);
    deck.slide(...Object.values(deck.getIndices(document.getElementById(id))));
  }, id);
}

// 1280 × 800, and a window in which the deck is scaled to a half.
for (const viewport of [{ width: 1280, height: 800 }, { width: 520, height: 420 }])
  test(`reveal.js, ${viewport.width} wide: draws, reads, and the keys go where they belong`, () =>
    onExample('reveal/', async ({ page }) => {
      await toSlide(page, 'pad');
      await behaves(page, page.locator('#pad nib-pad'), () => reveal(page));
    }, { viewport }));

test('reveal.js: the lesson trains, and the clicker turns its rungs, then the slides', () =>
  onExample('reveal/', async ({ page }) => {
    await toSlide(page, 'lesson');
    const trainer = page.locator('#lesson nib-trainer');
    await trains(page, trainer, () => reveal(page));
    const before = await reveal(page);
    const rung = () => trainer.locator('#lesson strong').textContent();
    await onTrainer(trainer, (trainer) => trainer.setAttribute('lesson-steps', '50'));
    for (let i = 1; i <= 8; i++) {
      await page.keyboard.press('PageDown');
      assert.match((await rung()) ?? '', new RegExp(`^${i} of 8: `));
      assert.deepEqual(await reveal(page), before);
    }
    await page.keyboard.press('PageUp');
    assert.match((await rung()) ?? '', /^7 of 8: /);
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await eventually(async () => !same(await reveal(page), before), 'after the last rung it is the deck’s turn');
    assert.match((await rung()) ?? '', /^8 of 8: /);
  }));

test('reveal.js: fragments come and go while the pad keeps its drawing; the overview draws nothing', () =>
  onExample('reveal/', async ({ page }) => {
    await toSlide(page, 'fragments');
    const pad = page.locator('#fragments nib-pad');
    await reads(pad);
    await draw(page, SEVEN, { surface: pad.locator('[part~="pad"]') });
    const slide = (await reveal(page)).h;
    await page.keyboard.press('PageDown');
    assert.deepEqual([(await reveal(page)).h, (await reveal(page)).f], [slide, 0]);
    await onPad(pad, (pad) => pad.focus());
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await eventually(async () => (await reveal(page)).overview, 'the second Escape is the deck’s: its overview');
    const strokes = await onPad(pad, (pad) => pad.strokes.length);
    await draw(page, [[[0.4, 0.4], [0.6, 0.6]]], { surface: pad.locator('[part~="pad"]') });
    assert.equal(await onPad(pad, (pad) => pad.strokes.length), strokes);
    await eventually(async () => !(await reveal(page)).overview, 'the press has chosen the slide');
    assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7);
  }));

test('reveal.js: a finger on the paper draws, beside it turns the slide', () =>
  onExample('reveal/', async ({ page }) => {
    await toSlide(page, 'pad');
    await swipes(page, page.locator('#pad nib-pad'), () => reveal(page), { x: 950, y: 60 });
  }, { hasTouch: true, viewport: { width: 1000, height: 760 } }));

test('reveal.js: a scene by clicker: drawn, trained, answered, and then the next slide', () =>
  onExample('reveal/', async ({ page }) => {
    await toSlide(page, 'scene');
    const [scene, pad] = [page.locator('#scene nib-scene'), page.locator('#scene nib-pad')];
    const before = await reveal(page);
    await page.keyboard.press('PageDown');
    await onScene(scene, (scene) => scene.settled);
    assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7);
    assert.equal(await pad.locator('.answer').isVisible(), false, 'it keeps its answer to itself');
    await page.keyboard.press('PageDown');
    await onScene(scene, (scene) => scene.settled);
    assert.equal(await pad.locator('.answer').isVisible(), true);
    await eventually(() => onPad(pad, (pad) => pad.reader?.step === 200), 'the net of step 200 reads');
    await page.keyboard.press('PageDown');
    await onScene(scene, (scene) => scene.settled);
    assert.deepEqual(await reveal(page), before);
    await page.keyboard.press('PageDown');
    await eventually(async () => !same(await reveal(page), before), 'the scene is over: the next slide');
  }));

test('reveal.js for paper: every pad is a still picture with drawing and answer, in the PDF as well', () =>
  onExample('reveal/?view=print', async ({ page }) => {
    await page.waitForFunction(() => /** @type {any} */ (window).deck?.isReady());
    await eventually(
      () => page.evaluate(() => [...document.querySelectorAll('nib-pad')].every((pad) => /** @type {any} */ (pad).prediction !== null)),
      'all have read their drawing, though most are far below',
    );
    const digits = await page.evaluate(() => [...document.querySelectorAll('nib-pad')].map((pad) => /** @type {any} */ (pad).prediction.digit));
    // The slide with a fragment has two pages.
    assert.deepEqual(digits, [7, 4, 4, 7]);
    assert.equal(page.workers().length, 0);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('nib-pad').first().getByRole('button', { name: 'Clear' }).isVisible(), false);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, await page.locator('.pdf-page').count());
  }));

test('reveal.js in the speaker’s window: a copy that neither draws nor trains', () =>
  onExample('reveal/?receiver', async ({ page }) => {
    await toSlide(page, 'pad');
    const pad = page.locator('#pad nib-pad');
    await eventually(() => onPad(pad, (pad) => pad.prediction?.digit === 7), 'its sample is read');
    await draw(page, [[[0.1, 0.1], [0.9, 0.9]]], { surface: pad.locator('[part~="pad"]') });
    assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7);
    assert.equal(await pad.getByRole('button', { name: 'Clear' }).isDisabled(), true);
    assert.equal(page.workers().length, 0);
  }));
