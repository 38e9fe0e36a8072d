/**
 * The browser that the tests run in: $NIBNET_BROWSER, which is chromium, firefox or webkit.
 *
 * @typedef {import('playwright-core').Page} Page
 *
 * @typedef {object} Look  what a page is opened with
 * @property {{width: number, height: number}} viewport
 * @property {'light' | 'dark'} [colorScheme] not in WebKit
 * @property {'reduce' | 'no-preference'} [reducedMotion] not in WebKit
 * @property {'active' | 'none'} [forcedColors] Chromium alone
 * @property {string} [locale] of the browser; WebKit takes what setlocale(3) takes
 * @property {boolean} [hasTouch] a telephone; Chromium alone
 * @property {number} [deviceScaleFactor] Chromium alone
 * @property {'allow' | 'block'} [serviceWorkers] Chromium alone
 * @property {'blocked'} [cookies] all storage is refused; Firefox alone
 * @property {boolean} [sharedMemory] `SharedArrayBuffer`; WebKit alone; default true
 *
 * @typedef {object} Opened
 * @property {Page} page  in Firefox and WebKit the part of it that remote.mjs has
 * @property {string[]} requests every URL asked for so far
 * @property {string[]} consoleErrors errors on the console, uncaught ones, and violations of the
 *   policy
 * @property {() => Promise<void>} [hear] brings `requests` and `consoleErrors` up to date
 * @property {() => Promise<unknown>} close
 */
import * as chromium from './chromium.mjs';

/** @typedef {'chromium' | 'firefox' | 'webkit'} Name */
export const browserName = /** @type {Name} */ (process.env.NIBNET_BROWSER || 'chromium');

/** Loaded when it is wanted: puppeteer is large. @type {{[name: string]: () => Promise<any>}} */
const DRIVERS = {
  chromium: async () => chromium,
  firefox: () => import('./firefox.mjs'),
  webkit: () => import('./webkit.mjs'),
};
if (!(browserName in DRIVERS))
  throw new Error(
    `$NIBNET_BROWSER is ${browserName}, and not one of ${Object.keys(DRIVERS).join(', ')}`,
  );

/**
 * @type {{open: (look: Look) => Promise<Opened>, end: () => Promise<void>, pointers: readonly
 *   ('mouse' | 'touch' | 'pen')[]}}
 */
const driver = await DRIVERS[browserName]();
export const { open, end, pointers } = driver;

/**
 * Draws strokes, in coordinates of the viewport.
 * @param {Page} page
 * @param {'mouse' | 'touch' | 'pen'} kind
 * @param {[number, number][][]} strokes
 */
export async function drawStrokes(page, kind, strokes) {
  if ('stroke' in page) {
    const remote = /** @type {import('./remote.mjs').RemotePage} */ (/** @type {unknown} */ (page));
    for (const points of strokes) await remote.stroke(kind, points);
  } else await chromium.drawn(page, kind, strokes);
}
