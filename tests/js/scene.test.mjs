import assert from 'node:assert/strict';
import test from 'node:test';
import { placeOf, readScript, SceneError } from '../../www/elements/scene/script.js';
import { sampleStrokes } from '../../www/ink/samples.js';

/** @param {unknown} script */
const read = (script) => readScript(JSON.stringify(script));

/** @param {string} text @param {RegExp} message */
const refuses = (text, message) =>
  assert.throws(
    () => readScript(text),
    (error) =>
      error instanceof SceneError && error.name === 'SceneError' && message.test(error.message),
  );

test('a script is cut at its pauses, and each entry is one action', () => {
  const segments = read([
    { say: 'Look.' },
    { answer: false },
    { draw: 7 },
    'pause',
    { train: 200, of: 1000 },
    { wait: 500 },
    { answer: true },
    'pause',
    { clear: true },
    {
      draw: [
        [
          [0.1, 0.2],
          [0.3, 0.4, 1],
        ],
      ],
      ms: 0,
    },
    { train: { preset: 'softmax', steps: 5, seed: 9 } },
  ]);
  assert.deepEqual(segments, [
    [
      { act: 'say', text: 'Look.' },
      { act: 'answer', shown: false },
      { act: 'draw', strokes: sampleStrokes(7), ms: 900 },
    ],
    [
      { act: 'train', steps: 200, recipe: null, planned: 1000 },
      { act: 'wait', ms: 500 },
      { act: 'answer', shown: true },
    ],
    [
      { act: 'clear' },
      {
        act: 'draw',
        strokes: [
          [
            [0.1, 0.2, 0.5],
            [0.3, 0.4, 1],
          ],
        ],
        ms: 0,
      },
      { act: 'train', steps: 5, recipe: { preset: 'softmax', seed: 9 }, planned: null },
    ],
  ]);
});

test('the same script gives the same strokes, every time', () => {
  for (let digit = 0; digit < 10; digit++)
    assert.deepEqual(read([{ draw: digit }]), read([{ draw: digit }]));
});

test('an empty script is a scene of one part in which nothing happens; a pause makes two', () => {
  assert.deepEqual(readScript('[]'), [[]]);
  assert.deepEqual(read(['pause']), [[], []]);
});

test('what is no JSON is refused with line and column', () => {
  refuses('[{"draw": 7},\n  {"train" 200}]', /not JSON: line 2, column 12 /);
  refuses('[{"draw": 7}', /not JSON: line 1, column 13 /);
  refuses('', /not JSON: line 1, column 1 /);
  refuses('{"draw": 7}', /must be a list of actions/);
});

test('the place of a fault is found in each browser’s words, and left out where there is none', () => {
  assert.deepEqual(
    placeOf('[\n1 2]', "Expected ',' or ']' after array element in JSON at position 4"),
    { line: 2, column: 3 },
  );
  assert.deepEqual(placeOf('[1', 'JSON.parse: end of data at line 7 column 3 of the JSON data'), {
    line: 7,
    column: 3,
  });
  assert.deepEqual(placeOf('[1', 'Unexpected end of JSON input'), { line: 1, column: 3 });
  assert.equal(placeOf('[1', "JSON Parse error: Expected ']'"), null);
});

test('an entry that makes no sense is named by its number, with what it needs', () => {
  refuses(
    '[{"draw": 7}, "puase"]',
    /entry 2 .* is "puase".*must be "pause" or an action: one of draw, clear/,
  );
  refuses(
    '[{"draw": 7}, "pause", {"drow": 7}]',
    /entry 3 .*"drow".*there are draw, clear, answer, say, wait, train/,
  );
  refuses('[{}]', /entry 1 .*no action/);
  refuses('[7]', /entry 1 .* is 7/);
  refuses('[null]', /entry 1 .* is null/);
  refuses('[[]]', /entry 1 /);
  refuses('[{"draw": 7, "train": 3}]', /entry 1 .*both "draw" and "train"/);
  refuses('[{"train": 3, "ms": 9}]', /entry 1 .*"ms"/);
  refuses('[{"toString": 1}]', /entry 1 .*"toString"/);
  for (const value of ['10', '-1', '1.5', '"7"', 'null', 'true'])
    refuses(`[{"draw": ${value}}]`, /entry 1 .*a digit from 0 to 9 or strokes/);
  refuses('[{"draw": [[[0.1, "x"]]]}]', /entry 1 .*strokes\[0\]\[0\]: expected/);
  refuses('[{"draw": 7, "ms": -1}]', /entry 1 .*"ms" from 0 to 60000/);
  for (const value of ['0', '1.5', '-3', '1e9', '{"preset": "softmax"}', '[3]', 'null'])
    refuses(`[{"train": ${value}}]`, /entry 1 .*"train" needs whole steps/);
  for (const of of ['3', '0', '4.5', '"9"', 'null'])
    refuses(`[{"train": 4, "of": ${of}}]`, /"of" no fewer than them/);
  refuses('[{"draw": 4, "of": 9}]', /entry 1 .*"of"/);
  refuses('[{"answer": 1}]', /true or false/);
  refuses('[{"say": 1}]', /a text/);
  refuses('[{"wait": 60001}]', /milliseconds/);
  refuses('[{"clear": false}]', /needs true/);
});
