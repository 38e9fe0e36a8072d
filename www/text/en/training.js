/** The English sentences of trainer, lab, race and scene, fetched with them. */

import { live } from '../language.js';
import {
  clock,
  count,
  epochs,
  megabytes,
  memory,
  percent,
  roughly,
  thousands,
} from '../numbers.js';
import { reason } from './parts.js';

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

/** A "?" beside a name (elements/base/hint.js). */
export const hints = /* @__PURE__ */ live('hints', {
  /** @param {string} name */
  about: (name) => `What does “${name}” mean?`,
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
  /** What happened to one file. @param {import('../../engine/messages.js').Trouble} trouble */
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
  retryNow: 'Check your connection, then press Retry.',
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
        'Small patches that share their weights wherever they are: the net now knows what is next to what.',
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
  /** A preset in the list. @param {string} title @param {number} seconds */
  presetIn: (title, seconds) => `${title}: about ${roughly(seconds)}`,
  /** @param {number} seconds */
  takes: (seconds) => `Takes about ${roughly(seconds)} here.`,
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
  needsNumber: 'Type a number.',
  needsWhole: 'Type a whole number from 0 to 4,294,967,295.',
  /** @param {string} rate @param {string} optimizer @param {number} batch */
  digest: (rate, optimizer, batch) => `${rate}, ${optimizer}, ${count(batch)} digits a step`,
  reset: 'Back to the preset',
  locked: 'The settings are locked until it stops.',
  start: 'Start',
  startAnew: 'Start anew',
  startAgain: 'Start again',
  pause: 'Pause',
  resume: 'Resume',
  goOn: 'Go on',
  stop: 'Stop',
  stopHint: 'Ends the run. Its net stays, and you can go on with it',
  step: 'Step',
  stepHint: 'One training step, then pause',
  progress: 'Progress of the training',
  /** @param {number} right @param {number} all */
  reads: (right, all) => `It reads ${count(right)} of ${count(all)}`,
  idle: 'It has learnt nothing yet',
  starting: 'Getting ready',
  learning: 'It is learning',
  now: 'Test accuracy',
  nowHint: 'The share of digits read right that the net never trains on.',
  best: 'Best so far',
  bestHint: 'The highest test accuracy of this run, and when it was.',
  /** @param {number} step */
  bestAt: (step) => `Best, at step ${count(step)}`,
  /** @param {number} step @param {number} steps @param {number} epoch */
  step_of: (step, steps, epoch) => `Step ${count(step)} of ${count(steps)}, epoch ${epochs(epoch)}`,
  speed: 'Speed',
  /** @param {number} perSecond */
  imagesPerSecond: (perSecond) => `${thousands(perSecond)} images/s`,
  speedHint: 'Training images per second, the time for testing included.',
  left: 'Time left',
  leftHint: 'At the speed of now, tests included.',
  learningRate: 'Learning rate',
  learningRateHint: 'How far each step moves the weights.',
  fingerprint: 'Fingerprint',
  fingerprintHint:
    'A short name for all the weights, bit by bit: the same settings and seed give the same one anywhere.',
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
  sameBits: 'The same bits as in the link: you have its sender’s very net.',
  /** @param {string} expected @param {string} found */
  otherBits: (expected, found) =>
    `Other bits: the link says ${expected}, your net has ${found}. Please report that.`,
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
    'While a net trains, you change its learning rate, dropout and batch here; the curves mark where.',
  liveRate: 'Learning rate, times the schedule’s',
  liveKeep: 'Dropout keeps',
  liveBatchName: 'Digits a step',
  liveBatch: 'Type a whole number of digits, 1 or more.',
  paused: 'Paused.',
  /** @param {string} backend @param {number} threads */
  machine: (backend, threads) =>
    `Trained by ${backend}, ${threads === 1 ? '1 thread' : `${threads} threads`}.`,
  /** @param {string} reason a sentence */
  short: (reason) =>
    `Training runs on fewer threads: ${reason} The net comes out the same, only later.`,
  /** @param {string} message */
  failed: (message) => `The run stopped: ${message}${/[.!?]$/.test(message) ? '' : '.'}`,
  copy: 'This is a copy of the slide, for an overview or the speaker: it does not train.',
  fixFirst: 'One of the settings is wrong: see the fields marked in red.',
  linkWaits:
    'You opened a link while this net trains: its settings count when the run ends or you stop it.',
  /** @param {string[]} what */
  linkIgnored: (what) =>
    `These parts of the link make no sense and count for nothing: ${what.join('; ')}.`,
  /** For the console. @param {string[]} what */
  ignored: (what) => `nib-trainer ignored what made no sense: ${what.join(', ')}`,
});

/** What a link sets, and what of it makes no sense. */
export const linked = /* @__PURE__ */ live('linked', {
  sets: 'This link sets:',
  pressStart: 'Press Start to train it.',
  /** @param {string} fingerprint */
  promises: (fingerprint) =>
    `Press Start: at the end you see whether your net has the link’s bits, ${fingerprint}.`,
  leftOut: 'These parts of the link make no sense and count for nothing:',
  /** @param {string} what */
  isExpected: (what) => `Expected: ${what}.`,
  expected: {
    number: 'a number',
    seed: 'a whole number from 0 to 4,294,967,295',
    steps: 'a whole number of steps, 1 or more',
    epochs: 'a number of epochs above 0',
    batch: 'a whole number of digits, 1 or more',
    'test-every': 'a whole number of steps, 1 or more',
    'hold-out': 'a whole number of digits from 0 to 1,000,000',
    smoothing: 'a number from 0 to 0.9',
    net: 'layers such as c6k6r_p2x2_d10',
    augment: 'numbers such as rotate12_scale0.12, or none',
    pens: 'numbers such as digits0.1_scribbles0.05, or none',
    optimizer: 'sgd or adam',
    digits: 'digits such as own_12_0123456789abcdef',
    changes: 'changes such as 500r0.5, half the rate from step 500 on',
    threads: 'a whole number from 1 to 32',
    fingerprint: '16 of the characters 0 to 9 and a to f',
  },
  augment: 'Digits moved about',
  pens: 'Digits of the grammar of pens',
  smoothing: 'Label smoothing',
  holdOut: 'Digits held out',
  digits: 'Digits to learn from',
  /** @param {number} n */
  ownDigits: (n) => `MNIST and ${count(n)} drawn ones`,
  changes: 'Changes on the way',
  threads: 'Threads',
  none: 'none',
});

/** At a run's end: what was learnt, and what to do now. */
export const next = /* @__PURE__ */ live('next', {
  stopped: 'You stopped it early: draw a digit to see what it knows by now, or go on.',
  endings: {
    /** @param {number} wrong @param {number} all */
    rough: (wrong, all) =>
      `It knows the rough shapes and misreads ${count(wrong)} of ${count(all)}: train it longer.`,
    /** @param {number} train @param {number} test */
    byHeart: (train, test) =>
      `It has begun to learn the digits by heart: it reads ${percent(train)} of those it trains on, but ${percent(test)} of new ones. Dropout or convolution helps.`,
    /** @param {number} wrong @param {number} all */
    pixels: (wrong, all) =>
      `It knows where ink usually lies, but no strokes, and misreads ${count(wrong)} of ${count(all)}: look at them, or try more layers.`,
    /** @param {number} wrong @param {number} all */
    strokes: (wrong, all) =>
      `It misreads ${count(wrong)} of ${count(all)} new digits: draw one, look at what it misreads, or try convolution, which knows which pixels are neighbours.`,
    /** @param {number} wrong @param {number} all */
    good: (wrong, all) =>
      `It misreads only ${count(wrong)} of ${count(all)} new digits: draw one and try to fool it, or look at what it misreads.`,
  },
  draw: 'Draw a digit',
  misread: 'See what it misreads',
  compare: 'Compare with…',
  /** @param {string} title */
  tryNext: (title) => `Try “${title}”`,
});

/** A lesson: rung by rung. */
export const lesson = /* @__PURE__ */ live('lesson', {
  /** @param {number} count */
  before: (count) => `${count} nets, from the simplest up`,
  begin: 'Press Next to train the next one; here you read what changed and why it helps.',
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
        'All small patches share the same weights. Until now it did not know which pixels are neighbours.',
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
   * @param {import('../layer-name.js').LayerName} layer
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
  needsWhole: 'Type a whole number.',
  needsNumber: 'Type a number.',
  /** What is wrong with a layer, beside it. */
  wrong: {
    /** @param {{found: number, most: number}} what */
    units: ({ found, most }) => `${count(found)} units: choose 1 to ${count(most)}.`,
    /** @param {{found: number, most: number}} what */
    filters: ({ found, most }) => `${count(found)} filters: choose 1 to ${count(most)}.`,
    /** @param {{what: 'kernel' | 'size' | 'stride', found: number, most: number}} what */
    patch: ({ what, found, most }) => `A ${what} of ${count(found)}: choose 1 to ${count(most)}.`,
    /** @param {{before: number, values: number}} what */
    noPicture: ({ before, values }) =>
      `It needs a picture (rows × columns × channels), but layer ${before} hands on ${count(values)} values without places. Move it before the dense layers.`,
    /** @param {{found: number}} what */
    slope: ({ found }) => `A slope of ${found}: choose one above 0 and below 1.`,
    /** @param {{layer: number}} what @returns {string} */
    poolStride: (what) =>
      'Without a size it averages over the whole map: give it a size, or leave the stride empty.',
    /** @param {{needed: number, budget: number, largest: string, bytes: number}} what */
    memory: ({ needed, budget, largest, bytes }) =>
      `That takes ${memory(needed)} of memory, ${memory(bytes)} of it for ${engine.largest[largest] ?? largest}; a browser tab has only ${memory(budget)}. Use fewer filters or units, a larger stride, or a smaller batch.`,
    /** @param {{found: number}} what */
    keep: ({ found }) => `A share of ${found}: choose one above 0, at most 1.`,
    /** @param {{found: number}} what */
    start: ({ found }) => `It starts from ${found}: that must be a number between −100 and 100.`,
    /** @param {{found: string, classes: number}} what */
    lastLayer: ({ found, classes }) =>
      `The last layer must be dense with ${classes} units and nothing after them, one for each digit; it is ${found}.`,
    /** @param {{found: number, most: number}} what */
    parameters: ({ found, most }) =>
      `With it the network has ${count(found)} parameters: at most ${count(most)} work here.`,
    /** @param {{found: number, most: number}} what */
    layerCount: ({ found, most }) => `${count(found)} layers: choose 1 to ${count(most)}.`,
    /** @param {{rows: number, columns: number, most: number}} what */
    inputSize: ({ rows, columns, most }) =>
      `Pictures of ${rows} × ${columns} squares: choose sides of 1 to ${most}.`,
  },
});

/** The curves. */
export const charts = /* @__PURE__ */ live('charts', {
  accuracy: 'Accuracy',
  loss: 'Loss',
  lossUnit: 'lower is better',
  train: 'training digits',
  test: 'test digits',
  empty: 'Start training to see the curve.',
  step: 'step',
  /** @param {number} step @param {number} epoch */
  at: (step, epoch) => `Step ${count(step)}, epoch ${epochs(epoch)}`,
  /** @param {number} group */
  grouped: (group) =>
    `Each training value shown is the mean of ${group} measured ones; zoom in to see them all.`,
  /** @param {number} from @param {number} to */
  axis: (from, to) => `From ${roundPercent(from)} to ${roundPercent(to)}`,
  /** @param {number} from @param {number} to */
  closer: (from, to) => `Closer: ${roundPercent(from)} to ${roundPercent(to)}`,
  climb: 'Whole climb',
  log: 'Log scale',
  logHint: 'Spreads small values out: each line is a multiple of the one below.',
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
  /** @param {string} name */
  emptyBands: (name) => `${name} by layer. Start training to see them.`,
  noneSuch: 'This net has none.',
  emptyTest: 'Start training to see this.',
  emptyLayers: 'Draw a digit: each layer shows what it makes of it.',
  sevenths: 'Each band holds a seventh of them, from the smallest to the largest.',
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
  confusionName: 'Mix-ups',
  isSaid: 'Rows: what it is. Columns: what the net reads.',
  /** @param {number} label @param {number} guess @param {number} n */
  cell: (label, guess, n) =>
    label === guess ? `${label} read right: ${count(n)}` : `${label} read as ${guess}: ${count(n)}`,
  /** @param {number} label @param {number} guess @param {number} n */
  takenFor: (label, guess, n) => `${label} for ${guess} (${count(n)} times)`,
  /** @param {string[]} worst */
  confusion: (worst) =>
    worst.length
      ? `Mix-ups. Most often it takes ${worst.join(', ')}.`
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
    looking: 'pictures for you',
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
    [0.926, 'one layer, 92.6 %'],
    [0.982, 'five layers, 98.2 %'],
    [0.992, 'convolution, 99.2 %'],
    [0.995, 'batch norm, 99.5 %'],
    [0.997, 'best, 99.7 %'],
  ],
});

/** With a digit after the point only where there is one. @param {number} share */
function roundPercent(share) {
  return percent(share, Math.abs(share * 100 - Math.round(share * 100)) < 0.05 ? 0 : 1);
}

/** Digits as people count them, from 1. @param {{first: number, count: number}} part */
function range({ first, count: n }) {
  return `${count(first + 1)}–${count(first + n)}`;
}

/** @param {number} digit */
const a = (digit) => (digit === 8 ? 'An' : 'A');

export const lab = /* @__PURE__ */ live('lab', {
  name: 'Lab',
  panels: {
    accuracy: 'Accuracy',
    loss: 'Loss',
    training: 'Training digits',
    weights: 'Weights',
    biases: 'Biases',
    test: 'Test digits',
    confusion: 'Mix-ups',
    digits: 'Accuracy by digit',
    layers: 'Layers',
    activations: 'Activations',
    rate: 'Learning rate',
    speed: 'Speed',
  },
  keys: 'Keys: 1–6 show one panel, 7–9 two, 0 all. Space freezes.',
  freeze: 'Freeze',
  thaw: 'Unfreeze',
  frozen: 'The lab stands still; training goes on.',
  folded:
    'Start training and watch the net from inside: its curves, the digits it misreads, its weights, and where it mixes digits up.',
  unfold: 'Show these panels now',
  /** @param {number} at @param {number} all */
  place: (at, all) => `${at} of ${all}`,
  backHint: 'Drag here or along the accuracy curve: everything shows the net as it was then.',
  back: 'Look back',
  now: 'Back to now',
  /** @param {number} step */
  atStep: (step) => `You are looking at step ${count(step)}.`,
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
  noDigits: 'Start training to see the digits.',
  noTraining: 'Start training to see the digits it learns from.',
  noTest: 'Start training to see which test digits it misreads.',
  /** @param {number} right @param {number} all @param {number} step */
  trainingCaption: (right, all, step) =>
    `Step ${count(step)}: it reads ${right} of these ${all} right`,
  /** @param {number} wrong @param {number} all @param {number} shown */
  testCaption: (wrong, all, shown) =>
    wrong > shown
      ? `It misreads ${count(wrong)} of ${count(all)}. These are the first ${count(shown)}.`
      : `It misreads ${count(wrong)} of ${count(all)}, the red ones. Press one to see why.`,
  /** @param {number} digit */
  testDigit: (digit) => `Test digit ${count(digit + 1)}`,
  trainingDigit: 'A training digit',
  /** @param {number} label @param {number} guess */
  digitIs: (label, guess) =>
    label > 9
      ? `No digit; the net would say ${guess}`
      : label === guess
        ? `${a(label)} ${label}, read right`
        : `${a(label)} ${label}, read as ${guess}`,
  /** @param {number} guess */
  digitWas: (guess) => `At the last test it read ${guess}.`,
  /** @param {number} label @param {number} guess @param {number} n */
  cellTitle: (label, guess, n) =>
    `${label === guess ? `${label}s that are read right` : `${label}s that are read as ${guess}`}: ${count(n)}`,
  toPad: 'Put it on the pad',
  toPadHint: 'Draw on it or erase parts, and see what the net reads then',
  pressOne: 'Press one to see it large.',
  /** @param {number} shown @param {number} all */
  firstOf: (shown, all) => `The first ${count(shown)} of ${count(all)}. Press one to see it large.`,
  local: 'All of this happens in this tab, and stays there.',
  noTrainer: 'This page has no trainer for the lab to watch.',
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
export const sets = /* @__PURE__ */ live('sets', {
  title: 'Digits to learn from',
  mnist: 'MNIST',
  choose: 'Other digits (IDX)…',
  chooseHint:
    'Images and labels as MNIST has them, plain or .gz: choose two or four files, or drop them here',
  back: 'Back to MNIST',
  transposed: 'Turn them: they lie on their side, as EMNIST’s do',
  reading: 'Reading the files…',
  unnamed: 'your files',
  /** @param {string} name @param {number} train @param {number} test */
  is: (name, train, test) => `${name}: ${count(train)} to learn from, ${count(test)} to test with.`,
  heldOut: 'There are no test digits, so the last seventh tests the net.',
  /** @param {number} left */
  left: (left) => `${count(left)} more are left out: a tab has no room for them.`,
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
  /** @param {string} name @param {string} start */
  notIdx: (name, start) =>
    `${name} is no IDX file: it begins with ${start}; 0, 0, 8, 3 (images) or 0, 0, 8, 1 (labels) was expected.`,
  nothing: 'nothing',
  noFile: 'none',
  /** @param {string} name */
  type: (name) =>
    `${name} holds other values than unsigned bytes (type 8), which images and labels are expected to be.`,
  /** @param {string} name @param {number} found */
  dimensions: (name, found) => `${name} has ${found} dimensions; images have 3, and labels 1.`,
  /** @param {string} name @param {number} rows @param {number} columns */
  size: (name, rows, columns) =>
    `${name} has images of ${rows} × ${columns} pixels; 28 × 28 was expected.`,
  /** @param {string} name */
  none: (name) => `${name} is empty: it announces 0 digits.`,
  /** @param {string} name @param {number} found @param {number} expected */
  cut: (name, found, expected) =>
    `${name} is cut short: it has ${found} bytes, and its head alone ${expected}.`,
  /** @param {string} name @param {number} found @param {number} all */
  length: (name, found, all) =>
    `${name} holds ${count(found)} bytes after its head, but announces ${count(all)}: it is cut short or no such file.`,
  /** @param {string} name */
  damaged: (name) =>
    `${name} can't be read: its gzip stream is damaged, or the file was moved. Fetch it again.`,
  /** @param {string} name @param {number} index @param {number} found */
  label: (name, index, found) =>
    `${name} has the label ${found} (number ${count(index + 1)}); labels from 0 to 9 were expected.`,
  /** @param {string} images @param {string} labels */
  pairs: (images, labels) =>
    `A set is a file of images and one of labels, or two of each. Images came in ${images}, labels in ${labels}.`,
  /** @param {string} images @param {number} n @param {string} labels @param {number} m */
  counts: (images, n, labels, m) =>
    `${images} has ${count(n)} images, but ${labels} has ${count(m)} labels: as many were expected.`,
  /** @param {string} name @param {number} found */
  few: (name, found) =>
    `${name} has ${found} digits: too few to learn from some and test with others. 4 are the least.`,
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
  notKept: (reason) => `Your run was not kept: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  /** @param {string} name */
  elsewhere: (name) => `Another tab trains “${name}”. You can go on with a copy here.`,
  takeCopy: 'Take a copy',
  /** @param {string} name */
  copyOf: (name) => `${name} (copy)`,
  /** @param {string} reason */
  unkept: (reason) =>
    `This run trains on, but this browser can't keep it for another day right now: ${reason}`,
  /** @param {string} name @param {number} step @param {number} steps */
  interrupted: (name, step, steps) =>
    `“${name}” stopped at step ${count(step)} of ${count(steps)}. It can go on, to the same bits.`,
  /** @param {string} accuracy @param {string} name */
  lastNet: (accuracy, name) => `Your last net, ${accuracy}: “${name}”.`,
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
  gone: (name) => `“${name}” is gone: you deleted it, or the browser cleared it away.`,
  /** @param {string} preset @param {number} seed @param {Date} when */
  name: (preset, seed, when) =>
    `${preset}, seed ${seed}, ${when.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}`,
});

export const race = /* @__PURE__ */ live('race', {
  title: 'Race: compare nets',
  hint: 'Two to four nets learn side by side from the same digits. Which one reads best?',
  add: 'Add a net',
  steps: 'Steps',
  start: 'Start the race',
  stop: 'Stop',
  save: 'Curves (.csv)',
  axis: 'Compare',
  overSteps: 'by step',
  overTime: 'by time',
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
  waits: 'fetching digits',
  none: '–',
  empty: 'Start the race to see the curves.',
  /**
   * @param {string} name
   * @param {string} accuracy
   * @param {string} second
   * @param {number} more
   * @param {number} all
   */
  wins: (name, accuracy, second, more, all) =>
    `“${name}” wins with ${accuracy}: of ${count(all)} test digits it reads ${count(more)} more than “${second}”.`,
  /** @param {number} most */
  sure: (most) => `Chance makes a lead of up to ${count(most)}, so this net is better.`,
  /** @param {number} most */
  chance: (most) =>
    `Chance makes a lead of up to ${count(most)}, so it proves nothing: try other seeds.`,
  /** @param {string} name @param {string} accuracy */
  uneven: (name, accuracy) =>
    `“${name}” is ahead with ${accuracy}, but the nets did not train for equally many steps.`,
  /** @param {string} one @param {string} two @param {string} accuracy */
  tie: (one, two, accuracy) => `A tie: “${one}” and “${two}” both read ${accuracy}.`,
  reads: 'Let the winner read',
  /** @param {string} name */
  firstReads: (name) => `Let “${name}” read`,
  /** @param {string} name @param {string} accuracy */
  leads: (name, accuracy) => `“${name}” leads with ${accuracy}.`,
  badSteps: 'Steps must be a whole number, 1 or more.',
  badSeed: 'A seed must be a whole number from 0 to 4,294,967,295.',
});
