import { theme } from '../base/table.js';

/** @typedef {import('../base/table.js').Table} Table */

export default /** @type {const} @satisfies {Table} */ ({
  tag: 'nib-lab',
  name: 'NibLab',
  path: './lab/nib-lab.js',
  summary: 'See a net learn: curves, walls of digits, weights and biases, layers, confusions.',
  details:
    'Where there is no trainer on the page, it brings one along. It draws only what can be seen, ' +
    'in slices that leave the page free. With the focus in the lab, the keys 1–6 show one panel, ' +
    '7–9 two, 0 or Escape all, 0 once more the hidden ones too, and Space freezes the display.',
  attributes: {
    for: {
      type: 'string',
      property: 'htmlFor',
      description: 'Id of the `<nib-trainer>` that is watched. Default: the first of the page.',
    },
    pad: {
      type: 'string',
      own: true,
      description:
        'Id of the `<nib-pad>` whose digit the layers show. Default: the first of the page. The ' +
        'property gives the element, and takes it, its id, or null for what the attribute says.',
    },
    panels: {
      type: 'choices',
      values: [
        'accuracy',
        'loss',
        'training',
        'weights',
        'biases',
        'test',
        'confusion',
        'digits',
        'layers',
        'activations',
        'rate',
        'speed',
      ],
      description: 'Which panels, in which order, separated by spaces. Default: all.',
    },
    keep: {
      type: 'string',
      description:
        'Name under which this browser keeps which panels are hidden; labs with ids have a list each.',
    },
    bare: {
      type: 'boolean',
      description: 'The panels alone: no bar, keys, race, note, or own trainer.',
    },
    theme,
  },
  properties: {
    trainer: {
      type: "import('./trainer/nib-trainer.js').NibTrainer | null",
      description: 'The trainer that is watched; null: the one that `for` says, or the nearest.',
    },
    frozen: { type: 'boolean', description: 'The display stands still; the run doesn’t.' },
    back: {
      type: 'number | null',
      description: 'The step that is looked back at; null: the run as it is now.',
    },
    shown: {
      type: "'all' | string[]",
      readonly: true,
      description: 'The panels that keys or `show` have chosen.',
    },
    standings: {
      type: 'object[]',
      readonly: true,
      description:
        'What the race has come to: `{name, parameters, step, accuracy, best, seconds, ' +
        'fingerprint, same}` of each net; `same`: whether the bits are those of the link.',
    },
  },
  methods: {
    show: { type: '(...names: string[]) => void', description: 'Shows these panels alone.' },
    showAll: { type: '() => void', description: 'Shows all; none is hidden or enlarged.' },
    openRace: {
      type: '() => Promise<void>',
      description: 'Opens the race, and brings it into view.',
    },
    svg: { type: '(name: string) => string', description: 'A panel as an SVG file.' },
    png: { type: '(name: string) => Promise<Blob>', description: 'A panel as a picture.' },
    csv: { type: '(name: string) => string', description: 'A panel’s numbers.' },
  },
  events: {
    'nib-snapshot': {
      detail: "import('./pad/reader.js').Net & {back: boolean}",
      description:
        'The net that is shown, for a pad’s `adopt`: one that is looked back at, or (`back` is ' +
        'false) the one of now again.',
    },
  },
  parts: { lab: 'all of it', bar: 'the buttons above', panels: 'the panels' },
  slots: {},
});
