/**
 * Browsers that hide a canvas's pixels from pages, against tracking: what is read back is noise or
 * one colour, and no picture can be read there.
 */

/** The pattern's side. */
const SIDE = 8;
/** Some browsers change the last bits only: that harms no reading. */
const HARMLESS = 3;

/**
 * Draws a known pattern, and compares it with what is read back. The corner of the canvas is lost.
 * @param {Pick<CanvasRenderingContext2D, 'fillStyle' | 'fillRect' | 'clearRect' |
 *   'getImageData'>} context
 */
export function hidesPixels(context) {
  const expected = [];
  for (let i = 0; i < SIDE * SIDE; i++) {
    const colour = [(i * 37) % 256, (i * 91) % 256, (i * 151) % 256];
    context.fillStyle = `rgb(${colour})`;
    context.fillRect(i % SIDE, Math.floor(i / SIDE), 1, 1);
    expected.push(...colour, 255);
  }
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  context.clearRect(0, 0, SIDE, SIDE);
  return expected.some((value, i) => Math.abs(value - data[i]) > HARMLESS);
}
