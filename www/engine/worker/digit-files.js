/**
 * A visitor's files of digits, in the worker: the engine asks for the bytes that it wants, so a
 * file of 500 MB takes no more memory than a small one.
 *
 * @typedef {import('../messages.js').NamedFile} NamedFile
 * @typedef {import('../messages.js').DigitsInFiles} DigitsInFiles
 * @typedef {import('../messages.js').Bytes} Bytes
 */

/** @param {Blob} file @param {number} from @param {number} to */
function bytesOf(file, from, to) {
  // The engine can't wait; in a worker a file can be read without waiting.
  const reader = new FileReaderSync();
  return new Uint8Array(reader.readAsArrayBuffer(file.slice(from, to)));
}

/**
 * The set that some files make. Throws the engine's `DigitFilesError`.
 * @param {import('nibnet-train').DigitFiles} engine  empty; it is freed
 * @param {NamedFile[]} files @param {number} most  of each part
 * @returns {DigitsInFiles}
 */
export function readDigitFiles(engine, files, most) {
  for (const { name, file } of files)
    engine.add(name, file.size, (/** @type {number} */ from, /** @type {number} */ to) =>
      bytesOf(file, from, to),
    );
  try {
    const about = engine.read(most);
    return {
      about,
      trainImages: /** @type {Bytes} */ (engine.train_images()),
      trainLabels: /** @type {Bytes} */ (engine.train_labels()),
      testImages: /** @type {Bytes} */ (engine.test_images()),
      testLabels: /** @type {Bytes} */ (engine.test_labels()),
    };
  } finally {
    engine.free();
  }
}
