/**
 * Digits from a visitor's files: the engine reads them, and says what it guessed; here it is said
 * in the language of the page.
 *
 * @typedef {import('../../engine/messages.js').NamedFile} NamedFile
 * @typedef {import('../../engine/messages.js').DigitsInFiles} DigitsInFiles
 */
import { thrownOf } from '../../engine/thrown.js';
import { cut } from '../../text/cut.js';
import { sets as words } from '../../text/en/training.js';
import { inWords } from '../../text/engine.js';

/** Of each part as many as MNIST has to learn from: a tab has no room for more. */
const MOST = 60_000;

/**
 * The files are no set of digits. The message names the file, what is wrong with it, and what was
 * expected.
 */
export class DigitFilesError extends Error {
  name = 'DigitFilesError';
}

/**
 * @typedef {{kind: string, [what: string]: any}} Note  as the engine says it
 * @typedef {{images: Uint8Array, labels: Uint8Array}} Pair
 * @typedef {{name: string, train: Pair, test: Pair, liesDown: boolean, notes: Note[]}} DigitSet
 */

/**
 * The set that some files make. Rejects with a `DigitFilesError`.
 * @param {NamedFile[]} files
 * @param {(files: NamedFile[], most: number) => Promise<DigitsInFiles>} read  by the engine
 * @returns {Promise<DigitSet>}
 */
export async function readSet(files, read) {
  const { about, trainImages, trainLabels, testImages, testLabels } = await read(files, MOST).catch(
    (/** @type {Error} */ cause) => {
      // All else that may happen says nothing of the files: a worker that didn't start, say.
      throw cause.name === 'DigitFilesError'
        ? new DigitFilesError(sentence(cause), { cause })
        : cause;
    },
  );
  const { name, liesDown, notes } = JSON.parse(about, short);
  return {
    name: name || words.unnamed,
    train: { images: trainImages, labels: trainLabels },
    test: { images: testImages, labels: testLabels },
    liesDown,
    notes,
  };
}

/** What somebody should know of a set, a sentence each. @param {Note[]} notes */
export function noted(notes) {
  const known = /** @type {{[kind: string]: ((note: any) => string) | undefined}} */ (words.notes);
  return notes.flatMap((note) => known[note.kind]?.(note) ?? []);
}

/** @param {Error & {what?: string}} error */
function sentence(error) {
  const { kind, ...said } = JSON.parse(error.what ?? '{}', short);
  const known = /** @type {{[kind: string]: ((said: any) => string) | undefined}} */ (words.wrong);
  return known[kind]?.(said) ?? inWords(thrownOf(error));
}

/** More names than these aren't read. */
const MOST_NAMES = 8;

/** Files' names are from outside. @param {string} key @param {unknown} value */
function short(key, value) {
  if (typeof value === 'string') return cut(value);
  const names = Array.isArray(value) && key !== 'notes' && key !== 'classes';
  return names && value.length > MOST_NAMES ? [...value.slice(0, MOST_NAMES), '…'] : value;
}
