/**
 * <nib-pad>: draw a digit, see what the net makes of it while you draw. table.js has its
 * attributes, properties, methods, events and parts.
 *
 * Content inside the tag shows until this script runs. Drawing works before the net has arrived. A
 * picture that is dropped or pasted on the pad is read as well, until something is drawn. Nothing
 * is fetched before it is seen. Copies of a slide, as decks make them for overview and speaker, are
 * still pictures; so is print.
 */
import { engine } from '../../engine/page/engine.js';
import { pad as words } from '../../text/en/reading.js';
import { followLanguage, label, onLanguage } from '../../text/language.js';
import '../../text/translations.js';
import { holdAutoSlide, inOverview, isCopy, isForPaper, watchSeen } from '../../host/host-page.js';
import { shared, watchColours } from '../../host/style-sheet.js';
import { Drawing } from '../../ink/drawing.js';
import { CELLS, checkedStrokes } from '../../ink/geometry.js';
import { followPictures, openPicture } from '../../ink/picture.js';
import { firstPart, SAMPLE_ORDER, sampleStrokes } from '../../ink/samples.js';
import { elementOf } from '../base/element.js';
import { answer, winner } from './answer.js';
import { Bars, runnerUp } from './bars.js';
import { contain } from './contain.js';
import { Field, strokesFrom } from './form.js';
import { History } from './history.js';
import { focusByKeyboard, followKeys } from './keyboard.js';
import { Later } from './later.js';
import { play } from './motion.js';
import css from './pad.css';
import { Hand } from './pen.js';
import { followPointer } from './pointer.js';
import { Reader } from './reader.js';
import reasonsCss from './reasons.css';
import { SavedDrawing, savedStrokes } from './saved-drawing.js';
import { Speech } from './speech.js';
import { Surface } from './surface.js';
import table from './table.js';
import teachCss from './teach.css';
import { build } from './template.js';
import { View } from './view.js';

/** @typedef {import('../../ink/geometry.js').Stroke} Stroke */

/** Decks move elements about: out of the page and in again is not the end. */
const TEARDOWN_MS = 1000;
const SAMPLE_MS = 700;
const GHOST_MS = 1500;
const GHOST_DIGIT = 3;
/** What can have the focus besides the paper. */
const BESIDE = '.tools, .teach, .reasons, .training, .trouble, figcaption';
/** How often numbers change while the pen moves. */
const NUMBERS_MS = 100;

export class NibPad extends elementOf(table) {
  static styles = [...shared, css, teachCss, reasonsCss];
  static formAssociated = true;

  #root = /** @type {ShadowRoot} */ (this.shadowRoot);
  #parts;
  #surface;
  #view;
  #bars;
  #history;
  #drawing = new Drawing();
  #hand = new Hand(this.#drawing, {
    mayBegin: () => this.#takes,
    erases: () => this.erasing,
    touch: () => this.#touch(),
    changed: () => this.#drawn(true),
  });
  #reader = new Reader();
  /** @type {AbortController | null} one per stay in the page */
  #life = null;
  #teardown = 0;
  #frame = 0;
  #speech;
  /** Not needed to read, and so not waited for. */
  #teach = new Later(() => this.#makeTeach());
  #explanation = new Later(() => this.#makeExplanation());
  #visible = false;
  /** A second copy of its slide. */
  #copy = false;
  /**
   * The visitor's acts that changed the drawing, counted; and the one that made what is on the
   * paper now, 0: a script.
   */
  #acts = 0;
  #act = 0;
  /** Whether a button or a key of the visitor's calls a method now. */
  #asked = false;
  /** By its attribute, the form or a fieldset around it. */
  #disabled = false;
  #field;
  #savedDrawing = new SavedDrawing(() => ({
    name: this.#copy ? '' : this.keep,
    strokes: this.#lines,
  }));
  #touched = false;
  #stopPlay = () => {};
  #samplesShown = 0;
  /** @type {readonly Stroke[]} */
  #ghost = [];
  /** @type {import('../../ink/paint.js').Cursor | null} */
  #cursor = null;
  /** What was read last, and of which drawing by which net. */
  #result = {
    drawing: 0,
    reader: 0,
    reading: /** @type {import('./reader.js').Reading | null} */ (null),
  };
  #shown = this.#result;
  /** The version of the drawing whose reading was shown last. */
  #readVersion = 0;
  /**
   * What the numbers by the bars say, and since when.
   * @type {import('./bars.js').Prediction | null}
   */
  #numbered = null;
  #numbered_ms = 0;
  #later = 0;
  /** What the answer says. */
  #answer = answer(null);
  /**
   * How often the sheet was touched: a picture that takes long to open must not cover what came
   * meanwhile.
   */
  #touches = 0;
  /**
   * How many of those were when the first drawing was laid: it is replaced as long as nobody has
   * touched it.
   */
  #laid = 0;

  constructor() {
    super();
    this.#parts = build(this.#root);
    this.#surface = new Surface(this.#root, this.#parts.surface);
    this.#parts.answer.textContent = this.#answer;
    this.#view = new View(this.#root, this.#parts.view);
    this.#bars = new Bars(this.#parts.bars);
    this.#history = new History(this.#root, this.#parts.strip, this.#parts.mark);
    this.#speech = new Speech(this.#parts.spoken, () => {
      const prediction = this.#result.reading?.prediction;
      return prediction ?? (this.#drawing.empty && this.#touched ? 'empty' : null);
    });
    this.#field = new Field(this, this.#parts.surface, () => ({
      drawn: !this.#drawing.empty,
      strokes: this.#lines,
      prediction: this.prediction,
      finished: this.#drawing.live === null && !this.#hand.eraser,
      act: this.#act,
      ready: this.#reader.ready,
    }));
    // A press on its label arrives as a click of the element itself.
    this.addEventListener('click', (event) => event.composedPath()[0] === this && this.focus());
    label(this.#root);
    this.#parts.undo.addEventListener('click', () => this.#ask(() => this.undo()));
    this.#parts.redo.addEventListener('click', () => this.#ask(() => this.redo()));
    this.#parts.eraser.addEventListener('click', () => this.toggleAttribute('erasing'));
    this.#parts.why.addEventListener('click', () => this.toggleAttribute('why'));
    this.#parts.picture.addEventListener('click', () => this.#parts.chooser.click());
    this.#parts.clear.addEventListener('click', () => this.#ask(() => this.clear()));
    this.#parts.sample.addEventListener('click', () => this.#ask(() => this.drawSample()));
    this.#parts.useShipped.addEventListener('click', () => this.useShipped());
    this.#parts.retry.addEventListener('click', () => this.#load());
  }

  async #makeTeach() {
    const { Teach } = await import('./teach.js');
    const teach = new Teach(this.#parts.teach, {
      strokes: () => structuredClone(/** @type {Stroke[]} */ (this.#lines)),
      reading: () => this.#read(),
      reader: this.#reader,
      active: () => this.#mayTeach,
      manifest: () => engine.url(this.dataUrl || 'data/mnist.json'),
      say: (sentence) => this.#speech.say(sentence),
      changed: () => (this.#tellReader(), this.#update()),
      taught: (lesson) => this.#tell('nib-taught', lesson),
    });
    label(this.#root);
    if (this.#life) teach.follow(this.#parts.surface, this.#life.signal);
    return teach;
  }

  async #makeExplanation() {
    const { Explanation } = await import('./explanation.js');
    const explanation = new Explanation(this.#root, this.#parts, {
      stages: (stages) =>
        this.#drawing.picture || this.#drawing.squares
          ? null
          : this.#reader.readStages(this.#drawing.strokes, stages),
      image: () => this.image,
      nearest: async (image, count) => (await this.#teach.get()).nearest(image, count),
    });
    label(this.#root);
    return explanation;
  }

  /** @returns {Stroke[]} a copy */
  get strokes() {
    return structuredClone(/** @type {Stroke[]} */ (this.#drawing.strokes));
  }
  set strokes(/** @type {number[][][]} */ strokes) {
    const checked = checkedStrokes(strokes);
    this.#touch();
    this.#drawing.replace(checked);
    this.#drawn();
  }

  get image() {
    return this.#read()?.image ?? null;
  }
  set image(image) {
    if (!image) {
      this.clear();
      return;
    }
    if (image.length !== CELLS * CELLS)
      throw new RangeError(`an image has ${CELLS} × ${CELLS} bytes, and this ${image.length}`);
    this.#touch();
    this.#drawing.put(Uint8Array.from(image));
    this.#drawn();
  }

  /**
   * The strokes where they are all of the drawing; where they lie on something else, alone they
   * would be another.
   */
  get #lines() {
    return this.#drawing.squares ? [] : this.#drawing.strokes;
  }

  get prediction() {
    return this.#read()?.prediction ?? null;
  }

  get value() {
    return this.#field.value;
  }
  set value(/** @type {string | null | undefined} */ value) {
    const text = String(value ?? '');
    // A framework writes back what it has just heard; a pen that is down is newer than that.
    if (text === this.value || this.#drawing.live) return;
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
    this.#touch();
    this.#drawing.clear();
    this.#drawn();
  }

  undo() {
    this.#touch();
    this.#drawing.undo();
    this.#drawn();
  }

  redo() {
    this.#touch();
    this.#drawing.redo();
    this.#drawn();
  }

  /**
   * Lays a picture on the paper and reads it. Rejects with a sentence where it is none, and with an
   * AbortError where something was drawn before it was open.
   * @param {import('../../ink/picture.js').Source} source
   */
  async readPicture(source) {
    return this.#readPicture(source, false);
  }

  /**
   * @param {import('../../ink/picture.js').Source} source
   * @param {boolean} visitor  whether it is the visitor's act
   */
  async #readPicture(source, visitor) {
    this.#touch();
    const touches = this.#touches;
    const picture = await openPicture(source);
    if (touches !== this.#touches) throw new DOMException(words.pictureFirst, 'AbortError');
    this.#drawing.lay(picture);
    this.#drawn(visitor);
    return this.prediction;
  }

  /**
   * A visitor's file, a picture or a net: what is wrong with it is said on the pad.
   * @param {Blob} file
   */
  async offer(file) {
    try {
      const { isNetFile, openNet } = await import('../trainer/net-file.js');
      if (isNetFile(file)) return await this.#adopt(await openNet(file));
      await this.#readPicture(file, true);
    } catch (error) {
      const { name } = /** @type {Error} */ (error);
      if (name !== 'AbortError')
        this.#fail(/** @type {Error} */ (error), words.pictureTrouble, false);
    }
  }

  /** Draws one of ten digits, stroke by stroke. @param {number} [digit] default: the next one */
  drawSample(digit = SAMPLE_ORDER[this.#samplesShown++ % SAMPLE_ORDER.length]) {
    const strokes = sampleStrokes(digit);
    const visitor = this.#asked;
    this.#touch();
    this.#drawing.clear();
    const stop = play(SAMPLE_MS, (share) => {
      if (share < 1) this.#drawing.preview(firstPart(strokes, share));
      else this.#drawing.replace(strokes);
      this.#drawn(visitor);
    });
    this.#stopPlay = () => {
      stop();
      // interrupted: the sample is there all the same
      if (this.#drawing.previewed) this.#drawing.replace(strokes);
    };
  }

  /**
   * A drawing that is still on its way: shown and read, and no step to take back.
   * @param {number[][][]} strokes
   */
  preview(strokes) {
    const checked = checkedStrokes(strokes);
    this.#touch();
    this.#drawing.preview(checked);
    this.#drawn();
  }

  /**
   * The net in training reads from now on; the drawing is read again. Resolves when that has
   * happened; rejects where the net can't read, which is said on the pad too.
   * @param {import('./reader.js').Net} net as the event `nib-net` of <nib-trainer> brings it
   */
  async adopt(net) {
    try {
      await this.#adopt(net);
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notAdopted);
      this.#tellReader();
      throw error;
    }
  }

  /** @param {import('./reader.js').Net} net */
  async #adopt(net) {
    await this.#reader.adopt(net);
    // one reads now
    if (this.#reader.failed && this.#reader.ready) this.#parts.trouble.hidden = true;
    this.#tellReader();
    const prediction = this.prediction;
    if (prediction && this.#reader.step === net.step && !net.name)
      this.#history.add({ step: net.step, prediction });
    this.#parts.hint.hidden = this.#history.length > 0;
    this.#update();
  }

  /** The drawing was this digit: the net that reads learns it. @param {number} digit */
  async teach(digit) {
    return (await this.#teach.get()).teach(digit);
  }

  useShipped() {
    if (this.#reader.step === null) this.#teach.now?.unlearn().catch(() => {});
    this.#reader.useShipped();
    if (this.#reader.failed) void this.#load();
    this.#tellReader();
    this.#update();
  }

  connectedCallback() {
    super.connectedCallback();
    clearTimeout(this.#teardown);
    // Nothing but a slide deck or a notebook reads these: swipes and single-letter commands stay
    // out.
    this.setAttribute('data-prevent-swipe', '');
    this.setAttribute('data-lm-suppress-shortcuts', 'true');
    if (!this.#life) this.#begin();
    // A frame that was asked for in another window may never come.
    if (this.#frame) this.#frame = 0;
    this.#update();
  }

  formAssociatedCallback() {
    this.#field.settle();
  }

  formResetCallback() {
    this.strokes = this.#first;
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
      void this.#turnWhy();
    } else if (name === 'frozen') {
      this.#enable();
    } else if (name === 'sample' || name === 'keep') {
      if (this.#life) this.#layFirst();
    } else if (name === 'required') {
      this.#field.settle();
    } else if (name === 'teachable' || name === 'compact') {
      void this.#restore();
    } else if (name === 'model-url') {
      // A page's own address, not one of our parts: it counts from where the page is.
      this.#reader.modelUrl = this.modelUrl
        ? new URL(this.modelUrl, document.baseURI).href
        : undefined;
      if (this.#visible) void this.#load();
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
    if (this.#still && (this.#drawing.live || this.#hand.eraser)) this.#hand.end();
    void this.#restore();
  }

  /** Calls a method for the visitor: a form is told of it. @param {() => void} method */
  #ask(method) {
    this.#asked = true;
    try {
      method();
    } finally {
      this.#asked = false;
    }
  }

  #begin() {
    this.#copy = isCopy(this);
    this.#enable();
    this.#layFirst();
    this.#life = new AbortController();
    const { signal } = this.#life;
    const { surface } = this.#parts;
    const hand = this.#hand;
    void followLanguage(this, signal);
    onLanguage(() => this.#translate(), signal);
    this.#translate(); // it may be another language than where it was made
    followPointer(surface, hand, signal);
    followKeys(
      surface,
      {
        mayBegin: hand.mayBegin,
        begin: hand.begin,
        move: hand.move,
        end: hand.end,
        clear: () => this.#still || this.#ask(() => this.clear()),
        undo: () => this.#still || this.#ask(() => this.undo()),
        redo: () => this.#still || this.#ask(() => this.redo()),
        leave: () => surface.blur(),
        changed: (cursor, what) => {
          this.#cursor = cursor;
          if (cursor && what === 'moved') this.#speech.saySoon(words.at(cursor.column, cursor.row));
          else if (what === 'down') this.#speech.say(words.penDown);
          else if (what === 'up') this.#speech.say(words.penUp);
          this.#update();
        },
      },
      signal,
    );
    this.#teach.now?.follow(surface, signal);
    const take = (/** @type {Blob} */ file) => this.offer(file);
    followPictures(
      this,
      this.#parts.frame,
      this.#parts.chooser,
      { mayTake: () => this.#takes, take },
      signal,
    );
    contain(this, surface, () => this.#takes, signal);
    holdAutoSlide(surface, signal);
    this.#surface.connect(signal);
    watchColours(this.#root, () => this.#recolour(), signal);
    this.#recolour();
    // A hidden slide, a page far down: nothing is fetched for what nobody sees.
    const see = () => {
      this.#visible = true;
      if (!this.#copy && !isForPaper()) this.#playGhost();
      // A copy has no drawing coming: without one there is nothing to read.
      if (!this.#copy || !this.#drawing.empty) void this.#load();
    };
    watchSeen(this, { seen: see, left: () => this.#savedDrawing.now(), back: () => {} }, signal);
    addEventListener('pagehide', () => this.#savedDrawing.now(), { signal });
  }

  /** What is on the paper before anybody draws: what was kept, or a sample. */
  #layFirst() {
    if (this.#touches !== this.#laid) return;
    const strokes = (this.keep && savedStrokes(this.keep)) || this.#first;
    if (strokes.length > 0 || !this.#drawing.empty) this.strokes = strokes;
    this.#laid = this.#touches;
  }

  get #first() {
    return this.sample === null ? [] : sampleStrokes(this.sample);
  }

  #end() {
    this.#stopPlay();
    this.#savedDrawing.now();
    this.#life?.abort();
    this.#life = null;
    this.#visible = false;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#later);
    this.#later = 0;
    this.#speech.stop();
    this.#frame = 0;
    this.#explanation.now?.stop();
    this.#reader.free();
  }

  async #load() {
    this.#parts.trouble.hidden = true;
    try {
      if (!(await this.#reader.load())) return;
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notLoaded);
      this.#tellReader(); // another may read still
    }
    try {
      const { net } = this.#reader;
      // handed over while nobody could read
      if (net && this.#reader.step === null) await this.#adopt(net);
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notAdopted);
    }
    if (!this.#reader.ready) return;
    this.#tellReader();
    this.#update();
    await this.#restore();
    this.#tellReader();
    this.#update();
    this.#tell('nib-ready', null);
  }

  /** First touch: the ghost goes, for good; and what is being played is over. */
  #touch() {
    this.#stopPlay();
    this.#stopPlay = () => {};
    this.#touches += 1;
    this.#touched = true;
    this.#ghost = [];
    if (this.#parts.retry.hidden) this.#parts.trouble.hidden = true;
    this.#parts.invitation.hidden = true;
  }

  #playGhost() {
    if (this.#touched || this.#ghost.length > 0) return;
    const strokes = sampleStrokes(GHOST_DIGIT);
    this.#stopPlay = play(GHOST_MS, (share) => {
      this.#ghost = firstPart(strokes, share);
      this.#update();
    });
  }

  /** The drawing changed. @param {boolean} [visitor]  whether the visitor did it, and no script */
  #drawn(visitor = this.#asked) {
    this.#act = visitor ? ++this.#acts : 0;
    if (this.#history.length > 0) {
      this.#history.clear();
      this.#parts.hint.hidden = false;
    }
    if (this.keep) this.#savedDrawing.soon();
    this.#field.tell();
    this.#update();
  }

  /** Everything that shows is brought up to date, once a frame. */
  #update() {
    // Of the window that the pad is in: the one it came from may be hidden, and draws no frames.
    const view = this.ownerDocument.defaultView ?? window;
    this.#frame ||= view.requestAnimationFrame(this.#inFrame);
  }

  /**
   * The answer first, since whoever looks at it waits; the ink shows at the end of the same frame.
   */
  #inFrame = () => {
    this.#frame = 0;
    const reading = this.#read();
    const news = this.#shown.reading !== reading; // not null again, or the very same
    this.#shown = this.#result;
    if (news) this.#tellReading(reading);
    this.#showNumbers();
    this.#surface.show({
      strokes: this.#drawing.strokes,
      ghost: this.#ghost,
      ahead: this.#hand.ahead,
      picture: this.#drawing.picture,
      squares: this.#drawing.squares,
      eraser: this.#hand.eraser,
      cursor: this.#cursor,
    });
    if (news) this.#view.show(reading?.image ?? null);
    this.#teach.now?.show();
  };

  /** @param {import('./reader.js').Reading | null} reading another than before */
  #tellReading(reading) {
    const prediction = reading?.prediction ?? null;
    this.#bars.show(prediction, winner(prediction), this.#drawing.live !== null);
    this.#field.settle();
    this.#field.tell();
    this.#tell('nib-guess', prediction);
    if (this.why) this.#explain();
    if (this.unanswered) this.#speech.stop();
    else if (this.#drawing.version === this.#readVersion) this.#speech.sayOtherNet();
    else this.#speech.sayResult();
    this.#readVersion = this.#drawing.version;
  }

  /**
   * Bars follow the pen with each frame, numbers and sentences every few frames, as fast as anybody
   * reads: the browser lays out anew what is written. They are up to date soon after the pen
   * stands, and at once when it lifts. Always within a frame, which lays out anyway: written in
   * between, they would have the next move of the pen wait for that, since it asks where it is.
   */
  #showNumbers() {
    const prediction = this.#shown.reading?.prediction ?? null;
    if (prediction === this.#numbered) return;
    const now_ms = performance.now();
    if (this.#drawing.live && now_ms - this.#numbered_ms < NUMBERS_MS) {
      this.#later ||= window.setTimeout(() => {
        this.#later = 0;
        this.#update();
      }, NUMBERS_MS);
      return;
    }
    [this.#numbered, this.#numbered_ms] = [prediction, now_ms];
    this.#bars.number(prediction);
    this.#say(answer(prediction));
  }

  /**
   * Written only where it says something else: the browser lays out what is written.
   * @param {string} sentence
   */
  #say(sentence) {
    if (sentence !== this.#answer) this.#parts.answer.textContent = this.#answer = sentence;
  }

  get #mayTeach() {
    return this.teachable && !this.#still && !this.compact;
  }

  /** What was taught here before counts again, where the visitor may teach. */
  async #restore() {
    try {
      if (this.#mayTeach && this.#reader.ready) await (await this.#teach.get()).refresh();
      else await this.#teach.now?.refresh();
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notWhole, false);
    }
  }

  async #turnWhy() {
    try {
      if (this.why) await this.#explanation.get();
      this.#explanation.now?.turn(this.why); // it may have been turned off meanwhile
      this.#explain();
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notWhole, false);
    }
  }

  /** What speaks for the digit and against it, once there is time. */
  #explain() {
    /** @type {(() => Float32Array | null | undefined) | undefined} */
    let more;
    this.#explanation.now?.refresh(() => {
      const reading = this.#shown.reading;
      if (!reading || !['digit', 'unsure'].includes(reading.prediction.verdict)) return null;
      const { digit } = reading.prediction;
      more ??= this.#reader.evidence(reading.image, digit);
      const evidence = more();
      return evidence && { digit, rival: runnerUp(reading.prediction), evidence };
    });
  }

  /** The drawing read by the net, at most once for each change of either. */
  #read() {
    const { drawing, reader } = this.#result;
    if (drawing === this.#drawing.version && reader === this.#reader.version)
      return this.#result.reading;
    let reading = null;
    try {
      const { picture, squares, strokes } = this.#drawing;
      reading = picture
        ? this.#reader.readPicture(picture)
        : squares
          ? this.#reader.readSquares(squares, strokes)
          : this.#reader.read(strokes);
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notRead);
    }
    // Counted again: a net that failed is gone.
    this.#result = { drawing: this.#drawing.version, reader: this.#reader.version, reading };
    return reading;
  }

  /** Another language is spoken. */
  #translate() {
    label(this.#root);
    const prediction = this.#shown.reading?.prediction ?? null;
    this.#say(answer(prediction));
    this.#bars.show(prediction, winner(prediction));
    this.#bars.number(prediction);
    this.#view.recolour();
    this.#explanation.now?.translate();
    this.#teach.now?.translate();
    this.#history.recolour();
    this.#parts.spoken.textContent = ''; // what was said was said in another language
    this.#tellReader();
  }

  #recolour() {
    this.#surface.recolour();
    this.#view.recolour();
    this.#explanation.now?.recolour();
    this.#history.recolour();
    this.#teach.now?.recolour();
  }

  #tellReader() {
    const { label, useShipped } = this.#parts;
    const { step, ready, failed, taught, net, own } = this.#reader;
    label.textContent =
      step !== null && net?.name
        ? words.opened(net.name)
        : step !== null
          ? words.training(step)
          : !ready
            ? failed
              ? words.nobody
              : words.loading
            : taught
              ? words.taught
              : own
                ? words.own
                : words.shipped;
    useShipped.hidden = step === null && !taught;
  }

  /**
   * @param {Error} error
   * @param {(reason: string) => string} sentence
   * @param {boolean} [again] whether fetching the net again helps
   */
  #fail(error, sentence, again = true) {
    this.#parts.retry.hidden = !again;
    this.#parts.sentence.textContent = sentence(error.message);
    this.#parts.trouble.hidden = false;
    this.#tell('nib-error', { error });
  }

  /** @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
