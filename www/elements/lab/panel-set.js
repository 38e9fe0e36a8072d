/** The panels of a lab: which there are, and which of them are to be seen. */
import { button, make } from '../../host/nodes.js';
import { lab as text } from '../../text/en/training.js';

/** @typedef {import('./panel.js').Panel} Panel */

export class PanelSet {
  element = make('div', 'panels');
  /** @type {readonly Panel[]} */
  list = [];
  #arranged;
  /** Those that the visitor has hidden; also of panels that aren't there. @type {Set<string>} */
  #hidden = new Set();
  /** Those that are shown alone; null: all that aren't hidden. @type {string[] | null} */
  #chosen = null;

  /** Whether there is no run yet to show: then the panels that need one are folded away. */
  #waits = true;
  #mayFold = true;
  #folded = make('p', 'folded');
  #why = make('span', '');
  #unfold = button('');
  /** On a phone, where panels are swiped: at which one is. */
  place = make('p', 'place');
  #at = make('span', '');
  #dots = make('span', { class: 'dots', 'aria-hidden': 'true' });
  /** @type {IntersectionObserver | null} */
  #swipes = null;

  /** @param {() => void} arranged  others are to be seen */
  constructor(arranged) {
    this.#arranged = arranged;
    this.#folded.append(this.#why, this.#unfold);
    this.#unfold.addEventListener('click', () => this.begin());
    this.place.append(this.#dots, this.#at);
    this.element.setAttribute('part', 'panels');
  }

  /**
   * These instead of those that were there.
   * @param {Panel[]} list @param {boolean} [mayFold]  no: the page has chosen them itself
   */
  fill(list, mayFold = true) {
    this.#mayFold = mayFold;
    for (const { body } of this.list) body.remove();
    this.list = list;
    this.#why.textContent = text.folded;
    this.#unfold.textContent = text.unfold;
    this.element.replaceChildren(...list.map(({ element }) => element), this.#folded);
    this.#arrange();
  }

  /** There is something to show in them, or the visitor wants to see them all the same. */
  begin() {
    if (!this.#waits) return;
    this.#waits = false;
    this.#arrange();
    this.element.scrollTo({ left: 0 }); // else the panel of before the run stays the one in view
  }

  /** Whether panels are folded away: all but the one that shows the net that reads. */
  get #isFolded() {
    return (
      this.#waits &&
      this.#mayFold &&
      !this.#chosen &&
      this.list.length > 1 &&
      this.list.some(isLive)
    );
  }

  /** From now on it is said which panel is there, and at once for the one of now. */
  #followSwipes() {
    this.#swipes?.disconnect();
    if (!this.list.length) return;
    this.#swipes = new IntersectionObserver(
      (entries) => {
        const seen = entries.find(({ isIntersecting }) => isIntersecting);
        if (seen) this.#tell(/** @type {HTMLElement} */ (seen.target));
      },
      { root: this.element, threshold: 0.6 },
    );
    for (const { element } of this.list) this.#swipes.observe(element);
  }

  /** @param {HTMLElement} panel  the one that is swiped to */
  #tell(panel) {
    const all = this.list.filter(({ element }) => !element.hidden);
    const at = all.findIndex(({ element }) => element === panel);
    if (at < 0) return;
    this.place.hidden = all.length < 2;
    this.#at.textContent = text.place(at + 1, all.length);
    this.#dots.replaceChildren(...all.map((_, i) => make('i', i === at ? 'here' : '')));
  }

  /** @param {string} name @returns {Panel} */
  named(name) {
    return this.list.find(({ id }) => id === name) ?? this.#refuse([name]);
  }

  /** @returns {'all' | string[]} */
  get shown() {
    return this.#chosen ? [...this.#chosen] : 'all';
  }

  /** How many of those that are there are hidden, and whether some are shown alone. */
  get counts() {
    const hidden = this.list.filter(({ id }) => this.#hidden.has(id)).length;
    return { hidden, chosen: this.#chosen !== null };
  }

  get hidden() {
    return this.#hidden;
  }

  /** @param {Iterable<string>} hidden */
  set hidden(hidden) {
    this.#hidden = new Set(hidden);
    this.#arrange();
  }

  /** These alone. @param {string[]} names */
  show(names) {
    const known = names.filter((name) => this.list.some(({ id }) => id === name));
    if (!known.length) this.#refuse(names);
    this.#chosen = known;
    this.#waits = false;
    this.#arrange();
  }

  /**
   * Back to all that aren't hidden.
   * @returns {boolean} whether there was something to go back from
   */
  release() {
    const reduced = this.list.map((panel) => panel.reduce()).some(Boolean);
    const was = this.#chosen !== null || reduced;
    this.#chosen = null;
    this.#arrange();
    return was;
  }

  /**
   * @param {Panel} panel @returns {Panel | undefined} the next one to be seen, else the one before
   */
  hide(panel) {
    this.#hidden.add(panel.id);
    panel.reduce();
    if (this.#chosen) this.#chosen = this.#chosen.filter((id) => id !== panel.id);
    if (!this.#chosen?.length) this.#chosen = null;
    this.#arrange();
    const at = this.list.indexOf(panel);
    const others = [...this.list.slice(at + 1), ...this.list.slice(0, at).reverse()];
    return others.find(({ element }) => !element.hidden);
  }

  #arrange() {
    const folded = this.#isFolded;
    for (const panel of this.list) {
      const { id, element } = panel;
      element.hidden = this.#chosen
        ? !this.#chosen.includes(id)
        : this.#hidden.has(id) || (folded && !isLive(panel));
    }
    this.#folded.hidden = !folded;
    this.element.dataset.shown = this.#chosen ? String(this.#chosen.length) : 'all';
    this.place.hidden = true; // until it is seen which one is there
    this.#followSwipes();
    this.#arranged();
  }

  /** @param {string[]} names @returns {never} */
  #refuse(names) {
    const known = this.list.map(({ id }) => id).join(', ');
    throw new RangeError(`no panel of ${names.join(', ')}; there are ${known}`);
  }
}

/** It shows the net that reads, also before there is a run. @param {Panel} panel */
const isLive = ({ id }) => id === 'layers';
