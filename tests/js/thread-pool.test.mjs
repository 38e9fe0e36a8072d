// The page's end of the thread pool; the workers are stand-ins.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { ThreadPool } from '../../www/engine/page/thread-pool.js';

/** A worker that is ready at once, and leaves when it is told to. */
class FakeWorker {
  /** @type {any[]} */
  heard = [];
  terminated = false;
  onmessage = /** @type {any} */ (null);
  onerror = /** @type {any} */ (null);

  /** @param {boolean} [starts] */
  constructor(starts = true) {
    setImmediate(() =>
      starts ? this.say({ type: 'ready', build: '' }) : this.onerror({ message: 'no such script' }),
    );
  }
  /** @param {any} data */
  say(data) {
    this.onmessage?.({ data });
  }
  /** @param {any} message */
  postMessage(message) {
    this.heard.push(message);
  }
  terminate() {
    this.terminated = true;
  }
}

const module = /** @type {any} */ ('the module');
const memory = /** @type {any} */ ('the memory');
const turn = () => new Promise((done) => setImmediate(done));

/** @param {() => FakeWorker} [make] */
function bench(make = () => new FakeWorker()) {
  /** @type {FakeWorker[]} */
  const made = [];
  /** @type {string[]} */
  const told = [];
  const listener = {
    short: (/** @type {Error} */ { message }) => void told.push(`short: ${message}`),
    lost: (/** @type {Error} */ { name, message }) => void told.push(`lost: ${name}: ${message}`),
  };
  const pool = new ThreadPool('worker-threads.js', listener, () => {
    const worker = make();
    made.push(worker);
    return /** @type {any} */ (worker);
  });
  return { pool, made, told };
}

describe('thread pool', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  test('each thread that is ready is told to join, with the module and the memory', async () => {
    const { pool, made, told } = bench();
    pool.replace(3, module, memory);
    assert.deepEqual(
      made.map(({ heard }) => heard),
      [[], [], []],
      'none is told before it is ready',
    );
    await turn();
    await turn();
    const join = { type: 'join', module, memory };
    assert.deepEqual(
      made.map(({ heard }) => heard),
      [[join], [join], [join]],
    );
    assert.deepEqual(told, []);
    pool.close();
    assert.ok(made.every(({ terminated }) => terminated));
  });

  test('threads that are released end by themselves, or are terminated', async () => {
    const { pool, made } = bench();
    pool.replace(2, module, memory);
    await turn();
    await turn();
    pool.replace(0, module, null);
    assert.deepEqual(
      made.map(({ terminated }) => terminated),
      [false, false],
    );
    made[0].say({ type: 'left' });
    assert.deepEqual(
      made.map(({ terminated }) => terminated),
      [true, false],
    );
    mock.timers.tick(2_000);
    assert.deepEqual(
      made.map(({ terminated }) => terminated),
      [true, true],
    );
  });

  test('one that is not ready yet when it is released never joins', async () => {
    const { pool, made } = bench();
    pool.replace(1, module, memory);
    pool.replace(0, module, null);
    await turn();
    await turn();
    assert.deepEqual([made[0].heard, made[0].terminated], [[], true]);
  });

  test('another run has threads of its own', async () => {
    const { pool, made } = bench();
    pool.replace(1, module, memory);
    await turn();
    await turn();
    pool.replace(2, module, memory);
    await turn();
    await turn();
    assert.deepEqual(
      made.map(({ heard }) => heard.length),
      [1, 1, 1],
    );
    made[0].say({ type: 'left' });
    assert.deepEqual(
      made.map(({ terminated }) => terminated),
      [true, false, false],
    );
    pool.close();
  });

  test('one that cannot be started is told about; the others work', async () => {
    mock.method(globalThis, 'fetch', async () => new Response('', { status: 404 }));
    try {
      let first = true;
      const { pool, made, told } = bench(() => new FakeWorker(!(first && !(first = false))));
      pool.replace(2, module, memory);
      for (let i = 0; i < 10; i++) await turn();
      assert.equal(told.length, 1);
      assert.match(told[0], /^short: worker-threads\.js was not found \(404\)/);
      assert.deepEqual(
        made.map(({ heard }) => heard.length),
        [0, 1],
      );
      pool.close();
    } finally {
      mock.restoreAll();
    }
  });

  test('one that has no memory for itself is told about, and terminated', async () => {
    const { pool, made, told } = bench();
    pool.replace(1, module, memory);
    await turn();
    await turn();
    made[0].say({ type: 'failed', id: 0, name: 'RangeError', message: 'out of memory' });
    assert.deepEqual([told, made[0].terminated], [['short: out of memory'], true]);
  });

  test('one that breaks down at work loses the run', async () => {
    const { pool, made, told } = bench();
    pool.replace(1, module, memory);
    await turn();
    await turn();
    made[0].onerror({ message: 'unreachable' });
    assert.equal(made[0].terminated, true);
    assert.match(told.join(), /^lost: LostError: .*unreachable/);
    pool.close();
  });
});
