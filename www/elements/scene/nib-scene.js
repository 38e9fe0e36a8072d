/**
 * <nib-scene>: plays a scene with the pad and the trainer inside it, the same every time: a digit
 * is drawn stroke by stroke, the answer shows, a net trains so many steps. table.js has its
 * attributes, properties, methods and events.
 *
 *     <nib-scene clicker script='[{"draw": 7}, "pause", {"train": 200}]'>
 *       <nib-pad></nib-pad>
 *       <nib-trainer seed="7"></nib-trainer>
 *     </nib-scene>
 *
 * The first part waits for next() as well. Copies of a slide play nothing: they show the scene's
 * first drawing.
 */

import { followClicker } from '../../host/clicker.js';
import { isCopy, isForPaper } from '../../host/host-page.js';
import { shared } from '../../host/style-sheet.js';
import { firstPart } from '../../ink/samples.js';
import { scene as words } from '../../text/en/training.js';
import { elementOf } from '../base/element.js';
import { play } from '../pad/motion.js';
import css from './scene.css';
import { readScript, SceneError } from './script.js';
import table from './table.js';

/** @typedef {import('./script.js').Action} Action */
/** @typedef {import('../pad/nib-pad.js').NibPad} NibPad */
/** @typedef {import('../trainer/nib-trainer.js').NibTrainer} NibTrainer */

export class NibScene extends elementOf(table) {
  static styles = [...shared, css];

  #caption = document.createElement('p');
  #trouble = document.createElement('p');
  /** @type {AbortController | null} one per stay in the page */
  #life = null;
  /** @type {Action[][] | null} */
  #segments = null;
  #index = 0;
  #playing = false;
  /** Of the part that plays: what an earlier one still wanted to do ends with its own. */
  #part = new AbortController();
  /** The part that was begun last didn't come to its end: the scene was taken out of the page. */
  #cut = false;
  #hurry = () => {};
  /** Whether this scene has begun a run of its own. */
  #trained = false;
  /** Whether the pad kept its answer to itself before the scene began. */
  #silent = false;
  #settled = Promise.resolve();

  constructor() {
    super();
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    this.#caption.part.add('caption');
    this.#caption.setAttribute('aria-live', 'polite');
    this.#trouble.className = 'error';
    this.#trouble.setAttribute('role', 'alert');
    this.#trouble.hidden = true;
    root.append(document.createElement('slot'), this.#caption, this.#trouble);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#life?.abort();
    this.#life = new AbortController();
    const { signal } = this.#life;
    followClicker(this, signal);
    // The pad reads with the net in training: that is what a scene is about.
    const adopt = (/** @type {Event} */ event) =>
      this.#pad?.adopt(/** @type {CustomEvent} */ (event).detail).catch(() => {}); // it says why
    this.addEventListener('nib-net', adopt, { signal });
    // The parser may not have come to what is inside yet.
    if (document.readyState === 'loading')
      addEventListener('DOMContentLoaded', () => this.#prepare(), { signal, once: true });
    else queueMicrotask(() => !signal.aborted && this.#prepare());
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    // A deck that moves its slides has put it back by then.
    queueMicrotask(() => this.isConnected || this.#halt());
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    super.attributeChangedCallback(name, before, text);
    if (name !== 'script') return;
    this.#segments = null;
    if (this.#life) this.#prepare();
  }

  get script() {
    const inside = this.querySelector(':scope > script[type="application/json"]');
    return this.getAttribute('script') ?? inside?.textContent ?? '';
  }

  set script(text) {
    this.setAttribute('script', text);
  }

  get index() {
    return this.#index;
  }

  get count() {
    return this.#read()?.length ?? 0;
  }

  get playing() {
    return this.#playing;
  }

  /** Resolves when what was begun stands still. */
  get settled() {
    return this.#settled;
  }

  next() {
    if (this.#playing) {
      this.#hurry();
      return true;
    }
    const segments = this.#read();
    if (!segments || this.#index >= segments.length) return false;
    const before = this.#cut ? segments.slice(0, this.#index) : null;
    const segment = segments[this.#index];
    this.#index += 1;
    this.#begin(async (signal) => {
      if (before) await this.#goBack(before, signal);
      await this.#play(segment, signal);
    });
    return true;
  }

  previous() {
    if (this.#index === 0 || !this.#read()) return false;
    this.#goTo(this.#index - 1);
    return true;
  }

  restart() {
    if (this.#read()) this.#goTo(0);
  }

  /** @returns {NibPad | null} */
  get #pad() {
    return this.querySelector('nib-pad');
  }

  /** @returns {NibTrainer | null} */
  get #trainer() {
    return this.querySelector('nib-trainer');
  }

  /** Reads the script, to complain early; and where nobody will turn it, shows how it begins. */
  #prepare() {
    const segments = this.#read();
    if (this.#index === 0) this.#silent = this.#pad?.hasAttribute('unanswered') ?? false;
    const drawing = segments?.flat().find((action) => action.act === 'draw');
    if (!drawing || !this.#pad || !(isCopy(this) || isForPaper())) return;
    customElements.whenDefined('nib-pad').then(() => {
      if (this.#pad && this.#pad.strokes.length === 0) this.#pad.strokes = drawing.strokes;
    });
  }

  #read() {
    if (this.#segments) return this.#segments;
    try {
      this.#segments = readScript(this.script);
      this.#trouble.hidden = true;
    } catch (error) {
      this.#fail(/** @type {Error} */ (error));
    }
    return this.#segments;
  }

  /** @param {number} index how many parts are to have been played */
  #goTo(index) {
    const segments = this.#read();
    if (!segments) return;
    this.#index = index;
    this.#begin((signal) => this.#goBack(segments.slice(0, index), signal));
  }

  /**
   * From the beginning, without time for drawing and waiting.
   * @param {Action[][]} segments @param {AbortSignal} signal
   */
  async #goBack(segments, signal) {
    this.#pad?.clear();
    this.#pad?.useShipped();
    if (this.#pad) this.#pad.unanswered = this.#silent;
    this.#caption.textContent = '';
    if (this.#trained) await this.#trainer?.stop().catch(() => {}); // over already
    signal.throwIfAborted();
    this.#trained = false;
    for (const segment of segments) await this.#play(segment, signal, true);
  }

  /** @param {(signal: AbortSignal) => Promise<void>} work */
  #begin(work) {
    this.#part.abort();
    this.#part = new AbortController();
    this.#cut = false;
    const { signal } = this.#part;
    if (isCopy(this)) return; // its place is counted, and nothing moves
    this.#playing = true;
    this.#tell();
    this.#settled = work(signal)
      .catch((error) => signal.aborted || this.#fail(error))
      .then(() => {
        if (!signal.aborted) this.#stand();
      });
  }

  #stand() {
    this.#playing = false;
    this.#hurry = () => {};
    this.#tell();
  }

  /** The part that plays, if any, is to be played once more. */
  #halt() {
    if (!this.#playing) return;
    this.#part.abort();
    this.#cut = true;
    this.#index = Math.max(0, this.#index - 1);
    this.#stand();
  }

  /**
   * @param {Action[]} actions @param {AbortSignal} signal
   * @param {boolean} [atOnce] without time for drawing and waiting
   */
  async #play(actions, signal, atOnce = false) {
    let hurried = atOnce;
    for (const action of actions) {
      /** @type {Promise<void>} */
      const hurry = new Promise((resolve) => {
        this.#hurry = () => {
          hurried = true;
          resolve();
        };
      });
      await this.#act(action, () => hurried, hurry, signal);
      signal.throwIfAborted();
    }
  }

  /**
   * @param {Action} action @param {() => boolean} hurried @param {Promise<void>} hurry
   * @param {AbortSignal} signal
   */
  async #act(action, hurried, hurry, signal) {
    const pad = this.#pad;
    switch (action.act) {
      case 'say':
        this.#caption.textContent = action.text;
        return;
      case 'wait':
        if (!hurried()) await pass(action.ms, hurry, signal);
        return;
      case 'draw':
        if (!pad) throw new SceneError(words.noPad('draw'));
        return draw(pad, action.strokes, hurried() ? 0 : action.ms, hurry, signal);
      case 'clear':
        if (!pad) throw new SceneError(words.noPad('clear'));
        pad.clear();
        return;
      case 'answer':
        if (!pad) throw new SceneError(words.noPad('answer'));
        pad.unanswered = !action.shown;
        return;
      case 'train':
        return this.#train(action.steps, action.recipe, action.planned, signal);
    }
  }

  /**
   * @param {number} steps @param {Record<string, unknown> | null} recipe
   * @param {number | null} planned of a new run
   * @param {AbortSignal} signal
   */
  async #train(steps, recipe, planned, signal) {
    const trainer = this.#trainer;
    if (!trainer) throw new SceneError(words.noTrainer);
    if (recipe || (!this.#trained && trainer.state !== 'idle'))
      await trainer.stop().catch(() => {});
    signal.throwIfAborted();
    this.#trained = true;
    // What the trainer says holds for what the script leaves out.
    const usual = planned === null ? undefined : { ...(trainer.recipe ?? {}), steps: planned };
    await trainer.step(steps, recipe ?? usual);
    await stands(trainer, signal);
  }

  #tell() {
    const detail = { index: this.#index, count: this.count, playing: this.#playing };
    this.dispatchEvent(new CustomEvent('nib-scene', { detail, bubbles: true, composed: true }));
  }

  /** @param {Error} error */
  #fail(error) {
    this.#trouble.textContent = words.trouble(error.message);
    this.#trouble.hidden = false;
    this.dispatchEvent(
      new CustomEvent('nib-error', { detail: { error }, bubbles: true, composed: true }),
    );
  }
}

/**
 * So long, or until it is hurried.
 * @param {number} ms @param {Promise<void>} hurry @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pass(ms, hurry, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    void hurry.then(() => (clearTimeout(timer), resolve()));
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)));
  });
}

/**
 * Draws as a hand would; at once where that is wanted. What is broken off leaves nothing on the
 * paper.
 * @param {NibPad} pad @param {import('../../ink/geometry.js').Stroke[]} strokes @param {number} ms
 * @param {Promise<void>} hurry @param {AbortSignal} signal @returns {Promise<void>}
 */
function draw(pad, strokes, ms, hurry, signal) {
  return new Promise((resolve, reject) => {
    const before = pad.strokes;
    let drawn = false;
    const finish = () => {
      if (drawn || signal.aborted) return;
      drawn = true;
      pad.strokes = strokes;
      resolve();
    };
    if (ms === 0) return finish();
    const stop = play(ms, (share) =>
      share < 1 ? pad.preview(firstPart(strokes, share)) : finish(),
    );
    void hurry.then(() => (stop(), finish()));
    signal.addEventListener('abort', () => {
      stop();
      if (!drawn) pad.strokes = before;
      reject(signal.reason);
    });
  });
}

/**
 * Resolves when a trainer trains no more; rejects when it has failed.
 * @param {NibTrainer} trainer @param {AbortSignal} signal @returns {Promise<void>}
 */
function stands(trainer, signal) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (trainer.state === 'paused' || trainer.state === 'done') resolve();
      else if (trainer.state === 'idle' || trainer.state === 'failed')
        reject(new Error(words.lost));
      else return;
      trainer.removeEventListener('nib-state', look);
    };
    trainer.addEventListener('nib-state', look, { signal });
    signal.addEventListener('abort', () => reject(signal.reason));
    look();
  });
}
