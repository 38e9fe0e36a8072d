/**
 * The other threads: workers that join the training one in its work, over its memory.
 *
 * The training worker says how many it wants. It waits for none of them: it trains on with those that have come, so one
 * that doesn't come costs speed and nothing else. But one that breaks down at work leaves a step half done, which the
 * training worker would wait for without end: that loses the run.
 *
 * They are started here and not by the training worker, which is too busy to hear how they are.
 */
import { errors } from '../text/en.js';
import { LostError, start } from './start.js';

/** One that was let go is out in a moment; if it isn't, it is ended. */
const LEAVE_MS = 2_000;

/**
 * @typedef {{worker: Worker | null, leaving: boolean, timer: any}} Member  `worker` once it is ready
 */

export class Crew {
  #url;
  #ears;
  #make;
  /** @type {Set<Member>} */
  #members = new Set();

  /**
   * @param {string} url  of the worker's script
   * @param {{short: (error: Error) => void, lost: (error: Error) => void}} ears  one could not be had; one broke down
   * @param {(url: string) => Worker} make
   */
  constructor(url, ears, make) {
    this.#url = url;
    this.#ears = ears;
    this.#make = make;
  }

  /**
   * So many are wanted, in place of those that were. They are given the module and the memory of the training worker.
   * @param {number} count @param {WebAssembly.Module} module @param {WebAssembly.Memory | null} memory
   */
  want(count, module, memory) {
    for (const member of this.#members) this.#release(member);
    for (let i = 0; i < count; i++) this.#hire({ module, memory });
  }

  /** Ends all of them, whatever they are doing. Their memory must be of no more use to anybody. */
  close() {
    for (const member of this.#members) this.#end(member);
  }

  /** @param {{module: WebAssembly.Module, memory: WebAssembly.Memory | null}} share */
  async #hire(share) {
    /** @type {Member} */
    const member = { worker: null, leaving: false, timer: undefined };
    this.#members.add(member);
    let worker;
    try {
      worker = await start(this.#url, this.#make);
    } catch (error) {
      if (this.#members.delete(member)) this.#ears.short(/** @type {Error} */ (error));
      return;
    }
    if (member.leaving) return worker.terminate(); // nobody wants it any more
    member.worker = worker;
    worker.onmessage = ({ data }) => this.#hear(member, data);
    worker.onerror = (event) => {
      event.preventDefault?.(); // said on the page; not once more in the console
      this.#end(member);
      this.#ears.lost(new LostError(errors.lost(event.message)));
    };
    worker.postMessage({ type: 'join', ...share });
  }

  /** @param {Member} member @param {import('./messages.js').FromMember} message */
  #hear(member, message) {
    switch (message.type) {
      case 'left':
        return this.#end(member);
      case 'failed':
        this.#end(member);
        return this.#ears.short(new LostError(message.message));
    }
  }

  /** It leaves by itself when its work is done, and gives back its part of the memory. @param {Member} member */
  #release(member) {
    if (member.leaving) return;
    if (!member.worker) return this.#end(member);
    member.leaving = true;
    member.timer = setTimeout(() => this.#end(member), LEAVE_MS);
  }

  /** @param {Member} member */
  #end(member) {
    member.leaving = true;
    clearTimeout(member.timer);
    this.#members.delete(member);
    member.worker?.terminate();
  }
}
