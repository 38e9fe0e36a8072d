/**
 * A talk with two windows: what the speaker's window is told is done on the stage. Decks of
 * reveal.js 6 and 5 with their speaker's window, and Slidev with its presenter.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { draw, withPage } from './harness.mjs';
import {
  build,
  eventually,
  examples,
  lay,
  onPad,
  onScene,
  onTrainer,
  reads,
  SEVEN,
  stop,
} from './hosts.mjs';

/** @typedef {import('playwright-core').Page} Page */

after(stop);

const SCRIPT = JSON.stringify([
  { say: 'One' },
  'pause',
  { say: 'Two' },
  'pause',
  { train: { preset: 'softmax', steps: 20, seed: 5 } },
  { say: 'Three' },
]);

/** @param {'reveal' | 'reveal5'} version */
function deckWith(version) {
  const [folder, plugin] =
    version === 'reveal'
      ? ['/vendor/reveal/', '/vendor/reveal/plugin/notes.mjs']
      : ['/vendor/reveal5/dist/', '/vendor/reveal5/plugin/notes/notes.esm.js'];
  const script = version === 'reveal' ? 'reveal.mjs' : 'reveal.esm.js';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A talk</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="${folder}reveal.css">
<script type="module" src="/nibnet/index.js"></script></head><body>
<div class="reveal"><div class="slides">
<section><h2>First</h2></section>
<section id="scene"><nib-scene clicker script='${SCRIPT}'><nib-pad compact></nib-pad>
<nib-trainer compact></nib-trainer></nib-scene></section>
<section><h2>Last but one</h2></section>
<section id="lesson"><nib-trainer compact lesson="ladder" lesson-steps="20" clicker></nib-trainer></section>
</div></div>
<script type="module">
import Reveal from '${folder}${script}';
import Notes from '${plugin}';
const deck = new Reveal({ hash: true, transition: 'none', width: 960, height: 700, plugins: [Notes] });
await deck.initialize();
Object.assign(window, { deck });
</script></body></html>`;
}

const slide = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {any} */ (window).deck.getIndices().h);

for (const version of /** @type {const} */ (['reveal', 'reveal5']))
  test(`${version}: keys in the speaker’s window play on the stage, part by part, rung by rung`, async () => {
    lay(`/talk-${version}`, deckWith(version));
    await withPage({ at: await examples(), path: `talk-${version}#/1` }, async ({ page }) => {
      await page.waitForFunction(() => /** @type {any} */ (window).deck?.isReady());
      const [speaker] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('s')]);
      const current = speaker.frameLocator('#current-slide iframe');
      await current.locator('nib-scene').waitFor();
      const scene = page.locator('#scene nib-scene');
      const index = () => onScene(scene, (scene) => scene.index);
      await speaker.bringToFront();
      await eventually(async () => {
        if ((await index()) === 0) await speaker.keyboard.press('PageDown'); // not yet listening
        return (await index()) > 0;
      }, 'the stage hears the speaker’s window');
      while ((await index()) > 0) {
        await speaker.keyboard.press('PageUp');
        await page.waitForTimeout(100);
      }
      for (const [i, key] of ['PageDown', 'ArrowRight', ' '].entries()) {
        await speaker.keyboard.press(key);
        await eventually(async () => (await index()) === i + 1, `part ${i + 1} plays on the stage`);
        await onScene(scene, (scene) => scene.settled);
        assert.equal(await slide(page), 1, 'and the stage stays on its slide');
      }
      assert.equal(
        await onTrainer(page.locator('#scene nib-trainer'), (trainer) => trainer.state),
        'paused',
      );
      await speaker.keyboard.press('PageDown');
      await eventually(async () => (await slide(page)) === 2, 'then the deck turns');
      await speaker.keyboard.press('PageDown');
      await eventually(async () => (await slide(page)) === 3, 'and turns again');
      await current.locator('#lesson nib-trainer').waitFor();
      await page.waitForTimeout(500); // the window follows the stage
      const rung = () =>
        page.locator('#lesson nib-trainer').locator('#lesson strong').textContent();
      for (let i = 1; i <= 3; i++) {
        await speaker.keyboard.press('PageDown');
        await eventually(
          async () => (await rung())?.startsWith(`${i} of 8: `) ?? false,
          `rung ${i}`,
        );
      }
      assert.equal(speaker.workers().length, 0);
    });
  });

test('after a stroke by pointer the arrows are the deck’s; Tab gives them to the paper', async () => {
  lay('/stroke', deckWith('reveal').replace('First</h2>', 'First</h2><nib-pad></nib-pad>'));
  await withPage({ at: await examples(), path: 'stroke' }, async ({ page }) => {
    const pad = page.locator('nib-pad').first();
    await reads(pad);
    await draw(page, SEVEN, { surface: pad.locator('[part~="pad"]') });
    await page.keyboard.press(' ');
    await eventually(async () => (await slide(page)) === 1, 'Space turns the slide');
    assert.equal(await onPad(pad, (pad) => pad.strokes.length), 1, 'and draws nothing');
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => (await slide(page)) === 0, 'and back');
    await onPad(pad, (pad) => pad.focus());
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    assert.equal(await slide(page), 0, 'focused by keyboard, the paper has them');
    assert.equal(await onPad(pad, (pad) => pad.strokes.length), 2);
  });
});

test('with `autostart` a trainer starts when its slide is reached, once, and in no copy', async () => {
  lay(
    '/auto',
    deckWith('reveal').replace(
      'compact lesson="ladder" lesson-steps="20" clicker',
      'compact preset="softmax" autostart="visible"',
    ),
  );
  await withPage({ at: await examples(), path: 'auto' }, async ({ page }) => {
    await page.waitForFunction(() => /** @type {any} */ (window).deck?.isReady());
    const trainer = page.locator('#lesson nib-trainer');
    const state = () => onTrainer(trainer, (trainer) => trainer.state);
    await page.waitForTimeout(500);
    assert.equal(await state(), 'idle', 'its slide has not been reached');
    await page.evaluate(() => void (location.hash = '#/3'));
    await eventually(async () => (await state()) === 'running', 'it runs');
    await onTrainer(trainer, (trainer) => trainer.stop());
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => (await slide(page)) === 2, 'another slide');
    await page.keyboard.press('ArrowRight');
    await eventually(async () => (await slide(page)) === 3, 'and back');
    await page.waitForTimeout(500);
    assert.equal(await state(), 'done', 'what was stopped stays so');
    const [speaker] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('s')]);
    await speaker.frameLocator('#current-slide iframe').locator('#lesson nib-trainer').waitFor();
    await speaker.waitForTimeout(1_000);
    assert.equal(speaker.workers().length, 0);
  });
});

test('a jump to the next slide by its address plays nothing', async () => {
  lay('/jump', deckWith('reveal'));
  await withPage({ at: await examples(), path: 'jump#/1' }, async ({ page }) => {
    await page.waitForFunction(() => /** @type {any} */ (window).deck?.isReady());
    await page.evaluate(() => void (location.hash = '#/2'));
    await eventually(async () => (await slide(page)) === 2, 'it is there');
    assert.equal(await onScene(page.locator('#scene nib-scene'), (scene) => scene.index), 0);
  });
});

test('Slidev: keys in the presenter’s window play in the audience’s, which is in step', async (t) => {
  const missing = await build('slidev');
  if (missing) return t.skip(missing);
  await withPage({ at: await examples(), path: 'slidev/dist/4' }, async ({ page }) => {
    await page.locator('#slideshow nib-scene').first().waitFor();
    const presenter = await page.context().newPage();
    await presenter.goto(`${await examples()}slidev/dist/presenter/4`);
    await presenter.locator('#slide-container nib-scene').waitFor();
    const scene = page.locator('#slideshow nib-scene').first();
    for (let i = 1; i <= 2; i++) {
      await presenter.keyboard.press('ArrowRight');
      await eventually(
        async () => (await onScene(scene, (scene) => scene.index)) === i,
        `part ${i} plays for the audience`,
      );
      await onScene(scene, (scene) => scene.settled);
    }
    assert.match(page.url(), /\/4$/);
    await eventually(
      () => onPad(page.locator('#slideshow nib-pad').last(), (pad) => pad.strokes.length > 0),
      'the drawing is there',
    );
    assert.equal(presenter.workers().length, 0, 'the presenter’s window trains nothing');
    await presenter.keyboard.press('ArrowRight');
    await page.waitForURL(/\/5(\?|$)/);
  });
});
