/**
 * The pad as a field of a `<form>`: its value is the digit that was read, or what stands side by
 * side ("42"). What was drawn and can't be read is bad input, as letters are in a field for
 * numbers.
 */

import { checkedStrokes } from '../../ink/geometry.js';
import { pad as words } from '../../text/en/reading.js';

/** @typedef {import('../../ink/geometry.js').Stroke} Stroke */
/** @typedef {import('./bars.js').Prediction} Prediction */
/**
 * @typedef {object} Sheet
 * @property {boolean} drawn whether anything is on it
 * @property {readonly Stroke[]} strokes
 * @property {Prediction | null} prediction
 * @property {boolean} finished whether the pen is up
 * @property {number} act the visitor's, of which this is the result, counted; 0: a script's, or
 *   what reset the form
 * @property {boolean} ready whether a net is there to read it
 */

/** @param {Prediction | null} prediction @returns {string} empty where nothing sure was read */
export function fieldValue(prediction) {
  if (prediction?.verdict === 'digit') return String(prediction.digit);
  return prediction?.verdict === 'several' ? (prediction.digits ?? []).join('') : '';
}

/**
 * @param {boolean} drawn
 * @param {string} value
 * @param {boolean} required
 * @returns {'valueMissing' | 'badInput' | null}
 */
export function fault(drawn, value, required) {
  if (drawn) return value === '' ? 'badInput' : null;
  return required ? 'valueMissing' : null;
}

export class Field {
  #host;
  #internals;
  #anchor;
  #look;
  /** What the last `input` and the last `change` told, or would have told. */
  #told = { input: '', change: '' };
  /** The visitor's act whose value was told. */
  #answered = 0;
  /** What the browser was told last. @type {string | null} */
  #wrong = null;

  /**
   * @param {HTMLElement & {required: boolean}} host @param {HTMLElement} anchor where the browser
   *   shows what is missing
   * @param {() => Sheet} look
   */
  constructor(host, anchor, look) {
    this.#host = host;
    this.#internals = host.attachInternals();
    this.#anchor = anchor;
    this.#look = look;
  }

  get internals() {
    return this.#internals;
  }

  get value() {
    return fieldValue(this.#look().prediction);
  }

  /**
   * The sheet, or what reads it, has changed: the form is told, now, since it may be sent before
   * the next frame.
   */
  settle() {
    const { drawn, strokes, prediction } = this.#look();
    const value = fieldValue(prediction);
    // An empty field is sent empty, as other fields are. A page that is gone back to gets its
    // drawing again.
    if (this.#internals.form) this.#internals.setFormValue(value, JSON.stringify(strokes));
    const wrong = fault(drawn, value, this.#host.required);
    const sentence = wrong ? words.form[wrong] : null;
    if (sentence !== this.#wrong) {
      this.#wrong = sentence;
      if (wrong && sentence) this.#internals.setValidity({ [wrong]: true }, sentence, this.#anchor);
      else this.#internals.setValidity({});
    }
    return value;
  }

  /**
   * `input` and `change` are for what the visitor did, as in any field: not for a script, a reset,
   * or another net. A drawing that waits for its net is answered when that comes.
   */
  tell() {
    if (!this.#internals.form) return;
    const value = this.settle();
    const { act, ready, finished } = this.#look();
    if (act === 0 || act === this.#answered) {
      this.#told.input = value;
      if (finished) this.#told.change = value;
      return;
    }
    if (ready) this.#answered = act;
    this.#tell('input', value);
    if (finished) this.#tell('change', value);
  }

  /** @param {'input' | 'change'} type @param {string} value */
  #tell(type, value) {
    if (this.#told[type] === value) return;
    this.#told[type] = value;
    this.#host.dispatchEvent(new Event(type, { bubbles: true, composed: type === 'input' }));
  }
}

/**
 * A drawing that the browser or a page has kept.
 * @param {unknown} state
 * @returns {Stroke[] | null} null where it is none
 */
export function strokesFrom(state) {
  if (typeof state !== 'string') return null;
  try {
    return checkedStrokes(JSON.parse(state));
  } catch {
    return null; // of another version, or written by somebody else
  }
}
