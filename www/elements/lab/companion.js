/**
 * Another element that an element works with, as a lab works with a trainer and a pad. It is the
 * one that was assigned; else the one whose id was asked for, or without an id the first with its
 * tag, in the element's own tree or in a tree around it, beyond shadow roots; else, where it may
 * make one, the element's own. It has one at a time, and whatever listens to it ends with it.
 */

/** The trees that an element is in, from the inner one outwards. @param {Element} from */
function trees(from) {
  /** @type {(Document | ShadowRoot)[]} */
  const found = [];
  for (let at = /** @type {Element | null} */ (from); at; ) {
    const root = /** @type {Document | ShadowRoot} */ (at.getRootNode());
    found.push(root);
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return found;
}

/**
 * @param {Element} from @param {string} tag @param {string | null} id  null: the first with the tag
 * @returns {Element | null} of the nearest tree that has one
 */
export function find(from, tag, id) {
  for (const root of trees(from)) {
    // A tree that isn't in a page has an element at its root, which knows no ids.
    const found = id === null ? root.querySelector(tag) : root.getElementById?.(id);
    if (found) return found;
  }
  return null;
}

/** @template {HTMLElement} E */
export class Companion {
  #host;
  #what;
  /** @type {E | null} */
  #assigned = null;
  /** @type {E | null} */
  #own = null;
  /** The one that it is, once that is defined. @type {Element | null} */
  #chosen = null;
  /** @type {E | null} */
  #current = null;
  /** Ends with the current one. @type {AbortController | null} */
  #watch = null;
  /** While the host is in the page. @type {MutationObserver | null} */
  #changes = null;

  /**
   * @param {HTMLElement} host
   * @param {object} what
   * @param {string} what.tag
   * @param {() => string | null} what.id  null: none was asked for
   * @param {(element: Element) => element is E} what.fits  whether it is what it should be, and
   *   defined
   * @param {(element: E, signal: AbortSignal) => void} what.came  it is there until `signal` ends
   * @param {(isAwaited: boolean) => void} what.went  there is none, or none yet
   * @param {() => E | null} [what.make]  an own one, put where it belongs; null: none
   */
  constructor(host, what) {
    this.#host = host;
    this.#what = what;
  }

  /** The one that is there. */
  get current() {
    return this.#current;
  }

  /** The one that was assigned, also before the host is in the page, or the one that is there. */
  get element() {
    return this.#assigned ?? this.#current;
  }

  /** null: the one that is found. */
  set element(element) {
    this.#assigned = element ?? null;
    if (this.#changes) this.look();
  }

  /** The host came into the page, or to another place in it. */
  connect() {
    this.#changes?.disconnect();
    // One may come later, or take the place of one that went.
    this.#changes = new MutationObserver(() => this.#replace());
    const options = { childList: true, subtree: true, attributeFilter: ['id'] };
    for (const root of trees(this.#host)) this.#changes.observe(root, options);
    // What is written below the host isn't there yet.
    queueMicrotask(() => {
      if (!this.#changes) return;
      if (this.#chosen) this.#replace();
      else this.look();
    });
  }

  /** The host has left the page, and its own one with it. */
  disconnect() {
    this.#changes?.disconnect();
    this.#changes = null;
    this.#leave();
  }

  /** Something else may have been asked for. */
  look() {
    const { tag, id, make } = this.#what;
    const found = this.#assigned ?? find(this.#host, tag, id());
    if (found || !make || id() !== null) return this.#choose(found);
    if (customElements.get(tag)) return this.#choose((this.#own ??= make()));
    this.#choose(null);
    void customElements.whenDefined(tag).then(() => this.#changes && !this.#chosen && this.look());
  }

  /** One that has left the page gives way to another one that is there, and to nothing else. */
  #replace() {
    if (this.#assigned || this.#chosen?.isConnected) return;
    const found = find(this.#host, this.#what.tag, this.#what.id());
    if (found) this.#choose(found);
  }

  /** @param {Element | null} element */
  #choose(element) {
    if (element && element === this.#chosen) return;
    this.#leave(element !== null);
    if (element !== this.#own) {
      this.#own?.remove();
      this.#own = null;
    }
    this.#chosen = element;
    if (!element || this.#take(element)) return;
    // Whichever of the two scripts comes first. What can't be defined is none.
    customElements.whenDefined(element.localName).then(
      () => element === this.#chosen && !this.#current && this.#take(element),
      () => {},
    );
  }

  /** @param {Element} element */
  #take(element) {
    if (!this.#what.fits(element)) return false;
    this.#current = element;
    this.#watch = new AbortController();
    this.#what.came(element, this.#watch.signal);
    return true;
  }

  #leave(isAwaited = false) {
    this.#watch?.abort();
    this.#watch = this.#chosen = this.#current = null;
    this.#what.went(isAwaited);
  }
}
