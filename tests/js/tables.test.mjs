// The elements are what their tables say; and where there is no DOM, importing them does nothing.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { format, parse } from '../../www/elements/base/attribute.js';
import { propertyOf } from '../../www/elements/base/table.js';
import { tables } from '../../www/elements/tables.js';
import { reference } from '../../xtask/js/reference.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'nibnet-tables-'));
after(() => rm(folder, { recursive: true }));

/**
 * A module of www/, bundled as for a page but without its wasm glue, and imported here, in Node.
 * @param {string} path
 */
async function imported(path) {
  const outfile = join(folder, basename(path).replace('.js', '.mjs'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [path],
    bundle: true,
    outfile,
    format: 'esm',
    logLevel: 'error',
    loader: { '.css': 'text' },
    plugins: [
      {
        name: 'no glue',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^nibnet-(glue|page)$/ }, () => ({
            path: 'glue',
            namespace: 'none',
          }));
          onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: 'export {}' }));
        },
      },
    ],
  });
  return import(pathToFileURL(outfile).href);
}

/**
 * What a class has, its bases but HTMLElement's included.
 * @param {any} type
 * @returns {{[name: string]: string}}
 */
function membersOf(type) {
  /** @type {{[name: string]: string}} */
  const members = {};
  for (let at = type.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value, set }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (/^constructor$|Callback$/.test(name)) continue;
      members[name] ??= typeof value === 'function' ? 'method' : set ? 'property' : 'readonly';
    }
  }
  return members;
}

assert.equal(globalThis.document, undefined);
assert.equal(globalThis.HTMLElement, undefined);
const classes = await imported('www/elements/index.js');

test('registering the elements does nothing either', () => imported('www/elements/define.js'));

test('every element has a table, and every table an element', () => {
  const named = Object.entries(classes).filter(([, value]) => typeof value === 'function');
  assert.deepEqual(named.map(([name]) => name).sort(), tables.map(({ name }) => name).sort());
});

for (const { tag, name, path, attributes, properties, methods, events, parts } of tables) {
  const type = classes[name];

  test(`<${tag}>: its class has what the table says, and nothing more`, () => {
    const said = {
      ...Object.fromEntries(
        Object.entries(attributes).map(([attribute, about]) => [
          propertyOf(attribute, about),
          'property',
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(properties).map(([property, { readonly }]) => [
          property,
          readonly ? 'readonly' : 'property',
        ]),
      ),
      ...Object.fromEntries(Object.keys(methods).map((method) => [method, 'method'])),
    };
    assert.deepEqual(said, membersOf(type));
    assert.deepEqual(type.observedAttributes, Object.keys(attributes));
  });

  test(`<${tag}>: no name means two things`, () => {
    const names = [
      ...Object.entries(attributes).map(([attribute, about]) => propertyOf(attribute, about)),
      ...Object.keys(properties),
      ...Object.keys(methods),
    ];
    assert.deepEqual(names.toSorted(), [...new Set(names)].sort());
    for (const attribute of Object.keys(attributes)) {
      assert.ok(!Object.hasOwn(methods, attribute), `${attribute} is a method too`);
    }
  });

  test(`<${tag}>: it sends the events that it says`, async () => {
    const source = await readFile(new URL(`../../www/elements/${path}`, import.meta.url), 'utf8');
    const sent = [...source.matchAll(/#tell\('(nib-\w+)'|CustomEvent\(\s*'(nib-\w+)'/g)];
    const custom = Object.keys(events).filter((event) => event.startsWith('nib-'));
    assert.deepEqual([...new Set(sent.map(([, a, b]) => a ?? b))].sort(), custom.sort());
  });

  test(`<${tag}>: what it says of itself are sentences`, () => {
    const said = [attributes, properties, methods, events].flatMap((group) =>
      Object.entries(group).map(([key, { description }]) => [key, description]),
    );
    for (const [key, description] of said) assert.match(description, /^[A-Z`].*[.:]$/s, key);
    assert.ok(Object.values(parts).every(Boolean));
  });
}

test('the presets that the trainer’s table lists are those of the engine', async () => {
  const source = await readFile(new URL('../../src/train/presets.rs', import.meta.url), 'utf8');
  const names = [...source.matchAll(/name: "([\w-]+)"/g)].map(([, name]) => name);
  const trainer = tables.find(({ tag }) => tag === 'nib-trainer');
  assert.deepEqual(trainer?.attributes.preset.values, names);
});

test('the keys of a recipe that its type has are those that the engine takes', async () => {
  const read = (/** @type {string} */ path) => readFile(new URL(path, import.meta.url), 'utf8');
  const [, partial] =
    /struct Partial \{([^}]*)\}/.exec(await read('../../src/train/partial.rs')) ?? [];
  const taken = [...(partial ?? '').matchAll(/^ {4}(\w+):/gm)].map(([, key]) =>
    key.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()),
  );
  const typed = [
    ...(await read('../../www/elements/trainer/recipe.js')).matchAll(
      /@property \{.*\} \[?(\w+)\]?(?: {2}|$)/gm,
    ),
  ].map(([, key]) => key);
  assert.deepEqual([...typed, 'epochs'].sort(), taken.sort());
});

test('an attribute that makes no sense counts as none, and it is said what would', () => {
  const seed = /** @type {const} */ ({ type: 'integer', max: 9, description: '' });
  assert.deepEqual(parse(seed, ' 7 '), { value: 7, expected: '' });
  for (const text of ['10', '-1', '1.5', '1e0', 'x']) {
    assert.deepEqual(parse(seed, text), { value: null, expected: 'a whole number from 0 to 9' });
  }
  assert.deepEqual(parse(seed, null), { value: null, expected: '' });
  const theme = /** @type {const} */ ({
    type: 'choice',
    values: ['light', 'dark'],
    description: '',
  });
  assert.deepEqual(parse(theme, 'dark'), { value: 'dark', expected: '' });
  assert.deepEqual(parse(theme, 'pink'), { value: '', expected: 'one of "light", "dark"' });
  const panels = /** @type {const} */ ({ type: 'choices', values: ['a', 'b'], description: '' });
  assert.deepEqual(parse(panels, 'b, a'), { value: 'b a', expected: '' });
  assert.deepEqual(parse(panels, 'b c'), { value: 'b', expected: 'names out of a, b' });
});

test('a property that is empty takes its attribute away', () => {
  const text = /** @type {const} */ ({ type: 'string', description: '' });
  for (const empty of [null, undefined, '']) assert.equal(format(text, empty), null);
  assert.equal(format(text, 0), '0');
  const flag = /** @type {const} */ ({ type: 'boolean', description: '' });
  assert.deepEqual([format(flag, true), format(flag, false), format(flag, null)], ['', null, null]);
});

test('docs/elements.md is what the tables say: `node xtask/js/reference.mjs` writes it', async () => {
  const written = await readFile(new URL('../../docs/elements.md', import.meta.url), 'utf8');
  assert.equal(written, reference());
});
