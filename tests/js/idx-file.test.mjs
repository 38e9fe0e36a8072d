/** A visitor's IDX files: read, refused by name, and paired up. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { IdxError, pairUp, readIdx, setName } from '../../www/elements/trainer/idx-file.js';
import { idxImages, idxLabels } from '../../www/store/digit-files.js';

/** @param {number} count */
const digits = (count) =>
  Array.from({ length: count }, (_, i) => ({
    label: i % 10,
    strokes: [],
    image: new Uint8Array(784).fill(i % 251),
  }));

/** @param {string} name @param {Uint8Array<ArrayBuffer>} bytes @param {boolean} [zipped] */
const file = (name, bytes, zipped = false) =>
  new File([zipped ? new Uint8Array(gzipSync(bytes)) : bytes], name);

/** @param {Uint8Array<ArrayBuffer>} bytes @param {number} at @param {number[]} with_ */
const changed = (bytes, at, with_) => {
  const copy = bytes.slice();
  copy.set(with_, at);
  return copy;
};

/**
 * A blob that comes in pieces of one byte.
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function dripping(name, bytes) {
  const blob = file(name, bytes);
  blob.stream = () =>
    new ReadableStream({
      start(out) {
        for (const byte of bytes) out.enqueue(Uint8Array.of(byte));
        out.close();
      },
    });
  return blob;
}

describe('one file', () => {
  test('images and labels are read, plain, gzipped, and in whatever pieces they come', async () => {
    const all = digits(12);
    const pixels = all.flatMap(({ image }) => [...image]);
    for (const zipped of [false, true]) {
      const images = await readIdx(file('i', idxImages(all), zipped));
      assert.deepEqual([images.kind, images.count, [...images.bytes]], ['images', 12, pixels]);
      const labels = await readIdx(file('l', idxLabels(all), zipped));
      assert.deepEqual(
        [labels.kind, labels.count, [...labels.bytes]],
        ['labels', 12, all.map(({ label }) => label)],
      );
    }
    assert.deepEqual(
      [...(await readIdx(dripping('l', idxLabels(all)))).bytes],
      all.map(({ label }) => label),
    );
    assert.deepEqual([...(await readIdx(dripping('i', idxImages(all)))).bytes], pixels);
    // The head alone is longer than this file.
    assert.deepEqual([...(await readIdx(file('l', idxLabels(all.slice(0, 3))))).bytes], [0, 1, 2]);
  });

  test('of a larger file the first are kept, and all are counted', async () => {
    const images = await readIdx(file('i', idxImages(digits(30))), 8);
    assert.deepEqual([images.count, images.bytes.length], [30, 8 * 784]);
    await assert.rejects(
      readIdx(file('i', idxImages(digits(30)).slice(0, -1)), 8),
      /23,519 bytes .* announces 23,520/,
    );
  });

  test('whatever is wrong is said with the name of the file, what it has, and what was expected', async () => {
    const [images, labels] = [idxImages(digits(5)), idxLabels(digits(5))];
    /** @type {[Uint8Array<ArrayBuffer>, RegExp][]} */
    const cases = [
      [new Uint8Array(0), /begins with nothing; 0, 0, 8, 3/],
      [Uint8Array.from([0, 0]), /begins with 0, 0; 0, 0, 8, 3/],
      [new TextEncoder().encode('<!doctype html>'), /begins with 60, 33, 100, 111;/],
      [changed(images, 2, [13]), /other values than unsigned bytes \(type 8\)/],
      [changed(images, 3, [2]), /2 dimensions; images have 3, and labels 1/],
      [changed(images, 11, [32]), /32 × 28 pixels; 28 × 28 was expected/],
      [changed(images, 4, [0, 0, 0, 0]), /announces 0 digits/],
      [images.slice(0, 9), /has 9 bytes, and its head alone 16/],
      [images.slice(0, -3), /3,917 bytes .* announces 3,920/],
      [changed(labels, 7, [200]), /5 bytes .* announces 200/],
      [changed(labels, 10, [11]), /label 11 \(number 3\); labels from 0 to 9/],
      [new Uint8Array(gzipSync(images)).slice(0, -12), /gzip stream is damaged/],
    ];
    for (const [bytes, sentence] of cases) {
      await assert.rejects(readIdx(file('mine-ubyte', bytes)), (error) => {
        assert.ok(error instanceof IdxError);
        assert.equal(error.name, 'IdxError');
        assert.match(error.message, /mine-ubyte/);
        assert.match(error.message, sentence);
        return true;
      });
    }
  });
});

describe('a set', () => {
  /**
   * @param {string} name
   * @param {number} count
   * @param {'images' | 'labels'} kind
   * @param {number} [taken]
   * @returns {import('../../www/elements/trainer/idx-file.js').Idx}
   */
  const idx = (name, count, kind, taken = count) => ({
    name,
    kind,
    count,
    bytes: new Uint8Array(kind === 'images' ? taken * 784 : taken).fill(count % 10),
  });

  test('has a part to test with by its name, or else the smaller one', () => {
    for (const [train, test] of [
      ['train', 't10k'],
      ['x', 'y-test'],
      ['a', 'b'],
    ]) {
      const set = pairUp([
        idx(`${test}-labels-idx1-ubyte`, 30, 'labels'),
        idx(`${train}-images-idx3-ubyte`, 71, 'images'),
        idx(`${test}-images-idx3-ubyte`, 30, 'images'),
        idx(`${train}-labels-idx1-ubyte`, 71, 'labels'),
      ]);
      assert.deepEqual(
        [set.train.labels.length, set.test.labels.length, set.heldOut, set.left],
        [71, 30, false, 0],
      );
      assert.equal(set.train.images[0], 1, 'the images of that part');
    }
  });

  test('without one keeps its last seventh for that', () => {
    const images = idx('train-images', 70, 'images');
    images.bytes.set(new Uint8Array(784).fill(99), 69 * 784);
    const set = pairUp([images, idx('train-labels', 70, 'labels')]);
    assert.deepEqual(
      [set.train.labels.length, set.test.labels.length, set.heldOut],
      [60, 10, true],
    );
    assert.equal(set.test.images.at(-1), 99);
    assert.equal(pairUp([idx('i', 700, 'images', 70), idx('l', 700, 'labels', 70)]).left, 630);
    assert.throws(
      () => pairUp([idx('i', 3, 'images'), idx('l', 3, 'labels')]),
      /i has 3 digits: too few/,
    );
  });

  test('is refused where files are missing or do not belong together', () => {
    assert.throws(
      () => pairUp([idx('a-images', 9, 'images')]),
      /Images came in a-images, labels in none/,
    );
    assert.throws(() => pairUp([]), /Images came in none/);
    assert.throws(
      () => pairUp([idx('a-images', 9, 'images'), idx('b-labels', 8, 'labels')]),
      /a-images has 9 images, but b-labels has 8 labels/,
    );
  });

  test('is called what its files are called', () => {
    assert.equal(setName('emnist-digits-train-images-idx3-ubyte.gz'), 'emnist digits');
    assert.equal(setName('train-images-idx3-ubyte'), 'your files');
  });
});
