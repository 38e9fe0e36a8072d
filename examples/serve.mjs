/**
 * Serves the examples as a static host would, without COOP and COEP: `node examples/serve.mjs`,
 * after `cargo xtask build`.
 *
 * - `/nibnet/` has `index.js`, which defines the elements as the npm package's does, and beside it
 * the parts of the page:
 *   module, model, workers, all digits
 * - `/vendor/reveal/` is reveal.js' own `dist/`
 * - `/vendor/reveal5/` is version 5 of it, the one that Quarto uses
 * - everything else lies in this folder
 *
 * The tests of tests/browser/hosts.test.mjs open the examples through it.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildId } from '../xtask/js/build-id.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ELEMENTS = join(ROOT, 'target/examples/nibnet');

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
});

/**
 * Where an address may lie, in the order of looking.
 * @type {[prefix: string, folders: string[]][]}
 */
const PLACES = [
  ['/nibnet/', [ELEMENTS, join(ROOT, 'dist')]],
  ['/vendor/reveal/', [join(ROOT, 'node_modules/reveal.js/dist')]],
  ['/vendor/reveal5/', [join(ROOT, 'node_modules/reveal5')]],
  ['/', [join(ROOT, 'examples')]],
];

/** @param {string} path of an address, decoded @returns {Promise<string | null>} the file */
async function find(path) {
  const [prefix, folders] = PLACES.find(([prefix]) => path.startsWith(prefix)) ?? ['/', []];
  const name = path.slice(prefix.length) + (path.endsWith('/') ? 'index.html' : '');
  for (const folder of folders) {
    const file = normalize(join(folder, name));
    if (!file.startsWith(folder + sep)) continue; // `..` leads out of it
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) return file;
  }
  // Slidev's addresses are its own: /slidev/dist/2 is a slide.
  const spa = /^\/slidev\/dist\/[^.]+$/.test(path);
  return spa ? find('/slidev/dist/') : null;
}

/**
 * @param {{port?: number, pages?: Record<string, string>}} [options] port 0: any that is free;
 *   pages: more of them, by their path, as HTML
 * @returns {Promise<{url: string, stop: () => void}>}
 */
export async function serveExamples({ port = 0, pages = {} } = {}) {
  await build({
    absWorkingDir: ROOT,
    alias: {
      'nibnet-glue': './target/nibnet-glue/reader/nibnet.js',
      'nibnet-page': './target/nibnet-glue/page/nibnet.js',
    },
    bundle: true,
    define: { NIB_BUILD: JSON.stringify(buildId()) }, // as in the worker of dist/
    entryPoints: { index: 'www/elements/define.js' },
    format: 'esm',
    loader: { '.css': 'text' },
    logLevel: 'warning',
    minify: true,
    outdir: ELEMENTS,
  });
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(pathname);
    if (Object.hasOwn(pages, path)) {
      response.writeHead(200, { 'content-type': TYPES['.html'] });
      response.end(pages[path]);
      return;
    }
    // every browser asks for one
    if (path === '/favicon.ico') return void response.writeHead(204).end();
    const file = await find(path);
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${path} is not there`);
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const { port: taken } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${taken}/`, stop };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serveExamples({ port: Number(process.argv[2] ?? 8090) });
  console.log(`the examples are at ${url}`);
}
