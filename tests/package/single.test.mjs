// nibnet in one file: opened from a disk, with the network cut.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { tables } from '../../www/elements/tables.js';
import { drawSeven, ROOT, train, visit } from './pages.mjs';

const PAGE = join(ROOT, 'dist/nibnet.html');
const FULL = join(ROOT, 'dist/nibnet-full.html');
const SCRIPT = join(ROOT, 'dist/nibnet.js');

/** Two looks at each digit of the sample are enough for what is owed. */
const RECIPE = { preset: 'fast', steps: 800, seed: 1 };

/**
 * What a page on a disk may ask for: itself, and what its scripts make.
 * @param {string[]} requests
 * @param {string[]} files
 */
function assertAlone(requests, files) {
  const own = files.map((file) => pathToFileURL(file).href);
  assert.deepEqual(
    requests.filter((url) => !/^(blob|data):/.test(url) && !own.includes(url)),
    [],
  );
}

/**
 * Does something with a file in a folder that holds nothing else.
 * @param {string} html
 * @param {(file: string) => Promise<void>} work
 */
async function withFile(html, work) {
  const folder = await mkdtemp(join(tmpdir(), 'nibnet-'));
  try {
    await writeFile(join(folder, 'deck.html'), html);
    await work(join(folder, 'deck.html'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('from a disk, without a network: it reads a drawn seven, and learns to read at least 97 % of the test digits', () =>
  visit(
    pathToFileURL(PAGE).href,
    async ({ page, heard }) => {
      const prediction = await drawSeven(page);
      assert.deepEqual([prediction.digit, prediction.verdict], [7, 'digit']);
      const { step, testAccuracy } = await train(page, RECIPE);
      assert.equal(step, RECIPE.steps);
      assert.ok(testAccuracy >= 0.97, `${testAccuracy}`);
      // The net in training reads the drawing now.
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad')).reader.step === 800,
      );
      // That nothing is kept is no news where nothing has to be fetched.
      const said = await page
        .locator('nib-trainer')
        .evaluate((trainer) => trainer.shadowRoot?.textContent ?? '');
      assert.match(said, /20,000 digits to learn from and 2,000 to test with are here\.\s/);
      assert.doesNotMatch(said, /fetched again next time/);
      assertAlone(heard.requests, [PAGE]);
    },
    { offline: true },
  ));

test('the full variant holds all of MNIST, and trains on it', () =>
  visit(
    pathToFileURL(FULL).href,
    async ({ page, heard }) => {
      const { testAccuracy } = await train(page, { preset: 'softmax', steps: 700, seed: 1 });
      assert.ok(testAccuracy > 0.85, `${testAccuracy}`);
      await page.waitForFunction(() =>
        document
          .querySelector('nib-trainer')
          ?.shadowRoot?.textContent?.includes(
            '60,000 digits to learn from and 10,000 to test with',
          ),
      );
      assertAlone(heard.requests, [FULL]);
    },
    { offline: true },
  ));

test('in somebody’s deck on a disk, one classic script brings the elements', () =>
  withFile(
    `<!doctype html><meta charset="utf-8"><script src="${pathToFileURL(SCRIPT).href}"></script>
     <nib-pad style="width: 480px"></nib-pad><nib-trainer></nib-trainer>`,
    (file) =>
      visit(
        pathToFileURL(file).href,
        async ({ page, heard }) => {
          assert.equal((await drawSeven(page)).digit, 7);
          const { step, testAccuracy } = await train(page, {
            preset: 'softmax',
            steps: 100,
            seed: 1,
          });
          assert.equal(step, 100);
          assert.ok(testAccuracy > 0.6, `${testAccuracy}`);
          assert.equal(
            await page.evaluate(() => typeof (/** @type {any} */ (globalThis).nibnet.NibPad)),
            'function',
          );
          assertAlone(heard.requests, [file, SCRIPT]);
        },
        { offline: true },
      ),
  ));

test('in a notebook’s sandboxed frame (srcdoc, allow-scripts alone) it reads and trains as well', async () => {
  const html = (await readFile(PAGE, 'utf8')).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await withFile(
    `<!doctype html><iframe sandbox="allow-scripts" style="width: 1200px; height: 780px" srcdoc="${html}"></iframe>`,
    (file) =>
      visit(
        pathToFileURL(file).href,
        async ({ page, heard }) => {
          const frame = page.frames()[1];
          assert.equal((await drawSeven(page, frame)).digit, 7);
          const { step } = await train(frame, { preset: 'softmax', steps: 100, seed: 1 });
          assert.equal(step, 100);
          assertAlone(heard.requests, [file, 'about:srcdoc']);
        },
        { offline: true },
      ),
  );
});

test('the script is classic, knows no address of a module, and its elements have no attribute that hosts rewrite', async () => {
  const script = await readFile(SCRIPT, 'utf8');
  assert.doesNotMatch(script, /import\.meta|\bimport\(/);
  const names = tables.flatMap(({ attributes }) => Object.keys(attributes));
  for (const name of names) assert.ok(script.includes(name), `the script knows ${name}`);
  assert.deepEqual(
    names.filter((name) => ['src', 'href', 'data', 'poster'].includes(name)),
    [],
  );
});

test('the sample: the first 20,000 training digits, every fifth test digit, and no digit in both', async () => {
  const embedded = JSON.parse(
    /Object\.assign\(globalThis\.nibnetEmbedded\?\?\{\},(\{.*\})\);/.exec(
      await readFile(PAGE, 'utf8'),
    )?.[1] ?? '',
  );
  /** @param {string} name @returns {Buffer} */
  const part = (name) => {
    const bytes = Buffer.from(embedded[name], 'base64');
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  };
  const manifest = JSON.parse(part('embedded/mnist.json').toString());
  const HEADER = 28;
  const PIXELS = 28 * 28;
  /** @param {string} split */
  const digits = (split) => {
    const chunks = manifest.chunks.filter((/** @type {any} */ chunk) => chunk.split === split);
    const parts = chunks.map((/** @type {{file: string, count: number}} */ { file, count }) => {
      const bytes = inflateRawSync(part(`embedded/${file}`).subarray(HEADER));
      return [bytes.subarray(0, count * PIXELS), bytes.subarray(count * PIXELS)];
    });
    /** @param {number} i */
    const all = (i) => Buffer.concat(parts.map((/** @type {Buffer[]} */ pair) => pair[i]));
    return { images: all(0), labels: all(1) };
  };
  /** @param {string} name @param {number} header */
  const idx = async (name, header) =>
    (await readFile(join(ROOT, 'data/mnist', name))).subarray(header);
  const [learn, check] = [digits('train'), digits('test')];
  assert.ok(
    learn.images.equals((await idx('train-images-idx3-ubyte', 16)).subarray(0, 20_000 * PIXELS)),
  );
  assert.ok(learn.labels.equals((await idx('train-labels-idx1-ubyte', 8)).subarray(0, 20_000)));
  const [images, labels] = [
    await idx('t10k-images-idx3-ubyte', 16),
    await idx('t10k-labels-idx1-ubyte', 8),
  ];
  const learnt = new Set(
    Array.from({ length: 20_000 }, (_, i) =>
      learn.images.toString('latin1', i * PIXELS, (i + 1) * PIXELS),
    ),
  );
  assert.equal(check.labels.length, 2000);
  for (let i = 0; i < 2000; i++) {
    const image = check.images.subarray(i * PIXELS, (i + 1) * PIXELS);
    assert.ok(
      image.equals(images.subarray(5 * i * PIXELS, (5 * i + 1) * PIXELS)),
      `test digit ${i}`,
    );
    assert.equal(check.labels[i], labels[5 * i]);
    assert.ok(
      !learnt.has(image.toString('latin1')),
      `test digit ${i} is among those to learn from`,
    );
  }
});
