/**
 * <nib-lab>: see a net learn. Six panels as in the tutorial, and more: curves, digits of the
 * moment, weights and biases, the test digits with the misread ones first, what was taken for what,
 * the layers with the digit on the pad. table.js has its attributes, properties, methods, events
 * and parts.
 *
 * Where there is no trainer on the page it brings one along. It draws only what can be seen, in
 * slices that leave the page free, and nothing while the page is hidden.
 */
import uplotCss from 'uplot/dist/uPlot.min.css';
import chartCss from '../../charts/chart.css';
import { csvOf } from '../../charts/csv.js';
import { toPng, toSvg } from '../../charts/drawing.js';
import { engine } from '../../engine/page/engine.js';
import { wholeRecognizer } from '../../engine/page/whole.js';
import { containKeys, takesText } from '../../host/keys.js';
import { make } from '../../host/nodes.js';
import { shared, watchColours } from '../../host/style-sheet.js';
import { lab as text } from '../../text/en/training.js';
import { followLanguage, onLanguage } from '../../text/language.js';
import '../../text/translations.js';
import { elementOf } from '../base/element.js';
import { Race } from '../race/race.js';
import { Bar } from './bar.js';
import { Companion } from './companion.js';
import { DigitDialog } from './digit-dialog.js';
import labCss from './lab.css';
import { Panel } from './panel.js';
import { PanelSet } from './panel-set.js';
import { PanelUpdates } from './panel-updates.js';
import { KEYS, keyOf, panels } from './panels.js';
import { LabReader } from './reader.js';
import { hiddenPanels, saveHiddenPanels } from './saved-panels.js';
import { ShownRun } from './shown-run.js';
import table from './table.js';

/** @typedef {import('../trainer/nib-trainer.js').NibTrainer} NibTrainer */
/** @typedef {import('../pad/nib-pad.js').NibPad} NibPad */

/** Decks take slides out of the page and put them back. */
const LEFT_MS = 1_000;

export class NibLab extends elementOf(table) {
  static styles = [...shared, uplotCss, chartCss, labCss];

  #root = /** @type {ShadowRoot} */ (this.shadowRoot);
  #bar = new Bar();
  #note = make('p', 'note');
  #lab = make('section', 'lab');
  #run = new ShownRun(() => this.#updates.touch());
  #reader = new LabReader(
    () => this.#run.net,
    () => this.#updates.touch('layers'),
    wholeRecognizer,
  );
  #dialog = new DigitDialog(this.#root, {
    probabilities: (image) => this.#reader.probabilities(image),
    toPad: () => this.#toPad,
  });
  #panels = new PanelSet(() => {
    this.#bar.showPanels(this.#panels.counts);
    this.#updates.touch();
  });
  #updates = new PanelUpdates(this.#panels, {
    view: () => this.#run.view,
    frozen: () => this.#frozen,
    seen: () => this.#run.run?.watch(true),
  });
  /** @type {Race | null} */
  #race = null;
  #frozen = false;
  /** One per stay in the page. @type {AbortController | null} */
  #life = null;
  /** @type {any} */
  #leaving;

  #trainer = new Companion(this, {
    tag: 'nib-trainer',
    id: () => this.htmlFor || null,
    fits: /** @returns {trainer is NibTrainer} */ (trainer) => 'follow' in trainer,
    came: (trainer, signal) => this.#watch(trainer, signal),
    went: (isAwaited) => {
      this.#run.leave();
      this.#bar.showBack(null);
      this.#bar.state.textContent = isAwaited ? '' : text.noTrainer;
      this.#updates.touch();
    },
    make: () => {
      if (this.bare) return null;
      const own = /** @type {NibTrainer} */ (document.createElement('nib-trainer'));
      this.#root.prepend(own);
      return own;
    },
  });
  #pad = new Companion(this, {
    tag: 'nib-pad',
    id: () => this.getAttribute('pad') || null,
    fits: /** @returns {pad is NibPad} */ (pad) => 'image' in pad,
    came: (pad, signal) => {
      pad.addEventListener('nib-guess', () => this.#updates.touch('layers'), { signal });
      pad.addEventListener('nib-now', () => (this.back = null), { signal });
      this.#updates.touch('layers');
    },
    went: () => this.#updates.touch('layers'),
  });

  constructor() {
    super();
    this.#lab.append(this.#bar.element, this.#panels.element, this.#panels.place, this.#note);
    this.#lab.setAttribute('part', 'lab');
    this.#lab.tabIndex = 0;
    this.#root.append(this.#lab, this.#dialog.element);
    const { freeze, now, travel, restore, all } = this.#bar;
    freeze.addEventListener('click', () => (this.frozen = !this.frozen));
    now.addEventListener('click', () => (this.back = null));
    travel.addEventListener('input', () => this.#goTo(Number(travel.value)));
    restore.addEventListener('click', () => {
      this.showAll();
      this.#lab.focus({ preventScroll: true }); // the button is gone
    });
    all.addEventListener('click', () => this.#panels.release());
  }

  connectedCallback() {
    super.connectedCallback();
    clearTimeout(this.#leaving);
    if (!this.#life) this.#begin();
    this.#trainer.connect();
    this.#pad.connect();
  }

  #begin() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#updates.connect(signal);
    this.#recall();
    this.#translate();
    void followLanguage(this, signal);
    onLanguage(() => this.#translate(), signal);
    containKeys(this, this.#root, signal, (event) => this.#key(event));
    watchColours(this.#root, () => this.#recolour(), signal);
  }

  disconnectedCallback() {
    this.#leaving = setTimeout(() => this.#end(), LEFT_MS);
  }

  #end() {
    this.#life?.abort();
    this.#life = null;
    this.#trainer.disconnect();
    this.#pad.disconnect();
    this.#panels.fill([]);
    this.#race?.remove();
    this.#race = null;
    this.#reader.free();
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    super.attributeChangedCallback(name, before, text);
    if (!this.#life) return;
    if (name === 'panels') this.#build();
    else if (name === 'keep') this.#recall();
    else if (name === 'pad') this.#pad.look();
    else if (name === 'for') this.#trainer.look();
  }

  get trainer() {
    return this.#trainer.element;
  }

  set trainer(trainer) {
    this.#trainer.element = trainer;
  }

  /** @returns {NibPad | null} */
  get pad() {
    return this.#pad.element;
  }

  set pad(/** @type {NibPad | string | null} */ pad) {
    // A framework sets the attribute's text where there is a property of that name.
    if (typeof pad === 'string') this.setAttribute('pad', pad);
    else this.#pad.element = pad;
  }

  get frozen() {
    return this.#frozen;
  }

  set frozen(frozen) {
    this.#frozen = Boolean(frozen);
    this.#bar.showFrozen(this.#frozen);
    if (!this.#frozen) this.#updates.touch();
  }

  /** The step that is looked back at. @returns {number | null} */
  get back() {
    return this.#run.back?.step ?? null;
  }

  /** To the snapshot nearest to a step; null: to now. */
  set back(step) {
    if (!this.#run.lookBack(step)) return;
    this.#bar.showBack(this.back);
    const { net } = this.#run;
    if (net) {
      const detail = { ...net, back: this.back !== null };
      const init = { detail, bubbles: true, composed: true };
      this.dispatchEvent(new CustomEvent('nib-snapshot', init));
    }
    this.#updates.touch();
  }

  /**
   * What the race has come to: {name, parameters, step, accuracy, best, seconds, fingerprint, same}
   * of each net; `same`: whether the bits are those of the link.
   */
  get standings() {
    return this.#race?.standings ?? [];
  }

  /** @returns {'all' | string[]} */
  get shown() {
    return this.#panels.shown;
  }

  /** These panels alone. @param {...string} names */
  show(...names) {
    this.#panels.show(names);
  }

  showAll() {
    this.#panels.hidden = [];
    this.#panels.begin();
    this.#save();
    this.#panels.release();
  }

  /** Opens the race, and brings it into view. */
  async openRace() {
    if (this.bare) return;
    this.#panels.release(); // one that fills the screen would lie over it
    await this.#race?.show();
  }

  /** @param {string} name */
  svg(name) {
    return toSvg(this.#drawing(name));
  }

  /** @param {string} name */
  png(name) {
    return toPng(this.#drawing(name));
  }

  /** @param {string} name */
  csv(name) {
    const { body } = this.#upToDate(name);
    if (!body.table) throw new TypeError(`${name} has no numbers to save`);
    return csvOf(body.table());
  }

  /** @param {string} name */
  #drawing(name) {
    const { body } = this.#upToDate(name);
    if (!body.drawing) throw new TypeError(`${name} has no picture to save`);
    return body.drawing(960, 600);
  }

  /** @param {string} name */
  #upToDate(name) {
    const panel = this.#panels.named(name);
    panel.body.show(this.#run.view);
    return panel;
  }

  /** @param {Panel} panel */
  #hide(panel) {
    const next = this.#panels.hide(panel);
    this.#save();
    // With the keyboard one is at the next panel, and can hide that too.
    if (next) next.focus();
    else this.#bar.restore.focus();
  }

  /** What was hidden here on the last visit. */
  #recall() {
    if (this.keep) this.#panels.hidden = hiddenPanels(this);
  }

  #save() {
    if (this.keep) saveHiddenPanels(this, this.#panels.hidden);
  }

  #build() {
    const known = panels(text.panels);
    const names = this.hasAttribute('panels') ? this.panels.split(' ') : Object.keys(known);
    const lab = {
      travel: (/** @type {number} */ step) => this.#goTo(step),
      openTest: (/** @type {number} */ digit) => this.#dialog.test(this.#run.view, digit),
      openTraining: (
        /** @type {Uint8Array} */ image,
        /** @type {number} */ label,
        /** @type {number} */ guess,
      ) => void this.#dialog.digit({ image, label, guess, name: text.trainingDigit }),
      openCell: (/** @type {number} */ label, /** @type {number} */ guess) =>
        this.#dialog.cell(this.#run.view, label, guess),
      layers: () => this.#reader.layers(this.#pad.current?.image ?? null),
    };
    const frame = {
      hide: (/** @type {Panel} */ panel) => this.#hide(panel),
      fileName: () => {
        const { run, view } = this.#run;
        return `nibnet-${run?.recipe?.preset ?? 'lab'}-step-${view.step}`;
      },
      failed: (/** @type {Error} */ error) => (this.#bar.state.textContent = error.message),
    };
    const made = names
      .filter((id) => Object.hasOwn(known, id))
      .map((id) => {
        const name = /** @type {{[id: string]: string}} */ (text.panels)[id];
        const what = { id, name, key: keyOf(id) };
        return new Panel(what, (place) => known[id](place, this.#root, lab), frame);
      });
    this.#panels.fill(made, !this.hasAttribute('panels'));
    this.#updates.observe();
  }

  /** All that stands on it, in the language of the moment. */
  #translate() {
    this.#lab.setAttribute('aria-label', text.name);
    this.#bar.translate(this.#frozen, this.back);
    this.#note.textContent = text.local;
    this.#build();
    // A race is worth more than its words, and a wall has none.
    if (this.#race?.going || this.bare) return;
    this.#race?.remove();
    this.#race = new Race(
      this.#root,
      () => engine.url(this.#trainer.current?.dataUrl || 'data/mnist.json'),
      () => this.#trainer.current,
      () => this.#readWith,
    );
    this.#panels.place.after(this.#race.element);
  }

  /** @param {NibTrainer} trainer @param {AbortSignal} signal */
  #watch(trainer, signal) {
    this.#bar.showFrozen(this.#frozen); // and no more that there is no trainer
    const hear = (/** @type {Event} */ event) => {
      this.#run.hear(/** @type {CustomEvent} */ (event).detail);
      this.#updates.touch('layers');
    };
    trainer.addEventListener('nib-net', hear, { signal });
    const follow = (/** @type {import('../../engine/page/run.js').Run} */ run) => {
      this.#run.follow(run, trainer.plannedSteps);
      if (run.history.length) this.#panels.begin();
      const { newest, list } = run.snapshots;
      this.#bar.showReach(list.length, newest?.step ?? 0, this.back !== null);
      this.#updates.touch();
    };
    signal.addEventListener('abort', trainer.follow(follow));
  }

  /** To how it was at a step, or to now. @param {number} step */
  #goTo(step) {
    this.back = this.#run.isAtEnd(step) ? null : step;
  }

  #recolour() {
    for (const { body } of this.#panels.list) body.recolour();
    this.#race?.recolour();
    this.#updates.touch();
  }

  /**
   * @param {KeyboardEvent} event  a key that no control uses
   * @returns {boolean} whether the lab does
   */
  #key(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || takesText(event.composedPath()[0])) return false;
    if (this.#dialog.open) return true; // it closes by itself; nothing behind it hears a key
    if (this.bare) return false;
    // What there is to go back from comes before giving the keys back to the page.
    if (key === 'Escape') return this.#panels.release();
    if (key === ' ') this.frozen = !this.frozen;
    else if (key === '0') this.#panels.release() || this.showAll();
    else if (Object.hasOwn(KEYS, key)) {
      const names = KEYS[key].filter((name) => this.#panels.list.some(({ id }) => id === name));
      if (names.length) this.show(...names);
    } else return false;
    event.preventDefault();
    return true;
  }

  /** How the pad reads with a net of the race. */
  get #readWith() {
    const pad = this.#pad.current;
    if (!pad) return null;
    return async (/** @type {import('../pad/reader.js').Net} */ net) => {
      await pad.adopt(net);
      pad.scrollIntoView({ block: 'nearest' });
      pad.focus({ preventScroll: true });
    };
  }

  /** Onto the pad, as it is: to be read there, drawn on and rubbed out. */
  get #toPad() {
    const pad = this.#pad.current;
    if (!pad) return null;
    return (/** @type {Uint8Array} */ image, /** @type {number} */ label) => {
      for (const panel of this.#panels.list) panel.reduce(); // the pad is behind it
      pad.putImage(image, label <= 9 ? label : null);
      pad.focus();
    };
  }
}
