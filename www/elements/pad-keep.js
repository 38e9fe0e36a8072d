/**
 * Where a pad's drawing waits for it: a deck unloads frames a slide later, and prints itself in a new tab. Kept by this
 * browser for this origin under the name in the attribute `keep`; in memory where the browser keeps nothing.
 */
import { strokesFrom } from './pad-form.js';

/** @typedef {import('./pad-geometry.js').Stroke} Stroke */

const SAVE_MS = 300;
const PREFIX = 'nibnet:pad:';

/** What a sandboxed frame has instead of storage. @type {Map<string, string>} */
const memory = new Map();

/** @param {string} name @returns {Stroke[] | null} */
export function keptStrokes(name) {
  let kept = memory.get(name) ?? null;
  try {
    kept ??= localStorage.getItem(PREFIX + name);
  } catch {
    // No storage for this page: reading it throws.
  }
  return strokesFrom(kept);
}

/** @param {string} name @param {readonly Stroke[]} strokes */
export function keepStrokes(name, strokes) {
  // A thousandth of the pad is finer than any screen.
  const text = JSON.stringify(strokes, (_, value) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value));
  memory.set(name, text);
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // Full, or none: memory has it.
  }
}

/** Keeps what `take` gives, once a drawing has been left alone for a moment. */
export class Keeper {
  #take;
  #timer = 0;

  /** @param {() => {name: string, strokes: readonly Stroke[]}} take an empty name: not to be kept */
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
    if (name) keepStrokes(name, strokes);
  }
}
