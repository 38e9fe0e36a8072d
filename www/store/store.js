/**
 * Something that is kept in the browser, in stores of IndexedDB, and that other tabs may change at the same time.
 *
 * Storage may be refused or full at any touch (private windows, sandboxed frames): nothing throws, and `forgets` says so.
 *
 * @template Stores
 */
export class Store {
  #open;
  #name;
  /** @type {Stores | null} */
  #stores = null;
  #failed = false;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {BroadcastChannel | null} */
  #channel = null;

  /** @param {() => Stores} open @param {string} name  of the channel on which tabs tell each other that there is something new */
  constructor(open, name) {
    this.#open = open;
    this.#name = name;
  }

  /** Whether the last touch failed: this browser keeps nothing for this page, or has no room. */
  get forgets() {
    return this.#failed;
  }

  /** Calls when something changed, in this tab or another. @param {() => void} listener @param {AbortSignal} signal */
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
   * Storage may throw at any touch. Then it goes on without.
   * @template T @param {(stores: Stores) => Promise<T>} touch @returns {Promise<T | undefined>}
   */
  async guarded(touch) {
    try {
      this.#stores ??= this.#open();
      const result = await touch(this.#stores);
      this.#failed = false;
      return result;
    } catch {
      this.#stores = null; // a line that broke is dialled anew
      this.#failed = true;
      return undefined;
    }
  }

  #listen() {
    if (this.#channel || typeof BroadcastChannel !== 'function') return;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = () => this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
