/**
 * Opens pictures: from a file, the clipboard or a canvas to pixels that the recognizer takes. It is
 * fetched with the first picture, so that who only draws needn't wait for it.
 */
import { cut } from '../text/cut.js';
import { pictures as words } from '../text/en/pictures.js';
import { hidesPixels } from './hidden-pixels.js';
import { blockMeans, blockSide } from './means.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Source} Source */

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
  if (size > MOST_BYTES) throw new PictureError(words.tooLarge(cut(name)));
  // Also a file without a type may be a picture: the browser looks at its first bytes.
  if (type && !type.startsWith('image/')) throw await refusal(source, name);
  let bitmap;
  try {
    // Photos lie on their side and say so: `from-image` sets them upright.
    bitmap = await createImageBitmap(/** @type {Source} */ (source), {
      imageOrientation: 'from-image',
    });
  } catch (cause) {
    throw await refusal(source, name, cause);
  }
  try {
    return await reduced(bitmap);
  } catch (cause) {
    if (cause instanceof PictureError) throw cause;
    throw new PictureError(words.notPicture(cut(name)), { cause }); // larger than a canvas may be
  } finally {
    bitmap.close();
  }
}

/** So many pixels are made small at a time: the page goes on in between. */
const SLICE = 500_000;

/**
 * In slices, so that nothing else waits for a large photo.
 * @param {ImageBitmap} bitmap @returns {Promise<Picture>}
 */
async function reduced(bitmap) {
  const { width, height } = bitmap;
  if (hidesPixels(canvasOf(8, 8).context)) throw new PictureError(words.hidden);
  const side = blockSide(width, height);
  const tall = Math.ceil(height / side);
  const rows = Math.max(1, Math.floor(SLICE / (width * side)));
  const slice = canvasOf(width, Math.min(height, rows * side));
  const image = new ImageData(Math.ceil(width / side), tall);
  for (let row = 0; row < tall; row += rows) {
    if (row > 0) await new Promise((done) => setTimeout(done));
    const left = Math.min(rows * side, height - row * side);
    slice.context.clearRect(0, 0, width, rows * side);
    slice.context.drawImage(bitmap, 0, -row * side);
    const { data } = slice.context.getImageData(0, 0, width, left);
    image.data.set(blockMeans(data, width, side), 4 * row * image.width);
  }
  const { canvas, context } = canvasOf(image.width, image.height);
  context.putImageData(image, 0, 0);
  return { canvas, image };
}

/** @param {number} width @param {number} height */
function canvasOf(width, height) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2-D canvas');
  return { canvas, context };
}

/** How many of a file's first bytes say what it is. */
const START = 512;
/** The brands of HEIC files, after `ftyp`. */
const HEIC = /^(he[a-z]{2}|mif1|msf1)$/;

/**
 * What a file is instead of a picture that this browser opens, and what to do about it.
 * @param {unknown} source @param {string} name @param {unknown} [cause]
 */
async function refusal(source, name, cause) {
  const kind = source instanceof Blob ? await kindOf(source) : 'other';
  const say = { heic: words.heic, pdf: words.pdf, webPage: words.webPage, other: words.notPicture };
  return new PictureError(say[kind](cut(name)), { cause });
}

/**
 * By a file's first bytes: its name and its type may say anything.
 * @param {Blob} file @returns {Promise<'heic' | 'pdf' | 'webPage' | 'other'>}
 */
export async function kindOf(file) {
  let start;
  try {
    const bytes = new Uint8Array(await file.slice(0, START).arrayBuffer());
    start = String.fromCharCode(...bytes);
  } catch {
    return 'other'; // it is gone, or nobody may read it: the browser has said so already
  }
  if (start.slice(4, 8) === 'ftyp' && HEIC.test(start.slice(8, 12))) return 'heic';
  const text = start.trimStart().toLowerCase();
  if (text.startsWith('%pdf')) return 'pdf';
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'webPage';
  return 'other';
}
