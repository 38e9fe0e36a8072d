/**
 * Chromium on what `cargo xtask package` has made: files from a disk, bundles of others, frames on
 * another origin.
 *
 * As in tests/browser/harness.mjs, whatever a page complains about fails its test. Nothing is
 * served by xtask here: a plain server of static files, such as any host is, is all that may be
 * asked for.
 */
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, SEVEN } from '../browser/harness.mjs';

export { SEVEN };

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const PATIENCE_MS = 300_000;

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Frame} Frame
 * @typedef {import('playwright-core').BrowserContext} Context
 * @typedef {{digit: number, verdict: string, testAccuracy: number | null, steps: number, step:
 *   number}} Outcome
 * @typedef {{requests: string[], complaints: string[]}} Heard
 */

/**
 * Opens a page in a browser of its own, and hears all it asks for and complains about.
 * @template T
 * @param {string} url
 * @param {(visit: {page: Page, context: Context, heard: Heard}) => Promise<T>} work
 * @param {{offline?: boolean, mayComplain?: boolean, viewport?: {width: number, height: number},
 *   colorScheme?: 'light' | 'dark', args?: string[]}} [options]
 * @returns {Promise<T>}
 */
export async function visit(
  url,
  work,
  { offline = false, mayComplain = false, args = [], ...look } = {},
) {
  const browser = await launch(args);
  try {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      offline,
      ...look,
    });
    const page = await context.newPage();
    const heard = listen(context);
    await page.goto(url);
    const result = await work({ page, context, heard });
    // what a page has said arrives a little later
    await new Promise((done) => setTimeout(done, 50));
    if (!mayComplain) assert.deepEqual(heard.complaints, [], 'the page complained');
    return result;
  } finally {
    await browser.close();
  }
}

/** @param {Context} context @returns {Heard} */
function listen(context) {
  /** @type {Heard} */
  const heard = { requests: [], complaints: [] };
  context.on('request', (request) => heard.requests.push(request.url()));
  context.on('console', (message) => {
    if (message.type() === 'error')
      heard.complaints.push(`${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => heard.complaints.push(String(error.error())));
  return heard;
}

/**
 * Draws a seven with the mouse and gives what the pad reads.
 * @param {Page} page @param {Page | Frame} [where]  the frame with the pad
 */
export async function drawSeven(page, where = page) {
  // A pad that nobody sees fetches nothing.
  await where.locator('nib-pad').first().scrollIntoViewIfNeeded();
  await where.waitForFunction(
    () => /** @type {any} */ (document.querySelector('nib-pad'))?.reader,
    null,
    {
      timeout: PATIENCE_MS,
    },
  );
  const surface = where.locator('nib-pad').first().locator('[part~="pad"]').first();
  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  assert.ok(box, 'the pad is not to be seen');
  for (const stroke of SEVEN) {
    const [first, ...rest] = stroke.map(
      ([x, y]) => /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]),
    );
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...point, { steps: 12 });
    await page.mouse.up();
  }
  return where
    .locator('nib-pad')
    .first()
    .evaluate((pad) => /** @type {any} */ (pad).prediction);
}

/**
 * Trains by the trainer's own methods, and gives how it ended.
 * @param {Page | Frame} where @param {{[key: string]: unknown}} recipe
 * @returns {Promise<{step: number, testAccuracy: number, fingerprint: string, train: number, test:
 *   number}>}
 */
export async function train(where, recipe) {
  // What trains is a part of its own, which comes when the pad reads.
  await where.waitForFunction(() => customElements.get('nib-trainer') !== undefined, null, {
    timeout: PATIENCE_MS,
  });
  return /** @type {any} */ (
    where
      .locator('nib-trainer')
      .first()
      .evaluate(async (element, recipe) => {
        const trainer = /** @type {any} */ (element);
        await trainer.start(recipe);
        const { step, fingerprint } = await trainer.finished;
        return { step, fingerprint, testAccuracy: trainer.history.at(-1).testAccuracy };
      }, recipe)
  );
}

const TYPES = /** @type {{[ending: string]: string}} */ ({
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
});

/**
 * Serves a folder on a port of its own: an origin.
 * @template T
 * @param {string} folder
 * @param {(url: string, server: {asked: string[], hangs: boolean, status: number, stop():
 *   Promise<void>}) => Promise<T>}
 *   work  `url` ends with a slash; a server that `hangs` takes requests and answers none; one with
 *   a `status` answers each with that error
 * @param {{[name: string]: string}} [headers]  with every answer
 */
export async function served(folder, work, headers = {}) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    // browsers ask for one on their own account
    if (path === '/favicon.ico') return response.writeHead(204).end();
    asked.push(path);
    if (state.hangs) return;
    if (state.status) return response.writeHead(state.status, headers).end('an error page');
    const file = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
    const found = file.startsWith(folder) && (await stat(file).catch(() => null))?.isFile();
    response.writeHead(found ? 200 : 404, {
      'content-type': found ? (TYPES[extname(file)] ?? 'application/octet-stream') : 'text/plain',
      'cache-control': 'no-cache',
      ...headers,
    });
    response.end(found ? await readFile(file) : `nothing is at ${path}`);
  });
  const state = { asked, hangs: false, status: 0, stop };
  async function stop() {
    server.closeAllConnections();
    if (server.listening) await new Promise((done) => server.close(done));
  }
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(null)));
  try {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    return await work(`http://127.0.0.1:${port}/`, state);
  } finally {
    await stop();
  }
}
