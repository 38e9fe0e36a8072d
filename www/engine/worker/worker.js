/**
 * The training worker. A classic script, since a module worker starts neither from a file nor from a blob everywhere.
 *
 * It is given the compiled engine, loads the digits, and trains, or teaches what a visitor drew; see messages.js for
 * what is said.
 * The digits stay from run to run, and die with the worker.
 *
 * Built over the engine with threads it may also be told to join another one in its work, and is then no more than
 * that: one of its threads.
 *
 * @typedef {import('../messages.js').Request} Request
 * @typedef {import('../messages.js').DigitsWanted} DigitsWanted
 * @typedef {import('../messages.js').Join} Join
 * @typedef {import('../messages.js').FromThread} FromThread
 * @typedef {import('../messages.js').Seen} Seen
 * @typedef {import('../messages.js').FromWorker} FromWorker
 */
import {
  backend,
  Digits,
  initSync,
  join_thread_pool,
  Neighbours,
  NetFile,
  own_digits,
  Remembered,
  shared_memory,
  Teacher,
  Training,
} from 'nibnet-train';
import { thrownOf } from '../thrown.js';
import { Lessons } from './lessons.js';
import { Loader } from './loader.js';
import { Loop, StateError } from './loop.js';

/** The page's own types know no worker; this is what of it we use. */
const scope =
  /** @type {{postMessage(message: FromWorker | FromThread, transfer?: Transferable[]): void, close(): void, addEventListener(
   *   type: string, listener: (event: any) => void): void}} */ (/** @type {unknown} */ (self));

/** Of a thread that joins: plenty for what it does there. A whole number of wasm's pages. */
const STACK_BYTES = 4 * 65_536;

/** @type {WebAssembly.Module | undefined} */
let engine;
/** @type {Digits | undefined} */
let digits;
/** @type {Loader | undefined} */
let loader;
/** @type {Lessons | undefined} */
let lessons;
let manifest = '';
/** Digits that were given in place of the usual ones, or with them. @type {import('../messages.js').Given | null} */
let given = null;

// A message to oneself comes back after those of the page that already wait; a timer would sleep 4 ms each time.
const turns = new MessageChannel();
/** @type {() => void} */
let turn = () => {};
turns.port1.onmessage = () => guarded(turn);

const loop = new Loop({
  digits: () => digits,
  post: (update, transfer) => scope.postMessage(update, transfer),
  soon(next) {
    turn = next;
    turns.port2.postMessage(0);
  },
  backend,
  ended: () => wantThreads(0),
});

/** What each request does; its result is the answer. @param {Request} request @returns {unknown} */
function act(request) {
  switch (request.type) {
    case 'open':
      initSync({ module: request.module });
      engine = request.module;
      manifest = request.manifest;
      loader = loading(manifest);
      return null;
    case 'load':
      fetching();
      return null;
    case 'give':
      return give(request.given);
    case 'begin': {
      opened();
      loop.clear(); // there is hardly room for two
      const { checkpoint } = request;
      const training = checkpoint
        ? Training.resume(checkpoint, request.threads)
        : new Training(request.recipe, request.threads);
      const { recipe, threads } = training;
      loop.begin(training, request.run, request.running);
      wantThreads(threads - 1);
      // Only now: a recipe that is refused fetches nothing.
      fetching();
      return recipe;
    }
    case 'pause':
      return loop.pause();
    case 'resume':
      return loop.resume();
    case 'step':
      return loop.step(request.count);
    case 'stop':
      return loop.stop();
    case 'model':
      return loop.model();
    case 'watch':
      return loop.watch(request.on);
    case 'keep':
      return loop.keep(request.on);
    case 'change':
      return loop.change(request.change);
    case 'checkpoint':
      return loop.checkpoint();
    case 'digits':
      return wait(request);
    case 'teach':
      return school().teach(request);
    case 'nearest':
      return school().nearest(request);
    case 'open-net':
      return withNet(request.file, request.network, (net) => ({
        network: net.network(),
        weights: net.weights(),
        steps: JSON.parse(net.about()).steps,
      }));
    case 'convert-net':
      return withNet(request.file, undefined, (net) => net.to_bytes(request.format));
    case 'ping':
      return null;
  }
}

/** Whoever wants digits that aren't here yet. @type {{wanted: DigitsWanted, found: (digits: unknown) => void, failed: (e: unknown) => void}[]} */
let waiting = [];

/** @param {DigitsWanted} wanted */
function wait(wanted) {
  opened();
  return new Promise((found, failed) => {
    waiting.push({ wanted, found, failed });
    serve();
  });
}

/** Hands out what has been asked for and is here. */
function serve() {
  if (!digits) return;
  const set = digits;
  waiting = waiting.filter(({ wanted: { split, first, count }, found, failed }) => {
    try {
      if (!set.has(split, first, count)) return true;
      found({ images: set.images(split, first, count), labels: set.labels(split, first, count) });
    } catch (error) {
      failed(error);
    }
    return false;
  });
}

/** The digits are on their way from now on, if there are any that must come. */
function fetching() {
  if (!given || 'own' in given) opened().load();
}

/** Other digits from now on. @param {import('../messages.js').Given | null} others */
function give(others) {
  opened().stop();
  digits?.free(); // there is hardly room for both
  digits = undefined;
  loop.makeRoom();
  given = null;
  loader = loading(manifest);
  if (!others) return null;
  if ('own' in others) {
    const source = own_digits(others.own.images, others.own.labels);
    given = others;
    return JSON.parse(source);
  }
  const { name, train, test, transposed } = others.files;
  digits = trusted(() =>
    Digits.from_files(name, train.images, train.labels, test.images, test.labels, transposed),
  );
  given = { files: { ...others.files, train: NONE, test: NONE } };
  const ready = { train: digits.train_ready, test: digits.test_ready };
  const whole = {
    state: /** @type {const} */ ('done'),
    bytes: 0,
    total: 0,
    fromCache: false,
    forgets: false,
  };
  scope.postMessage({
    type: 'loading',
    ...whole,
    ready,
    troubles: [],
    missing: { train: null, test: null },
  });
  serve();
  return JSON.parse(digits.source() ?? 'null');
}

/** They are in the engine's memory; here they would only take up room. */
const NONE = { images: new Uint8Array(), labels: new Uint8Array() };

/** @template T @param {Uint8Array} file @param {string | undefined} network @param {(net: NetFile) => T} use */
function withNet(file, network, use) {
  const net = new NetFile(file, network);
  try {
    return use(net);
  } finally {
    net.free();
  }
}

/** What knows some digits of the training, whether or not there is a run. */
function school() {
  opened();
  lessons ??= new Lessons({
    url: manifest,
    remember: (text, chunk) => trusted(() => new Remembered(text, chunk)),
    know: (network, weights, remembered) => new Teacher(network, weights, remembered),
    compare: (network, weights, remembered) => new Neighbours(network, weights, remembered),
  });
  return lessons;
}

/** Tells the page how many other threads the training takes. @param {number} count */
function wantThreads(count) {
  const module = /** @type {WebAssembly.Module} */ (engine);
  scope.postMessage({ type: 'threads', count, module, memory: count ? shared_memory() : null });
}

/** A life as a thread of another worker. @param {Join} share */
function join({ module, memory }) {
  /** @type {any} */
  let exports;
  try {
    exports = initSync(/** @type {any} */ ({ module, memory, thread_stack_size: STACK_BYTES }));
  } catch (thrown) {
    scope.postMessage({ type: 'failed', id: 0, ...thrownOf(thrown) });
    return scope.close();
  }
  join_thread_pool(); // where this breaks down, the page hears of it as of any error in a worker
  exports.__wbindgen_thread_destroy();
  scope.postMessage({ type: 'left' });
  scope.close();
}

function opened() {
  if (!loader) throw new StateError('the worker has no engine yet');
  return loader;
}

/** @param {string} url */
function loading(url) {
  /** @type {Loader} */
  const mine = new Loader({
    url,
    open(manifest) {
      const own = given && 'own' in given ? given.own : null;
      digits?.free(); // before others take as much memory
      digits = undefined;
      digits = own ? Digits.with_own(manifest, own.images, own.labels) : new Digits(manifest);
    },
    add(chunk) {
      if (!digits) throw new StateError('a chunk came before its manifest');
      const ready = trusted(() => /** @type {Digits} */ (digits).add(chunk));
      // Not here and now: what comes next belongs to the loader.
      queueMicrotask(() => guarded(() => (loop.nudge(), serve())));
      return JSON.parse(ready);
    },
    // One that was stopped has nothing more to say.
    report: throttled((loading) => mine === loader && scope.postMessage(loading), 50),
  });
  return mine;
}

/** What breaks the engine is no fault of the chunk that was being read. @template T @param {() => T} call */
function trusted(call) {
  try {
    return call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) lost(error);
    throw error;
  }
}

/** @param {() => void} call */
function guarded(call) {
  try {
    call();
  } catch (error) {
    lost(error);
  }
}

/** @param {unknown} thrown */
function lost(thrown) {
  const { name, message } = thrownOf(thrown);
  scope.postMessage({ type: 'lost', name, message });
  loader?.stop();
  scope.close();
}

/** What of an answer changes hands. @param {any} value @returns {Transferable[]} */
function buffers(value) {
  const parts = value instanceof Uint8Array ? [value] : Object.values(value?.images ? value : {});
  return parts.map((part) => part.buffer);
}

/**
 * Calls `f` at most once in `ms`, and always with the last.
 * @template T @param {(value: T) => void} f @param {number} ms @returns {(value: T) => void}
 */
function throttled(f, ms) {
  /** @type {any} */
  let _timer;
  /** @type {T} */
  let latest;
  return (value) => {
    latest = value;
    _timer ??= setTimeout(() => {
      _timer = undefined;
      f(latest);
    }, ms);
  };
}

scope.addEventListener('message', async ({ data }) => {
  const message = /** @type {Request | Seen | Join} */ (data);
  if (message.type === 'join') return join(message);
  if (message.type === 'seen') return guarded(() => loop.seen());
  const { id } = message;
  try {
    const value = await act(message);
    scope.postMessage({ type: 'answer', id, value }, buffers(value));
  } catch (thrown) {
    scope.postMessage({ type: 'failed', id, ...thrownOf(thrown) });
    if (thrown instanceof WebAssembly.RuntimeError) lost(thrown);
  }
});
scope.addEventListener('online', () => {
  loader?.online();
  lessons?.online();
});

scope.postMessage({ type: 'ready' });
