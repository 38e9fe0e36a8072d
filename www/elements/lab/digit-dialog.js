/**
 * A dialog over the lab: some digits, or one of them large with all that the net has to say of it.
 *
 * @typedef {import('./view.js').View} View
 * @typedef {{image: Uint8Array, label: number, guess: number, name: string}} Digit
 * @typedef {object} Host  the lab, as far as it concerns this
 * @property {(image: Uint8Array) => Promise<Float32Array | null>} probabilities  by the net that is
 *   shown
 * @property {() => ((image: Uint8Array, label: number) => void) | null} toPad  lays a digit on the
 *   pad, and says there what it is; null: there is none
 */

import { Wall } from '../../charts/wall.js';
import { button, make } from '../../host/nodes.js';
import { lab as text } from '../../text/en/training.js';
import { percent } from '../../text/numbers.js';
import { WallBox } from './wall-box.js';

/** More than this nobody looks through. */
const MOST = 500;
const PIXELS = 784;
/** A digit of a list is this large at least, in CSS pixels, and twice that at most. */
const CELL = 28;
/** What the dialog has besides them, and how wide it is: lab.css. */
const [EDGES, WIDEST, SHARE] = [40, 720, 0.94];

export class DigitDialog {
  #title = make('h3', 'title');
  #content = make('div', 'content');
  #close = button(text.close);
  #root;
  #host;
  /** Counts what was opened: a late answer is not about what is there now. */
  #opened = 0;

  /** @param {ShadowRoot} root @param {Host} host */
  constructor(root, host) {
    this.#root = root;
    this.#host = host;
    this.element = make(
      'dialog',
      'dialog',
      make('div', 'top', this.#title, this.#close),
      this.#content,
    );
    this.#close.addEventListener('click', () => this.element.close());
    // Beside it is outside of it.
    this.element.addEventListener(
      'click',
      (event) => event.target === this.element && this.element.close(),
    );
  }

  get open() {
    return this.element.open;
  }

  /** One digit, large. @param {Digit} digit */
  async digit({ image, label, guess, name }) {
    const opened = ++this.#opened;
    const probabilities = await this.#host.probabilities(image);
    if (opened !== this.#opened) return;
    // The net that is shown is asked once more: its last test may be some steps ago.
    const read = probabilities ? argmax(probabilities) : guess;
    const words = text.digitIs(label, read);
    const wall = new Wall(this.#root);
    const labels = Uint8Array.of(label);
    wall.show({ images: image, labels, guesses: labels }, { size: 1, columns: 1, rows: 1 });
    wall.canvas.classList.add('large');
    wall.canvas.setAttribute('role', 'img');
    wall.canvas.setAttribute('aria-label', words);
    const bars = make('div', 'digit-rows');
    probabilities?.forEach((share, digit) => {
      const fill = make('i', 'fill');
      fill.style.inlineSize = `${share * 100}%`;
      bars.append(
        make(
          'div',
          `digit-row${digit === label ? ' right' : digit === read ? ' wrong' : ''}`,
          make('b', '', String(digit)),
          make('span', 'track', fill),
          make('span', 'value', percent(share, 1)),
        ),
      ); // prettier-ignore
    });
    this.#show(
      name,
      make('p', 'is', words),
      ...(read === guess ? [] : [make('p', 'note', text.digitWas(guess))]),
      make('div', 'pair', wall.canvas, bars),
      ...this.#toPad(image, label),
    );
  }

  /** A test digit, large. @param {View} view @param {number} digit */
  test({ test, guesses }, digit) {
    if (!test) return;
    const image = test.images.slice(digit * PIXELS, (digit + 1) * PIXELS);
    void this.digit({
      image,
      label: test.labels[digit],
      guess: guesses[digit],
      name: text.testDigit(digit),
    });
  }

  /**
   * The test digits of a cell: what is `label` and is read as `guess`.
   * @param {View} view @param {number} label @param {number} guess
   */
  cell(view, label, guess) {
    const { test, guesses } = view;
    if (!test) return;
    /** @type {number[]} */
    const places = [];
    guesses.forEach((answer, i) => answer === guess && test.labels[i] === label && places.push(i));
    const images = new Uint8Array(places.length * PIXELS);
    places.forEach((place, i) =>
      images.set(test.images.subarray(place * PIXELS, (place + 1) * PIXELS), i * PIXELS),
    );
    const digits = {
      images,
      labels: new Uint8Array(places.length).fill(label),
      guesses: new Uint8Array(places.length).fill(guess),
    };
    this.#list(text.cellTitle(label, guess, places.length), digits, (place) =>
      this.test(view, places[place]),
    );
  }

  /**
   * @param {string} name
   * @param {import('../../charts/wall.js').Digits} digits  those to show, and no others
   * @param {(place: number) => void} open  one is pressed
   */
  #list(name, digits, open) {
    this.#opened += 1;
    const all = digits.labels.length;
    const shown = Math.min(all, MOST);
    const place = make('div', 'body');
    const box = new WallBox(place, this.#root, open);
    const { labels, guesses } = digits;
    box.show(digits, listShape(shown, innerWidth), {
      caption: shown < all ? text.firstOf(shown, all) : text.pressOne,
      ticks: [],
      describe: (digit) => text.digitIs(labels[digit], guesses[digit]),
    });
    this.#show(name, place);
  }

  /** What else may be done with a digit. @param {Uint8Array} image @param {number} label */
  #toPad(image, label) {
    const lay = this.#host.toPad();
    if (!lay) return [];
    const put = button(text.toPad);
    put.title = text.toPadHint;
    put.addEventListener('click', () => {
      this.element.close();
      lay(image, label);
    });
    return [make('p', 'tools', put)];
  }

  /** @param {string} name @param {...HTMLElement} content */
  #show(name, ...content) {
    this.#title.textContent = name;
    this.#close.textContent = text.close; // the language may have changed
    this.element.setAttribute('aria-label', name);
    this.#content.replaceChildren(...content);
    if (!this.element.open) this.element.showModal();
  }
}

/** @param {Float32Array} values */
const argmax = (values) => values.indexOf(Math.max(...values));

/**
 * How digits of a list lie: no smaller than a cell, and in no more columns than the dialog holds.
 * @param {number} digits @param {number} width  of the window
 */
export function listShape(digits, width) {
  const room = Math.min(WIDEST, width * SHARE) - EDGES;
  const columns = Math.min(Math.floor(room / CELL), Math.max(6, Math.ceil(Math.sqrt(2 * digits))));
  return { size: digits, columns, rows: Math.ceil(digits / columns) };
}
