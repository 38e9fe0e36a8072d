import { containPointer } from '../../host/contain.js';

/** What is dragged: sliders, and the charts, in which a drag zooms. */
const DRAGGED = 'input, select, .chart';

/**
 * A finger on what is dragged turns no slide.
 * @param {HTMLElement} host @param {AbortSignal} signal
 */
export function containDrags(host, signal) {
  const isDragged = (/** @type {Event} */ event) =>
    event
      .composedPath()
      .some((at) => at instanceof Element && at.matches(DRAGGED) && host.shadowRoot?.contains(at));
  containPointer(host, isDragged, signal);
}
