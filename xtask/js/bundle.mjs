// Bundles a set of entry points into a folder:
// `node bundle.mjs page|embedded|package|single FOLDER`.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildId } from './build-id.mjs';

const [set, outdir] = process.argv.slice(2);
const root = new URL('../..', import.meta.url);

// Oldest browsers with wasm SIMD, adopted style sheets and private methods.
const target = ['chrome105', 'firefox115', 'safari16.4'];

/** Of the elements' tables, what a page needs: descriptions are for the docs. */
const tables = {
  name: 'tables',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]elements[\\/]\w+[\\/](\w+-)?table\.js$/ }, async ({ path }) => {
      const { default: table } = await import(pathToFileURL(path));
      if (!table) return; // base/table.js
      const { tag, attributes } = JSON.parse(
        JSON.stringify(table, (key, value) => (key === 'description' ? undefined : value)),
      );
      return { contents: `export default ${JSON.stringify({ tag, attributes })}` };
    });
  },
};

/** See www/engine/build.js. */
const define = { NIB_BUILD: JSON.stringify(buildId()) };

const shared = {
  absWorkingDir: decodeURIComponent(root.pathname.replace(/^\/([A-Za-z]:)/, '$1')),
  alias: {
    'nibnet-glue': './target/nibnet-glue/reader/nibnet.js',
    'nibnet-page': './target/nibnet-glue/page/nibnet.js',
    'nibnet-train': './target/nibnet-glue/train/nibnet.js',
  },
  bundle: true,
  charset: 'utf8',
  define,
  legalComments: 'eof',
  logLevel: 'warning',
  minify: true,
  outdir,
  plugins: [tables],
  sourcemap: true,
  target,
};

/** Style of an element, imported by its script as text. */
const asText = { loader: { '.css': 'text' } };

/** A classic script: it has no `import.meta`. */
const classic = {
  ...asText,
  format: 'iife',
  define: { ...define, 'import.meta.url': 'undefined' },
};

/** What is not for developers' tools, or has its map nowhere to lie. */
const bare = { sourcemap: false };

/**
 * Workers are classic scripts, since module workers cannot be started from a file on disk. There
 * are two over the same script: the second, over the module with threads, has another glue; where
 * that module could be made.
 * @param {string} script @param {object} [more]
 */
function workers(script, more) {
  const worker = { ...shared, ...asText, format: 'iife', ...more };
  const all = [{ ...worker, entryPoints: { worker: script } }];
  if (existsSync(new URL('target/nibnet-glue/threads/nibnet.js', root))) {
    all.push({
      ...worker,
      alias: { 'nibnet-train': './target/nibnet-glue/threads/nibnet.js' },
      entryPoints: { 'worker-threads': script },
    });
  }
  return all;
}

const sets = {
  page: [
    // What isn't needed to read is a file of its own. Its name has a hash of its text: another
    // build has other names, so no page gets a part of a build that isn't its own.
    {
      ...shared,
      ...asText,
      chunkNames: '[name]-[hash]',
      entryPoints: { app: 'www/app.js' },
      format: 'esm',
      splitting: true,
    },
    { ...shared, entryPoints: { app: 'www/page.css', embed: 'www/embed/embed.css' } },
    {
      ...shared,
      ...classic,
      entryPoints: {
        embed: 'www/embed/embed.js',
        frame: 'www/embed/frame.js',
        sw: 'www/offline/sw.js',
      },
    },
    ...workers('www/engine/worker/worker.js'),
  ],
  embedded: workers('www/engine/worker/worker-embedded.js', bare).slice(0, 1),
  package: [
    {
      ...shared,
      ...asText,
      ...bare,
      entryPoints: {
        index: 'www/package/index.js',
        classes: 'www/package/classes.js',
        inline: 'www/package/inline.js',
      },
      external: ['./embedded-digits.js', './embedded-parts.js'],
      format: 'esm',
      splitting: true,
    },
    // Alone, so that none of the elements' parts comes along.
    {
      ...shared,
      ...asText,
      ...bare,
      entryPoints: { recognise: 'www/package/recognise.js' },
      format: 'esm',
    },
    ...workers('www/engine/worker/worker-embedded.js', bare),
  ],
  single: [
    {
      ...shared,
      ...classic,
      ...bare,
      entryPoints: { nibnet: 'www/single/nibnet.js' },
      globalName: 'nibnet',
    },
    { ...shared, ...classic, ...bare, entryPoints: { page: 'www/app.js' } },
    { ...shared, ...bare, entryPoints: { page: 'www/page.css' } },
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
