/**
 * What an attribute's text means, by its type. Text that makes no sense counts as no attribute.
 *
 * @typedef {import('./table.js').Attribute} Attribute
 * @typedef {boolean | string | number | null} Value
 */

/**
 * @param {Attribute} attribute @param {string | null} text  null: the attribute is missing
 * @returns {{value: Value, expected: string}}  `expected`: where the text makes no sense, what
 *   would
 */
export function parse({ type, values = [], min = 0, max = Infinity }, text) {
  switch (type) {
    case 'boolean':
      return { value: text !== null, expected: '' };
    case 'string':
      return { value: text ?? '', expected: '' };
    case 'choice': {
      const known = !text || values.includes(text);
      return { value: known ? (text ?? '') : '', expected: known ? '' : oneOf(values) };
    }
    case 'choices': {
      const words = (text ?? '').split(/[\s,]+/).filter(Boolean);
      const known = words.filter((word) => values.includes(word));
      const expected = known.length < words.length ? `names out of ${values.join(', ')}` : '';
      return { value: known.join(' '), expected };
    }
    case 'integer': {
      const written = text?.trim() ?? '';
      const number = Number(written);
      const good = /^\d+$/.test(written) && number >= min && number <= max;
      const expected = good || written === '' ? '' : `a whole number from ${min} to ${max}`;
      return { value: good ? number : null, expected };
    }
  }
}

/**
 * What the attribute is set to for a property's value; null: it is removed.
 * @param {Attribute} attribute
 * @param {unknown} value
 */
export function format({ type }, value) {
  if (type === 'boolean') return value ? '' : null;
  return value === null || value === undefined || value === '' ? null : String(value);
}

/** @param {readonly string[]} values */
const oneOf = (values) => `one of ${values.map((value) => `"${value}"`).join(', ')}`;
