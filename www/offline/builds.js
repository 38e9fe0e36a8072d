/**
 * The builds of the page that are kept, each in a cache of its own, and which open page is of which
 * build.
 *
 * A service worker sleeps after half a minute, and another build's takes its place: so what is
 * known of open pages is kept in a cache too.
 *
 * @typedef {{matchAll(options: {includeUncontrolled: true, type: 'all'}): Promise<readonly {id:
 *   string}[]>,
 *   get(id: string): Promise<unknown>}} Clients
 */

const PREFIX = 'nibnet-page-';
const CLIENTS = 'nibnet-clients';
/** In the cache of a build that is there as a whole, under this name. */
const WHOLE = 'nibnet-whole';
/** In the cache of a build that has taken over: names of the caches of those before it. */
const FORMER = 'nibnet-former';

export class Builds {
  #scope;
  #clients;
  /** As long as the worker is awake. @type {Map<string, string>} */
  #known = new Map();
  /** Builds that have been seen to be whole. @type {Set<string>} */
  #whole = new Set();

  /** @param {string} scope  address of the folder @param {Clients} clients */
  constructor(scope, clients) {
    this.#scope = scope;
    this.#clients = clients;
  }

  /** @param {string} version */
  async isWhole(version) {
    if (this.#whole.has(version)) return true;
    if (!(await caches.has(PREFIX + version))) return false;
    if (!(await this.#match(PREFIX + version, this.#url(WHOLE)))) return false;
    this.#whole.add(version);
    return true;
  }

  /**
   * Fetches and keeps all files of a build. A copy whose hash is wrong spoils it.
   * @param {string} version @param {{[path: string]: string}} files
   */
  async keep(version, files) {
    const name = PREFIX + version;
    try {
      const cache = await caches.open(name);
      await Promise.all(
        Object.entries(files).map(([path, hash]) => this.#keepFile(cache, path, hash)),
      );
      await cache.put(this.#url(WHOLE), new Response(version));
    } catch (error) {
      await caches.delete(name);
      throw error;
    }
  }

  /** @param {Cache} cache @param {string} path @param {string} hash */
  async #keepFile(cache, path, hash) {
    const response = await fetch(this.#url(path), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
    const body = await response.arrayBuffer();
    // Documents may be rewritten on their way by those who serve them; code and weights may not.
    if (!path.endsWith('.html') && (await sha256(body)) !== hash)
      throw new Error(`${path} is of another build`);
    // Made anew, since a page can't be opened from a response that came by a redirect, as some
    // hosts send for index.html.
    await cache.put(this.#url(path), new Response(body, { headers: response.headers }));
  }

  /** The copy of a file in a build that is kept. @param {string} version @param {string} url */
  async copy(version, url) {
    return (await this.isWhole(version)) ? this.#match(PREFIX + version, url) : undefined;
  }

  /**
   * A page, or a worker of one, is of this build.
   * @param {string} client
   * @param {string} version
   */
  async belongs(client, version) {
    if (!client || !version || this.#known.get(client) === version) return;
    this.#known.set(client, version);
    const cache = await caches.open(CLIENTS);
    await cache.put(this.#url(client), new Response(version));
  }

  /**
   * Of which build an open page is; null: it isn't known.
   * @param {string} client
   * @returns {Promise<string | null>}
   */
  async of(client) {
    if (!client) return null;
    const known =
      this.#known.get(client) ?? (await (await this.#match(CLIENTS, this.#url(client)))?.text());
    if (known) this.#known.set(client, known);
    return known ?? null;
  }

  /**
   * A build takes over: those that are kept now are of the past, others will be of the future.
   * @param {string} version
   */
  async succeed(version) {
    const others = (await caches.keys()).filter(
      (name) => name.startsWith(PREFIX) && name !== PREFIX + version,
    );
    const own = await caches.open(PREFIX + version);
    await own.put(this.#url(FORMER), new Response(JSON.stringify(others)));
    await this.tidy(version);
  }

  /**
   * Deletes the copies of former builds of which no page is open any more.
   * @param {string} current
   */
  async tidy(current) {
    const former = await this.#match(PREFIX + current, this.#url(FORMER));
    if (!former) return;
    const used = new Set();
    const cache = await caches.open(CLIENTS);
    for (const { url } of await cache.keys()) {
      const client = url.slice(this.#url('').length);
      const version = await this.of(client);
      // `get` waits for a page that is just being opened; `matchAll` doesn't see it.
      if (version && (await this.#clients.get(client))) used.add(PREFIX + version);
      else {
        await cache.delete(url);
        this.#known.delete(client);
      }
    }
    const open = await this.#clients.matchAll({ includeUncontrolled: true, type: 'all' });
    for (const { id } of open) if ((await this.of(id)) === null) return; // it may be of any build
    for (const name of await former.json()) {
      if (used.has(name)) continue;
      this.#whole.delete(name.slice(PREFIX.length));
      await caches.delete(name);
    }
  }

  /** @param {string} name of a cache @param {string} url */
  async #match(name, url) {
    return (await caches.open(name)).match(url);
  }

  /** @param {string} path */
  #url(path) {
    return new URL(path, this.#scope).href;
  }
}

/** @param {ArrayBuffer} bytes */
async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
