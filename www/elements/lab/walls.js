/**
 * The two walls: the digits that were learnt just now, and the test digits with an axis that reads
 * as accuracy. A digit that is pressed is shown large.
 *
 * @typedef {import('./view.js').View} View
 * @typedef {import('./panel.js').Body} Body
 */
import { misread, wallSize, wallTicks } from '../../charts/wall-order.js';
import { colours } from '../../host/style-sheet.js';
import { lab as text } from '../../text/en/training.js';
import { percent } from '../../text/numbers.js';
import { WallBox } from './wall-box.js';

/**
 * What stands around a wall in an exported picture.
 * @param {WallBox} box @param {ShadowRoot} root @param {string} name @param {number[]} ticks
 * @param {number} width @param {number} height @returns {import('../../charts/drawing.js').Drawing}
 */
function wallDrawing({ wall, summary }, root, name, ticks, width, height) {
  const { surface, ink, muted } = colours(root, ['surface', 'ink', 'muted']);
  const scale = Math.min((width - 90) / wall.canvas.width, (height - 70) / wall.canvas.height);
  const [w, h] = [wall.canvas.width * scale, wall.canvas.height * scale];
  /** @type {import('../../charts/drawing.js').Shape[]} */
  const shapes = [
    { kind: 'rect', x: 0, y: 0, width, height, fill: surface },
    { kind: 'text', x: 14, y: 20, text: name, fill: ink, size: 15, bold: true },
    { kind: 'text', x: 14, y: 40, text: summary, fill: muted, size: 12 },
    { kind: 'image', x: 76, y: 58, width: w, height: h, canvas: wall.canvas },
  ];
  ticks.forEach((share, i) => {
    const y = 58 + (i * h) / (ticks.length - 1);
    shapes.push({
      kind: 'text',
      x: 68,
      y,
      text: percent(share, 1),
      fill: muted,
      size: 11,
      anchor: 'end',
    });
  });
  return { width, height, shapes };
}

/**
 * Digits as rows of numbers.
 * @param {number[]} order @param {Uint8Array} labels @param {Uint8Array} guesses
 */
const rowsOf = (order, labels, guesses) => [
  ['digit', 'is', 'read as', 'misread'],
  ...order.map((i) =>
    [i, labels[i], guesses[i], misread(labels[i], guesses[i]) ? 1 : 0].map(String),
  ),
];

/** @implements {Body} */
export class TrainingWall {
  #root;
  #box;
  /** @type {import('../../engine/messages.js').Look | null} */
  #look = null;

  /**
   * @param {HTMLElement} place @param {ShadowRoot} root
   * @param {(image: Uint8Array, label: number, guess: number) => void} open
   */
  constructor(place, root, open) {
    this.#root = root;
    this.#box = new WallBox(place, root, (digit) => {
      if (!this.#look) return;
      const { images, labels, guesses } = this.#look;
      open(images.slice(digit * 784, (digit + 1) * 784), labels[digit], guesses[digit]);
    });
  }

  /** @param {View} view */
  show({ look }) {
    if (look === this.#look) return;
    this.#look = look;
    if (!look?.labels.length) return this.#box.clear(text.noTraining);
    const { labels, guesses, step } = look;
    const all = labels.length;
    const wrong = labels.reduce((sum, label, i) => sum + Number(misread(label, guesses[i])), 0);
    this.#box.show(
      look,
      { size: all, columns: 10, rows: Math.ceil(all / 10) },
      {
        caption: text.trainingCaption(all - wrong, all, step),
        ticks: [],
        describe: (digit) => text.digitIs(labels[digit], guesses[digit]),
      },
    ); // prettier-ignore
  }

  recolour() {
    this.#box.wall.recolour();
    this.#look = null;
  }

  remove() {}

  get summary() {
    return this.#box.summary;
  }

  table() {
    return this.#look ? rowsOf(this.#box.wall.order, this.#look.labels, this.#look.guesses) : [];
  }

  /** @param {number} width @param {number} height */
  drawing(width, height) {
    return wallDrawing(this.#box, this.#root, text.panels.training, [], width, height);
  }
}

/** @implements {Body} */
export class TestWall {
  #root;
  #box;
  #size = 0;
  /** @type {number[]} */
  #ticks = [];
  /** @type {Uint8Array | null} */
  #guesses = null;
  /** @type {Uint8Array | null} */
  #labels = null;
  /**
   * Which run it shows, and at which step; null: none, or looked back at.
   * @type {{history: unknown, step: number} | null}
   */
  #at = null;

  /** @param {HTMLElement} place @param {ShadowRoot} root @param {(digit: number) => void} open */
  constructor(place, root, open) {
    this.#root = root;
    this.#box = new WallBox(place, root, open, true);
  }

  /** @param {View} view */
  show({ test, guesses, history, step, back }) {
    if (!test || !guesses.length) {
      this.#guesses = this.#at = null;
      return this.#box.clear(text.noTest);
    }
    if (guesses === this.#guesses) return;
    this.#guesses = guesses;
    this.#labels = test.labels;
    const all = guesses.length;
    let wrong = 0;
    for (let i = 0; i < all; i++) wrong += Number(misread(test.labels[i], guesses[i]));
    const shape = wallSize(wrong, all, this.#size);
    this.#size = shape.size;
    this.#ticks = wallTicks(shape.size, all);
    const { labels } = test;
    const at = back === null ? { history, step } : null;
    const next = at !== null && this.#at?.history === history && this.#at.step < step;
    this.#at = at;
    this.#box.show(
      { ...test, guesses },
      shape,
      {
        caption: text.testCaption(wrong, all, shape.size),
        ticks: this.#ticks,
        describe: (digit) =>
          `${text.testDigit(digit)}: ${text.digitIs(labels[digit], guesses[digit])}`,
      },
      next,
    ); // prettier-ignore
  }

  recolour() {
    this.#box.wall.recolour();
    this.#guesses = null;
  }

  remove() {}

  get summary() {
    return this.#box.summary;
  }

  table() {
    const { order } = this.#box.wall;
    return this.#guesses && this.#labels ? rowsOf(order, this.#labels, this.#guesses) : [];
  }

  /** @param {number} width @param {number} height */
  drawing(width, height) {
    return wallDrawing(this.#box, this.#root, text.panels.test, this.#ticks, width, height);
  }
}
