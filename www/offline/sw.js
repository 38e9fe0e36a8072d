/**
 * The service worker of the page: keeps the page for use without a network, and where its author asks for it, adds the two
 * headers that threads need.
 *
 * Nobody gets an old page for having visited before: whatever the network has to say comes first, and the copies here are
 * for when it says nothing. A new build is another `sw.js` (its list of files carries their hashes), which is kept as a
 * whole, or not at all: a copy whose hash is wrong spoils it, and the one before stays.
 *
 * The digits are the loader's, in a cache of its own (www/engine/worker/loader.js): here they are only fetched into it, when the
 * page asks for it.
 *
 * @typedef {{version: string, files: {[path: string]: string}}} Build  files: SHA-256 of each, in hexadecimal
 * @typedef {Event & {waitUntil(work: Promise<unknown>): void}} Extendable
 * @typedef {Extendable & {request: Request, clientId: string, resultingClientId: string,
 *   respondWith(answer: Promise<Response>): void}} FetchEvent
 */

/** Written into the script by xtask/js/offline.mjs. */
const build = /** @type {{nibnetBuild: Build}} */ (/** @type {unknown} */ (globalThis)).nibnetBuild;

/** The page's own types know no service worker; this is what of it we use. */
const scope =
  /** @type {{location: Location, registration: {scope: string}, skipWaiting(): Promise<void>,
   *   clients: {claim(): Promise<void>}, addEventListener(type: string, listener: (event: any) => void): void}} */ (
    /** @type {unknown} */ (self)
  );

const PREFIX = 'nibnet-page-';
const DIGITS = 'nibnet-digits-1';
const CACHE = PREFIX + build.version;

/** A network that hasn't answered after this is as good as none. */
const SLOW_MS = 4_000;

/** `sw.js?isolate` is another script than `sw.js`, and so takes its place. */
const isolate = new URLSearchParams(scope.location.search).has('isolate');

/** Pages that were opened from here, for want of a network: all else of them comes from here too, of the same build. @type {Set<string>} */
const fromHere = new Set();

scope.addEventListener('install', (/** @type {Extendable} */ event) => {
  event.waitUntil(keepBuild().then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (/** @type {Extendable} */ event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener('fetch', (/** @type {FetchEvent} */ event) => {
  const { request } = event;
  const file = fileOf(request.url);
  if (request.method !== 'GET' || (file === null && !isolate)) return;
  event.respondWith(
    answer(event, file).then((response) => (isolate ? isolated(response) : response)),
  );
});

scope.addEventListener('message', (/** @type {Extendable & {data: any, source: any}} */ event) => {
  const { data, source } = event;
  const work =
    data?.type === 'keep-digits' ? keepDigits : data?.type === 'look-for-digits' ? hasDigits : null;
  if (!work) return;
  const manifest = new URL(data.manifest, scope.registration.scope).href;
  event.waitUntil(
    work(manifest).then((kept) => source?.postMessage({ type: 'digits-kept', kept })),
  );
});

async function keepBuild() {
  const isNew = !(await caches.has(CACHE));
  try {
    await keepFiles(await caches.open(CACHE));
  } catch (error) {
    if (isNew) await caches.delete(CACHE);
    throw error;
  }
}

/** @param {Cache} cache */
async function keepFiles(cache) {
  await Promise.all(
    Object.entries(build.files).map(async ([path, hash]) => {
      const url = new URL(path, scope.registration.scope).href;
      const response = await fetch(url, { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
      const body = await response.arrayBuffer();
      // Documents may be rewritten on their way by those who serve them; code and weights may not.
      if (!path.endsWith('.html') && (await sha256(body)) !== hash)
        throw new Error(`${path} is of another build`);
      // Made anew, since a page can't be opened from a response that came by a redirect, as some hosts send for index.html.
      await cache.put(url, new Response(body, { headers: response.headers }));
    }),
  );
}

/** @param {FetchEvent} event @param {string | null} file  null: it isn't kept @returns {Promise<Response>} */
async function answer({ request, clientId, resultingClientId }, file) {
  if (file === null) return fetch(request);
  const kept = async () => (await caches.open(CACHE)).match(file);
  if (fromHere.has(clientId)) return (await kept()) ?? fetch(request);
  /** @type {any} */
  let timer;
  const tired = new Promise((resolve) => (timer = setTimeout(resolve, SLOW_MS, null)));
  const asked = fetch(request);
  asked.catch(() => {}); // it may fail after nobody waits for it any more
  const heard = await Promise.race([asked, tired]).catch(() => null);
  clearTimeout(timer);
  if (heard) return /** @type {Response} */ (heard);
  const copy = await kept();
  if (!copy) return asked;
  if (request.mode === 'navigate') fromHere.add(resultingClientId);
  return copy;
}

/** The address of the copy of what is asked for; null where there is none. @param {string} url */
function fileOf(url) {
  const asked = new URL(url);
  asked.search = asked.hash = '';
  if (!asked.href.startsWith(scope.registration.scope)) return null;
  const path = asked.href.slice(scope.registration.scope.length) || 'index.html';
  return Object.hasOwn(build.files, path) ? new URL(path, scope.registration.scope).href : null;
}

/** As a host would send it that knows the headers. @param {Response} response */
function isolated(response) {
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.type === 'error')
    return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', 'cross-origin');
  const { status, statusText } = response;
  return new Response([101, 204, 205, 304].includes(status) ? null : response.body, {
    status,
    statusText,
    headers,
  });
}

/** Fetches the digits that the loader hasn't yet, one file after the other. @param {string} url of the list @returns {Promise<boolean>} */
async function keepDigits(url) {
  try {
    const cache = await caches.open(DIGITS);
    const list = await fetch(url, { cache: 'no-cache' });
    if (!list.ok) return false;
    await cache.put(url, list.clone());
    for (const { file, bytes } of (await list.json()).chunks) {
      const chunk = new URL(file, url).href;
      if (await cache.match(chunk)) continue;
      const response = await fetch(chunk);
      const body = await response.arrayBuffer();
      // What is in it the loader checks, who throws away what is damaged.
      if (!response.ok || body.byteLength !== bytes) return false;
      await cache.put(chunk, new Response(body));
    }
    return true;
  } catch {
    return false; // no network, or no room: the next visit tries again
  }
}

/** Whether all digits are here. @param {string} url of the list @returns {Promise<boolean>} */
async function hasDigits(url) {
  try {
    const cache = await caches.open(DIGITS);
    const list = await cache.match(url);
    if (!list) return false;
    const { chunks } = await list.json();
    const found = await Promise.all(
      chunks.map((/** @type {{file: string}} */ { file }) => cache.match(new URL(file, url).href)),
    );
    return found.every(Boolean);
  } catch {
    return false;
  }
}

/** @param {ArrayBuffer} bytes */
async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
