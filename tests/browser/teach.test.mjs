/** Teaching the net one's own digits, and the digits that are kept. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { draw, withPage } from './harness.mjs';
import { ask, reaches, ready as trainerReady } from './training.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../../www/elements/pad/nib-pad.js').NibPad} NibPad */
/** @typedef {import('./harness.mjs').Point} Point */

/**
 * A sign that is no digit: whatever a net makes of it, it can be told something else.
 * @type {Point[][]}
 */
const SIGN = [
  [
    [0.2, 0.2],
    [0.8, 0.8],
  ],
  [
    [0.8, 0.2],
    [0.2, 0.8],
  ],
  [
    [0.2, 0.5],
    [0.8, 0.5],
  ],
];
/** @type {Point[][]} */
const SEVEN = [
  [
    [0.28, 0.2],
    [0.72, 0.19],
    [0.58, 0.5],
    [0.45, 0.85],
  ],
];
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 2 };
/** Chunks are fetched and a net gets to know its digits, on a machine that may be busy. */
const PATIENCE = { timeout: 120_000 };

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

/** @param {Page} page */
const ready = (page) =>
  page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('nib-pad')).reader !== null,
  );

/** @param {Page} page */
const digit = (page) => onPad(page, (pad) => pad.prediction?.digit);

/** @param {Page} page @param {string | RegExp} words */
const says = (page, words) =>
  page.locator('nib-pad .status').filter({ hasText: words }).waitFor(PATIENCE);

/** @param {Page} page */
const kept = (page) => page.locator('nib-pad .kept summary').textContent();

/** Another digit than the one that is read now. @param {Page} page */
async function another(page) {
  return (Number(await digit(page)) + 4) % 10;
}

test('one tap teaches it what a drawing was; it is kept, and both are there after a reload', () =>
  withPage(PHONE, async ({ page, requests }) => {
    await ready(page);
    await onPad(page, (pad) => {
      pad.addEventListener('nib-taught', (event) =>
        Object.assign(window, { taught: /** @type {CustomEvent} */ (event).detail }),
      );
    });
    assert.equal(
      await page.locator('nib-pad .was').evaluate((row) => getComputedStyle(row).visibility),
      'hidden',
    );
    await draw(page, SIGN, { pointer: 'touch' });
    const before = await digit(page);
    const truth = await another(page);
    await page
      .locator('nib-pad')
      .getByRole('button', { name: `It was ${truth}` })
      .tap();
    await says(page, `Now it reads ${truth}.`);
    assert.equal(await digit(page), truth);
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).taught), {
      digit: truth,
      kept: 1,
      before,
      now: truth,
    });
    assert.equal(
      await page.locator('nib-pad .spoken[aria-live]').textContent(),
      `Now it reads ${truth}.`,
    );
    const chunks = requests.filter((url) => url.endsWith('.nibd'));
    assert.equal(chunks.length, 1, `a lesson asks for one chunk, not for ${chunks.join(', ')}`);

    await page.reload();
    await ready(page);
    await page.locator('nib-pad').getByText('Your digits: 1').first().waitFor();
    await draw(page, SIGN, { pointer: 'touch' });
    assert.equal(await digit(page), truth, 'it has not forgotten over the reload');
    await draw(page, SEVEN, { pointer: 'touch' });
    await page.locator('nib-pad').getByRole('button', { name: 'Clear' }).tap();
    await draw(page, SEVEN, { pointer: 'touch' });
    assert.equal(await digit(page), 7, 'nor the others over this one');

    // The net that came with the page is one press away, and stays.
    await page
      .locator('nib-pad')
      .getByRole('radio', { name: /^nibnet’s own/ })
      .tap();
    await page.locator('nib-pad').getByRole('button', { name: 'Clear' }).tap();
    await draw(page, SIGN, { pointer: 'touch' });
    assert.equal(await digit(page), before);
  }));

test('a key teaches it while the pad has the focus, and never reaches the host page', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await page.evaluate(() => {
      const keys = /** @type {string[]} */ ([]);
      Object.assign(window, { keys });
      addEventListener('keydown', (event) => keys.push(event.key));
    });
    await draw(page, SIGN);
    const truth = await another(page);
    const before = await digit(page);
    await page.keyboard.press(String(truth));
    await says(page, `Now it reads ${truth}.`);
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).keys), []);
    await page.locator('nib-pad').getByRole('button', { name: 'Forget it' }).click();
    await says(page, 'Forgotten');
    assert.equal(await digit(page), before);
    assert.equal(await page.locator('nib-pad .kept').isVisible(), false);
  }));

test('kept digits are shown, exported as files that the command line reads, relabelled and deleted', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await draw(page, SEVEN);
    await page.keyboard.press('7');
    await says(page, 'It reads 7, and is surer now.');
    await page.locator('nib-pad .kept summary').click();
    await page.locator('nib-pad .kept li').first().waitFor();
    assert.equal(await page.locator('nib-pad .kept li').count(), 1);
    const inked = await page
      .locator('nib-pad .kept canvas')
      .evaluate((/** @type {HTMLCanvasElement} */ canvas) =>
        canvas
          .getContext('2d')
          ?.getImageData(0, 0, 28, 28)
          .data.some((value) => value > 0),
      );
    assert.ok(inked, 'a picture of the digit');

    const folder = await mkdtemp(join(tmpdir(), 'nibnet-kept-'));
    /** @param {string} name @param {number} count */
    const files = async (name, count) => {
      /** @type {import('playwright-core').Download[]} */
      const downloads = [];
      const all = new Promise((done) => {
        page.on('download', (download) => downloads.push(download) === count && done(null));
      });
      await page.locator('nib-pad').getByRole('button', { name }).click();
      await all;
      const paths = [];
      for (const download of downloads) {
        const path = join(folder, download.suggestedFilename());
        await download.saveAs(path);
        paths.push(path);
      }
      page.removeAllListeners('download');
      return paths;
    };
    const [strokes] = await files('Strokes', 1);
    const line = JSON.parse((await readFile(strokes, 'utf8')).trim());
    assert.equal(line.label, 7);
    assert.ok(
      line.strokes[0].length > 10 &&
        line.strokes[0].every((/** @type {number[]} */ point) => point.length === 2),
    );
    const [images, labels] = await files('Images', 2);
    assert.deepEqual([...(await readFile(labels))], [0, 0, 8, 1, 0, 0, 0, 1, 7]);
    // Wherever the Rust tests have run, the command line is there, too.
    const nibnet = ['debug', 'release']
      .map((build) => join(ROOT, 'target', build, 'nibnet'))
      .find(existsSync);
    if (nibnet) {
      const run = promisify(execFile);
      const { stdout } = await run(nibnet, ['eval', '--strokes', strokes]);
      assert.match(stdout, /\(1 of 1\)/);
      assert.match(
        (await run(nibnet, ['eval', '--images', images, '--labels', labels])).stdout,
        /\(1 of 1\)/,
      );
    }

    await page.locator('nib-pad .kept select').selectOption('1');
    await says(page, 'It has learnt what you changed.');
    const again = page.locator('nib-pad').getByRole('button', { name: 'Teach it these' });
    assert.equal(await again.isVisible(), false, 'it knows them');
    await page.locator('nib-pad').getByRole('button', { name: 'Delete all' }).click();
    assert.equal(await page.locator('nib-pad .kept li').count(), 1, 'asked once more');
    await page.locator('nib-pad').getByRole('button', { name: 'Delete 1 and forget it?' }).click();
    await page.locator('nib-pad .kept li').waitFor({ state: 'detached' });
    await page.reload();
    await ready(page);
    assert.equal(await page.locator('nib-pad .kept li').count(), 0);
  }));

test('two tabs that teach at the same time lose nothing of each other', () =>
  withPage({}, async ({ page, url }) => {
    const other = await page.context().newPage();
    await other.goto(url);
    await Promise.all([ready(page), ready(other)]);
    await draw(page, SEVEN);
    await other.bringToFront();
    await draw(other, SIGN);
    const truth = await another(other);
    await Promise.all([
      onPad(page, (pad) => pad.teach(7)),
      onPad(other, (pad, truth) => pad.teach(truth), truth),
    ]);
    for (const tab of [page, other])
      await tab.locator('nib-pad .kept summary').filter({ hasText: 'Your digits: 2' }).waitFor();
    await other.close();
  }));

test('where the browser keeps nothing it learns all the same, and says so', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() => {
          Object.defineProperty(globalThis, 'indexedDB', {
            get() {
              throw new DOMException('refused', 'SecurityError');
            },
          });
        }),
    },
    async ({ page }) => {
      await ready(page);
      await draw(page, SIGN);
      const truth = await another(page);
      await page.keyboard.press(String(truth));
      await says(page, 'This browser keeps nothing for this page');
      assert.equal(await digit(page), truth);
      assert.equal(await kept(page), 'Your digits: 1');
    },
  ));

test('digits that do not come are a sentence, and the drawing is kept', () =>
  withPage(
    { mayComplain: true, prepare: (page) => page.route('**/*.nibd', (route) => route.abort()) },
    async ({ page }) => {
      await ready(page);
      await draw(page, SIGN);
      const [before, truth] = [await digit(page), await another(page)];
      await page.keyboard.press(String(truth));
      await says(page, /The digit is kept, but not learnt: .*could not be fetched/);
      assert.equal(await digit(page), before);
      assert.equal(await kept(page), 'Your digits: 1');
      await page.unroute('**/*.nibd');
      await page.locator('nib-pad .kept summary').click();
      await page.locator('nib-pad').getByRole('button', { name: 'Teach it these' }).click();
      await says(page, /It reads 1 of your 1 digits right/);
      assert.equal(await digit(page), truth);
    },
  ));

test('a lesson does not disturb a training run, and the page stays awake', () =>
  withPage({ isolation: false }, async ({ page }) => {
    await trainerReady(page);
    await ready(page);
    const recipe = { preset: 'softmax', steps: 1000, seed: 5, evaluateEvery: 1000 };
    const alone = await ask(
      page,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        return (await trainer.finished).fingerprint;
      },
      recipe,
    );
    await draw(page, SIGN);
    const truth = await another(page);
    await page.evaluate(() => {
      // How long the page's thread was away, at worst.
      let last = performance.now();
      const watch = { longest: 0, on: true };
      Object.assign(window, { watch });
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const now = performance.now();
        watch.longest = Math.max(watch.longest, now - last);
        last = now;
        if (watch.on) setTimeout(() => channel.port2.postMessage(0));
      };
      channel.port2.postMessage(0);
    });
    // Its training is over, so it is the one that reads and learns.
    assert.equal((await onPad(page, (pad) => pad.reader))?.step, recipe.steps);
    const { now } = await onPad(page, (pad, truth) => pad.teach(truth), truth);
    assert.equal(now, truth);
    const again = await ask(
      page,
      async (trainer, [recipe, truth]) => {
        await trainer.start(recipe);
        const pad = /** @type {NibPad} */ (document.querySelector('nib-pad'));
        const lesson = pad.teach(truth).catch(() => {});
        const { fingerprint } = await trainer.finished;
        await lesson;
        return fingerprint;
      },
      /** @type {[any, number]} */ ([recipe, truth]),
    );
    assert.equal(again, alone, 'the run came to the same bits as without a lesson');
    await reaches(page, 'done');
    const longest = await page.evaluate(() => {
      const { watch } = /** @type {any} */ (window);
      watch.on = false;
      return watch.longest;
    });
    console.log(`the page's thread was away for ${longest.toFixed(0)} ms at worst`);
  }));

test('without the attribute nobody is asked, and a digit key is only kept from the host', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await onPad(page, (pad) => pad.removeAttribute('teachable'));
    await draw(page, SEVEN);
    assert.equal(await page.locator('nib-pad .teach').isVisible(), false);
    await page.keyboard.press('3');
    assert.equal(await digit(page), 7);
    assert.equal(await page.locator('nib-pad .kept').isVisible(), false);
  }));
