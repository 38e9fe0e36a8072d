// Numbers in fields, in the language of the page.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { speak } from '../../www/text/language.js';
import { numberIn, typed } from '../../www/text/typed.js';
import '../../www/text/translations.js';

afterEach(() => speak('en'));

describe('a number in a field', () => {
  for (const [language, written] of /** @type {const} */ ([
    ['en', '0.002'],
    ['de', '0,002'],
    ['ru', '0,002'],
  ])) {
    test(`is written as ${language} writes it, and comes back`, async () => {
      await speak(language);
      assert.equal(typed(0.002), written);
      for (const n of [0.002, 0.0031, 1e-7, 12, 10_000, 0.125, 1.25, -3, 0])
        assert.equal(numberIn(typed(n)), n, `${n} as ${typed(n)}`);
    });

    test(`may have either separator in ${language}`, async () => {
      await speak(language);
      for (const [text, n] of /** @type {const} */ ([
        ['0.002', 0.002],
        ['0,002', 0.002],
        [',5', 0.5],
        ['.5', 0.5],
        ['1,5e-3', 0.0015],
        ['10 000', 10_000],
        ['10\u00a0000,5', 10_000.5],
        ['1,234,567', 1_234_567],
        ['1.234.567', 1_234_567],
        ['1,234.5', 1234.5],
        ['1.234,5', 1234.5],
      ]))
        assert.equal(numberIn(text), n, text);
      for (const text of [
        '',
        ' ',
        'ten',
        '1,2,3',
        '1.2.3',
        '1,,2',
        '0x10',
        'Infinity',
        '1e',
        '--1',
      ])
        assert.ok(Number.isNaN(numberIn(text)), `“${text}” is no number`);
    });
  }

  test('with one separator before three digits is what the language says', async () => {
    assert.equal(numberIn('1,000'), 1000);
    assert.equal(numberIn('1.000'), 1);
    await speak('de');
    assert.equal(numberIn('1.000'), 1000);
    assert.equal(numberIn('1,000'), 1);
    await speak('ru');
    assert.equal(numberIn('1,000'), 1);
  });
});
