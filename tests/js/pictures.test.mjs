/** Pictures on the way in: what is none, what is hidden, what was dragged from another page. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answer, spokenAnswer, winner } from '../../www/elements/pad/answer.js';
import { predictionFrom } from '../../www/elements/pad/bars.js';
import { fieldValue } from '../../www/elements/pad/form.js';
import { hidesPixels } from '../../www/ink/hidden-pixels.js';
import { blockMeans, blockSide } from '../../www/ink/means.js';
import { kindOf, openPicture } from '../../www/ink/open-picture.js';
import { addressIn, fileIn, leadsAway } from '../../www/ink/picture.js';

test('a file that is no picture is known by its first bytes, whatever its name says', async () => {
  for (const [bytes, kind] of /** @type {const} */ ([
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'heic'],
    ['\0\0\0\x18ftypmif1', 'heic'],
    ['\0\0\0\x18ftypavif', 'other'],
    ['%PDF-1.7\n', 'pdf'],
    ['\n <!DOCTYPE html><title>404', 'webPage'],
    ['7', 'other'],
    ['', 'other'],
  ]))
    assert.equal(await kindOf(new Blob([bytes])), kind, JSON.stringify(bytes));
});

test('HEIC and PDF get a sentence that says what to do', async () => {
  for (const [name, type, start, sentence] of [
    ['IMG_7.HEIC', 'image/heic', '\0\0\0\x18ftypheic', /^IMG_7\.HEIC is a HEIC photo.*as JPEG/],
    ['IMG_8.jpg', 'image/jpeg', '\0\0\0\x18ftypheic', /^IMG_8\.jpg is a HEIC photo/],
    ['scan.pdf', 'application/pdf', '%PDF-1.4', /^scan\.pdf is a PDF: take a screenshot/],
    ['seven.png', 'text/html', '<html>', /^seven\.png is a web page/],
    ['notes.txt', 'text/plain', '7', /can’t open notes\.txt as a picture/],
  ])
    await assert.rejects(
      openPicture(new File([/** @type {string} */ (start)], String(name), { type: String(type) })),
      { name: 'PictureError', message: /** @type {RegExp} */ (sentence) },
    );
});

/**
 * A canvas of 8 × 8 pixels, whose pixels `alter` changes when they are read.
 * @param {(value: number, at: number) => number} alter
 */
function canvas(alter) {
  const pixels = new Uint8ClampedArray(8 * 8 * 4);
  return {
    fillStyle: '',
    /** @param {number} x @param {number} y */
    fillRect(x, y) {
      const colour = this.fillStyle.match(/\d+/g)?.map(Number) ?? [];
      pixels.set([...colour, 255], 4 * (8 * y + x));
    },
    clearRect() {
      pixels.fill(0);
    },
    getImageData: () => ({ data: pixels.map(alter) }),
    pixels,
  };
}

test('a browser that hides pixels is noticed: noise, one colour; a changed last bit harms nothing', () => {
  const hides = (/** @type {(value: number, at: number) => number} */ alter) =>
    hidesPixels(/** @type {any} */ (canvas(alter)));
  assert.equal(
    hides((value) => value),
    false,
  );
  assert.equal(
    hides((value, at) => value ^ (at % 2)),
    false,
  );
  assert.equal(
    hides(() => 255),
    true,
  );
  assert.equal(
    hides((_, at) => (at * 89) % 256),
    true,
  );
  const after = canvas((value) => value);
  hidesPixels(/** @type {any} */ (after));
  assert.ok(
    after.pixels.every((value) => value === 0),
    'nothing of the pattern is left',
  );
});

test('of what is dropped or pasted, a picture beside text is meant; a link from a page has an address', () => {
  const data = (/** @type {File[]} */ files, list = '') =>
    /** @type {any} */ ({ files, types: [], getData: () => list });
  const [text, picture] = [
    new File(['7'], 'a.rtf', { type: 'text/rtf' }),
    new File(['7'], 'image.png', { type: 'image/png' }),
  ];
  assert.equal(fileIn(data([text, picture])), picture);
  assert.equal(fileIn(data([text])), text);
  assert.equal(fileIn(null), undefined);
  assert.equal(
    addressIn(data([], '# a comment\r\nhttps://example.org/7.png\r\n')),
    'https://example.org/7.png',
  );
  assert.equal(addressIn(data([])), null);
  const dragged = (/** @type {string[]} */ ...types) =>
    leadsAway(/** @type {any} */ ({ dataTransfer: { types } }));
  assert.deepEqual(
    [dragged('Files'), dragged('text/uri-list', 'text/html'), dragged('text/plain'), dragged()],
    [true, true, false, false],
  );
});

test('a picture without a digit has no winner, no value in a form, and is called that', () => {
  const none = predictionFrom([0, 0.9, 0.1, 0, 0, 0, 0, 0, 0, 0], 'none', [], 'pattern');
  assert.equal(none.reason, 'pattern');
  assert.equal(answer(none), 'No digit found.');
  assert.equal(spokenAnswer(none), 'No digit found.');
  assert.equal(winner(none), null);
  assert.equal(fieldValue(none), '');
  assert.ok(!('reason' in predictionFrom([1])));
});

test('large pictures are made small as the command line does it: means of blocks, over black', () => {
  assert.deepEqual([blockSide(400, 3), blockSide(401, 3), blockSide(3, 810)], [1, 2, 3]);
  // The same picture as in the unit test of src/ink/picture.rs.
  const row = (/** @type {number[]} */ left) => [
    ...Array.from({ length: 405 }, () => left).flat(),
    ...Array.from({ length: 405 }, () => [0, 0, 0, 255]).flat(),
  ];
  const rgba = [...row([90, 90, 90, 255]), ...row([30, 30, 30, 255]), ...row([0, 0, 0, 0])];
  const means = blockMeans(Uint8ClampedArray.from(rgba), 810, 3);
  assert.equal(means.length, 4 * 270);
  assert.deepEqual([...means.slice(-4)], [0, 0, 0, 255]);
  const [colour, , , alpha] = means;
  assert.deepEqual([Math.floor((colour * alpha + 127) / 255), alpha], [40, 170]);
});
