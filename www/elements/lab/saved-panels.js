/**
 * Which panels of a lab a visitor has hidden, kept by this browser for this origin under the name
 * in the attribute `keep`.
 */
import { savedText, saveText } from '../../store/texts.js';

const PREFIX = 'nibnet:lab:';

/** @param {string} name @returns {string[]} what is kept and makes no sense counts as nothing */
export function hiddenPanels(name) {
  try {
    const { hidden } = JSON.parse(savedText(PREFIX + name) ?? '{}');
    return Array.isArray(hidden) ? hidden.filter((id) => typeof id === 'string') : [];
  } catch {
    return []; // somebody else's, or an older release's
  }
}

/** @param {string} name @param {Iterable<string>} hidden */
export const saveHiddenPanels = (name, hidden) =>
  saveText(PREFIX + name, JSON.stringify({ hidden: [...hidden] }));
