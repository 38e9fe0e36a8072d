/**
 * Chromium for the figures: a small server of this repository's files for this machine alone, one
 * page, and on it a worker for each contestant (tab/worker.js).
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../tests/browser/harness.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What contestants are made of; nothing else is served. */
const SERVED = ['benches/', 'data/mnist/', 'dist/', 'target/bench/built/', 'target/nibnet-glue/'];

/** @type {Record<string, string>} */
const KINDS = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

function serve() {
  const server = createServer((request, response) => {
    const path = normalize(
      decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname),
    ).replace(/^[/\\]+/, '');
    const file = join(ROOT, path);
    const found =
      SERVED.some((folder) => path.startsWith(folder)) &&
      statSync(file, { throwIfNoEntry: false })?.isFile();
    if (!found) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': KINDS[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-store',
      // An isolated page has threads, and a clock with a grain of 5 µs instead of 100.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((/** @type {(server: import('node:http').Server) => void} */ resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/**
 * @typedef {object} Tab
 * @property {string} version  of Chromium
 * @property {(module: string, setup?: unknown) => Promise<Contestant>} open  `module` below
 *   benches/
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Contestant
 * @property {(name: string, ...words: any[]) => Promise<any>} call
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Tab>} */
export async function openTab() {
  const server = await serve();
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  // WebGL without a GPU, for those who compute with it.
  const browser = await launch(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']);
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/benches/tab/index.html`);
  await page.waitForFunction(() => 'bench' in globalThis);
  /** @type {(name: string, words: unknown[]) => Promise<any>} */
  const ask = (name, words) =>
    page.evaluate(
      ([name, words]) => /** @type {any} */ (globalThis).bench[name](...words),
      /** @type {const} */ ([name, words]),
    );
  return {
    version: browser.version(),
    async open(module, setup) {
      const number = await ask('open', [`../${module}`, setup]);
      return {
        call: (name, ...words) => ask('call', [number, name, words]),
        close: () => ask('close', [number]),
      };
    },
    async close() {
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
