/**
 * The presenter's clicker. An element that says `clicker` is turned by the same keys as the deck,
 * as long as it has something to show; after that they are the deck's. No key is taken before the
 * element's slide shows.
 *
 * The keys are taken before the deck hears them (`clicker-keys`). reveal.js asks before it turns
 * (`beforeslidechange`), also by a finger or its own arrows: the answer is the same. A step is
 * taken on the stage, whichever window has the focus: the speaker's window of reveal.js has a copy
 * of the deck, which hands its keys to the stage; so does Slidev's presenter.
 */
import { isCopy, isPreview, isReceiver, isShown, nearest } from './host-page.js';
import { isUsedBy } from './keys.js';

/**
 * @typedef {HTMLElement & {next(): boolean, previous(): boolean, clicker: boolean,
 *   clickerKeys: string}} Turned
 * @typedef {'next' | 'previous'} Turn
 */

const DECK = '.reveal';
const PRESENTER = '.slidev-presenter';

/** What clickers send: `forward | back`, as the attribute is written. */
const USUAL_KEYS = 'PageDown ArrowRight ArrowDown Space | PageUp ArrowLeft ArrowUp';

/** The codes that reveal.js knows keys by. @type {{[key: string]: number}} */
const CODES = {
  ' ': 32,
  PageUp: 33,
  PageDown: 34,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};

/**
 * What a key does; null: nothing.
 * @param {string} keys `forward | back`, empty for the usual ones @param {string} key
 * @returns {Turn | null}
 */
export function turnOf(keys, key) {
  const [forward, back = ''] = (keys.trim() || USUAL_KEYS).split('|');
  const name = key === ' ' ? 'Space' : key;
  if (name === '') return null; // what fills in forms by itself sends such
  if (forward.split(/\s+/).includes(name)) return 'next';
  return back.split(/\s+/).includes(name) ? 'previous' : null;
}

/**
 * @param {Element} element
 * @returns {boolean} whether it is what the screen shows: its middle, or some of it in the screen's
 */
function isOnScreen(element) {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const isIn = (/** @type {number} */ x, /** @type {number} */ from, /** @type {number} */ to) =>
    x >= from && x <= to;
  const isThere =
    (isIn(left + width / 2, 0, innerWidth) && isIn(top + height / 2, 0, innerHeight)) ||
    (isIn(innerWidth / 2, left, right) && isIn(innerHeight / 2, top, bottom));
  return width > 0 && isThere && isShown(element);
}

/** What has the focus, in shadow trees too. */
function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

/** The elements that follow a clicker. @type {Set<Turned>} */
const followers = new Set();

/** Those that are on the screen, in the page's order; no preview of another slide. */
const shown = () =>
  [...followers]
    .filter((element) => element.clicker && !isPreview(element) && isOnScreen(element))
    .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));

/**
 * The first element on the screen that has something to turn turns it.
 * @param {Turn} turn @returns {boolean} whether there was one
 */
const take = (turn) => shown().some((element) => element[turn]());

/** @param {Turned} element @param {AbortSignal} signal */
export function followClicker(element, signal) {
  followers.add(element);
  signal.addEventListener('abort', () => followers.delete(element));
  listen();
  const deck = nearest(element, DECK);
  const ask = (/** @type {Event} */ event) => {
    // A jump to a slide, by its address or by a script, is one.
    if (!byHand || event.defaultPrevented || isCopy(element)) return;
    const turn = turnAsked(/** @type {Element} */ (deck), /** @type {any} */ (event));
    if (turn && take(turn)) event.preventDefault();
  };
  deck?.addEventListener('beforeslidechange', ask, { signal });
}

/** Once for a window, in the capture phase: before any deck. */
function listen() {
  if (listens) return;
  listens = true;
  addEventListener('keydown', press, { capture: true });
  for (const type of HANDS) addEventListener(type, feel, { capture: true, passive: true });
  addEventListener('message', hear, { capture: true });
  try {
    windows = new BroadcastChannel('nibnet-clicker');
    windows.onmessage = ({ data }) => answer(data);
  } catch {
    // Firefox with all cookies blocked: then Slidev's windows can't know of each other either.
  }
}

let listens = false;

/** What turns a slide of reveal.js by hand, besides keys. */
const HANDS = ['keydown', 'touchmove', 'touchend', 'pointermove', 'pointerup', 'wheel', 'click'];

/** Whether what happens at this moment was done by hand: a key, a swipe, the deck's own arrows. */
let byHand = false;

/** @param {Event} event */
function feel({ type, target }) {
  byHand = type !== 'click' || /** @type {Element} */ (target).closest?.('.controls') != null;
  setTimeout(() => (byHand = false));
}

/**
 * Between the windows of a deck of Slidev; null where the browser has none.
 * @type {BroadcastChannel | null}
 */
let windows = null;

/** @typedef {{turn?: Turn, taken?: boolean, key: string}} Word */

/** Set while Slidev's presenter waits for the audience's window: then its deck gets the key. */
let waiting = 0;

/** A window whose audience has none: the deck turns after this. */
const ANSWER_MS = 150;

/**
 * What is pressed in Slidev's presenter is asked of the audience's window.
 * @param {Turn} turn @param {string} key
 */
function toAudience(turn, key) {
  if (!windows) return false;
  windows.postMessage(/** @type {Word} */ ({ turn, key }));
  clearTimeout(waiting);
  waiting = window.setTimeout(() => handOn(key), ANSWER_MS);
  return true;
}

/** @param {Word} word */
function answer({ turn, taken, key }) {
  const inPresenter = document.querySelector(PRESENTER) !== null;
  if (turn && !inPresenter) {
    windows?.postMessage(/** @type {Word} */ ({ taken: take(turn), key }));
  } else if (!turn && inPresenter && waiting) {
    clearTimeout(waiting);
    waiting = 0;
    if (!taken) handOn(key);
  }
}

let handing = false;

/**
 * The deck of this window gets a key that nothing on the stage had a use for.
 * @param {string} key
 */
function handOn(key) {
  waiting = 0;
  handing = true;
  for (const type of ['keydown', 'keyup'])
    document.body.dispatchEvent(
      new KeyboardEvent(type, { key, code: key === ' ' ? 'Space' : key, bubbles: true }),
    );
  handing = false;
}

/** The stage, where this is the copy of a deck in the speaker's window that the stage opened. */
const stage = () => (isReceiver() && window.parent !== window ? window.parent.opener : null);

/** @param {KeyboardEvent} event */
function press(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat } = event;
  if (handing || event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey) return;
  if (isUsedBy(event, focused())) return;
  const turned = shown().some((element) => {
    const turn = turnOf(element.clickerKeys, key);
    if (!turn) return false;
    if (stage()) return toStage(turn, key);
    if (nearest(element, PRESENTER)) return toAudience(turn, key);
    return repeat || element[turn](); // a key held down would run through everything
  });
  if (!turned) return; // it is the deck's turn
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {Turn} turn @param {string} key */
function toStage(turn, key) {
  stage().postMessage({ nibnet: 'turn', turn, code: CODES[key] }, '*');
  return true;
}

/** @param {MessageEvent} event */
function hear(event) {
  const { data, source } = event;
  // The speaker's window hands the keys that it hears to its copy of the deck.
  if (stage() && source === window.parent && typeof data === 'string') {
    const [, code] = /^\{"method":"triggerKey","args":\[(\d+)\]\}$/.exec(data) ?? [];
    const key = Object.keys(CODES).find((key) => CODES[key] === Number(code));
    const [turn] = shown().map(({ clickerKeys }) => key && turnOf(clickerKeys, key));
    if (!key || !turn) return;
    event.stopImmediatePropagation();
    toStage(turn, key);
  }
  if (data?.nibnet === 'turn' && isOfSpeaker(source) && !take(data.turn))
    postMessage(JSON.stringify({ method: 'triggerKey', args: [data.code] }), '*');
}

/**
 * Whether it is a frame of a window that this one opened.
 * @param {MessageEventSource | null} source
 */
const isOfSpeaker = (source) => /** @type {Window} */ (source)?.parent?.opener === window;

/**
 * Where a deck of reveal.js wants to go; null: neither to the next slide nor to the one before.
 * @param {Element} deck @param {Event & {indexh: number, indexv: number}} event
 * @returns {Turn | null}
 */
function turnAsked(deck, { indexh, indexv }) {
  const columns = [...deck.querySelectorAll('.slides > section')];
  const present = (/** @type {Element[]} */ slides) =>
    slides.findIndex((slide) => slide.classList.contains('present'));
  const column = present(columns);
  const row = Math.max(0, present([...columns[column].querySelectorAll(':scope > section')]));
  const step = indexh === column ? indexv - row : indexh - column;
  if (step === 1) return 'next';
  return step === -1 ? 'previous' : null;
}
