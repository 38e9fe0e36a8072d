import assert from 'node:assert/strict';
import test from 'node:test';
import { followPointer } from '../../www/elements/pad/pointer.js';

/** A surface of 100 px without a browser, and what the pen did on it. @param {object} [more] */
function desk(more) {
  const surface = Object.assign(new EventTarget(), {
    ...more,
    clientWidth: 100,
    clientHeight: 100,
    ownerDocument: {},
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

test('two fingers take back what the first has drawn, and draw nothing until both are up', () => {
  const { did, send } = desk();
  const finger = (/** @type {number} */ pointerId) => ({ pointerType: 'touch', pointerId });
  send('pointerdown', { ...finger(1), isPrimary: true });
  send('pointerdown', finger(2));
  send('pointermove', { ...finger(1), offsetX: 90 });
  send('pointerup', finger(2));
  send('pointerdown', finger(3));
  send('pointerup', finger(3));
  send('pointercancel', finger(1));
  assert.deepEqual(did.splice(0), ['begin 0.5 0.5 0.5', 'cancel']);
  send('pointerdown', finger(4));
  send('pointerup', finger(4));
  assert.deepEqual(did.splice(0), ['begin 0.5 0.5 0.5', 'move 0.5 0.5', 'end']);
});

test('a finger whose lift was never told doesn’t keep the next from drawing', () => {
  const { did, send } = desk();
  send('pointerdown', { pointerType: 'touch', pointerId: 1, isPrimary: true });
  send('pointerdown', { pointerType: 'touch', pointerId: 2 });
  send('pointerdown', { pointerType: 'touch', pointerId: 3, isPrimary: true });
  assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'cancel', 'begin 0.5 0.5 0.5']);
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

test('cancel, lost capture and a mouse’s lost button end the stroke', () => {
  for (const [type, more] of /** @type {[string, object][]} */ ([
    ['pointercancel', {}],
    ['pointercancel', { pointerType: 'pen' }],
    ['lostpointercapture', {}],
    ['pointermove', { buttons: 0 }],
  ])) {
    const { did, send } = desk();
    send('pointerdown', more);
    send(type, more);
    send('pointermove', { offsetX: 90 });
    assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'end'], type);
  }
});

test('a touch that the system takes away was a palm: it leaves no mark', () => {
  const { did, send } = desk();
  send('pointerdown', { pointerType: 'touch' });
  send('pointermove', { pointerType: 'touch', offsetX: 60 });
  send('pointercancel', { pointerType: 'touch' });
  send('lostpointercapture', { pointerType: 'touch' });
  assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'move 0.6 0.5', 'cancel']);
});

test('pens and fingers that report no button draw on', () => {
  for (const pointerType of ['pen', 'touch']) {
    const { did, send } = desk();
    send('pointerdown', { pointerType });
    send('pointermove', { pointerType, buttons: 0, offsetX: 60 });
    send('pointerup', { pointerType, buttons: 0, offsetX: 70 });
    assert.deepEqual(
      did,
      ['begin 0.5 0.5 0.5', 'move 0.6 0.5', 'move 0.7 0.5', 'end'],
      pointerType,
    );
  }
});

test('a contact that comes before the last one’s up is a stroke of its own', () => {
  for (const pointerId of [1, 2]) {
    const { did, send } = desk();
    send('pointerdown', { pointerType: 'pen', pointerId: 1 });
    send('pointerdown', { pointerType: 'pen', pointerId, offsetX: 20 });
    send('pointermove', { pointerType: 'pen', pointerId, offsetX: 30 });
    assert.deepEqual(did, ['begin 0.5 0.5 0.5', 'end', 'begin 0.2 0.5 0.5', 'move 0.3 0.5']);
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

test('touches are the browser’s, but for a double tap’s and a palm’s beside a pen', () => {
  const { send, freeze } = desk();
  const finger = { pointerType: 'touch' };
  assert.ok(!send('touchstart').defaultPrevented, 'two fingers may zoom');
  send('pointerdown', finger);
  send('pointerup', finger);
  assert.ok(send('touchend').defaultPrevented, 'no click comes of a stroke');
  assert.ok(send('touchstart').defaultPrevented, 'no magnifier');
  assert.ok(send('contextmenu', finger).defaultPrevented);
  assert.ok(!send('contextmenu').defaultPrevented, 'of a mouse');
  send('pointerdown', { pointerType: 'pen', pointerId: 2 });
  assert.ok(send('touchstart').defaultPrevented, 'a palm zooms nothing');
  freeze();
  for (const type of ['touchstart', 'touchend', 'contextmenu'])
    assert.ok(!send(type, finger).defaultPrevented, `${type} on a frozen pad`);
});

test('without currentCSSZoom, CSS zoom is counted up through shadow trees', () => {
  const zooms = { body: '1.5', pad: '2', surface: 'normal' };
  const body = { nodeType: 1, name: 'body', parentNode: { nodeType: 9 } };
  const pad = { nodeType: 1, name: 'pad', assignedSlot: null, parentNode: body };
  Object.assign(globalThis, {
    getComputedStyle: (/** @type {{name: keyof typeof zooms}} */ at) => ({ zoom: zooms[at.name] }),
  });
  try {
    const { did, send } = desk({ nodeType: 1, name: 'surface', parentNode: { host: pad } });
    send('pointerdown', { offsetX: 150, offsetY: 30 });
    assert.deepEqual(did, ['begin 0.5 0.1 0.5']);
  } finally {
    Reflect.deleteProperty(globalThis, 'getComputedStyle');
  }
});
