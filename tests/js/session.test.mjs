// The page's side of the line to the worker, and the run on top of it; the worker is a stand-in.
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { Run } from '../../www/engine/page/run.js';
import { BuildError, LostError, Session } from '../../www/engine/page/session.js';
import { thrownOf } from '../../www/engine/thrown.js';
import { speak } from '../../www/text/language.js';
import '../../www/text/translations.js';

/** A worker that answers as `act` says; it is ready at once, unless it is broken. */
class FakeWorker {
  /** @type {any[]} */
  heard = [];
  terminated = false;
  /** Here nothing is bundled: builds have no name. */
  build = '';
  onmessage = /** @type {any} */ (null);
  onerror = /** @type {any} */ (null);
  onmessageerror = null;
  act;

  /** @param {(message: any, worker: FakeWorker) => void} [act] @param {boolean} [broken] */
  constructor(act = () => {}, broken = false) {
    this.act = act;
    setImmediate(() =>
      broken
        ? this.onerror({ message: 'no such script' })
        : this.say({ type: 'ready', build: this.build }),
    );
  }
  /** @param {any} data */
  say(data) {
    if (!this.terminated) this.onmessage?.({ data });
  }
  /** @param {any} message */
  postMessage(message) {
    this.heard.push(message);
    if (!this.terminated) setImmediate(() => this.act(message, this));
  }
  terminate() {
    this.terminated = true;
  }
}

/** @param {FakeWorker} worker @returns {any} */
const given = (worker) => () => worker;
const echo = (/** @type {any} */ message, /** @type {FakeWorker} */ worker) =>
  worker.say({ type: 'answer', id: message.id, value: message.type });
const BEGIN = { run: 1, recipe: '{}', running: true, threads: 1 };
const turn = () => new Promise((done) => setImmediate(done));

describe('session', () => {
  test('gives nothing to a worker that is not ready', async () => {
    const worker = new FakeWorker(echo);
    const opening = Session.open('worker.js', {}, given(worker));
    assert.deepEqual(worker.heard, []);
    const session = await opening;
    assert.equal(await session.ask('load'), 'load');
    session.close();
  });

  test('each answer finds its question, in whatever order they come', async () => {
    /** @type {any[]} */
    const questions = [];
    const worker = new FakeWorker((message) => questions.push(message));
    const session = await Session.open('worker.js', {}, given(worker));
    const answers = [session.ask('pause'), session.ask('resume')];
    await turn();
    await turn();
    for (const { id, type } of questions.reverse()) worker.say({ type: 'answer', id, value: type });
    assert.deepEqual(await Promise.all(answers), ['pause', 'resume']);
    session.close();
  });

  test('what failed in the worker is a real error here, with its name', async () => {
    const worker = new FakeWorker(({ id }, self) =>
      self.say({ type: 'failed', id, name: 'RecipeError', message: 'batch is 0' }),
    );
    const session = await Session.open('worker.js', {}, given(worker));
    await assert.rejects(session.ask('begin', BEGIN), (error) => {
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, error.message], ['RecipeError', 'batch is 0']);
      return true;
    });
    session.close();
  });

  test('it keeps what it comes from; in another language, the engine’s own sentence too', async () => {
    const thrown = {
      message: 'layer 2 has 0 units',
      what: '{"kind":"units","layer":2,"found":0,"most":4096}',
    };
    const cause = {
      name: 'Error',
      message: 'out of range',
      cause: { name: 'Error', message: 'of u32' },
    };
    const worker = new FakeWorker(({ id }, self) =>
      self.say({ type: 'failed', id, name: 'RecipeError', ...thrown, cause }),
    );
    const session = await Session.open('worker.js', {}, given(worker));
    const failed = () => session.ask('begin', BEGIN).then(assert.fail, (error) => error);
    /** @param {any} error @returns {string[]} */
    const chain = (error) => (error ? [error.message, ...chain(error.cause)] : []);
    assert.deepEqual(chain(await failed()), [thrown.message, 'out of range', 'of u32']);
    await speak('de');
    const error = await failed();
    await speak('en');
    assert.deepEqual([error.name, error.cause.name], ['RecipeError', 'RecipeError']);
    assert.match(error.message, /^Schicht 2: 0 Einheiten/);
    assert.deepEqual(chain(error.cause), [thrown.message, 'out of range', 'of u32']);
    session.close();
  });

  test('an error crosses with its kind and what it comes from, also where that goes in a circle', () => {
    const inner = Object.assign(new Error('of u32'), { what: 'no more than text' });
    const error = Object.assign(new Error('layer 2', { cause: inner }), {
      name: 'RecipeError',
      what: '{"kind":"units"}',
    });
    const { cause, ...told } = thrownOf(error);
    assert.deepEqual(told, { name: 'RecipeError', message: 'layer 2', what: '{"kind":"units"}' });
    assert.deepEqual(cause, { name: 'Error', message: 'of u32', what: inner.what });
    assert.deepEqual(thrownOf('a word'), { name: 'Error', message: 'a word' });
    inner.cause = error;
    assert.equal(JSON.stringify(thrownOf(error)).split('"layer 2"').length, 6);
  });

  for (const [how, ends] of /** @type {[string, (worker: FakeWorker) => void][]} */ ([
    ['an error', (worker) => worker.onerror({ message: 'out of memory' })],
    [
      'a broken engine',
      (worker) => worker.say({ type: 'lost', name: 'RuntimeError', message: 'unreachable' }),
    ],
  ])) {
    test(`lost by ${how}: every promise is rejected, once, and nothing more can be asked`, async () => {
      const worker = new FakeWorker();
      /** @type {Error[]} */
      const lost = [];
      const session = await Session.open(
        'worker.js',
        { lost: (error) => lost.push(error) },
        given(worker),
      );
      const asked = [session.ask('pause'), session.ask('model')];
      ends(worker);
      ends(worker);
      for (const promise of asked) await assert.rejects(promise, LostError);
      await assert.rejects(session.ask('load'), LostError);
      assert.equal(lost.length, 1);
      assert.equal(worker.terminated, true);
    });
  }

  test('a worker that died without a word is missed', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const worker = new FakeWorker();
      /** @type {Error[]} */
      const lost = [];
      const session = await Session.open(
        'worker.js',
        { lost: (error) => lost.push(error) },
        given(worker),
      );
      mock.timers.tick(60_000);
      assert.equal(lost.length, 0, 'nobody waits for anything');
      const asked = session.ask('pause');
      mock.timers.tick(20_000);
      assert.equal(lost.length, 0, 'patience');
      worker.say({ type: 'answer', id: 0, value: null });
      mock.timers.tick(20_000);
      assert.equal(lost.length, 0, 'it gave a sign of life');
      mock.timers.tick(5_000);
      assert.equal(lost.length, 1);
      await assert.rejects(asked, LostError);
    } finally {
      mock.timers.reset();
    }
  });

  test('one that computes may be silent for as long as its work takes, one that should answer may not', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      for (const [
        ask,
        silence,
      ] of /** @type {[(session: Session) => Promise<unknown>, number][]} */ ([
        [(session) => session.ask('begin', BEGIN), 600_000],
        [(session) => session.ask('step', { count: 1 }), 600_000],
        [(session) => session.ask('digits', { split: 'train', first: 0, count: 1 }), 20_000],
        [() => new Promise(() => {}), Number.POSITIVE_INFINITY],
      ])) {
        const worker = new FakeWorker();
        let lost = 0;
        const session = await Session.open('worker.js', { lost: () => lost++ }, given(worker));
        ask(session).catch(() => {});
        mock.timers.tick(Math.min(silence, 3_600_000));
        assert.equal(lost, 0);
        mock.timers.tick(5_000);
        assert.equal(lost, silence === Number.POSITIVE_INFINITY ? 0 : 1);
        session.close();
      }
      const begins = { type: 'update', run: 1, step: 0, state: 'running' };
      const trains = { ...begins, step: 1 };
      const pong = { type: 'answer', id: 0, value: null };
      const slow = [begins, 40_000, pong, trains, 40_000, pong];
      // Of a run that hasn't taken a step yet nobody knows how long one takes.
      for (const [
        name,
        before,
        silence,
      ] of /** @type {[string, (object | number)[], number][]} */ ([
        ['begins', [begins], 600_000],
        ['trains', [begins, trains], 20_000],
        ['takes 40 s for a step', slow, 8 * 40_000],
        ['waits for digits', [...slow, { ...trains, state: 'waiting' }], 20_000],
        ['begins anew', [...slow, { ...begins, run: 2 }], 600_000],
        ['is paused', [...slow, { ...trains, state: 'paused' }], Number.POSITIVE_INFINITY],
      ])) {
        const worker = new FakeWorker();
        let lost = 0;
        await Session.open('worker.js', { lost: () => lost++ }, given(worker));
        for (const it of before) {
          if (typeof it === 'number') mock.timers.tick(it);
          else worker.say(it);
        }
        mock.timers.tick(Math.min(silence, 3_600_000));
        assert.equal(lost, 0, name);
        mock.timers.tick(5_000);
        assert.equal(lost, silence === Number.POSITIVE_INFINITY ? 0 : 1, name);
      }
    } finally {
      mock.timers.reset();
    }
  });

  test('a worker of another build is refused at once, and said to be one', async () => {
    mock.method(globalThis, 'fetch', async () =>
      assert.fail('its text would be of that build too'),
    );
    try {
      const worker = new FakeWorker(echo);
      worker.build = 'b2';
      const opening = Session.open('https://nib.test/worker.js', {}, given(worker));
      await assert.rejects(opening, BuildError);
      await assert.rejects(opening, /newer version of this page is here: reload/);
      assert.equal(worker.terminated, true);
    } finally {
      mock.restoreAll();
    }
  });

  test('a module of another build can’t be linked, which is said so as well', async () => {
    const message =
      'WebAssembly.Instance(): Import #3 "./nibnet_bg.js" "__wbg_x": function import requires a callable';
    const worker = new FakeWorker(({ id }, self) =>
      self.say({ type: 'failed', id, name: 'LinkError', message }),
    );
    const session = await Session.open('worker.js', {}, given(worker));
    const opened = session.ask('ping');
    const error = await opened.then(
      () => assert.fail(),
      (error) => error,
    );
    assert.ok(error instanceof BuildError);
    assert.deepEqual(
      [/reload/.test(error.message), /** @type {any} */ (error.cause).message],
      [true, message],
    );
    session.close();
  });

  test('starts from the script’s text where a worker by address is refused', async () => {
    mock.method(globalThis, 'fetch', async () => new Response('/* a worker */'));
    /** @type {string[]} */
    const urls = [];
    try {
      const session = await Session.open('https://cdn.test/worker.js', {}, (url) => {
        urls.push(url);
        if (url.startsWith('https:')) throw new DOMException('other origin', 'SecurityError');
        return /** @type {any} */ (new FakeWorker(echo));
      });
      assert.equal(await session.ask('load'), 'load');
      assert.match(urls[1], /^blob:/);
      session.close();
    } finally {
      mock.restoreAll();
    }
  });

  test('a script that is not there is said to be missing', async () => {
    mock.method(globalThis, 'fetch', async () => new Response('', { status: 404 }));
    try {
      const opening = Session.open(
        'https://nib.test/worker.js',
        {},
        given(new FakeWorker(echo, true)),
      );
      await assert.rejects(opening, /worker\.js was not found \(404\)/);
    } finally {
      mock.restoreAll();
    }
  });

  test('acknowledges each update, which is what lets the next come', async () => {
    const worker = new FakeWorker();
    /** @type {any[]} */
    const updates = [];
    const session = await Session.open(
      'worker.js',
      { update: (update) => updates.push(update) },
      given(worker),
    );
    worker.say({ type: 'update', state: 'running' });
    assert.equal(updates.length, 1);
    assert.deepEqual(worker.heard.at(-1), { type: 'seen' });
    session.close();
  });
});

/**
 * A worker that runs: it answers, and says what state it is in.
 * @param {{waits?: boolean}} [how]
 */
function runner({ waits = false } = {}) {
  let run = 0;
  const update = (/** @type {string} */ state, more = {}) => ({
    type: 'update',
    run,
    state,
    needs: null,
    step: 0,
    steps: 10,
    points: [],
    snapshots: [],
    groups: null,
    look: null,
    kept: null,
    net: null,
    fingerprint: null,
    error: null,
    ...more,
  });
  const worker = new FakeWorker(({ type, id, recipe, running, run: number }, self) => {
    if (type === 'seen' || type === 'ping') return;
    if (type === 'begin') {
      if (recipe === '"bad"')
        return self.say({ type: 'failed', id, name: 'RecipeError', message: 'bad recipe' });
      run = number;
      self.say({ type: 'answer', id, value: '{"steps":10}' });
      return self.say(update(!running ? 'paused' : waits ? 'waiting' : 'running'));
    }
    const state = /** @type {any} */ ({
      pause: 'paused',
      resume: 'running',
      stop: 'stopped',
      step: 'paused',
    })[type];
    if (state) self.say(update(state, { fingerprint: state === 'running' ? null : 'f0' }));
    self.say({ type: 'answer', id, value: type === 'step' ? 1 : null });
  });
  return { worker, update };
}

/** @param {() => FakeWorker} worker */
function listened(worker) {
  /** @type {string[]} */
  const states = [];
  /** @type {Error[]} */
  const failures = [];
  const run = new Run(
    (listener) => Session.open('worker.js', listener, /** @type {any} */ (worker)),
    {
      state: (state) => states.push(state),
      progress() {},
      net() {},
      loading() {},
      error: (error) => failures.push(error),
    },
  );
  return { run, states, failures };
}

describe('run', () => {
  test('start, pause, resume, stop: each resolves when it has happened', async () => {
    const { worker } = runner();
    const { run, states } = listened(() => worker);
    await run.start('{}');
    assert.equal(run.state, 'running');
    await run.pause();
    assert.deepEqual([run.state, run.fingerprint], ['paused', 'f0']);
    await run.resume();
    assert.equal(run.state, 'running');
    await run.stop();
    assert.equal(run.state, 'done');
    assert.deepEqual(await run.finished, { step: 0, steps: 10, fingerprint: 'f0', stopped: true });
    assert.deepEqual(states, ['loading', 'running', 'paused', 'running', 'done']);
    run.close();
  });

  test('a stop before the first step rejects the start', async () => {
    const { worker } = runner({ waits: true });
    const { run } = listened(() => worker);
    const started = run.start('{}');
    const stopped = run.stop();
    await assert.rejects(started, /stopped before it began/);
    await stopped;
    assert.equal(run.state, 'done');
    run.close();
  });

  test('a step begins a run that stands still afterwards', async () => {
    const { worker } = runner();
    const { run } = listened(() => worker);
    assert.equal(await run.step(1, '{}'), 1);
    assert.equal(run.state, 'paused');
    assert.equal(await run.step(1, '{}'), 1);
    assert.equal(worker.heard.filter(({ type }) => type === 'begin').length, 1);
    run.close();
  });

  test('a recipe that the worker refuses rejects the start, by name', async () => {
    const { worker } = runner();
    const { run, failures } = listened(() => worker);
    await assert.rejects(run.start('"bad"'), { name: 'RecipeError' });
    assert.equal(run.state, 'failed');
    assert.equal(failures.length, 1);
    run.close();
  });

  test('the points gather, the best is known, and those of a run that was replaced are not mixed in', async () => {
    const { worker, update } = runner();
    const { run } = listened(() => worker);
    await run.start('{}');
    const point = (/** @type {number} */ step, /** @type {number | null} */ testAccuracy) => ({
      step,
      testAccuracy,
    });
    worker.say(update('running', { points: [point(1, 0.5), point(2, 0.9), point(3, null)] }));
    worker.say(update('running', { points: [point(4, 0.8)] }));
    assert.deepEqual(
      run.history.map(({ step }) => step),
      [1, 2, 3, 4],
    );
    assert.deepEqual([run.best?.step, run.scored?.step], [2, 4]);
    const late = update('running', { points: [point(5, 1)] });
    await run.start('{}');
    worker.say(late);
    assert.deepEqual(run.history, []);
    run.close();
  });

  test('a net gone astray fails the run, and keeps its curves', async () => {
    const { worker, update } = runner();
    const { run, failures } = listened(() => worker);
    await run.start('{}');
    worker.say(update('running', { points: [{ step: 1, testAccuracy: 0.1 }] }));
    worker.say(update('failed', { error: { name: 'TrainError', message: 'the loss is NaN' } }));
    await assert.rejects(run.finished, { name: 'TrainError' });
    assert.deepEqual([run.state, run.history.length, failures.length], ['failed', 1, 1]);
    run.close();
  });

  test('a lost worker fails the run, keeps its curves, and the next start makes a new one', async () => {
    const first = runner();
    let next = first;
    const { run, failures } = listened(() => next.worker);
    await run.start('{}');
    first.worker.say(first.update('running', { points: [{ step: 1, testAccuracy: 0.1 }] }));
    const pausing = run.pause();
    first.worker.onerror({ message: 'killed' });
    await assert.rejects(pausing, LostError);
    await assert.rejects(run.finished, LostError);
    assert.deepEqual([run.state, run.history.length, failures.length], ['failed', 1, 1]);
    await assert.rejects(run.pause(), /No run is under way/);
    next = runner();
    await run.start('{}');
    assert.equal(run.state, 'running');
    run.close();
  });

  test('closed, it ends its worker, and what waited is told', async () => {
    const { worker } = runner();
    const { run } = listened(() => worker);
    await run.start('{}');
    run.close();
    await assert.rejects(run.finished, LostError);
    assert.deepEqual([run.state, worker.terminated], ['idle', true]);
  });

  test('closed while it is being connected, it leaves no worker behind', async () => {
    const { worker } = runner();
    const { run } = listened(() => worker);
    const started = run.start('{}');
    run.close();
    await assert.rejects(started, LostError);
    await turn();
    await turn();
    assert.equal(worker.terminated, true);
  });
});
