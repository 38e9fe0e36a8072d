/**
 * The English sentences of teaching the pad and of its reasons, fetched when they are asked for.
 */

import { live } from '../language.js';
import { count, figures } from '../numbers.js';

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
    'Your digit is kept, but another net reads now: pause the training, then teach it again.',
  /** @param {string} reason a sentence */
  failed: (reason) =>
    `The digit is kept, but not learnt: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  /** @param {number} right @param {number} all */
  learntAll: (right, all) => `It reads ${count(right)} of your ${count(all)} digits right.`,
  nothingLeft: 'It has forgotten your digits, and reads as it did at first.',
  /** @param {number} digit */
  last: (digit) => `Last lesson: ${digit}.`,
  forget: 'Forget it',
  forgotten: 'Forgotten: it reads as before.',
  relearnt: 'It has learnt what you changed.',
  /** @param {string} reason a sentence */
  notRelearnt: (reason) =>
    `It could not learn your other digits again, and reads as it did at first: ${reason}`,
  /** @param {string} reason */
  notKept: (reason) =>
    `Your digits could not be read or kept: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  forgets: 'This browser keeps nothing for this page: your digits are gone when you leave it.',
  noDigit: 'What a drawing was is a whole number from 0 to 9.',
  nothing: 'Draw a digit first, then say what it was.',
  busy: 'It is still learning the last digit.',
  /** @param {number} n */
  kept: (n) => `Your digits: ${count(n)}`,
  privacy: 'They are kept in this browser and nowhere else. Delete one, and the net forgets it.',
  /** @param {number} n */
  newest: (n) => `Shown are the newest ${count(n)}.`,
  list: 'Digits that you taught',
  /** @param {number} digit */
  label: (digit) => `A ${digit}: what it was`,
  /** @param {number} digit */
  remove: (digit) => `Delete this ${digit}, and the net forgets it`,
  reallyRemove: 'Forget it?',
  again: 'Teach it these',
  strokes: 'Strokes (.jsonl)',
  strokesHint: 'Download what you drew, one digit a line',
  images: 'Images (IDX)',
  imagesHint: 'Download the images and their labels, as two files in the format of MNIST',
  deleteAll: 'Delete all',
  /** @param {number} n */
  reallyDelete: (n) => `Delete ${count(n)} and forget ${n === 1 ? 'it' : 'them'}?`,
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
    `Without what you left out, the net would read ${digit}: ${percent}\u00a0%.`,
  nothingLeft: 'Then nothing of your drawing is left.',
  drawingsOnly: 'Draw a digit to see this; pictures are prepared in another way.',
  none: '–',
  nearestTitle: 'The digits it finds most like yours',
  ask: 'Look for them',
  askHint: 'Fetches some thousand digits of its training, and compares them with yours',
  searching: 'Looking…',
  drawFirst: 'Draw a digit first.',
  /** @param {number} all */
  found: (all) =>
    `The nearest of ${count(all)} training digits, as the net’s last layer sees them.`,
  /** @param {string} reason a sentence */
  notFound: (reason) => `They could not be looked for: ${reason}`,
  /** @param {number} label */
  neighbour: (label) => `A ${label} of the training digits`,
  /** @param {number} distance */
  distance: (distance) => `${figures(distance)} away`,
  distanceHint: 'How far apart the two are for the net’s last layer: the nearer, the more alike',
});
