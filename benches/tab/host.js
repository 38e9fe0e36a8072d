/**
 * The page of the benchmarks: one worker for each contestant, called by number from outside
 * (benches/browser.mjs).
 *
 * @typedef {{id: number, value?: any, error?: string}} Answer
 */

/** @type {Worker[]} */
const workers = [];
let calls = 0;

/**
 * A worker with a contestant's module in it.
 * @param {string} module
 * @param {unknown} setup
 * @returns {Promise<number>}
 */
async function open(module, setup) {
  const number = workers.push(new Worker('worker.js', { type: 'module' })) - 1;
  await call(number, 'open', [module, setup]);
  return number;
}

/**
 * @param {number} number  of the worker
 * @param {string} name  of what it is to do @param {unknown[]} words
 */
function call(number, name, words) {
  const id = ++calls;
  const worker = workers[number];
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      const answer = /** @type {Answer} */ (data);
      if (answer.id !== id) return;
      if (answer.error === undefined) resolve(answer.value);
      else reject(new Error(answer.error));
    };
    worker.onerror = (event) =>
      reject(new Error(event.message || 'the worker could not be loaded'));
    worker.postMessage({ id, name, words });
  });
}

const bench = { open, call, close: (/** @type {number} */ number) => workers[number].terminate() };
Object.assign(globalThis, { bench });

export {}; // a module, though it exports nothing: its names are its own
