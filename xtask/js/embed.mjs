// Puts the parts of nibnet into scripts, as www/engine/page/embedded.js wants them:
//
//   node embed.mjs package FOLDER         embedded-parts.js and embedded-digits.js, modules, in FOLDER
//   node embed.mjs site FOLDER            the same two as classic scripts
//   node embed.mjs single BUNDLES FOLDER  nibnet.html, nibnet.js and nibnet-full.html in FOLDER, of the bundles
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const made = (name) => join(root, 'target/nibnet', name);

/** Base64 of a file, of its gzip where that is worth it. */
function text(bytes) {
  const zipped = gzipSync(bytes, { level: 9 });
  return (zipped.length < bytes.length * 0.95 ? zipped : bytes).toString('base64');
}

/** Everything but the digits. */
function parts() {
  return {
    'nibnet.wasm': text(readFileSync(made('nibnet.wasm'))),
    'nibnet-train.wasm': text(readFileSync(made('nibnet-train.wasm'))),
    'digits.nib': text(readFileSync(join(root, 'www/model/digits.nib'))),
    'worker.js': text(readFileSync(made('embedded/worker.js'))),
  };
}

/** @param {'chunks' | 'sample'} folder */
function digits(folder) {
  const names = readdirSync(made(folder));
  return Object.fromEntries(
    names.map((name) => [`embedded/${name}`, text(readFileSync(join(made(folder), name)))]),
  );
}

/** @param {string} file @param {string} content */
const write = (file, content) => writeFileSync(file, content);

/** @param {object} embedded */
const asModule = (embedded) => `export default ${JSON.stringify(embedded)};\n`;

/** A script that goes before those that use what it holds. @param {object} embedded */
const asScript = (embedded) =>
  `globalThis.nibnetEmbedded=Object.assign(globalThis.nibnetEmbedded??{},${JSON.stringify(embedded)});\n`;

/**
 * The page as one file. It asks for nothing: its policy forbids every request.
 * @param {string} bundles @param {object} embedded
 */
function page(bundles, embedded) {
  const read = (/** @type {string} */ name) => readFileSync(join(bundles, name), 'utf8');
  let html = readFileSync(join(root, 'www/index.html'), 'utf8');
  /** @param {RegExp} pattern @param {string} by */
  const replace = (pattern, by) => {
    if (!pattern.test(html))
      throw new Error(`www/index.html has nothing like ${pattern}: embed.mjs must be told`);
    html = html.replace(pattern, () => by);
  };
  const policy =
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:; require-trusted-types-for 'script'; trusted-types nibnet";
  replace(
    /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/,
    `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  );
  const icon = Buffer.from(readFileSync(join(root, 'www/icon.svg'))).toString('base64');
  replace(/<link rel="icon"[^>]*>/, `<link rel="icon" href="data:image/svg+xml;base64,${icon}" />`);
  replace(/\s*<link rel="manifest"[^>]*>\s*<link rel="apple-touch-icon"[^>]*>/, '');
  replace(
    /<link rel="stylesheet" href="app.css" \/>/,
    `<style>\n${inText('style', read('page.css'))}</style>`,
  );
  replace(/\s*<script type="module" src="app.js"><\/script>/, '');
  const script = `${asScript(embedded)}${read('page.js')}`;
  replace(/<\/body>/, `  <script>\n${inText('script', script)}</script>\n  </body>`);
  return html;
}

/** What stands inside an element of HTML must not end it. @param {string} tag @param {string} content */
function inText(tag, content) {
  if (new RegExp(`</${tag}|<!--`, 'i').test(content))
    throw new Error(`the ${tag} would end before its end`);
  return content;
}

const [set, ...folders] = process.argv.slice(2);
if (set === 'package' && folders.length === 1) {
  const [folder] = folders;
  write(join(folder, 'embedded-parts.js'), asModule(parts()));
  write(join(folder, 'embedded-digits.js'), asModule(digits('sample')));
} else if (set === 'site' && folders.length === 1) {
  const [folder] = folders;
  write(join(folder, 'embedded-parts.js'), asScript(parts()));
  write(join(folder, 'embedded-digits.js'), asScript(digits('sample')));
} else if (set === 'single' && folders.length === 2) {
  const [bundles, folder] = folders;
  mkdirSync(folder, { recursive: true });
  const engine = parts();
  const some = { ...engine, ...digits('sample') };
  write(
    join(folder, 'nibnet.js'),
    asScript(some) + readFileSync(join(bundles, 'nibnet.js'), 'utf8'),
  );
  write(join(folder, 'nibnet.html'), page(bundles, some));
  write(join(folder, 'nibnet-full.html'), page(bundles, { ...engine, ...digits('chunks') }));
} else {
  console.error('usage: node embed.mjs package FOLDER | site FOLDER | single BUNDLES FOLDER');
  process.exit(2);
}
