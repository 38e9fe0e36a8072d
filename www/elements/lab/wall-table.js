import { theme } from '../base/table.js';

/** @typedef {import('../base/table.js').Table} Table */

export default /** @type {const} @satisfies {Table} */ ({
  tag: 'nib-wall',
  name: 'NibWall',
  path: './lab/nib-wall.js',
  summary: 'The test digits, the misread ones first on red; the edge of the red is the accuracy.',
  details: 'A lab of one panel. Without a trainer on its page it stays empty.',
  attributes: {
    for: {
      type: 'string',
      property: 'htmlFor',
      description: 'Id of the `<nib-trainer>` that is watched. Default: the first of the page.',
    },
    digits: {
      type: 'choice',
      values: ['test', 'train'],
      description: 'Which digits: `test` (default), or `train`, those of the moment.',
    },
    theme,
  },
  properties: {
    trainer: {
      type: "import('./trainer/nib-trainer.js').NibTrainer | null",
      description: 'The trainer that is watched; null: the one that `for` says, or the nearest.',
    },
  },
  methods: {
    svg: { type: '() => string', description: 'The wall as an SVG file.' },
    png: { type: '() => Promise<Blob>', description: 'The wall as a picture.' },
    csv: { type: '() => string', description: 'Its numbers.' },
  },
  events: {},
  parts: {},
  slots: {},
});
