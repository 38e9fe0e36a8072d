/**
 * What is on the paper, and the way back: strokes, the one being drawn, and what was there before.
 *
 * Knows nothing of pointers, canvases or nets; `version` tells whoever paints or reads that something changed.
 */
import { extend } from './pad-geometry.js';

/** @typedef {import('./pad-geometry.js').Sample} Sample */
/** @typedef {import('./pad-geometry.js').Stroke} Stroke */

/** More steps back than anybody takes; an afternoon of drawing must not grow without end. */
const MOST_STEPS_BACK = 200;

export class Drawing {
  /** @type {readonly Stroke[]} */
  #done = [];
  /** @type {(readonly Stroke[])[]} what was there before each step */
  #past = [];
  /** @type {Stroke | null} */
  #live = null;
  /** @type {readonly Stroke[] | null} */
  #preview = null;

  /** Grows with every change. */
  version = 0;

  /** All strokes, the one being drawn included. @returns {readonly Stroke[]} */
  get strokes() {
    if (this.#preview) return this.#preview;
    return this.#live ? [...this.#done, this.#live] : this.#done;
  }

  get empty() {
    return this.strokes.length === 0;
  }

  get canUndo() {
    return this.#live !== null || this.#past.length > 0;
  }

  /** Whether a stroke is being drawn. */
  get drawing() {
    return this.#live !== null;
  }

  /** Pen down. A stroke that was still being drawn ends there. @param {Sample} sample */
  begin(sample) {
    this.end();
    this.#preview = null;
    this.#live = [sample];
    this.version += 1;
  }

  /** Pen moved. Without a stroke being drawn, nothing happens. @param {Sample} sample */
  extend(sample) {
    if (!this.#live) return;
    // A new array, since painters keep what they made from the old one.
    this.#live = [...this.#live];
    extend(this.#live, sample);
    this.version += 1;
  }

  /** Pen up. */
  end() {
    if (!this.#live) return;
    const stroke = this.#live;
    this.#live = null;
    this.#become([...this.#done, stroke]);
  }

  /** The stroke being drawn was none: a palm, say. */
  cancel() {
    if (!this.#live) return;
    this.#live = null;
    this.version += 1;
  }

  /** One step back: the stroke being drawn, the last stroke, or what `clear` took away. @returns {boolean} whether there was one */
  undo() {
    this.#preview = null;
    if (this.#live) {
      this.cancel();
      return true;
    }
    const before = this.#past.pop();
    if (!before) return false;
    this.#done = before;
    this.version += 1;
    return true;
  }

  /** An empty sheet; `undo` brings the drawing back. */
  clear() {
    this.replace([]);
  }

  /** Another drawing instead; `undo` brings this one back. @param {readonly Stroke[]} strokes */
  replace(strokes) {
    this.end();
    if (this.#done.length === 0 && strokes.length === 0 && !this.#preview) return;
    this.#become(strokes);
  }

  /** Shows another drawing for a while, without a step to take back; any change ends it. @param {readonly Stroke[]} strokes */
  preview(strokes) {
    this.end();
    this.#preview = strokes;
    this.version += 1;
  }

  get previewed() {
    return this.#preview !== null;
  }

  /** @param {readonly Stroke[]} strokes */
  #become(strokes) {
    this.#preview = null;
    this.#past.push(this.#done);
    if (this.#past.length > MOST_STEPS_BACK) this.#past.shift();
    this.#done = strokes;
    this.version += 1;
  }
}
