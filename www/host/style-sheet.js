/**
 * Style for shadow roots: constructed sheets, which a strict Content-Security-Policy lets through
 * (it blocks `<style>`), and the way back from a token to a colour that a canvas understands.
 *
 * Use: `static styles = [...shared, css]` in an element (elements/base/element.js).
 */
import controls from './controls.css';
import { isDarkAround } from './dark.js';
import theme from './theme.css';

/**
 * Of each window, one sheet per text, shared by every element there.
 * @type {WeakMap<Window, Map<string, CSSStyleSheet>>}
 */
const sheets = new WeakMap();

/**
 * @param {string} css  the text of a style sheet, as imported
 * @param {Window & typeof globalThis} view  of the document where it is used: it can be used in no
 *   other
 * @returns {CSSStyleSheet}
 */
export function sheet(css, view) {
  let texts = sheets.get(view);
  if (!texts) sheets.set(view, (texts = new Map()));
  let made = texts.get(css);
  if (!made) {
    made = new view.CSSStyleSheet();
    made.replaceSync(css);
    texts.set(css, made);
  }
  return made;
}

/** Tokens (theme.css) and controls (controls.css): first in every shadow root of ours. */
export const shared = [theme, controls];

/**
 * What the tokens are worth at this moment inside `root`, as colours for a canvas: `light-dark()`
 * and `var()` resolved.
 *
 * @template {string} Name
 * @param {ShadowRoot} root
 * @param {readonly Name[]} names without the dashes: `['ink', 'grid']`
 * @returns {Record<Name, string>}
 */
export function colours(root, names) {
  const probe = document.createElement('i');
  probe.hidden = true;
  // Else where colours are forced each would be that of text.
  probe.style.setProperty('forced-color-adjust', 'none');
  root.append(probe);
  const style = getComputedStyle(probe);
  const found = /** @type {Record<Name, string>} */ ({});
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = style.color;
  }
  probe.remove();
  return found;
}

/** For a dark page that doesn't say `color-scheme`. */
const DARK = ':host(:not([theme])) { color-scheme: dark }';

/**
 * Calls `changed` when the colours do: the system's theme, a `color-scheme` further up, or a token
 * set by the host. No event tells of the latter two, but a transition of a colour that depends on
 * them does. Also puts the element into dark colours while the page around is dark without saying
 * so.
 *
 * @param {ShadowRoot} root
 * @param {() => void} changed
 * @param {AbortSignal} signal ends the watch
 */
export function watchColours(root, changed, signal) {
  const probes = ['ink', 'paper', 'accent'].map((name) => {
    const probe = document.createElement('i');
    probe.className = 'spoken';
    probe.setAttribute('aria-hidden', 'true');
    probe.style.color = `var(--${name})`;
    probe.style.setProperty('forced-color-adjust', 'none');
    // Longer than none even where reduced motion has taken the duration from everything else.
    probe.style.setProperty('transition', 'color 1ms', 'important');
    return probe;
  });
  root.append(...probes);
  for (const probe of probes) probe.addEventListener('transitionend', changed, { signal });
  const view = root.ownerDocument.defaultView ?? window;
  const dark = sheet(DARK, view);
  const look = () => {
    const others = root.adoptedStyleSheets.filter((each) => each !== dark);
    const isDark = isDarkAround(root.host);
    if (isDark === others.length < root.adoptedStyleSheets.length) return;
    root.adoptedStyleSheets = isDark ? [...others, dark] : others;
  };
  look();
  // What decks and pages do to turn dark: a style sheet that comes late, a class far up.
  view.addEventListener('load', look, { signal });
  const observer = new view.MutationObserver(look);
  for (const watched of [root.ownerDocument.documentElement, root.ownerDocument.body])
    observer.observe(watched, { attributes: true });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    for (const probe of probes) probe.remove();
  });
}
