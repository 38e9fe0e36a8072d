/** "Why?": what explains an answer is loaded when somebody asks, and follows the drawing then. */
import { pad as words } from '../../text/en/reading.js';
import { label } from '../../text/language.js';
import { runnerUp } from './bars.js';
import { Later } from './later.js';

/**
 * @typedef {object} Host  the pad, as far as it concerns this
 * @property {import('./reader.js').Reader} reader
 * @property {import('./paper.js').Paper} paper
 * @property {import('./display.js').Display} display
 * @property {import('./nets.js').Nets} nets
 * @property {() => boolean} asked
 */

export class Reasoning {
  #host;
  #root;
  #parts;
  #explanation = new Later(() => this.#make());

  /**
   * @param {ShadowRoot} root @param {ReturnType<typeof import('./template.js').build>} parts
   * @param {Host} host
   */
  constructor(root, parts, host) {
    this.#root = root;
    this.#parts = parts;
    this.#host = host;
  }

  async #make() {
    const { Explanation } = await import('./explanation.js');
    const { reader, paper, display, nets } = this.#host;
    const explanation = new Explanation(this.#root, this.#parts, {
      stages: (stages) =>
        paper.drawing.picture || paper.drawing.squares
          ? null
          : reader.readStages(paper.drawing.strokes, stages),
      image: () => display.read()?.image ?? null,
      nearest: async (image, count) => (await nets.teach.get()).nearest(image, count),
    });
    label(this.#root);
    return explanation;
  }

  async turn() {
    const { asked, nets } = this.#host;
    try {
      if (asked()) await this.#explanation.get();
      this.#explanation.now?.turn(asked()); // it may have been turned off meanwhile
      this.explain();
    } catch (error) {
      nets.fail(/** @type {Error} */ (error), words.notWhole, false);
    }
  }

  /** What speaks for the digit and against it, once there is time. */
  explain() {
    /** @type {(() => Float32Array | null | undefined) | undefined} */
    let more;
    const { reader, display } = this.#host;
    this.#explanation.now?.refresh(() => {
      const reading = display.shown;
      if (!reading || !['digit', 'unsure'].includes(reading.prediction.verdict)) return null;
      const { digit } = reading.prediction;
      more ??= reader.evidence(reading.image, digit);
      const evidence = more();
      return evidence && { digit, rival: runnerUp(reading.prediction), evidence };
    });
  }

  translate() {
    this.#explanation.now?.translate();
  }

  recolour() {
    this.#explanation.now?.recolour();
  }

  stop() {
    this.#explanation.now?.stop();
  }
}
