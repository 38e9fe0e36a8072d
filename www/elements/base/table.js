/**
 * What an element is, as data: its attributes, properties, methods, events, parts and slots. From
 * a table come the attributes and their properties (element.js), custom-elements.json, the types,
 * docs/elements.md, and the options of embed.html. A table imports nothing, so that Node reads it.
 *
 * @typedef {object} Attribute
 * @property {'boolean' | 'string' | 'integer' | 'choice' | 'choices'} type
 *   its property is `boolean`; `string`; `number | null`; one of `values`; or some of them in a
 *   string. Where the attribute is missing, strings are empty
 * @property {readonly string[]} [values]  of choices
 * @property {number} [min]  of an integer
 * @property {number} [max]  of an integer
 * @property {string} [property]  where it isn't the attribute's name in camelCase
 * @property {true} [own]  the class has this property itself, since it does more than reflect
 * @property {string} description
 *
 * @typedef {object} Property
 * @property {string} type  in TypeScript's words; `import('…')` counts from www/elements
 * @property {true} [readonly]
 * @property {string} description
 *
 * @typedef {{type: string, description: string}} Method  `type`: `(digit: number) => void`
 * @typedef {{detail: string, description: string}} Event  `detail`: in TypeScript's words
 *
 * @typedef {object} Table
 * @property {string} tag
 * @property {string} name  of the class
 * @property {string} path  of its module, from www/elements
 * @property {string} summary  a sentence
 * @property {string} details  a few more
 * @property {{[attribute: string]: Attribute}} attributes
 * @property {{[property: string]: Property}} properties  that aren't attributes
 * @property {{[method: string]: Method}} methods
 * @property {{[event: string]: Event}} events  they bubble, and leave shadow trees
 * @property {{[part: string]: string}} parts  for `::part()`
 * @property {{[slot: string]: string}} slots
 */

/** The same for all elements. */
export const theme = /** @type {const} @satisfies {Attribute} */ ({
  type: 'choice',
  values: ['light', 'dark', 'inherit'],
  description:
    'Colours: light or dark; without it as the page’s `color-scheme` says. `inherit` takes the ' +
    'page’s font and colours too.',
});

/** @param {string} attribute @param {Attribute} about @returns {string} the property's name */
export function propertyOf(attribute, { property }) {
  return property ?? attribute.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
