/**
 * How the net in training read the drawing on the pad, from moment to moment: ten rows, named at
 * the left, and a column for each reading, the newest at the right. However few they are, they fill
 * the width. Another drawing begins another history.
 */
import { make } from '../../host/nodes.js';
import { colours } from '../../host/style-sheet.js';
import { pad as words } from '../../text/en/reading.js';

/** @typedef {import('./bars.js').Prediction} Prediction */
/** @typedef {{step: number, prediction: Prediction}} Moment */

const COLUMNS = 120;
const ROWS = 10;

export class History {
  #root;
  #canvas;
  #caption = make('p', 'film-caption');
  #mark;
  /** @type {Moment[]} */
  #moments = [];
  #colour = '';

  /**
   * @param {ShadowRoot} root
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} mark beside it: the newest winner
   */
  constructor(root, canvas, mark) {
    this.#root = root;
    this.#canvas = canvas;
    this.#mark = mark;
    const digits = Array.from({ length: ROWS }, (_, digit) => make('span', '', String(digit)));
    const names = make('div', { class: 'film-digits', 'aria-hidden': 'true' }, ...digits);
    const film = make('div', 'film', names);
    canvas.before(this.#caption, film);
    film.append(canvas, mark);
    canvas.height = ROWS;
    canvas.setAttribute('role', 'img');
    this.#show();
  }

  get length() {
    return this.#moments.length;
  }

  recolour() {
    this.#colour = '';
    this.#show();
  }

  /** @param {Moment} moment */
  add(moment) {
    const last = this.#moments.at(-1);
    if (last && moment.step < last.step) this.#moments = []; // another run
    if (last && moment.step === last.step) this.#moments.pop(); // the same net once more
    this.#moments.push(moment);
    if (this.#moments.length > COLUMNS) this.#moments.shift();
    this.#show();
  }

  clear() {
    if (this.#moments.length === 0) return;
    this.#moments = [];
    this.#show();
  }

  #show() {
    const last = this.#moments.at(-1);
    this.#canvas.setAttribute(
      'aria-label',
      last ? words.history(this.#moments[0], last) : words.historyEmpty,
    );
    this.#mark.textContent = last ? String(last.prediction.digit) : '';
    this.#mark.style.insetBlockStart = `${((last?.prediction.digit ?? 0) + 0.5) * (100 / ROWS)}%`;
    this.#caption.textContent = last ? words.historyCaption(this.#moments[0].step, last.step) : '';
    // That empties it, too.
    this.#canvas.width = Math.max(1, this.#moments.length);
    const context = this.#canvas.getContext('2d');
    if (!context || !last) return;
    this.#colour ||= colours(this.#root, ['accent']).accent;
    context.fillStyle = this.#colour;
    this.#moments.forEach(({ prediction }, column) => {
      prediction.probabilities.forEach((p, digit) => {
        context.globalAlpha = p;
        context.fillRect(column, digit, 1, 1);
      });
    });
    context.globalAlpha = 1;
  }
}
