import { theme } from '../base/table.js';

/** @typedef {import('../base/table.js').Table} Table */

export default /** @type {const} @satisfies {Table} */ ({
  tag: 'nib-pad',
  name: 'NibPad',
  path: './pad/nib-pad.js',
  summary: 'Draw a digit, and see what the net makes of it while you draw.',
  details:
    'Drawing works before the net has arrived. A picture that is dropped or pasted on the pad is ' +
    'read as well. Nothing is fetched before the pad is seen. Copies of a slide, as decks make ' +
    'them for overview and speaker, are still pictures; so is print.',
  attributes: {
    'model-url': {
      type: 'string',
      description: 'Address of a .nib file; it counts from the page. Default: the shipped net.',
    },
    'data-url': {
      type: 'string',
      description:
        'Address of the digits’ manifest, for teaching and the nearest digits; it counts from ' +
        'the script. Default: `data/mnist.json`.',
    },
    frozen: { type: 'boolean', description: 'Shows a drawing and takes none.' },
    compact: { type: 'boolean', description: 'Paper and bars alone.' },
    erasing: { type: 'boolean', description: 'The pen rubs out.' },
    why: {
      type: 'boolean',
      description:
        'Shows what speaks for the digit and against it, what the preparation of the image does, ' +
        'and the nearest training digits.',
    },
    teachable: {
      type: 'boolean',
      description: 'Asks what a drawing was; the net that reads learns it.',
    },
    unanswered: { type: 'boolean', description: 'Keeps the answer to itself.' },
    sample: {
      type: 'integer',
      max: 9,
      description: 'The digit that is on the paper at first, and after a reset of the form.',
    },
    keep: {
      type: 'string',
      description:
        'Name under which this browser keeps the drawing, for the next visit and for printing.',
    },
    theme,
    name: { type: 'string', description: 'Name in a `<form>`.' },
    form: {
      type: 'string',
      own: true,
      description:
        'Id of the form it belongs to, where that isn’t around it. The property gives the form.',
    },
    required: { type: 'boolean', description: 'An empty pad is `valueMissing`.' },
    disabled: {
      type: 'boolean',
      description:
        'Takes no drawing, no picture, no lesson and no focus, and isn’t sent with the form; a ' +
        '`<fieldset disabled>` around it does the same.',
    },
  },
  properties: {
    strokes: {
      type: 'number[][][]',
      description:
        'What is drawn: `[[[x, y, pressure?], …], …]`; the pad’s side is 1, y goes down. A copy.',
    },
    image: {
      type: 'Uint8Array | null',
      description:
        'What the net sees, 28 × 28 bytes. Set, it lies on the paper as it is, to be drawn on ' +
        'and rubbed out.',
    },
    label: {
      type: 'number | null',
      readonly: true,
      description: 'Which digit `putImage` has laid on the paper, where it was told.',
    },
    prediction: {
      type: "import('./pad/bars.js').Prediction | null",
      readonly: true,
      description:
        'What was read: `{digit, confidence, probabilities, verdict, digits}`; null: nothing is ' +
        'drawn. `verdict` is `digit`, `unsure` (no digit is likely enough), `dot`, `scribble`, ' +
        '`several` (`digits`, from left to right), or `none`: a picture without a digit (`reason`: ' +
        '`blank`, `surface`, `pattern` or `unlike`).',
    },
    reader: {
      type: '{step: number | null} | null',
      readonly: true,
      description: 'Which net reads: the training step, null for the shipped one. Null: none yet.',
    },
    value: {
      type: 'string',
      description:
        'The digit, or `42` side by side; empty where nothing sure was read. Set to an empty ' +
        'string, it clears the paper; set to a digit, it lays a sample of it on the paper.',
    },
    labels: { type: 'NodeList', readonly: true, description: 'As of any field.' },
    validity: {
      type: 'ValidityState',
      readonly: true,
      description: '`valueMissing`, or `badInput`: drawn, and not read as a digit.',
    },
    validationMessage: { type: 'string', readonly: true, description: 'As of any field.' },
    willValidate: { type: 'boolean', readonly: true, description: 'As of any field.' },
  },
  methods: {
    clear: { type: '() => void', description: 'Empties the paper.' },
    undo: { type: '() => void', description: 'Takes the last step back.' },
    redo: { type: '() => void', description: 'Does it again.' },
    putImage: {
      type: '(image: Uint8Array, label?: number | null) => void',
      description: 'Lays an image on the paper, as `image` does, and says which digit it is.',
    },
    drawSample: {
      type: '(digit?: number) => void',
      description: 'Draws a digit, stroke by stroke. Default: the next of ten.',
    },
    preview: {
      type: '(strokes: number[][][]) => void',
      description: 'Shows and reads a drawing that is still on its way: no step to undo.',
    },
    readPicture: {
      type:
        "(source: import('../ink/picture.js').Source) => " +
        "Promise<import('./pad/bars.js').Prediction | null>",
      description:
        'Lays a picture on the paper and reads it. Rejects with a `PictureError` where it is ' +
        'none, and with an `AbortError` where something was drawn meanwhile.',
    },
    offer: {
      type: '(file: Blob) => Promise<void>',
      description:
        'The same for a visitor’s file, or reads with the net of a .nib or .safetensors file; ' +
        'what is wrong with it is said on the pad.',
    },
    adopt: {
      type: "(net: import('./pad/reader.js').Net) => Promise<void>",
      description:
        'Reads with a net from now on, as the event `nib-net` brings it, unless the visitor has ' +
        'chosen another. Rejects where its weights can’t be used; the net that read before reads on.',
    },
    useShipped: {
      type: '() => void',
      description:
        'Reads with the shipped net again, as it came; a net that was handed over is gone.',
    },
    teach: {
      type: "(digit: number) => Promise<import('./pad/teach.js').Lesson>",
      description: 'The drawing was this digit: the net that reads learns it.',
    },
    checkValidity: { type: '() => boolean', description: 'As of any field.' },
    reportValidity: { type: '() => boolean', description: 'As of any field.' },
    focus: { type: '(options?: FocusOptions) => void', description: 'Goes to the paper.' },
  },
  events: {
    'nib-ready': { detail: 'null', description: 'The net has arrived.' },
    'nib-guess': {
      detail: "import('./pad/bars.js').Prediction | null",
      description: 'Another reading than before; null: the paper is empty.',
    },
    'nib-taught': {
      detail: "import('./pad/teach.js').Lesson",
      description:
        'A lesson is over: `{digit, kept, before, now}`; `kept` digits are kept here, read ' +
        '`before` and `now`.',
    },
    'nib-now': {
      detail: 'null',
      description:
        'The visitor has pressed “Back to now” while the pad read with the net of an earlier ' +
        'step. A `<nib-lab>` does so.',
    },
    'nib-error': { detail: '{error: Error}', description: 'What went wrong; it is said as well.' },
    input: {
      detail: '',
      description: 'In a form: the visitor’s hand changed the value. Not sent for scripts.',
    },
    change: { detail: '', description: 'The same, once the pen is up.' },
  },
  parts: {
    pad: 'the paper',
    tools: 'the buttons below it',
    teach: 'the row that asks what a drawing was',
    view: 'the 28 × 28 image',
    answer: 'the sentence',
    nets: 'which net reads',
    bars: 'the ten probabilities',
    reasons: 'what shows with `why`',
    history: 'the strip of what the net in training read',
  },
  slots: {},
});
