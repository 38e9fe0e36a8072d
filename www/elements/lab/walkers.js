/**
 * Digits that walk over a wall, from the red at its top to where they settle among those that are
 * read right, or off its lower edge. Each is a little canvas of its own that the browser moves by
 * itself: the page has nothing to do with it from frame to frame. There are never more than a few.
 *
 * @typedef {import('../../charts/wall.js').Wall} Wall
 * @typedef {import('../../charts/wall.js').Digits} Digits
 */

import { walks } from '../../charts/wall-order.js';
import { make } from '../../host/nodes.js';
import { wantsStillness } from '../pad/motion.js';

/** At a time, on one wall. */
const MOST = 16;
const WALK_MS = 700;

export class Walkers {
  #wall;
  #free;
  element;

  /** @param {Wall} wall */
  constructor(wall) {
    this.#wall = wall;
    this.#free = Array.from({ length: MOST }, () => {
      const canvas = make('canvas', 'walker');
      canvas.hidden = true;
      return canvas;
    });
    this.element = make('div', 'walkers', ...this.#free);
    this.element.setAttribute('aria-hidden', 'true');
  }

  /** Whoever is on the way is there. */
  stop() {
    for (const walk of this.element.getAnimations({ subtree: true })) walk.cancel();
  }

  /**
   * Whoever has become right sets out; the wall shows already who stands where.
   * @param {{order: readonly number[], guesses: Uint8Array}} before  as the wall stood, of the same
   *   columns
   * @param {Digits} digits  now
   */
  go(before, digits) {
    if (wantsStillness()) return;
    const { order, columns, rows } = this.#wall;
    const found = walks(
      before,
      { order, guesses: digits.guesses },
      digits.labels,
      this.#free.length,
    );
    for (const { digit, from, to } of found) {
      const canvas = /** @type {HTMLCanvasElement} */ (this.#free.pop());
      this.#wall.paint(canvas, { ...digits, guesses: before.guesses }, digit);
      const [column, row] = [from % columns, Math.floor(from / columns)];
      // In its own sides. Off the wall it goes straight down.
      const right = to < 0 ? 0 : (to % columns) - column;
      const down = (to < 0 ? rows : Math.floor(to / columns)) - row;
      Object.assign(canvas.style, {
        inlineSize: `${100 / columns}%`,
        blockSize: `${100 / rows}%`,
        left: `${(100 * column) / columns}%`,
        top: `${(100 * row) / rows}%`,
      });
      canvas.hidden = false;
      const walk = canvas.animate(
        [
          { transform: 'none', opacity: 1 },
          { opacity: 1, offset: 0.75 },
          { transform: `translate(${100 * right}%, ${100 * down}%)`, opacity: 0 },
        ],
        { duration: WALK_MS, easing: 'ease-in-out' },
      );
      // Finished, or cut short since its panel is gone.
      walk.onfinish = walk.oncancel = () => {
        canvas.hidden = true;
        this.#free.push(canvas);
      };
    }
  }
}
