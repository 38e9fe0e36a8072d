/**
 * Writes a text to the page where it says something else than before: what is written anew the
 * browser lays out anew, the same or not.
 * @param {Element} place @param {string} text
 */
export function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
