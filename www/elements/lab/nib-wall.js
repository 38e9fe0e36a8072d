/**
 * <nib-wall>: the test digits, the misread ones first on red; the wall's edge reads as accuracy. Of the tutorial's panels
 * the one to show alone.
 *
 * attributes    for (id of the <nib-trainer> that is watched; default: the first of the page), digits (test | train; default
 *               test), theme (light | dark, default: as the page)
 * properties    trainer: the element, settable
 * methods       svg() → the text of an SVG file, png() → Promise<Blob>, csv() → text
 * styling       ::part(lab), ::part(panels); --nib-panel-height; the tokens of theme.css
 *
 * Without a trainer on its page it stays empty. It is a lab of one panel, without its bar.
 */
import { NibLab } from './nib-lab.js';

/** @typedef {import('../trainer/nib-trainer.js').NibTrainer} NibTrainer */

export class NibWall extends HTMLElement {
  static observedAttributes = ['for', 'digits', 'theme'];

  static define(tag = 'nib-wall', registry = customElements) {
    NibLab.define('nib-lab', registry); // which it is made of
    if (!registry.get(tag)) registry.define(tag, this);
  }

  /** @type {NibLab | null} */
  #lab = null;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
  }

  connectedCallback() {
    if (this.#lab) return;
    const lab = /** @type {NibLab} */ (document.createElement('nib-lab'));
    this.#lab = lab;
    this.#tell();
    lab.toggleAttribute('bare', true);
    /** @type {ShadowRoot} */ (this.shadowRoot).append(lab);
  }

  attributeChangedCallback() {
    this.#tell();
  }

  get trainer() {
    return this.#lab?.trainer ?? null;
  }

  set trainer(trainer) {
    if (this.#lab) this.#lab.trainer = trainer;
  }

  svg() {
    return this.#shown.svg(this.#panel);
  }

  png() {
    return this.#shown.png(this.#panel);
  }

  csv() {
    return this.#shown.csv(this.#panel);
  }

  get #panel() {
    return this.getAttribute('digits') === 'train' ? 'training' : 'test';
  }

  get #shown() {
    if (!this.#lab) throw new DOMException('the wall is not in a page', 'InvalidStateError');
    return this.#lab;
  }

  #tell() {
    const lab = this.#lab;
    if (!lab) return;
    lab.setAttribute('panels', this.#panel);
    for (const name of ['for', 'theme']) {
      const value = this.getAttribute(name);
      if (value === null) lab.removeAttribute(name);
      else if (lab.getAttribute(name) !== value) lab.setAttribute(name, value);
    }
  }
}
