/**
 * A text from outside (a link, a file's name, an engine's complaint about either), no longer than
 * is read: the browser lays out a word of 50,000 letters for seconds. Of a longer one the middle is
 * left out, since files' names have their kind at the end.
 * @param {string} text @param {number} [most]
 */
export function cut(text, most = 80) {
  if (text.length <= most) return text;
  const end = Math.min(12, most >> 2);
  return `${whole(text.slice(0, most - end - 1))}…${whole(text.slice(-end))}`;
}

/** Without the half of a letter at an end. @param {string} text */
const whole = (text) => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
