// Which build the bundles are of: a hash over all that they are made of, and the modules beside them.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url);

/** The same for all bundles that are made of the same files. */
export function buildId() {
  const sources = readdirSync(new URL('www', root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => `www/${name.replaceAll('\\', '/')}`)
    .sort();
  const parts = ['reader', 'page', 'train', 'threads'].map(
    (name) => `target/nibnet-glue/${name}/nibnet.js`,
  );
  const modules = ['', '-page', '-train', '-threads'].map(
    (name) => `target/nibnet/nibnet${name}.wasm`,
  );
  const hash = createHash('sha256');
  for (const name of [...sources, ...parts, ...modules]) {
    const file = new URL(name, root);
    if (!existsSync(file)) continue; // not every machine can make the module with threads
    const bytes = readFileSync(file);
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex').slice(0, 12);
}
