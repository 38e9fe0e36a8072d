/**
 * What the net really sees: its 28×28 picture, one pixel a square, in the colours of the paper.
 */
import { colours } from '../../host/style-sheet.js';
import { CELLS } from '../../ink/geometry.js';
import { pad as words } from '../../text/en/reading.js';

export class View {
  #root;
  #canvas = document.createElement('canvas');
  /** Got when it is first painted on. @type {CanvasRenderingContext2D | null} */
  #context = null;
  /** @type {Uint8Array | null} */
  #image = null;
  /** @type {string | undefined} */
  #name;
  /**
   * The colour of ink, and room for the pixels: made once, and written to with each reading.
   * @type {ImageData | null}
   */
  #pixels = null;
  #label = '';

  /** @param {ShadowRoot} root @param {HTMLElement} place */
  constructor(root, place) {
    this.#root = root;
    this.#canvas.width = this.#canvas.height = CELLS;
    this.#canvas.setAttribute('role', 'img');
    place.className = 'sight';
    place.append(this.#canvas);
    this.show(null);
  }

  recolour() {
    this.#pixels = null;
    this.show(this.#image, this.#name);
  }

  /**
   * @param {Uint8Array | null} image 784 bytes, ink from 0 (paper) to 255
   * @param {string} [name] what it is
   */
  show(image, name) {
    this.#image = image;
    this.#name = name;
    const label = name ?? (image ? words.viewLabel : words.viewEmpty);
    if (label !== this.#label) this.#canvas.setAttribute('aria-label', (this.#label = label));
    const context = (this.#context ??= this.#canvas.getContext('2d', { willReadFrequently: true }));
    if (!context) return;
    if (!image) return context.clearRect(0, 0, CELLS, CELLS);
    this.#pixels ??= this.#inked(context);
    const { data } = this.#pixels;
    // ink is how much covers the paper
    for (let i = 0; i < image.length; i++) data[4 * i + 3] = image[i];
    context.putImageData(this.#pixels, 0, 0);
  }

  /**
   * A picture full of ink, whatever way its colour is written.
   * @param {CanvasRenderingContext2D} context
   */
  #inked(context) {
    context.fillStyle = colours(this.#root, ['ink']).ink;
    context.fillRect(0, 0, CELLS, CELLS);
    return context.getImageData(0, 0, CELLS, CELLS);
  }
}
