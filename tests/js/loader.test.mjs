// The loader, over a network and a cache that do what they are told.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Loader } from '../../www/engine/worker/loader.js';

const BASE = 'https://nib.test/data/';
const SIZE = 50;
const FILES = ['train-0.nibd', 'test-0.nibd', 'train-1.nibd', 'train-2.nibd'];
const MANIFEST = JSON.stringify({
  chunks: FILES.map((file, i) => ({
    file,
    split: file.startsWith('test') ? 'test' : 'train',
    first: file.startsWith('test') ? 0 : Math.max(0, i - 1) * 10,
    count: 10,
    bytes: SIZE,
  })),
});

const good = (/** @type {string} */ file) => new Uint8Array(SIZE).fill(FILES.indexOf(file) + 1);
const bad = () => new Uint8Array(SIZE).fill(255);

/** @param {AbortSignal} signal @returns {Promise<never>} */
const hungUp = (signal) =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
  );

/**
 * A browser's worth of surroundings: answers by file name, a clock moved by hand, a cache in a Map.
 */
class World {
  /** @type {Map<string, (() => Response | Promise<Response>)>} */
  answers = new Map();
  /** @type {{file: string, cache: string | undefined}[]} */
  asked = [];
  /** @type {Map<string, Uint8Array>} */
  kept = new Map();
  /** @type {string[]} */
  added = [];
  /** @type {any[]} */
  reports = [];
  /** @type {{at: number, f: () => void}[]} */
  timers = [];
  time = 0;
  opened = 0;
  /** Chunks that `add` was called with. */
  brought = 0;
  isOnline = true;
  storageWorks = true;
  mostAtOnce = 0;
  #now = 0;

  constructor() {
    this.answers.set('mnist.json', () => new Response(MANIFEST));
    for (const file of FILES) this.answers.set(file, () => new Response(good(file)));
  }

  loader() {
    return new Loader({
      url: `${BASE}mnist.json`,
      open: (text) => {
        this.opened += JSON.parse(text).chunks.length && 1;
      },
      add: (chunk) => {
        this.brought++;
        const file = FILES[chunk[0] - 1];
        if (!file || chunk.length !== SIZE || chunk.some((byte) => byte !== chunk[0]))
          throw new Error('checksum is wrong');
        if (!this.added.includes(file)) this.added.push(file);
        const count = (/** @type {string} */ split) =>
          this.added.filter((name) => name.startsWith(split)).length * 10;
        return { trainReady: count('train'), testReady: count('test') };
      },
      report: (loading) => this.reports.push(loading),
      fetch: async (url, { cache, signal }) => {
        const file = url.replace(BASE, '');
        this.asked.push({ file, cache });
        this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#now);
        try {
          await null;
          if (!this.isOnline) throw new TypeError('Failed to fetch');
          const answer = this.answers.get(file) ?? (() => new Response('', { status: 404 }));
          return await Promise.race([answer(), hungUp(/** @type {AbortSignal} */ (signal))]);
        } finally {
          this.#now--;
        }
      },
      storage: () => {
        if (!this.storageWorks) throw new DOMException('denied', 'SecurityError');
        return /** @type {any} */ ({ open: async () => this.cache });
      },
      online: () => this.isOnline,
      setTimeout: (f, ms) => {
        const timer = { at: this.time + ms, f };
        this.timers.push(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
    });
  }

  cache = {
    match: async (/** @type {string} */ url) => {
      const kept = this.kept.get(url);
      return kept && new Response(new Uint8Array(kept));
    },
    put: async (/** @type {string} */ url, /** @type {Response} */ response) =>
      void this.kept.set(url, new Uint8Array(await response.arrayBuffer())),
    delete: async (/** @type {string} */ url) => this.kept.delete(url),
    keys: async () => [...this.kept.keys()].map((url) => ({ url })),
  };

  /** Lets everything happen that needs no time. */
  async rest() {
    for (let i = 0; i < 50; i++) await new Promise((done) => setImmediate(done));
  }

  /** Time passes. @param {number} ms */
  async pass(ms) {
    const end = this.time + ms;
    for (;;) {
      await this.rest();
      const next = this.timers.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.timers.shift();
      this.time = next.at;
      next.f();
    }
    this.time = end;
  }

  /** @returns {any} */
  get last() {
    return this.reports[this.reports.length - 1];
  }

  /** @param {string} file */
  times(file) {
    return this.asked.filter((one) => one.file === file).length;
  }
}

describe('loader', () => {
  test('brings the chunks in the order of the manifest, two at a time, and counts bytes and digits', async () => {
    const world = new World();
    world.loader().load();
    await world.rest();
    assert.deepEqual(world.added, FILES);
    assert.deepEqual(
      world.asked.map(({ file }) => file),
      ['mnist.json', ...FILES],
    );
    assert.equal(world.mostAtOnce, 2);
    const { state, bytes, total, ready, troubles, fromCache, forgets } = world.last;
    assert.deepEqual(
      { state, bytes, total, ready },
      { state: 'done', bytes: 200, total: 200, ready: { train: 30, test: 10 } },
    );
    assert.deepEqual(
      { troubles, fromCache, forgets },
      { troubles: [], fromCache: false, forgets: false },
    );
  });

  test('fetches nothing before it is told to', async () => {
    const world = new World();
    world.loader().online();
    await world.pass(60_000);
    assert.deepEqual(world.asked, []);
  });

  test('says which digits are the next to come', async () => {
    const world = new World();
    world.answers.delete('train-1.nibd');
    world.loader().load();
    await world.rest();
    assert.deepEqual(world.last.missing, { train: { first: 10, count: 10 }, test: null });
  });

  test('takes everything from the cache the second time, without asking for one chunk', async () => {
    const world = new World();
    world.loader().load();
    await world.rest();
    world.asked = [];
    world.added = [];
    world.loader().load();
    await world.rest();
    assert.deepEqual(
      world.asked.map(({ file }) => file),
      ['mnist.json'],
    );
    assert.deepEqual(world.added, FILES);
    assert.equal(world.last.fromCache, true);
  });

  test('works without a network once everything is in the cache', async () => {
    const world = new World();
    world.loader().load();
    await world.rest();
    world.isOnline = false;
    world.added = [];
    world.loader().load();
    await world.rest();
    assert.deepEqual(world.added, FILES);
    assert.equal(world.last.state, 'done');
  });

  test('deletes a cached chunk that went bad, and fetches it anew', async () => {
    const world = new World();
    world.kept.set(`${BASE}train-0.nibd`, bad());
    world.loader().load();
    await world.rest();
    assert.deepEqual([...world.added].sort(), [...FILES].sort());
    assert.equal(world.times('train-0.nibd'), 1);
    assert.deepEqual(world.kept.get(`${BASE}train-0.nibd`), good('train-0.nibd'));
  });

  test('never caches what was refused', async () => {
    const world = new World();
    world.answers.set('train-1.nibd', () => new Response(bad()));
    world.loader().load();
    await world.pass(60_000);
    assert.equal(world.kept.has(`${BASE}train-1.nibd`), false);
    assert.equal(world.kept.has(`${BASE}train-2.nibd`), true);
  });

  test('names the broken file, goes on with the others, and gets it when it is sound', async () => {
    const world = new World();
    world.answers.set('train-1.nibd', () => new Response(bad()));
    world.loader().load();
    await world.rest();
    assert.deepEqual(world.added, ['train-0.nibd', 'test-0.nibd', 'train-2.nibd']);
    const [trouble] = world.last.troubles;
    assert.deepEqual(trouble, {
      file: 'train-1.nibd',
      split: 'train',
      first: 10,
      count: 10,
      kind: 'broken',
      detail: 'checksum is wrong',
      retries: true,
    });
    world.answers.set('train-1.nibd', () => new Response(good('train-1.nibd')));
    await world.pass(1_000);
    assert.equal(world.last.state, 'done');
    assert.deepEqual(world.last.troubles, []);
    // A cache on the way may have held the bad copy.
    assert.deepEqual(
      world.asked.filter(({ file }) => file === 'train-1.nibd').map(({ cache }) => cache),
      ['default', 'reload'],
    );
  });

  test('tries a missing file five times again, ever more slowly, then waits to be asked', async () => {
    const world = new World();
    world.answers.delete('test-0.nibd');
    const loader = world.loader();
    loader.load();
    await world.pass(10 * 60_000);
    assert.equal(world.times('test-0.nibd'), 6);
    assert.equal(world.last.state, 'stuck');
    assert.deepEqual(
      [world.last.troubles[0].kind, world.last.troubles[0].detail, world.last.troubles[0].retries],
      ['status', '404', false],
    );
    assert.equal(world.last.ready.train, 30, 'what has arrived is kept');
    world.answers.set('test-0.nibd', () => new Response(good('test-0.nibd')));
    loader.load();
    await world.rest();
    assert.equal(world.last.state, 'done');
    assert.equal(world.times('train-0.nibd'), 1, 'what was there is not fetched again');
  });

  test('going offline in the middle: waits without trying, goes on when online', async () => {
    const world = new World();
    world.answers.set('train-1.nibd', () => {
      world.isOnline = false;
      throw new TypeError('Failed to fetch');
    });
    const loader = world.loader();
    loader.load();
    await world.pass(10 * 60_000);
    const asked = world.asked.length;
    assert.equal(
      world.last.troubles.every(
        (/** @type {any} */ { kind, retries }) => kind === 'offline' && retries,
      ),
      true,
    );
    await world.pass(10 * 60_000);
    assert.equal(world.asked.length, asked);
    world.isOnline = true;
    world.answers.set('train-1.nibd', () => new Response(good('train-1.nibd')));
    loader.online();
    await world.rest();
    assert.equal(world.last.state, 'done');
    assert.equal(world.times('train-0.nibd'), 1);
  });

  test('a line that brings nothing any more is hung up on', async () => {
    const world = new World();
    let stalls = 1;
    world.answers.set('train-2.nibd', () =>
      stalls-- > 0 ? new Promise(() => {}) : new Response(good('train-2.nibd')),
    );
    world.loader().load();
    await world.pass(19_000);
    assert.equal(world.last.troubles.length, 0);
    await world.pass(1_500);
    assert.equal(world.last.troubles[0].kind, 'stalled');
    await world.pass(2_000);
    assert.equal(world.last.state, 'done');
  });

  test('refuses a file that does not end', async () => {
    const world = new World();
    world.answers.set('train-0.nibd', () => new Response(new Uint8Array(SIZE + 1)));
    world.loader().load();
    await world.rest();
    assert.equal(world.last.troubles[0].kind, 'broken');
    assert.match(world.last.troubles[0].detail, /longer than 50 bytes/);
  });

  test('storage that throws costs the memory of it and nothing else', async () => {
    const world = new World();
    world.storageWorks = false;
    world.loader().load();
    await world.rest();
    assert.deepEqual(world.added, FILES);
    assert.deepEqual([world.last.state, world.last.forgets], ['done', true]);
  });

  test('a full disk costs the memory of it and nothing else', async () => {
    const world = new World();
    world.cache.put = async () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    world.loader().load();
    await world.rest();
    assert.deepEqual([world.last.state, world.last.forgets], ['done', true]);
  });

  test('a manifest that is missing is tried again like a chunk', async () => {
    const world = new World();
    world.answers.delete('mnist.json');
    world.loader().load();
    await world.rest();
    assert.deepEqual(
      [world.last.troubles[0].file, world.last.troubles[0].split],
      ['mnist.json', null],
    );
    world.answers.set('mnist.json', () => new Response('not JSON'));
    await world.pass(1_000);
    assert.equal(world.last.troubles[0].kind, 'broken');
    world.answers.set('mnist.json', () => new Response(MANIFEST));
    await world.pass(2_000);
    assert.equal(world.last.state, 'done');
  });

  test('clears away chunks of its folder that no manifest names any more, and nobody else’s', async () => {
    const world = new World();
    world.kept.set(`${BASE}train-0-old.nibd`, good('train-0.nibd'));
    world.kept.set('https://nib.test/other/train-0.nibd', good('train-0.nibd'));
    world.loader().load();
    await world.rest();
    assert.equal(world.kept.has(`${BASE}train-0-old.nibd`), false);
    assert.equal(world.kept.has('https://nib.test/other/train-0.nibd'), true);
  });

  test('stopped, it says and asks nothing more', async () => {
    const world = new World();
    world.answers.delete('train-0.nibd');
    const loader = world.loader();
    loader.load();
    await world.rest();
    loader.stop();
    const asked = world.asked.length;
    await world.pass(60_000);
    assert.equal(world.asked.length, asked);
  });

  /** @type {[string, (world: World) => void][]} */
  const surroundings = [
    ['all fetched', () => {}],
    ['all in the cache', (world) => keepAll(world)],
    [
      'the manifest in the cache alone, and its server away',
      (world) => {
        keepAll(world);
        world.answers.set('mnist.json', () => new Response('', { status: 503 }));
      },
    ],
    [
      'a copy in the cache broken',
      (world) => {
        keepAll(world);
        world.kept.set(`${BASE}train-1.nibd`, bad());
      },
    ],
  ];
  for (const [name, prepare] of surroundings) {
    test(`stopped in whatever moment, it opens, adds, reports, asks and deletes no more: ${name}`, async () => {
      // It is stopped while the first thing that it asked its surroundings for is under way, the
      // second, …
      for (let stopAt = 1, reached = true; reached; stopAt++) {
        const world = new World();
        prepare(world);
        const known = () => ({
          opened: world.opened,
          brought: world.brought,
          reports: world.reports.length,
          asked: world.asked.length,
          kept: [...world.kept.keys()].filter((url) => before.has(url)),
        });
        const before = new Set(world.kept.keys());
        let calls = 0;
        /** @type {ReturnType<typeof known> | null} */
        let atStop = null;
        const underWay = async () => {
          if (++calls !== stopAt) return;
          await null;
          loader.stop();
          atStop = known();
        };
        const { match, put, delete: drop, keys } = world.cache;
        Object.assign(world.cache, {
          match: async (/** @type {string} */ url) => (await underWay(), match(url)),
          put: async (/** @type {string} */ url, /** @type {Response} */ it) => (
            await underWay(), put(url, it)
          ),
          delete: async (/** @type {string} */ url) => (await underWay(), drop(url)),
          keys: async () => (await underWay(), keys()),
        });
        for (const file of ['mnist.json', ...FILES]) {
          const answer = world.answers.get(file) ?? (() => new Response('', { status: 404 }));
          world.answers.set(file, async () => (await underWay(), answer()));
        }
        const loader = world.loader();
        loader.load();
        await world.pass(60_000);
        reached = calls >= stopAt;
        if (!reached) assert.ok(stopAt > 4, `only ${calls} calls`);
        else {
          const { kept, ...after } = known();
          const { kept: keptAtStop, ...then } = /** @type {any} */ (atStop);
          assert.deepEqual(after, then, `stopped at call ${stopAt}`);
          // A delete that was under way goes through.
          const sound = (/** @type {string[]} */ urls) =>
            urls.filter((url) => !/train-1/.test(url));
          assert.deepEqual(sound(kept), sound(keptAtStop), `stopped at call ${stopAt}`);
        }
      }
    });
  }
});

/** As after a visit. @param {World} world */
function keepAll(world) {
  world.kept.set(`${BASE}mnist.json`, new TextEncoder().encode(MANIFEST));
  for (const file of FILES) world.kept.set(BASE + file, good(file));
}
