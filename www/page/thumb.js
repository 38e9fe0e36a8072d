/**
 * The bar at a phone's lower edge: Train (then Pause, Resume) one thumb away while the trainer
 * itself is out of sight.
 */
import { page as words } from '../text/en/reading.js';
import { onLanguage } from '../text/language.js';

/** @typedef {import('../elements/trainer/nib-trainer.js').NibTrainer} NibTrainer */

/** @param {HTMLElement} bar @param {NibTrainer} trainer */
export function followTrainer(bar, trainer) {
  const act = /** @type {HTMLButtonElement} */ (bar.querySelector('#thumb-act'));
  const state = /** @type {HTMLElement} */ (bar.querySelector('#thumb-state'));

  new IntersectionObserver(([entry]) => (bar.hidden = entry.isIntersecting), {
    rootMargin: '0px 0px -120px', // in sight is more than its upper edge
  }).observe(trainer);

  const show = () => {
    act.textContent = words.thumb[trainer.state];
    act.disabled = trainer.state === 'loading';
    if (trainer.state === 'idle') state.textContent = '';
  };
  act.addEventListener('click', () => {
    const done =
      trainer.state === 'running'
        ? trainer.pause()
        : trainer.state === 'paused'
          ? trainer.resume()
          : trainer.start();
    done.catch(() => trainer.scrollIntoView()); // the trainer says there what went wrong
  });
  trainer.addEventListener('nib-state', show);
  onLanguage(show);
  trainer.addEventListener('nib-progress', (event) => {
    const { step, steps, testAccuracy } = /** @type {CustomEvent} */ (event).detail;
    state.textContent = words.thumbState(step, steps, testAccuracy);
  });
  show();
}
