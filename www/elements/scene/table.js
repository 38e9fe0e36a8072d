import { theme } from '../base/table.js';

/** @typedef {import('../base/table.js').Table} Table */

export default /** @type {const} @satisfies {Table} */ ({
  tag: 'nib-scene',
  name: 'NibScene',
  path: './scene/nib-scene.js',
  summary:
    'Plays a scene with the pad and the trainer inside it, the same every time: a digit is drawn ' +
    'stroke by stroke, the answer shows, a net trains for a number of steps.',
  details:
    'The first part waits for `next()` as well. Copies of a slide play nothing: they show the ' +
    'scene’s first drawing.',
  attributes: {
    script: {
      type: 'string',
      own: true,
      description:
        'What is played, as JSON; or as text in a `<script type="application/json">` inside.',
    },
    clicker: {
      type: 'boolean',
      description:
        'The clicker’s keys go on and back before the deck turns the slide, in the speaker’s window too.',
    },
    'clicker-keys': {
      type: 'string',
      description:
        'The keys of `clicker` where they aren’t the usual ones: those that go on, a bar, those ' +
        'that go back, by their names in the browser. The usual ones are ' +
        '`PageDown ArrowRight ArrowDown Space | PageUp ArrowLeft ArrowUp`.',
    },
    theme,
  },
  properties: {
    index: { type: 'number', readonly: true, description: 'How many parts played or play.' },
    count: { type: 'number', readonly: true, description: 'How many parts there are.' },
    playing: { type: 'boolean', readonly: true, description: 'Whether a part plays.' },
    settled: {
      type: 'Promise<void>',
      readonly: true,
      description: 'Resolves when what was begun stands still.',
    },
  },
  methods: {
    next: {
      type: '() => boolean',
      description:
        'Plays the next part, up to a "pause"; while one plays, goes to its end. Whether there ' +
        'was something to play.',
    },
    previous: {
      type: '() => boolean',
      description:
        'The scene as it stood a part earlier; what was trained is trained again, to the same ' +
        'bits. Whether there was one.',
    },
    restart: { type: '() => void', description: 'To the beginning, before the first part.' },
  },
  events: {
    'nib-scene': {
      detail: '{index: number, count: number, playing: boolean}',
      description: 'A part begins, or stands still.',
    },
    'nib-error': { detail: '{error: Error}', description: 'What went wrong; it is said as well.' },
  },
  parts: { caption: 'what the scene says' },
  slots: { '': 'the pad and the trainer, and anything else' },
});
