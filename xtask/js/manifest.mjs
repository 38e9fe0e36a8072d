// Says what the elements are, from their tables (www/elements/tables.js): `node manifest.mjs
// FOLDER` (pkg/) writes custom-elements.json for editors, and types for frameworks.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { propertyOf } from '../../www/elements/base/table.js';
import { tables } from '../../www/elements/tables.js';
import { frameworks, typesOf } from './types.mjs';

/** What a page may set: the custom properties of theme.css. */
export const cssProperties = () => {
  const theme = fileURLToPath(new URL('../../www/host/theme.css', import.meta.url));
  const said = readFileSync(theme, 'utf8').matchAll(
    /var\((--nib-[\w-]+), (.*)\);(?: \/\* (.*) \*\/)?/g,
  );
  const first = new Map(); // the others are for older browsers
  for (const [, name, value, description] of said)
    if (!first.has(name))
      first.set(name, { name, default: value, ...(description && { description }) });
  return [...first.values()];
};

/** Types as people read them. @param {string} type */
export const plain = (type) => type.replace(/import\('[^']*'\)\./g, '');

/** @param {import('../../www/elements/base/table.js').Attribute} attribute */
export function typeOf({ type, values }) {
  if (type === 'choice') return values?.map((value) => `'${value}'`).join(' | ') ?? '';
  return { boolean: 'boolean', string: 'string', choices: 'string', integer: 'number | null' }[
    type
  ];
}

/** @param {import('../../www/elements/base/table.js').Table} table */
function declaration({
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
  const fields = Object.entries(attributes).map(([attribute, about]) => ({
    kind: 'field',
    name: propertyOf(attribute, about),
    description: about.description,
    type: { text: typeOf(about) },
    attribute,
    ...(!about.own && { reflects: true }),
  }));
  return {
    kind: 'class',
    customElement: true,
    name,
    tagName: tag,
    summary,
    description: `${summary} ${details}`,
    attributes: Object.entries(attributes).map(([attribute, about]) => ({
      name: attribute,
      fieldName: propertyOf(attribute, about),
      description: about.description,
      type: { text: typeOf(about) },
    })),
    members: [
      ...fields,
      ...Object.entries(properties).map(([property, { type, description, readonly }]) => ({
        kind: 'field',
        name: property,
        description,
        type: { text: plain(type) },
        ...(readonly && { readonly }),
      })),
      ...Object.entries(methods).map(([method, { type, description }]) => ({
        kind: 'method',
        name: method,
        description,
        return: { type: { text: plain(type).replace(/^\(.*?\) => (?!.*\) => )/, '') } },
      })),
    ],
    events: Object.entries(events).map(([event, { detail, description }]) => ({
      name: event,
      description,
      type: { text: detail ? `CustomEvent<${plain(detail)}>` : 'Event' },
    })),
    cssParts: Object.entries(parts).map(([part, description]) => ({ name: part, description })),
    slots: Object.entries(slots).map(([slot, description]) => ({ name: slot, description })),
    cssProperties: cssProperties(),
  };
}

/** @param {string} folder */
function write(folder) {
  const declarations = tables.map(declaration);
  const module = 'index.js';
  const exports = declarations.flatMap(({ name, tagName }) => [
    { kind: 'js', name, declaration: { name, module } },
    { kind: 'custom-element-definition', name: tagName, declaration: { name, module } },
  ]);
  const manifest = {
    schemaVersion: '1.0.0',
    modules: [{ kind: 'javascript-module', path: module, declarations, exports }],
  };
  writeFileSync(join(folder, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);

  // Wherever nibnet is imported, `document.querySelector('nib-pad')` is a NibPad, and events have
  // their details.
  writeFileSync(join(folder, 'types/elements/elements.d.ts'), typesOf(tables));
  for (const entry of ['index', 'classes', 'inline'])
    appendFileSync(
      join(folder, `types/package/${entry}.d.ts`),
      "export type * from '../elements/elements.js';\n",
    );
  for (const [framework, types] of Object.entries(frameworks(tables)))
    writeFileSync(join(folder, `types/elements/${framework}.d.ts`), types);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write(process.argv[2]);
