/** Runs in the browser's store: transactions, other tabs, refusals, and what older pages kept. */
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { openDB } from 'idb';
import { CorrectionStore } from '../../www/store/corrections.js';
import { DATABASE, Database } from '../../www/store/database.js';
import { RunFileError, RunStore } from '../../www/store/runs.js';
import { fillDisk, freshDisk, refuseStorage } from './disk.mjs';

/** @typedef {import('../../www/store/runs.js').RunHead} RunHead */

beforeEach(freshDisk);

/** As another tab has one. @param {any} [locks] */
const newStore = (locks = null) => new RunStore(new Database(), locks);

/**
 * As src/train/checkpoint.rs writes it.
 * @param {number} step
 * @param {number[]} [weights]
 * @param {boolean} [isOrdered]
 */
function checkpoint(step, weights = [1, 2], isOrdered = true) {
  const numbers = (/** @type {number[]} */ of) => [
    ...new Uint8Array(BigUint64Array.of(BigInt(of.length)).buffer),
    ...new Uint8Array(Float32Array.from(of).buffer),
  ];
  const body = [
    ...new Uint8Array(BigUint64Array.of(2n).buffer),
    ...[0x7b, 0x7d], // {}
    ...new Uint8Array(Uint32Array.of(step).buffer),
    ...numbers(weights),
    ...numbers([0.5, 0.25]),
    ...numbers([]),
    ...new Uint8Array(16),
    ...(isOrdered ? [1, 0, 0, 0, 0, 9, 0, 0, 0] : [0]),
    ...new Uint8Array(8 + 4 + 8 + 1),
  ];
  const head = [...new Uint8Array(8), ...new Uint8Array(Uint32Array.of(0, body.length).buffer)];
  head.splice(0, 6, 0x4e, 0x49, 0x42, 0x52, 1, 0);
  return Uint8Array.from([...head, ...body]);
}

/** @param {string} id @param {Partial<RunHead>} [differs] @returns {RunHead} */
const head = (id, differs) => ({
  id,
  name: `run ${id}`,
  began: 1,
  changed: 1,
  preset: 'softmax',
  seed: 1,
  recipe: {},
  step: 5,
  steps: 10,
  ended: false,
  accuracy: null,
  fingerprint: null,
  bytes: 1,
  ...differs,
});

/** @param {number} step */
const body = (step) => ({ checkpoint: checkpoint(step), points: [] });

/** The steps of a run's head and of its body. @param {RunStore} store @param {string} id */
async function stepsOf(store, id) {
  const [found, kept] = [(await store.all()).find((head) => head.id === id), await store.body(id)];
  const file = kept?.checkpoint;
  return [found?.step, file && new DataView(file.buffer, file.byteOffset).getUint32(26, true)];
}

test('head and body are of the same step, also where there is room for one of them', async () => {
  const store = newStore();
  assert.equal(await store.keep(head('a', { step: 5 }), body(5)), true);
  assert.deepEqual(await stepsOf(store, 'a'), [5, 5]);
  const { put } = IDBObjectStore.prototype;
  for (const full of ['runs', 'run-bodies']) {
    IDBObjectStore.prototype.put = function (...entry) {
      if (this.name === full) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, entry);
    };
    assert.equal(await store.keep(head('a', { step: 9 }), body(9)), false);
    assert.equal(store.trouble, 'full');
    assert.deepEqual(await stepsOf(store, 'a'), [5, 5], `no room for ${full}`);
    assert.equal(store.trouble, 'full', 'that runs can be read is no room for them');
  }
  IDBObjectStore.prototype.put = put;
  assert.equal(await store.keep(head('a', { step: 9 }), body(9)), true);
  assert.equal(store.trouble, null);
});

test('a name that is given while the run is kept stays', async () => {
  const [here, there] = [newStore(), newStore()];
  await here.keep(head('a'), body(5));
  for (let step = 6; step < 10; step++) {
    const name = `name ${step}`;
    await Promise.all([here.keep(head('a', { step }), body(step)), there.rename('a', name)]);
    const [{ name: found, step: at }] = await here.all();
    assert.deepEqual([found, at], [name, step]);
  }
  await there.remove('a');
  await here.rename('a', 'gone');
  assert.deepEqual(await here.all(), []);
  assert.equal(await here.body('a'), null);
});

test('a run is not replaced by one that could not be opened', async () => {
  const store = newStore();
  await store.keep(head('a'), body(5));
  const whole = checkpoint(9);
  for (const [file, why] of /** @type {[Uint8Array, RegExp][]} */ ([
    [checkpoint(9, [1, 2], false), /which digits come next/],
    [checkpoint(9, [1, Number.NaN]), /weights are not all finite/],
    [checkpoint(9, [Infinity]), /weights are not all finite/],
    [whole.subarray(0, -1), /not whole/],
    [new Uint8Array(100), /no run/],
    [new Uint8Array(), /no run/],
    [whole.with(23, 255), /longer than the whole/],
  ])) {
    const keep = store.keep(head('a', { step: 9 }), { checkpoint: file, points: [] });
    await assert.rejects(keep, (error) => error instanceof RunFileError && why.test(error.message));
    assert.deepEqual(await stepsOf(store, 'a'), [5, 5]);
  }
  assert.equal(store.trouble, null, 'it is no fault of the browser');
  assert.equal(
    await store.keep(head('b', { step: 0 }), body(0)),
    true,
    'it begins with any digits',
  );
});

test('where storage is refused nothing is kept, nothing throws, and that is said', async () => {
  refuseStorage();
  const store = newStore();
  assert.deepEqual(await store.all(), []);
  assert.equal(store.trouble, 'refused');
  assert.equal(await store.keep(head('a'), body(5)), false);
  assert.equal(await store.body('a'), null);
  await store.rename('a', 'b');
  await store.remove('a');
});

test('where channels and locks throw, runs are kept and taken up all the same', async () => {
  const { BroadcastChannel } = globalThis;
  globalThis.BroadcastChannel = /** @type {any} */ (
    class {
      constructor() {
        throw new DOMException('no', 'SecurityError');
      }
    }
  );
  try {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError');
    };
    const store = newStore({ request: refuse, query: refuse });
    let heard = 0;
    const life = new AbortController();
    store.watch(() => heard++, life.signal);
    assert.equal(await store.keep(head('a'), body(5)), true);
    assert.equal(heard, 1);
    assert.equal(typeof (await store.claim('a')), 'function');
    assert.deepEqual(await store.claimed(), new Set());
    life.abort();
  } finally {
    globalThis.BroadcastChannel = BroadcastChannel;
  }
});

test('a fault of the page’s own is thrown, not taken for the browser’s', async () => {
  const store = newStore();
  const recipe = { notData: () => {} };
  await assert.rejects(store.keep(head('a', { recipe }), body(5)), { name: 'DataCloneError' });
  assert.equal(store.trouble, null);
  assert.deepEqual(await store.all(), []);
});

test('a connection that the browser has closed is made anew', async () => {
  const store = newStore();
  await store.keep(head('a'), body(5));
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = () => {
    IDBDatabase.prototype.transaction = transaction;
    throw new DOMException('closing', 'InvalidStateError');
  };
  assert.deepEqual(await stepsOf(store, 'a'), [5, 5]);
});

test('a newer page isn’t kept waiting; the older one says that it keeps nothing more', async () => {
  const store = newStore();
  await store.keep(head('a'), body(5));
  const newer = await openDB(DATABASE, 2);
  assert.equal(await store.keep(head('a', { step: 9 }), body(9)), false);
  assert.equal(store.trouble, 'newer');
  assert.equal((await newer.get('runs', 'a')).step, 5);
  newer.close();
});

/** As the browsers' locks, of one origin. */
function lockManager() {
  /** @type {Map<string, string>} */
  const held = new Map();
  return {
    query: async () => ({ held: [...held].map(([name, mode]) => ({ name, mode })) }),
    async request(
      /** @type {string} */ name,
      /** @type {LockOptions} */ { ifAvailable = false, mode = 'exclusive' },
      /** @type {(lock: object | null) => Promise<void>} */ use,
    ) {
      if (ifAvailable && held.has(name)) return use(null);
      held.set(name, mode);
      await use({ name });
      held.delete(name);
    },
  };
}

test('a run is trained by one tab; others hear when it is taken up and when it is free', async () => {
  const locks = lockManager();
  const [here, there] = [newStore(locks), newStore(locks)];
  const life = new AbortController();
  try {
    /** @type {() => void} */
    let heard = () => {};
    there.watch(() => heard(), life.signal);
    here.watch(() => {}, life.signal);
    const told = () => new Promise((resolve) => (heard = () => resolve(null)));
    const taken = told();
    const release = await here.claim('a');
    await taken;
    assert.equal(await there.claim('a'), null);
    assert.deepEqual(await there.claimed(), new Set(['a']));
    assert.equal(typeof (await there.claim('b')), 'function', 'another run');
    const free = told();
    void release?.();
    await free;
    assert.equal(typeof (await there.claim('a')), 'function');
  } finally {
    life.abort();
  }
});

/**
 * As idb-keyval makes it.
 * @param {string} name
 * @param {string} store
 * @param {[string, any][]} entries
 */
async function former(name, store, entries) {
  const database = await openDB(name, 1, { upgrade: (made) => void made.createObjectStore(store) });
  for (const [key, value] of entries) await database.put(store, value, key);
  return database;
}

/** What older pages kept, in their four databases. */
async function formerDatabases() {
  const digit = {
    id: 'd',
    when: 1,
    label: 3,
    strokes: [],
    image: new Uint8Array(784),
    learnt: true,
  };
  return [
    await former('nibnet', 'digits', [['d', digit]]),
    await former('nibnet-nets', 'nets', [['x', { weights: Float32Array.of(1), lessons: ['d=3'] }]]),
    await former('nibnet-runs', 'heads', [
      ['a', head('a', { step: 5 })],
      ['b', head('b', { step: 6 })],
    ]),
    await former('nibnet-run-bodies', 'bodies', [
      ['a', body(5)],
      ['b', body(6)],
    ]),
  ];
}

const names = async () => (await indexedDB.databases()).map(({ name }) => name).sort();

test('what older pages kept is moved, once, and their databases are deleted', async () => {
  for (const database of await formerDatabases()) database.close();
  const [runs, corrections] = [newStore(), new CorrectionStore(new Database())];
  const [heads, digits] = await Promise.all([runs.all(), corrections.all()]);
  assert.deepEqual(heads.map(({ id }) => id).sort(), ['a', 'b']);
  assert.deepEqual(await stepsOf(runs, 'b'), [6, 6]);
  assert.deepEqual(
    digits.map(({ id, label }) => [id, label]),
    [['d', 3]],
  );
  assert.deepEqual((await corrections.net('x'))?.lessons, ['d=3']);
  assert.deepEqual(await names(), [DATABASE]);
  await runs.remove('a');
  assert.deepEqual(
    (await newStore().all()).map(({ id }) => id),
    ['b'],
    'not a second time',
  );
});

test('where no older page kept anything, none of its databases is made', async () => {
  assert.deepEqual(await newStore().all(), []);
  assert.deepEqual(await names(), [DATABASE]);
  freshDisk();
  Object.defineProperty(indexedDB, 'databases', { value: undefined }); // an older Firefox
  assert.deepEqual(await newStore().all(), []);
  assert.equal(await openDB('nibnet-runs').then(({ version }) => version), 1, 'it is new');
});

test('what an older page still writes is moved when its tab is closed', async () => {
  const open = await formerDatabases();
  const store = newStore();
  const life = new AbortController();
  assert.deepEqual(await store.all(), [], 'nothing yet');
  assert.equal(store.trouble, 'older');
  assert.equal(await store.keep(head('new'), body(5)), true);
  await open[2].put('heads', head('a', { step: 8 }), 'a');
  await open[3].put('bodies', body(8), 'a');
  const moved = new Promise((resolve) => store.watch(() => resolve(null), life.signal));
  for (const database of open) database.close();
  await moved;
  assert.equal(store.trouble, null);
  assert.deepEqual(await stepsOf(store, 'a'), [8, 8]);
  assert.equal((await store.all()).length, 3);
  life.abort();
});

test('a move that was broken off goes on, and overwrites nothing newer', async () => {
  for (const database of await formerDatabases()) database.close();
  // A page died before it deleted them: they have a higher version, and entries are in both.
  (await openDB('nibnet-runs', 2)).close();
  const first = await openDB(DATABASE, 1, {
    upgrade(made) {
      made.createObjectStore('runs', { keyPath: 'id' });
      made.createObjectStore('run-bodies');
      made.createObjectStore('corrections', { keyPath: 'id' });
      made.createObjectStore('corrected-nets');
    },
  });
  await first.put('runs', head('a', { step: 9, changed: 2 }));
  await first.put('run-bodies', body(9), 'a');
  first.close();
  const store = newStore();
  assert.deepEqual(await stepsOf(store, 'a'), [9, 9]);
  assert.deepEqual(await stepsOf(store, 'b'), [6, 6]);
  assert.deepEqual(await names(), [DATABASE]);
});

test('a disk without room for a move keeps what it has, and says so', async () => {
  for (const database of await formerDatabases()) database.close();
  fillDisk();
  const store = newStore();
  assert.deepEqual(await store.all(), []);
  assert.equal(store.trouble, 'full');
  freshDiskKeeps();
  assert.equal((await newStore().all()).length, 2);
});

/** There is room again. */
function freshDiskKeeps() {
  const disk = indexedDB;
  freshDisk();
  Object.defineProperty(globalThis, 'indexedDB', { value: disk });
}
