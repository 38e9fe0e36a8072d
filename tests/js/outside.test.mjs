// What comes from outside: long texts, and addresses of scripts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSet } from '../../www/elements/trainer/digit-files.js';
import { fromFragment } from '../../www/elements/trainer/link.js';
import { ownScript } from '../../www/engine/page/own-script.js';
import { cut } from '../../www/text/cut.js';
import { inWords } from '../../www/text/engine.js';

const LONG = 'n'.repeat(50_000);

describe('long texts from outside', () => {
  test('what is short stays, and of what is long the ends do', () => {
    assert.equal(cut('digits.gz'), 'digits.gz');
    const short = cut(`${LONG}-images-idx3-ubyte.gz`, 40);
    assert.equal(short.length, 40);
    assert.match(short, /^n+….*ubyte\.gz$/);
    assert.equal(cut(short, 40), short, 'once is enough');
    for (let most = 40; most < 60; most++)
      assert.ok(cut('🙂'.repeat(99), most).isWellFormed(), `cut at ${most}`);
  });

  test('a link’s names and words are cut', () => {
    const { recipe } = fromFragment(`digits=files_1_1_0123456789abcdef_${LONG}`, {});
    assert.ok(recipe.digits.files.name.length <= 80);
    assert.ok(fromFragment(`preset=${LONG}`, {}).recipe.preset.length <= 80);
    for (const name of ['steps', 'digits', 'changes', 'optimizer', 'net', 'fingerprint']) {
      const { ignored } = fromFragment(`${name}=${LONG}`, {});
      assert.equal(ignored.length, 1, name);
      assert.ok(ignored[0].length <= 80, name);
    }
  });

  test('a file’s name is cut where it is said', async () => {
    const names = Array.from({ length: 1000 }, () => LONG);
    const refused = async (/** @type {object} */ what) => {
      throw Object.assign(new Error(LONG), {
        name: 'DigitFilesError',
        what: JSON.stringify(what),
      });
    };
    for (const what of [
      { kind: 'notDigits', file: LONG, what: 'text' },
      { kind: 'whichPair', images: names, labels: names },
      { kind: 'unheardOf', file: LONG },
    ])
      await assert.rejects(
        readSet([], () => refused(what)),
        ({ message }) => message.length < 2000,
      );
  });

  test('so is what the engine quotes of a file', () => {
    const what = JSON.stringify({ kind: 'kind', found: LONG });
    assert.ok(inWords({ name: 'ModelError', message: LONG }).length < 700);
    assert.ok(inWords({ name: 'NetworkError', message: LONG, what }).length < 700);
  });
});

describe('scripts', () => {
  test('one policy, named nibnet, passes our own addresses alone', (t) => {
    /** @type {string[]} */
    const made = [];
    const given = { trustedTypes: undefined, document: undefined };
    const trustedTypes = {
      createPolicy: (/** @type {string} */ name, /** @type {{createScriptURL: any}} */ rule) => {
        made.push(name);
        return {
          createScriptURL: (/** @type {any[]} */ ...given) => ({
            trusted: rule.createScriptURL(...given),
          }),
        };
      },
    };
    Object.assign(globalThis, { trustedTypes, document: { baseURI: 'https://host.example/a/' } });
    t.after(() => Object.assign(globalThis, given));
    const owns = (/** @type {string} */ url) => url.startsWith('https://cdn.example/nib/');
    for (const url of ['https://cdn.example/nib/worker.js', 'blob:https://host.example/1'])
      assert.deepEqual(ownScript(url, owns), { trusted: url });
    for (const url of [
      'https://evil.example/worker.js',
      'https://cdn.example/nib/../worker.js',
      'https://cdn.example/nib.evil/worker.js',
      'data:text/javascript,alert(1)',
      'javascript:alert(1)',
    ])
      assert.throws(() => ownScript(url, owns), /none of nibnet's own scripts/, url);
    assert.deepEqual(made, ['nibnet']);
  });
});
