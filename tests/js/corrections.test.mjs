/** Correction digits: the store, its fall-back, and the files that they are exported as. */
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { CorrectionStore, lessonOf } from '../../www/store/corrections.js';
import { Database } from '../../www/store/database.js';
import { idxImages, idxLabels, jsonLines } from '../../www/store/digit-files.js';

import { fillDisk, freshDisk, refuseStorage } from './disk.mjs';

/** @typedef {import('../../www/store/corrections.js').Correction} Correction */

beforeEach(freshDisk);
/** As another tab has one. */
const newStore = () => new CorrectionStore(new Database());

/** @param {string} id @param {number} label @param {number} when @returns {Correction} */
const kept = (id, label, when = 0) => ({
  id,
  label,
  when,
  learnt: true,
  strokes: [
    [
      [0.123456, 0.5, 0.7],
      [1, 0.25, 0.5],
    ],
    [[0, 1, 0.5]],
  ],
  image: new Uint8Array(784).fill(label),
});

test('strokes become a line of JSON each, without pressure', () => {
  assert.equal(
    jsonLines([kept('a', 3), kept('b', 7)]),
    '{"label":3,"strokes":[[[0.1235,0.5],[1,0.25]],[[0,1]]]}\n{"label":7,"strokes":[[[0.1235,0.5],[1,0.25]],[[0,1]]]}\n',
  );
  assert.equal(jsonLines([]), '');
});

test('images and labels become the two files of MNIST', () => {
  const images = idxImages([kept('a', 3), kept('b', 7)]);
  assert.deepEqual([...images.subarray(0, 16)], [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]);
  assert.equal(images.length, 16 + 2 * 784);
  assert.deepEqual([images[16], images[16 + 784]], [3, 7]);
  assert.deepEqual([...idxLabels([kept('a', 3), kept('b', 7)])], [0, 0, 8, 1, 0, 0, 0, 2, 3, 7]);
  assert.deepEqual([...idxLabels([])], [0, 0, 8, 1, 0, 0, 0, 0]);
});

test('where storage is refused digits live as long as the page, and that is said', async () => {
  refuseStorage();
  const store = newStore();
  await store.add(kept('b', 7, 2));
  await store.add(kept('a', 3, 1));
  assert.equal(store.forgets, true);
  assert.deepEqual(
    (await store.all()).map(({ id }) => id),
    ['a', 'b'],
    'the oldest first',
  );
  await store.change('a', { label: 8 });
  assert.equal(lessonOf((await store.all())[0]), 'a=8');
  await store.remove(['a']);
  assert.deepEqual(
    (await store.all()).map(({ id }) => id),
    ['b'],
  );
  await store.keepNet('x', { weights: new Float32Array([1]), lessons: ['b=7'] });
  assert.deepEqual((await store.net('x'))?.lessons, ['b=7']);
  await store.dropNet('x');
  assert.equal(await store.net('x'), null);
});

test('two tabs over one storage lose nothing of each other', async () => {
  const [here, there] = [newStore(), newStore()];
  await Promise.all([here.add(kept('a', 3, 1)), there.add(kept('b', 7, 2))]);
  for (const store of [here, there])
    assert.deepEqual(
      (await store.all()).map(({ id }) => id),
      ['a', 'b'],
    );
  assert.equal(here.forgets, false);
  // What the other tab has deleted stays gone, whatever is done to it here.
  await there.remove(['a']);
  await here.change('a', { label: 5 });
  assert.deepEqual((await here.all()).map(lessonOf), ['b=7']);
  await here.change('b', { label: 1 });
  assert.deepEqual((await there.all()).map(lessonOf), ['b=1']);
});

test('a disk that fills up costs nothing that is there', async () => {
  const store = newStore();
  await store.add(kept('a', 3, 1));
  fillDisk();
  await store.add(kept('b', 7, 2));
  assert.equal(store.forgets, true);
  assert.deepEqual(
    (await store.all()).map(({ id }) => id),
    ['a', 'b'],
    'what was kept, and what lives as long as the page',
  );
});

test('whoever watches hears of every change, until it has had enough', async () => {
  refuseStorage();
  const store = newStore();
  const enough = new AbortController();
  let heard = 0;
  store.watch(() => heard++, enough.signal);
  await store.add(kept('a', 3));
  await store.remove(['a']);
  assert.equal(heard, 2);
  enough.abort();
  await store.add(kept('a', 3));
  assert.equal(heard, 2);
});
