/**
 * What drawing and buttons use stays inside the pad; the host page's own keys and swipes it keeps.
 */
import { containPointer } from '../../host/contain.js';
import { usedByButton, usedBySurface } from './keyboard.js';

/** What follows a press: some decks turn the slide by a click, carousels by a dragged mouse. */
const PRESSES = ['mousedown', 'mousemove', 'mouseup', 'click', 'dblclick'];

/**
 * @param {HTMLElement} pad
 * @param {HTMLElement} surface
 * @param {() => boolean} draws whether the surface takes drawing
 * @param {AbortSignal} signal
 */
export function contain(pad, surface, draws, signal) {
  for (const type of /** @type {const} */ (['keydown', 'keypress', 'keyup']))
    pad.addEventListener(
      type,
      (event) => {
        const [target] = event.composedPath();
        const isUsed =
          target === surface
            ? usedBySurface(event, surface)
            : usedByButton(event) || (isRadio(target) && event.key.startsWith('Arrow'));
        if (isUsed) event.stopPropagation();
      },
      { signal },
    );
  const isOurs = (/** @type {Event} */ event) => draws() && event.composedPath().includes(surface);
  containPointer(pad, isOurs, signal, PRESSES);
}

/** @param {EventTarget} target */
const isRadio = (target) => target instanceof HTMLInputElement && target.type === 'radio';
