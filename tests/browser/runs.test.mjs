// No run is lost: not by a reload, not by a crash, not where storage is full or refused, not with
// two tabs.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { ask, part, reaches, ready, says } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

const RECIPE = { preset: 'mlp-dropout', steps: 400, evaluateEvery: 100, seed: 5 };

/** Trains to the end. @param {Page} page @param {object} recipe */
const whole = (page, recipe) =>
  ask(
    page,
    async (trainer, recipe) => {
      await trainer.start(recipe);
      const { fingerprint } = await trainer.finished;
      return { fingerprint, history: [...trainer.history] };
    },
    recipe,
  );

/** @param {Page} page */
const offer = (page) => page.locator('nib-trainer').locator('.offer');
/** @param {Page} page */
const runs = (page) => page.locator('nib-trainer').locator('.runs');

/**
 * Waits until a run is kept that stands at this step, or beyond.
 * @param {Page} page
 * @param {number} step
 */
const kept = (page, step) =>
  page.waitForFunction(
    (step) => {
      const facts =
        document.querySelector('nib-trainer')?.shadowRoot?.querySelectorAll('.runs .facts') ?? [];
      const steps = [...facts].map(({ textContent }) =>
        Number(/^step ([\d,]+)/.exec(textContent ?? '')?.[1].replaceAll(',', '')),
      );
      return steps.some((kept) => kept >= step);
    },
    step,
    { timeout: 120_000, polling: 200 },
  );

test('after a reload in the middle the run goes on to the same bits and the same curve', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const reference = await whole(page, RECIPE);
    await ask(
      page,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        await trainer.pause();
        await trainer.step(150);
      },
      RECIPE,
    );
    await reaches(page, 'paused');
    await kept(page, 150);
    await page.reload();
    await ready(page);
    await offer(page).waitFor();
    assert.match(
      (await offer(page).textContent()) ?? '',
      /stopped at step \d+ of 400\. It can go on, to the same bits/,
    );
    await offer(page).getByRole('button', { name: 'Go on' }).click();
    await reaches(page, 'done');
    const after = await ask(page, (trainer) => ({
      fingerprint: trainer.fingerprint,
      history: [...trainer.history],
    }));
    assert.equal(after.fingerprint, reference.fingerprint);
    assert.deepEqual(after.history, reference.history);
    await offer(page).waitFor({ state: 'hidden' });
    await runs(page).waitFor();
    assert.match(
      (await runs(page).locator('summary').textContent()) ?? '',
      /^Your runs \(2, \d+\.\d.MB\)$/,
    );
  }));

test('a tab that dies without a word loses a few seconds at most', () =>
  withPage({}, async ({ page, url }) => {
    await ready(page);
    await ask(page, (trainer) =>
      trainer.start({ preset: 'softmax', steps: 1_000_000, evaluateEvery: 1000 }),
    );
    await kept(page, 100);
    // No farewell: unload handlers and storage at the end of a page are nothing that a crash would
    // run.
    const crashed = page.waitForEvent('crash');
    const session = await page.context().newCDPSession(page);
    session.send('Page.crash').catch(() => {}); // never answers
    await crashed;
    const again = await page.context().newPage();
    await again.goto(url);
    await page.close();
    await ready(again);
    await offer(again).waitFor();
    assert.match((await offer(again).textContent()) ?? '', /stopped at step/);
    await offer(again).getByRole('button', { name: 'Go on' }).click();
    await reaches(again, 'running');
    const history = await ask(again, (trainer) => trainer.history.map(({ step }) => step));
    assert.ok(
      history.length > 0 && history.every((step, i) => i === 0 || step > history[i - 1]),
      'the curve is there',
    );
    await ask(again, (trainer) => trainer.stop());
  }));

test('a finished run is opened again and again, and stays what it was', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const { fingerprint, history } = await whole(page, {
      preset: 'mlp-dropout',
      steps: 60,
      evaluateEvery: 20,
    });
    await kept(page, 60);
    await page.reload();
    await ready(page);
    await runs(page).locator('summary').click();
    for (let times = 1; times <= 3; times++) {
      await page.evaluate(() => {
        const trainer = /** @type {any} */ (document.querySelector('nib-trainer'));
        trainer.before = trainer.finished;
      });
      await runs(page).getByRole('button', { name: 'Open' }).click();
      await page.waitForFunction(() => {
        const trainer = /** @type {any} */ (document.querySelector('nib-trainer'));
        return trainer.finished !== trainer.before && ['done', 'failed'].includes(trainer.state);
      });
      const opened = await ask(page, async (trainer) => {
        await trainer.finished;
        return {
          state: trainer.state,
          fingerprint: trainer.fingerprint,
          history: [...trainer.history],
        };
      });
      assert.deepEqual(opened, { state: 'done', fingerprint, history }, `opened ${times} times`);
      assert.equal(await part(page, 'run-error').isVisible(), false);
    }
    assert.equal(await runs(page).locator('li').count(), 1, 'it is no other run');
  }));

test('a run that was gone on with and took no step is kept as it was, to the byte', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const reference = await whole(page, RECIPE);
    const { length, differs } = await ask(
      page,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        await trainer.pause();
        await trainer.step(130);
        const first = await trainer.checkpoint();
        await trainer.stop();
        trainer.goOn(first).catch(() => {}); // it begins to train after `resume` below
        await trainer.pause();
        const second = await trainer.checkpoint();
        return {
          length: [first.length, second.length],
          differs: first.findIndex((byte, i) => byte !== second[i]),
        };
      },
      RECIPE,
    );
    assert.ok(length[0] > 100_000 && length[1] === length[0], `${length} bytes`);
    assert.equal(differs, -1, 'no byte differs');
    // And it goes on from there, to the bits of a run that nobody interrupted.
    const fingerprint = await ask(page, async (trainer) => {
      await trainer.resume();
      return (await trainer.finished).fingerprint;
    });
    assert.equal(fingerprint, reference.fingerprint);
  }));

test('a run that trains in one tab is not offered in another, until that one is closed', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 1_000_000 });
      await trainer.pause();
    });
    await ask(page, (trainer) => trainer.step(30));
    await kept(page, 30);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await ready(other);
    await runs(other).waitFor();
    await runs(other).locator('summary').click();
    const taken = runs(other).getByRole('button', { name: 'Take a copy' });
    await taken.waitFor();
    assert.match((await taken.getAttribute('title')) ?? '', /^Another tab trains “/);
    await runs(page).locator('summary').click();
    assert.equal(await runs(page).getByRole('button', { name: 'Trains now' }).isDisabled(), true);
    assert.equal(await offer(other).isVisible(), false);
    await page.close();
    await offer(other).waitFor(); // without a reload: the browser lets go of the lock
    await offer(other).getByRole('button', { name: 'Not now' }).click();
    assert.equal(await offer(other).isVisible(), false);
  }));

test('of two tabs one takes up an interrupted run; the other is told, and may take a copy', () =>
  withPage({}, async ({ page, url }) => {
    await ready(page);
    const reference = await whole(page, RECIPE);
    await ask(
      page,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        await trainer.pause();
        await trainer.step(150);
      },
      RECIPE,
    );
    await kept(page, 150);
    await page.reload();
    const other = await page.context().newPage();
    // As where the word that the run is taken up comes too late.
    await other.addInitScript(() => {
      Object.defineProperty(globalThis, 'BroadcastChannel', {
        value: class {
          constructor() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          }
        },
      });
    });
    await other.goto(url);
    await Promise.all([ready(page), ready(other)]);
    await Promise.all([offer(page).waitFor(), offer(other).waitFor()]);
    await page.bringToFront();
    await ask(page, (trainer) => {
      // It stays under way: paused as soon as it trains.
      const pause = (/** @type {any} */ { detail }) =>
        detail.state === 'running' && trainer.pause().catch(() => {});
      trainer.addEventListener('nib-state', pause);
      trainer.addEventListener('nib-state', (/** @type {any} */ { detail }) => {
        if (detail.state === 'paused') trainer.removeEventListener('nib-state', pause);
      });
    });
    await offer(page).getByRole('button', { name: 'Go on' }).click();
    await reaches(page, 'paused');
    await offer(other).getByRole('button', { name: 'Go on' }).click();
    await offer(other).filter({ hasText: 'Another tab trains “' }).waitFor();
    assert.equal(await ask(other, (trainer) => trainer.state), 'idle');
    await offer(other).getByRole('button', { name: 'Take a copy' }).click();
    await reaches(other, 'done');
    assert.equal(await ask(other, (trainer) => trainer.fingerprint), reference.fingerprint);
    await ask(page, (trainer) => trainer.resume());
    await reaches(page, 'done');
    assert.equal(await ask(page, (trainer) => trainer.fingerprint), reference.fingerprint);
    // Neither has written over the other.
    await page.waitForFunction(
      () =>
        document.querySelector('nib-trainer')?.shadowRoot?.querySelectorAll('.runs li').length ===
        3,
    );
    await other.close();
    await page.reload();
    await ready(page);
    await runs(page).locator('summary').click();
    const names = await runs(page)
      .locator('.name')
      .evaluateAll((fields) =>
        fields.map((field) => /** @type {HTMLInputElement} */ (field).value),
      );
    assert.equal(names.length, 3);
    assert.equal(names.filter((name) => name.endsWith('(copy)')).length, 1, names.join());
  }));

test('what an older page kept is there: a run goes on, taught digits are shown', () =>
  withPage({}, async ({ page, url }) => {
    await ready(page);
    const reference = await whole(page, { ...RECIPE, steps: 60 });
    await page.evaluate(
      async (recipe) => {
        const trainer = /** @type {any} */ (document.querySelector('nib-trainer'));
        await trainer.start(recipe);
        await trainer.pause();
        await trainer.step(20);
        const checkpoint = await trainer.checkpoint();
        const head = {
          id: 'old',
          name: 'an old run',
          began: 1,
          changed: 1,
          preset: recipe.preset,
          seed: recipe.seed,
          recipe: trainer.recipe,
          step: trainer.history.at(-1)?.step ?? 20,
          steps: recipe.steps,
          ended: false,
          accuracy: null,
          fingerprint: trainer.fingerprint,
          bytes: checkpoint.byteLength,
        };
        const digit = {
          id: 'd',
          when: 1,
          label: 3,
          strokes: [],
          image: new Uint8Array(784),
          learnt: true,
        };
        const entries = /** @type {const} */ ([
          ['nibnet', 'digits', 'd', digit],
          ['nibnet-nets', 'nets', 'x', { weights: Float32Array.of(1), lessons: ['d=3'] }],
          ['nibnet-runs', 'heads', 'old', head],
          ['nibnet-run-bodies', 'bodies', 'old', { checkpoint, points: trainer.history }],
        ]);
        for (const [name, store, key, value] of entries) {
          await new Promise((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onerror = () => reject(opening.error);
            opening.onupgradeneeded = () => opening.result.createObjectStore(store);
            opening.onsuccess = () => {
              const writing = opening.result.transaction(store, 'readwrite');
              writing.objectStore(store).put(value, key);
              writing.oncomplete = () => {
                opening.result.close();
                resolve(null);
              };
              writing.onerror = () => reject(writing.error);
            };
          });
        }
        indexedDB.deleteDatabase('nibnet-store');
      },
      { ...RECIPE, steps: 60 },
    );
    await page.goto('about:blank');
    await page.goto(url);
    await ready(page);
    await runs(page).locator('summary').filter({ hasText: 'Your runs (1,' }).waitFor();
    await page.locator('nib-pad .kept summary').filter({ hasText: 'Your digits: 1' }).waitFor();
    assert.match((await offer(page).textContent()) ?? '', /“an old run” stopped at step/);
    await offer(page).getByRole('button', { name: 'Go on' }).click();
    await reaches(page, 'done');
    assert.equal(await ask(page, (trainer) => trainer.fingerprint), reference.fingerprint);
    const databases = await page.evaluate(async () =>
      (await indexedDB.databases()).map(({ name }) => name),
    );
    assert.deepEqual(databases, ['nibnet-store']);
  }));

test('`keep` that is set later shows and watches the list, and keeps the run under way', () =>
  withPage({}, async ({ page, url }) => {
    await ready(page);
    await ask(page, async (trainer) => {
      trainer.keep = false;
      await trainer.start({ preset: 'softmax', steps: 1_000_000 });
      await trainer.pause();
      await trainer.step(30);
      trainer.keep = true;
      await trainer.step(10);
    });
    await kept(page, 40);
    await runs(page).waitFor();
    const other = await page.context().newPage();
    await other.goto(url);
    await ready(other);
    await whole(other, { preset: 'softmax', steps: 20, evaluateEvery: 20 });
    await runs(page).locator('summary').filter({ hasText: 'Your runs (2,' }).waitFor();
    await ask(page, (trainer) => (trainer.keep = false));
    assert.equal(await runs(page).isVisible(), false);
  }));

test('a name that is being typed stays while another run trains and the list follows', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await whole(page, { preset: 'softmax', steps: 20, evaluateEvery: 20 });
    await kept(page, 20);
    await runs(page).locator('summary').click();
    await runs(page).locator('.name').fill('half');
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 1_000_000, seed: 9 });
      await trainer.pause();
      await trainer.step(50);
    });
    await kept(page, 50);
    await page.keyboard.type(' typed');
    await page.keyboard.press('Enter');
    const names = () =>
      runs(page)
        .locator('.name')
        .evaluateAll((fields) =>
          fields.map((field) => /** @type {HTMLInputElement} */ (field).value),
        );
    for (let i = 0; i < 100 && !(await names()).includes('half typed'); i++)
      await page.waitForTimeout(20);
    assert.ok((await names()).includes('half typed'), (await names()).join());
  }));

test('runs are renamed, compared, saved and deleted', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await whole(page, { preset: 'softmax', steps: 60, evaluateEvery: 20 });
    await whole(page, { preset: 'softmax', steps: 60, evaluateEvery: 20, seed: 2 });
    await kept(page, 60);
    await runs(page).waitFor();
    await runs(page).locator('summary').click();
    const items = runs(page).locator('li');
    await page.waitForFunction(
      () =>
        document.querySelector('nib-trainer')?.shadowRoot?.querySelectorAll('.runs li').length ===
        2,
    );
    assert.match(
      (await items.nth(0).locator('.facts').textContent()) ?? '',
      /^step 60 of 60, \d\d\.\d\d.%, 0\.1.MB, [0-9a-f]{16}$/,
    );
    await items.nth(0).locator('.name').fill('seed two');
    await items.nth(0).locator('.name').press('Enter');
    await page.waitForFunction(() => {
      const names =
        document.querySelector('nib-trainer')?.shadowRoot?.querySelectorAll('.runs .name') ?? [];
      return [...names].some(
        (name) =>
          /** @type {HTMLInputElement} */ (name).value === 'seed two' &&
          name.getAttribute('aria-label')?.includes('seed two'),
      );
    });
    await items.nth(1).getByRole('checkbox').check();
    // Its curve stands beside the one of now: ink of another colour on the chart.
    await page.waitForFunction(() => {
      const canvas = /** @type {HTMLCanvasElement | null} */ (
        document.querySelector('nib-trainer')?.shadowRoot?.querySelector('#accuracy canvas')
      );
      if (!canvas) return false;
      const { data } = /** @type {CanvasRenderingContext2D} */ (
        canvas.getContext('2d')
      ).getImageData(0, 0, canvas.width, canvas.height);
      const ink = [20, 35, 59];
      let found = 0;
      for (let i = 0; i < data.length; i += 4)
        if (ink.every((value, k) => Math.abs(data[i + k] - value) < 8) && data[i + 3] === 255)
          found++;
      return found > 30;
    });
    const files = [page.waitForEvent('download')];
    /** @type {import('playwright-core').Download[]} */
    const downloads = [];
    page.on('download', (download) => downloads.push(download));
    await items.nth(0).getByRole('button', { name: 'Save' }).click();
    await Promise.all(files);
    for (let i = 0; i < 100 && downloads.length < 2; i++)
      await new Promise((done) => setTimeout(done, 50));
    const names = downloads.map((download) => download.suggestedFilename()).sort();
    assert.deepEqual(names, ['seed-two.json', 'seed-two.nibrun']);
    const json = JSON.parse(
      await readFile(
        await downloads[
          names.indexOf('seed-two.json') === 0 && downloads[0].suggestedFilename().endsWith('json')
            ? 0
            : 1
        ].path(),
        'utf8',
      ),
    );
    assert.deepEqual(
      [json.name, json.step, json.recipe.seed, json.points.at(-1).step],
      ['seed two', 60, 2, 60],
    );
    const run = downloads.find((download) => download.suggestedFilename().endsWith('.nibrun'));
    const bytes = [...(await readFile(await /** @type {any} */ (run).path()))];
    // The file is a run: it goes on, and one that is damaged says what is wrong with it.
    const { state, said } = await ask(
      page,
      async (trainer, bytes) => {
        await trainer.goOn(new Uint8Array(bytes));
        await trainer.finished;
        const state = trainer.state;
        bytes[100] ^= 1;
        const said = await trainer
          .goOn(new Uint8Array(bytes))
          .catch((/** @type {Error} */ error) => `${error.name}: ${error.message}`);
        return { state, said };
      },
      bytes,
    );
    assert.equal(state, 'done');
    assert.match(String(said), /^CheckpointError: the run is damaged/);
    // What came from a file is a run of its own: it takes no other's place.
    await page.waitForFunction(
      () =>
        document.querySelector('nib-trainer')?.shadowRoot?.querySelectorAll('.runs li').length ===
        3,
    );
    const named = await items
      .locator('.name')
      .evaluateAll((fields) =>
        fields.map((field) => /** @type {HTMLInputElement} */ (field).value),
      );
    assert.equal(named.filter((name) => name === 'seed two').length, 1, named.join());
    const remove = items.nth(0).getByRole('button', { name: /delete/i });
    await remove.click();
    assert.equal(await items.count(), 3, 'not without asking');
    await remove.click();
    await page.waitForFunction(
      () =>
        document.querySelector('nib-trainer')?.shadowRoot?.querySelectorAll('.runs li').length ===
        2,
    );
  }));

/** Where it is said what becomes of the run. @param {Page} page */
const trouble = (page) => page.locator('nib-trainer').locator('.offer + .note');

test('where all storage is refused it trains, and says beside the run that it isn’t kept', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() => {
          // As Firefox with all cookies blocked.
          const refuse = () => {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          };
          for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
            Object.defineProperty(globalThis, name, { get: refuse });
          Object.defineProperty(globalThis, 'BroadcastChannel', {
            value: class {
              constructor() {
                refuse();
              }
            },
          });
          Object.defineProperty(Navigator.prototype, 'locks', { get: refuse });
          Object.defineProperty(Navigator.prototype, 'storage', { get: refuse });
        }),
    },
    async ({ page }) => {
      await ready(page);
      assert.equal(await trouble(page).isVisible(), false, 'there is no run yet');
      const { fingerprint } = await whole(page, RECIPE);
      assert.match(fingerprint, /^[0-9a-f]{16}$/);
      assert.equal(await offer(page).isVisible(), false);
      await trouble(page).filter({ hasText: 'This browser keeps nothing for this page' }).waitFor();
    },
  ));

test('a run that can’t be kept through a fault of the page is told, and what was kept stays', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await whole(page, { preset: 'softmax', steps: 20, evaluateEvery: 20 });
    await kept(page, 20);
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (entry, ...key) {
        return put.call(this, { ...entry, notData: () => {} }, ...key);
      };
      const said = /** @type {string[]} */ ([]);
      Object.assign(globalThis, { said });
      document.addEventListener('nib-error', (event) =>
        said.push(/** @type {CustomEvent} */ (event).detail.error.cause.name),
      );
    });
    await whole(page, { preset: 'softmax', steps: 30, evaluateEvery: 30 });
    await trouble(page).filter({ hasText: 'Your run was not kept: ' }).waitFor();
    const said = await page.evaluate(() => /** @type {any} */ (globalThis).said);
    assert.ok(
      said.length > 0 && said.every((/** @type {string} */ name) => name === 'DataCloneError'),
      said.join(),
    );
    assert.match((await runs(page).locator('summary').textContent()) ?? '', /^Your runs \(1,/);
  }));

test('the browser is asked to keep what is stored when the first run is, and not before', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() => {
          const persistAsked = /** @type {number[]} */ ([]);
          Object.assign(globalThis, { persistAsked });
          StorageManager.prototype.persisted = async () => false;
          StorageManager.prototype.persist = async () => persistAsked.push(1) > 0;
        }),
    },
    async ({ page }) => {
      await ready(page);
      const asked = () => page.evaluate(() => /** @type {any} */ (globalThis).persistAsked.length);
      assert.equal(await asked(), 0);
      await whole(page, { preset: 'softmax', steps: 20, evaluateEvery: 20 });
      await whole(page, { preset: 'softmax', steps: 20, evaluateEvery: 20 });
      await kept(page, 20);
      assert.equal(await asked(), 1);
    },
  ));

test('a disk that is full costs nothing that was kept before, and is said', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await whole(page, { preset: 'softmax', steps: 40, evaluateEvery: 20 });
    await kept(page, 40);
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    const { fingerprint } = await whole(page, { preset: 'softmax', steps: 50, evaluateEvery: 25 });
    assert.match(fingerprint, /^[0-9a-f]{16}$/);
    await says(page, 'reads', /It reads/);
    await trouble(page).filter({ hasText: 'This browser has no room for your run' }).waitFor();
    await page.reload();
    await ready(page);
    await runs(page).waitFor();
    assert.match((await runs(page).locator('summary').textContent()) ?? '', /^Your runs \(1,/);
    assert.equal(await part(page, 'run-error').isVisible(), false);
  }));
