// embed.html in frames of a page on another origin: it reads, trains, tells its height, and obeys
// whom it was told to.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawSeven, ROOT, STRICT as STRICT_SOURCES, served, train, visit } from './pages.mjs';

/** @typedef {import('./pages.mjs').Page} Page */
/** @typedef {import('./pages.mjs').Frame} Frame */

const DIST = join(ROOT, 'dist');
const STRICT = `${STRICT_SOURCES}; require-trusted-types-for 'script'; trusted-types nibnet`;
/**
 * A sandbox has no origin to start a worker from: its script comes as a blob, which the policy must
 * allow.
 */
const BLOBS = `${STRICT}; worker-src 'self' blob:`;

/**
 * A page with a frame, on another origin than the frame's. It keeps what it is told in `told`, and
 * asks by `ask`.
 * @param {(given: {page: Page, frame: Frame, host: string}) => Promise<void>} work
 * @param {{query?: (host: string) => string, attributes?: string, policy?: string, width?: number,
 *   mayComplain?: boolean}} [options]
 */
async function framed(
  work,
  { query = () => '', attributes = '', policy = STRICT, width = 900, mayComplain } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'nibnet-host-'));
  try {
    await served(
      DIST,
      (embed) =>
        served(folder, async (host) => {
          const src = `${embed}embed.html${query(new URL(host).origin)}`.replaceAll('&', '&amp;');
          await writeFile(
            join(folder, 'index.html'),
            `<!doctype html><meta charset="utf-8"><title>A host</title>
             <script src="${embed}frame.js"></script>
             <script>
               window.told = [];
               window.keys = [];
               addEventListener('message', ({ data }) => told.push(data));
               addEventListener('keydown', ({ key }) => keys.push(key));
               window.ask = (asked) => new Promise((resolve) => {
                 const call = Math.random();
                 addEventListener('message', ({ data }) => data.call === call && resolve(data));
                 document.querySelector('iframe').contentWindow.postMessage({ to: 'nibnet', call, ...asked }, '*');
               });
             </script>
             <iframe style="width: ${width}px; height: 300px; border: 0" src="${src}" ${attributes}></iframe>`,
          );
          await visit(
            host,
            async ({ page }) => {
              const frame = page.frames()[1];
              await page.waitForFunction(() =>
                /** @type {any} */ (window).told.some(
                  (/** @type {any} */ { type }) => type === 'ready',
                ),
              );
              await work({ page, frame, host });
            },
            { mayComplain },
          );
        }),
      { 'content-security-policy': policy },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {Page} page @returns {Promise<any[]>} */
const told = (page) => page.evaluate(() => /** @type {any} */ (window).told);
/** @param {Page} page @param {object} asked @returns {Promise<any>} */
const ask = (page, asked) =>
  page.evaluate((asked) => /** @type {any} */ (window).ask(asked), asked);

test('under the strict policy it reads and trains, as its address says', () =>
  framed(
    async ({ frame }) => {
      assert.equal((await drawSeven(frame.page(), frame)).digit, 7);
      const { step, testAccuracy } = await train(frame, { preset: 'softmax', steps: 700, seed: 5 });
      assert.equal(step, 700);
      assert.ok(testAccuracy > 0.85, `${testAccuracy}`);
      const pad = await frame
        .locator('nib-pad')
        .evaluate((pad) => [pad.hasAttribute('why'), pad.getAttribute('theme')]);
      assert.deepEqual(pad, [true, 'dark']);
      const recipe = await frame
        .locator('nib-trainer')
        .evaluate((trainer) => /** @type {any} */ (trainer).recipe);
      assert.deepEqual([recipe.preset, recipe.steps, recipe.seed], ['softmax', 700, 5]);
    },
    { query: () => '?show=trainer,pad&why&theme=dark&preset=softmax&steps=700&seed=5' },
  ));

test('in sandbox="allow-scripts" alone it reads, trains and is taught, with no storage', () =>
  framed(
    async ({ page, frame }) => {
      assert.equal(await frame.evaluate(() => self.origin), 'null');
      await assert.rejects(
        frame.evaluate(() => localStorage.length),
        /sandboxed/,
      );
      assert.equal((await drawSeven(page, frame)).digit, 7);
      const { step, testAccuracy } = await train(frame, { preset: 'fast', steps: 300, seed: 1 });
      assert.equal(step, 300);
      assert.ok(testAccuracy > 0.93, `${testAccuracy}`);
      await frame.locator('nib-pad').evaluate((pad) => /** @type {any} */ (pad).useShipped());
      const lesson = await frame
        .locator('nib-pad')
        .evaluate((pad) => /** @type {any} */ (pad).teach(7));
      assert.deepEqual([lesson.digit, lesson.now, lesson.kept], [7, 7, 1]);
    },
    { query: () => '?teach', attributes: 'sandbox="allow-scripts"', policy: BLOBS },
  ));

test('in a sandbox whose policy forbids blobs it reads, and says that no worker starts', () =>
  framed(
    async ({ page, frame }) => {
      assert.equal((await drawSeven(page, frame)).digit, 7);
      const said = await frame.locator('nib-trainer').evaluate((trainer) =>
        /** @type {any} */ (trainer).start({ preset: 'softmax', steps: 10 }).then(
          () => 'it started',
          (/** @type {Error} */ error) => `${error.name}: ${error.message}`,
        ),
      );
      assert.match(said, /^LostError: The training worker did not start/);
    },
    // the browser itself reports the violation
    { attributes: 'sandbox="allow-scripts"', mayComplain: true },
  ));

test('the frame grows with what is in it, and no further', () =>
  framed(
    async ({ page, frame }) => {
      const height = () =>
        page.locator('iframe').evaluate((frame) => frame.getBoundingClientRect().height);
      const needed = () => frame.evaluate(() => document.documentElement.scrollHeight);
      await page.waitForFunction(
        () => (document.querySelector('iframe')?.getBoundingClientRect().height ?? 0) > 500,
      );
      await frame.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad')).reader,
      );
      assert.equal(await height(), await needed());
      const wide = await height();
      await page.locator('iframe').evaluate((frame) => (frame.style.width = '390px'));
      await page.waitForFunction(
        (wide) => document.querySelector('iframe')?.getBoundingClientRect().height !== wide,
        wide,
      );
      await frame.waitForTimeout(300); // whatever would go on growing has grown
      const narrow = await height();
      assert.equal(narrow, await needed());
      await frame.waitForTimeout(300);
      assert.equal(await height(), narrow);
    },
    { query: () => '?show=pad' },
  ));

test('with fit=frame the frame keeps its height, and a pad alone fills it', () =>
  framed(
    async ({ page, frame }) => {
      const box = await frame.locator('nib-pad').boundingBox();
      assert.ok(box && box.height > 250 && box.height <= 300, `${box?.height}`);
      assert.ok(!(await told(page)).some(({ type }) => type === 'height'));
      assert.equal((await drawSeven(page, frame)).digit, 7);
    },
    { query: () => '?show=pad&compact&fit=frame', width: 480 },
  ));

test('the page that `origin` names may command, and hears what is drawn and trained', () =>
  framed(
    async ({ page, frame }) => {
      await frame.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad')).reader,
      );
      const seven = [
        [
          [0.28, 0.2],
          [0.72, 0.19],
          [0.58, 0.5],
          [0.45, 0.85],
        ],
      ];
      const drawn = await ask(page, { command: 'draw', strokes: seven });
      assert.deepEqual(
        [drawn.source, drawn.id, drawn.type, drawn.value.digit],
        ['nibnet', 'left', 'answer', 7],
      );
      await page.waitForFunction(() =>
        /** @type {any} */ (window).told.some(
          (/** @type {any} */ { type, prediction }) => type === 'guess' && prediction?.digit === 7,
        ),
      );
      assert.equal(
        (await ask(page, { command: 'start', recipe: { preset: 'softmax', steps: 200, seed: 3 } }))
          .type,
        'answer',
      );
      await page.waitForFunction(() =>
        /** @type {any} */ (window).told.some(
          (/** @type {any} */ { type, state }) => type === 'state' && state === 'done',
        ),
      );
      assert.ok((await told(page)).some(({ type, step }) => type === 'progress' && step === 200));
      const { value } = await ask(page, { command: 'get' });
      assert.deepEqual(
        [value.state, value.prediction.probabilities.length, value.fingerprint.length],
        ['done', 10, 16],
      );
      assert.equal((await ask(page, { command: 'clear' })).value, null);
      assert.equal((await ask(page, { command: 'get' })).value.prediction, null);
    },
    { query: (host) => `?id=left&origin=${encodeURIComponent(host)}` },
  ));

test('a command that makes no sense is refused with a sentence; what is no command, with silence', () =>
  framed(
    async ({ page, frame }) => {
      await frame.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad')).reader,
      );
      const failed = async (/** @type {object} */ asked) => {
        const { type, name, message } = await ask(page, asked);
        assert.equal(type, 'failed');
        return `${name}: ${message}`;
      };
      assert.equal(
        await failed({ command: 'sample', digit: '7' }),
        'CommandError: “digit” must be a whole number from 0 to 9.',
      );
      assert.equal(
        await failed({ command: 'start' }),
        'CommandError: This frame shows no trainer: add it to the option “show”.',
      );
      assert.match(
        await failed({ command: 'draw', strokes: [[['a', 1]]] }),
        /^TypeError: strokes\[0\]\[0\]: expected/,
      );
      for (const asked of [
        { command: 'constructor' },
        { command: 'toString' },
        { command: 'eval', code: 'told' },
        { command: 7 },
      ]) {
        const answer = await Promise.race([
          ask(page, asked),
          frame.waitForTimeout(150).then(() => 'silence'),
        ]);
        assert.equal(answer, 'silence', JSON.stringify(asked));
      }
    },
    { query: (host) => `?show=pad&origin=${encodeURIComponent(host)}` },
  ));

for (const [who, query] of /** @type {[string, (host: string) => string][]} */ ([
  ['nobody', () => '?show=pad'],
  ['somebody else', () => '?show=pad&origin=https://example.org'],
])) {
  test(`where \`origin\` names ${who}, the page around is not obeyed, and hears of no drawing`, () =>
    framed(
      async ({ page, frame }) => {
        await drawSeven(page, frame);
        const answer = await Promise.race([
          ask(page, { command: 'clear' }),
          frame.waitForTimeout(200).then(() => 'silence'),
        ]);
        assert.equal(answer, 'silence');
        assert.ok(
          await frame.locator('nib-pad').evaluate((pad) => /** @type {any} */ (pad).prediction),
        );
        const types = new Set((await told(page)).map(({ type }) => type));
        assert.deepEqual(
          [...types].filter((type) => !['ready', 'height', 'key'].includes(type)),
          [],
        );
      },
      { query, policy: STRICT },
    ));
}

test('keys that nothing in the frame uses turn the host’s slides; Escape gives the host the focus back', () =>
  framed(
    async ({ page, frame }) => {
      const keys = () => page.evaluate(() => /** @type {any} */ (window).keys);
      await drawSeven(page, frame);
      await page.keyboard.press('PageDown');
      await page.waitForFunction(() => /** @type {any} */ (window).keys.length === 1);
      await page.keyboard.press('f'); // a slip, and nobody else's
      await page.keyboard.press('Escape');
      await frame.waitForFunction(() => !document.hasFocus());
      assert.deepEqual(await keys(), ['PageDown']);
      await page.keyboard.press('ArrowRight');
      assert.deepEqual(await keys(), ['PageDown', 'ArrowRight']);
    },
    { query: () => '?show=pad' },
  ));
