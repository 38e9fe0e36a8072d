/**
 * Numbers in fields: written as the language writes them, and read as people type them, with a
 * comma or a point.
 */
import { language } from './language.js';

/** @type {{[language: string]: {group: string, decimal: string}}} */
const separators = {};

function separatorsOf(spoken = language()) {
  if (!separators[spoken]) {
    const parts = new Intl.NumberFormat(spoken).formatToParts(1_000_000.5);
    const part = (/** @type {string} */ wanted) =>
      parts.find(({ type }) => type === wanted)?.value ?? '';
    separators[spoken] = { group: part('group'), decimal: part('decimal') };
  }
  return separators[spoken];
}

/** 0.002 → "0,002" in German; thousands aren't grouped. @param {number} n */
export const typed = (n) => String(n).replace('.', separatorsOf().decimal);

/** Thousands in groups of three, all separated alike. */
const GROUPED = /^[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*$/;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * "0,002", "0.002", "1,000", "1.5e-3": the number; NaN for what is none. A lone separator is the
 * decimal one, unless it is the one that groups thousands in this language and three digits follow.
 * @param {string} written
 */
export function numberIn(written) {
  const text = written.replace(/[\s'’]/g, '');
  const [whole, ...fraction] = split(text);
  const digits = GROUPED.test(whole) ? whole.replace(/[.,]/g, '') : whole;
  const plain = [digits, ...fraction].join('.');
  return PLAIN.test(plain) ? Number(plain) : NaN;
}

/** At the decimal separator, if there is one. @param {string} text @returns {string[]} */
function split(text) {
  const used = text.replace(/[^.,]/g, '');
  const last = used.slice(-1);
  const isOneKind = new Set(used).size === 1;
  const groups = used.length > 1 || last === separatorsOf().group;
  if (used === '' || (isOneKind && groups && GROUPED.test(text))) return [text];
  const at = text.lastIndexOf(last);
  return [text.slice(0, at), text.slice(at + 1)];
}
