import assert from 'node:assert/strict';
import test from 'node:test';
import { followPointer } from '../../www/elements/pad/pointer.js';

/** A surface of 100 px without a browser, and what the pen did on it. */
function desk() {
  const surface = Object.assign(new EventTarget(), {
    clientWidth: 100,
    clientHeight: 100,
    setPointerCapture(/** @type {number} */ id) {
      if (id === 99) throw new DOMException('no such pointer', 'NotFoundError');
    },
  });
  /** @type {string[]} */
  const did = [];
  let frozen = false;
  const life = new AbortController();
  followPointer(
    /** @type {any} */ (surface),
    {
      mayBegin: () => !frozen,
      begin: ([x, y, p], withEraser) =>
        did.push(`${withEraser ? 'erase' : 'begin'} ${x} ${y} ${p}`),
      move: ([x, y]) => did.push(`move ${x} ${y}`),
      expect: (samples) => did.push(`expect ${samples.map(([x]) => x)}`),
      end: () => did.push('end'),
      cancel: () => did.push('cancel'),
    },
    life.signal,
  );
  /** @param {string} type @param {object} [more] */
  const send = (type, more) => {
    const event = new Event(type, { cancelable: true });
    const told = {
      pointerId: 1,
      pointerType: 'mouse',
      button: 0,
      buttons: 1,
      pressure: 0.5,
      offsetX: 50,
      offsetY: 50,
      ...more,
    };
    for (const [name, value] of Object.entries(told)) Object.defineProperty(event, name, { value });
    surface.dispatchEvent(event);
    return event;
  };
  return { did, send, life, freeze: () => (frozen = true) };
}

test('down, moves and up are one stroke', () => {
  const { did, send } = desk();
  send('pointerdown', { offsetX: 10 });
  send('pointermove', { offsetX: 30 });
  send('pointerup', { offsetX: 40, buttons: 0, pressure: 0 });
  send('lostpointercapture', { buttons: 0 });
  assert.deepEqual(did, ['begin 0.1 0.5 0.5', 'move 0.3 0.5', 'move 0.4 0.5', 'end']);
});

test('all samples between two frames are taken', () => {
  const { did, send } = desk();
  send('pointerdown');
  const between = [20, 25, 30].map((offsetX) => ({
    offsetX,
    offsetY: 50,
    pointerType: 'mouse',
    pressure: 0.5,
  }));
  send('pointermove', { offsetX: 30, getCoalescedEvents: () => between });
  assert.deepEqual(did.slice(1), ['move 0.2 0.5', 'move 0.25 0.5', 'move 0.3 0.5']);
});

test('where the pen is expected is told apart from where it was', () => {
  const { did, send } = desk();
  send('pointerdown');
  const ahead = [
    { offsetX: 35, offsetY: 50 },
    { offsetX: 40, offsetY: 50 },
  ];
  send('pointermove', { offsetX: 30, getPredictedEvents: () => ahead });
  assert.deepEqual(did.splice(1), ['move 0.3 0.5'], 'of a mouse, its arrow tells');
  send('pointerup');
  did.length = 0;
  send('pointerdown', { pointerType: 'pen', pointerId: 2 });
  send('pointermove', {
    pointerType: 'pen',
    pointerId: 2,
    offsetX: 30,
    getPredictedEvents: () => ahead,
  });
  assert.deepEqual(did.slice(1), ['move 0.3 0.5', 'expect 0.35,0.4']);
});

test('a pen that is turned over erases, by its button or by its bit', () => {
  for (const more of [
    { button: 5, buttons: 32 },
    { button: 0, buttons: 33 },
  ]) {
    const { did, send } = desk();
    send('pointerdown', { pointerType: 'pen', ...more });
    send('pointermove', { pointerType: 'pen', buttons: 32, offsetX: 60 });
    send('pointerup', { pointerType: 'pen', buttons: 0, offsetX: 60 });
    assert.deepEqual(did, ['erase 0.5 0.5 0.5', 'move 0.6 0.5', 'move 0.6 0.5', 'end']);
  }
});

test('a second finger draws nothing and ends nothing', () => {
  const { did, send } = desk();
  send('pointerdown', { pointerType: 'touch', pointerId: 1 });
  send('pointerdown', { pointerType: 'touch', pointerId: 2 });
  send('pointermove', { pointerType: 'touch', pointerId: 2, offsetX: 90 });
  send('pointerup', { pointerType: 'touch', pointerId: 2 });
  send('pointermove', { pointerType: 'touch', pointerId: 1, offsetX: 60 });
  assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'move 0.6 0.5']);
});

test('a pen takes over from the palm that came first', () => {
  const { did, send } = desk();
  send('pointerdown', { pointerType: 'touch', pointerId: 1 });
  send('pointerdown', { pointerType: 'pen', pointerId: 2, pressure: 0.8 });
  send('pointermove', { pointerType: 'touch', pointerId: 1, offsetX: 90 });
  assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'cancel', 'begin 0.5 0.5 0.8']);
});

test('a hand laid down beside a pen draws nothing', () => {
  const { did, send } = desk();
  send('pointermove', { pointerType: 'pen', pointerId: 2, buttons: 0 });
  send('pointerdown', { pointerType: 'touch', pointerId: 1 });
  assert.deepEqual(did, []);
});

test('cancel, lost capture and a lost button end the stroke', () => {
  for (const [type, more] of /** @type {[string, object][]} */ ([
    ['pointercancel', {}],
    ['lostpointercapture', {}],
    ['pointermove', { buttons: 0 }],
  ])) {
    const { did, send } = desk();
    send('pointerdown');
    send(type, more);
    send('pointermove', { offsetX: 90 });
    assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'end'], type);
  }
});

test('the right button is left alone, and so is everything while frozen', () => {
  const { did, send, freeze } = desk();
  send('pointerdown', { button: 2, buttons: 2 });
  send('pointermove', { buttons: 2 });
  freeze();
  send('pointerdown');
  assert.deepEqual(did, []);
});

test('a pointer that cannot be captured draws all the same', () => {
  const { did, send } = desk();
  send('pointerdown', { pointerId: 99 });
  send('pointermove', { pointerId: 99, offsetX: 60 });
  assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'move 0.6 0.5']);
});

test('only a pen has pressure, and the lift of the pen has none', () => {
  const { did, send } = desk();
  send('pointerdown', { pointerType: 'touch', pressure: 1 });
  assert.equal(did[0], 'begin 0.5 0.5 0.5');
});

test('the end of the stay in the page ends the stroke and the listening', () => {
  const { did, send, life } = desk();
  send('pointerdown');
  life.abort();
  send('pointermove');
  send('pointerdown');
  assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'end']);
});

test('a touch is kept from the magnifier', () => {
  const { send } = desk();
  assert.ok(send('touchstart').defaultPrevented);
});
