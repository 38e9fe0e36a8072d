/**
 * `import { recogniser } from 'nibnet/recognise'`: reads digits, and does nothing else. No element,
 * no worker, no training; a WebAssembly module of its own, half as large as the page's. In Node too
 * it reads strokes and images; it opens no pictures there.
 *
 *     const reader = await recogniser();
 *     reader.read([[[0.3, 0.2], [0.7, 0.2], [0.4, 0.9]]]);   // {digit: 7, confidence: 0.99,
 *     probabilities, verdict, digits}
 *
 * @typedef {import('../elements/pad/bars.js').Prediction} Prediction
 * @typedef {import('../elements/pad/bars.js').Verdict} Verdict
 */
import { predictionFrom } from '../elements/pad/bars.js';
import { engine } from '../engine/page/engine.js';
import { checkedStrokes, pack } from '../ink/geometry.js';
import { openPicture } from '../ink/open-picture.js';

engine.place({
  'nibnet.wasm': new URL('./nibnet.wasm', import.meta.url),
  'digits.nib': new URL('./digits.nib', import.meta.url),
});

/**
 * A net that is ready to read. Rejects with a sentence where module or model don't come, or don't
 * run here.
 * @param {{modelUrl?: string | URL}} [options]  another model, a .nib file; default: the one that
 *   comes with nibnet
 */
export async function recogniser({ modelUrl } = {}) {
  const { document, process } = globalThis;
  const base = document?.baseURI ?? `file://${process?.cwd()}/`;
  return new Recogniser(await engine.recognizer(modelUrl && new URL(modelUrl, base)));
}

export class Recogniser {
  #net;

  /** @param {import('nibnet-glue').Recognizer} net */
  constructor(net) {
    this.#net = net;
  }

  /**
   * Reads pen strokes, in about a tenth of a millisecond.
   * @param {number[][][]} strokes  [[[x, y, pressure?], …], …]: the pad's side is 1, y goes down;
   *   pressure 0 to 1
   * @returns {Prediction | null}  null: nothing is drawn
   */
  read(strokes) {
    const { points, ends } = pack(checkedStrokes(strokes));
    return ends.length === 0 ? null : told(this.#net.read(points, ends));
  }

  /**
   * Reads a picture: a photo, a scan, a canvas. Rejects with a PictureError for what is none.
   * @param {import('../ink/picture.js').Source} source
   * @returns {Promise<Prediction | null>}  its verdict is `none` where there is no digit
   */
  async readPicture(source) {
    const { image } = await openPicture(source);
    return told(this.#net.read_picture(image));
  }

  /**
   * Reads an image as MNIST has them, row by row, and takes it as it is.
   * @param {Uint8Array} image  28 × 28 bytes, 0 paper to 255 ink
   * @returns {Prediction}
   */
  readImage(image) {
    return predictionFrom(this.#net.read_image(image));
  }

  /** Gives its memory back; it reads no more. */
  free() {
    this.#net.free();
  }
}

/** @param {import('nibnet-glue').Reading | undefined} reading @returns {Prediction | null} */
function told(reading) {
  if (!reading) return null;
  const { probabilities, verdict, digits, reason } = reading;
  reading.free();
  return predictionFrom(probabilities, /** @type {Verdict} */ (verdict), digits, reason);
}
