// The trainer on the real page: it learns, obeys, and tells.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { ask, employs, grows, part, reaches, ready, says } from './training.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** @typedef {import('playwright-core').Page} Page */

/** Short runs of the smallest net, for all that isn't about learning. */
const SHORT = { preset: 'softmax', steps: 300 };

/** How many pixels of the accuracy chart have the colour of the test curve. @param {Page} page */
const inkOnChart = (page) =>
  ask(page, (trainer) => {
    const root = /** @type {ShadowRoot} */ (trainer.shadowRoot);
    const canvas = /** @type {HTMLCanvasElement | null} */ (root.querySelector('#accuracy canvas'));
    if (!canvas) return 0; // between two charts
    const [red, green, blue] = (
      getComputedStyle(
        /** @type {Element} */ (root.querySelector('#accuracy .sample.test')),
      ).borderTopColor.match(/\d+/g) ?? []
    ).map(Number);
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(
      0,
      0,
      canvas.width,
      canvas.height,
    );
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255)
        count++;
    }
    return count;
  });

test('Start trains the chosen net: the curve grows, and it reads most digits after some hundred steps', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    assert.deepEqual(await ask(page, (trainer) => [trainer.state, trainer.history.length]), [
      'idle',
      0,
    ]);
    await part(page, 'preset').selectOption('softmax');
    await part(page, 'steps').fill('500');
    assert.equal(await part(page, 'epochs').inputValue(), '0.83');
    await part(page, 'start').click();
    await grows(page, 1);
    await reaches(page, 'done');
    const { history, finished } = await ask(page, async (trainer) => ({
      history: [...trainer.history],
      finished: await trainer.finished,
    }));
    assert.ok(history.length > 20, `${history.length} points`);
    assert.ok(
      history.every(({ step }, i) => i === 0 || step > history[i - 1].step),
      'steps grow',
    );
    assert.equal(finished.step, 500);
    const best = Math.max(...history.map(({ testAccuracy }) => testAccuracy ?? 0));
    assert.ok(best > 0.88, `it reads ${best} of the test digits`);
    const last = history[history.length - 1];
    assert.equal(last.step, 500, 'the end is tested');
    await says(page, 'reads', /It reads \d,\d\d\d of 10,000/);
    assert.equal(
      await part(page, 'reads').textContent(),
      `It reads ${Math.round((last.testAccuracy ?? 0) * 10_000).toLocaleString('en')} of 10,000`,
    );
    await says(page, 'fingerprint', /^[0-9a-f]{16}$/);
    await page.waitForFunction(() =>
      /test value/.test(
        document.querySelector('nib-trainer')?.shadowRoot?.querySelector('#accuracy .plot')
          ?.ariaLabel ?? '',
      ),
    );
    assert.ok((await inkOnChart(page)) > 100, 'the curve is drawn');
  }));

test(
  'mlp-relu reads what it owes, in a worker, while the page goes on',
  { timeout: 1_800_000 },
  () =>
    withPage({}, async ({ page }) => {
      await ready(page);
      await page.evaluate(() => {
        const longest = { ms: 0 };
        Object.assign(globalThis, { longest });
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
        }).observe({ type: 'longtask' });
      });
      const { owes, end } = await ask(page, async (trainer) => {
        await trainer.start({ preset: 'mlp-relu', evaluateEvery: 1000 });
        const { step, fingerprint } = await trainer.finished;
        const root = /** @type {ShadowRoot} */ (trainer.shadowRoot);
        const facts = /** @type {HTMLElement} */ (root.getElementById('summary')).textContent ?? '';
        return {
          owes: Number(/read ([\d.]+)/.exec(facts)?.[1]) / 100,
          end: { step, fingerprint, point: trainer.history.at(-1) },
        };
      });
      assert.equal(end.step, 10_000);
      assert.equal(owes, 0.982);
      assert.ok(
        (end.point?.testAccuracy ?? 0) >= owes,
        `it reads ${end.point?.testAccuracy} and owes ${owes}`,
      );
      await employs(page, 1); // the work is done in a worker, and those that helped it are gone
      const longest = await page.evaluate(() => /** @type {any} */ (globalThis).longest.ms);
      // Said, not judged: it depends on what else the machine has to do.
      console.log(
        `# longest task on the page while it trained: ${longest ? `${longest} ms` : 'under 50 ms'}`,
      );
    }),
);

test('pausing, stepping and resuming change nothing: the weights have the same fingerprint', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const [whole, inPieces, other] = await ask(
      page,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        const whole = (await trainer.finished).fingerprint;
        await trainer.step(7);
        await trainer.step();
        await trainer.resume();
        await trainer.pause();
        await trainer.step(60);
        await trainer.resume();
        const inPieces = (await trainer.finished).fingerprint;
        await trainer.start({ ...recipe, seed: 2 });
        return [whole, inPieces, (await trainer.finished).fingerprint];
      },
      SHORT,
    );
    assert.match(whole, /^[0-9a-f]{16}$/);
    assert.equal(inPieces, whole);
    assert.notEqual(other, whole, 'another seed gives another net');
  }));

test('Step takes one step and stands still, and the buttons say what can be done', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await part(page, 'step').click();
    await reaches(page, 'paused');
    await says(page, 'where', /Step 1 of/);
    await says(page, 'pause', /Resume/);
    assert.equal(await part(page, 'steps').isDisabled(), true, 'the settings are locked');
    await part(page, 'step').click();
    await says(page, 'where', /Step 2 of/);
    assert.equal(await ask(page, (trainer) => trainer.step(10)), 12);
    await part(page, 'stop').click();
    await reaches(page, 'done');
    assert.equal(await part(page, 'steps').isDisabled(), false);
    await says(page, 'start', /Start anew/);
  }));

test('Stop keeps the weights; the next Start begins anew', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, (trainer) => trainer.start({ preset: 'softmax', steps: 1_000_000 }));
    await grows(page, 3);
    await part(page, 'stop').click();
    await reaches(page, 'done');
    const stopped = await ask(page, async (trainer) => {
      const { step, stopped, fingerprint } = await trainer.finished;
      const model = await trainer.model();
      return {
        step,
        stopped,
        same: fingerprint === trainer.fingerprint,
        model: model.length,
        points: trainer.history.length,
      };
    });
    assert.ok(stopped.step > 0 && stopped.stopped && stopped.same && stopped.points >= 3);
    // 7,850 weights of four bytes, and what the file says of itself.
    assert.ok(stopped.model > 7_850 * 4, `the model has ${stopped.model} bytes`);
    await says(page, 'where', new RegExp(`Stopped at step ${stopped.step.toLocaleString('en')}`));
    const anew = await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 100 });
      await trainer.finished;
      return trainer.history.map(({ step }) => step);
    });
    assert.ok(anew.every((step) => step <= 100));
  }));

test('a learning rate far too high stops the run with a message, keeps the curves, and Start works again', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const failure = await ask(page, async (trainer) => {
      /** @type {string[]} */
      const told = [];
      trainer.addEventListener('nib-error', (event) =>
        told.push(/** @type {CustomEvent} */ (event).detail.error.name),
      );
      await trainer
        .start({
          preset: 'mlp-relu',
          optimizer: { sgd: { momentum: 0 } },
          learningRate: { constant: 1e6 },
        })
        .catch(() => {});
      const error = await trainer.finished.catch((error) => error);
      return { told, name: error.name, isError: error instanceof Error, state: trainer.state };
    });
    assert.deepEqual(failure, {
      told: ['TrainError'],
      name: 'TrainError',
      isError: true,
      state: 'failed',
    });
    await says(page, 'run-error', /lower learning rate/);
    await part(page, 'preset').selectOption('softmax');
    await part(page, 'steps').fill('100');
    await part(page, 'start').click();
    await reaches(page, 'done');
    assert.equal(await part(page, 'run-error').isVisible(), false);
  }));

test('a worker that is killed is noticed; the curves stay, and Start again makes a new one', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() => {
          const Real = Worker;
          /** @type {any} */ (globalThis).Worker = class extends Real {
            /** @param {string} url */
            constructor(url) {
              super(url);
              /** @type {any} */ (globalThis).firstWorker ??= this;
            }
          };
        }),
    },
    async ({ page }) => {
      await ready(page);
      await ask(page, (trainer) => trainer.start({ preset: 'softmax', steps: 1_000_000 }));
      await grows(page, 3);
      // As the system does it when memory is short: without a word to anybody.
      await page.evaluate(() => /** @type {any} */ (globalThis).firstWorker.terminate());
      await reaches(page, 'failed');
      await says(page, 'run-error', /worker .*Its net is lost, the curves are not/);
      const { points, error } = await ask(page, async (trainer) => ({
        points: trainer.history.length,
        error: await trainer.finished.catch((/** @type {Error} */ error) => error.name),
      }));
      assert.ok(points >= 3);
      assert.equal(error, 'LostError');
      await says(page, 'start', /Start again/);
      await part(page, 'steps').fill('100');
      await part(page, 'start').click();
      await reaches(page, 'done');
      await employs(page, 1);
    },
  ));

test('a field says in red what is wrong with it, in the engine’s own words', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await part(page, 'preset').selectOption('mlp-relu');
    await part(page, 'advanced').evaluate((details) => details.setAttribute('open', ''));
    for (const [field, value, why] of /** @type {const} */ ([
      ['steps', '0', /steps is 0; it must be/],
      ['steps', '2.5', /whole number/],
      ['steps', '', /Type a number/],
      ['batch', '0', /batch is 0; it must be 1 or more digits/],
      ['batch', '1000000', /this takes \d+ MB of memory, .* the values of a batch/],
      ['from', '-1', /learningRate\.from is -1; it must be/],
      ['seed', '-3', /whole number/],
    ])) {
      const before = await part(page, field).inputValue();
      await part(page, field).fill(value);
      assert.match(
        (await part(page, `why-${field}`).textContent()) ?? '',
        why,
        `${field}=${value}`,
      );
      assert.equal(await part(page, field).getAttribute('aria-invalid'), 'true');
      assert.equal(await part(page, 'start').isDisabled(), true);
      await part(page, field).fill(before);
      assert.equal(await part(page, `why-${field}`).textContent(), '');
      assert.equal(await part(page, 'start').isDisabled(), false);
    }
    const refused = await ask(page, (trainer) =>
      trainer
        .start({ preset: 'resnet' })
        .catch((/** @type {Error} */ error) => [error.name, error.message, trainer.state]),
    );
    assert.deepEqual(/** @type {string[]} */ (refused).slice(0, 1), ['RecipeError']);
    assert.match(/** @type {string[]} */ (refused)[1], /there is no preset "resnet"/);
    assert.equal(/** @type {string[]} */ (refused)[2], 'idle');
  }));

test('steps and epochs say the same, whichever is written; another batch keeps the one written last', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await part(page, 'advanced').evaluate((details) => details.setAttribute('open', ''));
    await part(page, 'preset').selectOption('mlp-relu');
    await part(page, 'steps').fill('1200');
    assert.equal(await part(page, 'epochs').inputValue(), '2');
    await part(page, 'epochs').fill('3');
    assert.equal(await part(page, 'steps').inputValue(), '1800');
    await part(page, 'batch').fill('50');
    assert.equal(await part(page, 'steps').inputValue(), '3600');
    await part(page, 'steps').fill('1200');
    await part(page, 'batch').fill('100');
    assert.equal(await part(page, 'epochs').inputValue(), '2');
    const seed = await part(page, 'seed').inputValue();
    await part(page, 'dice').click();
    await part(page, 'dice').click();
    assert.notEqual(await part(page, 'seed').inputValue(), seed);
  }));

test('a link is the experiment: it sets what it says, and nothing that makes no sense', () => {
  /** @type {string[]} */
  const warnings = [];
  return withPage(
    {
      path: '/#preset=softmax&seed=7&steps=400&rate=0.25&batch=0&optimizer=magic&chapter=3',
      prepare: async (page) => {
        page.on(
          'console',
          (message) => message.type() === 'warning' && warnings.push(message.text()),
        );
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      },
    },
    async ({ page, url }) => {
      await ready(page);
      const recipe = await ask(page, (trainer) => trainer.recipe);
      assert.deepEqual(
        [recipe.preset, recipe.seed, recipe.steps, recipe.learningRate, recipe.batch],
        ['softmax', 7, 400, { constant: 0.25 }, 100],
      );
      const ours = warnings.filter((text) => text.includes('nib-trainer'));
      assert.equal(ours.length, 1);
      assert.match(ours[0], /batch=0/);
      assert.match(ours[0], /optimizer=magic/);
      assert.doesNotMatch(ours[0], /chapter/);
      await part(page, 'link').click();
      await says(page, 'note', /Link copied/);
      const link = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(link.startsWith(url));
      // The same page with another link doesn't load again, but obeys.
      await page.goto(`${url}#preset=mlp-relu&seed=3`);
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-trainer')).recipe.seed === 3,
      );
      await page.goto('about:blank');
      await page.goto(link);
      await ready(page);
      assert.deepEqual(await ask(page, (trainer) => trainer.recipe), recipe);
    },
  );
});

test('the curves, their pictures and the net can be taken away as files', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    for (const id of ['csv', 'model', 'png-accuracy'])
      assert.equal(await part(page, id).isDisabled(), true);
    await ask(
      page,
      async (trainer, recipe) => (await trainer.start(recipe), void (await trainer.finished)),
      SHORT,
    );
    /** @param {string} id */
    const take = async (id) => {
      const [file] = await Promise.all([page.waitForEvent('download'), part(page, id).click()]);
      return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
    };
    const table = await take('csv');
    assert.equal(table.name, 'nibnet-softmax-seed-1.csv');
    const history = await ask(page, (trainer) => trainer.history);
    const rows = String(table.bytes)
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').map((cell) => (cell === '' ? null : cell)));
    const fingerprint = await ask(page, (trainer) => trainer.fingerprint);
    assert.deepEqual(rows[0].slice(8), ['softmax', '1', fingerprint]);
    assert.deepEqual(
      rows.map((row) => row.slice(0, 8).map((cell) => cell && Number(cell))),
      history.map((p) => [
        p.step,
        p.epoch,
        p.images,
        p.learningRate,
        p.trainLoss,
        p.trainAccuracy,
        p.testLoss,
        p.testAccuracy,
      ]),
    );
    for (const id of ['png-accuracy', 'png-loss']) {
      const { name, bytes } = await take(id);
      assert.match(name, /\.png$/);
      assert.deepEqual([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
      assert.ok(bytes.length > 3_000, 'something is drawn on it');
    }
    const model = await take('model');
    assert.equal(model.name, 'nibnet-softmax-seed-1.nib');
    assert.deepEqual(
      [...model.bytes],
      await ask(page, async (trainer) => [...(await trainer.model())]),
    );
  }));

test('the chart can be read, zoomed and reset, and says the same as a table', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 1000, evaluateEvery: 50 });
      await trainer.finished;
    });
    const chart = part(page, 'accuracy');
    const over = chart.locator('.u-over');
    await page.waitForFunction(() =>
      /step 1,000/.test(
        document.querySelector('nib-trainer')?.shadowRoot?.querySelector('#accuracy .plot')
          ?.ariaLabel ?? '',
      ),
    );
    await over.scrollIntoViewIfNeeded();
    const box = /** @type {{x: number, y: number, width: number, height: number}} */ (
      await over.boundingBox()
    );
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, middle);
    await chart.locator('.at', { hasText: /Step (49|50|51)\d,/ }).waitFor();
    await page.mouse.move(box.x + box.width * 0.25, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, middle + 2, { steps: 4 });
    await page.mouse.up();
    const whole = chart.getByRole('button', { name: 'Whole curve' });
    await whole.waitFor();
    await page.mouse.dblclick(box.x + box.width / 2, middle);
    await whole.waitFor({ state: 'hidden' });
    await page.mouse.move(box.x + box.width * 0.25, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, middle + 2, { steps: 4 });
    await page.mouse.up();
    await whole.focus();
    await page.keyboard.press('Enter');
    await whole.waitFor({ state: 'hidden' });
    await part(page, 'points').locator('summary').click();
    await part(page, 'table').locator('tbody tr').first().waitFor();
    const rows = await part(page, 'table').locator('tbody tr').count();
    const points = await ask(page, (trainer) => trainer.history.length);
    assert.equal(rows, Math.min(points, 100));
  }));

test('inside a scaled slide the chart still reads what is under the pointer', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 1000, evaluateEvery: 50 });
      await trainer.finished;
      trainer.style.transformOrigin = '0 0';
      trainer.style.transform = 'scale(0.5)';
    });
    const chart = part(page, 'accuracy');
    const over = chart.locator('.u-over');
    await over.scrollIntoViewIfNeeded();
    const box = /** @type {{x: number, y: number, width: number, height: number}} */ (
      await over.boundingBox()
    );
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
    await chart.locator('.at', { hasText: /Step (79|80|81)\d,/ }).waitFor();
  }));

test('keys that a control uses stay in the trainer; all others, and clickers’ keys, pass', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await page.evaluate(() => {
      const heard = /** @type {string[]} */ ([]);
      Object.assign(globalThis, { heard });
      document.addEventListener('keydown', (event) => heard.push(event.key));
    });
    const heard = () => page.evaluate(() => /** @type {any} */ (globalThis).heard.splice(0));
    await part(page, 'steps').focus();
    for (const key of ['5', 'n', 'ArrowRight', 'Home', ' ', 'Control+a'])
      await page.keyboard.press(key);
    assert.deepEqual(
      (await heard()).filter((/** @type {string} */ key) => key !== 'Control'),
      [],
    );
    for (const key of ['PageDown', 'F9']) await page.keyboard.press(key);
    assert.deepEqual(await heard(), ['PageDown', 'F9']);
    await part(page, 'steps').fill('100');
    await part(page, 'preset').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await part(page, 'step').focus();
    await page.keyboard.press(' ');
    await reaches(page, 'paused');
    assert.deepEqual(await heard(), []);
    // On a Cyrillic keyboard, with the code of the key: what a chord does with text stays in a
    // field.
    await part(page, 'steps').focus();
    await part(page, 'steps').evaluate((field) => {
      for (const code of ['KeyC', 'KeyS']) {
        const key = code === 'KeyC' ? 'с' : 'ы';
        const init = { key, code, ctrlKey: true, bubbles: true, composed: true };
        field.dispatchEvent(new KeyboardEvent('keydown', init));
      }
    });
    assert.deepEqual(await heard(), ['ы']);
    await part(page, 'step').focus();
    for (const key of ['f', 'ArrowLeft']) await page.keyboard.press(key);
    assert.deepEqual(await heard(), [], 'slips of a finger');
    await part(page, 'stop').click();
    await part(page, 'start').click();
    for (const key of ['f', 'ArrowLeft']) await page.keyboard.press(key);
    assert.deepEqual(await heard(), ['f', 'ArrowLeft'], 'after a click they are the deck’s');
    await part(page, 'stop').click();
    await part(page, 'step').focus();
    await page.keyboard.press('Escape');
    assert.deepEqual(await heard(), ['Escape']);
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await heard(), ['ArrowRight'], 'after Escape the keys are the page’s again');
  }));

test('with the keyboard alone, Start leaves the focus on Pause, Stop on Go on, and the end on Start', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await part(page, 'preset').selectOption('softmax');
    const focused = () => ask(page, (trainer) => trainer.shadowRoot?.activeElement?.id);
    await part(page, 'start').focus();
    await page.keyboard.press('Enter');
    await reaches(page, 'running');
    assert.equal(await focused(), 'pause');
    await page.keyboard.press('Enter');
    await reaches(page, 'paused');
    assert.equal(await focused(), 'pause');
    await part(page, 'stop').focus();
    await page.keyboard.press('Enter');
    await reaches(page, 'done');
    assert.equal(await focused(), 'pause');
    assert.equal(await part(page, 'pause').innerText(), 'Go on');
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 300 });
      await trainer.pause();
    });
    await part(page, 'pause').focus();
    await page.keyboard.press('Enter');
    await reaches(page, 'done');
    assert.equal(await focused(), 'start');
  }));

test('moved within the page it trains on; taken out of it, nothing is left running', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, (trainer) => trainer.start({ preset: 'softmax', steps: 1_000_000 }));
    await grows(page, 3);
    const points = await ask(page, (trainer) => {
      document.body.prepend(trainer); // as a deck does when it puts slides elsewhere
      return trainer.history.length;
    });
    await grows(page, points + 20);
    // It may be ahead of the digits, and wait for the next ones.
    await reaches(page, 'running');
    assert.ok(page.workers().length >= 1);
    await ask(page, (trainer) => {
      Object.assign(globalThis, { kept: trainer });
      trainer.remove();
    });
    await employs(page, 0);
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).kept.state), 'idle');
    // And back: it starts as if nothing had been.
    await page.evaluate(() => document.body.append(/** @type {any} */ (globalThis).kept));
    await part(page, 'steps').fill('100');
    await part(page, 'start').click();
    await reaches(page, 'done');
  }));

test('a page that paints no frames, as in a hidden tab, trains all the same and says how it ended', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() => Object.assign(globalThis, { requestAnimationFrame: () => 1 })),
    },
    async ({ page }) => {
      await ready(page);
      await ask(
        page,
        async (trainer, recipe) => {
          await trainer.start(recipe);
          await trainer.finished;
        },
        SHORT,
      );
      await says(page, 'reads', /It reads \d,\d\d\d of 10,000/);
      await says(page, 'where', /Done after 300 steps/);
    },
  ));

test('a worker of a newer version of the page is said to be one, and keeps nothing waiting', () =>
  withPage(
    {
      mayComplain: true,
      prepare: (page) =>
        page.route('**/worker*.js', async (route) => {
          const script = await (await route.fetch()).text();
          const other = script.replace(/(type:"ready",build:)(\w+|"\w+")/, '$1"b2"');
          assert.notEqual(other, script);
          await route.fulfill({ contentType: 'text/javascript', body: other });
        }),
    },
    async ({ page }) => {
      await ready(page);
      const error = await ask(page, (trainer) =>
        trainer.start({ preset: 'softmax' }).catch(({ name }) => name),
      );
      assert.equal(error, 'BuildError');
      assert.equal(await ask(page, (trainer) => trainer.state), 'failed');
      await says(page, 'run-error', /A newer version of this page is here: reload the page/);
    },
  ));

test('a step that is refused while it trains changes nothing', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, async (trainer) => {
      trainer.keep = true;
      await trainer.start({ preset: 'softmax', steps: 1_000_000 });
    });
    await grows(page, 2);
    const refused = await ask(page, (trainer) =>
      trainer.step(1, { preset: 'conv' }).then(
        () => 'taken',
        (error) => error.message,
      ),
    );
    assert.match(refused, /pause it first/);
    assert.equal(await ask(page, (trainer) => trainer.recipe.preset), 'softmax');
    await reaches(page, 'running');
    await ask(page, (trainer) => trainer.stop());
    // One run is kept, under its own name.
    const names = page.locator('nib-trainer .runs li');
    await page.waitForFunction(
      () =>
        document.querySelector('nib-trainer')?.shadowRoot?.querySelectorAll('.runs li').length ===
        1,
    );
    assert.match(await names.first().locator('input.name').inputValue(), /One layer/);
  }));

test('two trainers on a page do not disturb each other', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const [one, two, again] = await ask(
      page,
      async (trainer, recipe) => {
        const other = /** @type {typeof trainer} */ (document.createElement('nib-trainer'));
        document.body.append(other);
        await Promise.all([trainer.start(recipe), other.start({ ...recipe, seed: 5 })]);
        const ends = await Promise.all([trainer.finished, other.finished]);
        other.remove();
        await trainer.start({ ...recipe, seed: 5 });
        return [...ends, await trainer.finished].map(({ fingerprint }) => fingerprint);
      },
      SHORT,
    );
    assert.notEqual(one, two);
    assert.equal(again, two);
  }));

test('the pad’s net is the net in training, and the last is the one that the fingerprint is of', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const { steps, sizes, last } = await ask(
      page,
      async (trainer, recipe) => {
        /** @type {number[]} */
        const steps = [];
        const sizes = new Set();
        document.addEventListener('nib-net', (event) => {
          const { network, weights, step } = /** @type {CustomEvent} */ (event).detail;
          steps.push(step);
          sizes.add(weights.length);
          JSON.parse(network);
        });
        await trainer.start(recipe);
        const { step } = await trainer.finished;
        return { steps, sizes: [...sizes], last: step };
      },
      SHORT,
    );
    assert.equal(steps.at(-1), last);
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
    );
    assert.deepEqual(sizes, [7_850]);
  }));

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds no fault in the trainer: ${colorScheme}, before, during and after a run`, () =>
    withPage({ colorScheme }, async ({ page }) => {
      await ready(page);
      await page.evaluate(await readFile(AXE, 'utf8'));
      /** @param {string} when */
      const inspect = async (when) => {
        const violations = await page.evaluate(async () => {
          const { axe } = /** @type {any} */ (globalThis);
          const { violations } = await axe.run(document.querySelector('nib-trainer'), {
            resultTypes: ['violations'],
          });
          return violations.map(
            (/** @type {any} */ { id, nodes }) =>
              `${id}: ${nodes.map((/** @type {any} */ { html }) => html)}`,
          );
        });
        assert.deepEqual(violations, [], when);
      };
      await part(page, 'advanced').locator('summary').click();
      await inspect('before');
      await ask(page, (trainer) => trainer.start({ preset: 'softmax', steps: 1_000_000 }));
      await grows(page, 12);
      await inspect('during');
      await ask(page, (trainer) => trainer.stop());
      await part(page, 'points').locator('summary').click();
      await part(page, 'steps').fill('0');
      await inspect('after, with a field in red');
    }));
}

test('on a phone nothing is wider than the screen, and the buttons are big enough to touch', () =>
  withPage({ viewport: { width: 360, height: 740 }, hasTouch: true }, async ({ page }) => {
    await ready(page);
    await part(page, 'advanced').locator('summary').click();
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 200 });
      await trainer.finished;
    });
    await part(page, 'points').locator('summary').click();
    const { inside, width, small } = await ask(page, (trainer) => {
      const box = trainer.getBoundingClientRect();
      const root = /** @type {ShadowRoot} */ (trainer.shadowRoot);
      const all = [...root.querySelectorAll('button, input, select, .chart, .stats, .bar')].filter(
        (element) => element.checkVisibility(),
      );
      return {
        width: document.documentElement.scrollWidth,
        inside: all
          .filter((element) => element.getBoundingClientRect().right > box.right + 0.5)
          .map(({ id }) => id),
        small: all
          .filter(
            (element) =>
              /BUTTON|SELECT/.test(element.tagName) && element.getBoundingClientRect().height < 30,
          )
          .map(({ id, className }) => id || className),
      };
    });
    assert.ok(width <= 360, `the page is ${width} wide`);
    assert.deepEqual(inside, []);
    assert.deepEqual(small, []);
  }));

test('the colours of the curves follow the theme', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 500 });
      await trainer.finished;
    });
    await page.waitForFunction(() =>
      /step 500/.test(
        document.querySelector('nib-trainer')?.shadowRoot?.querySelector('#accuracy .plot')
          ?.ariaLabel ?? '',
      ),
    );
    assert.ok((await inkOnChart(page)) > 100);
    await ask(page, (trainer) => trainer.setAttribute('theme', 'dark'));
    for (;;) if ((await inkOnChart(page)) > 100) break;
    const dark = await ask(page, (trainer) => {
      const [sample] = /** @type {ShadowRoot} */ (trainer.shadowRoot).querySelectorAll(
        '.sample.test',
      );
      return getComputedStyle(sample).borderTopColor;
    });
    assert.notEqual(dark, 'rgb(28, 79, 214)');
  }));
