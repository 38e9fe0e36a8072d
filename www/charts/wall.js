/**
 * A wall of digits, the misread ones first, on red and with the right and the wrong answer printed
 * below them. As in the tutorial its edge reads as accuracy: of 1,000 digits out of 10,000, the red
 * ones end at 98 % when 200 are misread.
 *
 * Painted pixel by pixel into one image: a thousand digits take a few milliseconds, and no element
 * each.
 *
 * @typedef {{images: Uint8Array, labels: Uint8Array, guesses: Uint8Array}} Digits  784 bytes each;
 *   a label of 255 is no digit
 */
import { colours } from '../host/style-sheet.js';
import { channels } from './palette.js';
import { misread, misreadFirst } from './wall-order.js';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** Of a cell: a digit is 20 of 28 pixels high, and what it is and is read as has the rest. */
const FOOT = 8 / SIDE;
/** The digits 0 to 9 as little masks of opacity. @param {number} cell @returns {Uint8Array[]} */
function glyphs(cell) {
  const canvas = document.createElement('canvas');
  const size = Math.round(cell * FOOT);
  canvas.width = canvas.height = size;
  const ctx = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true })
  );
  return Array.from({ length: 10 }, (_, digit) => {
    ctx.clearRect(0, 0, size, size);
    ctx.font = `700 ${Math.round(size * 1.3)}px system-ui, sans-serif`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(String(digit), size / 2, size / 2 + size * 0.06);
    const { data } = ctx.getImageData(0, 0, size, size);
    return Uint8Array.from({ length: size * size }, (_, i) => data[4 * i + 3]);
  });
}

/** @type {Map<number, Uint8Array[]>} */
const known = new Map();

export class Wall {
  canvas = document.createElement('canvas');
  #root;
  /** @type {{[name: string]: number[]}} */
  #palette = {};
  /**
   * @type {Uint32Array | null} colours of paper to ink: of the right ones, then of the misread ones
   */
  #ramps = null;
  #ctx = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
  /** @type {ImageData | null} */
  #image = null;
  /** Places of the digits on the wall, in its order. @type {number[]} */
  order = [];
  columns = 10;
  rows = 10;
  wrong = 0;

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.#root = root;
    this.canvas.className = 'wall';
  }

  /** The style sheet's colours have changed. */
  recolour() {
    this.#ramps = null;
  }

  /**
   * Shows `digits`: the first of `size` that they are ordered into.
   * @param {Digits} digits
   * @param {{size: number, columns: number, rows: number}} shape
   */
  show({ images, labels, guesses }, { size, columns, rows }) {
    const { order, wrong } = misreadFirst(labels, guesses);
    this.order = order.slice(0, size);
    this.wrong = wrong;
    this.columns = columns;
    this.rows = rows;
    const cell = size <= 200 ? 2 * SIDE : SIDE;
    const [width, height] = [columns * cell, rows * cell];
    if (this.canvas.width !== width || this.canvas.height !== height || !this.#image) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.#image = this.#ctx.createImageData(width, height);
    }
    const ramps = (this.#ramps ??= this.#mix());
    const pixels = new Uint32Array(this.#image.data.buffer);
    pixels.fill(ramps[0]);
    this.order.forEach((digit, i) => {
      const from = Math.floor(i / columns) * cell * width + (i % columns) * cell;
      const image = images.subarray(digit * PIXELS, (digit + 1) * PIXELS);
      if (!misread(labels[digit], guesses[digit])) copy(image, ramps, 0, pixels, from, width, cell);
      else this.#misread(image, labels[digit], guesses[digit], pixels, from, width, cell);
    });
    this.#ctx.putImageData(this.#image, 0, 0);
  }

  /**
   * On red, at the top of its cell, and what it is and is taken for at the foot.
   * @param {Uint8Array} image
   * @param {number} label
   * @param {number} guess
   * @param {Uint32Array} pixels
   * @param {number} from
   * @param {number} width
   * @param {number} cell
   */
  #misread(image, label, guess, pixels, from, width, cell) {
    copy(raised(image), (this.#ramps ??= this.#mix()), 256, pixels, from, width, cell);
    const size = Math.round(cell * FOOT);
    const foot = from + (cell - size) * width;
    this.#stamp(label, pixels, foot, width, cell, this.#palette.ink);
    this.#stamp(guess, pixels, foot + cell - size, width, cell, this.#palette.pencil);
  }

  /**
   * One digit on a canvas of its own, as it stands on the red.
   * @param {HTMLCanvasElement} canvas @param {Digits} digits @param {number} digit
   */
  paint(canvas, { images, labels, guesses }, digit) {
    const cell = this.canvas.width / this.columns;
    if (canvas.width !== cell) canvas.width = canvas.height = cell;
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const image = ctx.createImageData(cell, cell);
    const pixels = new Uint32Array(image.data.buffer);
    this.#misread(
      images.subarray(digit * PIXELS, (digit + 1) * PIXELS),
      labels[digit],
      guesses[digit],
      pixels,
      0,
      cell,
      cell,
    );
    ctx.putImageData(image, 0, 0);
  }

  /**
   * Which digit is at a place of the wall, in shares of its sides; null where there is none.
   * @param {number} x
   * @param {number} y
   */
  at(x, y) {
    const [column, row] = [Math.floor(x * this.columns), Math.floor(y * this.rows)];
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return null;
    const place = row * this.columns + column;
    return place < this.order.length ? { place, digit: this.order[place] } : null;
  }

  #mix() {
    const { surface, ink, pencil } = colours(this.#root, ['surface', 'ink', 'pencil']);
    const [paper, black, red] = [surface, ink, pencil].map(channels);
    const pink = paper.map((value, i) => value + (red[i] - value) * 0.24);
    this.#palette = { ink: black, pencil: red };
    const mixed = (
      /** @type {number[]} */ ground,
      /** @type {number} */ i,
      /** @type {number} */ share,
    ) => ground[i] + (black[i] - ground[i]) * share;
    const ramps = new Uint32Array(512);
    for (let v = 0; v < 256; v++) {
      ramps[v] = word(mixed(paper, 0, v / 255), mixed(paper, 1, v / 255), mixed(paper, 2, v / 255));
      const share = (0.75 * v) / 255; // so that what is printed on them stays legible
      ramps[256 + v] = word(mixed(pink, 0, share), mixed(pink, 1, share), mixed(pink, 2, share));
    }
    return ramps;
  }

  /**
   * @param {number} digit
   * @param {Uint32Array} pixels
   * @param {number} from
   * @param {number} width
   * @param {number} cell
   * @param {number[]} colour
   */
  #stamp(digit, pixels, from, width, cell, colour) {
    let masks = known.get(cell);
    if (!masks) known.set(cell, (masks = glyphs(cell)));
    const mask = masks[digit];
    if (!mask) return;
    const size = Math.round(cell * FOOT);
    const [r, g, b] = colour;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const share = mask[y * size + x] / 255;
        if (!share) continue;
        const at = from + y * width + x;
        const below = pixels[at];
        const [red, green, blue] = [below & 255, (below >>> 8) & 255, (below >>> 16) & 255];
        pixels[at] = word(
          red + (r - red) * share,
          green + (g - green) * share,
          blue + (b - blue) * share,
        );
      }
    }
  }
}

/** Without the empty rows above. @param {Uint8Array} image */
export function raised(image) {
  const first = image.findIndex((ink) => ink > 0);
  const moved = new Uint8Array(PIXELS);
  if (first >= 0) moved.set(image.subarray(first - (first % SIDE)));
  return moved;
}

/**
 * One digit into its cell, as large as the cell or twice that.
 * @param {Uint8Array} image
 * @param {Uint32Array} ramps
 * @param {number} ramp
 * @param {Uint32Array} pixels
 * @param {number} from
 * @param {number} width
 * @param {number} cell
 */
function copy(image, ramps, ramp, pixels, from, width, cell) {
  if (cell === SIDE) {
    for (let y = 0; y < SIDE; y++) {
      const [row, to] = [y * SIDE, from + y * width];
      for (let x = 0; x < SIDE; x++) pixels[to + x] = ramps[ramp + image[row + x]];
    }
    return;
  }
  for (let y = 0; y < SIDE; y++) {
    const [row, to] = [y * SIDE, from + 2 * y * width];
    for (let x = 0; x < SIDE; x++) {
      const colour = ramps[ramp + image[row + x]];
      const at = to + 2 * x;
      pixels[at] = pixels[at + 1] = pixels[at + width] = pixels[at + width + 1] = colour;
    }
  }
}

/**
 * One pixel of an ImageData, on machines that put the lowest byte first, as all do that run
 * WebAssembly.
 * @param {number} red
 * @param {number} green
 * @param {number} blue
 */
function word(red, green, blue) {
  return (255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red);
}
