/**
 * Runs, kept in the browser so that none is lost: what it takes to go on, the points of the curves,
 * and a name.
 *
 * Each run has a head, which is small, and a body of some megabytes; both are written in one
 * transaction, and only if the body can be opened again. A run is trained by one tab: it holds a
 * lock of the browser's on the run meanwhile.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 * @typedef {{
 *   id: string, name: string, began: number, changed: number, preset: string, seed: number, recipe:
 *   any, step: number, steps: number, ended: boolean, accuracy: number | null, fingerprint: string
 *   | null, bytes: number,
 * }} RunHead  `accuracy`: of the last test; `bytes`: the room that it takes; `fingerprint`: of a
 * run that was paused or had
 *   ended when it was kept
 * @typedef {{checkpoint: Uint8Array, points: Point[]}} RunBody
 */
import { faultOf } from './run-file.js';
import { Store } from './store.js';

const HEADS = 'runs';
const BODIES = 'run-bodies';
const LOCK = 'nibnet-run-';

/** A point is eight numbers. */
const POINT_BYTES = 64;

/** @param {RunBody} body */
export const roomOf = ({ checkpoint, points }) =>
  checkpoint.byteLength + points.length * POINT_BYTES;

/** What the trainer gave to keep could not be opened again: what was kept before still is. */
export class RunFileError extends Error {
  name = 'RunFileError';
}

function lockManager() {
  try {
    return globalThis.navigator?.locks ?? null;
  } catch {
    return null; // refused, as all storage is
  }
}

export class RunStore extends Store {
  #locks;
  #isPersistent = false;

  /**
   * @param {import('./database.js').Database} [database]
   * @param {Pick<LockManager, 'request' | 'query'> | null} [locks]  null: none, on a page without
   *   https
   */
  constructor(database, locks = lockManager()) {
    super('nibnet-runs', [HEADS, BODIES], database);
    this.#locks = locks;
  }

  /** All heads, the newest first. @returns {Promise<RunHead[]>} */
  async all() {
    /** @type {RunHead[]} */
    const heads = (await this.read((store) => store(HEADS).getAll())) ?? [];
    return heads.sort((a, b) => b.changed - a.changed || (a.id < b.id ? -1 : 1));
  }

  /** @param {string} id @returns {Promise<RunBody | null>} */
  async body(id) {
    return (await this.read((store) => store(BODIES).get(id))) ?? null;
  }

  /**
   * Keeps a run, in place of what was kept of it, under the name that it was given meanwhile.
   * Rejects with a `RunFileError` where it could not be opened again.
   * @param {RunHead} head @param {RunBody} body @returns {Promise<boolean>} false: the browser
   *   refuses; what was kept still is
   */
  async keep(head, body) {
    const fault = faultOf(body.checkpoint);
    if (fault) throw new RunFileError(fault);
    const isKept = await this.write(async (store) => {
      const known = await store(HEADS).get(head.id);
      await store(HEADS).put({ ...head, name: known?.name ?? head.name });
      await store(BODIES).put(body, head.id);
    });
    this.changed();
    if (isKept) void this.#persist();
    return isKept;
  }

  /** @param {string} id @param {string} name */
  async rename(id, name) {
    await this.write(async (store) => {
      const head = await store(HEADS).get(id);
      if (head) await store(HEADS).put({ ...head, name });
    });
    this.changed();
  }

  /** @param {string} id */
  async remove(id) {
    await this.write((store) => Promise.all([store(HEADS).delete(id), store(BODIES).delete(id)]));
    this.changed();
  }

  /**
   * This tab trains the run from now on, until it calls what this resolves with; null: another
   * trainer does, in this tab or another. Other tabs are told. Where a browser has no locks, other
   * trainers aren't known of.
   * @param {string} id @returns {Promise<(() => Promise<void>) | null>}
   */
  async claim(id) {
    let release = () => {};
    const until = /** @type {Promise<void>} */ (new Promise((resolve) => (release = resolve)));
    /** @type {Promise<unknown>} */
    let over = until;
    const isFree = await new Promise((resolve) => {
      over = this.#lock(id, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? until : null;
      }).catch(() => resolve(true)); // a frame without storage has no locks, and keeps nothing
    });
    if (!isFree) return null;
    this.changed();
    return async () => {
      release();
      await over; // a little later: until then others still see it
      this.changed();
    };
  }

  /**
   * Resolves when nobody trains the run any more: it has ended, or its tab has gone. Rejects where
   * there are no locks.
   * @param {string} id @param {AbortSignal} signal
   */
  async freed(id, signal) {
    await this.#lock(id, { mode: 'shared', signal }, () => null);
  }

  /** Ids of runs that some tab trains, this one among them. @returns {Promise<Set<string>>} */
  async claimed() {
    try {
      const { held = [] } = (await this.#locks?.query()) ?? {};
      const names = held
        .filter(({ name = '', mode }) => name.startsWith(LOCK) && mode === 'exclusive')
        .map(({ name = '' }) => name.slice(LOCK.length));
      return new Set(names);
    } catch {
      return new Set();
    }
  }

  /**
   * @param {string} id @param {LockOptions} options @param {(lock: Lock | null) => Promise<void> |
   *   null} use
   * @returns {Promise<unknown>}
   */
  async #lock(id, options, use) {
    if (!this.#locks) throw new Error('this browser has no locks');
    return this.#locks.request(LOCK + id, options, use);
  }

  /**
   * So that the browser doesn't clear runs away when it needs room. It may ask the visitor, or
   * refuse.
   */
  async #persist() {
    if (this.#isPersistent) return;
    this.#isPersistent = true; // asked once a page
    try {
      if (!(await navigator.storage.persisted())) await navigator.storage.persist();
    } catch {
      // A page without https, or an older browser: runs are kept as long as the browser likes.
    }
  }
}
