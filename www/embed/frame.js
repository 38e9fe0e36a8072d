/**
 * For the page around: `<script src="https://…/frame.js"></script>`, once, beside its frames of
 * embed.html. Each becomes as tall as what it shows, and the keys that it doesn't use turn the
 * slides of a deck.
 *
 * It obeys only frames of an embed.html that lies where this script does; where it was copied to
 * another place, `data-from` names the origins: `<script src="frame.js" data-from="https://…">`.
 *
 * A classic script without parts: it may be copied, or written anew from what www/embed/messages.js
 * says.
 */
(() => {
  const MOST_PX = 10_000;
  /**
   * The keys that turn slides, and what decks ask for: `keyCode`.
   * @type {{[key: string]: number}}
   */
  const KEYS = {
    Escape: 27,
    ' ': 32,
    PageUp: 33,
    PageDown: 34,
    End: 35,
    Home: 36,
    ArrowLeft: 37,
    ArrowUp: 38,
    ArrowRight: 39,
    ArrowDown: 40,
  };

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const origins = [
    new URL(script?.src || location.href).origin,
    ...(script?.dataset.from?.split(/\s+/) ?? []),
  ];
  /** Frames that have spoken. @type {WeakMap<object, HTMLIFrameElement>} */
  const known = new WeakMap();

  /**
   * @param {Document | ShadowRoot} root
   * @returns {Generator<HTMLIFrameElement>} in shadow trees too
   */
  function* framesIn(root) {
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLIFrameElement) yield element;
      if (element.shadowRoot) yield* framesIn(element.shadowRoot);
    }
  }

  /** @param {MessageEventSource} source */
  function frameOf(source) {
    const before = known.get(source);
    if (before?.isConnected) return before;
    for (const frame of framesIn(document)) {
      if (frame.contentWindow !== source) continue;
      known.set(source, frame);
      return frame;
    }
    return null;
  }

  /**
   * Whether a frame shows our embed.html.
   * @param {HTMLIFrameElement} frame
   * @param {string} origin of its message
   */
  function isOurs({ src, sandbox }, origin) {
    const { origin: home, pathname } = new URL(src || 'about:blank', document.baseURI);
    if (!origins.includes(home) || !pathname.endsWith('/embed.html')) return false;
    // A sandbox takes its origin from it.
    const isApart = sandbox.length > 0 && !sandbox.contains('allow-same-origin');
    return origin === (isApart ? 'null' : home);
  }

  addEventListener('message', ({ data, source, origin }) => {
    if (data?.source !== 'nibnet' || !source) return;
    const frame = frameOf(source);
    if (!frame || !isOurs(frame, origin)) return;
    const { type, height, key, shiftKey } = data;
    if (type === 'height' && height > 0 && height <= MOST_PX)
      frame.style.height = `${Number(height)}px`;
    if (type === 'key' && Object.hasOwn(KEYS, key)) {
      // `keyCode` isn't among the types any more.
      const init = /** @type {KeyboardEventInit} */ ({
        key,
        code: key === ' ' ? 'Space' : key,
        keyCode: KEYS[key],
        shiftKey: shiftKey === true,
        bubbles: true,
        composed: true,
        cancelable: true,
      });
      frame.dispatchEvent(new KeyboardEvent('keydown', init));
      if (key === 'Escape') frame.blur();
    }
  });
})();
