/** Time to think better of it. */
const SURE_MS = 4_000;

/**
 * A button that can't be undone asks once more, in place, before it acts: a dialog may be forbidden
 * in a frame.
 * @param {HTMLButtonElement} button
 * @param {{words: () => string, asks: () => string, act: () => void}} what  `words`: what is on it;
 *   `asks`: the question
 */
export function askTwice(button, { words, asks, act }) {
  let timer = 0;
  button.addEventListener('click', () => {
    const isSure = timer !== 0;
    clearTimeout(timer);
    timer = 0;
    button.textContent = isSure ? words() : asks();
    if (isSure) return act();
    timer = window.setTimeout(() => {
      timer = 0;
      button.textContent = words();
    }, SURE_MS);
  });
}
