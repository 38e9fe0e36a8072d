/**
 * Files that are dropped, those in folders too, under their paths.
 *
 * @typedef {import('../../engine/messages.js').NamedFile} NamedFile
 */

/** A folder with more than this is no set of files that digits come in. */
const MOST_FILES = 1000;

/**
 * The files of a drop. What it carries is gone when its event is over: so they are asked for at
 * once, and come later.
 * @param {DataTransfer} data @returns {Promise<NamedFile[]>}
 */
export async function droppedFiles(data) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...data.files].map((file) => ({ name: file.name, file }));
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  /** @type {NamedFile[]} */
  const found = [];
  for (const entry of entries) if (entry) await walk(entry, found);
  return found;
}

/** @param {FileSystemEntry} entry @param {NamedFile[]} found */
async function walk(entry, found) {
  if (found.length >= MOST_FILES || entry.name.startsWith('.')) return;
  if (entry.isFile) {
    const { file } = /** @type {{file: (done: any, failed: any) => void}} */ (
      /** @type {unknown} */ (entry)
    );
    const content = await new Promise((done, failed) => file.call(entry, done, failed));
    found.push({ name: entry.fullPath.replace(/^\//, ''), file: content });
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    // It gives a hundred at a time, and none at the end.
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}
