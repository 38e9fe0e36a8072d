/**
 * What the engine says of itself, in the language of the page: the phrases that name its layers,
 * and its errors. The engine speaks English only; where it has said something that isn't known
 * here, that is what is shown.
 */
import { cut } from './cut.js';
import { network, trainer, engine as words } from './en/training.js';

/** @typedef {Omit<import('../engine/messages.js').Thrown, 'cause'>} Thrown */

/** As `Display` of the engine's layers writes them. */
const PHRASE =
  /^(dense|conv|max pool|average pool|batch norm|dropout of maps|dropout)(?: ([\d×]+)| over the map)?(?: stride (\d+))?(?: keep ([\d.e-]+))?(?: (ReLU|sigmoid|leaky ReLU)(?: ([\d.e-]+))?)?$/;
const KINDS = /** @type {const} */ ({
  dense: 'dense',
  conv: 'conv',
  'max pool': 'maxPool',
  'average pool': 'averagePool',
  'batch norm': 'batchNorm',
  dropout: 'dropout',
  'dropout of maps': 'dropoutMaps',
});

const ACTIVATIONS = /** @type {const} */ ({
  ReLU: 'relu',
  sigmoid: 'sigmoid',
  'leaky ReLU': 'leakyRelu',
});

/**
 * "conv 5×5×12 stride 2 ReLU" → "Faltung 5×5×12, Schritt 2, ReLU"
 * @param {string} phrase the engine's
 */
export function layerName(phrase) {
  const found = PHRASE.exec(phrase);
  if (!found) return phrase;
  const [, kind, size = '', stride = '1', keep, activation, slope] = found;
  return network.layerName({
    kind: KINDS[/** @type {keyof typeof KINDS} */ (kind)],
    size,
    stride: Number(stride),
    keep: keep === undefined ? null : Number(keep),
    activation: activation
      ? ACTIVATIONS[/** @type {keyof typeof ACTIVATIONS} */ (activation)]
      : 'linear',
    slope: slope === undefined ? null : Number(slope),
  });
}

/**
 * An error of the engine: in the words of the page as far as it is typed; else a sentence that says
 * what it is about, with the engine's own detail behind it.
 * @param {Thrown} thrown
 */
export function inWords(thrown) {
  const { name, what } = thrown;
  const message = cut(thrown.message, 500); // it may quote a file
  const { kind = '', ...said } = what ? JSON.parse(what, shortened) : {};
  const own = /** @type {{[kind: string]: ((what: any, engine: string) => string) | undefined}} */ (
    words.kinds
  )[kind];
  if (own) return own(said, message);
  const ofNetwork = /** @type {{[kind: string]: ((what: any) => string) | undefined}} */ (
    network.wrong
  )[kind];
  if (ofNetwork) return words.ofNetwork(said.layer ?? null, ofNetwork(withWords(said)), message);
  if (name === 'RecipeError') {
    const ranged = aboutNumbers(message);
    if (ranged) return ranged;
  }
  return (
    /** @type {{[name: string]: ((engine: string) => string) | undefined}} */ (words.names)[name]?.(
      message,
    ) ?? message
  );
}

/** @param {string} _ @param {unknown} value */
const shortened = (_, value) => (typeof value === 'string' ? cut(value) : value);

/**
 * A recipe's number out of its range; null: it is about something else.
 * @param {string} message the engine's
 */
function aboutNumbers(message) {
  const number = (/** @type {string} */ written) => Number(written.replaceAll(',', ''));
  const range = /^[\w.]+ is (\S+); it must be ([\d.,]*\d) (?:to ([\d.,]*\d)|or more)/.exec(message);
  if (!range) return null;
  const [found, least, most] = [range[1], range[2], range[3] ?? ''].map(number);
  return range[3]
    ? trainer.outOfRange(found, least, most, message)
    : trainer.atLeast(found, least, message);
}

/** Layers that are named among an error's numbers. @param {{[key: string]: unknown}} said */
function withWords(said) {
  return typeof said.found === 'string' ? { ...said, found: layerName(said.found) } : said;
}
