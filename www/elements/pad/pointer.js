/**
 * Mouse, finger and pen on the drawing surface, as one pen: down, moves, up; or, with a pen that has been turned over, as
 * an eraser.
 *
 * One pointer at a time; a pen beats a finger, since what lies beside a pen is a palm. Right button and wheel are not ours.
 */
import { unitPoint } from '../../ink/geometry.js';

/** @typedef {import('../../ink/geometry.js').Sample} Sample */
/**
 * @typedef {object} Pen
 * @property {() => boolean} mayBegin
 * @property {(sample: Sample, withEraser?: boolean) => void} begin
 * @property {(sample: Sample) => void} move
 * @property {(samples: Sample[]) => void} expect  where the browser thinks the pen will be next: to be shown, not to be kept
 * @property {() => void} end
 * @property {() => void} cancel  what was drawn was not meant
 */

/** A finger that comes down so soon after a sign of the pen is the hand that holds it. */
const PALM_MS = 500;

/** The eraser's bit in `buttons`, and its number in `button` (Pointer Events, "Chorded button interactions"). */
const ERASER_BIT = 32;
const ERASER = 5;

/**
 * @param {HTMLElement} surface without border and padding; its children don't take pointers
 * @param {Pen} pen
 * @param {AbortSignal} signal
 */
export function followPointer(surface, pen, signal) {
  /** @type {{id: number, type: string, pressure: number} | null} */
  let active = null;
  let penSeen = -Infinity;
  /** The surface as it was when the pen came down: to ask with each move would have the browser look whether all is where it was. */
  let measured = {
    clientWidth: 0,
    clientHeight: 0,
    currentCSSZoom: /** @type {number | undefined} */ (1),
  };

  /** @param {PointerEvent} event @returns {Sample} */
  const sample = (event) => {
    const [x, y] = unitPoint(event, measured);
    // Only a pen says something with it: mice report 0.5, fingers whatever their maker thought of.
    const pressure = event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 0.5;
    if (active) active.pressure += (pressure - active.pressure) * 0.35; // pens jitter
    return [x, y, active ? active.pressure : pressure];
  };

  /** @param {PointerEvent} event */
  const down = (event) => {
    if (event.pointerType === 'pen') penSeen = event.timeStamp;
    const turned = event.button === ERASER || (event.buttons & ERASER_BIT) !== 0;
    if ((event.button !== 0 && !turned) || !pen.mayBegin()) return;
    if (event.pointerType === 'touch' && event.timeStamp - penSeen < PALM_MS) return;
    if (active) {
      if (event.pointerType !== 'pen' || active.type === 'pen') return;
      pen.cancel();
    }
    active = null;
    const { clientWidth, clientHeight, currentCSSZoom } = surface;
    measured = { clientWidth, clientHeight, currentCSSZoom };
    const first = sample(event);
    active = { id: event.pointerId, type: event.pointerType, pressure: first[2] };
    try {
      surface.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already, or was made by a script: its moves arrive as long as it is over the surface.
    }
    pen.begin(first, turned);
  };

  /** @param {PointerEvent} event */
  const move = (event) => {
    if (event.pointerType === 'pen') penSeen = event.timeStamp;
    if (event.pointerId !== active?.id) return;
    if (event.buttons === 0) return finish(event); // the up was lost, in a dialog say
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) pen.move(sample(each));
    const { pressure } = active;
    // A mouse's arrow shows where it is: ink that runs ahead of it would be off.
    const next = active.type === 'mouse' ? [] : (event.getPredictedEvents?.() ?? []);
    if (next.length > 0) pen.expect(next.map((each) => [...unitPoint(each, measured), pressure]));
  };

  /** @param {PointerEvent} event */
  const up = (event) => {
    if (event.pointerId !== active?.id) return;
    // Its pressure is 0: the pen is already off the paper.
    const [x, y] = unitPoint(event, measured);
    pen.move([x, y, active.pressure]);
    finish(event);
  };

  /** @param {PointerEvent} event */
  const finish = (event) => {
    if (event.pointerId !== active?.id) return;
    active = null;
    pen.end();
  };

  surface.addEventListener('pointerdown', down, { signal });
  surface.addEventListener('pointermove', move, { signal });
  surface.addEventListener('pointerup', up, { signal });
  surface.addEventListener('pointercancel', finish, { signal });
  surface.addEventListener('lostpointercapture', finish, { signal });
  // `touch-action: none` keeps the page from scrolling; this keeps iOS from its magnifier and its double tap.
  surface.addEventListener('touchstart', (event) => event.cancelable && event.preventDefault(), {
    signal,
    passive: false,
  });
  signal.addEventListener('abort', () => {
    if (active) pen.end();
    active = null;
  });
}
