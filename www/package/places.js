/**
 * Where the parts of the npm package are. Bundlers look for `new URL('…', import.meta.url)`, word
 * by word: each part so named is copied beside the bundle, under whatever name.
 *
 * The digits are one module, fetched when somebody trains: a bundler would rename their files,
 * which their list names.
 */

import { embedded } from '../engine/page/embedded.js';
import { engine } from '../engine/page/engine.js';

engine.place({
  'nibnet.wasm': new URL('./nibnet.wasm', import.meta.url),
  'nibnet-page.wasm': new URL('./nibnet-page.wasm', import.meta.url),
  'nibnet-train.wasm': new URL('./nibnet-train.wasm', import.meta.url),
  'nibnet-threads.wasm': new URL('./nibnet-threads.wasm', import.meta.url),
  'digits.nib': new URL('./digits.nib', import.meta.url),
  'worker.js': new URL('./worker.js', import.meta.url),
  'worker-threads.js': new URL('./worker-threads.js', import.meta.url),
});
embedded.more = async (name) =>
  name.startsWith('embedded/') ? (await import('./embedded-digits.js')).default : null;
