// Which keys stay inside an element, and which letter a key is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containKeys, isUsedBy, letterOf, takesText } from '../../www/host/keys.js';

/** @param {string} localName @param {object} [rest] @returns {any} */
const control = (localName, rest = {}) => ({
  localName,
  getAttribute: () => null,
  matches: () => false,
  ...rest,
});
/** @param {string} key @param {object} [rest] */
const press = (key, rest = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...rest,
});

const field = control('input', { type: 'text' });
const slider = control('input', { type: 'range' });
const box = control('input', { type: 'checkbox' });
const choice = control('select', { type: 'select-one' });
const editor = control('div', { isContentEditable: true });

test('text is typed into fields, choices and what can be edited, and into nothing else', () => {
  for (const target of [
    field,
    choice,
    editor,
    control('textarea'),
    control('input', { type: 'number' }),
  ])
    assert.equal(takesText(target), true, target.localName);
  for (const target of [slider, box, control('button'), control('div'), null, undefined])
    assert.equal(takesText(target), false);
});

test('a field uses what is typed and moves in it; clickers’ keys, Escape and Tab go on', () => {
  for (const target of [field, choice, editor]) {
    for (const key of ['7', 'n', ' ', 'я', 'Enter', 'ArrowRight', 'Home', 'Backspace'])
      assert.equal(isUsedBy(press(key), target), true, key);
    for (const key of ['PageDown', 'PageUp', 'Escape', 'Tab', 'F9', 'Control'])
      assert.equal(isUsedBy(press(key), target), false, key);
  }
});

test('a button uses Space and Enter, a slider arrows, and neither a letter', () => {
  const uses = (/** @type {any} */ target) =>
    [' ', 'Enter', 'ArrowLeft', 'Home', 'f', '1'].filter((key) => isUsedBy(press(key), target));
  assert.deepEqual(uses(control('button')), [' ', 'Enter']);
  assert.deepEqual(uses(control('summary')), [' ', 'Enter']);
  assert.deepEqual(uses(slider), ['ArrowLeft', 'Home']);
  assert.deepEqual(uses(box), [' ']);
  assert.deepEqual(uses(control('div')), []);
  assert.deepEqual(uses(control('div', { getAttribute: () => 'region' })), [
    ' ',
    'ArrowLeft',
    'Home',
  ]);
});

test('chords edit text by the letter of the layout, or where that isn’t Latin, by the place of the key', () => {
  const ctrl = { ctrlKey: true };
  assert.equal(letterOf(press('C', { code: 'KeyC' })), 'c');
  assert.equal(letterOf(press('c', { code: 'KeyJ' })), 'c', 'Dvorak');
  for (const key of ['с', 'ψ', 'ב']) assert.equal(letterOf(press(key, { code: 'KeyC' })), 'c', key);
  for (const key of ['1', 'Enter', ';'])
    assert.equal(letterOf(press(key, { code: 'KeyC' })), '', key);
  for (const [key, code] of ['сKeyC', 'мKeyV', 'чKeyX', 'яKeyZ', 'фKeyA', 'нKeyY'].map((both) => [
    both[0],
    both.slice(1),
  ])) {
    assert.equal(isUsedBy(press(key, { code, ...ctrl }), field), true, code);
    assert.equal(isUsedBy(press(key, { code, metaKey: true }), editor), true, code);
    assert.equal(isUsedBy(press(key, { code, ...ctrl }), control('button')), false, code);
  }
  assert.equal(isUsedBy(press('ы', { code: 'KeyS', ...ctrl }), field), false);
  assert.equal(isUsedBy(press('c', ctrl), choice), false);
});

/** An element with one control inside; gives which keys the page around hears. */
function host() {
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {};
  const element = /** @type {any} */ ({
    addEventListener: (/** @type {string} */ type, /** @type {any} */ listener) =>
      (listeners[type] = listener),
  });
  /** @type {(event: any) => void} */
  let pageHears = () => {};
  Object.assign(globalThis, {
    addEventListener: (/** @type {string} */ _type, /** @type {any} */ it) => (pageHears = it),
  });
  let blurred = 0;
  const root = /** @type {any} */ ({ activeElement: { blur: () => blurred++ } });
  containKeys(element, root, new AbortController().signal, ({ key }) => key === '1');
  return {
    blurs: () => blurred,
    tab: () => pageHears({ key: 'Tab' }),
    /** @param {string} type @param {string} key @param {any} target @param {object} [rest] */
    hears(type, key, target, rest = {}) {
      let heard = true;
      const event = {
        ...press(key, { code: `code-${key}` }),
        composedPath: () => [target],
        stopPropagation: () => (heard = false),
        ...rest,
      };
      listeners[type](event);
      return heard;
    },
  };
}

test('the page around gets both halves of a key or neither, also when the focus moves in between', () => {
  const { hears, blurs, tab } = host();
  const button = control('button');
  for (const [type, target] of [
    ['keydown', button],
    ['keypress', button],
    ['keyup', field],
  ])
    assert.equal(hears(/** @type {string} */ (type), ' ', target), false);
  assert.equal(hears('keyup', ' ', button), true, 'another press');
  for (const type of ['keydown', 'keypress', 'keyup'])
    assert.equal(hears(type, 'PageDown', button), true);
  assert.equal(hears('keydown', '1', button), false, 'the element’s own');
  assert.equal(hears('keyup', '1', button), false);
  assert.equal(hears('keydown', 'ArrowUp', control('td'), { defaultPrevented: true }), false);
  const around = (/** @type {string} */ key) => hears('keydown', key, button);
  assert.deepEqual(['f', 'ArrowLeft'].map(around), [false, false], 'slips among controls');
  assert.equal(around('PageDown'), true);
  hears('pointerdown', '', button);
  assert.deepEqual(['f', 'ArrowLeft'].map(around), [true, true], 'after a click they are meant');
  assert.equal(around(' '), false);
  tab();
  assert.deepEqual(['f', 'ArrowLeft'].map(around), [false, false]);
  assert.equal(blurs(), 0);
  assert.equal(hears('keydown', 'Escape', field, { isComposing: true }), true);
  assert.equal(blurs(), 0, 'Escape ends what an input method composes');
  assert.equal(hears('keydown', 'Escape', field), true);
  assert.equal(blurs(), 1);
});
