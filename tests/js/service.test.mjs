// The training worker's side of the line: what it does for each request, over an engine made up
// here.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { Run } from '../../www/engine/page/run.js';
import { Session } from '../../www/engine/page/session.js';
import { Service } from '../../www/engine/worker/service.js';

/** @typedef {import('../../www/engine/messages.js').Requests} Requests */

const MANIFEST = 'https://nib.test/data/mnist.json';
const CHUNKS = ['train-0', 'train-1', 'test-0'];
const pair = (/** @type {number} */ count) => ({
  images: new Uint8Array(784 * count),
  labels: new Uint8Array(count),
});
const OWN = { own: pair(3) };
const FILES = {
  files: { name: 'bars', train: pair(9), test: pair(2), transposed: false },
};
const BEGIN = { recipe: '{"steps":100}', running: true, threads: 1 };

/** Sets of digits that aren't freed; the most at a time. */
const alive = { now: 0, most: 0 };

class Digits {
  train_ready = 0;
  test_ready = 0;
  freed = false;
  /** @param {string} text @param {object | null} [id] */
  constructor(text, id = null) {
    JSON.parse(text);
    this.id = id;
    alive.now++;
    alive.most = Math.max(alive.most, alive.now);
  }
  /** @param {string} text @param {Uint8Array} images @param {Uint8Array} labels */
  static with_own(text, images, labels) {
    return new Digits(text, JSON.parse(own_digits(images, labels)));
  }
  /**
   * @param {string} name @param {Uint8Array} _ @param {Uint8Array} train @param {Uint8Array} __
   * @param {Uint8Array} test @param {boolean} transposed
   */
  static from_files(name, _, train, __, test, transposed) {
    if (name === 'bad') throw Object.assign(new Error('label 11'), { name: 'ChunkError' });
    const id = { files: { name, train: train.length, test: test.length, hash: `${transposed}` } };
    return Object.assign(new Digits('{}', id), {
      train_ready: train.length,
      test_ready: test.length,
    });
  }
  source() {
    return this.id ? JSON.stringify(this.id) : undefined;
  }
  /** @param {Uint8Array} chunk */
  add(chunk) {
    assert.ok(!this.freed, 'a set that was freed is given nothing');
    if (chunk[0] === 2) this.test_ready += 10;
    else this.train_ready += 10;
    return JSON.stringify({ trainReady: this.train_ready, testReady: this.test_ready });
  }
  /** @param {'train' | 'test'} split @param {number} first @param {number} count */
  has(split, first, count) {
    if (first + count > 60) throw Object.assign(new Error('none such'), { name: 'ChunkError' });
    return first + count <= (split === 'train' ? this.train_ready : this.test_ready);
  }
  images(/** @type {string} */ _, /** @type {number} */ __, /** @type {number} */ count) {
    return new Uint8Array(784 * count);
  }
  labels(/** @type {string} */ _, /** @type {number} */ first, /** @type {number} */ count) {
    return Uint8Array.from({ length: count }, (_, i) => first + i);
  }
  free() {
    assert.ok(!this.freed, 'freed once');
    this.freed = true;
    alive.now--;
  }
}

/** @param {Uint8Array} images @param {Uint8Array} labels */
function own_digits(images, labels) {
  return JSON.stringify({ own: { count: labels.length, hash: String(images.length) } });
}

/** Takes a step for each piece of work, as far as its digits go. */
class Training {
  step = 0;
  batch = 10;
  threads = 1;
  present = 1;
  /** @param {string} recipe */
  constructor(recipe) {
    const { steps = 100, digits } = JSON.parse(recipe);
    if (steps < 1) throw Object.assign(new Error('no steps'), { name: 'RecipeError' });
    this.recipe = JSON.stringify({ steps, ...(digits ? { digits } : {}) });
  }
  /** @param {Uint8Array} checkpoint */
  static resume(checkpoint) {
    return Object.assign(new Training('{}'), { step: checkpoint[0] });
  }
  /** @param {Digits} digits @param {number} work */
  advance(digits, work) {
    assert.ok(!digits.freed, 'a run is given no digits that were freed');
    assert.equal(
      digits.source(),
      this.recipe.includes('digits') ? JSON.stringify(JSON.parse(this.recipe).digits) : undefined,
    );
    if (this.broken) throw new WebAssembly.RuntimeError('unreachable');
    const trained = Math.min(work, digits.train_ready - this.step);
    this.step += trained;
    const state = trained < work ? 'waiting' : 'running';
    return JSON.stringify({
      state,
      needs: 'train',
      step: this.step,
      steps: 100,
      trained,
      worked: trained,
      points: [],
    });
  }
  broken = false;
  weights = () => new Float32Array([this.step]);
  network = () => '{}';
  fingerprint = () => `f${this.step}`;
  model = () => Uint8Array.of(this.step);
  checkpoint = () => Uint8Array.of(this.step);
  change = (/** @type {string} */ change) => {
    this.recipe = JSON.stringify({ ...JSON.parse(this.recipe), changes: [JSON.parse(change)] });
  };
  groups = () => '[]';
  guesses = () => new Uint8Array(1);
  look = () => ({
    images: new Uint8Array(1),
    labels: new Uint8Array(1),
    guesses: new Uint8Array(1),
    spreads: new Float32Array(8),
    free() {},
  });
  release_threads() {}
  free() {}
}

/** Node can't read files without waiting: so no bytes are asked for here. */
class DigitFiles {
  /** @param {string} name @param {number} size */
  add(name, size) {
    assert.deepEqual([name, size], ['a/b.csv', 4]);
  }
  read = (/** @type {number} */ most) => `{"most":${most}}`;
  train_labels = () => new Uint8Array(1);
  train_images = () => new Uint8Array(784);
  test_images = () => new Uint8Array(784);
  test_labels = () => new Uint8Array(1);
  free() {}
}

const engine = /** @type {any} */ ({
  backend: () => 'made up',
  DigitFiles,
  initSync() {},
  shared_memory: () => 'memory',
  own_digits,
  Digits,
  Training,
  Remembered: class {
    count = 5000;
    image = () => new Uint8Array(784);
    free() {}
  },
  Teacher: class {
    teach = () => JSON.stringify({ steps: 4, learnt: true, right: 1, forgotten: 0, watched: 9 });
    weights = () => new Float32Array(2);
    free() {}
  },
  Neighbours: class {
    nearest = () => '[{"index":7,"label":3,"distance":0.5}]';
    free() {}
  },
  NetFile: class {
    network = () => '{"layers":[]}';
    weights = () => new Float32Array(3);
    about = () => '{"steps":12}';
    to_bytes = (/** @type {string} */ format) => new TextEncoder().encode(format);
    free() {}
  },
});

/** A worker, and a page that asks it. */
class Line {
  /** @type {any[]} */
  said = [];
  closed = false;
  #ids = 0;
  /** @type {(() => void)[]} */
  turns = [];
  service = new Service(engine, {
    post: (message, transfer = []) => {
      // As between threads: what changes hands is gone here, what can't be copied throws.
      this.said.push(structuredClone(message, { transfer }));
      if (message.type === 'update') void this.service.hear({ type: 'seen' });
    },
    soon: (turn) => setImmediate(turn),
    close: () => (this.closed = true),
  });

  /**
   * @template {keyof Requests} T @param {T} type @param {Requests[T]['in']} details
   * @returns {Promise<Requests[T]['out']>}
   */
  async ask(type, details) {
    const id = ++this.#ids;
    // A copy, as it is between threads.
    const { module, ...rest } = /** @type {any} */ (details);
    const copy = { ...structuredClone(rest), ...(module && { module }) };
    void this.service.hear(/** @type {any} */ ({ ...copy, type, id }));
    for (;;) {
      const answers = this.said.filter((it) => it.id === id);
      assert.ok(answers.length < 2, 'one answer');
      const [answer] = answers;
      if (answer?.type === 'answer') return answer.value;
      if (answer) throw Object.assign(new Error(answer.message), { name: answer.name });
      await turn();
    }
  }
  /** @returns {Promise<Line>} */
  async open() {
    await this.ask('open', { module: /** @type {any} */ ('module'), manifest: MANIFEST });
    return this;
  }
  /** Of the run. @returns {any} */
  get last() {
    return this.said.findLast(({ type }) => type === 'update');
  }
}

const turn = () => new Promise((done) => setImmediate(done));
const rest = async () => {
  for (let i = 0; i < 60; i++) await turn();
};

/** Files that don't come until they are let. */
let gate = /** @type {Promise<void>} */ (Promise.resolve());

beforeEach(() => {
  Object.assign(alive, { now: 0, most: 0 });
  gate = Promise.resolve();
  mock.method(globalThis, 'fetch', async (/** @type {string} */ url) => {
    await gate;
    const chunks = CHUNKS.map((file) => ({
      file,
      split: file.split('-')[0],
      first: file === 'train-1' ? 10 : 0,
      count: 10,
      bytes: 1,
    }));
    const file = url.slice(url.lastIndexOf('/') + 1);
    return new Response(
      file === 'mnist.json' ? JSON.stringify({ chunks }) : Uint8Array.of(CHUNKS.indexOf(file)),
    );
  });
});
afterEach(() => mock.restoreAll());

/**
 * What each request is asked with in a run that stands at step 20, and what comes of it.
 * @type {{[T in keyof Requests]: [Requests[T]['in'], (out: any) => void]}}
 */
const REQUESTS = {
  open: [
    { module: /** @type {any} */ ('module'), manifest: MANIFEST },
    (out) => assert.equal(out, null),
  ],
  load: [{}, (out) => assert.equal(out, null)],
  begin: [{ ...BEGIN, run: 2 }, (out) => assert.equal(out, '{"steps":100}')],
  pause: [{}, (out) => assert.equal(out, undefined)],
  resume: [{}, (out) => assert.equal(out, undefined)],
  step: [{ count: 3 }, (out) => assert.equal(out, 8)],
  stop: [{}, (out) => assert.equal(out, undefined)],
  model: [{}, (out) => assert.deepEqual([...out], [5])],
  checkpoint: [{}, (out) => assert.deepEqual([...out], [5])],
  change: [
    { change: '{"batch":7}' },
    (out) => assert.deepEqual(JSON.parse(out).changes, [{ batch: 7 }]),
  ],
  watch: [{ on: true }, (out) => assert.equal(out, undefined)],
  keep: [{ on: true }, (out) => assert.equal(out, undefined)],
  digits: [
    { split: 'train', first: 15, count: 2 },
    ({ images, labels }) => assert.deepEqual([images.length, ...labels], [1568, 15, 16]),
  ],
  identify: [{ digits: OWN }, (out) => assert.deepEqual(out, { own: { count: 3, hash: '2352' } })],
  teach: [
    { network: '{}', weights: new Float32Array(2), ...pair(1) },
    ({ learnt, weights }) => assert.deepEqual([learnt, weights.length], [true, 2]),
  ],
  nearest: [
    { network: '{}', weights: new Float32Array(2), image: new Uint8Array(784), count: 1 },
    ({ all, digits: [{ index, image }] }) =>
      assert.deepEqual([all, index, image.length], [5000, 7, 784]),
  ],
  'open-net': [
    { file: Uint8Array.of(1) },
    ({ network, weights, steps }) =>
      assert.deepEqual([network, weights.length, steps], ['{"layers":[]}', 3, 12]),
  ],
  'convert-net': [
    { file: Uint8Array.of(1), format: 'onnx' },
    (out) => assert.equal(new TextDecoder().decode(out), 'onnx'),
  ],
  'read-digits': [
    { files: [{ name: 'a/b.csv', file: new Blob(['0,1\n']) }], most: 60_000 },
    (out) =>
      assert.deepEqual(
        [out.about, out.trainImages.length, out.testLabels.length],
        ['{"most":60000}', 784, 1],
      ),
  ],
  ping: [{}, (out) => assert.equal(out, null)],
};

describe('each request is answered', () => {
  for (const [type, [details, check]] of Object.entries(REQUESTS)) {
    test(type, async () => {
      const line = await new Line().open();
      await line.ask('begin', { ...BEGIN, run: 1, running: false });
      await line.ask('step', { count: 5 });
      check(await line.ask(/** @type {keyof Requests} */ (type), details));
      assert.ok(!line.closed);
    });
  }

  test('before there is an engine, the answer is that there is none', async () => {
    const needed = ['load', 'begin', 'digits', 'identify', 'teach', 'nearest', 'step', 'model'];
    for (const type of /** @type {(keyof Requests)[]} */ (needed)) {
      await assert.rejects(new Line().ask(type, REQUESTS[type][0]), { name: 'StateError' });
    }
  });

  test('an engine that breaks down is lost: its request fails, and the worker closes', async () => {
    const line = await new Line().open();
    await line.ask('begin', { ...BEGIN, run: 1, running: false });
    mock.method(engine, 'own_digits', () => {
      throw new WebAssembly.RuntimeError('unreachable');
    });
    await assert.rejects(line.ask('identify', { digits: OWN }), { name: 'RuntimeError' });
    await rest();
    assert.deepEqual([line.closed, alive.now], [true, 0]);
    assert.equal(line.said.filter(({ type }) => type === 'lost').length, 1);
  });
});

describe('the digits are the run’s', () => {
  test('a run keeps its digits, whatever is asked while it trains', async () => {
    const line = await new Line().open();
    await line.ask('begin', { ...BEGIN, run: 1, digits: OWN });
    await rest();
    assert.deepEqual([line.last.state, line.last.step], ['waiting', 20], 'all that there are');
    const before = line.said.length;
    const id = await line.ask('identify', { digits: { own: pair(4) } });
    assert.deepEqual(id, { own: { count: 4, hash: '3136' } });
    await line.ask('identify', { digits: FILES });
    await rest();
    assert.deepEqual(
      line.said
        .slice(before)
        .map(({ type }) => type)
        .filter((type) => type !== 'loading'), // what is said of the digits comes when it comes
      ['answer', 'answer'],
    );
    const { labels } = await line.ask('digits', { split: 'train', first: 0, count: 20 });
    assert.equal(labels.length, 20, 'the digits are here still');
    assert.equal(alive.now, 1);
  });

  test('the recipe says what they are: of files, of drawn ones, of none', async () => {
    const line = await new Line().open();
    const begin = async (/** @type {any} */ more) =>
      JSON.parse(await line.ask('begin', { ...BEGIN, run: 1, ...more })).digits;
    assert.equal(await begin({}), undefined);
    assert.deepEqual(await begin({ digits: OWN }), { own: { count: 3, hash: '2352' } });
    assert.deepEqual(await begin({}), { own: { count: 3, hash: '2352' } }, 'as before');
    const { files } = await begin({ digits: FILES });
    assert.deepEqual(files, { name: 'bars', train: 9, test: 2, hash: 'false' });
    assert.equal(await begin({ digits: null }), undefined);
    await rest();
    assert.equal(line.last.step, 20);
  });

  test('two sets are never there at once', async () => {
    const line = await new Line().open();
    for (const digits of [OWN, FILES, null, FILES, OWN, null]) {
      await line.ask('begin', { ...BEGIN, run: 1, digits });
      await rest();
      assert.ok(line.last.step > 0);
    }
    assert.deepEqual(alive, { now: 1, most: 1 });
  });

  test('digits that are on their way for a run of before don’t come under the next', async () => {
    const line = await new Line().open();
    let let_ = () => {};
    gate = new Promise((open) => (let_ = () => open()));
    await line.ask('begin', { ...BEGIN, run: 1 }); // its manifest is on its way
    await rest();
    await line.ask('begin', { ...BEGIN, run: 2, digits: FILES });
    const before = await line.ask('digits', { split: 'train', first: 0, count: 9 });
    let_();
    await rest();
    assert.equal(before.labels.length, 9);
    assert.deepEqual([line.last.run, line.last.step, alive.now], [2, 9, 1]);
  });

  test('who waits for digits is answered once: with them, or when a run begins with others', async () => {
    const line = await new Line().open();
    let let_ = () => {};
    gate = new Promise((open) => (let_ = () => open()));
    await line.ask('begin', { ...BEGIN, run: 1 });
    const asked = line.ask('digits', { split: 'train', first: 0, count: 20 });
    await line.ask('begin', { ...BEGIN, run: 2 }); // from the same digits
    await rest();
    const told = assert.rejects(asked, { name: 'StateError' });
    await line.ask('begin', { ...BEGIN, run: 3, digits: OWN });
    await told;
    const again = line.ask('digits', { split: 'train', first: 0, count: 20 });
    let_();
    assert.equal((await again).labels.length, 20);
    const none = line.ask('digits', { split: 'test', first: 50, count: 20 });
    await assert.rejects(none, { name: 'ChunkError' });
    await rest();
    const ids = line.said.filter(({ id }) => id).map(({ id }) => id);
    assert.equal(ids.length, new Set(ids).size, 'nobody is answered twice');
  });

  test('digits that are refused fail the run that begins, and the next has the usual ones', async () => {
    const line = await new Line().open();
    await line.ask('begin', { ...BEGIN, run: 1 });
    await rest();
    const bad = { files: { ...FILES.files, name: 'bad' } };
    await assert.rejects(line.ask('begin', { ...BEGIN, run: 2, digits: bad }), {
      name: 'ChunkError',
    });
    await assert.rejects(line.ask('step', { count: 1 }), { name: 'StateError' });
    await line.ask('begin', { ...BEGIN, run: 3, digits: null });
    await rest();
    assert.deepEqual([line.last.run, line.last.step], [3, 20]);
  });

  test('a recipe that is refused leaves no run, and fetches nothing', async () => {
    const line = await new Line().open();
    const refused = line.ask('begin', { ...BEGIN, run: 1, recipe: '{"steps":0}' });
    await assert.rejects(refused, { name: 'RecipeError' });
    await rest();
    assert.equal(/** @type {any} */ (fetch).mock.callCount(), 0);
    await assert.rejects(line.ask('pause', {}), { name: 'StateError' });
  });
});

/** The worker of a page's session, in this thread. */
class InThread {
  onmessage = /** @type {((event: {data: any}) => void) | null} */ (null);
  ended = false;
  #service = new Service(engine, {
    post: (message) => this.#say(structuredClone(message)),
    soon: (turn) => setImmediate(() => this.ended || turn()),
    close: () => this.terminate(),
  });
  constructor() {
    this.#say({ type: 'ready', build: '' });
  }
  postMessage(/** @type {any} */ message) {
    const copy = message.type === 'open' ? message : structuredClone(message);
    setImmediate(() => this.ended || void this.#service.hear(copy));
  }
  #say(/** @type {any} */ data) {
    setImmediate(() => this.ended || this.onmessage?.({ data }));
  }
  terminate() {
    this.ended = true;
  }
}

/** A trainer's run over a worker of its own. */
function trainer() {
  /** @type {string[]} */
  const states = [];
  const run = new Run(
    async (listener) => {
      const make = () => /** @type {any} */ (new InThread());
      const session = await Session.open('worker.js', listener, make);
      await session.ask('open', { module: /** @type {any} */ ('module'), manifest: MANIFEST });
      return session;
    },
    { state: (state) => states.push(state), progress() {}, net() {}, loading() {}, error() {} },
  );
  return { run, states };
}

describe('from the page to the worker and back', () => {
  test('two trainers on a page have their own digits, states and nets', async () => {
    const [one, two] = [trainer(), trainer()];
    await Promise.all([one.run.start('{"steps":100}', OWN), two.run.start('{"steps":50}', FILES)]);
    await rest();
    assert.deepEqual(one.run.recipe, { steps: 100, digits: { own: { count: 3, hash: '2352' } } });
    assert.equal(two.run.recipe.digits.files.name, 'bars');
    assert.deepEqual([one.run.last?.step, two.run.last?.step], [20, 9]);
    await two.run.stop();
    two.run.close();
    await one.run.pause();
    assert.deepEqual([...(await one.run.model())], [20]);
    assert.deepEqual((await one.run.digits('train', 0, 20)).labels.length, 20);
    assert.deepEqual(two.states, ['loading', 'running', 'loading', 'done', 'idle']);
    assert.equal(one.run.state, 'paused');
    one.run.close();
  });

  test('digits go to the worker with the run that learns from them, and once', async () => {
    const { run } = trainer();
    /** @type {any[]} */
    const begun = [];
    mock.method(
      InThread.prototype,
      'postMessage',
      postAnd((it) => it.type === 'begin' && begun.push(it)),
    );
    for (const [steps, digits] of /** @type {[number, typeof OWN | undefined][]} */ ([
      [100, OWN],
      [100, OWN],
      [100, undefined],
      [100, undefined],
      [0, OWN], // which is refused
      [100, OWN],
    ])) {
      run.start(JSON.stringify({ steps }), digits).catch(() => {});
      await rest();
      assert.equal(
        run.state,
        steps ? 'loading' : 'failed',
        'it waits for more digits than there are',
      );
    }
    assert.deepEqual(
      begun.map(({ digits }) => digits),
      [OWN, undefined, null, undefined, OWN, OWN],
    );
    assert.equal(alive.most, 1);
    run.close();
  });
});

/** @param {(message: any) => unknown} hear */
function postAnd(hear) {
  const { postMessage } = InThread.prototype;
  return function (/** @type {any} */ message) {
    hear(message);
    // @ts-expect-error `this` is the worker.
    return postMessage.call(this, message);
  };
}
