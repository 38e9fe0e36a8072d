// The digits on their way to the trainer: in pieces, broken, missing, kept, and not kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { ask, part, reaches, ready, says } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** Long enough to need all of the first epoch's digits. */
const EPOCH = { preset: 'softmax', steps: 700 };
/** The chunk that the stories are about: neither the first nor the last. */
const FIFTH = '**/data/train-04-*.nibd';

/** @param {string[]} requests */
const chunks = (requests) => requests.filter((url) => url.endsWith('.nibd'));

test('nothing is fetched before Start, and training begins on the first digits', () => {
  /** @type {(() => void)[]} */
  const held = [];
  let open = false;
  return withPage(
    {
      prepare: (page) =>
        page.route('**/data/train-*.nibd', async (route) => {
          if (!open && !route.request().url().includes('train-00'))
            await new Promise((go) => held.push(() => go(null)));
          await route.continue();
        }),
    },
    async ({ page, requests }) => {
      await ready(page);
      assert.deepEqual(chunks(requests), []);
      assert.ok(!requests.some((url) => url.endsWith('mnist.json')));
      await ask(page, (trainer, recipe) => void trainer.start(recipe), EPOCH);
      // Its 5,000 digits are 50 steps; the rest is still on its way.
      await page.waitForFunction(() =>
        (
          document.querySelector('nib-trainer')?.shadowRoot?.getElementById('where')?.textContent ??
          ''
        ).includes('Step 50 of'),
      );
      await reaches(page, 'loading');
      await says(page, 'data', /Fetching the digits: [\d.]+.MB of [\d.]+.MB/);
      open = true;
      for (const go of held) go();
      await reaches(page, 'done');
      assert.equal(new Set(chunks(requests)).size, 14);
      await says(page, 'kept', /60,000 digits to learn from and 10,000 to test with are here/);
    },
  );
});

test('in whatever order the chunks come, the same recipe gives the same net', () => {
  let late = /** @type {() => void} */ (() => {});
  return withPage(
    {
      prepare: (page) =>
        page.route(FIFTH, async (route) => {
          await new Promise((go) => (late = () => go(null)));
          await route.continue();
        }),
    },
    async ({ page }) => {
      await ready(page);
      const first = ask(
        page,
        async (trainer, recipe) => {
          await trainer.start(recipe);
          return (await trainer.finished).fingerprint;
        },
        EPOCH,
      );
      await says(page, 'where', /Step 200 of/);
      await reaches(page, 'loading');
      late();
      const waited = await first;
      const second = await ask(
        page,
        async (trainer, recipe) => {
          await trainer.start(recipe);
          return (await trainer.finished).fingerprint;
        },
        EPOCH,
      );
      assert.equal(waited, second);
    },
  );
});

for (const [
  what,
  answer,
  sentence,
] of /** @type {[string, (route: import('playwright-core').Route) => Promise<void>, RegExp][]} */ ([
  [
    'broken',
    async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[Math.floor(body.length / 2)] ^= 1; // one bit of 800,000 bytes
      await route.fulfill({ response, body });
    },
    /train-04-\w+\.nibd \(digits 20,001–25,000\) arrived broken: /,
  ],
  [
    'cut short',
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.body()).subarray(0, 1000) });
    },
    /train-04-\w+\.nibd \(digits 20,001–25,000\) arrived broken: /,
  ],
  [
    'missing',
    (route) => route.fulfill({ status: 404, body: 'not here' }),
    /train-04-\w+\.nibd \(digits 20,001–25,000\) is missing on the server \(404\)/,
  ],
  [
    'refused by the server',
    (route) => route.fulfill({ status: 503, body: 'busy' }),
    /the server answered 503/,
  ],
  [
    'out of reach',
    (route) => route.abort('connectionrefused'),
    /could not be fetched: the server cannot be reached/,
  ],
])) {
  test(`a chunk that is ${what}: the page says so, keeps the rest, and trains on when it comes`, () =>
    withPage(
      { mayComplain: true, prepare: (page) => page.route(FIFTH, answer) },
      async ({ page, requests }) => {
        await ready(page);
        await ask(page, (trainer, recipe) => void trainer.start(recipe), EPOCH);
        await says(page, 'trouble-text', sentence);
        await says(page, 'trouble-text', /What has arrived is kept/);
        await says(page, 'where', /Step 200 of/);
        await says(page, 'data', /Waiting for digits 20,001–25,000/);
        assert.equal(await ask(page, (trainer) => trainer.state), 'loading');
        await page.unroute(FIFTH);
        await part(page, 'retry').click();
        await reaches(page, 'done');
        assert.equal(await part(page, 'trouble').isVisible(), false);
        const times = chunks(requests).filter((url) => !url.includes('train-04'));
        assert.equal(new Set(times).size, times.length, 'nothing else was fetched twice');
      },
    ));
}

test('a broken chunk is tried again without being asked', () => {
  let times = 0;
  return withPage(
    {
      prepare: (page) =>
        page.route(FIFTH, (route) =>
          times++ ? route.continue() : route.fulfill({ body: 'not what it should be' }),
        ),
    },
    async ({ page }) => {
      await ready(page);
      await ask(
        page,
        async (trainer, recipe) => {
          await trainer.start(recipe);
          await trainer.finished;
        },
        EPOCH,
      );
      assert.equal(times, 2);
    },
  );
});

test('offline in the middle: it says so, and goes on by itself when the network is back', () => {
  const FIRST_FOUR = /train-0[0-3]/;
  let arrived = 0;
  return withPage(
    {
      mayComplain: true,
      prepare: (page) =>
        page.route('**/data/train-*.nibd', async (route) => {
          if (FIRST_FOUR.test(route.request().url())) return route.continue();
          // The first four may still be on their way: they are to arrive.
          while (arrived < 4) await new Promise((resolve) => setTimeout(resolve, 20));
          await page.context().setOffline(true);
          return route.abort('internetdisconnected');
        }),
    },
    async ({ page }) => {
      page.on(
        'requestfinished',
        (request) => void (arrived += Number(FIRST_FOUR.test(request.url()))),
      );
      await ready(page);
      await ask(page, (trainer, recipe) => void trainer.start(recipe), EPOCH);
      await says(
        page,
        'trouble-text',
        /you are offline.*It goes on by itself when you are online again/,
      );
      await says(page, 'where', /Step 200 of/);
      await page.unroute('**/data/train-*.nibd');
      await page.context().setOffline(false);
      await reaches(page, 'done');
    },
  );
});

test('the second time the digits come from the browser’s cache, without a request for one chunk', () =>
  withPage({}, async ({ page, requests }) => {
    await ready(page);
    const run = () =>
      ask(
        page,
        async (trainer, recipe) => {
          await trainer.start(recipe);
          return (await trainer.finished).fingerprint;
        },
        EPOCH,
      );
    const first = await run();
    assert.equal(chunks(requests).length, 14);
    await page.reload();
    await ready(page);
    requests.length = 0;
    assert.equal(await run(), first);
    assert.deepEqual(chunks(requests), []);
    await says(page, 'kept', /They were kept by this browser/);
  }));

test('cached copies that went bad are replaced', () =>
  withPage({}, async ({ page, requests }) => {
    await ready(page);
    await ask(page, (trainer) => trainer.preload());
    await says(page, 'kept', /are here/);
    const spoilt = await page.evaluate(async () => {
      const [name] = (await caches.keys()).filter((name) => name.startsWith('nibnet-digits'));
      const cache = await caches.open(name);
      const some = (await cache.keys()).filter(({ url }) => /train-0[12]/.test(url));
      for (const { url } of some) await cache.put(url, new Response('rust'));
      return some.map(({ url }) => url);
    });
    assert.equal(spoilt.length, 2);
    await page.reload();
    await ready(page);
    requests.length = 0;
    await ask(
      page,
      async (trainer, recipe) => {
        await trainer.start(recipe);
        await trainer.finished;
      },
      EPOCH,
    );
    assert.deepEqual(chunks(requests).sort(), spoilt.sort());
  }));

test('where storage throws, it trains all the same and says what that means', () =>
  withPage(
    {
      prepare: (page) =>
        page.route('**/worker*.js', async (route) => {
          const response = await route.fetch();
          const thrower = `throw new DOMException('denied', 'SecurityError')`;
          const deny = `Object.defineProperty(self, 'caches', { get() { ${thrower} } });`;
          await route.fulfill({ response, body: deny + (await response.text()) });
        }),
    },
    async ({ page }) => {
      await ready(page);
      await ask(
        page,
        async (trainer, recipe) => {
          await trainer.start(recipe);
          await trainer.finished;
        },
        EPOCH,
      );
      await says(page, 'kept', /keeps nothing for this page/);
    },
  ));

test('a worker that may not be had by its address is made from its text', () =>
  withPage(
    {
      prepare: (page) =>
        page.addInitScript(() => {
          const Real = Worker;
          /** @type {any} */ (globalThis).Worker = class extends Real {
            /** @param {string} url */
            constructor(url) {
              // As from a CDN, and in a sandboxed frame.
              if (!String(url).startsWith('blob:'))
                throw new DOMException('other origin', 'SecurityError');
              super(url);
            }
          };
        }),
    },
    async ({ page }) => {
      await ready(page);
      await ask(page, async (trainer) => {
        await trainer.start({ preset: 'softmax', steps: 100 });
        await trainer.finished;
      });
      assert.match(page.workers()[0].url(), /^blob:/);
    },
  ));

test('the engine of a server that does not know wasm works', () =>
  withPage(
    {
      prepare: (page) =>
        page.route('**/nibnet*.wasm', async (route) => {
          const response = await route.fetch();
          await route.fulfill({
            response,
            headers: { ...response.headers(), 'content-type': 'application/octet-stream' },
          });
        }),
    },
    async ({ page }) => {
      await ready(page);
      assert.equal(await ask(page, (trainer) => trainer.step()), 1);
    },
  ));

for (const [
  what,
  answer,
  sentence,
] of /** @type {[string, (route: import('playwright-core').Route) => Promise<void>, RegExp][]} */ ([
  [
    'is not there',
    (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' }),
    /nibnet-page\.wasm was not found \(404\)/,
  ],
  [
    'is a page about something else',
    (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Welcome</h1>' }),
    /What came as nibnet-page\.wasm is not WebAssembly/,
  ],
  [
    'cannot be reached',
    (route) => route.abort('connectionrefused'),
    /nibnet-page\.wasm could not be fetched: check your connection/,
  ],
])) {
  test(`an engine that ${what} is said to be so, and Retry mends it`, () =>
    withPage(
      { mayComplain: true, prepare: (page) => page.route('**/nibnet-page.wasm', answer) },
      async ({ page }) => {
        await says(page, 'engine-error', sentence);
        assert.equal(await part(page, 'start').isDisabled(), true);
        await page.unroute('**/nibnet-page.wasm');
        await part(page, 'again').click();
        await ready(page);
        assert.equal(await part(page, 'engine-error').isVisible(), false);
      },
    ));
}

test('a policy that forbids WebAssembly is named, with what it lacks', () =>
  withPage(
    {
      mayComplain: true,
      prepare: (page, url) =>
        page.route(url, async (route) => {
          const response = await route.fetch();
          const headers = {
            ...response.headers(),
            'content-security-policy': "default-src 'self'",
          };
          await route.fulfill({ response, headers });
        }),
    },
    ({ page }) => says(page, 'engine-error', /Content-Security-Policy .*'wasm-unsafe-eval'/),
  ));
