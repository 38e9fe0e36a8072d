// Who may import whom in `www`: rooms import only the rooms below them, and no files import each
// other in a circle. What is still wrong is listed here; the lists can only shrink.
//
// esbuild reads the imports, as it does when it bundles the page. Types that comments import count
// as well: a type that two files share has a file of its own.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { build, transform } from 'esbuild';

const messages = 'engine/messages.js'; // types, which all rooms may use
const strokes = 'ink/stroke.js'; // likewise
const low = ['text', 'host', messages, strokes];
const middle = [...low, 'engine', 'engine/page', 'charts', 'store', 'ink'];
const high = [...middle, 'elements'];

/**
 * The rooms of docs/architecture.md, and what each may import. `engine` is what both
 * sides of the worker's border use; `nibnet-train` is the module that trains.
 * @type {Record<string, string[]>}
 */
const ROOMS = {
  [messages]: [],
  [strokes]: [],
  text: [messages],
  host: [messages],
  charts: low,
  store: low,
  ink: low,
  engine: low,
  'engine/page': [...low, 'engine'],
  'engine/worker': ['text', messages, 'engine', 'nibnet-train'],
  'nibnet-train': [],
  elements: middle,
  page: high,
  'app.js': [...high, 'page'],
  // Other doors to the elements.
  embed: high,
  package: high,
  single: high,
  offline: [...low, 'engine'],
};

/** Arrows that ROOMS doesn't allow, and that are there today. */
const WRONG = `
`;

/** Arrows that are part of a circle today. */
const CIRCLES = `
`;

/** @typedef {{ from: string, to: string }} Arrow */

/**
 * What the scripts among some files import: as code, as types, and as addresses of workers.
 * @param {Map<string, string>} texts of files, by their paths
 */
async function arrowsOf(texts) {
  /** @type {Arrow[]} */
  const found = [];
  const join = (/** @type {string} */ from, /** @type {string} */ path) =>
    posix.join(posix.dirname(from), path);
  const scripts = [...texts.keys()].filter((file) => file.endsWith('.js'));
  await build({
    entryPoints: scripts,
    bundle: true,
    write: false,
    outdir: 'nowhere',
    format: 'esm',
    logLevel: 'silent',
    plugins: [
      {
        name: 'arrows',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^/ }, ({ importer, path, kind }) => {
            if (kind === 'entry-point') return { path, namespace: 'www' };
            const to = path.startsWith('.') ? join(importer, path) : path;
            // What is none of ours is a library.
            if (path.startsWith('.') || roomOf(path)) found.push({ from: importer, to });
            return { path, external: true };
          });
          onLoad({ filter: /^/, namespace: 'www' }, ({ path }) => ({
            contents: texts.get(path) ?? '',
          }));
        },
      },
    ],
  });
  for (const from of scripts) {
    const text = texts.get(from) ?? '';
    for (const [comment] of text.matchAll(/\/\*\*.*?\*\//gs)) {
      for (const [, path] of comment.matchAll(/\bimport\('(\.[^']+)'\)/g))
        found.push({ from, to: join(from, path) });
    }
    if (!text.includes('import.meta.url')) continue;
    // Without comments, and in one way of writing.
    const { code } = await transform(text, { minifyWhitespace: true });
    for (const [, path] of code.matchAll(/new URL\("([^"]+)",import\.meta\.url\)/g)) {
      const to = join(from, path);
      // What isn't there is what a build puts there.
      if (texts.has(to)) found.push({ from, to });
    }
  }
  return found;
}

/** The room that a file is in: the innermost one. @param {string} file */
function roomOf(file) {
  const rooms = Object.keys(ROOMS).filter((room) => file === room || file.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}

/** The arrows that ROOMS doesn't allow. @param {Arrow[]} arrows */
function wrongOf(arrows) {
  return arrows.filter(({ from, to }) => {
    const [here, there] = [roomOf(from), roomOf(to)];
    return here !== there && !ROOMS[here]?.includes(there);
  });
}

/** The arrows from whose end others lead back to their beginning. @param {Arrow[]} arrows */
function circlesOf(arrows) {
  /** @type {Map<string, string[]>} */
  const next = new Map();
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  return arrows.filter(({ from, to }) => {
    const reached = new Set([to]);
    for (const file of reached) for (const other of next.get(file) ?? []) reached.add(other);
    return reached.has(from);
  });
}

/** @param {Arrow[]} arrows */
const lines = (arrows) => [...new Set(arrows.map(({ from, to }) => `${from} → ${to}`))].sort();

/**
 * Asserts that these arrows, and no others, are on a list.
 * @param {Arrow[]} arrows @param {string} list
 */
function assertListed(arrows, list) {
  const [found, listed] = [lines(arrows), list.trim().split('\n').filter(Boolean)];
  const added = found.filter((line) => !listed.includes(line));
  assert.deepEqual(added, [], 'new arrows that must not be');
  const gone = listed.filter((line) => !found.includes(line));
  assert.deepEqual(gone, [], 'arrows that are no longer there: take them off the list');
}

/** @param {Record<string, string>} files */
const madeUp = async (files) => arrowsOf(new Map(Object.entries(files)));

const www = new URL('../../www/', import.meta.url);
const names = readdirSync(www, { recursive: true, encoding: 'utf8' }).map((name) =>
  name.replaceAll('\\', '/'),
);
const text = (/** @type {string} */ name) =>
  name.endsWith('.js') ? readFileSync(new URL(name, www), 'utf8') : '';
const ours = await arrowsOf(new Map(names.map((name) => [name, text(name)])));

test('rooms of the page import only what they may', () => {
  assert.ok(ours.length > 300, 'the imports of the page were found');
  assertListed(wrongOf(ours), WRONG);
});

test('no files of the page import each other in a circle', () =>
  assertListed(circlesOf(ours), CIRCLES));

test('imports of every form are found, and nothing in comments and strings', async () => {
  const found = await madeUp({
    'a/a.js': `
      import one, { two } from '../b/1.js';
      export { three } from '../b/2.js';
      export * from '../b/3.js';
      import '../b/4.css';
      const five = () => import('../b/5.js');
      const worker = () => new Worker(new URL('../b/6.js', import.meta.url));
      const built = new URL('./worker.js', import.meta.url);
      import { train } from 'nibnet-train';
      // import '../b/no.js';
      /** import '../b/no.js' */
      /** @type {import('../b/7.js').Seven} */
      export default ["import '../b/no.js'", \`export * from '../b/no.js'\`, /import '..\\/b\\/no.js'/, one, two, train, built];
    `,
    ...Object.fromEntries(
      ['1.js', '2.js', '3.js', '4.css', '5.js', '6.js', '7.js'].map((it) => [`b/${it}`, '']),
    ),
  });
  const wanted = [
    'b/1.js',
    'b/2.js',
    'b/3.js',
    'b/4.css',
    'b/5.js',
    'b/6.js',
    'b/7.js',
    'nibnet-train',
  ];
  assert.deepEqual(
    lines(found),
    wanted.map((to) => `a/a.js → ${to}`),
  );
});

test('a circle of three is found, and a triangle is none', async () => {
  const circle = await madeUp({
    'a.js': "import './b.js'",
    'b.js': "export * from './c.js'",
    'c.js': "import('./a.js'); import './d.js'",
    'd.js': '',
  });
  assert.deepEqual(lines(circlesOf(circle)), ['a.js → b.js', 'b.js → c.js', 'c.js → a.js']);
  const triangle = await madeUp({
    'a.js': "import './b.js'; import './c.js'",
    'b.js': "import './c.js'",
    'c.js': '',
  });
  assert.deepEqual(circlesOf(triangle), []);
});

test('an arrow upwards is wrong, and one on the list must be there', async () => {
  const arrows = await madeUp({
    'charts/a.js': "/** @type {import('../elements/pad/b.js').B} */ import '../text/en.js'",
    'elements/pad/b.js': "import '../../engine/page/c.js'; import '../base/d.js'",
    'elements/base/d.js': "import '../../engine/worker/e.js'",
    'engine/page/c.js': "import 'nibnet-train'; import '../messages.js'",
    'engine/worker/e.js': "import 'nibnet-train'",
    'engine/messages.js': '',
    'text/en.js': '',
    'cellar/f.js': "import '../text/en.js'",
  });
  const wrong = [
    'cellar/f.js → text/en.js',
    'charts/a.js → elements/pad/b.js',
    'elements/base/d.js → engine/worker/e.js',
    'engine/page/c.js → nibnet-train',
  ];
  assert.deepEqual(lines(wrongOf(arrows)), wrong);
  assertListed(wrongOf(arrows), wrong.join('\n'));
  assert.throws(() => assertListed(wrongOf(arrows), wrong.slice(1).join('\n')), /new arrows/);
  assert.throws(() => assertListed([], wrong[0]), /no longer there/);
});
