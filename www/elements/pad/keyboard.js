/**
 * Drawing by keyboard: a cursor on the squares, a pen that goes down and up.
 *
 * Arrows move by a square (with Shift by four), Home and End along the row, Space or Enter puts the
 * pen down and up, Delete clears, Ctrl+Z takes a step back, Ctrl+Y or Ctrl+Shift+Z forth again (or
 * with Cmd), Escape leaves. Nothing listens beyond the focused surface.
 *
 * A pointer that draws leaves the focus on the paper, and what clickers send to the page: who draws
 * on a slide goes on with the deck's own keys. Tab, or `focus()`, gives the paper all of them.
 */
import { letterOf, tellUses } from '../../host/keys.js';
import { CELLS, clamp } from '../../ink/geometry.js';

/** @typedef {import('../../ink/geometry.js').Sample} Sample */
/** @typedef {import('../../ink/paint.js').Cursor} Cursor */
/** @typedef {import('../../host/keys.js').Key} Key */
/**
 * @typedef {object} Hand
 * @property {() => boolean} mayBegin
 * @property {(sample: Sample) => void} begin
 * @property {(sample: Sample) => void} move
 * @property {() => void} end
 * @property {() => void} clear
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} leave
 * @property {(cursor: Cursor | null, what: 'moved' | 'down' | 'up' | 'gone') => void} changed
 */

/** @type {Record<string, [columns: number, rows: number]>} */
const STEPS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-CELLS, 0],
  End: [CELLS, 0],
};

/** Papers that have the focus from a pointer. @type {WeakSet<EventTarget>} */
const pointed = new WeakSet();

/**
 * Whether the drawing surface keeps a key to itself. Letters too: over a drawing they are slips,
 * and decks and notebooks have taken every one of them. PageUp and PageDown, function keys, Tab and
 * chords pass; after a stroke by pointer the other keys of clickers do, too.
 *
 * @param {Key} event @param {EventTarget} [surface]
 */
export function usedBySurface(event, surface) {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (altKey) return false;
  if (ctrlKey || metaKey) return ['z', 'y'].includes(letterOf(event));
  if (['Escape', 'Delete', 'Backspace'].includes(key)) return true;
  const isOfClicker = key in STEPS || [' ', 'Enter', '.', 'b'].includes(key);
  if (isOfClicker && surface && pointed.has(surface)) return false;
  return isOfClicker || key.length === 1;
}

/**
 * Focuses the paper for drawing by keyboard.
 * @param {HTMLElement} surface
 * @param {FocusOptions} [options]
 */
export function focusByKeyboard(surface, options) {
  pointed.delete(surface);
  surface.focus(options);
}

/** Whether a focused button uses a key. @param {Key} event */
export function usedByButton({ key, ctrlKey, metaKey, altKey }) {
  return !ctrlKey && !metaKey && !altKey && (key === ' ' || key === 'Enter');
}

/**
 * @param {HTMLElement} surface focusable
 * @param {Hand} hand
 * @param {AbortSignal} signal
 */
export function followKeys(surface, hand, signal) {
  const middle = CELLS / 2 - 1;
  /** @type {Cursor} */
  const cursor = { column: middle, row: middle, down: false };
  /** @returns {Sample} */
  const here = () => [(cursor.column + 0.5) / CELLS, (cursor.row + 0.5) / CELLS, 0.5];

  const lift = () => {
    if (!cursor.down) return;
    cursor.down = false;
    hand.end();
  };

  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (!usedBySurface(event, surface)) return;
    const step = STEPS[event.key];
    if (step) {
      const squares = event.shiftKey ? 4 : 1;
      cursor.column = clamp(cursor.column + step[0] * squares, 0, CELLS - 1);
      cursor.row = clamp(cursor.row + step[1] * squares, 0, CELLS - 1);
      if (cursor.down) hand.move(here());
      hand.changed(cursor, 'moved');
    } else if (event.key === ' ' || event.key === 'Enter') {
      if (event.repeat) {
        // held down: still one press
      } else if (cursor.down) {
        lift();
        hand.changed(cursor, 'up');
      } else if (hand.mayBegin()) {
        cursor.down = true;
        hand.begin(here());
        hand.changed(cursor, 'down');
      }
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      cursor.down = false;
      hand.clear();
    } else if (event.key === 'Escape') {
      lift();
      hand.leave();
    } else if (event.ctrlKey || event.metaKey) {
      cursor.down = false;
      if (event.shiftKey || letterOf(event) === 'y') hand.redo();
      else hand.undo();
    } else {
      return; // a letter: kept from the host page, of no use here
    }
    event.preventDefault();
  };

  tellUses(surface, (event) => usedBySurface(event, surface));
  surface.addEventListener('keydown', press, { signal });
  const focus = () => {
    if (!surface.matches(':focus-visible')) return;
    pointed.delete(surface);
    hand.changed(cursor, 'moved');
  };
  surface.addEventListener('focus', focus, { signal });
  surface.addEventListener('pointerdown', () => pointed.add(surface), { signal });
  // Whoever takes the pointer has put the keyboard's pen away.
  surface.addEventListener('pointerdown', () => (lift(), hand.changed(null, 'gone')), { signal });
  surface.addEventListener(
    'blur',
    () => (pointed.delete(surface), lift(), hand.changed(null, 'gone')),
    { signal },
  );
}
