/**
 * Drags that are ours stay ours: a stroke on the pad, a slider, a zoom in a chart. A deck or a
 * carousel around would take them for swipes.
 */

const MOVES = ['pointermove', 'pointerup', 'pointercancel'];
const TOUCHES = ['touchstart', 'touchmove', 'touchend', 'touchcancel'];

/**
 * That a pointer came down the page hears: menus close, and of two decks the right one gets the
 * keys. Then it hears that the pointer was taken, as when the browser takes it to scroll.
 *
 * @param {HTMLElement} host
 * @param {(event: Event) => boolean} isOurs
 * @param {AbortSignal} signal
 * @param {string[]} [more] events that the page doesn't hear either
 */
export function containPointer(host, isOurs, signal, more = []) {
  host.addEventListener(
    'pointerdown',
    (event) => {
      if (!isOurs(event)) return;
      const { pointerId, pointerType, isPrimary } = event;
      const taken = { pointerId, pointerType, isPrimary, bubbles: true, composed: true };
      setTimeout(() => host.dispatchEvent(new PointerEvent('pointercancel', taken)));
    },
    { signal },
  );
  for (const type of [...MOVES, ...TOUCHES, ...more])
    host.addEventListener(type, (event) => isOurs(event) && event.stopPropagation(), {
      signal,
      passive: true,
    });
}
