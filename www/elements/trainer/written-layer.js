/**
 * A layer of the network as it is written in the editor: which fields each kind has, what is typed
 * into them, and the layer that the engine reads out of that.
 *
 * @typedef {'dense' | 'conv' | 'maxPool' | 'averagePool' | 'batchNorm' | 'dropout' | 'dropoutMaps'}
 *   Kind
 * @typedef {{kind: Kind, typed: {[field: string]: string}, rest: {[key: string]: any}}} Written
 *   fields as typed, and what has no field
 */
import { numberIn, typed } from '../../text/typed.js';

/**
 * What each kind can be told, and what it is told at first.
 * @type {Record<Kind, {[field: string]: string | number}>}
 */
export const KINDS = {
  dense: { units: 100, activation: 'relu', slope: 0.01 },
  conv: { filters: 8, kernel: 3, stride: 1, activation: 'relu', slope: 0.01 },
  maxPool: { size: 2, stride: 2 },
  averagePool: { size: 2, stride: 2 },
  batchNorm: { activation: 'relu', slope: 0.01 },
  dropout: { keep: 0.75 },
  dropoutMaps: { keep: 0.9 },
};
/** Fields of numbers that need not be whole. */
export const FRACTIONS = ['keep', 'slope'];
/** Fields that may be left empty. @type {{[kind: string]: string[]}} */
export const OPTIONAL = { averagePool: ['size', 'stride'] };

/** @param {{[key: string]: any}} layer  whole, as the engine completes it @returns {Written} */
export function writtenFrom(layer) {
  const [[kind, parts]] = /** @type {[Kind, {[key: string]: any}][]} */ (Object.entries(layer));
  const known = KINDS[kind];
  const rest = Object.entries(parts).filter(([key]) => !(key in known));
  const { activation } = parts;
  const said = activation?.leakyRelu
    ? { ...parts, activation: 'leakyRelu', ...activation.leakyRelu }
    : parts;
  // Where nothing is said of a slope, it is the usual one; of a size, there is none.
  const fields = Object.keys(known).map((field) => [
    field,
    inField(said[field] ?? (field === 'slope' ? known.slope : '')),
  ]);
  return { kind, typed: Object.fromEntries(fields), rest: Object.fromEntries(rest) };
}

/** What a kind is told at first, as it is written. @param {Kind} kind */
export const usual = (kind) =>
  Object.fromEntries(Object.entries(KINDS[kind]).map(([field, value]) => [field, inField(value)]));

/** @param {string | number} value */
const inField = (value) => (typeof value === 'number' ? typed(value) : value);

/** The layer, its numbers as the language of the moment writes them. @param {Written} layer */
export function inLanguage({ kind, typed: fields, rest }) {
  const written = Object.entries(fields).map(([field, text]) => [
    field,
    inField(valueIn(field, text) ?? text),
  ]);
  return { kind, typed: Object.fromEntries(written), rest };
}

/**
 * The layer as the engine reads it; a field that is no number yet is what was typed, which the
 * engine refuses.
 * @param {Written} layer
 */
export function layerFrom(layer) {
  const parts = fieldsOf(layer)
    .filter((field) => !isLeftOut(layer, field))
    .map((field) => [field, valueIn(field, layer.typed[field]) ?? layer.typed[field]]);
  const { slope, ...said } = Object.fromEntries(parts);
  if (slope !== undefined) said.activation = { leakyRelu: { slope } };
  return { [layer.kind]: { ...said, ...layer.rest } };
}

/** The fields of a layer that count. @param {Written} layer */
export function fieldsOf({ typed }) {
  return Object.keys(typed).filter(
    (field) => field !== 'slope' || typed.activation === 'leakyRelu',
  );
}

/** Whether a field is empty, and may be. @param {Written} layer @param {string} field */
export function isLeftOut({ kind, typed }, field) {
  return typed[field].trim() === '' && Boolean(OPTIONAL[kind]?.includes(field));
}

/**
 * @param {string} field
 * @param {string} written
 * @returns {string | number | null} null: no number
 */
export function valueIn(field, written) {
  if (field === 'activation') return written;
  const value = numberIn(written);
  const good = FRACTIONS.includes(field)
    ? Number.isFinite(value)
    : Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  return good ? value : null;
}
