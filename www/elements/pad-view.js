/**
 * What the net really sees: its 28×28 picture, one pixel a square, in the colours of the paper.
 */
import { colours } from './sheet.js';
import { CELLS } from './pad-geometry.js';
import { pad as words } from '../text/en.js';

export class View {
  #root;
  #canvas = document.createElement('canvas');
  /** @type {Uint8Array | null} */
  #image = null;
  /** @type {string | undefined} */
  #name;
  #ink = '';

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
    this.#ink = '';
    this.show(this.#image, this.#name);
  }

  /** @param {Uint8Array | null} image 784 bytes, ink from 0 (paper) to 255 @param {string} [name] what it is */
  show(image, name) {
    this.#image = image;
    this.#name = name;
    this.#canvas.setAttribute('aria-label', name ?? (image ? words.viewLabel : words.viewEmpty));
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, CELLS, CELLS);
    if (!image) return;
    const pixels = context.createImageData(CELLS, CELLS);
    for (let i = 0; i < image.length; i++) pixels.data[4 * i + 3] = image[i]; // ink is how much covers the paper
    context.putImageData(pixels, 0, 0);
    context.globalCompositeOperation = 'source-in';
    this.#ink ||= colours(this.#root, ['ink']).ink;
    context.fillStyle = this.#ink;
    context.fillRect(0, 0, CELLS, CELLS);
    context.globalCompositeOperation = 'source-over';
  }
}
