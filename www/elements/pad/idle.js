/**
 * Work for moments in which the browser has nothing else to do: in slices of a few milliseconds,
 * between which a pen that moves on is heard and painted.
 */

/**
 * How long a slice may be: what is left of a frame of 60 Hz once it is drawn is more, on all but
 * the slowest machines.
 */
const SLICE_MS = 3;
/** A browser that is never idle gets a slice all the same. */
const PATIENCE_MS = 200;

/** Safari has no idle callbacks. @type {(work: () => void) => number} */
const whenIdle =
  'requestIdleCallback' in globalThis
    ? (work) => requestIdleCallback(work, { timeout: PATIENCE_MS })
    : (work) => Number(setTimeout(work, 16));
const forget = (/** @type {number} */ waiting) =>
  'cancelIdleCallback' in globalThis ? cancelIdleCallback(waiting) : clearTimeout(waiting);

export class Spare {
  #waiting = 0;
  #when;
  #forget;

  /** @param {(work: () => void) => number} [when] @param {(waiting: number) => void} [forgets] */
  constructor(when = whenIdle, forgets = forget) {
    this.#when = when;
    this.#forget = forgets;
  }

  /**
   * Calls `step` until it says that it has finished. What was begun before is given up.
   * @param {() => boolean} step a millisecond's work, or little more
   */
  begin(step) {
    this.stop();
    const slice = () => {
      this.#waiting = 0;
      const until_ms = performance.now() + SLICE_MS;
      do
        if (step() || this.#waiting) return; // finished, or something else has begun meanwhile
      while (performance.now() < until_ms);
      this.#waiting = this.#when(slice);
    };
    this.#waiting = this.#when(slice);
  }

  stop() {
    if (this.#waiting) this.#forget(this.#waiting);
    this.#waiting = 0;
  }
}
