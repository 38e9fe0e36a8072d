/** Which builds of the page the service worker keeps, and which open page is of which. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { beforeEach } from 'node:test';
import { Builds } from '../../www/offline/builds.js';

const SCOPE = 'http://x/';

/** As browsers have them. @type {Map<string, Map<string, Response>>} */
const stored = new Map();
/** Ids of open pages. @type {Set<string>} */
const open = new Set();
/** The server's files. @type {{[path: string]: string}} */
let files = {};

const clients = {
  get: async (/** @type {string} */ id) => (open.has(id) ? { id } : undefined),
  matchAll: async () => [...open].map((id) => ({ id })),
};

/** @param {string} name */
async function cacheOf(name) {
  const entries = stored.get(name) ?? new Map();
  stored.set(name, entries);
  return {
    match: async (/** @type {string} */ url) => entries.get(url)?.clone(),
    put: async (/** @type {string} */ url, /** @type {Response} */ response) =>
      entries.set(url, response),
    delete: async (/** @type {string} */ url) => entries.delete(url),
    keys: async () => [...entries.keys()].map((url) => ({ url })),
  };
}

beforeEach(() => {
  stored.clear();
  open.clear();
  const caches = {
    open: cacheOf,
    has: async (/** @type {string} */ name) => stored.has(name),
    keys: async () => [...stored.keys()],
    delete: async (/** @type {string} */ name) => stored.delete(name),
  };
  const fetch = async (/** @type {string} */ url) => {
    const body = files[url.slice(SCOPE.length)];
    return new Response(body ?? '', { status: body === undefined ? 404 : 200 });
  };
  Object.assign(globalThis, { caches, fetch });
});

/** A service worker, or the same one after it has slept. */
const newBuilds = () => new Builds(SCOPE, clients);

/** Puts a build on the server. @param {string} version */
function publish(version) {
  files = { 'app.js': `app of ${version}`, 'index.html': `page of ${version}` };
  return Object.fromEntries(
    Object.entries(files).map(([path, body]) => [
      path,
      createHash('sha256').update(body).digest('hex'),
    ]),
  );
}

/** @param {string} version */
async function keep(version) {
  await newBuilds().keep(version, publish(version));
}

/** @param {string} version */
const app = async (version) => (await newBuilds().copy(version, `${SCOPE}app.js`))?.text();
const kept = () => [...stored.keys()].filter((name) => name.startsWith('nibnet-page-')).sort();

test('a build is kept as a whole or not at all', async () => {
  await keep('1');
  assert.equal(await app('1'), 'app of 1');
  const hashes = publish('2');
  files['app.js'] = 'app of 3';
  await assert.rejects(newBuilds().keep('2', hashes), /app.js is of another build/);
  assert.equal(await newBuilds().isWhole('2'), false);
  assert.deepEqual(kept(), ['nibnet-page-1']);
  // A worker that died while it fetched: what is there is no copy.
  await (await cacheOf('nibnet-page-4')).put(`${SCOPE}app.js`, new Response('half'));
  assert.equal(await app('4'), undefined);
});

test('of which build a page is is known after the worker has slept', async () => {
  await newBuilds().belongs('page', '1');
  assert.equal(await newBuilds().of('page'), '1');
  assert.equal(await newBuilds().of('another'), null);
  assert.equal(await newBuilds().of(''), null);
});

test('a copy stays until the last page of its build is closed', async () => {
  await keep('1');
  await newBuilds().succeed('1');
  for (const id of ['a', 'b']) {
    open.add(id);
    await newBuilds().belongs(id, '1');
  }
  await keep('2');
  await newBuilds().succeed('2');
  open.delete('a');
  await newBuilds().tidy('2');
  assert.deepEqual(kept(), ['nibnet-page-1', 'nibnet-page-2']);
  assert.equal(await newBuilds().of('a'), null, 'who is gone is forgotten');
  open.delete('b');
  await newBuilds().tidy('2');
  assert.deepEqual(kept(), ['nibnet-page-2']);
});

test('while a page is open whose build isn’t known, every copy stays', async () => {
  await keep('1');
  open.add('unknown');
  await keep('2');
  await newBuilds().succeed('2');
  assert.deepEqual(kept(), ['nibnet-page-1', 'nibnet-page-2']);
  await newBuilds().belongs('unknown', '2');
  await newBuilds().tidy('2');
  assert.deepEqual(kept(), ['nibnet-page-2']);
});

test('the copy of a build that waits to take over is not deleted by the one before', async () => {
  await keep('1');
  await newBuilds().succeed('1');
  await keep('2'); // installed, and waits
  await newBuilds().tidy('1');
  assert.deepEqual(kept(), ['nibnet-page-1', 'nibnet-page-2']);
  assert.equal(await app('2'), 'app of 2');
});
