/**
 * The one IndexedDB database of this origin's pages. What belongs together is read and written in
 * one transaction.
 *
 * | object store | key | what |
 * |---|---|---|
 * | runs | id | RunHead of runs.js |
 * | run-bodies | id of the run | RunBody of runs.js |
 * | corrections | id | Correction of corrections.js |
 * | corrected-nets | fingerprint of the net before | CorrectedNet of corrections.js |
 *
 * A browser may refuse storage, or have no room: those are `StorageError`s, which the stores turn
 * into a `trouble` that the page can name. Every other error is a fault of the page's, and is
 * thrown as it is.
 *
 * @typedef {'refused' | 'full' | 'newer' | 'older'} Trouble  `refused`: this browser keeps nothing
 *   for this page; `newer`:
 *   another tab has opened the database in the form of a newer page; `older`: another tab has an
 *   older page's databases open
 * @typedef {'runs' | 'run-bodies' | 'corrections' | 'corrected-nets'} Name
 */
import { openDB } from 'idb';
import { moveFormer } from './former.js';

export const DATABASE = 'nibnet-store';
const VERSION = 1;

/** The browser refuses to keep something. */
export class StorageError extends Error {
  name = 'StorageError';

  /** @param {Trouble} trouble @param {unknown} [cause] */
  constructor(trouble, cause) {
    super(`storage: ${trouble}`, { cause });
    this.trouble = trouble;
  }
}

export class Database {
  /** @type {Promise<import('idb').IDBPDatabase<unknown>> | null} */
  #opened = null;
  /**
   * What keeps the databases of an older page from being moved here; no touch fails for it.
   * @type {Trouble | null}
   */
  notice = null;
  /**
   * Called when the databases of an older page could be moved after all.
   * @type {Set<() => void>}
   */
  moved = new Set();

  /**
   * @template T
   * @param {'readonly' | 'readwrite'} mode @param {Name[]} names
   * @param {(store: (name: Name) => any) => Promise<T>} work
   *   waits for nothing but requests of these stores
   * @returns {Promise<T>} resolves when it is written
   */
  async transact(mode, names, work) {
    const transaction = await this.#begin(mode, names);
    const { done } = transaction;
    done.catch(() => {}); // waited for below, unless `work` fails first
    try {
      const result = await work((name) => transaction.objectStore(name));
      await done;
      return result;
    } catch (error) {
      const cause = transaction.error ?? error;
      try {
        transaction.abort();
      } catch {
        // It has ended already.
      }
      throw refusal(cause) ?? cause;
    }
  }

  /** @param {'readonly' | 'readwrite'} mode @param {Name[]} names */
  async #begin(mode, names) {
    const database = await this.#open();
    try {
      return database.transaction(names, mode);
    } catch (error) {
      if (!isNamed(error, 'InvalidStateError')) throw error;
      this.#opened = null; // the browser had closed the connection
      return (await this.#open()).transaction(names, mode);
    }
  }

  #open() {
    const opened = this.#opened ?? this.#connect();
    this.#opened = opened;
    opened.catch(() => {
      if (this.#opened === opened) this.#opened = null; // it is tried again with the next touch
    });
    return opened;
  }

  async #connect() {
    try {
      const database = await openDB(DATABASE, VERSION, {
        upgrade: (database) => {
          database.createObjectStore('runs', { keyPath: 'id' });
          database.createObjectStore('run-bodies');
          database.createObjectStore('corrections', { keyPath: 'id' });
          database.createObjectStore('corrected-nets');
        },
        // A newer page, in another tab, changes the form of it: it isn't kept waiting.
        blocking: () => {
          this.#opened = null;
          database.close();
        },
        terminated: () => (this.#opened = null),
      });
      await this.#move(database);
      return database;
    } catch (error) {
      // no indexedDB, or no access to it
      throw refusal(error) ?? new StorageError('refused', error);
    }
  }

  /**
   * Resolves when all that older pages kept is here, or some of it can't be moved yet.
   * @param {import('idb').IDBPDatabase<unknown>} database
   */
  async #move(database) {
    await new Promise((resolve) => {
      const blocked = () => {
        this.notice = 'older';
        resolve(null);
      };
      moveFormer(database, blocked).then(
        () => {
          const late = this.notice !== null;
          this.notice = null;
          resolve(null);
          if (late) for (const listener of this.moved) listener();
        },
        (error) => {
          // It stays where it is, and is tried again at the next visit.
          this.notice = isNamed(error, 'QuotaExceededError') ? 'full' : 'refused';
          resolve(null);
        },
      );
    });
  }
}

/**
 * What browsers call it when they refuse to keep or to give what they kept.
 * @type {{[name: string]: Trouble | undefined}}
 */
const REFUSALS = {
  QuotaExceededError: 'full',
  VersionError: 'newer',
  SecurityError: 'refused',
  InvalidStateError: 'refused',
  UnknownError: 'refused', // a disk that can't be read
  NotReadableError: 'refused',
  AbortError: 'refused',
};

/** @param {unknown} error */
function refusal(error) {
  const trouble = error instanceof DOMException ? REFUSALS[error.name] : undefined;
  return trouble ? new StorageError(trouble, error) : null;
}

/** @param {unknown} error @param {string} name */
const isNamed = (error, name) => error instanceof DOMException && error.name === name;

/** One for the page. */
export const database = new Database();
