// The examples, as an audience would see them: each is opened, a digit is drawn and read, a net
// trains, the slides turn.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clip } from '../../examples/clip.mjs';
import { draw, withPage } from './harness.mjs';
import {
  BUILT,
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

after(stop);

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */

/** Keys that decks and notebooks have taken for themselves. */
const TAKEN = ['ArrowRight', ' ', 'n', 'f', 'b', 'o', 'd', 'g', '?', 'a', 'Home'];

/**
 * @param {string} path
 * @param {(visit: import('./harness.mjs').Visit) => Promise<void>} work
 * @param {import('./harness.mjs').PageOptions} [options]
 */
async function onExample(path, work, options) {
  return withPage({ at: await examples(), path, ...options }, work);
}

/**
 * What holds in every deck: drawing is read and turns no slide; the paper's keys stay with it; a
 * clicker's go on.
 * @param {Page} page @param {Locator} pad @param {() => Promise<unknown>} where what the deck
 *   shows, as it says itself
 */
async function behaves(page, pad, where) {
  await reads(pad);
  const before = await where();
  const surface = pad.locator('[part~="pad"]');
  await onPad(pad, (pad) => pad.clear()); // its sample is a seven too
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
  await eventually(
    async () => !same(await where(), before),
    'then the arrows are the deck’s again',
  );
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => same(await where(), before), 'and back');
  assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7, 'the drawing has stayed');
}

/**
 * A swipe over the paper draws, one beside it turns the slide. On a page with touch.
 * @param {Page} page @param {Locator} pad @param {() => Promise<unknown>} where @param {{x: number,
 *   y: number}} beside
 */
async function swipes(page, pad, where, beside) {
  await reads(pad);
  const before = await where();
  await onPad(pad, (pad) => pad.clear());
  await draw(
    page,
    [
      [
        [0.9, 0.5],
        [0.1, 0.5],
      ],
    ],
    { pointer: 'touch', surface: pad.locator('[part~="pad"]') },
  );
  await page.waitForTimeout(300);
  assert.deepEqual(await where(), before, 'a stroke to the left turns no slide');
  const [first, last] = await onPad(pad, (pad) => [
    pad.strokes[0][0][0],
    pad.strokes[0].at(-1)?.[0] ?? NaN,
  ]);
  assert.ok(
    Math.abs(first - 0.9) < 0.02 && Math.abs(last - 0.1) < 0.02,
    `the stroke goes from ${first} to ${last}`,
  );

  const session = await page.context().newCDPSession(page);
  const send = (/** @type {string} */ type, /** @type {number} */ x) =>
    session.send('Input.dispatchTouchEvent', {
      type: /** @type {any} */ (type),
      touchPoints: type === 'touchEnd' ? [] : [{ x, y: beside.y }],
    });
  await send('touchStart', beside.x);
  for (let i = 1; i <= 10; i++) await send('touchMove', beside.x - 25 * i);
  await send('touchEnd', beside.x - 250);
  await eventually(async () => !same(await where(), before), 'beside it, it does');
}

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Some steps by the trainer's own button, pressed by keyboard, while the deck stays where it is.
 * @param {Page} page
 * @param {Locator} trainer
 * @param {() => Promise<unknown>} where
 */
async function trains(page, trainer, where, isTurned = false) {
  await eventually(
    () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
    'its settings are there',
  );
  const before = await where();
  await trainer.locator('#step').focus();
  await page.keyboard.press(' ');
  await eventually(
    () => onTrainer(trainer, (trainer) => trainer.state === 'paused'),
    'a step was taken',
  );
  assert.deepEqual(await where(), before, 'Space has pressed the button, and turned no slide');
  // With `clicker`, arrows turn what is on the slide.
  const slips = TAKEN.filter((key) => key !== ' ' && !(isTurned && key === 'ArrowRight'));
  for (const key of slips) {
    await page.keyboard.press(key);
    assert.deepEqual(await where(), before, `“${key}” stays with the trainer`);
  }
  await onTrainer(trainer, (trainer) => trainer.step(60));
  await eventually(
    () => onTrainer(trainer, (trainer) => (trainer.history.at(-1)?.step ?? 0) >= 60),
    'sixty more',
  );
}

/* ---- reveal.js ---- */

/** @param {Page} page */
const reveal = (page) =>
  page.evaluate(() => {
    const deck = /** @type {any} */ (window).deck ?? /** @type {any} */ (window).Reveal;
    const { h, v, f } = deck.getIndices();
    return { h, v, f, overview: deck.isOverview(), paused: deck.isPaused() };
  });

/** @param {Page} page @param {string} id */
async function toSlide(page, id) {
  await page.waitForFunction(() => {
    const deck = /** @type {any} */ (window).deck ?? /** @type {any} */ (window).Reveal;
    return deck?.isReady();
  });
  await page.evaluate((id) => {
    const deck = /** @type {any} */ (window).deck ?? /** @type {any} */ (window).Reveal;
    deck.slide(...Object.values(deck.getIndices(document.getElementById(id))));
  }, id);
}

// 1280 × 800, and a window in which the deck is scaled to a half.
for (const viewport of [
  { width: 1280, height: 800 },
  { width: 520, height: 420 },
])
  test(`reveal.js, ${viewport.width} wide: draws, reads, and the keys go where they belong`, () =>
    onExample(
      'reveal/',
      async ({ page }) => {
        await toSlide(page, 'pad');
        await behaves(page, page.locator('#pad nib-pad'), () => reveal(page));
      },
      { viewport },
    ));

test('reveal.js: the lesson trains, and the clicker turns its rungs, then the slides', () =>
  onExample('reveal/', async ({ page }) => {
    await toSlide(page, 'lesson');
    const trainer = page.locator('#lesson nib-trainer');
    await trains(page, trainer, () => reveal(page), true);
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
    await eventually(
      async () => !same(await reveal(page), before),
      'after the last rung it is the deck’s turn',
    );
    assert.match((await rung()) ?? '', /^8 of 8: /);
  }));

test('reveal.js: fragments come and go while the pad keeps its drawing; the overview draws nothing', () =>
  onExample('reveal/', async ({ page }) => {
    await toSlide(page, 'fragments');
    const pad = page.locator('#fragments nib-pad');
    await reads(pad);
    await onPad(pad, (pad) => pad.clear());
    await draw(page, SEVEN, { surface: pad.locator('[part~="pad"]') });
    const slide = (await reveal(page)).h;
    await page.keyboard.press('PageDown');
    assert.deepEqual([(await reveal(page)).h, (await reveal(page)).f], [slide, 0]);
    await onPad(pad, (pad) => pad.focus());
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await eventually(
      async () => (await reveal(page)).overview,
      'the second Escape is the deck’s: its overview',
    );
    const strokes = await onPad(pad, (pad) => pad.strokes.length);
    await draw(
      page,
      [
        [
          [0.4, 0.4],
          [0.6, 0.6],
        ],
      ],
      { surface: pad.locator('[part~="pad"]') },
    );
    assert.equal(await onPad(pad, (pad) => pad.strokes.length), strokes);
    await eventually(async () => !(await reveal(page)).overview, 'the press has chosen the slide');
    assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7);
  }));

test('reveal.js: a finger on the paper draws, beside it turns the slide', () =>
  onExample(
    'reveal/',
    async ({ page }) => {
      await toSlide(page, 'pad');
      await swipes(page, page.locator('#pad nib-pad'), () => reveal(page), { x: 950, y: 60 });
    },
    { hasTouch: true, viewport: { width: 1000, height: 760 } },
  ));

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
    await eventually(
      () => onPad(pad, (pad) => pad.reader?.step === 200),
      'the net of step 200 reads',
    );
    await page.keyboard.press('PageDown');
    await onScene(scene, (scene) => scene.settled);
    assert.deepEqual(await reveal(page), before);
    await page.keyboard.press('PageDown');
    await eventually(
      async () => !same(await reveal(page), before),
      'the scene is over: the next slide',
    );
  }));

test('reveal.js for paper: every pad is a still picture with drawing and answer, in the PDF as well', () =>
  onExample('reveal/?view=print', async ({ page }) => {
    await page.waitForFunction(() => /** @type {any} */ (window).deck?.isReady());
    await eventually(
      () =>
        page.evaluate(() =>
          [...document.querySelectorAll('nib-pad')].every(
            (pad) => /** @type {any} */ (pad).prediction?.digit !== undefined,
          ),
        ),
      'all have read their drawing, though most are far below',
    );
    const digits = await page.evaluate(() =>
      [...document.querySelectorAll('nib-pad')].map(
        (pad) => /** @type {any} */ (pad).prediction.digit,
      ),
    );
    // The slide with a fragment has two pages.
    assert.deepEqual(digits, [7, 4, 4, 7]);
    assert.equal(page.workers().length, 0);
    await page.emulateMedia({ media: 'print' });
    assert.equal(
      await page.locator('nib-pad').first().getByRole('button', { name: 'Clear' }).isVisible(),
      false,
    );
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString(
      'latin1',
    );
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, await page.locator('.pdf-page').count());
  }));

test('reveal.js on a phone, where slides become a page to scroll: moved about, the pad draws and a run goes on', () =>
  onExample('reveal/', async ({ page }) => {
    await page.waitForFunction(() => /** @type {any} */ (window).deck?.isReady());
    await toSlide(page, 'lesson');
    const trainer = page.locator('#lesson nib-trainer');
    await eventually(
      () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
      'its settings are there',
    );
    await onTrainer(
      trainer,
      (trainer) => (
        trainer.toggleAttribute('background', true),
        trainer.start({ preset: 'softmax', steps: 1_000_000 })
      ),
    );
    const points = await onTrainer(trainer, (trainer) => trainer.history.length);
    await page.setViewportSize({ width: 400, height: 700 });
    await page.waitForFunction(() => /** @type {any} */ (window).deck.isScrollView());
    await eventually(
      () => onTrainer(trainer, (trainer, points) => trainer.history.length > points + 10, points),
      'the run goes on',
    );
    assert.equal(page.workers().length, 1);
    await onTrainer(trainer, (trainer) => trainer.stop());
    const pad = page.locator('#pad nib-pad');
    await pad.scrollIntoViewIfNeeded();
    await reads(pad);
    await onPad(pad, (pad) => pad.clear());
    await draw(page, SEVEN, { surface: pad.locator('[part~="pad"]') });
    await eventually(
      () => onPad(pad, (pad) => pad.prediction?.digit === 7 && pad.strokes.length === 1),
      'it draws and reads',
    );
  }));

test('reveal.js: a slide left and come back to: drawing and run are there, and the run goes on', () =>
  onExample('reveal/', async ({ page }) => {
    await toSlide(page, 'scene');
    const trainer = page.locator('#scene nib-trainer');
    await eventually(
      () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
      'its settings are there',
    );
    await onTrainer(trainer, (trainer) => trainer.start({ preset: 'softmax', steps: 1_000_000 }));
    const state = () => onTrainer(trainer, (trainer) => trainer.state);
    // The clicker would play the scene.
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => (await state()) === 'paused', 'it pauses when its slide is left');
    await page.keyboard.press('ArrowRight');
    await eventually(async () => (await state()) === 'running', 'and goes on when it is back');
  }));

test('reveal.js in the speaker’s window: a copy that neither draws nor trains', () =>
  onExample('reveal/?receiver', async ({ page }) => {
    await toSlide(page, 'pad');
    const pad = page.locator('#pad nib-pad');
    await eventually(() => onPad(pad, (pad) => pad.prediction?.digit === 7), 'its sample is read');
    await draw(
      page,
      [
        [
          [0.1, 0.1],
          [0.9, 0.9],
        ],
      ],
      { surface: pad.locator('[part~="pad"]') },
    );
    assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7);
    assert.equal(await pad.getByRole('button', { name: 'Clear' }).isDisabled(), true);
    assert.equal(page.workers().length, 0);
  }));

/* ---- Quarto: what pandoc makes of the deck, with the reveal.js that Quarto uses ---- */

test('Quarto: draws, reads, and the keys go where they belong', () =>
  onExample('quarto/', async ({ page }) => {
    await toSlide(page, 'pad');
    await behaves(page, page.locator('nib-pad'), () => reveal(page));
    await toSlide(page, 'train');
    await trains(page, page.locator('nib-trainer'), () => reveal(page));
  }));

test('Quarto: a finger on the paper draws, beside it turns the slide', () =>
  onExample(
    'quarto/',
    async ({ page }) => {
      await toSlide(page, 'pad');
      await swipes(page, page.locator('nib-pad'), () => reveal(page), { x: 950, y: 60 });
    },
    { hasTouch: true, viewport: { width: 1000, height: 760 } },
  ));

/* ---- Marp and Slidev: built by their own programs, which are too large to be installed by
   everybody ---- */

/**
 * @param {import('node:test').TestContext} t
 * @param {keyof typeof BUILT} name
 * @returns {Promise<boolean>} whether it is there
 */
async function there(t, name) {
  const missing = await build(name);
  if (missing) t.skip(missing);
  return !missing;
}

const marp = (/** @type {Page} */ page) =>
  page.evaluate(() => ({
    hash: location.hash,
    active: [...document.querySelectorAll('svg[data-marpit-svg]')].findIndex((slide) =>
      slide.classList.contains('bespoke-marp-active'),
    ),
  }));

test('Marp: draws, reads, and the keys go where they belong', async (t) => {
  if (!(await there(t, 'marp'))) return;
  await onExample('marp/dist/deck.html#2', async ({ page }) => {
    assert.equal((await marp(page)).active, 1);
    await behaves(page, page.locator('nib-pad'), () => marp(page));
    await page.keyboard.press('PageDown');
    await trains(page, page.locator('nib-trainer'), () => marp(page));
  });
});

test('Marp: a finger on the paper draws, beside it turns the slide', async (t) => {
  if (!(await there(t, 'marp'))) return;
  await onExample(
    'marp/dist/deck.html#2',
    async ({ page }) => {
      await swipes(page, page.locator('nib-pad'), () => marp(page), { x: 950, y: 120 });
    },
    { hasTouch: true, viewport: { width: 1000, height: 600 } },
  );
});

const slidev = (/** @type {Page} */ page) => page.evaluate(() => location.pathname);

test('Slidev: draws, reads, and the keys go where they belong', async (t) => {
  if (!(await there(t, 'slidev'))) return;
  await onExample('slidev/dist/2', async ({ page }) => {
    await behaves(page, page.locator('#slideshow nib-pad').first(), () => slidev(page));
    await page.keyboard.press('PageDown');
    await trains(page, page.locator('#slideshow nib-trainer').first(), () => slidev(page));
  });
});

test('Slidev: a finger on the paper draws, beside it turns the slide', async (t) => {
  if (!(await there(t, 'slidev'))) return;
  await onExample(
    'slidev/dist/2',
    async ({ page }) => {
      await swipes(page, page.locator('#slideshow nib-pad').first(), () => slidev(page), {
        x: 950,
        y: 450,
      });
    },
    { hasTouch: true, viewport: { width: 1000, height: 600 } },
  );
});

test('Slidev: its overview has copies, which are still pictures', async (t) => {
  if (!(await there(t, 'slidev'))) return;
  await onExample('slidev/dist/2', async ({ page, requests }) => {
    await reads(page.locator('#slideshow nib-pad').first());
    await page.keyboard.press('o');
    await page.waitForFunction(() => document.querySelectorAll('nib-pad').length >= 2);
    const copy = page.locator('.slidev-slide-container:not(#slide-container) nib-pad').first();
    await eventually(
      () => onPad(copy, (pad) => pad.prediction?.digit === 7),
      'the copy shows its sample',
    );
    assert.equal(await copy.getByRole('button', { name: 'Clear' }).isDisabled(), true);
    assert.equal(
      await page
        .locator('#slideshow nib-pad')
        .first()
        .getByRole('button', { name: 'Clear' })
        .isDisabled(),
      false,
    );
    const trainer = page
      .locator('.slidev-slide-container:not(#slide-container) nib-trainer')
      .first();
    await assert.rejects(
      () => onTrainer(trainer, (trainer) => trainer.start()),
      /copy of the slide/,
    );
    assert.equal(requests.filter((url) => url.endsWith('nibnet.wasm')).length, 1);
  });
});

/* ---- pages ---- */

/**
 * What holds on every page: a drawing is read, a net trains.
 * @param {import('./harness.mjs').Visit} visit
 */
async function works({ page }) {
  const pad = page.locator('nib-pad').first();
  await pad.scrollIntoViewIfNeeded();
  await reads(pad);
  await onPad(pad, (pad) => pad.clear());
  await draw(page, SEVEN, { surface: pad.locator('[part~="pad"]') });
  await eventually(() => onPad(pad, (pad) => pad.prediction?.digit === 7), 'a seven is read');
  await onPad(pad, (pad) => pad.focus());
  await page.keyboard.press('Escape');
  await page.locator('nib-trainer').scrollIntoViewIfNeeded();
  await trains(page, page.locator('nib-trainer'), async () => page.url());
}

test('a notebook as HTML: its output draws, reads and trains', async (t) => {
  const folder = fileURLToPath(new URL('../../examples/jupyter/', import.meta.url));
  await examples();
  let path = 'jupyter/notebook.html';
  const hasJupyter = (() => {
    try {
      execFileSync('jupyter', ['nbconvert', '--version'], { stdio: 'ignore' });
      return true;
    } catch {
      t.diagnostic('nbconvert is not there: this is the HTML that it made of the notebook before');
      return false;
    }
  })();
  if (hasJupyter) {
    const into = mkdtempSync(join(tmpdir(), 'nibnet-notebook-'));
    // Without what nbconvert would fetch from others for mathematics and diagrams.
    const without = ['mathjax', 'require_js', 'jquery'].map(
      (name) => `--HTMLExporter.${name}_url=`,
    );
    const words = [
      'nbconvert',
      '--to',
      'html',
      '--template',
      'classic',
      ...without,
      '--output-dir',
      into,
    ];
    execFileSync('jupyter', [...words, join(folder, 'notebook.ipynb')], { stdio: 'ignore' });
    const html = readFileSync(join(into, 'notebook.html'), 'utf8');
    lay(
      '/jupyter/fresh.html',
      html.replace(/<script type="module">\s*import mermaid[\s\S]*?<\/script>/g, ''),
    );
    rmSync(into, { recursive: true });
    path = 'jupyter/fresh.html';
  }
  await onExample(path, works);
});

test('the notebook’s HTML is of the notebook as it is', () => {
  const read = (/** @type {string} */ name) =>
    readFileSync(new URL(`../../examples/jupyter/${name}`, import.meta.url), 'utf8');
  const output = JSON.parse(read('notebook.ipynb')).cells[1].outputs[0].data['text/html'].join('');
  const html = read('notebook.html');
  for (const [tag] of output.matchAll(/<nib-[a-z]+/g)) assert.ok(html.includes(tag), tag);
  assert.match(html, /<script src="\.\.\/nibnet\/index\.js" type="module">/);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`a plain post under a strict policy (${colorScheme}): draws, reads and trains, and its form is sent`, () =>
    onExample(
      'blog/',
      async (visit) => {
        const { page } = visit;
        await works(visit);
        const field = page.locator('form nib-pad');
        await field.scrollIntoViewIfNeeded();
        await reads(field);
        await draw(page, SEVEN, { surface: field.locator('[part~="pad"]') });
        await page.getByRole('button', { name: 'Send' }).click();
        await page.waitForURL(/number=7/);
      },
      { colorScheme },
    ));

test('a post on a phone: a finger on the paper draws, beside it scrolls', () =>
  onExample(
    'blog/',
    async ({ page }) => {
      const pad = page.locator('nib-pad').first();
      await reads(pad);
      const before = await page.evaluate(() => scrollY);
      await draw(
        page,
        [
          [
            [0.5, 0.8],
            [0.5, 0.1],
          ],
        ],
        { pointer: 'touch', surface: pad.locator('[part~="pad"]') },
      );
      assert.equal(await page.evaluate(() => scrollY), before);
      assert.equal(await onPad(pad, (pad) => pad.strokes.length), 1);
      const session = await page.context().newCDPSession(page);
      await session.send('Input.synthesizeScrollGesture', { x: 120, y: 120, yDistance: -300 });
      await page.waitForFunction((before) => scrollY > before, before);
    },
    { hasTouch: true, viewport: { width: 390, height: 844 }, deviceScaleFactor: 3 },
  ));

/* ---- for slides that can't hold a page ---- */

test('a scene as a GIF: every part of it is in there, and a browser can play it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nibnet-clip-'));
  const file = join(folder, 'scene.gif');
  const { frames } = await clip('reveal/#/scene', file);
  const gif = readFileSync(file).toString('base64');
  rmSync(folder, { recursive: true });
  await onExample('reveal/', async ({ page }) => {
    const seen = await page.evaluate(async (gif) => {
      const data = Uint8Array.from(atob(gif), (c) => c.charCodeAt(0));
      const decoder = new ImageDecoder({ data, type: 'image/gif' });
      await Promise.all([decoder.tracks.ready, decoder.completed]);
      const count = /** @type {any} */ (decoder.tracks.selectedTrack).frameCount;
      const canvas = new OffscreenCanvas(960, 600);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      const inks = [];
      let microseconds = 0;
      for (let frameIndex = 0; frameIndex < count; frameIndex++) {
        const { image } = await decoder.decode({ frameIndex });
        microseconds += image.duration ?? 0;
        context.drawImage(image, 0, 0);
        image.close();
        // Where the paper is: how much of it is dark.
        const { data: pixels } = context.getImageData(85, 100, 220, 230);
        inks.push(pixels.filter((value, i) => i % 4 === 0 && value < 80).length);
      }
      return { count, seconds: microseconds / 1e6, inks };
    }, gif);
    assert.equal(seen.count, frames);
    assert.ok(seen.seconds > 3 * 1.5, `${seen.seconds} s: each of three parts rests`);
    const [first, most] = [seen.inks[0], Math.max(...seen.inks)];
    assert.ok(first < 200 && most > 1500, `ink on the paper grows from ${first} to ${most} pixels`);
    assert.ok(
      seen.inks.some((ink) => ink > first + 300 && ink < most - 300),
      'stroke by stroke',
    );
  });
});
