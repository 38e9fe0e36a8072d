// What a visitor waits for: the compressed files of the built page.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { draw, withPage } from './harness.mjs';
import { SEVEN } from './hosts.mjs';
import { ask, ready } from './training.mjs';

/** @param {string} name */
const compressed = (name) => statSync(new URL(`../../dist/${name}.br`, import.meta.url)).size;

/**
 * Sizes on 2026-11-30 with a hundredth of air; docs/packaging.md says them. What trains was 300,000
 * at most before average pooling, leaky ReLU, the budget of memory, and the checks of files, links
 * and checkpoints against it came: 19 kB, of which 14 went again with the tables that JSON's
 * numbers were written by (Cargo.toml). With digits from CSV, NPY, NPZ and ZIP files came 62 kB of
 * the modules that train.
 * @type {[string, string[], number][]}
 */
const LIMITS = [
  ['the frame’s script, which has all of them in it', ['embed.js'], 164_000],
  ['the engine that it reads with', ['nibnet.wasm'], 75_000],
  ['what recipes and labs ask for besides', ['nibnet-page.wasm'], 136_500],
  ['what training fetches besides', ['worker.js', 'nibnet-train.wasm'], 369_000],
  ['the same with threads', ['worker-threads.js', 'nibnet-threads.wasm'], 369_000],
];
for (const [what, files, most] of LIMITS) {
  test(`${what}: ${files.join(' and ')} within ${most / 1000} kB as brotli`, () => {
    const sum = files.reduce((sum, file) => sum + compressed(file), 0);
    assert.ok(sum <= most, `${sum} bytes`);
  });
}

test('all scripts of the page, its languages too, within 185 kB as brotli', () => {
  const names = readdirSync(new URL('../../dist/', import.meta.url))
    .filter((name) => /\.js\.br$/.test(name))
    .map((name) => name.replace(/\.br$/, ''))
    .filter((name) => !/^(worker|sw|embed|frame|nibnet)/.test(name));
  assert.ok(names.length > 8, `${names}`);
  const sum = names.reduce((sum, name) => sum + compressed(name), 0);
  assert.ok(sum <= 185_000, `${sum} bytes`);
});

test('until a first drawing is read, 178 kB have come', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() => {
          void customElements.whenDefined('nib-pad').then(() => {
            const pad = /** @type {any} */ (document.querySelector('nib-pad'));
            pad.strokes = [
              [
                [0.3, 0.2],
                [0.7, 0.2],
                [0.45, 0.9],
              ],
            ];
            const look = () => {
              if (!pad.prediction) return setTimeout(look);
              const loads = [
                ...performance.getEntriesByType('navigation'),
                ...performance.getEntriesByType('resource'),
              ];
              /** @type {any} */ (window).come = loads.reduce(
                (sum, load) =>
                  sum + /** @type {PerformanceResourceTiming} */ (load).encodedBodySize,
                0,
              );
            };
            look();
          });
        }),
    },
    async ({ page }) => {
      await page.waitForFunction(() => /** @type {any} */ (window).come > 0);
      const come = await page.evaluate(() => /** @type {any} */ (window).come);
      assert.ok(come > 130_000 && come <= 178_000, `${come} bytes`);
    },
  ));

test('no module names a folder of the machine that built it', () => {
  const dist = new URL('../../dist/', import.meta.url);
  const modules = readdirSync(dist).filter((name) => name.endsWith('.wasm'));
  assert.ok(modules.length >= 4, `${modules}`);
  for (const name of modules) {
    const text = readFileSync(new URL(name, dist), 'latin1');
    const found = text.match(
      /[\w.~-]*[\\/](root|home|Users|registry|rustlib|toolchains)[\\/][\w.~\\/-]*|\.cargo|\.rustup/g,
    );
    assert.deepEqual(found, null, name);
    assert.ok(!text.includes(decodeURI(new URL('../..', import.meta.url).pathname)), name);
    assert.ok(text.includes('src/kernels/'), `${name} names the files of its panics`);
  }
});

test('a digit is read with the small module alone', () =>
  withPage(
    { prepare: (page) => page.route('**/nibnet-*.wasm', () => {}) }, // none of them ever comes
    async ({ page }) => {
      await draw(page, SEVEN);
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad')).prediction?.digit === 7,
      );
    },
  ));

test('the module that trains is fetched by those who train', () =>
  withPage({}, async ({ page, requests }) => {
    await ready(page);
    const modules = () =>
      requests.map((url) => new URL(url).pathname).filter((path) => path.endsWith('.wasm'));
    assert.deepEqual(modules(), ['/nibnet.wasm', '/nibnet-page.wasm']);
    await ask(page, (trainer) => trainer.step());
    assert.deepEqual(modules(), ['/nibnet.wasm', '/nibnet-page.wasm', '/nibnet-threads.wasm']);
  }));
