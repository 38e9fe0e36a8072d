/**
 * embed.html: the elements alone, for an `<iframe>` in somebody else's page. options.js says what
 * its address may ask for, messages.js what it and the page around say to each other.
 *
 * A frame with `sandbox="allow-scripts"` has an origin of its own, which is nobody's. There no
 * worker starts from an address, and most servers' files can't be fetched; but classic scripts
 * still run from anywhere. So there, parts and digits come as scripts (made by xtask/js/embed.mjs),
 * and storage, which is forbidden, is done without by the elements themselves.
 */
import '../elements/define.js';
import { tables } from '../elements/tables.js';
import { embedded } from '../engine/page/embedded.js';
import { engine } from '../engine/page/engine.js';
import { ownScript } from '../engine/page/own-script.js';
import { embed as words } from '../text/en/reading.js';
import { preferred } from '../text/language.js';
import { obey, VERSION } from './messages.js';
import { optionsFrom } from './options.js';

/** @typedef {import('./messages.js').Shown} Shown */

/** Turn slides, or lead out of the frame. */
const KEYS = [
  'PageUp',
  'PageDown',
  'Home',
  'End',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  ' ',
  'Escape',
];

if (self.origin === 'null') {
  embedded.alone = true;
  embedded.more = async (name) => {
    await script(name.startsWith('embedded/') ? 'embedded-digits.js' : 'embedded-parts.js');
    return /** @type {any} */ (globalThis).nibnetEmbedded ?? null;
  };
}

/** @param {string} tag */
const attributesOf = (tag) => tables.find((table) => table.tag === tag)?.attributes ?? null;
/** @type {HTMLMetaElement | null} */
const allowed = document.querySelector('meta[name="nibnet-hosts"]');
const hosts = allowed?.content.split(/\s+/).filter(Boolean) ?? [];
const options = optionsFrom(location.search, location.hash, attributesOf, {
  url: location.href,
  hosts,
});
document.documentElement.lang = options.lang || preferred(); // before an element says a word
if (options.ignored.length > 0) console.warn(words.ignored(options.ignored));
// The trainer reads its recipe where links have it.
if (options.recipe) location.replace(`#${options.recipe}`);

const main = /** @type {HTMLElement} */ (document.querySelector('main'));
main.classList.toggle('several', options.show.length > 1);
document.documentElement.classList.add(options.fit);
// All at once, since they look for each other.
const elements = options.show.map((name) => {
  const element = document.createElement(`nib-${name}`);
  for (const [attribute, value] of options.attributes) {
    if (Object.hasOwn(attributesOf(element.localName) ?? {}, attribute))
      element.setAttribute(attribute, value);
  }
  return element;
});
main.append(...elements);
const theme = options.attributes.find(([name]) => name === 'theme')?.[1];
if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;

/** @type {Shown} */
const shown = {
  pad: /** @type {Shown['pad']} */ (main.querySelector('nib-pad')),
  trainer: /** @type {Shown['trainer']} */ (main.querySelector('nib-trainer')),
};
const { pad } = shown;
const lab = /** @type {import('../elements/lab/nib-lab.js').NibLab | null} */ (
  main.querySelector('nib-lab')
);
// While a lab looks back, the pad reads with the net of that snapshot.
main.addEventListener('nib-net', (event) => {
  if (!lab || lab.back === null) adopt(event);
});
main.addEventListener('nib-snapshot', adopt);
/** @param {Event} event */
function adopt(event) {
  // the pad says what is wrong
  pad?.adopt(/** @type {CustomEvent} */ (event).detail).catch(() => {});
}
/* ---- to the page around ---- */

/** @param {string} type @param {object} detail */
const toAnyone = (type, detail) =>
  parent.postMessage({ source: 'nibnet', id: options.id, type, ...detail }, '*');

/** @param {string} type @param {object} detail */
function toNamed(type, detail) {
  for (const origin of options.origins) {
    // A page on a disk, or in a sandbox itself, has no origin that a message could be addressed to.
    parent.postMessage(
      { source: 'nibnet', id: options.id, type, ...detail },
      origin === 'null' ? '*' : origin,
    );
  }
}

/** @param {string} name @param {(detail: any) => void} hear */
const on = (name, hear) =>
  main.addEventListener(name, (event) => hear(/** @type {CustomEvent} */ (event).detail));
on('nib-guess', (prediction) => toNamed('guess', { prediction }));
on('nib-state', ({ state }) => toNamed('state', { state }));
on('nib-progress', ({ step, steps, testAccuracy, bestTestAccuracy }) =>
  toNamed('progress', { step, steps, testAccuracy, bestTestAccuracy }),
);
on('nib-error', ({ error }) => toNamed('error', { name: error.name, message: error.message }));

addEventListener('message', async ({ data, source, origin }) => {
  if (source !== parent || !options.origins.includes(origin)) return;
  const said = await obey(data, shown);
  if (said)
    parent.postMessage(
      { source: 'nibnet', id: options.id, ...said },
      origin === 'null' ? '*' : origin,
    );
});

// What reaches the document, nothing in the frame has used.
addEventListener('keydown', (event) => {
  const { key, code, keyCode, shiftKey, ctrlKey, altKey, metaKey, defaultPrevented } = event;
  if (defaultPrevented || ctrlKey || altKey || metaKey || !KEYS.includes(key)) return;
  toAnyone('key', { key, code, keyCode, shiftKey });
});

// An element lets go of the focus at Escape, and keeps the key; then the deck has its keys back.
addEventListener(
  'keydown',
  ({ key }) => {
    if (key === 'Escape')
      setTimeout(() => document.activeElement === document.body && parent.focus());
  },
  true,
);

if (parent !== self) {
  if (options.fit === 'width') {
    let last = 0;
    new ResizeObserver(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height !== last) toAnyone('height', { height: (last = height) });
    }).observe(document.body);
  }
  toAnyone('ready', { version: VERSION });
}

/** @type {Map<string, Promise<void>>} */
const scripts = new Map();

/** Runs a script that lies beside this one, once. @param {string} file @returns {Promise<void>} */
function script(file) {
  let done = scripts.get(file);
  if (!done) {
    done = new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = ownScript(new URL(file, engine.base).href, engine.owns);
      element.onload = () => resolve();
      element.onerror = () => {
        scripts.delete(file); // asked for again next time
        reject(new Error(`${file} did not come`));
      };
      document.head.append(element);
    });
    scripts.set(file, done);
  }
  return done;
}
