/**
 * One trainer's run, as the page sees it: what state it is in, the points of its curves, and what
 * may be asked of it.
 *
 * The worker decides; this follows its updates and turns them into states, promises and calls of
 * the listener. Everything that is asked goes to the worker in the order of asking, also while the
 * worker is still being started.
 *
 * @typedef {import('../messages.js').Point} Point
 * @typedef {import('../messages.js').Update} Update
 * @typedef {import('../messages.js').Loading} Loading
 * @typedef {NonNullable<Update['net']>} Net
 * @typedef {import('../messages.js').OtherDigits} OtherDigits
 * @typedef {import('../messages.js').Requests} Requests
 * @typedef {import('./session.js').Session} Session
 * @typedef {'idle' | 'loading' | 'running' | 'paused' | 'done' | 'failed'} State
 * @typedef {{step: number, steps: number, fingerprint: string, stopped: boolean}} Finished
 * @typedef {{
 *   state(state: State): void, progress(update: Update): void, net(net: Net, step: number): void,
 *   loading(loading: Loading): void, error(error: Error): void,
 *   watched?(update: Update): void, kept?(kept: Kept): void, unkept?(error: Error): void,
 * }} Listener  `watched`: there is something new for a lab; `kept`: what it takes to go on another
 *   day; `unkept`: why there is none of it now
 * @typedef {{
 *   checkpoint: Uint8Array<ArrayBuffer>, points: Point[], recipe: any, state: State, step: number,
 * }} Kept
 */
import { errors } from '../../text/en/reading.js';
import { LostError, named } from './session.js';
import { Snapshots } from './snapshots.js';

/** What each state of the run in the worker is called out here. */
const STATES = /** @type {const} */ ({
  running: 'running',
  waiting: 'loading',
  paused: 'paused',
  stopped: 'done',
  done: 'done',
  failed: 'failed',
});

export class Run {
  /** @type {State} */
  state = 'idle';
  /** @type {Point[]} */
  history = [];
  /** The whole recipe of the run. @type {any} */
  recipe = null;
  /** Of the weights, whenever the run stands still. @type {string | null} */
  fingerprint = null;
  /** The point with the best test accuracy. @type {Point | null} */
  best = null;
  /** The last point at which the test digits were scored. @type {Point | null} */
  scored = null;
  /** @type {Update | null} */
  last = null;
  /** @type {Loading | null} */
  loading = null;
  /** How many threads the next run may have. */
  threads = 1;
  /** Why there are fewer than that. @type {string | null} */
  short = null;
  /** Why it failed. @type {Error | null} */
  error = null;
  /** The network, as JSON, as soon as there are weights of it. @type {string | null} */
  network = null;
  /** What a lab can go back to, while one watches. */
  snapshots = new Snapshots();
  /**
   * The newest look at the net, while a lab watches.
   * @type {import('../messages.js').Look | null}
   */
  look = null;
  /**
   * Resolves when the run has come to its end or was stopped; rejects when it failed.
   * @type {Promise<Finished>}
   */
  finished = new Promise(() => {});

  /** @type {Promise<Session> | null} */
  #session = null;
  /** @type {Session | null} */
  #open = null;
  #run = 0;
  #watching = false;
  /**
   * The digits of the last run that it began; undefined: it may have others.
   * @type {OtherDigits | null | undefined}
   */
  #digitsInWorker = null;
  #keeping = false;
  #connect;
  #listener;
  #settle = nobody();
  #started = nobody();

  /**
   * @param {(listener: import('./session.js').Listener) => Promise<Session>} connect a session with
   *   a worker that has its engine
   * @param {Listener} listener
   */
  constructor(connect, listener) {
    this.#connect = connect;
    this.#listener = listener;
  }

  /** Whether it trains, or is paused: it is not over, and its settings stay. */
  get isLive() {
    return this.state === 'loading' || this.state === 'running' || this.state === 'paused';
  }

  /** Whether it was stopped before its end: it can go on. */
  get isStopped() {
    const { state, last } = this;
    return state === 'done' && last?.state === 'stopped' && last.step < last.steps;
  }

  /** How many digits it is tested on: a recipe may hold out training digits for that. */
  get testDigits() {
    return this.recipe?.holdOut || this.loading?.ready.test || 10_000;
  }

  /** What computes, as of the last word from there. */
  get machine() {
    if (!this.last) return null;
    const { backend, threads } = this.last;
    return { backend, threads, short: threads < this.threads ? this.short : null };
  }

  /**
   * A new run from the beginning. Resolves when it trains.
   * @param {string} recipe @param {OtherDigits | null} [digits]  null: the usual ones
   */
  async start(recipe, digits = null) {
    const running = this.#anew();
    await this.#begin({ recipe, running: true }, digits).catch(() => {}); // `running` rejects too
    return running;
  }

  /**
   * Goes on with a run that was kept. Resolves when it trains.
   * @param {{checkpoint: Uint8Array, points: Point[]}} kept
   * @param {OtherDigits | null} [digits]  that it learnt from
   */
  async goOn({ checkpoint, points }, digits = null) {
    const running = this.#anew();
    for (const point of points) this.#add(point);
    await this.#begin({ recipe: '{}', running: true, checkpoint }, digits).catch(() => {});
    return running;
  }

  /**
   * Goes on with the run that was stopped, to the same bits: from what it takes to go on another
   * day, since the worker has let its threads go. Resolves when it trains.
   * @param {() => void} begins  called as it begins
   */
  async goOnStopped(begins) {
    const run = this.#run;
    const { history: points, snapshots } = this;
    const checkpoint = await this.checkpoint();
    if (run !== this.#run) throw new LostError(errors.replaced);
    begins();
    const running = this.goOn({ checkpoint, points }, this.#digitsInWorker);
    this.snapshots = snapshots;
    return running;
  }

  /** Whether a lab watches: only then there are snapshots and looks. @param {boolean} on */
  watch(on) {
    if (on === this.#watching) return;
    this.#watching = on;
    this.#tell('watch', on);
  }

  /** Whether somebody keeps what it takes to go on another day. @param {boolean} on */
  keep(on) {
    if (on === this.#keeping) return;
    this.#keeping = on;
    this.#tell('keep', on);
  }

  /**
   * Changes something from the next step on.
   * @param {{rateFactor?: number, keep?: number, batch?: number}} change
   */
  async change(change) {
    this.#cooked(await this.#ask('change', { change: JSON.stringify(change) }));
  }

  /** The run as the bytes of a .nibrun file. @returns {Promise<Uint8Array<ArrayBuffer>>} */
  checkpoint() {
    return this.#ask('checkpoint');
  }

  /**
   * Digits of the data set, as soon as they are here.
   * @param {'train' | 'test'} split @param {number} first @param {number} count
   * @returns {Promise<{images: Uint8Array, labels: Uint8Array}>}
   */
  digits(split, first, count) {
    return this.#ask('digits', { split, first, count });
  }

  async pause() {
    await this.#ask('pause');
  }

  async resume() {
    await this.#ask('resume');
  }

  /**
   * So many training steps and then a pause; from the beginning of a new run where none is under
   * way.
   * @param {number} count @param {string} recipe @param {OtherDigits | null} [digits]
   */
  async step(count, recipe, digits = null) {
    if (this.state === 'paused') return this.#ask('step', { count });
    this.mayStep();
    this.#anew().catch(() => {}); // this promise says so too
    // Both at once, so that nothing gets between them.
    const begun = this.#begin({ recipe, running: false }, digits);
    const step = this.#send('step', { count });
    step.catch(() => {});
    await begun;
    return step;
  }

  /** Throws where a run trains: it must be paused before it can be stepped. */
  mayStep() {
    if (this.state === 'running' || this.state === 'loading') throw new Error(errors.pauseFirst);
  }

  async stop() {
    await this.#ask('stop');
  }

  /**
   * The net as it is now, as the bytes of a .nib file.
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  model() {
    return this.#ask('model');
  }

  /** Fetches the digits if they aren't here, and tries again what failed. */
  async load() {
    await this.#send('load');
  }

  /** Lets go of the worker and all that it holds. The curves stay. */
  close() {
    const error = new LostError(errors.closed);
    this.#open?.close();
    this.#open = null;
    this.#session = null;
    this.#run++;
    this.#settle.reject(error);
    this.#started.reject(error);
    this.loading = null;
    if (this.state !== 'idle') this.#become('idle');
  }

  #anew() {
    this.#settle.reject(new LostError(errors.replaced));
    this.#started.reject(new LostError(errors.replaced));
    this.#run++;
    this.#settle = promised();
    this.#started = promised();
    this.finished = this.#settle.promise;
    this.finished.catch(() => {}); // whoever cares asks for it; a failure is on the page anyway
    this.history = [];
    this.recipe = null;
    this.fingerprint = null;
    this.best = null;
    this.scored = null;
    this.last = null;
    this.error = null;
    this.snapshots = new Snapshots();
    this.look = null;
    this.network = null;
    this.#become('loading');
    return this.#started.promise;
  }

  /**
   * Begins the run in the worker. Where that fails, so does the run.
   * @param {{recipe: string, running: boolean, checkpoint?: Uint8Array}} begin
   * @param {OtherDigits | null} digits
   */
  async #begin(begin, digits) {
    const run = this.#run;
    const session = (this.#session ??= this.#dial());
    const known = digits === this.#digitsInWorker;
    if (!known) this.loading = null;
    const more = { run, threads: this.threads, ...(known ? {} : { digits }) };
    try {
      const whole = await (await session).ask('begin', { ...begin, ...more });
      this.#digitsInWorker = digits;
      if (run === this.#run) this.#cooked(whole);
    } catch (error) {
      this.#digitsInWorker = undefined;
      this.#fail(/** @type {Error} */ (error), run);
      throw error;
    }
  }

  /** @param {string} whole */
  #cooked(whole) {
    this.recipe = JSON.parse(whole);
  }

  /**
   * @template {keyof Requests} T
   * @param {T} type @param {{} extends Requests[T]['in'] ? [] : [Requests[T]['in']]} details
   * @returns {Promise<Requests[T]['out']>}
   */
  #ask(type, ...details) {
    if (!this.#session) return Promise.reject(new Error(errors.noRun));
    return this.#send(type, ...details);
  }

  /**
   * @template {keyof Requests} T
   * @param {T} type @param {{} extends Requests[T]['in'] ? [] : [Requests[T]['in']]} details
   */
  async #send(type, ...details) {
    const session = await (this.#session ??= this.#dial());
    return session.ask(type, ...details);
  }

  /**
   * A worker that isn't there yet hears of it when it is.
   * @param {'watch' | 'keep'} type @param {boolean} on
   */
  #tell(type, on) {
    this.#open?.ask(type, { on }).catch(() => {}); // lost: said elsewhere
  }

  #dial() {
    this.#digitsInWorker = null;
    const session = this.#connect({
      update: (update) => this.#update(update),
      loading: (loading) => {
        this.loading = loading;
        this.#listener.loading(loading);
      },
      short: (reason) => (this.short = reason), // written with the next update
      lost: (error) => {
        this.#session = null;
        this.#open = null;
        this.loading = null;
        this.#fail(error, this.#run);
      },
    });
    session.then(
      (open) => {
        // Closed before it was open: nobody waits for it any more.
        if (this.#session !== session) return open.close();
        this.#open = open;
        // Before anything else that was asked for meanwhile.
        if (this.#watching) this.#tell('watch', true);
        if (this.#keeping) this.#tell('keep', true);
      },
      () => {
        if (this.#session === session) this.#session = null;
      },
    );
    return session;
  }

  /** @param {Update} update */
  #update(update) {
    if (update.run !== this.#run) return; // of a run that has been replaced
    this.last = update;
    this.fingerprint = update.fingerprint;
    for (const point of update.points) this.#add(point);
    if (update.groups) this.snapshots.groups = update.groups;
    for (const snapshot of update.snapshots) this.snapshots.add(snapshot);
    this.look = update.look ?? update.snapshots[update.snapshots.length - 1]?.look ?? this.look;
    if (update.state === 'failed' && update.error) {
      const error = named(update.error);
      this.#listener.progress(update);
      return this.#fail(error, update.run);
    }
    this.#become(STATES[update.state]);
    this.#listener.progress(update);
    if (update.net) {
      this.network = update.net.network;
      this.#listener.net(update.net, update.step);
    }
    if (update.groups || update.look || update.snapshots.length) this.#listener.watched?.(update);
    if (update.kept) {
      const { history: points, recipe, state } = this;
      this.#listener.kept?.({ checkpoint: update.kept, points, recipe, state, step: update.step });
    }
    if (update.unkept) this.#listener.unkept?.(named(update.unkept));
    if (update.state === 'running' || update.state === 'done') this.#started.resolve();
    if (update.state === 'stopped') this.#started.reject(new LostError(errors.stoppedFirst));
    if (update.state === 'done' || update.state === 'stopped') {
      const { step, steps } = update;
      this.#settle.resolve({
        step,
        steps,
        fingerprint: update.fingerprint ?? '',
        stopped: update.state === 'stopped',
      });
    }
  }

  /** @param {Point} point */
  #add(point) {
    this.history.push(point);
    if (point.testAccuracy === null) return;
    this.scored = point;
    if (this.best === null || point.testAccuracy > (this.best.testAccuracy ?? 0)) this.best = point;
  }

  /** @param {Error} error @param {number} run */
  #fail(error, run) {
    // A worker that is lost is heard of twice: by itself, and as the answer to what was asked of
    // it.
    if (run !== this.#run || this.state === 'failed') return;
    this.error = error;
    this.#started.reject(error);
    this.#settle.reject(error);
    this.#become('failed');
    this.#listener.error(error);
  }

  /** @param {State} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.#listener.state(state);
  }
}

/**
 * @returns {{promise: Promise<any>, resolve: (value?: any) => void, reject: (error: Error) =>
 *   void}}
 */
function promised() {
  /** @type {any} */
  let resolve;
  /** @type {any} */
  let reject;
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  promise.catch(() => {}); // a rejection that nobody waits for is no news
  return { promise, resolve, reject };
}

/** Nobody waits. @returns {ReturnType<typeof promised>} */
function nobody() {
  return { promise: Promise.resolve(), resolve() {}, reject() {} };
}
