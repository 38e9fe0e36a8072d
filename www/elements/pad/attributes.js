/**
 * The attributes of <nib-pad> as properties: what they mean stands at the head of nib-pad.js.
 */
export class Attributes extends HTMLElement {
  get modelUrl() {
    return this.getAttribute('model-url') ?? '';
  }
  set modelUrl(url) {
    if (url) this.setAttribute('model-url', url);
    else this.removeAttribute('model-url');
  }

  get frozen() {
    return this.hasAttribute('frozen');
  }
  set frozen(on) {
    this.toggleAttribute('frozen', Boolean(on));
  }

  get erasing() {
    return this.hasAttribute('erasing');
  }
  set erasing(on) {
    this.toggleAttribute('erasing', Boolean(on));
  }

  get why() {
    return this.hasAttribute('why');
  }
  set why(on) {
    this.toggleAttribute('why', Boolean(on));
  }

  get compact() {
    return this.hasAttribute('compact');
  }
  set compact(on) {
    this.toggleAttribute('compact', Boolean(on));
  }

  /** Whether it asks what a drawing was: the attribute `teach`, whose name the method has. */
  get teaches() {
    return this.hasAttribute('teach');
  }
  set teaches(on) {
    this.toggleAttribute('teach', Boolean(on));
  }

  get unanswered() {
    return this.hasAttribute('unanswered');
  }
  set unanswered(on) {
    this.toggleAttribute('unanswered', Boolean(on));
  }

  /** Under which name this browser keeps the drawing; empty: it doesn't. */
  get keep() {
    return this.getAttribute('keep') ?? '';
  }
  set keep(name) {
    if (name) this.setAttribute('keep', name);
    else this.removeAttribute('keep');
  }

  /** The digit that is on the paper from the start; null: none. */
  get sample() {
    const digit = this.getAttribute('sample')?.trim() ?? '';
    return /^[0-9]$/.test(digit) ? Number(digit) : null;
  }
  set sample(digit) {
    if (digit === null) this.removeAttribute('sample');
    else this.setAttribute('sample', String(digit));
  }

  get name() {
    return this.getAttribute('name') ?? '';
  }
  set name(name) {
    this.setAttribute('name', name);
  }

  get required() {
    return this.hasAttribute('required');
  }
  set required(on) {
    this.toggleAttribute('required', Boolean(on));
  }

  /** Its own attribute: a `<fieldset disabled>` around it counts as well. */
  get disabled() {
    return this.hasAttribute('disabled');
  }
  set disabled(on) {
    this.toggleAttribute('disabled', Boolean(on));
  }

  get theme() {
    return this.getAttribute('theme') ?? '';
  }
  set theme(name) {
    if (name) this.setAttribute('theme', name);
    else this.removeAttribute('theme');
  }
}
