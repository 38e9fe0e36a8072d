/**
 * What was taken for what: counts of test digits by what they are (rows) and what the net says
 * (columns); pure functions, and the table of buttons that shows them.
 */

import { make } from '../host/nodes.js';
import { charts as text } from '../text/en/training.js';
import { count, percent } from '../text/numbers.js';
import { write } from '../text/write.js';

export const CLASSES = 10;

/**
 * `[10 · label + guess]`.
 * @param {Uint8Array} labels @param {Uint8Array} guesses @returns {Uint32Array}
 */
export function confusion(labels, guesses) {
  const counts = new Uint32Array(CLASSES * CLASSES);
  for (let i = 0; i < guesses.length; i++) {
    if (labels[i] < CLASSES && guesses[i] < CLASSES) counts[labels[i] * CLASSES + guesses[i]]++;
  }
  return counts;
}

/** For each digit how many there are, and how many are read right. @param {Uint32Array} counts */
export function perDigit(counts) {
  return Array.from({ length: CLASSES }, (_, digit) => {
    const row = counts.subarray(digit * CLASSES, (digit + 1) * CLASSES);
    return { digit, right: row[digit], all: row.reduce((sum, n) => sum + n, 0) };
  });
}

export class Confusion {
  #cells;
  #empty;
  #table;
  #caption;
  /** @type {Uint32Array} */
  counts = new Uint32Array(CLASSES * CLASSES);
  #known = false;
  #most = 1;
  /** What was shown last. @type {Uint8Array | null} */
  #labels = null;
  /** @type {Uint8Array | null} */
  #guesses = null;

  /**
   * @param {HTMLElement} place  an empty element
   * @param {(label: number, guess: number) => void} open  a cell is pressed
   */
  constructor(place, open) {
    this.#cells = Array.from({ length: CLASSES * CLASSES }, (_, i) => {
      const cell = make('button', 'cell', '·');
      cell.setAttribute('aria-label', text.cell(Math.floor(i / CLASSES), i % CLASSES, 0));
      cell.type = 'button';
      cell.disabled = true;
      cell.tabIndex = i === 0 ? 0 : -1;
      cell.classList.toggle('right', i % (CLASSES + 1) === 0);
      cell.addEventListener('click', () => open(Math.floor(i / CLASSES), i % CLASSES));
      return cell;
    });
    const head = make('tr', '', make('td', 'corner'), ...digits().map((digit) => column(digit)));
    const rows = digits().map((digit) => {
      const name = make('th', '', String(digit));
      name.scope = 'row';
      const cells = this.#cells.slice(digit * CLASSES, (digit + 1) * CLASSES);
      return make('tr', '', name, ...cells.map((cell) => make('td', '', cell)));
    });
    this.#table = make('table', 'confusion', make('thead', '', head), make('tbody', '', ...rows));
    this.#empty = make('p', 'note', text.emptyTest);
    this.#caption = make('p', 'caption', text.isSaid);
    this.#table.hidden = this.#caption.hidden = true;
    place.append(this.#caption, this.#table, this.#empty);
    this.#table.addEventListener('keydown', (event) => this.#move(event));
  }

  /** @param {Uint8Array | null} labels @param {Uint8Array} guesses */
  show(labels, guesses) {
    if (labels === this.#labels && guesses === this.#guesses) return;
    this.#labels = labels;
    this.#guesses = guesses;
    const known = labels !== null && guesses.length > 0;
    this.#empty.hidden = known;
    this.#table.hidden = this.#caption.hidden = !known;
    if (!known && !this.#known) return;
    this.#known = known;
    const [before, mostBefore] = [this.counts, this.#most];
    this.counts = known ? confusion(labels, guesses) : new Uint32Array(CLASSES * CLASSES);
    let most = 1;
    this.counts.forEach((n, i) => {
      if (i % (CLASSES + 1) !== 0 && n > most) most = n;
    });
    this.#most = most;
    this.counts.forEach((n, i) => {
      if (n === before[i] && most === mostBefore) return;
      const [label, guess] = [Math.floor(i / CLASSES), i % CLASSES];
      const cell = this.#cells[i];
      if (n !== before[i]) {
        /** @type {Text} */ (cell.firstChild).data = n ? count(n) : '·';
        cell.disabled = n === 0;
        cell.setAttribute('aria-label', text.cell(label, guess, n));
      }
      // A hue for what is wrong alone; how much of it, by the square root, so that single ones can
      // be seen.
      cell.style.setProperty('--share', label === guess ? '0' : String(Math.sqrt(n / most)));
    });
    this.#table.setAttribute('aria-label', this.summary);
    // Tab comes to one of the cells, and to none that can't be pressed.
    const stop = this.#cells.find(({ tabIndex }) => tabIndex === 0);
    if (!stop?.disabled) return;
    stop.tabIndex = -1;
    const first = this.#cells.find(({ disabled }) => !disabled);
    if (first) first.tabIndex = 0;
    else stop.tabIndex = 0;
  }

  get summary() {
    const worst = [...this.counts.entries()]
      .filter(([i, n]) => n > 0 && i % (CLASSES + 1) !== 0)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 3)
      .map(([i, n]) => text.takenFor(Math.floor(i / CLASSES), i % CLASSES, n));
    return this.#known ? text.confusion(worst) : text.emptyTest;
  }

  table() {
    const rows = digits().map((label) => [
      String(label),
      ...digits().map((guess) => String(this.counts[label * CLASSES + guess])),
    ]);
    return [['is \\ said', ...digits().map(String)], ...rows];
  }

  /** @param {number} width @param {number} height @param {{[name: string]: string}} palette */
  drawing(width, height, { surface, ink, muted, pencil }) {
    const side = Math.min((width - 60) / CLASSES, (height - 80) / CLASSES);
    /** @type {import('./drawing.js').Shape[]} */
    const shapes = [
      { kind: 'rect', x: 0, y: 0, width, height, fill: surface },
      { kind: 'text', x: 14, y: 20, text: text.confusionName, fill: ink, size: 15, bold: true },
      { kind: 'text', x: 14, y: 40, text: text.isSaid, fill: muted, size: 12 },
    ];
    const most = Math.max(1, ...this.counts.filter((_, i) => i % (CLASSES + 1) !== 0));
    for (const digit of digits()) {
      const middle = (digit + 0.5) * side;
      shapes.push({
        kind: 'text',
        x: 40 + middle,
        y: 58,
        text: String(digit),
        fill: muted,
        size: 12,
        anchor: 'middle',
      });
      shapes.push({
        kind: 'text',
        x: 26,
        y: 70 + middle,
        text: String(digit),
        fill: muted,
        size: 12,
        anchor: 'middle',
      });
    }
    this.counts.forEach((n, i) => {
      const [label, guess] = [Math.floor(i / CLASSES), i % CLASSES];
      const [x, y] = [40 + guess * side, 70 + label * side];
      const opacity = label === guess ? 0 : Math.sqrt(n / most) * 0.7;
      if (opacity > 0)
        shapes.push({ kind: 'rect', x, y, width: side, height: side, fill: pencil, opacity });
      const bold = label === guess;
      if (n)
        shapes.push({
          kind: 'text',
          x: x + side / 2,
          y: y + side / 2,
          text: count(n),
          fill: ink,
          size: 12,
          anchor: 'middle',
          bold,
        }); // prettier-ignore
    });
    return { width, height, shapes };
  }

  /**
   * Arrow keys walk the table; one cell of it is in the order of Tab.
   * @param {KeyboardEvent} event
   */
  #move(event) {
    const at = this.#cells.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: CLASSES, ArrowUp: -CLASSES }[event.key];
    if (at < 0 || by === undefined) return;
    event.preventDefault();
    for (let to = at + by; to >= 0 && to < this.#cells.length; to += by) {
      if (Math.abs(by) === 1 && Math.floor(to / CLASSES) !== Math.floor(at / CLASSES)) return;
      if (this.#cells[to].disabled) continue;
      this.#cells[at].tabIndex = -1;
      this.#cells[to].tabIndex = 0;
      this.#cells[to].focus();
      return;
    }
  }
}

const digits = () => Array.from({ length: CLASSES }, (_, digit) => digit);

/** @param {number} digit */
function column(digit) {
  const name = make('th', '', String(digit));
  name.scope = 'col';
  return name;
}

/**
 * Accuracy of each digit, as bars from 100 % downwards: the axis begins where the worst one needs
 * it.
 */
export class PerDigit {
  #rows;
  #axis;
  /** @type {ReturnType<typeof perDigit>} */
  #values = [];
  #from = 0;
  /** What was shown last. @type {Uint8Array | null} */
  #labels = null;
  /** @type {Uint8Array | null} */
  #guesses = null;

  /** @param {HTMLElement} place  an empty element */
  constructor(place) {
    this.#rows = digits().map((digit) => {
      const bar = make('i', 'fill');
      const value = make('span', 'value', text.none);
      const row = make(
        'div',
        'digit-row',
        make('b', '', String(digit)),
        make('span', 'track', bar),
        value,
      );
      return { row, bar, value };
    });
    this.#axis = make('p', 'axis', text.emptyTest);
    place.append(make('div', 'digit-rows', ...this.#rows.map(({ row }) => row)), this.#axis);
  }

  /** @param {Uint8Array | null} labels @param {Uint8Array} guesses */
  show(labels, guesses) {
    if (!labels || !guesses.length || (labels === this.#labels && guesses === this.#guesses))
      return;
    this.#labels = labels;
    this.#guesses = guesses;
    this.#values = perDigit(confusion(labels, guesses));
    const worst = Math.min(...this.#values.map(({ right, all }) => (all ? right / all : 1)));
    this.#from = [0.95, 0.9, 0.8, 0.5].find((from) => worst > from) ?? 0;
    for (const { digit, right, all } of this.#values) {
      const { bar, value } = this.#rows[digit];
      const share = all ? right / all : 0;
      bar.style.inlineSize = `${(Math.max(0, share - this.#from) / (1 - this.#from)) * 100}%`;
      const words = all ? `${percent(share, 1)}` : text.none;
      write(value, words);
      value.title = text.readOf(right, all);
    }
    this.#axis.textContent = text.axis(this.#from, 1);
  }

  get summary() {
    if (!this.#values.length) return text.emptyTest;
    return text.perDigit(
      this.#values.map(({ digit, right, all }) => [digit, percent(all ? right / all : 0, 1)]),
    );
  }

  table() {
    const rows = this.#values.map(({ digit, right, all }) =>
      [digit, right, all, all ? right / all : 0].map(String),
    );
    return [['digit', 'right', 'all', 'accuracy'], ...rows];
  }

  /** @param {number} width @param {number} height @param {{[name: string]: string}} palette */
  drawing(width, height, { surface, ink, muted, accent, line }) {
    /** @type {import('./drawing.js').Shape[]} */
    const shapes = [
      { kind: 'rect', x: 0, y: 0, width, height, fill: surface },
      { kind: 'text', x: 14, y: 20, text: text.perDigitName, fill: ink, size: 15, bold: true },
      { kind: 'text', x: 14, y: 40, text: text.axis(this.#from, 1), fill: muted, size: 12 },
    ];
    const step = (height - 70) / CLASSES;
    for (const { digit, right, all } of this.#values) {
      const y = 60 + digit * step;
      const share = all ? right / all : 0;
      const full = width - 140;
      const long = (Math.max(0, share - this.#from) / (1 - this.#from)) * full;
      shapes.push({
        kind: 'text',
        x: 24,
        y: y + step / 2,
        text: String(digit),
        fill: ink,
        size: 13,
        bold: true,
      });
      shapes.push({
        kind: 'rect',
        x: 44,
        y: y + step * 0.15,
        width: full,
        height: step * 0.7,
        fill: line,
      });
      shapes.push({
        kind: 'rect',
        x: 44,
        y: y + step * 0.15,
        width: long,
        height: step * 0.7,
        fill: accent,
      });
      const words = percent(share, 1);
      shapes.push({
        kind: 'text',
        x: width - 14,
        y: y + step / 2,
        text: words,
        fill: ink,
        size: 12,
        anchor: 'end',
      });
    }
    return { width, height, shapes };
  }
}
