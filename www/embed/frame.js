/**
 * For the page around: `<script src="https://…/frame.js"></script>`, once, beside its frames of embed.html. Each becomes as
 * tall as what it shows, and the keys that it doesn't use turn the slides of a deck.
 *
 * A classic script without parts: it may be copied, or written anew from what www/embed/messages.js says.
 */
(() => {
  /** A frame that asks for more than this has lost its mind. */
  const MOST_PX = 20_000;

  addEventListener('message', ({ data, source }) => {
    if (data?.source !== 'nibnet') return;
    const frame = [...document.querySelectorAll('iframe')].find(
      ({ contentWindow }) => contentWindow === source,
    );
    if (!frame) return; // somebody else, who says that he is one of ours
    if (data.type === 'height' && data.height > 0 && data.height <= MOST_PX)
      frame.style.height = `${data.height}px`;
    if (data.type === 'key') {
      const { key, code, keyCode, shiftKey } = data;
      // Decks ask for `keyCode`, which types have forgotten.
      const init = /** @type {KeyboardEventInit} */ ({
        key,
        code,
        keyCode,
        shiftKey,
        bubbles: true,
        cancelable: true,
      });
      frame.dispatchEvent(new KeyboardEvent('keydown', init));
      if (key === 'Escape') frame.blur();
    }
  });
})();
