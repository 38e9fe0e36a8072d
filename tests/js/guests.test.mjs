import assert from 'node:assert/strict';
import test from 'node:test';
import { predictionFrom } from '../../www/elements/pad/bars.js';
import { fault, fieldValue, strokesFrom } from '../../www/elements/pad/form.js';
import { LESSONS, recipeOf } from '../../www/elements/trainer/tour.js';
import { lesson as words } from '../../www/text/en.js';

const SURE = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0];

test('a form gets a digit, or several side by side, and never what nobody is sure of', () => {
  assert.equal(fieldValue(null), '');
  assert.equal(fieldValue(predictionFrom(SURE)), '7');
  assert.equal(fieldValue(predictionFrom(SURE, 'several', [4, 2])), '42');
  for (const verdict of /** @type {const} */ (['unsure', 'dot', 'scribble']))
    assert.equal(fieldValue(predictionFrom(SURE, verdict)), '');
});

test('an empty pad is missing only where it is required; a drawing that nobody could read is bad anywhere', () => {
  assert.equal(fault(false, '', false), null);
  assert.equal(fault(false, '', true), 'valueMissing');
  assert.equal(fault(true, '7', true), null);
  assert.equal(fault(true, '', true), 'badInput');
  assert.equal(fault(true, '', false), 'badInput');
});

test('a kept drawing comes back; what is none is none', () => {
  assert.deepEqual(strokesFrom('[[[0.5,0.25],[1,1,0.75]]]'), [
    [
      [0.5, 0.25, 0.5],
      [1, 1, 0.75],
    ],
  ]);
  for (const state of [
    null,
    undefined,
    7,
    '',
    '{',
    '{"a":1}',
    '[[]]',
    '[[["x",0]]]',
    new File([], 'x'),
  ])
    assert.equal(strokesFrom(state), null);
});

test('each rung of the ladder has its words, and one thing differs from the rung before', () => {
  assert.deepEqual(
    LESSONS.ladder.map(({ rung }) => rung),
    Object.keys(words.ladder),
  );
  const recipes = LESSONS.ladder.map(({ recipe }) => JSON.stringify(recipe));
  assert.equal(new Set(recipes).size, recipes.length);
  for (const { title, sentence } of Object.values(words.ladder))
    assert.ok(title && /[.?]$/.test(sentence), title);
});

test('a rung is its recipe; the trainer’s seed and the lesson’s length hold for all', () => {
  const rung = LESSONS.ladder[2];
  assert.deepEqual(recipeOf(rung, null, null), {
    preset: 'mlp-relu',
    learningRate: { constant: 0.002 },
  });
  assert.deepEqual(recipeOf(rung, 0, 500), {
    preset: 'mlp-relu',
    learningRate: { constant: 0.002 },
    seed: 0,
    steps: 500,
  });
});
