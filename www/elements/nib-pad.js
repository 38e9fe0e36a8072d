/**
 * <nib-pad>: draw a digit, see what the net makes of it while you draw.
 *
 * attribute / property   model-url / modelUrl (URL of a .nib file, default: the shipped net)
 *                        frozen (boolean: shows, takes no drawing)   compact (boolean: paper and bars alone)
 *                        teach (boolean: asks what a drawing was; the net that reads learns it)   data-url (address of
 *                        the digits' manifest, for that; default: data/mnist.json beside the script)
 *                        theme (light | dark, default: the page's `color-scheme`)
 * properties             strokes ([[[x, y, pressure?], …], …], the side is 1; settable), image (Uint8Array(784) | null,
 *                        what the net sees), prediction ({digit, confidence, probabilities} | null: nothing drawn),
 *                        reader ({step: number | null} | null: which net reads; null: none yet)
 * methods                clear(), undo(), drawSample(digit?), adopt({network, weights, step}) → Promise, useShipped(),
 *                        teach(digit) → Promise<{digit, kept, before, now}>: the drawing was this; with `teach` set
 * events                 nib-ready, nib-guess (detail: the prediction or null), nib-taught {digit, kept, before, now}
 *                        (kept: how many digits are; read before and now), nib-error {error}; bubbling, composed
 * styling                ::part(pad), (tools), (teach), (view), (bars), (history); --nib-ink and the other tokens of theme.css
 *
 * Content inside the tag shows until this script runs. Drawing works before the net has arrived.
 */
import { engine } from '../engine/engine.js';
import { pad as words } from '../text/en.js';
import { Bars } from './pad-bars.js';
import { Drawing } from './pad-drawing.js';
import { checkedStrokes } from './pad-geometry.js';
import { History } from './pad-history.js';
import { followKeys, usedByButton, usedBySurface } from './pad-keyboard.js';
import { play } from './pad-motion.js';
import { followPointer } from './pad-pointer.js';
import { Reader } from './pad-reader.js';
import { SAMPLE_ORDER, firstPart, sampleStrokes } from './pad-samples.js';
import { Speech } from './pad-speech.js';
import { Surface } from './pad-surface.js';
import { Teach } from './pad-teach.js';
import { build } from './pad-template.js';
import { View } from './pad-view.js';
import { shared, sheet, watchColours } from './sheet.js';
import css from './nib-pad.css';
import teachCss from './pad-teach.css';

/** @typedef {import('./pad-geometry.js').Stroke} Stroke */

/** Decks move elements about: out of the page and in again is not the end. */
const TEARDOWN_MS = 1000;
const SAMPLE_MS = 700;
const GHOST_MS = 1500;
const GHOST_DIGIT = 3;

export class NibPad extends HTMLElement {
  static observedAttributes = ['model-url', 'frozen', 'teach', 'compact'];

  /** @param {string} [tag] @param {CustomElementRegistry} [registry] */
  static define(tag = 'nib-pad', registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, this);
  }

  #root = this.attachShadow({ mode: 'open' });
  #parts;
  #surface;
  #view;
  #bars;
  #history;
  #drawing = new Drawing();
  #reader = new Reader();
  /** @type {AbortController | null} one per stay in the page */
  #life = null;
  #teardown = 0;
  #frame = 0;
  #speech;
  #teach;
  #visible = false;
  #touched = false;
  #stopPlay = () => {};
  #samplesShown = 0;
  /** @type {readonly Stroke[]} */
  #ghost = [];
  /** @type {import('./pad-keyboard.js').Cursor | null} */
  #cursor = null;
  /** What was read last, and of which drawing by which net. */
  #result = { key: '0/0', reading: /** @type {import('./pad-reader.js').Reading | null} */ (null) };
  #shown = this.#result;
  /** The version of the drawing whose reading was shown last. */
  #readVersion = 0;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [...shared(), sheet(css), sheet(teachCss)];
    this.#parts = build(this.#root);
    this.#surface = new Surface(this.#root, this.#parts.surface);
    this.#view = new View(this.#root, this.#parts.view);
    this.#bars = new Bars(this.#parts.bars);
    this.#history = new History(this.#root, this.#parts.strip, this.#parts.mark);
    this.#speech = new Speech(this.#parts.spoken, () => {
      const prediction = this.#result.reading?.prediction;
      return prediction ?? (this.#drawing.empty && this.#touched ? 'empty' : null);
    });
    this.#teach = new Teach(this.#parts.teach, {
      strokes: () => this.strokes,
      reading: () => this.#read(),
      reader: this.#reader,
      active: () => this.teaches && !this.frozen && !this.compact,
      manifest: () => engine.url(this.dataset.url ?? 'data/mnist.json'),
      say: (sentence) => this.#speech.say(sentence),
      changed: () => (this.#tellReader(), this.#update()),
      taught: (lesson) => this.#tell('nib-taught', lesson),
    });
    this.#parts.undo.addEventListener('click', () => this.undo());
    this.#parts.clear.addEventListener('click', () => this.clear());
    this.#parts.sample.addEventListener('click', () => this.drawSample());
    this.#parts.useShipped.addEventListener('click', () => this.useShipped());
    this.#parts.retry.addEventListener('click', () => this.#load());
  }

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

  /** @returns {Stroke[]} a copy */
  get strokes() {
    return structuredClone(/** @type {Stroke[]} */ (this.#drawing.strokes));
  }
  set strokes(strokes) {
    const checked = checkedStrokes(strokes);
    this.#touch();
    this.#drawing.replace(checked);
    this.#drawn();
  }

  get image() {
    return this.#read()?.image ?? null;
  }

  get prediction() {
    return this.#read()?.prediction ?? null;
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

  /** Draws one of ten digits, stroke by stroke. @param {number} [digit] default: the next one */
  drawSample(digit = SAMPLE_ORDER[this.#samplesShown++ % SAMPLE_ORDER.length]) {
    const strokes = sampleStrokes(digit);
    this.#touch();
    this.#drawing.clear();
    const stop = play(SAMPLE_MS, (share) => {
      if (share < 1) this.#drawing.preview(firstPart(strokes, share));
      else this.#drawing.replace(strokes);
      this.#drawn();
    });
    this.#stopPlay = () => {
      stop();
      if (this.#drawing.previewed) this.#drawing.replace(strokes); // interrupted: the sample is there all the same
    };
  }

  /**
   * The net in training reads from now on; the drawing is read again. Resolves when that has happened.
   * @param {import('./pad-reader.js').Net} net as the event `nib-net` of <nib-trainer> brings it
   */
  async adopt(net) {
    try {
      await this.#reader.adopt(net);
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notAdopted);
      this.#tellReader();
      return;
    }
    this.#tellReader();
    const prediction = this.prediction;
    if (prediction && this.#reader.step === net.step) this.#history.add({ step: net.step, prediction });
    this.#parts.hint.hidden = this.#history.length > 0;
    this.#update();
  }

  /** The drawing was this digit: the net that reads learns it. @param {number} digit */
  async teach(digit) {
    return this.#teach.teach(digit);
  }

  useShipped() {
    if (this.#reader.step === null && this.#reader.taught) this.#teach.unlearn();
    this.#reader.useShipped();
    this.#tellReader();
    this.#update();
  }

  connectedCallback() {
    clearTimeout(this.#teardown);
    // Nothing but a slide deck or a notebook reads these: swipes and single-letter commands stay out.
    this.setAttribute('data-prevent-swipe', '');
    this.setAttribute('data-lm-suppress-shortcuts', 'true');
    if (!this.#life) this.#begin();
  }

  disconnectedCallback() {
    this.#teardown = window.setTimeout(() => this.#end(), TEARDOWN_MS);
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === 'frozen') {
      const { undo, clear, sample, surface } = this.#parts;
      undo.disabled = clear.disabled = sample.disabled = this.frozen;
      surface.setAttribute('aria-disabled', String(this.frozen));
      if (this.frozen) this.#drawing.end();
      this.#teach.show();
    } else if (name === 'teach' || name === 'compact') {
      this.#teach.show();
    } else {
      // A page's own address, not one of our parts: it counts from where the page is.
      this.#reader.modelUrl = this.modelUrl ? new URL(this.modelUrl, document.baseURI).href : undefined;
      if (this.#visible) this.#load();
    }
  }

  #begin() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const { surface } = this.#parts;
    const hand = {
      mayBegin: () => !this.frozen,
      begin: (/** @type {import('./pad-geometry.js').Sample} */ sample) => {
        this.#touch();
        this.#drawing.begin(sample);
        this.#drawn();
      },
      move: (/** @type {import('./pad-geometry.js').Sample} */ sample) => {
        this.#drawing.extend(sample);
        this.#drawn();
      },
      end: () => {
        this.#drawing.end();
        this.#drawn();
      },
    };
    const cancel = () => {
      this.#drawing.cancel();
      this.#drawn();
    };
    followPointer(surface, { ...hand, cancel }, signal);
    followKeys(
      surface,
      {
        ...hand,
        clear: () => this.frozen || this.clear(),
        undo: () => this.frozen || this.undo(),
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
    this.#teach.follow(surface, signal);
    this.#contain(signal);
    this.#surface.connect(signal);
    watchColours(this.#root, () => this.#recolour(), signal);
    this.#recolour();
    // A hidden slide, a page far down: nothing is fetched for what nobody sees.
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      this.#visible = true;
      this.#playGhost();
      this.#load();
    });
    seen.observe(this);
    signal.addEventListener('abort', () => seen.disconnect());
  }

  #end() {
    this.#stopPlay();
    this.#life?.abort();
    this.#life = null;
    this.#visible = false;
    cancelAnimationFrame(this.#frame);
    this.#speech.stop();
    this.#frame = 0;
    this.#reader.free();
  }

  /** What the drawing and its buttons use stays inside; the host page's own keys and swipes it keeps. @param {AbortSignal} signal */
  #contain(signal) {
    const { surface } = this.#parts;
    for (const type of ['keydown', 'keypress', 'keyup'])
      this.addEventListener(
        type,
        (event) => {
          const key = /** @type {KeyboardEvent} */ (event);
          const used = event.composedPath()[0] === surface ? usedBySurface(key) : usedByButton(key);
          if (used) event.stopPropagation();
        },
        { signal },
      );
    const drags = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'];
    for (const type of [...drags, 'touchstart', 'touchmove', 'touchend', 'touchcancel'])
      this.addEventListener(
        type,
        (event) => {
          if (!this.frozen && event.composedPath().includes(surface)) event.stopPropagation();
        },
        { signal, passive: true },
      );
  }

  async #load() {
    this.#parts.trouble.hidden = true;
    try {
      if (!(await this.#reader.load())) return;
      const { net } = this.#reader;
      if (net && this.#reader.step === null) await this.adopt(net); // handed over while nobody could read
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notLoaded);
      this.#parts.label.textContent = words.nobody;
      return;
    }
    await this.#teach.restore();
    this.#tellReader();
    this.#update();
    this.#tell('nib-ready', null);
  }

  /** First touch: the ghost goes, for good; and what is being played is over. */
  #touch() {
    this.#stopPlay();
    this.#stopPlay = () => {};
    this.#touched = true;
    this.#ghost = [];
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

  /** The drawing changed. */
  #drawn() {
    this.#history.clear();
    this.#parts.hint.hidden = false;
    this.#update();
  }

  /** Everything that shows is brought up to date, once a frame. */
  #update() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#surface.show({ strokes: this.#drawing.strokes, ghost: this.#ghost, cursor: this.#cursor });
      const reading = this.#read();
      const before = this.#shown.reading;
      this.#teach.show();
      this.#shown = this.#result;
      if (before === reading) return; // null again, or the very same
      this.#view.show(reading?.image ?? null);
      this.#bars.show(reading?.prediction ?? null);
      if (this.#drawing.version === this.#readVersion) this.#speech.sayOtherNet();
      else this.#speech.sayResult();
      this.#readVersion = this.#drawing.version;
      this.#tell('nib-guess', reading?.prediction ?? null);
    });
  }

  /** The drawing read by the net, at most once for each change of either. */
  #read() {
    const key = `${this.#drawing.version}/${this.#reader.version}`;
    if (this.#result.key === key) return this.#result.reading;
    let reading = null;
    try {
      reading = this.#reader.read(this.#drawing.strokes);
    } catch (error) {
      this.#fail(/** @type {Error} */ (error), words.notRead);
    }
    // Counted again: a net that failed is gone.
    this.#result = { key: `${this.#drawing.version}/${this.#reader.version}`, reading };
    return reading;
  }

  #recolour() {
    this.#surface.recolour();
    this.#view.recolour();
    this.#history.recolour();
    this.#teach.recolour();
  }

  #tellReader() {
    const { label, useShipped } = this.#parts;
    const { step, ready, taught } = this.#reader;
    label.textContent =
      step !== null ? words.training(step) : !ready ? words.loading : taught ? words.taught : this.modelUrl ? words.own : words.shipped;
    useShipped.hidden = step === null && !taught;
  }

  /** @param {Error} error @param {(reason: string) => string} sentence */
  #fail(error, sentence) {
    this.#parts.sentence.textContent = sentence(error.message);
    this.#parts.trouble.hidden = false;
    this.#tell('nib-error', { error });
  }

  /** @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
