/**
 * The hand: what pointer and keyboard do becomes drawing or erasing; and what the browser expects
 * the pen to do next, which is shown and never kept.
 */
import { erased, wiped } from '../../ink/eraser.js';

/** @typedef {import('../../ink/geometry.js').Sample} Sample */
/** @typedef {import('../../ink/geometry.js').Stroke} Stroke */

export class Hand {
  #drawing;
  #tool;
  /** @type {Sample[]} */
  #ahead = [];
  /** @type {Sample | null} */
  #eraser = null;

  /**
   * @param {import('../../ink/drawing.js').Drawing} drawing
   * @param {{mayBegin: () => boolean, erases: () => boolean, touch: () => void, changed: () =>
   *   void}} tool
   */
  constructor(drawing, tool) {
    this.#drawing = drawing;
    this.#tool = tool;
  }

  /** Where the eraser is, while it is down. */
  get eraser() {
    return this.#eraser;
  }

  /**
   * The stroke that shows beyond the pen: from its last samples to where it is expected.
   * @returns {Stroke[]}
   */
  get ahead() {
    const live = this.#drawing.live;
    return live && this.#ahead.length > 0 ? [[...live.slice(-2), ...this.#ahead]] : [];
  }

  mayBegin = () => this.#tool.mayBegin();

  /** @param {Sample} sample @param {boolean} [withEraser] the pen has been turned over */
  begin = (sample, withEraser = false) => {
    this.#tool.touch();
    this.#ahead = [];
    if (withEraser || this.#tool.erases()) this.#erase(sample);
    else this.#drawing.begin(sample);
    this.#tool.changed();
  };

  /** @param {Sample} sample */
  move = (sample) => {
    this.#ahead = [];
    if (this.#eraser) this.#erase(sample);
    else this.#drawing.extend(sample);
    this.#tool.changed();
  };

  /** @param {Sample[]} samples where the pen is likely to be within the next frame */
  expect = (samples) => {
    this.#ahead = samples;
  };

  end = () => {
    this.#put();
    this.#drawing.end();
    this.#tool.changed();
  };

  cancel = () => {
    this.#put();
    this.#drawing.cancel();
    this.#tool.changed();
  };

  #put() {
    this.#ahead = [];
    this.#eraser = null;
  }

  /** @param {Sample} to */
  #erase(to) {
    const from = this.#eraser ?? to;
    this.#drawing.erase(
      (strokes) => erased(strokes, from, to),
      (squares) => wiped(squares, from, to),
    );
    this.#eraser = to;
  }
}
