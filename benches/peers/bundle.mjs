// Bundles a peer that comes from npm with its contestant: `node bundle.mjs NAME NODE_MODULES INTO`.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [name, modules, into] = process.argv.slice(2);

/** What it fetches when it runs. */
const fetched = {
  tfjs: ['@tensorflow/tfjs-backend-wasm/dist', /\.wasm$/],
  onnxruntime: ['onnxruntime-web/dist', /^ort-wasm-simd-threaded\.(wasm|mjs)$/],
};

mkdirSync(into, { recursive: true });
await build({
  entryPoints: [fileURLToPath(new URL(`${name}/contestant.js`, import.meta.url))],
  outfile: join(into, 'contestant.js'),
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  nodePaths: [modules],
  // Asked for only where there is Node.
  external: [
    'fs',
    'path',
    'util',
    'crypto',
    'worker_threads',
    'perf_hooks',
    'node:*',
    'module',
    'os',
  ],
  logLevel: 'warning',
});
const [folder, names] = fetched[name];
const from = join(modules, folder);
for (const file of readdirSync(from, { recursive: true }).filter((file) => names.test(file))) {
  copyFileSync(join(from, file), join(into, file.split(/[/\\]/).pop()));
}
