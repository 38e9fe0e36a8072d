/**
 * The trainer's buttons: what each does, and when it can be pressed.
 *
 * @typedef {import('../../engine/page/run.js').Run} Run
 * @typedef {import('./view.js').View} View
 */
import { EngineError } from '../../engine/page/engine.js';
import { trainer as text } from '../../text/en/training.js';

export class Buttons {
  #view;
  #run;
  #mayStart;

  /** @param {View} view @param {Run} run @param {() => boolean} mayStart */
  constructor(view, run, mayStart) {
    this.#view = view;
    this.#run = run;
    this.#mayStart = mayStart;
  }

  /**
   * Buttons do what the methods do; what goes wrong is said on the page and not thrown at nobody.
   * @param {string} id @param {() => unknown} act
   */
  on(id, act) {
    this.#view.part(id).addEventListener('click', async () => {
      try {
        this.#view.say('note', '');
        await act();
      } catch (error) {
        // A run that failed and an engine that is missing have said so in their own places.
        if (error === this.#run.error || error instanceof EngineError) return;
        this.#view.say('note', /** @type {Error} */ (error).message);
      }
    });
  }

  /** Which can be pressed. */
  enable() {
    const good = this.#mayStart();
    const { state, isLive } = this.#run;
    this.#view.button('start').disabled = !good;
    this.#view.button('pause').disabled = !isLive;
    const step = this.#view.button('step');
    const mayStep = state === 'paused' || (good && !isLive);
    // Switched off under somebody's finger it would lose the focus, and the next key would be the
    // deck's.
    step.disabled = !mayStep && this.#view.root.activeElement !== step;
    step.setAttribute('aria-disabled', String(!mayStep));
    this.#view.button('link').disabled = !good;
  }

  /** What is on them, and which are there. */
  show() {
    const { state, error, history, isLive } = this.#run;
    const start = this.#view.button('start');
    this.#view.say(
      'start',
      error?.name === 'LostError'
        ? text.startAgain
        : state === 'idle'
          ? text.start
          : text.startAnew,
    );
    const focused = this.#view.root.activeElement;
    start.hidden = isLive;
    this.#view.say('pause', state === 'paused' ? text.resume : text.pause);
    this.#view.button('pause').classList.toggle('primary', isLive);
    this.#view.button('pause').hidden = !isLive;
    this.#view.button('stop').disabled = !isLive;
    // The button under somebody's finger went away: the one in its place takes over.
    if (isLive && focused === start) this.#view.button('pause').focus();
    if (!isLive && (focused === this.#view.part('pause') || focused === this.#view.part('stop')))
      start.focus();
    this.#view.button('model').disabled = !this.#run.last || error?.name === 'LostError';
    for (const id of ['csv', 'json', 'png-accuracy', 'png-loss'])
      this.#view.button(id).disabled = history.length === 0;
    for (const id of ['settings', 'more'])
      this.#view.part(id).classList.toggle('locked-in', isLive);
  }
}
