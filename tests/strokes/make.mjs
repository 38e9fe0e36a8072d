/**
 * Writes `others.jsonl`: drawings that are no single digit, to find out how often one is taken for
 * a digit.
 *
 * `node tests/strokes/make.mjs > tests/strokes/others.jsonl`
 *
 * Scribbles and signs are described here; pairs are two of the pad's own samples side by side.
 * Nothing of it is in the grammar that nets are trained with (src/pens/), whose scribbles, letters
 * and pairs look different.
 */
import { sampleStrokes } from '../../www/ink/samples.js';

/** @typedef {number[][]} Line */

const TURN = 2 * Math.PI;
const round = (/** @type {number} */ value) => Math.round(value * 1e4) / 1e4;

/**
 * A line of so many points, each from how far along it is, 0 to 1.
 * @param {number} count
 * @param {(t: number) => number[]} at
 * @returns {Line}
 */
const points = (count, at) => Array.from({ length: count }, (_, i) => at(i / (count - 1)));

/** A line through x, y, x, y, … @param {number[]} flat @returns {Line} */
const through = (...flat) => flat.flatMap((x, i) => (i % 2 ? [] : [[x, flat[i + 1]]]));

/**
 * An ellipse.
 * @param {number} x
 * @param {number} y
 * @param {number} rx
 * @param {number} ry
 * @returns {Line}
 */
const ring = (x, y, rx, ry) =>
  points(40, (t) => [x + rx * Math.cos(TURN * t), y + ry * Math.sin(TURN * t)]);

/** @type {Record<string, Line[]>} */
const scribbles = {
  'spiral inwards': [
    points(120, (t) => [
      0.5 + 0.4 * (1 - t) * Math.cos(TURN * 4 * t),
      0.5 + 0.4 * (1 - t) * Math.sin(TURN * 4 * t),
    ]),
  ],
  'spiral outwards': [
    points(120, (t) => [
      0.5 + 0.4 * t * Math.cos(-TURN * 3 * t),
      0.5 + 0.4 * t * Math.sin(-TURN * 3 * t),
    ]),
  ],
  'ball of wool': [
    points(300, (t) => [
      0.5 + 0.35 * Math.cos(TURN * 7 * t),
      0.5 + 0.35 * Math.sin(TURN * 11 * t + 1),
    ]),
  ],
  'rings in a row': [
    points(200, (t) => [
      0.15 + 0.6 * t + 0.12 * Math.cos(TURN * 6 * t),
      0.5 + 0.2 * Math.sin(TURN * 6 * t),
    ]),
  ],
  'zigzag lying': [points(14, (t) => [0.1 + 0.8 * t, Math.round(t * 13) % 2 ? 0.3 : 0.7])],
  'zigzag standing': [points(12, (t) => [Math.round(t * 11) % 2 ? 0.25 : 0.75, 0.1 + 0.8 * t])],
  'zigzag crossed out': [
    points(20, (t) => [0.1 + 0.8 * t, Math.round(t * 19) % 2 ? 0.2 : 0.8]),
    through(0.1, 0.2, 0.9, 0.8),
  ],
  wave: [points(60, (t) => [0.05 + 0.9 * t, 0.5 + 0.12 * Math.sin(TURN * 3 * t)])],
  'high wave': [points(90, (t) => [0.1 + 0.8 * t, 0.5 + 0.35 * Math.sin(TURN * 4 * t)])],
  hatching: Array.from({ length: 6 }, (_, i) =>
    through(0.15 + 0.13 * i, 0.15, 0.1 + 0.13 * i, 0.85),
  ),
  net: [0.2, 0.4, 0.6, 0.8].flatMap((at) => [through(at, 0.1, at, 0.9), through(0.1, at, 0.9, at)]),
  'filled block': [points(40, (t) => [Math.round(t * 39) % 2 ? 0.2 : 0.8, 0.2 + 0.6 * t])],
  cloud: [
    points(150, (t) => [
      0.5 + (0.35 + 0.06 * Math.cos(TURN * 7 * t)) * Math.cos(TURN * t),
      0.5 + (0.22 + 0.06 * Math.cos(TURN * 7 * t)) * Math.sin(TURN * t),
    ]),
  ],
  flower: [
    points(200, (t) => [
      0.5 + 0.38 * Math.cos(TURN * 2.5 * t) * Math.cos(TURN * t),
      0.5 + 0.38 * Math.cos(TURN * 2.5 * t) * Math.sin(TURN * t),
    ]),
  ],
  'rose of three rings': [
    ring(0.35, 0.4, 0.2, 0.2),
    ring(0.65, 0.4, 0.2, 0.2),
    ring(0.5, 0.65, 0.2, 0.2),
  ],
  house: [
    through(0.2, 0.9, 0.2, 0.45, 0.8, 0.45, 0.8, 0.9, 0.2, 0.9),
    through(0.15, 0.5, 0.5, 0.1, 0.85, 0.5),
  ],
  tree: [
    through(0.5, 0.95, 0.5, 0.1),
    through(0.2, 0.4, 0.5, 0.6, 0.8, 0.4),
    through(0.25, 0.15, 0.5, 0.35, 0.75, 0.15),
  ],
  fish: [
    points(50, (t) => [
      0.45 + 0.3 * Math.cos(TURN * (0.05 + 0.9 * t)),
      0.5 + 0.18 * Math.sin(TURN * (0.05 + 0.9 * t)),
    ]),
    through(0.73, 0.45, 0.92, 0.3, 0.92, 0.7, 0.73, 0.55),
  ],
  'stick figure': [
    ring(0.5, 0.2, 0.1, 0.1),
    through(0.5, 0.3, 0.5, 0.65),
    through(0.25, 0.4, 0.75, 0.4),
    through(0.3, 0.95, 0.5, 0.65, 0.7, 0.95),
  ],
  sun: [
    ring(0.5, 0.5, 0.18, 0.18),
    ...Array.from({ length: 8 }, (_, i) =>
      [0.25, 0.42].map((r) => [
        0.5 + r * Math.cos((TURN * i) / 8),
        0.5 + r * Math.sin((TURN * i) / 8),
      ]),
    ),
  ],
  moustache: [points(60, (t) => [0.05 + 0.9 * t, 0.5 - 0.12 * Math.abs(Math.sin(TURN * t))])],
  lightning: [through(0.6, 0.05, 0.3, 0.5, 0.6, 0.5, 0.3, 0.95, 0.8, 0.4, 0.5, 0.4, 0.6, 0.05)],
  hourglass: [through(0.2, 0.1, 0.8, 0.1, 0.2, 0.9, 0.8, 0.9, 0.2, 0.1)],
  envelope: [through(0.1, 0.25, 0.9, 0.25, 0.9, 0.75, 0.1, 0.75, 0.1, 0.25, 0.5, 0.55, 0.9, 0.25)],
  'crossed square': [
    through(0.2, 0.2, 0.8, 0.2, 0.8, 0.8, 0.2, 0.8, 0.2, 0.2),
    through(0.2, 0.2, 0.8, 0.8),
    through(0.8, 0.2, 0.2, 0.8),
  ],
  asterisk: [
    through(0.5, 0.1, 0.5, 0.9),
    through(0.15, 0.3, 0.85, 0.7),
    through(0.85, 0.3, 0.15, 0.7),
  ],
  'per cent': [
    ring(0.25, 0.25, 0.13, 0.13),
    ring(0.75, 0.75, 0.13, 0.13),
    through(0.8, 0.1, 0.2, 0.9),
  ],
  at: [
    [
      ...ring(0.5, 0.5, 0.15, 0.15),
      ...points(60, (t) => [
        0.45 + 0.2 * Math.cos(TURN * 0.9 * t),
        0.5 - 0.4 * Math.sin(TURN * 0.9 * t),
      ]),
    ],
  ],
  ampersand: [
    points(80, (t) => [
      0.5 + 0.25 * Math.sin(TURN * 1.5 * t) + 0.2 * t,
      0.9 - 0.8 * Math.sin(Math.PI * t),
    ]),
  ],
  'three dots': [
    ring(0.2, 0.5, 0.03, 0.03),
    ring(0.5, 0.5, 0.03, 0.03),
    ring(0.8, 0.5, 0.03, 0.03),
  ],
  colon: [ring(0.5, 0.2, 0.04, 0.04), ring(0.5, 0.8, 0.04, 0.04)],
  'not equal': [
    through(0.1, 0.35, 0.9, 0.35),
    through(0.1, 0.65, 0.9, 0.65),
    through(0.65, 0.1, 0.35, 0.9),
  ],
  division: [through(0.1, 0.5, 0.9, 0.5), ring(0.5, 0.25, 0.04, 0.04), ring(0.5, 0.75, 0.04, 0.04)],
  infinity: [
    points(80, (t) => [0.5 + 0.4 * Math.sin(TURN * t), 0.5 + 0.18 * Math.sin(2 * TURN * t)]),
  ],
  'arrow down': [through(0.5, 0.1, 0.5, 0.9), through(0.2, 0.6, 0.5, 0.9, 0.8, 0.6)],
  'double arrow': [
    through(0.1, 0.5, 0.9, 0.5),
    through(0.3, 0.3, 0.1, 0.5, 0.3, 0.7),
    through(0.7, 0.3, 0.9, 0.5, 0.7, 0.7),
  ],
  note: [ring(0.35, 0.8, 0.13, 0.09), through(0.48, 0.8, 0.48, 0.1, 0.75, 0.3)],
  'clef-like': [
    points(100, (t) => [0.5 + 0.25 * (1 - t) * Math.sin(TURN * 2.5 * t), 0.95 - 0.9 * t]),
    through(0.5, 0.02, 0.52, 1),
  ],
  'letter A joined': [through(0.1, 0.9, 0.45, 0.1, 0.8, 0.9, 0.65, 0.55, 0.25, 0.55)],
  'letter B': [
    through(0.2, 0.1, 0.2, 0.9),
    points(40, (t) => [0.2 + 0.4 * Math.sin(Math.PI * t) * 0.9, 0.1 + 0.38 * t]),
    points(40, (t) => [0.2 + 0.5 * Math.sin(Math.PI * t) * 0.9, 0.48 + 0.42 * t]),
  ],
  'letter E round': [
    points(60, (t) => [0.65 - 0.35 * Math.abs(Math.sin(TURN * t)), 0.1 + 0.8 * t]),
  ],
  'letter H joined': [through(0.2, 0.1, 0.2, 0.9, 0.2, 0.5, 0.75, 0.5, 0.75, 0.1, 0.75, 0.9)],
  'letter K': [
    through(0.25, 0.1, 0.25, 0.9),
    through(0.75, 0.15, 0.27, 0.5),
    through(0.4, 0.45, 0.78, 0.9),
  ],
  'letter M': [through(0.1, 0.9, 0.2, 0.1, 0.5, 0.75, 0.8, 0.1, 0.9, 0.9)],
  'letter Q': [ring(0.5, 0.45, 0.32, 0.36), through(0.55, 0.65, 0.85, 0.95)],
  'letter R': [
    through(0.25, 0.9, 0.25, 0.1),
    points(30, (t) => [0.25 + 0.4 * Math.sin(Math.PI * t), 0.1 + 0.4 * t]),
    through(0.27, 0.5, 0.75, 0.9),
  ],
  'letter W round': [points(60, (t) => [0.1 + 0.8 * t, 0.2 + 0.55 * Math.abs(Math.sin(TURN * t))])],
  'letter X': [through(0.2, 0.15, 0.8, 0.85), through(0.78, 0.12, 0.22, 0.9)],
  'letter Ш': [through(0.15, 0.1, 0.15, 0.9, 0.85, 0.9, 0.85, 0.1), through(0.5, 0.1, 0.5, 0.9)],
  'letter Ж': [
    through(0.5, 0.1, 0.5, 0.9),
    through(0.15, 0.1, 0.85, 0.9),
    through(0.85, 0.1, 0.15, 0.9),
  ],
  'letter Ω': [
    points(60, (t) => [
      0.5 - 0.33 * Math.cos(TURN * (-0.1 + 0.7 * t)),
      0.45 - 0.35 * Math.sin(TURN * (-0.1 + 0.7 * t)),
    ]),
    through(0.1, 0.9, 0.35, 0.9),
    through(0.65, 0.9, 0.9, 0.9),
  ],
  'letter Σ': [through(0.8, 0.1, 0.2, 0.1, 0.55, 0.5, 0.2, 0.9, 0.8, 0.9)],
  'word hi': [
    through(0.1, 0.1, 0.1, 0.9),
    points(30, (t) => [0.1 + 0.35 * t, 0.9 - 0.4 * Math.sin(Math.PI * (0.2 + 0.55 * t))]),
    through(0.7, 0.5, 0.7, 0.9),
    ring(0.7, 0.3, 0.02, 0.02),
  ],
  signature: [
    points(200, (t) => [
      0.05 + 0.9 * t + 0.06 * Math.cos(TURN * 9 * t),
      0.5 + 0.2 * Math.sin(TURN * 7 * t) * (1 - 0.7 * t),
    ]),
  ],
  'tick box': [
    through(0.2, 0.3, 0.75, 0.3, 0.75, 0.85, 0.2, 0.85, 0.2, 0.3),
    through(0.35, 0.5, 0.5, 0.7, 0.95, 0.1),
  ],
  chair: [through(0.25, 0.1, 0.25, 0.9), through(0.25, 0.5, 0.75, 0.5, 0.75, 0.9)],
  'long line lying': [through(0.05, 0.52, 0.95, 0.48)],
  bow: [points(40, (t) => [0.1 + 0.8 * t, 0.7 - 0.35 * Math.sin(Math.PI * t)])],
};

/** @param {string | null} label @param {Line[]} strokes @param {string} name */
const line = (label, strokes, name) =>
  JSON.stringify({
    label,
    name,
    strokes: strokes.map((stroke) => stroke.map(([x, y]) => [round(x), round(y)])),
  });

for (const [name, strokes] of Object.entries(scribbles)) console.log(line(null, strokes, name));

/**
 * A sample moved and sized, every third point: as a mouse would have it.
 * @param {number} digit
 * @param {number} left
 * @param {number} size
 */
const placed = (digit, left, size) =>
  sampleStrokes(digit).map((stroke) =>
    stroke
      .filter((_, i) => i % 3 === 0 || i === stroke.length - 1)
      .map(([x, y]) => [left + (x - 0.28) * size, 0.5 + (y - 0.5) * size]),
  );
for (let left = 0; left < 10; left++)
  for (let right = 0; right < 10; right++) {
    const size = 0.5 + 0.04 * ((left + 3 * right) % 6);
    console.log(
      line(
        `${left}${right}`,
        [...placed(left, 0.05, size), ...placed(right, 0.05 + 0.55 * size + 0.08, size)],
        'pair',
      ),
    );
  }
