/**
 * In a worker of a page that may embed its parts (embedded.js): files of their folder are asked of
 * the page, and all others of the network, as ever. To be imported before the worker's own script,
 * which then need not know.
 *
 * What is embedded needs no cache: it would be the same bytes a second time, and on a disk or in a
 * sandbox there is none.
 */

/** @typedef {{type: 'embedded', port: MessagePort, folder: string}} Lent */

/** @type {Lent | null} */
let lent = null;
/** @type {Map<string, ((bytes: Uint8Array<ArrayBuffer> | null) => void)[]>} */
const waiting = new Map();

const fetched = globalThis.fetch.bind(globalThis);
const ownCaches = property(globalThis, 'caches');

globalThis.addEventListener('message', (event) => {
  const { data } = /** @type {MessageEvent} */ (event);
  if (data?.type !== 'embedded') return;
  event.stopImmediatePropagation(); // the worker's own script knows no such message
  lent = data;
  data.port.onmessage = (/** @type {MessageEvent} */ { data: { url, bytes } }) => {
    for (const resolve of waiting.get(url) ?? []) resolve(bytes);
    waiting.delete(url);
  };
});

globalThis.fetch = async (input, init) => {
  const url = String(input);
  const bytes = isEmbedded(url) ? await asked(url) : null;
  return bytes ? new Response(bytes) : fetched(input, init);
};

Object.defineProperty(globalThis, 'caches', {
  value: { open: async (/** @type {string} */ name) => new OtherCache(name) },
});

/**
 * A cache for all but what is embedded; the browser's own is opened when first needed, since
 * opening may be forbidden.
 */
class OtherCache {
  /** @type {Promise<Cache> | null} */
  #cache = null;
  #name;

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
  }

  /** @param {string} url */
  async match(url) {
    return isEmbedded(url) ? undefined : (await this.#open()).match(url);
  }

  /** @param {string} url @param {Response} response */
  async put(url, response) {
    if (!isEmbedded(url)) await (await this.#open()).put(url, response);
  }

  /** @param {string} url */
  async delete(url) {
    return !isEmbedded(url) && (await this.#open()).delete(url);
  }

  async keys() {
    return this.#cache ? (await this.#cache).keys() : [];
  }

  #open() {
    if (!this.#cache) {
      // Reading the property is what a sandbox forbids.
      const storage = /** @type {CacheStorage | undefined} */ (ownCaches?.get?.call(globalThis));
      if (!storage) throw new Error('this browser has no caches');
      this.#cache = storage.open(this.#name);
    }
    return this.#cache;
  }
}

/** @param {string} url */
function isEmbedded(url) {
  return lent !== null && url.startsWith(lent.folder);
}

/** @param {string} url @returns {Promise<Uint8Array<ArrayBuffer> | null>} */
function asked(url) {
  return new Promise((resolve) => {
    const others = waiting.get(url);
    if (others) return void others.push(resolve);
    waiting.set(url, [resolve]);
    lent?.port.postMessage(url);
  });
}

/**
 * Where on its prototypes an object has a property.
 * @param {object | null} object @param {string} name
 */
function property(object, name) {
  for (let at = object; at; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found;
  }
  return undefined;
}
