// The wall of digits: who stands where, and who walks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misreadFirst, walks } from '../../www/charts/wall-order.js';

const labels = Uint8Array.of(0, 1, 2, 3, 4, 5, 255);
/** @param {number[]} guesses @param {number} [size] */
const wall = (guesses, size = labels.length) => {
  const bytes = Uint8Array.from(guesses);
  return { order: misreadFirst(labels, bytes).order.slice(0, size), guesses: bytes };
};

test('the misread ones stand first, and what is no digit is never misread', () => {
  assert.deepEqual(wall([0, 9, 2, 9, 4, 5, 7]).order, [1, 3, 0, 2, 4, 5, 6]);
});

test('who was misread and is read right walks to the others, and nobody else moves', () => {
  const before = wall([9, 9, 2, 9, 4, 5, 7]);
  const now = wall([0, 9, 2, 3, 9, 5, 7]);
  assert.deepEqual(now.order, [1, 4, 0, 2, 3, 5, 6]);
  assert.deepEqual(walks(before, now, labels, 10), [
    { digit: 0, from: 0, to: 2 },
    { digit: 3, from: 2, to: 4 },
  ]);
  assert.deepEqual(walks(now, now, labels, 10), []);
});

test('who has no place on the wall any more walks off it', () => {
  const before = wall([0, 1, 2, 3, 4, 9, 7], 4);
  const now = wall([0, 1, 2, 3, 4, 5, 7], 4);
  assert.deepEqual(before.order, [5, 0, 1, 2]);
  assert.deepEqual(walks(before, now, labels, 10), [{ digit: 5, from: 0, to: -1 }]);
});

test('of many, a few walk, from all over the red', () => {
  const many = new Uint8Array(100);
  const before = { order: [...many.keys()], guesses: new Uint8Array(100).fill(1) };
  const found = walks(before, { order: before.order, guesses: many }, many, 4);
  assert.deepEqual(
    found.map(({ from }) => from),
    [0, 25, 50, 75],
  ); // prettier-ignore
});
