// What the address of embed.html asks for.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tables } from '../../www/elements/tables.js';
import { optionsFrom } from '../../www/embed/options.js';
import '../../www/text/translations.js';

/** @param {string} tag */
const attributesOf = (tag) => tables.find((table) => table.tag === tag)?.attributes ?? null;
/** @param {string} query @param {string} [fragment] */
const read = (query, fragment = '') =>
  optionsFrom(query, fragment, attributesOf, {
    url: 'https://nib.example/embed.html',
    hosts: ['https://models.example'],
  });

describe('the options of embed.html', () => {
  test('without any it shows pad and trainer, and obeys nobody', () => {
    assert.deepEqual(read(''), {
      show: ['pad', 'trainer'],
      fit: 'width',
      origins: [],
      id: '',
      lang: '',
      attributes: [],
      recipe: '',
      ignored: [],
    });
  });

  test('elements come in the order of `show`, their attributes by name', () => {
    const { show, attributes, ignored } = read('?show=trainer,pad&frozen&data-url=/mine.json');
    assert.deepEqual(
      [show, attributes, ignored],
      [
        ['trainer', 'pad'],
        [
          ['frozen', ''],
          ['data-url', '/mine.json'],
        ],
        [],
      ],
    );
  });

  test('what belongs to a recipe goes where links have it', () => {
    assert.equal(
      read('?preset=conv&seed=7&steps=200&rate=0.1').recipe,
      'preset=conv&seed=7&steps=200&rate=0.1',
    );
  });

  test('the fragment says the same, and goes first', () => {
    const { id, recipe, show } = read('?id=a&seed=1', '#seed=2&show=trainer');
    assert.deepEqual([id, recipe, show], ['a', 'seed=2', ['trainer']]);
  });

  test('nets and digits come from its own host, and from those that it allows', () => {
    const from = (/** @type {string} */ url) =>
      read(`?model-url=${encodeURIComponent(url)}`).attributes.length;
    for (const url of [
      'my.nib',
      '/a/b.nib',
      'https://nib.example/x.nib',
      'https://models.example/x',
    ])
      assert.equal(from(url), 1, url);
    for (const url of [
      'https://evil.example/x.nib',
      '//evil.example/x',
      'https://nib.example.evil.example/',
      'http://nib.example/',
      'javascript:alert(1)',
      'data:,x',
      'file:///etc/passwd',
      'https://[',
    ])
      assert.equal(from(url), 0, url);
    assert.deepEqual(read('?data-url=//evil.example/d.json').ignored, [
      'data-url=//evil.example/d.json',
    ]);
  });

  test('long texts are cut', () => {
    const { ignored, id } = read(`?x=${'a'.repeat(50_000)}&id=${'b'.repeat(50_000)}`);
    assert.ok(ignored[0].length <= 80 && id.length <= 200);
  });

  test('what nobody knows, or makes no sense, is ignored and named', () => {
    const { ignored, fit, show, attributes } = read(
      '?show=pad,clock&fit=tall&autostart=now&onclick=alert(1)&theme=pink&preset=conv',
    );
    assert.deepEqual(ignored, [
      'show=clock',
      'fit=tall',
      'autostart=now',
      'onclick=alert(1)',
      'theme=pink',
      'preset=conv',
    ]);
    assert.deepEqual([fit, show, attributes], ['width', ['pad'], []]);
  });

  test('it takes the attributes that the elements have, and no other word', () => {
    const { attributes, ignored } = read(
      '?show=pad,lab&disabled&name=digit&teachable&sample=7&panels=loss&it=1&teach&sample=x',
    );
    assert.deepEqual(attributes, [
      ['disabled', ''],
      ['name', 'digit'],
      ['teachable', ''],
      ['sample', '7'],
      ['panels', 'loss'],
    ]);
    assert.deepEqual(ignored, ['it=1', 'teach=', 'sample=x']);
  });

  test('it speaks a language of ours', () => {
    assert.equal(read('?lang=de').lang, 'de');
    assert.equal(read('?lang=ru-RU').lang, 'ru');
    const { lang, ignored } = read('?lang=tlh');
    assert.deepEqual([lang, ignored], ['', ['lang=tlh']]);
  });

  test('an origin is an origin and nothing more', () => {
    const { origins, ignored } = read(
      '?origin=https://example.org&origin=http://127.0.0.1:8000/&origin=null',
    );
    assert.deepEqual(
      [origins, ignored],
      [['https://example.org', 'http://127.0.0.1:8000', 'null'], []],
    );
    const bad = [
      '*',
      'example.org',
      'https://example.org/deck',
      'javascript:alert(1)',
      'https://a.org,https://b.org',
      '',
    ];
    const refused = read(
      `?${bad.map((origin) => `origin=${encodeURIComponent(origin)}`).join('&')}`,
    );
    assert.deepEqual(
      [refused.origins, refused.ignored],
      [[], bad.map((origin) => `origin=${origin}`)],
    );
  });
});
