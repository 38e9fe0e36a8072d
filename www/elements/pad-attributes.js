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

  get theme() {
    return this.getAttribute('theme') ?? '';
  }
  set theme(name) {
    if (name) this.setAttribute('theme', name);
    else this.removeAttribute('theme');
  }
}
