/**
 * Which language is spoken, and how a sentence is found in it.
 *
 * It is one for the page: that of the nearest `lang` attribute of the element of ours that looked
 * last, else the browser's, else English. English is in en.js, whole; translations.js knows where
 * the others are. They are loaded when they are spoken, and what they lack is said in English.
 *
 * Sentences are asked for anew each time they are said, so a section may be imported once and for
 * all. What is written into a template stays where it is: that is marked (`marked`), and `label`
 * writes it, and writes it again in another language.
 */

/** @typedef {{[section: string]: any}} Sections */
/**
 * A section as a translation may have it: with sentences missing.
 * @template T
 * @typedef {T extends ((...said: any[]) => any) | any[] ? T : T extends object ? {[Key in keyof
 *   T]?: Part<T[Key]>} : T} Part
 */

/** The languages there are, by their own names. */
export const NAMES = /** @type {{[language: string]: string}} */ ({ en: 'English' });

/** @type {{[language: string]: Sections}} */
const translations = { en: {} };
/** @type {{[language: string]: () => Promise<Sections>}} */
const loaders = {};
let spoken = 'en';
/** What was asked for last: a language that arrives after another was asked for stays silent. */
let wanted = 'en';
/** @type {Set<() => void>} */
const listeners = new Set();

export const language = () => spoken;

/**
 * Adds a language.
 * @param {string} code @param {string} name  its own name for itself @param {() =>
 *   Promise<Sections>} load
 */
export function addLanguage(code, name, load) {
  NAMES[code] = name;
  loaders[code] = load;
}

/**
 * Speaks another language from now on, if it is one of ours: at once where it is loaded, else as
 * soon as it is. Rejects where it can't be loaded; then the language stays what it was.
 * @param {string} code @returns {Promise<void>}
 */
export async function speak(code) {
  if (!(code in NAMES)) return;
  wanted = code;
  if (!translations[code]) translations[code] = await loaders[code]();
  if (code !== wanted || code === spoken) return;
  spoken = code;
  for (const listener of [...listeners]) listener();
}

/** @param {() => void} changed  another language is spoken @param {AbortSignal} [signal] */
export function onLanguage(changed, signal) {
  listeners.add(changed);
  signal?.addEventListener('abort', () => listeners.delete(changed));
}

/** A language of ours for a tag such as "de-CH"; null: none. @param {string} tag */
export function languageFor(tag) {
  const code = tag.trim().toLowerCase().split(/[-_]/, 1)[0];
  return code in NAMES ? code : null;
}

/** What the browser's user prefers of ours. @param {readonly string[]} [tags] */
export function preferred(tags = globalThis.navigator?.languages ?? []) {
  for (const tag of tags) {
    const found = languageFor(tag);
    if (found) return found;
  }
  return 'en';
}

/**
 * The nearest `lang` above an element, out of shadow trees too; what isn't ours counts as none.
 * @param {Element} element
 */
export function languageOf(element) {
  /** @type {Node | null} */
  let at = element;
  while (at) {
    if (at instanceof Element && at.hasAttribute('lang')) {
      return languageFor(at.getAttribute('lang') ?? '') ?? preferred();
    }
    at = at.parentNode ?? (at instanceof ShadowRoot ? at.host : null);
  }
  return preferred();
}

/**
 * Speaks the language of an element while it is in the page, and follows its `lang` and the page's.
 * @param {Element} element @param {AbortSignal} signal
 * @returns {Promise<void>} the first language is loaded, or can't be
 */
export function followLanguage(element, signal) {
  // Without its sentences, the page goes on in the language that it has.
  const look = () => speak(languageOf(element)).catch(() => {});
  const observer = new MutationObserver(look);
  for (const watched of [element, document.documentElement]) {
    observer.observe(watched, { attributes: true, attributeFilter: ['lang'] });
  }
  signal.addEventListener('abort', () => observer.disconnect());
  return look();
}

/**
 * A section of sentences that speaks the language of the moment.
 * @template {object} T @param {string} name @param {T} english @returns {T}
 */
export function live(name, english) {
  return mirror(english, (key) => translations[spoken]?.[name]?.[key]);
}

/** @template {object} T @param {T} english @param {(key: string) => any} translated @returns {T} */
function mirror(english, translated) {
  /** @type {{[key: string]: object}} */
  const inner = {};
  return new Proxy(english, {
    get(target, key) {
      const own = /** @type {any} */ (target)[key];
      if (typeof key !== 'string') return own;
      if (own === null || typeof own !== 'object' || Array.isArray(own))
        return translated(key) ?? own;
      return (inner[key] ??= mirror(own, (deeper) => translated(key)?.[deeper]));
    },
  });
}

/* ---- what stays in its place ---- */

const [OPEN, CLOSE] = ['\uE000', '\uE001']; // of a private use area: in no text of anybody's
const MARK = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'g');
/** @type {{[name: string]: object}} */
const sections = {};

/**
 * The same section for templates: each sentence is a mark, which `label` replaces. Sentences with
 * numbers work as well.
 * @template {object} T @param {string} name @param {T} section @returns {T}
 */
export function marked(name, section) {
  sections[name] = section;
  return marks(section, [name]);
}

/** @template {object} T @param {T} part @param {string[]} path @returns {T} */
function marks(part, path) {
  return new Proxy(part, {
    get(target, key) {
      const value = /** @type {any} */ (target)[key];
      if (typeof key !== 'string') return value;
      const here = [...path, key];
      // Nothing in it that markup or an attribute's quotes could stumble over.
      const mark = (/** @type {unknown[]} */ said) =>
        OPEN + encodeURIComponent(JSON.stringify([here, said])) + CLOSE;
      if (typeof value === 'string') return mark([]);
      if (typeof value === 'function') return (/** @type {unknown[]} */ ...said) => mark(said);
      return marks(value, here);
    },
  });
}

/** @param {string} text  with marks @returns {string} */
function written(text) {
  return text.replace(MARK, (_, coded) => {
    const [path, said] = JSON.parse(decodeURIComponent(coded));
    /** @type {any} */
    let found = sections;
    for (const key of path) found = found[key];
    const plain = (/** @type {unknown} */ one) => (typeof one === 'string' ? written(one) : one);
    return typeof found === 'function' ? found(...said.map(plain)) : found;
  });
}

/**
 * What each root has in its place: `read` and `write` of a text or an attribute, what it was made
 * from, what stands there now.
 * @typedef {{node: Node, read: () => string | null, write: (text: string) => void, source: string,
 *   now: string}} Label */
/** @type {WeakMap<Node, Label[]>} */
const labels = new WeakMap();

/**
 * Writes the marked sentences below a root: those that are new there, and after a change of
 * language all of them; what somebody else has written over is theirs.
 * @param {ParentNode & Node} root
 */
export function label(root) {
  const known = (labels.get(root) ?? []).filter(({ node }) => root.contains(node));
  for (const each of known) {
    if (each.read() === each.now) put(each);
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) {
      for (const { name, value } of [...node.attributes]) {
        if (!value.includes(OPEN)) continue;
        const write = (/** @type {string} */ text) => node.setAttribute(name, text);
        known.push({ node, read: () => node.getAttribute(name), write, source: value, now: '' });
        put(known[known.length - 1]);
      }
    } else if (node.nodeValue?.includes(OPEN)) {
      const source = node.nodeValue;
      const write = (/** @type {string} */ text) => void (node.nodeValue = text);
      known.push({ node, read: () => node.nodeValue, write, source, now: '' });
      put(known[known.length - 1]);
    }
  }
  labels.set(root, known);
}

/** @param {Label} label */
function put(label) {
  const text = written(label.source);
  if (text !== label.now) label.write((label.now = text));
}

/**
 * How many things a word is for, by the rules of a language.
 * @param {string} code
 * @returns {(n: number, forms: {[form: string]: string}) => string}
 */
export function plurals(code) {
  const rules = new Intl.PluralRules(code);
  return (n, forms) => forms[rules.select(n)] ?? forms.other;
}
