/**
 * "It was: 0 1 2 … 9" under the pad: the visitor says what a drawing was meant to be, the net that
 * reads learns it, and the drawing is kept.
 *
 * Drawing and reading are the pad's; what a net has learnt, lessons.js knows; how it learns is the
 * worker's. This is what the visitor sees of it: the row, what it says, and the way back.
 *
 * @typedef {import('./reader.js').Pupil} Pupil
 * @typedef {import('../../store/corrections.js').Correction} Correction
 * @typedef {{digit: number, kept: number, before: number, now: number}} Lesson
 * @typedef {object} Host  the pad, as far as it concerns this
 * @property {() => import('../../ink/geometry.js').Stroke[]} strokes  a copy
 * @property {() => import('./reader.js').Reading | null} reading
 * @property {import('./reader.js').Reader} reader
 * @property {() => boolean} active  whether anybody may teach here
 * @property {() => string} manifest  address of the digits'
 * @property {(sentence: string) => void} say  to a screen reader
 * @property {() => void} changed  another net reads
 * @property {(which: 'taught') => void} choose
 * @property {(lesson: Lesson) => void} taught
 */

import { connect } from '../../engine/page/connect.js';
import { Teaching } from '../../engine/page/teaching.js';
import { CorrectionStore } from '../../store/corrections.js';
import { teach as words } from '../../text/en/teaching.js';
import { marked } from '../../text/language.js';
import { KeptPanel } from './kept-panel.js';
import { Lessons, lastLabel } from './lessons.js';

const marks = marked('teach', words);

/** Nothing can be taught now. */
export class TeachError extends Error {
  name = 'TeachError';
}

/** One for the page: pads share what a visitor has taught. */
export const store = new CorrectionStore();

export class Teach {
  #host;
  // On one thread: a lesson is short, and the threads are the trainer's.
  #teaching = new Teaching((manifest, lost) =>
    connect({ update() {}, loading() {}, short() {}, lost }, manifest, false),
  );
  #lessons;
  #panel;
  #row = document.createElement('div');
  #status = document.createElement('p');
  #sentence = document.createElement('span');
  #forget = document.createElement('button');
  /** How many lessons are under way. */
  #working = 0;
  /** How the row of digits looks now. */
  #looks = '';
  /**
   * Of which drawing the status speaks; undefined: of none.
   * @type {Uint8Array | null | undefined}
   */
  #about;

  /** @param {HTMLElement} place @param {Host} host */
  constructor(place, host) {
    this.#host = host;
    this.#lessons = new Lessons({
      reader: host.reader,
      store,
      teach: async ({ network, weights }, lessons) => {
        this.#tell(words.learning, host.reading()?.image ?? null);
        return this.#work(async () => {
          const net = { network: await network(), weights };
          return this.#teaching.teach(host.manifest(), net, lessons);
        });
      },
    });
    this.#row.className = 'was';
    const ask = document.createElement('span');
    ask.textContent = marks.ask;
    ask.id = 'was';
    this.#row.append(ask);
    const keys = document.createElement('div');
    keys.setAttribute('role', 'group');
    keys.setAttribute('aria-labelledby', 'was');
    for (let digit = 0; digit < 10; digit++) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = String(digit);
      button.setAttribute('aria-label', marks.was(digit));
      button.addEventListener('click', () => this.#try(digit));
      keys.append(button);
    }
    this.#row.append(keys);
    this.#status.className = 'status';
    this.#forget.type = 'button';
    this.#forget.className = 'link';
    this.#forget.textContent = marks.forget;
    this.#forget.addEventListener('click', () => this.forget());
    this.#status.append(this.#sentence, this.#forget);
    this.#panel = new KeptPanel(
      store,
      () => this.again(),
      ({ message }) => this.#tell(words.notKept(message), null),
    );
    place.append(this.#row, this.#status, this.#panel.element);
    this.show();
  }

  /**
   * The digits of its training that the net that reads finds most like an image; null where nobody
   * reads. Rejects with a sentence.
   * @param {Uint8Array} image @param {number} count
   */
  async nearest(image, count) {
    const { pupil } = this;
    if (!pupil) return null;
    // As it reads now: it may have had lessons.
    const weights = this.#taught?.weights ?? pupil.weights;
    const network = await pupil.network();
    return this.#teaching.nearest(this.#host.manifest(), { network, weights }, image, count);
  }

  get pupil() {
    return this.#host.reader.pupil();
  }

  get #busy() {
    return this.#working > 0;
  }

  /** What the net that reads has learnt. */
  get #taught() {
    return this.#host.reader.reads === 'own' ? null : this.#lessons.of(this.pupil);
  }

  /**
   * Listens to the focused surface: a digit's key says what the drawing was.
   * @param {HTMLElement} surface
   * @param {AbortSignal} signal
   */
  follow(surface, signal) {
    surface.addEventListener(
      'keydown',
      (event) => {
        const { key, ctrlKey, metaKey, altKey, repeat } = event;
        if (!/^[0-9]$/.test(key) || ctrlKey || metaKey || altKey || repeat || !this.#host.active())
          return;
        event.preventDefault();
        this.#try(Number(key));
      },
      { signal },
    );
    store.watch(() => this.#settle(), signal);
    this.#panel.refresh();
    signal.addEventListener('abort', () => this.#teaching.close());
  }

  /** The drawing, its reading, the net that reads or an attribute has changed. */
  show() {
    const reading = this.#host.active() ? this.#host.reading() : null;
    // Its place stays: nothing jumps when a drawing begins.
    const look = reading === null ? 'idle' : this.#busy ? 'busy' : 'ready';
    if (look !== this.#looks) {
      this.#looks = look;
      this.#row.toggleAttribute('inert', look !== 'ready');
      this.#row.classList.toggle('idle', look === 'idle');
    }
    if (this.#busy) return;
    if (this.#about !== undefined && !alike(this.#about, this.#host.reading()?.image ?? null))
      this.#about = undefined;
    if (this.#about === undefined) this.#tellLast();
  }

  /** Teaching may have become active: then what was taught here before counts again. */
  async refresh() {
    this.show();
    if (this.#host.active()) await this.#settle();
  }

  recolour() {
    this.#panel.recolour();
  }

  /** Another language is spoken. */
  translate() {
    this.#panel.refresh();
    this.#about = undefined; // what was said was said in another language
    this.show();
  }

  /**
   * What the drawing was. Rejects with a sentence where it can't be taught.
   * @param {number} digit
   * @returns {Promise<Lesson>}
   */
  async teach(digit) {
    if (!Number.isInteger(digit) || digit < 0 || digit > 9) throw new TeachError(words.noDigit);
    const reading = this.#host.reading();
    const { pupil } = this;
    if (!reading || !pupil) throw new TeachError(words.nothing);
    if (this.#busy) throw new TeachError(words.busy);
    const { reader } = this.#host;
    const { reads } = reader;
    const before = reading.prediction.digit;
    const strokes = this.#host.strokes();
    const image = reading.image.slice();
    return this.#work(async () => {
      this.#tell(words.learning, image);
      try {
        const kept = { id: newId(), when: Date.now(), label: digit, strokes, image, learnt: false };
        const came = await this.#lessons.teach(pupil, kept);
        // Unless another net was chosen meanwhile, it is read with what has just been learnt.
        if (came === 'learnt' && reads === 'own' && reader.reads === 'own')
          this.#host.choose('taught');
        this.#host.changed();
        const now = this.#host.reading()?.prediction.digit ?? digit;
        const said = {
          learnt: () => words.learnt(digit, before === digit),
          not: () => words.notLearnt(digit),
          gone: () => words.movedOn,
        };
        this.#done(said[came](), image, came === 'learnt');
        const lesson = { digit, kept: (await store.all()).length, before, now };
        this.#host.taught(lesson);
        return lesson;
      } catch (error) {
        this.#done(words.failed(/** @type {Error} */ (error).message), image);
        throw error;
      }
    });
  }

  /** Takes back the last lesson: the net reads as before it, and the drawing is not kept. */
  async forget() {
    const { pupil } = this;
    if (!pupil || this.#busy) return;
    await this.#work(() =>
      this.#attempt(words.notRelearnt, async () => {
        await this.#lessons.forget(pupil);
        this.#host.changed();
        return words.forgotten;
      }),
    );
  }

  /** Teaches the net that reads all kept digits, as they are now. */
  async again() {
    const { pupil } = this;
    if (!pupil || this.#busy) return;
    await this.#work(() =>
      this.#attempt(words.failed, async () => {
        const come = await this.#lessons.teachAll(pupil);
        if (this.#host.reader.reads === 'own') this.#host.choose('taught');
        this.#host.changed();
        return come ? words.learntAll(come.right, come.all) : words.movedOn;
      }),
    );
  }

  /** Digits were deleted or labelled anew, here or in another tab; or a net has come. */
  async #settle() {
    this.#panel.learning = true;
    this.#panel.refresh();
    const said = { base: words.nothingLeft, forgot: words.forgotten, relearnt: words.relearnt };
    await this.#attempt(words.notRelearnt, async () => {
      const settled = await this.#lessons.settle();
      this.#host.changed();
      // What asked for it says itself what came of it.
      return settled === 'same' || this.#busy ? null : said[settled];
    });
    this.#panel.learning = false;
    this.#refreshed();
  }

  /**
   * @param {(reason: string) => string} failed  what to say where it fails
   * @param {() => Promise<string | null>} work  what to say then; null: nothing
   */
  async #attempt(failed, work) {
    const about = () => this.#host.reading()?.image ?? null;
    try {
      const sentence = await work();
      if (sentence) this.#done(sentence, about());
    } catch (error) {
      this.#done(failed(/** @type {Error} */ (error).message), about());
    }
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async #work(work) {
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
      this.#refreshed();
    }
  }

  #refreshed() {
    this.#panel.knows = this.#taught?.lessons ?? [];
    this.show();
    this.#panel.refresh();
  }

  /** From a key or a button: what goes wrong is in the status. @param {number} digit */
  #try(digit) {
    if (this.#busy || !this.#host.active()) return;
    if (!this.#host.reading()) return this.#host.say(words.nothing);
    this.teach(digit).catch(() => {});
  }

  /**
   * @param {string} sentence @param {Uint8Array | null} about  the drawing of which it speaks
   * @param {boolean} [undo]  whether it is about a lesson that can be taken back
   */
  #done(sentence, about, undo = false) {
    this.#tell(store.forgets ? `${sentence} ${words.forgets}` : sentence, about);
    this.#forget.hidden = !undo;
    this.#host.say(sentence);
  }

  /** Where nothing else is to be said: the last lesson, which can be taken back until the next. */
  #tellLast() {
    const label = lastLabel(this.#taught);
    this.#write(label === null ? '' : words.last(label));
    this.#forget.hidden = label === null;
  }

  /** @param {string} sentence @param {Uint8Array | null} about  the drawing of which it speaks */
  #tell(sentence, about) {
    this.#about = about;
    this.#write(sentence);
    this.#forget.hidden = true;
  }

  /** @param {string} sentence */
  #write(sentence) {
    if (this.#sentence.textContent !== sentence) this.#sentence.textContent = sentence;
  }
}

/** @param {Uint8Array | null} a @param {Uint8Array | null} b */
function alike(a, b) {
  return a === b || (a?.length === b?.length && Boolean(a?.every((value, i) => value === b?.[i])));
}

/** No two tabs make the same; `randomUUID` is for secure pages alone. */
function newId() {
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${a.toString(36)}${b.toString(36)}`;
}
