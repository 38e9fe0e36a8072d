/**
 * The trainer's inside: its tree, once per element, and the parts of it by name. Sentences are
 * marked here, and written when the tree is in place (text/language.js).
 */
import { icon, make } from '../../host/nodes.js';
import * as words from '../../text/en/training.js';
import { marked } from '../../text/language.js';
import { write } from '../../text/write.js';
import { hint } from '../base/hint.js';

const charts = marked('charts', words.charts);
const data = marked('data', words.data);
const hints = marked('hints', words.hints);
const next = marked('next', words.next);
const text = marked('trainer', words.trainer);

/** Settings that are one number in one field: the field's id and its label. */
const FIELDS = {
  steps: text.steps,
  epochs: text.epochs,
  seed: text.seed,
  rate: text.rate,
  from: text.from,
  to: text.to,
  over: text.over,
  peak: text.peak,
  rise: text.rise,
  momentum: text.momentum,
  batch: text.batch,
  evaluateEvery: text.evaluateEvery,
};

/**
 * What a number is typed into.
 * @param {string} id
 * @param {'numeric' | 'decimal'} keyboard
 * @param {object} [more]
 */
const typed = (id, keyboard, more) =>
  make('input', { id, type: 'text', inputmode: keyboard, autocomplete: 'off', ...more });

/** A place for what is said later. @param {string} id */
const why = (id) => make('p', { class: 'why', id: `why-${id}` });

/**
 * @param {keyof typeof FIELDS} id
 * @param {'numeric' | 'decimal'} [keyboard]
 * @param {...Node} beside
 */
function field(id, keyboard = 'numeric', ...beside) {
  const input = typed(id, keyboard, { spellcheck: 'false', 'aria-describedby': `why-${id}` });
  return make(
    'div',
    { class: 'field', id: `field-${id}` },
    make('label', { for: id }, FIELDS[id]),
    make('span', 'beside', input, ...beside),
    why(id),
  );
}

/** @param {string} id @param {string} label @param {[value: string, words: string][]} options */
const choice = (id, label, options) =>
  make(
    'div',
    { class: 'field', id: `field-${id}` },
    make('label', { for: id }, label),
    make(
      'select',
      { id, 'aria-describedby': `why-${id}` },
      ...options.map(([value, words]) => make('option', { value }, words)),
    ),
    why(id),
  );

/** @param {string} id @param {string} label @param {...Node} control */
const live = (id, label, ...control) =>
  make('div', 'field', make('label', { for: id }, label), make('span', 'beside', ...control));

/** @param {string} id @param {[min: string, max: string, value: string]} range */
const slider = (id, [min, max, value]) => [
  make('input', { id, type: 'range', min, max, step: '0.05', value }),
  make('output', { id: `${id}-value` }),
];

/** @param {string} id @param {string} label @param {string} sentence  what it means */
const stat = (id, label, sentence) =>
  make(
    'div',
    'stat',
    make('dt', '', make('span', { id: `${id}-name` }, label), hint(id, label, sentence, hints)),
    make('dd', { id }, text.none),
  );

/** @param {string} id @param {string} words @param {{[attribute: string]: string}} [more] */
const action = (id, words, more) =>
  make('button', { type: 'button', id, disabled: '', ...more }, words);

/** @param {string} id @param {string} words @param {string} [title] */
const small = (id, words, title) => action(id, words, { class: 'small', ...(title && { title }) });

/** To what can be done next. @param {string} id @param {string} words */
const jump = (id, words) => make('button', { type: 'button', id, class: 'small' }, words);

/**
 * How much of something is done.
 * @param {string} id
 * @param {string} label
 * @param {string} fill
 * @param {object} more
 */
const progress = (id, label, fill, more) =>
  make(
    'div',
    { id, role: 'progressbar', 'aria-label': label, ...FROM_0_TO_100, ...more },
    make('i', { id: fill }),
  );

const FROM_0_TO_100 = { 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': '0' };

const DICE =
  'M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z' +
  'M8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01';

/** A sentence, written when there is one. @param {string} id @param {string} how */
const note = (id, how = 'note') => make('p', { class: how, id, role: 'status' });

/** @param {{[attribute: string]: string}} how @param {...(Node | string)} content */
const alarm = (how, ...content) =>
  make('div', { class: 'error', role: 'alert', hidden: '', ...how }, ...content);

function build() {
  const dice = make(
    'button',
    {
      type: 'button',
      id: 'dice',
      class: 'square',
      'aria-label': text.dice,
      title: text.dice,
    },
    icon(DICE),
  );
  const again = make('button', { type: 'button', class: 'link', id: 'again' }, data.retry);
  const reset = make('button', { type: 'button', class: 'small', id: 'reset' }, text.reset);
  const dropout = live('live-keep', text.liveKeep, ...slider('live-keep', ['0.1', '1', '1']));
  dropout.id = 'live-dropout';
  return make(
    'section',
    { class: 'panel', part: 'panel', 'aria-label': text.label },
    alarm({ id: 'engine-error' }, make('span'), ' ', again),
    make('div', { class: 'lesson', id: 'lesson', part: 'lesson', hidden: '' }),
    make(
      'fieldset',
      { class: 'settings', id: 'settings', disabled: '' },
      choice('preset', text.preset, []),
      field('steps'),
      field('epochs', 'decimal'),
      field('seed', 'numeric', dice),
    ),
    make('p', { class: 'summary', id: 'summary' }),
    make('div', { id: 'network' }),
    make('div', { id: 'data-place' }),
    make(
      'details',
      { id: 'advanced', class: 'advanced' },
      make('summary', '', text.advanced, make('span', { class: 'digest', id: 'digest' })),
      make(
        'fieldset',
        { class: 'settings', id: 'more', disabled: '' },
        choice('schedule', text.schedule, [
          ['constant', text.constant],
          ['decaying', text.decaying],
          ['oneCycle', text.oneCycle],
        ]),
        field('rate', 'decimal'),
        field('from', 'decimal'),
        field('to', 'decimal'),
        field('over'),
        field('peak', 'decimal'),
        field('rise', 'decimal'),
        choice('optimizer', text.optimizer, [
          ['sgd', text.sgd],
          ['adam', text.adam],
        ]),
        field('momentum', 'decimal'),
        field('batch'),
        field('evaluateEvery'),
        reset,
      ),
    ),
    why('recipe'),
    make('div', { id: 'offer-place' }),
    make('div', { id: 'link-box', class: 'banner', role: 'status', hidden: '' }),
    alarm({ id: 'link-errors' }),
    make(
      'div',
      'controls',
      action('start', text.start, { class: 'primary', 'aria-describedby': 'why-start' }),
      action('pause', text.pause),
      action('stop', text.stop, { title: text.stopHint }),
      action('step', text.step, { title: text.stepHint }),
      make('p', { class: 'why', id: 'why-start', role: 'status' }),
      make(
        'div',
        'aside',
        progress('meter', data.progress, 'loaded', { class: 'meter', hidden: '' }),
        make('p', { id: 'data' }),
      ),
    ),
    alarm({ id: 'run-error' }),
    alarm(
      { id: 'trouble' },
      make('p', { id: 'trouble-text' }),
      make('button', { type: 'button', id: 'retry' }, data.retry),
    ),
    make(
      'div',
      'progress',
      progress('bar', text.progress, 'fill', { class: 'bar' }),
      make('span', { class: 'share', id: 'share' }, '0\u00a0%'),
    ),
    make(
      'p',
      'headline',
      make('strong', { id: 'reads' }, text.idle),
      ' ',
      make('span', { id: 'where' }),
    ),
    make('p', { id: 'verdict', class: 'verdict', role: 'status', hidden: '' }),
    make(
      'div',
      { id: 'next', class: 'next', hidden: '' },
      make('p', { id: 'learnt' }),
      jump('to-pad', next.draw),
      jump('to-misread', next.misread),
      jump('to-next', ''),
      jump('to-race', next.compare),
    ),
    make(
      'dl',
      'stats',
      stat('now', text.now, text.nowHint),
      stat('best', text.best, text.bestHint),
      stat('speed', text.speed, text.speedHint),
      stat('left', text.left, text.leftHint),
      stat('learning-rate', text.learningRate, text.learningRateHint),
      stat('fingerprint', text.fingerprint, text.fingerprintHint),
    ),
    make(
      'div',
      'charts',
      make('figure', { class: 'chart', id: 'accuracy', part: 'accuracy' }),
      make('figure', { class: 'chart', id: 'loss', part: 'loss' }),
    ),
    make(
      'details',
      { id: 'live-box', class: 'live' },
      make('summary', '', text.live),
      make('p', { class: 'note', id: 'live-none' }, text.liveNone),
      make(
        'fieldset',
        { class: 'settings', id: 'live', hidden: '' },
        live('live-rate', text.liveRate, ...slider('live-rate', ['-2', '1.5', '0'])),
        dropout,
        live('live-batch', text.liveBatchName, typed('live-batch', 'numeric')),
      ),
      note('live-error', 'why'),
    ),
    make(
      'details',
      { id: 'points', class: 'points' },
      make('summary', '', charts.points),
      make(
        'div',
        { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': charts.points },
        make('table', { id: 'table' }),
      ),
    ),
    make(
      'div',
      'exports',
      small('model', text.model, text.modelHint),
      small('csv', text.csv, text.csvHint),
      small('json', text.json, text.jsonHint),
      small('png-accuracy', text.png(charts.accuracy)),
      small('png-loss', text.png(charts.loss)),
      small('link', text.link, text.linkHint),
    ),
    make('div', { id: 'runs-place' }),
    note('note'),
    note('short'),
    make(
      'p',
      'privacy',
      make('span', { id: 'runs-on' }),
      ' ',
      make('span', { id: 'kept' }),
      ' ',
      data.privacy,
    ),
    note('spoken', 'spoken'),
  );
}

/** Made once, copied for each trainer. @type {HTMLElement | undefined} */
let template;

/**
 * Fills `root`, and hands out its parts: `part('start')` is the element with that id.
 * @param {ShadowRoot} root
 */
export function fill(root) {
  template ??= build();
  root.append(template.cloneNode(true));
  return new View(root);
}

export class View {
  /** @param {ShadowRoot} root */
  constructor(root) {
    this.root = root;
  }

  /** @param {string} id @returns {HTMLElement} */
  part(id) {
    const found = this.root.getElementById(id);
    if (!found) throw new Error(`no part “${id}” in the trainer`);
    return found;
  }

  /** @param {string} id */
  input(id) {
    return /** @type {HTMLInputElement} */ (this.part(id));
  }

  /** @param {string} id */
  select(id) {
    return /** @type {HTMLSelectElement} */ (this.part(id));
  }

  /** @param {string} id */
  button(id) {
    return /** @type {HTMLButtonElement} */ (this.part(id));
  }

  /** @param {string} id @param {string} words */
  say(id, words) {
    write(this.part(id), words);
  }
}
