// The elements' types for TypeScript and for the templates of frameworks, from their tables.
import { propertyOf } from '../../www/elements/base/table.js';

/** @typedef {import('../../www/elements/base/table.js').Table} Table */

const indent = (/** @type {string[]} */ lines) => lines.map((line) => `  ${line}\n`).join('');
const doc = (/** @type {string} */ text) => `/** ${text.replaceAll('*/', '*\\/')} */`;
const custom = (/** @type {Table} */ { events }) =>
  Object.entries(events).filter(([, { detail }]) => detail);

/** What may be set in a template, as a property or as an attribute. @param {Table} table */
function props({ name, attributes, properties }) {
  const lines = [];
  for (const [attribute, about] of Object.entries(attributes)) {
    const property = propertyOf(attribute, about);
    const text = about.type === 'integer' ? ` | \`\${number}\`` : '';
    const type = about.own ? 'string | null' : `${name}['${property}']${text}`;
    lines.push(doc(about.description), `${property}?: ${type};`);
    if (property !== attribute)
      lines.push(doc(about.description), `'${attribute}'?: string | number;`);
  }
  for (const [property, { type, readonly, description }] of Object.entries(properties))
    if (!readonly) lines.push(doc(description), `${property}?: ${type};`);
  return `export interface ${name}Props {\n${indent(lines)}}\n`;
}

/** What React 18 may set: attributes alone, as text. @param {Table} table */
function texts({ name, attributes }) {
  const lines = Object.entries(attributes).flatMap(([attribute, { type, description }]) => [
    doc(description),
    `'${attribute}'?: ${type === 'boolean' ? "'' | undefined" : 'string | number'};`,
  ]);
  return `export interface ${name}Attributes {\n${indent(lines)}}\n`;
}

/** @param {Table} table */
function eventsOf(table) {
  const lines = custom(table).flatMap(([event, { detail, description }]) => [
    doc(description),
    `'${event}': CustomEvent<${detail}>;`,
  ]);
  return `export interface ${table.name}Events {\n${indent(lines)}}\n`;
}

/** @param {readonly Table[]} tables */
export function typesOf(tables) {
  const all = new Map(tables.flatMap(custom));
  const tags = tables.map(({ tag, name }) => `'${tag}': ${name};`);
  const handled = [...all].map(([event, { detail }]) => `'${event}': CustomEvent<${detail}>;`);
  return `${tables.map(({ name, path }) => `import type { ${name} } from '${path}';\n`).join('')}
${tables.map(props).join('\n')}
${tables.map(texts).join('\n')}
${tables.map(eventsOf).join('\n')}
declare global {
  interface HTMLElementTagNameMap {
${indent(tags.map((tag) => `  ${tag}`))}  }
  interface GlobalEventHandlersEventMap {
${indent(handled.map((event) => `  ${event}`))}  }
}
`;
}

/**
 * The module of each framework's types, by its name.
 * @param {readonly Table[]} tables
 * @returns {{[name: string]: string}}
 */
export function frameworks(tables) {
  const names = tables.flatMap(({ name }) => [name, `${name}Props`, `${name}Events`]);
  const from = (/** @type {string[]} */ list) => {
    const elements = list.filter((name) => tables.some((table) => table.name === name));
    const modules = tables.filter(({ name }) => elements.includes(name));
    return `${modules.map(({ name, path }) => `import type { ${name} } from '${path}';\n`).join('')}import type { ${list.filter((name) => !elements.includes(name)).join(', ')} } from './elements.js';\n`;
  };
  /** @param {(name: string) => string} type */
  const tags = (type) => indent(tables.map(({ tag, name }) => `    '${tag}': ${type(name)};`));
  const on = (/** @type {string} */ prefix) =>
    `type Handlers<E> = { [K in keyof E & string as \`${prefix}\${K}\`]?: (event: E[K]) => void };\n`;

  return {
    react: `${from(names)}import type { HTMLAttributes, Ref, Key } from 'react';

${on('on')}type Props<T, P, E> = Omit<HTMLAttributes<T>, keyof P> & P & Handlers<E> & {
  ref?: Ref<T>;
  key?: Key | null;
  class?: string;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${tags((name) => `Props<${name}, ${name}Props, ${name}Events>`)}    }
  }
}
`,
    react18: `${from(tables.flatMap(({ name }) => [name, `${name}Attributes`]))}import type { HTMLAttributes, Ref, Key } from 'react';

type Props<T, A> = Omit<HTMLAttributes<T>, keyof A> & A & {
  ref?: Ref<T>;
  key?: Key | null;
  class?: string;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${tags((name) => `Props<${name}, ${name}Attributes>`)}    }
  }
}
`,
    preact: `${from(names)}import type { HTMLAttributes } from 'preact';

${on('on')}type Props<T extends EventTarget, P, E> = Omit<HTMLAttributes<T>, keyof P> & P & Handlers<E>;

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
${tags((name) => `Props<${name}, ${name}Props, ${name}Events>`)}    }
  }
}
`,
    solid: `${from(names)}import type { JSX } from 'solid-js';

${on('on:')}type Props<T, P, E> = Omit<JSX.HTMLAttributes<T>, keyof P> & P & Handlers<E> & {
  [K in keyof P & string as \`prop:\${K}\`]?: P[K];
};

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
${tags((name) => `Props<${name}, ${name}Props, ${name}Events>`)}    }
  }
}
`,
    svelte: `${from(names)}import type { HTMLAttributes } from 'svelte/elements';

${on('on')}type Props<T extends EventTarget, P, E> = Omit<HTMLAttributes<T>, keyof P> & P & Handlers<E>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${tags((name) => `Props<${name}, ${name}Props, ${name}Events>`)}  }
}
`,
    vue: `${from(names)}import type { HTMLAttributes, PublicProps } from 'vue';

type Handlers<E> = { [K in keyof E & string as \`on\${Capitalize<K>}\`]?: (event: E[K]) => void };
type Props<P, E> = new () => {
  $props: Omit<HTMLAttributes, keyof P> & P & Handlers<E> & PublicProps;
};

declare module 'vue' {
  interface GlobalComponents {
${tags((name) => `Props<${name}Props, ${name}Events>`)}  }
}
`,
  };
}
