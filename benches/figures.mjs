/**
 * The figures: what each is, and who takes part in it.
 *
 * @typedef {import('./browser.mjs').Tab} Tab
 * @typedef {import('./browser.mjs').Contestant} Contestant
 * @typedef {import('./nets.mjs').NetName} NetName
 *
 * @typedef {object} Measured
 * @property {() => Promise<number>} measure
 * @property {() => Promise<unknown>} close
 *
 * @typedef {object} Entrant
 * @property {string} who
 * @property {'tab' | 'native'} where
 * @property {number} threads
 * @property {boolean} peer  somebody else's work, installed by --peers alone
 * @property {string} [version]
 * @property {(tab: Tab) => Promise<Measured>} open  checks its results, too
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {string} says  what it is, for the table
 * @property {string} unit
 * @property {'more' | 'less'} better
 * @property {number} [runs]  where more than so many would tell nothing new
 * @property {Entrant[]} entrants  the first is whom the others are compared with
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fingerprint, imagesPerSecond, tensorflow } from './native.mjs';
import { memories, timeTo99 } from './page.mjs';

/**
 * How long one measurement lasts. Long enough that a train of thought of the system's doesn't count
 * for much.
 */
const SECONDS = { product: 0.4, training: 2, reading: 0.5 };

/** Steps after which every net has learnt something. */
const ENOUGH_STEPS = 50;

/** Steps after which the weights in the tab must be those of the native build. */
const CHECKED_STEPS = 100;

/** @param {string} file @param {RegExp} what */
function pinned(file, what) {
  const text = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
  return what.exec(text)?.[1] ?? '';
}

const versions = {
  burn: pinned('peers/burn/Cargo.toml', /^burn = .*"=([^"]+)"/m),
  rten: pinned('peers/rten/Cargo.toml', /^rten = .*"=([^"]+)"/m),
  gemm: pinned('micro/Cargo.toml', /^gemm = .*"=([^"]+)"/m),
  matrixmultiply: pinned('micro/Cargo.toml', /^matrixmultiply = .*"=([^"]+)"/m),
  'rten-gemm': pinned('micro/Cargo.toml', /^rten-gemm = .*"=([^"]+)"/m),
  tfjs: pinned('peers/tfjs/package.json', /tfjs-core": "([^"]+)"/),
  onnxruntime: pinned('peers/onnxruntime/package.json', /onnxruntime-web": "([^"]+)"/),
  tensorflow: pinned('peers/tensorflow/requirements.txt', /^tensorflow[_-]cpu==(\S+)/m),
};

/** Modules of those who run in the tab, below benches/. */
const NIBNET = 'tab/nibnet.js';
const MICRO = 'tab/micro.js';
const BURN = 'peers/burn/contestant.js';
const RTEN = 'peers/rten/contestant.js';
const TFJS = '../target/bench/built/tfjs/contestant.js';
const ONNXRUNTIME = '../target/bench/built/onnxruntime/contestant.js';

/**
 * Somebody in the tab. `begin` prepares and checks, `measure` gives `{value}`.
 * @param {Omit<Entrant, 'where' | 'open' | 'threads'> & {threads?: number}} about @param {string}
 *   module @param {unknown} setup
 * @param {(contestant: Contestant) => Promise<unknown>} begin
 * @param {(contestant: Contestant) => Promise<{value: number, loss?: number, taken?: number}>}
 *   measure
 * @returns {Entrant}
 */
function inTab(about, module, setup, begin, measure) {
  return {
    threads: 1,
    ...about,
    where: 'tab',
    async open(tab) {
      const contestant = await tab.open(module, setup);
      try {
        await begin(contestant);
      } catch (error) {
        await contestant.close();
        throw error;
      }
      return {
        async measure() {
          const { value, loss, taken } = await measure(contestant);
          checkLoss(loss, taken);
          return value;
        },
        close: contestant.close,
      };
    },
  };
}

/** Who doesn't learn isn't fast. @param {number | undefined} loss @param {number} [taken] steps */
function checkLoss(loss, taken = ENOUGH_STEPS) {
  if (loss === undefined) return;
  // A net that guesses has ln 10 = 2.30; the slowest take a step in a second, and are not asked for
  // so much.
  const learns = taken < ENOUGH_STEPS ? Number.isFinite(loss) : loss < 2;
  if (!learns) throw new Error(`it does not learn: its loss is ${loss} after ${taken} steps`);
}

/** @param {boolean} peers @returns {Figure[]} */
function micro(peers) {
  const folder = `../../target/bench/built/${peers ? 'micro-peers' : 'micro'}/`;
  const peak = inTab(
    { who: 'wasm simd128', peer: false },
    MICRO,
    folder,
    async () => {},
    (contestant) => contestant.call('own', 'timePeak', SECONDS.product),
  );
  /** @type {(m: number, k: number, n: number) => Figure} */
  const product = (m, k, n) => {
    /** @type {(who: string, version?: string) => Entrant} */
    const entrant = (who, version) =>
      inTab(
        { who, version, peer: version !== undefined },
        MICRO,
        folder,
        (contestant) => contestant.call('own', 'prepareProduct', who, m, k, n),
        (contestant) => contestant.call('own', 'timeProduct', who, SECONDS.product, 2 * m * k * n),
      );
    return {
      name: `gemm/${m}x${k}x${n}`,
      says: `product of matrices, [${m}, ${k}] · [${k}, ${n}]`,
      unit: 'GFLOP/s',
      better: 'more',
      entrants: [
        entrant('nibnet'),
        entrant('plain loop'),
        entrant('rten-gemm', versions['rten-gemm']),
        entrant('gemm', versions.gemm),
        entrant('matrixmultiply', versions.matrixmultiply),
      ],
    };
  };
  return [
    {
      name: 'peak',
      says: 'four lanes multiplied and added, all in registers',
      unit: 'GFLOP/s',
      better: 'more',
      entrants: [peak],
    },
    product(100, 784, 200),
    product(784, 100, 200),
    product(78400, 36, 6),
  ];
}

/** @param {NetName} net @returns {Figure} */
function training(net) {
  const begin = (/** @type {Contestant} */ contestant) => contestant.call('prepareTraining', net);
  const measure = (/** @type {Contestant} */ contestant) =>
    contestant.call('train', SECONDS.training);
  /** @type {(threads: number) => Entrant} */
  const nibnet = (threads) =>
    inTab(
      { who: 'nibnet', peer: false, threads },
      NIBNET,
      { threads },
      async (contestant) => {
        const [here, there] = [
          await contestant.call('own', 'fingerprint', net, CHECKED_STEPS),
          fingerprint(net, CHECKED_STEPS),
        ];
        if (here !== there)
          throw new Error(`its weights are ${here} in the tab, ${there} natively`);
        await begin(contestant);
      },
      measure,
    );
  /** @type {(threads: number) => Entrant} */
  const nibnetNatively = (threads) => ({
    who: 'nibnet, natively',
    where: 'native',
    threads,
    peer: false,
    async open() {
      let steps = 200;
      return {
        async measure() {
          const speed = imagesPerSecond(net, steps, threads);
          steps = Math.max(50, Math.round((speed * SECONDS.training) / 1000) * 10);
          return speed;
        },
        async close() {},
      };
    },
  });
  /** @type {(threads: number) => Entrant} */
  const natively = (threads) => ({
    who: 'TensorFlow, natively',
    version: versions.tensorflow,
    where: 'native',
    threads,
    peer: true,
    async open() {
      const python = tensorflow(threads);
      return {
        async measure() {
          const { images, seconds, loss } = await python.train(net, SECONDS.training);
          checkLoss(loss);
          return images / seconds;
        },
        close: async () => python.close(),
      };
    },
  });
  const tfjs = net === 'mlp' ? 'wasm' : 'webgl';
  return {
    name: `train/${net}`,
    says: `training, batches of 100, Adam: ${NAMES[net]}`,
    unit: 'images/s',
    better: 'more',
    entrants: [
      nibnet(1),
      nibnet(2),
      nibnetNatively(1),
      nibnetNatively(2),
      inTab({ who: 'Burn', version: versions.burn, peer: true }, BURN, null, begin, measure),
      inTab(
        { who: `TensorFlow.js, ${tfjs}`, version: versions.tfjs, peer: true },
        TFJS,
        tfjs,
        begin,
        measure,
      ),
      natively(1),
      natively(2),
    ],
  };
}

const NAMES = {
  mlp: '784-200-100-60-30-10',
  conv: 'three convolutions (6×6×6, 5×5×12 and 4×4×24), 200, 10',
};

/** @param {NetName} net @param {1 | 100} count @returns {Figure} */
function reading(net, count) {
  /**
   * @type {(about: {who: string, version?: string, peer: boolean}, module: string, setup?: unknown)
   * => Entrant}
   */
  const entrant = (about, module, setup = null) =>
    inTab(
      about,
      module,
      setup,
      (contestant) => contestant.call('prepareReading', net, count),
      (contestant) =>
        count === 1
          ? contestant.call('readMedian', SECONDS.reading)
          : contestant.call('readMany', SECONDS.reading, count),
    );
  const common = [
    entrant({ who: 'nibnet', peer: false }, NIBNET, { threads: 1 }),
    entrant({ who: 'ONNX Runtime Web', version: versions.onnxruntime, peer: true }, ONNXRUNTIME),
    entrant({ who: 'TensorFlow.js, wasm', version: versions.tfjs, peer: true }, TFJS, 'wasm'),
    entrant({ who: 'rten', version: versions.rten, peer: true }, RTEN),
    entrant({ who: 'Burn', version: versions.burn, peer: true }, BURN),
  ];
  return count === 1
    ? {
        name: `predict/one-${net}`,
        says: `reading one digit, half of the calls: ${NAMES[net]}`,
        unit: 'ms',
        better: 'less',
        entrants: common,
      }
    : {
        name: `predict/hundred-${net}`,
        says: `reading 100 digits at once: ${NAMES[net]}`,
        unit: 'images/s',
        better: 'more',
        entrants: common,
      };
}

/** @param {string} preset @returns {Figure} */
function to99(preset) {
  return {
    name: 'time-to-99',
    says: `from the click on Train to 99.0 % of the test digits, on the page itself, preset \`${preset}\``,
    unit: 's',
    better: 'less',
    entrants: [1, 2].map((threads) => ({
      who: 'nibnet',
      where: 'tab',
      threads,
      peer: false,
      open: async () => ({ measure: () => timeTo99(preset, threads), close: async () => {} }),
    })),
  };
}

/** @param {number} steps @returns {Figure[]} */
function memory(steps) {
  /** @type {Promise<Record<string, number>> | undefined} */
  let all; // one run gives all of them
  const points = {
    fresh: 'before',
    loaded: 'with all digits loaded',
    training: 'after 100 steps',
    end: `after ${steps.toLocaleString('en')} steps`,
  };
  return Object.entries(points).map(([point, says]) => ({
    name: `memory/train-conv/${point}`,
    says: `the engine's memory in training (convolutions): ${says}`,
    unit: 'MB',
    better: 'less',
    runs: 1,
    entrants: [
      {
        who: 'nibnet',
        where: 'tab',
        threads: 1,
        peer: false,
        open: async (tab) => ({
          measure: async () => (await (all ??= memories(tab, NIBNET, steps)))[point],
          close: async () => {},
        }),
      },
    ],
  }));
}

/** All figures. @param {{peers: boolean, preset: string, memorySteps: number}} options */
export function figures({ peers, preset, memorySteps }) {
  const all = [
    ...micro(peers),
    training('mlp'),
    training('conv'),
    reading('mlp', 1),
    reading('conv', 1),
    reading('mlp', 100),
    reading('conv', 100),
    to99(preset),
    ...memory(memorySteps),
  ];
  return all.map((figure) => ({
    ...figure,
    entrants: figure.entrants.filter(({ peer }) => peers || !peer),
  }));
}
