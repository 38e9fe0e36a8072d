/**
 * Moves what nibnet kept before it had one database: four databases with one object store each, as
 * idb-keyval makes them.
 *
 * A page of that time may be open in another tab, and write there. So each is opened in a higher
 * version, which the browser grants only once no other page has it open; what is moved is then all
 * that there is, and can be deleted. A page that dies in the middle leaves entries in both places:
 * the next one moves them again.
 *
 * @typedef {import('idb').IDBPDatabase<unknown>} IDBPDatabase
 */
import { deleteDB, openDB } from 'idb';

const FORMER = {
  corrections: ['nibnet', 'digits'],
  nets: ['nibnet-nets', 'nets'],
  heads: ['nibnet-runs', 'heads'],
  bodies: ['nibnet-run-bodies', 'bodies'],
};

/**
 * @param {IDBPDatabase} target
 * @param {() => void} blocked called when a page of that time has to be closed first
 */
export async function moveFormer(target, blocked) {
  const names = await formerNames();
  if (names.length === 0) return;
  const opened = await Promise.all(names.map((name) => openAlone(name, blocked)));
  const found = new Map(
    opened.flatMap((database) => (database ? [[database.name, database]] : [])),
  );
  try {
    await moveEntries(target, found, FORMER.corrections, 'corrections', false);
    await moveEntries(target, found, FORMER.nets, 'corrected-nets', true);
    await moveRuns(target, found);
  } finally {
    for (const database of found.values()) database.close();
  }
  await Promise.all([...found.keys()].map((name) => deleteDB(name)));
}

/** @returns {Promise<string[]>} */
async function formerNames() {
  const all = Object.values(FORMER).map(([name]) => name);
  if (!indexedDB.databases) return all; // Firefox before 126
  const there = await indexedDB.databases();
  return all.filter((name) => there.some((database) => database.name === name));
}

/**
 * @param {string} name
 * @param {() => void} blocked
 * @returns {Promise<IDBPDatabase | null>} null: there is none
 */
async function openAlone(name, blocked) {
  const as = await openThere(name);
  if (!as) return null;
  const { version } = as;
  as.close();
  return openThere(name, version + 1, blocked);
}

/** @param {string} name @param {number} [version] @param {() => void} [blocked] */
async function openThere(name, version, blocked) {
  let isNew = false;
  try {
    return await openDB(name, version, {
      blocked,
      upgrade(_, before, __, transaction) {
        isNew = before === 0;
        if (!isNew) return;
        transaction.done.catch(() => {}); // said by the request that it is part of
        transaction.abort(); // or it would be made here
      },
    });
  } catch (error) {
    if (isNew) return null;
    throw error;
  }
}

/**
 * @param {IDBPDatabase} target @param {Map<string, IDBPDatabase>} found @param {string[]} from
 *   database and object store
 * @param {string} to @param {boolean} isKeyed  whether the key is not in the entry
 */
async function moveEntries(target, found, [name, store], to, isKeyed) {
  const former = found.get(name);
  if (!former?.objectStoreNames.contains(store)) return;
  const [keys, entries] = await Promise.all([former.getAllKeys(store), former.getAll(store)]);
  const transaction = target.transaction(to, 'readwrite');
  const moves = keys.map(async (key, i) => {
    if ((await transaction.store.getKey(key)) !== undefined) return; // what is here is newer
    await transaction.store.put?.(entries[i], isKeyed ? key : undefined);
  });
  await Promise.all([...moves, transaction.done]);
}

/**
 * One run after the other, head and body in one transaction: all of them may not fit into memory.
 * @param {IDBPDatabase} target @param {Map<string, IDBPDatabase>} found
 */
async function moveRuns(target, found) {
  const [heads, bodies] = [found.get(FORMER.heads[0]), found.get(FORMER.bodies[0])];
  if (!heads?.objectStoreNames.contains(FORMER.heads[1])) return;
  for (const id of await heads.getAllKeys(FORMER.heads[1])) {
    const head = await heads.get(FORMER.heads[1], id);
    const body = bodies?.objectStoreNames.contains(FORMER.bodies[1])
      ? await bodies.get(FORMER.bodies[1], id)
      : undefined;
    const transaction = target.transaction(['runs', 'run-bodies'], 'readwrite');
    const here = await transaction.objectStore('runs').get(id);
    if (!here || here.changed < head.changed) {
      await transaction.objectStore('runs').put(head);
      if (body) await transaction.objectStore('run-bodies').put(body, id);
    }
    await transaction.done;
  }
}
