/**
 * What is learnt from: MNIST; digits from a visitor's files, chosen or dropped, with a sheet of the first ones; or MNIST and
 * the digits that the visitor taught the pad.
 *
 * The files are read and checked here, as a stream, and given to the training worker when a set is whole. A recipe that
 * learns from others than MNIST's digits says so: how many there are, and a hash of them.
 *
 * @typedef {import('./idx-file.js').DigitSet} DigitSet
 * @typedef {import('../../engine/messages.js').Given} Given
 * @typedef {import('../../engine/messages.js').Pair} Pair
 * @typedef {import('../../store/corrections.js').CorrectionStore} CorrectionStore
 * @typedef {{files: {name: string, train: number, test: number, hash: string}} | {own: {count: number, hash: string}}} Source
 *   what a recipe says of digits that aren't MNIST's alone
 */
import { make } from '../../host/nodes.js';
import { colours } from '../../host/style-sheet.js';
import { sets as words } from '../../text/en.js';
import { pairUp, readIdx } from './idx-file.js';

const SHOWN = 40;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** The digits that a link's run learns from aren't these. */
export class DigitsError extends Error {
  name = 'DigitsError';
}

/** @param {Source} needed */
function lacking(needed) {
  if ('own' in needed) return words.needsOwn(needed.own.count, needed.own.hash);
  const { name, train, test, hash } = needed.files;
  return words.needs(name, train, test, hash);
}

/** @param {Source} a @param {Source | null} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Data {
  element = make('details', 'data');
  #trainer;
  #store;
  #summary = make('summary', '');
  #facts = make('p', 'note');
  #preview = make('ol', 'preview');
  #chooser = make('input', '');
  #choose = button('choose-digits');
  #back = button('mnist-digits');
  #transposed = make('input', '');
  #transposedWords = make('span', '');
  #transposedLabel = make('label', 'check');
  #own = make('input', '');
  #ownWords = make('span', '');
  #ownLabel = make('label', 'check');
  /** @type {DigitSet | null} */
  #set = null;
  /** How many digits the visitor has taught. */
  #kept = 0;
  /** What the worker was given last, by a key; and what a recipe must say of it. */
  #given = {
    key: '',
    given: /** @type {Given | null} */ (null),
    source: /** @type {Source | null} */ (null),
  };
  /** What a link's run learns from. @type {Source | null} */
  #needed = null;
  /** Whether a run was to begin, and couldn't for want of it. */
  #awaited = false;
  #locked = false;
  #round = 0;

  /**
   * @param {CorrectionStore} store
   * @param {{
   *   give: (given: Given | null) => Promise<object | null>, failed: (error: Error) => void, note: (words: string) => void,
   *   arrived: () => void, root: ShadowRoot,
   * }} trainer  `arrived`: the files are here for want of which a link's run didn't begin
   */
  constructor(store, trainer) {
    this.#store = store;
    this.#trainer = trainer;
    this.#chooser.type = 'file';
    this.#chooser.id = 'idx-chooser';
    this.#chooser.multiple = true;
    this.#chooser.hidden = true;
    this.#transposed.type = this.#own.type = 'checkbox';
    this.#transposed.id = 'transposed';
    this.#own.id = 'own-digits';
    this.#transposedLabel.append(this.#transposed, this.#transposedWords);
    this.#ownLabel.append(this.#own, this.#ownWords);
    const row = make('div', 'row', this.#choose, this.#chooser, this.#back, this.#transposedLabel);
    this.element.append(this.#summary, this.#ownLabel, row, this.#facts, this.#preview);
    this.element.id = 'data-box';
    this.#facts.id = 'data-facts';
    this.#preview.id = 'data-preview';
    this.#choose.addEventListener('click', () => this.#chooser.click());
    this.#back.addEventListener('click', () => {
      this.need(null);
      this.#use(null);
    });
    this.#transposed.addEventListener('change', () => this.#use(this.#set));
    this.#chooser.addEventListener('change', () => {
      const files = [...(this.#chooser.files ?? [])];
      this.#chooser.value = ''; // the same files may be chosen again
      if (files.length) this.take(files);
    });
    this.translate();
  }

  /** Watches the digits that the visitor teaches. @param {AbortSignal} signal */
  follow(signal) {
    const count = async () => {
      this.#kept = (await this.#store.all()).length;
      this.#show();
    };
    this.#store.watch(count, signal);
    count();
  }

  /** All that stands there, in the language of the moment. */
  translate() {
    this.#choose.textContent = words.choose;
    this.#choose.title = words.chooseHint;
    this.#chooser.setAttribute('aria-label', words.choose);
    this.#back.textContent = words.back;
    this.#transposedWords.textContent = words.transposed;
    this.#ownLabel.title = words.ownHint;
    this.#show();
  }

  /**
   * What a link's run learns from; null: from whatever is chosen. Until it is here, no run begins.
   * @param {Source | null} needed
   */
  need(needed) {
    if (JSON.stringify(needed) === JSON.stringify(this.#needed)) return;
    this.#needed = needed;
    this.#awaited = false;
    if (needed) this.element.open = true;
    if (needed && 'own' in needed && this.#kept > 0) this.#own.checked = true;
    this.#show();
  }

  /** What the next run's recipe would say of its digits; of what a link needs, also where it isn't here. @returns {Promise<Source | null>} */
  async source() {
    return this.#needed ?? this.ready(false);
  }

  /** While a run is under way, what it learns from is a fact. @param {boolean} locked */
  lock(locked) {
    this.#locked = locked;
    this.#show();
  }

  /** Colours have changed. */
  recolour() {
    this.#draw();
  }

  /** A visitor's files: what is wrong with them is said on the panel. @param {File[]} files */
  async take(files) {
    if (this.#locked) return;
    const round = ++this.#round;
    this.element.open = true;
    this.#trainer.note(words.reading);
    try {
      const read = [];
      for (const file of files) read.push(await readIdx(file));
      const set = pairUp(read);
      if (round !== this.#round || this.#locked) return; // others were chosen meanwhile, or it trains
      await this.#use(set);
      this.#trainer.note('');
      if (this.#needed) await this.#arrived();
    } catch (error) {
      if (round === this.#round) this.#trainer.failed(/** @type {Error} */ (error));
    }
  }

  /** Files came while a link waits for some. */
  async #arrived() {
    const awaited = this.#awaited;
    await this.ready(false);
    this.#trainer.note(words.these);
    if (awaited) this.#trainer.arrived();
  }

  /**
   * Sees to it that the worker has what is chosen, before a run begins; what its recipe must say. Rejects with a
   * `DigitsError` where a link needs others.
   * @param {boolean} [waits]  the run begins by itself when the right ones come
   * @returns {Promise<Source | null>}
   */
  async ready(waits = true) {
    const needed = this.#needed;
    if (needed && 'files' in needed && !this.#set) {
      this.#awaited ||= waits;
      throw new DigitsError(lacking(needed));
    }
    let source = await this.#handed();
    if (needed && !isSame(needed, source) && 'files' in needed && this.#set) {
      // They may lie the other way: whose hash is right is right.
      this.#transposed.checked = !this.#transposed.checked;
      const turned = await this.#handed();
      if (isSame(needed, turned)) source = turned;
      else this.#transposed.checked = !this.#transposed.checked;
      this.#draw();
    }
    if (!needed || isSame(needed, source)) {
      this.#awaited = false;
      return source;
    }
    this.#awaited ||= waits;
    if ('own' in needed) throw new DigitsError(lacking(needed));
    const found = source && 'files' in source ? source.files.hash : words.nothing;
    throw new DigitsError(words.notThese(found, needed.files.name, needed.files.hash));
  }

  /** What is chosen, for another worker than the trainer's: a racer's. @returns {Promise<Given | null>} */
  async chosen() {
    await this.ready(false);
    return this.#given.given;
  }

  /** @returns {Promise<Source | null>} */
  async #handed() {
    const set = this.#set;
    if (set) {
      const { train, test } = set;
      const transposed = this.#transposed.checked;
      // By the name that the link has for them: a recipe is the same only with its name.
      const name = this.#needed && 'files' in this.#needed ? this.#needed.files.name : set.name;
      const files = { name, train, test, transposed };
      return this.#hand(`${this.#round} ${transposed} ${name}`, () => ({ files }));
    }
    const kept = this.#own.checked ? await this.#store.all() : [];
    if (kept.length === 0) return this.#hand('', () => null);
    const images = new Uint8Array(kept.length * PIXELS);
    kept.forEach(({ image }, i) => images.set(image, i * PIXELS));
    const labels = Uint8Array.from(kept, ({ label }) => label);
    return this.#hand(`own ${kept.map(({ id, label }) => `${id}=${label}`).join()}`, () => ({
      own: { images, labels },
    }));
  }

  /** @param {string} key @param {() => Given | null} make_ */
  async #hand(key, make_) {
    if (key === this.#given.key) return this.#given.source;
    this.#given = { key: '', given: null, source: null };
    const given = make_();
    const source = /** @type {Source | null} */ (await this.#trainer.give(given));
    this.#given = { key, given, source };
    return source;
  }

  /** @param {DigitSet | null} set */
  async #use(set) {
    this.#set = set;
    if (!set) this.#transposed.checked = false;
    this.#show();
    this.#draw();
  }

  #show() {
    const set = this.#set;
    this.#summary.textContent = `${words.title}: ${set ? set.name : words.mnist}`;
    this.#choose.disabled = this.#back.disabled = this.#transposed.disabled = this.#locked;
    this.#transposedLabel.hidden = !set;
    this.#back.hidden = !set && !this.#needed;
    this.#own.disabled = this.#locked || set !== null || this.#kept === 0;
    this.#ownWords.textContent = words.own(this.#kept);
    this.#facts.textContent = set
      ? [
          words.is(set.name, set.train.labels.length, set.test.labels.length),
          set.heldOut ? words.heldOut : '',
          set.left ? words.left(set.left) : '',
          words.local,
        ]
          .filter(Boolean)
          .join(' ')
      : this.#needed
        ? lacking(this.#needed)
        : '';
  }

  /** A sheet of the first digits, each with its label. */
  #draw() {
    const set = this.#set;
    this.#preview.hidden = !set;
    if (!set) return this.#preview.replaceChildren();
    const { images, labels } = set.train;
    const count = Math.min(SHOWN, labels.length);
    const { ink } = colours(this.#trainer.root, ['ink']);
    const names = /fashion/i.test(set.name) ? words.fashion : null;
    this.#preview.setAttribute('aria-label', words.first(count));
    const cells = Array.from({ length: count }, (_, i) => {
      const canvas = picture(
        images.subarray(i * PIXELS, (i + 1) * PIXELS),
        this.#transposed.checked,
        ink,
      );
      return make('li', '', canvas, names?.[labels[i]] ?? String(labels[i]));
    });
    this.#preview.replaceChildren(...cells);
  }
}

/** @param {Uint8Array} image @param {boolean} transposed @param {string} ink */
function picture(image, transposed, ink) {
  const canvas = make('canvas', '');
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.fillStyle = ink;
  context.fillRect(0, 0, SIDE, SIDE);
  const pixels = context.getImageData(0, 0, SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) {
    const from = transposed ? (i % SIDE) * SIDE + Math.floor(i / SIDE) : i;
    pixels.data[4 * i + 3] = image[from];
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** @param {string} id */
function button(id) {
  const made = make('button', 'small');
  made.type = 'button';
  made.id = id;
  return made;
}
