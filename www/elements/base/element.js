/**
 * What all elements share. `class NibPad extends elementOf(table)` has the table's attributes as
 * properties, keeps what a page set before the element was defined, and stays styled in another
 * document. Where there is no DOM, importing such a class does nothing.
 *
 * @typedef {import('./table.js').Table} Table
 * @typedef {import('./table.js').Attribute} Attribute
 */
import { sheet } from '../../host/style-sheet.js';
import { format, parse } from './attribute.js';
import { propertyOf } from './table.js';

/**
 * @template {Attribute} A
 * @typedef {A['type'] extends 'boolean' ? boolean : A['type'] extends 'integer' ? number | null
 *   : A['type'] extends 'choices' ? string : A extends {values: readonly (infer V extends
 *   string)[]} ? V | '' : string} ValueOf
 */
/**
 * @template {string} S
 * @typedef {S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S} Camel
 */
/**
 * The attributes of a table as properties.
 * @template {Table} T
 * @typedef {{[A in keyof T['attributes'] & string as T['attributes'][A] extends {own: true} ? never
 *   : T['attributes'][A] extends {property: infer P extends string} ? P : Camel<A>]:
 *   ValueOf<T['attributes'][A]>}} Properties
 */

// On a server there is no HTMLElement. Elements are never made there; their classes are imported.
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/** @type {Set<string>} */
const complaints = new Set();

export class NibElement extends Base {
  /** @type {Table} */
  static table;
  /** Of its shadow root. @type {readonly string[]} */
  static styles = [];

  static get observedAttributes() {
    return Object.keys(this.table.attributes);
  }

  /**
   * Registers the element, once; does nothing where there is no DOM.
   * @param {string} [tag] @param {CustomElementRegistry} [registry]
   */
  static define(tag = this.table.tag, registry = globalThis.customElements) {
    if (registry && !registry.get(tag)) registry.define(tag, this);
  }

  /** What the page set on the element before its class was there. @type {[string, unknown][]} */
  #early = [];

  constructor() {
    super();
    this.#dress(this.attachShadow({ mode: 'open' }));
    // Such a property hides the accessor of the same name, and no later assignment would arrive.
    for (const [name, value] of Object.entries(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      delete (/** @type {any} */ (this)[name]);
      this.#early.push([name, value]);
    }
  }

  connectedCallback() {
    for (const [name, value] of this.#early.splice(0)) {
      try {
        /** @type {any} */ (this)[name] = value;
      } catch (cause) {
        console.error(new Error(`<${this.localName}>: ${name} can't be set`, { cause }));
      }
    }
  }

  /** Sheets made in one document can't be used in another. */
  adoptedCallback() {
    this.#dress(/** @type {ShadowRoot} */ (this.shadowRoot));
  }

  /** @param {string} name @param {string | null} _before @param {string | null} text */
  attributeChangedCallback(name, _before, text) {
    const type = /** @type {typeof NibElement} */ (this.constructor);
    const { expected } = parse(type.table.attributes[name], text);
    if (!expected) return;
    const complaint = `<${this.localName} ${name}="${text}"> is ignored: expected ${expected}`;
    if (!complaints.has(complaint)) console.warn(complaint);
    complaints.add(complaint);
  }

  /** @param {ShadowRoot} root */
  #dress(root) {
    const view = this.ownerDocument.defaultView;
    if (!view) return; // a document that nobody sees
    const { styles } = /** @type {typeof NibElement} */ (this.constructor);
    root.adoptedStyleSheets = styles.map((css) => sheet(css, view));
  }
}

/**
 * The base class of one element.
 * @template {Table} T
 * @param {T} table
 * @returns {Pick<typeof NibElement, keyof typeof NibElement>
 *   & {new (): NibElement & Properties<T>}}
 */
export function elementOf(table) {
  class Element extends NibElement {
    static table = table;
  }
  for (const [name, attribute] of Object.entries(table.attributes)) {
    if (attribute.own) continue;
    Object.defineProperty(Element.prototype, propertyOf(name, attribute), {
      /** @this {HTMLElement} */
      get() {
        return parse(attribute, this.getAttribute(name)).value;
      },
      /** @this {HTMLElement} @param {unknown} value */
      set(value) {
        const text = format(attribute, value);
        if (text === null) this.removeAttribute(name);
        else if (this.getAttribute(name) !== text) this.setAttribute(name, text);
      },
      configurable: true,
      enumerable: true,
    });
  }
  return /** @type {any} */ (Element);
}
