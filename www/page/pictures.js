/**
 * Pictures that miss the pad: pasted while nothing has the focus, or dropped beside it. Without
 * this, a dropped one would be opened by the browser in place of the page, and a net in training
 * would be lost.
 */
import { fileIn } from '../ink/picture.js';

/** @param {import('../elements/pad/nib-pad.js').NibPad} pad */
export function catchPictures(pad) {
  document.addEventListener(
    'dragover',
    (event) => event.dataTransfer?.types.includes('Files') && event.preventDefault(),
  );
  document.addEventListener('drop', (event) => pass(event, event.dataTransfer));
  document.addEventListener(
    'paste',
    (event) => event.target === document.body && pass(event, event.clipboardData),
  );

  /** @param {Event} event @param {DataTransfer | null} data */
  function pass(event, data) {
    const file = fileIn(data);
    if (!file) return;
    event.preventDefault();
    if (!pad.frozen && !pad.matches(':disabled')) void pad.offer(file);
  }
}
