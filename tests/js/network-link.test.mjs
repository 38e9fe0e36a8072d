// Networks as words of a link.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromFragment, isLink, toFragment } from '../../www/elements/trainer/link.js';
import { networkFromWord, networkToWord } from '../../www/elements/trainer/network-link.js';

const input = { rows: 28, columns: 28 };
/** @param {object} parts */
const dense = (parts) => ({
  dense: { units: 10, activation: 'linear', init: null, bias: 0, ...parts },
});
/** @param {object} parts */
const conv = (parts) => ({
  conv: { filters: 6, kernel: 5, stride: 1, activation: 'relu', init: null, bias: 0, ...parts },
});

describe('a network in a link', () => {
  const layers = [
    conv({}),
    conv({ stride: 2, activation: 'linear', init: 'he', bias: 0.1 }),
    { maxPool: { size: 3, stride: 2 } },
    { averagePool: { size: 3, stride: 2 } },
    { averagePool: { size: 2 } },
    { averagePool: {} },
    conv({ stride: 2, activation: { leakyRelu: { slope: 0.01 } }, init: 'he', bias: 0.1 }),
    { batchNorm: { activation: { leakyRelu: { slope: 1e-7 } } } },
    dense({ activation: { leakyRelu: { slope: 0.3 } } }),
    { batchNorm: { activation: 'relu' } },
    { batchNorm: { activation: 'linear' } },
    { dropoutMaps: { keep: 0.9 } },
    dense({ units: 200, activation: 'sigmoid', init: 'glorot', bias: -2.5 }),
    { dropout: { keep: 1e-7 } },
    dense({ init: { truncatedNormal: 0.1 } }),
    dense({ init: 'zeros', bias: 1e-7 }),
    dense({}),
  ];

  test('comes back as it went', () => {
    const word = networkToWord({ input, layers });
    assert.equal(
      word,
      'c6k5r_c6k5x2ihb0.1_p3x2_a3x2_a2_a_c6k5x2l0.01ihb0.1_nl1e-7_d10l0.3_nr_n_m0.9_d200sigb-2.5_o1e-7_d10it0.1_d10i0b1e-7_d10',
    );
    assert.deepEqual(networkFromWord(word), { input, layers });
  });

  test('so does one for other pictures', () => {
    const network = { input: { rows: 14, columns: 56 }, layers: [dense({})] };
    assert.equal(networkToWord(network), 'w14x56_d10');
    assert.deepEqual(networkFromWord('w14x56_d10'), network);
  });

  test('needs no escaping', () => {
    const word = networkToWord({ input, layers });
    assert.equal(new URLSearchParams({ net: word }).toString(), `net=${word}`);
  });

  for (const [word, bad] of [
    ['', ''],
    ['d10_x', 'x'],
    ['d', 'd'],
    ['d10_w28x28', 'w28x28'],
    ['c6_d10', 'c6'],
    ['d1e3', 'd1e3'],
    ['o', 'o'],
    ['d10rr', 'd10rr'],
    ['d10l', 'd10l'],
    ['ax2', 'ax2'],
  ]) {
    test(`“${word}” is none, and “${bad}” is why`, () =>
      assert.deepEqual(networkFromWord(word), { bad }));
  }
});

test('a whole recipe comes back: network, augmentation, pens, smoothing, digits held out', () => {
  const recipe = {
    preset: 'best',
    network: { input, layers: [conv({}), dense({})] },
    augment: { rotate: 12, scale: 0.12, shear: 0, shift: 1.5, share: 0.5 },
    pens: { digits: 0.2, scribbles: 1e-3 },
    seed: 3,
    labelSmoothing: 0.1,
    holdOut: 5000,
  };
  const fragment = `#${toFragment(recipe)}`;
  assert.ok(isLink(fragment));
  assert.deepEqual(fromFragment(fragment, {}), { recipe, ignored: [] });
});

test('what is broken is named and left out, the rest is taken', () => {
  const { recipe, ignored } = fromFragment(
    '#preset=conv&net=c6k5r_q_d10&augment=rotate&smoothing=0.1',
    {},
  );
  assert.deepEqual(recipe, { preset: 'conv', labelSmoothing: 0.1 });
  assert.deepEqual(ignored, ['net=…q…', 'augment=rotate']);
});

test('`seed=random` draws a seed once for a visit, and a link to the run has its number', () => {
  const { recipe, ignored } = fromFragment('preset=conv&seed=random', {});
  assert.deepEqual(ignored, []);
  assert.ok(Number.isInteger(recipe.seed) && recipe.seed >= 0 && recipe.seed < 2 ** 32);
  assert.deepEqual(fromFragment('#seed=random&preset=conv', {}).recipe, recipe);
  assert.equal(toFragment(recipe), `preset=conv&seed=${recipe.seed}`);
  assert.deepEqual(fromFragment('steps=random', {}).ignored, ['steps=random']);
});
