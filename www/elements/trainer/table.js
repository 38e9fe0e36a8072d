import { theme } from '../base/table.js';

/** @typedef {import('../base/table.js').Table} Table */

export default /** @type {const} @satisfies {Table} */ ({
  tag: 'nib-trainer',
  name: 'NibTrainer',
  path: './trainer/nib-trainer.js',
  summary: 'Press Start, and watch a net learn to read digits.',
  details:
    'It trains in a worker of its own, which begins with the first start and ends a second after ' +
    'the element has left the page. It starts by itself only with `autostart`, and never in a copy ' +
    'that a deck makes of its slide. A link’s fragment says the same as the attributes, and more: ' +
    '`#preset=mlp-relu&seed=7&steps=2000&batch=50&rate=0.1`; `seed=random` draws another for each ' +
    'visit.',
  attributes: {
    preset: {
      type: 'choice',
      values: [
        'softmax',
        'mlp-sigmoid',
        'mlp-relu',
        'mlp-dropout',
        'conv',
        'conv-dropout',
        'mlp-bn',
        'conv-bn',
        'best',
        'fast',
      ],
      description: 'Which net, and how it is trained. Default: the first.',
    },
    seed: {
      type: 'integer',
      max: 4294967295,
      description: 'The same seed gives the same net, to the bit. Default: the preset’s.',
    },
    threads: {
      type: 'integer',
      min: 1,
      max: 32,
      description:
        'How many threads may train. Default: as many as the machine has, up to 8. More than one ' +
        'only on an isolated page. The net comes out the same.',
    },
    'data-url': {
      type: 'string',
      description:
        'Address of the digits’ manifest; it counts from the script. Default: `data/mnist.json`.',
    },
    keep: {
      type: 'boolean',
      description: 'Keeps runs in this browser, and offers those that were interrupted again.',
    },
    autostart: {
      type: 'choice',
      values: ['visible'],
      description:
        '`visible`: starts when it is first in sight, on the slide that shows. Never where a run ' +
        'is under way or has been.',
    },
    background: {
      type: 'boolean',
      description: 'Trains on when its slide is left. Without it, pauses until the slide is back.',
    },
    lesson: {
      type: 'choice',
      values: ['ladder'],
      description: 'Climbs the nets of a tutorial, one after the other, with a sentence for each.',
    },
    'lesson-steps': {
      type: 'integer',
      min: 1,
      max: 4294967295,
      description: 'How many steps each rung of the lesson trains. Default: its preset’s.',
    },
    clicker: {
      type: 'boolean',
      description:
        'The clicker’s keys turn the lesson’s rungs before they turn the slides, in the speaker’s window too.',
    },
    'clicker-keys': {
      type: 'string',
      description:
        'The keys of `clicker` where they aren’t the usual ones: those that go on, a bar, those ' +
        'that go back, by their names in the browser. The usual ones are ' +
        '`PageDown ArrowRight ArrowDown Space | PageUp ArrowLeft ArrowUp`.',
    },
    compact: {
      type: 'boolean',
      description: 'Buttons, figures and the curve of accuracy alone, for a slide.',
    },
    theme,
  },
  properties: {
    state: {
      type: "'idle' | 'loading' | 'running' | 'paused' | 'done' | 'failed'",
      readonly: true,
      description: 'Where the run stands.',
    },
    recipe: {
      type: "import('./trainer/recipe.js').Recipe | null",
      readonly: true,
      description:
        'The whole recipe: of the run, or of the settings; null until the engine is there. A copy.',
    },
    history: {
      type: "readonly import('../engine/messages.js').Point[]",
      readonly: true,
      description: 'The points of the curves. A copy.',
    },
    fingerprint: {
      type: 'string | null',
      readonly: true,
      description: 'Of all weights, whenever they stand still.',
    },
    finished: {
      type: "Promise<import('../engine/page/run.js').Ended>",
      readonly: true,
      description:
        'Resolves at the end of the run with `{step, steps, fingerprint, stopped}`; rejects when ' +
        'it fails.',
    },
    machine: {
      type: '{backend: string, threads: number, short: string | null} | null',
      readonly: true,
      description: 'What the run computes with; `short`: why with fewer threads than it might.',
    },
    plannedSteps: {
      type: 'number',
      readonly: true,
      description: 'How many steps the run has, or the next would have.',
    },
    plannedThreads: {
      type: 'number',
      readonly: true,
      description: 'How many threads the next run may have: by the link, else by `threads`.',
    },
    settings: {
      type: "import('./trainer/recipe.js').PartialRecipe | null",
      readonly: true,
      description:
        'What is set, as it differs from the preset; null where something in it is wrong.',
    },
  },
  methods: {
    start: {
      type: "(recipe?: import('./trainer/recipe.js').PartialRecipe) => Promise<void>",
      description: 'Begins a new run: with the settings, or a recipe, or parts of one.',
    },
    pause: { type: '() => Promise<void>', description: 'Resolves when it stands.' },
    resume: {
      type: '() => Promise<void>',
      description: 'Goes on with a run that was paused or stopped. Resolves when it trains.',
    },
    step: {
      type:
        '(count?: number, recipe?: ' +
        "import('./trainer/recipe.js').PartialRecipe) => Promise<void>",
      description: 'That many steps (default 1), then a pause; the first may begin a new run.',
    },
    stop: {
      type: '() => Promise<void>',
      description:
        'Ends the run. Its net stays until the next run begins; `resume` goes on with it.',
    },
    preload: {
      type: '() => Promise<void>',
      description: 'Fetches the digits before anybody presses Start.',
    },
    change: {
      type: '(change: {rateFactor?: number, keep?: number, batch?: number}) => Promise<void>',
      description:
        'Changes the run from its next step on, and marks it on the curves: the learning rate by ' +
        'a factor, the share of units that dropout keeps, digits a step.',
    },
    next: { type: '() => boolean', description: 'The lesson’s next rung; whether there was one.' },
    previous: { type: '() => boolean', description: 'The rung before; whether there was one.' },
    model: {
      type: "(format?: 'nib' | 'safetensors' | 'npz' | 'onnx') => Promise<Uint8Array>",
      description: 'The net as it is now, as the bytes of a file.',
    },
    csv: {
      type: '() => string',
      description: 'The curves, a row for each point, with the run’s preset, seed and fingerprint.',
    },
    json: { type: '() => string', description: 'The recipe and the curves.' },
    checkpoint: {
      type: '() => Promise<Uint8Array>',
      description: 'The run as the bytes of a .nibrun file.',
    },
    goOn: {
      type:
        "(checkpoint: Uint8Array, points?: import('../engine/messages.js').Point[]) => " +
        'Promise<void>',
      description: 'Goes on with a run from such bytes, as if it had never been interrupted.',
    },
    follow: {
      type: "(listener: (run: import('../engine/page/run.js').Run) => void) => () => void",
      description: 'For a lab: tells of the run, until the returned function is called.',
    },
    chosenDigits: {
      type: '() => Promise<unknown>',
      description: 'For a race: the digits that the next run would learn from.',
    },
    neededDigits: {
      type: '() => Promise<unknown>',
      description: 'For a race’s link: what it says of its digits.',
    },
    needDigits: {
      type: '(digits: unknown) => void',
      description: 'For a race: from now on a run needs these digits, and says so.',
    },
  },
  events: {
    'nib-progress': {
      detail:
        "{state: import('./trainer/nib-trainer.js').NibTrainer['state'], step: number, " +
        "steps: number, point: import('../engine/messages.js').Point | null, " +
        'imagesPerSecond: number | null, secondsLeft: number | null, ' +
        'testAccuracy: number | null, bestTestAccuracy: number | null}',
      description: 'Ten times a second while it trains.',
    },
    'nib-net': {
      detail: "import('./pad/reader.js').Net",
      description: 'The net as it is now, or of the file `name`, for a pad’s `adopt`.',
    },
    'nib-state': {
      detail: "{state: import('./trainer/nib-trainer.js').NibTrainer['state']}",
      description: 'The run stands elsewhere than before.',
    },
    'nib-machine': {
      detail: "import('./trainer/nib-trainer.js').NibTrainer['machine']",
      description: 'Other threads joined, or failed to.',
    },
    'nib-lesson': {
      detail: "import('./trainer/tour.js').Told",
      description: 'The lesson turned to a rung.',
    },
    'nib-error': { detail: '{error: Error}', description: 'What went wrong; it is said as well.' },
  },
  parts: {
    panel: 'all of it',
    lesson: 'the lesson',
    accuracy: 'the curve of accuracy',
    loss: 'the curve of loss',
  },
  slots: {},
});
