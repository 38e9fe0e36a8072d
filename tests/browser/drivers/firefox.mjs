/**
 * Firefox over WebDriver BiDi, as puppeteer-core speaks it. Its driver sends mouse and touch, no
 * pen.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { programOf } from './programs.mjs';
import { asPage } from './remote.mjs';

/**
 * @typedef {import('./remote.mjs').Wire} Wire
 * @typedef {import('./open.mjs').Opened} Opened
 * @typedef {import('./open.mjs').Look} Look
 * @typedef {import('puppeteer-core').Page} Tab
 */

export const pointers = /** @type {const} */ (['mouse', 'touch']);
const PATIENCE_MS = 1_800_000;

/**
 * Said about every second time where a page frames another origin, without a place in any script;
 * it comes from no file of ours that could be found (docs/notes.md).
 */
const OF_FRAMES = 'Permission denied to access property "length"';

/**
 * What the policy of the page forbids is told to the page alone: it is said on the console, too.
 */
const TELL_VIOLATIONS = () =>
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error(`the policy forbids ${violatedDirective} ${blockedURI}`),
  );

/** @param {Look} look @returns {{[name: string]: unknown}} */
function preferences({ locale, colorScheme, reducedMotion, cookies }) {
  return {
    'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
    'ui.prefersReducedMotion': reducedMotion === 'reduce' ? 1 : 0,
    'dom.w3c_touch_events.enabled': 1,
    'datareporting.policy.dataSubmissionEnabled': false,
    ...(locale && { 'intl.accept_languages': locale }),
    ...(cookies === 'blocked' && { 'network.cookie.cookieBehavior': 2 }),
  };
}

/**
 * @type {Map<string, Promise<{browser: import('puppeteer-core').Browser, end: () =>
 *   Promise<void>}>>}
 */
const running = new Map();

/** @param {Look} look */
function started(look) {
  const extraPrefsFirefox = preferences(look);
  const key = JSON.stringify(extraPrefsFirefox);
  let one = running.get(key);
  if (!one) {
    one = start(extraPrefsFirefox);
    running.set(key, one);
  }
  return one;
}

/** @param {{[name: string]: unknown}} extraPrefsFirefox */
async function start(extraPrefsFirefox) {
  // Firefox must be able to write in its user's folder.
  const home = await mkdtemp(join(tmpdir(), 'nibnet-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: programOf('firefox'),
    headless: true,
    defaultViewport: null,
    protocolTimeout: PATIENCE_MS,
    extraPrefsFirefox,
    env: { ...process.env, HOME: home },
  });
  const end = async () => {
    await browser.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { browser, end };
}

/** Ends what was started. */
export async function end() {
  const ending = [...running.values()].map(async (one) => (await one).end());
  running.clear();
  await Promise.allSettled(ending);
}

/** A tab with empty storage. @param {Look} look @returns {Promise<Opened>} */
export async function open(look) {
  const { browser } = await started(look);
  const context = await browser.createBrowserContext();
  /** @type {{requests: string[], consoleErrors: string[]}} */
  const heard = { requests: [], consoleErrors: [] };
  const newTab = async () => {
    const tab = await context.newPage();
    tab.on('request', (request) => heard.requests.push(request.url()));
    tab.on('pageerror', (error) => {
      if (!String(error).includes(OF_FRAMES)) heard.consoleErrors.push(String(error));
    });
    tab.on('console', (message) => {
      if (message.type() === 'error') heard.consoleErrors.push(message.text());
    });
    await tab.evaluateOnNewDocument(TELL_VIOLATIONS);
    await resize(tab, look.viewport);
    return tab;
  };
  const page = asPage(wire(await newTab(), newTab));
  return { page, ...heard, close: () => context.close() };
}

/**
 * Firefox 140 knows no orientation of a screen, which puppeteer sets with the size.
 * @param {Tab} tab
 * @param {{width: number, height: number}} size
 */
async function resize(tab, size) {
  await tab.setViewport(size).catch((error) => {
    if (!String(error).includes('setScreenOrientationOverride')) throw error;
  });
}

/** @param {Tab} tab @param {() => Promise<Tab>} newTab @returns {Wire} */
function wire(tab, newTab) {
  return {
    async run(body, given) {
      const answer = await tab.evaluate(
        `(async (given) => { ${body} })(${JSON.stringify(given)})
          .then((it) => JSON.stringify(it) ?? null)`,
      );
      return answer === null ? undefined : JSON.parse(/** @type {string} */ (answer));
    },
    goto: (url) => tab.goto(url),
    reload: () => tab.reload(),
    another: async () => wire(await newTab(), newTab),
    close: () => tab.close(),
    screenshot: () => tab.screenshot(),
    async point(kind, moves) {
      if (kind === 'pen') throw new Error('the driver of Firefox sends no pen');
      let at = { x: 0, y: 0 };
      let isDown = false;
      for (const move of moves) {
        if (move.type === 'move') at = move;
        if (kind === 'mouse') {
          if (move.type === 'move') await tab.mouse.move(at.x, at.y);
          else await tab.mouse[move.type]();
        } else if (move.type === 'down') {
          await tab.touchscreen.touchStart(at.x, at.y);
          isDown = true;
        } else if (move.type === 'up') await tab.touchscreen.touchEnd();
        else if (isDown) await tab.touchscreen.touchMove(at.x, at.y);
      }
    },
    async type(keys) {
      for (const { type, key } of keys)
        await tab.keyboard[type](/** @type {import('puppeteer-core').KeyInput} */ (key));
    },
  };
}
