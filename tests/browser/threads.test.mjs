// Threads in the tab: where they are, what becomes of them, and what happens where they can't be
// had.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { ask, employs, grows, part, reaches, ready, says, trainedOn } from './training.mjs';

const golden = JSON.parse(
  await readFile(new URL('../golden/fingerprints.json', import.meta.url), 'utf8'),
);

/** @typedef {import('playwright-core').Page} Page */

const LONG = { preset: 'softmax', steps: 1_000_000 };

/** The scripts that the page's workers run. @param {Page} page */
const scripts = (page) => page.workers().map((worker) => new URL(worker.url()).pathname);

/** Keeps each worker and what it was told, in the page's `made`; `allowed` of them can be made. */
const watchWorkers = (/** @type {number} */ allowed) => (/** @type {Page} */ page) =>
  page.addInitScript((allowed) => {
    const made = /** @type {any[]} */ ([]);
    const Real = Worker;
    Object.assign(globalThis, {
      made,
      Worker: class extends Real {
        /** @param {string} url */
        constructor(url) {
          if (made.length >= allowed) throw new Error('no worker to be had');
          super(url);
          made.push(this);
        }
        /** @param {any} message @param {any} [transfer] */
        postMessage(message, transfer) {
          if (message.type === 'join') Object.assign(globalThis, { sharedMemory: message.memory });
          super.postMessage(message, transfer);
        }
      },
    });
  }, allowed);

test('an isolated page trains on several threads and says so; the page itself reads with the other build', () =>
  withPage({}, async ({ page, requests }) => {
    await ready(page);
    await part(page, 'preset').waitFor();
    assert.match(
      (await page.locator('#machine').textContent()) ?? '',
      /WebAssembly with SIMD, on .*isolated/,
    );
    assert.equal(await trainedOn(page, { preset: 'softmax', steps: 200 }, 3), golden.softmax);
    assert.deepEqual(await ask(page, (trainer) => trainer.machine), {
      backend: 'wasm simd128',
      threads: 3,
      short: null,
    });
    assert.equal(
      await page.locator('#machine').textContent(),
      'Training runs on wasm simd128, 3 threads.',
    );
    await says(page, 'runs-on', /wasm simd128, 3 threads/);
    const parts = requests.map((url) => new URL(url).pathname);
    assert.ok(parts.includes('/nibnet.wasm') && parts.includes('/nibnet-threads.wasm'));
    assert.ok(!parts.includes('/worker.js'));
  }));

test('without a number asked for, it takes as many threads as the machine has', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() =>
          Object.defineProperty(navigator, 'hardwareConcurrency', { value: 3 }),
        ),
    },
    async ({ page }) => {
      await ready(page);
      await ask(page, (trainer, recipe) => trainer.start(recipe), LONG);
      await employs(page, 3);
      await ask(page, (trainer) => trainer.stop());
    },
  ));

test('a page that is not isolated trains on one thread, whatever is asked, and fetches nothing of the other build', () =>
  withPage({ isolation: false }, async ({ page, requests }) => {
    await ready(page);
    const { machine, fingerprint } = await ask(page, async (trainer) => {
      trainer.threads = 4;
      await trainer.start({ preset: 'softmax', steps: 200 });
      const { fingerprint } = await trainer.finished;
      return { machine: trainer.machine, fingerprint };
    });
    assert.equal(fingerprint, golden.softmax);
    assert.deepEqual(machine, { backend: 'wasm simd128', threads: 1, short: null });
    assert.deepEqual(scripts(page), ['/worker.js']);
    assert.ok(!requests.some((url) => url.includes('threads')));
    assert.equal(
      await page.locator('#machine').textContent(),
      'Training runs on wasm simd128, 1 thread.',
    );
  }));

test('Pause keeps the threads; Stop, the end and leaving the page release them', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, (trainer, recipe) => ((trainer.threads = 3), trainer.start(recipe)), LONG);
    await employs(page, 3);
    assert.deepEqual(scripts(page), Array(3).fill('/worker-threads.js'));
    const before = page.workers();
    await ask(page, (trainer) => trainer.pause());
    await ask(page, (trainer) => trainer.step(20));
    await ask(page, (trainer) => trainer.resume());
    await grows(page, (await ask(page, (trainer) => trainer.history.length)) + 5);
    assert.deepEqual(page.workers(), before, 'the same workers as before the pause');
    assert.equal(await ask(page, (trainer) => trainer.machine?.threads), 3);
    await ask(page, (trainer) => trainer.stop());
    await employs(page, 1); // which keeps the digits and the net
    assert.ok((await ask(page, async (trainer) => (await trainer.model()).length)) > 30_000);
    // To the end, and from one run straight into the next.
    await ask(
      page,
      async (trainer) => (
        await trainer.start({ preset: 'softmax', steps: 60 }), void (await trainer.finished)
      ),
    );
    await employs(page, 1);
    await ask(page, (trainer, recipe) => trainer.start(recipe), LONG);
    await employs(page, 3);
    await ask(page, (trainer, recipe) => trainer.start(recipe), { ...LONG, seed: 2 });
    await grows(page, 3);
    await employs(page, 3);
    await ask(page, (trainer) => trainer.remove());
    await employs(page, 0);
  }));

test('runs one after the other take no more memory', { timeout: 600_000 }, () =>
  withPage({ prepare: watchWorkers(1000) }, async ({ page }) => {
    await ready(page);
    /** @type {number[]} */
    const bytes = [];
    for (let run = 0; run < 8; run++) {
      await trainedOn(page, { preset: 'softmax', steps: 120 }, 8);
      await employs(page, 1);
      bytes.push(
        await page.evaluate(() => /** @type {any} */ (globalThis).sharedMemory.buffer.byteLength),
      );
    }
    // The allocator may need a run or two to find its shape.
    assert.equal(bytes[7], bytes[2], `${bytes}`);
  }),
);

test('where the other workers can’t be made, it trains alone, to the same net, and says why', () =>
  withPage({ prepare: watchWorkers(1) }, async ({ page }) => {
    await ready(page);
    const fingerprint = await ask(page, async (trainer) => {
      trainer.threads = 4;
      await trainer.start({ preset: 'softmax', steps: 200 });
      return (await trainer.finished).fingerprint;
    });
    assert.equal(fingerprint, golden.softmax);
    await says(page, 'short', /Training runs on fewer threads: .*no worker to be had/);
    await says(page, 'runs-on', /wasm simd128, 1 thread\./);
    await employs(page, 1);
  }));

test('where the build with threads can’t be had, the other one trains, and says why', () =>
  withPage(
    {
      mayComplain: true,
      prepare: (page) =>
        page.route('**/nibnet-threads.wasm', (route) =>
          route.fulfill({ status: 404, body: 'not here' }),
        ),
    },
    async ({ page }) => {
      await ready(page);
      const fingerprint = await ask(page, async (trainer) => {
        trainer.threads = 2;
        await trainer.start({ preset: 'softmax', steps: 200 });
        return (await trainer.finished).fingerprint;
      });
      assert.equal(fingerprint, golden.softmax);
      await says(
        page,
        'short',
        /Training runs on fewer threads: nibnet-threads\.wasm was not found/,
      );
      assert.deepEqual(scripts(page), ['/worker.js']);
    },
  ));

test('a thread that breaks down at work loses the run and nothing else: no worker is left, and Start again works', () =>
  withPage({ prepare: watchWorkers(1000) }, async ({ page }) => {
    await ready(page);
    await ask(page, (trainer, recipe) => ((trainer.threads = 3), trainer.start(recipe)), LONG);
    await employs(page, 3);
    await grows(page, 3);
    // As after a trap: it does nothing any more, perhaps in the middle of a step, and the page
    // hears of it.
    await page.evaluate(() => {
      const [, , thread] = /** @type {any} */ (globalThis).made;
      thread.terminate();
      thread.dispatchEvent(new ErrorEvent('error', { message: 'RuntimeError: unreachable' }));
    });
    await reaches(page, 'failed');
    await says(
      page,
      'run-error',
      /worker broke down .*unreachable.*Its net is lost, the curves are not/,
    );
    assert.ok((await ask(page, (trainer) => trainer.history.length)) >= 3);
    await employs(page, 0);
    assert.equal(await trainedOn(page, { preset: 'softmax', steps: 200 }, 3), golden.softmax);
  }));

test('a link may ask for a number of threads, and hands on what was asked', () =>
  withPage({ path: '/#preset=softmax&threads=3' }, async ({ page, url }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ready(page);
    const copied = async () => {
      await part(page, 'link').click();
      await says(page, 'note', /Link copied/);
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.equal(await ask(page, (trainer) => trainer.plannedThreads), 3);
    assert.match(await copied(), /threads=3/);
    await page.goto('about:blank');
    await page.goto(`${url}#preset=softmax`);
    await ready(page);
    assert.equal(await ask(page, (trainer) => trainer.threads), null);
    assert.doesNotMatch(await copied(), /threads/);
  }));
