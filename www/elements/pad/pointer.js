/**
 * Mouse, finger and pen on the drawing surface, as one pen: down, moves, up; or, with a pen that
 * has been turned over, as an eraser.
 *
 * One pointer at a time; a pen beats a finger, since what lies beside a pen is a palm. Two fingers
 * scroll and zoom the page (`touch-action: pinch-zoom`): what the first had drawn is taken back.
 * Right button and wheel are not ours.
 */
import { unitPoint } from '../../ink/geometry.js';

/** @typedef {import('../../ink/geometry.js').Sample} Sample */
/**
 * @typedef {object} Pen
 * @property {() => boolean} mayBegin
 * @property {(sample: Sample, withEraser?: boolean) => void} begin
 * @property {(sample: Sample) => void} move
 * @property {(samples: Sample[]) => void} expect  where the browser thinks the pen will be next: to
 *   be shown, not to be kept
 * @property {() => void} end
 * @property {() => void} cancel  what was drawn was not meant
 */

/** A finger that comes down so soon after a sign of the pen is the hand that holds it. */
const PALM_MS = 500;

/** A finger that comes down so soon after it was lifted would open the magnifier of iOS. */
const DOUBLE_TAP_MS = 350;

/**
 * The eraser's bit in `buttons`, and its number in `button` (Pointer Events, "Chorded buttons").
 */
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
  let fingerLifted = -Infinity;
  const fingers = new Fingers();
  /** The surface as it was when the pen came down: asking with each move would make the browser
   * look whether all is where it was. */
  let measured = { clientWidth: 0, clientHeight: 0, currentCSSZoom: 1 };

  /** @param {PointerEvent} event @returns {Sample} */
  const sample = (event) => {
    const [x, y] = unitPoint(event, measured);
    // Only a pen says something with it: mice report 0.5, fingers whatever their maker thought of.
    const pressure = event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 0.5;
    if (active) active.pressure += (pressure - active.pressure) * 0.35; // pens jitter
    return [x, y, active ? active.pressure : pressure];
  };

  /** @param {number} id */
  const capture = (id) => {
    try {
      surface.setPointerCapture(id);
    } catch {
      // The pointer is gone already, or was made by a script: its moves arrive over the surface.
    }
  };

  /** Whether a pen is at work: then fingers are the hand that holds it. @param {Event} event */
  const besidePen = ({ timeStamp }) => active?.type === 'pen' || timeStamp - penSeen < PALM_MS;

  /** @param {PointerEvent} event */
  const down = (event) => {
    const { pointerId: id, pointerType: type } = event;
    if (type === 'pen') penSeen = event.timeStamp;
    if (type === 'touch' && fingers.down(event) && !besidePen(event)) {
      if (active?.type === 'touch') stop('cancel');
      return;
    }
    const turned = event.button === ERASER || (event.buttons & ERASER_BIT) !== 0;
    if ((event.button !== 0 && !turned) || !pen.mayBegin()) return;
    if (type === 'touch' && besidePen(event)) return;
    if (active) {
      // The same pointer again, or another pen: the up was lost, or is on its way.
      if (id !== active.id && type !== 'pen') return;
      stop(type === 'pen' && active.type === 'touch' ? 'cancel' : 'end');
    }
    const { clientWidth, clientHeight, currentCSSZoom = zoomOf(surface) } = surface;
    measured = { clientWidth, clientHeight, currentCSSZoom };
    const first = sample(event);
    active = { id, type, pressure: first[2] };
    capture(id);
    // Again, since a deck that hears of the same event may have taken the pointer for its swipes.
    const again = () => active?.id === id && capture(id);
    surface.ownerDocument.defaultView?.addEventListener('pointerdown', again, { once: true });
    setTimeout(again); // where the event doesn't reach the window
    pen.begin(first, turned);
  };

  /** @param {PointerEvent} event */
  const move = (event) => {
    if (event.pointerType === 'pen') penSeen = event.timeStamp;
    if (fingers.several && event.pointerType === 'touch')
      return scrollAround(surface, fingers.move(event));
    if (event.pointerId !== active?.id) return;
    // A mouse whose up was lost, in a dialog say. Some pens and fingers never report a button.
    if (event.buttons === 0 && active.type === 'mouse') return stop('end');
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) pen.move(sample(each));
    const { pressure } = active;
    // A mouse's arrow shows where it is: ink that runs ahead of it would be off.
    const next = active.type === 'mouse' ? [] : (event.getPredictedEvents?.() ?? []);
    if (next.length > 0) pen.expect(next.map((each) => [...unitPoint(each, measured), pressure]));
  };

  /** @param {PointerEvent} event */
  const up = (event) => {
    if (event.pointerId === active?.id) {
      // Its pressure is 0: the pen is already off the paper.
      const [x, y] = unitPoint(event, measured);
      pen.move([x, y, active.pressure]);
    }
    finish(event);
  };

  /** @param {PointerEvent} event */
  const finish = (event) => {
    fingers.up(event);
    if (event.pointerId !== active?.id) return;
    if (active.type === 'touch') fingerLifted = event.timeStamp;
    // What the system takes away from a finger was a palm, or the begin of a zoom.
    stop(event.type === 'pointercancel' && active.type === 'touch' ? 'cancel' : 'end');
  };

  /** @param {'end' | 'cancel'} how */
  const stop = (how) => {
    active = null;
    pen[how]();
  };

  surface.addEventListener('pointerdown', down, { signal });
  surface.addEventListener('pointermove', move, { signal });
  surface.addEventListener('pointerup', up, { signal });
  surface.addEventListener('pointercancel', finish, { signal });
  surface.addEventListener('lostpointercapture', finish, { signal });

  // `touch-action` leaves a finger's moves to us. Its touches are the browser's, or two fingers
  // could not zoom; but a palm must not zoom, and a double tap must not open a magnifier.
  /** @param {TouchEvent} event */
  const touchstart = (event) => {
    const isSecondTap = event.timeStamp - fingerLifted < DOUBLE_TAP_MS;
    if (event.cancelable && pen.mayBegin() && (besidePen(event) || isSecondTap))
      event.preventDefault();
  };
  surface.addEventListener('touchstart', touchstart, { signal, passive: false });
  // A finger that draws is no swipe: the browser would let the page roll on after it, and take the
  // next tap for the one that stops it.
  /** @param {TouchEvent} event */
  const touchmove = (event) => {
    if (event.touches.length === 1 && event.cancelable && pen.mayBegin()) event.preventDefault();
  };
  surface.addEventListener('touchmove', touchmove, { signal, passive: false });
  // No click, no focus, no menu comes of a finger or a pen that has drawn.
  /** @param {Event} event */
  const afterwards = (event) => event.cancelable && pen.mayBegin() && event.preventDefault();
  surface.addEventListener('touchend', afterwards, { signal, passive: false });
  surface.addEventListener(
    'contextmenu',
    (event) => event.pointerType !== 'mouse' && afterwards(event),
    { signal },
  );
  signal.addEventListener('abort', () => active && stop('end'));
}

/** Which fingers are down, and whether they move the page. */
class Fingers {
  /** Where each was last. @type {Map<number, {screenX: number, screenY: number}>} */
  #down = new Map();
  /** They are two, or were. */
  several = false;

  /** @param {PointerEvent} event @returns {boolean} whether it is one of several */
  down(event) {
    if (event.isPrimary) this.#clear(); // no other is down, whatever was heard of it
    this.#down.set(event.pointerId, event);
    this.several ||= this.#down.size > 1;
    return this.several;
  }

  /** @param {PointerEvent} event @returns {[x: number, y: number]} how far the hand has moved */
  move(event) {
    const last = this.#down.get(event.pointerId) ?? event;
    this.#down.set(event.pointerId, event);
    const count = this.#down.size;
    return [(event.screenX - last.screenX) / count, (event.screenY - last.screenY) / count];
  }

  /** @param {PointerEvent} event */
  up({ pointerId }) {
    this.#down.delete(pointerId);
    if (this.#down.size === 0) this.#clear();
  }

  #clear() {
    this.#down.clear();
    this.several = false;
  }
}

/**
 * Scrolls what can be scrolled around an element, as two fingers on it do. Browsers do so
 * themselves, and cancel the pointers, unless one finger had drawn before the second came.
 * @param {HTMLElement} element @param {[x: number, y: number]} by  in pixels of the screen
 */
function scrollAround(element, by) {
  const { scrollingElement, defaultView } = element.ownerDocument;
  const scale = defaultView?.visualViewport?.scale ?? 1;
  const [left, top] = by.map((pixels) => -pixels / scale);
  for (const at of ancestors(element)) {
    const before = [at.scrollLeft, at.scrollTop];
    const { overflowX, overflowY } = getComputedStyle(at);
    if (at !== scrollingElement && !/auto|scroll/.test(overflowX + overflowY)) continue;
    at.scrollBy({ left, top, behavior: 'instant' });
    if (at.scrollLeft !== before[0] || at.scrollTop !== before[1]) return;
  }
}

/** An element and all above it, out of shadow trees too. @param {Element} element */
function* ancestors(element) {
  /** @type {Node | null | undefined} */
  let at = element;
  while (at) {
    if (at.nodeType === 1) yield/** @type {Element} */ (at);
    const { assignedSlot, parentNode } = /** @type {Element} */ (at);
    at = assignedSlot ?? parentNode ?? /** @type {ShadowRoot} */ (at).host;
  }
}

/**
 * How much CSS `zoom` enlarges an element, for browsers without `currentCSSZoom` (Safari, Chromium
 * before 128).
 * @param {Element} element
 */
function zoomOf(element) {
  let zoom = 1;
  for (const at of ancestors(element)) zoom *= Number(getComputedStyle(at).zoom) || 1;
  return zoom;
}
