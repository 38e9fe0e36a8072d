/**
 * What may be changed while a run goes on: learning rate, dropout, batch. Each is told to the net
 * from its next step on.
 *
 * The rate's slider counts in powers of ten of what the schedule says.
 */
import { trainer as text } from '../../text/en/training.js';
import { percent, rate } from '../../text/numbers.js';
import { numberIn } from '../../text/typed.js';

/** From a hundredth of the schedule's rate to thirty times as much. */
const [LEAST, MOST] = [-2, 1.5];

/** The factor of a slider's place: powers of ten. @param {number} place */
export const factorAt = (place) => Number((10 ** place).toPrecision(3));

/** @param {number} factor */
export const placeOf = (factor) => Math.min(Math.max(Math.log10(factor), LEAST), MOST);

export class Live {
  #view;
  #change;
  #recipe = '';
  /** What `show` was told last. @type {[live: boolean, recipe: any]} */
  #told = [false, null];

  /**
   * @param {import('./view.js').View} view
   * @param {(change: {rateFactor?: number, keep?: number, batch?: number}) => Promise<void>} change
   */
  constructor(view, change) {
    this.#view = view;
    this.#change = change;
    const factor = view.input('live-rate');
    factor.addEventListener('input', () => this.#say());
    factor.addEventListener('change', () =>
      this.#send({ rateFactor: factorAt(Number(factor.value)) }),
    );
    const keep = view.input('live-keep');
    keep.addEventListener('input', () => this.#say());
    keep.addEventListener('change', () => this.#send({ keep: Number(keep.value) }));
    const batch = view.input('live-batch');
    batch.addEventListener('change', () => {
      const wanted = numberIn(batch.value);
      if (Number.isInteger(wanted) && wanted >= 1) void this.#send({ batch: wanted });
      else this.#view.say('live-error', text.liveBatch);
    });
  }

  /** Brings the controls to what the run says. @param {boolean} live @param {any} recipe */
  show(live, recipe) {
    this.#told = [live, recipe];
    const shown = live && Boolean(recipe);
    this.#view.part('live').hidden = !shown;
    this.#view.part('live-none').hidden = shown;
    if (!recipe) return;
    // Once for each recipe: it must not move under somebody's hand.
    const key = JSON.stringify([recipe.changes ?? [], recipe.seed, recipe.preset, recipe.network]);
    if (key === this.#recipe) return;
    this.#recipe = key;
    const now = inForce(recipe);
    this.#view.input('live-rate').value = String(placeOf(now.rateFactor));
    this.#view.part('live-dropout').hidden = now.keep === null;
    this.#view.input('live-keep').value = String(now.keep ?? 1);
    this.#view.input('live-batch').value = String(now.batch);
    this.#say();
  }

  #say() {
    const factor = factorAt(Number(this.#view.input('live-rate').value));
    this.#view.say('live-rate-value', `× ${rate(factor)}`);
    this.#view.say('live-keep-value', percent(Number(this.#view.input('live-keep').value), 0));
  }

  /** @param {{rateFactor?: number, keep?: number, batch?: number}} change */
  async #send(change) {
    try {
      await this.#change(change);
      this.#view.say('live-error', '');
    } catch (error) {
      // Back to what is in force: at once, so that it doesn't move under what is typed next.
      this.#recipe = '';
      this.show(...this.#told);
      this.#view.say('live-error', /** @type {Error} */ (error).message);
    }
  }
}

/**
 * What a recipe's changes have come to; `keep` is null where there is no dropout.
 * @param {any} recipe @returns {{rateFactor: number, keep: number | null, batch: number}}
 */
export function inForce(recipe) {
  const drops = recipe.network.layers
    .map((/** @type {any} */ layer) => layer.dropout ?? layer.dropoutMaps)
    .filter(Boolean);
  const start = { rateFactor: 1, keep: drops.length ? drops[0].keep : null, batch: recipe.batch };
  return (recipe.changes ?? []).reduce(
    (/** @type {any} */ now, /** @type {any} */ { rateFactor, keep, batch }) => ({
      rateFactor: rateFactor ?? now.rateFactor,
      keep: keep ?? now.keep,
      batch: batch ?? now.batch,
    }),
    start,
  );
}
