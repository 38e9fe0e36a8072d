/**
 * Fetches the digits, chunk by chunk in the manifest's order, and keeps them in the browser's
 * cache.
 *
 * It knows addresses, retries and storage; what a chunk holds and whether it is sound is the
 * business of `add`, which throws on a bad one. Nothing enters the cache before `add` took it, and
 * a cached copy that `add` refuses is deleted and fetched anew. One bad chunk holds up nobody else:
 * the others come in meanwhile, and all that came stays.
 *
 * @typedef {import('../messages.js').Loading} Loading
 * @typedef {import('../messages.js').Trouble} Trouble
 * @typedef {{file: string, split: 'train' | 'test', first: number, count: number, bytes: number}}
 *   Entry
 * @typedef {{entry: Entry, state: 'todo' | 'busy' | 'done' | 'trouble', got: number, tries: number,
 *   trouble: Trouble | null, timer: any}} Part
 */
import { DIGITS_CACHE } from '../digits-cache.js';
import { fetchBytes, LoadError } from './fetch-bytes.js';

/**
 * How many chunks are on their way at once: enough to fill a line, few enough that the first comes
 * soon.
 */
const LANES = 2;
/**
 * Pauses before it tries again by itself; after the last it waits for `retry()` or for the network
 * to come back.
 */
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

export class Loader {
  /** @type {Part[]} */
  #parts = [];
  /** @type {Part} the manifest, which is loaded and retried like a chunk */
  #manifest;
  /** @type {Promise<Cache | null> | undefined} */
  #cache;
  #started = false;
  #forgets = false;
  #fetched = false;
  #stopped = new AbortController();
  #options;

  /**
   * @param {{
   *   url: string,
   *   open: (manifest: string) => void,
   *   add: (chunk: Uint8Array<ArrayBuffer>) => {trainReady: number, testReady: number},
   *   report: (loading: Loading) => void,
   *   wanted?: (entry: Entry) => boolean,
   *   fetch?: (url: string, init: RequestInit) => Promise<Response>,
   *   storage?: () => CacheStorage, online?: () => boolean,
   *   setTimeout?: (f: () => void, ms: number) => any, clearTimeout?: (timer: any) => void,
   * }} options  `open` is given the manifest's text once, `add` each chunk; both throw on what they
   *   refuse; `wanted` names the chunks to fetch, where not all are
   */
  constructor(options) {
    this.#options = {
      fetch: globalThis.fetch.bind(globalThis),
      storage: () => globalThis.caches,
      online: () => globalThis.navigator?.onLine ?? true,
      wanted: () => true,
      setTimeout: globalThis.setTimeout.bind(globalThis),
      clearTimeout: globalThis.clearTimeout.bind(globalThis),
      ...options,
    };
    const file = /** @type {string} */ (new URL(options.url).pathname.split('/').pop());
    this.#manifest = part({ file, split: 'train', first: 0, count: 0, bytes: 0 });
  }

  /** How many digits are here. */
  ready = { train: 0, test: 0 };

  /** Begins, or tries again at once what failed. Does no harm while all goes well. */
  load() {
    this.#started = true;
    for (const part of [this.#manifest, ...this.#parts]) {
      if (part.state !== 'trouble') continue;
      part.tries = 0;
      this.#options.clearTimeout(part.timer);
      part.state = 'todo';
    }
    this.#next();
  }

  /** The network is back: like `load`, but never begins on its own. */
  online() {
    if (this.#started) this.load();
  }

  /**
   * Ends all of it: from now on it calls none of `open`, `add` and `report`, and deletes nothing.
   */
  stop() {
    this.#stopped.abort();
    for (const part of [this.#manifest, ...this.#parts]) this.#options.clearTimeout(part.timer);
  }

  #next() {
    if (this.#stopped.signal.aborted) return;
    if (this.#manifest.state === 'todo') void this.#run(this.#manifest, () => this.#readManifest());
    const busy = this.#parts.filter((part) => part.state === 'busy').length;
    const todo = this.#parts.filter((part) => part.state === 'todo').slice(0, LANES - busy);
    for (const part of todo) void this.#run(part, () => this.#readChunk(part));
    this.#report();
  }

  /** @param {Part} part @param {() => Promise<void>} read */
  async #run(part, read) {
    part.state = 'busy';
    part.got = 0;
    try {
      await read();
      if (this.#stopped.signal.aborted) return;
      part.state = 'done';
      part.trouble = null;
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#giveUp(part, error);
    }
    this.#next();
  }

  /** For now, at least. @param {Part} part @param {unknown} error */
  #giveUp(part, error) {
    const { entry } = part;
    const pause = BACKOFF_MS[part.tries++];
    // Whatever `add` and `open` throw is about the content.
    const kind = error instanceof LoadError ? error.kind : 'broken';
    // Without a network there is nothing to try until `online` says so.
    const offline = (kind === 'unreachable' || kind === 'stalled') && !this.#options.online();
    part.state = 'trouble';
    part.got = 0;
    part.trouble = {
      file: entry.file,
      split: part === this.#manifest ? null : entry.split,
      first: entry.first,
      count: entry.count,
      kind: offline ? 'offline' : kind,
      detail: error instanceof Error ? error.message : String(error),
      retries: offline || pause !== undefined,
    };
    if (!offline && pause !== undefined) {
      part.timer = this.#options.setTimeout(() => {
        part.state = 'todo';
        this.#next();
      }, pause);
    }
  }

  async #readManifest() {
    const { url, open } = this.#options;
    const { signal } = this.#stopped;
    const cache = await this.#storage();
    signal.throwIfAborted();
    /** @type {Uint8Array<ArrayBuffer>} */
    let bytes;
    let fresh = true;
    try {
      // Asked for anew each time, since it says which chunks are the current ones. It is small.
      bytes = await this.#fetch(this.#manifest, url, 'no-cache');
    } catch (error) {
      signal.throwIfAborted();
      const kept = await this.#kept(cache, url);
      if (!kept) throw error;
      bytes = kept;
      fresh = false;
    }
    signal.throwIfAborted();
    const text = new TextDecoder().decode(bytes);
    open(text);
    const chunks = /** @type {Entry[]} */ (JSON.parse(text).chunks);
    this.#parts = chunks.filter(this.#options.wanted).map(part);
    if (fresh) await this.#keep(cache, url, bytes);
    await this.#tidy(cache, chunks);
  }

  /** @param {Part} part */
  async #readChunk(part) {
    const url = new URL(part.entry.file, this.#options.url).href;
    const { signal } = this.#stopped;
    const cache = await this.#storage();
    const kept = await this.#kept(cache, url);
    signal.throwIfAborted();
    if (kept) {
      try {
        this.#add(part, kept);
        return;
      } catch {
        // A copy that went bad, or was cut off: worth nothing, and worse than nothing if left
        // there.
        await this.#guarded(() => cache?.delete(url));
        signal.throwIfAborted();
      }
    }
    this.#fetched = true;
    // The second time round, whatever stands between us and the server may hold the same bad copy.
    const chunk = await this.#fetch(part, url, part.tries ? 'reload' : 'default');
    signal.throwIfAborted();
    this.#add(part, chunk);
    await this.#keep(cache, url, chunk);
  }

  /** @param {Part} part @param {Uint8Array<ArrayBuffer>} chunk */
  #add(part, chunk) {
    const { trainReady, testReady } = this.#options.add(chunk);
    this.ready = { train: trainReady, test: testReady };
    part.got = part.entry.bytes;
  }

  /** @param {Part} part @param {string} url @param {RequestCache} cache */
  #fetch(part, url, cache) {
    return fetchBytes(url, {
      ...this.#options,
      cache,
      signal: this.#stopped.signal,
      most: part.entry.bytes || 1e6,
      progress: (got) => {
        part.got = part === this.#manifest ? 0 : got;
        this.#report();
      },
    });
  }

  /** The cache, or null where the browser has none or refuses. It is asked once. */
  #storage() {
    this.#cache ??= this.#guarded(() => this.#options.storage().open(DIGITS_CACHE)).then(
      (cache) => cache ?? null,
    );
    return this.#cache;
  }

  /** @param {Cache | null} cache @param {string} url */
  async #kept(cache, url) {
    const response = await this.#guarded(() => cache?.match(url));
    const buffer = await this.#guarded(() => response?.arrayBuffer());
    return buffer && new Uint8Array(buffer);
  }

  /** @param {Cache | null} cache @param {string} url @param {Uint8Array<ArrayBuffer>} bytes */
  async #keep(cache, url, bytes) {
    await this.#guarded(() => cache?.put(url, new Response(bytes)));
  }

  /**
   * Deletes what no manifest of ours names any more, so that old digits don't fill somebody's disk.
   */
  async #tidy(/** @type {Cache | null} */ cache, /** @type {Entry[]} */ chunks) {
    const folder = new URL('.', this.#options.url).href;
    const current = new Set(chunks.map(({ file }) => new URL(file, folder).href));
    current.add(this.#options.url);
    for (const { url } of (await this.#guarded(() => cache?.keys())) ?? []) {
      if (this.#stopped.signal.aborted) return;
      if (url.startsWith(folder) && !current.has(url))
        await this.#guarded(() => cache?.delete(url));
    }
  }

  /**
   * Storage may throw at any touch: private windows, sandboxed frames, a full disk. Then it goes on
   * without.
   * @template T @param {() => Promise<T> | undefined} touch @returns {Promise<T | undefined>}
   */
  async #guarded(touch) {
    try {
      return await touch();
    } catch {
      this.#forgets = true;
      return undefined;
    }
  }

  #report() {
    if (this.#stopped.signal.aborted) return;
    const parts = this.#parts;
    const everyone = [this.#manifest, ...parts];
    const moving = everyone.some((part) => part.state === 'todo' || part.state === 'busy');
    const done = everyone.every((part) => part.state === 'done');
    this.#options.report({
      type: 'loading',
      state: done ? 'done' : moving ? 'loading' : 'stuck',
      bytes: sum(parts.map((part) => Math.min(part.got, part.entry.bytes))),
      total: sum(parts.map((part) => part.entry.bytes)),
      ready: this.ready,
      troubles: everyone.flatMap((part) => part.trouble ?? []),
      missing: { train: missing(parts, 'train'), test: missing(parts, 'test') },
      fromCache: done && !this.#fetched,
      forgets: this.#forgets,
    });
  }
}

/** @param {Entry} entry @returns {Part} */
function part(entry) {
  return { entry, state: 'todo', got: 0, tries: 0, trouble: null, timer: undefined };
}

/** @param {Part[]} parts @param {'train' | 'test'} split */
function missing(parts, split) {
  const entry = parts.find((part) => part.entry.split === split && part.state !== 'done')?.entry;
  return entry ? { first: entry.first, count: entry.count } : null;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
