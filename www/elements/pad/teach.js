/**
 * "It was: 0 1 2 … 9" under the pad: the visitor says what a drawing was meant to be, the net that
 * reads learns it, and the drawing is kept.
 *
 * Drawing and reading are the pad's; how a net learns is the worker's. This is what lies between:
 * the row, what it says, and the way back.
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
 * @property {(lesson: Lesson) => void} taught
 */

import { connect } from '../../engine/page/connect.js';
import { Teaching } from '../../engine/page/teaching.js';
import { CorrectionStore, lessonOf } from '../../store/corrections.js';
import { teach as words } from '../../text/en/teaching.js';
import { marked } from '../../text/language.js';
import { KeptPanel } from './kept-panel.js';

const marks = marked('teach', words);

/** What the newest lessons say is what counts; a thousand of them would take a minute. */
const MOST_LESSONS = 200;

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
  #panel;
  #row = document.createElement('div');
  /** @type {HTMLButtonElement[]} */
  #digits = [];
  #status = document.createElement('p');
  #sentence = document.createElement('span');
  #forget = document.createElement('button');
  #busy = false;
  /**
   * Advanced where the shipped net is to read as it came: what a lesson under way has learnt is of
   * no use then.
   */
  #turn = 0;
  /** The net whose lessons were looked for. @type {object | null} */
  #restored = null;
  /** How the row of digits looks now. */
  #looks = '';
  /** Of which drawing the status speaks. @type {unknown} */
  #about = null;
  /**
   * The way back from the last lesson.
   * @type {{id: string, pupil: Pupil, weights: Float32Array | null, lessons: string[]} | null}
   */
  #last = null;
  /**
   * What each net reads with after its lessons, and which those were.
   * @type {WeakMap<object, {weights: Float32Array, lessons: string[]}>}
   */
  #learnt = new WeakMap();

  /** @param {HTMLElement} place @param {Host} host */
  constructor(place, host) {
    this.#host = host;
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
      this.#digits.push(button);
      keys.append(button);
    }
    this.#row.append(keys);
    this.#status.className = 'status';
    this.#forget.type = 'button';
    this.#forget.className = 'link';
    this.#forget.textContent = marks.forget;
    this.#forget.hidden = true;
    this.#forget.addEventListener('click', () => this.undo());
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
    const pupil = this.#host.reader.pupil();
    if (!pupil) return null;
    // As it reads now: it may have had lessons.
    const weights = this.#learnt.get(pupil.net)?.weights ?? pupil.weights;
    const network = await pupil.network();
    return this.#teaching.nearest(this.#host.manifest(), { network, weights }, image, count);
  }

  /** @param {Pupil} pupil @param {Correction[]} lessons */
  async #teach({ network, weights }, lessons) {
    const net = { network: await network(), weights };
    return this.#teaching.teach(this.#host.manifest(), net, lessons);
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
    store.watch(() => this.#panel.refresh(), signal);
    this.#panel.refresh();
    signal.addEventListener('abort', () => this.#teaching.close());
  }

  /** The drawing, its reading or an attribute has changed. */
  show() {
    const reading = this.#host.active() ? this.#host.reading() : null;
    // Its place stays: nothing jumps when a drawing begins.
    const look = reading === null ? 'idle' : this.#busy ? 'busy' : 'ready';
    if (look !== this.#looks) {
      this.#looks = look;
      this.#row.toggleAttribute('inert', look !== 'ready');
      this.#row.classList.toggle('idle', look === 'idle');
    }
    if (this.#busy || this.#about === null) return;
    if (!alike(this.#about, this.#host.reading()?.image)) this.#tell('', null);
  }

  /** Teaching may have become active: then what was taught here before counts again. */
  async refresh() {
    this.show();
    const pupil = this.#host.active() ? this.#host.reader.pupil() : null;
    if (pupil?.fingerprint && pupil.net !== this.#restored)
      await this.#restore(pupil, pupil.fingerprint);
  }

  recolour() {
    this.#panel.recolour();
  }

  /** Another language is spoken. */
  translate() {
    this.#panel.refresh();
  }

  /**
   * The net that came has learnt here before: it reads on as it did.
   * @param {Pupil} pupil
   * @param {string} fingerprint
   */
  async #restore(pupil, fingerprint) {
    this.#restored = pupil.net;
    const turn = this.#turn;
    const net = await store.net(fingerprint);
    try {
      if (net && (await this.#learn(pupil, net.weights, turn))) this.#knows(pupil, net);
    } catch {
      await store.dropNet(fingerprint); // of no use, whatever happened to it
    }
    this.#host.changed();
    this.#panel.refresh();
  }

  /**
   * A net reads as its lessons have left it, unless it was to read as it came since `turn`.
   * @param {Pupil} pupil @param {Float32Array} weights @param {number} turn
   */
  async #learn(pupil, weights, turn) {
    const { reader } = this.#host;
    if (turn !== this.#turn || !(await reader.learn(pupil, weights))) return false;
    if (turn === this.#turn) return true;
    await reader.learn(pupil, null);
    return false;
  }

  /**
   * The shipped net reads as it came, and does so next time; a lesson under way changes nothing
   * about that.
   */
  async unlearn() {
    const { reader } = this.#host;
    const pupil = reader.pupil();
    if (!pupil?.fingerprint || !(reader.taught || this.#busy)) return;
    this.#turn += 1;
    await this.#host.reader.learn(pupil, null);
    this.#knows(pupil, null);
    this.#last = null;
    this.#tell('', null);
    this.#host.changed();
    await store.dropNet(pupil.fingerprint);
  }

  /**
   * What the drawing was. Rejects with a sentence where it can't be taught.
   * @param {number} digit
   * @returns {Promise<Lesson>}
   */
  async teach(digit) {
    if (!Number.isInteger(digit) || digit < 0 || digit > 9) throw new TeachError(words.noDigit);
    const reading = this.#host.reading();
    const pupil = this.#host.reader.pupil();
    if (!reading || !pupil) throw new TeachError(words.nothing);
    if (this.#busy) throw new TeachError(words.busy);
    const before = reading.prediction.digit;
    const turn = this.#turn;
    /** @type {Correction} */
    const kept = {
      id: newId(),
      when: Date.now(),
      label: digit,
      strokes: this.#host.strokes(),
      image: reading.image.slice(),
      learnt: false,
    };
    this.#busy = true;
    this.#tell(words.learning, reading.image);
    try {
      const all = await store.all();
      const known = this.#learnt.get(pupil.net) ?? null;
      const lessons = [...all.filter(({ learnt }) => learnt), kept].slice(-MOST_LESSONS);
      const { weights, learnt } = await this.#teach(pupil, lessons);
      const here = learnt && (await this.#learn(pupil, weights, turn));
      await store.add({ ...kept, learnt });
      if (here) {
        this.#last = {
          id: kept.id,
          pupil,
          weights: known?.weights ?? null,
          lessons: known?.lessons ?? [],
        };
        await this.#keep(pupil, { weights, lessons: lessons.map(lessonOf) });
      }
      this.#host.changed();
      const now = this.#host.reading()?.prediction.digit ?? digit;
      const sentence = !learnt
        ? words.notLearnt(digit)
        : here
          ? words.learnt(digit, before === digit)
          : words.movedOn;
      this.#done(sentence, reading.image, here);
      const lesson = { digit, kept: all.length + 1, before, now };
      this.#host.taught(lesson);
      return lesson;
    } catch (error) {
      await store.add(kept); // the drawing is worth keeping all the same
      this.#done(words.failed(/** @type {Error} */ (error).message), reading.image, false);
      throw error;
    } finally {
      this.#busy = false;
      this.show();
      this.#panel.refresh();
    }
  }

  /** Takes back the last lesson: the net reads as before it, and the drawing is not kept. */
  async undo() {
    const last = this.#last;
    if (!last || this.#busy) return;
    this.#last = null;
    await store.remove([last.id]);
    if (await this.#host.reader.learn(last.pupil, last.weights)) {
      await this.#keep(
        last.pupil,
        last.weights && { weights: last.weights, lessons: last.lessons },
      );
    }
    this.#host.changed();
    this.#tell(words.forgotten, this.#host.reading()?.image ?? null);
    this.#host.say(words.forgotten);
  }

  /** Teaches the net that reads all kept digits, as they are now. */
  async again() {
    const pupil = this.#host.reader.pupil();
    if (!pupil || this.#busy) return;
    const about = this.#host.reading()?.image ?? null;
    const turn = this.#turn;
    this.#busy = true;
    this.#last = null;
    this.#tell(words.learning, about);
    try {
      const all = (await store.all()).slice(-MOST_LESSONS);
      if (all.length === 0) {
        await this.#host.reader.learn(pupil, null);
        await this.#keep(pupil, null);
        return this.#done(words.nothingLeft, about, false);
      }
      const { weights, right } = await this.#teach(pupil, all);
      const here = await this.#learn(pupil, weights, turn);
      if (here) await this.#keep(pupil, { weights, lessons: all.map(lessonOf) });
      this.#done(here ? words.learntAll(right, all.length) : words.movedOn, about, false);
    } catch (error) {
      this.#done(words.failed(/** @type {Error} */ (error).message), about, false);
    } finally {
      this.#busy = false;
      this.#host.changed();
      this.show();
      this.#panel.refresh();
    }
  }

  /** From a key or a button: what goes wrong is in the status. @param {number} digit */
  #try(digit) {
    if (this.#busy || !this.#host.active()) return;
    if (!this.#host.reading()) return this.#host.say(words.nothing);
    this.teach(digit).catch(() => {});
  }

  /** @param {Pupil} pupil @param {{weights: Float32Array, lessons: string[]} | null} net */
  async #keep(pupil, net) {
    this.#knows(pupil, net);
    if (!pupil.fingerprint) return; // a net in training is the trainer's to keep
    if (net) await store.keepNet(pupil.fingerprint, net);
    else await store.dropNet(pupil.fingerprint);
  }

  /** @param {Pupil} pupil @param {{weights: Float32Array, lessons: string[]} | null} net */
  #knows(pupil, net) {
    if (net) this.#learnt.set(pupil.net, net);
    else this.#learnt.delete(pupil.net);
    this.#panel.knows = net?.lessons ?? [];
  }

  /** @param {string} sentence @param {Uint8Array | null} about @param {boolean} back */
  #done(sentence, about, back) {
    this.#tell(store.forgets ? `${sentence} ${words.forgets}` : sentence, about);
    this.#forget.hidden = !back;
    this.#host.say(sentence);
  }

  /** @param {string} sentence @param {Uint8Array | null} about  the drawing of which it speaks */
  #tell(sentence, about) {
    this.#about = sentence ? about : null;
    this.#sentence.textContent = sentence;
    this.#forget.hidden = true;
  }
}

/** @param {any} a @param {any} b */
function alike(a, b) {
  return (
    a === b ||
    (a?.length === b?.length &&
      a.every((/** @type {number} */ value, /** @type {number} */ i) => value === b[i]))
  );
}

/** No two tabs make the same; `randomUUID` is for secure pages alone. */
function newId() {
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${a.toString(36)}${b.toString(36)}`;
}
