/**
 * The page without a network, by the service worker of www/offline/sw.js; and threads on a host
 * that sends no headers for them, where the author asks for it: `<html data-isolate>`, or
 * `?isolate` in the address.
 *
 * What is kept unasked: first the page, once the visitor has done something here (or has installed
 * it), and neither the visitor nor the line has had anything to do for a while; then, after a
 * longer while, the digits. Nothing on a line that is slow or counts what it carries. What is kept
 * is said, and a button keeps all.
 */
import { embedded } from '../engine/page/embedded.js';
import { engine } from '../engine/page/engine.js';
import { ownScript } from '../engine/page/own-script.js';
import { isMetered } from '../host/metered.js';
import { page as words } from '../text/en/reading.js';
import { onLanguage } from '../text/language.js';

/** One reload, not one after the other, where isolation isn't to be had. */
const RELOADED = 'nibnet-isolating';
/**
 * How long nothing must have happened before the page is fetched once more, and before 13 MB of
 * digits are.
 */
const PAGE_MS = 3_000;
const DIGITS_MS = 10_000;
const ACTS = ['pointerdown', 'keydown'];

/**
 * @typedef {'nothing' | 'page' | 'busy' | 'all' | 'failed'} Kept what there is here without a
 *   network
 */

/** @param {HTMLElement} place  where it says what is kept, with a <span> and a <button> in it */
export async function keepPage(place) {
  // Not from a disk, nor in a frame without an origin, nor on a page that came over plain HTTP; nor
  // where all is one file.
  if (
    embedded.alone ||
    !isSecureContext ||
    !('serviceWorker' in navigator) ||
    !location.protocol.startsWith('http')
  )
    return;
  const isolate =
    'isolate' in document.documentElement.dataset ||
    new URLSearchParams(location.search).has('isolate');
  const worker = new PageWorker(isolate ? 'sw.js?isolate' : 'sw.js');
  /** @type {Kept} */
  let kept = 'nothing';
  let asked = false;
  const show = (now = kept) => {
    kept = now;
    /** @type {HTMLElement} */ (place.querySelector('span')).textContent =
      words.offline[now === 'nothing' && isMetered() ? 'metered' : now];
    const button = /** @type {HTMLButtonElement} */ (place.querySelector('button'));
    button.textContent = words.keepAll;
    button.hidden = now === 'busy' || now === 'all';
    place.hidden = false;
  };
  const keep = async (/** @type {boolean} */ isWhole) => {
    if (kept === 'busy' || kept === 'all') return;
    const before = kept;
    if (isWhole) show('busy');
    try {
      const active = await worker.working();
      if (isWhole) active.postMessage({ type: 'keep-digits', manifest: 'data/mnist.json' });
      else if (before === 'nothing') show('page');
    } catch {
      // storage is full or forbidden: the page is what it was, and needs its network
      show(asked ? 'failed' : before);
    }
  };
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.type === 'digits-kept')
      show(data.kept ? 'all' : asked && kept === 'busy' ? 'failed' : 'page');
  });
  place.querySelector('button')?.addEventListener('click', () => {
    asked = true;
    void keep(true);
  });
  try {
    await worker.follow();
    if (isolate) void isolateOnce(worker).catch(() => {}); // the page is what it was, on one thread
    const active = (await navigator.serviceWorker.getRegistration())?.active;
    show(active ? 'page' : 'nothing');
    active?.postMessage({ type: 'look-for-digits', manifest: 'data/mnist.json' });
  } catch {
    return; // a browser that forbids it has nothing to say here
  }
  onLanguage(() => show());
  await interest();
  for (const [ms, isWhole] of /** @type {const} */ ([
    [PAGE_MS, false],
    [DIGITS_MS, true],
  ])) {
    await idle(ms);
    if (!isMetered()) await keep(isWhole);
  }
}

/** The service worker of this page, as far as it concerns the page. */
class PageWorker {
  #script;
  #build = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name=nibnet-build]'))
    ?.content;
  /** @type {WeakSet<ServiceWorkerRegistration>} */
  #followed = new WeakSet();

  /** @param {string} script */
  constructor(script) {
    this.#script = new URL(script, document.baseURI).href;
  }

  /**
   * Tells whatever worker there is of which build this page is, and the one of this build that it
   * may take over.
   */
  async follow() {
    const workers = navigator.serviceWorker;
    const tell = () => workers.controller?.postMessage({ type: 'page', build: this.#build });
    workers.addEventListener('controllerchange', tell);
    tell();
    const registration = await workers.getRegistration();
    if (registration) this.#follow(registration);
  }

  /** The worker of this page's own script, when it works. Rejects where it can't be had. */
  async working() {
    const script = ownScript(this.#script, engine.owns);
    const registration = await navigator.serviceWorker.register(script, { updateViaCache: 'none' });
    this.#follow(registration);
    const { active, waiting, installing } = registration;
    const own = [active, waiting, installing].find((worker) => worker?.scriptURL === this.#script);
    if (!own) throw new Error('the service worker is another page’s');
    await new Promise((resolve, reject) => {
      const look = () => {
        if (own.state === 'activated') resolve(null);
        if (own.state === 'redundant')
          reject(new Error('the service worker could not keep the page'));
      };
      own.addEventListener('statechange', look);
      look();
    });
    return own;
  }

  /** @param {ServiceWorkerRegistration} registration */
  #follow(registration) {
    if (this.#followed.has(registration)) return;
    this.#followed.add(registration);
    const offer = (/** @type {ServiceWorker | null} */ worker) => {
      const look = () =>
        worker?.state === 'installed' &&
        worker.postMessage({ type: 'take-over', build: this.#build });
      worker?.addEventListener('statechange', look);
      look();
    };
    registration.addEventListener('updatefound', () => offer(registration.installing));
    offer(registration.waiting);
    offer(registration.installing);
  }
}

/** Resolves when the visitor has shown that the page is of use. */
async function interest() {
  if (matchMedia('(display-mode: standalone)').matches) return;
  await new Promise((done) => {
    for (const act of ACTS) addEventListener(act, done, { once: true, capture: true });
  });
}

/**
 * Resolves when neither the visitor nor the line has had anything to do for so long.
 * @param {number} ms
 */
async function idle(ms) {
  const watched = new AbortController();
  /** @type {any} */
  let timer;
  let trains = false;
  await new Promise((done) => {
    const wait = () => {
      clearTimeout(timer);
      // Safari has no such thing as requestIdleCallback.
      if (!trains)
        timer = setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(done), ms);
    };
    const options = { capture: true, signal: watched.signal };
    for (const act of ACTS) addEventListener(act, wait, options);
    // What the training worker fetches, and whether it is busy, this page's own clock doesn't see.
    addEventListener(
      'nib-state',
      (event) => {
        const { state } = /** @type {CustomEvent} */ (event).detail;
        trains = state === 'loading' || state === 'running';
        wait();
      },
      options,
    );
    const line = new PerformanceObserver(wait);
    line.observe({ type: 'resource' });
    watched.signal.addEventListener('abort', () => line.disconnect());
    wait();
  });
  watched.abort();
}

/**
 * The headers come with the page, so it is opened once more, as soon as the worker adds them.
 * @param {PageWorker} worker
 */
async function isolateOnce(worker) {
  if (crossOriginIsolated) return sessionStorage.removeItem(RELOADED);
  // they came and were of no use: a frame, most likely
  if (sessionStorage.getItem(RELOADED)) return;
  await worker.working();
  sessionStorage.setItem(RELOADED, 'yes');
  location.reload();
}
