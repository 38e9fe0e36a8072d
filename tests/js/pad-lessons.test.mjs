/**
 * What nets have been taught: a net never knows what isn't kept, whatever happens in which order.
 */
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { Lessons, lastLabel, stillKept } from '../../www/elements/pad/lessons.js';
import { CorrectionStore } from '../../www/store/corrections.js';
import { Database } from '../../www/store/database.js';
import { freshDisk, refuseStorage } from './disk.mjs';

/** @typedef {import('../../www/store/corrections.js').Correction} Correction */

beforeEach(freshDisk);

const BASE = 100;

/** @param {string} id @param {number} label @returns {Correction} */
const digit = (id, label) => ({
  id,
  label,
  when: id.charCodeAt(0),
  learnt: false,
  strokes: [],
  image: new Uint8Array(784).fill(label),
});

/**
 * A page with a net whose weights say what it was taught: its base, and the labels of its lessons.
 * @param {string | null} [fingerprint] null: a net in training
 */
function visit(fingerprint = 'shipped') {
  const store = new CorrectionStore(new Database());
  const net = {};
  const page = {
    store,
    /** What is read with; null: the base. @type {Float32Array | null} */
    weights: null,
    isGone: false,
    fails: /** @type {Error | null} */ (null),
    taught: 0,
    pupil: /** @type {any} */ ({ fingerprint, step: null, net, weights: Float32Array.of(BASE) }),
    /** @type {Lessons} */
    lessons: /** @type {any} */ (null),
    knows: () => [...(page.weights ?? [BASE])],
  };
  page.lessons = new Lessons({
    store,
    reader: {
      pupils: () => [page.pupil],
      learn: async (_, weights) => {
        if (!page.isGone) page.weights = weights;
        return !page.isGone;
      },
    },
    teach: async ({ weights }, lessons) => {
      page.taught += 1;
      if (page.fails) throw page.fails;
      const labels = lessons.map(({ label }) => label);
      const taught = { steps: 1, right: labels.length, forgotten: 0, watched: 1000 };
      // Nobody learns a 9.
      return {
        ...taught,
        learnt: labels.at(-1) !== 9,
        weights: Float32Array.of(weights[0], ...labels),
      };
    },
  });
  return page;
}

test('forgetting the last lesson gives the net from before it, without learning anew', async () => {
  const page = visit();
  const { lessons, pupil, knows, store } = page;
  assert.equal(await lessons.teach(pupil, digit('a', 3)), 'learnt');
  assert.equal(await lessons.teach(pupil, digit('b', 7)), 'learnt');
  assert.equal(lastLabel(lessons.of(pupil)), 7);
  await lessons.forget(pupil);
  assert.deepEqual(
    (await store.all()).map(({ id }) => id),
    ['a'],
  );
  assert.equal(
    lastLabel(lessons.of(pupil)),
    null,
    'until the next lesson there is nothing to take back',
  );
  assert.deepEqual(lessons.of(pupil)?.lessons, ['a=3']);
  assert.equal(page.taught, 2, 'two lessons, and none to forget');
  assert.deepEqual(knows(), [BASE, 3]);
});

test('after a reload the last lesson can be taken back, and the net is the first one', async () => {
  const first = visit();
  await first.lessons.teach(first.pupil, digit('a', 3));
  const second = visit();
  assert.equal(await second.lessons.settle(), 'same');
  assert.deepEqual(second.knows(), [BASE, 3], 'it has not forgotten over the reload');
  assert.equal(lastLabel(second.lessons.of(second.pupil)), 3);
  await second.lessons.forget(second.pupil);
  assert.deepEqual(second.knows(), [BASE]);
  const third = visit();
  assert.equal(await third.lessons.settle(), 'same');
  assert.deepEqual(third.knows(), [BASE]);
});

test('deleting all digits gives the first net, now and after a reload', async () => {
  const first = visit();
  await first.lessons.teach(first.pupil, digit('a', 3));
  await first.lessons.teach(first.pupil, digit('b', 7));
  await first.store.remove(['a', 'b']);
  // The page is closed before it has heard of that.
  const second = visit();
  assert.equal(await second.lessons.settle(), 'base');
  assert.deepEqual(second.knows(), [BASE]);
  assert.equal(await first.lessons.settle(), 'base');
  assert.deepEqual(first.knows(), [BASE]);
  assert.equal(await second.store.net('shipped'), null);
});

test('deleting one digit, or labelling it anew, is learning what is left from the beginning', async () => {
  const page = visit();
  for (const [id, label] of /** @type {const} */ ([
    ['a', 3],
    ['b', 7],
    ['c', 5],
  ]))
    await page.lessons.teach(page.pupil, digit(id, label));
  await page.store.remove(['a']);
  assert.equal(await page.lessons.settle(), 'forgot');
  assert.deepEqual(page.knows(), [BASE, 7, 5]);
  await page.store.change('b', { label: 1 });
  assert.equal(await page.lessons.settle(), 'relearnt');
  assert.deepEqual(page.knows(), [BASE, 1, 5]);
  assert.equal(await page.lessons.settle(), 'same');
  assert.equal(lastLabel(page.lessons.of(page.pupil)), 5, 'the last lesson is still there');
});

test('what can’t be learnt anew leaves the first net, and is tried again on the next visit', async () => {
  const first = visit();
  await first.lessons.teach(first.pupil, digit('a', 3));
  await first.lessons.teach(first.pupil, digit('b', 7));
  first.fails = new Error('no network');
  await first.store.remove(['a']);
  await assert.rejects(first.lessons.settle(), /no network/);
  assert.deepEqual(first.knows(), [BASE]);
  const second = visit();
  assert.equal(await second.lessons.settle(), 'relearnt');
  assert.deepEqual(second.knows(), [BASE, 7]);
});

test('a digit that would cost others is kept and not learnt; one that fails is kept', async () => {
  const page = visit();
  await page.lessons.teach(page.pupil, digit('a', 3));
  assert.equal(await page.lessons.teach(page.pupil, digit('b', 9)), 'not');
  assert.deepEqual(page.knows(), [BASE, 3]);
  assert.equal(lastLabel(page.lessons.of(page.pupil)), 3);
  page.fails = new Error('no network');
  await assert.rejects(page.lessons.teach(page.pupil, digit('c', 4)), /no network/);
  assert.deepEqual(
    (await page.store.all()).map(({ id, learnt }) => [id, learnt]),
    [
      ['a', true],
      ['b', false],
      ['c', false],
    ],
  );
});

test('a lesson learns what the net knows and the new digit, not what another net was taught', async () => {
  const trained = visit(null);
  await trained.store.add({ ...digit('a', 3), learnt: true });
  await trained.lessons.teach(trained.pupil, digit('b', 7));
  assert.deepEqual(trained.knows(), [BASE, 7]);
  await trained.lessons.forget(trained.pupil);
  assert.deepEqual(trained.knows(), [BASE]);
  assert.deepEqual(await trained.lessons.teachAll(trained.pupil), { right: 1, all: 1 });
  assert.deepEqual(trained.knows(), [BASE, 3]);
});

test('two tabs that teach one after the other lose nothing of each other', async () => {
  const [one, other] = [visit(), visit()];
  await one.lessons.teach(one.pupil, digit('a', 3));
  await other.lessons.teach(other.pupil, digit('b', 7));
  assert.deepEqual(other.knows(), [BASE, 3, 7]);
});

test('a net that was replaced during its lesson stays as it is, and the digit is kept', async () => {
  const page = visit(null);
  page.isGone = true;
  assert.equal(await page.lessons.teach(page.pupil, digit('a', 3)), 'gone');
  assert.equal(page.lessons.of(page.pupil), null);
  assert.equal((await page.store.all()).length, 1);
});

test('where the browser keeps nothing, all of it holds as long as the page', async () => {
  refuseStorage();
  const page = visit();
  await page.lessons.teach(page.pupil, digit('a', 3));
  await page.lessons.teach(page.pupil, digit('b', 7));
  await page.store.remove(['a']);
  await page.lessons.settle();
  assert.deepEqual(page.knows(), [BASE, 7]);
  await page.lessons.forget(page.pupil);
  assert.deepEqual(page.knows(), [BASE]);
});

test('lessons are found by their digits, whatever those are labelled now', () => {
  const kept = [digit('a', 3), digit('b', 7), digit('c', 5)];
  assert.deepEqual(
    stillKept(['c=1', 'a=3', 'gone=2'], kept).map(({ id }) => id),
    ['a', 'c'],
  );
});
