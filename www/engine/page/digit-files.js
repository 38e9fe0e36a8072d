/** Files of digits, read in a worker. */
import { askOnce } from './ask-once.js';

/**
 * The set that a visitor's files make; of each part the first `most` digits. Rejects with a
 * `DigitFilesError` that says what is wrong with which file.
 * @param {import('../messages.js').NamedFile[]} files @param {number} most
 */
export const readDigitFiles = (files, most) => askOnce('read-digits', { files, most });
