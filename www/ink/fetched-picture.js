/** Pictures that were dragged from another page: only their address comes along. */
import { pictures as words } from '../text/en/pictures.js';
import { PictureError } from './open-picture.js';

/**
 * Fetches a picture, where its page and this one allow it. Rejects with a sentence else.
 * @param {string} address
 */
export async function fetchedPicture(address) {
  let file;
  try {
    const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (response.ok) file = await response.blob();
  } catch (cause) {
    throw new PictureError(words.elsewhere, { cause });
  }
  if (!file?.type.startsWith('image/')) throw new PictureError(words.elsewhere);
  return file;
}
