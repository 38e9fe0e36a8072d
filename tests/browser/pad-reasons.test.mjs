/**
 * Under "Why?": the stages of the preparation with their switches, and the nearest training digits.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import test from 'node:test';
import { draw, withPage } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A 7, small and in a corner. @type {[number, number][][]} */
const SEVEN = [
  [
    [0.1, 0.1],
    [0.3, 0.1],
    [0.16, 0.45],
  ],
];

/** @param {Page} page */
const reasons = (page) => page.locator('nib-pad .reasons');
/** What each stage is read as. @param {Page} page @returns {Promise<string[]>} */
const answers = (page) => reasons(page).locator('.answered').allInnerTexts();

/** @param {Page} page */
async function open(page) {
  await page.locator('nib-pad').getByRole('button', { name: 'Why?' }).click();
  await draw(page, SEVEN);
  await page.waitForFunction(() => {
    const root = /** @type {ShadowRoot} */ (document.querySelector('nib-pad')?.shadowRoot);
    return /\d/.test(root.querySelector('.stages li:last-child .answered')?.textContent ?? '');
  });
}

/**
 * The same from the engine itself: a module that the page doesn't touch.
 * @param {Page} page
 * @param {{[part: string]: boolean}} parts
 */
function asked(page, parts) {
  return page.evaluate(async (parts) => {
    const pad = /** @type {any} */ (document.querySelector('nib-pad'));
    const glue = await import(/** @type {any} */ ('/glue.js'));
    glue.initSync({ module: await WebAssembly.compileStreaming(fetch('/nibnet-train.wasm')) });
    const recognizer = new glue.Recognizer(
      new Uint8Array(await (await fetch('/digits.nib')).arrayBuffer()),
    );
    /** @type {number[][][]} */
    const strokes = pad.strokes;
    const points = Float32Array.from(strokes.flat().flatMap(([x, y, p]) => [x, y, p ?? 0.5]));
    const ends = Uint32Array.from(strokes, (_, i) => strokes.slice(0, i + 1).flat().length);
    const leftOut = Object.keys(parts).filter((part) => !parts[part]);
    const image = glue.prepare_strokes(points, ends, leftOut.join(' '));
    const probabilities = [...recognizer.read_image(image)];
    const most = Math.max(...probabilities);
    return {
      image: [...image],
      seen: [...pad.image],
      said: `${probabilities.indexOf(most)}, ${Math.min(99, Math.round(100 * most))}\u00a0%`,
    };
  }, parts);
}

/** Serves the engine's glue to the page. @param {Page} page @param {string} url */
const serveGlue = (page, url) =>
  page.route(new URL('glue.js', url).href, (route) =>
    route.fulfill({ path: 'target/nibnet-glue/train/nibnet.js', contentType: 'text/javascript' }),
  );

test('each stage shows what the engine makes of it, and the last is what the net reads', () =>
  withPage({ prepare: serveGlue }, async ({ page }) => {
    assert.equal(await reasons(page).isVisible(), false);
    await open(page);
    const parts = ['scale', 'centre', 'line', 'smooth'];
    const expected = [];
    for (let i = 0; i <= parts.length; i++) {
      const { said } = await asked(
        page,
        Object.fromEntries(parts.map((part, at) => [part, at < i])),
      );
      expected.push(said);
    }
    assert.deepEqual(await answers(page), expected);
    const { image, seen } = await asked(page, {});
    assert.deepEqual(image, seen);
    const { digit, confidence } = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('nib-pad')).prediction,
    );
    assert.equal(expected[4], `${digit}, ${Math.min(99, Math.round(100 * confidence))}\u00a0%`);
    assert.match(
      await reasons(page).getByRole('status').first().innerText(),
      new RegExp(`With all of it, the net reads ${digit}`),
    );
    // Left as it is drawn, small and in a corner, it is another picture altogether.
    assert.notEqual(expected[0], expected[4]);
  }));

test('a switch leaves one step out, and the reading follows at once and with the pen', () =>
  withPage({ prepare: serveGlue }, async ({ page }) => {
    await open(page);
    await reasons(page).getByRole('checkbox', { name: 'centred' }).uncheck();
    assert.equal((await answers(page))[4], (await asked(page, { centre: false })).said);
    const status = reasons(page).getByRole('status').first();
    assert.match(await status.innerText(), /^Without what you left out, the net would read \d/);
    await reasons(page).getByRole('checkbox', { name: 'sized' }).uncheck();
    const before = await asked(page, {});
    await draw(page, [
      [
        [0.08, 0.28],
        [0.32, 0.28],
      ],
    ]);
    const { said } = await asked(page, { centre: false, scale: false });
    await reasons(page).locator('.stages li:last-child .answered').getByText(said).waitFor();
    const after = await asked(page, {});
    assert.notDeepEqual(after.seen, before.seen);
    assert.deepEqual(after.seen, after.image, 'the pad itself reads with all of it');
    await page.locator('nib-pad').getByRole('button', { name: 'Clear' }).click();
    await reasons(page).getByText('Draw a digit to see this').waitFor();
    assert.deepEqual(await answers(page), ['–', '–', '–', '–', '–']);
  }));

test('the five nearest digits come when asked for, from a worker, as the engine finds them, and follow the drawing', () =>
  withPage({ prepare: serveGlue }, async ({ page, requests }) => {
    await open(page);
    assert.equal(
      requests.some((url) => url.includes('/data/')),
      false,
      'nothing is fetched before somebody asks',
    );
    await reasons(page).getByRole('button', { name: 'Look for them' }).click();
    await reasons(page).getByText('training digits, as the net’s').waitFor({ timeout: 120_000 });
    const labels = await reasons(page).locator('.neighbours b').allInnerTexts();
    const distances = (await reasons(page).locator('.neighbours span').allInnerTexts()).map(
      parseFloat,
    );
    assert.equal(labels.length, 5);
    assert.equal(labels.filter((label) => label === '7').length >= 3, true, `${labels}`);
    assert.deepEqual(
      distances,
      [...distances].sort((a, b) => a - b),
    );
    const expected = await page.evaluate(async () => {
      const pad = /** @type {any} */ (document.querySelector('nib-pad'));
      const glue = await import(/** @type {any} */ ('/glue.js'));
      glue.initSync({ module: await WebAssembly.compileStreaming(fetch('/nibnet-train.wasm')) });
      const recognizer = new glue.Recognizer(
        new Uint8Array(await (await fetch('/digits.nib')).arrayBuffer()),
      );
      const manifest = await (await fetch('/data/mnist.json')).text();
      const { chunks } = JSON.parse(manifest);
      const file = chunks.find(
        (/** @type {any} */ { split, first }) => split === 'train' && first === 0,
      ).file;
      const chunk = new Uint8Array(await (await fetch(`/data/${file}`)).arrayBuffer());
      const neighbours = new glue.Neighbours(
        recognizer.network(),
        recognizer.weights(),
        new glue.Remembered(manifest, chunk),
      );
      return JSON.parse(neighbours.nearest(pad.image, 5));
    });
    assert.deepEqual(
      labels,
      expected.map((/** @type {any} */ { label }) => String(label)),
    );
    assert.deepEqual(
      distances,
      expected.map((/** @type {any} */ { distance }) => Number(distance.toPrecision(3))),
    );

    await page.locator('nib-pad').getByRole('button', { name: 'Clear' }).click();
    await reasons(page).getByText('Draw a digit first.').waitFor();
    await draw(page, [
      [
        [0.5, 0.15],
        [0.5, 0.85],
      ],
    ]);
    await reasons(page).getByText('training digits, as the net’s').waitFor();
    assert.deepEqual(await reasons(page).locator('.neighbours b').allInnerTexts(), [
      '1',
      '1',
      '1',
      '1',
      '1',
    ]);
  }));

test('digits that do not come are said, and can be asked for again', () =>
  withPage(
    {
      mayComplain: true,
      prepare: (page, url) =>
        page.route(new URL('data/mnist.json', url).href, (route) => route.fulfill({ status: 404 })),
    },
    async ({ page, url }) => {
      await open(page);
      const look = reasons(page).getByRole('button', { name: 'Look for them' });
      await look.click();
      await reasons(page)
        .getByText(/could not be looked for: mnist\.json is missing/)
        .waitFor({ timeout: 60_000 });
      await page.unroute(new URL('data/mnist.json', url).href);
      await look.click();
      await reasons(page).getByText('training digits, as the net’s').waitFor({ timeout: 120_000 });
    },
  ));

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds no fault in it, ${colorScheme}`, () =>
    withPage({ colorScheme, reducedMotion: 'reduce' }, async ({ page }) => {
      await open(page);
      await reasons(page).getByRole('checkbox', { name: 'smoothed' }).uncheck();
      await page.evaluate(await readFile(AXE, 'utf8'));
      const { violations } = await page.evaluate(() =>
        /** @type {any} */ (window).axe.run('nib-pad'),
      );
      const found = violations.flatMap((/** @type {any} */ { id, nodes }) =>
        nodes.map(
          (/** @type {any} */ { target, failureSummary }) =>
            `${id} ${JSON.stringify(target)} ${failureSummary}`,
        ),
      );
      assert.deepEqual(found, []);
    }));
}
