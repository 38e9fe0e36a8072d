/**
 * All that "Why?" shows: what speaks for the digit and against it, the stages of the image, the
 * nearest digits.
 */
import { Reasons } from './reasons.js';
import { Why } from './why.js';

export class Explanation {
  #why;
  #reasons;

  /**
   * @param {ShadowRoot} root @param {{view: HTMLElement, legend: HTMLElement, reasons:
   *   HTMLElement}} places
   * @param {import('./reasons.js').Host} host
   */
  constructor(root, places, host) {
    this.#why = new Why(root, places.view, places.legend);
    this.#reasons = new Reasons(root, places.reasons, host);
  }

  /** @param {boolean} on */
  turn(on) {
    this.#why.turn(on);
    this.#reasons.turn(on);
  }

  /** The drawing changed, or the net that reads it. @param {Parameters<Why['ask']>[0]} find */
  refresh(find) {
    this.#reasons.refresh();
    this.#why.ask(find);
  }

  translate() {
    this.#why.recolour();
    this.#reasons.translate();
  }

  recolour() {
    this.#why.recolour();
    this.#reasons.recolour();
  }

  stop() {
    this.#why.stop();
    this.#reasons.stop();
  }
}
