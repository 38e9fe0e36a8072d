/**
 * The net that a lab shows, ready to read: digits for the sheet, and what its layers make of the digit on the pad.
 *
 * @typedef {import('nibnet-glue').Recognizer} Recognizer
 * @typedef {{network: string, weights: Float32Array}} Net
 */
import { engine } from '../../engine/page/engine.js';

export class LabReader {
  #net;
  #ready;
  /** @type {Recognizer | null} */
  #recognizer = null;
  /** @type {Promise<void> | null} */
  #making = null;
  #life = 0;
  /** What it reads with, other than the shipped net. @type {Float32Array | null} */
  #adopted = null;
  /** What its network is made of. @type {{network: string, layers: import('../../charts/layers.js').Layer[], tensors: import('../../charts/layers.js').Tensor[]} | null} */
  #known = null;
  /** Before there is a run. @type {Float32Array | null} */
  #shipped = null;

  /** @param {() => Net | null} net  the one that is shown; null: no run yet, the shipped one reads @param {() => void} ready  it reads from now on */
  constructor(net, ready) {
    this.#net = net;
    this.#ready = ready;
  }

  /** The ten probabilities of a digit; null where the engine can't be had: pad and trainer say why. @param {Uint8Array} image */
  async probabilities(image) {
    await this.#make();
    return this.#reader()?.read_image(image) ?? null;
  }

  /**
   * What the panel of layers shows; null until the engine is there.
   * @param {Uint8Array | null} image  the digit on the pad
   */
  layers(image) {
    const reader = this.#reader();
    if (!reader) {
      this.#make();
      return null;
    }
    const net = this.#net();
    const network = net?.network ?? '';
    // Names and shapes are the network's, and weights need no copy where they have come from the worker.
    if (this.#known?.network !== network) {
      this.#known = {
        network,
        layers: JSON.parse(reader.layers()),
        tensors: JSON.parse(reader.tensors()),
      };
    }
    const { layers, tensors } = this.#known;
    return {
      layers,
      values: image && reader.layer_values(image),
      tensors,
      weights: net ? net.weights : (this.#shipped ??= reader.weights()),
    };
  }

  free() {
    this.#life += 1;
    this.#recognizer?.free();
    this.#recognizer = this.#making = this.#adopted = this.#known = null;
  }

  /** With the net that is shown. */
  #reader() {
    const net = this.#net();
    if (net && this.#recognizer && net.weights !== this.#adopted) {
      this.#recognizer.adopt(net.network, net.weights);
      this.#adopted = net.weights;
    }
    return this.#recognizer;
  }

  #make() {
    if (this.#recognizer) return Promise.resolve();
    const life = this.#life;
    this.#making ??= engine.recognizer().then(
      (recognizer) => {
        if (life !== this.#life) return recognizer.free();
        this.#making = null;
        this.#recognizer = recognizer;
        this.#ready();
      },
      () => {
        if (life === this.#life) this.#making = null;
      },
    );
    return this.#making;
  }
}
