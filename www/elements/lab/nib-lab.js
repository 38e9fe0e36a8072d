/**
 * <nib-lab>: see a net learn. Six panels as in the tutorial, and more: curves, digits of the moment,
 * weights and biases, the test digits with the misread ones first, what was taken for what, the
 * layers with the digit on the pad. table.js has its attributes, properties, methods, events and
 * parts.
 *
 * Where there is no trainer on the page it brings one along. It draws only what can be seen, in
 * slices that leave the page free, and nothing while the page is hidden.
 */
import uplotCss from 'uplot/dist/uPlot.min.css';
import chartCss from '../../charts/chart.css';
import { csvOf } from '../../charts/csv.js';
import { inTurn, outOfTurn } from '../../charts/draw-queue.js';
import { toPng, toSvg } from '../../charts/drawing.js';
import { engine } from '../../engine/page/engine.js';
import { button, make } from '../../host/nodes.js';
import { lab as text } from '../../text/en.js';
import { followLanguage, onLanguage } from '../../text/language.js';
import '../../text/translations.js';
import { shared, watchColours } from '../../host/style-sheet.js';
import { elementOf } from '../base/element.js';
import { Race } from '../race/race.js';
import { Sheet } from './digit-dialog.js';
import labCss from './lab.css';
import { Panel } from './panel.js';
import { KEYS, panels } from './panels.js';
import { LabReader } from './reader.js';
import { hiddenPanels, saveHiddenPanels } from './saved-panels.js';
import table from './table.js';
import { viewOf } from './view.js';

/** @typedef {import('../trainer/nib-trainer.js').NibTrainer} NibTrainer */
/** @typedef {import('../pad/nib-pad.js').NibPad} NibPad */
/** @typedef {import('../../engine/page/run.js').Run} Run */
/** @typedef {import('../../engine/messages.js').Snapshot} Snapshot */

/** A panel is brought up to date no more often than this. */
const PANEL_MS = 200;
/** Decks take slides out of the page and put them back. */
const LEFT_MS = 1_000;
/** A speed for so many steps of the display. */
const MOST_SPEEDS = 400;

/** Keys 1 to 6, in the order of the panels. */
const SINGLE = Object.fromEntries(
  Object.entries(KEYS).flatMap(([key, names]) => (names[1] ? [] : [[names[0], Number(key)]])),
);

export class NibLab extends elementOf(table) {
  static styles = [...shared, uplotCss, chartCss, labCss];

  #root = /** @type {ShadowRoot} */ (this.shadowRoot);
  #parts = build();
  #sheet = new Sheet(this.#root, {
    probabilities: (image) => this.#reader.probabilities(image),
    toPad: () => this.#toPad,
  });
  /** @type {Panel[]} */
  #panels = [];
  /** @type {Set<string>} */
  #hidden = new Set();
  /** @type {string[] | null} */
  #chosen = null;
  /** @type {NibTrainer | null} */
  #trainer = null;
  /** @type {NibPad | null} */
  #pad = null;
  /** @type {Run | null} */
  #run = null;
  /** @type {(() => void) | null} */
  #unfollow = null;
  /** @type {AbortController | null} */
  #life = null;
  /** @type {AbortController | null} */
  #padLife = null;
  /** @type {any} */
  #leaving;
  #frozen = false;
  /** @type {Snapshot | null} */
  #back = null;
  #turn = () => this.#draw();
  /** @type {any} */
  #timer;
  /** The run whose test digits these are, or are asked for. */
  #testOf = '';
  /** @type {import('./view.js').TestDigits | null} */
  #test = null;
  /** @type {[number, number][]} */
  #speeds = [];
  #steps = 0;
  /** @type {readonly unknown[]} */
  #history = [];
  #reader = new LabReader(
    () => this.#net,
    () => this.#touch('layers'),
  );
  /** @type {{weights: Float32Array, network: string} | null} */
  #live = null;
  /** @type {IntersectionObserver | null} */
  #seen = null;
  /** @type {Race | null} */
  #race = null;

  constructor() {
    super();
    this.#root.append(this.#parts.lab, this.#sheet.element);
    const { freeze, now, travel, restore, all } = this.#parts;
    freeze.addEventListener('click', () => (this.frozen = !this.frozen));
    now.addEventListener('click', () => (this.back = null));
    travel.addEventListener('input', () => {
      const last = Number(travel.value) >= Number(travel.max);
      this.back = last ? null : Number(travel.value);
    });
    restore.addEventListener('click', () => {
      this.showAll();
      this.#parts.lab.focus({ preventScroll: true }); // the button is gone
    });
    all.addEventListener('click', () => this.#release());
    this.#root.addEventListener('keydown', (event) =>
      this.#key(/** @type {KeyboardEvent} */ (event)),
    );
    for (const type of /** @type {const} */ (['keyup', 'keypress'])) {
      // Whoever listens around it gets neither half of a key that means something here.
      this.#root.addEventListener(
        type,
        (event) => means(/** @type {KeyboardEvent} */ (event)) && event.stopPropagation(),
      );
    }
  }

  connectedCallback() {
    super.connectedCallback();
    clearTimeout(this.#leaving);
    if (this.#life) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#seen = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const panel = this.#panels.find(({ element }) => element === target);
          if (panel) panel.visible = isIntersecting;
        }
        this.#run?.watch(true);
        this.#later();
      },
      { rootMargin: '100px' },
    ); // prettier-ignore
    this.#recall();
    this.#translate();
    followLanguage(this, signal);
    onLanguage(() => this.#translate(), signal);
    watchColours(this.#root, () => this.#recolour(), signal);
    document.addEventListener('visibilitychange', () => this.#later(), { signal });
    // Elements that are written below it on the page are not there yet.
    queueMicrotask(() => this.#attach());
  }

  disconnectedCallback() {
    this.#leaving = setTimeout(() => {
      this.#life?.abort();
      this.#life = null;
      this.#seen?.disconnect();
      this.#detach();
      this.#panels.forEach((panel) => (panel.body.remove(), panel.element.remove()));
      this.#panels = [];
      this.#race?.remove();
      this.#race?.element.remove();
      this.#race = null;
      outOfTurn(this.#turn);
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#reader.free();
    }, LEFT_MS);
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    super.attributeChangedCallback(name, before, text);
    if (!this.#life || name === 'theme' || name === 'bare') return;
    if (name === 'panels') return this.#build();
    if (name === 'keep') {
      this.#recall();
      return this.#arrange();
    }
    this.#detach();
    this.#attach();
  }

  get trainer() {
    return this.#trainer;
  }

  set trainer(trainer) {
    this.#detach();
    if (trainer) this.#watch(trainer);
  }

  /** @returns {NibPad | null} */
  get pad() {
    return this.#pad;
  }

  set pad(/** @type {NibPad | string | null} */ pad) {
    // A framework sets the attribute's text where there is a property of that name.
    if (typeof pad === 'string') {
      this.setAttribute('pad', pad);
      return;
    }
    this.#padLife?.abort();
    this.#padLife = null;
    this.#pad = pad;
    if (!pad) return;
    this.#padLife = new AbortController();
    pad.addEventListener('nib-guess', () => this.#touch('layers'), {
      signal: this.#padLife.signal,
    });
    this.#touch('layers');
  }

  get frozen() {
    return this.#frozen;
  }

  set frozen(frozen) {
    this.#frozen = Boolean(frozen);
    const { freeze, state } = this.#parts;
    freeze.textContent = this.#frozen ? text.thaw : text.freeze;
    freeze.setAttribute('aria-pressed', String(this.#frozen));
    state.textContent = this.#frozen ? text.frozen : '';
    if (!this.#frozen) this.#touch();
  }

  /** The step that is looked back at. @returns {number | null} */
  get back() {
    return this.#back?.step ?? null;
  }

  /** To the snapshot nearest to a step; null: to now. */
  set back(step) {
    const snapshot = step === null ? null : (this.#run?.snapshots.nearest(step) ?? null);
    if (snapshot === this.#back) return;
    this.#back = snapshot;
    const { now, at, travel } = this.#parts;
    now.hidden = snapshot === null;
    at.textContent = snapshot ? text.atStep(snapshot.step) : text.atNow;
    travel.value = String(snapshot ? snapshot.step : travel.max);
    const net = this.#net;
    if (net) {
      this.dispatchEvent(
        new CustomEvent('nib-snapshot', {
          detail: { ...net, back: snapshot !== null },
          bubbles: true,
          composed: true,
        }),
      );
    }
    this.#touch();
  }

  /** What the race has come to: {name, parameters, step, accuracy, best, seconds, fingerprint, same} of each net; `same`: whether
   * the bits are those of the link. */
  get standings() {
    return this.#race?.standings ?? [];
  }

  /** @returns {'all' | string[]} */
  get shown() {
    return this.#chosen ? [...this.#chosen] : 'all';
  }

  /** These panels alone. @param {...string} names */
  show(...names) {
    const known = names.filter((name) => this.#panels.some(({ id }) => id === name));
    if (!known.length)
      throw new RangeError(
        `no panel of ${names.join(', ')}; there are ${this.#panels.map(({ id }) => id).join(', ')}`,
      );
    this.#chosen = known;
    this.#arrange();
  }

  showAll() {
    this.#hidden.clear();
    this.#keep();
    this.#release();
  }

  /** Back to all that aren't hidden; whether there was something to go back from. */
  #release() {
    const reduced = this.#panels.map((panel) => panel.reduce()).some(Boolean);
    const was = this.#chosen !== null || reduced;
    this.#chosen = null;
    this.#arrange();
    return was;
  }

  /** @param {Panel} panel */
  #hide(panel) {
    this.#hidden.add(panel.id);
    this.#keep();
    panel.reduce();
    if (this.#chosen) this.#chosen = this.#chosen.filter((id) => id !== panel.id);
    if (!this.#chosen?.length) this.#chosen = null;
    this.#arrange();
    // Whoever hides by keyboard is at the next panel, and can hide that too.
    const at = this.#panels.indexOf(panel);
    const next = [...this.#panels.slice(at + 1), ...this.#panels.slice(0, at).reverse()].find(
      ({ element }) => !element.hidden,
    );
    if (next) next.focus();
    else this.#parts.restore.focus();
  }

  /** What was hidden here on the last visit. */
  #recall() {
    const name = this.keep;
    if (name) this.#hidden = new Set(hiddenPanels(name));
  }

  #keep() {
    const name = this.keep;
    if (name) saveHiddenPanels(name, this.#hidden);
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
    const { body } = this.#named(name);
    if (!body.table) throw new TypeError(`${name} has no numbers to save`);
    return csvOf(body.table());
  }

  /** @param {string} name */
  #drawing(name) {
    const { body } = this.#named(name);
    if (!body.drawing) throw new TypeError(`${name} has no picture to save`);
    return body.drawing(960, 600);
  }

  /** @param {string} name */
  #named(name) {
    const panel = this.#panels.find(({ id }) => id === name);
    if (!panel)
      throw new RangeError(
        `no panel ${name}; there are ${this.#panels.map(({ id }) => id).join(', ')}`,
      );
    panel.body.show(this.#view);
    return panel;
  }

  #build() {
    for (const panel of this.#panels) {
      this.#seen?.unobserve(panel.element);
      panel.body.remove();
      panel.element.remove();
    }
    const known = panels(text.panels);
    const asked = this.hasAttribute('panels') ? this.panels.split(' ') : Object.keys(known);
    const lab = {
      travel: (/** @type {number} */ step) => (this.back = this.#atEnd(step) ? null : step),
      openTest: (/** @type {number} */ digit) => this.#sheet.test(this.#view, digit),
      openTraining: (
        /** @type {Uint8Array} */ image,
        /** @type {number} */ label,
        /** @type {number} */ guess,
      ) => this.#sheet.digit({ image, label, guess, name: text.trainingDigit }),
      openCell: (/** @type {number} */ label, /** @type {number} */ guess) =>
        this.#sheet.cell(this.#view, label, guess),
      layers: () => this.#reader.layers(this.#pad?.image ?? null),
    };
    this.#panels = asked
      .filter((id) => Object.hasOwn(known, id))
      .map((id) => {
        const name = /** @type {{[id: string]: string}} */ (text.panels)[id];
        return new Panel(
          { id, name, key: SINGLE[id] ?? null },
          (place) => known[id](place, this.#root, lab),
          {
            hide: (panel) => this.#hide(panel),
            fileName: () => `nibnet-${this.#run?.recipe?.preset ?? 'lab'}-step-${this.#view.step}`,
            failed: (error) => (this.#parts.state.textContent = error.message),
          },
        ); // prettier-ignore
      });
    this.#parts.panels.replaceChildren(...this.#panels.map(({ element }) => element));
    this.#panels.forEach(({ element }) => this.#seen?.observe(element));
    this.#arrange();
  }

  /** All that stands on it, in the language of the moment. */
  #translate() {
    const { lab, freeze, now, all, travel, at, label, keys, foot } = this.#parts;
    lab.setAttribute('aria-label', text.name);
    freeze.textContent = this.#frozen ? text.thaw : text.freeze;
    now.textContent = text.now;
    all.textContent = text.all;
    travel.title = text.backHint;
    at.textContent = this.#back ? text.atStep(this.#back.step) : text.atNow;
    label.textContent = text.back;
    keys.textContent = text.keys;
    foot.textContent = text.local;
    this.#build();
    if (this.#race?.going) return; // it is worth more than its words
    this.#race?.remove();
    this.#race?.element.remove();
    this.#race = new Race(
      this.#root,
      () => engine.url(this.#trainer?.dataUrl || 'data/mnist.json'),
      () => this.#trainer,
    );
    this.#parts.panels.after(this.#race.element);
  }

  #attach() {
    if (!this.#life) return;
    const scope = /** @type {Document | ShadowRoot} */ (this.getRootNode());
    const [trainerId, padId] = [this.htmlFor, this.getAttribute('pad')];
    /** @type {NibTrainer | null} */
    let trainer = /** @type {any} */ (
      trainerId ? scope.getElementById?.(trainerId) : document.querySelector('nib-trainer')
    );
    if (!trainer && !trainerId && customElements.get('nib-trainer')) {
      trainer = /** @type {NibTrainer} */ (document.createElement('nib-trainer'));
      this.#root.prepend(trainer);
    }
    if (trainer) {
      const found = trainer;
      // Whichever of the two scripts comes first.
      customElements
        .whenDefined(found.localName)
        .then(() => this.#life && !this.#trainer && this.#watch(found));
    } else this.#parts.state.textContent = text.noTrainer;
    const pad = /** @type {any} */ (
      padId ? scope.getElementById?.(padId) : document.querySelector('nib-pad')
    );
    if (pad) this.pad = pad;
  }

  /** @param {NibTrainer} trainer */
  #watch(trainer) {
    this.#trainer = trainer;
    this.#unfollow = trainer.follow((run) => this.#follow(run));
    trainer.addEventListener(
      'nib-net',
      (event) => {
        const { network, weights } = /** @type {CustomEvent} */ (event).detail;
        this.#live = { network, weights };
        this.#touch('layers');
      },
      { signal: this.#life?.signal },
    );
  }

  #detach() {
    this.#unfollow?.();
    this.#unfollow = null;
    this.#trainer = null;
    this.#run = null;
    this.pad = null;
  }

  /** Something happened to the run. @param {Run} run */
  #follow(run) {
    this.#run = run;
    if (run.history !== this.#history) {
      // Another run: what was looked at is gone.
      this.#history = run.history;
      this.#speeds = [];
      this.back = null;
    }
    this.#steps = this.#trainer?.plannedSteps ?? 0;
    const { last } = run;
    const point = this.#speeds[this.#speeds.length - 1];
    if (
      last?.imagesPerSecond &&
      (!point || last.step - point[0] >= Math.max(1, last.steps / MOST_SPEEDS))
    ) {
      this.#speeds.push([last.step, last.imagesPerSecond]);
    }
    this.#fetchTest(run);
    const { travel } = this.#parts;
    const most = String(run.snapshots.newest?.step ?? 0);
    const standing = run.snapshots.list.length < 2;
    if (travel.disabled !== standing) travel.disabled = standing;
    if (travel.max !== most) travel.max = most;
    if (!this.#back && travel.value !== most) travel.value = most;
    this.#touch();
  }

  /** The digits that tests are about, once a run; they stay on this page. @param {Run} run */
  #fetchTest(run) {
    const { guesses } = run.snapshots.newest ?? {};
    if (!guesses?.length || !run.recipe || !run.loading) return;
    const { holdOut, digits } = run.recipe;
    const { train } = run.loading.ready;
    const key = JSON.stringify([holdOut, guesses.length, train, digits]); // a set of the visitor's may be as large
    if (key === this.#testOf) return;
    this.#testOf = key;
    const [split, first] = holdOut
      ? /** @type {const} */ (['train', train - holdOut])
      : /** @type {const} */ (['test', 0]);
    run.digits(split, first, guesses.length).then(
      (digits) => {
        this.#test = digits;
        this.#touch();
      },
      () => (this.#testOf = ''), // the worker went away: another run will ask again
    );
  }

  get #view() {
    const run = this.#run;
    if (!run) return EMPTY;
    return viewOf(run, this.#back, this.#test, this.#speeds, this.#steps);
  }

  /** The net that is shown: looked back at, or the one of now. */
  get #net() {
    const network = this.#run?.network ?? this.#live?.network;
    if (this.#back && network)
      return { network, weights: this.#back.weights, step: this.#back.step };
    const live = this.#live;
    return live ? { ...live, step: this.#run?.last?.step ?? 0 } : null;
  }

  /** What a panel shows is out of date. @param {string} [id] default: all */
  #touch(id) {
    for (const panel of this.#panels) if (!id || panel.id === id) panel.stale = true;
    this.#later();
  }

  #later() {
    if (this.#timer || !this.#life) return;
    if (this.#panels.some(({ stale, visible }) => stale && visible)) inTurn(this.#turn); // else nobody sees it
  }

  /** One panel, the one that has waited longest; the others have turns of their own. */
  #draw() {
    if (this.#frozen || document.hidden || !this.#life) return;
    const due = this.#panels
      .filter(({ stale, visible }) => stale && visible)
      .sort((a, b) => a.shown - b.shown);
    const [panel] = due;
    if (!panel) return;
    const rest = PANEL_MS - (performance.now() - panel.shown);
    if (rest > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#later();
      }, rest);
      return;
    }
    panel.stale = false;
    panel.shown = performance.now();
    panel.body.show(this.#view);
    if (due.length > 1) inTurn(this.#turn);
  }

  #recolour() {
    this.#panels.forEach(({ body }) => body.recolour());
    this.#race?.recolour();
    this.#touch();
  }

  #arrange() {
    for (const { id, element } of this.#panels) {
      element.hidden = this.#chosen ? !this.#chosen.includes(id) : this.#hidden.has(id);
    }
    const { panels, restore, all } = this.#parts;
    panels.dataset.shown = this.#chosen ? String(this.#chosen.length) : 'all';
    const hidden = this.#panels.filter(({ id }) => this.#hidden.has(id)).length; // it may be of panels that aren't there
    restore.hidden = hidden === 0 || this.#chosen !== null;
    restore.textContent = text.restore(hidden);
    all.hidden = this.#chosen === null;
    this.#touch();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!means(event)) return;
    const { key } = event;
    if (key === 'Escape') {
      // A sheet closes by itself. What there is to go back from comes before giving the keys back to the page.
      if (this.#sheet.open) return event.stopPropagation();
      if (!this.#release())
        return /** @type {HTMLElement | null} */ (this.#root.activeElement)?.blur();
      return event.stopPropagation();
    }
    event.stopPropagation();
    if (key === ' ') {
      if (
        !(event.target instanceof Element) ||
        event.target.closest('button, summary, select, input')
      )
        return;
      event.preventDefault();
      this.frozen = !this.frozen;
    } else if (key === '0') {
      if (!this.#release()) this.showAll();
    } else if (KEYS[key]) {
      const names = KEYS[key].filter((name) => this.#panels.some(({ id }) => id === name));
      if (names.length) this.show(...names);
    }
  }

  /** Whether a step is beyond the last snapshot. @param {number} step */
  #atEnd(step) {
    const { snapshots } = this.#run ?? {};
    return !snapshots?.newest || step >= snapshots.newest.step;
  }

  /** Onto the pad, as it is: to be read there, drawn on and rubbed out. */
  get #toPad() {
    const pad = this.#pad;
    if (!pad) return null;
    return (/** @type {Uint8Array} */ image) => {
      this.#panels.forEach((panel) => panel.reduce()); // the pad is behind it
      pad.image = image;
      pad.focus();
    };
  }
}

/** Whether a key means something in a lab. @param {KeyboardEvent} event */
function means({ key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return false;
  return (
    /^[0-9 ]$/.test(key) ||
    ['Escape', 'Enter', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(
      key,
    )
  );
}

/** @type {import('./view.js').View} */
const EMPTY = {
  history: [],
  steps: 0,
  step: 0,
  look: null,
  guesses: new Uint8Array(0),
  groups: [],
  spreads: [],
  back: null,
  test: null,
  speeds: [],
  time: null,
  changes: [],
  recipe: null,
};

function build() {
  const [freeze, now, restore, all] = [button(''), button(''), button(''), button('')];
  freeze.setAttribute('aria-pressed', 'false');
  now.hidden = restore.hidden = all.hidden = true;
  const travel = make('input', '');
  Object.assign(travel, {
    type: 'range',
    min: '0',
    max: '0',
    step: '1',
    value: '0',
    disabled: true,
  });
  const at = make('output', 'at');
  const state = make('span', 'state');
  state.setAttribute('role', 'status');
  const label = make('span', '');
  const keys = make('span', 'keys-hint');
  const bar = make(
    'div',
    'bar',
    make('label', 'travel', label, travel, at),
    now,
    freeze,
    all,
    restore,
    state,
    keys,
  );
  bar.setAttribute('part', 'bar');
  const place = make('div', 'panels');
  place.setAttribute('part', 'panels');
  const foot = make('p', 'note');
  const lab = make('section', 'lab', bar, place, foot);
  lab.setAttribute('part', 'lab');
  lab.tabIndex = 0;
  return { lab, panels: place, freeze, now, restore, all, travel, at, label, keys, foot, state };
}
