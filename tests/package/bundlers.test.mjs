// The tarball, installed into an empty project, bundled by each bundler, and used in Chromium under
// a strict policy.
import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import webpack from 'webpack';
import { trainedOn } from '../browser/training.mjs';
import { drawSeven, ROOT, SEVEN, STRICT, served, train, visit } from './pages.mjs';
import { project as newProject, typechecks } from './project.mjs';

/** @typedef {import('./pages.mjs').Page} Page */

/** @type {string} */
let project;
/** @type {() => Promise<void>} */
let remove;

/** A user's page: the elements, and the lean reader beside them. */
const MAIN = `
import { NibPad, engine } from 'nibnet';
import { recogniser } from 'nibnet/recognise';
const reader = await recogniser();
window.read = (strokes) => reader.read(strokes);
window.offers = [typeof NibPad, typeof engine.url];
`;
const INLINE = `import { NibPad, engine } from 'nibnet/inline'; window.offers = [typeof NibPad, typeof engine.url];`;
/** @param {string} script */
const html = (script) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
   <nib-pad></nib-pad><nib-trainer></nib-trainer>${script}</html>`;

before(async () => {
  const made = await newProject();
  project = made.folder;
  remove = made.remove;
  await writeFile(join(project, 'main.js'), MAIN);
  await writeFile(join(project, 'inline.js'), INLINE);
});
after(() => remove());

/**
 * A port that nobody listens on; Vite's page must know it beforehand.
 * @returns {Promise<number>}
 */
function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * The page reads with both, and trains.
 * @param {string} url @param {{reader?: boolean}} [options]
 */
function works(url, { reader = true } = {}) {
  return visit(url, async ({ page, heard }) => {
    assert.equal((await drawSeven(page)).digit, 7);
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).offers), [
      'function',
      'function',
    ]);
    if (reader) {
      const read = await page.evaluate(
        (strokes) => /** @type {any} */ (window).read(strokes),
        SEVEN,
      );
      assert.deepEqual([read.digit, read.verdict], [7, 'digit']);
    }
    const { step, testAccuracy } = await train(page, { preset: 'softmax', steps: 100, seed: 1 });
    assert.equal(step, 100);
    assert.ok(testAccuracy > 0.6, `${testAccuracy}`);
    const { origin } = new URL(url);
    assert.deepEqual(
      heard.requests.filter((asked) => !asked.startsWith(origin) && !asked.startsWith('blob:')),
      [],
    );
  });
}

test('Vite builds it as it is', async () => {
  await writeFile(
    join(project, 'index.html'),
    html('<script type="module" src="/main.js"></script>'),
  );
  await vite.build({
    root: project,
    logLevel: 'error',
    build: { outDir: 'by-vite', target: 'es2022' },
  });
  await served(join(project, 'by-vite'), (url) => works(url), {
    'content-security-policy': STRICT,
  });
});

test('on an isolated host the bundle trains on two threads, to the same net', async () => {
  const isolated = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'content-security-policy': STRICT,
  };
  const recipe = { preset: 'softmax', steps: 200, seed: 4 };
  await served(
    join(project, 'by-vite'),
    (url) =>
      visit(url, async ({ page }) => {
        const two = await trainedOn(page, recipe, 2);
        assert.equal(two, await trainedOn(page, recipe, 1));
      }),
    isolated,
  );
});

test('a page may take the modules from another origin, as from a CDN', async () => {
  await mkdir(join(project, 'elsewhere'), { recursive: true });
  await served(
    project,
    async (cdn) => {
      const script = `<script type="module" src="${cdn}node_modules/nibnet/index.js"></script>`;
      await writeFile(join(project, 'elsewhere/index.html'), html(script));
      await served(join(project, 'elsewhere'), (url) =>
        visit(url, async ({ page }) => {
          assert.equal((await drawSeven(page)).digit, 7);
          assert.equal((await train(page, { preset: 'softmax', steps: 100, seed: 1 })).step, 100);
        }),
      );
    },
    { 'access-control-allow-origin': '*' },
  );
});

test('Vite’s development server takes it as well, where it is told to leave nibnet alone', async () => {
  await writeFile(
    join(project, 'index.html'),
    html('<script type="module" src="/main.js"></script>'),
  );
  const server = await vite.createServer({
    root: project,
    logLevel: 'error',
    server: { port: await freePort(), host: '127.0.0.1' },
    optimizeDeps: { exclude: ['nibnet'] },
  });
  try {
    await server.listen();
    await works(/** @type {string} */ (server.resolvedUrls?.local[0]));
  } finally {
    await server.close();
  }
});

test('webpack builds it as it is', async () => {
  const output = join(project, 'by-webpack');
  const compiler = webpack({
    context: project,
    mode: 'production',
    entry: './main.js',
    output: { path: output, filename: 'main.js' },
    performance: { hints: false },
  });
  assert.ok(compiler);
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, stats) => (error ? reject(error) : resolve(stats))),
  );
  await new Promise((done) => compiler.close(done));
  assert.ok(!stats.hasErrors() && !stats.hasWarnings(), stats.toString('errors-warnings'));
  await writeFile(join(output, 'index.html'), html('<script src="main.js"></script>'));
  await served(output, (url) => works(url), { 'content-security-policy': STRICT });
});

test('esbuild bundles it; the parts are copied beside the bundle', async () => {
  const output = join(project, 'by-esbuild');
  const bundle = {
    absWorkingDir: project,
    bundle: true,
    minify: true,
    logLevel: /** @type {const} */ ('warning'),
  };
  const made = await esbuild.build({
    ...bundle,
    entryPoints: ['main.js'],
    format: 'esm',
    splitting: true,
    outdir: output,
  });
  assert.deepEqual(made.warnings, []);
  for (const part of [
    'nibnet.wasm',
    'nibnet-train.wasm',
    'nibnet-page.wasm',
    'digits.nib',
    'worker.js',
  ]) {
    await cp(join(project, 'node_modules/nibnet', part), join(output, part));
  }
  await writeFile(
    join(output, 'index.html'),
    html('<script type="module" src="main.js"></script>'),
  );
  await served(output, (url) => works(url), { 'content-security-policy': STRICT });
});

test('nibnet/inline is one classic script by esbuild, with nothing beside it', async () => {
  const output = join(project, 'inline');
  await esbuild.build({
    absWorkingDir: project,
    bundle: true,
    // it warns that a classic script has no import.meta, which engine.js reckons with
    logLevel: 'error',
    entryPoints: ['inline.js'],
    format: 'iife',
    outdir: output,
  });
  await writeFile(join(output, 'index.html'), html('<script src="inline.js"></script>'));
  await served(
    output,
    async (url, { asked }) => {
      await works(url, { reader: false });
      assert.deepEqual(asked, ['/', '/inline.js']);
    },
    { 'content-security-policy': `${STRICT}; worker-src blob:` },
  );
});

test('without a bundler, <script type="module"> takes it from node_modules', async () => {
  const map = {
    imports: {
      nibnet: '/node_modules/nibnet/index.js',
      'nibnet/recognise': '/node_modules/nibnet/recognise.js',
    },
  };
  await mkdir(join(project, 'plain'), { recursive: true });
  await writeFile(
    join(project, 'plain/index.html'),
    html(
      `<script type="importmap">${JSON.stringify(map)}</script><script type="module" src="/main.js"></script>`,
    ),
  );
  // an import map stands in the page, which a strict policy forbids
  await served(project, (url) => works(`${url}plain/`));
});

test('where all of MNIST lies beside it, `data-url` has the net trained on that', async () => {
  await mkdir(join(project, 'full'), { recursive: true });
  await cp(join(project, 'node_modules/nibnet'), join(project, 'full/nibnet'), { recursive: true });
  await cp(join(ROOT, 'dist/data'), join(project, 'full/nibnet/data'), { recursive: true });
  await writeFile(
    join(project, 'full/index.html'),
    html('<script type="module" src="nibnet/index.js"></script>').replace(
      '<nib-trainer',
      '<nib-trainer data-url="./data/mnist.json"',
    ),
  );
  await served(
    join(project, 'full'),
    (url) =>
      visit(url, async ({ page }) => {
        assert.equal((await train(page, { preset: 'softmax', steps: 700, seed: 1 })).step, 700);
        await page.waitForFunction(() =>
          document
            .querySelector('nib-trainer')
            ?.shadowRoot?.textContent?.includes(
              '60,000 digits to learn from and 10,000 to test with',
            ),
        );
      }),
    { 'content-security-policy': STRICT },
  );
});

test('a page of TypeScript finds types for all of it', async () => {
  await writeFile(
    join(project, 'page.ts'),
    `import { engine, NibPad } from 'nibnet';
     import { NibTrainer } from 'nibnet/classes';
     import { recogniser } from 'nibnet/recognise';
     const pad: NibPad | null = document.querySelector('nib-pad');
     const digit: number | undefined = pad?.prediction?.digit;
     const trainer = document.createElement('nib-trainer');
     const steps: Promise<Uint8Array> = trainer.model();
     pad?.addEventListener('nib-guess', ({ detail }) => detail?.probabilities[0].toFixed());
     trainer.addEventListener('nib-net', ({ detail }) => pad?.adopt(detail));
     if (pad) {
       pad.strokes = [[[0.5, 0.1], [0.5, 0.9]]];
       pad.theme = 'dark';
       pad.sample = 7;
       // @ts-expect-error: there is no such theme
       pad.theme = 'pink';
     }
     engine.base = '/assets/nibnet/';
     void trainer.start({ preset: 'softmax', learningRate: { constant: 0.1 } });
     // @ts-expect-error: a key that is misspelt
     void trainer.start({ preset: 'softmax', lerningRate: { constant: 0.1 } });
     NibTrainer.define('my-trainer');
     const read = (await recogniser()).read([[[0.5, 0.1], [0.5, 0.9]]]);
     const sure: number = read?.confidence ?? 0;
     // @ts-expect-error: it has no such method
     trainer.fly();
     export { engine, digit, steps, sure };`,
  );
  await typechecks(project, 'page.ts');
});
