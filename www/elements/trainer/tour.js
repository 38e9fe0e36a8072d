/**
 * <nib-trainer lesson="ladder">: the rungs of the tutorial "TensorFlow and deep learning, without a
 * PhD", one after the other. Next starts to train the next rung, Previous the one before, and a
 * sentence says what changed and why it helps; beside it stands what each rung has read of the test
 * digits so far. With `clicker` a presenter's clicker turns them.
 *
 * A rung is a recipe. What isn't given is the preset's; the trainer's `seed` and `lesson-steps`
 * hold for all.
 */

import { followClicker } from '../../host/clicker.js';
import { isCopy } from '../../host/host-page.js';
import { button } from '../../host/nodes.js';
import { lesson as words } from '../../text/en/training.js';
import { write } from '../../text/write.js';

/**
 * @typedef {HTMLElement & {
 *   lesson: string, seed: number | null, lessonSteps: number | null, clicker: boolean, clickerKeys:
 *   string, recipe: any, start(recipe: Recipe): Promise<unknown>, next(): boolean, previous():
 *   boolean,
 * }} Trainer  as far as a lesson needs it
 */
/** @typedef {import('./form.js').Recipe} Recipe */
/** @typedef {{rung: keyof typeof words.ladder, recipe: Recipe}} Rung */
/**
 * @typedef {{
 *   lesson: string, rung: string, index: number, count: number, title: string, sentence: string,
 * }} Told
 */

/** @type {Readonly<Record<string, readonly Rung[]>>} */
export const LESSONS = {
  ladder: [
    { rung: 'softmax', recipe: { preset: 'softmax' } },
    { rung: 'sigmoid', recipe: { preset: 'mlp-sigmoid' } },
    { rung: 'relu', recipe: { preset: 'mlp-relu', learningRate: { constant: 0.002 } } },
    { rung: 'decay', recipe: { preset: 'mlp-relu' } },
    { rung: 'dropout', recipe: { preset: 'mlp-dropout' } },
    { rung: 'convolution', recipe: { preset: 'conv' } },
    { rung: 'filters', recipe: { preset: 'conv-dropout' } },
    { rung: 'norm', recipe: { preset: 'conv-bn' } },
  ],
};

/**
 * @param {Rung} rung @param {number | null} seed
 * @param {number | null} steps  as the attributes say, null where they don't @returns {Recipe}
 */
export function recipeOf({ recipe }, seed, steps) {
  return {
    ...recipe,
    ...(seed === null ? {} : { seed }),
    ...(steps === null ? {} : { steps }),
  };
}

export class Lesson {
  #trainer;
  #place;
  #tell;
  /** The rung that trains; -1: none has begun. */
  #index = -1;
  /** What each rung has read best, as far as it was trained. @type {(number | null)[]} */
  #best = [];
  #name = '';
  #title = document.createElement('strong');
  #sentence = document.createElement('p');
  #list = document.createElement('ol');
  #previous = button(words.previous, '', '');
  #next = button(words.next, '', '');

  /**
   * @param {Trainer} trainer @param {import('./view.js').View} view
   * @param {(told: Told) => void} tell
   */
  constructor(trainer, view, tell) {
    this.#trainer = trainer;
    this.#place = view.part('lesson');
    this.#tell = tell;
    this.#sentence.setAttribute('aria-live', 'polite');
    this.#list.setAttribute('aria-label', words.list);
    this.#next.className = 'primary';
    this.#previous.addEventListener('click', () => this.previous());
    this.#next.addEventListener('click', () => this.next());
    const turn = document.createElement('div');
    turn.className = 'turn';
    turn.append(this.#previous, this.#next);
    this.#place.append(this.#title, this.#sentence, this.#list, turn);
  }

  get #rungs() {
    return LESSONS[this.#name] ?? [];
  }

  /** @param {AbortSignal} signal */
  follow(signal) {
    followClicker(this.#trainer, signal);
    this.#trainer.addEventListener('nib-progress', (event) => this.#score(event), { signal });
  }

  /** The attribute has changed. */
  turn() {
    const name = this.#trainer.lesson;
    if (name === this.#name) return;
    this.#name = name;
    this.#index = -1;
    this.#best = this.#rungs.map(() => null);
    this.#place.hidden = name === '';
    this.#list.replaceChildren(...this.#rungs.map(({ rung }) => entry(words.ladder[rung].title)));
    this.#show();
  }

  /** Another language is spoken. */
  translate() {
    this.#list.setAttribute('aria-label', words.list);
    write(this.#previous, words.previous);
    this.#list.replaceChildren(...this.#rungs.map(({ rung }) => entry(words.ladder[rung].title)));
    this.#show();
  }

  /** @returns {boolean} whether there was one */
  next() {
    return this.#go(this.#index + 1);
  }

  /** @returns {boolean} whether there was one */
  previous() {
    return this.#go(this.#index - 1);
  }

  /** @param {number} index */
  #go(index) {
    const rung = this.#rungs[index];
    if (!rung) return false;
    this.#index = index;
    this.#best[index] = null;
    this.#show();
    const { title, sentence } = words.ladder[rung.rung];
    this.#tell({
      lesson: this.#name,
      rung: rung.rung,
      index,
      count: this.#rungs.length,
      title,
      sentence,
    });
    if (!isCopy(this.#trainer)) {
      const { seed, lessonSteps } = this.#trainer;
      const recipe = recipeOf(rung, seed, lessonSteps);
      // What goes wrong is said by the trainer; that the next rung took this one's place is not
      // wrong.
      this.#trainer.start(recipe).catch(() => {});
    }
    return true;
  }

  /** @param {Event} event */
  #score(event) {
    const { bestTestAccuracy } = /** @type {CustomEvent} */ (event).detail;
    if (
      this.#index < 0 ||
      bestTestAccuracy === null ||
      bestTestAccuracy === this.#best[this.#index]
    )
      return;
    // Somebody has chosen another net: that is no rung.
    if (this.#trainer.recipe?.preset !== this.#rungs[this.#index].recipe.preset) return;
    this.#best[this.#index] = bestTestAccuracy;
    this.#show();
  }

  #show() {
    const rungs = this.#rungs;
    const rung = rungs[this.#index];
    const text = rung ? words.ladder[rung.rung] : null;
    write(
      this.#title,
      text ? words.at(this.#index + 1, rungs.length, text.title) : words.before(rungs.length),
    );
    write(this.#sentence, text ? text.sentence : words.begin);
    [...this.#list.children].forEach((item, i) => {
      item.toggleAttribute('data-now', i === this.#index);
      if (i === this.#index) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
      const best = this.#best[i];
      write(
        /** @type {HTMLElement} */ (item.lastElementChild),
        best === null ? '' : words.reads(best),
      );
    });
    this.#previous.disabled = this.#index <= 0;
    this.#next.disabled = this.#index >= rungs.length - 1;
    write(this.#next, this.#index < 0 ? words.first : words.next);
  }
}

/** @param {string} title */
function entry(title) {
  const item = document.createElement('li');
  const [name, reads] = [document.createElement('span'), document.createElement('b')];
  name.textContent = title;
  item.append(name, ' ', reads);
  return item;
}
