/** The font of what is written on a chart's canvas. */

export const FONT = '12px system-ui, sans-serif';

/**
 * A font that many times as big: a canvas counts device pixels.
 * @param {string} font @param {number} times
 */
export function scaled(font, times) {
  return font.replace(/(\d+)px/, (_, size) => `${size * times}px`);
}
