/**
 * Which panels of a lab a visitor has hidden, kept by this browser for this origin under the name
 * in the attribute `keep`. Labs with ids have one list each.
 *
 * @typedef {{keep: string, id: string}} Lab
 */
import { savedText, saveText } from '../../store/texts.js';

/** @param {Lab} lab */
const nameOf = ({ keep, id }) => `nibnet:lab:${keep}${id && `:${id}`}`;

/** @param {Lab} lab @returns {string[]} what is kept and makes no sense counts as nothing */
export function hiddenPanels(lab) {
  try {
    const { hidden } = JSON.parse(savedText(nameOf(lab)) ?? '{}');
    return Array.isArray(hidden) ? hidden.filter((id) => typeof id === 'string') : [];
  } catch {
    return []; // somebody else's, or an older release's
  }
}

/** @param {Lab} lab @param {Iterable<string>} hidden */
export const saveHiddenPanels = (lab, hidden) =>
  saveText(nameOf(lab), JSON.stringify({ hidden: [...hidden] }));
