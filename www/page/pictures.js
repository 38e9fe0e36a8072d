/**
 * Pictures that miss the pad: pasted while nothing has the focus, or dropped beside it. Without
 * this, a dropped one would be opened by the browser in place of the page, and a net in training
 * would be lost.
 */
import { addressIn, fileIn, leadsAway } from '../ink/picture.js';

/** @param {import('../elements/pad/nib-pad.js').NibPad} pad */
export function catchPictures(pad) {
  document.addEventListener(
    'dragover',
    (event) => leadsAway(event) && !takesText(event.target) && event.preventDefault(),
  );
  document.addEventListener('drop', (event) => pass(event, event.dataTransfer));
  document.addEventListener(
    'paste',
    (event) => event.target === document.body && pass(event, event.clipboardData),
  );

  /** @param {Event} event @param {DataTransfer | null} data */
  function pass(event, data) {
    if (event.defaultPrevented) return; // whoever it was dropped on has taken it
    const link = event.type === 'drop' && !takesText(event.target) ? addressIn(data) : null;
    const file = fileIn(data) ?? link;
    if (!file) return;
    event.preventDefault();
    if (!pad.frozen && !pad.matches(':disabled')) void pad.offer(file);
  }
}

/** Whether a link that is dropped there becomes text. @param {EventTarget | null} target */
function takesText(target) {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]');
}
