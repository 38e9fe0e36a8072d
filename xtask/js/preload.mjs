// Tells the page's document what its script needs at once: `node preload.mjs FOLDER` writes links
// into FOLDER/index.html, so that nothing waits for the round trip of what asks for it. To be run
// when the bundles are there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const [folder] = process.argv.slice(2);
const MARK = '<script type="module" src="app.js"></script>';

/**
 * The scripts that a script imports when it starts, and that those import.
 * @param {string} name
 * @param {Set<string>} found
 */
function imports(name, found) {
  const text = readFileSync(join(folder, name), 'utf8');
  for (const [, path] of text.matchAll(/\b(?:from|import)\s*"(\.[^"]+)"/g)) {
    const file = posix.join(posix.dirname(name), path);
    if (found.has(file)) continue;
    found.add(file);
    imports(file, found);
  }
  return found;
}

const scripts = [...imports('app.js', new Set())].map(
  (file) => `<link rel="modulepreload" href="${file}" />`,
);
const parts = ['nibnet.wasm', 'digits.nib'].map(
  (file) => `<link rel="preload" href="${file}" as="fetch" crossorigin />`,
);
const file = join(folder, 'index.html');
const html = readFileSync(file, 'utf8');
if (!html.includes(MARK)) throw new Error(`${file} has no ${MARK}: preload.mjs must be told`);
writeFileSync(file, html.replace(MARK, [...parts, ...scripts, MARK].join('\n    ')));
