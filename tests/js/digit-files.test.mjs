// A visitor's files of digits: what the engine says of them, in the words of the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { DigitFilesError, noted, readSet } from '../../www/elements/trainer/digit-files.js';
import { droppedFiles } from '../../www/elements/trainer/dropped.js';
import { sets } from '../../www/text/en.js';

/**
 * The variants of an enum of the engine, as its JSON has them.
 * @param {string} file @param {string} name
 */
function variants(file, name) {
  const source = readFileSync(new URL(`../../src/data/files/${file}`, import.meta.url), 'utf8');
  const body = source.split(`pub enum ${name} {\n`)[1].split('\n}\n')[0];
  return [...body.matchAll(/^ {4}([A-Z]\w*)/gm)].map(([, it]) => it[0].toLowerCase() + it.slice(1));
}

/** @param {object} what @param {string} [message] */
const refusing =
  (what, message = '') =>
  async () => {
    const about = { name: 'DigitFilesError', what: JSON.stringify(what) };
    throw Object.assign(new Error(message), about);
  };

/** @param {number} count */
const part = (count) => [new Uint8Array(784 * count), new Uint8Array(count)];

describe('files of digits', () => {
  test('a set is what the engine read, with the first 60,000 of each part', async () => {
    const [trainImages, trainLabels] = part(6);
    const [testImages, testLabels] = part(2);
    const about = { name: '', liesDown: true, notes: [{ kind: 'heldOut' }] };
    const files = [{ name: 'a/b.zip', file: new Blob() }];
    const set = await readSet(files, async (named, most) => {
      assert.deepEqual([named, most], [files, 60_000]);
      return /** @type {any} */ ({
        about: JSON.stringify(about),
        ...{ trainImages, trainLabels, testImages, testLabels },
      });
    });
    assert.deepEqual(set, {
      name: 'your files',
      train: { images: trainImages, labels: trainLabels },
      test: { images: testImages, labels: testLabels },
      liesDown: true,
      notes: about.notes,
    });
    assert.match(noted(set.notes).join(' '), /every seventh digit of each class/);
    assert.deepEqual(noted([{ kind: 'heard of later' }]), []);
  });

  test('each error, note and kind of file of the engine has its sentence', () => {
    const known = (/** @type {object} */ words) => Object.keys(words);
    // What takes too much memory is said as everywhere.
    const errors = variants('error.rs', 'DigitFilesError').filter((it) => it !== 'memory');
    assert.ok(errors.length > 15);
    assert.deepEqual(known(sets.wrong).sort(), errors.sort());
    assert.deepEqual(known(sets.notes).sort(), variants('note.rs', 'Note').sort());
    const kinds = variants('kind.rs', 'Kind');
    assert.ok(kinds.length > 15);
    for (const what of kinds) {
      const said = sets.wrong.notDigits({ file: 'a', what });
      assert.equal(said.includes('unknown kind'), what === 'unknown', said);
    }
  });

  test('an error is said in the words of the page, and its cause is kept', async () => {
    /** @type {[object, RegExp][]} */
    const cases = [
      [{ kind: 'notDigits', file: 'mnist.gz', what: 'webPage' }, /^mnist\.gz: a web page; the/],
      [{ kind: 'counts', images: 'i', imageCount: 7, labels: 'l', labelCount: 6 }, /7 .* 6/],
      [{ kind: 'memory', needed: 9e8, budget: 2e8, largest: 'the digits', bytes: 9e8 }, /engine’s/],
      [{ kind: 'unheardOf' }, /^in the engine’s words$/],
    ];
    for (const [what, sentence] of cases)
      await assert.rejects(readSet([], refusing(what, 'in the engine’s words')), (error) => {
        assert.ok(error instanceof DigitFilesError);
        assert.match(error.message, sentence);
        assert.ok(error.cause instanceof Error);
        return true;
      });
    const other = new Error('the worker did not start');
    await assert.rejects(
      readSet([], () => Promise.reject(other)),
      (error) => error === other,
    );
  });

  test('a folder that is dropped gives the files in it, under their paths', async () => {
    const file = (/** @type {string} */ fullPath) => ({
      isFile: true,
      isDirectory: false,
      name: fullPath.split('/').at(-1),
      fullPath,
      file: (/** @type {(file: string) => void} */ done) => done(`file of ${fullPath}`),
    });
    const folder = (/** @type {string} */ name, /** @type {object[][]} */ batches) => ({
      isFile: false,
      isDirectory: true,
      name,
      createReader: () => ({
        readEntries: (/** @type {(some: object[]) => void} */ done) => done(batches.shift() ?? []),
      }),
    });
    const entries = [
      folder('set', [
        [file('/set/.DS_Store'), file('/set/a-images')],
        [folder('in', [[file('/set/in/a-labels')]])],
      ]),
      file('/readme'),
    ];
    const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
    const found = await droppedFiles(/** @type {any} */ ({ items, files: [] }));
    assert.deepEqual(
      found.map(({ name, file }) => [name, /** @type {unknown} */ (file)]),
      ['set/a-images', 'set/in/a-labels', 'readme'].map((path) => [path, `file of /${path}`]),
    );
    const plain = new File([], 'a-images');
    assert.deepEqual(await droppedFiles(/** @type {any} */ ({ items: [], files: [plain] })), [
      { name: 'a-images', file: plain },
    ]);
  });
});
