/**
 * The English sentences of the pad and of the page around it, which every visitor fetches; those of
 * teaching and of training are beside this file. One section for each speaker. Each section speaks
 * the language of the moment, and English where a translation lacks a sentence (language.js).
 * Short, plain, second person; an error says what happened and what to do.
 */

import { live } from '../language.js';
import { count, percent } from '../numbers.js';
import { file } from './parts.js';

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
    unread: 'Not read yet',
    noDigit: 'No digit found.',
    dot: 'Just a dot.',
    scribble: 'This does not look like a digit.',
    /** They touch each other, or not all can be read. */
    several: 'Several digits, but some are hard to read.',
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
  /** @param {number} label */
  itIs: (label) => `It is ${label === 8 ? 'an' : 'a'} ${label}.`,
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
  loading: 'Loading the net…',
  nobody: 'No net is loaded yet.',
  /** Which net reads. */
  nets: {
    group: 'Which net reads',
    /** @param {string} name */
    readBy: (name) => `Read by ${name}.`,
    /** @param {number | null} accuracy */
    own: (accuracy) => `nibnet’s own${withAccuracy(accuracy)}`,
    /** @param {number | null} accuracy */
    page: (accuracy) => `this page’s net${withAccuracy(accuracy)}`,
    taught: 'taught by you',
    /** @param {number} accuracy */
    yours: (accuracy) => `yours, ${percent(accuracy)}`,
    /** @param {number} step @param {number | null} accuracy */
    yoursAt: (step, accuracy) => `yours, step ${count(step)}${withAccuracy(accuracy)}`,
    yoursTaught: 'yours, taught by you',
    /** @param {string} name @param {number | null} accuracy */
    file: (name, accuracy) => name + withAccuracy(accuracy),
    /** @param {number} step */
    lookingBack: (step) => `You are looking at step ${count(step)}.`,
    now: 'Back to now',
  },
  historyHint: 'Train a net, and watch it learn your digit here.',
  /** @param {number} from @param {number} to */
  historyCaption: (from, to) => `How it read your digit, step ${count(from)} to ${count(to)}`,
  historyEmpty: 'How the net in training reads your drawing: no readings yet.',
  /**
   * @param {{step: number, prediction: {digit: number, confidence: number}}} first
   * @param {{step: number, prediction: {digit: number, confidence: number}}} last
   */
  history: (first, last) =>
    `How the net in training reads your drawing: ${spot(first)}, ${spot(last)}.`,
  /** @param {string} reason a sentence */
  notLoaded: (reason) => `You can draw, but no net reads it: ${reason}`,
  /** @param {string} reason */
  notWhole: (reason) =>
    `Part of this page did not load, so teaching or “Why?” is missing: reload the page. (${reason})`,
  /** @param {string} reason a sentence */
  notRead: (reason) => `The net could not read this drawing: ${reason}`,
  /** @param {string} reason a sentence */
  notAdopted: (reason) => `This net can’t read: ${reason}`,
  retry: 'Try again',
});

/** @param {number | null} accuracy  null: unknown */
function withAccuracy(accuracy) {
  return accuracy === null ? '' : `, ${percent(accuracy)}`;
}

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
