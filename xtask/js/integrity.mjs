// What the files that a page fetches weigh, and their integrity values: `node integrity.mjs
// FOLDER…` prints them, and writes integrity.json into each folder. Ends with the sum of what
// `nibnet/recognise` takes.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const SERVED = /\.(html|js|css|wasm|nib|svg|webmanifest)$/;
const LEAN = ['recognise.js', 'nibnet.wasm', 'digits.nib'];
/** Beyond this, the slowest compression takes a minute, and nobody serves it compressed anew. */
const MOST_BYTES = 2e6;

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;

for (const folder of process.argv.slice(2)) {
  const names = readdirSync(folder)
    .filter((name) => SERVED.test(name))
    .sort();
  const rows = await Promise.all(
    names.map(async (name) => {
      const bytes = readFileSync(join(folder, name));
      const small = bytes.length <= MOST_BYTES;
      return {
        name,
        bytes: bytes.length,
        gzip: small ? (await promisify(gzip)(bytes, { level: 9 })).length : null,
        brotli: small
          ? (
              await promisify(brotliCompress)(bytes, {
                params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
              })
            ).length
          : null,
        integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
      };
    }),
  );
  console.log(`\n${basename(folder)}/`);
  for (const { name, bytes, brotli, integrity } of rows) {
    const as = brotli === null ? '' : `(brotli ${kilobytes(brotli)})`;
    console.log(
      `  ${name.padEnd(22)} ${kilobytes(bytes).padStart(11)} ${as.padEnd(19)} ${integrity}`,
    );
  }
  writeFileSync(
    join(folder, 'integrity.json'),
    `${JSON.stringify(Object.fromEntries(rows.map(({ name, integrity }) => [name, integrity])), null, 2)}\n`,
  );
  const lean = rows.filter(({ name }) => LEAN.includes(name));
  if (lean.length === LEAN.length) {
    const sum = (/** @type {'brotli' | 'gzip'} */ key) =>
      kilobytes(lean.reduce((all, row) => all + (row[key] ?? 0), 0));
    console.log(
      `\nnibnet/recognise, code + module + model: ${sum('brotli')} as brotli, ${sum('gzip')} as gzip`,
    );
  }
}
