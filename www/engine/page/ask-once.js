/**
 * One question to a worker that lives for it: what the engine answers is in the modules that train,
 * and the page's own thread does without; so a large file doesn't hold up the pen either.
 */
import { connect, usualThreads } from './connect.js';
import { engine } from './engine.js';

/**
 * @template {'open-net' | 'convert-net' | 'identify' | 'read-digits'} T
 * @param {T} type @param {import('../messages.js').Requests[T]['in']} details
 * @returns {Promise<import('../messages.js').Requests[T]['out']>}
 */
export async function askOnce(type, details) {
  // Of the two builds the one that a run would take: it may have been fetched already.
  const session = await connect({}, engine.url('data/mnist.json'), usualThreads() > 1);
  try {
    return await session.ask(type, .../** @type {any} */ ([details]));
  } finally {
    session.close();
  }
}
