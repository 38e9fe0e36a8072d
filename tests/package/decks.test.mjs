// A whole talk on a stick: a reveal.js deck on a disk, without a server and without a network, with
// nibnet as one script.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { drawSeven, ROOT, visit } from './pages.mjs';

const address = (/** @type {string} */ path) => pathToFileURL(join(ROOT, path)).href;

const DECK = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A talk</title>
<link rel="stylesheet" href="${address('node_modules/reveal.js/dist/reveal.css')}">
<link rel="stylesheet" href="${address('node_modules/reveal.js/dist/theme/white.css')}">
<script src="${address('dist/nibnet.js')}"></script>
<div class="reveal"><div class="slides">
  <section><nib-pad compact style="width: 400px; margin: 0 auto"></nib-pad></section>
  <section>
    <nib-scene clicker script='[{"draw": 7, "ms": 100}, "pause", {"train": {"preset": "softmax", "steps": 40, "seed": 5}}]'>
      <nib-pad compact style="width: 300px"></nib-pad><nib-trainer compact></nib-trainer>
    </nib-scene>
  </section>
  <section><h2>The end</h2></section>
</div></div>
<script src="${address('node_modules/reveal.js/dist/reveal.js')}"></script>
<script>Reveal.initialize({ transition: 'none' });</script></html>`;

test('a reveal.js deck on a disk, without a network: it draws, plays a scene by clicker, trains, and turns its slides', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nibnet-deck-'));
  const file = join(folder, 'deck.html');
  try {
    await writeFile(file, DECK);
    await visit(
      pathToFileURL(file).href,
      async ({ page, heard }) => {
        const slide = () => page.evaluate(() => /** @type {any} */ (window).Reveal.getIndices().h);
        await page.waitForFunction(() => /** @type {any} */ (window).Reveal.isReady());
        assert.equal((await drawSeven(page)).digit, 7);
        await page
          .locator('nib-pad')
          .first()
          .evaluate((pad) => pad.focus());
        for (const key of ['ArrowRight', 'n', ' ']) await page.keyboard.press(key);
        assert.equal(await slide(), 0);
        await page.keyboard.press('PageDown');
        assert.equal(await slide(), 1);

        const scene = page.locator('nib-scene');
        const settled = () => scene.evaluate((scene) => /** @type {any} */ (scene).settled);
        await page.keyboard.press('PageDown');
        await settled();
        await page.waitForFunction(
          () =>
            /** @type {any} */ (document.querySelector('nib-scene nib-pad')).prediction?.digit ===
            7,
        );
        await page.keyboard.press('PageDown');
        await settled();
        await page.waitForFunction(
          () =>
            /** @type {any} */ (document.querySelector('nib-scene nib-pad')).reader?.step === 40,
        );
        assert.equal(await slide(), 1);
        await page.keyboard.press('PageDown');
        assert.equal(await slide(), 2);
        assert.deepEqual(
          heard.requests.filter((url) => !/^(file|blob|data):/.test(url)),
          [],
        );
      },
      { offline: true },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
