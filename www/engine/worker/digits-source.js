/**
 * The digits in the worker: one set at a time, and it is the run's.
 *
 * The set changes in `use` alone, which is called when a run begins; so no run loses the digits
 * that it learns from. The set before is freed first, since there is hardly room for two of 47 MB.
 * Who waits for digits gets exactly one answer: the digits, or why they won't come.
 *
 * @typedef {import('../messages.js').OtherDigits} OtherDigits
 * @typedef {import('../messages.js').DigitsId} DigitsId
 * @typedef {import('../messages.js').Loading} Loading
 * @typedef {import('../messages.js').Pair} Pair
 * @typedef {import('../messages.js').Requests['digits']['in']} Range
 * @typedef {import('nibnet-train').Digits} Digits
 * @typedef {Pick<typeof import('nibnet-train'), 'Digits' | 'own_digits'>} Engine
 * @typedef {{id: DigitsId | null, set: Digits | null, loader: Loader | null}} Current
 *   `id`: where they aren't just the manifest's; no `loader`: all of the set is here
 */
import { Loader } from './loader.js';
import { StateError } from './loop.js';

/** The page hears no more often than this how far the digits are. */
const REPORT_MS = 50;

export class DigitsSource {
  #engine;
  #url;
  #page;
  #load;
  /** @type {Current} */
  #current;
  /** @type {{range: Range, resolve: (digits: Pair) => void, reject: (error: unknown) => void}[]} */
  #waiting = [];

  /**
   * @param {Engine} engine @param {string} url  of the manifest
   * @param {{
   *   report: (loading: Loading) => void, arrived: () => void,
   *   trusted: <T>(call: () => T) => T,
   * }} page  `arrived`: there are more digits than before; `trusted` calls the engine, and sees to
   *   it where that breaks down
   * @param {(options: ConstructorParameters<typeof Loader>[0]) => Loader} [load]
   */
  constructor(engine, url, page, load = (options) => new Loader(options)) {
    this.#engine = engine;
    this.#url = url;
    this.#page = page;
    this.#load = load;
    this.#current = this.#arriving(null);
  }

  /** What has arrived of them; null before anything has. */
  get set() {
    return this.#current.set;
  }

  /** What a recipe says of them; null: nothing, they are the manifest's. */
  get id() {
    return this.#current.id;
  }

  /**
   * A run begins that learns from these; null: from the manifest's.
   * @param {OtherDigits | null} other
   */
  use(other) {
    if (!other && !this.id) return;
    this.stop();
    for (const { reject } of this.#waiting.splice(0))
      reject(new StateError('a run began that learns from other digits'));
    this.#current = this.#arriving(null); // the others may be refused
    if (!other) return;
    this.#current = 'own' in other ? this.#arriving(other.own) : this.#whole(other.files);
  }

  /** Fetches them, or tries again at once what failed. */
  load() {
    this.#current.loader?.load();
  }

  /** The network is back. */
  online() {
    this.#current.loader?.online();
  }

  /** Ends what is under way, and frees the set. */
  stop() {
    const { loader, set } = this.#current;
    loader?.stop();
    set?.free();
    this.#current.set = null;
  }

  /** Some of them, as soon as they are here. @param {Range} range @returns {Promise<Pair>} */
  get(range) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ range, resolve, reject });
      this.#serve();
    });
  }

  #serve() {
    const { set } = this;
    if (!set) return;
    this.#waiting = this.#waiting.filter(({ range: { split, first, count }, resolve, reject }) => {
      try {
        if (!set.has(split, first, count)) return true;
        const images = set.images(split, first, count);
        resolve({ images, labels: set.labels(split, first, count) });
      } catch (error) {
        reject(error);
      }
      return false;
    });
  }

  /**
   * The manifest's digits, and behind them those that a visitor drew.
   * @param {Pair | null} own @returns {Current}
   */
  #arriving(own) {
    const { Digits } = this.#engine;
    /** @type {Current} */
    const mine = { id: own && identified(this.#engine, { own }), set: null, loader: null };
    mine.loader = this.#load({
      url: this.#url,
      open: (manifest) => {
        mine.set?.free();
        mine.set = null; // the next may be refused
        mine.set = own ? Digits.with_own(manifest, own.images, own.labels) : new Digits(manifest);
      },
      add: (chunk) => {
        const { set } = mine;
        if (!set) throw new StateError('a chunk came before its manifest');
        const ready = this.#page.trusted(() => JSON.parse(set.add(chunk)));
        // Not here and now: what comes next belongs to the loader.
        queueMicrotask(() => this.#arrived(mine));
        return ready;
      },
      report: throttled((loading) => {
        if (mine === this.#current) this.#page.report(loading);
      }),
    });
    return mine;
  }

  /**
   * A visitor's files.
   * @param {Extract<OtherDigits, {files: unknown}>['files']} files @returns {Current}
   */
  #whole(files) {
    const set = this.#page.trusted(() => fromFiles(this.#engine, files));
    /** @type {Current} */
    const mine = { id: JSON.parse(set.source() ?? 'null'), set, loader: null };
    this.#page.report({
      type: 'loading',
      state: 'done',
      bytes: 0,
      total: 0,
      ready: { train: set.train_ready, test: set.test_ready },
      troubles: [],
      missing: { train: null, test: null },
      fromCache: false,
      forgets: false,
    });
    return mine;
  }

  /** @param {Current} mine */
  #arrived(mine) {
    if (mine !== this.#current) return;
    this.#serve();
    this.#page.arrived();
  }
}

/**
 * What a recipe must say to learn from these digits.
 * @param {Engine} engine @param {OtherDigits} digits @returns {DigitsId}
 */
export function identified(engine, digits) {
  if ('own' in digits) return JSON.parse(engine.own_digits(digits.own.images, digits.own.labels));
  const set = fromFiles(engine, digits.files);
  try {
    return JSON.parse(set.source() ?? 'null');
  } finally {
    set.free();
  }
}

/** @param {Engine} engine @param {Extract<OtherDigits, {files: unknown}>['files']} files */
function fromFiles({ Digits }, { name, train, test, transposed }) {
  const { images, labels } = train;
  return Digits.from_files(name, images, labels, test.images, test.labels, transposed);
}

/**
 * Calls `f` at most once in `REPORT_MS`, and always with the last.
 * @template T @param {(value: T) => void} f
 */
function throttled(f) {
  let due = false;
  /** @type {T} */
  let latest;
  return (/** @type {T} */ value) => {
    latest = value;
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      f(latest);
    }, REPORT_MS);
  };
}
