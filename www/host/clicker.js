/**
 * The presenter's clicker: PageDown and PageUp go to what is on the slide that shows, as long as it
 * has something to show, and then to the deck. Only for elements that say `clicker`: no other key
 * is listened to beyond an element.
 */
import { isCopy, isShown } from './host-page.js';

/** @typedef {HTMLElement & {next(): boolean, previous(): boolean}} Turned */

/**
 * @param {Element} element
 * @returns {boolean} whether it is what the screen shows: its middle, or some of it in the screen's
 */
function isOnScreen(element) {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const isIn = (/** @type {number} */ x, /** @type {number} */ from, /** @type {number} */ to) =>
    x >= from && x <= to;
  const isThere =
    (isIn(left + width / 2, 0, innerWidth) && isIn(top + height / 2, 0, innerHeight)) ||
    (isIn(innerWidth / 2, left, right) && isIn(innerHeight / 2, top, bottom));
  return width > 0 && isThere && isShown(element);
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
