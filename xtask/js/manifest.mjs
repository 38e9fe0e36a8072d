// Says what the elements are, for editors: `node manifest.mjs FOLDER` (pkg/) writes custom-elements.json there, and adds the
// elements' tags to the types.
//
// Nothing is written twice: attributes, events and parts come from the head of each www/elements/*/nib-*.js, properties and
// methods from the types that TypeScript has made of it, custom properties from theme.css.
// tests/package/manifest.test.mjs compares all of it with the elements themselves.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elements } from './heads.mjs';

const [folder] = process.argv.slice(2);
const theme = fileURLToPath(new URL('../../www/host/theme.css', import.meta.url));
const read = (...path) => readFileSync(join(...path), 'utf8');

/** What a browser calls, and not an author. */
const LIFE = /^(constructor|define|observedAttributes|formAssociated|\w+Callback)$/;

const events = ({ events = '' }) =>
  [...new Set(events.match(/nib-\w+/g))].map((name) => {
    const [, detail] = new RegExp(`${name}\\s*(\\{[^}]*\\}|\\([^)]*\\))`).exec(events) ?? [];
    return { name, type: { text: 'CustomEvent' }, ...(detail && { description: detail }) };
  });

const parts = ({ styling = '' }) =>
  [...styling.matchAll(/(?:::part|, )\(([\w-]+)\)/g)].map(([, name]) => ({ name }));

/** Properties and methods of a class, those that it inherits from ours included. */
function members(name, path) {
  const types = read(folder, 'types/elements', path.replace(/\.js$/, '.d.ts'));
  const [, base, body] =
    new RegExp(`export declare class ${name} extends (\\w+) \\{\\n([\\s\\S]*?)\\n\\}`).exec(
      types,
    ) ?? [];
  if (!body) throw new Error(`the types of ${path} have no class ${name}`);
  const from = new RegExp(`import \\{ ${base} \\} from '\\./([\\w-]+)\\.js'`).exec(types)?.[1];
  const all = new Map(
    (from ? members(base, join(dirname(path), `${from}.js`)) : []).map((member) => [
      member.name,
      member,
    ]),
  );
  const pattern =
    /(?: {4}\/\*\*([\s\S]*?)\*\/\n)? {4}(static |get |set |readonly )?(\w+)(\([\s\S]*?\)(?:: [\s\S]+?)?|\??: [\s\S]+?);\n(?= {4}[^\s}]|$)/g;
  for (const [, comment = '', kind = '', member, shape] of `${body}\n`.matchAll(pattern)) {
    if (kind === 'static ' || LIFE.test(member)) continue;
    const description = comment
      .replace(/\n? *\* ?/g, ' ')
      .replace(/\s*@\w+[\s\S]*/, '')
      .trim();
    const about = { name: member, ...(description && { description }) };
    if (kind === 'get ')
      all.set(member, {
        kind: 'field',
        ...about,
        type: { text: tidy(shape.slice(shape.indexOf('):') + 2)) },
        readonly: true,
      });
    else if (kind === 'set ') delete all.get(member)?.readonly;
    else if (shape.startsWith('(')) {
      all.set(member, {
        kind: 'method',
        ...about,
        return: { type: { text: tidy(shape.slice(shape.lastIndexOf('):') + 2)) } },
      });
    } else
      all.set(member, {
        kind: 'field',
        ...about,
        type: { text: tidy(shape.replace(/^\??:/, '')) },
      });
  }
  return [...all.values()];
}

const tidy = (type) =>
  type
    .replace(/\s+/g, ' ')
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/import\('[^']*'\)\./g, '')
    .trim();

const cssProperties = [
  ...new Map(
    [...read(theme).matchAll(/var\((--nib-[\w-]+), (.*)\);(?: \/\* (.*) \*\/)?/g)]
      .reverse() // the first of each stays: the others are for older browsers
      .map(([, name, value, description]) => [
        name,
        { name, default: value, ...(description && { description }) },
      ]),
  ).values(),
].reverse();

const declarations = elements().map(
  ({ tagName, path, name, description, attributes, sections }) => ({
    kind: 'class',
    customElement: true,
    name,
    tagName,
    description,
    attributes,
    members: members(name, path),
    events: events(sections),
    cssParts: parts(sections),
    cssProperties,
  }),
);

const module = 'index.js';
const manifest = {
  schemaVersion: '1.0.0',
  modules: [
    {
      kind: 'javascript-module',
      path: module,
      declarations,
      exports: declarations.flatMap(({ name, tagName }) => [
        { kind: 'js', name, declaration: { name, module } },
        { kind: 'custom-element-definition', name: tagName, declaration: { name, module } },
      ]),
    },
  ],
};
writeFileSync(join(folder, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);

// `document.querySelector('nib-pad')` is a NibPad wherever nibnet is imported.
const tags = elements()
  .map(({ name, tagName, path }) => `    '${tagName}': import('../elements/${path}').${name};\n`)
  .join('');
for (const entry of ['index', 'inline']) {
  appendFileSync(
    join(folder, 'types/package', `${entry}.d.ts`),
    `declare global {\n  interface HTMLElementTagNameMap {\n${tags}  }\n}\n`,
  );
}
