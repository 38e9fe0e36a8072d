/**
 * A sheet over the lab: some digits, or one of them large with all that the net has to say of it.
 */
import { button, make } from '../charts/figure.js';
import { Wall, wallSize } from '../charts/wall.js';
import { lab as text } from '../text/en.js';
import { percent } from '../text/numbers.js';
import { WallBox } from './lab-walls.js';

/** More than this nobody looks through. */
const MOST = 500;

/** @typedef {{image: Uint8Array, label: number, guess: number, name: string, probabilities: Float32Array | null}} Digit */

export class Sheet {
  #title = make('h3', 'title');
  #content = make('div', 'content');
  #root;

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.#root = root;
    const close = button(text.close);
    this.element = make('dialog', 'sheet', make('div', 'top', this.#title, close), this.#content);
    close.addEventListener('click', () => this.element.close());
    // Beside it is outside of it.
    this.element.addEventListener('click', (event) => event.target === this.element && this.element.close());
  }

  /** @param {Digit} digit */
  digit({ image, label, guess, name, probabilities }) {
    const wall = new Wall(this.#root);
    const one = { images: image, labels: Uint8Array.of(label), guesses: Uint8Array.of(guess) };
    wall.show(one, { size: 1, columns: 1, rows: 1 });
    wall.canvas.classList.add('large');
    wall.canvas.setAttribute('role', 'img');
    wall.canvas.setAttribute('aria-label', text.digitIs(label, guess));
    const bars = make('div', 'digit-rows');
    probabilities?.forEach((share, digit) => {
      const fill = make('i', 'fill');
      fill.style.inlineSize = `${share * 100}%`;
      bars.append(
        make('div', 'digit-row', make('b', '', String(digit)), make('span', 'track', fill), make('span', 'value', percent(share, 1))),
      ); // prettier-ignore
    });
    this.#open(name, make('p', '', text.digitIs(label, guess)), make('div', 'pair', wall.canvas, bars));
  }

  /**
   * @param {string} name @param {import('../charts/wall.js').Digits} digits  those to show, and no others
   * @param {(place: number) => void} open  one is pressed
   */
  list(name, digits, open) {
    const all = digits.labels.length;
    const shown = Math.min(all, MOST);
    const place = make('div', 'body');
    const box = new WallBox(place, this.#root, open);
    const { labels, guesses } = digits;
    box.show(digits, wallSize(shown, shown, 0), {
      caption: shown < all ? text.firstOf(shown, all) : text.pressOne,
      ticks: [],
      describe: (digit) => text.digitIs(labels[digit], guesses[digit]),
    });
    this.#open(name, place);
  }

  close() {
    if (this.element.open) this.element.close();
  }

  /** @param {string} name @param {...HTMLElement} content */
  #open(name, ...content) {
    this.#title.textContent = name;
    this.element.setAttribute('aria-label', name);
    this.#content.replaceChildren(...content);
    if (!this.element.open) this.element.showModal();
  }
}
