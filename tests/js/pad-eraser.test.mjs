import assert from 'node:assert/strict';
import test from 'node:test';
import { erased, wiped } from '../../www/ink/eraser.js';

/** @typedef {import('../../www/ink/geometry.js').Stroke} Stroke */

/** @type {() => Stroke[]} */
const two = () => [
  [
    [0.1, 0.3, 0.5],
    [0.9, 0.3, 0.5],
  ],
  [
    [0.1, 0.7, 0.5],
    [0.9, 0.7, 0.5],
  ],
];

test('the eraser cuts a line where it passes, and leaves the others as they are', () => {
  const strokes = two();
  const left = erased(strokes, [0.5, 0.2], [0.5, 0.4], 0.05);
  assert.equal(left.length, 3);
  assert.ok(left[2] === strokes[1], 'the very same stroke');
  const [before, behind] = left;
  assert.ok(
    Math.abs(before[before.length - 1][0] - 0.45) < 0.01 && Math.abs(behind[0][0] - 0.55) < 0.01,
  );
  assert.deepEqual([before[0][0], behind[behind.length - 1][0]], [0.1, 0.9]);
});

test('a quick eraser leaves no gap between its samples', () => {
  assert.deepEqual(erased(two(), [0, 0.3], [1, 0.3]), two().slice(1));
});

test('where nothing is hit nothing changes, not even the array', () => {
  const strokes = two();
  assert.ok(erased(strokes, [0.5, 0.5], [0.6, 0.5]) === strokes);
});

test('dots are erased whole, and no crumbs stay', () => {
  /** @type {Stroke[]} */
  const dot = [[[0.5, 0.5, 0.5]]];
  assert.deepEqual(erased(dot, [0.52, 0.5], [0.52, 0.5]), []);
  // All but 0.02 of the line is hit: less than the line is wide.
  assert.deepEqual(erased([two()[0]], [0.16, 0.3], [0.9, 0.3]), []);
});

test('squares of ink are paper where the eraser passed over their middle', () => {
  const squares = new Uint8Array(784).fill(200, 28 * 14, 28 * 15);
  assert.equal(wiped(squares, [0, 0.1], [1, 0.1]), squares, 'it hit none');
  const left = wiped(squares, [0.25, 0.5], [0.25, 0.55], 0.03);
  const gone = [...(left ?? [])].flatMap((ink, at) => (ink === squares[at] ? [] : [at - 28 * 14]));
  assert.deepEqual(gone, [6, 7]);
  assert.equal(wiped(squares, [0, 0.52], [1, 0.52]), null, 'nothing is left');
});
