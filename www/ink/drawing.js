/**
 * What is on the paper, and the ways back and forth: strokes, the one being drawn, or a picture
 * that was laid on it; squares of ink with strokes upon them; and what was there before and after.
 *
 * Knows nothing of pointers, canvases or nets; `version` tells whoever paints or reads that
 * something changed.
 */
import { extend } from './geometry.js';

/** @typedef {import('./geometry.js').Sample} Sample */
/** @typedef {import('./geometry.js').Stroke} Stroke */
/** @typedef {import('./picture.js').Picture} Picture */
/**
 * @typedef {object} Content
 * @property {readonly Stroke[]} strokes
 * @property {Picture | null} picture  is alone
 * @property {Uint8Array | null} squares  784 bytes, the ink of each square of the paper
 * @property {number | null} label  which digit the squares are, where that is known
 */

/** More steps back than anybody takes; an afternoon of drawing must not grow without end. */
const MOST_STEPS_BACK = 200;
/** Pictures are large: those of older steps are gone, and with them the way back beyond. */
const MOST_PICTURES_BACK = 10;

/** @type {Content} */
const NOTHING = { strokes: [], picture: null, squares: null, label: null };

export class Drawing {
  #done = NOTHING;
  /** @type {Content[]} what was there before each step */
  #past = [];
  /** @type {Content[]} what `redo` brings back, the nearest last */
  #future = [];
  /** @type {Stroke | null} */
  #live = null;
  /** @type {readonly Stroke[] | null} */
  #preview = null;
  /** @type {Content | null} what was there before the eraser came down */
  #uncut = null;

  /** Grows with every change. */
  version = 0;

  /** All strokes, the one being drawn included. @returns {readonly Stroke[]} */
  get strokes() {
    if (this.#preview) return this.#preview;
    return this.#live ? [...this.#done.strokes, this.#live] : this.#done.strokes;
  }

  /** The picture on the paper. Drawing takes it away. */
  get picture() {
    return this.#preview || this.#live ? null : this.#done.picture;
  }

  /** Squares of ink below the strokes. */
  get squares() {
    return this.#preview ? null : this.#done.squares;
  }

  /** Which digit the squares are, where that is known. */
  get label() {
    return this.#preview ? null : this.#done.label;
  }

  get empty() {
    return this.strokes.length === 0 && !this.picture && !this.squares;
  }

  get canUndo() {
    return this.#live !== null || this.#past.length > 0;
  }

  get canRedo() {
    return this.#live === null && this.#future.length > 0;
  }

  /** The stroke that is being drawn. @returns {Stroke | null} */
  get live() {
    return this.#live;
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

  /** Pen up, or the eraser's. */
  end() {
    if (this.#uncut) {
      const before = this.#uncut;
      this.#uncut = null;
      if (this.#done !== before) this.#step(before);
    }
    if (!this.#live) return;
    const stroke = this.#live;
    this.#live = null;
    this.#become({ ...this.#done, strokes: [...this.#done.strokes, stroke], picture: null });
  }

  /** The stroke being drawn was none: a palm, say. What was being erased is whole again. */
  cancel() {
    if (this.#uncut) this.#done = this.#uncut;
    else if (!this.#live) return;
    this.#uncut = this.#live = null;
    this.version += 1;
  }

  /**
   * Takes away what `cut` leaves out, until `end` all in one step.
   * @param {(strokes: readonly Stroke[]) => readonly Stroke[]} cut gives back the very same strokes
   *   where nothing is hit
   * @param {(squares: Uint8Array) => Uint8Array | null} [wipe] likewise for squares; null where
   *   none has ink any more
   */
  erase(cut, wipe = (squares) => squares) {
    if (this.#live) this.end();
    this.#preview = null;
    this.#uncut ??= this.#done;
    const { strokes: before, squares: below, label } = this.#done;
    const strokes = cut(before);
    const squares = below && wipe(below);
    if (strokes === before && squares === below) return;
    this.#done = { strokes, picture: null, squares, label: squares && label };
    this.version += 1;
  }

  /**
   * One step back: the stroke being drawn, the last stroke, or what `clear` took away.
   * @returns {boolean} whether there was one
   */
  undo() {
    this.#preview = null;
    if (this.#live || this.#uncut) {
      this.cancel();
      return true;
    }
    return this.#go(this.#past, this.#future);
  }

  /**
   * One step forth again, as long as nothing else has been drawn.
   * @returns {boolean} whether there was one
   */
  redo() {
    this.end();
    this.#preview = null;
    return this.#go(this.#future, this.#past);
  }

  /** An empty sheet; `undo` brings the drawing back. */
  clear() {
    this.replace([]);
  }

  /** Another drawing instead; `undo` brings this one back. @param {readonly Stroke[]} strokes */
  replace(strokes) {
    this.end();
    if (this.empty && strokes.length === 0 && !this.#preview) return;
    this.#become({ ...NOTHING, strokes });
  }

  /** A picture instead; `undo` brings the drawing back. @param {Picture} picture */
  lay(picture) {
    this.end();
    this.#become({ ...NOTHING, picture });
  }

  /**
   * Squares of ink instead, to draw on; `undo` brings the drawing back.
   * @param {Uint8Array} squares @param {number | null} [label]  which digit they are
   */
  put(squares, label = null) {
    this.end();
    this.#become({ ...NOTHING, squares, label });
  }

  /**
   * Shows another drawing for a while, without a step to take back; any change ends it.
   * @param {readonly Stroke[]} strokes
   */
  preview(strokes) {
    this.end();
    this.#preview = strokes;
    this.version += 1;
  }

  get previewed() {
    return this.#preview !== null;
  }

  /** @param {Content} content */
  #become(content) {
    const before = this.#done;
    this.#preview = null;
    this.#done = content;
    this.#step(before);
  }

  /** What is there now is a step from `before`. @param {Content} before */
  #step(before) {
    this.#future = [];
    this.#past.push(before);
    const pictures = this.#past.filter(({ picture }) => picture).length;
    const oldest =
      pictures > MOST_PICTURES_BACK ? this.#past.findIndex(({ picture }) => picture) + 1 : 0;
    this.#past.splice(0, Math.max(oldest, this.#past.length - MOST_STEPS_BACK));
    this.version += 1;
  }

  /** @param {Content[]} from @param {Content[]} to */
  #go(from, to) {
    const content = from.pop();
    if (!content) return false;
    to.push(this.#done);
    this.#done = content;
    this.version += 1;
    return true;
  }
}
