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
