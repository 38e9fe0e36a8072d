/**
 * The answer in words, by the bars: a digit and how far it is ahead, several digits, or honestly
 * none.
 */

import { CELLS, clamp } from '../../ink/geometry.js';
import { pad as words } from '../../text/en/reading.js';
import { percent, runnerUp } from './bars.js';

/** @typedef {import('./bars.js').Prediction} Prediction */
/** @typedef {{digit: number, rival: number, evidence: Float32Array}} Reason */

/** Points of per cent between first and second: more is clear. */
const CLEAR = 80;

/**
 * @param {Prediction | null} prediction
 * @param {'nothing' | 'unread' | 'noDigit'} [without]  why there is none: nothing is drawn, no net
 *   is there to read it, or it is a picture without a digit
 */
export function answer(prediction, without = 'nothing') {
  if (!prediction) return words.answer[without];
  const { verdict, digit, digits, confidence, probabilities } = prediction;
  const next = runnerUp(prediction);
  switch (verdict) {
    case 'dot':
    case 'scribble':
      return words.answer[verdict];
    case 'several':
      return digits.length > 0 ? digits.join('') : words.answer.several;
    case 'unsure':
      return words.answer.unsure(digit, percent(confidence), next, percent(probabilities[next]));
    case 'digit': {
      const [first, second] = [percent(confidence), percent(probabilities[next])];
      if (first - second < CLEAR) return words.answer.rather(digit, first, next, second);
      return words.answer.clearly(digit, first);
    }
  }
}

/** The same for a screen reader, which hears no bars. @param {Prediction} prediction */
export function spokenAnswer(prediction) {
  const { verdict, digit, digits, confidence, probabilities } = prediction;
  if (verdict === 'several')
    return digits.length > 0 ? words.answer.spokenSeveral(digits) : words.answer.several;
  if (verdict === 'dot' || verdict === 'scribble') return words.answer[verdict];
  const next = runnerUp(prediction);
  const spoken = verdict === 'unsure' ? words.spokenUnsure : words.spoken;
  return spoken(digit, percent(confidence), next, percent(probabilities[next]));
}

/**
 * Whether a digit has won: else no bar may look as if it had.
 * @param {Prediction | null} prediction
 */
export function winner(prediction) {
  return prediction?.verdict === 'digit' ? prediction.digit : null;
}

/**
 * Why, in words: which ninth of the picture speaks most for the digit, and which most against it.
 * @param {Reason} reason
 */
export function reasonInWords({ digit, rival, evidence }) {
  const ninths = new Array(9).fill(0);
  evidence.forEach((nats, i) => {
    // Of the box of 20 squares that the digit fits.
    const [row, column] = [Math.floor(i / CELLS), i % CELLS].map((at) =>
      clamp(Math.floor((at - 4) / 7), 0, 2),
    );
    ninths[3 * row + column] += nats;
  });
  const [most, least] = [Math.max(...ninths), Math.min(...ninths)];
  return words.why.inWords(
    digit,
    rival,
    most > 0 ? ninths.indexOf(most) : null,
    least < 0 ? ninths.indexOf(least) : null,
  );
}
