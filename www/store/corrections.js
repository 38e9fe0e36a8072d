/**
 * The digits that a visitor taught, kept in the browser: what was drawn, what it was meant to be,
 * and the nets that have learnt from them.
 *
 * Each digit is an entry of its own, so two tabs that teach at the same time lose nothing of each
 * other's. What the browser doesn't keep lives as long as the page, and `forgets` says so.
 *
 * @typedef {import('../ink/stroke.js').Stroke} Stroke
 * @typedef {{id: string, when: number, label: number, strokes: Stroke[], image: Uint8Array, learnt:
 *   boolean}} Correction
 *   `learnt`: the net that was taught it read it right afterwards
 * @typedef {{weights: Float32Array | null, lessons: string[], last?: string}} CorrectedNet
 *   `lessons`: of which digits, as `lessonOf` names them; `weights`: null until it has learnt them;
 *   `last`: the digit of its last lesson, as long as that can be taken back
 */
import { Store } from './store.js';

const DIGITS = 'corrections';
const NETS = 'corrected-nets';

/** What a net has learnt of a digit: it and its label. @param {Correction} correction */
export const lessonOf = ({ id, label }) => `${id}=${label}`;

export class CorrectionStore extends Store {
  /** What could not be kept. @type {Map<string, Correction>} */
  #digits = new Map();
  /** @type {Map<string, CorrectedNet>} */
  #nets = new Map();

  /** @param {import('./database.js').Database} [database] */
  constructor(database) {
    super('nibnet-digits', [DIGITS, NETS], database);
  }

  /** Whether this browser keeps nothing for this page, or not all. */
  get forgets() {
    return this.trouble !== null || this.#digits.size > 0;
  }

  /** All digits, the oldest first. @returns {Promise<Correction[]>} */
  async all() {
    const stored = (await this.read((store) => store(DIGITS).getAll())) ?? [];
    return [...stored, ...this.#digits.values()].sort(
      (a, b) => a.when - b.when || (a.id < b.id ? -1 : 1),
    );
  }

  /** @param {Correction} correction */
  async add(correction) {
    const isStored = await this.write((store) => store(DIGITS).put(correction));
    if (!isStored) this.#digits.set(correction.id, correction);
    this.changed();
  }

  /**
   * A digit and the net that has learnt it: both are kept, or neither.
   * @param {Correction} correction
   * @param {string | null} fingerprint  of the net before its first lesson; null: it isn't kept
   * @param {CorrectedNet} net
   */
  async learn(correction, fingerprint, net) {
    const isStored = await this.write(async (store) => {
      await store(DIGITS).put(correction);
      if (fingerprint !== null) await store(NETS).put(net, fingerprint);
    });
    if (!isStored) {
      this.#digits.set(correction.id, correction);
      if (fingerprint !== null) this.#nets.set(fingerprint, net);
    }
    this.changed();
  }

  /** @param {string} id @param {Partial<Pick<Correction, 'label' | 'learnt'>>} change */
  async change(id, change) {
    const here = this.#digits.get(id);
    if (here) this.#digits.set(id, { ...here, ...change });
    else {
      await this.write(async (store) => {
        const stored = await store(DIGITS).get(id);
        // What another tab has deleted meanwhile stays gone.
        if (stored) await store(DIGITS).put({ ...stored, ...change });
      });
    }
    this.changed();
  }

  /** @param {string[]} ids */
  async remove(ids) {
    for (const id of ids) this.#digits.delete(id);
    await this.write((store) => Promise.all(ids.map((id) => store(DIGITS).delete(id))));
    this.changed();
  }

  /**
   * The net with this fingerprint as it was after its last lesson.
   * @param {string} fingerprint @returns {Promise<CorrectedNet | null>}
   */
  async net(fingerprint) {
    const here = this.#nets.get(fingerprint);
    return here ?? (await this.read((store) => store(NETS).get(fingerprint))) ?? null;
  }

  /** @param {string} fingerprint of the net before its first lesson @param {CorrectedNet} net */
  async keepNet(fingerprint, net) {
    const isStored = await this.write((store) => store(NETS).put(net, fingerprint));
    if (!isStored) this.#nets.set(fingerprint, net);
  }

  /** @param {string} fingerprint */
  async dropNet(fingerprint) {
    this.#nets.delete(fingerprint);
    await this.write((store) => store(NETS).delete(fingerprint));
  }
}
