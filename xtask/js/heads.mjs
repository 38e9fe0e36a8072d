// What the heads of www/elements/*/nib-*.js say of the elements: read for custom-elements.json, and for the options of embed.html.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../www/elements', import.meta.url));

/** All elements, by their tags. */
export function elements() {
  return readdirSync(folder, { recursive: true })
    .filter((path) => /^nib-\w+\.js$/.test(basename(path)))
    .sort((one, other) => (basename(one) < basename(other) ? -1 : 1))
    .map((path) => {
      const source = readFileSync(join(folder, path), 'utf8');
      const { description, sections } = head(source);
      const [, name] = /export class (\w+) extends/.exec(source);
      const tagName = basename(path, '.js');
      return {
        tagName,
        path,
        name,
        description,
        attributes: attributes(source, sections),
        sections,
      };
    });
}

/** The head of a file: its first sentence, and its sections by their first word. */
function head(source) {
  const lines = /\/\*\*\n([\s\S]*?)\*\//
    .exec(source)[1]
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, ''));
  const sections = {};
  let into;
  for (const line of lines.slice(1)) {
    const [, name, rest] = /^([a-z]+)[a-z /]*? {2,}(\S.*)$/.exec(line) ?? [];
    if (name) sections[(into = name)] = rest;
    else if (into && /^ {4,}\S/.test(line)) sections[into] += ` ${line.trim()}`;
    else into = undefined;
  }
  return { description: lines[0].replace(/^<[\w-]+>:\s*/, ''), sections };
}

/** `name / also (what it is, (so) to speak)`, as often as it stands there. */
function named(text = '') {
  const found = [];
  for (const match of text.matchAll(/([\w-]+)(?: \/ (\w+))? \(/g)) {
    let depth = 1;
    let end = match.index + match[0].length;
    while (depth > 0 && end < text.length) depth += { '(': 1, ')': -1 }[text[end++]] ?? 0;
    const description = text.slice(match.index + match[0].length, end - 1);
    const inside = found.some((other) => match.index < other.end);
    if (!inside) found.push({ name: match[1], fieldName: match[2], description, end });
  }
  return found.map(({ end, ...item }) => item);
}

function attributes(source, { attribute, attributes }) {
  const described = named(attribute ?? attributes);
  const observed = /observedAttributes\s*=\s*\[([^\]]*)\]/.exec(source)?.[1].match(/[\w-]+/g) ?? [];
  const names = new Set([...described.map(({ name }) => name), ...observed]);
  return [...names].map(
    (name) => described.find((one) => one.name === name) ?? listed(name, attribute ?? attributes),
  );
}

/** One of `name, required, disabled: as of any field`. */
function listed(name, text = '') {
  const [, description] =
    new RegExp(`(?:^|\\s)${name}(?:, [\\w-]+)*: (.*?)(?: {2,}|$)`).exec(text) ?? [];
  return { name, ...(description && { description }) };
}
