/**
 * Ten bars in reading order, each with its numeral and its percentage; the winner's numeral grows.
 */
import { pad as words } from '../../text/en/reading.js';

/** @typedef {'digit' | 'unsure' | 'dot' | 'scribble' | 'several'} Verdict */
/**
 * @typedef {object} Prediction
 * @property {number} digit          0..9, the most likely
 * @property {number} confidence     its probability
 * @property {number[]} probabilities ten, adding up to 1
 * @property {Verdict} verdict       whether it is that digit, or what it is instead
 * @property {number[]} digits       where it is several: which, from left to right; else none
 */

/**
 * @param {ArrayLike<number>} probabilities
 * @param {Verdict} [verdict]
 * @param {ArrayLike<number>} [digits]
 * @returns {Prediction}
 */
export function predictionFrom(probabilities, verdict = 'digit', digits = []) {
  const all = [];
  let digit = 0;
  // Plain loops: this happens with each move of the pen.
  for (let i = 0; i < probabilities.length; i++) {
    all.push(probabilities[i]);
    if (probabilities[i] > probabilities[digit]) digit = i;
  }
  return {
    digit,
    confidence: all[digit],
    probabilities: all,
    verdict,
    digits: digits.length > 0 ? Array.from(digits) : [],
  };
}

/** The second most likely digit. @param {Prediction} prediction */
export function runnerUp({ digit, probabilities }) {
  let next = digit === 0 ? 1 : 0;
  for (let i = 0; i < probabilities.length; i++)
    if (i !== digit && probabilities[i] > probabilities[next]) next = i;
  return next;
}

/** Whole per cents, and never 100: a net is sure of nothing. @param {number} probability */
export function percent(probability) {
  return Math.min(99, Math.round(100 * probability));
}

/**
 * The places of the three largest numbers, the first of equals before the next.
 * @param {ArrayLike<number>} numbers
 */
export function leaders(numbers) {
  let [first, second, third] = [-1, -1, -1];
  const beats = (/** @type {number} */ i, /** @type {number} */ other) =>
    other < 0 || numbers[i] > numbers[other];
  for (let i = 0; i < numbers.length; i++) {
    if (beats(i, first)) [first, second, third] = [i, first, second];
    else if (beats(i, second)) [second, third] = [i, second];
    else if (beats(i, third)) third = i;
  }
  return [first, second, third];
}

/** Lengths that a bar can have: steps finer than the pixels of any that is shown. */
const LENGTHS = 500;
/** @type {string[]} as they are written to the page, each made when it is first needed */
const lengths = [];

export class Bars {
  #list;
  #rows;
  #live = false;

  /** @param {HTMLElement} list an `ol` */
  constructor(list) {
    this.#list = list;
    this.#rows = Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement('li');
      const numeral = document.createElement('b');
      const track = document.createElement('i');
      const bar = document.createElement('i');
      const cell = document.createElement('span');
      // One text for good: another one in its place would be laid out anew from the row on.
      const value = document.createTextNode('');
      numeral.textContent = String(digit);
      track.append(bar);
      cell.append(value);
      row.append(numeral, track, cell);
      list.append(row);
      return { row, bar: bar.style, value, shown: -1, text: '', won: false, leads: false };
    });
    this.show(null, null);
    this.number(null);
  }

  /**
   * @param {Prediction | null} prediction @param {number | null} winner the digit that has won, if
   *   one has
   * @param {boolean} [live] the pen is down: bars follow it at once. Easing would show where it was
   *   a moment ago, and an animation that runs makes the browser work out the page's style with
   *   each move, before anybody is told of it.
   */
  show(prediction, winner, live = false) {
    if (this.#live !== live) this.#list.classList.toggle('live', (this.#live = live));
    const leading = prediction ? leaders(prediction.probabilities) : [];
    for (let digit = 0; digit < this.#rows.length; digit++) {
      const each = this.#rows[digit];
      const shown = Math.round((prediction?.probabilities[digit] ?? 0) * LENGTHS);
      // Most bars stand still at each move; what is written to the page costs, even where it is the
      // same.
      if (each.shown !== shown)
        each.bar.transform = lengths[(each.shown = shown)] ??= `scaleX(${shown / LENGTHS})`;
      if (each.won !== (winner === digit))
        each.row.classList.toggle('winner', (each.won = !each.won));
      // A narrow pad shows these alone.
      if (each.leads !== leading.includes(digit))
        each.row.classList.toggle('leads', (each.leads = !each.leads));
    }
  }

  /** Writes the percentages. @param {Prediction | null} prediction */
  number(prediction) {
    for (let digit = 0; digit < this.#rows.length; digit++) {
      const each = this.#rows[digit];
      const text = prediction
        ? words.percent(percent(prediction.probabilities[digit] ?? 0))
        : words.nothing;
      if (each.text !== text) each.value.data = each.text = text;
    }
  }
}
