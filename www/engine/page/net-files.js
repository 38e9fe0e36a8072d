/**
 * Files of nets, opened and written in a worker: what the engine has for them is in the modules that train, and the page's own
 * thread does without. The worker lives for one file; a large one doesn't hold up the pen.
 */
import { connect, usualThreads } from './connect.js';
import { engine } from './engine.js';

/** @typedef {{network: string, weights: Float32Array<ArrayBuffer>, steps: number}} Opened  `network` is JSON */

/**
 * The net in a `.nib` or `.safetensors` file. Rejects with a `ModelError` that says what is wrong with it.
 * @param {Uint8Array<ArrayBuffer>} file @param {object} [network]  of a safetensors file that doesn't say of which network it is
 * @returns {Promise<Opened>}
 */
export function openNetFile(file, network) {
  return asked('open-net', { file, network: network && JSON.stringify(network) });
}

/**
 * A model file in another format: `"nib-half"`, `"safetensors"`, `"npz"` or `"onnx"`. Rejects with a `ModelError`.
 * @param {Uint8Array<ArrayBuffer>} file @param {string} format @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export function convertNetFile(file, format) {
  return asked('convert-net', { file, format });
}

/** @param {'open-net' | 'convert-net'} type @param {Record<string, unknown>} details */
async function asked(type, details) {
  // Of the two builds the one that a run would take: it may have been fetched already.
  const session = await connect({}, engine.url('data/mnist.json'), usualThreads() > 1);
  try {
    return await session.ask(type, details);
  } finally {
    session.close();
  }
}
