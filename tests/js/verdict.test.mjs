// Who won a race, and whether that means anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from '../../www/elements/race/verdict.js';

test('the net that reads most wins, and its lead is counted in digits', () => {
  const verdict = verdictOf([0.92, 0.98, 0.95], 10_000);
  assert.deepEqual([verdict?.winner, verdict?.second, verdict?.more], [1, 2, 300]);
});

test('chance makes as large a lead in 5 of 100 pairs of equally good nets', () => {
  // Drawn at random, in place of the formula: 400 pairs of nets that read 9 of 10 digits.
  const [digits, share] = [500, 0.9];
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const read = () => Array.from({ length: digits }, random).filter((at) => at < share).length;
  const chance = verdictOf([share, share], digits)?.chance ?? 0;
  const beyond = Array.from({ length: 400 }, () => Math.abs(read() - read())).filter(
    (lead) => lead > chance,
  ).length;
  assert.ok(beyond > 8 && beyond < 32, `${beyond} of 400 leads are larger than ${chance}`);
});

test('as many is a tie, also where all are right, and one net alone has won nothing', () => {
  assert.deepEqual(verdictOf([1, 1], 100), { winner: 0, second: 1, more: 0, chance: 0 });
  assert.equal(verdictOf([0.9, null], 10_000), null);
  assert.equal(verdictOf([], 10_000), null);
});
