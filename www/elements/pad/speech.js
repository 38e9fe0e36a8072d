/**
 * What a screen reader hears: the result once the drawing stands still, the pen's moves by
 * keyboard, and only now and then what a net in training makes of the drawing.
 */
import { pad as words } from '../../text/en/reading.js';
import { spokenAnswer } from './answer.js';

/** @typedef {import('./bars.js').Prediction} Prediction */

/** A drawing that has not changed for so long stands still. */
const STILL_MS = 700;
/** A net in training reads ten times a second: nobody could listen to that. */
const TRAINING_MS = 3000;

export class Speech {
  #region;
  #result;
  #truth;
  #timer = 0;
  /** When to speak, and what: put off with each move, which costs less than another timer. */
  #due_ms = 0;
  #sentence_then = () => '';
  /** The digit that was named last. @type {number | undefined} */
  #named;

  /**
   * @param {HTMLElement} region a live one
   * @param {() => Prediction | 'empty' | null} result as it is at that moment
   * @param {() => string} [truth]  which digit it is, where that is known
   */
  constructor(region, result, truth = () => '') {
    this.#region = region;
    this.#result = result;
    this.#truth = truth;
  }

  /** Says a sentence at once. @param {string} sentence */
  say(sentence) {
    this.stop();
    this.#region.textContent = sentence;
  }

  /** Says a sentence, unless another follows meanwhile. @param {string} sentence */
  saySoon(sentence) {
    this.#after(STILL_MS, () => sentence);
  }

  /** Says the result as it will be when the drawing stands still. */
  sayResult() {
    this.#after(STILL_MS, () => this.#sentence());
  }

  /**
   * The drawing is the same but another net reads it: another digit is news, another percentage is
   * not.
   */
  sayOtherNet() {
    const result = this.#result();
    const digit = result && result !== 'empty' ? result.digit : undefined;
    if (this.#timer === 0 && digit !== this.#named)
      this.#after(TRAINING_MS, () => this.#sentence());
  }

  stop() {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = 0;
    this.#due_ms = 0;
  }

  /** @param {number} wait_ms @param {() => string} sentence */
  #after(wait_ms, sentence) {
    const due_ms = performance.now() + wait_ms;
    if (due_ms < this.#due_ms) this.stop();
    this.#due_ms = due_ms;
    this.#sentence_then = sentence;
    this.#timer ||= window.setTimeout(this.#ring, wait_ms);
  }

  #ring = () => {
    const early_ms = this.#due_ms - performance.now();
    // Timers may ring a little before their time.
    this.#timer = early_ms > 1 ? window.setTimeout(this.#ring, early_ms) : 0;
    if (this.#timer) return;
    const text = this.#sentence_then();
    if (text && text !== this.#region.textContent) this.#region.textContent = text;
  };

  #sentence() {
    const result = this.#result();
    this.#named = undefined;
    if (result === null) return '';
    if (result === 'empty') return words.emptied;
    this.#named = result.digit;
    return [spokenAnswer(result), this.#truth()].filter(Boolean).join(' ');
  }
}
