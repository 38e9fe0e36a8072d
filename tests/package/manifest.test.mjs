// custom-elements.json says what the elements are: no more and no less.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { ROOT, served, visit } from './pages.mjs';

const PKG = join(ROOT, 'pkg');
const ELEMENTS = join(ROOT, 'www/elements');

const manifest = JSON.parse(await readFile(join(PKG, 'custom-elements.json'), 'utf8'));
/** @type {any[]} */
const declared = manifest.modules[0].declarations;
const names = (/** @type {{name: string}[]} */ list) => list.map(({ name }) => name).sort();

/** The scripts of all elements and their parts. */
const scripts = async () =>
  (await readdir(ELEMENTS, { recursive: true }))
    .filter((path) => path.endsWith('.js'))
    .map((path) => join(ELEMENTS, path));

/** What the classes themselves say, in a browser. */
const real = await served(ROOT, (url) =>
  visit(`${url}pkg/custom-elements.json`, ({ page }) =>
    page.evaluate(async (url) => {
      const module = await import(`${url}pkg/classes.js`);
      return Object.entries(module)
        .filter(
          ([, value]) => typeof value === 'function' && value.prototype instanceof HTMLElement,
        )
        .map(([name, value]) => {
          /** @type {{[name: string]: string}} */
          const members = {};
          for (
            let at = value.prototype;
            at !== HTMLElement.prototype;
            at = Object.getPrototypeOf(at)
          ) {
            for (const [name, { value, set }] of Object.entries(
              Object.getOwnPropertyDescriptors(at),
            )) {
              members[name] ??= typeof value === 'function' ? 'method' : set ? 'field' : 'readonly';
            }
          }
          return { name, observed: value.observedAttributes, members };
        });
    }, url),
  ),
);

test('it describes every element of the package', async () => {
  const files = (await scripts())
    .map((path) => basename(path))
    .filter((file) => /^nib-\w+\.js$/.test(file));
  assert.deepEqual(declared.map(({ tagName }) => `${tagName}.js`).sort(), files.sort());
  assert.deepEqual(names(declared), names(real));
});

test('the elements send events at all', () =>
  assert.ok(declared.some(({ events }) => events.length > 3)));

for (const {
  tagName,
  name,
  description,
  attributes,
  members,
  events,
  cssParts,
  cssProperties,
} of declared) {
  const element = real.find((one) => one.name === name);

  test(`<${tagName}>: each attribute that it observes is described`, () => {
    assert.ok(description.length > 10);
    for (const observed of element?.observed ?? assert.fail('there is no such element')) {
      const attribute = attributes.find(
        (/** @type {{name: string}} */ one) => one.name === observed,
      );
      assert.ok(attribute?.description, `the head of ${tagName}.js says nothing of ${observed}`);
    }
  });

  test(`<${tagName}>: its properties and methods are those of the class`, () => {
    const own = Object.entries(element?.members ?? {}).filter(
      ([key]) => !/^(constructor|\w+Callback)$/.test(key),
    );
    const said = members.map((/** @type {any} */ one) => [
      one.name,
      one.readonly ? 'readonly' : one.kind,
    ]);
    assert.deepEqual(Object.fromEntries(said), Object.fromEntries(own));
  });

  test(`<${tagName}>: its events and parts are those of its source`, async () => {
    const own =
      (await scripts()).find((path) => basename(path) === `${tagName}.js`) ??
      assert.fail('it has no file');
    const source = await readFile(own, 'utf8');
    const sent = new Set(
      [...source.matchAll(/#tell\('(nib-\w+)'|CustomEvent\('(nib-\w+)'/g)].map(
        ([, a, b]) => a ?? b,
      ),
    );
    assert.deepEqual(names(events), [...sent].sort());
    assert.ok(cssParts.length > 0 && cssProperties.length > 10);
    const all = await Promise.all((await scripts()).map((path) => readFile(path, 'utf8')));
    for (const part of names(cssParts)) {
      assert.ok(
        all.some((text) =>
          new RegExp(`part(="|', '|: '|\\.add\\(')([\\w-]+ )*${part}\\b`).test(text),
        ),
        `part ${part}`,
      );
    }
  });
}
