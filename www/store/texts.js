/**
 * Short texts that this browser keeps for this origin. What can't be kept (a sandboxed frame has no
 * storage and says so by throwing; it may be full) is there as long as the page is.
 */

/** @type {Map<string, string>} */
const memory = new Map();

/** @param {string} key @returns {string | null} */
export function savedText(key) {
  let kept = memory.get(key) ?? null;
  try {
    kept ??= localStorage.getItem(key);
  } catch {
    // No storage for this page.
  }
  return kept;
}

/** @param {string} key @param {string} text */
export function saveText(key, text) {
  memory.set(key, text);
  try {
    localStorage.setItem(key, text);
  } catch {
    // Full, or none: memory has it.
  }
}
