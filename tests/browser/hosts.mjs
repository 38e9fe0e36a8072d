/**
 * What the tests of pad and trainer as guests share: pages that are made up, the server of the
 * examples, and what they ask of a pad in whichever deck it is.
 */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serveExamples } from '../../examples/serve.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('../../www/elements/pad/nib-pad.js').NibPad} Pad */
/** @typedef {import('../../www/elements/trainer/nib-trainer.js').NibTrainer} Trainer */
/** @typedef {import('../../www/elements/scene/nib-scene.js').NibScene} Scene */
/** @typedef {import('./harness.mjs').Point} Point */

export const PATIENCE = { timeout: 120_000, polling: 50 };

/** A seven as people draw it. @type {Point[][]} */
export const SEVEN = [
  [
    [0.25, 0.2],
    [0.74, 0.2],
    [0.6, 0.5],
    [0.46, 0.86],
  ],
];

/**
 * A page that has the elements and this in its body.
 * @param {string} body
 * @param {string} [head]
 */
export const pageWith = (body, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script type="module" src="/nibnet/index.js"></script>${head}</head><body>${body}</body></html>`;

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

/**
 * @template T
 * @param {Locator} pad
 * @param {(pad: Pad, given: any) => T | Promise<T>} call
 * @param {unknown} [given]
 * @returns {Promise<T>}
 */
export function onPad(pad, call, given) {
  return /** @type {any} */ (pad.evaluate(/** @type {any} */ (call), given));
}

/**
 * @template T
 * @param {Locator} trainer
 * @param {(trainer: Trainer, given: any) => T | Promise<T>} call
 * @param {unknown} [given]
 * @returns {Promise<T>}
 */
export function onTrainer(trainer, call, given) {
  return /** @type {any} */ (trainer.evaluate(/** @type {any} */ (call), given));
}

/**
 * @template T
 * @param {Locator} scene
 * @param {(scene: Scene, given: any) => T | Promise<T>} call
 * @param {unknown} [given]
 * @returns {Promise<T>}
 */
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

/** Examples that are built by a program of their own: from what, and what comes of it. */
export const BUILT = {
  marp: { source: 'deck.md', made: 'dist/deck.html' },
  slidev: { source: 'slides.md', made: 'dist/index.html' },
};

/**
 * Builds an example, unless it is there in its newest state. CI installs the program for it;
 * everybody else is told how.
 * @param {keyof typeof BUILT} name @returns {Promise<string>} what is missing, empty where nothing
 *   is
 */
export async function build(name) {
  const { source, made } = BUILT[name];
  const folder = fileURLToPath(new URL(`../../examples/${name}/`, import.meta.url));
  const npm = (/** @type {string[]} */ ...words) =>
    promisify(execFile)('npm', words, { cwd: folder });
  if (!existsSync(join(folder, 'node_modules'))) {
    if (!process.env.CI)
      return `its program is not installed; this does it: npm ci --prefix examples/${name}`;
    await npm('ci');
  }
  const newest = Math.max(
    ...[source, 'package.json'].map((file) => statSync(join(folder, file)).mtimeMs),
  );
  if (!existsSync(join(folder, made)) || statSync(join(folder, made)).mtimeMs < newest)
    await npm('run', 'build');
  return '';
}
