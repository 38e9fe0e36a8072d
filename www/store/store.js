/**
 * What corrections and runs have in common: entries of the database (database.js) that other tabs
 * may change at the same time, and that a browser may refuse to keep.
 *
 * Nothing throws because the browser refuses storage or has no room for more: `trouble` says so.
 * Anything else that goes wrong is thrown.
 *
 * @typedef {import('./database.js').Trouble} Trouble
 * @typedef {import('./database.js').Name} Name
 */
import { database as ofThePage, StorageError } from './database.js';

export class Store {
  #database;
  #name;
  #names;
  /** @type {Trouble | null} */
  #trouble = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {BroadcastChannel | null} */
  #channel = null;

  /**
   * @param {string} name  of the channel on which tabs tell each other that there is something new
   * @param {Name[]} names  of the object stores
   * @param {import('./database.js').Database} [database]
   */
  constructor(name, names, database = ofThePage) {
    this.#name = name;
    this.#names = names;
    this.#database = database;
    database.moved.add(() => this.#tell());
  }

  /** Why this browser doesn't keep what it is given; null: it does. */
  get trouble() {
    return this.#trouble ?? this.#database.notice;
  }

  /**
   * Calls when something changed, in this tab or another.
   * @param {() => void} listener
   * @param {AbortSignal} signal
   */
  watch(listener, signal) {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    this.#listen();
    signal.addEventListener('abort', () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#channel?.close(); // an open one would keep the page in memory
      this.#channel = null;
    });
  }

  /** Something has changed. */
  changed() {
    this.#tell();
    this.#channel?.postMessage(null);
  }

  /**
   * @template T
   * @param {(store: (name: Name) => any) => Promise<T>} work  as for Database.transact
   * @returns {Promise<T | undefined>} undefined where the browser refuses
   */
  async read(work) {
    try {
      const result = await this.#database.transact('readonly', this.#names, work);
      if (this.#trouble !== 'full') this.#trouble = null;
      return result;
    } catch (error) {
      this.#refused(error);
      return undefined;
    }
  }

  /**
   * @param {(store: (name: Name) => any) => Promise<unknown>} work  as for Database.transact
   * @returns {Promise<boolean>} whether it is written, all of it; else nothing of it is
   */
  async write(work) {
    try {
      await this.#database.transact('readwrite', this.#names, work);
      this.#trouble = null;
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  /** @param {unknown} error */
  #refused(error) {
    if (!(error instanceof StorageError)) throw error;
    this.#trouble = error.trouble;
  }

  #listen() {
    if (this.#channel) return;
    try {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = () => this.#tell();
    } catch {
      // Firefox with all cookies blocked, or no such thing: other tabs keep nothing either.
    }
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
