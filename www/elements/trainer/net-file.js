/**
 * A net from a visitor's file: `.nib`, or `.safetensors` and `.onnx` as other programs write them
 * too.
 */
import { openNetFile } from '../../engine/page/net-files.js';
import { cut } from '../../text/cut.js';
import { files as words } from '../../text/en/training.js';

/**
 * @typedef {{network: string, weights: Float32Array, step: number, name: string,
 * accuracy: number | null}} NetFromFile  as
 * `nib-net` brings one
 */

const KINDS = /\.(nib|safetensors|onnx)$/i;
/** The engine reads no larger one; it isn't even brought into memory. */
const MOST_BYTES = 40 << 20;

/** The file is no net, or not one that can be read here. */
export class NetFileError extends Error {
  name = 'ModelError';
}

/** Whether a file calls itself a net. @param {Blob} file */
export function isNetFile(file) {
  return KINDS.test(nameOf(file));
}

/**
 * Opens a net. Rejects with a ModelError that names the file, and what is wrong with which part of
 * it.
 * @param {Blob} file @param {object} [network]  of a safetensors file that doesn't say of which
 *   network it is
 * @returns {Promise<NetFromFile>}
 */
export async function openNet(file, network) {
  const name = nameOf(file);
  if (file.size > MOST_BYTES) throw new NetFileError(words.tooLarge(name, MOST_BYTES));
  const opened = await openNetFile(await bytesOf(file, name), network).catch(
    (/** @type {Error} */ cause) => {
      // All else that may happen says nothing of the file: a worker that didn't start, say.
      throw cause.name === 'ModelError'
        ? new NetFileError(words.notNet(name, cause.message), { cause })
        : cause;
    },
  );
  const { rows, columns } = JSON.parse(opened.network).input;
  if (rows !== 28 || columns !== 28)
    throw new NetFileError(words.notNet(name, words.otherSize(rows, columns)));
  const { weights, steps: step, accuracy } = opened;
  return { network: opened.network, weights, step, name, accuracy };
}

/** @param {Blob} file @param {string} name */
async function bytesOf(file, name) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    // moved or changed since it was chosen
    throw new NetFileError(words.unreadable(name), { cause });
  }
}

/** @param {Blob} file */
function nameOf(file) {
  return cut(/** @type {File} */ (file).name ?? '');
}
