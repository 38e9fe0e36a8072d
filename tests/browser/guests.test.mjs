// Pad, trainer, lesson and scene as guests of pages that are made up for it: what they promise to
// whoever embeds them.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { draw, withPage } from './harness.mjs';
import {
  eventually,
  examples,
  lay,
  onPad,
  onScene,
  onTrainer,
  pageWith,
  reads,
  SEVEN,
  stop,
} from './hosts.mjs';

after(stop);

/**
 * Opens a made-up page.
 * @template T
 * @param {string} body @param {(visit: import('./harness.mjs').Visit) => Promise<T>} work
 * @param {import('./harness.mjs').PageOptions & {query?: string, head?: string}} [options]
 */
async function onPage(body, work, { query = '', head, ...options } = {}) {
  const at = await examples();
  lay('/page', pageWith(body, head));
  return withPage({ at, path: `/page${query}`, ...options }, work);
}

test('a form gets the digit, like from any other field', () =>
  onPage(
    `<form action="/page" style="width: 500px"><label for="d">Your digit</label><nib-pad id="d" name="digit" required></nib-pad>
      <fieldset id="set"><button>Send</button></fieldset></form>`,
    async ({ page }) => {
      const pad = page.locator('nib-pad');
      await reads(pad);
      const state = () =>
        onPad(pad, (pad) => ({
          value: pad.value,
          sent: new FormData(/** @type {HTMLFormElement} */ (pad.form)).get('digit'),
          valid: pad.checkValidity(),
          missing: pad.validity.valueMissing,
          bad: pad.validity.badInput,
          matches: pad.matches(':valid'),
          message: pad.validationMessage,
        }));
      assert.deepEqual(await state(), {
        value: '',
        sent: '',
        valid: false,
        missing: true,
        bad: false,
        matches: false,
        message: 'Draw a digit here.',
      });
      // The browser itself refuses to send it, and puts the focus on the paper.
      await page.getByRole('button', { name: 'Send' }).click();
      assert.equal(new URL(page.url()).search, '');
      assert.equal(await onPad(pad, (pad) => pad.shadowRoot?.activeElement?.className), 'surface');

      await pad.evaluate((pad) => {
        Object.assign(window, { told: [] });
        for (const type of ['input', 'change'])
          pad.addEventListener(type, () => /** @type {any} */ (window).told.push(type));
      });
      await draw(page, SEVEN);
      assert.deepEqual(await state(), {
        value: '7',
        sent: '7',
        valid: true,
        missing: false,
        bad: false,
        matches: true,
        message: '',
      });
      const told = await page.evaluate(() => /** @type {any} */ (window).told);
      assert.ok(told.includes('input'), 'while it was drawn');
      assert.equal(told.at(-1), 'change');

      // A scribble can't be sent as a digit.
      await onPad(pad, (pad) => {
        pad.strokes = [
          Array.from(
            { length: 200 },
            (_, i) =>
              /** @type {any} */ ([
                0.5 + 0.4 * Math.cos(i * 2.4),
                0.5 + 0.4 * Math.sin(i * 3.7),
                0.5,
              ]),
          ),
        ];
      });
      const scribbled = await state();
      assert.deepEqual(
        [scribbled.value, scribbled.sent, scribbled.bad, scribbled.valid],
        ['', '', true, false],
      );

      await page.evaluate(() => document.querySelector('form')?.reset());
      assert.equal((await state()).missing, true);
      assert.equal(await onPad(pad, (pad) => pad.strokes.length), 0);

      await draw(page, SEVEN);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.waitForURL(/digit=7$/);
    },
  ));

test('a disabled pad, or one in a disabled fieldset, takes no drawing and is not sent; its label puts the focus on it', () =>
  onPage(
    `<form><label for="d">Digit</label><fieldset disabled><nib-pad id="d" name="digit" required></nib-pad></fieldset></form>`,
    async ({ page }) => {
      const pad = page.locator('nib-pad');
      await reads(pad);
      await draw(page, SEVEN);
      assert.deepEqual(
        await onPad(pad, (pad) => [
          pad.strokes.length,
          pad.willValidate,
          new FormData(/** @type {any} */ (pad.form)).has('digit'),
        ]),
        [0, false, false],
      );
      await page.evaluate(() =>
        /** @type {any} */ (document.querySelector('fieldset')).removeAttribute('disabled'),
      );
      await page.getByText('Digit', { exact: true }).click();
      assert.equal(await onPad(pad, (pad) => pad.shadowRoot?.activeElement?.className), 'surface');
      await draw(page, SEVEN);
      assert.equal(await onPad(pad, (pad) => pad.value), '7');
    },
  ));

for (const deviceScaleFactor of [1, 2, 3])
  test(`ink lands under the pointer in a scaled frame within a scaled frame, at ${deviceScaleFactor} pixels to one`, async () => {
    lay('/inner', pageWith('<div style="zoom: 1.25; width: 300px"><nib-pad></nib-pad></div>'));
    lay(
      '/outer',
      pageWith(
        '<iframe src="/inner" style="width: 600px; height: 700px; transform: rotate(8deg) scale(0.8)"></iframe>',
      ),
    );
    await onPage(
      '<iframe src="/outer" style="width: 700px; height: 800px; transform-origin: 0 0; transform: scale(0.9)"></iframe>',
      async ({ page }) => {
        const inner = page.frameLocator('iframe').frameLocator('iframe');
        const pad = inner.locator('nib-pad');
        await reads(pad);
        const side = await onPad(
          pad,
          (pad) => pad.shadowRoot?.querySelector('.surface')?.clientWidth ?? 0,
        );
        const wrong = [];
        for (const x of [0.1, 0.5, 0.9]) {
          for (const y of [0.1, 0.5, 0.9]) {
            // A small thing lies there: the browser itself finds its middle through both frames,
            // and presses it.
            await onPad(
              pad,
              (pad, [u, v]) => {
                pad.clear();
                const probe = document.createElement('div');
                probe.id = 'probe';
                Object.assign(probe.style, {
                  inset: 'auto',
                  left: `calc(${100 * u}% - 1px)`,
                  top: `calc(${100 * v}% - 1px)`,
                  width: '2px',
                  height: '2px',
                });
                pad.shadowRoot?.querySelector('.surface')?.append(probe);
              },
              [x, y],
            );
            const { left, top, width, height } = await middle(page, pad);
            await onPad(pad, (pad) => pad.shadowRoot?.getElementById('probe')?.remove());
            await page.mouse.click(left + width / 2, top + height / 2);
            const at = await onPad(pad, (pad) => pad.strokes[0]?.[0] ?? [NaN, NaN]);
            const error = Math.hypot(at[0] - x, at[1] - y) * side;
            // The mouse is where whole units of the screen let it be; half a pixel of the pad
            // besides.
            if (!(error < 1)) wrong.push(`(${x}, ${y}): off by ${error.toFixed(2)} px`);
          }
        }
        assert.deepEqual(wrong, []);
      },
      { deviceScaleFactor, viewport: { width: 1000, height: 1000 } },
    );
  });

/**
 * Where the probe is on the screen, frames and all, by the browser's own reckoning.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} pad
 */
async function middle(page, pad) {
  const box = await pad.locator('#probe').boundingBox();
  assert.ok(box, 'the probe is not to be seen');
  assert.ok(page);
  return { left: box.x, top: box.y, width: box.width, height: box.height };
}

test('ten pads share one engine: one module, one net to fetch, and little memory each', () =>
  onPage(
    '<nib-pad compact sample="3"></nib-pad>'.repeat(10),
    async ({ page, requests }) => {
      await eventually(
        () =>
          page.evaluate(() =>
            [...document.querySelectorAll('nib-pad')].every(
              (pad) => /** @type {any} */ (pad).prediction?.digit === 3,
            ),
          ),
        'all ten have read their three',
      );
      for (const part of ['nibnet.wasm', 'digits.nib'])
        assert.equal(requests.filter((url) => url.endsWith(part)).length, 1, part);
      assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).made), {
        compiled: 1,
        instances: 1,
      });
      assert.equal(page.workers().length, 0);
      const bytes = await page.evaluate(() => /** @type {any} */ (window).memory.buffer.byteLength);
      // Ten copies of a net of 70 kB, and what reading needs.
      assert.ok(bytes < 16 << 20, `${bytes} bytes of WebAssembly memory`);
    },
    {
      viewport: { width: 500, height: 4000 },
      prepare: (page) =>
        page.addInitScript(() => {
          const made = { compiled: 0, instances: 0 };
          Object.assign(window, { made });
          const wasm = /** @type {any} */ (WebAssembly);
          // `simd()` of wasm-feature-detect only validates.
          for (const name of ['compile', 'compileStreaming']) {
            const usual = wasm[name];
            wasm[name] = (/** @type {any[]} */ ...given) => ((made.compiled += 1), usual(...given));
          }
          wasm.Instance = class extends wasm.Instance {
            /** @param {...any} given */
            constructor(...given) {
              super(...given);
              made.instances += 1;
              Object.assign(window, { memory: /** @type {any} */ (this).exports.memory });
            }
          };
        }),
    },
  ));

test('nothing is fetched for a pad or a trainer before its slide shows', () =>
  onPage(
    `<div id="one" style="visibility: hidden"><nib-pad sample="5"></nib-pad></div>
     <div id="two" style="display: none"><nib-trainer></nib-trainer></div>`,
    async ({ page, requests }) => {
      const engine = () => requests.filter((url) => url.endsWith('.wasm')).length;
      await page.waitForTimeout(700); // several looks
      assert.equal(engine(), 0);
      await page.evaluate(() =>
        document.getElementById('one')?.style.setProperty('visibility', 'visible'),
      );
      await reads(page.locator('nib-pad'));
      assert.equal(await onPad(page.locator('nib-pad'), (pad) => pad.prediction?.digit), 5);
      assert.equal(await onTrainer(page.locator('nib-trainer'), (trainer) => trainer.recipe), null);
      await page.evaluate(() =>
        document.getElementById('two')?.style.setProperty('display', 'block'),
      );
      await eventually(
        () => onTrainer(page.locator('nib-trainer'), (trainer) => Boolean(trainer.recipe)),
        'the trainer is ready',
      );
      assert.equal(engine(), 2, 'what reads, and what knows recipes');
    },
  ));

test('a run pauses with its slide and goes on with it, to the same bits; with `background` it trains on', () =>
  onPage('<div><nib-trainer></nib-trainer></div>', async ({ page }) => {
    const trainer = page.locator('nib-trainer');
    const recipe = { preset: 'softmax', steps: 1500, evaluateEvery: 500, seed: 3 };
    const whole = await onTrainer(
      trainer,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        return (await trainer.finished).fingerprint;
      },
      recipe,
    );
    /** @param {string} display */
    const show = (display) =>
      page.evaluate(
        (display) => document.querySelector('div')?.style.setProperty('display', display),
        display,
      );
    const state = () => onTrainer(trainer, (trainer) => trainer.state);

    await onTrainer(
      trainer,
      (trainer, recipe) => trainer.start({ ...recipe, steps: 1_000_000 }),
      recipe,
    );
    await show('none');
    await eventually(async () => (await state()) === 'paused', 'it pauses');
    await show('block');
    await eventually(async () => (await state()) === 'running', 'it goes on');
    await onTrainer(trainer, (trainer) => trainer.stop());

    // Wherever the pause falls, the end is the same.
    const started = onTrainer(
      trainer,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        const { parentElement } = trainer;
        /** @type {any} */ (parentElement).style.display = 'none';
        await new Promise((done) => setTimeout(done, 600));
        /** @type {any} */ (parentElement).style.display = 'block';
        return (await trainer.finished).fingerprint;
      },
      recipe,
    );
    assert.equal(await started, whole);

    await onTrainer(
      trainer,
      (trainer, recipe) => {
        trainer.toggleAttribute('background', true);
        return trainer.start({ ...recipe, steps: 1_000_000 });
      },
      recipe,
    );
    const points = await onTrainer(trainer, (trainer) => trainer.history.length);
    await show('none');
    await page.waitForTimeout(700);
    await eventually(
      () => onTrainer(trainer, (trainer, points) => trainer.history.length > points + 5, points),
      'it trains on',
    );
    assert.equal(await state(), 'running');
  }));

test('twenty times in and out of the page, and nothing is left: no worker, no second module, no more memory', () =>
  onPage(
    '<div></div>',
    async ({ page, requests }) => {
      const sizes = [];
      for (let i = 0; i < 20; i++) {
        await page.evaluate(() => {
          /** @type {any} */ (document.querySelector('div')).innerHTML =
            '<nib-pad sample="3"></nib-pad><nib-trainer></nib-trainer>';
        });
        await reads(page.locator('nib-pad'));
        if (i % 5 === 0)
          await onTrainer(page.locator('nib-trainer'), (trainer) =>
            trainer.start({ preset: 'softmax', steps: 1_000_000 }),
          );
        await page.evaluate(() =>
          /** @type {any} */ (document.querySelector('div')).replaceChildren(),
        );
        if (i % 5 === 0)
          await eventually(async () => page.workers().length === 0, 'the worker has ended');
        sizes.push(await page.evaluate(() => /** @type {any} */ (window).memory.buffer.byteLength));
      }
      assert.equal(requests.filter((url) => url.endsWith('nibnet.wasm')).length, 1);
      // Some are still waiting to be torn down; what they hold is taken again by the next.
      assert.equal(sizes[19], sizes[9], `bytes: ${sizes.join(', ')}`);
    },
    {
      prepare: (page) =>
        page.addInitScript(() => {
          const wasm = /** @type {any} */ (WebAssembly);
          wasm.Instance = class extends wasm.Instance {
            /** @param {...any} given */
            constructor(...given) {
              super(...given);
              Object.assign(window, { memory: /** @type {any} */ (this).exports.memory });
            }
          };
        }),
    },
  ));

test('in the speaker’s window it is a still picture: it reads its sample, takes no drawing and never trains', () =>
  onPage(
    `<div class="reveal"><nib-pad sample="6"></nib-pad><nib-pad></nib-pad>
      <nib-trainer lesson="ladder" clicker></nib-trainer></div><nib-pad id="outside"></nib-pad>`,
    async ({ page }) => {
      const outside = page.locator('#outside');
      await outside.scrollIntoViewIfNeeded();
      await reads(outside);
      await draw(page, SEVEN, { surface: outside.locator('[part~="pad"]') });
      assert.equal(
        await onPad(outside, (pad) => pad.strokes.length),
        1,
        'in no deck it is no copy',
      );
      const pad = page.locator('nib-pad').first();
      await eventually(
        () => onPad(pad, (pad) => pad.prediction?.digit === 6),
        'the sample is read',
      );
      await draw(page, SEVEN);
      assert.deepEqual(
        await onPad(pad, (pad) => [pad.prediction?.digit, pad.strokes.length]),
        [6, 1],
      );
      const trainer = page.locator('nib-trainer');
      assert.equal(
        await onTrainer(trainer, (trainer) => trainer.next()),
        true,
        'it follows the talk',
      );
      await page.waitForTimeout(300);
      assert.equal(await onTrainer(trainer, (trainer) => trainer.state), 'idle');
      await assert.rejects(
        () => onTrainer(trainer, (trainer) => trainer.start()),
        /copy of the slide/,
      );
      assert.equal(page.workers().length, 0);
    },
    { query: '?receiver', viewport: { width: 700, height: 1800 } },
  ));

/**
 * A deck of reveal.js of its own with these slides.
 * @param {string} slides
 * @param {object} config
 */
const deck = (slides, config) => ({
  body: `<div class="reveal"><div class="slides">${slides}</div></div>`,
  head: `<link rel="stylesheet" href="/vendor/reveal/reveal.css"><script type="module">
    import Reveal from '/vendor/reveal/reveal.mjs';
    const deck = new Reveal({ transition: 'none', ...${JSON.stringify(config)} });
    await deck.initialize();
    Object.assign(window, { deck });
  </script>`,
});
/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{h: number, sliding: boolean}>}
 */
const slideOf = (page) =>
  page.evaluate(() => {
    const { deck } = /** @type {any} */ (window);
    return { h: deck?.getIndices().h, sliding: deck?.isAutoSliding() };
  });

test('a deck that turns its slides by itself turns none in the middle of a stroke, and goes on after it', () => {
  const { body, head } = deck('<section><nib-pad></nib-pad></section><section>2</section>', {
    autoSlideStoppable: false,
  });
  return onPage(
    body,
    async ({ page }) => {
      const surface = page.locator('nib-pad').locator('[part~="pad"]');
      const box = await surface.boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + 50, box.y + 50);
      await eventually(async () => (await slideOf(page)).h === 0, 'the deck is there');
      await page.evaluate(() => /** @type {any} */ (window).deck.configure({ autoSlide: 1500 }));
      await page.mouse.down();
      await page.mouse.move(box.x + 90, box.y + 90, { steps: 3 });
      await page.waitForTimeout(2000);
      assert.deepEqual(await slideOf(page), { h: 0, sliding: false });
      await page.mouse.up();
      await eventually(async () => (await slideOf(page)).h === 1, 'the next slide');
    },
    { head },
  );
});

test('a run that was paused with its slide stays so in the overview, and goes on where the deck shows the slide again, in its scroll view too', () => {
  const slides =
    '<section>1</section><section><nib-trainer compact></nib-trainer></section><section>3</section>';
  const { body, head } = deck(slides, { scrollActivationWidth: 435 });
  return onPage(
    body,
    async ({ page }) => {
      const trainer = page.locator('nib-trainer');
      const state = () => onTrainer(trainer, (trainer) => trainer.state);
      await eventually(async () => (await slideOf(page)).h === 0, 'the deck is there');
      const to = (/** @type {number} */ h) =>
        page.evaluate((h) => /** @type {any} */ (window).deck.slide(h), h);
      await to(1);
      await onTrainer(trainer, (trainer) => trainer.start({ preset: 'softmax', steps: 1e6 }));
      await eventually(async () => (await state()) === 'running', 'it trains');
      await to(2);
      await eventually(async () => (await state()) === 'paused', 'its slide is left');
      await page.evaluate(() => /** @type {any} */ (window).deck.toggleOverview(true));
      await page.waitForTimeout(800);
      assert.equal(await state(), 'paused', 'seen in the overview');
      await page.evaluate(() => /** @type {any} */ (window).deck.toggleOverview(false));
      await page.setViewportSize({ width: 400, height: 700 });
      await eventually(
        () => page.evaluate(() => /** @type {any} */ (window).deck.isScrollView()),
        'the slides are in a list to scroll',
      );
      await trainer.evaluate((trainer) => trainer.scrollIntoView());
      await eventually(async () => (await state()) === 'running', 'its slide is back');
      await onTrainer(trainer, (trainer) => trainer.stop());
    },
    { head, viewport: { width: 1000, height: 700 } },
  );
});

test('in an overview a press chooses the slide and draws nothing', () =>
  onPage('<div class="reveal"><div><nib-pad></nib-pad></div></div>', async ({ page }) => {
    const pad = page.locator('nib-pad');
    await reads(pad);
    await page.evaluate(() => {
      const reveal = /** @type {Element} */ (document.querySelector('.reveal'));
      reveal.classList.add('overview');
      Object.assign(window, { heard: 0 });
      reveal.addEventListener('mousedown', () => /** @type {any} */ (window).heard++);
    });
    await draw(page, SEVEN);
    assert.deepEqual(
      [
        await onPad(pad, (pad) => pad.strokes.length),
        await page.evaluate(() => /** @type {any} */ (window).heard),
      ],
      [0, 1],
    );
    await page.evaluate(() => document.querySelector('.reveal')?.classList.remove('overview'));
    await draw(page, SEVEN);
    assert.deepEqual(
      [
        await onPad(pad, (pad) => pad.strokes.length),
        await page.evaluate(() => /** @type {any} */ (window).heard),
      ],
      [1, 1],
    );
  }));

test('a finger on the trainer’s sliders and charts turns no slide; elsewhere on it, the deck hears the finger', () =>
  onPage(
    '<div id="deck"><nib-trainer></nib-trainer></div>',
    async ({ page }) => {
      const trainer = page.locator('nib-trainer');
      await eventually(
        () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
        'it is ready',
      );
      await page.evaluate(() => {
        Object.assign(window, { heard: [] });
        for (const type of ['touchstart', 'touchmove'])
          document
            .getElementById('deck')
            ?.addEventListener(type, () => /** @type {any} */ (window).heard.push(type));
      });
      const heard = () => page.evaluate(() => /** @type {any} */ (window).heard.splice(0));
      const swipe = (/** @type {string} */ part) =>
        draw(
          page,
          [
            [
              [0.8, 0.5],
              [0.3, 0.5],
            ],
          ],
          { pointer: 'touch', surface: trainer.locator(part).first() },
        );
      await swipe('#accuracy .u-over');
      await swipe('#seed');
      assert.deepEqual(await heard(), []);
      await swipe('#reads');
      assert.ok((await heard()).includes('touchmove'));
    },
    { hasTouch: true, viewport: { width: 900, height: 1600 } },
  ));

test('a drawing that is to be kept is there again after a reload, each under its own name; others are not', () =>
  onPage(
    '<nib-pad keep="a"></nib-pad><nib-pad keep="b"></nib-pad><nib-pad></nib-pad>',
    async ({ page }) => {
      const strokes = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('nib-pad')].map(
            (pad) => /** @type {any} */ (pad).strokes.length,
          ),
        );
      await reads(page.locator('nib-pad').first());
      await draw(page, SEVEN, {
        surface: page.locator('nib-pad').first().locator('[part~="pad"]'),
      });
      await draw(page, [...SEVEN, ...SEVEN], {
        surface: page.locator('nib-pad').last().locator('[part~="pad"]'),
      });
      assert.deepEqual(await strokes(), [1, 0, 2]);
      await page.reload(); // at once: what is due is kept on the way out
      await reads(page.locator('nib-pad').first());
      assert.deepEqual(await strokes(), [1, 0, 0]);
      assert.equal(await onPad(page.locator('nib-pad').first(), (pad) => pad.prediction?.digit), 7);
    },
    { viewport: { width: 700, height: 2400 } },
  ));

test('where storage throws, a drawing is kept in memory, and nobody complains', () =>
  onPage(
    '',
    async ({ page }) => {
      const kept = await page.evaluate(() => {
        const pad = /** @type {any} */ (document.createElement('nib-pad'));
        pad.keep = 'a';
        document.body.append(pad);
        pad.strokes = [
          [
            [0.1, 0.1],
            [0.9, 0.9],
          ],
        ];
        dispatchEvent(new PageTransitionEvent('pagehide'));
        pad.remove();
        const next = /** @type {any} */ (document.createElement('nib-pad'));
        next.keep = 'a';
        document.body.append(next);
        return next.strokes;
      });
      assert.deepEqual(kept, [
        [
          [0.1, 0.1, 0.5],
          [0.9, 0.9, 0.5],
        ],
      ]);
    },
    {
      prepare: (page) =>
        page.addInitScript(() => {
          // As in a frame with `sandbox="allow-scripts"`.
          Object.defineProperty(window, 'localStorage', {
            get: () => {
              throw new DOMException('no storage here', 'SecurityError');
            },
          });
        }),
    },
  ));

test('on paper: the drawing, what the net saw of it, and the answer, without a tool', () =>
  onPage(
    '<div style="height: 3000px"></div><nib-pad sample="8"></nib-pad>',
    async ({ page, requests }) => {
      assert.equal(
        requests.filter((url) => url.endsWith('.wasm')).length,
        0,
        'far below what is seen',
      );
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      const pad = page.locator('nib-pad');
      await eventually(() => onPad(pad, (pad) => pad.prediction?.digit === 8), 'it has been read');
      assert.equal(await pad.getByRole('button', { name: 'Clear' }).isVisible(), false);
      await eventually(
        async () => ((await pad.locator('.answer').textContent()) ?? '').startsWith('8, clearly'),
        'the answer is there',
      );
      const ink = await onPad(pad, (pad) => {
        const canvas = /** @type {HTMLCanvasElement} */ (
          pad.shadowRoot?.querySelectorAll('.surface canvas')[1]
        );
        const { data } = /** @type {CanvasRenderingContext2D} */ (
          canvas.getContext('2d')
        ).getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((_, i) => i % 4 === 3).some((alpha) => alpha === 255);
      });
      assert.ok(ink);
    },
  ));

test('the host page’s font and colours, token by token or all of them', () =>
  onPage(
    '<nib-pad sample="1"></nib-pad><nib-pad theme="inherit" sample="1"></nib-pad>',
    async ({ page }) => {
      const look = (/** @type {number} */ i) =>
        onPad(page.locator('nib-pad').nth(i), (pad) => {
          const answer = /** @type {Element} */ (pad.shadowRoot?.querySelector('.answer'));
          const { fontFamily, color, fontSize } = getComputedStyle(answer);
          return { fontFamily, color, fontSize };
        });
      assert.deepEqual(await look(0), {
        fontFamily: 'Georgia',
        color: 'rgb(1, 2, 3)',
        fontSize: '15px',
      });
      await page.evaluate(() => document.documentElement.removeAttribute('class'));
      assert.deepEqual(await look(1), {
        fontFamily: 'Courier',
        color: 'rgb(90, 0, 90)',
        fontSize: '15px',
      });
      // The line as well: the canvas has it in the text's colour.
      await eventually(
        () =>
          onPad(page.locator('nib-pad').nth(1), (pad) => {
            const canvas = /** @type {HTMLCanvasElement} */ (
              pad.shadowRoot?.querySelectorAll('.surface canvas')[1]
            );
            if (canvas.width === 0) return false;
            const { data } = /** @type {CanvasRenderingContext2D} */ (
              canvas.getContext('2d')
            ).getImageData(0, 0, canvas.width, canvas.height);
            const at = data.findIndex((value, i) => i % 4 === 3 && value === 255);
            return at > 0 && data[at - 3] === 90 && data[at - 2] === 0 && data[at - 1] === 90;
          }),
        'the ink is purple',
      );
    },
    {
      head: '<link rel="stylesheet" href="/host.css">',
      prepare: (page) =>
        page
          .route('**/host.css', (route) =>
            route.fulfill({
              contentType: 'text/css',
              body: 'body { font: 40px Courier; color: rgb(90 0 90); text-align: center } html.host { --nib-font: Georgia; --nib-ink: rgb(1 2 3) } ',
            }),
          )
          .then(() =>
            page.addInitScript(() =>
              addEventListener('DOMContentLoaded', () =>
                document.documentElement.classList.add('host'),
              ),
            ),
          ),
    },
  ));

const SCENE = JSON.stringify([
  { say: 'A seven.' },
  { answer: false },
  { draw: 7, ms: 200 },
  'pause',
  { train: { preset: 'softmax', steps: 40, seed: 5 } },
  { answer: true },
  'pause',
  { train: 20 },
  { draw: 3 },
  { wait: 50 },
]);
/** @param {string} script @param {string} [inside] */
const scene = (script, inside = '<nib-pad></nib-pad><nib-trainer></nib-trainer>') =>
  `<nib-scene clicker script='${script}'>${inside}</nib-scene>`;

/**
 * Plays the next part to its end.
 * @param {import('playwright-core').Page} page
 * @param {number | null} step of the net that reads then
 */
async function played(page, step) {
  await onScene(page.locator('nib-scene'), async (scene) => {
    scene.next();
    await scene.settled;
  });
  return seen(page, step);
}

/**
 * What can be seen of a scene.
 * @param {import('playwright-core').Page} page
 * @param {number | null} step of the net that reads
 */
async function seen(page, step) {
  await eventually(
    () => onPad(page.locator('nib-pad'), (pad, step) => pad.reader?.step === step, step),
    `the net of step ${step} reads`,
  );
  return page.evaluate(() => {
    const [pad, trainer, scene] = /** @type {any[]} */ (
      ['nib-pad', 'nib-trainer', 'nib-scene'].map((tag) => document.querySelector(tag))
    );
    return {
      strokes: pad.strokes,
      probabilities: pad.prediction?.probabilities ?? null,
      unanswered: pad.unanswered,
      fingerprint: trainer.fingerprint,
      index: scene.index,
      caption: scene.shadowRoot.querySelector('[part=caption]').textContent,
    };
  });
}

test('a scene is the same every time: strokes, weights and answers, forwards and back', async () => {
  const run = () =>
    onPage(scene(SCENE), async ({ page }) => {
      const locator = page.locator('nib-scene');
      await reads(page.locator('nib-pad'));
      const parts = [await played(page, null), await played(page, 40), await played(page, 60)];
      assert.equal(await onScene(locator, (scene) => scene.next()), false, 'it is over');
      // Back: as it stood a part earlier, trained again.
      await onScene(locator, async (scene) => {
        scene.previous();
        await scene.settled;
      });
      assert.deepEqual(await seen(page, 40), parts[1]);
      await onScene(locator, async (scene) => {
        scene.restart();
        await scene.settled;
      });
      assert.deepEqual(await onScene(locator, (scene) => [scene.index, scene.playing]), [0, false]);
      assert.equal(await onPad(page.locator('nib-pad'), (pad) => pad.strokes.length), 0);
      return parts;
    });
  const [one, two] = [await run(), await run()];
  assert.deepEqual(two, one);
  assert.deepEqual(
    one.map(({ index, unanswered, caption }) => [index, unanswered, caption]),
    [
      [1, true, 'A seven.'],
      [2, false, 'A seven.'],
      [3, false, 'A seven.'],
    ],
  );
  assert.equal(new Set(one.map(({ fingerprint }) => fingerprint)).size, 3);
  assert.notDeepEqual(one[0].strokes, one[2].strokes);
});

test('a new run is as long as the script plans it, and all else is as the trainer says', () =>
  onPage(
    scene('[{"train": 30, "of": 90}]', '<nib-trainer preset="softmax" seed="12"></nib-trainer>'),
    async ({ page }) => {
      const trainer = page.locator('nib-trainer');
      await eventually(
        () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
        'it is ready',
      );
      await onScene(page.locator('nib-scene'), (scene) => (scene.next(), scene.settled));
      const { preset, seed, steps } = await onTrainer(trainer, (trainer) => trainer.recipe);
      assert.deepEqual([preset, seed, steps], ['softmax', 12, 90]);
      assert.deepEqual(
        await onTrainer(trainer, (trainer) => [trainer.state, trainer.history.at(-1)?.step]),
        ['paused', 30],
      );
    },
  ));

test('a press of the clicker while it draws brings the part to its end', () =>
  onPage(
    scene(JSON.stringify([{ draw: 7, ms: 60000 }, { wait: 60000 }, 'pause', { draw: 1, ms: 0 }])),
    async ({ page }) => {
      await reads(page.locator('nib-pad'));
      await page.keyboard.press('PageDown');
      await eventually(
        () => onPad(page.locator('nib-pad'), (pad) => pad.strokes.length > 0),
        'the first stroke is on its way',
      );
      const state = () =>
        onScene(page.locator('nib-scene'), (scene) => [scene.index, scene.playing]);
      assert.deepEqual(await state(), [1, true]);
      await page.keyboard.press('PageDown');
      await onScene(page.locator('nib-scene'), (scene) => scene.settled);
      assert.deepEqual(await state(), [1, false]);
      assert.equal(await onPad(page.locator('nib-pad'), (pad) => pad.prediction?.digit), 7);
      await page.keyboard.press('PageDown');
      await onScene(page.locator('nib-scene'), (scene) => scene.settled);
      assert.equal(await onPad(page.locator('nib-pad'), (pad) => pad.prediction?.digit), 1);
    },
  ));

test('gone back or taken out while it draws, a scene leaves no ink; back in the page, it plays that part once more', () =>
  onPage(
    scene(JSON.stringify([{ draw: 4, ms: 0 }, 'pause', { draw: 7, ms: 900 }])),
    async ({ page }) => {
      const pad = page.locator('nib-pad');
      await reads(pad);
      const at = page.locator('nib-scene');
      const strokes = () => onPad(pad, (pad) => JSON.stringify(pad.strokes));
      /** Begins the second part, and waits until it draws. */
      const begin = async () => {
        await onScene(at, (scene) => void scene.next());
        await eventually(async () => !['[]', four].includes(await strokes()), 'it draws');
      };
      let four = '';
      await onScene(at, (scene) => (scene.next(), scene.settled));
      four = await strokes();
      await begin();
      await onScene(at, (scene) => (scene.previous(), scene.settled));
      assert.equal(await strokes(), four, 'as it stood a part earlier');
      await begin();
      await onScene(at, (scene) => (scene.restart(), scene.settled));
      assert.equal(await strokes(), '[]');
      await onScene(at, (scene) => (scene.next(), scene.settled));
      await begin();
      const moved = await onScene(at, async (scene) => {
        const pad = /** @type {import('./hosts.mjs').Pad} */ (scene.querySelector('nib-pad'));
        const { parentElement } = scene;
        parentElement?.append(scene); // a deck that moves it stops nothing
        await Promise.resolve();
        const { playing } = scene;
        scene.remove();
        await scene.settled;
        const left = JSON.stringify(pad.strokes);
        await new Promise((done) => setTimeout(done, 1200));
        const [later, at] = [JSON.stringify(pad.strokes), [scene.index, scene.playing]];
        parentElement?.append(scene);
        scene.next();
        await scene.settled;
        return { playing, left, later, at, digit: pad.prediction?.digit, index: scene.index };
      });
      assert.deepEqual(moved, {
        playing: true,
        left: four,
        later: four,
        at: [1, false],
        digit: 7,
        index: 2,
      });
    },
  ));

test('a script that makes no sense, or asks what is not there, is a sentence on the page and an event', () =>
  onPage(scene('[{"draw": 7}, {"tain": 3}]', '<nib-pad></nib-pad>'), async ({ page }) => {
    const locator = page.locator('nib-scene');
    const alert = locator.getByRole('alert').first();
    await eventually(() => alert.isVisible(), 'it says so at once');
    assert.match((await alert.textContent()) ?? '', /entry 2 of its script .*"tain"/);
    assert.equal(await onScene(locator, (scene) => scene.next()), false);
    const told = await onScene(locator, async (scene) => {
      const heard = new Promise((resolve) =>
        scene.addEventListener(
          'nib-error',
          (event) => resolve(/** @type {any} */ (event).detail.error.name),
          { once: true },
        ),
      );
      scene.script = '[{"train": 3}]';
      scene.next();
      return [await heard, scene.shadowRoot?.querySelector('[role=alert]')?.textContent];
    });
    assert.deepEqual(told, [
      'SceneError',
      'The scene stopped: "train" needs a <nib-trainer> inside the scene.',
    ]);
  }));

test('a lesson: each Next trains the next rung, says so, and shows what every rung has read', () =>
  onPage(
    '<nib-trainer lesson="ladder" lesson-steps="100" seed="11"></nib-trainer>',
    async ({ page }) => {
      const trainer = page.locator('nib-trainer');
      await eventually(
        () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
        'it is ready',
      );
      await trainer.evaluate((trainer) => {
        Object.assign(window, { told: [] });
        trainer.addEventListener('nib-lesson', (event) =>
          /** @type {any} */ (window).told.push(/** @type {CustomEvent} */ (event).detail),
        );
      });
      assert.equal(await onTrainer(trainer, (trainer) => trainer.previous()), false);
      assert.equal(
        await onTrainer(trainer, (trainer) => trainer.state),
        'idle',
        'it never starts by itself',
      );
      /** @type {[string, string][]} */
      const expected = [
        ['softmax', 'softmax'],
        ['sigmoid', 'mlp-sigmoid'],
        ['relu', 'mlp-relu'],
      ];
      for (const [i, [rung, preset]] of expected.entries()) {
        await trainer.locator('#lesson .primary').click();
        await eventually(
          () =>
            onTrainer(
              trainer,
              (trainer, preset) => trainer.state === 'done' && trainer.recipe?.preset === preset,
              preset,
            ),
          `${rung} is trained`,
        );
        const recipe = await onTrainer(trainer, (trainer) => trainer.recipe);
        assert.deepEqual([recipe.seed, recipe.steps], [11, 100]);
        const detail = (await page.evaluate(() => /** @type {any} */ (window).told)).at(-1);
        assert.deepEqual(
          [detail.lesson, detail.rung, detail.index, detail.count],
          ['ladder', rung, i, 8],
        );
        assert.equal(await trainer.locator('#lesson p').textContent(), detail.sentence);
        const best = await onTrainer(trainer, (trainer) =>
          Math.max(...trainer.history.map(({ testAccuracy }) => testAccuracy ?? 0)),
        );
        const item = trainer.locator('#lesson li').nth(i);
        assert.match((await item.textContent()) ?? '', new RegExp(`${(100 * best).toFixed(2)}.%$`));
        assert.equal(await item.getAttribute('aria-current'), 'step');
      }
      assert.deepEqual((await onTrainer(trainer, (trainer) => trainer.recipe)).learningRate, {
        constant: 0.002,
      });
      // The rungs before keep what they have read; going back trains that one anew.
      assert.match((await trainer.locator('#lesson li').first().textContent()) ?? '', /%$/);
      assert.equal(await onTrainer(trainer, (trainer) => trainer.previous()), true);
      await eventually(
        () =>
          onTrainer(
            trainer,
            (trainer) => trainer.state === 'done' && trainer.recipe?.preset === 'mlp-sigmoid',
          ),
        'back a rung',
      );
    },
  ));

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`axe finds no fault in scene, lesson and field (${colorScheme})`, () =>
    onPage(
      `<main><h1>A page</h1><form><label for="d">Your digit</label><nib-pad id="d" name="digit" required></nib-pad></form>
       ${scene(JSON.stringify([{ say: 'Look.' }, { draw: 7, ms: 0 }]), '<nib-pad compact></nib-pad>')}
       <nib-trainer compact lesson="ladder" lesson-steps="20"></nib-trainer></main>`,
      async ({ page }) => {
        const trainer = page.locator('nib-trainer');
        await trainer.scrollIntoViewIfNeeded();
        await eventually(
          () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
          'it is ready',
        );
        await onTrainer(trainer, (trainer) => trainer.next());
        await onScene(page.locator('nib-scene'), (scene) => (scene.next(), scene.settled));
        await eventually(
          () => onTrainer(trainer, (trainer) => trainer.state === 'done'),
          'a rung is trained',
        );
        await page.addScriptTag({
          path: fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)),
        });
        const faults = await page.evaluate(async () =>
          (await /** @type {any} */ (window).axe.run()).violations.map(
            (/** @type {any} */ { id, nodes }) =>
              `${id}: ${nodes.map((/** @type {any} */ { target }) => target)}`,
          ),
        );
        assert.deepEqual(faults, []);
      },
      {
        colorScheme,
        head: '<style>:root { color-scheme: light dark } body { background: light-dark(#fffdf7, #1d1b19); color: light-dark(black, white) }</style>',
      },
    ));

test('a lesson that does not exist is a warning, and an ordinary trainer', () =>
  onPage('', async ({ page }) => {
    const warned = page.waitForEvent('console', (message) => message.type() === 'warning');
    await page.evaluate(() => {
      document.body.innerHTML = '<nib-trainer lesson="lader"></nib-trainer>';
    });
    assert.match((await warned).text(), /lesson="lader".*expected one of "ladder"/);
    const trainer = page.locator('nib-trainer');
    assert.equal(await trainer.locator('#lesson').isVisible(), false);
    assert.equal(await onTrainer(trainer, (trainer) => trainer.next()), false);
  }));

test('without `clicker` the clicker’s keys are the page’s; with it, only while there is something to turn', () =>
  onPage(
    '<nib-trainer lesson="ladder" lesson-steps="10"></nib-trainer><div style="height: 3000px"></div>',
    async ({ page }) => {
      const trainer = page.locator('nib-trainer');
      await eventually(
        () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
        'it is ready',
      );
      await page.evaluate(() => {
        Object.assign(window, { heard: [] });
        document.addEventListener('keydown', (event) =>
          /** @type {any} */ (window).heard.push(event.key),
        );
      });
      const heard = () => page.evaluate(() => /** @type {any} */ (window).heard.splice(0));
      await page.keyboard.press('PageUp');
      assert.deepEqual(await heard(), ['PageUp']);
      await trainer.evaluate((trainer) => trainer.toggleAttribute('clicker', true));
      await page.keyboard.press('PageUp');
      assert.deepEqual(
        await heard(),
        ['PageUp'],
        'before the first rung there is none to go back to',
      );
      await page.keyboard.press('PageDown');
      assert.deepEqual(await heard(), []);
      for (const key of ['Shift+PageDown', 'Control+PageDown', 'ArrowRight', 'F5'])
        await page.keyboard.press(key);
      assert.ok((await heard()).length >= 4);
      await page.evaluate(() => scrollTo(0, 2500));
      await page.keyboard.press('PageDown');
      assert.deepEqual(await heard(), ['PageDown'], 'scrolled away, it is the page’s');
    },
    { viewport: { width: 900, height: 1100 } },
  ));
