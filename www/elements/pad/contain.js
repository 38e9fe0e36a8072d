/**
 * What drawing and buttons use stays inside the pad; the host page's own keys and swipes it keeps.
 */
import { usedByButton, usedBySurface } from './keyboard.js';

const DRAGS = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'];
/** What follows a press: some decks turn the slide by a click, carousels by a dragged mouse. */
const PRESSES = ['mousedown', 'mousemove', 'mouseup', 'click', 'dblclick'];
const TOUCHES = ['touchstart', 'touchmove', 'touchend', 'touchcancel'];

/**
 * @param {HTMLElement} pad
 * @param {HTMLElement} surface
 * @param {() => boolean} draws whether the surface takes drawing
 * @param {AbortSignal} signal
 */
export function contain(pad, surface, draws, signal) {
  for (const type of ['keydown', 'keypress', 'keyup'])
    pad.addEventListener(
      type,
      (event) => {
        const key = /** @type {KeyboardEvent} */ (event);
        const used = event.composedPath()[0] === surface ? usedBySurface(key) : usedByButton(key);
        if (used) event.stopPropagation();
      },
      { signal },
    );
  for (const type of [...DRAGS, ...PRESSES, ...TOUCHES])
    pad.addEventListener(
      type,
      (event) => {
        if (draws() && event.composedPath().includes(surface)) event.stopPropagation();
      },
      { signal, passive: true },
    );
}
