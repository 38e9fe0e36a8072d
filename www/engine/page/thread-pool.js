/**
 * The page's end of the thread pool: workers that serve the training one as its other threads, over
 * its memory.
 *
 * The training worker says how many it wants. It waits for none of them: it trains on with those
 * that have joined, so one that can't start costs speed and nothing else. But one that breaks down
 * at work leaves a step half done, which the training worker would wait for without end: that loses
 * the run.
 *
 * They are started here and not by the training worker, which is too busy to hear how they are.
 */
import { errors } from '../../text/en/reading.js';
import { LostError, start } from './start-worker.js';

/** A thread that was released ends in a moment; if it doesn't, it is terminated. */
const RELEASE_MS = 2_000;

/**
 * @typedef {{worker: Worker | null, released: boolean, timer: any}} Thread `worker` once it is
 *   ready
 * @typedef {{module: WebAssembly.Module, memory: WebAssembly.Memory | null}} Engine of the training
 *   worker
 */

export class ThreadPool {
  #url;
  #listener;
  #make;
  /** @type {Set<Thread>} */
  #threads = new Set();

  /**
   * @param {string} url  of the worker's script
   * @param {{short: (error: Error) => void, lost: (error: Error) => void}} listener one can't
   *   start; one broke down
   * @param {(url: string) => Worker} make
   */
  constructor(url, listener, make) {
    this.#url = url;
    this.#listener = listener;
    this.#make = make;
  }

  /**
   * Starts `count` threads in place of those of before, which are released.
   * @param {number} count @param {WebAssembly.Module} module @param {WebAssembly.Memory | null}
   *   memory
   */
  replace(count, module, memory) {
    for (const thread of this.#threads) this.#release(thread);
    for (let i = 0; i < count; i++) void this.#add({ module, memory });
  }

  /**
   * Terminates all threads, whatever they are doing; for when nothing uses their memory any more.
   */
  close() {
    for (const thread of this.#threads) this.#end(thread);
  }

  /** @param {Engine} engine */
  async #add(engine) {
    /** @type {Thread} */
    const thread = { worker: null, released: false, timer: undefined };
    this.#threads.add(thread);
    let worker;
    try {
      worker = await start(this.#url, this.#make);
    } catch (error) {
      if (this.#threads.delete(thread)) this.#listener.short(/** @type {Error} */ (error));
      return;
    }
    if (thread.released) return worker.terminate();
    thread.worker = worker;
    worker.onmessage = ({ data }) => this.#hear(thread, data);
    worker.onerror = (event) => {
      event.preventDefault?.(); // said on the page; not once more in the console
      this.#end(thread);
      this.#listener.lost(new LostError(errors.lost(event.message)));
    };
    worker.postMessage({ type: 'join', ...engine });
  }

  /** @param {Thread} thread @param {import('../messages.js').FromThread} message */
  #hear(thread, message) {
    switch (message.type) {
      case 'left':
        return this.#end(thread);
      case 'failed':
        this.#end(thread);
        return this.#listener.short(new LostError(message.message));
    }
  }

  /**
   * It ends by itself when its work is done, and gives back its part of the memory.
   * @param {Thread} thread
   */
  #release(thread) {
    if (thread.released) return;
    if (!thread.worker) return this.#end(thread);
    thread.released = true;
    thread.timer = setTimeout(() => this.#end(thread), RELEASE_MS);
  }

  /** @param {Thread} thread */
  #end(thread) {
    thread.released = true;
    clearTimeout(thread.timer);
    this.#threads.delete(thread);
    thread.worker?.terminate();
  }
}
