// Other digits: a visitor's files are checked, shown and trained on; and the visitor's own digits
// are learnt with MNIST's.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { idxImages, idxLabels } from '../../www/store/digit-files.js';
import { draw, withPage } from './harness.mjs';
import { ask, grows, part, reaches, ready, says } from './training.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** @typedef {import('playwright-core').Page} Page */

/**
 * A small set that is easy to learn: digit d is a bar of ink at a height of its own.
 * @param {number} count
 * @param {number} [labelled]
 */
const bars = (count, labelled = count) => {
  const digits = Array.from({ length: Math.max(count, labelled) }, (_, i) => {
    const label = (i * 7) % 10;
    const image = new Uint8Array(784);
    for (let p = 0; p < 784; p++) {
      const [row, column] = [Math.floor(p / 28), p % 28];
      if (Math.floor(row / 2) === label + 2 && column >= 8 + (i % 3) && column < 20) image[p] = 255;
    }
    return { label, strokes: [], image };
  });
  return {
    images: Buffer.from(idxImages(digits.slice(0, count))),
    labels: Buffer.from(idxLabels(digits.slice(0, labelled))),
  };
};

/** @param {Page} page @param {{name: string, buffer: Buffer}[]} files */
const choose = (page, files) =>
  part(page, 'idx-chooser').setInputFiles(
    files.map(({ name, buffer }) => ({ name, mimeType: '', buffer })),
  );

/** @param {Page} page @param {object} recipe */
const trained = (page, recipe) =>
  ask(
    page,
    async (trainer, recipe) => {
      await trainer.start(recipe);
      const { fingerprint } = await trainer.finished;
      return {
        fingerprint,
        digits: trainer.recipe.digits,
        accuracy: trainer.history.at(-1)?.testAccuracy,
      };
    },
    recipe,
  );

const SHORT = { preset: 'softmax', steps: 60, batch: 20, evaluateEvery: 60 };

test('a set of four files is checked, shown, trained on, and left again for MNIST', () =>
  withPage({}, async ({ page, requests }) => {
    await ready(page);
    const [train, tests] = [bars(300), bars(50)];
    await choose(page, [
      { name: 'bars-t10k-labels-idx1-ubyte', buffer: tests.labels },
      { name: 'bars-train-images-idx3-ubyte.gz', buffer: gzipSync(train.images) },
      { name: 'bars-train-labels-idx1-ubyte.gz', buffer: gzipSync(train.labels) },
      { name: 'bars-t10k-images-idx3-ubyte', buffer: tests.images },
    ]);
    await says(
      page,
      'data-facts',
      /bars: 300 to learn from, 50 to test with\. They stay in this tab\./,
    );
    const sheet = part(page, 'data-preview').locator('li');
    assert.equal(await sheet.count(), 40);
    assert.deepEqual((await sheet.allTextContents()).slice(0, 4), ['0', '7', '4', '1']);
    /** Rows of the second picture that have ink in a column. @param {number} column */
    const inked = (column) =>
      sheet
        .nth(1)
        .locator('canvas')
        .evaluate((canvas, column) => {
          const { data } = /** @type {any} */ (canvas).getContext('2d').getImageData(0, 0, 28, 28);
          return Array.from({ length: 28 }, (_, row) => row).filter(
            (row) => data[4 * (28 * row + column) + 3] > 0,
          );
        }, column);
    const upright = [18, 19];
    const across = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
    assert.deepEqual(
      [await inked(12), await inked(18)],
      [upright, upright],
      'a 7 is a bar at its height',
    );
    const asked = requests.length;
    const first = await trained(page, SHORT);
    assert.equal(first.accuracy, 1, 'bars are easily told apart');
    assert.deepEqual(
      { ...first.digits.files, hash: '' },
      { name: 'bars', train: 300, test: 50, hash: '' },
    );
    await says(page, 'kept', /300 digits to learn from and 50 to test with/);
    await says(page, 'reads', /It reads 50 of 50/);
    assert.ok(
      !requests.slice(asked).some((url) => url.endsWith('.nibd')),
      'MNIST was not fetched for it',
    );

    // The lab's wall shows these digits, and not others of as many.
    await page.waitForFunction(
      () =>
        /** @type {any} */ (document.querySelector('nib-lab')).csv('test').trim().split('\n')
          .length === 51,
    );
    const wall = await page
      .locator('nib-lab')
      .evaluate((lab) => /** @type {any} */ (lab).svg('test'));

    await part(page, 'transposed').check();
    assert.deepEqual([await inked(12), await inked(18)], [[], across], 'it stands on its end now');
    const turned = await trained(page, SHORT);
    await page.waitForFunction(
      (wall) => /** @type {any} */ (document.querySelector('nib-lab')).svg('test') !== wall,
      wall,
    );
    assert.notEqual(turned.digits.files.hash, first.digits.files.hash);
    assert.notEqual(turned.fingerprint, first.fingerprint);
    await part(page, 'transposed').uncheck();
    assert.deepEqual(await trained(page, SHORT), first, 'the same digits, the same bits');

    await part(page, 'mnist-digits').click();
    const usual = await trained(page, SHORT);
    assert.equal(usual.digits, undefined);
    await says(page, 'reads', /of 10,000/);
  }));

test('dropped files without a part to test with keep every seventh of each class for it', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const { images, labels } = bars(140);
    await page.locator('nib-trainer').evaluate(
      (trainer, files) => {
        const dataTransfer = new DataTransfer();
        for (const [name, bytes] of files)
          dataTransfer.items.add(
            new File([Uint8Array.from(/** @type {number[]} */ (bytes))], String(name)),
          );
        trainer.dispatchEvent(
          new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true }),
        );
      },
      [
        ['fashion-images', [...images]],
        ['fashion-labels', [...labels]],
      ],
    );
    await says(
      page,
      'data-facts',
      /fashion: 120 to learn from, 20 to test with\. There was no part to test with/,
    );
    assert.deepEqual(
      (await part(page, 'data-preview').locator('li').allTextContents()).slice(0, 3),
      ['T-shirt', 'sneaker', 'coat'],
    );
    const { digits, accuracy } = await trained(page, SHORT);
    assert.deepEqual([digits.files.train, digits.files.test, accuracy], [120, 20, 1]);
  }));

/** An archive of deflated files. @param {[string, Buffer][]} files */
function zip(files) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4); // deflated
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), common, entry, Buffer.from(name));
    parts.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed);
    at += 30 + name.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

test('an archive of digits that lie on their side: each is set upright, and what is odd is said', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    // High and slim, a 1 and a 7 leaning to the right; rows and columns are swapped in the file.
    const digits = Array.from({ length: 140 }, (_, i) => {
      const label = (i * 7) % 10 === 4 ? 8 : (i * 7) % 10;
      const image = new Uint8Array(784);
      for (let row = 4; row < 24; row++)
        for (let column = 8; column < 20; column++) {
          const slim = label === 1 || label === 7;
          const middle = Math.round(18 - row / 3);
          const inked = slim ? Math.abs(column - middle) < 2 : row > label + 4;
          if (inked) image[28 * column + row] = 255;
        }
      return { label, strokes: [], image };
    });
    const archive = zip([
      ['emnist/readme.txt', Buffer.from('Have fun')],
      ['emnist/emnist-mine-train-labels-idx1-ubyte.gz', gzipSync(idxLabels(digits))],
      ['emnist/emnist-mine-train-images-idx3-ubyte.gz', gzipSync(idxImages(digits))],
    ]);
    await choose(page, [{ name: 'gzip.zip', buffer: archive }]);
    await says(
      page,
      'data-facts',
      /emnist mine: 120 to learn from, 20 to test with\. They lie on their side, as EMNIST’s do, and are set upright\. There was no part to test with.* No digit to learn from is a 4\. No digit to test with is a 4\. They stay/,
    );
    assert.equal(await part(page, 'transposed').isChecked(), true);
    const rows = await part(page, 'data-preview')
      .locator('canvas')
      .nth(1)
      .evaluate((canvas) => {
        const { data } = /** @type {any} */ (canvas).getContext('2d').getImageData(0, 0, 28, 28);
        const inked = (/** @type {number} */ row) =>
          Array.from({ length: 28 }, (_, column) => data[4 * (28 * row + column) + 3]).some(
            Boolean,
          );
        return Array.from({ length: 28 }, (_, row) => row).filter(inked).length;
      });
    assert.equal(rows, 20, 'a 7 is high');
  }));

test('wrong files get an answer that names the file, and change nothing', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const { images, labels } = bars(20, 19);
    await choose(page, [
      { name: 'a-images', buffer: images },
      { name: 'a-labels', buffer: labels },
    ]);
    await says(
      page,
      'note',
      /a-images has 20 images, but a-labels has 19 labels: as many were expected\./,
    );
    const page404 = Buffer.from('<!doctype html><title>404</title>');
    await choose(page, [{ name: 'train.gz', buffer: page404 }]);
    await says(
      page,
      'note',
      /train\.gz: a web page; the download failed\. Digits come as IDX, CSV/,
    );
    await choose(page, [
      { name: 'half.gz', buffer: gzipSync(images).subarray(0, 60) },
      { name: 'a-labels', buffer: bars(20).labels },
    ]);
    await says(page, 'note', /half\.gz can't be read: it is damaged or was moved/);
    await choose(page, [{ name: 'a-images', buffer: images }]);
    await says(page, 'note', /a-images has images; choose the file with their labels too\./);
    assert.match((await part(page, 'data-box').locator('summary').textContent()) ?? '', /MNIST/);
    assert.equal(await part(page, 'mnist-digits').isHidden(), true);
  }));

test('the digits that were taught are learnt with MNIST’s, and the recipe says which', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    assert.equal(await part(page, 'own-digits').isDisabled(), true, 'there are none yet');
    await draw(page, [
      [
        [0.3, 0.2],
        [0.7, 0.2],
        [0.45, 0.85],
      ],
    ]);
    await page.evaluate(() => /** @type {any} */ (document.querySelector('nib-pad')).teach(7));
    await page.waitForFunction(() =>
      document.querySelector('nib-trainer')?.shadowRoot?.querySelector('#own-digits:enabled'),
    );
    await part(page, 'data-box').locator('summary').click();
    // More than an epoch would be long: the last step is of the last digits, where the drawn one
    // stands.
    const recipe = { preset: 'softmax', batch: 1000, steps: 61, evaluateEvery: 61 };
    const without = await trained(page, recipe);
    assert.equal(without.digits, undefined);
    await part(page, 'own-digits').check();
    const own = await trained(page, recipe);
    assert.equal(own.digits.own.count, 1);
    assert.match(own.digits.own.hash, /^[0-9a-f]{16}$/);
    assert.notEqual(own.fingerprint, without.fingerprint);
    assert.deepEqual(await trained(page, recipe), own, 'the same digits, the same bits');
    await says(page, 'kept', /60,001 digits to learn from/);
    await part(page, 'own-digits').uncheck();
    assert.deepEqual(await trained(page, recipe), without);
    await reaches(page, 'done');
  }));

test('a link and a race ask which digits are chosen, and the run that trains keeps its own', () =>
  withPage({}, async ({ page }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ready(page);
    const teach = async (/** @type {number} */ digit) => {
      await draw(page, [
        [
          [0.3, 0.2],
          [0.7, 0.2],
          [0.3 + digit / 20, 0.85],
        ],
      ]);
      await page.evaluate(
        (digit) => /** @type {any} */ (document.querySelector('nib-pad')).teach(digit),
        digit,
      );
    };
    await teach(7);
    await part(page, 'data-box').locator('summary').click();
    await part(page, 'own-digits').check();
    await ask(page, (trainer) => trainer.start({ preset: 'softmax', steps: 1_000_000 }));
    const own = await ask(page, (trainer) => trainer.recipe.digits.own);
    assert.equal(own.count, 1);
    await grows(page, 2);

    // Others are chosen now than the run learns from.
    await teach(1);
    await part(page, 'link').click();
    await says(page, 'note', /copied/);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /digits=own_2_/);
    const raced = /** @type {any} */ (await ask(page, (trainer) => trainer.chosenDigits()));
    assert.equal(raced.own.labels.length, 2);
    assert.deepEqual(
      await ask(page, async (trainer) => {
        const trains = () => trainer.state === 'running' && trainer.history.length;
        const before = trains();
        await new Promise((grown) => trainer.addEventListener('nib-progress', grown));
        return [Boolean(before), Boolean(trains()), trainer.recipe.digits.own];
      }),
      [true, true, own],
    );
    await ask(page, (trainer) => trainer.stop());
    const next = await trained(page, SHORT);
    assert.equal(next.digits.own.count, 2, 'the next run learns from what is chosen');
    assert.match(link, new RegExp(`digits=own_2_${next.digits.own.hash}`));
  }));

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds no fault in a set that is shown: ${colorScheme}, on a phone`, () =>
    withPage(
      { colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true },
      async ({ page }) => {
        await ready(page);
        const { images, labels } = bars(70);
        await choose(page, [
          { name: 'bars-images', buffer: images },
          { name: 'bars-labels', buffer: labels },
        ]);
        await says(page, 'data-facts', /to learn from/);
        await page.evaluate(await readFile(AXE, 'utf8'));
        const faults = await page.evaluate(async () => {
          const { violations } = await /** @type {any} */ (globalThis).axe.run('nib-trainer');
          return violations.map((/** @type {any} */ { id, nodes }) => [
            id,
            nodes.map((/** @type {any} */ node) => node.html),
          ]);
        });
        assert.deepEqual(faults, []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 390, `the page is ${wide} pixels wide`);
      },
    ));
}

test('a link says which files its run learns from: others are refused, and with the right ones it begins, to the same bits', () =>
  withPage({}, async ({ page, url }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ready(page);
    const set = bars(210);
    const files = [
      { name: 'bars-images', buffer: set.images },
      { name: 'bars-labels', buffer: set.labels },
    ];
    await choose(page, files);
    await says(page, 'data-facts', /180 to learn from, 30 to test with/);
    const sent = await trained(page, SHORT);
    await part(page, 'link').click();
    await says(page, 'note', /copied/);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(
      link,
      new RegExp(
        `digits=files_180_30_${sent.digits.files.hash}_.*fingerprint=${sent.fingerprint}$`,
      ),
    );

    await page.goto('about:blank');
    await page.goto(link.replace(/^[^#]*\//, url));
    const needs = new RegExp(
      `learns from bars, which a link can’t carry: 180 digits to learn from, 30 to test with \\(${sent.digits.files.hash}\\)`,
    );
    await says(page, 'data-facts', needs);
    await part(page, 'start').click();
    await says(page, 'note', needs);
    const other = bars(140);
    await choose(page, [
      { name: 'other-images', buffer: other.images },
      { name: 'other-labels', buffer: other.labels },
    ]);
    await says(
      page,
      'note',
      new RegExp(
        `These are other digits \\([0-9a-f]{16}\\) than the link’s bars \\(${sent.digits.files.hash}\\)`,
      ),
    );
    assert.equal(await ask(page, (trainer) => trainer.state), 'idle');
    // Under other names: it's the digits that count.
    await choose(
      page,
      files.map(({ name, buffer }) => ({ name: name.replace('bars', 'mine'), buffer })),
    );
    await reaches(page, 'done');
    await says(page, 'verdict', /same/);
    assert.deepEqual(await ask(page, (trainer) => [trainer.fingerprint, trainer.recipe.digits]), [
      sent.fingerprint,
      sent.digits,
    ]);

    await part(page, 'mnist-digits').click();
    const usual = await trained(page, { ...SHORT, steps: 5 });
    assert.equal(usual.digits, undefined, 'whoever goes back to MNIST needs no files');
  }));
