/**
 * A real browser on the real page, served by the real server; and a hand that draws. The browser is
 * Chromium, or what $NIBNET_BROWSER says (drivers/open.mjs).
 *
 *     test('a drawn seven is read', () =>
 *       withPage({}, async ({ page }) => {
 *         await draw(page, [[[0.2, 0.2], [0.8, 0.2], [0.4, 0.9]]]);
 *         …
 *       }));
 *
 * Whatever a page complains about on its console, and every request to another origin, fails the
 * test, unless it said `mayComplain`. Browser and servers are started when first needed and end
 * by themselves half a second after the last page is closed.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { drawStrokes, end, open } from './drivers/open.mjs';

export { launch } from './drivers/chromium.mjs';
export { browserName, pointers } from './drivers/open.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The pages of a test file follow each other within this time. */
const IDLE_MS = 500;

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {[x: number, y: number]} Point
 *
 * @typedef {object} PageOptions
 * @property {string} [path] below the root of the page; default '/'
 * @property {string} [at] the root of another server than the page's own, with a slash at its end
 * @property {string[]} [alsoAsks] other origins that the page may ask; default none
 * @property {{width: number, height: number}} [viewport] default 1280 × 800
 * @property {'light' | 'dark'} [colorScheme] default light
 * @property {'reduce' | 'no-preference'} [reducedMotion] default no-preference
 * @property {'active' | 'none'} [forcedColors] default none
 * @property {'more' | 'no-preference'} [contrast] default no-preference
 * @property {string} [locale] of the browser; default en-US
 * @property {boolean} [hasTouch] a telephone: touch, and a viewport that obeys the page; default
 *   false
 * @property {number} [deviceScaleFactor] default 1
 * @property {'allow' | 'block'} [serviceWorkers] default block, where the browser can
 * @property {'blocked'} [cookies] Firefox with all storage refused
 * @property {boolean} [sharedMemory] false: WebKit without `SharedArrayBuffer`
 * @property {boolean} [isolation] with COOP and COEP; default true
 * @property {boolean} [mayComplain] errors on the console are for the test to judge; default false
 * @property {(page: Page, url: string) => Promise<unknown>} [prepare]
 *   runs before the page is opened: routes, scripts to be there first
 *
 * @typedef {object} Visit
 * @property {Page} page
 * @property {string} url of the page's root, with a slash at its end
 * @property {string[]} requests every URL asked for so far
 * @property {string[]} outside those of them that went to another origin
 * @property {string[]} consoleErrors errors on the console, uncaught ones, and violations of the
 *   policy
 */

/**
 * Opens a page with an empty cache and empty storage, and closes it after the work.
 *
 * @template T
 * @param {PageOptions} options
 * @param {(visit: Visit) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withPage(options, work) {
  const {
    path = '/',
    at: elsewhere,
    isolation = true,
    mayComplain = false,
    alsoAsks = [],
    prepare,
    ...look
  } = options;
  const leave = enter();
  try {
    const { url } = elsewhere ? { url: elsewhere } : await server(isolation);
    const opened = await open({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
      reducedMotion: 'no-preference',
      // It would ask for things on its own account, out of sight of `routes`.
      serviceWorkers: 'block',
      ...look,
    });
    const { page } = opened;
    try {
      const visit = {
        ...opened,
        url,
        get outside() {
          return outside(opened.requests, [url, ...alsoAsks]);
        },
      };
      await prepare?.(page, url);
      await page.goto(new URL(path, url).href);
      const result = await pictured(page, () => work(visit));
      await settled(page);
      if (!page.isClosed()) await opened.hear?.();
      if (!mayComplain) assert.deepEqual(visit.consoleErrors, [], 'the page complained');
      assert.deepEqual(visit.outside, [], 'the page asked another origin');
      return result;
    } finally {
      await opened.close();
    }
  } finally {
    leave();
  }
}

/** @param {string[]} requests @param {string[]} urls  of the origins that may be asked */
function outside(requests, urls) {
  const origins = urls.map((url) => new URL(url).origin);
  return requests.filter((asked) => {
    const { protocol, origin } = new URL(asked);
    return !['data:', 'blob:', 'about:'].includes(protocol) && !origins.includes(origin);
  });
}

/** A seven as people draw it, in units of the drawing surface. @type {Point[][]} */
export const SEVEN = [
  [
    [0.28, 0.2],
    [0.72, 0.19],
    [0.58, 0.5],
    [0.45, 0.85],
  ],
];

/**
 * Draws strokes with real pointer events. Points are [x, y] in units of the drawing surface's
 * sides: [0, 0] is its upper left corner, [1, 1] its lower right one.
 *
 * @param {Page} page
 * @param {Point[][]} strokes
 * @param {{pointer?: 'mouse' | 'pen' | 'touch', surface?: import('playwright-core').Locator}} [how]
 */
export async function draw(
  page,
  strokes,
  { pointer = 'mouse', surface = drawingSurface(page) } = {},
) {
  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  assert.ok(box, 'the drawing surface is not to be seen');
  const points = strokes.map((stroke) =>
    finely(stroke).map(([x, y]) => at(box.x + x * box.width, box.y + y * box.height)),
  );
  await drawStrokes(page, pointer, points);
}

/** Where one draws in the first pad of the page. @param {Page} page */
export function drawingSurface(page) {
  return page.locator('nib-pad').first().locator('[part~="pad"]').first();
}

/** @type {(x: number, y: number) => Point} */
const at = (x, y) => [x, y];

/**
 * Points between the given ones, as a hand would give: none further than 1/40 from the last.
 *
 * @param {Point[]} stroke
 */
function finely(stroke) {
  const points = [stroke[0]];
  for (const [x, y] of stroke.slice(1)) {
    const [fromX, fromY] = points[points.length - 1];
    const count = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) * 40));
    for (let i = 1; i <= count; i++) {
      points.push(at(fromX + ((x - fromX) * i) / count, fromY + ((y - fromY) * i) / count));
    }
  }
  return points;
}

/** What a page has said arrives a little after it was said. @param {Page} page */
async function settled(page) {
  if (!page.isClosed()) await page.evaluate(() => new Promise((done) => setTimeout(done, 20)));
}

/**
 * Keeps a picture of a page on which something went wrong.
 *
 * @template T
 * @param {Page} page
 * @param {() => Promise<T>} work
 */
async function pictured(page, work) {
  try {
    return await work();
  } catch (error) {
    const folder = join(ROOT, 'target/failed');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${new Date().toISOString().replaceAll(':', '.')}.png`);
    await page.screenshot({ path, timeout: 5000 }).then(
      () => console.error(`the page as it failed: ${path}`),
      () => {}, // it may have crashed
    );
    throw error;
  }
}

/* ---- the browser and the servers, shared by all pages of this process ---- */

let pages = 0;
/** @type {NodeJS.Timeout | undefined} */
let closing;
/** @type {Map<boolean, Promise<{url: string, stop: () => void}>>} */
const servers = new Map();

/** Counts a page in; the function it returns counts it out. */
function enter() {
  pages += 1;
  clearTimeout(closing);
  return () => {
    pages -= 1;
    if (pages === 0) closing = setTimeout(closeAll, IDLE_MS);
  };
}

async function closeAll() {
  const ending = [end(), ...[...servers.values()].map((s) => s.then(({ stop }) => stop()))];
  servers.clear();
  await Promise.allSettled(ending);
}

/** @param {boolean} isolation @returns {Promise<{url: string, stop: () => void}>} */
function server(isolation) {
  let running = servers.get(isolation);
  if (!running) {
    running = startServer(isolation);
    servers.set(isolation, running);
  }
  return running;
}

/** @param {boolean} isolation @returns {Promise<{url: string, stop: () => void}>} */
function startServer(isolation) {
  // The front door has built the page already; by hand, it is built now.
  const xtask = process.env.NIBNET_XTASK;
  const [program, ...words] = xtask ? [xtask, 'serve', '--no-build'] : ['cargo', 'xtask', 'serve'];
  words.push('--port', '0', '--until-stdin-ends', ...(isolation ? [] : ['--no-isolation']));
  const child = spawn(program, words, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      reject(new Error(`${program} ${words.join(' ')} ended with code ${code}`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /^nibnet is at (http:\S+)$/.exec(line) ?? [];
      if (url) resolve({ url, stop: () => child.stdin.end() });
    });
  });
}
