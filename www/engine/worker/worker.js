/**
 * The training worker. A classic script, since a module worker starts neither from a file nor from
 * a blob everywhere. service.js says what it does for the page.
 *
 * Built over the engine with threads it may also be told to join another worker in its work, and is
 * then no more than that: one of its threads.
 *
 * @typedef {import('../messages.js').FromThread} FromThread
 * @typedef {import('../messages.js').FromWorker} FromWorker
 */
import {
  backend,
  DigitFiles,
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
import { build } from '../build.js';
import { thrownOf } from '../thrown.js';
import { Service } from './service.js';

/** The page's own types know no worker; this is what of it we use. */
const scope = /**
 * @type {{
 *   postMessage(message: FromWorker | FromThread, transfer?: Transferable[]): void, close(): void,
 *   addEventListener(type: string, listener: (event: MessageEvent) => void): void,
 * }}
 */ (/** @type {unknown} */ (self));

/** Of a thread that joins: plenty for what it does there. A whole number of wasm's pages. */
const STACK_BYTES = 4 * 65_536;

// A message to oneself comes back after those of the page that already wait; a timer would sleep
// 4 ms each time.
const turns = new MessageChannel();
/** @type {() => void} */
let turn = () => {};
turns.port1.onmessage = () => turn();

const service = new Service(
  {
    backend,
    DigitFiles,
    Digits,
    initSync,
    Neighbours,
    NetFile,
    own_digits,
    Remembered,
    shared_memory,
    Teacher,
    Training,
  },
  {
    post: (message, transfer) => scope.postMessage(message, transfer),
    soon(next) {
      turn = next;
      turns.port2.postMessage(0);
    },
    close: () => scope.close(),
  },
);

/** A life as a thread of another worker. @param {import('../messages.js').Join} share */
function join({ module, memory }) {
  const options = /** @type {Parameters<typeof initSync>[0]} */ (
    /** @type {unknown} */ ({ module, memory, thread_stack_size: STACK_BYTES })
  );
  let exports;
  try {
    exports = /** @type {{__wbindgen_thread_destroy(): void}} */ (
      /** @type {unknown} */ (initSync(options))
    );
  } catch (thrown) {
    scope.postMessage({ type: 'failed', id: 0, ...thrownOf(thrown) });
    return scope.close();
  }
  join_thread_pool(); // where this breaks down, the page hears of it as of any error in a worker
  exports.__wbindgen_thread_destroy();
  scope.postMessage({ type: 'left' });
  scope.close();
}

scope.addEventListener('message', ({ data }) =>
  data.type === 'join' ? join(data) : void service.hear(data),
);
scope.addEventListener('online', () => service.online());

scope.postMessage({ type: 'ready', build });
