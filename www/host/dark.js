/**
 * Whether an element is on a dark page that doesn't say so by `color-scheme`, as many decks are:
 * then the page's text is light, or the ground below the element is dark.
 */

/** As far from black as from white. */
const MIDDLE = 0.18;
/** Text lighter than this is for a dark ground. */
const LIGHT = 0.5;

/** @param {Element} host @returns {boolean} */
export function isDarkAround(host) {
  const parent = above(host);
  if (!parent) return false;
  const { color, colorScheme } = getComputedStyle(parent);
  if (colorScheme !== 'normal' && colorScheme !== '') return false; // the page says it itself
  if (luminance(pixel(color)) > LIGHT) return true;
  for (let at = /** @type {Element | null} */ (host); at; at = above(at)) {
    const ground = pixel(getComputedStyle(at).backgroundColor);
    if (ground[3] > 127) return luminance(ground) < MIDDLE;
  }
  return false;
}

/**
 * The element around another, out of shadow trees too.
 * @param {Element} element
 * @returns {Element | null}
 */
function above(element) {
  const { assignedSlot, parentNode } = element;
  const at = assignedSlot ?? parentNode;
  return at instanceof Element ? at : at instanceof ShadowRoot ? at.host : null;
}

/** @type {CanvasRenderingContext2D | null | undefined} */
let context;

/**
 * A colour in numbers, however it is written.
 * @param {string} colour
 * @returns {Uint8ClampedArray}
 */
function pixel(colour) {
  if (context === undefined) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    context = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (!context) return new Uint8ClampedArray(4);
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data;
}

/** How bright a colour is, from 0 to 1 (WCAG 2). @param {Uint8ClampedArray} pixel */
function luminance(pixel) {
  const [red, green, blue] = [...pixel].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
