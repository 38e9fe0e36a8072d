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
import { csv } from '../../charts/csv.js';
import { Curve } from '../../charts/curve.js';
import { json } from '../../charts/json.js';
import { kinds } from '../../charts/kinds.js';
import { fillTable } from '../../charts/table.js';
import { askOnce } from '../../engine/page/ask-once.js';
import { connect, usualThreads } from '../../engine/page/connect.js';
import { EngineError, engine } from '../../engine/page/engine.js';
import { Run } from '../../engine/page/run.js';
import { named } from '../../engine/page/session.js';
import { whole } from '../../engine/page/whole.js';
import { thrownOf } from '../../engine/thrown.js';
import { download } from '../../host/download.js';
import { runs, trainer as text } from '../../text/en/training.js';
import { inWords } from '../../text/engine.js';
import { followLanguage, label, onLanguage } from '../../text/language.js';
import '../../text/translations.js';
import { isCopy, watchSeen } from '../../host/host-page.js';
import { containKeys } from '../../host/keys.js';
import { shared, watchColours } from '../../host/style-sheet.js';
import { parse } from '../base/attribute.js';
import { elementOf } from '../base/element.js';
import { store as keptDigits } from '../pad/teach.js';
import { Data } from './data.js';
import { containDrags } from './drags.js';
import { converted, Files } from './files.js';
import { Form } from './form.js';
import { fingerprintIn, fromFragment, isLink, threadsIn, toFragment } from './link.js';
import { Live } from './live.js';
import netEditorCss from './net-editor.css';
import { NetEditor } from './net-editor.js';
import { Readout } from './readout.js';
import { SavedRun } from './saved-run.js';
import table from './table.js';
import { Lesson } from './tour.js';
import trainerCss from './trainer.css';
import { fill } from './view.js';

/** Decks take slides out of the page and put them back; a worker survives that. */
const LEFT_MS = 1_000;
/** A table that is open follows the run at a reader's pace. */
const TABLE_MS = 1_000;

export class NibTrainer extends elementOf(table) {
  static styles = [...shared, uplotCss, chartCss, trainerCss, netEditorCss];

  #view;
  #run;
  #readout;
  /** @type {Curve[]} */
  #curves = [];
  /**
   * One per stay in the page: listeners and observers end with it.
   * @type {AbortController | null}
   */
  #life = null;
  /** The form, once the engine is there to check it. @type {Promise<Form> | null} */
  #form = null;
  /** @type {Form | null} */
  #ready = null;
  /** The whole of a recipe, by the engine. @type {(recipe: unknown) => any} */
  #complete = (recipe) => recipe;
  /** @type {NetEditor | null} */
  #editor = null;
  /** @type {any} */
  #leaving;
  #tabled = -Infinity;
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
  /**
   * What the link that brought the visitor here says its run comes to.
   * @type {{fingerprint: string, recipe: string} | null}
   */
  #expected = null;
  /** Whether attributes or link have changed since a run began. */
  #changed = false;
  /** Runs that are drawn beside this one. @type {import('../../charts/curve.js').Other[]} */
  #others = [];

  constructor() {
    super();
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    this.#view = fill(root);
    label(root);
    this.#run = new Run(
      (listener) => {
        this.#manifest = this.#wantedManifest;
        return connect(listener, this.#manifest, this.#run.threads > 1);
      },
      {
        state: (state) => {
          this.#ready?.lock(this.#locked);
          this.#editor?.lock(this.#locked);
          this.#data.lock(this.#locked);
          this.#enable(); // first, since focus moves only to a button that can be pressed
          this.#readout.now();
          this.#readout.speak();
          if (state === 'done') this.#prove();
          if (this.#changed && !this.#locked) this.#set();
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
    this.#readout = new Readout(this.#view, this.#run, () => this.#follow());
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
        this.#others = others;
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
    this.#chart();
    const recolour = () => [...this.#curves, this.#data].forEach((part) => part.recolour());
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
      seen: () => isCopy(this) || this.#prepare().catch(() => {}),
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
    this.#curves.forEach((curve) => curve.remove());
    this.#curves = [];
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.#run.close(), LEFT_MS);
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    super.attributeChangedCallback(name, before, text);
    if (name === 'lesson') this.#lesson.turn();
    else if (name === 'keep') this.#savedRun.turn();
    else if (name === 'preset' || name === 'seed') this.#set();
  }

  /**
   * The settings are those of attributes and link; a run keeps its own, so then they wait for its
   * end.
   * @param {boolean} [byLink]
   */
  #set(byLink = false) {
    this.#changed = this.#locked;
    if (this.#locked && byLink) this.#view.say('note', text.linkWaits);
    if (this.#ready && !this.#locked) this.#fromAttributes(this.#ready);
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
    return structuredClone(this.#run.recipe ?? this.#ready?.recipe ?? null);
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

  resume() {
    return this.#run.resume();
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
    return this.#steps;
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
    return this.#ready?.recipe ? structuredClone(this.#ready.different) : null;
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
    return csv(this.#run.history);
  }

  json() {
    const { recipe, fingerprint, history: points } = this.#run;
    return json({ recipe, fingerprint, points });
  }

  #chart() {
    this.#curves.forEach((curve) => curve.remove());
    const { accuracy, loss } = kinds(); // in the language of the moment
    this.#curves = [
      new Curve(this.#view.part('accuracy'), this.#view.root, accuracy),
      new Curve(this.#view.part('loss'), this.#view.root, loss),
    ];
  }

  /** Another language is spoken. */
  #translate() {
    label(this.#view.root);
    this.#editor?.translate();
    this.#ready?.translate();
    this.#chart();
    this.#readout.now();
    this.#table(true);
    this.#savedRun.runs.translate();
    this.#files.translate();
    this.#data.translate();
    this.#lesson.translate();
    // what was said was said in another language
    for (const id of ['note', 'spoken']) this.#view.say(id, '');
  }

  get #locked() {
    return ['loading', 'running', 'paused'].includes(this.#run.state);
  }

  /** @param {import('./form.js').Recipe} [recipe] */
  async #cook(recipe) {
    if (isCopy(this)) throw new Error(text.copy);
    const form = await this.#prepare();
    const cooked = recipe ? put(form, recipe) : form.recipe;
    if (!cooked) throw Object.assign(new Error(text.fixFirst), { name: 'RecipeError' });
    this.#prepareWorker();
    return { cooked, digits: await this.#data.ready() };
  }

  /** The engine for this thread, and with it a form that can be trusted. */
  #prepare() {
    this.#form ??= this.#open().catch((error) => {
      this.#form = null;
      this.#broken(error);
      throw error;
    });
    return this.#form;
  }

  async #open() {
    const glue = await whole();
    this.#broken(null);
    const complete = (/** @type {unknown} */ recipe) =>
      JSON.parse(engine.call(() => glue.complete_recipe(JSON.stringify(recipe))));
    this.#complete = complete;
    const editor = new NetEditor(this.#view.part('network'), {
      describe: (draft) =>
        JSON.parse(engine.call(() => glue.describe_network(JSON.stringify(draft)))),
      changed: (network) => this.#ready?.putNetwork(network),
      name: () => `nibnet-${this.#ready?.own ? 'own' : this.#ready?.preset.name}-network.json`,
    });
    this.#editor = editor;
    label(this.#view.root);
    const changed = () => {
      if (form?.recipe) editor.show(form.recipe.network);
      this.#enable();
      this.#curves.forEach((curve) => curve.show(this.#run.history, this.#steps));
    };
    /** @type {Form | null} */
    let form = null;
    form = new Form(this.#view, JSON.parse(glue.presets()), complete, changed, () => editor.open());
    this.#ready = form;
    this.#fromAttributes(form);
    form.lock(this.#locked);
    editor.lock(this.#locked);
    this.#enable();
    return form;
  }

  /** @param {Form} form */
  #fromAttributes(form) {
    const asked = { preset: this.preset || undefined, seed: this.seed ?? undefined };
    const { recipe: linked, ignored } = isLink(location.hash)
      ? fromFragment(location.hash, form.adam)
      : { recipe: {}, ignored: [] };
    const { digits = null, ...recipe } = linked;
    this.#data.need(digits);
    /** @type {string[]} */
    const refused = [...ignored];
    /** @type {{[key: string]: unknown}} */
    let good = {};
    // One by one, since one bad value should not cost the others. The preset comes first: the rest
    // completes it.
    for (const [key, value] of Object.entries({ ...asked, ...recipe })) {
      if (value === undefined) continue;
      try {
        form.put({ ...good, [key]: value });
        good = { ...good, [key]: value };
      } catch (error) {
        const written = decodeURIComponent(toFragment({ [key]: value }).replaceAll('+', ' '));
        refused.push(`${written} (${inWords(thrownOf(error)).replace(/\.$/, '')})`);
      }
    }
    const whole = form.put(good);
    const fingerprint = fingerprintIn(location.hash);
    this.#expected =
      fingerprint === null
        ? null
        : {
            fingerprint,
            recipe: JSON.stringify(digits ? this.#complete({ ...whole, digits }) : whole),
          };
    const threads = isLink(location.hash) ? threadsIn(location.hash) : null;
    if (threads !== null && parse(table.attributes.threads, threads).expected)
      refused.push(`threads=${threads}`);
    if (refused.length) {
      console.warn(text.ignored(refused));
      if (isLink(location.hash)) this.#view.say('note', text.linkIgnored(refused));
    }
  }

  /**
   * Buttons do what the methods do; what goes wrong is said on the page and not thrown at nobody.
   */
  #listen() {
    const view = this.#view;
    /** @param {string} id @param {() => unknown} act */
    const on = (id, act) =>
      view.part(id).addEventListener('click', async () => {
        try {
          view.say('note', '');
          await act();
        } catch (error) {
          // A run that failed and an engine that is missing have said so in their own places.
          if (error === this.#run.error || error instanceof EngineError) return;
          view.say('note', /** @type {Error} */ (error).message);
        }
      });
    const name = () =>
      `nibnet-${this.#ready?.own ? 'own' : this.recipe?.preset}-seed-${this.recipe?.seed}`;
    on('start', () => this.start());
    on('pause', () => (this.state === 'paused' ? this.resume() : this.pause()));
    on('stop', () => this.stop());
    on('step', () => view.part('step').ariaDisabled === 'true' || this.step());
    on('again', () => this.#prepare());
    on('retry', () => this.#run.load());
    on('model', async () => {
      const { format } = this.#files;
      download(new Blob([await this.model(format)]), `${name()}.${format}`);
    });
    on('csv', () => download(new Blob([this.csv()], { type: 'text/csv' }), `${name()}.csv`));
    on('json', () =>
      download(new Blob([this.json()], { type: 'application/json' }), `${name()}.json`),
    );
    on('png-accuracy', async () => download(await this.#curves[0].png(), `${name()}-accuracy.png`));
    on('png-loss', async () => download(await this.#curves[1].png(), `${name()}-loss.png`));
    on('link', () => this.#copyLink());
    view.part('points').addEventListener('toggle', () => this.#table(true));
  }

  async #copyLink() {
    const link = new URL(location.href);
    const { recipe: ran, last, fingerprint } = this.#run;
    // Of a run with these very settings, what was changed on the way, and what it came to.
    const digits = await this.#data.source();
    const same = ran && this.#ready && sameRun(ran, { ...this.#ready.recipe, digits });
    const changes = same ? ran.changes : undefined;
    link.hash = toFragment(
      { ...this.#ready?.different, digits, ...(changes ? { changes } : {}) },
      this.#askedThreads,
    );
    if (same && last?.state === 'done' && fingerprint) link.hash += `&fingerprint=${fingerprint}`;
    try {
      await navigator.clipboard.writeText(link.href);
      this.#view.say('note', text.linkCopied);
    } catch {
      // No clipboard without a secure page, or the visitor said no.
      this.#view.say('note', text.linkNotCopied(link.href));
    }
  }

  /** At its end, whether a run out of a link came to the same bits. */
  #prove() {
    const { recipe, fingerprint, last } = this.#run;
    if (
      !this.#expected ||
      last?.state !== 'done' ||
      JSON.stringify(recipe) !== this.#expected.recipe
    )
      return;
    const same = fingerprint === this.#expected.fingerprint;
    this.#view.say(
      'note',
      same ? text.sameBits : text.otherBits(this.#expected.fingerprint, fingerprint ?? ''),
    );
  }

  /** @param {any} recipe */
  #anew({ preset, seed }) {
    const title = this.#ready?.preset.title ?? preset;
    this.#savedRun.anew(runs.name(title, seed, new Date()));
  }

  #told() {
    for (const listener of this.#followers) listener(this.#run);
  }

  /** With each refresh of the readout. */
  #follow() {
    const changes = this.#run.recipe?.changes ?? [];
    this.#curves.forEach((curve) =>
      curve.show(this.#run.history, this.#steps, { changes, others: this.#others }),
    );
    this.#live.show(this.#locked, this.#run.recipe);
    this.#table(false);
  }

  /** How long the x axis is. */
  get #steps() {
    const { last, recipe, state } = this.#run;
    // What was stopped short need not show the road not taken.
    if (last && (state === 'done' || state === 'failed')) return last.step;
    return (
      last?.steps ??
      recipe?.steps ??
      this.#ready?.recipe?.steps ??
      this.#ready?.preset.recipe.steps ??
      0
    );
  }

  /** @param {boolean} now */
  #table(now) {
    const { open } = /** @type {HTMLDetailsElement} */ (this.#view.part('points'));
    const time = performance.now();
    const still = this.#run.state !== 'running';
    if (!open || (!now && !still && time - this.#tabled < TABLE_MS)) return;
    this.#tabled = time;
    fillTable(/** @type {HTMLTableElement} */ (this.#view.part('table')), this.#run.history);
  }

  #enable() {
    const good = Boolean(this.#ready?.recipe);
    const { state } = this.#run;
    this.#view.button('start').disabled = !good;
    this.#view.button('pause').disabled = !this.#locked;
    const step = this.#view.button('step');
    const mayStep = state === 'paused' || (good && !this.#locked);
    // Switched off under somebody's finger it would lose the focus, and the next key would be the
    // deck's.
    step.disabled = !mayStep && this.#view.root.activeElement !== step;
    step.setAttribute('aria-disabled', String(!mayStep));
    this.#view.button('link').disabled = !good;
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

/**
 * Whether two recipes differ in nothing but what was changed on the way.
 * @param {any} a
 * @param {any} b
 */
function sameRun(a, b) {
  const start = ({ digits = null, ...recipe }) =>
    JSON.stringify({ ...recipe, changes: [] }) + JSON.stringify(digits);
  return start(a) === start(b);
}

/**
 * Sets a recipe, or parts of one; what the engine refuses is said in the words of the page.
 * @param {Form} form
 * @param {import('./form.js').Recipe} recipe
 */
function put(form, recipe) {
  try {
    return form.put(recipe);
  } catch (error) {
    throw named(thrownOf(error));
  }
}
