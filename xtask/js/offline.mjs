// Tells the service worker what it keeps: `node offline.mjs FOLDER` writes into FOLDER/sw.js which
// files make up the page, and their hashes; and into the page's document of which build it is. To
// be run when all other files are there.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);

/** Not for a page without a network: its own script, and what frames in a sandbox ask for. */
const LEFT_OUT = /\.map$|^sw\.js$|^embedded-|^frame\.js$/;

const names = readdirSync(folder, { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => !LEFT_OUT.test(name) && statSync(join(folder, name)).isFile())
  .sort();
const hash = (/** @type {import('node:crypto').BinaryLike} */ data) =>
  createHash('sha256').update(data).digest('hex');
const files = Object.fromEntries(
  names.map((name) => [name, hash(readFileSync(join(folder, name)))]),
);
const script = readFileSync(join(folder, 'sw.js'), 'utf8');
const version = hash(JSON.stringify(files) + script).slice(0, 16);
writeFileSync(
  join(folder, 'sw.js'),
  `globalThis.nibnetBuild=${JSON.stringify({ version, files })};\n${script}`,
);

const MARK = '<meta charset="utf-8" />';
const page = join(folder, 'index.html');
const html = readFileSync(page, 'utf8');
if (!html.includes(MARK)) throw new Error(`${page} has no ${MARK}: offline.mjs must be told`);
writeFileSync(
  page,
  html.replace(MARK, `${MARK}\n    <meta name="nibnet-build" content="${version}" />`),
);
