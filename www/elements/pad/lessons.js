/**
 * What the nets of a pad have been taught. A taught net is its base and the list of its lessons,
 * and each lesson is a digit that is kept, as it is labelled now. A net whose list differs from
 * what is kept is not read with: it is derived anew from its base, or is the base where nothing is
 * left. So deleting a digit and forgetting a lesson are the same, and no net remembers what is
 * gone.
 *
 * @typedef {import('./reader.js').Pupil} Pupil
 * @typedef {import('../../store/corrections.js').Correction} Correction
 * @typedef {import('../../store/corrections.js').CorrectedNet} CorrectedNet
 * @typedef {import('../../engine/messages.js').Taught} Taught
 * @typedef {Pick<import('../../store/corrections.js').CorrectionStore,
 *   'all' | 'add' | 'learn' | 'remove' | 'net' | 'keepNet' | 'dropNet'>} Store
 * @typedef {'same' | 'base' | 'forgot' | 'relearnt'} Settled  what became of a net: it was as it
 *   should be, has no lessons any more, has fewer, or the same with other labels
 * @typedef {object} Host
 * @property {Pick<import('./reader.js').Reader, 'pupils' | 'learn'>} reader
 * @property {Store} store
 * @property {(pupil: Pupil, lessons: readonly Correction[]) => Promise<Taught>} teach  a net, as it
 *   was before all lessons
 */
import { lessonOf } from '../../store/corrections.js';

/** What the newest lessons say is what counts; a thousand of them would take a minute. */
const MOST_LESSONS = 200;

/** @param {string} lesson  as `lessonOf` names it */
const idOf = (lesson) => lesson.slice(0, lesson.lastIndexOf('='));

/**
 * The lessons of a net that are still kept, as they are labelled now.
 * @param {readonly string[]} lessons @param {readonly Correction[]} kept
 */
export function stillKept(lessons, kept) {
  const ids = new Set(lessons.map(idOf));
  return kept.filter(({ id }) => ids.has(id));
}

/**
 * The digit of a net's last lesson, as long as it can be taken back.
 * @param {CorrectedNet | null} net
 */
export function lastLabel(net) {
  const lesson = net?.lessons.find((lesson) => idOf(lesson) === net.last);
  return lesson === undefined ? null : Number(lesson.slice(lesson.lastIndexOf('=') + 1));
}

export class Lessons {
  #host;
  /** What each net has learnt. @type {WeakMap<object, CorrectedNet>} */
  #learnt = new WeakMap();
  /** What a net was before its last lesson. @type {WeakMap<object, CorrectedNet | null>} */
  #before = new WeakMap();
  /** The nets whose lessons were looked for in the store. @type {WeakSet<object>} */
  #restored = new WeakSet();
  /** One thing after the other: each begins with what the one before has left. */
  #tail = Promise.resolve();

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {Pupil | null} pupil @returns {CorrectedNet | null} */
  of(pupil) {
    return (pupil && this.#learnt.get(pupil.net)) ?? null;
  }

  /**
   * Teaches a net one digit more. The digit is kept in any case.
   * @param {Pupil} pupil @param {Correction} correction
   * @returns {Promise<'learnt' | 'not' | 'gone'>}  `not`: it would have forgotten others; `gone`:
   *   another net is in its place
   */
  teach(pupil, correction) {
    return this.#inTurn(async () => {
      const { store } = this.#host;
      try {
        const former = await this.#former(pupil);
        const lessons = [...former, correction].slice(-MOST_LESSONS);
        const { weights, learnt } = await this.#host.teach(pupil, lessons);
        if (!learnt) {
          await store.add(correction);
          return 'not';
        }
        const before = this.of(pupil);
        const net = { weights, lessons: lessons.map(lessonOf), last: correction.id };
        if (!(await this.#host.reader.learn(pupil, weights))) {
          await store.add({ ...correction, learnt: true });
          return 'gone';
        }
        this.#learnt.set(pupil.net, net);
        this.#before.set(pupil.net, before);
        // Both or neither: a net must not know what isn't kept.
        await store.learn({ ...correction, learnt: true }, pupil.fingerprint, net);
        return 'learnt';
      } catch (error) {
        await store.add(correction); // the drawing is worth keeping all the same
        throw error;
      }
    });
  }

  /** Takes back the last lesson of a net: it is as before, and the digit isn't kept. @param {Pupil}
   * pupil */
  async forget(pupil) {
    const last = this.of(pupil)?.last;
    if (!last) return;
    await this.#host.store.remove([last]);
    await this.settle();
  }

  /**
   * Teaches a net all digits that are kept.
   * @param {Pupil} pupil
   * @returns {Promise<{right: number, all: number} | null>}  null: another net is in its place
   */
  teachAll(pupil) {
    return this.#inTurn(async () => {
      const kept = (await this.#host.store.all()).slice(-MOST_LESSONS);
      if (kept.length === 0) return { right: 0, all: 0 };
      const { weights, right } = await this.#host.teach(pupil, kept);
      if (!(await this.#host.reader.learn(pupil, weights))) return null;
      await this.#knows(pupil, { weights, lessons: kept.map(lessonOf) });
      return { right, all: kept.length };
    });
  }

  /**
   * Each net knows what is kept of its lessons, and nothing else: after something was deleted or
   * labelled anew, here or in another tab, and when a net has come. Rejects where a net can't learn
   * again what is left; then it is its base until it can.
   * @returns {Promise<Settled>}  of the net to which most happened
   */
  settle() {
    return this.#inTurn(async () => {
      /** @type {Settled} */
      let most = 'same';
      for (const pupil of this.#host.reader.pupils()) {
        const settled = await this.#settle(pupil);
        if (settled !== 'same') most = settled;
      }
      return most;
    });
  }

  /** @param {Pupil} pupil @returns {Promise<Settled>} */
  async #settle(pupil) {
    const known = this.of(pupil);
    const isNew = !known && !this.#restored.has(pupil.net);
    const net = isNew ? await this.#stored(pupil) : known;
    this.#restored.add(pupil.net);
    if (!net) return 'same';
    const left = stillKept(net.lessons, await this.#host.store.all());
    const lessons = left.map(lessonOf);
    const isSame = lessons.join() === net.lessons.join();
    if (isSame && net.weights) {
      if (isNew) await this.#restore(pupil, net);
      return 'same';
    }
    if (left.length === 0) {
      await this.#host.reader.learn(pupil, null);
      await this.#knows(pupil, null);
      return 'base';
    }
    const last = net.last !== undefined && left.some(({ id }) => id === net.last);
    const remains = { lessons, ...(last && { last: net.last }) };
    const before = this.#before.get(pupil.net);
    let weights = before?.lessons.join() === lessons.join() ? before.weights : null;
    if (!weights) {
      // Until it has learnt what is left it is its base, also if the page is closed meanwhile.
      await this.#host.reader.learn(pupil, null);
      await this.#knows(pupil, { ...remains, weights: null });
      ({ weights } = await this.#host.teach(pupil, left));
    }
    if (await this.#host.reader.learn(pupil, weights))
      await this.#knows(pupil, { ...remains, weights });
    return lessons.length < net.lessons.length ? 'forgot' : 'relearnt';
  }

  /** @param {Pupil} pupil @returns {Promise<CorrectedNet | null>} */
  async #stored({ fingerprint }) {
    return fingerprint === null ? null : this.#host.store.net(fingerprint);
  }

  /** The net reads as its lessons had left it. @param {Pupil} pupil @param {CorrectedNet} net */
  async #restore(pupil, net) {
    try {
      if (await this.#host.reader.learn(pupil, net.weights)) this.#learnt.set(pupil.net, net);
    } catch {
      await this.#knows(pupil, null); // of no use, whatever happened to it
    }
  }

  /** What a net has learnt so far, here or in another tab. @param {Pupil} pupil */
  async #former(pupil) {
    const known = [this.of(pupil), await this.#stored(pupil)];
    return stillKept(
      known.flatMap((net) => net?.lessons ?? []),
      await this.#host.store.all(),
    );
  }

  /** @param {Pupil} pupil @param {CorrectedNet | null} net */
  async #knows(pupil, net) {
    const { store } = this.#host;
    if (net) this.#learnt.set(pupil.net, net);
    else this.#learnt.delete(pupil.net);
    this.#before.delete(pupil.net);
    if (pupil.fingerprint === null) return; // a net in training is the trainer's to keep
    if (net) await store.keepNet(pupil.fingerprint, net);
    else await store.dropNet(pupil.fingerprint);
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const done = this.#tail.then(work);
    this.#tail = done.then(
      () => {},
      () => {},
    );
    return done;
  }
}
