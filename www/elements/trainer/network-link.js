/**
 * A network as a word of a link, and back: `c6k6r_p2x2_o0.75_d10`.
 *
 * One piece for each layer: its kind (d dense, c conv, p max pool, a average pool, n batch norm, o
 * dropout, m dropout of maps), its numbers (k kernel, x stride), and what it goes through (r ReLU,
 * s sigmoid, l leaky ReLU and its slope); after `i` how weights start (0 zeros, h He, g Glorot, t
 * truncated normal), after `b` the biases. `a` alone averages over the whole map. Images of another
 * size than 28 × 28 come first: `w14x56`, rows × columns.
 *
 * Which networks are good is for the engine to say.
 *
 * @typedef {{[key: string]: any}} Layer
 * @typedef {{input: {rows: number, columns: number}, layers: Layer[]}} Network
 */

const NUMBER = '(-?\\d[\\d.]*(?:e[+-]?\\d+)?)';
const GOES = `([rs]|l${NUMBER})?`;
const START = `(?:i(0|h|g|t${NUMBER}))?(?:b${NUMBER})?`;
/** Each kind's piece. @type {{[kind: string]: RegExp}} */
const PIECES = {
  dense: new RegExp(`^d(\\d+)${GOES}${START}$`),
  conv: new RegExp(`^c(\\d+)k(\\d+)(?:x(\\d+))?${GOES}${START}$`),
  maxPool: /^p(\d+)x(\d+)$/,
  averagePool: /^a(?:(\d+)(?:x(\d+))?)?$/,
  batchNorm: new RegExp(`^n${GOES}$`),
  dropout: new RegExp(`^o${NUMBER}$`),
  dropoutMaps: new RegExp(`^m${NUMBER}$`),
};
const ACTIVATIONS = /** @type {{[letter: string]: string}} */ ({ r: 'relu', s: 'sigmoid' });
const INITS = /** @type {{[letter: string]: string}} */ ({ 0: 'zeros', h: 'he', g: 'glorot' });

/** @param {{[letter: string]: string}} words @param {string} word */
const letterOf = (words, word) => Object.keys(words).find((letter) => words[letter] === word) ?? '';

/** @param {Network} network  whole, as the engine completes it @returns {string} */
export function networkToWord({ input, layers }) {
  const pieces = layers.map((layer) => {
    const [[kind, parts]] = Object.entries(layer);
    const goes = activation(parts.activation);
    switch (kind) {
      case 'dense':
        return `d${parts.units}${goes}${start(parts)}`;
      case 'conv':
        return `c${parts.filters}k${parts.kernel}${parts.stride === 1 ? '' : `x${parts.stride}`}${goes}${start(parts)}`;
      case 'maxPool':
        return `p${parts.size}x${parts.stride}`;
      case 'averagePool':
        return `a${parts.size ?? ''}${parts.stride == null ? '' : `x${parts.stride}`}`;
      case 'batchNorm':
        return `n${goes}`;
      default:
        return `${kind === 'dropout' ? 'o' : 'm'}${parts.keep}`;
    }
  });
  if (input.rows !== 28 || input.columns !== 28) pieces.unshift(`w${input.rows}x${input.columns}`);
  return pieces.join('_');
}

/** @param {any} it  a word, or `{leakyRelu: {slope}}`; a pool has none */
function activation(it) {
  return it?.leakyRelu ? `l${it.leakyRelu.slope}` : letterOf(ACTIVATIONS, it);
}

/** @param {Layer} parts */
function start({ init, bias }) {
  const weights =
    init == null
      ? ''
      : `i${typeof init === 'string' ? letterOf(INITS, init) : `t${init.truncatedNormal}`}`;
  return weights + (bias ? `b${bias}` : '');
}

/**
 * @param {string} word
 * @returns {Network | {bad: string}}  `bad`: the first piece that says nothing
 */
export function networkFromWord(word) {
  const input = { rows: 28, columns: 28 };
  /** @type {Layer[]} */
  const layers = [];
  for (const [i, piece] of word.split('_').entries()) {
    const size = i === 0 && /^w(\d+)x(\d+)$/.exec(piece);
    if (size) {
      [input.rows, input.columns] = [Number(size[1]), Number(size[2])];
      continue;
    }
    const layer = layerFrom(piece);
    if (!layer) return { bad: piece };
    layers.push(layer);
  }
  return { input, layers };
}

/** @param {string} piece @returns {Layer | null} */
function layerFrom(piece) {
  for (const [kind, pattern] of Object.entries(PIECES)) {
    const found = pattern.exec(piece);
    if (!found) continue;
    const [, ...parts] = found;
    const n = parts.map(Number);
    switch (kind) {
      case 'dense':
        return {
          dense: {
            units: n[0],
            activation: activationFrom(parts.slice(1)),
            ...startFrom(parts.slice(3)),
          },
        };
      case 'conv': {
        const stride = parts[2] === undefined ? 1 : n[2];
        const activation = activationFrom(parts.slice(3));
        return {
          conv: { filters: n[0], kernel: n[1], stride, activation, ...startFrom(parts.slice(5)) },
        };
      }
      case 'maxPool':
        return { maxPool: { size: n[0], stride: n[1] } };
      case 'averagePool':
        return { averagePool: poolFrom(parts) };
      case 'batchNorm':
        return { batchNorm: { activation: activationFrom(parts) } };
      default:
        return { [kind]: { keep: n[0] } };
    }
  }
  return null;
}

/** @param {string[]} parts  a letter, or `l` and a slope; the slope */
function activationFrom([letter, slope]) {
  if (slope !== undefined) return { leakyRelu: { slope: Number(slope) } };
  return letter === undefined ? 'linear' : ACTIVATIONS[letter];
}

/** @param {string[]} parts  size and stride; what isn't there is left to the engine */
function poolFrom([size, stride]) {
  return { ...(size && { size: Number(size) }), ...(stride && { stride: Number(stride) }) };
}

/** @param {string[]} parts  how weights start, the deviation of it, the biases */
function startFrom([weights, deviation, bias]) {
  const init =
    weights === undefined ? null : (INITS[weights] ?? { truncatedNormal: Number(deviation) });
  return { init, bias: Number(bias ?? 0) };
}
