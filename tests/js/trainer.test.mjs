// What the trainer works out without a browser: links, tables, axes, numbers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closerRange, logRange, lossRange, roundUp } from '../../www/charts/axes.js';
import { csv } from '../../www/charts/csv.js';
import { rows } from '../../www/charts/rows.js';
import { thinned } from '../../www/charts/table.js';
import { fromFragment, isLink, threadsIn, toFragment } from '../../www/elements/trainer/link.js';
import { data } from '../../www/text/en.js';
import { clock, count, percent, rate, thousands } from '../../www/text/numbers.js';

const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

describe('link', () => {
  for (const recipe of [
    { preset: 'mlp-relu', seed: 7, steps: 2000 },
    { preset: 'softmax', seed: 0, batch: 50, evaluateEvery: 10, learningRate: { constant: 0.1 } },
    { preset: 'conv-bn', learningRate: { oneCycle: { peak: 0.01, rise: 0.2 } } },
    {
      preset: 'mlp-relu',
      learningRate: { decaying: { from: 0.0031, to: 1e-7, over: 2000 } },
      optimizer: { adam },
    },
    { preset: 'mlp-sigmoid', optimizer: { sgd: { momentum: 0.9 } }, epochs: 2.5 },
    { preset: 'best', augment: null, pens: null },
    {
      preset: 'conv',
      digits: {
        files: {
          name: 'Fashion_MNIST & more',
          train: 60000,
          test: 10000,
          hash: '0123456789abcdef',
        },
      },
    },
    { preset: 'conv', digits: { own: { count: 12, hash: '0123456789abcdef' } } },
  ]) {
    test(`comes back as it went: ${toFragment(recipe)}`, () => {
      assert.deepEqual(fromFragment(`#${toFragment(recipe)}`, adam), { recipe, ignored: [] });
    });
  }

  test('what makes no sense is named and left out, what is not ours is left alone', () => {
    const { recipe, ignored } = fromFragment(
      '#seed=7&steps=many&rate=&optimizer=magic&digits=files_1_2_3_x&chapter=3',
      adam,
    );
    assert.deepEqual(recipe, { seed: 7 });
    assert.deepEqual(ignored.sort(), [
      'digits=files_1_2_3_x',
      'optimizer=magic',
      'rate=',
      'steps=many',
    ]);
  });

  test('threads go along where somebody chose them, and are no part of the recipe', () => {
    const link = `#${toFragment({ preset: 'softmax' }, 3)}`;
    assert.equal(threadsIn(link), '3');
    assert.deepEqual(fromFragment(link, adam), { recipe: { preset: 'softmax' }, ignored: [] });
    assert.equal(threadsIn(`#${toFragment({ preset: 'softmax' })}`), null);
  });

  test('a fragment of somebody else is no link', () => {
    assert.equal(isLink('#/3/2'), false);
    assert.equal(isLink(''), false);
    assert.equal(isLink('#chapter=3&seed=7'), true);
  });
});

describe('csv', () => {
  const points = [
    {
      step: 0,
      epoch: 0,
      images: 0,
      learningRate: 0.0031,
      trainLoss: null,
      trainAccuracy: null,
      testLoss: Math.LN10,
      testAccuracy: 0.098,
    },
    {
      step: 100,
      epoch: 1 / 6,
      images: 10000,
      learningRate: 0.003,
      trainLoss: 1e-9,
      trainAccuracy: 1,
      testLoss: null,
      testAccuracy: null,
    },
  ];

  test('holds every point with every digit, and of which run it is', () => {
    const run = { preset: 'conv', seed: 7, fingerprint: '00112233445566aa' };
    const [head, ...rows] = csv(points, run).trimEnd().split('\n');
    const names = head.split(',');
    assert.deepEqual(names, [
      'step',
      'epoch',
      'images',
      'learning_rate',
      'train_loss',
      'train_accuracy',
      'test_loss',
      'test_accuracy',
      'preset',
      'seed',
      'fingerprint',
    ]);
    for (const row of rows) assert.ok(row.endsWith(',conv,7,00112233445566aa'), row);
    const back = rows.map((row) =>
      row
        .split(',')
        .slice(0, -3)
        .map((cell) => (cell === '' ? null : Number(cell))),
    );
    assert.deepEqual(
      back,
      points.map((point) => Object.values(point)),
    );
  });

  test('without points it is a head', () => {
    assert.equal(csv([]).split('\n').length, 2);
  });
});

describe('axes', () => {
  test('accuracy zooms to what matters, by the best so far', () => {
    assert.deepEqual(
      [0, 0.79, 0.8, 0.92, 0.97, 0.99].map((best) => closerRange(best)?.[0] ?? 0),
      [0, 0, 0.5, 0.9, 0.9, 0.97],
    );
  });

  test('loss forgets the fall at the start, and reaches a round number', () => {
    const falling = Array.from({ length: 100 }, (_, i) => (i < 5 ? 2.3 : 0.2));
    assert.deepEqual(lossRange([falling]), [0, 0.3]);
    assert.deepEqual(lossRange([[], []]), [0, 2.5]);
    assert.deepEqual(lossRange([[null, NaN, 2.3]]), [0, 3]);
  });

  test('a log axis ends at round numbers, and spans a power of ten at least', () => {
    assert.deepEqual(logRange(0.0299, 1.8), [0.02, 2]);
    assert.deepEqual(logRange(0.2, 0.21), [0.2, 2]);
    assert.deepEqual(logRange(0, 0), [0.01, 5]);
    assert.deepEqual(logRange(NaN, Infinity), [0.01, 5]);
  });

  test('rounding up stays where it is round already', () => {
    assert.deepEqual(
      [0.31, 0.3, 1, 9, 0, NaN, -1, Infinity].map(roundUp),
      [0.5, 0.3, 1, 10, 0, 0, 0, 0],
    );
  });
});

describe('rows', () => {
  const points = Array.from({ length: 1000 }, (_, i) => ({
    step: i + 1,
    epoch: 0,
    images: 0,
    learningRate: 0,
    trainLoss: i % 2,
    trainAccuracy: null,
    testLoss: (i + 1) % 100 ? null : i,
    testAccuracy: null,
  }));
  const all = (/** @type {number} */ most, few = points) =>
    rows(
      few,
      { from: 0, to: Infinity, most },
      (point) => point.trainLoss,
      (point) => point.testLoss,
    );

  test('few points are shown as they are', () => {
    const { xs, trains, group } = all(1000);
    assert.deepEqual([xs.length, trains.length, group], [1000, 1000, 1]);
    assert.deepEqual(
      trains,
      points.map(({ trainLoss }) => trainLoss),
    );
  });

  test('many are shown as means of groups that fit the width, and every test point stays', () => {
    const { xs, trains, tests, group } = all(100);
    assert.equal(group, 16);
    const means = trains.filter((value) => value !== null);
    assert.equal(means.length, Math.ceil(1000 / 16));
    assert.ok(means.every((mean) => mean === 0.5));
    assert.deepEqual(
      tests.filter((value) => value !== null),
      [99, 199, 299, 399, 499, 599, 699, 799, 899, 999],
    );
    assert.equal(xs.at(-1), 1000);
    assert.ok(xs.every((x, i) => i === 0 || x > xs[i - 1]));
  });

  test('a group that is complete no longer changes while the curve grows', () => {
    const before = all(100, points.slice(0, 850));
    const after = all(100);
    assert.equal(before.group, after.group);
    assert.deepEqual(after.trains.slice(0, 40), before.trains.slice(0, 40));
  });

  test('zoomed in, the single points come out', () => {
    const { group } = rows(
      points,
      { from: 100, to: 150, most: 100 },
      (point) => point.trainLoss,
      (point) => point.testLoss,
    );
    assert.equal(group, 1);
  });
});

describe('table', () => {
  test('is thinned evenly, with both ends', () => {
    const all = Array.from({ length: 10_001 }, (_, i) => i);
    const few = thinned(all, 101);
    assert.deepEqual([few.length, few[0], few[50], few[100]], [101, 0, 5000, 10000]);
    assert.deepEqual(thinned([1, 2, 3], 3), [1, 2, 3]);
    assert.deepEqual(thinned([]), []);
  });
});

describe('numbers', () => {
  const plain = (/** @type {string} */ text) => text.replaceAll('\u00a0', ' ');

  test('have units and no more digits than mean something', () => {
    assert.equal(count(9824), '9,824');
    assert.equal(plain(percent(0.98243)), '98.24 %');
    assert.equal(rate(0.00123456), '0.00123');
    assert.deepEqual(
      [850, 9_940, 151_234].map((n) => plain(thousands(n))),
      ['850', '9.9 k', '151 k'],
    );
    assert.deepEqual([0, 7.2, 60, 3_700].map(clock), ['0:00', '0:08', '1:00', '1:01:40']);
  });

  test('never round up to a hundred per cent what is not', () => {
    assert.equal(plain(percent(0.99999)), '99.99 %');
    assert.equal(plain(percent(0.9996, 0)), '99 %');
    assert.equal(plain(percent(1)), '100.00 %');
  });
});

describe('sentences', () => {
  test('name digits as people count them', () => {
    assert.match(data.waiting('train', { first: 25_000, count: 5_000 }), /digits 25,001–30,000/);
    const trouble = /** @type {const} */ ({
      file: 'test-0.nibd',
      split: 'test',
      first: 0,
      count: 5_000,
      retries: true,
    });
    assert.match(
      data.trouble({ ...trouble, kind: 'status', detail: '404' }),
      /test-0\.nibd \(test digits 1–5,000\) is missing/,
    );
    assert.match(data.trouble({ ...trouble, kind: 'status', detail: '503' }), /answered 503/);
    assert.match(
      data.trouble({ ...trouble, kind: 'broken', detail: 'wrong checksum' }),
      /broken: wrong checksum/,
    );
  });
});
