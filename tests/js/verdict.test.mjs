// Who won a race, and whether that means anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from '../../www/elements/race/verdict.js';

test('the net that reads most wins, and its lead is counted in digits', () => {
  assert.deepEqual(verdictOf([0.92, 0.98, 0.95], 10_000), {
    winner: 1,
    second: 2,
    more: 300,
    meaning: 'sure',
  });
});

test('a lead is compared with what chance makes of so many digits', () => {
  // At 98 %, two accuracies from 10,000 digits differ by 0.2 percentage points by chance.
  const meanings = [0.9805, 0.983, 0.985].map((best) => verdictOf([0.98, best], 10_000)?.meaning);
  assert.deepEqual(meanings, ['chance', 'maybe', 'sure']);
  assert.equal(verdictOf([0.98, 0.985], 30)?.meaning, 'chance');
});

test('as many is a tie, also where all are right, and one net alone has won nothing', () => {
  assert.deepEqual(verdictOf([1, 1], 100), { winner: 0, second: 1, more: 0, meaning: 'chance' });
  assert.equal(verdictOf([0.9, null], 10_000), null);
  assert.equal(verdictOf([], 10_000), null);
});
