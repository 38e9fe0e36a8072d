/**
 * nibnet in the tab, through what its own worker and pad call.
 *
 * @typedef {import('../nets.mjs').NetName} NetName
 * @typedef {any} Training  whose types are generated with the glue; this file must be checked
 *   before that is there
 */
import { nets, recipe } from '../nets.mjs';

/** The page as it is served, and the JavaScript sides of the two modules that train. */
const DIST = new URL('../../dist/', import.meta.url);
const GLUE = new URL('../../target/nibnet-glue/', import.meta.url);

/** @type {any} */
let glue;
/** @type {WebAssembly.Module} */
let module;
/** @type {WebAssembly.Memory} */
let memory;
let threads = 1;
/** @type {string} */
let address;

/** @param {{threads: number}} setup */
export async function open(setup) {
  threads = setup.threads;
  const part = threads > 1 ? 'nibnet-threads.wasm' : 'nibnet-train.wasm';
  const response = await fetch(new URL(part, DIST));
  if (!response.ok) throw new Error(`this page has no ${part}`);
  module = await WebAssembly.compileStreaming(response);
  address = new URL(`${threads > 1 ? 'threads' : 'train'}/nibnet.js`, GLUE).href;
  glue = await import(address);
  ({ memory } = glue.initSync({ module }));
  if (threads > 1) memory = glue.shared_memory();
}

/** @type {any} */
let digits;

/** MNIST in nibnet's own chunks. */
async function load() {
  if (digits) return digits;
  const at = new URL('data/', DIST);
  const manifest = await (await fetch(new URL('mnist.json', at))).text();
  digits = new glue.Digits(manifest);
  for (const { file } of JSON.parse(manifest).chunks) {
    digits.add(new Uint8Array(await (await fetch(new URL(file, at))).arrayBuffer()));
  }
  return digits;
}

/** A run at its start, with all its threads. @param {NetName} net @param {number} steps */
async function begin(net, steps) {
  const training = new glue.Training(recipe(net, steps), threads);
  for (let i = 1; i < threads; i++) {
    const thread = new Worker(new URL('thread.js', import.meta.url), { type: 'module' });
    thread.postMessage({ address, module, memory });
    await new Promise((resolve, reject) => {
      thread.onmessage = resolve;
      thread.onerror = ({ message }) => reject(new Error(`a thread broke down: ${message}`));
    });
  }
  while (training.present < threads) await new Promise((resolve) => setTimeout(resolve, 10));
  return training;
}

/** @param {Training} training @param {number} work */
const advance = (training, work) => JSON.parse(training.advance(digits, work));

/** @param {NetName} net */
export async function trainer(net) {
  await load();
  const training = await begin(net, 10_000_000);
  // Past the one test that a run does early on, so that from here on all work is steps.
  while (training.step < 60) advance(training, 10);
  return {
    step(/** @type {number} */ count) {
      const { trained } = advance(training, count);
      if (trained !== count) throw new Error(`${trained} steps were taken instead of ${count}`);
    },
  };
}

/** @param {NetName} net @param {Float32Array} weights */
export async function reader(net, weights) {
  const model = await fetch(new URL('digits.nib', DIST));
  const recognizer = new glue.Recognizer(new Uint8Array(await model.arrayBuffer()));
  recognizer.adopt(JSON.stringify(nets[net]), weights);
  return {
    prepare: (/** @type {Uint8Array} */ images) => images,
    read: (/** @type {Uint8Array} */ images) =>
      images.length === 784 ? recognizer.read_image(images) : recognizer.read_images(images),
  };
}

/**
 * The fingerprint after so many steps, to be compared with the native build's.
 * @param {NetName} net
 * @param {number} steps
 */
export async function fingerprint(net, steps) {
  await load();
  const training = await begin(net, steps);
  while (advance(training, 10).state !== 'done') {}
  training.release_threads();
  return training.fingerprint();
}

/**
 * How large the engine's memory is on its way, in MB: at first, with all digits, once training is
 * under way, at the end.
 * @param {NetName} net @param {number} steps
 */
export async function memories(net, steps) {
  const size = () => memory.buffer.byteLength / 1e6;
  const fresh = size();
  await load();
  const loaded = size();
  const training = await begin(net, steps);
  while (training.step < 100) advance(training, 10);
  const begun = size();
  while (advance(training, 50).state !== 'done') {}
  return { fresh, loaded, training: begun, end: size() };
}
