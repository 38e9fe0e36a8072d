/**
 * <nib-wall>: the test digits, the misread ones first on red; the wall's edge reads as accuracy. Of
 * the tutorial's panels the one to show alone. wall-table.js has its attributes, properties and
 * methods.
 *
 * Without a trainer on its page it stays empty. It is a lab of one panel, without its bar.
 */
import { elementOf } from '../base/element.js';
import { NibLab } from './nib-lab.js';
import table from './wall-table.js';

/** @typedef {import('../trainer/nib-trainer.js').NibTrainer} NibTrainer */

export class NibWall extends elementOf(table) {
  /** @param {string} [tag] @param {CustomElementRegistry} [registry] */
  static define(tag, registry) {
    NibLab.define(undefined, registry); // which it is made of
    super.define(tag, registry);
  }

  #lab = /** @type {NibLab} */ (document.createElement('nib-lab'));

  constructor() {
    super();
    this.#lab.bare = true;
    /** @type {ShadowRoot} */ (this.shadowRoot).append(this.#lab);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#tell();
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    super.attributeChangedCallback(name, before, text);
    this.#tell();
  }

  get trainer() {
    return this.#lab.trainer;
  }

  set trainer(trainer) {
    this.#lab.trainer = trainer;
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
    return this.digits === 'train' ? 'training' : 'test';
  }

  get #shown() {
    if (!this.isConnected) throw new DOMException('the wall is not in a page', 'InvalidStateError');
    return this.#lab;
  }

  #tell() {
    const lab = this.#lab;
    lab.setAttribute('panels', this.#panel);
    for (const name of ['for', 'theme']) {
      const value = this.getAttribute(name);
      if (value === null) lab.removeAttribute(name);
      else if (lab.getAttribute(name) !== value) lab.setAttribute(name, value);
    }
  }
}
