/**
 * The service worker of the page: keeps the page for use without a network, and where its author
 * asks for it, adds the two headers that threads need.
 *
 * Opening a page asks the network first, and the copies here are for when it has nothing to say, or
 * an error. What an open page fetches afterwards is of the build that it was opened from
 * (builds.js), so that no page is put together from two builds. A new build is another `sw.js` (its
 * list of files carries their hashes), which is kept as a whole, or not at all; it takes over when
 * a page of its own build asks it to, or when no page is open. Copies of an older build stay until
 * the last page of that build is closed.
 *
 * The digits are the loader's, in a cache of its own: here they are only fetched into it, when the
 * page asks for it.
 *
 * @typedef {{version: string, files: {[path: string]: string}}} Build  files: SHA-256 of each, in
 *   hexadecimal
 * @typedef {Event & {waitUntil(work: Promise<unknown>): void}} Extendable
 * @typedef {Extendable & {request: Request, clientId: string, resultingClientId: string,
 *   respondWith(answer: Promise<Response>): void}} FetchEvent
 */
import { isMetered } from '../host/metered.js';
import { Builds } from './builds.js';
import { hasDigits, keepDigits } from './digits.js';

/** Written into the script by xtask/js/offline.mjs. */
const build = /** @type {{nibnetBuild: Build}} */ (/** @type {unknown} */ (globalThis)).nibnetBuild;

/** The page's own types know no service worker; this is what of it we use. */
const scope = /** @type {{location: Location, registration: {scope: string, active: unknown},
 *   skipWaiting(): Promise<void>,
 *   clients: import('./builds.js').Clients & {claim(): Promise<void>},
 *   addEventListener(type: string, listener: (event: any) => void): void}} */ (
  /** @type {unknown} */ (self)
);

/** A network that hasn't answered after this is as good as none. */
const SLOW_MS = 4_000;
/** Statuses that say that a file isn't to be had now: a good copy is better. */
const NO_ANSWER = new Set([404, 408, 410, 429]);
/**
 * Parts that esbuild names by their content: those of an older build aren't in the list of this
 * one.
 */
const HASHED = /-[A-Z0-9]{8}\.(js|css)$/;

/** `sw.js?isolate` is another script than `sw.js`, and so takes its place. */
const isolate = new URLSearchParams(scope.location.search).has('isolate');

const builds = new Builds(scope.registration.scope, scope.clients);

scope.addEventListener('install', (/** @type {Extendable} */ event) => {
  event.waitUntil(install());
});

scope.addEventListener('activate', (/** @type {Extendable} */ event) => {
  event.waitUntil(builds.succeed(build.version).then(() => scope.clients.claim()));
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
  const work = workFor(data, source);
  if (work) event.waitUntil(work);
});

/** @param {any} data @param {any} source  the page */
async function workFor(data, source) {
  switch (data?.type) {
    // A page says of which build it is: one that came from the network isn't known otherwise.
    case 'page':
      await builds.belongs(source.id, data.build);
      return builds.tidy(build.version);
    case 'take-over':
      if (isolate || data.build === build.version) await scope.skipWaiting();
      return;
    case 'keep-digits':
    case 'look-for-digits': {
      const manifest = new URL(data.manifest, scope.registration.scope).href;
      const work = data.type === 'keep-digits' ? keepDigits : hasDigits;
      source?.postMessage({ type: 'digits-kept', kept: await work(manifest) });
    }
  }
}

async function install() {
  if (await builds.isWhole(build.version)) return;
  // The first copy was asked for. An update isn't: the copy that is there serves until the line is
  // free.
  if (scope.registration.active && isMetered())
    throw new Error('a new build is not fetched on a line that is slow or counts what it carries');
  await builds.keep(build.version, build.files);
}

/**
 * @param {FetchEvent} event
 * @param {string | null} file null: it isn't kept
 * @returns {Promise<Response>}
 */
async function answer({ request, clientId, resultingClientId }, file) {
  if (file === null) return fetch(request);
  const isPage = request.mode === 'navigate';
  const version = isPage ? null : await builds.of(clientId);
  // A worker belongs to the page that starts it.
  if (version && resultingClientId) await builds.belongs(resultingClientId, version);
  const own = version && (await builds.copy(version, file));
  if (own) return own;
  /** @type {any} */
  let timer;
  const tired = new Promise((resolve) => (timer = setTimeout(resolve, SLOW_MS, null)));
  const asked = fetch(request);
  asked.catch(() => {}); // it may fail when a copy has been given already
  const heard = await Promise.race([asked, tired]).catch(() => null);
  clearTimeout(timer);
  if (heard && heard.status < 500 && !NO_ANSWER.has(heard.status)) return heard;
  // A page whose own build isn't kept gets no part of another.
  const copy = version ? undefined : await builds.copy(build.version, file);
  if (!copy) return heard ?? asked;
  if (isPage) await builds.belongs(resultingClientId, build.version);
  return copy;
}

/**
 * The address of the copy of what is asked for; null where there can be none.
 * @param {string} url
 */
function fileOf(url) {
  const asked = new URL(url);
  asked.search = asked.hash = '';
  if (!asked.href.startsWith(scope.registration.scope)) return null;
  const path = asked.href.slice(scope.registration.scope.length) || 'index.html';
  if (!Object.hasOwn(build.files, path) && !HASHED.test(path)) return null;
  return new URL(path, scope.registration.scope).href;
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
