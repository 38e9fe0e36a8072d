/**
 * Light, dark, or as the system says: a button that goes round, and remembers where it may.
 */
import { icon } from '../host/nodes.js';
import { page as words } from '../text/en/reading.js';
import { onLanguage } from '../text/language.js';

const KEY = 'nibnet-theme';
const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);
/** @typedef {typeof THEMES[number]} Theme */

/** Icons, 24 units square. @type {Record<Theme, string>} */
const ICONS = {
  auto: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M5 19l1.5-1.5M17.5 6.5 19 5',
  dark: 'M20 14A8.5 8.5 0 0 1 10 4a8.5 8.5 0 1 0 10 10z',
};

/** @param {HTMLButtonElement} button */
export function offerThemes(button) {
  let theme = remembered();
  const picture = icon(ICONS[theme]);
  const path = /** @type {SVGPathElement} */ (picture.firstElementChild);
  button.append(picture);

  const show = () => {
    // Both elements follow: `color-scheme` goes down into shadow trees.
    document.documentElement.style.colorScheme = theme === 'auto' ? '' : theme;
    path.setAttribute('d', ICONS[theme]);
    path.style.fill = theme === 'dark' ? 'currentColor' : '';
    button.setAttribute('aria-label', words.theme(words.themes[theme]));
    button.title = words.theme(words.themes[theme]);
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    show();
    remember(theme);
  });
  onLanguage(show);
  show();
}

/** @returns {Theme} */
function remembered() {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'auto';
  } catch {
    return 'auto'; // a sandboxed frame has no storage, and says so by throwing
  }
}

/** @param {Theme} theme */
function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it lasts as long as the page.
  }
}
