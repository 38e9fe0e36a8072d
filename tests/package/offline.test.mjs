// The page without a network, after one visit; its updates; and threads by the service worker, for hosts without headers.
import assert from 'node:assert/strict';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, STRICT, drawSeven, served, train, visit } from './pages.mjs';

/** @typedef {import('./pages.mjs').Page} Page */

const POLICY = { 'content-security-policy': STRICT };

/** Does something with a copy of the page's folder. @param {(folder: string) => Promise<void>} work */
async function withCopy(work) {
  const folder = await mkdtemp(join(tmpdir(), 'nibnet-page-'));
  try {
    await cp(join(ROOT, 'dist'), folder, { recursive: true, filter: (file) => !/\.(br|gz|map)$|nibnet(-full)?\.(html|js)$/.test(file) });
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Page and digits are in the browser. @param {Page} page */
const kept = (page) => page.locator('#offline').waitFor({ state: 'visible', timeout: 120_000 });

/** What fails without a network is said on the console by the browser itself. @param {string[]} complaints */
const others = (complaints) => complaints.filter((complaint) => !/net::ERR_(CONNECTION|INTERNET|ABORTED)/.test(complaint));

/**
 * Publishes another build: a new app.js, and the list of files that goes with it.
 * @param {string} folder @param {string} mark  what the new page says of itself @param {(hash: string) => string} [listed]
 */
async function publish(folder, mark, listed = (hash) => hash) {
  await appendFile(join(folder, 'app.js'), `\nglobalThis.mark = ${JSON.stringify(mark)};\n`);
  const sw = await readFile(join(folder, 'sw.js'), 'utf8');
  const [, json] = /^globalThis\.nibnetBuild=(.*);\n/.exec(sw) ?? assert.fail('sw.js has no list of files');
  const build = JSON.parse(json);
  const hash = createHash('sha256').update(await readFile(join(folder, 'app.js'))).digest('hex');
  assert.notEqual(build.files['app.js'], hash);
  build.files['app.js'] = listed(hash);
  build.version = mark;
  await writeFile(join(folder, 'sw.js'), sw.replace(json, () => JSON.stringify(build)));
}

/** @param {Page} page */
const mark = (page) => page.evaluate(() => /** @type {any} */ (globalThis).mark);
/** The builds that the browser keeps. @param {Page} page @returns {Promise<string[]>} */
const builds = (page) => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('nibnet-page-')));

test('after one visit the page opens, reads and trains with the server gone', () =>
  withCopy((folder) =>
    served(
      folder,
      (url, server) =>
        visit(
          url,
          async ({ page, heard }) => {
            await kept(page);
            assert.deepEqual(heard.complaints, []);
            await server.stop();
            await page.reload();
            assert.equal((await drawSeven(page)).digit, 7);
            const { step, testAccuracy } = await train(page, { preset: 'softmax', steps: 700, seed: 1 });
            assert.equal(step, 700);
            assert.ok(testAccuracy > 0.85, `${testAccuracy}`);
            assert.deepEqual(others(heard.complaints), []);
          },
          { mayComplain: true },
        ),
      POLICY,
    ),
  ));

test('with a network that takes requests and answers none, it opens from its copy', () =>
  withCopy((folder) =>
    served(folder, (url, server) =>
      visit(
        url,
        async ({ page }) => {
          await kept(page);
          server.hangs = true;
          await page.reload();
          assert.equal((await drawSeven(page)).digit, 7);
        },
        { mayComplain: true },
      ),
    ),
  ));

test('the browser finds nothing that keeps it from installing the page', () =>
  withCopy((folder) =>
    served(folder, (url) =>
      visit(url, async ({ page, context }) => {
        const session = await context.newCDPSession(page);
        const { errors, data } = await session.send('Page.getAppManifest');
        assert.deepEqual(errors, []);
        assert.equal(JSON.parse(data ?? '').short_name, 'nibnet');
        await kept(page);
        const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
        // Playwright's pages are incognito, where nothing is installed whatever it is.
        assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
      }),
    ),
  ));

test('a new build is there at the next reload, with a network, and is the one that is kept', () =>
  withCopy((folder) =>
    served(folder, (url, server) =>
      visit(
        url,
        async ({ page }) => {
          await kept(page);
          const [before] = await builds(page);
          assert.equal(await mark(page), undefined);
          await publish(folder, 'second');
          await page.reload();
          await page.locator('nib-pad').waitFor();
          assert.equal(await mark(page), 'second');
          // The worker lets go of other builds when it has taken over.
          for (let i = 0; i < 1000 && (await builds(page)).join() !== 'nibnet-page-second'; i++) await page.waitForTimeout(50);
          assert.deepEqual(await builds(page), ['nibnet-page-second']);
          assert.notEqual(before, 'nibnet-page-second');
          await server.stop();
          await page.reload();
          assert.equal(await mark(page), 'second');
          assert.equal((await drawSeven(page)).digit, 7);
        },
        { mayComplain: true },
      ),
    ),
  ));

test('a build that is half published is not kept: without a network the one before opens', () =>
  withCopy((folder) =>
    served(folder, (url, server) =>
      visit(
        url,
        async ({ page }) => {
          await kept(page);
          const before = await builds(page);
          await publish(folder, 'half', (hash) => hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')));
          const state = await page.evaluate(async () => {
            const registration = await navigator.serviceWorker.ready;
            await registration.update();
            const fresh = registration.installing;
            if (!fresh) return 'nothing new';
            return new Promise((resolve) => (fresh.onstatechange = () => resolve(fresh.state)));
          });
          assert.equal(state, 'redundant');
          await server.stop();
          await page.reload();
          assert.equal(await mark(page), undefined);
          assert.equal((await drawSeven(page)).digit, 7);
          assert.deepEqual(await builds(page), before);
        },
        { mayComplain: true },
      ),
    ),
  ));

for (const [how, path, prepare] of /** @type {[string, string, (folder: string) => Promise<void>][]} */ ([
  ['?isolate in the address', '?isolate', async () => {}],
  [
    '<html data-isolate>',
    '',
    async (folder) => {
      const page = join(folder, 'index.html');
      await writeFile(page, (await readFile(page, 'utf8')).replace('<html ', '<html data-isolate '));
    },
  ],
])) {
  test(`on a host without headers, ${how} brings threads`, () =>
    withCopy(async (folder) => {
      await prepare(folder);
      await served(
        folder,
        (url) =>
          visit(url + path, async ({ page }) => {
            await page.waitForFunction(() => crossOriginIsolated);
            assert.equal((await drawSeven(page)).digit, 7);
            await page.locator('nib-trainer').evaluate(async (element) => {
              const trainer = /** @type {any} */ (element);
              trainer.threads = 2;
              await trainer.start({ preset: 'mlp-relu', steps: 20_000, seed: 1 });
            });
            await page.waitForFunction(() => /** @type {any} */ (document.querySelector('nib-trainer')).machine?.threads === 2);
            await page.locator('nib-trainer').evaluate((trainer) => /** @type {any} */ (trainer).stop());
          }),
        POLICY,
      );
    }));
}

test('nobody is isolated who didn’t ask', () =>
  withCopy((folder) =>
    served(folder, (url) =>
      visit(url, async ({ page }) => {
        await kept(page);
        await page.reload();
        await page.waitForFunction(() => navigator.serviceWorker.controller);
        assert.equal(await page.evaluate(() => crossOriginIsolated), false);
      }),
    ),
  ));
