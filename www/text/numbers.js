/**
 * How numbers are written: with units, grouped by thousands, and with no more digits than mean
 * something. The space before a unit never breaks. Nothing here rounds up to a hundred per cent
 * what is not.
 */
import { language } from './language.js';

const SPACE = '\u00a0';
/**
 * Of each language: how it groups, and what it writes before tenths.
 * @type {{[language: string]: {grouped: Intl.NumberFormat, point: string}}}
 */
const manners = {};

function manner() {
  const spoken = language();
  return (manners[spoken] ??= {
    grouped: new Intl.NumberFormat(spoken, { useGrouping: true }),
    point:
      new Intl.NumberFormat(spoken).formatToParts(0.5).find(({ type }) => type === 'decimal')
        ?.value ?? '.',
  });
}

/** "98.24" as the language writes it. @param {string} digits */
const pointed = (digits) => digits.replace('.', manner().point);

/** 9824 → "9,824" @param {number} n */
export const count = (n) => manner().grouped.format(Math.round(n));

/** 0.98243 → "98.24 %" @param {number} share @param {number} [digits] */
export function percent(share, digits = 2) {
  const text = (share * 100).toFixed(digits);
  // 9,999.9 of 10,000 is not all of them.
  return (
    pointed(share < 1 && Number(text) === 100 ? (100 - 10 ** -digits).toFixed(digits) : text) +
    SPACE +
    '%'
  );
}

/**
 * 0.0012345 → "0.00123": three digits that mean something, in as few as they take
 * @param {number} n
 */
export const brief = (n) => pointed(String(Number(n.toPrecision(3)))).replace('-', '\u2212');

/** 0.0012345 → "0.00123" @param {number} n */
export const rate = brief;

/** 151234 → "151 k"; 850 → "850" @param {number} n */
export function thousands(n) {
  if (n < 1_000) return String(Math.round(n));
  return `${(n < 10_000 ? pointed((n / 1_000).toFixed(1)) : count(n / 1_000)) + SPACE}k`;
}

/**
 * 7.2 → "0:08"; 3700 → "1:01:40". Rounded up: a time left that is over is worse than one that ends
 * early.
 * @param {number} seconds
 */
export function clock(seconds) {
  const s = Math.ceil(seconds);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60);
  return s < 3600
    ? `${minutes}:${two(s % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}

/** 11400000 → "11.4 MB" @param {number} bytes */
export const megabytes = (bytes) => `${pointed((bytes / 1e6).toFixed(1)) + SPACE}MB`;

/**
 * 234881024 → "224 MB" of memory, counted as the engine counts it: in units of 2²⁰ bytes, rounded
 * up
 * @param {number} bytes
 */
export const memory = (bytes) => `${count(Math.ceil(bytes / 2 ** 20)) + SPACE}MB`;

/** 0.0612 → "0.0612" nats: three digits that mean something @param {number} loss */
export const nats = (loss) => pointed(loss >= 1 ? loss.toFixed(2) : loss.toPrecision(3));

/** 7.0333 → "7.03" @param {number} n */
export const epochs = (n) => pointed(n >= 100 ? n.toFixed(0) : n.toFixed(2));

/** 0.00005 → "0.00005", 4096 → "4,096": as it is @param {number} n */
export const number = (n) =>
  new Intl.NumberFormat(language(), { maximumFractionDigits: 12 }).format(n);

/**
 * 0.6612 → "0.661": so many digits that mean something
 * @param {number} n
 * @param {number} [digits]
 */
export const figures = (n, digits = 3) => pointed(n.toPrecision(digits));

/**
 * 6.3 → "6 s", 38 → "40 s", 130 → "2 min": as exact as an estimate is.
 * @param {number} seconds @param {[s: string, min: string, h: string]} [units]
 */
export function roughly(seconds, [s, min, h] = ['s', 'min', 'h']) {
  const [n, unit] =
    seconds < 9.5
      ? [Math.max(1, Math.round(seconds)), s]
      : seconds < 57
        ? [Math.round(seconds / 5) * 5, s]
        : seconds < 3570
          ? [Math.max(1, Math.round(seconds / 60)), min]
          : [Math.round(seconds / 3600), h];
  return `${n + SPACE}${unit}`;
}
