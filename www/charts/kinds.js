/**
 * The two charts: what each takes from a point, how far its axis reaches, how its values are
 * written.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 * @typedef {{
 *   name: string, unit: string, log: boolean,
 *   train: (point: Point) => number | null, test: (point: Point) => number | null,
 *   range: (curves: (number | null)[][]) => [number, number],
 *   closer: (best: number) => [number, number] | null,
 *   better: (a: number, b: number) => boolean,
 *   write: (value: number) => string, tick: (value: number) => string, marks: [number, string][],
 *   axis: ((from: number, to: number) => string) | null,
 * }} Kind  accuracy or loss; `closer`: where it is worth a closer look, null: nowhere yet
 */
import { charts as text } from '../text/en/training.js';
import { brief, nats, percent } from '../text/numbers.js';
import { closerRange, lossRange } from './axes.js';

/** Both in the language of the moment. @returns {{accuracy: Kind, loss: Kind}} */
export const kinds = () => ({ accuracy: accuracy(), loss: loss() });

/** @returns {Kind} */
const accuracy = () => ({
  name: text.accuracy,
  unit: '',
  log: false,
  train: (point) => point.trainAccuracy,
  test: (point) => point.testAccuracy,
  range: () => [0, 1],
  closer: closerRange,
  better: (a, b) => a > b,
  write: (value) => percent(value),
  // Zoomed in, neighbours on the axis may differ by less than a per cent.
  tick: (value) => percent(value, Math.abs(value * 100 - Math.round(value * 100)) > 1e-6 ? 1 : 0),
  marks: text.marks,
  axis: text.axis,
});

/** @returns {Kind} */
const loss = () => ({
  name: text.loss,
  unit: text.lossUnit,
  log: true,
  train: (point) => point.trainLoss,
  test: (point) => point.testLoss,
  range: lossRange,
  closer: () => null,
  better: (a, b) => a < b,
  write: nats,
  tick: brief,
  marks: [],
  axis: null,
});
