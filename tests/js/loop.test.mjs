// The worker's loop, with a net that does as it is told and a clock moved by hand.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Loop } from '../../www/engine/worker/loop.js';
import { Watcher } from '../../www/engine/worker/watcher.js';

const STEPS = 100;

/**
 * A net whose only skill is to count: every tenth step it is tested, which takes two pieces of
 * work.
 */
class Counting {
  recipe = JSON.stringify({ steps: STEPS, batch: 10 });
  step = 0;
  testing = 2;
  present = 2;
  batch = 10;
  freed = false;
  /** Milliseconds. */
  pieceTakes = 1;
  looksFor = 0;
  /** @type {number[]} */
  slices = [];
  /** @type {Error | null} */
  breaks = null;

  /** @param {{train: number}} digits @param {number} work */
  advance(digits, work) {
    this.slices.push(work);
    if (this.breaks) throw this.breaks;
    const points = [];
    let trained = 0;
    let state = 'running';
    const wanted = work;
    while (work-- > 0) {
      clock.now += this.pieceTakes;
      if (this.testing) {
        if (--this.testing) continue;
        points.push({ step: this.step, testAccuracy: this.step / STEPS });
        if (this.step === STEPS) state = 'done';
        break; // as the engine does, so that what was tested can be looked at
      } else if (this.step === digits.train) {
        state = 'waiting';
        break;
      } else {
        this.step++;
        trained++;
        if (this.step % 10 === 0) {
          this.testing = 2;
          break;
        }
      }
    }
    const needs = state === 'waiting' ? 'train' : null;
    return JSON.stringify({
      state,
      needs,
      step: this.step,
      steps: STEPS,
      epoch: 0,
      images: 0,
      learningRate: 0.1,
      trained,
      worked: wanted - Math.max(work, 0),
      points,
    });
  }
  weights() {
    return new Float32Array([this.step]);
  }
  network() {
    return '{}';
  }
  fingerprint() {
    return `at ${this.step}`;
  }
  model() {
    return new Uint8Array([this.step]);
  }
  checkpoint() {
    return new Uint8Array([this.step, 1]);
  }
  /** @param {string} change */
  change(change) {
    const { batch } = JSON.parse(change);
    if (!batch) throw Object.assign(new Error('no batch'), { name: 'RecipeError' });
    this.batch = batch;
    this.recipe = JSON.stringify({ steps: STEPS, batch, changes: [{ step: this.step, batch }] });
  }
  groups() {
    return '[{"kind":"weights","layer":null,"name":"","count":1}]';
  }
  look() {
    clock.now += this.looksFor;
    const bytes = () => new Uint8Array([this.step]);
    return {
      step: this.step,
      images: bytes(),
      labels: bytes(),
      guesses: bytes(),
      spreads: new Float32Array(8).fill(this.step),
      free() {},
    };
  }
  guesses() {
    return new Uint8Array([this.step]);
  }
  release_threads() {
    this.present = 1;
  }
  free() {
    this.freed = true;
  }
}

const clock = { now: 0 };

function bench(digits = { train: STEPS }) {
  clock.now = 0;
  /** @type {any[]} */
  const updates = [];
  /** @type {(() => void)[]} */
  const turns = [];
  const loop = new Loop({
    digits: () => (digits.train < 0 ? undefined : digits),
    post: (update) => void updates.push(structuredClone(update)),
    soon: (turn) => void turns.push(turn),
    now: () => clock.now,
  });
  const net = new Counting();
  return {
    loop,
    net,
    updates,
    digits,
    /** Lets so many turns pass; the page sees each update. */
    run(most = Infinity, seen = true) {
      for (let i = 0; i < most && turns.length; i++) {
        /** @type {() => void} */ (turns.shift())();
        if (seen) loop.seen();
      }
    },
    get last() {
      return updates[updates.length - 1];
    },
    points: () =>
      updates.flatMap(({ points }) => points.map((/** @type {any} */ { step }) => step)),
  };
}

describe('loop', () => {
  test('trains to the end and hands out every point once', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run();
    assert.equal(b.last.state, 'done');
    assert.deepEqual(b.points(), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    assert.equal(b.last.fingerprint, 'at 100');
    assert.deepEqual(b.last.net.weights, new Float32Array([100]));
  });

  test('loses no point when the page looks seldom', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run(Infinity, false);
    b.loop.seen();
    assert.deepEqual(b.points(), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    assert.ok(b.updates.length <= 2, `${b.updates.length} updates for a page that looks at none`);
  });

  test('slices grow to a dozen milliseconds, and not far beyond', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run();
    const longest = Math.max(...b.net.slices);
    assert.equal(b.net.slices[0], 1);
    assert.ok(longest >= 8 && longest <= 24, `the longest slice took ${longest} ms`);
  });

  test('steps that take long are told ten times a second, and new points at once', () => {
    const b = bench();
    b.net.pieceTakes = 30;
    b.loop.begin(b.net, 1, true);
    b.run();
    assert.deepEqual(b.points(), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    const told = b.updates.length;
    assert.ok(
      told >= clock.now / 150 && told <= clock.now / 100 + 13,
      `${told} updates in ${clock.now} ms`,
    );
    for (const { points, step } of b.updates)
      assert.ok(
        points.every((/** @type {any} */ point) => point.step === step),
        'told late',
      );
  });

  test('one net in a tenth of a second', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run();
    const nets = b.updates.filter(({ net }) => net).length;
    assert.ok(nets <= 2 + clock.now / 100, `${nets} nets in ${clock.now} ms`);
  });

  test('pauses between two slices, stays there, and resumes', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run(6);
    b.loop.pause();
    const { step } = b.net;
    b.run();
    assert.equal(b.net.step, step);
    assert.deepEqual([b.last.state, b.last.fingerprint], ['paused', `at ${step}`]);
    b.loop.resume();
    b.run();
    assert.equal(b.last.state, 'done');
  });

  test('steps exactly as far as it is asked, tests in between included', async () => {
    const b = bench();
    b.loop.begin(b.net, 1, false);
    for (const [count, at] of [
      [1, 1],
      [8, 9],
      [1, 10],
      [25, 35],
    ]) {
      const stepped = b.loop.step(count);
      b.run();
      assert.equal(await stepped, at);
      assert.equal(b.last.state, 'paused');
    }
  });

  test('the last step ends the run, with its test', async () => {
    const b = bench();
    b.loop.begin(b.net, 1, false);
    const stepped = b.loop.step(1_000);
    b.run();
    assert.equal(await stepped, STEPS);
    assert.equal(b.last.state, 'done');
    assert.equal(b.points().at(-1), STEPS);
  });

  test('a pause ends the steps that were asked for, and whoever asked hears it', async () => {
    const b = bench();
    b.loop.begin(b.net, 1, false);
    const stepped = b.loop.step(50);
    b.run(3);
    b.loop.pause();
    await assert.rejects(stepped, { name: 'StateError' });
    b.loop.resume();
    b.run();
    assert.equal(b.last.state, 'done', 'it resumes freely, not for the rest of the fifty');
  });

  test('waits for digits, says which, and goes on by itself', () => {
    const b = bench({ train: -1 });
    b.loop.begin(b.net, 1, true);
    b.run();
    assert.deepEqual([b.last.state, b.last.needs], ['waiting', 'train']);
    b.digits.train = 25;
    b.loop.nudge();
    b.run();
    assert.deepEqual([b.last.state, b.last.needs, b.last.step], ['waiting', 'train', 25]);
    b.digits.train = STEPS;
    b.loop.nudge();
    b.run();
    assert.equal(b.last.state, 'done');
  });

  test('paused while it waits, it does not go on when the digits come', () => {
    const b = bench({ train: 5 });
    b.loop.begin(b.net, 1, true);
    b.run();
    b.loop.pause();
    b.digits.train = STEPS;
    b.loop.nudge();
    b.run();
    assert.deepEqual([b.last.state, b.net.step], ['paused', 5]);
  });

  test('a net that goes astray fails the run, keeps what was measured, and can be saved', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run(6);
    b.net.breaks = Object.assign(new Error('the loss is NaN'), { name: 'TrainError' });
    b.run();
    assert.deepEqual(
      [b.last.state, b.last.error],
      ['failed', { name: 'TrainError', message: 'the loss is NaN' }],
    );
    assert.ok(b.points().length > 0);
    assert.equal(b.loop.model().length, 1);
    assert.throws(() => b.loop.resume(), { name: 'StateError' });
  });

  test('a broken engine is no failed run: it is thrown on', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.net.breaks = new WebAssembly.RuntimeError('unreachable');
    assert.throws(() => b.run(), WebAssembly.RuntimeError);
  });

  test('stopped, it keeps its net until another begins', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run(6);
    b.loop.stop();
    assert.equal(b.last.state, 'stopped');
    assert.deepEqual(b.loop.model(), new Uint8Array([b.net.step]));
    const next = new Counting();
    b.loop.begin(next, 2, true);
    assert.equal(b.net.freed, true);
    b.run();
    assert.deepEqual([b.last.state, b.last.run], ['done', 2]);
  });

  test('refuses what makes no sense, by name', () => {
    const { loop } = bench();
    for (const ask of [
      () => loop.pause(),
      () => loop.resume(),
      () => loop.stop(),
      () => loop.step(1),
      () => loop.model(),
    ]) {
      assert.throws(ask, { name: 'StateError' });
    }
  });

  test('a lab is shown every test with the weights that were tested, and nothing where nobody watches', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.run();
    assert.ok(
      b.updates.every(
        ({ snapshots, look, groups }) => snapshots.length === 0 && look === null && groups === null,
      ),
    );
    const watched = bench();
    watched.loop.watch(true);
    watched.loop.begin(watched.net, 1, true);
    watched.run();
    const groups = watched.updates.filter((update) => update.groups);
    assert.deepEqual([groups.length, groups[0].groups[0].kind], [1, 'weights']);
    const snapshots = watched.updates.flatMap((update) => update.snapshots);
    const [first, ...tests] = snapshots;
    assert.deepEqual([first.step, first.point], [0, null]);
    assert.deepEqual(
      tests.map(({ step }) => step),
      [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    );
    for (const { step, point, weights, guesses, look } of tests) {
      assert.deepEqual(
        [point.step, weights[0], guesses[0], look.step, look.spreads[7]],
        [step, step, step, step, step],
      );
    }
    const looks = watched.updates.filter(({ look }) => look).map(({ look }) => look.step);
    assert.deepEqual(looks, [...new Set(looks)], 'no look twice');
    assert.equal(looks.at(-1), 100);
    const { time } = watched.updates.at(-1);
    assert.equal(time.training, 100, 'a millisecond a step');
    assert.equal(time.testing, 22, 'and two a test');
  });

  test('of a net that takes long to look at, looks take a twentieth of the time', () => {
    for (const [looksFor, least, most] of [
      [0, 40, 40], // four a second
      [10, 35, 40],
      [50, 9, 10],
    ]) {
      clock.now = 0;
      const net = Object.assign(new Counting(), { looksFor });
      const watcher = new Watcher(() => clock.now);
      watcher.watch(true, net);
      watcher.ms = 0;
      let looks = 0;
      for (net.step = 1; clock.now < 10_000; net.step++) {
        clock.now += 25;
        if (watcher.take(net, false).look) looks++;
      }
      assert.ok(looks >= least && looks <= most, `${looks} looks of ${looksFor} ms in 10 s`);
      assert.equal(watcher.ms, looks * looksFor);
    }
  });

  test('a page that does not listen is not buried: of many snapshots every other one waits', () => {
    const net = new Counting();
    const watcher = new Watcher(() => clock.now);
    watcher.watch(true, net);
    for (net.step = 1; net.step <= 1000; net.step++)
      watcher.tested(net, /** @type {any} */ ({ step: net.step }));
    net.step = 1000;
    const steps = watcher.take(net, true).snapshots.map(({ step }) => step);
    assert.ok(steps.length <= 16 && steps.length >= 8, `${steps.length}`);
    assert.equal(steps.at(-1), 1000, 'the newest is never the one that goes');
  });

  test('a run that is kept is handed over every few seconds and when it stands', () => {
    const b = bench();
    b.loop.keep(true);
    b.loop.begin(b.net, 1, false);
    assert.equal(b.updates.at(-1).kept, null, 'nothing has been learnt');
    const { advance } = b.net;
    b.net.advance = (digits, work) => {
      clock.now += work * 199;
      return advance.call(b.net, digits, work);
    };
    b.loop.resume();
    b.run();
    const kept = b.updates
      .filter((update) => update.kept)
      .map(({ kept: [step], step: now }) => [step, now]);
    assert.ok(kept.length >= 4 && kept.length <= 6, `${kept.length} times in 24 seconds`);
    assert.ok(kept.every(([step, now]) => step === now));
    assert.deepEqual(kept.at(-1), [100, 100]);
    assert.deepEqual([...b.loop.checkpoint()], [100, 1]);
  });

  test('a run that can’t be kept says why, and goes on', () => {
    const b = bench();
    b.loop.keep(true);
    b.net.pieceTakes = 199;
    b.net.checkpoint = () => {
      throw new RangeError('Array buffer allocation failed');
    };
    b.loop.begin(b.net, 1, true);
    b.run();
    const { state, step, kept, unkept } = b.updates.at(-1);
    assert.deepEqual([state, step, kept], ['done', 100, null]);
    assert.equal(unkept?.message, 'Array buffer allocation failed');
    b.net.checkpoint = () => {
      throw new WebAssembly.RuntimeError('unreachable');
    };
    b.net.step = 1;
    b.loop.begin(b.net, 2, true);
    assert.throws(() => b.run(), /unreachable/, 'but the engine itself broke down');
  });

  test('a run gives its memory back before the next one takes as much', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    b.loop.clear();
    assert.ok(b.net.freed);
    assert.throws(() => b.loop.model(), { name: 'StateError' });
    b.run();
    assert.deepEqual(b.updates, [], 'what was cleared takes no step');
  });

  test('a change is told to the net, and what is wrong with it to whoever asked', () => {
    const b = bench();
    assert.throws(() => b.loop.change('{}'), { name: 'StateError' });
    b.loop.begin(b.net, 1, false);
    assert.throws(() => b.loop.change('{}'), { name: 'RecipeError' });
    assert.deepEqual(JSON.parse(b.loop.change('{"batch":30}')).changes, [{ step: 0, batch: 30 }]);
  });

  test('speed and time left come true', () => {
    const b = bench();
    b.loop.begin(b.net, 1, true);
    // 100 steps and 22 pieces of testing take 122 ms here: too short to tell. Ten times as slow, it
    // can.
    const { advance } = b.net;
    b.net.advance = (digits, work) => {
      clock.now += work * 9;
      return advance.call(b.net, digits, work);
    };
    b.run();
    const told = b.updates.filter(
      ({ imagesPerSecond, step }) => imagesPerSecond && step > 50 && step < 100,
    );
    assert.ok(told.length > 0);
    for (const { imagesPerSecond, secondsLeft, step } of told) {
      // 122 pieces of 10 ms for 1,000 images: 820 a second, give or take where the tests fall.
      assert.ok(imagesPerSecond > 600 && imagesPerSecond < 1_000, `${imagesPerSecond} images/s`);
      assert.ok(Math.abs(secondsLeft - ((STEPS - step) * 10) / imagesPerSecond) < 1e-9);
    }
  });
});
