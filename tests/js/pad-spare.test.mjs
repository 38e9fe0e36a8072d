// Work for idle moments: in slices, and given up when something else comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Spare } from '../../www/elements/pad/idle.js';

/** A browser that is idle when it is told so. */
function browser() {
  /** @type {(() => void)[]} */
  const waiting = [];
  const spare = new Spare(
    (work) => waiting.push(work),
    (number) => (waiting[number - 1] = () => {}),
  );
  const idle = () => {
    const work = waiting[waiting.length - 1];
    waiting[waiting.length - 1] = () => {};
    work();
  };
  return { spare, asked: () => waiting.length, idle };
}

/** @param {number} ms */
function busy(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('nothing is done before there is time, and no more than has to be', () => {
  const { spare, asked, idle } = browser();
  let steps = 0;
  spare.begin(() => ++steps === 3);
  assert.equal(steps, 0);
  while (steps < 3) idle();
  const moments = asked();
  idle();
  assert.equal(asked(), moments, 'it asks for no more time');
});

test('a step that takes long has a slice of its own', () => {
  const { spare, asked, idle } = browser();
  let steps = 0;
  spare.begin(() => (busy(10), ++steps === 3));
  for (let moment = 1; moment <= 3; moment++) {
    idle();
    assert.deepEqual([steps, asked()], [moment, Math.min(moment + 1, 3)]);
  }
});

test('what comes takes the place of what was going on, in whatever moment it comes', () => {
  const { spare, idle } = browser();
  const done = /** @type {string[]} */ ([]);
  spare.begin(() => (done.push('old'), busy(10), false));
  idle();
  spare.begin(() => (done.push('new'), true));
  idle();
  assert.deepEqual(done, ['old', 'new']);
  spare.begin(
    () => (done.push('outer'), spare.begin(() => (done.push('inner'), true)), busy(10), false),
  );
  idle();
  idle();
  assert.deepEqual(done.slice(2), ['outer', 'inner']);
  spare.begin(() => (done.push('never'), true));
  spare.stop();
  idle();
  assert.equal(done.length, 4);
});
