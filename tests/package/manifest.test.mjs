// Plain Node takes the package: importing does nothing where there is no DOM, `nibnet/recognise`
// reads all the same; and custom-elements.json says what the classes have.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SEVEN } from './pages.mjs';
import { project, run } from './project.mjs';

/** @type {Awaited<ReturnType<typeof project>>} */
let stranger;
before(async () => (stranger = await project()));
after(() => stranger.remove());

/**
 * What a script prints, as JSON, in a Node of its own: it ends by itself.
 * @param {string} script
 */
async function node(script) {
  const words = ['--input-type=module', '--eval', script];
  const { stdout, stderr } = await run(process.execPath, words, {
    cwd: stranger.folder,
    timeout: 30_000,
  });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

for (const entry of ['nibnet', 'nibnet/classes', 'nibnet/inline', 'nibnet/recognise']) {
  test(`import '${entry}' does nothing`, async () => {
    const before = 'const before = Object.keys(globalThis).length;';
    const names = await node(`${before} const module = await import('${entry}');
      console.log(JSON.stringify([Object.keys(module), Object.keys(globalThis).length - before]));`);
    const [offered, added] = names;
    assert.ok(offered.length > 1, `${offered}`);
    assert.equal(added, 0, 'no global is made');
  });
}

test('nibnet/recognise reads strokes and images of MNIST in Node', async () => {
  const read = await node(`
    import { recogniser } from 'nibnet/recognise';
    const reader = await recogniser();
    const one = new Uint8Array(784);
    for (let row = 5; row < 23; row++) one.fill(255, row * 28 + 13, row * 28 + 15);
    console.log(JSON.stringify({
      seven: reader.read(${JSON.stringify(SEVEN)}).digit,
      nothing: reader.read([]),
      one: reader.readImage(one).digit,
      missing: await recogniser({ modelUrl: 'no-such.nib' }).catch((error) => error.name),
    }));`);
  assert.deepEqual(read, { seven: 7, nothing: null, one: 1, missing: 'EngineError' });
});

test('custom-elements.json says what the classes have', async () => {
  const manifest = JSON.parse(
    await readFile(join(stranger.folder, 'node_modules/nibnet/custom-elements.json'), 'utf8'),
  );
  /** @type {{[name: string]: string[]}} */
  const classes = await node(`
    const found = {};
    for (const [name, type] of Object.entries(await import('nibnet/classes'))) {
      if (typeof type !== 'function') continue;
      const members = new Set();
      for (let at = type.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at))
        for (const member of Object.getOwnPropertyNames(at))
          if (!/^constructor$|Callback$/.test(member)) members.add(member);
      found[name] = [...members].sort();
    }
    console.log(JSON.stringify(found));`);
  /** @type {any[]} */
  const declared = manifest.modules[0].declarations;
  const said = declared.map(({ name, members }) => [
    name,
    members.map((/** @type {{name: string}} */ member) => member.name).sort(),
  ]);
  assert.deepEqual(Object.fromEntries(said), classes);
  for (const { tagName, attributes, cssProperties } of declared) {
    for (const { name, description, fieldName } of attributes)
      assert.ok(description && fieldName, `${tagName} ${name}`);
    assert.ok(cssProperties.length > 10);
  }
});
