// What the engine accepts fits: recipes with the largest batch that it takes are trained in the
// tab, whose module with threads may have 256 MB, on one thread and on several.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { withPage } from './harness.mjs';
import { ask, ready } from './training.mjs';

const FOLDER = new URL('../../target/nibnet-glue/page/', import.meta.url);

/** @type {typeof import('nibnet-page')} */
let glue;

before(async () => {
  glue = await import(new URL('nibnet.js', FOLDER).href);
  glue.initSync({ module: await readFile(new URL('nibnet_bg.wasm', FOLDER)) });
});

/**
 * Whether the engine takes a recipe; it says what is too large otherwise.
 * @param {object} recipe
 */
function accepts(recipe) {
  try {
    return Boolean(glue.complete_recipe(JSON.stringify(recipe)));
  } catch (error) {
    assert.match(
      String(error),
      /RecipeError: .*this takes \d+ MB of memory, and a browser tab has 224 for it/,
    );
    return false;
  }
}

/** The largest batch that the engine takes. @param {object} recipe */
function largestBatch(recipe) {
  let [good, bad] = [1, 1_000_000];
  assert.ok(accepts({ ...recipe, batch: good }) && !accepts({ ...recipe, batch: bad }));
  while (bad - good > 1) {
    const batch = Math.floor((good + bad) / 2);
    if (accepts({ ...recipe, batch })) good = batch;
    else bad = batch;
  }
  return good;
}

const RECIPES = {
  convolutions: { preset: 'conv' },
  'layers whose weights each thread transposes': {
    preset: 'mlp-relu',
    network: {
      layers: [{ dense: { units: 1500 } }, { dense: { units: 1500 } }, { dense: { units: 10 } }],
    },
  },
  'kernels larger than their maps': {
    preset: 'conv',
    network: {
      layers: [
        { conv: { filters: 4, kernel: 28, stride: 28, activation: 'relu' } },
        { conv: { filters: 64, kernel: 1, activation: { leakyRelu: {} } } },
        { conv: { filters: 4, kernel: 31 } },
        { averagePool: {} },
        { dense: { units: 10 } },
      ],
    },
  },
};

for (const [name, recipe] of Object.entries(RECIPES)) {
  for (const threads of [1, 4]) {
    const on = threads === 1 ? 'one thread' : `${threads} threads`;
    test(`${name}: the largest batch is trained, kept, saved and resumed on ${on}`, () =>
      withPage({}, async ({ page }) => {
        await ready(page);
        const whole = {
          ...recipe,
          batch: largestBatch(recipe),
          steps: 2,
          learningRate: { constant: 0.001 },
        };
        const found = await ask(
          page,
          async (trainer, { whole, threads }) => {
            trainer.threads = threads;
            const fingerprints = /** @type {string[]} */ ([]);
            const finished = async () =>
              fingerprints.push((await trainer.finished).fingerprint) && trainer.state;
            await trainer.start(whole);
            await finished();
            // The next run takes as much memory as the last one, in the same worker.
            await trainer.start(whole);
            await finished();
            const [kept, net] = [await trainer.checkpoint(), await trainer.model('nib')];
            await trainer.goOn(kept);
            const state = await finished();
            return { state, fingerprints, bytes: [kept.length, net.length] };
          },
          { whole, threads },
        );
        assert.equal(found.state, 'done');
        assert.match(found.fingerprints[0], /^[0-9a-f]{16}$/);
        assert.equal(new Set(found.fingerprints).size, 1);
        const { network } = JSON.parse(glue.complete_recipe(JSON.stringify(whole)));
        const { parameters } = JSON.parse(glue.describe_network(JSON.stringify(network)));
        assert.ok(found.bytes.every((bytes) => bytes > 4 * parameters));
      }));
  }
}
