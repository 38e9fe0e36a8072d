/**
 * Chromium, driven by Playwright: it sends mouse, touch and pen, and `page` is Playwright's own.
 */
import { chromium } from 'playwright-core';
import { programOf } from './programs.mjs';

/**
 * @typedef {import('./open.mjs').Opened} Opened
 * @typedef {import('./open.mjs').Look} Look
 * @typedef {import('playwright-core').Page} Page
 *
 * @typedef {object} Hand  what holds the pen, at coordinates of the viewport
 * @property {(x: number, y: number) => Promise<unknown>} down
 * @property {(x: number, y: number) => Promise<unknown>} move
 * @property {(x: number, y: number) => Promise<unknown>} up
 * @property {() => Promise<unknown>} leave
 */

export const pointers = /** @type {const} */ (['mouse', 'touch', 'pen']);

/** @type {Promise<import('playwright-core').Browser> | undefined} */
let shared;

/** Ends what was started. */
export async function end() {
  const ending = shared;
  shared = undefined;
  await ending?.then((browser) => browser.close());
}

/**
 * A Chromium of one's own, for those who close it themselves.
 * @param {string[]} [more] words for its command line
 */
export function launch(more = []) {
  return chromium.launch({
    executablePath: programOf('chromium'),
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium refuses to sandbox root
      ...more,
    ],
  });
}

/** A tab with empty storage. @param {Look} look @returns {Promise<Opened>} */
export async function open({
  hasTouch = false,
  serviceWorkers = 'allow',
  cookies,
  sharedMemory,
  ...look
}) {
  if (cookies || sharedMemory === false)
    throw new Error('Chromium is not opened without cookies or shared memory here');
  shared ??= launch();
  const context = await (await shared).newContext({
    ...look,
    serviceWorkers,
    hasTouch,
    isMobile: hasTouch,
  });
  const page = await context.newPage();
  return { page, ...listen(page), close: () => context.close() };
}

/** Collects what a page asks for and complains about, its workers included. @param {Page} page */
function listen(page) {
  /** @type {{requests: string[], consoleErrors: string[]}} */
  const heard = { requests: [], consoleErrors: [] };
  page.context().on('request', (request) => heard.requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => heard.consoleErrors.push(String(error)));
  return heard;
}

/**
 * @param {Page} page
 * @param {'mouse' | 'touch' | 'pen'} kind
 * @param {[number, number][][]} strokes
 */
export async function drawn(page, kind, strokes) {
  const hand = await hands[kind](page);
  for (const points of strokes) {
    await hand.down(...points[0]);
    for (const point of points.slice(1)) await hand.move(...point);
    await hand.up(...points[points.length - 1]);
  }
  await hand.leave();
}

/** @type {Record<'mouse' | 'pen' | 'touch', (page: Page) => Promise<Hand>>} */
const hands = {
  async mouse(page) {
    return {
      down: async (x, y) => {
        await page.mouse.move(x, y);
        await page.mouse.down();
      },
      move: (x, y) => page.mouse.move(x, y),
      up: () => page.mouse.up(),
      leave: async () => {},
    };
  },
  async pen(page) {
    const session = await page.context().newCDPSession(page);
    /**
     * @type {(type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, y: number, force:
     *   number) => Promise<unknown>}
     */
    const send = (type, x, y, force) =>
      session.send('Input.dispatchMouseEvent', {
        type,
        x,
        y,
        force,
        pointerType: 'pen',
        button: 'left',
        buttons: force > 0 ? 1 : 0,
        clickCount: 1,
      });
    return {
      down: (x, y) => send('mousePressed', x, y, 0.5),
      move: (x, y) => send('mouseMoved', x, y, 0.5),
      up: (x, y) => send('mouseReleased', x, y, 0),
      leave: () => session.detach(),
    };
  },
  async touch(page) {
    const session = await page.context().newCDPSession(page);
    /**
     * @type {(type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: {x: number, y: number}[])
     *   => Promise<unknown>}
     */
    const send = (type, touchPoints) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    return {
      down: (x, y) => send('touchStart', [{ x, y }]),
      move: (x, y) => send('touchMove', [{ x, y }]),
      up: () => send('touchEnd', []),
      leave: () => session.detach(),
    };
  },
};
