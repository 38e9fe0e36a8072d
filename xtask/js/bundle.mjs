// Bundles a set of entry points into a folder: `node bundle.mjs page|package FOLDER`.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const [set, outdir] = process.argv.slice(2);
const root = new URL('../..', import.meta.url);

// Oldest browsers with wasm SIMD, adopted style sheets and private methods.
const target = ['chrome105', 'firefox115', 'safari16.4'];

const shared = {
  absWorkingDir: decodeURIComponent(root.pathname.replace(/^\/([A-Za-z]:)/, '$1')),
  alias: { 'nibnet-glue': './target/nibnet-glue/base/nibnet.js' },
  bundle: true,
  charset: 'utf8',
  legalComments: 'eof',
  logLevel: 'warning',
  minify: true,
  outdir,
  sourcemap: true,
  target,
};

/** Style of an element, imported by its script as text. */
const asText = { loader: { '.css': 'text' } };

// A classic script, since module workers cannot be started from a file on disk.
const worker = {
  ...shared,
  ...asText,
  entryPoints: { worker: 'www/engine/worker.js' },
  format: 'iife',
};

// The same worker over the module with threads, whose glue is another; where that module could be made.
const workers = [worker];
if (existsSync(new URL('target/nibnet-glue/threads/nibnet.js', root))) {
  workers.push({
    ...worker,
    alias: { 'nibnet-glue': './target/nibnet-glue/threads/nibnet.js' },
    entryPoints: { 'worker-threads': 'www/engine/worker.js' },
  });
}

const sets = {
  page: [
    { ...shared, ...asText, entryPoints: { app: 'www/app.js' }, format: 'esm' },
    { ...shared, entryPoints: { app: 'www/page.css' } },
    ...workers,
  ],
  package: [
    {
      ...shared,
      ...asText,
      entryPoints: { index: 'www/elements/index.js', define: 'www/elements/define.js' },
      format: 'esm',
      sourcemap: false,
      splitting: true,
    },
    ...workers.map((worker) => ({ ...worker, sourcemap: false })),
  ],
};

if (!Object.hasOwn(sets, set) || !outdir) {
  console.error(`usage: node bundle.mjs ${Object.keys(sets).join('|')} FOLDER`);
  process.exit(2);
}
try {
  await Promise.all(sets[set].map((options) => build(options)));
} catch {
  process.exit(1); // esbuild has already said what and where
}
