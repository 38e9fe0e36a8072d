/**
 * The presenter's clicker: PageDown and PageUp go to what is on the slide that shows, as long as it has something to
 * show, and then to the deck. Only for elements that say `clicker`: no other key is listened to beyond an element.
 */
import { isCopy, isShown } from './guest.js';

/** @typedef {HTMLElement & {next(): boolean, previous(): boolean}} Turned */

/** @param {Element} element @returns {boolean} whether its middle is on the screen */
function isOnScreen(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  return width > 0 && x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight && isShown(element);
}

/** @param {Turned} element @param {AbortSignal} signal */
export function followClicker(element, signal) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey) return;
    if (key !== 'PageDown' && key !== 'PageUp') return;
    if (!element.hasAttribute('clicker') || isCopy(element) || !isOnScreen(element)) return;
    // A key held down would run through everything.
    if (!event.repeat && !(key === 'PageDown' ? element.next() : element.previous())) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the deck's turn comes when there is no next
  };
  // Before any deck: those listen at the document, or at the window on the way back.
  addEventListener('keydown', press, { signal, capture: true });
}
