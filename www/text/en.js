/**
 * Every English sentence that the page says, and nothing else: one section for each speaker. Each
 * section speaks the language of the moment, and English where a translation lacks a sentence
 * (language.js). Short, plain, second person; an error says what happened and what to do.
 */

import { live } from './language.js';
import { clock, count, epochs, figures, megabytes, memory, percent, thousands } from './numbers.js';

const LOST = 'Its net is lost, the curves are not.';

/** Parts of the engine that did not arrive or do not run here. */
export const errors = /* @__PURE__ */ live('errors', {
  /** @param {string} url */
  unreachable: (url) => `${file(url)} could not be fetched: check your connection, then try again.`,
  /** @param {string} url @param {number} status @param {string} text */
  status: (url, status, text) =>
    status === 404
      ? `${file(url)} was not found (404): it should lie at ${url}.`
      : `${file(url)}: the server answered ${status}${text && ` ${text}`}. Try again in a moment.`,
  /** @param {string} url @param {string} reason */
  notWasm: (url, reason) =>
    `What came as ${file(url)} is not WebAssembly for this browser (${reason}).`,
  noSimd:
    'This browser is too old: it lacks WebAssembly SIMD. Firefox 89, Chrome 91 and Safari 16.4 have it.',
  policy:
    "This page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src directive.",
  /** @param {string} [reason] */
  noWorker: (reason) =>
    `The training worker did not start${reason ? ` (${reason})` : ''}. Reload the page.`,
  /** @param {string} [reason] */
  lost: (reason) => `The training worker broke down${reason ? ` (${reason})` : ''}. ${LOST}`,
  silent: `The training worker says nothing any more: the system may have ended it. ${LOST}`,
  /** @param {string} [here] @param {string} [there] */
  otherBuild: (here, there) =>
    `A newer version of this page is here: reload the page.${here && there ? ` (You have ${here}, and what was fetched is of ${there}.)` : ''}`,
  trapped: 'The engine of this page broke down: reload the page.',
  noSharedMemory: 'This browser shares no memory between threads.',
  garbled: 'A message of the training worker could not be read.',
  closed: 'The training worker was let go, since the trainer left the page.',
  replaced: 'Another run was started in its place.',
  stoppedFirst: 'It was stopped before it began to train.',
  noRun: 'No run is under way: start one first.',
  pauseFirst: 'It is training: pause it first.',
});

/** Errors of the engine: in English its own sentences. */
export const engine = /* @__PURE__ */ live('engine', {
  /**
   * What may take the most memory: the engine's phrase, and that of the page.
   * @type {{[phrase: string]: string | undefined}}
   */
  largest: {
    'the digits': 'the digits',
    'the training digits': 'the training digits',
    'the test digits': 'the test digits',
    'the largest chunk': 'the largest chunk',
    'the weights': 'the weights',
    'the parameters': 'the parameters',
    'the parameters, their gradient and what the optimiser remembers':
      'the parameters, their gradient and what the optimiser remembers',
    'the values between the layers': 'the values between the layers',
    'the values of a batch on their way through the layers':
      'the values of a batch on their way through the layers',
    'the test': 'the test',
    'what the last layer is given of each digit': 'what the last layer is given of each digit',
    'the file': 'the file',
    'its contents': 'its contents',
    'its weights': 'its weights',
    'its list of tensors': 'its list of tensors',
    'the unpacked bytes': 'the unpacked bytes',
    'the digits to remember, and what the last layer is given of them':
      'the digits to remember, and what the last layer is given of them',
    'the covariance of what the last layer is given':
      'the covariance of what the last layer is given',
    'the lessons and their copies': 'the lessons and their copies',
    images: 'the pictures',
    labels: 'the labels',
  },
  /** Of which the kind and the numbers are known. */
  kinds: {
    /** @param {{step: number, loss: number | null, rate: number}} what @param {string} engine */
    diverged: (what, engine) => engine,
    /** @param {{expected: number, found: number}} what @param {string} engine */
    imageSize: (what, engine) => engine,
    /**
     * @param {{rows: number, columns: number, foundRows: number, foundColumns: number}} what
     * @param {string} engine
     */
    imageShape: (what, engine) => engine,
    /** @param {{place: number, digits: number}} what @param {string} engine */
    place: (what, engine) => engine,
    /** @param {{expected: string, found: string}} what @param {string} engine */
    otherDigits: (what, engine) => engine,
    /** @param {{heldOut: number, total: number, batch: number}} what @param {string} engine */
    holdOut: (what, engine) => engine,
    /**
     * @param {{needed: number, budget: number, largest: string, bytes: number}} what
     * @param {string} engine
     */
    memory: (what, engine) => engine,
  },
  /** @param {number | null} layer @param {string} sentence @param {string} engine */
  ofNetwork: (layer, sentence, engine) => engine,
  /** All others, by their names: what they are about, and then the engine. */
  names: {
    /** @param {string} engine */
    RecipeError: (engine) => engine,
    /** @param {string} engine */
    ModelError: (engine) => engine,
    /** @param {string} engine */
    InkError: (engine) => engine,
    /** @param {string} engine */
    ChunkError: (engine) => engine,
    /** @param {string} engine */
    CheckpointError: (engine) => engine,
    /** @param {string} engine */
    ResumeError: (engine) => engine,
    /** @param {string} engine */
    TrainError: (engine) => engine,
    /** @param {string} engine */
    TeachError: (engine) => engine,
  },
});

/** The digits on their way, and what keeps them from coming. */
export const data = /* @__PURE__ */ live('data', {
  /** @param {number} bytes @param {number} total */
  loading: (bytes, total) => `Fetching the digits: ${megabytes(bytes)} of ${megabytes(total)}`,
  progress: 'Digits fetched',
  opening: 'Fetching the list of digits.',
  /** @param {number} train @param {number} test */
  ready: (train, test) =>
    `${count(train)} digits to learn from and ${count(test)} to test with are here.`,
  fromCache: 'They were kept by this browser.',
  forgets: 'This browser keeps nothing for this page, so they will be fetched again next time.',
  /** @param {'train' | 'test'} split @param {{first: number, count: number} | null} part */
  waiting: (split, part) => {
    const digits = split === 'test' ? 'test digits' : 'digits';
    return `Waiting for ${digits}${part ? ` ${range(part)}` : ''}. It goes on by itself when they arrive.`;
  },
  /** What happened to one file. @param {import('../engine/messages.js').Trouble} trouble */
  trouble: (trouble) => {
    const what = trouble.split
      ? `${trouble.file} (${trouble.split === 'test' ? 'test digits' : 'digits'} ${range(trouble)})`
      : trouble.file;
    return `${what} ${reason(trouble)}`;
  },
  /** @param {number} more */
  more: (more) => `${more} more ${more === 1 ? 'file' : 'files'} did not come.`,
  kept: 'What has arrived is kept.',
  retriesSoon: 'Trying again by itself in a few seconds.',
  retriesOnline: 'It goes on by itself when you are online again.',
  retryNow: 'Press Retry once that is mended.',
  retry: 'Retry',
  privacy: 'All of this happens in your browser: nothing leaves this tab.',
});

/** The training panel. */
export const trainer = /* @__PURE__ */ live('trainer', {
  label: 'Training',
  preset: 'Network',
  /**
   * What the engine calls its presets, and says of them: in English the same.
   * @type {{[name: string]: {title: string, summary: string}}}
   */
  presets: {
    softmax: {
      title: 'One layer',
      summary: 'Ten units that each weigh all 784 pixels: the simplest net that can learn digits.',
    },
    'mlp-sigmoid': {
      title: 'Five layers, sigmoid',
      summary: "Depth helps, but the sigmoid's flat ends make it slow to get going.",
    },
    'mlp-relu': {
      title: 'Five layers, ReLU',
      summary: 'ReLU lets the slope through, and a falling learning rate calms the end.',
    },
    'mlp-dropout': {
      title: 'Five layers, ReLU, dropout',
      summary:
        'A quarter of the units falls silent at each step, so that none can rely on another.',
    },
    conv: {
      title: 'Convolution',
      summary:
        'Small patches, weighed alike wherever they are: the net now knows what is next to what.',
    },
    'conv-dropout': {
      title: 'Convolution, more filters, dropout',
      summary:
        "Room for more, and dropout on the one wide layer, so that it isn't used to learn by heart.",
    },
    'mlp-bn': {
      title: 'Five layers, batch norm',
      summary:
        "Batch norm keeps every layer's values in a good range, so the net learns many times faster.",
    },
    'conv-bn': {
      title: 'Convolution, batch norm',
      summary: 'All of it together: convolution, batch norm, dropout.',
    },
    best: {
      title: 'As good as it gets',
      summary:
        'Five convolutions with pooling between them, and digits that are moved about and bent a little each time they are shown.',
    },
    fast: {
      title: '99 % in seconds',
      summary:
        'A small net with batch norm, one cycle of the learning rate, and less than two looks at each digit.',
    },
  },
  own: 'Your own',
  /** @param {string} title of the preset that it began from */
  ownFrom: (title) => `Your own network; all else as for “${title}”.`,
  /** @param {number} parameters @param {number} owes */
  facts: (parameters, owes) =>
    `${count(parameters)} parameters; should read ${percent(owes, 1)} of the test digits.`,
  steps: 'Steps',
  epochs: 'Epochs',
  seed: 'Seed',
  dice: 'Another seed',
  advanced: 'Advanced',
  schedule: 'Learning rate',
  constant: 'constant',
  decaying: 'decaying',
  oneCycle: 'one cycle',
  rate: 'Rate',
  from: 'From',
  to: 'To',
  over: 'Over (steps)',
  peak: 'Peak',
  rise: 'Share spent rising',
  /** @param {string} peak */
  upTo: (peak) => `up to ${peak} and down`,
  optimizer: 'Optimiser',
  sgd: 'SGD, momentum',
  /** @param {number} momentum */
  sgdWith: (momentum) => (momentum ? `SGD with momentum ${momentum}` : 'SGD'),
  adam: 'Adam',
  momentum: 'Momentum',
  batch: 'Batch',
  evaluateEvery: 'Test every (steps)',
  /**
   * A number out of its range: the engine says it in English.
   * @param {number} found
   * @param {number} least
   * @param {number} most
   * @param {string} engine
   */
  outOfRange: (found, least, most, engine) => engine,
  /**
   * A number that may be as large as memory allows.
   * @param {number} found
   * @param {number} least
   * @param {string} engine
   */
  atLeast: (found, least, engine) => engine,
  needsNumber: 'A number is needed here.',
  needsWhole: 'A whole number from 0 to 4,294,967,295 is needed here.',
  /** @param {string} rate @param {string} optimizer @param {number} batch */
  digest: (rate, optimizer, batch) => `${rate}, ${optimizer}, ${count(batch)} digits a step`,
  reset: 'Back to the preset',
  locked: 'The settings are locked until it stops.',
  start: 'Start',
  startAnew: 'Start anew',
  startAgain: 'Start again',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  step: 'Step',
  stepHint: 'One training step, then pause',
  progress: 'Progress of the training',
  /** @param {number} right @param {number} all */
  reads: (right, all) => `It reads ${count(right)} of ${count(all)}`,
  idle: 'It has learnt nothing yet',
  starting: 'Getting ready',
  learning: 'It is learning',
  now: 'Test accuracy',
  best: 'Best',
  /** @param {number} step */
  bestAt: (step) => `Best, at step ${count(step)}`,
  /** @param {number} step @param {number} steps @param {number} epoch */
  step_of: (step, steps, epoch) => `Step ${count(step)} of ${count(steps)}, epoch ${epochs(epoch)}`,
  speed: 'Speed',
  /** @param {number} perSecond */
  imagesPerSecond: (perSecond) => `${thousands(perSecond)} images/s`,
  speedHint: 'Training images per second, the time for testing included',
  left: 'Left',
  learningRate: 'Learning rate',
  fingerprint: 'Fingerprint',
  fingerprintHint:
    'Of all the weights, bit by bit: the same recipe and seed give the same anywhere.',
  none: '–',
  /** @param {string} chart */
  png: (chart) => `${chart} (.png)`,
  model: 'Model (.nib)',
  modelHint: 'Download the net as it is now',
  csv: 'Curves (.csv)',
  csvHint: 'Download the points of the curves as a table',
  json: 'Curves (.json)',
  jsonHint: 'Download the recipe, the fingerprint and the points of the curves',
  link: 'Copy link',
  linkHint: 'A link to this page with these settings',
  linkCopied: 'Link copied',
  sameBits: 'The same bits as in the link: this net is the one that its sender saw.',
  /** @param {string} expected @param {string} found */
  otherBits: (expected, found) =>
    `Other bits than in the link: it says ${expected}, here it came to ${found}. Please report that.`,
  /** @param {string} link */
  linkNotCopied: (link) => `Copy this link: ${link}`,
  /** Said when a run ends. @param {'done' | 'stopped'} how @param {number} step */
  ended: (how, step) =>
    how === 'done' ? `Done after ${count(step)} steps.` : `Stopped at step ${count(step)}.`,
  /**
   * Said to a screen reader now and then.
   * @param {number} share @param {number | null} accuracy @param {number | null} left
   */
  spoken: (share, accuracy, left) => {
    const parts = [
      `${percent(share, 0)} trained`,
      accuracy === null ? '' : `test accuracy ${percent(accuracy)}`,
      left === null ? '' : `${clock(left)} left`,
    ];
    return `${parts.filter(Boolean).join(', ')}.`;
  },
  live: 'Change it while it runs',
  liveNone:
    'While a run goes on, its learning rate, dropout and batch can be moved here; the curves mark where.',
  liveRate: 'Learning rate, times the schedule’s',
  liveKeep: 'Dropout keeps',
  liveBatchName: 'Digits a step',
  liveBatch: 'A whole number of digits, from 1 on, is needed here.',
  paused: 'Paused.',
  /** @param {string} backend @param {number} threads */
  machine: (backend, threads) =>
    `Trained by ${backend}, ${threads === 1 ? '1 thread' : `${threads} threads`}.`,
  /** @param {string} reason a sentence */
  short: (reason) =>
    `Other threads could not be had: ${reason} It trains all the same, to the same net, only slower.`,
  /** @param {string} message */
  failed: (message) => `The run stopped: ${message}${/[.!?]$/.test(message) ? '' : '.'}`,
  copy: 'This is a copy of the slide, for an overview or the speaker: it does not train.',
  fixFirst: 'One of the settings is not right yet: see the fields marked in red.',
  linkWaits:
    'A link came while this net trains: its settings count when the run ends or is stopped.',
  /** @param {string[]} what */
  linkIgnored: (what) =>
    `Of the link that brought you here, this made no sense and was left out: ${what.join('; ')}.`,
  /** For the console. @param {string[]} what */
  ignored: (what) => `nib-trainer ignored what made no sense: ${what.join(', ')}`,
});

/** A lesson: rung by rung. */
export const lesson = /* @__PURE__ */ live('lesson', {
  /** @param {number} count */
  before: (count) => `${count} nets, from the simplest up`,
  begin: 'Each Next trains the next one; what changed, and why it helps, stands here.',
  /** @param {number} rung @param {number} count @param {string} title */
  at: (rung, count, title) => `${rung} of ${count}: ${title}`,
  first: 'Begin',
  next: 'Next',
  previous: 'Previous',
  list: 'All rungs, and what each has read of the test digits',
  /** @param {number} accuracy */
  reads: (accuracy) => percent(accuracy),
  ladder: {
    softmax: {
      title: 'One layer',
      sentence:
        'Ten units each weigh all 784 pixels. It learns in seconds, but all it can know is where ink usually lies.',
    },
    sigmoid: {
      title: 'Five layers, sigmoid',
      sentence:
        'Four layers come before it, so it can put strokes together from pixels. It starts slowly: where the sigmoid is flat, there is no slope to follow.',
    },
    relu: {
      title: 'ReLU instead',
      sentence:
        'ReLU is not flat where it is switched on, so the slope gets through all five layers: it learns at once.',
    },
    decay: {
      title: 'A falling learning rate',
      sentence:
        'The curve trembled because the steps were too large at the end. Now they shrink: it settles, and reads more.',
    },
    dropout: {
      title: 'Dropout',
      sentence:
        'At each step a quarter of the units falls silent, so none can rely on another. It learns less by heart, so the test loss climbs less; the accuracy hardly moves.',
    },
    convolution: {
      title: 'Convolution',
      sentence:
        'Small patches are weighed alike wherever they lie. Until now it did not know which pixels are neighbours.',
    },
    filters: {
      title: 'More filters, dropout',
      sentence:
        'More room to learn in; and dropout on the one wide layer, so that the room is not used to learn by heart.',
    },
    norm: {
      title: 'Batch norm',
      sentence:
        'Every layer’s values are kept in a good range, so it can take larger steps, and needs fewer of them.',
    },
  },
});

/** A scene, and what is wrong with its script. */
export const scene = /* @__PURE__ */ live('scene', {
  /** @param {string} reason a sentence */
  trouble: (reason) => `The scene stopped: ${reason}`,
  /** @param {{line: number, column: number} | null} place */
  notJson: (place) =>
    `its script is not JSON${place ? `: line ${place.line}, column ${place.column} makes no sense` : ''}. Expected is a list such as [{"draw": 7}, "pause", {"train": 200}].`,
  notList: 'its script must be a list of actions, such as [{"draw": 7}, "pause", {"train": 200}].',
  /** @param {number} place @param {string} found @param {string[]} known */
  notAction: (place, found, known) =>
    `entry ${place} of its script is ${found}; it must be "pause" or an action: one of ${known.join(', ')}, as in {"draw": 7}.`,
  /** @param {number} place @param {string} found @param {string[]} known */
  unknownAction: (place, found, known) =>
    `entry ${place} of its script has no action that is known${found && `, but "${found}"`}; there are ${known.join(', ')}, and "pause".`,
  /** @param {number} place @param {string} one @param {string} two */
  twoActions: (place, one, two) =>
    `entry ${place} of its script has both "${one}" and "${two}"; write an entry for each.`,
  /** @param {number} place @param {string} act @param {string} found @param {string} why */
  badAction: (place, act, found, why) =>
    `entry ${place} of its script is ${found}; "${act}" needs ${why}.`,
  expected: {
    draw: 'a digit from 0 to 9 or strokes, and "ms" from 0 to 60000',
    clear: 'true',
    answer: 'true or false',
    say: 'a text',
    wait: 'milliseconds from 0 to 60000',
    train:
      'whole steps from 1 to 1000000, or a recipe with such "steps", and "of" no fewer than them',
  },
  /** @param {string} act */
  noPad: (act) => `"${act}" needs a <nib-pad> inside the scene.`,
  noTrainer: '"train" needs a <nib-trainer> inside the scene.',
  lost: 'the training did not come to its end.',
});

/** The editor of networks, in the training panel. */
export const network = /* @__PURE__ */ live('network', {
  title: 'Layers',
  /** @param {number} layers @param {number | null} parameters */
  digest: (layers, parameters) =>
    `${count(layers)} ${layers === 1 ? 'layer' : 'layers'}${parameters === null ? '' : `, ${count(parameters)} parameters`}`,
  list: 'The layers, from the picture to the answer',
  /** @param {number} rows @param {number} columns */
  input: (rows, columns) => `A picture of ${rows} × ${columns} squares`,
  output: 'Ten units, one for each digit',
  kinds: {
    dense: 'dense',
    conv: 'convolution',
    maxPool: 'max pool',
    averagePool: 'average pool',
    batchNorm: 'batch norm',
    dropout: 'dropout',
    dropoutMaps: 'dropout of maps',
  },
  fields: {
    units: 'Units',
    filters: 'Filters',
    kernel: 'Kernel',
    stride: 'Stride',
    size: 'Size',
    keep: 'Share kept',
    activation: 'Then',
    slope: 'Slope',
  },
  /** In a field that is left empty, what it is then. */
  leftOut: { size: 'whole map', stride: 'as size' },
  leftOutHint: 'Leave size and stride empty to average over the whole map',
  activations: { linear: 'nothing', relu: 'ReLU', sigmoid: 'sigmoid', leakyRelu: 'leaky ReLU' },
  /**
   * A layer in a phrase, as the engine says it.
   * @param {import('./layer-name.js').LayerName} layer
   */
  layerName: ({ kind, size, stride, keep, activation, slope }) =>
    [
      {
        dense: 'dense',
        conv: 'conv',
        maxPool: 'max pool',
        averagePool: 'average pool',
        batchNorm: 'batch norm',
        dropout: 'dropout',
        dropoutMaps: 'dropout of maps',
      }[kind],
      size || (kind === 'averagePool' ? 'over the map' : ''),
      stride > 1 ? `stride ${stride}` : '',
      keep === null ? '' : `keep ${keep}`,
      activation === 'linear' ? '' : network.activations[activation],
      slope === null ? '' : `${slope}`,
    ]
      .filter(Boolean)
      .join(' '),
  /** @param {number} layer */
  kindOf: (layer) => `Kind of layer ${layer}`,
  /** @param {number} layer */
  layer: (layer) => `Layer ${layer}`,
  /** @param {number[]} shape */
  hands: (shape) => shape.map(count).join(' × '),
  handsHint: 'What it hands on for each digit: rows × columns × channels, or so many values',
  /** @param {number} parameters */
  parameters: (parameters) =>
    parameters === 0
      ? 'no parameters'
      : `${count(parameters)} ${parameters === 1 ? 'parameter' : 'parameters'}`,
  /** @param {number} parameters */
  total: (parameters) => `${count(parameters)} parameters in all`,
  unknown: '?',
  /** @param {number} layer */
  up: (layer) => `Move layer ${layer} up`,
  /** @param {number} layer */
  down: (layer) => `Move layer ${layer} down`,
  /** @param {number} layer */
  add: (layer) => `Add a layer after layer ${layer}`,
  addFirst: 'Add a layer at the start',
  /** @param {number} layer */
  remove: (layer) => `Remove layer ${layer}`,
  keys: 'Alt with the arrow keys up and down moves the layer that has the focus.',
  /** @param {number} from @param {number} to */
  moved: (from, to) => `Layer ${from} is layer ${to} now.`,
  /** @param {number} layer */
  added: (layer) => `Layer ${layer} is new.`,
  /** @param {number} layer */
  removed: (layer) => `Layer ${layer} is gone.`,
  save: 'Save (.json)',
  saveHint: 'Download these layers as a file',
  openFile: 'Open (.json)',
  openHint: 'Take the layers from a file: choose one, or drop it here',
  /** @param {string} name */
  opened: (name) => `These layers come from ${name}.`,
  /** @param {string} name @param {string} reason a sentence */
  notOpened: (name, reason) => `${name} was not opened: ${reason}`,
  tooLarge: 'it is larger than 1 MB, and no description of a network is.',
  /** @param {string} reason */
  notJson: (reason) => `it is not JSON (${reason}).`,
  noLayers:
    'it has no list of layers: {"layers": […]} is expected, or a recipe with a network in it.',
  /** @param {number} layer @param {string} sentence */
  inLayer: (layer, sentence) => `layer ${layer}: ${sentence}`,
  needsWhole: 'A whole number is needed here.',
  needsNumber: 'A number is needed here.',
  /** What is wrong with a layer, beside it. */
  wrong: {
    /** @param {{found: number, most: number}} what */
    units: ({ found, most }) => `${count(found)} units: it may have 1 to ${count(most)}.`,
    /** @param {{found: number, most: number}} what */
    filters: ({ found, most }) => `${count(found)} filters: it may have 1 to ${count(most)}.`,
    /** @param {{what: 'kernel' | 'size' | 'stride', found: number, most: number}} what */
    patch: ({ what, found, most }) =>
      `A ${what} of ${count(found)}: it may be 1 to ${count(most)}.`,
    /** @param {{before: number, values: number}} what */
    noPicture: ({ before, values }) =>
      `It needs a picture (rows × columns × channels), but layer ${before} hands on ${count(values)} values without places. Move it before the dense layers.`,
    /** @param {{found: number}} what */
    slope: ({ found }) => `A slope of ${found}: it must be above 0 and below 1.`,
    /** @param {{layer: number}} what @returns {string} */
    poolStride: (what) =>
      'Without a size it averages over the whole map: give it a size, or leave the stride empty.',
    /** @param {{needed: number, budget: number, largest: string, bytes: number}} what */
    memory: ({ needed, budget, largest, bytes }) =>
      `That takes ${memory(needed)} of memory, ${memory(bytes)} of it for ${engine.largest[largest] ?? largest}; a browser tab has only ${memory(budget)}. Use fewer filters or units, a larger stride, or a smaller batch.`,
    /** @param {{found: number}} what */
    keep: ({ found }) => `A share of ${found}: it must be above 0, up to 1.`,
    /** @param {{found: number}} what */
    start: ({ found }) => `It starts from ${found}: that must be a number between −100 and 100.`,
    /** @param {{found: string, classes: number}} what */
    lastLayer: ({ found, classes }) =>
      `The last layer must be dense with ${classes} units and nothing after them, one for each digit; it is ${found}.`,
    /** @param {{found: number, most: number}} what */
    parameters: ({ found, most }) =>
      `With it the network has ${count(found)} parameters; ${count(most)} are the most.`,
    /** @param {{found: number, most: number}} what */
    layerCount: ({ found, most }) => `${count(found)} layers: there may be 1 to ${count(most)}.`,
    /** @param {{rows: number, columns: number, most: number}} what */
    inputSize: ({ rows, columns, most }) =>
      `Pictures of ${rows} × ${columns} squares: each side may have 1 to ${most}.`,
  },
});

/** The curves. */
export const charts = /* @__PURE__ */ live('charts', {
  accuracy: 'Accuracy',
  loss: 'Loss',
  lossUnit: 'nats per digit',
  train: 'training',
  test: 'test',
  empty: 'The curves grow here once it trains.',
  step: 'step',
  /** @param {number} step @param {number} epoch */
  at: (step, epoch) => `Step ${count(step)}, epoch ${epochs(epoch)}`,
  /** @param {number} group */
  grouped: (group) =>
    `Each training value shown is the mean of ${group} measured ones; zoom in to see them all.`,
  /** @param {number} from @param {number} to */
  axis: (from, to) => `Axis from ${roundPercent(from)} to ${roundPercent(to)}`,
  log: 'Log axis',
  zoomOut: 'Whole curve',
  zoomHint: 'Drag over the curves to zoom in, double-click to see all again.',
  none: '–',
  noPicture: 'The browser could not make a picture of this chart.',
  points: 'Points as a table',
  /** @param {number} shown @param {number} all */
  thinned: (shown, all) => `${count(shown)} of ${count(all)} points; the CSV file has all of them.`,
  columns: ['Step', 'Epoch', 'Training accuracy', 'Test accuracy', 'Training loss', 'Test loss'],
  /** @param {string} name @param {string} value @param {number} step */
  best: (name, value, step) => `${name}: best test value ${value} at step ${count(step)}.`,
  /** @param {string} name @param {string} test @param {string} train @param {number} step */
  summary: (name, test, train, step) =>
    `${name} at step ${count(step)}: test ${test}, training ${train}.`,
  emptyBands: 'How the numbers of the net are spread shows here once it trains.',
  noneSuch: 'This net has no numbers of this kind.',
  emptyTest: 'Shows here after the first test.',
  emptyLayers: 'Draw a digit: each layer shows what it makes of it.',
  sevenths: 'each band holds a seventh of them; the line is the smallest and the largest',
  /** @param {string} name */
  whichNumbers: (name) => `${name}: of which layer`,
  kinds: {
    weights: 'Weights',
    biases: 'Biases',
    scales: 'Scales of batch norm',
    activations: 'Largest activations',
  },
  /** @param {string} kind */
  ofAllLayers: (kind) => `${kind}, all layers`,
  /** @param {string} kind @param {number} layer @param {string} name */
  ofLayer: (kind, layer, name) => `${kind}, layer ${layer}: ${name}`,
  /** @param {string} step @param {string} least @param {string} most */
  spreadAt: (step, least, most) => `${step}: ${least} to ${most}`,
  /**
   * @param {string} name
   * @param {number} all
   * @param {number} step
   * @param {string} least
   * @param {string} most
   * @param {[string, string]} middle
   */
  spread: (name, all, step, least, most, [from, to]) =>
    `${name}: ${count(all)} numbers. At step ${count(step)} from ${least} to ${most}, the middle seventh from ${from} to ${to}.`,
  confusionName: 'What was taken for what',
  isSaid: 'is ↓ read as →',
  /** @param {number} label @param {number} guess @param {number} n */
  cell: (label, guess, n) =>
    label === guess ? `${label} read right: ${count(n)}` : `${label} read as ${guess}: ${count(n)}`,
  /** @param {number} label @param {number} guess @param {number} n */
  takenFor: (label, guess, n) => `${label} for ${guess} (${count(n)} times)`,
  /** @param {string[]} worst */
  confusion: (worst) =>
    worst.length
      ? `What was taken for what. Most often it takes ${worst.join(', ')}.`
      : 'It reads every test digit right.',
  perDigitName: 'Test accuracy of each digit',
  /** @param {[number, string][]} values */
  perDigit: (values) =>
    `Test accuracy: ${values.map(([digit, share]) => `${digit}: ${share}`).join(', ')}.`,
  /** @param {number} right @param {number} all */
  readOf: (right, all) => `${count(right)} of ${count(all)} read right`,
  learningRate: 'Learning rate',
  speed: 'Speed',
  imagesPerSecond: 'images/s',
  /** @param {string} name @param {string} value @param {number} step */
  line: (name, value, step) => `${name}: ${value} at step ${count(step)}.`,
  times: {
    training: 'training',
    testing: 'testing',
    looking: 'pictures for the lab',
    rest: 'the rest',
  },
  /** @param {string} shares */
  where: (shares) => `Where the time goes: ${shares}.`,
  /** @param {string} n */
  units: (n) => `${n} units`,
  /** @param {number} shown @param {number} all @param {number} rows @param {number} columns */
  filters: (shown, all, rows, columns) =>
    `What the first layer looks for: ${shown === all ? all : `${shown} of ${count(all)}`} filters of ${rows} × ${columns}`,
  layersName: 'The layers of the net',
  /** @param {string[]} names */
  layers: (names) => `Pictures of the net: ${names.join('; ')}.`,
  /** @param {{rateFactor?: number, keep?: number, batch?: number}} change */
  changed: ({ rateFactor, keep, batch }) =>
    [
      rateFactor === undefined ? '' : `rate × ${Number(rateFactor.toPrecision(3))}`,
      keep === undefined ? '' : `keeps ${roundPercent(keep)}`,
      batch === undefined ? '' : `batch ${batch}`,
    ]
      .filter(Boolean)
      .join(', '),
  /**
   * The nets of the classic tutorial, and what each reads of the test digits.
   * @type {[number, string][]}
   */
  marks: [
    [0.926, 'softmax 92.6'],
    [0.982, 'five layers 98.2'],
    [0.992, 'convolution 99.2'],
    [0.995, 'batch norm 99.5'],
    [0.997, 'best 99.7'],
  ],
});

const NUMERALS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Parts of a drawing, row by row. */
const NINTHS = [
  'at the upper left',
  'at the top',
  'at the upper right',
  'at the left',
  'in the middle',
  'at the right',
  'at the lower left',
  'at the bottom',
  'at the lower right',
];

/** The drawing pad. */
export const pad = /* @__PURE__ */ live('pad', {
  surface: 'Drawing pad',
  surfaceKind: 'drawing pad',
  keys:
    'Arrow keys move the pen by a square, with Shift by four. Space puts it down and up. ' +
    'Delete clears, Control Z takes a step back and Control Y forth, Control V pastes a picture, Escape leaves.',
  invitation: 'Draw a digit',
  /** In a form. */
  form: {
    valueMissing: 'Draw a digit here.',
    badInput: 'This could not be read as a digit: draw it again.',
  },
  undo: 'Undo',
  redo: 'Redo',
  eraser: 'Eraser',
  eraserHint: 'Rub out parts of your drawing',
  picture: 'Photo',
  pictureHint: 'Read a picture of a digit: choose a file, or drop or paste one on the pad',
  /** @param {string} name */
  notPicture: (name) =>
    `${name || 'That'} is not a picture that this browser can open: try a PNG or JPEG file.`,
  /** @param {string} name */
  pictureTooLarge: (name) =>
    `${name || 'That picture'} is larger than 64 MB: make it smaller, then try again.`,
  /** @param {string} reason a sentence */
  pictureTrouble: (reason) => reason,
  pictureFirst: 'Something else came on the paper before the picture had been opened.',
  clear: 'Clear',
  sample: 'Sample',
  sampleHint: 'Draw a sample digit for you',
  view: 'What the net sees',
  viewLabel: 'Your drawing as the net sees it: 28 by 28 pixels',
  viewEmpty: 'What the net sees: nothing drawn yet',
  bars: 'How sure the net is of each digit',
  nothing: '–',
  /** @param {number} n whole per cents */
  percent: (n) => `${n}\u00a0%`,
  emptied: 'Nothing drawn.',
  /** What is found, in words by the bars. */
  answer: {
    nothing: 'Nothing drawn yet',
    dot: 'Just a dot.',
    scribble: 'Not a digit, as far as this net can tell.',
    /** They touch each other, or not all can be read. */
    several: 'Several digits, but not all of them can be told.',
    /**
     * @param {number} digit
     * @param {number} percent
     * @param {number} next
     * @param {number} nextPercent
     */
    unsure: (digit, percent, next, nextPercent) =>
      `Not sure: ${digit} or ${next}? ${percent}\u00a0% to ${nextPercent}\u00a0%`,
    /**
     * @param {number} digit
     * @param {number} percent
     * @param {number} next
     * @param {number} nextPercent
     */
    rather: (digit, percent, next, nextPercent) =>
      `${digit} rather than ${next}: ${percent}\u00a0% to ${nextPercent}\u00a0%`,
    /** @param {number} digit @param {number} percent */
    clearly: (digit, percent) => `${digit}, clearly: ${percent}\u00a0%`,
    /** @param {number[]} digits from left to right */
    spokenSeveral: (digits) => `${digits.length} digits: ${digits.join(', ')}.`,
  },
  /** Why it thinks so. */
  why: {
    button: 'Why?',
    hint: 'Show which squares speak for the digit and which against it',
    /** @param {number} digit */
    pro: (digit) => `for ${digit}`,
    proAny: 'for',
    /** @param {number} rival */
    contra: (rival) => `for ${rival}`,
    contraAny: 'against',
    nothing: 'Why it thinks so: nothing to explain yet',
    /**
     * @param {number} digit
     * @param {number} rival
     * @param {number | null} most
     * @param {number | null} least ninths, from 0
     */
    inWords: (digit, rival, most, least) =>
      (most === null
        ? `Nothing speaks for a ${digit}`
        : `The ink ${NINTHS[most]} speaks most for a ${digit}`) +
      (least === null ? '.' : `, that ${NINTHS[least]} most for a ${rival}.`),
  },
  /**
   * @param {number} digit
   * @param {number} percent
   * @param {number} next
   * @param {number} nextPercent
   */
  spoken: (digit, percent, next, nextPercent) => {
    const name = NUMERALS[digit];
    if (percent < 50) return pad.spokenUnsure(digit, percent, next, nextPercent);
    const runnerUp = nextPercent > 0 ? `; next ${next}, ${nextPercent} percent` : '';
    return `${name[0].toUpperCase()}${name.slice(1)}, ${percent} percent${runnerUp}.`;
  },
  /**
   * @param {number} digit
   * @param {number} percent
   * @param {number} next
   * @param {number} nextPercent
   */
  spokenUnsure: (digit, percent, next, nextPercent) =>
    `Not sure: ${NUMERALS[digit]}, ${percent} percent; or ${next}, ${nextPercent} percent.`,
  /** @param {number} column @param {number} row from 0 */
  at: (column, row) => `Column ${column + 1}, row ${row + 1}.`,
  penDown: 'Pen down.',
  penUp: 'Pen up.',
  loading: 'The net is on its way…',
  nobody: 'No net reads yet.',
  shipped: 'Read by the net that came with this page.',
  own: 'Read by the net that this page has chosen.',
  /** @param {number} step */
  training: (step) => `Net in training, step ${count(step)}.`,
  /** @param {string} name */
  opened: (name) => `Read by ${name}.`,
  useShipped: 'Back to the first net',
  taught: 'Read by a net that has learnt from you.',
  historyHint: 'Train, and watch it learn your digit here.',
  historyEmpty: 'How the net in training reads your drawing: no readings yet.',
  /**
   * @param {{step: number, prediction: {digit: number, confidence: number}}} first
   * @param {{step: number, prediction: {digit: number, confidence: number}}} last
   */
  history: (first, last) =>
    `How the net in training reads your drawing: ${spot(first)}, ${spot(last)}.`,
  /** @param {string} reason a sentence */
  notLoaded: (reason) => `You can draw, but nobody reads it: ${reason}`,
  /** @param {string} reason */
  notWhole: (reason) =>
    `A part of this page did not come, so teaching or “Why?” is missing: reload the page. (${reason})`,
  /** @param {string} reason a sentence */
  notRead: (reason) => `The net stumbled over this drawing: ${reason}`,
  /** @param {string} reason a sentence */
  notAdopted: (reason) => `The net in training could not be used: ${reason}`,
  retry: 'Try again',
});

/** Teaching the net one's own digits, and the digits that are kept. */
export const teach = /* @__PURE__ */ live('teach', {
  ask: 'It was:',
  /** @param {number} digit */
  was: (digit) => `It was ${digit}`,
  learning: 'Learning…',
  /** @param {number} digit @param {boolean} known */
  learnt: (digit, known) =>
    known ? `It reads ${digit}, and is surer now.` : `Now it reads ${digit}.`,
  /** @param {number} digit */
  notLearnt: (digit) =>
    `It could not learn this ${digit} without forgetting others, so it reads as before. The digit is kept.`,
  movedOn:
    'The digit is kept, but another net reads by now: pause the training, then teach that one.',
  /** @param {string} reason a sentence */
  failed: (reason) =>
    `The digit is kept, but not learnt: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  /** @param {number} right @param {number} all */
  learntAll: (right, all) => `It reads ${count(right)} of your ${count(all)} digits right.`,
  nothingLeft: 'It reads as it did before your first digit.',
  forget: 'Forget it',
  forgotten: 'Forgotten: it reads as before.',
  /** @param {string} reason */
  notKept: (reason) =>
    `Your digits could not be read or kept: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  forgets: 'This browser keeps nothing for this page: your digits are gone when you leave it.',
  noDigit: 'What a drawing was is a whole number from 0 to 9.',
  nothing: 'Draw a digit first, then say what it was.',
  busy: 'It is still learning the last digit.',
  /** @param {number} n */
  kept: (n) => `Your digits: ${count(n)}`,
  privacy: 'They are kept in this browser and nowhere else.',
  /** @param {number} n */
  newest: (n) => `Shown are the newest ${count(n)}.`,
  list: 'Digits that you taught',
  /** @param {number} digit */
  label: (digit) => `A ${digit}: what it was`,
  /** @param {number} digit */
  remove: (digit) => `Delete this ${digit}`,
  again: 'Teach it these',
  strokes: 'Strokes (.jsonl)',
  strokesHint: 'Download what you drew, one digit a line',
  images: 'Images (IDX)',
  imagesHint: 'Download the images and their labels, as two files in the format of MNIST',
  deleteAll: 'Delete all',
  /** @param {number} n */
  reallyDelete: (n) => `Really delete ${count(n)}?`,
});

/** Under “Why?”: the preparation of a drawing, and the digits nearest to it. */
export const reasons = /* @__PURE__ */ live('reasons', {
  stagesTitle: 'What the preparation does',
  asDrawn: 'as drawn',
  stages: { scale: 'sized', centre: 'centred', line: 'pen of MNIST', smooth: 'smoothed' },
  switchHint: 'Leave this out, and see what the net makes of it then',
  /** @param {number} digit @param {number} percent */
  reads: (digit, percent) => `${digit}, ${percent}\u00a0%`,
  /** @param {number} digit @param {number} percent */
  withAll: (digit, percent) =>
    `With all of it, the net reads ${digit}: ${percent}\u00a0%. Leave something out to see what it is for.`,
  /** @param {number} digit @param {number} percent */
  without: (digit, percent) =>
    `Without what is left out, the net would read ${digit}: ${percent}\u00a0%.`,
  nothingLeft: 'Then nothing of the drawing is left in the picture.',
  drawingsOnly: 'Draw a digit to see this; pictures are prepared in another way.',
  none: '–',
  nearestTitle: 'The digits it finds most like yours',
  ask: 'Look for them',
  askHint: 'Fetches some thousand digits of its training, and compares them with yours',
  searching: 'Looking…',
  drawFirst: 'Draw a digit first.',
  /** @param {number} all */
  found: (all) =>
    `The nearest of ${count(all)} training digits, by what the net’s last layer is told of them: that is all it decides by.`,
  /** @param {string} reason a sentence */
  notFound: (reason) => `They could not be looked for: ${reason}`,
  /** @param {number} label */
  neighbour: (label) => `A ${label} of the training digits`,
  /** @param {number} distance */
  distance: (distance) => `${figures(distance)} away`,
  distanceHint:
    'Distance between what the last layer is told of both; its unit means nothing by itself',
});

/** @param {{step: number, prediction: {digit: number, confidence: number}}} moment */
function spot({ step, prediction: { digit, confidence } }) {
  return `at step ${count(step)} as ${digit} (${Math.min(99, Math.round(100 * confidence))} percent)`;
}

/** embed.html: the elements in a frame. */
export const embed = /* @__PURE__ */ live('embed', {
  /** @param {string[]} ignored */
  ignored: (ignored) =>
    `Not understood in the frame's address, and ignored: ${ignored.join(', ')}.`,
  /** @param {string} name */
  notShown: (name) => `This frame shows no ${name}: add it to the option “show”.`,
  /** @param {string} what @param {number} least @param {number} most */
  notWhole: (what, least, most) => `“${what}” must be a whole number from ${least} to ${most}.`,
});

/** The page around the elements, where index.html does not say it itself. */
export const page = /* @__PURE__ */ live('page', {
  language: 'Language',
  /** What index.html says itself, until a script can say it in another language. */
  html: {
    title: 'nibnet: draw a digit, train a net',
    description:
      'Draw a digit and a small neural net reads it while you draw. Press Train, and a net learns 60,000 handwritten digits in this tab.',
    skip: 'To the drawing pad',
    promise: 'Draw a digit: a small net reads it as you draw.',
    promiseMore: 'Then train one yourself, and watch it learn.',
    reload: 'Reload the page',
    dismiss: 'Go on',
    pad: 'Draw a digit',
    train: 'Train a net',
    notes: 'How it works',
    seesTitle: 'What the net sees',
    sees: 'Your line is cut out, scaled to 20 squares, laid with its centre of mass in the middle of 28 × 28 and softened. So were the 70,000 digits of MNIST, and a net reads best what looks like what it learned from.',
    trainsTitle: 'What training does',
    trains:
      'The net guesses a hundred digits, is told the answers, and moves each of its weights a little to where the guess would have been better; then the next hundred. The thick curve counts on digits that it never trains on.',
    seedTitle: 'Same seed, same net',
    seed: 'Seed and settings decide everything: the same run gives the same weights to the last bit, here, on another machine, or on the command line. Write the seed down, and anybody can repeat what you saw.',
    stays: 'Nothing you draw leaves this tab.',
    free: 'Free software: MIT or Apache 2.0. Digits: MNIST by LeCun, Cortes and Burges.',
    thumb: 'Training',
    settings: 'Settings',
    lab: 'The lab: see it learn',
  },
  /** @param {string} name */
  theme: (name) => `Theme: ${name}`,
  themes: { auto: 'as your system', light: 'paper', dark: 'blackboard' },
  single:
    'WebAssembly with SIMD, on one thread; this page is not isolated, so more are not allowed.',
  unshared: 'WebAssembly with SIMD, on one thread; this browser lets threads share no memory.',
  /** @param {number} threads */
  isolated: (threads) =>
    `WebAssembly with SIMD, on ${threads === 1 ? 'one thread' : `up to ${threads} threads`}; this page is isolated, so threads are allowed.`,
  /** @param {string} backend @param {number} threads */
  machine: (backend, threads) =>
    `Training runs on ${backend}, ${threads === 1 ? '1 thread' : `${threads} threads`}.`,
  /** What is kept for use without a network. */
  offline: {
    metered:
      'Nothing of this page is kept for use without a network, since your line is slow or counts what it carries.',
    nothing: 'Nothing of this page is kept for use without a network so far.',
    page: 'This page is kept in your browser: it opens and reads without a network, but lacks digits to train on.',
    busy: 'Page and digits are being kept…',
    all: 'This page is kept in your browser, digits and all: it works without a network.',
    failed:
      'Not all of it could be kept: the network broke off, or this browser has no room for it.',
  },
  keepAll: 'Keep everything here (13 MB)',
  /** @param {string} reason */
  unexpected: (reason) =>
    `Something went wrong that should not have: ${reason}. You can go on, or reload the page.`,
  thumb: {
    idle: 'Train',
    loading: 'Loading…',
    running: 'Pause',
    paused: 'Resume',
    done: 'Train again',
    failed: 'Train again',
  },
  /** @param {number} step @param {number} steps @param {number | null} accuracy */
  thumbState: (step, steps, accuracy) =>
    accuracy === null ? `Step ${count(step)} of ${count(steps)}` : `${percent(accuracy)} right`,
});

/** With a digit after the point only where there is one. @param {number} share */
function roundPercent(share) {
  return percent(share, Math.abs(share * 100 - Math.round(share * 100)) < 0.05 ? 0 : 1);
}

/** Digits as people count them, from 1. @param {{first: number, count: number}} part */
function range({ first, count: n }) {
  return `${count(first + 1)}–${count(first + n)}`;
}

/** @param {import('../engine/messages.js').Trouble} trouble */
function reason({ kind, detail }) {
  switch (kind) {
    case 'offline':
      return 'did not come: you are offline.';
    case 'unreachable':
      return 'could not be fetched: the server cannot be reached.';
    case 'status':
      return detail === '404'
        ? 'is missing on the server (404).'
        : `did not come: the server answered ${detail}.`;
    case 'stalled':
      return `stopped coming: no word for ${detail} seconds.`;
    case 'broken':
      return `arrived broken: ${detail}.`;
  }
}

/** The last part of an address: what a person would call the file. @param {string} url */
function file(url) {
  return url.split(/[?#]/, 1)[0].split('/').pop() || url;
}

export const lab = /* @__PURE__ */ live('lab', {
  name: 'Lab',
  panels: {
    accuracy: 'Accuracy',
    loss: 'Loss',
    training: 'Training digits',
    weights: 'Weights',
    biases: 'Biases',
    test: 'Test digits',
    confusion: 'What was taken for what',
    digits: 'Accuracy of each digit',
    layers: 'Layers',
    activations: 'Activations',
    rate: 'Learning rate',
    speed: 'Speed',
  },
  keys: 'Keys here: 1–6 one panel, 7–9 two, 0 all, space freezes.',
  freeze: 'Freeze the display',
  thaw: 'Go on showing',
  frozen: 'The display is frozen; the run goes on.',
  backHint:
    'Drag along the accuracy curve, or this slider: everything shows the net as it was then.',
  back: 'Look back',
  now: 'Back to now',
  /** @param {number} step */
  atStep: (step) => `The net as it was at step ${count(step)}`,
  atNow: 'The net as it is now',
  /** @param {number} n */
  restore: (n) => (n === 1 ? 'Show the hidden panel' : `Show ${n} hidden panels`),
  all: 'All panels',
  /** @param {string} name */
  enlarge: (name) => `${name}: enlarge, or back`,
  /** @param {string} name */
  hide: (name) => `${name}: hide`,
  save: 'Save',
  /** @param {string} name @param {string} kind */
  saveAs: (name, kind) => `${name} as ${kind.toUpperCase()}`,
  close: 'Close',
  wallRole: 'wall of digits',
  noDigits: 'The digits show here once it trains.',
  noTraining: 'The digits of the moment show here once it trains.',
  noTest: 'The test digits show here after the first test.',
  /** @param {number} right @param {number} all @param {number} step */
  trainingCaption: (right, all, step) =>
    `Learnt at step ${count(step)}: ${right} of these ${all} are read right now`,
  /** @param {number} wrong @param {number} all @param {number} shown */
  testCaption: (wrong, all, shown) =>
    wrong > shown
      ? `${count(wrong)} of ${count(all)} misread: here are the first ${count(shown)}`
      : `${count(wrong)} of ${count(all)} misread: the red ends at the accuracy`,
  /** @param {number} digit */
  testDigit: (digit) => `Test digit ${count(digit + 1)}`,
  trainingDigit: 'A training digit',
  /** @param {number} label @param {number} guess */
  digitIs: (label, guess) =>
    label > 9
      ? `No digit; the net would say ${guess}`
      : label === guess
        ? `A ${label}, read right`
        : `A ${label}, read as ${guess}`,
  /** @param {number} label @param {number} guess @param {number} n */
  cellTitle: (label, guess, n) =>
    `${label === guess ? `${label}s that are read right` : `${label}s that are read as ${guess}`}: ${count(n)}`,
  toPad: 'Put it on the pad',
  toPadHint: 'To draw on it, rub parts of it out, and see what the net says then',
  pressOne: 'Press one to see it large.',
  /** @param {number} shown @param {number} all */
  firstOf: (shown, all) => `The first ${count(shown)} of ${count(all)}. Press one to see it large.`,
  local: 'All of this is computed in this tab, and stays there.',
  noTrainer: 'This lab has no trainer on its page to watch.',
});

/** Files of nets. */
export const files = /* @__PURE__ */ live('files', {
  format: 'Format of the model file',
  formats: { nib: 'nibnet', safetensors: 'safetensors', npz: 'NumPy', onnx: 'ONNX' },
  /** @param {string} format */
  model: (format) => `Model (.${format})`,
  open: 'Open a net…',
  openHint:
    'Read with a net from a .nib or .safetensors file: choose it here, or drop it on the page',
  /** @param {string} name */
  opened: (name) => `${name} is open: the pad reads with it.`,
  /** @param {string} name @param {string} reason */
  notNet: (name, reason) => `${name} can't be opened: ${reason}.`,
  /** @param {number} rows @param {number} columns */
  otherSize: (rows, columns) => `it reads ${rows} × ${columns} pixels, and the pad draws 28 × 28`,
  /** @param {string} name @param {number} most */
  tooLarge: (name, most) =>
    `${name} is larger than ${Math.floor(most / 2 ** 20)} MB: no net of nibnet's is.`,
  /** @param {string} name */
  unreadable: (name) => `${name} can't be read any more: it was moved or changed. Choose it again.`,
});

/** Digits other than MNIST's. */
/** What a file is that isn't digits. @type {{[kind: string]: string}} */
const kinds = {
  nothing: 'an empty file',
  zip: 'a ZIP archive in another file; unpack it first',
  gzip: 'packed too many times',
  webPage: 'a web page; the download failed',
  lfsPointer: 'a pointer of Git LFS; the file itself wasn’t downloaded',
  png: 'a PNG picture',
  jpeg: 'a JPEG picture',
  gif: 'a GIF picture',
  webp: 'a WebP picture',
  svg: 'an SVG picture',
  pdf: 'a PDF document',
  nibnetNet: 'a net; open it with “Open a net…”',
  nibnetRun: 'a run; open it under “Your runs”',
  nibnetChunk: 'a piece of this page’s own MNIST',
  safetensors: 'a net; open it with “Open a net…”',
  pickle: 'a Python pickle; save it as NPZ',
  matlab: 'a MATLAB file; save it as CSV or NPZ',
  parquet: 'a Parquet file; save it as CSV or NPZ',
  hdf5: 'an HDF5 file; save it as NPZ',
  archive: 'an archive, but not ZIP; unpack it first',
  json: 'JSON',
  text: 'text',
  unknown: 'a file of an unknown kind',
};

export const sets = /* @__PURE__ */ live('sets', {
  title: 'Digits to learn from',
  mnist: 'MNIST',
  choose: 'Other digits…',
  chooseHint:
    'IDX, CSV, NPZ or a ZIP of them, packed with gzip or not: choose the files, or drop them or their folder here',
  back: 'Back to MNIST',
  transposed: 'They lie on their side, as EMNIST’s do',
  reading: 'Reading the files…',
  unnamed: 'your files',
  /** @param {string} name @param {number} train @param {number} test */
  is: (name, train, test) => `${name}: ${count(train)} to learn from, ${count(test)} to test with.`,
  liesDown: 'They lie on their side, as EMNIST’s do, and are set upright.',
  local: 'They stay in this tab.',
  /** @param {string} name @param {number} train @param {number} test @param {string} hash */
  needs: (name, train, test, hash) =>
    `The link’s run learns from ${name}, which a link can’t carry: ${count(train)} digits to learn from, ${count(test)} to test with (${hash}). Drop those files here.`,
  /** @param {number} n @param {string} hash */
  needsOwn: (n, hash) =>
    `The link’s run learns from MNIST and ${count(n)} digits that somebody drew (${hash}). Only the browser that keeps them can repeat it.`,
  /** @param {string} found @param {string} name @param {string} hash */
  notThese: (found, name, hash) =>
    `These are other digits (${found}) than the link’s ${name} (${hash}). Drop those, or go back to MNIST.`,
  these: 'These are the digits of the link.',
  /** @param {number} n */
  first: (n) => `The first ${count(n)} of them`,
  /** @param {number} n */
  own: (n) => `My digits too (${count(n)})`,
  ownHint:
    'The digits that you taught the pad are learnt with MNIST’s; the recipe says how many, and which',
  /** What Fashion-MNIST's classes are, by number. */
  fashion: [
    'T-shirt',
    'trousers',
    'pullover',
    'dress',
    'coat',
    'sandal',
    'shirt',
    'sneaker',
    'bag',
    'boot',
  ],
  /** What the engine noticed of a set, by the kind of its note. */
  notes: {
    heldOut: () =>
      'There was no part to test with, so every seventh digit of each class is kept for that.',
    /** @param {{count: number}} said */
    left: ({ count: left }) => `${count(left)} more are left out: a tab has no room for them.`,
    /** @param {{split: string, classes: number[]}} said */
    missing: ({ split, classes }) =>
      `No digit to ${split === 'test' ? 'test with' : 'learn from'} is a ${classes.join(', ')}.`,
    /** @param {{tenIsZero: boolean}} said */
    fromOne: ({ tenIsZero }) =>
      tenIsZero
        ? 'The label 10 is read as 0.'
        : 'The labels are 1 to 10; 1 is read as 0, and so on.',
    mixed: () => 'They came sorted by class, and are mixed now.',
    /** @param {{rows: number, columns: number}} said */
    fitted: ({ rows, columns }) =>
      `They are ${rows} × ${columns} pixels; the empty edge is fitted to 28 × 28.`,
    inverted: () => 'They were dark on light, and are turned into light on dark.',
    /** @param {{file: string, bytes: number}} said */
    trailing: ({ file, bytes }) => `${file} has ${bytes} bytes too many at its end, left out here.`,
    /** @param {{files: string[]}} said */
    unpaired: ({ files }) =>
      `Left out, since images and labels come in pairs: ${files.join(', ')}.`,
  },
  /** What is wrong with files, by the kind of the engine's error. */
  wrong: {
    noFile: () => 'There was no file in it.',
    /** @param {{file: string, what: string}} said */
    notDigits: ({ file, what }) =>
      `${file}: ${kinds[what] ?? kinds.unknown}. Digits come as IDX, CSV or NPZ files, or a ZIP of them.`,
    /** @param {{file: string}} said */
    emptyArchive: ({ file }) => `${file} is a ZIP archive without IDX, CSV or NPZ files in it.`,
    /** @param {{file: string}} said */
    locked: ({ file }) => `${file} is locked with a password: unpack it first.`,
    /** @param {{file: string}} said */
    unreadable: ({ file }) => `${file} can't be read: it is damaged or was moved. Fetch it again.`,
    /** @param {{file: string, found: number, expected: number}} said */
    length: ({ file, found, expected }) =>
      `${file} is cut off: it has ${count(found)} bytes of digits and announces ${count(expected)}.`,
    /** @param {{file: string, found: number, expected: number}} said */
    tooLong: ({ file, expected }) =>
      `${file} has more bytes than the ${count(expected)} that it announces.`,
    /** @param {{file: string}} said */
    values: ({ file }) => `${file} has other values than whole numbers from 0 to 255.`,
    /** @param {{file: string, found: number[]}} said */
    shape: ({ file, found }) =>
      `${file} has the shape ${found.join(' × ')}; images have n × 28 × 28 or n × 784, labels n.`,
    /** @param {{file: string, line: number, found: number, expected: number}} said */
    columns: ({ file, line, found, expected }) =>
      `${file}, line ${line}: ${found} columns; ${expected} were expected.`,
    /** @param {{file: string, line: number, column: number, found: string}} said */
    cell: ({ file, line, column, found }) =>
      `${file}, line ${line}, column ${column}: “${found}” is no whole number from 0 to 255.`,
    /** @param {{file: string}} said */
    whichLabels: ({ file }) =>
      `Which column of ${file} has the labels? Put a line on top that calls it “label”.`,
    /** @param {{file: string, index: number, found: number}} said */
    label: ({ file, index, found }) =>
      `${file} has the label ${found} (number ${count(index + 1)}); labels from 0 to 9 were expected.`,
    /** @param {{images: string}} said */
    noLabels: ({ images }) => `${images} has images; choose the file with their labels too.`,
    /** @param {{labels: string}} said */
    noImages: ({ labels }) => `${labels} has labels; choose the file with their images too.`,
    /**
     * @param {{images: string, imageCount: number, labels: string, labelCount: number}} said
     */
    counts: ({ images, imageCount: n, labels, labelCount: m }) =>
      `${images} has ${count(n)} images, but ${labels} has ${count(m)} labels: as many were expected.`,
    /** @param {{images: string[], labels: string[]}} said */
    whichPair: ({ images, labels }) =>
      `Which belong together? Images are in ${images.join(', ')}, labels in ${labels.join(', ')}. Choose one pair, or give both files of a pair the same name.`,
    /** @param {{names: string[]}} said */
    whichTest: ({ names }) =>
      `Which are to test with: ${names.join(' or ')}? Put “train” and “test” into their names.`,
    /** @param {{names: string[]}} said */
    severalSets: ({ names }) => `These are several sets: ${names.join(', ')}. Choose one of them.`,
    /** @param {{file: string, rows: number, columns: number}} said */
    size: ({ file, rows, columns }) =>
      `${file} has images of ${rows} × ${columns} pixels; 28 × 28 was expected.`,
    /** @param {{file: string, found: number}} said */
    few: ({ file, found }) =>
      `${file} has ${found} digits: too few to learn from some and test with others. Bring 40 or more.`,
  },
});

export const runs = /* @__PURE__ */ live('runs', {
  list: 'Runs that were trained in this browser',
  /** @param {number} n @param {string} room */
  runs: (n, room) => `Your runs (${n}, ${room})`,
  local: 'Kept in this browser, on this machine alone.',
  troubles: {
    refused:
      'This browser keeps nothing for this page: save your run as a file, or it is gone when you close the tab.',
    full: 'This browser has no room for your run: save it as a file, or delete older runs.',
    newer:
      'A newer version of this page is open in another tab, so nothing more is kept here: reload this page.',
    older:
      'An older version of this page is open in another tab: close that tab, and what it keeps appears here.',
  },
  /** @param {string} reason */
  notKept: (reason) => `Your run could not be kept: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  /** @param {string} name */
  elsewhere: (name) =>
    `“${name}” is being trained in another tab. You can go on with a copy of it here.`,
  takeCopy: 'Take a copy',
  /** @param {string} name */
  copyOf: (name) => `${name} (copy)`,
  /** @param {string} reason */
  unkept: (reason) =>
    `This run goes on, but at the moment it can't be kept to go on another day: ${reason}`,
  /** @param {string} name @param {number} step @param {number} steps */
  interrupted: (name, step, steps) =>
    `“${name}” was interrupted; it is kept up to step ${count(step)} of ${count(steps)}, and goes on to the same bits.`,
  goOn: 'Go on',
  notNow: 'Not now',
  open: 'Open',
  trains: 'Trains now',
  compare: 'compare',
  save: 'Save',
  saveHint: 'As two files: the run to go on with (.nibrun), and its curves (.json)',
  remove: 'Delete',
  reallyRemove: 'Really delete?',
  /** @param {string} name */
  nameOf: (name) => `Name of “${name}”`,
  untested: 'not tested yet',
  /**
   * @param {string} step
   * @param {string} steps
   * @param {string} read
   * @param {string} room
   * @param {string | null} fingerprint
   */
  facts: (step, steps, read, room, fingerprint) =>
    `step ${step} of ${steps}, ${read}, ${room}${fingerprint ? `, ${fingerprint}` : ''}`,
  /** @param {string} name */
  gone: (name) =>
    `“${name}” is not there any more: it was deleted, or the browser cleared it away.`,
  /** @param {string} preset @param {number} seed @param {Date} when */
  name: (preset, seed, when) =>
    `${preset}, seed ${seed}, ${when.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}`,
});

export const race = /* @__PURE__ */ live('race', {
  title: 'Race: train several nets side by side',
  hint: 'Two to four nets, each in a worker of its own on one thread, on the same digits.',
  add: 'Add a net',
  steps: 'Steps',
  start: 'Start the race',
  stop: 'Stop',
  save: 'Curves (.csv)',
  axis: 'The axis counts',
  overSteps: 'over steps',
  overTime: 'over seconds',
  step: 'step',
  seconds: 'seconds',
  seed: 'seed',
  /** @param {number} n */
  entrant: (n) => `Net ${n}`,
  /** @param {number} n */
  seedOf: (n) => `Seed of net ${n}`,
  /** @param {number} n */
  remove: (n) => `Take net ${n} out of the race`,
  /** @param {string} title @param {number} seed */
  lane: (title, seed) => `${title}, seed ${seed}`,
  columns: [
    'Net',
    'Parameters',
    'Step',
    'Test accuracy',
    'Best',
    'Images/s',
    'Time',
    'Fingerprint',
  ],
  own: 'as the trainer is set',
  /** @param {string} title */
  linked: (title) => `${title}, of the link`,
  /** @param {string} title */
  varied: (title) => `${title}, varied`,
  link: 'Copy link',
  /** @param {string} fingerprint */
  same: (fingerprint) => `${fingerprint}: the link’s, to the last bit`,
  /** @param {string} found @param {string} expected */
  other: (found, expected) => `${found}, where the link has ${expected}`,
  waits: 'fetches digits',
  none: '–',
  empty: 'The curves of the race show here.',
  /** @param {string} name @param {string} accuracy */
  leads: (name, accuracy) => `${name} leads with ${accuracy}.`,
  badSteps: 'Steps must be a whole number, 1 or more.',
  badSeed: 'A seed must be a whole number from 0 to 4,294,967,295.',
});
