/**
 * How large an element is, told and not asked for: who asks while others have written has all of it
 * laid out at once.
 */
export class Size {
  #element;
  #observer;
  /** @type {{width: number, height: number} | null} */
  #told = null;

  /** @param {HTMLElement} element @param {() => void} changed */
  constructor(element, changed) {
    this.#element = element;
    this.#observer = new ResizeObserver(
      ([
        {
          contentRect: { width, height },
        },
      ]) => {
        this.#told = { width: Math.floor(width), height: Math.floor(height) };
        changed();
      },
    ); // prettier-ignore
    this.#observer.observe(element);
  }

  /** In whole CSS pixels. */
  get now() {
    // Drawn before the first frame: then it is asked after all.
    return this.#told ?? { width: this.#element.clientWidth, height: this.#element.clientHeight };
  }

  end() {
    this.#observer.disconnect();
  }
}
