/**
 * A recipe as a link, and back: `#preset=mlp-relu&seed=7&steps=2000&rate=0.1`. A network of one's
 * own is one word of it: `net=c6k6r_p2x2_d10` (network-link.js); augmentation is another:
 * `augment=rotate12_scale0.12`.
 *
 * Only what differs from the preset is in the link. Nothing here knows which values are good:
 * whoever reads a link has them checked by the engine, and ignores what it refuses.
 *
 * @typedef {{[key: string]: any}} Partial  a recipe, or parts of one
 */
import { cut } from '../../text/cut.js';
import { networkFromWord, networkToWord } from './network-link.js';

/** Plain numbers: the name in the link, the key in the recipe. */
const NUMBERS = /** @type {const} */ ([
  ['seed', 'seed'],
  ['steps', 'steps'],
  ['epochs', 'epochs'],
  ['batch', 'batch'],
  ['test-every', 'evaluateEvery'],
  ['smoothing', 'labelSmoothing'],
  ['hold-out', 'holdOut'],
]);
/** Bundles of numbers, each with its name before it. */
const BUNDLES = /** @type {const} */ (['augment', 'pens']);
/** The word for a bundle that the preset has, and this recipe does without. */
const NONE = 'none';
/** The word for a seed that nobody has chosen: another for each visit. */
const RANDOM = 'random';
/** @type {number | null} */
let drawn = null;
const drawnSeed = () => (drawn ??= crypto.getRandomValues(new Uint32Array(1))[0]);

/** All names of a link. */
export const LINK_NAMES = [
  'threads',
  'net',
  'preset',
  'optimizer',
  'momentum',
  'rate',
  'rate-from',
  'rate-to',
  'rate-over',
  'rate-peak',
  'rate-rise',
  ...NUMBERS.map(([name]) => name),
  ...BUNDLES,
  'digits',
  'changes',
  'fingerprint',
];

/** What may be changed on the way: its letter in the link, its key in the recipe. */
const CHANGES = /** @type {const} */ ([
  ['r', 'rateFactor'],
  ['k', 'keep'],
  ['b', 'batch'],
]);

/**
 * @param {Partial} recipe @param {number | null} [threads]  where somebody has chosen them: no part
 *   of the recipe, since they change nothing but the speed
 * @returns {string} without the `#`
 */
export function toFragment(recipe, threads = null) {
  const link = new URLSearchParams();
  if (recipe.preset) link.set('preset', recipe.preset);
  if (recipe.network) link.set('net', networkToWord(recipe.network));
  for (const key of BUNDLES) {
    if (recipe[key] === null || recipe[key] === false) link.set(key, NONE);
    const numbers = Object.entries(recipe[key] ?? {}).map(([name, value]) => `${name}${value}`);
    if (numbers.length) link.set(key, numbers.join('_'));
  }
  for (const [name, key] of NUMBERS) if (recipe[key] != null) link.set(name, recipe[key]);
  const { learningRate, optimizer } = recipe;
  if (learningRate?.constant != null) link.set('rate', learningRate.constant);
  for (const [key, value] of Object.entries(
    learningRate?.decaying ?? learningRate?.oneCycle ?? {},
  )) {
    link.set(`rate-${key}`, value);
  }
  if (optimizer) link.set('optimizer', Object.keys(optimizer)[0]);
  if (optimizer?.sgd?.momentum != null) link.set('momentum', optimizer.sgd.momentum);
  if (recipe.digits) link.set('digits', digitsToWord(recipe.digits));
  if (recipe.changes?.length) link.set('changes', recipe.changes.map(changeToWord).join('_'));
  if (threads !== null) link.set('threads', String(threads));
  return link.toString();
}

/**
 * What of a fragment is ours. `ignored` says what was ours by name and made no sense; other names
 * belong to others.
 * @param {string} fragment  with or without its `#`
 * @param {Partial} adam  the parameters of Adam, which links leave out
 * @returns {{recipe: Partial, ignored: string[]}}
 */
export function fromFragment(fragment, adam) {
  const link = new URLSearchParams(fragment.replace(/^#/, ''));
  /** @type {Partial} */
  const recipe = {};
  /** @type {string[]} */
  const ignored = [];
  /** @param {string} name */
  const number = (name) => {
    const text = link.get(name);
    if (text === null) return undefined;
    if (name === 'seed' && text === RANDOM) return drawnSeed();
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    ignored.push(`${name}=${text}`);
    return undefined;
  };
  const preset = link.get('preset');
  if (preset) recipe.preset = cut(preset);
  const net = link.get('net');
  if (net !== null) {
    const network = networkFromWord(net);
    if ('bad' in network) ignored.push(`net=…${network.bad}…`);
    else recipe.network = network;
  }
  for (const key of BUNDLES) {
    const word = link.get(key);
    if (word === null) continue;
    if (word === NONE) {
      recipe[key] = null;
      continue;
    }
    const numbers = word
      .split('_')
      .map((piece) => /^([a-z]+?)(\d[\d.]*(?:e[+-]?\d+)?)$/i.exec(piece));
    if (numbers.includes(null)) ignored.push(`${key}=${word}`);
    else recipe[key] = Object.fromEntries(numbers.map((found) => [found?.[1], Number(found?.[2])]));
  }
  for (const [name, key] of NUMBERS) {
    const value = number(name);
    if (value !== undefined) recipe[key] = value;
  }
  const constant = number('rate');
  const [from, to, over] = [number('rate-from'), number('rate-to'), number('rate-over')];
  const [peak, rise] = [number('rate-peak'), number('rate-rise')];
  if (constant !== undefined) recipe.learningRate = { constant };
  else if (from !== undefined && to !== undefined && over !== undefined)
    recipe.learningRate = { decaying: { from, to, over } };
  else if (peak !== undefined && rise !== undefined)
    recipe.learningRate = { oneCycle: { peak, rise } };
  const momentum = number('momentum');
  const optimizer = link.get('optimizer');
  if (optimizer === 'sgd') recipe.optimizer = { sgd: { momentum: momentum ?? 0 } };
  else if (optimizer === 'adam') recipe.optimizer = { adam };
  else if (optimizer !== null) ignored.push(`optimizer=${optimizer}`);
  const digits = link.get('digits');
  if (digits !== null) {
    const found = digitsFromWord(digits);
    if (found) recipe.digits = found;
    else ignored.push(`digits=${digits}`);
  }
  const words = link.get('changes');
  if (words !== null) {
    const changes = words.split('_').map(changeFromWord);
    if (changes.includes(null)) ignored.push(`changes=${words}`);
    else recipe.changes = changes;
  }
  if (link.has('fingerprint') && !fingerprintIn(fragment))
    ignored.push(`fingerprint=${link.get('fingerprint')}`);
  return { recipe, ignored: ignored.map((word) => cut(word)) };
}

/**
 * Which digits, and never the digits themselves: "files_60000_10000_93d6…_Fashion-MNIST",
 * "own_12_93d6…".
 * @param {Partial} digits
 */
function digitsToWord({ files, own }) {
  return files
    ? `files_${files.train}_${files.test}_${files.hash}_${files.name}`
    : `own_${own.count}_${own.hash}`;
}

/** @param {string} word @returns {Partial | null} */
function digitsFromWord(word) {
  const files = /^files_(\d+)_(\d+)_([0-9a-f]{16})_(.+)$/s.exec(word);
  if (files)
    return {
      files: {
        name: cut(files[4]),
        train: Number(files[1]),
        test: Number(files[2]),
        hash: files[3],
      },
    };
  const own = /^own_(\d+)_([0-9a-f]{16})$/.exec(word);
  return own && { own: { count: Number(own[1]), hash: own[2] } };
}

/** "500r0.5b200": from step 500 on half the rate and 200 digits a step. @param {Partial} change */
function changeToWord(change) {
  const parts = CHANGES.map(([letter, key]) =>
    change[key] == null ? '' : `${letter}${Number(change[key].toPrecision(6))}`,
  );
  return `${change.step}${parts.join('')}`;
}

/** @param {string} word @returns {Partial | null} */
function changeFromWord(word) {
  const number = String.raw`([\d.]+(?:e[+-]?\d+)?)`;
  const found = new RegExp(`^(\\d+)(?:r${number})?(?:k${number})?(?:b(\\d+))?$`).exec(word);
  if (!found) return null;
  /** @type {Partial} */
  const change = { step: Number(found[1]) };
  CHANGES.forEach(([, key], i) => {
    if (found[i + 2] !== undefined) change[key] = Number(found[i + 2]);
  });
  return change;
}

/**
 * The fingerprint that the run of a fragment had for whoever made the link.
 * @param {string} fragment
 */
export function fingerprintIn(fragment) {
  const found = new URLSearchParams(fragment.replace(/^#/, '')).get('fingerprint');
  return found && /^[0-9a-f]{16}$/.test(found) ? found : null;
}

/**
 * How many threads a fragment asks for, as it is written there.
 * @param {string} fragment
 * @returns {string | null}
 */
export function threadsIn(fragment) {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('threads');
}

/** Whether a fragment speaks of a recipe at all. @param {string} fragment */
export function isLink(fragment) {
  const link = new URLSearchParams(fragment.replace(/^#/, ''));
  return LINK_NAMES.some((name) => link.has(name));
}
