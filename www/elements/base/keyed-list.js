/**
 * A list of entries with ids: the item of an entry is made once and then shown anew, so that the
 * focus, and what is half typed in it, stays when the entries change.
 *
 * @template {{id: string}} Entry
 */
export class KeyedList {
  #list;
  #make;
  /** @type {Map<string, {element: HTMLElement, show: (entry: Entry) => void}>} */
  #items = new Map();

  /**
   * @param {HTMLElement} list
   * @param {(id: string) => {element: HTMLElement, show: (entry: Entry) => void}} make
   */
  constructor(list, make) {
    this.#list = list;
    this.#make = make;
  }

  /** @param {readonly Entry[]} entries */
  show(entries) {
    const former = this.#items;
    this.#items = new Map(entries.map(({ id }) => [id, former.get(id) ?? this.#make(id)]));
    const place = this.#focused;
    for (const [id, { element }] of former) if (!this.#items.has(id)) element.remove();
    const elements = [...this.#items.values()].map(({ element }) => element);
    elements.forEach((element, at) => {
      const there = this.#list.children[at] ?? null;
      // those that stay aren't touched
      if (there !== element) this.#list.insertBefore(element, there);
    });
    for (const entry of entries) this.#items.get(entry.id)?.show(entry);
    // What had the focus is gone: its neighbour has it, or the next key would be the page's.
    if (place >= 0 && this.#focused < 0) {
      const next = elements[Math.min(place, elements.length - 1)];
      next?.querySelector('button')?.focus();
    }
  }

  /** Which item has the focus; -1: none. */
  get #focused() {
    const root = this.#list.getRootNode();
    const { activeElement } = root instanceof ShadowRoot ? root : document;
    return [...this.#list.children].findIndex((item) => item.contains(activeElement));
  }
}
