/**
 * The training worker without its worker: what each request of the page does, over an engine and a
 * way to post messages. worker.js gives it both; tests give it others.
 *
 * @typedef {import('../messages.js').Requests} Requests
 * @typedef {import('../messages.js').Request} Request
 * @typedef {import('../messages.js').Seen} Seen
 * @typedef {import('../messages.js').FromWorker} FromWorker
 * @typedef {{
 *   [T in keyof Requests]:
 *     (details: Requests[T]['in']) => Requests[T]['out'] | Promise<Requests[T]['out']>
 * }} Handlers
 * @typedef {Pick<typeof import('nibnet-train'),
 *   'backend' | 'DigitFiles' | 'Digits' | 'initSync' | 'Neighbours' | 'NetFile' | 'own_digits' |
 *   'Remembered' | 'shared_memory' | 'Teacher' | 'Training'>} Engine
 * @typedef {{
 *   post(message: FromWorker, transfer?: Transferable[]): void,
 *   soon(turn: () => void): void, close(): void,
 * }} Port  `soon` calls back when the messages that wait have been heard; `close`: no more work
 */
import { thrownOf } from '../thrown.js';
import { readDigitFiles } from './digit-files.js';
import { DigitsSource, identified } from './digits-source.js';
import { Lessons } from './lessons.js';
import { Loop, StateError } from './loop.js';

export class Service {
  #engine;
  #port;
  /** What was compiled, once it is there. @type {WebAssembly.Module | null} */
  #module = null;
  /** @type {DigitsSource | null} */
  #digits = null;
  /** @type {Lessons | null} */
  #lessons = null;
  #manifest = '';
  #loop;

  /** @param {Engine} engine @param {Port} port */
  constructor(engine, port) {
    this.#engine = engine;
    this.#port = port;
    this.#loop = new Loop({
      digits: () => this.#digits?.set ?? null,
      post: (update, transfer) => port.post(update, transfer),
      soon: (turn) => port.soon(() => this.#guarded(turn)),
      backend: () => engine.backend(),
      ended: () => this.#wantThreads(0),
    });
  }

  /** What each request does; its result is the answer. @type {Handlers} */
  #handlers = {
    open: ({ module, manifest }) => {
      this.#engine.initSync({ module });
      this.#module = module;
      this.#manifest = manifest;
      this.#digits = new DigitsSource(this.#engine, manifest, {
        report: (loading) => this.#port.post(loading),
        arrived: () => this.#guarded(() => this.#loop.nudge()),
        trusted: (call) => this.#trusted(call),
      });
      return null;
    },
    load: () => {
      this.#opened().load();
      return null;
    },
    begin: (run) => this.#begin(run),
    pause: () => this.#loop.pause(),
    resume: () => this.#loop.resume(),
    step: ({ count }) => this.#loop.step(count),
    stop: () => this.#loop.stop(),
    model: () => bytes(this.#loop.model()),
    checkpoint: () => bytes(this.#loop.checkpoint()),
    change: ({ change }) => this.#loop.change(change),
    watch: ({ on }) => this.#loop.watch(on),
    keep: ({ on }) => this.#loop.keep(on),
    digits: (range) => this.#opened().get(range),
    identify: ({ digits }) => {
      this.#opened();
      return identified(this.#engine, digits);
    },
    teach: (lesson) => this.#school().teach(lesson),
    nearest: (question) => this.#school().nearest(question),
    'open-net': ({ file, network }) =>
      this.#withNet(file, network, (net) => {
        const { steps, test_accuracy: accuracy = null } = JSON.parse(net.about());
        const weights = /** @type {Float32Array<ArrayBuffer>} */ (net.weights());
        return { network: net.network(), weights, steps, accuracy };
      }),
    'convert-net': ({ file, format }) =>
      this.#withNet(file, undefined, (net) => bytes(net.to_bytes(format))),
    'read-digits': ({ files, most }) => {
      this.#opened();
      return readDigitFiles(new this.#engine.DigitFiles(), files, most);
    },
    ping: () => null,
  };

  /** @param {Request | Seen} message */
  async hear(message) {
    if (message.type === 'seen') return this.#guarded(() => this.#loop.seen());
    const { id, type } = message;
    try {
      // The types of a request and of its handler have the same name, which TypeScript can't see.
      const handle = /** @type {(details: Request) => Handlers[keyof Requests]} */ (
        /** @type {unknown} */ (this.#handlers[type])
      );
      const value = /** @type {any} */ (await handle(message));
      this.#port.post({ type: 'answer', id, value }, buffers(value));
    } catch (thrown) {
      this.#port.post({ type: 'failed', id, ...thrownOf(thrown) });
      if (thrown instanceof WebAssembly.RuntimeError) this.#lost(thrown);
    }
  }

  /** The network is back. */
  online() {
    this.#digits?.online();
    this.#lessons?.online();
  }

  /** @param {import('../messages.js').Begin} begin */
  #begin({ run, recipe, running, threads, checkpoint, digits: other }) {
    const digits = this.#opened();
    const { Training } = this.#engine;
    // From here on there is no other run: its digits may be freed.
    this.#loop.clear();
    if (other !== undefined) digits.use(other);
    const training = checkpoint
      ? Training.resume(checkpoint, threads)
      : new Training(withDigits(recipe, digits.id), threads);
    const { recipe: whole, threads: most } = training;
    this.#loop.begin(training, run, running);
    this.#wantThreads(most - 1);
    // Only now: a recipe that is refused fetches nothing.
    digits.load();
    return whole;
  }

  #opened() {
    if (!this.#digits) throw new StateError('the worker has no engine yet');
    return this.#digits;
  }

  /** What knows some digits of the training, whether or not there is a run. */
  #school() {
    this.#opened();
    const { Remembered, Teacher, Neighbours } = this.#engine;
    this.#lessons ??= new Lessons({
      url: this.#manifest,
      remember: (text, chunk) => this.#trusted(() => new Remembered(text, chunk)),
      know: (network, weights, remembered) => new Teacher(network, weights, remembered),
      compare: (network, weights, remembered) => new Neighbours(network, weights, remembered),
    });
    return this.#lessons;
  }

  /**
   * @template T
   * @param {Uint8Array} file @param {string | undefined} network
   * @param {(net: import('nibnet-train').NetFile) => T} use
   */
  #withNet(file, network, use) {
    const net = new this.#engine.NetFile(file, network);
    try {
      return use(net);
    } finally {
      net.free();
    }
  }

  /** Tells the page how many other threads the training takes. @param {number} count */
  #wantThreads(count) {
    const module = /** @type {WebAssembly.Module} */ (this.#module);
    const memory = count ? this.#engine.shared_memory() : null;
    this.#port.post({ type: 'threads', count, module, memory });
  }

  /**
   * What breaks the engine is no fault of the file that was being read.
   * @template T @param {() => T} call
   */
  #trusted(call) {
    try {
      return call();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) this.#lost(error);
      throw error;
    }
  }

  /** @param {() => void} call */
  #guarded(call) {
    try {
      call();
    } catch (error) {
      this.#lost(error);
    }
  }

  /** @param {unknown} thrown */
  #lost(thrown) {
    const { name, message } = thrownOf(thrown);
    this.#port.post({ type: 'lost', name, message });
    this.#digits?.stop();
    this.#port.close();
  }
}

/**
 * A recipe, and what it must say of its digits.
 * @param {string} recipe @param {object | null} id
 */
function withDigits(recipe, id) {
  return id ? JSON.stringify({ digits: id, ...JSON.parse(recipe) }) : recipe;
}

/** The engine's bytes lie in a buffer of their own. @param {Uint8Array} array */
const bytes = (array) => /** @type {Uint8Array<ArrayBuffer>} */ (array);

/** What of an answer changes hands. @param {unknown} value @returns {Transferable[]} */
function buffers(value) {
  if (typeof value !== 'object' || value === null) return [];
  const parts = ArrayBuffer.isView(value) ? [value] : Object.values(value);
  return parts.flatMap((part) => (ArrayBuffer.isView(part) ? [part.buffer] : []));
}
