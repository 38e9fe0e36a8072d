import assert from 'node:assert/strict';
import test from 'node:test';
import { Drawing } from '../../www/ink/drawing.js';

/** @typedef {import('../../www/ink/geometry.js').Sample} Sample */

/** @param {Drawing} drawing @param {number} x */
function line(drawing, x) {
  drawing.begin([x, 0.1, 0.5]);
  drawing.extend([x, 0.9, 0.5]);
  drawing.end();
}

/** The first x of every stroke: enough to tell them apart. @param {Drawing} drawing */
const tops = (drawing) => drawing.strokes.map((stroke) => stroke[0][0]);

test('strokes stay in the order of drawing, the one being drawn last', () => {
  const drawing = new Drawing();
  line(drawing, 0.1);
  drawing.begin([0.2, 0.1, 0.5]);
  assert.deepEqual(tops(drawing), [0.1, 0.2]);
  assert.ok(drawing.drawing);
});

test('two taps are two strokes', () => {
  const drawing = new Drawing();
  for (const x of [0.3, 0.6]) {
    drawing.begin([x, 0.5, 0.5]);
    drawing.end();
  }
  assert.deepEqual(tops(drawing), [0.3, 0.6]);
});

test('undo takes strokes back one by one, and then does nothing', () => {
  const drawing = new Drawing();
  for (const x of [0.1, 0.2, 0.3]) line(drawing, x);
  assert.ok(drawing.undo());
  assert.deepEqual(tops(drawing), [0.1, 0.2]);
  assert.ok(drawing.undo());
  assert.ok(drawing.undo());
  assert.ok(drawing.empty);
  assert.ok(!drawing.undo());
});

test('undo brings back what clear took away', () => {
  const drawing = new Drawing();
  line(drawing, 0.1);
  line(drawing, 0.2);
  drawing.clear();
  assert.ok(drawing.empty);
  drawing.undo();
  assert.deepEqual(tops(drawing), [0.1, 0.2]);
  drawing.undo();
  assert.deepEqual(tops(drawing), [0.1]);
});

test('redo brings back what undo took, until something else is drawn', () => {
  const drawing = new Drawing();
  for (const x of [0.1, 0.2]) line(drawing, x);
  drawing.undo();
  drawing.undo();
  assert.ok(drawing.redo());
  assert.deepEqual(tops(drawing), [0.1]);
  assert.ok(drawing.redo() && !drawing.redo());
  assert.deepEqual(tops(drawing), [0.1, 0.2]);
  drawing.undo();
  line(drawing, 0.3);
  assert.ok(!drawing.canRedo && !drawing.redo());
  assert.deepEqual(tops(drawing), [0.1, 0.3]);
});

test('one pass of the eraser is one step, and one that hits nothing is none', () => {
  const drawing = new Drawing();
  for (const x of [0.1, 0.2, 0.3]) line(drawing, x);
  drawing.erase((strokes) => strokes);
  drawing.end();
  drawing.erase((strokes) => strokes.slice(1));
  drawing.erase((strokes) => strokes.slice(1));
  drawing.end();
  assert.deepEqual(tops(drawing), [0.3]);
  drawing.undo();
  assert.deepEqual(tops(drawing), [0.1, 0.2, 0.3]);
  drawing.redo();
  assert.deepEqual(tops(drawing), [0.3]);
});

test('an eraser that turns out to be a palm has erased nothing', () => {
  const drawing = new Drawing();
  line(drawing, 0.1);
  drawing.erase(() => []);
  assert.ok(drawing.empty);
  drawing.cancel();
  assert.deepEqual(tops(drawing), [0.1]);
});

test('a picture takes the place of the drawing, drawing takes the place of the picture, and both come back', () => {
  const picture = /** @type {any} */ ({ width: 1, height: 1 });
  const drawing = new Drawing();
  line(drawing, 0.1);
  drawing.lay(picture);
  assert.ok(drawing.picture === picture && drawing.strokes.length === 0 && !drawing.empty);
  drawing.begin([0.2, 0.1, 0.5]);
  assert.equal(drawing.picture, null);
  drawing.end();
  assert.deepEqual(tops(drawing), [0.2]);
  drawing.undo();
  assert.ok(drawing.picture === picture);
  drawing.undo();
  assert.deepEqual(tops(drawing), [0.1]);
  drawing.redo();
  drawing.clear();
  assert.ok(drawing.empty, 'a picture is cleared away');
});

test('of many pictures only the last few are kept', () => {
  const drawing = new Drawing();
  for (let i = 0; i < 50; i++) drawing.lay(/** @type {any} */ ({ number: i }));
  let steps = 0;
  while (drawing.undo()) steps += 1;
  assert.equal(steps, 10);
});

test('clearing an empty sheet is no step', () => {
  const drawing = new Drawing();
  line(drawing, 0.1);
  drawing.undo();
  drawing.clear();
  assert.ok(!drawing.canUndo);
});

test('undo in the middle of a stroke takes that stroke, and its moves are lost', () => {
  const drawing = new Drawing();
  line(drawing, 0.1);
  drawing.begin([0.2, 0.1, 0.5]);
  drawing.undo();
  drawing.extend([0.2, 0.9, 0.5]);
  drawing.end();
  assert.deepEqual(tops(drawing), [0.1]);
});

test('a cancelled stroke leaves no step', () => {
  const drawing = new Drawing();
  drawing.begin([0.2, 0.1, 0.5]);
  drawing.cancel();
  assert.ok(drawing.empty && !drawing.canUndo);
});

test('a preview shows without a step, and any change ends it', () => {
  const drawing = new Drawing();
  line(drawing, 0.1);
  drawing.preview([[[0.7, 0.1, 0.5]]]);
  assert.deepEqual(tops(drawing), [0.7]);
  assert.ok(drawing.previewed);
  drawing.begin([0.2, 0.1, 0.5]);
  drawing.end();
  assert.ok(!drawing.previewed);
  assert.deepEqual(tops(drawing), [0.1, 0.2]);
});

test('every change is told by the version, and a stroke once shown is never changed', () => {
  const drawing = new Drawing();
  const seen = new Set([drawing.version]);
  /** @param {() => void} change */
  const changes = (change) => {
    change();
    assert.ok(!seen.has(drawing.version), String(change));
    seen.add(drawing.version);
  };
  changes(() => drawing.begin([0.1, 0.1, 0.5]));
  const shown = drawing.strokes[0];
  const copy = structuredClone(shown);
  changes(() => drawing.extend([0.1, 0.9, 0.5]));
  assert.deepEqual(shown, copy);
  changes(() => drawing.end());
  changes(() => drawing.clear());
  changes(() => drawing.undo());
  changes(() => drawing.replace([]));
  changes(() => drawing.preview([[[0.5, 0.5, 0.5]]]));
});

test('a long afternoon of drawing keeps a limited way back', () => {
  const drawing = new Drawing();
  for (let i = 0; i < 1000; i++) {
    drawing.replace([[[0.5, 0.5, 0.5]]]);
    drawing.clear();
  }
  let steps = 0;
  while (drawing.undo()) steps += 1;
  assert.equal(steps, 200);
});

test('squares of ink lie below the strokes, and each step can be taken back', () => {
  const drawing = new Drawing();
  const squares = new Uint8Array(784).fill(255, 100, 110);
  line(drawing, 0.1);
  drawing.put(squares);
  assert.deepEqual([drawing.strokes, drawing.squares, drawing.empty], [[], squares, false]);
  line(drawing, 0.2);
  assert.deepEqual([tops(drawing), drawing.squares], [[0.2], squares]);
  drawing.erase(
    (strokes) => strokes,
    () => null,
  ); // prettier-ignore
  drawing.end();
  assert.deepEqual([tops(drawing), drawing.squares], [[0.2], null]);
  drawing.undo();
  assert.equal(drawing.squares, squares);
  drawing.undo();
  assert.ok(drawing.squares === squares && drawing.strokes.length === 0);
  drawing.undo();
  assert.deepEqual([tops(drawing), drawing.squares], [[0.1], null]);
  drawing.redo();
  drawing.clear();
  assert.ok(drawing.empty && drawing.squares === null);
});
