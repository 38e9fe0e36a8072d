/**
 * What an element of ours needs to know of the page it is a guest of: whether it is on the slide
 * that shows, whether it is one of the copies that a deck makes for its overview and its speaker,
 * and whether all this is for paper.
 */

/** A deck of reveal.js. */
const DECK = '.reveal';

/** Slides that a deck shows small, among others: a press there chooses a slide. */
const OVERVIEW = '.reveal.overview';

/** Slides beside the one that shows: Slidev's overview, its view of the next slide, its export. */
const PREVIEWS =
  '.slidev-slide-container:not(#slide-container), .print-slide-container, [data-nib-copy]';

/** Copies of slides: previews, and the slide that Slidev's presenter sees. */
const COPIES = `${PREVIEWS}, .slidev-presenter`;

/**
 * How often to look whether the slide is back. Nothing tells of a `visibility` that changed further
 * up.
 */
const LOOK_MS = 250;

/** By then a deck has heard a message. */
const ANSWER_MS = 50;

/**
 * The nearest element at or above one that fits, beyond shadow roots too.
 * @param {Element} element @param {string} selector @returns {Element | null}
 */
export function nearest(element, selector) {
  for (let at = /** @type {Element | null} */ (element); at; ) {
    const found = at.closest(selector);
    if (found) return found;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}

/**
 * @param {Element} element
 * @returns {boolean} whether the deck shows all its slides, for one to be chosen
 */
export function inOverview(element) {
  return nearest(element, OVERVIEW) !== null;
}

/**
 * @param {string} [query] of the page's address
 * @returns {boolean} whether the page is laid out for paper: reveal.js' words
 */
export function isForPaper(query = location.search) {
  const words = new URLSearchParams(query);
  return words.has('print-pdf') || words.get('view') === 'print' || matchMedia('print').matches;
}

/**
 * Whether this page is what the speaker's window of reveal.js frames, if it is a deck at all: the
 * word means other things elsewhere.
 * @param {string} [query]
 */
export function isReceiver(query = location.search) {
  return new URLSearchParams(query).has('receiver');
}

/**
 * Whether this is a copy of what is shown elsewhere. reveal.js frames the deck once more in the
 * speaker's window; Slidev and others mount a slide a second time.
 * @param {Element} element @param {string} [query]
 */
export function isCopy(element, query = location.search) {
  return nearest(element, isReceiver(query) ? `${DECK}, ${COPIES}` : COPIES) !== null;
}

/**
 * Whether this is in a small view of a slide, beside the one that shows.
 * @param {Element} element
 */
export function isPreview(element) {
  return nearest(element, PREVIEWS) !== null;
}

/**
 * @param {Element} element
 * @returns {boolean} whether its slide is the one that shows; scrolled away is not hidden
 */
export function isShown(element) {
  // A browser that can't tell shows it.
  return element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true;
}

/**
 * What was last seen of an element's slide; a deck that moves the element doesn't change it.
 * @type {WeakMap<Element, 'shown' | 'away'>}
 */
const slides = new WeakMap();

/** All who watch, one timer for the page. @type {Set<() => void>} */
const looks = new Set();
let timer = 0;

/**
 * Tells when an element is seen for the first time, when its slide goes, and when it comes back
 * into sight, also where the deck has moved it meanwhile. On paper all is seen; an overview shows
 * all slides, and is no coming back.
 * @param {Element} element @param {{seen: () => void, left: () => void, back: () => void}} hear
 * @param {AbortSignal} signal @param {string} [margin] how near is seen
 */
export function watchSeen(element, hear, signal, margin = '0px') {
  let near = isForPaper();
  let seen = false;
  const look = () => {
    const shown = isShown(element);
    const isSeen = shown && near;
    if (isSeen && !seen) {
      seen = true;
      if (!slides.has(element)) slides.set(element, 'shown');
      hear.seen();
    }
    const slide = slides.get(element);
    if (slide === 'shown' && !shown) {
      slides.set(element, 'away');
      hear.left();
    } else if (slide === 'away' && isSeen && !inOverview(element)) {
      slides.set(element, 'shown');
      hear.back();
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      near = entries[entries.length - 1].isIntersecting || isForPaper();
      look();
    },
    { rootMargin: margin },
  );
  observer.observe(element);
  addEventListener('beforeprint', () => ((near = true), look()), { signal });
  looks.add(look);
  timer ||= window.setInterval(() => looks.forEach((each) => each()), LOOK_MS);
  signal.addEventListener('abort', () => {
    observer.disconnect();
    looks.delete(look);
    if (looks.size > 0) return;
    clearInterval(timer);
    timer = 0;
  });
}

/**
 * Stops the clock of a deck that turns its slides by itself (reveal.js' `autoSlide`) while a
 * pointer is down on an element: a slide isn't turned in the middle of a stroke. It is asked by
 * reveal.js' messages, since a deck that is imported as a module can't be reached in another way,
 * and goes on only where this has stopped it.
 * @param {Element} element @param {AbortSignal} signal
 */
export function holdAutoSlide(element, signal) {
  /** @type {Set<number>} */
  const pointers = new Set();
  /** While a pointer is down, and a moment longer. @type {AbortController | null} */
  let hold = null;
  let stopped = false;
  /** @type {any} */
  let ending;
  const ask = (/** @type {boolean} */ goOn) =>
    postMessage(JSON.stringify({ method: 'toggleAutoSlide', args: [goOn] }), '/');
  const up = (/** @type {PointerEvent} */ { type, pointerId, isTrusted }) => {
    if (type === 'pointercancel' && !isTrusted) return; // the word of contain.js to the deck
    pointers.delete(pointerId);
    if (pointers.size > 0) return;
    // A deck hears a message later: after a short tap it may not have stopped yet.
    ending = setTimeout(() => {
      hold?.abort();
      hold = null;
      if (stopped) ask(true);
    }, ANSWER_MS);
  };
  const down = (/** @type {PointerEvent} */ { pointerId }) => {
    const deck = nearest(element, DECK);
    if (!deck) return;
    pointers.add(pointerId);
    clearTimeout(ending);
    if (hold) return;
    hold = new AbortController();
    stopped = false;
    const options = { signal: hold.signal, capture: true };
    deck.addEventListener('autoslidepaused', () => (stopped = true), options);
    addEventListener('pointerup', up, options);
    addEventListener('pointercancel', up, options);
    ask(false);
  };
  const hear = /** @type {EventListener} */ (down);
  element.addEventListener('pointerdown', hear, { signal, capture: true });
}
