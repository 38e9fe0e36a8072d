// Labels of charts keep clear of each other and of the curves.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { placed } from '../../www/charts/labels.js';

/** @typedef {import('../../www/charts/labels.js').Box} Box */

const BOUNDS = { left: 0, top: 0, width: 200, height: 100 };
/** @param {number} left @param {number} top @returns {Box} */
const box = (left, top) => ({ left, top, width: 60, height: 15 });

describe('labels', () => {
  test('the first place that is free is taken', () => {
    assert.deepEqual(placed([{ places: [box(10, 10), box(10, 40)] }], BOUNDS, []), [0]);
  });

  test('no two stand on each other, nor beyond the chart', () => {
    const wanted = [
      { places: [box(10, 10)] },
      { places: [box(20, 15), box(160, 15), box(20, -5), box(20, 40)] },
    ];
    assert.deepEqual(placed(wanted, BOUNDS, []), [0, 3]);
  });

  test('a curve that runs through a place, from corner to corner too, sends a label on', () => {
    /** @type {[number, number][]} */
    const curve = [
      [0, 100],
      [200, 0],
    ];
    const places = [box(70, 42), box(100, 40), box(120, 80)];
    assert.deepEqual(placed([{ places }], BOUNDS, [curve]), [2]);
    // Its last points alone: a line is where two are.
    assert.deepEqual(placed([{ places }], BOUNDS, [curve.slice(1)]), [0]);
  });

  test('where nothing is free, what is needed covers the least, and what isn’t is left out', () => {
    /** @type {[number, number][]} */
    const flat = [
      [0, 17],
      [200, 17],
    ];
    const first = { places: [box(10, 50)] };
    const places = [box(20, 52), box(20, 10)];
    assert.deepEqual(placed([first, { places }], BOUNDS, [flat]), [0, 1]);
    assert.deepEqual(placed([first, { places, optional: true }], BOUNDS, [flat]), [0, -1]);
    assert.deepEqual(placed([{ places: [] }], BOUNDS, []), [-1]);
  });
});
