/**
 * The nets that can read a drawing, and which of them does: the shipped one, the same after the
 * visitor's lessons, and the visitor's own as it was handed over last, which may have had lessons
 * too. What reads follows from what is there and what was chosen, so it can't be a net that is
 * gone.
 *
 * Three recognizers at most, made when first needed and freed by `free`. Reading runs on the page's
 * own thread: it takes a tenth of a millisecond, less than a message to a worker and back.
 */
import { engine } from '../../engine/page/engine.js';
import { pack } from '../../ink/geometry.js';
import { predictionFrom } from './bars.js';

/** @typedef {import('nibnet-glue').Recognizer} Recognizer */
/** @typedef {import('./bars.js').Verdict} Verdict */
/**
 * @typedef {{network: string, weights: Float32Array, step: number, name?: string,
 *   accuracy?: number | null, back?: boolean}} Net  as `nib-net` and `nib-snapshot` bring it.
 *   `name`: of its file; `accuracy`: the fraction of the test digits that it reads right;
 *   `back`: it is of an earlier step than the run has reached
 * @typedef {'own' | 'taught' | 'yours'} Which  the shipped net (or the page's), the same after
 *   lessons, the visitor's
 * @typedef {object} Candidate  a net that can read
 * @property {Which} which
 * @property {number | null} accuracy  null: unknown
 * @property {boolean} taught
 * @property {Net | null} net  of `yours`
 */
/**
 * @typedef {{network: () => Promise<string>, weights: Float32Array, step: number | null,
 * fingerprint: string | null, net: object}} Pupil
 */
/** @typedef {{image: Uint8Array, prediction: import('./bars.js').Prediction}} Reading */

/** What of a drawing's preparation is left out where it is to stay in its place. */
const IN_PLACE = 'scale centre';
/** Readings at a time, where there are many for one question. */
const PATCHES = 2;

export class Reader {
  /** @type {Recognizer | null} */
  #shipped = null;
  /** The shipped net after its lessons. @type {Recognizer | null} */
  #taught = null;
  /**
   * Of the larger module, which can read with another network.
   * @type {import('nibnet-page').Recognizer | null}
   */
  #trained = null;
  /** @type {Net | null} the newest, whether or not #trained has it already */
  #net = null;
  #life = 0;
  /** Counted, since only the last one that was asked for counts. */
  #loads = 0;
  /** The model file of the net that reads. @type {string | undefined} */
  #source;
  /** The net that #trained has. @type {Net | null} */
  #adopted = null;
  /** Whether #trained has had lessons. */
  #lessons = false;
  /** What is to read where it is there: at first the shipped net, with its lessons if any. */
  #choice = /** @type {Which} */ ('taught');
  /** Whether the choice is the visitor's: then it stays when another net is handed over. */
  #isVisitors = false;
  /**
   * Of the engine, what needs no recognizer.
   * @type {Awaited<ReturnType<typeof engine.glue>> | null}
   */
  #glue = null;

  /** Grows whenever another net reads from now on. */
  version = 0;
  /** The model file; undefined is the shipped one. @type {string | undefined} */
  modelUrl;
  /** Whether the model file that was asked for last didn't come, or is none. */
  failed = false;

  get ready() {
    return this.#shipped !== null || this.#trained !== null;
  }

  /** Which net reads; null: there is none. @returns {Which | null} */
  get reads() {
    if (this.#net && this.#trained && (this.#choice === 'yours' || !this.#shipped)) return 'yours';
    if (this.#taught && this.#choice !== 'own') return 'taught';
    return this.#shipped ? 'own' : null;
  }

  /** All that can read. @returns {Candidate[]} */
  get candidates() {
    /** @type {Candidate[]} */
    const all = [];
    const shipped = this.#shipped;
    if (shipped)
      all.push({ which: 'own', accuracy: shipped.accuracy ?? null, taught: false, net: null });
    if (this.#taught) all.push({ which: 'taught', accuracy: null, taught: true, net: null });
    const net = this.#trained && this.#net;
    if (net) {
      const accuracy = this.#lessons ? null : (net.accuracy ?? null);
      all.push({ which: 'yours', accuracy, taught: this.#lessons, net });
    }
    return all;
  }

  /**
   * @param {Which} which
   * @param {boolean} [isVisitors]  it stays when a net is handed over; default: as it was
   */
  choose(which, isVisitors = this.#isVisitors) {
    const { reads } = this;
    this.#choice = which;
    this.#isVisitors = isVisitors;
    if (this.reads !== reads) this.version += 1;
  }

  /** The training step of the net that reads; null: it is the shipped one. */
  get step() {
    return this.reads === 'yours' ? (this.#net?.step ?? null) : null;
  }

  /** Whether the net that was loaded is the page's own and not the shipped one. */
  get own() {
    return this.#source !== undefined;
  }

  /**
   * The net that reads now, as it was before its lessons.
   * @returns {Pupil | null}
   */
  pupil() {
    const all = this.pupils();
    return all.find(({ step }) => (step === null) === (this.reads !== 'yours')) ?? null;
  }

  /**
   * Each net that can learn, as it was before its lessons; with a fingerprint, the shipped one.
   * @returns {Pupil[]}
   */
  pupils() {
    /** @type {Pupil[]} */
    const all = [];
    const [shipped, source, net] = [this.#shipped, this.#source, this.#trained && this.#net];
    if (shipped)
      all.push({
        network: () => networkAt(source),
        weights: shipped.weights(),
        fingerprint: shipped.fingerprint(),
        step: null,
        net: shipped,
      });
    if (net) all.push({ ...net, network: async () => net.network, fingerprint: null, net });
    return all;
  }

  /**
   * A net reads from now on as its lessons have left it. Throws what is wrong with the weights.
   * @param {Pupil} pupil @param {Float32Array | null} weights  null: as it was before its lessons
   * @returns {Promise<boolean>}  whether it is still there to read
   */
  async learn({ step, net, weights: before }, weights) {
    if (step !== null) {
      if (this.#net !== net || !this.#trained) return false;
      this.#trained.adopt(this.#net.network, weights ?? before);
      this.#lessons = weights !== null;
    } else {
      const fresh = weights && (await engine.recognizer(this.#source));
      if (this.#shipped !== net) {
        fresh?.free();
        return false;
      }
      try {
        if (weights) fresh?.adopt_weights(weights);
      } catch (error) {
        fresh?.free();
        throw error;
      }
      this.#taught?.free();
      this.#taught = fresh;
    }
    this.version += 1;
    return true;
  }

  /**
   * Fetches the net of `modelUrl`. Rejects with a sentence. Whether it came before `free` was
   * called, and before another was asked for.
   * @returns {Promise<boolean>}
   */
  async load() {
    const { modelUrl } = this;
    const life = this.#life;
    const load = ++this.#loads;
    this.failed = false;
    const late = () => life !== this.#life || load !== this.#loads;
    let recognizer;
    try {
      recognizer = await engine.recognizer(modelUrl);
      this.#glue = await engine.glue();
    } catch (error) {
      if (late()) return false;
      this.failed = true;
      throw error;
    }
    if (late()) {
      recognizer.free();
      return false;
    }
    this.#source = modelUrl;
    this.#shipped?.free();
    this.#shipped = recognizer;
    this.#taught?.free();
    this.#taught = null;
    this.version += 1;
    return true;
  }

  /**
   * The visitor's net: it reads from now on, unless the visitor has chosen another; one from a file
   * is what the visitor has just chosen. Throws what is wrong with it; then the net that read
   * before reads on.
   * @param {Net} net
   */
  async adopt(net) {
    checkNet(net);
    this.#net = net;
    const life = this.#life;
    const { whole } = await import('../../engine/page/whole.js');
    const { Recognizer } = await whole();
    this.#glue = await engine.glue();
    // a newer one came meanwhile, or nobody reads any more
    if (this.#net !== net || life !== this.#life) return;
    const { network, weights } = net;
    try {
      engine.call(() => {
        if (this.#trained) this.#trained.adopt(network, weights);
        else this.#trained = Recognizer.of(network, weights);
      });
    } catch (error) {
      if (this.#adopted) this.#net = this.#adopted;
      else this.#dismiss();
      throw error;
    }
    this.#adopted = net;
    this.#lessons = false;
    if (net.name) this.choose('yours', true);
    else if (!this.#isVisitors) this.choose('yours');
    if (this.reads === 'yours') this.version += 1;
  }

  /** The shipped net reads again, as it came; the visitor's is gone. */
  useShipped() {
    this.#dismiss();
    this.choose('own', false);
  }

  #dismiss() {
    this.#net = this.#adopted = null;
    this.#trained?.free();
    this.#trained = null;
    this.#lessons = false;
    this.version += 1;
  }

  /**
   * @param {readonly import('../../ink/geometry.js').Stroke[]} lines as drawn: smoothing is the
   *   recognizer's business
   * @returns {Reading | null} null where nothing is drawn, or nobody is there to read
   */
  read(lines) {
    if (lines.length === 0) return null;
    const { points, ends } = pack(lines);
    return this.#ask((recognizer) => readingFrom(recognizer.read(points, ends)));
  }

  /**
   * @param {import('../../ink/picture.js').Picture} picture
   * @returns {Reading | null} null where nobody reads
   */
  readPicture({ image }) {
    return this.#ask((recognizer) => readingFrom(recognizer.read_picture(image)));
  }

  /**
   * Squares of ink as they are, and strokes where they were drawn upon them: nothing is moved or
   * scaled.
   * @param {Uint8Array} squares 784 bytes @param {readonly
   *   import('../../ink/geometry.js').Stroke[]} lines
   * @returns {Reading | null} null where there is no ink, or nobody reads
   */
  readSquares(squares, lines) {
    return this.#ask((recognizer) =>
      readingFrom(recognizer.read_as_is(this.#inked(squares, lines))),
    );
  }

  /**
   * @param {Uint8Array} squares
   * @param {readonly import('../../ink/geometry.js').Stroke[]} lines
   */
  #inked(squares, lines) {
    if (lines.length === 0 || !this.#glue) return squares;
    const { points, ends } = pack(lines);
    const drawn = this.#glue.prepare_strokes(points, ends, IN_PLACE);
    return drawn ? squares.map((ink, at) => Math.max(ink, drawn[at])) : squares;
  }

  /**
   * How strokes look at each stage of their preparation, and with which probabilities each is read;
   * null where nothing is drawn or nobody reads. What a stage has lost altogether is null.
   * @param {readonly import('../../ink/geometry.js').Stroke[]} lines
   * @param {readonly {[part: string]: boolean}[]} stages  which parts of the preparation are left
   *   out: false
   * @returns {({image: Uint8Array, probabilities: Float32Array} | null)[] | null}
   */
  readStages(lines, stages) {
    if (lines.length === 0 || !this.#glue) return null;
    const { points, ends } = pack(lines);
    const { prepare_strokes } = this.#glue;
    return this.#ask((recognizer) =>
      stages.map((kept) => {
        const parts = Object.keys(kept).filter((part) => !kept[part]);
        const image = prepare_strokes(points, ends, parts.join(' '));
        return image ? { image, probabilities: recognizer.read_image(image) } : null;
      }),
    );
  }

  /**
   * Which pixels speak for a digit: a function that works out some of it each time, and gives
   * undefined until all is there. Then, and where nobody reads, or somebody else than when it was
   * asked, null.
   * @param {Uint8Array} image @param {number} digit @returns {() => Float32Array | null |
   *   undefined}
   */
  evidence(image, digit) {
    const { version } = this;
    let begun = false;
    return () => {
      if (version !== this.version) return null;
      return this.#ask((recognizer) => {
        if (begun) {
          const evidence = recognizer.evidence_more(PATCHES);
          return evidence && (evidence.length > 0 ? evidence : null);
        }
        recognizer.evidence_begin(image, digit);
        begun = true;
        return undefined;
      });
    };
  }

  /**
   * @template T
   * @param {(recognizer: Recognizer) => T} question
   * @returns {T | null} null where nobody reads
   */
  #ask(question) {
    const { reads } = this;
    if (!reads) return null;
    const nets = { own: this.#shipped, taught: this.#taught, yours: this.#trained };
    const recognizer = /** @type {Recognizer} */ (nets[reads]);
    try {
      return engine.call(() => question(recognizer));
    } catch (error) {
      // After a trap the module's memory is anybody's guess: make no more of it than a sentence.
      if (error instanceof WebAssembly.RuntimeError) this.forget();
      throw error;
    }
  }

  /** Lets go of recognizers that can't be trusted, without calling into them. */
  forget() {
    this.#life += 1;
    this.#shipped = this.#taught = this.#trained = this.#adopted = null;
    this.version += 1;
  }

  /**
   * Lets go of everything but the wish to use a net in training; `load` and `adopt` begin again.
   */
  free() {
    this.#shipped?.free();
    this.#taught?.free();
    this.#trained?.free();
    this.forget();
  }

  /** The net that was handed over last, to be adopted again after `free`. */
  get net() {
    return this.#net;
  }
}

/** Throws what is no net, or can't read. @param {Net} net */
function checkNet(net) {
  const { network, weights, step } = net ?? {};
  const listed = Array.isArray(weights) || ArrayBuffer.isView(weights);
  if (typeof network !== 'string' || !listed || !Number.isFinite(step))
    throw new TypeError('a net is {network: string, weights: Float32Array, step: number}');
  const bad = weights.findIndex((weight) => !Number.isFinite(weight));
  if (bad >= 0) throw new RangeError(`weight ${bad} of the net is ${weights[bad]}, no number`);
}

/**
 * The description of a model's network, which the module that only reads can't give.
 * @param {string | undefined} modelUrl
 */
async function networkAt(modelUrl) {
  const { wholeRecognizer } = await import('../../engine/page/whole.js');
  const recognizer = await wholeRecognizer(modelUrl);
  const network = recognizer.network();
  recognizer.free();
  return network;
}

/**
 * @param {import('nibnet-glue').Reading | undefined} reading freed here
 * @returns {Reading | null}
 */
function readingFrom(reading) {
  if (!reading) return null;
  const { image, probabilities, verdict, digits, reason } = reading;
  reading.free();
  return {
    image,
    prediction: predictionFrom(probabilities, /** @type {Verdict} */ (verdict), digits, reason),
  };
}
