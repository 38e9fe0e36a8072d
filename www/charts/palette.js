/**
 * Colours that a chart draws with, as the style sheet resolves them.
 *
 * @typedef {{[token: string]: string}} Palette  by the names of theme.css, without the dashes
 */

/** All that charts use. */
export const TOKENS = /** @type {const} */ ([
  'paper',
  'surface',
  'ink',
  'muted',
  'line',
  'accent',
  'second',
  'pencil',
]);

/** "rgb(1, 2, 3)" → [1, 2, 3] @param {string} colour */
export function channels(colour) {
  const found = colour.match(/[\d.]+/g) ?? [];
  // A colour in the new notation, color(srgb …), counts from 0 to 1.
  const scale = colour.startsWith('color(') ? 255 : 1;
  return found.slice(0, 3).map((value) => Number(value) * scale);
}

/** @param {string} colour  as the style sheet resolves it @param {number} opacity */
export function faded(colour, opacity) {
  const [r, g, b] = channels(colour);
  return `rgba(${r}, ${g}, ${b}, ${opacity})`;
}
