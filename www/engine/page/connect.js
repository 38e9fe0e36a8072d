/**
 * The choice between the two builds of the engine that train, and a session with a worker that has
 * one.
 *
 * The build with threads needs memory that threads share, which browsers allow to pages that are
 * isolated from all others (headers COOP and COEP). Everywhere else, and wherever it fails, the
 * other build does the same on one thread.
 */

import { errors } from '../../text/en/reading.js';
import { embedded } from './embedded.js';
import { EngineError, engine } from './engine.js';
import { ownScript } from './own-script.js';
import { BuildError, Session } from './session.js';
import { sharesMemory } from './shared-memory.js';

const SINGLE = { module: 'nibnet-train.wasm', worker: 'worker.js' };
const THREADS = { module: 'nibnet-threads.wasm', worker: 'worker-threads.js' };

/** More than this never helped on nets of this size. */
const USUAL = 8;
/** As many as a page may ask for: each takes memory. */
export const MOST = 32;

/** How many threads a run gets where nobody asks for a number. */
export function usualThreads() {
  return globalThis.crossOriginIsolated && !embedded.alone
    ? Math.min(navigator.hardwareConcurrency || 1, USUAL)
    : 1;
}

/**
 * A session with a worker that has its engine and knows where the digits are.
 * @param {import('./session.js').Listener} listener @param {string} manifest
 * @param {boolean} several  more than one thread is wanted
 * @returns {Promise<Session>}
 */
export async function connect(listener, manifest, several) {
  if (!several || !globalThis.crossOriginIsolated || embedded.alone)
    return open(SINGLE, listener, manifest);
  try {
    if (!sharesMemory()) throw new EngineError(errors.noSharedMemory);
    return await open(THREADS, listener, manifest);
  } catch (error) {
    if (error instanceof BuildError) throw error; // so is the other worker
    const session = await open(SINGLE, listener, manifest);
    listener.short?.(/** @type {Error} */ (error).message);
    return session;
  }
}

/**
 * @param {typeof SINGLE} build @param {import('./session.js').Listener} listener
 * @param {string} manifest
 */
async function open(build, listener, manifest) {
  let isOpen = false;
  // Until it is open, the answer is all that anybody waits for.
  const lost = (/** @type {Error} */ error) => isOpen && listener.lost?.(error);
  const script = embedded.any ? embedded.url(build.worker) : null;
  const [opened, compiled] = await Promise.allSettled([
    Session.open((await script) ?? engine.url(build.worker), { ...listener, lost }, make),
    engine.module(build.module),
  ]);
  try {
    if (opened.status === 'rejected') throw opened.reason;
    if (compiled.status === 'rejected') throw compiled.reason;
    await opened.value.ask('open', { module: compiled.value, manifest });
    isOpen = true;
    return opened.value;
  } catch (error) {
    if (opened.status === 'fulfilled') opened.value.close();
    throw error;
  }
}

/** @param {string} url */
function make(url) {
  const worker = new Worker(ownScript(url, engine.owns));
  if (embedded.any) embedded.lend(worker, engine.base.href);
  return worker;
}
