// Nets and curves leave the page as files, and nets come back from files.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { draw, withPage } from './harness.mjs';
import { ask, part, reaches, ready, says } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

const SHORT = { preset: 'mlp-bn', steps: 20 };

/**
 * The digits of the page are read with it, in the words of the pad.
 * @param {Page} page
 * @param {RegExp} words
 */
const readBy = (page, words) =>
  page.waitForFunction(
    (source) =>
      new RegExp(source).test(document.querySelector('nib-pad')?.shadowRoot?.textContent ?? ''),
    words.source,
  );

/** Of a drawing, by whichever net reads. @param {Page} page */
const probabilities = (page) =>
  page.evaluate(() =>
    Array.from(
      /** @type {import('../../www/elements/pad/nib-pad.js').NibPad} */ (
        document.querySelector('nib-pad')
      ).prediction?.probabilities ?? [],
    ),
  );

/**
 * Drops a file on an element.
 * @param {Page} page
 * @param {string} selector
 * @param {string} name
 * @param {Buffer} bytes
 */
const drop = (page, selector, name, bytes) =>
  page.locator(selector).evaluate(
    (element, { name, bytes }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      element.dispatchEvent(
        new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true }),
      );
    },
    { name, bytes: [...bytes] },
  );

/** @param {Page} page @param {string} id */
async function take(page, id) {
  const [download] = await Promise.all([page.waitForEvent('download'), part(page, id).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** @param {Page} page */
async function trained(page) {
  await ready(page);
  await ask(
    page,
    async (trainer, recipe) => {
      await trainer.start(recipe);
      await trainer.finished;
    },
    SHORT,
  );
  await reaches(page, 'done');
}

test('the trained net leaves in each format, and comes back from two of them, chosen or dropped', () =>
  withPage({}, async ({ page }) => {
    await trained(page);
    await draw(page, [
      [
        [0.3, 0.2],
        [0.7, 0.2],
        [0.45, 0.85],
      ],
    ]);
    await readBy(page, /yours, (step 20|\d)/);
    const trainedSays = await probabilities(page);
    assert.equal(trainedSays.length, 10);
    /** @type {Record<string, Buffer>} */
    const saved = {};
    for (const format of ['nib', 'safetensors', 'npz', 'onnx']) {
      await part(page, 'format').selectOption(format);
      assert.equal(await part(page, 'model').textContent(), `Model (.${format})`);
      const { name, bytes } = await take(page, 'model');
      assert.match(name, new RegExp(`^nibnet-mlp-bn-seed-\\d+\\.${format}$`));
      saved[format] = bytes;
    }
    assert.equal(saved.nib.subarray(0, 4).toString(), 'NIBN');
    assert.equal(saved.npz.subarray(0, 4).toString(), 'PK\x03\x04');
    const header = JSON.parse(
      saved.safetensors.subarray(8, 8 + saved.safetensors.readUInt32LE()).toString(),
    );
    assert.deepEqual(header['dense1.weights'].shape, [784, 200]);
    assert.ok(saved.onnx.includes('BatchNormalization'));

    await page.evaluate(() => /** @type {any} */ (document.querySelector('nib-pad')).useShipped());
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('nib-pad')).reader?.step === null,
    );
    const shippedSays = await probabilities(page);
    assert.notDeepEqual(shippedSays, trainedSays);

    await part(page, 'net-chooser').setInputFiles({
      name: 'mine.safetensors',
      mimeType: '',
      buffer: saved.safetensors,
    });
    await says(page, 'note', /mine\.safetensors is open/);
    await readBy(page, /mine\.safetensors/);
    assert.deepEqual(await probabilities(page), trainedSays, 'the very same net');

    await drop(page, 'nib-pad', 'mine.nib', saved.nib);
    await readBy(page, /mine\.nib/);
    assert.deepEqual(await probabilities(page), trainedSays);
    await drop(page, 'nib-trainer', 'dropped.safetensors', saved.safetensors);
    await readBy(page, /dropped\.safetensors/);
  }));

test('what is no net is refused, by the name of the file and of what is wrong with it', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const choose = (/** @type {string} */ name, /** @type {Buffer} */ buffer) =>
      part(page, 'net-chooser').setInputFiles({ name, mimeType: '', buffer });
    await choose('letter.nib', Buffer.from('Dear reader, this is no net.'));
    await says(page, 'note', /letter\.nib can't be opened: this is no net that nibnet can read/);
    // Tensors of another program, without our metadata: of the network that the settings show, but
    // for a shape.
    const header = JSON.stringify({
      'dense1.weights': { dtype: 'F32', shape: [10, 784], data_offsets: [0, 31360] },
    });
    const length = Buffer.alloc(8);
    length.writeUInt32LE(header.length);
    await part(page, 'preset').selectOption('softmax');
    await choose(
      'turned.safetensors',
      Buffer.concat([length, Buffer.from(header), Buffer.alloc(31360)]),
    );
    await says(
      page,
      'note',
      /turned\.safetensors can't be opened: .*"dense1\.weights" has shape \[10, 784\].*\[784, 10\]/,
    );
    await drop(
      page,
      'nib-pad',
      'cut.nib',
      (await readFile(new URL('../../www/model/digits.nib', import.meta.url))).subarray(0, 99),
    );
    await readBy(page, /cut\.nib can't be opened: the model has 99 bytes instead of/);
  }));

test('the curves leave as JSON, with what was trained and what it came to', () =>
  withPage({}, async ({ page }) => {
    await trained(page);
    const { name, bytes } = await take(page, 'json');
    assert.match(name, /\.json$/);
    const { recipe, fingerprint, points } = JSON.parse(bytes.toString());
    const told = await ask(page, ({ recipe, fingerprint, history }) => ({
      recipe,
      fingerprint,
      points: [...history],
    }));
    assert.deepEqual({ recipe, fingerprint, points }, told);
    assert.equal(points.at(-1).step, 20);
  }));
