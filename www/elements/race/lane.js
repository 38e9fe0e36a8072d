/**
 * One net of a race: its run in a worker of its own, the points of its curve, and its row of the
 * table.
 *
 * @typedef {import('./entrants.js').Entrant} Entrant
 * @typedef {{
 *   name: string, parameters: number, step: number, accuracy: number | null, best: number | null,
 *   seconds: number, fingerprint: string | null, same: boolean | null,
 * }} Standing  `same`: whether the fingerprint is the link's; null: nothing to compare
 */
import { connect } from '../../engine/page/connect.js';
import { Run } from '../../engine/page/run.js';
import { make } from '../../host/nodes.js';
import { race as text } from '../../text/en/training.js';
import { clock, count, percent } from '../../text/numbers.js';
import { write } from '../../text/write.js';

export class Lane {
  name;
  row;
  /** Its recipe as the form and the link have it. */
  asked;
  /** @type {{step: number, seconds: number, accuracy: number}[]} */
  points = [];
  /** What it has come to, if it wasn't stopped short. @type {string | null} */
  fingerprint = null;
  /** As it was last heard of. @type {{network: string, weights: Float32Array} | null} */
  net = null;
  run;
  #parameters;
  /** The fingerprint that a link has of this very recipe. */
  #expected;
  #began = 0;
  /** @type {number | null} */
  #ended = null;
  #title = make('span', '');
  #cells = text.columns.map((_, i) => make(i === 0 ? 'th' : 'td', ''));

  /**
   * @param {Entrant} entrant
   * @param {{seed: number, parameters: number, place: number}} net
   * @param {string} data  the address of the digits' manifest
   * @param {{changed: (hasPoints: boolean) => void, failed: (error: Error) => void}} race
   */
  constructor({ title, recipe, fingerprint }, { seed, parameters, place }, data, race) {
    this.name = text.lane(title, seed);
    this.asked = JSON.stringify(recipe);
    this.row = make('tr', '', ...this.#cells);
    this.#cells[0].append(make('i', `sample lane-${place}`), this.#title);
    this.#parameters = parameters;
    this.#expected = fingerprint;
    const show = (hasPoints = false) => {
      this.#write();
      race.changed(hasPoints);
    };
    this.run = new Run((listener) => connect(listener, data, false), {
      state: (state) => {
        if (state === 'running' && this.#began === 0) this.#began = performance.now();
        if (state === 'done' || state === 'failed') this.#ended ??= performance.now();
        show();
      },
      progress: ({ points }) => {
        const seconds = this.#seconds(performance.now());
        for (const { step, testAccuracy: accuracy } of points)
          if (accuracy !== null) this.points.push({ step, accuracy, seconds });
        show(points.length > 0);
      },
      net: (net) => (this.net = net),
      loading: () => show(),
      error: race.failed,
    });
    this.#write();
  }

  /** @param {Parameters<Run['start']>[1]} digits */
  async train(digits) {
    await this.run.start(this.asked, digits);
    const { fingerprint, stopped } = await this.run.finished;
    // What was stopped short has come to nothing that anybody could repeat.
    if (!stopped) this.fingerprint = fingerprint;
    this.#write();
  }

  /** @returns {Standing} */
  get standing() {
    const { name, points, fingerprint } = this;
    return {
      name,
      parameters: this.#parameters,
      step: this.run.last?.step ?? 0,
      accuracy: points[points.length - 1]?.accuracy ?? null,
      best: points.reduce((best, { accuracy }) => Math.max(best, accuracy), 0) || null,
      seconds: this.#seconds(this.#ended ?? performance.now()),
      fingerprint,
      same: fingerprint && this.#expected ? fingerprint === this.#expected : null,
    };
  }

  /** How many digits its accuracy is of. */
  get tested() {
    const { recipe, loading } = this.run;
    return recipe?.holdOut || (loading?.ready.test ?? 0);
  }

  /** @param {number} time */
  #seconds(time) {
    return (time - this.#began) / 1000;
  }

  #write() {
    const { last } = this.run;
    const { parameters, accuracy, best, seconds } = this.standing;
    const words = [
      this.name,
      count(parameters),
      last ? count(last.step) : text.waits,
      accuracy === null ? text.none : percent(accuracy),
      best === null ? text.none : percent(best),
      last?.imagesPerSecond ? count(last.imagesPerSecond) : text.none,
      this.#began ? clock(seconds) : text.none,
      this.#proof,
    ];
    words.forEach((word, i) => write(i === 0 ? this.#title : this.#cells[i], word));
  }

  /** The fingerprint, and whether it is the link's. */
  get #proof() {
    const [found, expected] = [this.fingerprint, this.#expected];
    if (!found) return text.none;
    if (!expected) return found;
    return found === expected ? text.same(found) : text.other(found, expected);
  }
}
