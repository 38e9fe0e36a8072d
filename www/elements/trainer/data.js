/**
 * What is learnt from: MNIST; digits from a visitor's files, chosen or dropped, with a sheet of the
 * first ones; or MNIST and the digits that the visitor taught the pad.
 *
 * The files are read and checked in a worker; what they hold goes to the training worker when a run
 * begins that learns from them. A recipe that learns from others than MNIST's digits says so: how
 * many there are, and a hash of them.
 *
 * @typedef {import('./digit-files.js').DigitSet} DigitSet
 * @typedef {import('../../engine/messages.js').OtherDigits} OtherDigits
 * @typedef {import('../../engine/messages.js').DigitsId} DigitsId
 * @typedef {import('../../engine/messages.js').NamedFile} NamedFile
 * @typedef {import('../../store/corrections.js').CorrectionStore} CorrectionStore
 * @typedef {{digits: OtherDigits, id: Promise<DigitsId> | null}} Choice  `id` once it was asked for
 */
import { readDigitFiles } from '../../engine/page/digit-files.js';
import { make } from '../../host/nodes.js';
import { colours } from '../../host/style-sheet.js';
import { sets as words } from '../../text/en/training.js';
import { noted, readSet } from './digit-files.js';

const SHOWN = 40;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** The digits that a link's run learns from aren't these. */
export class DigitsError extends Error {
  name = 'DigitsError';
}

/** @param {DigitsId} id */
function lacking(id) {
  if ('own' in id) return words.needsOwn(id.own.count, id.own.hash);
  const { name, train, test, hash } = id.files;
  return words.needs(name, train, test, hash);
}

/** @param {DigitsId} a @param {DigitsId | null} b */
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
  /**
   * What was chosen of late, by a key: the same digits are the same object, which goes to the
   * worker once.
   * @type {Map<string, Choice>}
   */
  #choices = new Map();
  /** What the run of a link learns from. @type {DigitsId | null} */
  #digitsOfLink = null;
  /** Whether a run was to begin, and couldn't for want of it. */
  #beginsOnArrival = false;
  #locked = false;
  #round = 0;

  /**
   * @param {CorrectionStore} store
   * @param {{
   *   identify: (digits: OtherDigits) => Promise<DigitsId>, failed: (error: Error) => void,
   *   note: (words: string) => void, arrived: () => void, root: ShadowRoot,
   * }} trainer  `identify`: what a recipe says of digits; `arrived`: the files are here for want of
   *   which a link's run didn't begin
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
      const files = [...(this.#chooser.files ?? [])].map((file) => ({ name: file.name, file }));
      this.#chooser.value = ''; // the same files may be chosen again
      if (files.length) void this.take(files);
    });
    this.translate();
  }

  /** Watches the digits that the visitor teaches. @param {AbortSignal} signal */
  follow(signal) {
    const count = () =>
      this.#store.all().then(
        ({ length }) => {
          this.#kept = length;
          this.#show();
        },
        (error) => this.#trainer.failed(error),
      );
    this.#store.watch(count, signal);
    void count();
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
   * @param {DigitsId | null} id
   */
  need(id) {
    if (JSON.stringify(id) === JSON.stringify(this.#digitsOfLink)) return;
    this.#digitsOfLink = id;
    this.#beginsOnArrival = false;
    if (id) this.element.open = true;
    if (id && 'own' in id && this.#kept > 0) this.#own.checked = true;
    this.#show();
  }

  /**
   * What the next run's recipe would say of its digits; of what a link needs, also where it isn't
   * here. A question: nothing changes.
   * @returns {Promise<DigitsId | null>}
   */
  async source() {
    if (this.#digitsOfLink) return this.#digitsOfLink;
    const choice = await this.#choice(this.#transposed.checked);
    return choice && this.#identify(choice);
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

  /** A visitor's files: what is wrong with them is said on the panel. @param {NamedFile[]} files */
  async take(files) {
    if (this.#locked) return;
    const round = ++this.#round;
    this.element.open = true;
    this.#trainer.note(words.reading);
    try {
      const set = await readSet(files, readDigitFiles);
      // others were chosen meanwhile, or it trains
      if (round !== this.#round || this.#locked) return;
      this.#transposed.checked = set.liesDown;
      this.#use(set);
      this.#trainer.note('');
      if (this.#digitsOfLink) await this.#arrived();
    } catch (error) {
      if (round === this.#round) this.#trainer.failed(/** @type {Error} */ (error));
    }
  }

  /** Files came while a link waits for some. */
  async #arrived() {
    const begins = this.#beginsOnArrival;
    await this.ready(false);
    this.#trainer.note(words.these);
    if (begins) this.#trainer.arrived();
  }

  /**
   * What the run that begins learns from; null: MNIST. Rejects with a `DigitsError` where a link
   * needs others.
   * @param {boolean} [waits]  the run begins by itself when the right ones come
   * @returns {Promise<OtherDigits | null>}
   */
  async ready(waits = true) {
    try {
      const digits = await this.chosen();
      this.#beginsOnArrival = false;
      if (digits && 'files' in digits) {
        this.#transposed.checked = digits.files.transposed;
        this.#draw();
      }
      return digits;
    } catch (error) {
      this.#beginsOnArrival ||= waits;
      throw error;
    }
  }

  /** Whether it is MNIST alone that is chosen. */
  get isUsual() {
    return !this.#digitsOfLink && !this.#set && !this.#own.checked;
  }

  /** As `ready`, for a race. A question: nothing changes. @returns {Promise<OtherDigits | null>} */
  async chosen() {
    if (this.#digitsOfLink) return this.matching(this.#digitsOfLink);
    return (await this.#choice(this.#transposed.checked))?.digits ?? null;
  }

  /**
   * The digits of which a recipe says this, where they are here. Rejects with a `DigitsError` where
   * they aren't.
   * @param {DigitsId} id @returns {Promise<OtherDigits>}
   */
  async matching(id) {
    const found = [];
    for (const choice of 'own' in id ? [await this.#drawn()] : this.#files(id.files.name)) {
      const its = choice && (await this.#identify(choice));
      if (choice && isSame(id, its)) return choice.digits;
      if (its && 'files' in its) found.push(its.files.hash);
    }
    if ('own' in id || !found.length) throw new DigitsError(lacking(id));
    throw new DigitsError(words.notThese(found[0], id.files.name, id.files.hash));
  }

  /** What is chosen; null: MNIST. @param {boolean} transposed */
  async #choice(transposed) {
    if (this.#set) return this.#file(this.#set, this.#set.name, transposed);
    return this.#own.checked ? this.#drawn() : null;
  }

  /**
   * The files that are chosen, under a recipe's name, as they are set to lie and the other way: the
   * way whose hash is right is right.
   * @param {string} name
   */
  #files(name) {
    const set = this.#set;
    const { checked } = this.#transposed;
    return set ? [checked, !checked].map((way) => this.#file(set, name, way)) : [];
  }

  /** @param {DigitSet} set @param {string} name @param {boolean} transposed */
  #file({ train, test }, name, transposed) {
    return this.#once(`files ${this.#round} ${transposed} ${name}`, () => ({
      files: { name, train, test, transposed },
    }));
  }

  /** What the visitor taught; null: nothing. */
  async #drawn() {
    const kept = await this.#store.all();
    if (kept.length === 0) return null;
    return this.#once(`own ${kept.map(({ id, label }) => `${id}=${label}`).join()}`, () => {
      const images = new Uint8Array(kept.length * PIXELS);
      kept.forEach(({ image }, i) => images.set(image, i * PIXELS));
      return { own: { images, labels: Uint8Array.from(kept, ({ label }) => label) } };
    });
  }

  /** @param {string} key @param {() => OtherDigits} make_ @returns {Choice} */
  #once(key, make_) {
    const known = this.#choices.get(key);
    if (known) return known;
    // There are two ways to read the files that are chosen. What came before is not asked for
    // again.
    if (this.#choices.size === 2) this.#choices.clear();
    const choice = { digits: make_(), id: null };
    this.#choices.set(key, choice);
    return choice;
  }

  /** What a recipe says of them. @param {Choice} choice */
  #identify(choice) {
    if (!choice.id) {
      choice.id = this.#trainer.identify(choice.digits);
      choice.id.catch(() => (choice.id = null)); // asked again next time
    }
    return choice.id;
  }

  /** @param {DigitSet | null} set */
  #use(set) {
    this.#set = set;
    this.#choices.clear();
    if (!set) this.#transposed.checked = false;
    this.#show();
    this.#draw();
  }

  #show() {
    const set = this.#set;
    this.#summary.textContent = `${words.title}: ${set ? set.name : words.mnist}`;
    this.#choose.disabled = this.#back.disabled = this.#transposed.disabled = this.#locked;
    this.#transposedLabel.hidden = !set;
    this.#back.hidden = !set && !this.#digitsOfLink;
    this.#own.disabled = this.#locked || set !== null || this.#kept === 0;
    this.#ownWords.textContent = words.own(this.#kept);
    this.#facts.textContent = set
      ? [
          words.is(set.name, set.train.labels.length, set.test.labels.length),
          ...(set.liesDown ? [words.liesDown] : []),
          ...noted(set.notes),
          words.local,
        ].join(' ')
      : this.#digitsOfLink
        ? lacking(this.#digitsOfLink)
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
