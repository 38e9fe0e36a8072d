// What a lab can go back to: never more than there is room for, and evenly over the run.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Snapshots } from '../../www/engine/page/snapshots.js';
import { Thinned } from '../../www/engine/page/thinned.js';

describe('thinned', () => {
  test('it keeps the first, the newest, and even distances between', () => {
    for (const most of [2, 3, 5, 64]) {
      const list = new Thinned(most);
      for (let i = 0; i < 1000; i++) {
        list.add(i);
        const { items } = list;
        assert.ok(items.length <= most + 1, `${items.length} of ${most}`);
        assert.equal(items[0], 0);
        assert.equal(items.at(-1), i);
        const gaps = items.slice(1).map((item, at) => item - items[at]);
        assert.ok(gaps.every((gap) => gap > 0));
        const even = gaps.slice(0, -1);
        assert.ok(new Set(even).size <= 1, `${items} of ${i + 1}`);
        if (i > 4 * most) assert.ok(items.length >= most / 2, `${items.length} of ${most}`);
      }
    }
  });
});

/** @param {number} step @param {number} weights */
function snapshot(step, weights) {
  const look = {
    step,
    images: new Uint8Array(784),
    labels: new Uint8Array(1),
    guesses: new Uint8Array(1),
    spreads: new Float32Array([step]),
  };
  return {
    step,
    point: null,
    guesses: new Uint8Array(10),
    weights: new Float32Array(weights),
    look,
  };
}

describe('snapshots', () => {
  test('a net of a megabyte is kept 32 times, a small one 64 times, a large one a dozen times', () => {
    for (const [weights, most] of [
      [262_000, 32],
      [10, 64],
      [4_000_000, 12],
    ]) {
      const snapshots = new Snapshots();
      for (let i = 0; i < 100; i++) snapshots.add(snapshot(i * 100, weights));
      assert.ok(
        snapshots.list.length <= most + 1 && snapshots.list.length > most / 2 - 1,
        `${snapshots.list.length}`,
      );
      assert.equal(snapshots.spreads.length, 100, 'spreads are small: all of them');
    }
  });

  test('the nearest is the nearest', () => {
    const snapshots = new Snapshots();
    assert.equal(snapshots.nearest(3), null);
    for (const step of [0, 50, 100, 200]) snapshots.add(snapshot(step, 1));
    for (const [asked, found] of [
      [-5, 0],
      [20, 0],
      [26, 50],
      [150, 200],
      [1e9, 200],
    ]) {
      assert.equal(snapshots.nearest(asked)?.step, found);
    }
    assert.equal(snapshots.newest?.step, 200);
  });
});
