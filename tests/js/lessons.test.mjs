/** Lessons in the worker, and the page's end of them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Teaching } from '../../www/engine/page/teaching.js';
import { Lessons } from '../../www/engine/worker/lessons.js';

/** Lessons over a loader and an engine made up here. */
function school() {
  /** @type {any} */
  let options;
  const log = /** @type {string[]} */ ([]);
  const lessons = new Lessons({
    url: 'https://host/data/mnist.json',
    remember: (manifest, chunk) => (
      log.push(`remember ${manifest} ${chunk.length}`),
      { count: 5000, image: (index) => new Uint8Array(784).fill(index), free() {} }
    ),
    know: (network, weights) => {
      if (network === 'broken') throw Object.assign(new Error('no net'), { name: 'TeachError' });
      log.push(`know ${network}`);
      return {
        teach: (_, labels) => JSON.stringify({ learnt: true, right: labels.length }),
        weights: () => Float32Array.from(weights, (weight) => weight + 1),
        free: () => log.push(`free ${network}`),
      };
    },
    compare: (network) => {
      log.push(`compare ${network}`);
      return {
        nearest: (image, count) =>
          JSON.stringify(
            Array.from({ length: count }, (_, i) => ({
              index: i + 7,
              label: i,
              distance: image[0] + i,
            })),
          ),
        free: () => log.push(`free ${network}`),
      };
    },
    load: (given) => ((options = given), { load: () => log.push('load'), online() {} }),
  });
  /** @param {string} network @param {number[]} weights */
  const teach = (network, weights) =>
    lessons.teach({
      network,
      weights: Float32Array.from(weights),
      images: new Uint8Array(784),
      labels: new Uint8Array(1),
    });
  /** @param {string} network @param {number[]} weights */
  const nearest = (network, weights) =>
    lessons.nearest({
      network,
      weights: Float32Array.from(weights),
      image: new Uint8Array(784).fill(3),
      count: 2,
    });
  const arrive = () => (options.open('m'), options.add(new Uint8Array(9)));
  return { teach, nearest, log, arrive, options };
}

test('the first lesson fetches one chunk, and a net is got to know once', async () => {
  const { teach, log, arrive, options } = school();
  assert.equal(options.wanted({ split: 'train', first: 0 }), true);
  assert.equal(options.wanted({ split: 'train', first: 5000 }), false);
  assert.equal(options.wanted({ split: 'test', first: 0 }), false);
  const lesson = teach('a', [1, 2]);
  assert.deepEqual(arrive(), { trainReady: 5000, testReady: 0 });
  const { learnt, weights } = await lesson;
  assert.deepEqual([learnt, [...weights]], [true, [2, 3]]);
  await teach('a', [1, 2]);
  await teach('a', [1, 5]);
  assert.deepEqual(log, ['load', 'remember m 9', 'know a', 'free a', 'know a']);
});

test('the nearest digits come with their pictures; a net sees the digits once, and lessons share them', async () => {
  const { teach, nearest, log, arrive } = school();
  const question = nearest('a', [1]);
  arrive();
  const { all, digits } = await question;
  assert.equal(all, 5000);
  assert.deepEqual(
    digits.map(({ index, label, distance, image }) => [
      index,
      label,
      distance,
      image[0],
      image.length,
    ]),
    [
      [7, 0, 3, 7, 784],
      [8, 1, 4, 8, 784],
    ],
  );
  await nearest('a', [1]);
  await nearest('a', [2]);
  await teach('a', [2]);
  assert.deepEqual(log, ['load', 'remember m 9', 'compare a', 'free a', 'compare a', 'know a']);
});

test('digits that do not come reject with a sentence, and are asked for again', async () => {
  const { teach, log, arrive, options } = school();
  const lesson = teach('a', [1]);
  options.report({
    state: 'stuck',
    troubles: [
      {
        file: 'train-0.nibd',
        split: 'train',
        first: 0,
        count: 5000,
        kind: 'offline',
        detail: '',
        retries: true,
      },
    ],
  });
  await assert.rejects(lesson, { name: 'LoadError', message: /train-0\.nibd .*you are offline/ });
  const again = teach('a', [1]);
  arrive();
  assert.equal((await again).right, 1);
  assert.equal(log.filter((word) => word === 'load').length, 2);
});

test('a net that is refused takes nothing with it', async () => {
  const { teach, arrive } = school();
  const first = teach('a', [1]);
  arrive();
  await first;
  await assert.rejects(teach('broken', [1]), { name: 'TeachError' });
  assert.equal((await teach('a', [1])).right, 1);
});

test('the page packs its lessons, dials once, and anew after the worker was lost', async () => {
  const asked = /** @type {any[]} */ ([]);
  let lose = () => {};
  let dialled = 0;
  const teaching = new Teaching(async (_, lost) => {
    dialled += 1;
    lose = lost;
    return /** @type {any} */ ({
      ask: async (/** @type {string} */ type, /** @type {any} */ details) => (
        asked.push({ type, ...details }), 'taught'
      ),
      close() {},
    });
  });
  const net = { network: 'n', weights: new Float32Array(2) };
  const lessons = [
    { label: 4, image: new Uint8Array(784).fill(1) },
    { label: 9, image: new Uint8Array(784).fill(2) },
  ];
  await Promise.all([teaching.teach('m', net, lessons), teaching.teach('m', net, lessons)]);
  assert.equal(dialled, 1);
  assert.deepEqual([...asked[0].labels], [4, 9]);
  assert.deepEqual(
    [asked[0].images.length, asked[0].images[783], asked[0].images[784]],
    [1568, 1, 2],
  );
  lose();
  assert.equal(await teaching.teach('m', net, lessons), 'taught');
  assert.equal(dialled, 2);
  teaching.close();
});
