/**
 * A race: two to four nets that train side by side, their test curves over each other, and a table of who reads what.
 *
 * Each has a worker of its own, on one thread, so none waits for another; they share the machine as it shares itself out.
 * The workers, and the digits that each holds, go when the race is over.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 * @typedef {{
 *   run: Run, name: string, parameters: number, points: {step: number, seconds: number, accuracy: number}[],
 *   began: number, ended: number | null, cells: HTMLElement[],
 * }} Lane
 */
import uPlot from 'uplot';
import { csvOf } from '../charts/csv.js';
import { download } from '../charts/download.js';
import { button, make } from '../charts/figure.js';
import { Plot, axes } from '../charts/plot.js';
import { connect } from '../engine/connect.js';
import { engine } from '../engine/engine.js';
import { Run } from '../engine/run.js';
import { race as text } from '../text/en.js';
import { clock, count, percent } from '../text/numbers.js';

const [FEWEST, MOST] = [2, 4];
/** What runs at first: the tutorial's way up. */
const START = ['softmax', 'mlp-relu', 'conv', 'conv-bn'];
const STEPS = 1000;
/** How the lines differ, besides their names and colours. */
const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3]]; // prettier-ignore
/** Colours that are told apart by those who see red and green alike. */
const COLOURS = /** @type {const} */ (['accent', 'second', 'pencil', 'ink']);

export class Race {
  element = make('details', 'race');
  #data;
  #form = make('div', 'entrants');
  #table = make('tbody', '');
  #error = make('p', 'note');
  #start = button(text.start);
  #stop = button(text.stop);
  #add = button(text.add);
  #axis = make('select', 'small');
  #steps = make('input', 'steps');
  #plot;
  #box = make('div', 'plot');
  /** @type {Lane[]} */
  #lanes = [];
  /** @type {{name: string, title: string, parameters: number}[]} */
  #presets = [];

  /** @param {ShadowRoot} root @param {() => string} data  the address of the digits' manifest */
  constructor(root, data) {
    this.#data = data;
    this.#box.setAttribute('role', 'img');
    this.#box.setAttribute('aria-label', text.empty);
    this.#error.setAttribute('role', 'status');
    this.#axis.append(new Option(text.overSteps, 'step'), new Option(text.overTime, 'seconds'));
    this.#axis.setAttribute('aria-label', text.axis);
    Object.assign(this.#steps, { type: 'text', inputMode: 'numeric', value: String(STEPS), autocomplete: 'off' });
    this.#stop.disabled = true;
    this.#start.classList.add('primary');
    const save = button(text.save);
    save.addEventListener('click', () => this.#save());
    const names = make('tr', '', ...text.columns.map((name) => column(name)));
    const table = make('table', 'standings', make('thead', '', names), this.#table);
    this.element.append(
      make('summary', '', text.title),
      make('p', 'note', text.hint),
      this.#form,
      make(
        'div',
        'bar',
        this.#add,
        make('label', '', `${text.steps} `, this.#steps),
        this.#start,
        this.#stop,
        this.#axis,
        save,
      ),
      this.#error,
      make('div', 'chart', this.#box),
      make('div', 'scroll', table),
    );
    this.#plot = new Plot(
      root,
      this.#box,
      (palette) => this.#options(palette),
      () => this.#rows(),
    );
    this.element.addEventListener('toggle', () => this.element.open && this.#open());
    this.#start.addEventListener('click', () => this.start().catch((error) => (this.#error.textContent = error.message)));
    this.#stop.addEventListener('click', () => this.stop());
    this.#add.addEventListener('click', () => this.#entrant(START[this.#form.childElementCount] ?? START[0]));
    this.#axis.addEventListener('change', () => this.#plot.renew());
  }

  recolour() {
    this.#plot.renew();
  }

  /** Lets go of all that it holds. */
  remove() {
    this.#lanes.forEach(({ run }) => run.close());
    this.#lanes = [];
    this.#plot.remove();
  }

  /** All lanes begin. Resolves when each has come to its end or was stopped. */
  async start() {
    this.#error.textContent = '';
    const steps = Number(this.#steps.value);
    if (!Number.isInteger(steps) || steps < 1) throw new RangeError(text.badSteps);
    this.#lanes.forEach(({ run }) => run.close());
    const chosen = [...this.#form.querySelectorAll('.entrant')].map((row) => ({
      preset: /** @type {HTMLSelectElement} */ (row.querySelector('select')).value,
      seed: Number(/** @type {HTMLInputElement} */ (row.querySelector('input')).value),
    }));
    const bad = chosen.find(({ seed }) => !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff);
    if (bad) throw new RangeError(text.badSeed);
    this.#lanes = chosen.map(({ preset, seed }) => this.#lane(preset, seed));
    this.#table.replaceChildren(...this.#lanes.map(({ cells }) => make('tr', '', ...cells)));
    this.element.classList.add('going');
    this.#plot.renew();
    this.#busy(true);
    const every = Math.max(1, Math.round(steps / 20));
    const runs = this.#lanes.map(async ({ run }, i) => {
      await run.start(JSON.stringify({ ...chosen[i], steps, evaluateEvery: every }));
      await run.finished;
    });
    const ended = await Promise.allSettled(runs);
    this.#busy(false);
    this.#lanes.forEach(({ run }) => run.close()); // the digits of each go with its worker
    const failed = ended.find((end) => end.status === 'rejected' && end.reason?.name !== 'LostError');
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
    return this.#lanes.map(({ name, parameters, points, began, ended, run }) => ({
      name,
      parameters,
      step: run.last?.step ?? 0,
      accuracy: points[points.length - 1]?.accuracy ?? null,
      best: points.reduce((best, { accuracy }) => Math.max(best, accuracy), 0) || null,
      seconds: ((ended ?? performance.now()) - began) / 1000,
    }));
  }

  async #open() {
    if (this.#presets.length) return;
    try {
      const glue = await engine.glue();
      this.#presets = JSON.parse(glue.presets());
    } catch (error) {
      this.#error.textContent = /** @type {Error} */ (error).message;
      return;
    }
    if (!this.#form.childElementCount) START.slice(0, FEWEST).forEach((name) => this.#entrant(name));
  }

  /** @param {string} preset */
  #entrant(preset) {
    const choice = make('select', '');
    for (const { name, title } of this.#presets) choice.add(new Option(title, name, name === preset, name === preset));
    const number = this.#form.childElementCount + 1;
    choice.setAttribute('aria-label', text.entrant(number));
    const seed = make('input', 'seed');
    Object.assign(seed, { type: 'text', inputMode: 'numeric', value: '1', autocomplete: 'off' });
    seed.setAttribute('aria-label', text.seedOf(number));
    const remove = button('×');
    remove.setAttribute('aria-label', text.remove(number));
    const row = make('div', 'entrant', choice, make('span', '', text.seed), seed, remove);
    remove.addEventListener('click', () => {
      row.remove();
      this.#limits();
    });
    this.#form.append(row);
    this.#limits();
  }

  #limits() {
    const rows = this.#form.childElementCount;
    this.#add.disabled = rows >= MOST;
    this.#form.querySelectorAll('button').forEach((remove) => (remove.disabled = rows <= FEWEST));
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#start.disabled = busy;
    this.#stop.disabled = !busy;
    this.#form.querySelectorAll('select, input').forEach((field) => (/** @type {HTMLInputElement} */ (field).disabled = busy));
    if (busy) {
      this.#add.disabled = true;
      this.#form.querySelectorAll('button').forEach((remove) => (remove.disabled = true));
    } else this.#limits();
  }

  /** @param {string} preset @param {number} seed @returns {Lane} */
  #lane(preset, seed) {
    const { title = preset, parameters = 0 } = this.#presets.find(({ name }) => name === preset) ?? {};
    const cells = text.columns.map((_, i) => make(i === 0 ? 'th' : 'td', ''));
    const run = new Run((ears) => connect(ears, this.#data(), false), {
      state: (state) => {
        if (state === 'running' && lane.began === 0) lane.began = performance.now();
        if (state === 'done' || state === 'failed') lane.ended ??= performance.now();
        this.#write(lane);
      },
      progress: ({ points }) => {
        for (const { step, testAccuracy } of points) {
          if (testAccuracy === null) continue;
          lane.points.push({ step, accuracy: testAccuracy, seconds: (performance.now() - lane.began) / 1000 });
        }
        if (points.length) this.#plot.later();
        this.#write(lane);
      },
      net() {},
      loading: () => this.#write(lane),
      error: ({ message }) => (this.#error.textContent = message),
    });
    /** @type {Lane} */
    const lane = { run, name: text.lane(title, seed), parameters, points: [], began: 0, ended: null, cells };
    this.#write(lane);
    return lane;
  }

  /** @param {Lane} lane */
  #write({ run, name, parameters, points, began, ended, cells }) {
    const last = points[points.length - 1];
    const best = points.reduce((best, { accuracy }) => Math.max(best, accuracy), 0);
    const words = [
      name,
      count(parameters),
      run.last ? count(run.last.step) : text.waits,
      last ? percent(last.accuracy) : text.none,
      best ? percent(best) : text.none,
      run.last?.imagesPerSecond ? count(run.last.imagesPerSecond) : text.none,
      began ? clock(((ended ?? performance.now()) - began) / 1000) : text.none,
    ];
    words.forEach((word, i) => {
      if (cells[i].textContent !== word) cells[i].textContent = word;
    });
    const leader = this.standings.reduce((a, b) => ((b.accuracy ?? 0) > (a.accuracy ?? 0) ? b : a), { name: '', accuracy: 0 });
    if (leader.accuracy) this.#box.setAttribute('aria-label', text.leads(leader.name, percent(leader.accuracy)));
  }

  /** @returns {uPlot.AlignedData | null} */
  #rows() {
    const key = /** @type {'step' | 'seconds'} */ (this.#axis.value);
    const tables = this.#lanes.map(({ points }) => /** @type {uPlot.AlignedData} */ ([
      points.map((point) => point[key]),
      points.map(({ accuracy }) => accuracy),
    ]));
    if (!tables.some(([xs]) => xs.length)) return null;
    return uPlot.join(tables);
  }

  /** @param {import('../charts/plot.js').Palette} palette @returns {Omit<uPlot.Options, 'width' | 'height'>} */
  #options(palette) {
    return {
      legend: { show: true },
      padding: [8, 16, 0, 0],
      scales: { x: { time: false }, y: { range: (_, min) => [Math.min(min, 0.9), 1] } },
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
          value: (/** @type {uPlot} */ _, /** @type {number | null} */ value) => (value == null ? text.none : percent(value)),
        })),
      ],
      cursor: { drag: { x: false, y: false } },
    };
  }

  #save() {
    const rows = this.#lanes.flatMap(({ name, points }) =>
      points.map(({ step, seconds, accuracy }) => [name, step, seconds.toFixed(3), accuracy].map(String)),
    );
    download(new Blob([csvOf([['net', 'step', 'seconds', 'test accuracy'], ...rows])], { type: 'text/csv' }), 'nibnet-race.csv');
  }
}


/** @param {string} name */
function column(name) {
  const made = make('th', '', name);
  made.scope = 'col';
  return made;
}
