/**
 * Runs, kept in the browser so that none is lost: what it takes to go on, the points of the curves, and a name.
 *
 * Each run has a head, which is small, and a body of some megabytes. A tab writes only runs that it trains itself, and
 * holds a lock of the browser's on each meanwhile: so a run that trains in another tab is not offered here.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 * @typedef {import('idb-keyval').UseStore} UseStore
 * @typedef {{
 *   id: string, name: string, began: number, changed: number, preset: string, seed: number, recipe: any,
 *   step: number, steps: number, ended: boolean, accuracy: number | null, fingerprint: string | null, bytes: number,
 * }} RunHead  `accuracy`: of the last test; `bytes`: the room that it takes; `fingerprint`: of a run that stood when it was kept
 * @typedef {{checkpoint: Uint8Array, points: Point[]}} RunBody
 */
import { createStore, del, get, set, values } from 'idb-keyval';
import { Store } from './store.js';

const CHANNEL = 'nibnet-runs';
const LOCK = 'nibnet-run-';

/** A point is eight numbers. */
const POINT_BYTES = 64;

/** @param {RunBody} body */
export const roomOf = ({ checkpoint, points }) =>
  checkpoint.byteLength + points.length * POINT_BYTES;

/** @extends {Store<{heads: UseStore, bodies: UseStore}>} */
export class RunStore extends Store {
  #locks;
  /** The last run could not be kept, whatever else can be read. */
  #full = false;

  /**
   * @param {() => {heads: UseStore, bodies: UseStore}} [open]
   * @param {Pick<LockManager, 'request' | 'query'> | null} [locks]
   */
  constructor(
    open = () => ({
      heads: createStore('nibnet-runs', 'heads'),
      bodies: createStore('nibnet-run-bodies', 'bodies'),
    }),
    locks = globalThis.navigator?.locks ?? null,
  ) {
    super(open, CHANNEL);
    this.#locks = locks;
  }

  get forgets() {
    return super.forgets || this.#full;
  }

  /** All heads, the newest first. @returns {Promise<RunHead[]>} */
  async all() {
    const heads = /** @type {RunHead[]} */ (
      (await this.guarded(({ heads }) => values(heads))) ?? []
    );
    return heads.sort((a, b) => b.changed - a.changed || (a.id < b.id ? -1 : 1));
  }

  /** @param {string} id @returns {Promise<RunBody | null>} */
  async body(id) {
    return (await this.guarded(({ bodies }) => get(id, bodies))) ?? null;
  }

  /**
   * Keeps a run, in place of what was kept of it. Whether there was room for it; if not, what was kept before still is.
   * @param {RunHead} head @param {RunBody} body
   */
  async keep(head, body) {
    // The body first: a head whose body is older than it says would go on from the wrong step.
    const done = await this.guarded(async ({ heads, bodies }) => {
      await set(head.id, body, bodies);
      const known = /** @type {RunHead | undefined} */ (await get(head.id, heads));
      await set(head.id, { ...head, name: known?.name ?? head.name }, heads);
      return true;
    });
    this.#full = done !== true;
    this.changed();
    return !this.#full;
  }

  /** @param {string} id @param {string} name */
  async rename(id, name) {
    await this.guarded(async ({ heads }) => {
      const head = await get(id, heads);
      if (head) await set(id, { ...head, name }, heads);
    });
    this.changed();
  }

  /** @param {string} id */
  async remove(id) {
    await this.guarded(async ({ heads, bodies }) => {
      await del(id, heads);
      await del(id, bodies);
    });
    this.changed();
  }

  /**
   * This tab trains the run, until the promise that is given settles: no other tab offers it.
   * @param {string} id @param {Promise<unknown>} until
   */
  hold(id, until) {
    this.#locks?.request(LOCK + id, () => until).catch(() => {}); // a frame without storage has no locks either
  }

  /** Resolves when no tab trains the run any more: it has ended, or its tab has gone. @param {string} id */
  async freed(id) {
    await this.#locks?.request(LOCK + id, () => {});
  }

  /** Ids of runs that some tab trains, this one among them. @returns {Promise<Set<string>>} */
  async held() {
    try {
      const { held = [] } = (await this.#locks?.query()) ?? {};
      const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(LOCK));
      return new Set(names.map((name) => name.slice(LOCK.length)));
    } catch {
      return new Set();
    }
  }
}
