/**
 * What a link sets, above Start; what of it makes no sense, and what was expected there; and at the
 * run's end, beside the accuracy, whether it came to the link's bits.
 *
 * @typedef {import('./view.js').View} View
 * @typedef {{written: string, why: string}} Refused  a part of the link as it is written there
 */
import { make } from '../../host/nodes.js';
import { network as layers, linked as text, trainer as words } from '../../text/en/training.js';
import { count, number } from '../../text/numbers.js';

/**
 * What was last shown, to be said again in another language.
 * @typedef {{
 *   title: string, recipe: {[key: string]: any}, refused: readonly Refused[],
 *   fingerprint: string | null, threads: string | null,
 * }} Shown
 */

export class LinkBox {
  #view;
  /** @type {Shown | null} */
  #shown = null;

  /** @param {View} view */
  constructor(view) {
    this.#view = view;
  }

  /** @param {Shown | null} shown  null: there is no link */
  show(shown) {
    this.#shown = shown;
    const [box, errors] = [this.#view.part('link-box'), this.#view.part('link-errors')];
    box.hidden = !shown;
    errors.hidden = !shown?.refused.length;
    if (!shown) return;
    const parts = partsOf(shown);
    const end = shown.fingerprint ? text.promises(shown.fingerprint) : text.pressStart;
    box.replaceChildren(
      make('p', '', make('strong', '', text.sets), ` ${parts.join('; ')}. ${end}`),
    );
    errors.replaceChildren(
      make('p', '', text.leftOut),
      make('ul', '', ...shown.refused.map(({ written, why }) => item(written, why))),
    );
  }

  /** Another language is spoken. */
  translate() {
    this.show(this.#shown);
  }

  /** @param {{expected: string, found: string} | null} bits  null: there is nothing to compare */
  judge(bits) {
    const place = this.#view.part('verdict');
    place.hidden = !bits;
    if (!bits) return place.replaceChildren();
    const { expected, found } = bits;
    const same = expected === found;
    place.classList.toggle('other', !same);
    const mark = make('span', { class: 'mark', 'aria-hidden': 'true' }, same ? '=' : '≠');
    place.replaceChildren(mark, same ? words.sameBits : words.otherBits(expected, found));
  }
}

/** @param {string} written @param {string} why */
const item = (written, why) => make('li', '', make('code', '', written), ` ${why}`);

/** "Network: One layer", "Seed: 7", … @param {Shown} shown */
function partsOf({ title, recipe, threads }) {
  const { learningRate, optimizer, network, digits, changes, augment, pens } = recipe;
  /** @type {[label: string, value: string | number | undefined | null][]} */
  const parts = [
    [words.preset, title],
    [layers.title, network && count(network.layers.length)],
    [words.steps, recipe.steps],
    [words.epochs, recipe.epochs],
    [words.seed, recipe.seed],
    [words.batch, recipe.batch],
    [words.evaluateEvery, recipe.evaluateEvery],
    [words.schedule, learningRate && rates(learningRate)],
    [words.optimizer, optimizer && (optimizer.sgd ? 'SGD' : words.adam)],
    [words.momentum, optimizer?.sgd?.momentum],
    [text.augment, augment === null ? text.none : augment && bundle(augment)],
    [text.pens, pens === null ? text.none : pens && bundle(pens)],
    [text.smoothing, recipe.labelSmoothing],
    [text.holdOut, recipe.holdOut],
    [text.digits, digits && (digits.files?.name ?? text.ownDigits(digits.own?.count ?? 0))],
    [text.changes, changes?.length],
    [text.threads, threads],
  ];
  return parts.flatMap(([label, value]) =>
    value == null ? [] : `${label}: ${typeof value === 'number' ? number(value) : value}`,
  );
}

/** @param {{[schedule: string]: any}} learningRate */
function rates({ constant, decaying, oneCycle }) {
  if (decaying) return `${number(decaying.from)} → ${number(decaying.to)}`;
  return oneCycle ? words.upTo(number(oneCycle.peak)) : number(constant);
}

/** @param {{[name: string]: number}} numbers */
const bundle = (numbers) =>
  Object.entries(numbers)
    .map(([name, value]) => `${name} ${number(value)}`)
    .join(', ');

/**
 * Why a part of a link is left out: the engine's sentence where it says it in words, else what is
 * expected there.
 * @param {string} name  of the part, as the link has it @param {string} sentence  the engine's
 */
export function whyRefused(name, sentence = '') {
  // A parser's complaint is of a place in JSON, which the link's reader never saw.
  if (sentence && !/ at line \d+ column \d+/.test(sentence)) return sentence;
  const expected = /** @type {{[name: string]: string | undefined}} */ (text.expected);
  return text.isExpected(expected[name] ?? text.expected.number);
}
