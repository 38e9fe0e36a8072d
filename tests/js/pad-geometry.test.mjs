import assert from 'node:assert/strict';
import test from 'node:test';
import {
  checkedStrokes,
  distance,
  extend,
  pack,
  trace,
  traceOn,
  unitPoint,
} from '../../www/ink/geometry.js';

/** @typedef {import('../../www/ink/geometry.js').Sample} Sample */

/** @param {number[]} flat @returns {Sample[]} */
const samples = (...flat) =>
  Array.from(
    { length: flat.length / 2 },
    (_, i) => /** @type {Sample} */ ([flat[2 * i], flat[2 * i + 1], 0.5]),
  );

/** @param {readonly Sample[]} line */
const widestGap = (line) =>
  Math.max(0, ...line.slice(1).map((sample, i) => distance(line[i], sample)));

test('a pointer is where its offset says, in units of the surface', () => {
  const surface = { clientWidth: 280, clientHeight: 280 };
  assert.deepEqual(unitPoint({ offsetX: 70, offsetY: 210 }, surface), [0.25, 0.75]);
});

test('css zoom is taken out of the offset, once', () => {
  const surface = { clientWidth: 280, clientHeight: 280, currentCSSZoom: 1.5 };
  assert.deepEqual(unitPoint({ offsetX: 315, offsetY: 105 }, surface), [0.75, 0.25]);
});

test('a captured pointer far away stays near, and a surface without size gives numbers', () => {
  assert.deepEqual(
    unitPoint({ offsetX: 1e6, offsetY: -1e6 }, { clientWidth: 280, clientHeight: 280 }),
    [1.5, -0.5],
  );
  const [x, y] = unitPoint({ offsetX: 3, offsetY: 0 }, { clientWidth: 0, clientHeight: 0 });
  assert.ok(Number.isFinite(x) && Number.isFinite(y));
});

test('a stroke ends where the pen is, and keeps no crowd of samples', () => {
  /** @type {Sample[]} */
  const stroke = [];
  for (let i = 0; i <= 1000; i++) extend(stroke, [0.2 + i * 0.0001, 0.5, 0.5]);
  assert.deepEqual(stroke.at(-1), [0.2 + 1000 * 0.0001, 0.5, 0.5]);
  assert.ok(stroke.length < 40, `${stroke.length} samples for a tenth of the pad`);
  for (let i = 1; i < stroke.length - 1; i++)
    assert.ok(distance(stroke[i - 1], stroke[i]) >= 0.0035);
});

test('a pen that stands still adds nothing', () => {
  const stroke = samples(0.3, 0.3);
  for (let i = 0; i < 100; i++) extend(stroke, [0.3, 0.3, 0.5]);
  assert.equal(stroke.length, 1);
});

test('three samples far apart make one line without a gap, through all three', () => {
  const stroke = samples(0.1, 0.1, 0.4, 0.5, 0.9, 0.2);
  const line = trace(stroke);
  // Steps are 0.008 on the straight way; a spline hurries in its middle, but never to twice that.
  assert.ok(widestGap(line) < 0.016, `widest gap ${widestGap(line)}`);
  for (const sample of stroke) assert.ok(line.includes(sample), `${sample} is not on the line`);
});

test('the line has no gap whatever the samples', () => {
  // A generator of our own, so that a failure can be seen again.
  let state = 7;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  for (let n = 1; n <= 40; n++) {
    const stroke = samples(...Array.from({ length: 2 * n }, random));
    const line = trace(stroke);
    assert.ok(line.flat().every(Number.isFinite), `stroke ${n}`);
    // The spline is a little longer than the straight way between two samples, and so are its
    // pieces.
    assert.ok(widestGap(line) < 0.03, `stroke ${n}: gap ${widestGap(line)}`);
  }
});

test('a line that grows with its stroke is the line of the whole stroke', () => {
  /** @type {import('../../www/ink/geometry.js').Trace | null} */
  let growing = null;
  /** @type {Sample[]} */
  let stroke = [];
  // Small steps too, where the tip is moved on instead of staying.
  for (let i = 0; i < 200; i++) {
    stroke = [...stroke];
    const r = 0.002 * i;
    extend(stroke, [0.5 + r * Math.cos(i / 5), 0.5 + r * Math.sin(i / 5), 0.5 + 0.002 * (i % 50)]);
    growing = traceOn(stroke, growing);
    assert.deepEqual(growing.line, trace(stroke), `after ${i + 1} moves`);
  }
  assert.deepEqual(
    traceOn(samples(0.1, 0.1, 0.9, 0.9), growing).line,
    trace(samples(0.1, 0.1, 0.9, 0.9)),
    'another stroke',
  );
});

test('the line turns smoothly: neighbouring pieces of a drawn circle differ by a few degrees', () => {
  const circle = samples(
    ...Array.from({ length: 26 }, (_, i) => [Math.cos(i / 4), Math.sin(i / 4)])
      .flat()
      .map((v) => 0.5 + 0.3 * v),
  );
  const line = trace(circle);
  for (let i = 2; i < line.length; i++) {
    const a = Math.atan2(line[i - 1][1] - line[i - 2][1], line[i - 1][0] - line[i - 2][0]);
    const b = Math.atan2(line[i][1] - line[i - 1][1], line[i][0] - line[i - 1][0]);
    const turn = Math.abs(Math.atan2(Math.sin(b - a), Math.cos(b - a)));
    assert.ok(turn < 0.15, `a corner of ${((turn * 180) / Math.PI).toFixed(1)}° at point ${i}`);
    // The chord of 14° is 0.0075 r off the circle at most; the spline must do better than the
    // chord.
    assert.ok(Math.abs(Math.hypot(line[i][0] - 0.5, line[i][1] - 0.5) - 0.3) < 0.001);
  }
});

test('repeated samples, dots and empty strokes are traced without harm', () => {
  assert.deepEqual(trace([]), []);
  assert.deepEqual(trace(samples(0.5, 0.5)), samples(0.5, 0.5));
  assert.deepEqual(trace(samples(0.5, 0.5, 0.5, 0.5, 0.5, 0.5)), samples(0.5, 0.5));
  const line = trace(samples(0.1, 0.1, 0.1, 0.1, 0.2, 0.1, 0.2, 0.1));
  assert.ok(line.flat().every(Number.isFinite));
  assert.deepEqual(line.at(-1), [0.2, 0.1, 0.5]);
});

test('pressure runs evenly between two samples', () => {
  const line = trace([
    [0, 0, 0.2],
    [0.8, 0, 1],
  ]);
  for (const [x, , pressure] of line) assert.ok(Math.abs(pressure - (0.2 + x)) < 1e-9);
});

test('lines are packed one after the other, with their ends', () => {
  const { points, ends } = pack([samples(0.25, 0.5, 0.75, 0.5), [], samples(0.125, 0.125)]);
  assert.deepEqual([...points], [0.25, 0.5, 0.5, 0.75, 0.5, 0.5, 0.125, 0.125, 0.5]);
  assert.deepEqual([...ends], [2, 2, 3]);
});

test('strokes from a host page are copied and completed', () => {
  const given = [
    [
      [0.1, 0.2],
      [0.3, 0.4, 0.9],
    ],
  ];
  const checked = checkedStrokes(given);
  assert.deepEqual(checked, [
    [
      [0.1, 0.2, 0.5],
      [0.3, 0.4, 0.9],
    ],
  ]);
  assert.notEqual(checked[0][0], given[0][0]);
});

test('what is no drawing is refused, and the place is named', () => {
  assert.throws(() => checkedStrokes('7'), { name: 'TypeError', message: /^strokes: / });
  assert.throws(() => checkedStrokes([[]]), { message: /^strokes\[0\]: / });
  assert.throws(
    () =>
      checkedStrokes([
        [[0, 0]],
        [
          [0, 0],
          [NaN, 0],
        ],
      ]),
    { message: /^strokes\[1\]\[1\]: / },
  );
  assert.throws(() => checkedStrokes([[['1', 0]]]), { message: /^strokes\[0\]\[0\]: / });
  assert.throws(() => checkedStrokes([[null]]), { message: /^strokes\[0\]\[0\]: / });
});

test('more points than can be read are refused with their number, and at once', () => {
  const many = [Array.from({ length: 1_000_000 }, () => [0.5, 0.5])];
  assert.throws(() => checkedStrokes(many), {
    name: 'RangeError',
    message: /^strokes: 1000000 points/,
  });
  assert.throws(() => checkedStrokes(new Array(200_000).fill([[0, 0]])), { name: 'RangeError' });
  assert.throws(() => checkedStrokes([[[Infinity, 0]]]), { message: /^strokes\[0\]\[0\]: / });
});

test('a scribble without end is traced and packed to what can be read, from its first point to its last', () => {
  /** @type {Sample[]} */
  const scribble = Array.from({ length: 90_000 }, (_, i) => [i % 2, (i * 0.37) % 1, 0.5]);
  const line = trace(scribble);
  assert.ok(line.length < 200_000, `${line.length} points`);
  const { points, ends } = pack([line, samples(0.25, 0.5)]);
  assert.ok(
    points.length / 3 <= 100_000 && points.length / 3 > 40_000,
    `${points.length / 3} points`,
  );
  assert.deepEqual([...points.slice(0, 2)], [...new Float32Array(line[0].slice(0, 2))]);
  assert.deepEqual(
    [...points.slice(3 * ends[0] - 3, 3 * ends[0] - 1)],
    [...new Float32Array(line[line.length - 1].slice(0, 2))],
  );
  assert.equal(ends[1], points.length / 3);
});
