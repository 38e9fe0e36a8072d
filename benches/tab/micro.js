/** The processor's peak and products of matrices: benches/micro, compiled. */

/**
 * Made by `cargo xtask bench`, and so not there when types are checked.
 * @typedef {{new(who: string, m: number, k: number, n: number): {run(times: number): void}}}
 *   ProductClass
 * @type {{Product: ProductClass, contestants(): string[], peak(rounds: number): number,
 *   peak_operations(): number}}
 */
let glue;

/** @param {string} folder  of the compiled crate */
export async function open(folder) {
  const module = await import(new URL(`${folder}micro.js`, import.meta.url).href);
  await module.default({ module_or_path: new URL(`${folder}micro_bg.wasm`, import.meta.url) });
  glue = module;
}

export const names = () => glue.contestants();

/** GFLOP/s of multiplying and adding in registers. @param {number} seconds */
export const timePeak = (seconds) =>
  rate(seconds, glue.peak_operations(), (times) => glue.peak(times));

/** @type {Map<string, InstanceType<ProductClass>>} */
const products = new Map();

/**
 * Checked here, before it is timed.
 * @param {string} who
 * @param {number} m
 * @param {number} k
 * @param {number} n
 */
export function prepareProduct(who, m, k, n) {
  products.set(who, new glue.Product(who, m, k, n));
}

/** GFLOP/s of a product. @param {string} who @param {number} seconds @param {number} operations */
export function timeProduct(who, seconds, operations) {
  const product = /** @type {InstanceType<ProductClass>} */ (products.get(who));
  return rate(seconds, operations, (times) => product.run(times));
}

/**
 * @param {number} seconds @param {number} operations  in one time
 * @param {(times: number) => void} work
 */
function rate(seconds, operations, work) {
  const began = performance.now();
  let done = 0;
  let times = 1;
  for (;;) {
    work(times);
    done += times;
    const ms = performance.now() - began;
    if (ms >= seconds * 1000) return { value: (done * operations) / ms / 1e6 };
    times = Math.max(1, Math.round((done * seconds * 50) / Math.max(ms, 0.01)));
  }
}
