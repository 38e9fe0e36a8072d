import assert from 'node:assert/strict';
import test from 'node:test';
import { answer, reasonInWords, spokenAnswer, winner } from '../../www/elements/pad/answer.js';
import { leaders, percent, predictionFrom, runnerUp } from '../../www/elements/pad/bars.js';
import { usedByButton, usedBySurface } from '../../www/elements/pad/keyboard.js';
import { firstPart, SAMPLE_ORDER, sampleStrokes } from '../../www/ink/samples.js';
import { pad as words } from '../../www/text/en.js';

/** @param {string} key @param {object} [more] */
const press = (key, more) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

test('the surface keeps the keys that it draws with, and slips of the hand', () => {
  for (const key of [
    'ArrowLeft',
    'ArrowRight',
    'ArrowUp',
    'ArrowDown',
    'Home',
    'End',
    ' ',
    'Enter',
    'Delete',
    'Backspace',
  ])
    assert.ok(usedBySurface(press(key)), key);
  for (const key of ['n', 'f', 'b', 'o', '?', 'Escape']) assert.ok(usedBySurface(press(key)), key);
  assert.ok(usedBySurface(press('z', { ctrlKey: true })));
  assert.ok(usedBySurface(press('Z', { metaKey: true })));
  assert.ok(usedBySurface(press('y', { ctrlKey: true })));
});

test('undo is the letter Z, and where the layout has none, the key in its place', () => {
  const chord = (/** @type {string} */ key, /** @type {string} */ code) =>
    usedBySurface(press(key, { code, ctrlKey: true }));
  for (const key of ['я', 'Я', 'ζ', 'Ζ', 'ז', 'ئ', 'ผ', 'ॆ']) assert.ok(chord(key, 'KeyZ'), key);
  for (const key of ['н', 'υ', 'ט', 'غ', 'ั']) assert.ok(chord(key, 'KeyY'), key);
  assert.ok(
    chord('z', 'KeyW') && chord('z', 'KeyY') && chord('y', 'KeyT'),
    'AZERTY, QWERTZ, Dvorak',
  );
  assert.ok(
    !chord('w', 'KeyZ') && !chord(';', 'KeyZ') && !chord('ÿ', 'KeyY') && !chord('ц', 'KeyW'),
  );
});

test('clickers, function keys, Tab and chords pass through the surface', () => {
  for (const key of ['PageUp', 'PageDown', 'F5', 'F11', 'Tab', 'Shift'])
    assert.ok(!usedBySurface(press(key)), key);
  assert.ok(!usedBySurface(press('r', { ctrlKey: true })));
  assert.ok(!usedBySurface(press('ArrowLeft', { altKey: true })));
});

test('a button keeps what presses it and nothing else', () => {
  assert.ok(usedByButton(press(' ')) && usedByButton(press('Enter')));
  for (const key of ['ArrowRight', 'Escape', 'n', 'PageDown'])
    assert.ok(!usedByButton(press(key)), key);
});

test('a prediction is the most likely of ten, with the runner-up beside it', () => {
  const prediction = predictionFrom(new Float32Array([0.0, 0.25, 0, 0, 0, 0, 0, 0.75, 0, 0]));
  assert.deepEqual(
    [prediction.digit, prediction.confidence, prediction.probabilities.length],
    [7, 0.75, 10],
  );
  assert.equal(runnerUp(prediction), 1);
});

test('a runner-up is somebody else, even where both are equal', () => {
  assert.equal(runnerUp(predictionFrom(new Array(10).fill(0.1))), 1);
});

test('no net is ever a hundred per cent sure', () => {
  assert.deepEqual([0, 0.004, 0.005, 0.934, 0.996, 1].map(percent), [0, 0, 1, 93, 99, 99]);
});

test('the result is a sentence', () => {
  assert.equal(words.spoken(7, 93, 1, 4), 'Seven, 93 percent; next 1, 4 percent.');
  assert.equal(words.spoken(0, 99, 1, 0), 'Zero, 99 percent.');
  assert.equal(words.spoken(4, 41, 9, 30), 'Not sure: four, 41 percent; or 9, 30 percent.');
});

/**
 * @param {Record<number, number>} some
 * @param {import('../../www/elements/pad/bars.js').Verdict} [verdict]
 * @param {number[]} [digits]
 */
const predicted = (some, verdict, digits) =>
  predictionFrom(
    Array.from({ length: 10 }, (_, digit) => some[digit] ?? 0),
    verdict,
    digits,
  );

test('the answer says how far the digit is ahead, and of whom', () => {
  assert.equal(answer(predicted({ 4: 0.76, 9: 0.2 })), '4 rather than 9: 76\u00a0% to 20\u00a0%');
  assert.equal(answer(predicted({ 7: 0.98, 1: 0.02 })), '7, clearly: 98\u00a0%');
});

test('what is no digit is not called one, and no bar wins', () => {
  assert.equal(answer(null), 'Nothing drawn yet');
  assert.equal(
    answer(predicted({ 4: 0.45, 9: 0.4 }, 'unsure')),
    'Not sure: 4 or 9? 45\u00a0% to 40\u00a0%',
  );
  assert.equal(answer(predicted({ 2: 0.1 }, 'dot')), 'Just a dot.');
  assert.match(answer(predicted({ 2: 0.1 }, 'scribble')), /^This does not look like a digit/);
  assert.equal(answer(predicted({ 2: 0.9 }, 'several', [4, 2])), '42');
  for (const verdict of /** @type {const} */ (['unsure', 'dot', 'scribble', 'several']))
    assert.equal(winner(predicted({ 2: 0.9 }, verdict)), null);
  assert.equal(winner(predicted({ 2: 0.9 })), 2);
  assert.equal(winner(null), null);
});

test('a screen reader hears the same', () => {
  assert.equal(spokenAnswer(predicted({ 2: 0.9 }, 'several', [4, 2])), '2 digits: 4, 2.');
  assert.equal(
    spokenAnswer(predicted({ 4: 0.55, 9: 0.4 }, 'unsure')),
    'Not sure: four, 55 percent; or 9, 40 percent.',
  );
  assert.equal(spokenAnswer(predicted({ 4: 0.55 }, 'dot')), 'Just a dot.');
  assert.equal(
    spokenAnswer(predicted({ 7: 0.93, 1: 0.04 })),
    'Seven, 93 percent; next 1, 4 percent.',
  );
});

test('why is told in words as well: where the ink speaks for and where against', () => {
  const evidence = new Float32Array(784);
  evidence[6 * 28 + 6] = 2;
  evidence[20 * 28 + 22] = -1;
  assert.equal(
    reasonInWords({ digit: 4, rival: 9, evidence }),
    'The ink at the upper left speaks most for a 4, that at the lower right most for a 9.',
  );
  assert.equal(
    reasonInWords({ digit: 4, rival: 9, evidence: evidence.map((nats) => Math.min(0, nats)) }),
    'Nothing speaks for a 4, that at the lower right most for a 9.',
  );
});

test('there is a sample of each digit, on the paper, without gaps', () => {
  assert.deepEqual([...SAMPLE_ORDER].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const digit of SAMPLE_ORDER) {
    for (const stroke of sampleStrokes(digit)) {
      assert.ok(stroke.length > 10);
      for (const [i, [x, y]] of stroke.entries()) {
        assert.ok(x > 0.1 && x < 0.9 && y > 0.1 && y < 0.9, `${digit}: ${x}, ${y}`);
        if (i > 0)
          assert.ok(Math.hypot(x - stroke[i - 1][0], y - stroke[i - 1][1]) < 0.012, String(digit));
      }
    }
  }
});

test('a drawing is shown from its beginning, sample by sample', () => {
  const strokes = sampleStrokes(4);
  const all = strokes.flat().length;
  for (const share of [0, 0.3, 0.5, 1]) {
    const part = firstPart(strokes, share);
    assert.equal(part.flat().length, Math.round(all * share));
    assert.deepEqual(part.flat(), strokes.flat().slice(0, part.flat().length));
    assert.ok(part.every((stroke) => stroke.length > 0));
  }
});

test('the three likeliest digits, the first of equals before the next', () => {
  assert.deepEqual(leaders([0.1, 0.2, 0, 0.5, 0, 0, 0.2, 0, 0, 0]), [3, 1, 6]);
  assert.deepEqual(leaders([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), [9, 0, 1]);
  assert.deepEqual(leaders(new Array(10).fill(0.1)), [0, 1, 2]);
});
