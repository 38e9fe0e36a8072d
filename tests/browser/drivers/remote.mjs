/**
 * A page of a browser that Playwright can't drive: the part of Playwright's `Page` and `Locator`
 * that the tests of every browser use, over a wire of six commands.
 *
 * @typedef {import('./finder.mjs').Step} Step
 *
 * @typedef {object} Wire  what a driver must be able to do with one tab
 * @property {(body: string, given: unknown) => Promise<any>} run
 *   runs the body of an async function of `given` in the page, and gives what it returns
 * @property {(url: string) => Promise<unknown>} goto  resolves when the page has been loaded
 * @property {() => Promise<unknown>} reload
 * @property {(kind: 'mouse' | 'touch' | 'pen', moves: PointerMove[]) => Promise<unknown>} point
 * @property {(keys: KeyMove[]) => Promise<unknown>} type
 * @property {() => Promise<Uint8Array>} screenshot
 * @property {() => Promise<Wire>} another  another tab that shares what the browser keeps
 * @property {() => Promise<unknown>} close
 *
 * @typedef {{type: 'down' | 'up'} | {type: 'move', x: number, y: number}} PointerMove
 * @typedef {{type: 'down' | 'up', key: string}} KeyMove  of the key with this `KeyboardEvent.key`
 * @typedef {{timeout?: number, polling?: number}} Waiting
 * @typedef {{name: string, type: string, base64: string}} Sent  a file
 */
import { setTimeout as pause } from 'node:timers/promises';
import { find } from './finder.mjs';
import { RemoteKeyboard, RemoteMouse } from './remote-hands.mjs';

/**
 * Where an element is in the viewport. Without `currentCSSZoom` (WebKit) an element under CSS
 * `zoom`
 * tells its place before it was enlarged. Runs in the page.
 * @param {Element} element
 */
function placeOf(element) {
  let zoom = 1;
  if (!('currentCSSZoom' in element)) {
    let at = /** @type {any} */ (element);
    for (; at; at = at.assignedSlot ?? at.parentNode ?? at.host)
      if (at instanceof Element) zoom *= Number(getComputedStyle(at).zoom) || 1;
  }
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: x * zoom, y: y * zoom, width: width * zoom, height: height * zoom };
}

const PATIENCE_MS = 30_000;
const POLL_MS = 50;

/** @param {string | Function} work @param {unknown} given @param {Wire} wire */
const evaluate = (wire, work, given) =>
  typeof work === 'string'
    ? wire.run(work, null) // statements: an eval would meet the policy of the page
    : wire.run(`return (${work})(given)`, given ?? null);

/**
 * Asks again until the answer is true.
 * @template T
 * @param {() => Promise<T>} ask @param {string} what @param {Waiting} [how]
 */
async function until(ask, what, { timeout = PATIENCE_MS, polling = POLL_MS } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${what}`);
    await pause(polling);
  }
}

/** What tests written for Playwright take. @param {Wire} wire */
export const asPage = (wire) =>
  /** @type {import('playwright-core').Page} */ (/** @type {unknown} */ (new RemotePage(wire)));

export class RemotePage {
  #wire;
  #closed = false;
  #url = '';
  mouse;
  keyboard;

  /** @param {Wire} wire */
  constructor(wire) {
    this.#wire = wire;
    this.mouse = new RemoteMouse(wire);
    this.keyboard = new RemoteKeyboard(wire);
  }

  url = () => this.#url;
  title = () => this.evaluate(() => document.title);
  isClosed = () => this.#closed;
  context = () => ({
    newPage: async () => new RemotePage(await this.#wire.another()),
  });

  /** @param {string} url */
  async goto(url) {
    await this.#wire.goto(url);
    this.#url = url;
  }

  reload = () => this.#wire.reload();

  async close() {
    this.#closed = true;
    await this.#wire.close();
  }

  /** @param {Function} work @param {unknown} [given] @returns {Promise<any>} */
  evaluate = (work, given) => evaluate(this.#wire, work, given);

  /** @param {Function} work @param {unknown} [given] @param {Waiting} [how] */
  async waitForFunction(work, given, how) {
    await until(async () => Boolean(await this.evaluate(work, given)), String(work), how);
  }

  /** @param {number} ms */
  waitForTimeout = (ms) => pause(ms);

  /** @param {{path?: string}} [how] */
  async screenshot({ path } = {}) {
    const picture = await this.#wire.screenshot();
    if (path) await (await import('node:fs/promises')).writeFile(path, picture);
    return picture;
  }

  /**
   * A whole stroke at once, in coordinates of the viewport.
   * @param {'mouse' | 'touch' | 'pen'} kind
   * @param {[number, number][]} points
   */
  stroke(kind, points) {
    const [[x, y], ...rest] = points;
    return this.#wire.point(kind, [
      { type: 'move', x, y },
      { type: 'down' },
      ...rest.map(([x, y]) => /** @type {const} */ ({ type: 'move', x, y })),
      { type: 'up' },
    ]);
  }

  /** @param {string} css */
  locator = (css) => new RemoteLocator(this.#wire, stepsOf(css));
  /** @param {string} role @param {Named} [named] */
  getByRole = (role, named) => new RemoteLocator(this.#wire, []).getByRole(role, named);
  /** @param {string | RegExp} text @param {Named} [named] */
  getByText = (text, named) => new RemoteLocator(this.#wire, []).getByText(text, named);
}

/** @typedef {{name?: string | RegExp, exact?: boolean}} Named */

/**
 * @param {string | RegExp | undefined} words
 * @param {'name' | 'label' | 'text'} as
 * @param {boolean} [exact]
 * @returns {Step}
 */
const wanted = (words, as, exact) =>
  words instanceof RegExp
    ? { pattern: [words.source, words.flags], ...(as === 'text' && { text: '' }) }
    : { [as]: words, exact };

/**
 * A descendant may be behind a shadow root; other combinators look within one root.
 * @param {string} css
 * @returns {Step[]}
 */
const stepsOf = (css) => (/[>+~,"'(]/.test(css) ? [css] : css.split(' ')).map((css) => ({ css }));

class RemoteLocator {
  #wire;
  #steps;

  /** @param {Wire} wire @param {Step[]} steps */
  constructor(wire, steps) {
    this.#wire = wire;
    this.#steps = steps;
  }

  /** @param {Step} step */
  #then = (step) => new RemoteLocator(this.#wire, [...this.#steps, step]);
  /** @param {string} css */
  locator = (css) => new RemoteLocator(this.#wire, [...this.#steps, ...stepsOf(css)]);
  first = () => this.nth(0);
  last = () => this.nth(-1);
  /** @param {number} nth */
  nth = (nth) => this.#then({ nth });
  /** @param {{hasText: string | RegExp}} how */
  filter = ({ hasText }) => this.#then({ ...wanted(hasText, 'text'), hasText: true });
  /** @param {string} role @param {Named} [named] */
  getByRole = (role, { name, exact } = {}) => this.#then({ role, ...wanted(name, 'name', exact) });
  /** @param {string | RegExp} label @param {Named} [named] */
  getByLabel = (label, { exact } = {}) => this.#then(wanted(label, 'label', exact));
  /** @param {string | RegExp} text @param {Named} [named] */
  getByText = (text, { exact } = {}) => this.#then(wanted(text, 'text', exact));

  /**
   * Runs `work(elements, given)` in the page.
   * @param {Function | string} work
   * @param {unknown} [given]
   * @returns {Promise<any>}
   */
  #all = (work, given) =>
    this.#wire.run(
      `const [steps, rest] = given; ${placeOf}; return (${work})((${find})(steps), rest);`,
      [this.#steps, given ?? null],
    );

  /**
   * Waits for exactly one, and runs `work(element, given)`.
   * @param {Function} work
   * @param {unknown} [given]
   * @returns {Promise<any>}
   */
  async #one(work, given) {
    const what = `an element ${JSON.stringify(this.#steps)}`;
    const { it } = await until(async () => {
      const answer = await this.#all(
        `async (all, given) =>
          all.length === 1 ? { it: await (${work})(all[0], given) } : { count: all.length }`,
        given,
      );
      if (answer.count > 1) throw new Error(`${answer.count} times ${what}`);
      return answer.count === 0 ? null : answer;
    }, what);
    return it;
  }

  count = () => this.#all((/** @type {Element[]} */ all) => all.length);
  /** @param {Function} work @param {unknown} [given] */
  evaluate = (work, given) => this.#one(work, given);
  /** @param {Function} work @param {unknown} [given] */
  evaluateAll = (work, given) => this.#all(work, given);
  textContent = () => this.#one((/** @type {Element} */ e) => e.textContent);
  innerText = () => this.#one((/** @type {HTMLElement} */ e) => e.innerText);
  allTextContents = () =>
    this.#all((/** @type {Element[]} */ all) => all.map((e) => e.textContent));
  allInnerTexts = () =>
    this.#all((/** @type {HTMLElement[]} */ all) => all.map((e) => e.innerText));
  inputValue = () => this.#one((/** @type {HTMLInputElement} */ e) => e.value);
  isChecked = () => this.#one((/** @type {HTMLInputElement} */ e) => e.checked);
  isDisabled = () => this.#one((/** @type {Element} */ e) => e.matches(':disabled'));
  isEnabled = async () => !(await this.isDisabled());
  /** @param {string} name */
  getAttribute = (name) =>
    this.#one((/** @type {Element} */ e, /** @type {string} */ name) => e.getAttribute(name), name);
  isVisible = () =>
    this.#all(
      (/** @type {Element[]} */ [e]) =>
        Boolean(e?.checkVisibility({ visibilityProperty: true })) &&
        e.getBoundingClientRect().width > 0,
    );
  isHidden = async () => !(await this.isVisible());
  boundingBox = () => this.#one((/** @type {Element} */ e) => placeOf(e));
  scrollIntoViewIfNeeded = () =>
    this.#one((/** @type {Element} */ e) => {
      const { y, height } = placeOf(e);
      if (y < 0 || y + height > innerHeight)
        e.scrollIntoView({ block: 'center', behavior: 'instant' });
    });
  focus = () => this.#one((/** @type {HTMLElement} */ e) => e.focus());

  /** @param {{state?: 'visible' | 'hidden' | 'attached'} & Waiting} [how] */
  async waitFor({ state = 'visible', ...how } = {}) {
    await until(
      async () =>
        state === 'attached'
          ? (await this.count()) > 0
          : (await this.isVisible()) === (state === 'visible'),
      `${JSON.stringify(this.#steps)} is ${state}`,
      how,
    );
  }

  /** Where it can be hit, when it has come to rest and nothing lies over it. */
  async #place() {
    await this.waitFor();
    /** @type {string} */
    let before = '';
    /** @type {[number, number] | null} */
    let place = null;
    await until(
      async () => {
        const [now, ...at] = await this.#one((/** @type {HTMLElement} */ e) => {
          const before = placeOf(e);
          if (
            Math.min(before.x, before.y) < 0 ||
            before.x + before.width > innerWidth ||
            before.y + before.height > innerHeight
          )
            e.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
          const { x, y, width, height } = placeOf(e);
          const middle = [Math.round(x + width / 2), Math.round(y + height / 2)];
          const root = /** @type {Document | ShadowRoot} */ (e.getRootNode());
          const hit = root.elementFromPoint(middle[0], middle[1]);
          const isFree = hit && (e.contains(hit) || hit.closest('label')?.contains(e));
          return [isFree && !e.matches(':disabled') ? [x, y, width, height].join() : '', ...middle];
        });
        const isAtRest = now !== '' && now === before;
        before = now;
        place = /** @type {[number, number]} */ (at);
        return isAtRest;
      },
      `${JSON.stringify(this.#steps)} can be clicked`,
    );
    return /** @type {[number, number]} */ (/** @type {unknown} */ (place));
  }

  async hover() {
    const [x, y] = await this.#place();
    await this.#wire.point('mouse', [{ type: 'move', x, y }]);
  }

  async click() {
    const [x, y] = await this.#place();
    await this.#wire.point('mouse', [{ type: 'move', x, y }, { type: 'down' }, { type: 'up' }]);
  }

  check = () => this.setChecked(true);
  uncheck = () => this.setChecked(false);
  /** @param {boolean} isChecked */
  async setChecked(isChecked) {
    if ((await this.isChecked()) !== isChecked) await this.click();
    if ((await this.isChecked()) !== isChecked) throw new Error('a click did not change it');
  }

  /** @param {string} value */
  async fill(value) {
    await this.waitFor();
    await this.#one((/** @type {HTMLInputElement} */ e, /** @type {string} */ value) => {
      e.focus();
      const proto = e instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(proto.prototype, 'value')?.set?.call(e, value);
      e.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      e.dispatchEvent(new Event('change', { bubbles: true }));
    }, value);
  }

  /** @param {string} option  its value or its words */
  async selectOption(option) {
    await this.#one((/** @type {HTMLSelectElement} */ e, /** @type {string} */ option) => {
      const found = [...e.options].find((o) => o.value === option || o.label === option);
      if (!found) throw new Error(`there is no option ${option}`);
      e.focus();
      e.value = found.value;
      e.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      e.dispatchEvent(new Event('change', { bubbles: true }));
    }, option);
  }

  /** @param {string} keys */
  async press(keys) {
    await this.focus();
    await new RemoteKeyboard(this.#wire).press(keys);
  }

  /**
   * @param {{name: string, mimeType: string, buffer: Uint8Array} | {name: string, mimeType: string,
   *   buffer: Uint8Array}[]} files
   */
  async setInputFiles(files) {
    const given = [files].flat().map(({ name, mimeType, buffer }) => ({
      name,
      type: mimeType,
      base64: Buffer.from(buffer).toString('base64'),
    }));
    await this.#one((/** @type {HTMLInputElement} */ e, /** @type {Sent[]} */ given) => {
      const carrier = new DataTransfer();
      for (const { name, type, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        carrier.items.add(new File([bytes], name, { type }));
      }
      e.files = carrier.files;
      e.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      e.dispatchEvent(new Event('change', { bubbles: true }));
    }, given);
  }
}
