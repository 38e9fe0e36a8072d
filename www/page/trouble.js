/**
 * What nobody caught becomes a sentence on the page, with a way on; never a page that silently
 * stands still.
 */
import { page as words } from '../text/en/reading.js';

/** @param {HTMLElement} place with a paragraph and the buttons #reload and #dismiss */
export function showTroubles(place) {
  const sentence = place.querySelector('p');
  /** @param {string} text */
  const show = (text) => {
    if (sentence) sentence.textContent = text;
    place.hidden = false;
  };
  place.querySelector('#reload')?.addEventListener('click', () => location.reload());
  place.querySelector('#dismiss')?.addEventListener('click', () => (place.hidden = true));

  addEventListener('error', ({ message }) => {
    // Chromium's way to say that a size will be told a frame later.
    if (!message.startsWith('ResizeObserver loop')) show(words.unexpected(message));
  });
  addEventListener('unhandledrejection', ({ reason }) => {
    if (reason?.name === 'AbortError') return; // somebody's own wish
    show(words.unexpected(reason instanceof Error ? reason.message : String(reason)));
  });
  return show;
}
