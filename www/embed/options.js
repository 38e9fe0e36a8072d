/**
 * What the address of embed.html asks for: `embed.html?show=pad,trainer&preset=conv&seed=7`, or the
 * same behind a `#`.
 *
 * show          which elements, in which order: pad, trainer and the others; default: pad,trainer
 * fit           width (default: as tall as need be; the height is told to the page around), or
 *               frame (fills its frame)
 * origin        who may command, and is told what was drawn and trained: the origin of the page
 *               around, such as https://example.org; null for a page on a disk. May be given more
 *               than once. Default: nobody
 * id            a name that stands in every message, for pages with several frames
 * lang          the language: one of ours, such as de; default: the browser's
 *
 * model-url and data-url count only where they lie beside embed.html, or on an origin that
 * embed.html itself names: `<meta name="nibnet-hosts" content="https://models.example.org">`.
 *
 * All other names are attributes of the elements (frozen, why, seed, theme, …) or, as in the
 * trainer's links, of its recipe (steps, rate, batch, …). What nobody knows, or makes no sense, is
 * ignored, and named on the console.
 *
 * @typedef {'width' | 'frame'} Fit
 * @typedef {{show: string[], fit: Fit, origins: string[], id: string,
 *   lang: string, attributes: [name: string, value: string][], recipe: string, ignored: string[]}}
 *   Options
 */
import { parse } from '../elements/base/attribute.js';
import { LINK_NAMES } from '../elements/trainer/link.js';
import { cut } from '../text/cut.js';
import { languageFor } from '../text/language.js';

const DEFAULT = ['pad', 'trainer'];
const MOST_ID = 200;
const CHOICES = { fit: ['width', 'frame'] };
/** @typedef {import('../elements/base/table.js').Table['attributes']} Attributes */

/**
 * @param {string} query  with or without its `?` @param {string} fragment  with or without its `#`;
 *   goes first
 * @param {(tag: string) => Attributes | null} attributesOf  of an element; null: there is none of
 *   that name
 * @param {{url: string, hosts: readonly string[]}} page  embed.html's own address; the origins that
 *   it lets nets and digits come from, besides its own
 * @returns {Options}
 */
export function optionsFrom(query, fragment, attributesOf, page) {
  const all = new URLSearchParams(query.replace(/^\?/, ''));
  for (const [name] of new URLSearchParams(fragment.replace(/^#/, ''))) all.delete(name);
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, '')))
    all.append(name, value);
  /** @type {string[]} */
  const ignored = [];
  const refuse = (/** @type {string} */ name, /** @type {string} */ value) =>
    ignored.push(cut(`${name}=${value}`));
  /** @template {string} T @param {keyof typeof CHOICES} name @param {T} usual @returns {T} */
  const choice = (name, usual) => {
    const value = all.get(name);
    if (value === null || CHOICES[name].includes(value)) return /** @type {T} */ (value ?? usual);
    refuse(name, value);
    return usual;
  };

  const wished = (all.get('show') ?? '').split(',').filter(Boolean);
  const known = wished.filter((name) => attributesOf(`nib-${name}`));
  for (const name of wished) if (!known.includes(name)) refuse('show', name);
  const show = known.length > 0 ? known : DEFAULT;
  /** @type {Attributes} */
  const attributes = Object.assign({}, ...show.map((name) => attributesOf(`nib-${name}`)));

  /** @type {Options} */
  const options = {
    show,
    fit: choice('fit', /** @type {Fit} */ ('width')),
    origins: [],
    id: cut(all.get('id') ?? '', MOST_ID),
    lang: languageFor(all.get('lang') ?? '') ?? '',
    attributes: [],
    recipe: '',
    ignored,
  };
  for (const value of all.getAll('origin')) {
    const origin = originOf(value);
    if (origin) options.origins.push(origin);
    else refuse('origin', value);
  }
  const recipe = new URLSearchParams();
  for (const [name, value] of all) {
    if (['show', 'fit', 'origin', 'id'].includes(name)) continue;
    if (name === 'lang') {
      if (!options.lang) refuse(name, value);
    } else if (LINK_NAMES.includes(name) && show.includes('trainer')) recipe.set(name, value);
    else if (name.endsWith('-url') && !isAllowed(value, page)) refuse(name, value);
    else if (Object.hasOwn(attributes, name) && !parse(attributes[name], value).expected)
      options.attributes.push([name, value]);
    else refuse(name, value);
  }
  options.recipe = recipe.toString();
  return options;
}

/**
 * Whether a net or digits may come from there: whoever writes the frame's address may not have it
 * ask other hosts, unless its own host allows them.
 * @param {string} value @param {{url: string, hosts: readonly string[]}} page
 */
function isAllowed(value, { url, hosts }) {
  try {
    const { origin, protocol } = new URL(value, url);
    const home = new URL(url);
    return (
      hosts.includes(origin) ||
      (origin === 'null'
        ? protocol === 'file:' && home.protocol === protocol
        : origin === home.origin)
    );
  } catch {
    return false;
  }
}

/** An origin and nothing more, as messages bear it. @param {string} text */
function originOf(text) {
  if (text === 'null') return text;
  try {
    const { origin, href } = new URL(text);
    return origin !== 'null' && (href === `${origin}/` || href === origin) ? origin : null;
  } catch {
    return null;
  }
}
