/**
 * What an element of ours needs to know of the page it is a guest of: whether it is on the slide that shows, whether it
 * is one of the copies that a deck makes for its overview and its speaker, and whether all this is for paper.
 */

/** Slides that a deck shows small, among others: a press there chooses a slide. */
const OVERVIEW = '.reveal.overview';

/** Copies of slides: Slidev's overview, its speaker's view of the next slide, its export. */
const COPIES =
  '.slidev-slide-container:not(#slide-container), .print-slide-container, [data-nib-copy]';

/** How often to look whether the slide is back. Nothing tells of a `visibility` that changed further up. */
const LOOK_MS = 250;

/** @param {Element} element @param {string} selector @returns {boolean} whether anything above it fits, beyond shadow roots too */
export function isBelow(element, selector) {
  for (let at = /** @type {Element | null} */ (element); at; ) {
    if (at.closest(selector)) return true;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return false;
}

/** @param {Element} element @returns {boolean} whether the deck shows all its slides, for one to be chosen */
export function inOverview(element) {
  return isBelow(element, OVERVIEW);
}

/** @param {string} [query] of the page's address @returns {boolean} whether the page is laid out for paper: reveal.js' words */
export function isForPaper(query = location.search) {
  const words = new URLSearchParams(query);
  return words.has('print-pdf') || words.get('view') === 'print' || matchMedia('print').matches;
}

/**
 * Whether this is a copy of what is shown elsewhere. reveal.js frames the deck once more in the speaker's window, with
 * `receiver` in the address; Slidev and others mount a slide a second time.
 * @param {Element} element @param {string} [query]
 */
export function isCopy(element, query = location.search) {
  return new URLSearchParams(query).has('receiver') || isBelow(element, COPIES);
}

/** @param {Element} element @returns {boolean} whether its slide is the one that shows; scrolled away is not hidden */
export function isShown(element) {
  // A browser that can't tell shows it.
  return element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true;
}

/** All who watch, one timer for the page. @type {Set<() => void>} */
const looks = new Set();
let timer = 0;

/**
 * Tells when an element is seen for the first time, when its slide goes, and when it comes back. On paper all is seen.
 * @param {Element} element @param {{seen: () => void, left: () => void, back: () => void}} hear
 * @param {AbortSignal} signal @param {string} [margin] how near is seen
 */
export function watchSeen(element, hear, signal, margin = '0px') {
  let near = isForPaper();
  /** @type {'unseen' | 'shown' | 'away'} */
  let state = 'unseen';
  const look = () => {
    if (state === 'unseen' && !near) return;
    const shown = isShown(element);
    if (state === 'unseen' && shown) {
      state = 'shown';
      observer.disconnect();
      hear.seen();
    } else if (state === 'shown' && !shown) {
      state = 'away';
      hear.left();
    } else if (state === 'away' && shown) {
      state = 'shown';
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
