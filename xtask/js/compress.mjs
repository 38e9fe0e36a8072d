// Writes `.gz` and `.br` beside every file of a folder that gains by it: `node compress.mjs FOLDER`.
import { readdirSync, readFileSync, utimesSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const [folder] = process.argv.slice(2);

/** Source maps are read by developers, from their own disk; images are compressed inside. */
const WORTHWHILE = /\.(html|js|css|wasm|nib|json|svg|txt|webmanifest)$/;

/** A smaller gain than this is not worth the visitor's time to unpack. */
const ENOUGH = 0.95;

const encoders = {
  // One step below the slowest: 1 % larger, ten times as fast.
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

const names = readdirSync(folder, { recursive: true }).filter((name) => WORTHWHILE.test(name));
await Promise.all(
  names.map(async (name) => {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    const { atime, mtime } = statSync(file);
    for (const [ending, encode] of Object.entries(encoders)) {
      const smaller = await encode(bytes);
      if (smaller.length > bytes.length * ENOUGH) continue;
      writeFileSync(`${file}.${ending}`, smaller);
      utimesSync(`${file}.${ending}`, atime, mtime); // one file, three wrappings
    }
  }),
);
