/**
 * The two networks of the figures, weights for them, and the plainest way to read with them: what
 * every reader's answers are checked against before it is timed.
 *
 * Weights lie as nibnet has them: of each layer in turn its weights (dense `[inputs, units]`,
 * convolution `[kernel, kernel, channels, filters]`), then its biases; a convolution's values are
 * `[rows, columns, channels]`. Convolutions pad SAME as TensorFlow does: where the padding is odd,
 * the end gets one more than the start.
 *
 * @typedef {{units: number, activation?: 'relu', bias?: number}} Dense
 * @typedef {{filters: number, kernel: number, stride: number, activation: 'relu', bias?: number}}
 *   Conv
 * @typedef {{dense?: Dense, conv?: Conv}} Layer
 * @typedef {{layers: Layer[]}} Network  as nibnet's recipes hold it
 * @typedef {'mlp' | 'conv'} NetName
 */

/** @type {(units: number) => Layer} */
const dense = (units) => ({ dense: { units, activation: 'relu', bias: 0.1 } });
/** @type {(kernel: number, filters: number, stride: number) => Layer} */
const conv = (kernel, filters, stride) => ({
  conv: { filters, kernel, stride, activation: 'relu', bias: 0.1 },
});
const last = { dense: { units: 10 } };

/** @type {Record<NetName, Network>} */
export const nets = {
  mlp: { layers: [dense(200), dense(100), dense(60), dense(30), last] },
  conv: { layers: [conv(6, 6, 1), conv(5, 12, 2), conv(4, 24, 2), dense(200), last] },
};

/** A recipe of nibnet's for one of them. @param {NetName} name @param {number} steps */
export function recipe(name, steps) {
  // No test on the way but those that a run can't do without.
  return JSON.stringify({
    preset: 'mlp-relu',
    network: nets[name],
    batch: 100,
    steps,
    seed: 1,
    evaluateEvery: 10_000_000,
  });
}

/**
 * @typedef {object} Step  a layer worked out
 * @property {Conv | null} conv  what it is, if it is a convolution
 * @property {number} side  of what comes in, 1 after a dense layer @property {number} channels
 * @property {number} out  side of what a convolution gives
 * @property {number} before  rows and columns of padding ahead of the first @property {number}
 *   after
 * @property {number} inputs  that each unit sees @property {number} units
 * @property {boolean} relu
 * @property {number} weights  where they begin @property {number} biases
 */

/** Layers worked out. @param {Network} network */
export function plan({ layers }) {
  let side = 28;
  let channels = 1;
  let at = 0;
  return layers.map(({ dense, conv = null }) => {
    const { kernel, stride } = conv ?? { kernel: side, stride: side };
    const units = conv?.filters ?? dense?.units ?? 0;
    const out = Math.ceil(side / stride);
    const padding = Math.max(0, (out - 1) * stride + kernel - side);
    const inputs = kernel * kernel * channels;
    /** @type {Step} */
    const step = {
      conv,
      side,
      channels,
      out,
      before: padding >> 1,
      after: padding - (padding >> 1),
      inputs,
      units,
      relu: (conv ?? dense)?.activation === 'relu',
      weights: at,
      biases: at + inputs * units,
    };
    at += (inputs + 1) * units;
    [side, channels] = [out, units];
    return step;
  });
}

/** Weights as a fresh net has them (He), the same each time. @param {Network} network */
export function weights(network) {
  const random = chance(1);
  const list = [];
  for (const { inputs, units } of plan(network)) {
    for (let i = 0; i < inputs * units; i++) list.push(normal(random) * Math.sqrt(2 / inputs));
    for (let i = 0; i < units; i++) list.push(normal(random) * 0.1);
  }
  return Float32Array.from(list);
}

/** Even numbers from 0 to 1 (Marsaglia's xorshift). @param {number} seed */
function chance(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Box and Muller's. @param {() => number} random */
const normal = (random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * The same weights for those who want channels first: convolutions `[filters, channels, kernel,
 * kernel]`, and the rows of the dense layer after them in that order too.
 * @param {Network} network @param {Float32Array} from
 */
export function channelsFirst(network, from) {
  const to = from.slice();
  let at = 0;
  for (const { conv, side, channels, inputs, units, weights } of plan(network)) {
    const places = inputs / channels;
    at = weights;
    const copy = (/** @type {number} */ c, /** @type {number} */ p, /** @type {number} */ u) =>
      (to[at++] = from[weights + (p * channels + c) * units + u]);
    if (conv) {
      for (let u = 0; u < units; u++)
        for (let c = 0; c < channels; c++) for (let p = 0; p < places; p++) copy(c, p, u);
    } else if (side > 1) {
      for (let c = 0; c < channels; c++)
        for (let p = 0; p < places; p++) for (let u = 0; u < units; u++) copy(c, p, u);
    }
  }
  return to;
}

/**
 * Ten probabilities for each image, by the book.
 * @param {Network} network @param {Float32Array} w @param {Float32Array} images  0 to 1, 784 each
 */
export function read(network, w, images) {
  const all = new Float32Array((images.length / 784) * 10);
  for (let i = 0; i < images.length / 784; i++) {
    /** @type {ArrayLike<number>} */
    let x = images.subarray(i * 784, (i + 1) * 784);
    for (const step of plan(network)) {
      const y = step.conv ? convolve(step, w, x) : multiply(step, w, x);
      if (step.relu) for (let o = 0; o < y.length; o++) y[o] = Math.max(y[o], 0);
      x = y;
    }
    const largest = Math.max(...Array.from(x));
    const exps = Array.from(x, (value) => Math.exp(value - largest));
    const sum = exps.reduce((a, b) => a + b);
    all.set(
      exps.map((value) => value / sum),
      i * 10,
    );
  }
  return all;
}

/** @param {Step} step @param {Float32Array} w @param {ArrayLike<number>} x */
function multiply({ inputs, units, weights, biases }, w, x) {
  const y = Float64Array.from(w.subarray(biases, biases + units));
  for (let i = 0; i < inputs; i++) {
    if (x[i]) for (let u = 0; u < units; u++) y[u] += x[i] * w[weights + i * units + u];
  }
  return y;
}

/** @param {Step} step @param {Float32Array} w @param {ArrayLike<number>} x */
function convolve({ conv, side, channels, out, before, units, weights, biases }, w, x) {
  const { kernel, stride } = /** @type {Conv} */ (conv);
  const y = new Float64Array(out * out * units);
  for (let row = 0; row < out; row++)
    for (let column = 0; column < out; column++) {
      const at = (row * out + column) * units;
      y.set(w.subarray(biases, biases + units), at);
      for (let i = 0; i < kernel; i++)
        for (let j = 0; j < kernel; j++) {
          const [r, c] = [row * stride + i - before, column * stride + j - before];
          if (r < 0 || c < 0 || r >= side || c >= side) continue;
          for (let channel = 0; channel < channels; channel++) {
            const value = x[(r * side + c) * channels + channel];
            const from = weights + ((i * kernel + j) * channels + channel) * units;
            if (value) for (let u = 0; u < units; u++) y[at + u] += value * w[from + u];
          }
        }
    }
  return y;
}
