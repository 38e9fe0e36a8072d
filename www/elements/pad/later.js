/**
 * Something that is loaded when it is wanted, and once. A failure isn't remembered: the next who
 * wants it tries again.
 * @template T
 */
export class Later {
  /** @type {T | null} it, once it is here */
  now = null;
  #make;
  /** @type {Promise<T> | null} */
  #coming = null;

  /** @param {() => Promise<T>} make */
  constructor(make) {
    this.#make = make;
  }

  /** @returns {Promise<T>} */
  get() {
    this.#coming ??= this.#make().then(
      (made) => (this.now = made),
      (error) => {
        this.#coming = null;
        throw error;
      },
    );
    return this.#coming;
  }
}
