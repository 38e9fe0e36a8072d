/** Those who run outside of the browser: nibnet's command line, and TensorFlow in Python. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { recipe } from './nets.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NIBNET = process.env.NIBNET_CLI ?? 'target/release/nibnet';
const PYTHON =
  process.platform === 'win32'
    ? 'target/bench/tensorflow/Scripts/python.exe'
    : 'target/bench/tensorflow/bin/python';

/** @param {import('./nets.mjs').NetName} net @param {number} steps @param {number} threads */
function train(net, steps, threads) {
  const file = `${ROOT}target/bench/recipe.json`;
  mkdirSync(`${ROOT}target/bench`, { recursive: true });
  writeFileSync(file, recipe(net, steps));
  const words = ['train', '--recipe', file, '--threads', String(threads), '--json'];
  try {
    return JSON.parse(
      execFileSync(NIBNET, words, {
        cwd: ROOT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  } catch (error) {
    throw new Error(String(/** @type {any} */ (error).stderr || error).trim());
  }
}

/**
 * What the weights come to after so many steps.
 * @param {import('./nets.mjs').NetName} net
 * @param {number} steps
 */
export const fingerprint = (net, steps) => train(net, steps, 1).fingerprint;

/**
 * Of the training steps alone.
 * @param {import('./nets.mjs').NetName} net
 * @param {number} steps
 * @param {number} threads
 */
export const imagesPerSecond = (net, steps, threads) => train(net, steps, threads).imagesPerSecond;

/** A Python with TensorFlow that waits for orders. @param {number} threads */
export function tensorflow(threads) {
  const words = ['benches/peers/tensorflow/train.py', 'data/mnist', String(threads)];
  const child = spawn(PYTHON, words, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said = (said + text).slice(-2000)));
  /** @type {Promise<never>} */
  const died = new Promise((_, reject) => {
    child.on('error', (error) => reject(new Error(`${PYTHON}: ${error.message}`)));
    child.on('exit', (code) =>
      reject(new Error(`TensorFlow ended with code ${code}: ${said.trim().split('\n').pop()}`)),
    );
  });
  died.catch(() => {}); // heard by whoever asks next
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /**
     * @param {string} net
     * @param {number} seconds
     * @returns {Promise<{images: number, seconds: number, loss: number}>}
     */
    async train(net, seconds) {
      child.stdin.write(`${JSON.stringify({ net, seconds })}\n`);
      const { value } = await Promise.race([lines.next(), died]);
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}
