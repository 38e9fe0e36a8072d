/**
 * Brings a lab's panels up to date: those alone that can be seen, one at a time, in slices that
 * leave the page free, and nothing while the page is hidden or the display is frozen.
 */
import { inTurn, outOfTurn } from '../../charts/draw-queue.js';

/** A panel is brought up to date no more often than this. */
const PANEL_MS = 200;

export class PanelUpdates {
  #set;
  #lab;
  #turn = () => this.#draw();
  /** @type {any} */
  #timer;
  /** While the lab is in the page. @type {IntersectionObserver | null} */
  #sight = null;

  /**
   * @param {import('./panel-set.js').PanelSet} set
   * @param {{view: () => import('./view.js').View, frozen: () => boolean, seen: () => void}} lab
   *   `seen`: other panels are in sight
   */
  constructor(set, lab) {
    this.#set = set;
    this.#lab = lab;
  }

  /** @param {AbortSignal} signal  of the lab's stay in the page */
  connect(signal) {
    const sight = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const panel = this.#set.list.find(({ element }) => element === target);
          if (panel) panel.visible = isIntersecting;
        }
        this.#lab.seen();
        this.#later();
      },
      { rootMargin: '100px' },
    );
    this.#sight = sight;
    document.addEventListener('visibilitychange', () => this.#later(), { signal });
    signal.addEventListener('abort', () => {
      sight.disconnect();
      this.#sight = null;
      outOfTurn(this.#turn);
      clearTimeout(this.#timer);
      this.#timer = undefined;
    });
  }

  /** There are other panels. */
  observe() {
    this.#sight?.disconnect();
    for (const { element } of this.#set.list) this.#sight?.observe(element);
  }

  /** What a panel shows is out of date. @param {string} [id] default: all */
  touch(id) {
    for (const panel of this.#set.list) if (!id || panel.id === id) panel.stale = true;
    this.#later();
  }

  #later() {
    if (this.#timer || !this.#sight) return;
    if (this.#set.list.some(isDue)) inTurn(this.#turn);
  }

  /** One panel, the one that has waited longest; the others have turns of their own. */
  #draw() {
    if (this.#lab.frozen() || document.hidden || !this.#sight) return;
    const due = this.#set.list.filter(isDue).sort((a, b) => a.shown - b.shown);
    const [panel] = due;
    if (!panel) return;
    const rest = PANEL_MS - (performance.now() - panel.shown);
    if (rest > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#later();
      }, rest);
      return;
    }
    panel.stale = false;
    panel.shown = performance.now();
    panel.body.show(this.#lab.view());
    if (due.length > 1) inTurn(this.#turn);
  }
}

/** @param {import('./panel.js').Panel} panel */
const isDue = ({ stale, visible }) => stale && visible;
