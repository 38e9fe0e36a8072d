/**
 * <nib-pad>: draw a digit, see what the net makes of it while you draw. table.js has its
 * attributes, properties, methods, events and parts.
 *
 * Content inside the tag shows until this script runs. Drawing works before the net has arrived. A
 * picture that is dropped or pasted on the pad is read as well, until something is drawn. Nothing
 * is fetched before it is seen. Copies of a slide, as decks make them for overview and speaker, are
 * still pictures; so is print.
 */
import { inOverview, isCopy, isForPaper, watchSeen } from '../../host/host-page.js';
import { shared, watchColours } from '../../host/style-sheet.js';
import { sampleStrokes } from '../../ink/samples.js';
import { pad as words } from '../../text/en/reading.js';
import { followLanguage, label, onLanguage } from '../../text/language.js';
import '../../text/translations.js';
import { elementOf } from '../base/element.js';
import { Display } from './display.js';
import { Field, strokesFrom } from './form.js';
import { History } from './history.js';
import { followInput } from './input.js';
import { focusByKeyboard } from './keyboard.js';
import { Nets } from './nets.js';
import css from './pad.css';
import { Paper } from './paper.js';
import { Reader } from './reader.js';
import { Reasoning } from './reasoning.js';
import reasonsCss from './reasons.css';
import table from './table.js';
import teachCss from './teach.css';
import { build } from './template.js';

/** Decks move elements about: out of the page and in again is not the end. */
const TEARDOWN_MS = 1000;
/** What can have the focus besides the paper. */
const BESIDE = '.tools, .nets, .teach, .reasons, .training, .trouble, figcaption';

export class NibPad extends elementOf(table) {
  static styles = [...shared, css, teachCss, reasonsCss];
  static formAssociated = true;

  #root = /** @type {ShadowRoot} */ (this.shadowRoot);
  #parts = build(this.#root);
  #reader = new Reader();
  #paper = new Paper({
    takes: () => this.#takes,
    erases: () => this.erasing,
    name: () => (this.#copy ? '' : this.keep),
    sample: () => this.sample,
    lacks: (picture) => this.#reader.readPicture(picture)?.prediction.reason,
    touched: () => {
      if (this.#parts.retry.hidden) this.#parts.trouble.hidden = true;
      this.#parts.invitation.hidden = true;
    },
    drawn: () => {
      if (this.#history.length > 0) {
        this.#history.clear();
        this.#parts.hint.hidden = false;
      }
      this.#field.tell();
      this.#display.update();
    },
    update: () => this.#display.update(),
  });
  #display = new Display(this.#root, this.#parts, {
    paper: this.#paper,
    reader: this.#reader,
    window: () => this.ownerDocument.defaultView ?? window,
    unanswered: () => this.unanswered,
    told: (prediction) => {
      this.#field.settle();
      this.#field.tell();
      this.#tell('nib-guess', prediction);
      if (this.why) this.#reasoning.explain();
    },
    shown: () => this.#nets.teach.now?.show(),
    failed: (error) => this.#nets.fail(error, words.notRead),
  });
  #history = new History(this.#root, this.#parts.strip, this.#parts.mark);
  #field = new Field(this, this.#parts.surface, () => ({
    drawn: !this.#paper.drawing.empty,
    strokes: this.#paper.lines,
    prediction: this.prediction,
    finished: this.#paper.drawing.live === null && !this.#paper.hand.eraser,
    act: this.#paper.act,
    ready: this.#reader.ready,
  }));
  #nets = new Nets(this.#root, this.#parts, {
    reader: this.#reader,
    paper: this.#paper,
    display: this.#display,
    history: this.#history,
    mayTeach: () => this.teachable && !this.#still && !this.compact,
    dataUrl: () => this.dataUrl,
    signal: () => this.#life?.signal ?? null,
    ready: () => this.#tell('nib-ready', null),
    taught: (lesson) => this.#tell('nib-taught', lesson),
    now: () => this.#tell('nib-now', null),
    failed: (error) => this.#tell('nib-error', { error }),
  });
  #reasoning = new Reasoning(this.#root, this.#parts, {
    reader: this.#reader,
    paper: this.#paper,
    display: this.#display,
    nets: this.#nets,
    asked: () => this.why,
  });
  /** @type {AbortController | null} one per stay in the page */
  #life = null;
  #teardown = 0;
  #visible = false;
  /** A second copy of its slide. */
  #copy = false;
  /** By its attribute, the form or a fieldset around it. */
  #disabled = false;

  constructor() {
    super();
    // A press on its label arrives as a click of the element itself.
    this.addEventListener('click', (event) => event.composedPath()[0] === this && this.focus());
    label(this.#root);
    const { undo, redo, eraser, why, picture, chooser, clear, sample } = this.#parts;
    /** @param {HTMLElement} button @param {() => unknown} act */
    const on = (button, act) => button.addEventListener('click', act);
    /** @param {HTMLElement} button @param {() => void} method */
    const asks = (button, method) => on(button, () => this.#paper.ask(method));
    asks(undo, () => this.undo());
    asks(redo, () => this.redo());
    asks(clear, () => this.clear());
    asks(sample, () => this.drawSample());
    on(eraser, () => this.toggleAttribute('erasing'));
    on(why, () => this.toggleAttribute('why'));
    on(picture, () => chooser.click());
  }

  /** @returns {number[][][]} a copy */
  get strokes() {
    return this.#paper.strokes;
  }
  set strokes(strokes) {
    this.#paper.strokes = strokes;
  }

  get image() {
    return this.#display.read()?.image ?? null;
  }
  set image(image) {
    if (image) this.#paper.put(image);
    else this.clear();
  }

  /** @param {Uint8Array} image @param {number | null} [label] */
  putImage(image, label) {
    this.#paper.put(image, label);
  }

  get label() {
    return this.#paper.drawing.label;
  }

  get prediction() {
    return this.#display.read()?.prediction ?? null;
  }

  get value() {
    return this.#field.value;
  }
  set value(/** @type {string | null | undefined} */ value) {
    const text = String(value ?? '');
    // A framework writes back what it has just heard; a pen that is down is newer than that.
    if (text === this.value || this.#paper.drawing.live) return;
    if (text === '') this.clear();
    else if (/^[0-9]$/.test(text)) this.strokes = sampleStrokes(Number(text));
  }

  /** @returns {HTMLFormElement | null} */
  get form() {
    return this.#field.internals.form;
  }
  // A framework sets the attribute's text where there is a property of that name.
  set form(/** @type {string | null | undefined} */ id) {
    if (id) this.setAttribute('form', id);
    else this.removeAttribute('form');
  }

  get labels() {
    return this.#field.internals.labels;
  }

  get validity() {
    this.#field.settle();
    return this.#field.internals.validity;
  }

  get validationMessage() {
    this.#field.settle();
    return this.#field.internals.validationMessage;
  }

  get willValidate() {
    return this.#field.internals.willValidate;
  }

  checkValidity() {
    this.#field.settle();
    return this.#field.internals.checkValidity();
  }

  reportValidity() {
    this.#field.settle();
    return this.#field.internals.reportValidity();
  }

  /** @param {FocusOptions} [options] */
  focus(options) {
    if (!this.#disabled) focusByKeyboard(this.#parts.surface, options);
  }

  get reader() {
    return this.#reader.ready ? { step: this.#reader.step } : null;
  }

  clear() {
    this.#paper.clear();
  }

  undo() {
    this.#paper.undo();
  }

  redo() {
    this.#paper.redo();
  }

  /** @param {import('../../ink/picture.js').Source} source */
  async readPicture(source) {
    await this.#paper.lay(source);
    return this.prediction;
  }

  /** @param {Blob | string} file  a picture or a net, or the address of a picture */
  async offer(file) {
    try {
      const { isNetFile } = await import('../trainer/net-file.js');
      if (typeof file !== 'string' && isNetFile(file)) await this.#nets.open(file);
      else await this.#paper.offer(file);
    } catch (error) {
      const { name } = /** @type {Error} */ (error);
      if (name !== 'AbortError')
        this.#nets.fail(/** @type {Error} */ (error), words.pictureTrouble, false);
    }
  }

  /** @param {number} [digit] */
  drawSample(digit) {
    this.#paper.drawSample(digit);
  }

  /** @param {number[][][]} strokes */
  preview(strokes) {
    this.#paper.preview(strokes);
  }

  /** @param {import('./reader.js').Net} net */
  adopt(net) {
    return this.#nets.adopt(net);
  }

  /** @param {number} digit */
  async teach(digit) {
    return (await this.#nets.teach.get()).teach(digit);
  }

  useShipped() {
    this.#nets.useShipped();
  }

  connectedCallback() {
    super.connectedCallback();
    clearTimeout(this.#teardown);
    // Nothing but a slide deck or a notebook reads these: swipes and single-letter commands stay
    // out.
    this.setAttribute('data-prevent-swipe', '');
    this.setAttribute('data-lm-suppress-shortcuts', 'true');
    if (!this.#life) this.#begin();
    this.#display.again();
  }

  formAssociatedCallback() {
    this.#field.settle();
  }

  formResetCallback() {
    this.strokes = this.#paper.first;
  }

  /** @param {boolean} disabled */
  formDisabledCallback(disabled) {
    this.#disabled = disabled;
    this.#enable();
  }

  /** @param {unknown} state what the browser has kept of a page that is gone back to */
  formStateRestoreCallback(state) {
    const strokes = strokesFrom(state);
    if (strokes?.length) this.strokes = strokes;
  }

  disconnectedCallback() {
    this.#teardown = window.setTimeout(() => this.#end(), TEARDOWN_MS);
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    super.attributeChangedCallback(name, before, text);
    if (name === 'erasing') {
      this.#parts.eraser.setAttribute('aria-pressed', String(this.erasing));
    } else if (name === 'why') {
      this.#parts.why.setAttribute('aria-pressed', String(this.why));
      void this.#reasoning.turn();
    } else if (name === 'frozen') {
      this.#enable();
    } else if (name === 'sample' || name === 'keep') {
      if (this.#life) this.#paper.layFirst();
    } else if (name === 'required') {
      this.#field.settle();
    } else if (name === 'teachable' || name === 'compact') {
      void this.#nets.restore();
    } else if (name === 'model-url') {
      // A page's own address, not one of our parts: it counts from where the page is.
      this.#reader.modelUrl = this.modelUrl
        ? new URL(this.modelUrl, document.baseURI).href
        : undefined;
      if (this.#visible) void this.#nets.load();
    }
  }

  /** Whether it takes drawing now. In an overview, a press chooses a slide. */
  get #takes() {
    return !this.#still && !inOverview(this);
  }

  get #still() {
    return this.frozen || this.#disabled || this.#copy;
  }

  #enable() {
    const { surface, undo, redo, eraser, clear, sample, picture } = this.#parts;
    for (const button of [undo, redo, eraser, clear, sample, picture])
      button.disabled = this.#still;
    surface.setAttribute('aria-disabled', String(this.#still));
    surface.classList.toggle('still', this.#still);
    if (this.#disabled) surface.removeAttribute('tabindex');
    else surface.tabIndex = 0;
    for (const part of this.#root.querySelectorAll(BESIDE))
      part.toggleAttribute('inert', this.#disabled);
    const { drawing, hand } = this.#paper;
    if (this.#still && (drawing.live || hand.eraser)) hand.end();
    void this.#nets.restore();
  }

  #begin() {
    this.#copy = isCopy(this);
    this.#enable();
    this.#paper.layFirst();
    this.#life = new AbortController();
    const { signal } = this.#life;
    void followLanguage(this, signal);
    onLanguage(() => this.#translate(), signal);
    this.#translate(); // it may be another language than where it was made
    const may = { takes: () => this.#takes, still: () => this.#still };
    followInput(this, this.#parts, this.#paper, this.#display, may, signal);
    this.#nets.teach.now?.follow(this.#parts.surface, signal);
    this.#display.surface.connect(signal);
    watchColours(this.#root, () => this.#recolour(), signal);
    this.#recolour();
    // A hidden slide, a page far down: nothing is fetched for what nobody sees.
    const see = () => {
      this.#visible = true;
      if (!this.#copy && !isForPaper()) this.#paper.playGhost();
      // A copy has no drawing coming: without one there is nothing to read.
      if (!this.#copy || !this.#paper.drawing.empty) void this.#nets.load();
    };
    watchSeen(this, { seen: see, left: () => this.#paper.save(), back: () => {} }, signal);
    addEventListener('pagehide', () => this.#paper.save(), { signal });
  }

  #end() {
    this.#paper.end();
    this.#life?.abort();
    this.#life = null;
    this.#visible = false;
    this.#display.end();
    this.#reasoning.stop();
    this.#reader.free();
  }

  /** Another language is spoken. */
  #translate() {
    label(this.#root);
    this.#display.translate();
    this.#reasoning.translate();
    this.#nets.teach.now?.translate();
    this.#history.recolour();
    this.#parts.spoken.textContent = ''; // what was said was said in another language
    this.#nets.show();
  }

  #recolour() {
    this.#display.recolour();
    this.#reasoning.recolour();
    this.#history.recolour();
    this.#nets.teach.now?.recolour();
  }

  /** @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
