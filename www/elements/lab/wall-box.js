/**
 * A wall of digits, and how one finds a digit on it by pointer or arrow keys. Places on it count
 * from its left, as the digits are painted, also where the page is written from right to left.
 */

import { Wall } from '../../charts/wall.js';
import { make } from '../../host/nodes.js';
import { lab as text } from '../../text/en/training.js';
import { percent } from '../../text/numbers.js';
import { write } from '../../text/write.js';
import { Walkers } from './walkers.js';

export class WallBox {
  #caption = make('p', 'caption');
  #box = make('div', 'wall-box');
  #ring = make('i', 'ring');
  #ticks = make('div', 'ticks');
  #stage = make('div', 'wall-stage', this.#ticks, this.#box);
  #walkers;
  /** What stands on it. @type {import('../../charts/wall.js').Digits | null} */
  #digits = null;
  #selected = -1;
  /** @type {(digit: number) => string} */
  #describe = () => '';
  summary = text.noDigits;

  /**
   * @param {HTMLElement} place @param {ShadowRoot} root @param {(digit: number) => void} open
   * @param {boolean} [moves]  digits walk over it
   */
  constructor(place, root, open, moves = false) {
    this.wall = new Wall(root);
    this.#ring.hidden = true;
    this.#box.tabIndex = 0;
    this.#box.setAttribute('role', 'application');
    this.#box.setAttribute('aria-roledescription', text.wallRole);
    this.#walkers = moves ? new Walkers(this.wall) : null;
    this.#box.append(
      this.wall.canvas,
      ...(this.#walkers ? [this.#walkers.element] : []),
      this.#ring,
    );
    place.append(this.#caption, this.#stage);
    this.#caption.textContent = text.noDigits;
    this.#box.hidden = true;
    this.#box.addEventListener('click', (event) => {
      const rect = this.wall.canvas.getBoundingClientRect();
      const found = this.wall.at(
        (event.clientX - rect.left) / rect.width,
        (event.clientY - rect.top) / rect.height,
      );
      if (!found) return;
      this.#select(found.place);
      open(found.digit);
    });
    this.#box.addEventListener('keydown', (event) => {
      const { columns, order } = this.wall;
      const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      if (by !== undefined) {
        event.preventDefault();
        const to = this.#selected < 0 ? 0 : this.#selected + by;
        if (to >= 0 && to < order.length) this.#select(to);
      } else if (event.key === 'Enter' && this.#selected >= 0) {
        event.preventDefault();
        open(order[this.#selected]);
      }
    });
    this.#box.addEventListener('blur', () => (this.#ring.hidden = true));
  }

  /**
   * @param {import('../../charts/wall.js').Digits} digits
   * @param {{size: number, columns: number, rows: number}} shape
   * @param {{caption: string, ticks: number[], describe: (digit: number) => string}} words
   * @param {boolean} [next]  it is the same net, some steps later: who is read right now walks to
   *   the others
   */
  show(digits, shape, { caption, ticks, describe }, next = false) {
    const { order, columns, rows } = this.wall;
    const before = this.#digits;
    this.wall.show(digits, shape);
    this.#digits = digits;
    if (columns !== shape.columns || rows !== shape.rows) this.#walkers?.stop();
    else if (next && before) this.#walkers?.go({ order, guesses: before.guesses }, digits);
    this.#box.hidden = false;
    this.summary = caption;
    this.#describe = describe;
    write(this.#caption, caption);
    const written = ticks.map((share) =>
      percent(share, share * 100 === Math.round(share * 100) ? 0 : 1),
    );
    if (this.#ticks.textContent !== written.join('')) {
      this.#ticks.replaceChildren(...written.map((tick) => make('span', '', tick)));
    }
    this.#box.style.aspectRatio = `${shape.columns} / ${shape.rows}`;
    this.#stage.style.setProperty('--shape', String(shape.columns / shape.rows));
    this.#box.style.setProperty('--columns', String(shape.columns));
    if (!this.#ring.hidden && this.#selected < this.wall.order.length) this.#select(this.#selected);
    else if (this.#box.getAttribute('aria-label') !== caption)
      this.#box.setAttribute('aria-label', caption);
  }

  /** @param {string} caption */
  clear(caption) {
    this.#digits = null;
    this.#box.hidden = true;
    this.#ticks.replaceChildren();
    this.#caption.textContent = this.summary = caption;
  }

  /** @param {number} place */
  #select(place) {
    this.#selected = place;
    const { columns, rows, order } = this.wall;
    const { style } = this.#ring;
    style.inlineSize = `${100 / columns}%`;
    style.blockSize = `${100 / rows}%`;
    style.left = `${((place % columns) * 100) / columns}%`;
    style.top = `${(Math.floor(place / columns) * 100) / rows}%`;
    this.#ring.hidden = false;
    this.#box.setAttribute('aria-label', this.#describe(order[place]));
  }
}
