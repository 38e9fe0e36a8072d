/**
 * Things that are drawn in time: the ghost on an empty sheet, a sample drawn stroke by stroke.
 */

/** @returns {boolean} whether the visitor wants things to stay where they are */
export function wantsStillness() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/**
 * Calls `step` once a frame with the share of the time that is over, at the end with 1; with 1 at
 * once where the visitor wants stillness.
 *
 * @param {number} duration_ms
 * @param {(share: number) => void} step
 * @returns {() => void} stops it, without another call
 */
export function play(duration_ms, step) {
  if (wantsStillness()) {
    step(1);
    return () => {};
  }
  let frame = 0;
  let began = NaN;
  /** @param {number} now */
  const next = (now) => {
    if (Number.isNaN(began)) began = now;
    const share = Math.min(1, (now - began) / duration_ms);
    if (share < 1) frame = requestAnimationFrame(next);
    step(share);
  };
  frame = requestAnimationFrame(next);
  return () => cancelAnimationFrame(frame);
}
