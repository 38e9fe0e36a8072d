/**
 * Ten digits drawn by hand for nibnet, as a few points on smooth lines: a way in for whoever can't
 * or won't draw, and the ghost on an empty sheet. Units as in pad-geometry.js.
 */
import { trace } from './geometry.js';

/** @typedef {import('./geometry.js').Stroke} Stroke */

/**
 * Strokes of x, y pairs. A corner ends a stroke and begins the next.
 * @type {readonly (readonly number[][])[]}
 */
const DIGITS = [
  [
    [
      0.56, 0.17, 0.41, 0.21, 0.31, 0.41, 0.31, 0.64, 0.41, 0.81, 0.56, 0.82, 0.68, 0.66, 0.7, 0.41,
      0.63, 0.22, 0.53, 0.17,
    ],
  ],
  [[0.53, 0.15, 0.51, 0.5, 0.49, 0.85]],
  [
    [0.31, 0.34, 0.38, 0.21, 0.53, 0.16, 0.66, 0.24, 0.66, 0.39, 0.55, 0.56, 0.4, 0.72, 0.3, 0.82],
    [0.3, 0.82, 0.5, 0.81, 0.72, 0.81],
  ],
  [
    [0.32, 0.25, 0.45, 0.16, 0.61, 0.2, 0.65, 0.32, 0.57, 0.43, 0.44, 0.48],
    [0.44, 0.48, 0.61, 0.51, 0.7, 0.63, 0.64, 0.78, 0.48, 0.84, 0.31, 0.77],
  ],
  [
    [0.54, 0.16, 0.43, 0.36, 0.28, 0.58],
    [0.28, 0.58, 0.5, 0.57, 0.74, 0.56],
    [0.62, 0.38, 0.61, 0.62, 0.59, 0.85],
  ],
  [
    [0.67, 0.17, 0.52, 0.18, 0.38, 0.19],
    [0.38, 0.19, 0.36, 0.32, 0.34, 0.46],
    [0.34, 0.46, 0.48, 0.41, 0.63, 0.47, 0.69, 0.63, 0.6, 0.79, 0.44, 0.84, 0.31, 0.77],
  ],
  [
    [
      0.61, 0.15, 0.46, 0.27, 0.36, 0.46, 0.33, 0.66, 0.41, 0.81, 0.55, 0.83, 0.66, 0.72, 0.63,
      0.58, 0.5, 0.54, 0.36, 0.65,
    ],
  ],
  [
    [0.29, 0.2, 0.5, 0.19, 0.71, 0.18],
    [0.71, 0.18, 0.6, 0.4, 0.51, 0.62, 0.44, 0.85],
  ],
  [
    [
      0.64, 0.26, 0.51, 0.16, 0.38, 0.24, 0.4, 0.39, 0.55, 0.51, 0.66, 0.67, 0.58, 0.82, 0.42, 0.82,
      0.34, 0.68, 0.44, 0.52, 0.59, 0.4, 0.64, 0.26,
    ],
  ],
  [
    [
      0.66, 0.29, 0.55, 0.17, 0.41, 0.2, 0.34, 0.34, 0.41, 0.47, 0.55, 0.46, 0.66, 0.3, 0.64, 0.55,
      0.57, 0.85,
    ],
  ],
];

/**
 * The order in which samples are offered: that of the first test digits of MNIST, then those they
 * lack.
 */
export const SAMPLE_ORDER = [7, 2, 1, 0, 4, 9, 5, 6, 3, 8];

/** @param {number} digit 0..9 @returns {Stroke[]} */
export function sampleStrokes(digit) {
  return DIGITS[digit].map((flat) => {
    /** @type {Stroke} */
    const stroke = [];
    for (let i = 0; i < flat.length; i += 2) stroke.push([flat[i], flat[i + 1], 0.5]);
    return trace(stroke);
  });
}

/**
 * The first `share` of a drawing, as if the pen had come so far.
 *
 * @param {readonly Stroke[]} strokes finely sampled
 * @param {number} share 0..1
 * @returns {Stroke[]}
 */
export function firstPart(strokes, share) {
  const samples = strokes.reduce((count, stroke) => count + stroke.length, 0);
  let left = Math.round(samples * share);
  const part = [];
  for (const stroke of strokes) {
    if (left <= 0) break;
    part.push(stroke.slice(0, left));
    left -= stroke.length;
  }
  return part;
}
