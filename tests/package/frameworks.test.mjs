// What custom-elements-everywhere.com asks of frameworks, asked of ours in each: data as attributes
// and properties, early and late, events with their details, children that stay while the rest is
// rendered anew. And their types.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { compile as compileVue } from '@vue/compiler-dom';
import * as esbuild from 'esbuild';
import { compile as compileSvelte } from 'svelte/compiler';
import { ROOT, served, visit } from './pages.mjs';
import { project, typechecks } from './project.mjs';

/** What all apps do. `first` is what they show at first, `set` shows something else. */
const SHARED = `
export const first = { name: 'digit', frozen: true, sample: 7, script: '[{"say": "one"}]', shown: true, n: 1,
  strokes: [[[0.3, 0.2], [0.7, 0.2], [0.45, 0.85]]] };
window.heard = { guess: [], scene: [], input: 0 };
export const guess = (event) => window.heard.guess.push(event.detail && event.detail.digit);
export const scene = (event) => window.heard.scene.push(event.detail.index);
export const input = () => (window.heard.input += 1);
`;

const JSX = `
  return <>
    <form>
      <nib-pad name={s.name} frozen={s.frozen} sample={s.sample} strokes={s.strokes} onnib-guess={guess} onInput={input}></nib-pad>
    </form>
    <nib-scene script={s.script} onnib-scene={scene}>
      {s.shown ? <p>child {s.n}</p> : null}
      <b>stays</b>
    </nib-scene>
  </>;
`;

/**
 * The apps, by framework: a module's name, its text.
 * @type {{[framework: string]: [file: string, text: string]}}
 */
const APPS = {
  'React 19': [
    'react.jsx',
    `/** @jsxImportSource react */
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { first, guess, scene, input } from './shared.js';
function App() {
  const [s, become] = useState(first);
  window.set = (next) => flushSync(() => become((before) => ({ ...before, ...next })));
  ${JSX}
}
flushSync(() => createRoot(document.querySelector('main')).render(<App />));
`,
  ],
  Preact: [
    'preact.jsx',
    `/** @jsxImportSource preact */
import { render } from 'preact';
import { first, guess, scene, input } from './shared.js';
function App({ s }) {
  ${JSX}
}
let now = first;
window.set = (next) => render(<App s={(now = { ...now, ...next })} />, document.querySelector('main'));
window.set({});
`,
  ],
  'Vue 3': [
    'vue.js',
    `import { createApp, nextTick, shallowReactive } from 'vue';
import { first, guess, scene, input } from './shared.js';
import { render } from './vue-template.js';
const s = shallowReactive({ ...first });
window.set = (next) => (Object.assign(s, next), nextTick());
createApp({ setup: () => ({ s, guess, scene, input }), render }).mount('main');
`,
  ],
  'Svelte 5': [
    'svelte.js',
    `import { flushSync, mount } from 'svelte';
import App from './svelte-app.js';
mount(App, { target: document.querySelector('main') });
flushSync();
`,
  ],
  Angular: [
    'angular.js',
    `import '@angular/compiler';
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { first, guess, scene, input } from './shared.js';
const s = signal(first);
let app;
window.set = (next) => (s.set({ ...s(), ...next }), app.tick());
const App = Component({ selector: 'main', template: ANGULAR, schemas: [CUSTOM_ELEMENTS_SCHEMA] })(
  class { s = s; guess = guess; scene = scene; input = input; });
app = await bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
`,
  ],
};

const VUE = `<form>
  <nib-pad :name="s.name" :frozen="s.frozen" :sample="s.sample" .strokes="s.strokes" @nib-guess="guess" @input="input"></nib-pad>
</form>
<nib-scene :script="s.script" @nib-scene="scene"><p v-if="s.shown">child {{ s.n }}</p><b>stays</b></nib-scene>`;

const ANGULAR = `<form>
  <nib-pad [name]="s().name" [frozen]="s().frozen" [sample]="s().sample" [strokes]="s().strokes" (nib-guess)="guess($event)" (input)="input()"></nib-pad>
</form>
<nib-scene [script]="s().script" (nib-scene)="scene($event)">@if (s().shown) {<p>child {{ s().n }}</p>}<b>stays</b></nib-scene>`;

const SVELTE = `<script>
  import { flushSync } from 'svelte';
  import { first, guess, scene, input } from './shared.js';
  let s = $state.raw(first);
  window.set = (next) => { s = { ...s, ...next }; flushSync(); };
</script>
<form>
  <nib-pad name={s.name} frozen={s.frozen} sample={s.sample} strokes={s.strokes} onnib-guess={guess} oninput={input}></nib-pad>
</form>
<nib-scene script={s.script} onnib-scene={scene}>{#if s.shown}<p>child {s.n}</p>{/if}<b>stays</b></nib-scene>`;

/** @type {Awaited<ReturnType<typeof project>>} */
let stranger;
before(async () => {
  stranger = await project({
    react: 'react',
    '@types/react': '@types/react',
    preact: 'preact',
    'solid-js': 'solid-js',
    svelte: 'svelte',
    vue: 'vue',
  });
  const { folder } = stranger;
  const write = (/** @type {string} */ file, /** @type {string} */ text) =>
    writeFile(join(folder, file), text);
  await write('shared.js', SHARED);
  const isCustomElement = (/** @type {string} */ tag) => tag.startsWith('nib-');
  await write('vue-template.js', compileVue(VUE, { mode: 'module', isCustomElement }).code);
  await write('svelte-app.js', compileSvelte(SVELTE, { generate: 'client' }).js.code);
  await write('elements.js', "import 'nibnet/inline';");
  for (const [file, text] of Object.values(APPS)) await write(file, text);
  await esbuild.build({
    absWorkingDir: folder,
    entryPoints: [...Object.values(APPS).map(([file]) => file), 'elements.js'],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'built',
    jsx: 'automatic',
    nodePaths: [join(ROOT, 'node_modules')],
    conditions: ['browser', 'svelte'],
    define: {
      ANGULAR: JSON.stringify(ANGULAR),
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    logLevel: 'error',
  });
  for (const [file] of Object.values(APPS)) {
    const name = file.replace(/\.\w+$/, '');
    await mkdir(join(folder, 'built', name), { recursive: true });
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><main></main>`;
    await write(join('built', name, 'index.html'), html);
  }
});
after(() => stranger.remove());

/**
 * The app of a framework: its modules are there, and run in the order that is asked for.
 * @template T
 * @param {string} framework @param {('app' | 'elements')[]} order @param {(page:
 *   import('./pages.mjs').Page) => Promise<T>} work
 */
function app(framework, order, work) {
  const name = APPS[framework][0].replace(/\.\w+$/, '');
  return served(join(stranger.folder, 'built'), (url) =>
    visit(`${url}${name}/`, async ({ page }) => {
      for (const part of order)
        await page.evaluate((url) => import(url), `${url}${part === 'app' ? name : 'elements'}.js`);
      return work(page);
    }),
  );
}

/** What the pad, and what is in the scene, says. @param {import('./pages.mjs').Page} page */
const state = (page) =>
  page.evaluate(() => {
    const pad = /** @type {any} */ (document.querySelector('nib-pad'));
    const scene = /** @type {any} */ (document.querySelector('nib-scene'));
    const { name, frozen, sample, strokes } = pad;
    return {
      pad: [name, frozen, sample, strokes.length, pad.form?.localName, typeof pad.teach],
      scene: [scene.script, scene.count, scene.textContent.replace(/\s+/g, '')],
    };
  });

const FIRST = {
  pad: ['digit', true, 7, 1, 'form', 'function'],
  scene: ['[{"say": "one"}]', 1, 'child1stays'],
};

for (const framework of Object.keys(APPS)) {
  describe(framework, () => {
    test('data go in and events come out, when it is rendered and when it is rendered anew', () =>
      app(framework, ['elements', 'app'], async (page) => {
        assert.deepEqual(
          { ...(await state(page)), scene: undefined },
          { ...FIRST, scene: undefined },
        );
        await page.waitForFunction(() => /** @type {any} */ (window).heard.guess.length > 0);
        assert.equal(await page.evaluate(() => /** @type {any} */ (window).heard.guess.at(-1)), 7);
        const kept = await page.evaluate(async () => {
          const window = /** @type {any} */ (globalThis);
          const [pad, scene] = [
            document.querySelector('nib-pad'),
            document.querySelector('nib-scene'),
          ];
          const stays = scene?.querySelector('b');
          await window.set({
            frozen: false,
            sample: null,
            name: 'other',
            n: 2,
            script: '[{"say": "one"}, "pause", {"say": "two"}]',
            strokes: [
              [
                [0.5, 0.1],
                [0.5, 0.9],
              ],
              [
                [0.2, 0.5],
                [0.8, 0.5],
              ],
            ],
          });
          return [
            pad === document.querySelector('nib-pad'),
            scene === document.querySelector('nib-scene'),
            stays === scene?.querySelector('b'),
          ];
        });
        assert.deepEqual(kept, [true, true, true]);
        assert.deepEqual(await state(page), {
          pad: ['other', false, null, 2, 'form', 'function'],
          scene: ['[{"say": "one"}, "pause", {"say": "two"}]', 2, 'child2stays'],
        });
        await page.evaluate(() => /** @type {any} */ (document.querySelector('nib-scene')).next());
        await page.waitForFunction(() => /** @type {any} */ (window).heard.scene.includes(1));
        await page.evaluate(() => /** @type {any} */ (window).set({ shown: false }));
        assert.equal((await state(page)).scene[2], 'stays');
        // Of all this the visitor did nothing.
        assert.equal(await page.evaluate(() => /** @type {any} */ (window).heard.input), 0);
      }));

    test('what it renders before the elements are defined counts', () =>
      app(framework, ['app', 'elements'], async (page) => {
        const { pad, scene } = await state(page);
        assert.deepEqual(scene, FIRST.scene);
        // React and Preact make text of data for an element that isn't defined yet; numbers and
        // booleans come through.
        const asProperty = !['React 19', 'Preact'].includes(framework);
        assert.deepEqual(pad.toSpliced(3, 1), FIRST.pad.toSpliced(3, 1));
        if (asProperty) assert.equal(pad[3], 1);
      }));
  });
}

/**
 * A page in each framework's types: what is right, and what isn't.
 * @type {{[framework: string]: {text: string, tsc?: string[]}}}
 */
const TYPED = {
  'React 19': {
    tsc: ['--jsx', 'react-jsx'],
    text: `import 'nibnet';
import type {} from 'nibnet/react';
export const app = <div>
  <nib-pad frozen sample={7} name="digit" strokes={[[[0.5, 0.1, 1]]]} form="f" className="pad"
    onnib-guess={(event) => event.detail?.digit.toFixed()} ref={(pad) => { pad?.clear(); }} />
  <nib-trainer preset="conv" lesson-steps="200" onnib-progress={({ detail }) => detail.step.toFixed()} />
  <nib-lab pad="digit" panels="loss accuracy" /><nib-wall digits="train" /><nib-scene script="[]"><p /></nib-scene>
  {/* @ts-expect-error: no such preset */}
  <nib-trainer preset="cnov" />
  {/* @ts-expect-error: no such attribute */}
  <nib-pad teach />
</div>;`,
  },
  'React 18': {
    tsc: ['--jsx', 'react-jsx'],
    text: `import 'nibnet';
import type {} from 'nibnet/react18';
export const app = <div>
  <nib-pad frozen="" sample="7" model-url="/a.nib" />
  {/* @ts-expect-error: React 18 would write frozen="false", which is there */}
  <nib-pad frozen={false} />
</div>;`,
  },
  Preact: {
    tsc: ['--jsx', 'react-jsx', '--jsxImportSource', 'preact'],
    text: `import 'nibnet';
import type {} from 'nibnet/preact';
export const app = <div>
  <nib-pad frozen sample={7} onnib-guess={(event) => event.detail?.digit.toFixed()} class="pad" />
  {/* @ts-expect-error: no such preset */}
  <nib-trainer preset="cnov" />
</div>;`,
  },
  Solid: {
    tsc: ['--jsx', 'preserve', '--jsxImportSource', 'solid-js'],
    text: `import 'nibnet';
import type {} from 'nibnet/solid';
export const app = () => <div>
  <nib-pad frozen prop:sample={7} on:nib-guess={(event) => event.detail?.digit.toFixed()} class="pad" />
  {/* @ts-expect-error: no such preset */}
  <nib-trainer preset="cnov" />
</div>;`,
  },
  Svelte: {
    text: `import 'nibnet';
import type {} from 'nibnet/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';
export const pad: SvelteHTMLElements['nib-pad'] = {
  frozen: true, 'onnib-guess': (event) => event.detail?.digit.toFixed(), class: 'pad',
};
// @ts-expect-error: no such preset
export const trainer: SvelteHTMLElements['nib-trainer'] = { preset: 'cnov' };`,
  },
  Vue: {
    text: `import 'nibnet';
import type {} from 'nibnet/vue';
import type { GlobalComponents } from 'vue';
type Props<K extends keyof GlobalComponents> = InstanceType<GlobalComponents[K]>['$props'];
export const pad: Props<'nib-pad'> = {
  frozen: true, 'onNib-guess': (event) => event.detail?.digit.toFixed(), class: 'pad',
};
// @ts-expect-error: no such preset
export const trainer: Props<'nib-trainer'> = { preset: 'cnov' };`,
  },
};

for (const [framework, { text, tsc = [] }] of Object.entries(TYPED)) {
  test(`${framework} has types for the elements`, async () => {
    // Of React's types there can be but one in a project.
    const own = framework === 'React 18';
    const { folder, remove } = own
      ? await project({ react: 'react', '@types/react': 'types-react-18' })
      : stranger;
    try {
      await writeFile(join(folder, 'page.tsx'), text);
      await typechecks(folder, 'page.tsx', tsc);
    } finally {
      if (own) await remove();
    }
  });
}
