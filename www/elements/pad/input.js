/** All the ways in which a visitor draws: pointer, keyboard, and pictures from elsewhere. */
import { holdAutoSlide } from '../../host/host-page.js';
import { followPictures } from '../../ink/picture.js';
import { contain } from './contain.js';
import { followKeys } from './keyboard.js';
import { followPointer } from './pointer.js';

/**
 * @param {HTMLElement & {clear(): void, undo(): void, redo(): void,
 *   offer(file: Blob | string): unknown}} pad
 * @param {{surface: HTMLElement, frame: HTMLElement, chooser: HTMLInputElement}} parts
 * @param {import('./paper.js').Paper} paper @param {import('./display.js').Display} display
 * @param {{takes: () => boolean, still: () => boolean}} may  `takes`: it takes drawing now
 * @param {AbortSignal} signal
 */
export function followInput(pad, parts, paper, display, { takes, still }, signal) {
  const { surface, frame, chooser } = parts;
  const { mayBegin, begin, move, end } = paper.hand;
  const ask = (/** @type {() => void} */ method) => () => still() || paper.ask(method);
  followPointer(surface, paper.hand, signal);
  followKeys(
    surface,
    {
      mayBegin,
      begin,
      move,
      end,
      clear: ask(() => pad.clear()),
      undo: ask(() => pad.undo()),
      redo: ask(() => pad.redo()),
      leave: () => surface.blur(),
      changed: (cursor, what) => display.point(cursor, what),
    },
    signal,
  );
  const take = (/** @type {Blob | string} */ file) => pad.offer(file);
  followPictures(pad, frame, chooser, { mayTake: takes, take }, signal);
  contain(pad, surface, takes, signal);
  holdAutoSlide(surface, signal);
}
