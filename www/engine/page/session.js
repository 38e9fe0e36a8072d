/**
 * The page's end of the line to one training worker: requests become promises, and a line that
 * breaks rejects them all.
 *
 * A session is used once. When it has been lost or closed, open another: what the worker held is
 * gone with it.
 *
 * @typedef {import('../messages.js').FromWorker} FromWorker
 * @typedef {import('../messages.js').Requests} Requests
 * @typedef {import('../messages.js').RunState} RunState
 * @typedef {import('../messages.js').Answer['value']} Value
 * @typedef {{
 *   type: keyof Requests, resolve: (value: Value) => void, reject: (error: Error) => void,
 * }} Pending
 * @typedef {{
 *   update?: (update: import('../messages.js').Update) => void,
 *   loading?: (loading: import('../messages.js').Loading) => void,
 *   short?: (reason: string) => void,
 *   lost?: (error: Error) => void,
 * }} Listener  what the worker says by itself; `short`: a thread could not be had; `lost` at most
 *   once, and never after `close`
 */
import { errors } from '../../text/en/reading.js';
import { inWords } from '../../text/engine.js';
import { BuildError, LostError, start } from './start-worker.js';
import { ThreadPool } from './thread-pool.js';

export { BuildError, LostError };

/**
 * A worker can die without a word (out of memory, killed by the system), so one from which
 * something is to come is asked whether it is there.
 */
const PING_MS = 5_000;
/**
 * Counted in questions and not in seconds: after a laptop slept, hours have passed and all is well.
 */
const UNANSWERED = 4;
/**
 * While it computes it answers between two pieces of work, and one may take long: a step of a large
 * batch on a slow phone, a lesson, a file. Ten minutes, where it isn't known how long; and in a run
 * this many times as long as the run's longest silence so far.
 */
const UNANSWERED_AT_WORK = 120;
const TIMES = 8;
/** What the worker computes in one piece. @type {ReadonlySet<keyof Requests>} */
const WORK = new Set(['begin', 'step', 'teach', 'nearest', 'identify', 'open-net', 'convert-net']);

export class Session {
  #worker;
  #threadPool;
  #ids = 0;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #listener;
  #over = false;
  /**
   * Its run: the step at which it was first heard of, whether it has taken others since, and how
   * many questions it has left unanswered at most.
   * @type {{run: number, step: number, state: RunState, steps: boolean, longest: number} | null}
   */
  #run = null;
  #unanswered = 0;
  #pulse;

  /**
   * A worker that is ready for work.
   * @param {string} url  of the worker's script
   * @param {Listener} listener
   * @param {(url: string) => Worker} make
   */
  static async open(url, listener, make) {
    const worker = await start(url, make);
    return new Session(worker, listener, (listener) => new ThreadPool(url, listener, make));
  }

  /**
   * @param {Worker} worker @param {Listener} listener
   * @param {(listener: ConstructorParameters<typeof ThreadPool>[1]) => ThreadPool} makeThreadPool
   */
  constructor(worker, listener, makeThreadPool) {
    this.#worker = worker;
    this.#listener = listener;
    this.#threadPool = makeThreadPool({
      short: (error) => this.#listener.short?.(error.message),
      // The training worker would wait for it forever.
      lost: (error) => this.#lose(error),
    });
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onmessageerror = () => this.#lose(new LostError(errors.garbled));
    worker.onerror = (event) => {
      event.preventDefault?.(); // said on the page; not once more in the console
      this.#lose(new LostError(errors.lost(event.message)));
    };
    this.#pulse = setInterval(() => this.#ping(), PING_MS);
  }

  /**
   * Asks the worker for something. Rejects with what it answers, or when it is lost.
   * @template {keyof Requests} T
   * @param {T} type @param {{} extends Requests[T]['in'] ? [] : [Requests[T]['in']]} details
   * @returns {Promise<Requests[T]['out']>}
   */
  ask(type, ...[details]) {
    if (this.#over) return Promise.reject(new LostError(errors.lost()));
    const id = ++this.#ids;
    return new Promise((resolve, reject) => {
      // Its answer is of the request's type: messages.js says so, and the worker's table is typed
      // by it.
      const settle = /** @type {(value: Value) => void} */ (resolve);
      this.#pending.set(id, { type, resolve: settle, reject });
      this.#worker.postMessage({ ...details, type, id });
    });
  }

  /** Terminates the worker and its threads, whatever they are doing. */
  close() {
    this.#finish(new LostError(errors.closed));
  }

  #ping() {
    const going = this.#run?.state === 'running' || this.#run?.state === 'waiting';
    if (!going && !this.#pending.size) return;
    if (this.#unanswered >= this.#patience()) return this.#lose(new LostError(errors.silent));
    this.#unanswered++;
    this.#worker.postMessage({ type: 'ping', id: 0 });
  }

  /** How many questions it may leave unanswered. */
  #patience() {
    if ([...this.#pending.values()].some(({ type }) => WORK.has(type))) return UNANSWERED_AT_WORK;
    if (this.#run?.state !== 'running') return UNANSWERED;
    const { steps, longest } = this.#run;
    return steps ? Math.max(UNANSWERED, TIMES * longest) : UNANSWERED_AT_WORK;
  }

  /** @param {FromWorker} message */
  #hear(message) {
    if (this.#over) return;
    if (this.#run) this.#run.longest = Math.max(this.#run.longest, this.#unanswered);
    this.#unanswered = 0; // any word will do
    switch (message.type) {
      case 'answer':
        return this.#settle(message.id)?.resolve(message.value);
      case 'failed':
        return this.#settle(message.id)?.reject(named(message));
      case 'update':
        this.#follow(message);
        this.#listener.update?.(message);
        return this.#worker.postMessage({ type: 'seen' });
      case 'loading':
        return this.#listener.loading?.(message);
      case 'threads':
        return this.#threadPool.replace(message.count, message.module, message.memory);
      case 'lost':
        return this.#lose(new LostError(errors.lost(message.message)));
    }
  }

  /** @param {import('../messages.js').Update} update */
  #follow({ run, step, state }) {
    if (!this.#run || this.#run.run !== run)
      this.#run = { run, step, state, steps: false, longest: 0 };
    this.#run.state = state;
    if (step > this.#run.step) this.#run.steps = true;
  }

  /** @param {number} id */
  #settle(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  /** @param {Error} error */
  #lose(error) {
    if (this.#over) return;
    this.#finish(error);
    this.#listener.lost?.(error);
  }

  /** @param {Error} error */
  #finish(error) {
    this.#over = true;
    clearInterval(this.#pulse);
    this.#worker.terminate();
    this.#threadPool.close();
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/**
 * A worker's error in the words of the page. Its cause is what that comes from; where the page has
 * words of its own, the engine's sentence.
 * @param {import('../messages.js').Thrown} thrown
 */
export function named(thrown) {
  // The module of one build can't be linked with the script of another.
  if (thrown.name === 'LinkError')
    return new BuildError(errors.otherBuild(), { cause: errorFrom(thrown) });
  const words = inWords(thrown);
  if (words === thrown.message) return errorFrom(thrown);
  const { name, what } = thrown;
  return Object.assign(new Error(words, { cause: errorFrom(thrown) }), {
    name,
    ...(what && { what }),
  });
}

/** @param {import('../messages.js').Thrown} thrown @returns {Error} */
function errorFrom({ name, message, what, cause }) {
  const error = new Error(message, cause && { cause: errorFrom(cause) });
  return Object.assign(error, { name, ...(what && { what }) });
}
