/**
 * Ten bars in reading order, each with its numeral and its percentage; the winner's numeral grows.
 */
import { pad as words } from '../text/en.js';

/** @typedef {'digit' | 'unsure' | 'dot' | 'scribble' | 'several'} Verdict */
/**
 * @typedef {object} Prediction
 * @property {number} digit          0..9, the most likely
 * @property {number} confidence     its probability
 * @property {number[]} probabilities ten, adding up to 1
 * @property {Verdict} verdict       whether it is that digit, or what it is instead
 * @property {number[]} digits       where it is several: which, from left to right; else none
 */

/** @param {ArrayLike<number>} probabilities @param {Verdict} [verdict] @param {ArrayLike<number>} [digits] @returns {Prediction} */
export function predictionFrom(probabilities, verdict = 'digit', digits = []) {
  const all = Array.from(probabilities);
  const confidence = Math.max(...all);
  return { digit: all.indexOf(confidence), confidence, probabilities: all, verdict, digits: Array.from(digits) };
}

/** The second most likely digit. @param {Prediction} prediction */
export function runnerUp({ digit, probabilities }) {
  const others = probabilities.map((p, i) => (i === digit ? -1 : p));
  return others.indexOf(Math.max(...others));
}

/** Whole per cents, and never 100: a net is sure of nothing. @param {number} probability */
export function percent(probability) {
  return Math.min(99, Math.round(100 * probability));
}

export class Bars {
  #rows;

  /** @param {HTMLElement} list an `ol` */
  constructor(list) {
    this.#rows = Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement('li');
      const numeral = document.createElement('b');
      const track = document.createElement('i');
      const bar = document.createElement('i');
      const value = document.createElement('span');
      numeral.textContent = String(digit);
      track.append(bar);
      row.append(numeral, track, value);
      list.append(row);
      return { row, bar, value, shown: '', text: '' };
    });
    this.show(null, null);
  }

  /** @param {Prediction | null} prediction @param {number | null} winner the digit that has won, if one has */
  show(prediction, winner) {
    this.#rows.forEach((each, digit) => {
      const { row, bar, value } = each;
      const p = prediction?.probabilities[digit] ?? 0;
      const shown = p.toFixed(3);
      const text = prediction ? words.percent(percent(p)) : words.nothing;
      // Most bars stand still at each move; what is written to the page costs, even where it is the same.
      if (each.shown !== shown) bar.style.transform = `scaleX(${(each.shown = shown)})`;
      if (each.text !== text) value.textContent = each.text = text;
      row.classList.toggle('winner', winner === digit);
    });
  }
}
