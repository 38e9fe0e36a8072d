/**
 * A race: two to four nets that train side by side, their test curves over each other, and a table
 * of their accuracies.
 *
 * Each has a worker of its own, on one thread, so none waits for another; they share the machine as
 * it shares itself out. The workers, and the digits that each has, go when the race is over. They
 * learn from what the trainer learns from.
 *
 * A link holds a race (link.js): in a page that is opened with it, the race is set up, and each
 * lane says whether it came to the same bits.
 *
 * @typedef {import('./entrants.js').Entrant} Entrant
 * @typedef {import('../trainer/link.js').Partial} Partial
 * @typedef {import('../trainer/nib-trainer.js').NibTrainer} NibTrainer
 * @typedef {import('../pad/reader.js').Net} Net
 */

import { closerRange } from '../../charts/axes.js';
import { csvOf } from '../../charts/csv.js';
import { curveLabel, drawLabels, pointsOf } from '../../charts/ornaments.js';
import { axes, PADDING, Plot } from '../../charts/plot.js';
import uPlot from '../../charts/uplot.js';
import { whole } from '../../engine/page/whole.js';
import { download } from '../../host/download.js';
import { button, make } from '../../host/nodes.js';
import { charts, race as text, trainer as trainerText } from '../../text/en/training.js';
import { percent } from '../../text/numbers.js';
import { write } from '../../text/write.js';
import { Entrants } from './entrants.js';
import { Lane } from './lane.js';
import { isRace, MOST, raceFromFragment, raceToFragment } from './link.js';
import { verdictOf } from './verdict.js';

const STEPS = 1000;
/** How the lines differ, besides their names and colours. */
const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3]]; // prettier-ignore
/** Colours that are told apart by those who see red and green alike. */
const COLOURS = /** @type {const} */ (['accent', 'second', 'pencil', 'ink']);

export class Race {
  element = make('details', 'race');
  #data;
  #trainer;
  #entrants;
  #life = new AbortController();
  #table = make('tbody', '');
  #error = make('p', 'note');
  #start = button(text.start);
  #stop = button(text.stop);
  #link = button(text.link);
  #axis = make('select', 'small');
  #steps = make('input', 'steps');
  #plot;
  #box = make('div', 'plot');
  #closer = button('');
  #isCloser = false;
  #reads = button(text.reads);
  #words = make('p', '');
  #verdict = make('div', 'verdict', this.#words, this.#reads);
  #read;
  /** @type {Lane[]} */
  #lanes = [];
  /** @type {Lane | null} */
  #winner = null;
  /** @type {Awaited<ReturnType<typeof whole>> | null} */
  #glue = null;
  /** @type {Promise<void> | null} */
  #opening = null;

  /**
   * @param {ShadowRoot} root @param {() => string} data  the address of the digits' manifest
   * @param {() => NibTrainer | null} trainer  whose settings and digits may race
   * @param {() => ((net: Net) => Promise<void>) | null} read  a pad reads with a net; null: there
   *   is no pad
   */
  constructor(root, data, trainer, read) {
    this.#read = read;
    this.#data = data;
    this.#trainer = trainer;
    this.#entrants = new Entrants(() => trainer()?.settings ?? null);
    this.#box.setAttribute('role', 'img');
    this.#box.setAttribute('aria-label', text.empty);
    this.#error.setAttribute('role', 'status');
    this.#words.setAttribute('role', 'status');
    this.#verdict.hidden = this.#closer.hidden = true;
    this.element.id = 'race';
    this.#axis.append(new Option(text.overSteps, 'step'), new Option(text.overTime, 'seconds'));
    this.#axis.setAttribute('aria-label', text.axis);
    Object.assign(this.#steps, {
      type: 'text',
      inputMode: 'numeric',
      value: String(STEPS),
      autocomplete: 'off',
    });
    this.#stop.disabled = true;
    this.#start.classList.add('primary');
    const save = button(text.save);
    save.addEventListener('click', () => this.#save());
    const names = make('tr', '', ...text.columns.map((name) => column(name)));
    const table = make('table', 'standings', make('thead', '', names), this.#table);
    this.element.append(
      make('summary', '', text.title),
      make('p', 'note', text.hint),
      this.#entrants.element,
      make(
        'div',
        'bar',
        this.#entrants.add,
        make('label', '', `${text.steps} `, this.#steps),
        this.#start,
        this.#stop,
        this.#axis,
        this.#link,
        save,
      ),
      this.#error,
      this.#verdict,
      make('div', 'chart', this.#box, make('div', 'foot', this.#closer)),
      make('div', 'scroll', table),
    );
    this.#plot = new Plot(
      root,
      this.#box,
      (palette) => this.#options(palette),
      () => this.#rows(),
    );
    this.element.addEventListener('toggle', () => this.element.open && this.#open());
    this.#link.addEventListener('click', () =>
      this.#copyLink().catch((error) => (this.#error.textContent = error.message)),
    );
    const linked = () => {
      if (isRace(location.hash)) void this.#fromLink();
      else if (location.hash === `#${this.element.id}`) void this.show();
    };
    addEventListener('hashchange', linked, { signal: this.#life.signal });
    queueMicrotask(linked); // when it has its place in the page
    this.#start.addEventListener('click', () =>
      this.start().catch((error) => (this.#error.textContent = error.message)),
    );
    // Enter in a field starts it, as in a form.
    this.element.addEventListener('keydown', ({ key, target }) => {
      if (key === 'Enter' && target instanceof HTMLInputElement) this.#start.click();
    });
    this.#stop.addEventListener('click', () => this.stop());
    this.#axis.addEventListener('change', () => this.#plot.renew());
    this.#closer.addEventListener('click', () => {
      this.#isCloser = !this.#isCloser;
      this.#sayClosest();
      this.#plot.renew();
    });
    this.#reads.addEventListener('click', () =>
      this.#letRead().catch((error) => (this.#error.textContent = error.message)),
    );
  }

  recolour() {
    this.#plot.renew();
  }

  /** Opens it, and brings it into view. */
  async show() {
    this.element.open = true;
    await this.#open();
    this.element.scrollIntoView({ block: 'start' });
    this.#start.focus({ preventScroll: true });
  }

  /** Lets go of all that it holds. */
  remove() {
    this.#life.abort();
    this.#lanes.forEach(({ run }) => run.close());
    this.#lanes = [];
    this.#plot.remove();
    this.element.remove();
  }

  /** All lanes begin. Resolves when each has come to its end or was stopped. */
  async start() {
    this.#error.textContent = '';
    this.#verdict.hidden = this.#closer.hidden = true;
    const entrants = this.#asked();
    this.#lanes.forEach(({ run }) => run.close());
    this.#busy(true);
    let digits = null;
    try {
      digits = (await this.#trainer()?.chosenDigits()) ?? null;
      this.#life.signal.throwIfAborted();
      // Before anybody starts: a recipe that is refused stops them all.
      const whole = entrants.map(({ recipe }) => this.#complete(recipe));
      this.#lanes = entrants.map((entrant, i) => this.#lane(entrant, whole[i], i));
    } catch (error) {
      this.#busy(false);
      throw error;
    }
    this.#table.replaceChildren(...this.#lanes.map(({ row }) => row));
    this.element.classList.add('going');
    this.#plot.renew();
    const ended = await Promise.allSettled(this.#lanes.map((lane) => lane.train(digits)));
    this.#busy(false);
    this.#sayWinner();
    this.#lanes.forEach(({ run }) => run.close()); // the digits of each go with its worker
    const failed = ended.find(
      (end) => end.status === 'rejected' && end.reason?.name !== 'LostError',
    );
    if (failed?.status === 'rejected') throw failed.reason;
  }

  stop() {
    for (const { run } of this.#lanes) run.stop().catch(() => {}); // it may have ended by itself
  }

  /** Whether nets are racing, or have raced. */
  get going() {
    return this.#lanes.length > 0;
  }

  /** What the table says. */
  get standings() {
    return this.#lanes.map(({ standing }) => standing);
  }

  /** What would race now: all with as many steps. @returns {Entrant[]} */
  #asked() {
    const steps = Number(this.#steps.value);
    if (!Number.isInteger(steps) || steps < 1) throw new RangeError(text.badSteps);
    const evaluateEvery = Math.max(1, Math.round(steps / 20));
    return this.#entrants.all.map((entrant) => {
      const { epochs: _, digits: _digits, ...recipe } = entrant.recipe;
      const fingerprint = steps === recipe.steps ? entrant.fingerprint : null;
      return { ...entrant, recipe: { ...recipe, steps, evaluateEvery }, fingerprint };
    });
  }

  /** The whole of a recipe. @param {Partial} recipe @returns {any} */
  #complete(recipe) {
    if (!this.#glue) throw new Error(text.waits);
    return JSON.parse(this.#glue.complete_recipe(JSON.stringify(recipe)));
  }

  #open() {
    return (this.#opening ??= this.#opened().catch((error) => {
      this.#opening = null;
      this.#error.textContent = error.message;
    }));
  }

  async #opened() {
    this.#glue = await whole();
    this.#entrants.open(JSON.parse(this.#glue.presets()));
  }

  /** The race of the page's link, set up and ready to start. */
  async #fromLink() {
    if (!this.#stop.disabled) return; // one is on
    this.element.open = true;
    await this.#open();
    if (!this.#glue || this.#life.signal.aborted) return;
    const presets = /** @type {any[]} */ (JSON.parse(this.#glue.presets()));
    const adam = presets.map(({ recipe }) => recipe.optimizer?.adam).find(Boolean) ?? {};
    const { lanes, ignored } = raceFromFragment(location.hash, adam);
    const good = lanes.filter(({ recipe }) => {
      try {
        return this.#complete(recipe);
      } catch (error) {
        ignored.push(/** @type {Error} */ (error).message);
        return false;
      }
    });
    this.#entrants.fill(good);
    const steps = good.map(({ recipe }) => recipe.steps).find(Boolean);
    if (steps) this.#steps.value = String(steps);
    const digits = good.map(({ recipe }) => recipe.digits).find(Boolean);
    if (digits) this.#trainer()?.needDigits(digits);
    this.#error.textContent = ignored.length ? trainerText.linkIgnored(ignored) : '';
    this.element.scrollIntoView({ block: 'nearest' });
  }

  async #copyLink() {
    await this.#open();
    const digits = (await this.#trainer()?.neededDigits()) ?? null;
    const lanes = this.#asked().map(({ recipe }) => {
      const asked = JSON.stringify(recipe);
      // Of a lane that has run as it stands there now, what it came to.
      const ran = this.#lanes.find(
        (lane) => lane.asked === asked && sameDigits(lane.run.recipe?.digits, digits),
      );
      return {
        recipe: digits ? { ...recipe, digits } : recipe,
        fingerprint: ran?.fingerprint ?? null,
      };
    });
    const link = new URL(location.href);
    link.hash = raceToFragment(lanes);
    try {
      await navigator.clipboard.writeText(link.href);
      this.#error.textContent = trainerText.linkCopied;
    } catch {
      // No clipboard without a secure page, or the visitor said no.
      this.#error.textContent = trainerText.linkNotCopied(link.href);
    }
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#start.disabled = busy;
    this.#stop.disabled = !busy;
    this.#entrants.lock(busy);
  }

  /** @param {Entrant} entrant @param {any} whole  its recipe @param {number} place */
  #lane(entrant, whole, place) {
    const network = JSON.stringify(whole.network);
    const { parameters } = JSON.parse(/** @type {any} */ (this.#glue).describe_network(network));
    return new Lane(entrant, { seed: whole.seed, parameters, place }, this.#data(), {
      changed: (hasPoints) => {
        if (hasPoints) this.#plot.later();
        this.#sayLeader();
        this.#sayClosest();
      },
      failed: ({ message }) => (this.#error.textContent = message),
    });
  }

  #sayLeader() {
    const [leader] = this.standings.sort((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0));
    if (!leader?.accuracy) return;
    const words = text.leads(leader.name, percent(leader.accuracy));
    this.#box.setAttribute('aria-label', words);
  }

  /** Who won, by how much, and whether that means anything. */
  #sayWinner() {
    const lanes = this.#lanes;
    const digits = Math.min(...lanes.map(({ tested }) => tested));
    const verdict = verdictOf(
      lanes.map(({ standing }) => standing.accuracy),
      digits,
    );
    this.#verdict.hidden = !verdict;
    if (!verdict) return;
    const { winner, second, more, chance } = verdict;
    const accuracy = percent(lanes[winner].standing.accuracy ?? 0);
    const [first, next] = [lanes[winner].name, lanes[second].name];
    const isEven = new Set(this.standings.map(({ step }) => step)).size === 1;
    const words = !isEven
      ? text.uneven(first, accuracy)
      : more
        ? `${text.wins(first, accuracy, next, more, digits)} ${text[more > chance ? 'sure' : 'chance'](chance)}`
        : text.tie(first, next, accuracy);
    write(this.#words, words);
    this.#box.setAttribute('aria-label', words);
    this.#winner = lanes[winner];
    this.#reads.hidden = !this.#read() || !lanes[winner].net;
    write(this.#reads, more ? text.reads : text.firstReads(first));
  }

  /** The net that won reads on the pad. */
  async #letRead() {
    if (!this.#winner) return;
    const { net, name, run, standing } = this.#winner;
    const read = this.#read();
    if (!net || !read) return;
    await read({ ...net, step: run?.last?.step ?? 0, name, accuracy: standing.accuracy });
  }

  /** What a closer look would show, or shows. */
  #sayClosest() {
    const range = this.#range;
    this.#closer.hidden = !range;
    if (range) write(this.#closer, this.#isCloser ? charts.climb : charts.closer(...range));
  }

  /** What of the accuracy is worth a closer look. */
  get #range() {
    return closerRange(Math.max(0, ...this.standings.map(({ best }) => best ?? 0)));
  }

  /** @returns {uPlot.AlignedData | null} */
  #rows() {
    const key = /** @type {'step' | 'seconds'} */ (this.#axis.value);
    const tables = this.#lanes.map(
      ({ points }) =>
        /** @type {uPlot.AlignedData} */ ([
          points.map((point) => point[key]),
          points.map(({ accuracy }) => accuracy),
        ]),
    );
    if (!tables.some(([xs]) => xs.length)) return null;
    return uPlot.join(tables);
  }

  /**
   * @param {import('../../charts/palette.js').Palette} palette
   * @returns {Omit<uPlot.Options, 'width' | 'height'>}
   */
  #options(palette) {
    return {
      legend: { show: false },
      padding: PADDING,
      scales: {
        // Their way is as long as the race, from its first step.
        x: { time: false, range: (_, __, max) => [0, this.#length(max)] },
        y: { range: () => (this.#isCloser && this.#range) || [0, 1] },
      },
      axes: axes(palette, (value) => percent(value, 0)),
      series: [
        { label: this.#axis.value === 'step' ? text.step : text.seconds },
        ...this.#lanes.map(({ name }, i) => ({
          label: name,
          stroke: palette[COLOURS[i % MOST]],
          width: 2,
          dash: DASHES[i % MOST],
          spanGaps: true,
          points: { show: false },
          value: (/** @type {uPlot} */ _, /** @type {number | null} */ value) =>
            value == null ? text.none : percent(value),
        })),
      ],
      cursor: { drag: { x: false, y: false } },
      hooks: { draw: [(plot) => this.#name(plot, palette)] },
    };
  }

  /** @param {number | null} max  of the axis, as far as the nets are */
  #length(max) {
    const steps = this.#lanes[0]?.run.last?.steps ?? 0;
    return Math.max(this.#axis.value === 'step' ? steps : 0, max ?? 0, 1);
  }

  /**
   * Each curve by its net's name. @param {uPlot} plot
   * @param {import('../../charts/palette.js').Palette} palette
   */
  #name(plot, palette) {
    const curves = this.#lanes.map((_, i) => pointsOf(plot, i + 1));
    const labels = this.#lanes.flatMap(({ name }, i) =>
      curveLabel(plot, name, curves[i], palette[COLOURS[i % MOST]]),
    );
    drawLabels(plot, labels, curves, palette);
  }

  #save() {
    const rows = this.#lanes.flatMap(({ name, points }) =>
      points.map(({ step, seconds, accuracy }) =>
        [name, step, seconds.toFixed(3), accuracy].map(String),
      ),
    );
    download(
      new Blob([csvOf([['net', 'step', 'seconds', 'test accuracy'], ...rows])], {
        type: 'text/csv',
      }),
      'nibnet-race.csv',
    );
  }
}

/** @param {unknown} a @param {unknown} b */
const sameDigits = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** @param {string} name */
function column(name) {
  const made = make('th', '', name);
  made.scope = 'col';
  return made;
}
