/**
 * <nib-trainer>: press Start, and watch a net learn to read digits. table.js has its attributes,
 * properties, methods, events and parts.
 *
 * It trains in a worker of its own, that begins with the first Start and ends a second after the
 * element has left the page. It never starts by itself, and never in a copy that a deck makes of
 * its slide.
 */
import uplotCss from 'uplot/dist/uPlot.min.css';
import chartCss from '../../charts/chart.css';
import { askOnce } from '../../engine/page/ask-once.js';
import { connect, usualThreads } from '../../engine/page/connect.js';
import { engine } from '../../engine/page/engine.js';
import { Run } from '../../engine/page/run.js';
import { runs, trainer as text } from '../../text/en/training.js';
import { followLanguage, label, onLanguage } from '../../text/language.js';
import '../../text/translations.js';
import { isCopy, watchSeen } from '../../host/host-page.js';
import { containKeys } from '../../host/keys.js';
import { shared, watchColours } from '../../host/style-sheet.js';
import { parse } from '../base/attribute.js';
import { elementOf } from '../base/element.js';
import { followHints } from '../base/hint.js';
import { store as keptDigits } from '../pad/teach.js';
import { startInSight } from './autostart.js';
import { Buttons } from './buttons.js';
import { Curves } from './curves.js';
import { Data } from './data.js';
import { containDrags } from './drags.js';
import { learn, secondsOf } from './estimate.js';
import { Exports } from './exports.js';
import { converted, Files } from './files.js';
import { isLink, threadsIn } from './link.js';
import { Live } from './live.js';
import netEditorCss from './net-editor.css';
import { NextSteps } from './next-steps.js';
import { Readout } from './readout.js';
import { SavedRun } from './saved-run.js';
import { Settings } from './settings.js';
import table from './table.js';
import { Lesson } from './tour.js';
import trainerCss from './trainer.css';
import { fill } from './view.js';

/** Decks take slides out of the page and put them back; a worker survives that. */
const LEFT_MS = 1_000;

export class NibTrainer extends elementOf(table) {
  static styles = [...shared, uplotCss, chartCss, trainerCss, netEditorCss];

  #view;
  #run;
  #readout;
  #curves;
  #buttons;
  /**
   * One per stay in the page: listeners and observers end with it.
   * @type {AbortController | null}
   */
  #life = null;
  #settings;
  #exports;
  #nextSteps;
  /** @type {any} */
  #leaving;
  #machine = '';
  #lesson;
  /**
   * How many wait for steps that they have asked for: those are taken, also when the slide is left.
   */
  #waited = 0;
  /** Paused since its slide was left. */
  #away = false;
  /** Labs that watch. @type {Set<(run: Run) => void>} */
  #followers = new Set();
  #live;
  #files;
  #data;
  #savedRun;
  /** Of the digits that the worker knows. */
  #manifest = '';
  /** Whether attributes or link have changed since a run began. */
  #changed = false;

  constructor() {
    super();
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    this.#view = fill(root);
    label(root);
    followHints(root);
    this.#run = new Run(
      (listener) => {
        this.#manifest = this.#wantedManifest;
        return connect(listener, this.#manifest, this.#run.threads > 1);
      },
      {
        state: (state) => {
          this.#settings.lock(this.#run.isLive);
          this.#data.lock(this.#run.isLive);
          this.#buttons.enable(); // first, since focus moves only to a button that can be pressed
          this.#readout.now();
          this.#readout.speak();
          if (state === 'done') this.#ended();
          else this.#settings.linkBox.judge(null);
          if (this.#changed && !this.#run.isLive) this.#set();
          this.#tell('nib-state', { state });
          this.#told();
        },
        progress: (update) => {
          this.#readout.refresh();
          this.#readout.speak();
          const { history, scored, best, machine } = this.#run;
          const told = JSON.stringify(machine);
          if (told !== this.#machine) this.#tell('nib-machine', machine);
          this.#machine = told;
          this.#tell('nib-progress', {
            state: this.#run.state,
            step: update.step,
            steps: update.steps,
            point: history[history.length - 1] ?? null,
            imagesPerSecond: update.imagesPerSecond,
            secondsLeft: update.secondsLeft,
            testAccuracy: scored?.testAccuracy ?? null,
            bestTestAccuracy: best?.testAccuracy ?? null,
          });
          this.#told();
        },
        watched: () => this.#told(),
        net: ({ network, weights }, step) => {
          const accuracy = this.#run.scored?.testAccuracy ?? null;
          this.#tell('nib-net', { network, weights, step, accuracy });
        },
        loading: () => this.#readout.refresh(),
        kept: (kept) => this.#savedRun.keep(kept),
        unkept: ({ message }) => this.#view.say('note', runs.unkept(message)),
        error: (error) => {
          this.#readout.now();
          this.#tell('nib-error', { error });
        },
      },
    );
    this.#curves = new Curves(this.#view, this.#run, () => {
      const { form } = this.#settings;
      return form?.recipe?.steps ?? form?.preset.recipe.steps ?? 0;
    });
    this.#settings = new Settings(this.#view, {
      asked: () => ({ preset: this.preset || undefined, seed: this.seed ?? undefined }),
      needDigits: (digits) => this.#data.need(digits),
      changed: () => {
        this.#buttons.enable();
        this.#curves.show();
      },
      broken: (error) => this.#broken(error),
      seconds: (recipe) => secondsOf(recipe, this.plannedThreads),
    });
    this.#buttons = new Buttons(this.#view, this.#run, this.#settings);
    this.#readout = new Readout(this.#view, this.#run, this.#buttons, () => this.#follow());
    this.#nextSteps = new NextSteps(this.#view, this.#run, (preset) =>
      this.#settings.form?.put({ preset, seed: this.recipe?.seed }),
    );
    this.#exports = new Exports(this.#run, {
      name: () =>
        `nibnet-${this.#settings.form?.own ? 'own' : this.recipe?.preset}-seed-${this.recipe?.seed}`,
      model: () => this.model(this.#files.format),
      format: () => this.#files.format,
      picture: (chart) => this.#curves.png(chart),
      form: () => this.#settings.form,
      digits: () => this.#data.source(),
      threads: () => this.#askedThreads,
      say: (words) => this.#view.say('note', words),
    });
    this.#lesson = new Lesson(this, this.#view, (detail) => this.#tell('nib-lesson', detail));
    this.#live = new Live(this.#view, (change) => this.change(change));
    this.#data = new Data(keptDigits, {
      identify: (digits) => askOnce('identify', { digits }),
      failed: (error) => this.#view.say('note', error.message),
      note: (words) => this.#view.say('note', words),
      arrived: () =>
        this.start().catch(
          (error) => error === this.#run.error || this.#view.say('note', error.message),
        ),
      root,
    });
    this.#view.part('data-place').replaceWith(this.#data.element);
    this.#files = new Files(this.#view, {
      others: (files) => this.#data.take(files),
      network: () => this.recipe?.network,
      opened: (net) => this.#tell('nib-net', net),
      failed: (error) => this.#view.say('note', error.message),
    });
    this.#savedRun = new SavedRun(this.#run, {
      keeps: () => this.keep,
      goOn: async (kept, { digits = null }, begins) =>
        this.#goOn(kept, digits && (await this.#data.matching(digits)), begins),
      compare: (others) => {
        this.#curves.others = others;
        this.#follow();
      },
      failed: (error) => {
        this.#view.say('note', error.message);
        this.#tell('nib-error', { error });
      },
    });
    const { offer, trouble } = this.#savedRun.runs;
    this.#view.part('offer-place').replaceWith(offer, trouble);
    this.#view.part('runs-place').replaceWith(this.#savedRun.runs.element);
    this.#listen();
  }

  connectedCallback() {
    super.connectedCallback();
    clearTimeout(this.#leaving);
    this.#life = new AbortController();
    const { signal } = this.#life;
    const root = this.#view.root;
    containKeys(this, root, signal);
    containDrags(this, signal);
    void followLanguage(this, signal);
    onLanguage(() => this.#translate(), signal);
    label(root); // it may be another language than where it was made
    this.#curves.draw();
    const recolour = () => [this.#curves, this.#data].forEach((part) => part.recolour());
    watchColours(root, recolour, signal);
    // A page that is thrown away takes its memory with it at once; one that may come back
    // (pageshow) keeps its run.
    addEventListener('pagehide', (event) => event.persisted || this.#run.close(), { signal });
    addEventListener('online', () => this.#run.loading && this.#run.load().catch(() => {}), {
      signal,
    });
    addEventListener('hashchange', () => isLink(location.hash) && this.#set(true), { signal });
    // A notebook has taken every letter.
    this.setAttribute('data-lm-suppress-shortcuts', 'true');
    this.#lesson.follow(signal);
    this.#files.follow(this, signal);
    this.#data.follow(signal);
    const hear = {
      // The engine is fetched when somebody can see what it is for; failures are said on the page.
      seen: () => {
        if (isCopy(this)) return;
        this.#settings.prepare().catch(() => {});
        startInSight(this, signal);
      },
      left: () => this.#leave(),
      back: () => this.#return(),
    };
    watchSeen(this, hear, signal, '50%');
    this.#savedRun.follow(signal);
    this.#readout.now();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#curves.remove();
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.#run.close(), LEFT_MS);
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    super.attributeChangedCallback(name, before, text);
    if (name === 'lesson') this.#lesson.turn();
    else if (name === 'keep') this.#savedRun.turn();
    else if (name === 'preset' || name === 'seed') this.#set();
    else if (name === 'autostart' && this.#life) startInSight(this, this.#life.signal);
  }

  /**
   * The settings are those of attributes and link; a run keeps its own, so then they wait for its
   * end.
   * @param {boolean} [byLink]
   */
  #set(byLink = false) {
    this.#changed = this.#run.isLive;
    if (this.#run.isLive && byLink) this.#view.say('note', text.linkWaits);
    const { form } = this.#settings;
    if (form && !this.#run.isLive) this.#settings.fromAttributes(form);
  }

  /** The slide was left: what nobody sees need not cost the battery. */
  #leave() {
    if (this.#waited > 0 || this.background || !['loading', 'running'].includes(this.state)) return;
    this.#away = true;
    this.pause().catch(() => {}); // over already
  }

  #return() {
    if (this.#away && this.state === 'paused') this.resume().catch(() => {});
    this.#away = false;
  }

  next() {
    return this.#lesson.next();
  }

  previous() {
    return this.#lesson.previous();
  }

  /** As many as the link asks for, else as the attribute does; null where neither does. */
  get #askedThreads() {
    const asked = isLink(location.hash) ? threadsIn(location.hash) : null;
    const { value } = parse(table.attributes.threads, asked);
    return /** @type {number | null} */ (value) ?? this.threads;
  }

  get plannedThreads() {
    return this.#askedThreads ?? usualThreads();
  }

  /** What the run computes with. */
  get machine() {
    return this.#run.machine;
  }

  /** Where the run stands. */
  get state() {
    return this.#run.state;
  }

  /**
   * The whole recipe: of the run, or before there is one, of the settings; null until the engine is
   * there.
   * @returns {any} a `Recipe`: which of its parts are there depends on what was asked for
   */
  get recipe() {
    return structuredClone(this.#run.recipe ?? this.#settings.form?.recipe ?? null);
  }

  /**
   * The points of the curves so far; a copy.
   * @returns {readonly import('../../engine/messages.js').Point[]}
   */
  get history() {
    return [...this.#run.history];
  }

  get fingerprint() {
    return this.#run.fingerprint;
  }

  get finished() {
    return this.#run.finished;
  }

  /**
   * A new run from the beginning, with what the settings say, or a recipe, or parts of one.
   * Resolves when it trains.
   * @param {import('./recipe.js').PartialRecipe} [recipe]
   */
  async start(recipe) {
    const { cooked, digits } = await this.#cook(recipe);
    this.#anew(cooked);
    return this.#run.start(JSON.stringify(cooked), digits);
  }

  /**
   * Goes on with a run from the bytes of a .nibrun file, as if it had never been interrupted.
   * `points` of its curves are shown again, up to where it is. Resolves when it trains.
   * @param {Uint8Array} checkpoint @param {import('../../engine/messages.js').Point[]} [points]
   * @param {import('../../engine/messages.js').OtherDigits | null} [digits]  that it learnt from;
   *   default: those that are chosen
   */
  async goOn(checkpoint, points = [], digits) {
    return this.#goOn({ checkpoint, points }, digits, () => this.#savedRun.anew());
  }

  /**
   * @param {import('../../store/runs.js').RunBody} kept
   * @param {import('../../engine/messages.js').OtherDigits | null | undefined} digits
   * @param {() => void} begins  the run before it is over from here on
   */
  async #goOn(kept, digits, begins) {
    this.#run.threads = this.plannedThreads;
    // What is asked of the run next, a pause for example, must not overtake it.
    if (digits === undefined) digits = this.#data.isUsual ? null : await this.#data.chosen();
    begins();
    return this.#run.goOn(kept, digits);
  }

  /** The run as the bytes of a .nibrun file. */
  checkpoint() {
    return this.#run.checkpoint();
  }

  pause() {
    return this.#run.pause();
  }

  async resume() {
    if (!this.#run.isStopped) return this.#run.resume();
    await this.#savedRun.again((begins) => this.#run.goOnStopped(begins));
  }

  /**
   * So many training steps, then a pause; the first of a new run where none is under way: with what
   * the settings say, or a recipe, or parts of one.
   * @param {number} [n] @param {import('./recipe.js').PartialRecipe} [recipe]
   */
  async step(n = 1, recipe) {
    const count = Math.max(1, Math.round(n));
    this.#waited += 1;
    try {
      if (this.#run.state === 'paused') return await this.#run.step(count, '');
      this.#run.mayStep();
      const { cooked, digits } = await this.#cook(recipe);
      this.#run.mayStep(); // another run may have begun meanwhile
      this.#anew(cooked);
      return await this.#run.step(count, JSON.stringify(cooked), digits);
    } finally {
      this.#waited -= 1;
    }
  }

  /** Ends the run; its net stays, until the next begins. */
  stop() {
    return this.#run.stop();
  }

  /**
   * For a lab: `listener` is told of the run whenever there is something new, and the worker sends
   * pictures of the net and what each test took the digits for. Returns what ends it.
   * @param {(run: Run) => void} listener
   */
  follow(listener) {
    this.#followers.add(listener);
    this.#run.watch(true);
    listener(this.#run);
    return () => {
      this.#followers.delete(listener);
      if (!this.#followers.size) this.#run.watch(false);
    };
  }

  /** How many steps the run has, or the next one would have. */
  get plannedSteps() {
    return this.#curves.steps;
  }

  /**
   * Changes something of the run from its next step on, and marks it on the curves; the recipe says
   * so afterwards. Rejects with a `RecipeError` that says why not.
   * @param {{rateFactor?: number, keep?: number, batch?: number}} change  the learning rate is the
   *   schedule's times a factor, dropout keeps this share of its units, digits a step
   */
  async change(change) {
    await this.#run.change(change);
    this.#follow();
    this.#told();
  }

  /**
   * For a race: what is set, as it differs from a preset; null until the engine is there, or where
   * something is wrong.
   * @returns {any} a `PartialRecipe` or null
   */
  get settings() {
    const { form } = this.#settings;
    return form?.recipe ? structuredClone(form.different) : null;
  }

  /**
   * For a race: the digits that the next run would learn from; null: the usual ones. Rejects where
   * a link needs others.
   */
  chosenDigits() {
    return this.#data.chosen();
  }

  /** For a race's link: what it says of its digits. */
  neededDigits() {
    return this.#data.source();
  }

  /**
   * From now on a run needs these digits, and says so.
   * @param {import('../../engine/messages.js').DigitsId} digits
   */
  needDigits(digits) {
    this.#data.need(digits);
  }

  preload() {
    this.#prepareWorker();
    return this.#run.load();
  }

  get #wantedManifest() {
    return engine.url(this.dataUrl || 'data/mnist.json');
  }

  /** A worker knows the digits that it began with: for others there is another. */
  #prepareWorker() {
    this.#run.threads = this.plannedThreads;
    if (this.#manifest && this.#manifest !== this.#wantedManifest) {
      this.#manifest = '';
      this.#run.close();
    }
  }

  /** @param {string} [format] */
  async model(format = 'nib') {
    return converted(await this.#run.model(), format);
  }

  csv() {
    return this.#exports.csv();
  }

  json() {
    return this.#exports.json();
  }

  /** Another language is spoken. */
  #translate() {
    label(this.#view.root);
    this.#settings.translate();
    this.#curves.draw();
    this.#readout.now();
    this.#curves.table(true);
    this.#savedRun.runs.translate();
    this.#files.translate();
    this.#data.translate();
    this.#lesson.translate();
    // what was said was said in another language
    for (const id of ['note', 'spoken']) this.#view.say(id, '');
  }

  /** @param {import('./form.js').Recipe} [recipe] */
  async #cook(recipe) {
    if (isCopy(this)) throw new Error(text.copy);
    const cooked = await this.#settings.cook(recipe);
    if (!cooked) throw Object.assign(new Error(text.fixFirst), { name: 'RecipeError' });
    this.#prepareWorker();
    return { cooked, digits: await this.#data.ready() };
  }

  #listen() {
    /** @param {string} id @param {() => unknown} act */
    const on = (id, act) => this.#buttons.on(id, act);
    on('start', () => this.start());
    on('pause', () =>
      this.state === 'running' || this.state === 'loading' ? this.pause() : this.resume(),
    );
    on('stop', () => this.stop());
    on('step', () => this.#view.part('step').ariaDisabled === 'true' || this.step());
    on('again', () => this.#settings.prepare());
    on('retry', () => this.#run.load());
    this.#exports.listen(on);
  }

  /** What a run has come to: the bits of a link or others, and how fast it was. */
  #ended() {
    const { recipe, fingerprint, last } = this.#run;
    if (!recipe || !last) return;
    const { expected, linkBox } = this.#settings;
    if (last.state === 'done' && JSON.stringify(recipe) === expected?.recipe)
      linkBox.judge({ expected: expected.fingerprint, found: fingerprint ?? '' });
    learn(recipe, last);
    this.#settings.form?.retime();
  }

  /** @param {any} recipe */
  #anew({ seed }) {
    // A network of one's own isn't called as the preset that it began from.
    const name = this.#settings.form?.own ? runs.name(text.own, seed, new Date()) : '';
    this.#savedRun.anew(name);
  }

  #told() {
    for (const listener of this.#followers) listener(this.#run);
  }

  /** With each refresh of the readout. */
  #follow() {
    this.#curves.show();
    this.#nextSteps.show();
    this.#live.show(this.#run.isLive, this.#run.recipe);
    this.#curves.table(false);
  }

  /** @param {Error | null} error */
  #broken(error) {
    const place = this.#view.part('engine-error');
    place.hidden = !error;
    if (!error) return;
    /** @type {HTMLElement} */ (place.firstElementChild).textContent = error.message;
    this.#tell('nib-error', { error });
  }

  /** @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
