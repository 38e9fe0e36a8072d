/**
 * What the tests of pad and trainer as guests share: pages that are made up, the server of the examples, and what they ask
 * of a pad in whichever deck it is.
 */
import { serveExamples } from '../../examples/serve.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('../../www/elements/nib-pad.js').NibPad} Pad */
/** @typedef {import('../../www/elements/nib-trainer.js').NibTrainer} Trainer */
/** @typedef {import('../../www/elements/nib-scene.js').NibScene} Scene */
/** @typedef {import('./harness.mjs').Point} Point */

export const PATIENCE = { timeout: 120_000, polling: 50 };

/** A seven as people draw it. @type {Point[][]} */
export const SEVEN = [[[0.25, 0.2], [0.74, 0.2], [0.6, 0.5], [0.46, 0.86]]];

/** A page that has the elements and this in its body. @param {string} body @param {string} [head] */
export const pageWith = (body, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script type="module" src="/nibnet/define.js"></script>${head}</head><body>${body}</body></html>`;

/** @type {Promise<{url: string, stop: () => void}> | undefined} */
let server;
/** @type {Record<string, string>} */
const pages = {};

/** The examples' server, one for a test file; call `stop` when all tests are done. */
export async function examples() {
  server ??= serveExamples({ pages });
  return (await server).url;
}

/** A made-up page at `path` of the examples' server. @param {string} path @param {string} html */
export function lay(path, html) {
  pages[path] = html;
}

export async function stop() {
  (await server)?.stop();
}

/** @template T @param {Locator} pad @param {(pad: Pad, given: any) => T | Promise<T>} call @param {unknown} [given] @returns {Promise<T>} */
export function onPad(pad, call, given) {
  return /** @type {any} */ (pad.evaluate(/** @type {any} */ (call), given));
}

/** @template T @param {Locator} trainer @param {(trainer: Trainer, given: any) => T | Promise<T>} call @param {unknown} [given] @returns {Promise<T>} */
export function onTrainer(trainer, call, given) {
  return /** @type {any} */ (trainer.evaluate(/** @type {any} */ (call), given));
}

/** @template T @param {Locator} scene @param {(scene: Scene, given: any) => T | Promise<T>} call @param {unknown} [given] @returns {Promise<T>} */
export function onScene(scene, call, given) {
  return /** @type {any} */ (scene.evaluate(/** @type {any} */ (call), given));
}

/** Waits until its net is there. @param {Locator} pad */
export async function reads(pad) {
  await eventually(() => onPad(pad, (pad) => pad.reader !== null), 'the pad has a net');
}

/**
 * Asks again and again until it is so.
 * @param {() => Promise<boolean>} question @param {string} what
 */
export async function eventually(question, what) {
  const end = Date.now() + PATIENCE.timeout;
  while (!(await question())) {
    if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise((done) => setTimeout(done, PATIENCE.polling));
  }
}
