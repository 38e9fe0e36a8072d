/**
 * Why the bytes of a .nibrun file could not be opened again: what src/frame.rs and
 * src/train/checkpoint.rs would refuse, as far as it can be told without computing a checksum of
 * some megabytes.
 */

/** Magic, version, 0, checksum and length: src/frame.rs. */
const HEADER = 16;

/**
 * @param {Uint8Array} file
 * @returns {string | null} what is wrong; null: nothing that is seen here
 */
export function faultOf(file) {
  if (file.length < HEADER || String.fromCharCode(...file.subarray(0, 4)) !== 'NIBR')
    return 'it is no run';
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(12, true) !== file.length - HEADER) return 'it is not whole';
  try {
    return faultIn(view);
  } catch (error) {
    if (error instanceof RangeError) return 'its parts are longer than the whole';
    throw error;
  }
}

/** @param {DataView} view */
function faultIn(view) {
  let at = HEADER;
  const length = () => Number(view.getBigUint64((at += 8) - 8, true));
  const recipe = length();
  at += recipe; // as JSON
  const step = view.getUint32(at, true);
  at += 4;
  for (const what of ['weights', 'first moments', 'second moments']) {
    for (const end = length() * 4 + at; at < end; at += 4)
      if (!Number.isFinite(view.getFloat32(at, true))) return `its ${what} are not all finite`;
  }
  at += 16; // Adam's powers
  if (step > 0 && view.getUint8(at) === 0) return 'it does not say which digits come next';
  return null;
}
