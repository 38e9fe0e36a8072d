/**
 * The page without a network, by the service worker of www/offline/sw.js; and threads on a host that sends no headers for
 * them, where the author asks for it: `<html data-isolate>`, or `?isolate` in the address.
 *
 * Page and digits are kept once the visitor has done something here and then left the page alone for a while, or has
 * installed it; never unasked on a line that is slow or counts what it carries. What is kept is said, and a button keeps all.
 */
import { embedded } from '../engine/page/embedded.js';
import { engine } from '../engine/page/engine.js';
import { ownScript } from '../engine/page/own-script.js';
import { page as words } from '../text/en.js';
import { onLanguage } from '../text/language.js';

/** One reload, not one after the other, where isolation isn't to be had. */
const RELOADED = 'nibnet-isolating';
/** What the visitor does comes first. */
const QUIET_MS = 3_000;
const ACTS = ['pointerdown', 'keydown'];

/** @typedef {'nothing' | 'page' | 'busy' | 'all' | 'failed'} Kept  what there is here without a network */

/** @param {HTMLElement} place  where it says what is kept, with a <span> and a <button> in it */
export async function keepPage(place) {
  // Not from a disk, nor in a frame without an origin, nor on a page that came over plain HTTP; nor where all is one file.
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
  const workers = navigator.serviceWorker;
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
  const register = async () => {
    const script = new URL(isolate ? 'sw.js?isolate' : 'sw.js', document.baseURI);
    await workers.register(ownScript(script.href, engine.owns), { updateViaCache: 'none' });
    return (await workers.ready).active;
  };
  const keep = async () => {
    if (kept === 'busy' || kept === 'all') return;
    const before = kept;
    show('busy');
    try {
      (await register())?.postMessage({ type: 'keep-digits', manifest: 'data/mnist.json' });
    } catch {
      show(asked ? 'failed' : before); // storage is full or forbidden: the page is what it was, and needs its network
    }
  };
  workers.addEventListener('message', ({ data }) => {
    if (data?.type === 'digits-kept')
      show(data.kept ? 'all' : asked && kept === 'busy' ? 'failed' : 'page');
  });
  place.querySelector('button')?.addEventListener('click', () => {
    asked = true;
    keep();
  });
  try {
    if (isolate) {
      await register();
      await isolateOnce();
    }
    const active = (await workers.getRegistration())?.active;
    show(active ? 'page' : 'nothing');
    active?.postMessage({ type: 'look-for-digits', manifest: 'data/mnist.json' });
  } catch {
    return; // a browser that forbids it has nothing to say here
  }
  onLanguage(() => show());
  await welcome();
  if (!isMetered()) await keep();
}

/** Whether the line is slow, counts what it carries, or is to be spared. @param {any} [line]  not every browser tells */
export function isMetered(line = /** @type {any} */ (navigator).connection) {
  return (
    Boolean(line?.saveData) ||
    line?.type === 'cellular' ||
    /(^|-)[23]g$/.test(line?.effectiveType ?? '')
  );
}

/** Resolves when the visitor has shown that the page is of use, and has nothing for it to do. */
async function welcome() {
  if (!matchMedia('(display-mode: standalone)').matches) {
    await new Promise((done) => {
      for (const act of ACTS) addEventListener(act, done, { once: true, capture: true });
    });
  }
  await new Promise((done) => {
    /** @type {any} */
    let timer;
    const watched = new AbortController();
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        watched.abort();
        // Safari has no such thing.
        (globalThis.requestIdleCallback ?? setTimeout)(done);
      }, QUIET_MS);
    };
    for (const act of ACTS) addEventListener(act, wait, { capture: true, signal: watched.signal });
    wait();
  });
}

/** The headers come with the page, so it is opened once more. */
async function isolateOnce() {
  if (crossOriginIsolated) return sessionStorage.removeItem(RELOADED);
  if (sessionStorage.getItem(RELOADED)) return; // they came and were of no use: a frame, most likely
  sessionStorage.setItem(RELOADED, 'yes');
  if (!navigator.serviceWorker.controller) {
    await new Promise((done) =>
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
    );
  }
  location.reload();
}
