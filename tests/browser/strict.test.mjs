// Under Trusted Types, with one policy of ours: the page, the frame and the package read and train
// without a violation; links and frames of strangers do nothing.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { withPage } from './harness.mjs';
import { eventually, examples, lay, onPad, reads, SEVEN, stop } from './hosts.mjs';

after(stop);

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

const TYPES = "require-trusted-types-for 'script'; trusted-types nibnet";

/** Keeps what is against a page's policy, in every frame. @param {Page} page */
const watch = (page) =>
  page.addInitScript(() => {
    Object.assign(globalThis, { violations: [] });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) =>
      /** @type {any} */ (globalThis).violations.push(`${violatedDirective} in ${sourceFile}`),
    );
  });

/** It reads and trains; and no markup can be made of text. @param {Page | Frame} where */
async function works(where) {
  const pad = where.locator('nib-pad').first();
  await reads(pad);
  const read = (/** @type {any} */ pad, /** @type {any} */ strokes) => {
    pad.strokes = strokes;
    return pad.prediction?.digit;
  };
  assert.equal(await onPad(pad, read, SEVEN), 7);
  const trainer = where.locator('nib-trainer');
  await eventually(
    () => trainer.evaluate((trainer) => /** @type {any} */ (trainer).recipe !== null),
    'the trainer is ready',
  );
  await trainer.evaluate((trainer) =>
    /** @type {any} */ (trainer).start({ preset: 'softmax', steps: 60, seed: 1 }),
  );
  await eventually(
    () => trainer.evaluate((trainer) => /** @type {any} */ (trainer).state === 'done'),
    'it has trained',
  );
  assert.deepEqual(await where.evaluate(() => /** @type {any} */ (globalThis).violations), []);
  const refused = await where.evaluate(() => {
    try {
      document.createElement('b').innerHTML = 'text';
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(refused, 'the policy is in force');
}

test('the page reads and trains under its own policy; a link of 50,000 letters is laid out at once', () =>
  withPage(
    {
      path: `/#preset=softmax&digits=files_1_1_0123456789abcdef_${'n'.repeat(50_000)}`,
      mayComplain: true, // the policy, when `works` tries it
      prepare: watch,
    },
    async ({ page }) => {
      await reads(page.locator('nib-pad'));
      const widest_ms = await page.evaluate(async () => {
        let [last, widest] = [performance.now(), 0];
        for (let frame = 0; frame < 30; frame++) {
          const now = await new Promise(requestAnimationFrame);
          widest = Math.max(widest, now - last);
          last = now;
        }
        return widest;
      });
      assert.ok(widest_ms < 1000, `a frame took ${widest_ms} ms`);
      const letters = await page
        .locator('nib-trainer')
        .evaluate((trainer) => trainer.shadowRoot?.textContent?.match(/n{20,}/)?.[0].length ?? 0);
      assert.ok(letters < 100, `a word of ${letters} letters`);
      await page.evaluate(() => location.replace('#'));
      await page.reload();
      await works(page);
    },
  ));

test('the package reads and trains on a page with Trusted Types', async () => {
  const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; ${TYPES}`;
  lay(
    '/strict.html',
    `<!doctype html><title>Strict</title><link rel="icon" href="data:,">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <script type="module" src="/nibnet/index.js"></script><nib-pad></nib-pad><nib-trainer></nib-trainer>`,
  );
  const options = { at: await examples(), path: '/strict.html', mayComplain: true };
  await withPage({ ...options, prepare: watch }, ({ page }) => works(page));
});

test('frames read and train with Trusted Types, also in a sandbox; frame.js obeys no others', async () => {
  const frames = `<script src="/nibnet/frame.js"></script>
    <iframe id="open" width="700" height="300" src="/nibnet/embed.html?show=pad,trainer"></iframe>
    <iframe id="boxed" width="700" height="300" sandbox="allow-scripts"
      src="/nibnet/embed.html?show=pad,trainer"></iframe>
    <div id="shade"></div>
    <iframe id="advert" height="200" src="/advert.html"></iframe>
    <iframe id="data" height="200" srcdoc="<script>
      for (const message of [{ type: 'key', key: 'PageDown' }, { type: 'height', height: 5000 }])
        parent.postMessage({ source: 'nibnet', ...message }, '*')
    </script>"></iframe>
    <script>
      keys = [];
      addEventListener('keydown', ({ key }) => keys.push(key));
      const frame = document.createElement('iframe');
      frame.src = '/nibnet/embed.html?show=pad';
      shade.attachShadow({ mode: 'open' }).append(frame);
    </script>`;
  lay(
    '/frames.html',
    `<!doctype html><title>Frames</title><link rel="icon" href="data:,">${frames}`,
  );
  lay(
    '/advert.html',
    `<script>for (const key of ['a', 'PageDown'])
      parent.postMessage({ source: 'nibnet', type: 'key', key }, '*');
      parent.postMessage({ source: 'nibnet', type: 'height', height: 9000 }, '*')</script>`,
  );
  const options = { at: await examples(), path: '/frames.html', mayComplain: true };
  await withPage({ ...options, prepare: watch }, async ({ page }) => {
    for (const frame of page.frames().filter((frame) => frame.url().includes('pad,trainer'))) {
      // out of sight it draws no frames
      await (await frame.frameElement()).scrollIntoViewIfNeeded();
      await works(frame);
    }
    const heights = await page.evaluate(() => {
      const all = [...document.querySelectorAll('iframe')];
      const shaded = document.querySelector('#shade')?.shadowRoot?.querySelector('iframe');
      return [...all, shaded].map((frame) => frame?.style.height !== '');
    });
    assert.deepEqual(heights, [true, true, false, false, true]);
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).keys), []);
    // Our own frame may say only the keys that turn slides, and no height without end.
    const own = page.frames().find((frame) => frame.url().includes('pad,trainer'));
    await own?.evaluate(() => {
      const say = (/** @type {object} */ message) =>
        parent.postMessage({ source: 'nibnet', ...message }, '*');
      for (const key of ['a', 'F5', 'PageDown', { toString: () => 'b' }.toString()])
        say({ type: 'key', key, keyCode: 65, shiftKey: 'yes' });
      for (const height of [1e6, 'calc(1px)', NaN, -1]) say({ type: 'height', height });
    });
    await page.waitForFunction(() => /** @type {any} */ (globalThis).keys.includes('PageDown'));
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).keys), ['PageDown']);
  });
});
