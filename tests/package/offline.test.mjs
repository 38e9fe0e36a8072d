// The page without a network, after one visit; its updates; and threads by the service worker, for
// hosts without headers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawSeven, ROOT, STRICT, served, train, visit } from './pages.mjs';

/**
 * @typedef {import('./pages.mjs').Page} Page
 * @typedef {import('./pages.mjs').Context} Context
 * @typedef {Parameters<Parameters<typeof served>[1]>[1]} Served
 */

const POLICY = { 'content-security-policy': STRICT };

/**
 * Does something on a copy of the page, which is served from a folder of its own.
 * @param {(at: {page: Page, folder: string, server: Served, context: Context, complaints:
 *   string[]}) => Promise<void>} work
 * @param {{path?: string, prepare?: (folder: string) => Promise<void>, before?: string,
 *   mayComplain?: boolean}} [options]
 *   `before`: a script that the page finds there
 */
async function onCopy(
  work,
  { path = '', prepare = async () => {}, before, mayComplain = true } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'nibnet-page-'));
  try {
    await cp(join(ROOT, 'dist'), folder, {
      recursive: true,
      filter: (file) => !/\.(br|gz|map)$|nibnet(-full)?\.(html|js)$/.test(file),
    });
    await prepare(folder);
    await served(
      folder,
      (url, server) =>
        visit(
          before ? 'about:blank' : url + path,
          async ({ page, context, heard }) => {
            if (before) {
              await context.addInitScript(before);
              await page.goto(url + path);
            }
            await work({ page, folder, server, context, complaints: heard.complaints });
          },
          { mayComplain },
        ),
      POLICY,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the page says of what is kept. @param {Page} page @param {RegExp} words */
const says = (page, words) =>
  page.locator('#offline').filter({ hasText: words }).waitFor({ timeout: 120_000 });

/** Page and digits are in the browser. @param {Page} page */
async function kept(page) {
  await page.getByRole('button', { name: 'Keep everything here' }).click();
  await says(page, ALL);
}
const ALL = /digits and all/;

/** Whether there is a service worker. @param {Page} page */
const registered = (page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length > 0);
/** Longer than it takes the page to think that it is left alone. */
const A_WHILE_MS = 6_000;

/**
 * What fails without a network is said on the console by the browser itself.
 * @param {string[]} complaints
 */
const others = (complaints) =>
  complaints.filter((complaint) => !/net::ERR_(CONNECTION|INTERNET|ABORTED)/.test(complaint));

/**
 * Publishes another build: a new app.js, and the list of files that goes with it.
 * @param {string} folder @param {string} mark  what the new page says of itself @param {(hash:
 *   string) => string} [listed]
 * @param {string} [before]  a script that the service worker finds there
 */
async function publish(folder, mark, listed = (hash) => hash, before = '') {
  await appendFile(join(folder, 'app.js'), `\nglobalThis.mark = ${JSON.stringify(mark)};\n`);
  const sw = await readFile(join(folder, 'sw.js'), 'utf8');
  const [, json] =
    /^globalThis\.nibnetBuild=(.*);\n/.exec(sw) ?? assert.fail('sw.js has no list of files');
  const build = JSON.parse(json);
  const hash = createHash('sha256')
    .update(await readFile(join(folder, 'app.js')))
    .digest('hex');
  assert.notEqual(build.files['app.js'], hash);
  build.files['app.js'] = listed(hash);
  build.version = mark;
  const page = join(folder, 'index.html');
  const html = await readFile(page, 'utf8');
  const of = / name="nibnet-build" content="\w+"/;
  assert.match(html, of);
  await writeFile(page, html.replace(of, ` name="nibnet-build" content="${mark}"`));
  await writeFile(join(folder, 'sw.js'), before + sw.replace(json, () => JSON.stringify(build)));
}

/**
 * The worker of the page sleeps, and forgets what it hasn't written down.
 * @param {Page} page
 * @param {Context} context
 */
async function sleep(page, context) {
  const session = await context.newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

/**
 * Looks for a new build, as the browser does at times; what became of it.
 * @param {Page} page
 * @returns {Promise<string>}
 */
const update = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const fresh = registration.installing ?? registration.waiting;
    if (!fresh) return 'nothing new';
    while (fresh.state === 'installing') {
      await new Promise((resolve) =>
        fresh.addEventListener('statechange', resolve, { once: true }),
      );
    }
    return fresh.state;
  });

/**
 * Parts that a page fetches late are those of another build, or gone, on the server.
 * @param {string} folder
 */
async function replaceParts(folder) {
  for (const name of await readdir(folder)) {
    if (/^worker.*\.js$/.test(name))
      await writeFile(join(folder, name), 'throw new Error("the worker of another build");');
    if (/-[A-Z0-9]{8}\.js$/.test(name)) await rm(join(folder, name));
  }
}

/** @param {Page} page */
const mark = (page) => page.evaluate(() => /** @type {any} */ (globalThis).mark);
/** The builds that the browser keeps. @param {Page} page @returns {Promise<string[]>} */
const builds = (page) =>
  page.evaluate(async () =>
    (await caches.keys()).filter((name) => name.startsWith('nibnet-page-')),
  );

test('after one visit the page opens, reads and trains with the server gone', () =>
  onCopy(async ({ page, server, complaints }) => {
    await kept(page);
    assert.deepEqual(complaints, []);
    await server.stop();
    await page.reload();
    await says(page, ALL);
    assert.equal((await drawSeven(page)).digit, 7);
    const { step, testAccuracy } = await train(page, { preset: 'softmax', steps: 700, seed: 1 });
    assert.equal(step, 700);
    assert.ok(testAccuracy > 0.85, `${testAccuracy}`);
    assert.deepEqual(others(complaints), []);
  }));

test('who only looks has nothing fetched; who draws has page and digits kept, unasked', () =>
  onCopy(async ({ page }) => {
    await says(page, /Nothing of this page is kept/);
    await page.waitForTimeout(A_WHILE_MS);
    assert.equal(await registered(page), false);
    assert.equal((await drawSeven(page)).digit, 7);
    await says(page, ALL);
    assert.equal(
      await page.getByRole('button', { name: 'Keep everything here' }).isVisible(),
      false,
    );
  }));

for (const [line, connection] of /** @type {[string, object][]} */ ([
  ['that is to be spared', { saveData: true }],
  ['of a phone network', { type: 'cellular', effectiveType: '4g' }],
  ['that is slow', { effectiveType: '3g' }],
])) {
  test(`on a line ${line} nothing is kept unasked, and the page says so`, () =>
    onCopy(
      async ({ page }) => {
        await says(page, /since your line is slow or counts/);
        assert.equal((await drawSeven(page)).digit, 7);
        await page.waitForTimeout(A_WHILE_MS);
        assert.equal(await registered(page), false);
        await kept(page);
      },
      {
        before: `Object.defineProperty(navigator, 'connection', { value: ${JSON.stringify(connection)} })`,
      },
    ));
}

test('with a network that takes requests and answers none, it opens from its copy', () =>
  onCopy(async ({ page, server }) => {
    await kept(page);
    server.hangs = true;
    await page.reload();
    assert.equal((await drawSeven(page)).digit, 7);
  }));

test('the browser finds nothing that keeps it from installing the page', () =>
  onCopy(
    async ({ page, context }) => {
      const session = await context.newCDPSession(page);
      const { errors, data } = await session.send('Page.getAppManifest');
      assert.deepEqual(errors, []);
      assert.equal(JSON.parse(data ?? '').short_name, 'nibnet');
      await kept(page);
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
      // Playwright's pages are incognito, where nothing is installed whatever it is.
      assert.deepEqual(
        installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
        [],
      );
    },
    { mayComplain: false },
  ));

test('a new build is there at the next reload, with a network, and is the one that is kept', () =>
  onCopy(async ({ page, folder, server }) => {
    await kept(page);
    const [before] = await builds(page);
    assert.equal(await mark(page), undefined);
    await publish(folder, 'second');
    await page.reload();
    await page.locator('nib-pad').waitFor();
    assert.equal(await mark(page), 'second');
    // The worker lets go of other builds when it has taken over.
    for (let i = 0; i < 1000 && (await builds(page)).join() !== 'nibnet-page-second'; i++)
      await page.waitForTimeout(50);
    assert.deepEqual(await builds(page), ['nibnet-page-second']);
    assert.notEqual(before, 'nibnet-page-second');
    await server.stop();
    await page.reload();
    assert.equal(await mark(page), 'second');
    assert.equal((await drawSeven(page)).digit, 7);
  }));

test('a build that is half published is not kept: without a network the one before opens', () =>
  onCopy(async ({ page, folder, server }) => {
    await kept(page);
    const before = await builds(page);
    await publish(folder, 'half', (hash) =>
      hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    );
    assert.equal(await update(page), 'redundant');
    await server.stop();
    await page.reload();
    assert.equal(await mark(page), undefined);
    assert.equal((await drawSeven(page)).digit, 7);
    assert.deepEqual(await builds(page), before);
  }));

test('a page goes on with its own parts when another build is put up and its worker sleeps', () =>
  onCopy(async ({ page, folder, context, complaints }) => {
    await kept(page);
    const before = await builds(page);
    await publish(folder, 'second');
    assert.equal(await update(page), 'installed', 'it waits: a page of the build before is open');
    await replaceParts(folder);
    await sleep(page, context);
    await page.evaluate(() => navigator.serviceWorker.controller?.postMessage({ type: 'page' }));
    assert.deepEqual((await builds(page)).sort(), [...before, 'nibnet-page-second'].sort());
    const { step } = await train(page, { preset: 'softmax', steps: 20, seed: 1 });
    assert.equal(step, 20);
    await page.locator('#language').selectOption('de'); // a part with a name of its own
    await page.locator('[data-text=promise]').filter({ hasText: 'Ziffer' }).waitFor();
    assert.deepEqual(others(complaints), []);
  }));

test('two builds in two tabs fetch their own parts; the copy before goes with its last page', () =>
  onCopy(async ({ page, folder, context }) => {
    await kept(page);
    const [before] = await builds(page);
    await publish(folder, 'second');
    const fresh = await context.newPage();
    await fresh.goto(page.url());
    assert.equal(await mark(fresh), 'second');
    // The page of the second build asks its worker to take over, though the first page is open.
    const hasTakenOver = () =>
      fresh.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        const cacheName = 'nibnet-page-second';
        const isWhole = await caches.match(new URL('nibnet-whole', location.href), { cacheName });
        return Boolean(isWhole) && !registration?.installing && !registration?.waiting;
      });
    for (let i = 0; i < 400 && !(await hasTakenOver()); i++) await fresh.waitForTimeout(50);
    assert.equal(await hasTakenOver(), true);
    await replaceParts(folder);
    await sleep(page, context);
    assert.deepEqual((await builds(page)).sort(), [before, 'nibnet-page-second'].sort());
    assert.equal((await train(page, { preset: 'softmax', steps: 20, seed: 1 })).step, 20);
    assert.equal((await train(fresh, { preset: 'softmax', steps: 20, seed: 1 })).step, 20);
    await page.close();
    await fresh.reload();
    for (let i = 0; i < 200 && (await builds(fresh)).length > 1; i++)
      await fresh.waitForTimeout(50);
    assert.deepEqual(await builds(fresh), ['nibnet-page-second']);
  }));

test('a page that was opened from its copy stays of that build, with the network back', () =>
  onCopy(async ({ page, folder, server, context }) => {
    await kept(page);
    server.hangs = true;
    await page.reload();
    await page.locator('nib-pad').waitFor();
    server.hangs = false;
    await publish(folder, 'second');
    await replaceParts(folder);
    await sleep(page, context);
    assert.equal((await train(page, { preset: 'softmax', steps: 20, seed: 1 })).step, 20);
  }));

for (const status of [404, 500, 503]) {
  test(`an error page (${status}) is no better than no network: the copy opens`, () =>
    onCopy(async ({ page, server }) => {
      await kept(page);
      server.status = status;
      await page.reload();
      assert.equal((await drawSeven(page)).digit, 7);
    }));
}

test('on a line that is to be spared no new build is fetched: the copy before stays', () =>
  onCopy(async ({ page, folder, server }) => {
    await kept(page);
    const before = await builds(page);
    const metered =
      "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });\n";
    await publish(folder, 'second', undefined, metered);
    const asked = server.asked.length;
    assert.equal(await update(page), 'redundant');
    assert.deepEqual(
      server.asked.slice(asked).filter((path) => !path.startsWith('/sw.js')),
      [],
    );
    assert.deepEqual(await builds(page), before);
    await page.reload();
    assert.equal(await mark(page), 'second', 'with a network the new page opens all the same');
    await server.stop();
    await page.reload();
    assert.equal(await mark(page), undefined);
    assert.equal((await drawSeven(page)).digit, 7);
  }));

test('?isolate after an ordinary visit brings threads, with one reload', () =>
  onCopy(async ({ page }) => {
    await kept(page);
    await page.goto(`${page.url()}?isolate`);
    await page.waitForFunction(() => crossOriginIsolated, null, { timeout: 60_000 });
    await page.waitForFunction(() => sessionStorage.getItem('nibnet-isolating') === null);
    assert.equal((await drawSeven(page)).digit, 7);
  }));

for (const [
  how,
  path,
  prepare,
] of /** @type {[string, string, (folder: string) => Promise<void>][]} */ ([
  ['?isolate in the address', '?isolate', async () => {}],
  [
    '<html data-isolate>',
    '',
    async (folder) => {
      const page = join(folder, 'index.html');
      await writeFile(
        page,
        (await readFile(page, 'utf8')).replace('<html ', '<html data-isolate '),
      );
    },
  ],
])) {
  test(`on a host without headers, ${how} brings threads`, () =>
    onCopy(
      async ({ page }) => {
        await page.waitForFunction(() => crossOriginIsolated);
        assert.equal((await drawSeven(page)).digit, 7);
        await page.locator('nib-trainer').evaluate(async (element) => {
          const trainer = /** @type {any} */ (element);
          trainer.threads = 2;
          await trainer.start({ preset: 'mlp-relu', steps: 20_000, seed: 1 });
        });
        await page.waitForFunction(
          () => /** @type {any} */ (document.querySelector('nib-trainer')).machine?.threads === 2,
        );
        await page
          .locator('nib-trainer')
          .evaluate((trainer) => /** @type {any} */ (trainer).stop());
      },
      { path, prepare, mayComplain: false },
    ));
}

test('nobody is isolated who didn’t ask', () =>
  onCopy(
    async ({ page }) => {
      await kept(page);
      await page.reload();
      await page.waitForFunction(() => navigator.serviceWorker.controller);
      assert.equal(await page.evaluate(() => crossOriginIsolated), false);
    },
    { mayComplain: false },
  ));
