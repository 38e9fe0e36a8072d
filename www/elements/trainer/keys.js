/**
 * Which keys stay inside the trainer. A deck or a notebook around it listens for keys too, and does not see that the
 * focus is in a field: a shadow root hides it. So what the focused control might use is stopped at the element.
 *
 * What no control uses goes on: clickers' PageUp and PageDown, function keys, Tab, Escape, and chords, save those that
 * edit text.
 */

/** @param {KeyboardEvent} event @param {Element | null} focused */
export function staysInside({ key, ctrlKey, metaKey, altKey }, focused) {
  const field = focused instanceof HTMLInputElement && focused.type !== 'checkbox';
  if (ctrlKey || metaKey)
    return field && ['a', 'c', 'v', 'x', 'y', 'z'].includes(key.toLowerCase());
  if (altKey) return false;
  // Letters also from a button: no slip of a finger should turn a slide or delete a notebook's cell.
  return (
    [...key].length === 1 ||
    [
      'Enter',
      'Backspace',
      'Delete',
      'Home',
      'End',
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
    ].includes(key)
  );
}

/** @param {HTMLElement} host @param {ShadowRoot} root @param {AbortSignal} signal */
export function containKeys(host, root, signal) {
  for (const type of /** @type {const} */ (['keydown', 'keyup', 'keypress'])) {
    host.addEventListener(
      type,
      (event) => {
        if (staysInside(event, root.activeElement)) event.stopPropagation();
        else if (type === 'keydown' && event.key === 'Escape') {
          /** @type {HTMLElement | null} */ (root.activeElement)?.blur(); // and the deck has its keys back
        }
      },
      { signal },
    );
  }
}

/** What is dragged: sliders, and the charts, in which a drag zooms. */
const DRAGGED = 'input, select, .chart';

/** A finger on what is dragged turns no slide. @param {HTMLElement} host @param {AbortSignal} signal */
export function containDrags(host, signal) {
  const drags = [
    'pointerdown',
    'pointermove',
    'pointerup',
    'pointercancel',
    'touchstart',
    'touchmove',
    'touchend',
    'touchcancel',
  ];
  for (const type of drags) {
    host.addEventListener(
      type,
      (event) => {
        const isDragged = event
          .composedPath()
          .some(
            (at) => at instanceof Element && at.matches(DRAGGED) && host.shadowRoot?.contains(at),
          );
        if (isDragged) event.stopPropagation();
      },
      { signal, passive: true },
    );
  }
}
