/**
 * Kept digits as files: pen strokes for `nibnet eval --strokes`, and the pair of IDX files that
 * MNIST comes in.
 *
 * @typedef {{label: number, strokes: readonly (readonly (readonly number[])[])[], image:
 *   Uint8Array}} Digit
 */

/** A thousandth of the pad's side is finer than any pen. @param {number} place */
const short = (place) => Math.round(place * 1e4) / 1e4;

/**
 * One JSON object a line: `{"label":3,"strokes":[[[x,y],…],…]}`.
 * @param {readonly Digit[]} digits
 */
export function jsonLines(digits) {
  const line = (/** @type {Digit} */ { label, strokes }) =>
    JSON.stringify({
      label,
      strokes: strokes.map((stroke) => stroke.map(([x, y]) => [short(x), short(y)])),
    });
  return digits.map((digit) => `${line(digit)}\n`).join('');
}

/** The images as an IDX file: unsigned bytes, count × 28 × 28. @param {readonly Digit[]} digits */
export function idxImages(digits) {
  return idx(
    [digits.length, 28, 28],
    digits.map(({ image }) => image),
  );
}

/** The labels as an IDX file. @param {readonly Digit[]} digits */
export function idxLabels(digits) {
  return idx([digits.length], [Uint8Array.from(digits, ({ label }) => label)]);
}

/** @param {number[]} size @param {readonly Uint8Array[]} parts */
function idx(size, parts) {
  const head = 4 + 4 * size.length;
  const file = new Uint8Array(head + size.reduce((a, b) => a * b));
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x0800 + size.length); // 0, 0, unsigned bytes, dimensions
  size.forEach((n, i) => view.setUint32(4 + 4 * i, n));
  let at = head;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
