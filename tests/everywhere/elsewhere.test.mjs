// nibnet where no server of its own is: with the network cut, from a disk, in a frame of another
// page.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { browserName, SEVEN, withPage } from '../browser/harness.mjs';
import { drawSeven, ROOT, STRICT, served, train } from '../package/pages.mjs';

const LONG = { timeout: 300_000 };
const SOFTMAX = { preset: 'softmax', steps: 300, seed: 1 };
const FINGERPRINT = 'c480cd1f6a5aaa60';

/** @param {(folder: string) => Promise<void>} work  in a folder of its own */
async function withFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'nibnet-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('after one visit it opens, reads and trains to the same bits with the server gone', LONG, () =>
  withFolder(async (folder) => {
    await cp(join(ROOT, 'dist'), folder, {
      recursive: true,
      filter: (file) => !/\.(br|gz|map)$|nibnet(-full)?\.(html|js)$/.test(file),
    });
    await served(
      folder,
      (at, server) =>
        withPage({ at, serviceWorkers: 'allow', mayComplain: true }, async ({ page }) => {
          await page.getByRole('button', { name: 'Keep everything here' }).click();
          const all = page.locator('#offline').filter({ hasText: /digits and all/ });
          await all.waitFor({ timeout: 120_000 });
          await server.stop();
          await page.reload();
          await all.waitFor();
          assert.equal((await drawSeven(page)).digit, 7);
          assert.equal((await train(page, SOFTMAX)).fingerprint, FINGERPRINT);
          assert.equal(await page.locator('body > #trouble').isVisible(), false);
        }),
      { 'content-security-policy': STRICT },
    );
  }),
);

test('from a disk the single file reads and trains, and asks for nothing', LONG, () =>
  withPage(
    { at: pathToFileURL(join(ROOT, 'dist/')).href, path: 'nibnet.html' },
    async ({ page, requests }) => {
      assert.equal((await drawSeven(page)).digit, 7);
      const { step, testAccuracy } = await train(page, { preset: 'fast', steps: 300, seed: 1 });
      assert.equal(step, 300);
      assert.ok(testAccuracy > 0.93, `${testAccuracy}`);
      const others = requests.filter((url) => !/^(blob|data|about):|\/nibnet\.html$/.test(url));
      assert.deepEqual(others, []);
    },
  ),
);

test('embed.html in a frame of another origin obeys its page: it reads and trains', LONG, () =>
  withFolder((folder) =>
    served(
      join(ROOT, 'dist'),
      (embed) =>
        served(folder, async (host) => {
          const src = `${embed}embed.html?origin=${encodeURIComponent(new URL(host).origin)}`;
          await writeFile(
            join(folder, 'index.html'),
            `<!doctype html><meta charset="utf-8"><title>A host</title>
             <script src="${embed}frame.js"></script>
             <script>
               window.told = [];
               addEventListener('message', ({ data }) => told.push(data));
               window.ask = (asked) => new Promise((resolve) => {
                 const call = Math.random();
                 addEventListener('message', ({ data }) => data.call === call && resolve(data));
                 const { contentWindow } = document.querySelector('iframe');
                 contentWindow.postMessage({ to: 'nibnet', call, ...asked }, '*');
               });
             </script>
             <iframe style="width: 900px; height: 300px; border: 0" src="${src}"></iframe>`,
          );
          await withPage({ at: host, alsoAsks: [embed] }, async ({ page }) => {
            /** @param {{[name: string]: string}} said  is among what the frame has said */
            const told = (said) =>
              page.waitForFunction(
                (said) =>
                  /** @type {any[]} */ (/** @type {any} */ (window).told).some((one) =>
                    Object.entries(said).every(([name, value]) => one[name] === value),
                  ),
                said,
                { timeout: 60_000 },
              );
            /** @param {object} asked @returns {Promise<any>} */
            const ask = (asked) =>
              page.evaluate((asked) => /** @type {any} */ (window).ask(asked), asked);
            await told({ type: 'ready' });
            const drawn = await ask({ command: 'draw', strokes: SEVEN });
            assert.equal(drawn.type, 'answer', JSON.stringify(drawn));
            // The pad may still be waiting for its net.
            const read = async () => (await ask({ command: 'get' })).value.prediction;
            const end = Date.now() + 60_000;
            while (!(await read()) && Date.now() < end) await page.waitForTimeout(50);
            assert.equal((await read())?.digit, 7);
            const started = await ask({ command: 'start', recipe: SOFTMAX });
            assert.equal(started.type, 'answer', JSON.stringify(started));
            await told({ type: 'state', state: 'done' });
            const height = await page.evaluate(
              () => document.querySelector('iframe')?.clientHeight,
            );
            assert.ok(height && height > 500, `${browserName}: the frame is ${height} px high`);
          });
        }),
      { 'content-security-policy': STRICT },
    ),
  ),
);
