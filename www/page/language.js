/**
 * The page's language: the one that was chosen here before, else the browser's. The menu changes
 * it; `<html lang>` says it to the elements, to screen readers and to the browser.
 */
import { page as words } from '../text/en/reading.js';
import {
  followLanguage,
  language,
  languageFor,
  NAMES,
  onLanguage,
  preferred,
} from '../text/language.js';
import '../text/translations.js';

const KEY = 'nibnet-language';
const html = document.documentElement;

html.lang = remembered() ?? preferred();
/** The language of the page is loaded, or can't be: what is written before would be in English. */
export const spoken = followLanguage(html, new AbortController().signal);
translate();
onLanguage(translate);

/** @param {HTMLSelectElement} menu */
export function offerLanguages(menu) {
  menu.replaceChildren(...Object.entries(NAMES).map(([code, name]) => new Option(name, code)));
  for (const option of menu.options) option.lang = option.value; // each is its own name
  const show = () => {
    menu.value = language();
    menu.setAttribute('aria-label', words.language);
    menu.title = words.language;
  };
  menu.addEventListener('change', () => {
    html.lang = menu.value;
    remember(menu.value);
  });
  onLanguage(show);
  show();
}

/** What index.html says: each such element names its sentence. */
function translate() {
  const sentences = /** @type {{[key: string]: string}} */ (words.html);
  for (const element of document.querySelectorAll('[data-text]')) {
    const text = sentences[/** @type {HTMLElement} */ (element).dataset.text ?? ''];
    if (element instanceof HTMLMetaElement) element.content = text;
    else element.textContent = text;
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute(
      'aria-label',
      sentences[/** @type {HTMLElement} */ (element).dataset.label ?? ''],
    );
  }
}

/** @returns {string | null} */
function remembered() {
  try {
    return languageFor(localStorage.getItem(KEY) ?? '');
  } catch {
    return null; // a sandboxed frame has no storage, and says so by throwing
  }
}

/** @param {string} code */
function remember(code) {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // Then it lasts as long as the page.
  }
}
