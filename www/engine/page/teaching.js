/**
 * Teaching, as the page sees it: a worker of its own, so that neither the page nor a training run
 * waits for a lesson. It answers as well which digits of its training a net finds most like a
 * drawing.
 *
 * The worker begins with the first lesson or question. It ends some time after the last one, and
 * with it what it holds in memory: the digits come from the browser's cache the next time.
 *
 * @typedef {import('../messages.js').Taught} Taught
 * @typedef {import('../messages.js').Found} Found
 * @typedef {import('./session.js').Session} Session
 * @typedef {{network: string, weights: Float32Array}} Net
 * @typedef {{label: number, image: Uint8Array}} Lesson
 */

/** Whoever teaches one digit often teaches the next. */
const IDLE_MS = 60_000;

export class Teaching {
  /** @type {Promise<Session> | null} */
  #session = null;
  /** Requests that wait for an answer. */
  #open = 0;
  /** @type {any} */
  #idle;
  #connect;
  /** Of the digits that the session has. */
  #manifest = '';

  /**
   * @param {(manifest: string, lost: () => void) => Promise<Session>} connect a session with a
   *   worker that has its engine
   */
  constructor(connect) {
    this.#connect = connect;
  }

  /**
   * Teaches a net, as it was before all lessons, these: the newest last.
   * @param {string} manifest address of the digits' @param {Net} net @param {readonly Lesson[]}
   *   lessons
   * @returns {Promise<Taught>}
   */
  async teach(manifest, { network, weights }, lessons) {
    const labels = Uint8Array.from(lessons, ({ label }) => label);
    const images = new Uint8Array(lessons.length * 784);
    lessons.forEach(({ image }, i) => images.set(image, i * 784));
    return this.#ask(manifest, (session) =>
      session.ask('teach', { network, weights, images, labels }),
    );
  }

  /**
   * Which digits of its training the net finds most like the image.
   * @param {string} manifest address of the digits' @param {Net} net @param {Uint8Array} image
   *   @param {number} count
   * @returns {Promise<Found>}
   */
  async nearest(manifest, { network, weights }, image, count) {
    return this.#ask(manifest, (session) =>
      session.ask('nearest', { network, weights, image, count }),
    );
  }

  /** @template T @param {string} manifest @param {(session: Session) => Promise<T>} question */
  async #ask(manifest, question) {
    clearTimeout(this.#idle);
    if (this.#session && manifest !== this.#manifest) this.close();
    this.#open += 1;
    try {
      return await question(await (this.#session ??= this.#dial(manifest)));
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#idle = setTimeout(() => this.close(), IDLE_MS);
    }
  }

  /** Ends the worker; who waits for a lesson is told. */
  close() {
    clearTimeout(this.#idle);
    this.#session?.then(
      (session) => session.close(),
      () => {}, // it never came to be
    );
    this.#session = null;
  }

  /** @param {string} manifest */
  #dial(manifest) {
    this.#manifest = manifest;
    /** @type {Promise<Session>} */
    const session = this.#connect(manifest, () => {
      if (this.#session === session) this.#session = null;
    });
    session.catch(() => {
      if (this.#session === session) this.#session = null; // asked for again next time
    });
    return session;
  }
}
