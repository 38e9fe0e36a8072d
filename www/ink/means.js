/**
 * Makes pictures small enough to be read, as `src/ink/picture.rs` does it, to the bit: each pixel
 * is the mean of a square block, of colours over black with their alpha.
 */

/** The most pixels on the longer side. */
const MOST_SIDE = 400;

/** The side of a block. @param {number} width @param {number} height */
export function blockSide(width, height) {
  return Math.ceil(Math.max(width, height) / MOST_SIDE);
}

/**
 * The means of some rows, a whole number of blocks or the picture's last ones.
 * @param {Uint8ClampedArray} rgba @param {number} width @param {number} side  of a block
 * @returns {Uint8ClampedArray<ArrayBuffer>} red, green, blue (no longer over black) and alpha
 */
export function blockMeans(rgba, width, side) {
  const height = rgba.length / 4 / width;
  const [wide, tall] = [Math.ceil(width / side), Math.ceil(height / side)];
  const sums = new Uint32Array(4 * wide * tall);
  let at = 0;
  for (let row = 0; row < height; row++) {
    const line = 4 * wide * Math.floor(row / side);
    for (let column = 0; column < width; column++, at += 4) {
      const into = line + 4 * Math.floor(column / side);
      const alpha = rgba[at + 3];
      for (let colour = 0; colour < 3; colour++)
        sums[into + colour] +=
          alpha === 255 ? rgba[at + colour] : Math.floor((rgba[at + colour] * alpha + 127) / 255);
      sums[into + 3] += alpha;
    }
  }
  const means = new Uint8ClampedArray(sums.length);
  for (let block = 0; block < wide * tall; block++) {
    const columns = Math.min(side, width - side * (block % wide));
    const rows = Math.min(side, height - side * Math.floor(block / wide));
    const mean = (/** @type {number} */ value) =>
      Math.floor(sums[4 * block + value] / (columns * rows));
    const alpha = mean(3);
    means[4 * block + 3] = alpha;
    // As a canvas gives colours back; the reader multiplies them again, to the same bits.
    for (let colour = 0; colour < 3; colour++)
      means[4 * block + colour] =
        alpha === 0 ? 0 : Math.floor((mean(colour) * 255 + Math.floor(alpha / 2)) / alpha);
  }
  return means;
}
