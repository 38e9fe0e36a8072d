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
  #settings;

  /** @param {View} view @param {Run} run @param {import('./settings.js').Settings} settings */
  constructor(view, run, settings) {
    this.#view = view;
    this.#run = run;
    this.#settings = settings;
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
    const good = Boolean(this.#settings.form?.recipe);
    const { state, isLive, isStopped } = this.#run;
    this.#view.button('start').disabled = !good;
    this.#view.say('why-start', good ? '' : this.#settings.trouble);
    // Switched off under somebody's finger a button would lose the focus, and the next key would be
    // the deck's. Pause hands it on when it goes (`show`).
    const pause = this.#view.button('pause');
    pause.disabled = !isLive && !isStopped && this.#view.root.activeElement !== pause;
    const step = this.#view.button('step');
    const mayStep = state === 'paused' || (good && !isLive);
    step.disabled = !mayStep && this.#view.root.activeElement !== step;
    step.setAttribute('aria-disabled', String(!mayStep));
    this.#view.button('link').disabled = !good;
  }

  /** What is on them, and which are there. */
  show() {
    const { state, error, history, isLive, isStopped } = this.#run;
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
    const pause = this.#view.button('pause');
    this.#view.say('pause', isStopped ? text.goOn : state === 'paused' ? text.resume : text.pause);
    pause.classList.toggle('primary', isLive || isStopped);
    start.classList.toggle('primary', !isStopped);
    pause.hidden = !isLive && !isStopped;
    // The button under somebody's finger went away: the one in its place takes over.
    const stop = this.#view.button('stop');
    stop.disabled = !isLive;
    if (isLive && focused === start) pause.focus();
    if (!isLive && (focused === pause || focused === stop)) (isStopped ? pause : start).focus();
    this.#view.button('model').disabled = !this.#run.last || error?.name === 'LostError';
    for (const id of ['csv', 'json', 'png-accuracy', 'png-loss'])
      this.#view.button(id).disabled = history.length === 0;
    for (const id of ['settings', 'more'])
      this.#view.part(id).classList.toggle('locked-in', isLive);
  }
}
