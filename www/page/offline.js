/**
 * The page without a network, by the service worker of www/offline/sw.js; and threads on a host that sends no headers for
 * them, where the author asks for it: `<html data-isolate>`, or `?isolate` in the address.
 */
import { held } from '../engine/held.js';
import { page as words } from '../text/en.js';

/** One reload, not one after the other, where isolation isn't to be had. */
const RELOADED = 'nibnet-isolating';
/** The visitor's first moments are for drawing. */
const LATER_MS = 3_000;

/** @param {HTMLElement} place  where it says that the page is kept */
export async function keepPage(place) {
  // Not from a disk, nor in a frame without an origin, nor on a page that came over plain HTTP; nor where all is one file.
  if (held.alone || !isSecureContext || !('serviceWorker' in navigator) || !location.protocol.startsWith('http')) return;
  const isolate = 'isolate' in document.documentElement.dataset || new URLSearchParams(location.search).has('isolate');
  try {
    if (!isolate) await later();
    const script = new URL(isolate ? 'sw.js?isolate' : 'sw.js', document.baseURI);
    await navigator.serviceWorker.register(script, { updateViaCache: 'none' });
    const { active } = await navigator.serviceWorker.ready;
    if (isolate) await isolateOnce();
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data?.type !== 'digits-kept' || !data.kept) return;
      place.textContent = words.kept;
      place.hidden = false;
    });
    // Eleven megabytes are not for everybody's line.
    const { saveData = false } = /** @type {any} */ (navigator).connection ?? {};
    if (!saveData) active?.postMessage({ type: 'keep-digits', manifest: 'data/mnist.json' });
  } catch {
    // Storage is full or forbidden: then the page is what it was, and needs its network.
  }
}

/** The headers come with the page, so it is opened once more. */
async function isolateOnce() {
  if (crossOriginIsolated) return sessionStorage.removeItem(RELOADED);
  if (sessionStorage.getItem(RELOADED)) return; // they came and were of no use: a frame, most likely
  sessionStorage.setItem(RELOADED, 'yes');
  if (!navigator.serviceWorker.controller) {
    await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
  }
  location.reload();
}

function later() {
  return new Promise((resolve) => setTimeout(resolve, LATER_MS));
}
