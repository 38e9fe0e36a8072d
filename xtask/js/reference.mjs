// Writes docs/elements.md, the reference of the elements, from their tables: `node
// xtask/js/reference.mjs`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { propertyOf } from '../../www/elements/base/table.js';
import { tables } from '../../www/elements/tables.js';
import { cssProperties, plain, typeOf } from './manifest.mjs';

const COLUMNS = 100;

/** An item of a list, as long as lines may be. @param {string} text */
function item(text) {
  const lines = ['-'];
  // What is code isn't broken.
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const line = lines[lines.length - 1];
    if (`${line} ${word}`.length <= COLUMNS) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return `${lines.join('\n')}\n`;
}

const paragraph = (/** @type {string} */ text) => item(text).slice(2).replaceAll('\n  ', '\n');

/** @param {string} title @param {string[]} items */
const list = (title, items) =>
  items.length ? `\n**${title}**\n\n${items.map(item).join('')}` : '';

/** @param {import('../../www/elements/base/table.js').Table} table */
function section({
  tag,
  name,
  summary,
  details,
  attributes,
  properties,
  methods,
  events,
  parts,
  slots,
}) {
  return `## \`<${tag}>\`

${paragraph(`${summary} ${details} Its class is \`${name}\`.`)}${list(
  'Attributes',
  Object.entries(attributes).map(([attribute, about]) => {
    const property = propertyOf(attribute, about);
    const also = property === attribute ? '' : ` (property \`${property}\`)`;
    return `\`${attribute}\`${also}: \`${typeOf(about)}\`. ${about.description}`;
  }),
)}${list(
  'Properties',
  Object.entries(properties).map(
    ([property, { type, readonly, description }]) =>
      `\`${property}\`: \`${plain(type)}\`${readonly ? ', read only' : ''}. ${description}`,
  ),
)}${list(
  'Methods',
  Object.entries(methods).map(
    ([method, { type, description }]) =>
      `\`${method}${plain(type).replace(/\) => (?!.*\) => )/, '): ')}\`. ${description}`,
  ),
)}${list(
  'Events',
  Object.entries(events).map(([event, { detail, description }]) => {
    const what = detail ? ` (\`detail: ${plain(detail)}\`)` : '';
    return `\`${event}\`${what}. ${description}`;
  }),
)}${list(
  'Parts',
  Object.entries(parts).map(([part, description]) => `\`::part(${part})\`: ${description}`),
)}${list(
  'Content',
  Object.entries(slots).map(([slot, what]) => (slot ? `\`slot="${slot}"\`: ${what}` : what)),
)}`;
}

/** The whole page. */
export const reference = () => `# The elements

${paragraph(
  'Written by `xtask/js/reference.mjs` from the tables beside the elements ' +
    '(`www/elements/*/table.js`), as are `custom-elements.json`, the types and the options of ' +
    '`embed.html`.',
)}
${paragraph(
  'Every attribute is a property too, and reads back. A value that makes no sense counts as none, ' +
    'and the console says once what would. Properties may be set before the elements are ' +
    'defined. Events bubble, and leave shadow trees.',
)}
${tables.map(section).join('\n')}
## Colours and fonts

${paragraph('Custom properties, for all elements; set them on the page or on an element.')}
${cssProperties()
  .map(({ name, default: usual, description }) =>
    item(`\`${name}\`: \`${usual}\`${description ? `. ${description}` : ''}`),
  )
  .join('')}`;

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(fileURLToPath(new URL('../../docs/elements.md', import.meta.url)), reference());
