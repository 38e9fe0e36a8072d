/**
 * All that is drawn on the page while a net trains, one after the other: a frame is given a few
 * milliseconds of it, and what is left waits for the next. So many panels that have something new
 * at once make no long task.
 */

/** After this long the others wait for the next frame. */
const SLICE_MS = 4;

/** In the order in which they came. @type {Set<() => void>} */
const waiting = new Set();
let _frame = 0;

/**
 * Does it with one of the next frames, once, however often it is asked for. A hidden page has no
 * frames.
 * @param {() => void} work
 */
export function inTurn(work) {
  waiting.add(work);
  _frame ||= requestAnimationFrame(begin);
}

/** Not any more. @param {() => void} work */
export function outOfTurn(work) {
  waiting.delete(work);
}

async function begin() {
  const began = performance.now();
  // What is asked for meanwhile is for another frame.
  for (const work of [...waiting]) {
    if (!waiting.delete(work)) continue;
    try {
      work();
    } catch (error) {
      reportError(error); // the others have done nothing wrong
    }
    await null; // uPlot paints at the end of the turn: that counts
    if (performance.now() - began > SLICE_MS) break;
  }
  _frame = waiting.size ? requestAnimationFrame(begin) : 0;
}
