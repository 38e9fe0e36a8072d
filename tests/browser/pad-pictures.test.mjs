/** Pictures on <nib-pad>: given, dropped, pasted, chosen; and what is none. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { draw, withPage } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../../www/elements/pad/nib-pad.js').NibPad} NibPad */

/**
 * @template T, [A=undefined]
 * @param {Page} page @param {(pad: NibPad, argument: A) => T | Promise<T>} work @param {A}
 *   [argument] @returns {Promise<T>}
 */
const onPad = (page, work, argument) =>
  page
    .locator('nib-pad')
    .first()
    .evaluate(/** @type {any} */ (work), argument);

/**
 * The page, with `photo(width, height, {x, y, size})` in it: a canvas with a 7 in pencil, lit from
 * one side.
 * @param {(visit: import('./harness.mjs').Visit) => Promise<unknown>} work @param
 *   {import('./harness.mjs').PageOptions} [options]
 */
const withPhotos = (work, options = {}) =>
  withPage(options, async (visit) => {
    const { page } = visit;
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('nib-pad')).reader !== null,
    );
    await page.evaluate(() => {
      const photo = (
        /** @type {number} */ width,
        /** @type {number} */ height,
        { x = 0.3, y = 0.2, size = 0.5 } = {},
      ) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [width, height];
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
        const light = context.createLinearGradient(0, 0, width, height);
        light.addColorStop(0, '#555');
        light.addColorStop(1, '#ddd');
        context.fillStyle = light;
        context.fillRect(0, 0, width, height);
        context.globalAlpha = 0.7;
        context.lineWidth = 0.07 * size * height;
        context.beginPath();
        for (const [u, v] of [
          [0.1, 0],
          [0.7, 0],
          [0.5, 0.5],
          [0.35, 1],
        ])
          context.lineTo(x * width + u * size * height, (y + v * size) * height);
        context.stroke();
        return canvas;
      };
      const file = async (/** @type {string} */ name, /** @type {any[]} */ ...what) =>
        new File(
          [
            await new Promise((done) =>
              photo(.../** @type {[number, number]} */ (/** @type {any} */ (what))).toBlob((blob) =>
                done(/** @type {Blob} */ (blob)),
              ),
            ),
          ],
          name,
          { type: 'image/png' },
        );
      Object.assign(window, { photo, file });
    });
    await work(visit);
  });

test('a digit pasted at nine places and in four sizes is the same digit, without anybody resizing it wrongly', () =>
  withPhotos(async ({ page }) => {
    const wrong = await onPad(page, async (pad) => {
      const wrong = [];
      for (const size of [0.2, 0.4, 0.6, 0.9])
        for (const x of [0.02, 0.5, 0.95])
          for (const y of [0.02, 0.5, 0.95]) {
            const edge = 0.05 * size; // the line is as thick to both sides
            const at = { x: x * (1 - 0.75 * size), y: edge + y * (1 - size - 2 * edge), size };
            const canvas = /** @type {any} */ (window).photo(400, 400, at);
            const prediction = await pad.readPicture(canvas);
            if (prediction?.digit !== 7) wrong.push(`${JSON.stringify(at)}: ${prediction?.digit}`);
          }
      return wrong;
    });
    assert.deepEqual(wrong, []);
  }));

test('a picture shows on the paper, is read, gives way to a drawing, and comes back by undo', () =>
  withPhotos(async ({ page }) => {
    const shown = () =>
      onPad(page, (pad) => {
        const canvas = /** @type {HTMLCanvasElement} */ (
          pad.shadowRoot?.querySelectorAll('.surface canvas')[1]
        );
        return /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(
          canvas.width - 20,
          canvas.height - 20,
          1,
          1,
        ).data[3];
      });
    const frame = () =>
      page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    const read = await onPad(page, async (pad) => {
      const canvas = /** @type {any} */ (window).photo(300, 300);
      const { data } = canvas.getContext('2d').getImageData(0, 0, 300, 300);
      const digits = [];
      for (const source of [
        canvas,
        new ImageData(data, 300, 300),
        await createImageBitmap(canvas),
        await /** @type {any} */ (window).file('7.png', 300, 300),
      ])
        digits.push((await pad.readPicture(source))?.digit);
      return { digits, image: pad.image?.length, strokes: pad.strokes };
    });
    assert.deepEqual(read, { digits: [7, 7, 7, 7], image: 784, strokes: [] });
    await frame();
    assert.equal(await shown(), 255);
    assert.equal(await page.locator('nib-pad .bars .winner b').textContent(), '7');
    await draw(page, [
      [
        [0.5, 0.15],
        [0.48, 0.85],
      ],
    ]);
    await frame();
    assert.equal(await shown(), 0);
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 1);
    await page.keyboard.press('Control+z');
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 7);
    await page.locator('nib-pad').getByRole('button', { name: 'Clear' }).click();
    assert.equal(await onPad(page, (pad) => pad.prediction), null);
  }));

for (const how of /** @type {const} */ (['drop', 'paste']))
  test(`a ${how === 'drop' ? 'dropped' : 'pasted'} picture is read, and the browser does not open it instead`, () =>
    withPhotos(async ({ page }) => {
      const kept = await onPad(
        page,
        async (pad, type) => {
          const surface = /** @type {HTMLElement} */ (pad.shadowRoot?.querySelector('.surface'));
          const data = new DataTransfer();
          data.items.add(await /** @type {any} */ (window).file('seven.png', 320, 240));
          const init = { bubbles: true, composed: true, cancelable: true };
          const send = (/** @type {string} */ name) =>
            !surface.dispatchEvent(
              type === 'drop'
                ? new DragEvent(name, { ...init, dataTransfer: data })
                : new ClipboardEvent(name, { ...init, clipboardData: data }),
            );
          return type === 'drop' ? [send('dragover'), send('drop')] : [send('paste')];
        },
        how,
      );
      assert.ok(kept.every(Boolean), 'the default is prevented');
      await page.locator('nib-pad .bars .winner b').filter({ hasText: '7' }).waitFor();
      await page.locator('nib-pad .frame:not(.over)').waitFor();
    }));

test('a picture that misses the pad is read too, and does not take the page away', () =>
  withPhotos(async ({ page }) => {
    const kept = await page.evaluate(async () => {
      const data = new DataTransfer();
      data.items.add(await /** @type {any} */ (window).file('seven.png', 320, 240));
      const init = { bubbles: true, cancelable: true };
      const drop = !document
        .querySelector('footer')
        ?.dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }));
      return [
        drop,
        !document.body.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data })),
      ];
    });
    assert.deepEqual(kept, [true, true]);
    await page.locator('nib-pad .bars .winner b').filter({ hasText: '7' }).waitFor();
  }));

test('text that is dropped or pasted is left to the page', () =>
  withPhotos(async ({ page }) => {
    const prevented = await onPad(page, (pad) => {
      const data = new DataTransfer();
      data.setData('text/plain', '7');
      const init = { bubbles: true, composed: true, cancelable: true };
      return [
        new DragEvent('dragover', { ...init, dataTransfer: data }),
        new ClipboardEvent('paste', { ...init, clipboardData: data }),
      ].map((event) => !pad.dispatchEvent(event));
    });
    assert.deepEqual(prevented, [false, false]);
  }));

test('a chosen file is read, and one that is no picture gets a sentence that goes away with the next stroke', () =>
  withPhotos(async ({ page }) => {
    const choose = async (/** @type {{name: string, mimeType: string, buffer: Buffer}} */ file) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.locator('nib-pad').getByRole('button', { name: 'Photo' }).click(),
      ]);
      await chooser.setFiles(file);
    };
    const png = Buffer.from(
      await page.evaluate(async () => [
        ...new Uint8Array(
          await (await /** @type {any} */ (window).file('x', 500, 400)).arrayBuffer(),
        ),
      ]),
    );
    await choose({ name: 'seven.png', mimeType: 'image/png', buffer: png });
    await page.locator('nib-pad .bars .winner b').filter({ hasText: '7' }).waitFor();
    const alert = page.locator('nib-pad [role=alert]');
    await choose({ name: 'broken.png', mimeType: 'image/png', buffer: png.subarray(0, 40) });
    await alert.filter({ hasText: 'This browser can’t open broken.png' }).waitFor();
    assert.equal(await alert.getByRole('button').count(), 0, 'trying again would not help');
    await choose({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('7') });
    await alert.filter({ hasText: 'This browser can’t open notes.txt' }).waitFor();
    assert.equal(
      await onPad(page, (pad) => pad.prediction),
      null,
      'no sentence stands beside the picture before',
    );
    await draw(page, [
      [
        [0.5, 0.15],
        [0.48, 0.85],
      ],
    ]);
    assert.ok(await alert.isHidden());
  }));

test('a large photo is made small before it is read, and what can be no picture is refused with a sentence', () =>
  withPhotos(async ({ page }) => {
    const result = await onPad(page, async (pad) => {
      const prediction = await pad.readPicture(/** @type {any} */ (window).photo(4000, 3000));
      const said = [];
      for (const what of [
        null,
        7,
        {},
        new Blob(['<svg/>'], { type: 'image/png' }),
        new Blob([]),
        new File([new Uint8Array(65_000_000)], 'huge.png', { type: 'image/png' }),
      ]) {
        const error = await pad.readPicture(/** @type {any} */ (what)).then(
          () => null,
          (error) => error,
        );
        said.push(`${error?.name}: ${error?.message}`);
      }
      return { digit: prediction?.digit, said };
    });
    assert.equal(result.digit, 7);
    for (const sentence of result.said)
      assert.match(sentence, /^PictureError: .*(This browser can’t open that|larger than 64 MB)/);
    assert.match(result.said[result.said.length - 1], /huge\.png is larger than 64 MB/);
  }));

test('a picture that takes long to open does not cover what is drawn meanwhile', () =>
  withPhotos(async ({ page }) => {
    const result = await onPad(page, async (pad) => {
      const opening = pad
        .readPicture(await /** @type {any} */ (window).file('late.png', 600, 600))
        .then(
          () => 'laid',
          (error) => error.name,
        );
      pad.strokes = /** @type {any} */ ([
        [
          [0.52, 0.15],
          [0.49, 0.85],
        ],
      ]);
      return [await opening, pad.prediction?.digit];
    });
    assert.deepEqual(result, ['AbortError', 1]);
  }));

test('a frozen pad takes no pictures from its visitor', () =>
  withPhotos(async ({ page }) => {
    await onPad(page, async (pad) => {
      pad.frozen = true;
      const data = new DataTransfer();
      data.items.add(await /** @type {any} */ (window).file('seven.png', 320, 240));
      for (const target of [pad, document.body])
        target.dispatchEvent(
          new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
        );
      await new Promise((done) => setTimeout(done, 200));
    });
    assert.equal(await onPad(page, (pad) => pad.prediction), null);
    assert.ok(await page.locator('nib-pad').getByRole('button', { name: 'Photo' }).isDisabled());
  }));
