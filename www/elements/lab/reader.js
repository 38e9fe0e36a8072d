/**
 * The net that a lab shows, ready to read: digits for the dialog, and what its layers make of the
 * digit on the pad.
 *
 * @typedef {import('nibnet-page').Recognizer} Recognizer
 * @typedef {import('../../charts/layers.js').Layer} Layer
 * @typedef {import('../../charts/layers.js').Tensor} Tensor
 * @typedef {{network: string, weights: Float32Array}} Net
 */
export class LabReader {
  #net;
  #ready;
  #recognizer;
  /** @type {Recognizer | null} */
  #reader = null;
  /** @type {Promise<void> | null} */
  #making = null;
  #life = 0;
  /** It reads before there is a run. @type {Net | null} */
  #shipped = null;
  /** The weights that it reads with. @type {Float32Array | null} */
  #adopted = null;
  /**
   * What its network is made of.
   * @type {{network: string, layers: Layer[], tensors: Tensor[]} | null}
   */
  #known = null;

  /**
   * @param {() => Net | null} net  the one that is shown; null: no run yet, the shipped one reads
   * @param {() => void} ready  it reads from now on
   * @param {() => Promise<Recognizer>} recognizer  a fresh one with the shipped net
   */
  constructor(net, ready, recognizer) {
    this.#net = net;
    this.#ready = ready;
    this.#recognizer = recognizer;
  }

  /**
   * The ten probabilities of a digit; null where the engine can't be had: pad and trainer say why.
   * @param {Uint8Array} image
   */
  async probabilities(image) {
    await this.#make();
    return this.#withNet()?.reader.read_image(image) ?? null;
  }

  /**
   * What the panel of layers shows; null until the engine is there.
   * @param {Uint8Array | null} image  the digit on the pad
   */
  layers(image) {
    const found = this.#withNet();
    if (!found) {
      void this.#make();
      return null;
    }
    const { reader, net } = found;
    // Names and shapes are the network's.
    if (this.#known?.network !== net.network) {
      const [layers, tensors] = [JSON.parse(reader.layers()), JSON.parse(reader.tensors())];
      this.#known = { network: net.network, layers, tensors };
    }
    const { layers, tensors } = this.#known;
    return { layers, values: image && reader.layer_values(image), tensors, weights: net.weights };
  }

  free() {
    this.#life += 1;
    this.#reader?.free();
    this.#reader = this.#making = this.#shipped = this.#adopted = this.#known = null;
  }

  /** The recognizer, once it is there, with the net that is shown. */
  #withNet() {
    const reader = this.#reader;
    const net = this.#net() ?? this.#shipped;
    if (!reader || !net) return null;
    if (net.weights !== this.#adopted) {
      reader.adopt(net.network, net.weights);
      this.#adopted = net.weights;
    }
    return { reader, net };
  }

  #make() {
    if (this.#reader) return Promise.resolve();
    const life = this.#life;
    this.#making ??= this.#recognizer().then(
      (reader) => {
        if (life !== this.#life) return reader.free();
        this.#making = null;
        this.#reader = reader;
        const weights = reader.weights();
        this.#shipped = { network: reader.network(), weights };
        this.#adopted = weights;
        this.#ready();
      },
      () => {
        if (life === this.#life) this.#making = null;
      },
    );
    return this.#making;
  }
}
