/**
 * What is learnt from: MNIST; digits from a visitor's files, chosen or dropped, with a sheet of the first ones; or MNIST and
 * the digits that the visitor taught the pad.
 *
 * The files are read and checked here, as a stream, and given to the training worker when a set is whole. A recipe that
 * learns from others than MNIST's digits says so: how many there are, and a hash of them.
 *
 * @typedef {import('./idx-file.js').DigitSet} DigitSet
 * @typedef {import('../engine/messages.js').Given} Given
 * @typedef {import('../engine/messages.js').Pair} Pair
 * @typedef {import('./kept-store.js').KeptStore} KeptStore
 */
import { make } from '../charts/figure.js';
import { sets as words } from '../text/en.js';
import { pairUp, readIdx } from './idx-file.js';
import { colours } from './sheet.js';

const SHOWN = 40;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

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
  #given = { key: '', source: /** @type {object | null} */ (null) };
  #locked = false;
  #round = 0;

  /**
   * @param {KeptStore} store
   * @param {{
   *   give: (given: Given | null) => Promise<object | null>, failed: (error: Error) => void, note: (words: string) => void,
   *   root: ShadowRoot,
   * }} trainer
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
    this.#back.addEventListener('click', () => this.#use(null));
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
    } catch (error) {
      if (round === this.#round) this.#trainer.failed(/** @type {Error} */ (error));
    }
  }

  /** Sees to it that the worker has what is chosen, before a run begins; what its recipe must say. @returns {Promise<object | null>} */
  async ready() {
    const set = this.#set;
    if (set) {
      const { name, train, test } = set;
      const transposed = this.#transposed.checked;
      const files = { name, train, test, transposed };
      return this.#hand(`${this.#round} ${transposed}`, () => ({ files }));
    }
    const kept = this.#own.checked ? await this.#store.all() : [];
    if (kept.length === 0) return this.#hand('', () => null);
    const images = new Uint8Array(kept.length * PIXELS);
    kept.forEach(({ image }, i) => images.set(image, i * PIXELS));
    const labels = Uint8Array.from(kept, ({ label }) => label);
    return this.#hand(`own ${kept.map(({ id, label }) => `${id}=${label}`).join()}`, () => ({ own: { images, labels } }));
  }

  /** @param {string} key @param {() => Given | null} make_ */
  async #hand(key, make_) {
    if (key === this.#given.key) return this.#given.source;
    this.#given = { key: '', source: null };
    const source = await this.#trainer.give(make_());
    this.#given = { key, source };
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
    this.#back.hidden = this.#transposedLabel.hidden = !set;
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
      const canvas = picture(images.subarray(i * PIXELS, (i + 1) * PIXELS), this.#transposed.checked, ink);
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
