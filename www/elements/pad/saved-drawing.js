/**
 * Where a pad's drawing waits for it: a deck unloads frames a slide later, and prints itself in a
 * new tab. Kept by this browser for this origin under the name in the attribute `keep` (texts.js).
 */
import { savedText, saveText } from '../../store/texts.js';
import { strokesFrom } from './form.js';

/** @typedef {import('../../ink/geometry.js').Stroke} Stroke */

const SAVE_MS = 300;
const PREFIX = 'nibnet:pad:';

/** @param {string} name @returns {Stroke[] | null} */
export const savedStrokes = (name) => strokesFrom(savedText(PREFIX + name));

/** @param {string} name @param {readonly Stroke[]} strokes */
export function saveStrokes(name, strokes) {
  // A thousandth of the pad is finer than any screen.
  const text = JSON.stringify(strokes, (_, value) =>
    typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value,
  );
  saveText(PREFIX + name, text);
}

/** Keeps what `take` gives, once a drawing has been left alone for a moment. */
export class SavedDrawing {
  #take;
  #timer = 0;

  /**
   * @param {() => {name: string, strokes: readonly Stroke[]}} take an empty name: not to be kept
   */
  constructor(take) {
    this.#take = take;
  }

  soon() {
    this.#timer ||= window.setTimeout(() => this.now(), SAVE_MS);
  }

  /** What is due, at once: the page or the slide is going. */
  now() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    const { name, strokes } = this.#take();
    if (name) saveStrokes(name, strokes);
  }
}
