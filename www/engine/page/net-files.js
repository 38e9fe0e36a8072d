/** Files of nets, opened and written in a worker. */
import { askOnce } from './ask-once.js';

/**
 * The net in a `.nib` or `.safetensors` file. Rejects with a `ModelError` that says what is wrong.
 * @param {Uint8Array<ArrayBuffer>} file
 * @param {object} [network]  of a safetensors file that doesn't say of which network it is
 */
export function openNetFile(file, network) {
  return askOnce('open-net', { file, ...(network && { network: JSON.stringify(network) }) });
}

/**
 * A model file in another format: `"nib-half"`, `"safetensors"`, `"npz"` or `"onnx"`. Rejects with
 * a `ModelError`.
 * @param {Uint8Array<ArrayBuffer>} file @param {string} format
 */
export function convertNetFile(file, format) {
  return askOnce('convert-net', { file, format });
}
