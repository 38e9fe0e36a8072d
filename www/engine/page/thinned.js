/**
 * A list that never grows beyond a size, however long it is added to: when it is full every other
 * item goes, and from then on only every second one (every fourth, …) stays. The first and the
 * newest are always there.
 * @template T
 */
export class Thinned {
  /** @type {T[]} */
  items = [];
  #most;
  #stride = 1;
  #count = 0;
  /** Whether the newest is there for the time being only. */
  #passing = false;

  /** @param {number} most  at least 2 */
  constructor(most) {
    this.#most = Math.max(2, most);
  }

  /** @param {T} item */
  add(item) {
    if (this.#passing) this.items.pop();
    this.items.push(item);
    this.#passing = this.#count++ % this.#stride !== 0;
    if (this.#passing || this.items.length <= this.#most) return;
    this.items = this.items.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
    // Of those that stay, the newest may have been the one that went.
    this.#passing = (this.#count - 1) % this.#stride !== 0;
    if (this.#passing) this.items.push(item);
  }
}
