/**
 * Pictures on the way in: from a file, the clipboard or a canvas to pixels that the recognizer
 * takes.
 */
import { cut } from '../text/cut.js';
import { pad as words } from '../text/en/reading.js';

/**
 * @typedef {{canvas: HTMLCanvasElement, image: ImageData}} Picture  `image`: the canvas's pixels
 */
/**
 * @typedef {Blob | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas |
 * ImageBitmap} Source
 */

/**
 * The longer side of what is kept: a digit that fills a sixth of a photo is still 90 pixels tall.
 */
const MOST_SIDE = 560;
/** A file larger than this is no photo of a digit. */
const MOST_BYTES = 64e6;

/** What was given is no picture that this browser opens. */
export class PictureError extends Error {
  name = 'PictureError';
}

/**
 * Opens a picture and makes it no larger than needed. Rejects with a PictureError that has a
 * sentence.
 *
 * @param {unknown} source see `Source`
 * @returns {Promise<Picture>}
 */
export async function openPicture(source) {
  const {
    name = '',
    type = '',
    size = 0,
  } = source instanceof Blob ? /** @type {File} */ (source) : {};
  if (size > MOST_BYTES) throw new PictureError(words.pictureTooLarge(cut(name)));
  // Also a file without a type may be a picture: the browser looks at its first bytes.
  if (type && !type.startsWith('image/')) throw new PictureError(words.notPicture(cut(name)));
  let bitmap;
  try {
    // Photos lie on their side and say so: `from-image` sets them upright.
    bitmap = await createImageBitmap(/** @type {Source} */ (source), {
      imageOrientation: 'from-image',
    });
  } catch (cause) {
    throw new PictureError(words.notPicture(cut(name)), { cause });
  }
  try {
    return reduced(bitmap);
  } catch (cause) {
    throw new PictureError(words.notPicture(cut(name)), { cause }); // larger than a canvas may be
  } finally {
    bitmap.close();
  }
}

/** @param {ImageBitmap} bitmap @returns {Picture} */
function reduced(bitmap) {
  const scale = Math.min(1, MOST_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2-D canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return { canvas, image: context.getImageData(0, 0, width, height) };
}

/**
 * Takes pictures that are dropped on the element, pasted into it while it has the focus, or chosen
 * as a file.
 *
 * @param {HTMLElement} element
 * @param {HTMLElement} frame wears `over` while a file is held above the element
 * @param {HTMLInputElement} chooser a file input
 * @param {{mayTake: () => boolean, take: (file: Blob) => void}} hand
 * @param {AbortSignal} signal
 */
export function followPictures(element, frame, chooser, { mayTake, take }, signal) {
  const hover = (/** @type {boolean} */ on) => frame.classList.toggle('over', on);
  /** @param {DragEvent} event */
  const over = (event) => {
    if (!mayTake() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault(); // or the browser opens the file in place of the page
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'copy';
    hover(true);
  };
  element.addEventListener('dragenter', over, { signal });
  element.addEventListener('dragover', over, { signal });
  element.addEventListener(
    'dragleave',
    (event) => element.contains(/** @type {Node | null} */ (event.relatedTarget)) || hover(false),
    { signal },
  );
  element.addEventListener('drop', (event) => (hover(false), accept(event, event.dataTransfer)), {
    signal,
  });
  element.addEventListener('paste', (event) => accept(event, event.clipboardData), { signal });
  chooser.addEventListener(
    'change',
    () => {
      const file = chooser.files?.[0];
      chooser.value = ''; // the same file may be chosen again
      if (file && mayTake()) take(file);
    },
    { signal },
  );

  /** @param {Event} event @param {DataTransfer | null} data */
  function accept(event, data) {
    const file = fileIn(data);
    if (!file || !mayTake()) return;
    event.preventDefault();
    event.stopPropagation();
    take(file);
  }
}

/**
 * The first picture among files that were dropped or pasted; or the first file, to say that it is
 * none.
 * @param {DataTransfer | null} data
 */
export function fileIn(data) {
  const files = [...(data?.files ?? [])];
  return files.find((file) => file.type.startsWith('image/')) ?? files[0];
}
