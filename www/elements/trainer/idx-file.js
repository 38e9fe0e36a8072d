/**
 * Digits from a visitor's files, in the format that MNIST comes in (IDX), plain or gzipped: read as
 * a stream, checked to the last byte, and paired up.
 *
 * No more is kept than a tab has room for: of a larger set the first digits. A set without a part
 * to test with gives the last seventh of its digits for that, as MNIST's is a seventh of all.
 */
import { cut } from '../../text/cut.js';
import { sets as words } from '../../text/en/training.js';

/** As many as MNIST has. */
const MOST = 60_000;
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const GZIP = [0x1f, 0x8b];
const UNSIGNED_BYTES = 8;

/**
 * The files are no set of digits. The message names the file, what is wrong with it, and what was
 * expected.
 */
export class IdxError extends Error {
  name = 'IdxError';
}

/**
 * @typedef {{name: string, kind: 'images' | 'labels', count: number, bytes:
 *   Uint8Array<ArrayBuffer>}} Idx  `count` are in the file, `bytes` has the first of them
 * @typedef {{images: Uint8Array, labels: Uint8Array}} Pair
 * @typedef {{name: string, train: Pair, test: Pair, heldOut: boolean, left: number}} DigitSet
 *   `heldOut`: there was no part to test with; `left`: so many digits are in the files and not here
 */

/** @param {Blob & {name?: string}} file @param {number} [most] @returns {Promise<Idx>} */
export async function readIdx(file, most = MOST) {
  const name = cut(file.name ?? '');
  const reader = (await plain(file)).getReader();
  const head = new Uint8Array(16);
  let [got, need] = [0, 16];
  /** @type {Idx | null} */
  let idx = null;
  let [unit, body] = [0, 0];
  for (;;) {
    const { done, value } = await reader.read().catch((cause) => {
      throw new IdxError(words.damaged(name), { cause });
    });
    if (done) break;
    let rest = value;
    if (!idx) {
      const part = rest.subarray(0, need - got);
      head.set(part, got);
      got += part.length;
      rest = rest.subarray(part.length);
      // Labels have a shorter head: its last bytes belong to the body.
      if (got >= 4) need = checkHead(head, name);
      if (got < need) continue;
      idx = begin(head, name, most);
      unit = idx.kind === 'images' ? PIXELS : 1;
      if (got > need) body = put(idx, head.subarray(need, got), 0);
    }
    body = put(idx, rest, body);
  }
  if (!idx)
    throw new IdxError(
      got < 4
        ? words.notIdx(name, head.subarray(0, got).join(', ') || words.nothing)
        : words.cut(name, got, need),
    );
  if (body !== idx.count * unit) throw new IdxError(words.length(name, body, idx.count * unit));
  if (idx.kind === 'labels') {
    const wrong = idx.bytes.findIndex((label) => label > 9);
    if (wrong >= 0) throw new IdxError(words.label(name, wrong, idx.bytes[wrong]));
  }
  return idx;
}

/** @param {Blob} file @returns {Promise<ReadableStream<Uint8Array>>} */
async function plain(file) {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const zipped = GZIP.every((byte, i) => start[i] === byte);
  return zipped ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
}

/** How long the head is. @param {Uint8Array} head at least 4 bytes of it @param {string} name */
function checkHead(head, name) {
  const [zero, another, type, dimensions] = head;
  if (
    zero !== 0 ||
    another !== 0 ||
    dimensions === 0 ||
    !(type === 8 || type === 9 || (type >= 11 && type <= 14))
  ) {
    throw new IdxError(words.notIdx(name, head.subarray(0, 4).join(', ')));
  }
  if (type !== UNSIGNED_BYTES) throw new IdxError(words.type(name));
  if (dimensions !== 1 && dimensions !== 3) throw new IdxError(words.dimensions(name, dimensions));
  return 4 + 4 * dimensions;
}

/** @param {Uint8Array} head @param {string} name @param {number} most @returns {Idx} */
function begin(head, name, most) {
  const view = new DataView(head.buffer);
  const count = view.getUint32(4);
  if (count === 0) throw new IdxError(words.none(name));
  if (head[3] === 1)
    return { name, kind: 'labels', count, bytes: new Uint8Array(Math.min(count, most)) };
  const [rows, columns] = [view.getUint32(8), view.getUint32(12)];
  if (rows !== SIDE || columns !== SIDE) throw new IdxError(words.size(name, rows, columns));
  return { name, kind: 'images', count, bytes: new Uint8Array(Math.min(count, most) * PIXELS) };
}

/**
 * Puts in what there is room for; counts all.
 * @param {Idx} idx
 * @param {Uint8Array} part
 * @param {number} at
 */
function put({ bytes }, part, at) {
  if (at < bytes.length) bytes.set(part.subarray(0, bytes.length - at), at);
  return at + part.length;
}

/** Which part of a set a file is, as its name says. @param {Idx} idx */
const isTest = ({ name }) => /t10k|test/i.test(name);

/**
 * The set that some files make: images and labels, or twice that.
 * @param {Idx[]} files @returns {DigitSet}
 */
export function pairUp(files) {
  const images = files.filter(({ kind }) => kind === 'images');
  const labels = files.filter(({ kind }) => kind === 'labels');
  if (images.length !== labels.length || images.length === 0 || images.length > 2) {
    throw new IdxError(words.pairs(named(images), named(labels)));
  }
  if (images.length === 1) return halved(joined(images[0], labels[0]));
  const told = [images, labels].every((two) => two.filter(isTest).length === 1);
  // Where the names don't tell, the larger part is learnt from.
  const rank = (/** @type {Idx} */ idx) => (told ? Number(isTest(idx)) : -idx.count);
  const order = (/** @type {Idx} */ a, /** @type {Idx} */ b) => rank(a) - rank(b);
  const [train, test] = [0, 1].map((i) =>
    joined([...images].sort(order)[i], [...labels].sort(order)[i]),
  );
  return {
    name: setName(train.name),
    train: train.pair,
    test: test.pair,
    heldOut: false,
    left: train.left + test.left,
  };
}

/** @param {Idx[]} files */
const named = (files) => files.map(({ name }) => name).join(', ') || words.noFile;

/** @param {Idx} images @param {Idx} labels */
function joined(images, labels) {
  if (images.count !== labels.count)
    throw new IdxError(words.counts(images.name, images.count, labels.name, labels.count));
  const pair = { images: images.bytes, labels: labels.bytes };
  return { name: images.name, pair, left: images.count - labels.bytes.length };
}

/** @param {ReturnType<typeof joined>} whole @returns {DigitSet} */
function halved({ name, pair: { images, labels }, left }) {
  const tested = Math.round(labels.length / 7);
  if (tested === 0) throw new IdxError(words.few(name, labels.length));
  const learnt = labels.length - tested;
  const part = (/** @type {number} */ from, /** @type {number} */ to) => ({
    images: images.slice(from * PIXELS, to * PIXELS),
    labels: labels.slice(from, to),
  });
  return {
    name: setName(name),
    train: part(0, learnt),
    test: part(learnt, labels.length),
    heldOut: true,
    left,
  };
}

/** What the files are called, but for what says which part they are. @param {string} file */
export function setName(file) {
  const name = file
    .replace(/\.gz$/i, '')
    .replace(/(train|t10k|test|images?|labels?|idx\d|ubyte)/gi, '')
    .replace(/[-_. ]+/g, ' ')
    .trim();
  return name || words.unnamed;
}
