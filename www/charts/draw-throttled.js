import { inTurn, outOfTurn } from './draw-queue.js';

/** After a drawing that took a millisecond, ten are for others. */
const REST = 10;

/**
 * Draws when there is something new, with one of the next frames: at most once a frame, and no more
 * than a tenth of the page's time. A hidden page has no frames, and loses nothing.
 */
export class Sparingly {
  #draw;
  /** @type {any} */
  #rest;
  #wanted = false;
  #turn = () => {
    this.#wanted = false;
    const began = performance.now();
    this.#draw();
    // Measured after the drawing is done, which uPlot does at the end of the turn.
    queueMicrotask(() => {
      this.#rest = setTimeout(
        () => {
          this.#rest = undefined;
          if (this.#wanted) this.later();
        },
        (performance.now() - began) * REST,
      );
    });
  };

  /** @param {() => void} draw */
  constructor(draw) {
    this.#draw = draw;
  }

  /** There is something new. */
  later() {
    this.#wanted = true;
    if (!this.#rest) inTurn(this.#turn); // else it will be drawn then
  }

  end() {
    outOfTurn(this.#turn);
    clearTimeout(this.#rest);
    this.#rest = undefined;
  }
}
