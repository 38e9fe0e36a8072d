/** After a drawing that took a millisecond, ten are for others. */
const REST = 10;

/**
 * Draws when there is something new, with one of the next frames: at most once a frame, and no more than a tenth of the
 * page's time. A hidden page has no frames, and loses nothing.
 */
export class Sparingly {
  #draw;
  #frame = 0;
  /** @type {any} */
  #rest;
  #wanted = false;

  /** @param {() => void} draw */
  constructor(draw) {
    this.#draw = draw;
  }

  /** There is something new. */
  later() {
    this.#wanted = true;
    if (this.#rest) return; // it will be drawn then
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
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
    });
  }

  end() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }
}
