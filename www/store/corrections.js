/**
 * The digits that a visitor taught, kept in the browser: what was drawn, what it was meant to be, and the nets that have
 * learnt from them.
 *
 * Each digit is an entry of its own, so two tabs that teach at the same time lose nothing of each other's. Where the
 * browser keeps nothing (private windows, sandboxed frames, a full disk) they live as long as the page, and `forgets`
 * says so.
 *
 * @typedef {import('../ink/stroke.js').Stroke} Stroke
 * @typedef {{id: string, when: number, label: number, strokes: Stroke[], image: Uint8Array, learnt: boolean}} Correction
 *   `learnt`: the net that was taught it read it right afterwards
 * @typedef {{weights: Float32Array, lessons: string[]}} CorrectedNet  `lessons`: of which digits, as `lessonOf` names them
 * @typedef {<T>(mode: IDBTransactionMode, callback: (store: IDBObjectStore) => T | PromiseLike<T>) => Promise<T>} UseStore  as
 *   idb-keyval has it
 */
import { createStore, delMany, get, set, values } from 'idb-keyval';
import { Store } from './store.js';

/** A tab tells the others that there is something new. */
const CHANNEL = 'nibnet-digits';

/** What a net has learnt of a digit: it and its label. @param {Correction} kept */
export const lessonOf = ({ id, label }) => `${id}=${label}`;

/** @extends {Store<{digits: UseStore, nets: UseStore}>} */
export class CorrectionStore extends Store {
  /** What could not be kept. @type {Map<string, Correction>} */
  #digits = new Map();
  /** @type {Map<string, CorrectedNet>} */
  #nets = new Map();

  /** @param {() => {digits: UseStore, nets: UseStore}} [open] */
  constructor(
    open = () => ({
      digits: createStore('nibnet', 'digits'),
      nets: createStore('nibnet-nets', 'nets'),
    }),
  ) {
    super(open, CHANNEL);
  }

  /** Whether this browser keeps nothing for this page, or not all. */
  get forgets() {
    return super.forgets || this.#digits.size > 0;
  }

  /** All digits, the oldest first. @returns {Promise<Correction[]>} */
  async all() {
    const kept = (await this.guarded(({ digits }) => values(digits))) ?? [];
    return [...kept, ...this.#digits.values()].sort(
      (a, b) => a.when - b.when || (a.id < b.id ? -1 : 1),
    );
  }

  /** @param {Correction} kept */
  async add(kept) {
    const done = await this.guarded(({ digits }) => set(kept.id, kept, digits).then(() => true));
    if (!done) this.#digits.set(kept.id, kept);
    this.changed();
  }

  /** @param {string} id @param {Partial<Pick<Correction, 'label' | 'learnt'>>} change */
  async change(id, change) {
    const here = this.#digits.get(id);
    if (here) this.#digits.set(id, { ...here, ...change });
    else {
      await this.guarded(({ digits }) =>
        digits('readwrite', (store) => changed(store, id, change)),
      );
    }
    this.changed();
  }

  /** @param {string[]} ids */
  async remove(ids) {
    for (const id of ids) this.#digits.delete(id);
    await this.guarded(({ digits }) => delMany(ids, digits));
    this.changed();
  }

  /** The net with this fingerprint as it was after its last lesson. @param {string} fingerprint @returns {Promise<CorrectedNet | null>} */
  async net(fingerprint) {
    const here = this.#nets.get(fingerprint);
    return here ?? (await this.guarded(({ nets }) => get(fingerprint, nets))) ?? null;
  }

  /** @param {string} fingerprint of the net before its first lesson @param {CorrectedNet} net */
  async keepNet(fingerprint, net) {
    const done = await this.guarded(({ nets }) => set(fingerprint, net, nets).then(() => true));
    if (!done) this.#nets.set(fingerprint, net);
  }

  /** @param {string} fingerprint */
  async dropNet(fingerprint) {
    this.#nets.delete(fingerprint);
    await this.guarded(({ nets }) => delMany([fingerprint], nets));
  }
}

/**
 * One transaction: what another tab has deleted meanwhile stays gone.
 * @param {IDBObjectStore} store @param {string} id @param {Partial<Correction>} change @returns {Promise<void>}
 */
function changed(store, id, change) {
  return new Promise((done, failed) => {
    const found = store.get(id);
    found.onerror = () => failed(found.error);
    found.onsuccess = () => {
      if (!found.result) return done();
      const put = store.put({ ...found.result, ...change }, id);
      put.onerror = () => failed(put.error);
      put.onsuccess = () => done();
    };
  });
}
