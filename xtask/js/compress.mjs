// Writes `.gz` and `.br` beside every file of a folder that gains by it: `node compress.mjs FOLDER
// CACHE`. What was compressed once, by its hash, comes from CACHE the next time.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const [folder, cache] = process.argv.slice(2);

/** Source maps are read by developers, from their own disk; images are compressed inside. */
const WORTHWHILE = /\.(html|js|css|wasm|nib|json|svg|txt|webmanifest)$/;

/** A smaller gain than this is not worth the visitor's time to unpack. */
const ENOUGH = 0.95;

/**
 * The slowest takes two seconds for a module, and a tenth off it; of what is larger it would take a
 * minute.
 */
const MOST_SLOWLY = 2e6;

const encoders = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: bytes.length > MOST_SLOWLY ? 9 : 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/** What is in the cache and wanted. @type {Set<string>} */
const wanted = new Set();
mkdirSync(cache, { recursive: true });

/** @param {Buffer} bytes @param {keyof typeof encoders} ending */
async function compressed(bytes, ending) {
  const name = `${createHash('sha256').update(bytes).digest('hex')}.${ending}`;
  const kept = join(cache, name);
  wanted.add(name);
  if (existsSync(kept)) return readFileSync(kept);
  const smaller = await encoders[ending](bytes);
  writeFileSync(`${kept}.part`, smaller); // or a build that is broken off leaves half a file behind
  renameSync(`${kept}.part`, kept);
  return smaller;
}

const names = readdirSync(folder, { recursive: true }).filter((name) => WORTHWHILE.test(name));
await Promise.all(
  names.map(async (name) => {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    const { atime, mtime } = statSync(file);
    for (const ending of Object.keys(encoders)) {
      const smaller = await compressed(bytes, ending);
      if (smaller.length > bytes.length * ENOUGH) continue;
      writeFileSync(`${file}.${ending}`, smaller);
      utimesSync(`${file}.${ending}`, atime, mtime); // one file, three wrappings
    }
  }),
);
for (const name of readdirSync(cache)) if (!wanted.has(name)) rmSync(join(cache, name));
