// German and Russian say all that English says, with the same arguments.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, test } from 'node:test';
import * as de from '../../www/text/de.js';
import * as en from '../../www/text/en.js';
import { inWords, layerName } from '../../www/text/engine.js';
import {
  addLanguage,
  language,
  languageFor,
  live,
  NAMES,
  onLanguage,
  preferred,
  speak,
} from '../../www/text/language.js';
import { brief, clock, count, figures, megabytes, percent } from '../../www/text/numbers.js';
import * as ru from '../../www/text/ru.js';
import '../../www/text/translations.js';

afterEach(() => speak('en'));

/**
 * A section as it is at this moment: a live one says its sentences in the language of the moment,
 * and would be compared with itself.
 * @param {any} section @returns {any}
 */
const asItIs = (section) =>
  section === null || typeof section !== 'object' || Array.isArray(section)
    ? section
    : Object.fromEntries(Object.entries(section).map(([key, part]) => [key, asItIs(part)]));
await speak('en');
const ENGLISH = asItIs({ ...en });

/** A sentence's arguments by their names, such as people could give. */
const SAMPLES = /** @type {{[name: string]: any}} */ ({
  accuracy: 0.9824,
  images: 'train-images',
  index: 4,
  labels: 'train-labels',
  m: 6,
  start: '60, 33',
  act: 'draw',
  at: 3,
  all: 10_000,
  format: 'onnx',
  backend: 'wasm simd128',
  batch: 100,
  before: 2,
  bytes: 1e6,
  chart: 'X',
  column: 3,
  confidence: 0.7,
  contra: 1,
  count: 8,
  digit: 7,
  digits: [4, 2],
  distance: 0.6612,
  engine: 'engine: no',
  expected: 'ab12',
  found: 9,
  done: 0.5,
  epoch: 1.5,
  fingerprint: 'cd34',
  hash: '0123456789abcdef',
  from: 0.9,
  group: 5,
  guess: 4,
  how: 'done',
  ignored: ['seed=x'],
  kind: 'PNG',
  known: true,
  label: 3,
  layer: 2,
  layers: 3,
  least: 8,
  left: 65,
  link: '#seed=1',
  loss: 0.1,
  message: 'the loss is no number',
  momentum: 0.9,
  more: 2,
  most: 0,
  n: 5,
  name: 'x',
  names: ['one', 'two'],
  next: 1,
  nextPercent: 2,
  one: 'draw',
  optimizer: 'Adam',
  owes: 0.982,
  parameters: 1234,
  part: { first: 0, count: 5000 },
  peak: '0.01',
  percent: 97,
  place: 2,
  preset: 'conv',
  perSecond: 150_000,
  rate: '0.1',
  read: '98.2 %',
  reason: 'so.',
  here: '1a2b3c4d5e6f',
  there: '6f5e4d3c2b1a',
  right: 9824,
  rival: 1,
  room: '2 MB',
  row: 4,
  rung: 3,
  rows: 28,
  columns: 28,
  second: 'y',
  seconds: 5,
  seed: 7,
  sentence: 'so.',
  shape: [28, 28, 6],
  share: 0.5,
  shares: 'training 90 %',
  shown: 10,
  split: 'test',
  status: 503,
  step: 100,
  steps: 2000,
  test: 10_000,
  text: 'Bad Gateway',
  threads: 2,
  title: 'T',
  to: 1,
  total: 2e6,
  train: 60_000,
  two: 'say',
  url: 'https://host/a.wasm',
  value: '99 %',
  values: 200,
  what: ['seed=x'],
  when: new Date(2024, 1, 3, 4, 5),
  why: 'a text',
  worst: ['4 for 9'],
  wrong: 176,
  first: { step: 1, prediction: { digit: 7, confidence: 0.5 } },
  last: { step: 900, prediction: { digit: 1, confidence: 1 } },
  trouble: {
    file: 'a.nibd',
    split: 'train',
    first: 0,
    count: 5000,
    kind: 'stalled',
    detail: '20',
    retries: true,
  },
});
/** What is taken apart in a parameter list. @type {{[section: string]: any}} */
const WHATS = {
  found: 4000,
  most: 31,
  before: 1,
  values: 200,
  layer: 2,
  needed: 300 * 2 ** 20,
  budget: 224 * 2 ** 20,
  largest: 'the digits',
  bytes: 250 * 2 ** 20,
  what: 'kernel',
  classes: 10,
  rows: 300,
  columns: 28,
};

/**
 * What some sentences are given under a name that means something else elsewhere.
 * @type {{[path: string]: any[]}}
 */
const OWN_SAMPLES = {
  'engine.kinds.diverged': [{ step: 300, loss: null, rate: 0.5 }, 'engine: no'],
  'engine.kinds.imageSize': [{ expected: 784, found: 100 }, 'engine: no'],
  'engine.kinds.otherDigits': [{ expected: 'MNIST', found: 'my digits' }, 'engine: no'],
  'engine.kinds.memory': [
    { needed: 3e8, budget: 2e8, largest: 'the digits', bytes: 2.5e8 },
    'engine: no',
  ],
  'engine.kinds.imageShape': [
    { rows: 28, columns: 28, foundRows: 14, foundColumns: 56 },
    'engine: no',
  ],
  'engine.kinds.place': [{ place: 70_000, digits: 60_000 }, 'engine: no'],
  'engine.kinds.holdOut': [{ heldOut: 60_000, total: 60_000, batch: 100 }, 'engine: no'],
  'network.layerName': [
    { kind: 'conv', size: '5×5×12', stride: 2, keep: 0.75, activation: 'relu', slope: null },
  ],
  'charts.changed': [{ rateFactor: 0.5, keep: 0.75, batch: 50 }],
  'charts.perDigit': [
    [
      [4, '98 %'],
      [9, '97 %'],
    ],
  ],
  'charts.spread': ['Weights', 7840, 100, '-1.5', '2.5', ['-0.1', '0.2']],
  'lesson.unknown': ['x', ['ladder']],
  'scene.notJson': [{ line: 2, column: 7 }],
  'scene.notAction': [2, '9', ['draw', 'say']],
  'scene.unknownAction': [2, 'fly', ['draw', 'say']],
};

/**
 * The arguments that a sentence is called with, by its English parameter list.
 * @param {Function} sentence
 * @param {string} path
 */
function samples(sentence, path) {
  if (path in OWN_SAMPLES) return OWN_SAMPLES[path];
  const bare = String(sentence)
    .replace(/\/\*.*?\*\//g, '')
    .trim();
  const [, list = ''] = /^(?:function\s*\w*)?\s*\(?([^)=]*?)\)?\s*(?:=>|\{)/.exec(bare) ?? [];
  if (list.trim().startsWith('{') || bare.startsWith('({')) return [WHATS];
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  for (const name of names) assert.ok(name in SAMPLES, `no sample for “${name}” of ${sentence}`);
  return names.map((name) => SAMPLES[name]);
}

/**
 * Walks both, and says what the translation lacks, has too much of, or says in another shape.
 * @param {any} english @param {any} other @param {string} path @param {string[]} wrong @param
 *   {(path: string, english: any, other: any, said: any[]) => void} [each]
 */
function compare(english, other, path, wrong, each) {
  if (typeof english !== typeof other || Array.isArray(english) !== Array.isArray(other)) {
    wrong.push(`${path} is ${other === undefined ? 'missing' : 'of another kind'}`);
  } else if (typeof english === 'function') {
    const said = samples(english, path);
    const words = other(...said);
    if (typeof words !== 'string' || words === '' || /undefined|NaN|\[object/.test(words))
      wrong.push(`${path} says “${words}”`);
    if (other.length > english.length) wrong.push(`${path} wants more arguments than it is given`);
    each?.(path, english(...said), words, said);
  } else if (english !== null && typeof english === 'object') {
    for (const key of new Set([...Object.keys(english), ...Object.keys(other)])) {
      if (!(key in english)) wrong.push(`${path}.${key} is in no English section`);
      else compare(english[key], other[key], `${path}.${key}`, wrong, each);
    }
  } else if (typeof english === 'string') {
    if (other.trim() === '') wrong.push(`${path} is empty`);
    each?.(path, english, other, []);
  } else if (english !== other) wrong.push(`${path} is ${other}, not ${english}`);
}

for (const [code, sections] of Object.entries({ de, ru })) {
  describe(NAMES[code], () => {
    test('has every sentence, with the same arguments', async () => {
      /** @type {string[]} */
      const wrong = [];
      let sentences = 0;
      await speak(code);
      for (const name of new Set([...Object.keys(ENGLISH), ...Object.keys(sections)])) {
        compare(
          ENGLISH[name],
          /** @type {any} */ (sections)[name],
          name,
          wrong,
          () => (sentences += 1),
        );
      }
      assert.deepEqual(wrong, []);
      assert.ok(sentences > 300, `${sentences} sentences looked at`);
    });

    test('hands on what it is given', async () => {
      /** @type {string[]} */
      const wrong = [];
      await speak(code);
      /** What must be found in each. @type {(said: any) => string[]} */
      const parts = (said) =>
        typeof said === 'string' &&
        said !== 'done' &&
        said !== 'test' &&
        !said.startsWith('https') &&
        !said.startsWith('engine')
          ? [said]
          : [];
      for (const name of Object.keys(ENGLISH)) {
        compare(
          ENGLISH[name],
          /** @type {any} */ (sections)[name],
          name,
          [],
          (path, english, other, said) => {
            // What the English sentence mentions, this one does as well.
            for (const part of said.flatMap(parts)) {
              if (english.includes(part) && !other.includes(part))
                wrong.push(`${path}: “${part}” is not in “${other}”`);
            }
          },
        );
      }
      assert.deepEqual(wrong, []);
    });
  });
}

test('the yardstick sees what is missing, too much, and badly said', () => {
  /** @type {string[]} */
  const wrong = [];
  compare(
    { a: 'x', b: (/** @type {number} */ step) => `${step}`, c: { d: 'y' } },
    { b: () => 'undefined', c: 'y', e: 'z' },
    't',
    wrong,
  );
  assert.deepEqual(wrong, [
    't.a is missing',
    't.b says “undefined”',
    't.c is of another kind',
    't.e is in no English section',
  ]);
});

test('sections speak the language of the moment, and English where a sentence is missing', async () => {
  addLanguage('xx', 'Test', async () => ({ thing: { a: 'ah', inner: { c: 'ce' } } }));
  const thing = live('thing', {
    a: 'A',
    b: 'B',
    inner: { c: 'C', d: 'D' },
    list: [1],
    say: (/** @type {number} */ n) => `${n}`,
  });
  assert.equal(thing.a, 'A');
  const { inner } = thing;
  let told = 0;
  const end = new AbortController();
  onLanguage(() => (told += 1), end.signal);
  await speak('xx');
  assert.deepEqual([thing.a, thing.b, inner.c, inner.d, thing.say(3)], ['ah', 'B', 'ce', 'D', '3']);
  assert.deepEqual(Object.entries(inner), [
    ['c', 'ce'],
    ['d', 'D'],
  ]);
  await speak('nowhere');
  assert.equal(language(), 'xx');
  end.abort();
  await speak('en');
  assert.deepEqual([told, thing.a], [1, 'A']);
  delete NAMES.xx;
});

test('layers are named in each language; in English as the engine names them, and what isn’t known stays as it is', async () => {
  const phrases = [
    'dense 200 ReLU',
    'dense 10',
    'conv 6×6×24 stride 2 sigmoid',
    'max pool 2×2 stride 2',
    'average pool 2×2 stride 2',
    'average pool over the map',
    'dense 20 leaky ReLU 0.01',
    'batch norm leaky ReLU 1e-7',
    'batch norm ReLU',
    'dropout keep 0.75',
    'dropout of maps keep 0.9',
  ];
  assert.deepEqual(phrases.map(layerName), phrases);
  await speak('de');
  assert.deepEqual(phrases.map(layerName), [
    'dicht 200, ReLU',
    'dicht 10',
    'Faltung 6×6×24, Schritt 2, Sigmoid',
    'Max-Pool 2×2, Schritt 2',
    'Mittelwert-Pool 2×2, Schritt 2',
    'Mittelwert-Pool über die Karte',
    'dicht 20, Leaky ReLU 0,01',
    'Batch-Norm, Leaky ReLU 0,0000001',
    'Batch-Norm, ReLU',
    'Dropout, behält 75\u00a0%',
    'Dropout von Karten, behält 90\u00a0%',
  ]); // prettier-ignore
  await speak('ru');
  assert.equal(layerName('conv 5×5×12 ReLU'), 'свёртка 5×5×12, ReLU');
  assert.equal(layerName('attention 8'), 'attention 8');
});

test('errors of the engine: in English its own words, else those of the page, or a sentence with the engine’s detail behind it', async () => {
  const diverged = {
    name: 'TrainError',
    message: 'the net went astray',
    what: '{"kind":"diverged","step":1200,"loss":null,"rate":0.5}',
  };
  const units = {
    name: 'RecipeError',
    message: 'layer 2 has 0 units',
    what: '{"kind":"units","layer":2,"found":0,"most":4096}',
  };
  const memory = {
    name: 'ChunkError',
    message: 'this takes 300 MB of memory',
    what: '{"kind":"memory","needed":314572800,"budget":234881024,"largest":"the digits","bytes":262144001}',
  };
  const slope = {
    name: 'RecipeError',
    message: 'layer 1 has a slope of 1',
    what: '{"kind":"slope","layer":1,"found":1}',
  };
  const steps = { name: 'RecipeError', message: 'steps is 0; it must be 1 to 10,000,000' };
  const batch = { name: 'RecipeError', message: 'batch is 0; it must be 1 or more digits' };
  const shape = {
    name: 'TrainError',
    message: 'the digits have 56×14',
    what: '{"kind":"imageShape","rows":28,"columns":28,"foundRows":56,"foundColumns":14}',
  };
  const place = {
    name: 'TrainError',
    message: 'an epoch has 60000',
    what: '{"kind":"place","place":70000,"digits":60000}',
  };
  const parameters = {
    name: 'RecipeError',
    message: 'with layer 3',
    what: '{"kind":"parameters","layer":3,"found":9000000,"most":8388608}',
  };
  const damaged = { name: 'CheckpointError', message: 'the file is damaged' };
  const unknown = { name: 'OtherError', message: 'who knows' };
  const all = [
    diverged,
    units,
    memory,
    slope,
    steps,
    batch,
    shape,
    place,
    parameters,
    damaged,
    unknown,
  ];
  assert.deepEqual(
    all.map(inWords),
    all.map(({ message }) => message),
  ); // prettier-ignore
  await speak('de');
  assert.deepEqual(all.map(inWords), [
    'Das Netz ist bei Schritt 1.200 entgleist: Sein Verlust ist keine Zahl mehr. Seine Gewichte sind die des Schritts davor; beginne neu mit einer Lernrate unter 0,5.',
    `Schicht 2: ${de.network.wrong?.units?.({ found: 0, most: 4096 })}`,
    'Das braucht 300\u00a0MB Speicher, 251\u00a0MB davon für die Ziffern; ein Browser-Tab hat nur 224\u00a0MB.',
    'Schicht 1: Eine Steigung von 1: Wähle eine über 0 und unter 1.',
    '0: Erlaubt ist 1 bis 10.000.000.',
    '0: Erlaubt ist 1 oder mehr.',
    'Das Netz liest Bilder aus 28 × 28 Pixeln, die Ziffern haben aber 56 × 14.',
    'Dieser Lauf hat in seiner Epoche schon aus 70.000 Ziffern gelernt, eine Epoche hat aber nur 60.000.',
    'Schicht 3: Mit ihr hat das Netz 9.000.000 Parameter; höchstens 8.388.608 gehen hier.',
    'Dieser Lauf lässt sich nicht öffnen (the file is damaged).',
    'who knows',
  ]); // prettier-ignore
  await speak('ru');
  assert.match(
    inWords(memory),
    /^Для этого нужно 300\u00a0МБ памяти, из них 251\u00a0МБ на цифры; .* 224\u00a0МБ\.$/,
  );
  assert.match(inWords(diverged), /^На шаге 1\u00a0200 .* меньше 0,5\.$/);
});

test('what the engine may say takes the most memory has words in every language', () => {
  const src = new URL('../../src/', import.meta.url);
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.rs'),
  );
  const named = files.flatMap((file) => {
    const [code] = readFileSync(new URL(file, src), 'utf8').split('#[cfg(test)]');
    // Either beside its bytes, or in a list of pairs that becomes one of needs.
    const lists = code.matchAll(/\[([^[\]]*)\][^[\]]*\.map\(\|\(what, \w+\)\| Need/g);
    const pairs = [...lists].flatMap(([, list]) => [...list.matchAll(/\("([^"]+)", /g)]);
    return [...code.matchAll(/\bNeed\s*\{\s*what:\s*"([^"]+)"/g), ...pairs].map(
      ([, phrase]) => phrase,
    );
  });
  assert.ok(named.includes('its list of tensors') && named.includes('the largest chunk'));
  const known = Object.keys(en.engine.largest);
  assert.deepEqual(
    named.filter((phrase) => !known.includes(phrase)),
    [],
  ); // prettier-ignore
});

test('a tag finds its language', () => {
  assert.deepEqual(['de', 'de-CH', 'RU', 'en_GB', 'fr', ''].map(languageFor), [
    'de',
    'de',
    'ru',
    'en',
    null,
    null,
  ]);
  assert.equal(preferred(['fr', 'ru-RU', 'de']), 'ru');
  assert.equal(preferred(['fr']), 'en');
});

test('numbers are written as the language writes them', async () => {
  await speak('de');
  assert.deepEqual(
    [count(9824), percent(0.98243), megabytes(11_400_000), figures(0.6612), clock(7.2)],
    ['9.824', '98,24\u00a0%', '11,4\u00a0MB', '0,661', '0:08'],
  );
  assert.equal(percent(0.99999), '99,99\u00a0%');
  assert.deepEqual(
    [brief(-0.60812), brief(0.0001), brief(1234.5)],
    ['\u22120,608', '0,0001', '1230'],
  );
  await speak('ru');
  assert.deepEqual(
    [count(9824), count(60_000), percent(0.98243)],
    ['9\u00a0824', '60\u00a0000', '98,24\u00a0%'],
  );
});

test('Russian counts by its own rules', async () => {
  await speak('ru');
  const { parameters } = ru.network;
  assert.deepEqual(
    [1, 2, 5, 11, 21, 22, 25, 111, 101].map((n) => parameters?.(n)),
    [
      '1 параметр',
      '2 параметра',
      '5 параметров',
      '11 параметров',
      '21 параметр',
      '22 параметра',
      '25 параметров',
      '111 параметров',
      '101 параметр',
    ],
  );
  assert.equal(ru.data.more?.(1), 'Не пришёл ещё 1 файл.');
  assert.equal(ru.data.more?.(3), 'Не пришли ещё 3 файла.');
  assert.equal(ru.trainer.ended?.('done', 21), 'Готово после 21 шага.');
  assert.equal(ru.trainer.ended?.('done', 100), 'Готово после 100 шагов.');
});

test('index.html says in English what en.js does, and everything it marks has its sentence', () => {
  const html = readFileSync(new URL('../../www/index.html', import.meta.url), 'utf8');
  const tidy = (/** @type {string} */ text) => text.replace(/\s+/g, ' ').trim();
  const sentences = /** @type {{[key: string]: string}} */ (en.page.html);
  const found = new Set();
  for (const [, key, text] of html.matchAll(/data-text="(\w+)"[^>]*>([^<]*)</g)) {
    found.add(key);
    if (key !== 'description') assert.equal(tidy(text), sentences[key], key);
  }
  for (const [, words, key] of html.matchAll(/aria-label="([^"]*)" data-label="(\w+)"/g)) {
    found.add(key);
    assert.equal(words, sentences[key], key);
  }
  assert.ok(html.includes(`content="${sentences.description}"`));
  assert.deepEqual([...found].sort(), Object.keys(sentences).sort());
});

test('of two languages that are on their way, the one asked for last is spoken; one that cannot be loaded changes nothing', async () => {
  /** @type {{[code: string]: (sections: object) => void}} */
  const arrive = {};
  for (const code of ['xa', 'xb'])
    addLanguage(code, code, () => new Promise((done) => (arrive[code] = done)));
  let broken = true;
  addLanguage('xc', 'xc', async () => {
    if (broken) throw new Error('no network');
    return {};
  });
  const [first, second] = [speak('xa'), speak('xb')];
  assert.equal(language(), 'en', 'nothing has arrived');
  arrive.xb({});
  await second;
  arrive.xa({});
  await first;
  assert.equal(language(), 'xb');
  await assert.rejects(speak('xc'), /no network/);
  assert.equal(language(), 'xb');
  broken = false;
  await speak('xc');
  assert.equal(language(), 'xc', 'a failure is not remembered');
  await speak('en');
  for (const code of ['xa', 'xb', 'xc']) delete NAMES[code];
});
