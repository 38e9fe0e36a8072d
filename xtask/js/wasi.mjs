// Runs tests that cargo compiled for wasm32-wasip1: `node wasi.mjs TESTS.wasm ARGUMENTS…`.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [, , program, ...words] = process.argv;
// A panic aborts in wasm: what it says would be lost if it were kept until the test has ended.
const args = [program, '--nocapture', ...words];
const wasi = new WASI({ version: 'preview1', args, env: process.env });
const module = new WebAssembly.Module(readFileSync(program));
try {
  process.exitCode = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
} catch (error) {
  console.error(`\n${error}: the test named last failed, and those after it did not run`);
  process.exitCode = 1;
}
