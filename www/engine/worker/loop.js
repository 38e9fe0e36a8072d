/**
 * The heart of the worker: trains in short slices, and between two slices the worker hears its
 * messages.
 *
 * A slice is as long as a person's finger notices nothing of. Nothing here waits for a frame, a
 * paint or a timer, so a hidden tab trains on. Knows nothing of workers: what it says goes through
 * `post`, and `soon` gives the turn away.
 *
 * @typedef {import('../messages.js').Update} Update
 * @typedef {import('../messages.js').Point} Point
 * @typedef {import('../messages.js').RunState} RunState
 * @typedef {{
 *   advance(digits: any, work: number): string, weights(): Float32Array, network(): string,
 *   fingerprint(): string, model(): Uint8Array, checkpoint(): Uint8Array, change(change: string):
 *   void, batch: number, recipe: string, present: number, release_threads(): void, free(): void,
 * } & import('./watcher.js').Watched} Training  as the engine makes it
 * @typedef {{
 *   state: 'running' | 'waiting' | 'done', needs: 'train' | 'test' | null, step: number, steps:
 *   number, epoch: number, images: number, learningRate: number, trained: number, worked: number,
 *   points: Point[],
 * }} Progress  what `advance` answers
 * @typedef {{count: number, done: (step: number) => void, failed: (error: Error) => void}} Steps
 */

import { thrownOf } from '../thrown.js';
import { Watcher } from './watcher.js';

/** Pause, Stop and the next drawing wait for the end of a slice, at most. */
const SLICE_MS = 12;
/** New points of the curves are told within a frame: more than that nobody sees. */
const UPDATE_MS = 16;
/**
 * Where only the step is another, ten a second do: what the page draws, it takes from those who
 * train.
 */
const STEP_MS = 100;
/** The pad scores its drawing with each net that it gets; ten a second look like a film. */
const NET_MS = 100;
/** Speed is averaged over about this long: steady enough to read, quick enough to follow. */
const SPEED_MS = 2_000;

/** A tab that is closed loses no more than this of its run. */
const KEPT_MS = 5_000;

/** A request that makes no sense now: bug of the caller, or a button pressed twice. */
export class StateError extends Error {
  name = 'StateError';
}

export class Loop {
  /** @type {Training | null} */
  #training = null;
  /** @type {'none' | RunState} */
  #state = 'none';
  /** @type {Steps | null} */
  #steps = null;
  /** @type {Progress | null} */
  #last = null;
  /** @type {Point[]} */
  #points = [];
  /** @type {{name: string, message: string, what?: string} | null} */
  #error = null;
  #run = 0;
  #planned = 0;
  /** Whether the page keeps the run, and when it was last given to keep. */
  #keeps = { on: false, at: 0, step: -1 };
  /**
   * Where the time goes, in milliseconds since the run began: what is neither waits for digits or
   * talks.
   */
  #time = { training: 0, testing: 0, all: 0 };
  #watcher;
  #work = 1;
  #turn = false;
  #unseen = false;
  #due = false;
  #updated = -Infinity;
  #netted = -Infinity;
  #speed = { images: 0, ms: 0, since: 0 };
  #parts;

  /**
   * @param {{
   *   digits: () => any, post: (update: Update, transfer: Transferable[]) => void,
   *   soon: (turn: () => void) => void, now?: () => number, backend?: () => string, ended?: () =>
   *   void,
   * }} parts `digits` gives the digits, or undefined before any came; `ended` hears that a run
   *   trains no more
   */
  constructor(parts) {
    this.#parts = { now: () => performance.now(), backend: () => '', ended: () => {}, ...parts };
    this.#watcher = new Watcher(this.#parts.now);
  }

  /**
   * A new run, numbered `run`, in place of the last.
   * @param {Training} training @param {number} run @param {boolean} running
   */
  begin(training, run, running) {
    this.clear();
    this.#training = training;
    this.#run = run;
    this.#planned = JSON.parse(training.recipe).steps;
    this.#time = { training: 0, testing: 0, all: 0 };
    this.#keeps = { ...this.#keeps, at: this.#parts.now(), step: -1 };
    this.#watcher.ms = 0;
    this.#watcher.begin(training);
    this.#last = null;
    this.#points = [];
    this.#error = null;
    this.#work = 1;
    this.#netted = -Infinity;
    this.#rest();
    if (running) this.#go();
    else this.#stand('paused');
  }

  /** Ends the run and frees its memory, which the next may need all of. */
  clear() {
    this.#end(new StateError('another run began'));
    this.#training?.free();
    this.#training = null;
    this.#state = 'none';
  }

  pause() {
    if (this.#live() === 'paused') return;
    this.#end(new StateError('paused before the step was done'));
    this.#stand('paused');
  }

  resume() {
    this.#live();
    this.#end(new StateError('resumed'));
    this.#go();
  }

  /**
   * Resolves with the step it stands at after `count` more.
   * @param {number} count @returns {Promise<number>}
   */
  step(count) {
    this.#live();
    this.#end(new StateError('another step was asked for'));
    return new Promise((done, failed) => {
      this.#steps = { count, done, failed };
      this.#go();
    });
  }

  /** Ends the run; its weights stay until the next begins. */
  stop() {
    if (this.#state === 'done' || this.#state === 'stopped') return;
    this.#live();
    this.#end(new StateError('stopped'));
    this.#stand('stopped');
  }

  /** The net as a file. */
  model() {
    if (!this.#training) throw new StateError('no net has been trained yet');
    return this.#training.model();
  }

  /** From now on updates say what a lab shows, or no more. @param {boolean} on */
  watch(on) {
    this.#watcher.watch(on, this.#training);
    if (on && this.#training) this.#update();
  }

  /**
   * From now on updates bring what it takes to go on another day, or no more.
   * @param {boolean} on
   */
  keep(on) {
    this.#keeps.on = on;
  }

  /**
   * Changes something from the next step on; the whole recipe as it is then.
   * @param {string} change
   */
  change(change) {
    this.#live();
    const training = /** @type {Training} */ (this.#training);
    training.change(change);
    return training.recipe;
  }

  /** The run as a file, to go on another day. */
  checkpoint() {
    if (!this.#training) throw new StateError('no net has been trained yet');
    return this.#training.checkpoint();
  }

  /** New digits came: what waited for them goes on. */
  nudge() {
    if (this.#state === 'waiting') this.#go();
  }

  /** The page has seen the last update and may be told more. */
  seen() {
    this.#unseen = false;
    if (this.#due) this.#update();
  }

  /** The state, of a run that hasn't ended. */
  #live() {
    const state = this.#state;
    if (state !== 'running' && state !== 'waiting' && state !== 'paused') {
      throw new StateError('no run is under way');
    }
    return state;
  }

  #go() {
    if (this.#state !== 'waiting') this.#rest();
    this.#state = 'running';
    this.#take();
  }

  #take() {
    if (this.#turn) return;
    this.#turn = true;
    this.#parts.soon(() => {
      this.#turn = false;
      this.#slice();
    });
  }

  /** @param {RunState} state */
  #stand(state) {
    this.#state = state;
    this.#update();
    if (state === 'done' || state === 'stopped' || state === 'failed') {
      this.#training?.release_threads();
      this.#parts.ended();
    }
  }

  /** The step that somebody waits for won't be finished. @param {Error} error */
  #end(error) {
    const steps = this.#steps;
    this.#steps = null;
    steps?.failed(error);
  }

  /** The clock of the speed starts anew. */
  #rest() {
    this.#speed = { images: 0, ms: 0, since: this.#parts.now() };
  }

  #slice() {
    if (this.#state !== 'running' || !this.#training) return;
    const digits = this.#parts.digits();
    if (!digits) return this.#wait(null);
    const work = this.#steps ? Math.min(this.#work, this.#steps.count) : this.#work;
    const began = this.#parts.now();
    let progress;
    try {
      progress = /** @type {Progress} */ (JSON.parse(this.#training.advance(digits, work)));
    } catch (error) {
      return this.#fail(error);
    }
    const ended = this.#parts.now();
    this.#last = progress;
    this.#points.push(...progress.points);
    // The engine stops between training and testing, so a slice is either.
    this.#time[progress.trained > 0 ? 'training' : 'testing'] += ended - began;
    this.#measure(progress, ended);
    const tested = progress.points.find((point) => point.testAccuracy != null);
    if (tested) this.#watcher.tested(this.#training, tested);
    if (progress.state === 'waiting') return this.#wait(progress);
    if (progress.state === 'done') return this.#done(progress.step);
    this.#adapt(progress.worked, ended - began);
    if (this.#steps) {
      this.#steps.count -= progress.trained;
      // After the very last step the test digits are still to be scored: that belongs to it.
      if (this.#steps.count <= 0 && progress.step < this.#planned) {
        const { done } = this.#steps;
        this.#steps = null;
        this.#stand('paused');
        return done(progress.step);
      }
      if (this.#steps.count <= 0) this.#steps.count = 1;
    }
    if (ended - this.#updated >= (this.#points.length > 0 ? UPDATE_MS : STEP_MS)) this.#update();
    this.#take();
  }

  /**
   * Stays within a factor of two of the last, since one slow slice (another tab woke up) proves
   * nothing.
   */
  #adapt(/** @type {number} */ worked, /** @type {number} */ ms) {
    const wanted = (worked * SLICE_MS) / Math.max(ms, 0.01);
    this.#work = Math.max(
      1,
      Math.round(Math.min(Math.max(wanted, this.#work / 2), this.#work * 2, 4096)),
    );
  }

  /** @param {Progress | null} progress */
  #wait(progress) {
    this.#last = progress;
    this.#rest();
    this.#stand('waiting');
  }

  /** @param {number} step */
  #done(step) {
    const steps = this.#steps;
    this.#steps = null;
    this.#stand('done');
    steps?.done(step);
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    // The engine itself broke down: its memory may be in any state, and nothing here can be trusted
    // any more.
    if (thrown instanceof WebAssembly.RuntimeError) throw thrown;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.#error = thrownOf(error);
    this.#stand('failed');
    this.#end(error);
  }

  /**
   * Counts all the time that passes, scoring of test digits too: so that the time left comes true.
   */
  #measure(/** @type {Progress} */ { trained }, /** @type {number} */ now) {
    const ms = now - this.#speed.since;
    this.#time.all += ms;
    const keep = Math.exp(-ms / SPEED_MS);
    this.#speed = {
      images: this.#speed.images * keep + trained * (this.#training?.batch ?? 0),
      ms: this.#speed.ms * keep + ms,
      since: now,
    };
  }

  #update() {
    const training = this.#training;
    if (!training) return;
    const still = this.#state !== 'running' && this.#state !== 'waiting';
    // A change of state is told at once, a step on the way when the page has seen the last.
    if (this.#unseen && this.#state === 'running') {
      this.#due = true;
      return;
    }
    const now = this.#parts.now();
    /** @type {Update['net']} */
    let net = null;
    if (still || now - this.#netted >= NET_MS) {
      this.#netted = now;
      net = { network: training.network(), weights: /** @type {any} */ (training.weights()) };
    }
    const steps = this.#planned;
    const { step, epoch, images, learningRate, needs } = this.#last ?? {
      step: training.step,
      epoch: 0,
      images: 0,
      learningRate: 0,
      needs: /** @type {const} */ ('train'),
    };
    const { images: seen, ms } = this.#speed;
    // A fifth of a second is the least that tells anything about speed.
    const imagesPerSecond = seen > 0 && ms > 200 ? (seen / ms) * 1000 : null;
    const points = this.#points;
    this.#points = [];
    const { groups, snapshots, look, transfer } = this.#watcher.take(training, still);
    const { kept, unkept } = this.#kept(training, now, still);
    this.#updated = now;
    this.#unseen = true;
    this.#due = false;
    this.#parts.post(
      {
        type: 'update',
        run: this.#run,
        state: /** @type {RunState} */ (this.#state),
        needs: this.#state === 'waiting' ? needs : null,
        step,
        steps,
        epoch,
        images,
        learningRate,
        points,
        imagesPerSecond,
        secondsLeft: imagesPerSecond && ((steps - step) * training.batch) / imagesPerSecond,
        net,
        fingerprint: still ? training.fingerprint() : null,
        error: this.#error,
        backend: this.#parts.backend(),
        threads: training.present,
        groups,
        snapshots,
        look,
        kept,
        unkept,
        time: { ...this.#time, looking: this.#watcher.ms },
      },
      [...(net ? [net.weights.buffer] : []), ...transfer, ...(kept ? [kept.buffer] : [])],
    );
  }

  /**
   * What the page keeps, where that is due; without memory for it the run goes on all the same.
   * @param {Training} training @param {number} now @param {boolean} still
   */
  #kept(training, now, still) {
    const { on, at, step } = this.#keeps;
    if (!on || training.step === step || training.step === 0 || !(still || now - at >= KEPT_MS))
      return { kept: null, unkept: null };
    this.#keeps = { on, at: now, step: training.step };
    try {
      const kept = /** @type {Uint8Array<ArrayBuffer>} */ (training.checkpoint());
      return { kept, unkept: null };
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      return { kept: null, unkept: thrownOf(error) };
    }
  }
}
