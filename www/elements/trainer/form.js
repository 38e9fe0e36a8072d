/**
 * The settings: fields on one side, a recipe on the other. The engine says what is right and what a
 * recipe lacks; this only finds out which field it means.
 *
 * @typedef {{[key: string]: any}} Recipe
 * @typedef {{name: string, title: string, summary: string, owes: number, parameters: number,
 *   recipe: Recipe}} Preset
 * @typedef {import('./view.js').View} View
 */
import { trainer as text } from '../../text/en/training.js';
import { inWords } from '../../text/engine.js';
import { rate } from '../../text/numbers.js';
import { numberIn, typed } from '../../text/typed.js';

/** All of MNIST's training digits: what the engine too counts as one epoch. */
const EPOCH = 60_000;

/** Which key of the recipe a field belongs to. @type {{[field: string]: string}} */
const KEYS = {
  preset: 'preset',
  steps: 'steps',
  epochs: 'epochs',
  seed: 'seed',
  schedule: 'learningRate',
  rate: 'learningRate',
  from: 'learningRate',
  to: 'learningRate',
  over: 'learningRate',
  peak: 'learningRate',
  rise: 'learningRate',
  optimizer: 'optimizer',
  momentum: 'optimizer',
  batch: 'batch',
  evaluateEvery: 'evaluateEvery',
};
const NUMBERS = Object.keys(KEYS).filter((id) => !['preset', 'schedule', 'optimizer'].includes(id));
const WHOLE = ['steps', 'seed', 'batch', 'evaluateEvery'];

/**
 * The fields of each schedule, the one that a complaint belongs to first.
 * @type {{[schedule: string]: string[]}}
 */
const SCHEDULES = {
  constant: ['rate'],
  decaying: ['from', 'to', 'over'],
  oneCycle: ['peak', 'rise'],
};

/**
 * The one that trains quickest: the first in the list, and what is trained unless something else
 * is asked for.
 */
export const QUICK = 'fast';

/** @param {Preset} preset  the engine knows them in English */
export const titleOf = ({ name, title }) => text.presets[name]?.title ?? title;

/** The choice of a network that is no preset's. */
const OWN = 'own';

export class Form {
  #view;
  #complete;
  #changed;
  #tellWish;
  #seconds;
  /** @type {Preset[]} */
  presets;
  /**
   * What the fields can't show of the recipe that was put in: its own network, augmentation.
   * @type {Recipe}
   */
  #rest = {};
  /**
   * The preset that the recipe began from: a network of one's own leaves the choice of it standing.
   */
  #base = '';
  /** Whether somebody asked for a network of their own, though it may still be the preset's. */
  #wished = false;
  /** Whether the network that is being written is none yet. */
  #unfinished = false;
  /** Steps and epochs say the same: the one that was written last holds when the batch changes. */
  #length = /** @type {'steps' | 'epochs'} */ ('steps');
  /** The whole recipe, or null while a field is wrong. @type {Recipe | null} */
  recipe = null;
  /** What is wrong with the first of them. */
  trouble = '';

  /**
   * @param {View} view @param {Preset[]} presets
   * @param {{
   *   complete: (recipe: Recipe) => Recipe, changed: () => void, wished: () => void,
   *   seconds: (recipe: Recipe) => number,
   * }} settings  `complete` fills in a recipe, throws what is wrong with it; `wished`: somebody
   *   wants a network of their own; `seconds`: that a run takes here
   */
  constructor(view, presets, { complete, changed, wished, seconds }) {
    this.#view = view;
    this.#complete = complete;
    this.#changed = changed;
    this.#tellWish = wished;
    this.#seconds = seconds;
    const isQuick = (/** @type {Preset} */ { name }) => name === QUICK;
    this.presets = [...presets.filter(isQuick), ...presets.filter((preset) => !isQuick(preset))];
    this.#base = this.presets[0].name;
    this.#options();
    for (const id of Object.keys(KEYS)) {
      view.part(id).addEventListener(id === 'preset' ? 'change' : 'input', () => this.#edited(id));
    }
    for (const id of NUMBERS)
      view.part(id).addEventListener('change', () => this.recipe && this.#write(this.recipe));
    view.part('dice').addEventListener('click', () => this.#roll());
    view
      .part('reset')
      .addEventListener('click', () =>
        this.put({ preset: this.preset.name, seed: this.recipe?.seed }),
      );
    this.put({ preset: this.#base });
  }

  /** The preset that is chosen, or that the network was begun from. */
  get preset() {
    return this.presets.find(({ name }) => name === this.#base) ?? this.presets[0];
  }

  /** Whether the network is another than the preset's. */
  get own() {
    return this.#unfinished || 'network' in this.#rest;
  }

  /**
   * A network of one's own takes the preset's place, the rest stays.
   * @param {object | null} network  null: it is none yet
   */
  putNetwork(network) {
    this.#unfinished = network === null;
    if (network) {
      const { network: _, ...rest } = this.#rest;
      this.#rest = { ...rest, ...differing({ network }, this.preset.recipe) };
    }
    this.#check('');
    this.#view.select('preset').value = this.own || this.#wished ? OWN : this.#base;
    this.#show();
    this.#changed();
  }

  get schedule() {
    const { value } = this.#view.select('schedule');
    return value in SCHEDULES ? value : 'constant';
  }

  get sgd() {
    return this.#view.select('optimizer').value === 'sgd';
  }

  /** What Adam is made of: its parameters have no fields. */
  get adam() {
    return this.presets.map(({ recipe }) => recipe.optimizer?.adam).find(Boolean) ?? {};
  }

  /**
   * Fills the fields from a recipe or parts of one.
   * @param {Recipe} partial
   * @returns {Recipe} throws what is wrong
   */
  put(partial) {
    const recipe = this.#complete(dropUndefined(partial));
    const preset = this.presets.find(({ name }) => name === recipe.preset);
    const known = Object.values(KEYS);
    const beyond = Object.entries(recipe).filter(([key]) => !known.includes(key));
    this.#rest = differing(Object.fromEntries(beyond), preset?.recipe ?? {});
    this.#length = 'epochs' in partial ? 'epochs' : 'steps';
    this.#base = recipe.preset;
    this.#unfinished = this.#wished = false;
    this.recipe = recipe;
    this.#write(recipe);
    this.#complain({});
    this.#show();
    this.#changed();
    return recipe;
  }

  #options() {
    const select = this.#view.select('preset');
    const { value } = select;
    const options = this.presets.map(({ name }) => new Option('', name));
    select.replaceChildren(...options, new Option(text.own, OWN));
    if (value) select.value = value;
    this.retime();
  }

  /** How long each takes here may have become clearer. */
  retime() {
    const { options } = this.#view.select('preset');
    this.presets.forEach((preset, i) => {
      options[i].text = text.presetIn(titleOf(preset), this.#seconds(preset.recipe));
    });
    if (this.recipe) this.#summarise();
  }

  /** Another language is spoken. */
  translate() {
    this.#options();
    this.#check('');
    this.#show();
  }

  /** What differs from the preset: all that a link needs. @returns {Recipe} */
  get different() {
    const recipe = this.recipe ?? {};
    const { name, recipe: usual } = this.preset;
    return { ...differing(recipe, usual), preset: name, seed: recipe.seed };
  }

  /** @param {boolean} locked */
  lock(locked) {
    for (const id of ['settings', 'more']) {
      const fields = /** @type {HTMLFieldSetElement} */ (this.#view.part(id));
      fields.disabled = locked;
    }
  }

  /** @param {string} id */
  #edited(id) {
    if (id === 'preset') {
      const { value } = this.#view.select('preset');
      this.#wished = value === OWN;
      if (this.#wished) this.#tellWish();
      // Another net is another recipe; only the seed is yours.
      else this.put({ preset: value, seed: this.recipe?.seed });
      return;
    }
    if (id === 'steps' || id === 'epochs') this.#length = id;
    if (id === 'schedule') this.#suggestRate();
    this.#check(id);
    this.#show();
    this.#changed();
  }

  /**
   * Reads the fields; where they make a recipe, that is the new one.
   * @param {string} edited  stays as it was typed
   */
  #check(edited) {
    const wrong = /** @type {{[field: string]: string}} */ ({});
    const read = this.#read(wrong);
    this.recipe = null;
    if (!Object.keys(wrong).length && !this.#unfinished) {
      try {
        this.recipe = this.#complete(read);
        this.#write(this.recipe, edited);
      } catch (error) {
        this.#blame(read, /** @type {Error} */ (error), wrong);
      }
    }
    this.#complain(wrong);
  }

  /** Each key by itself, to see whose fault it is. */
  #blame(
    /** @type {Recipe} */ read,
    /** @type {Error} */ error,
    /** @type {{[field: string]: string}} */ wrong,
  ) {
    const preset = this.preset.name;
    for (const [key, value] of Object.entries(read)) {
      try {
        this.#complete({ preset, [key]: value });
      } catch (reason) {
        const refused = /** @type {Error} */ (reason);
        wrong[this.#fieldOf(key, refused.message)] = inWords(refused);
      }
    }
    // All of them are good alone: it is about how they go together.
    if (!Object.keys(wrong).length) wrong.recipe = inWords(error);
  }

  /**
   * The field that a complaint about `key` is written under.
   * @param {string} key
   * @param {string} message
   */
  #fieldOf(key, message) {
    // "learningRate.over is …", "optimizer.momentum is …"
    const [, field = ''] = /^\w+\.(\w+) is/.exec(message) ?? [];
    if (field in KEYS) return field;
    if (key in KEYS) return key;
    if (key === 'learningRate') return SCHEDULES[this.schedule][0];
    return 'recipe';
  }

  /** @param {{[field: string]: string}} wrong @returns {Recipe} */
  #read(wrong) {
    /** @param {string} id */
    const number = (id) => {
      const value = numberIn(this.#view.input(id).value);
      if (!Number.isFinite(value)) wrong[id] = text.needsNumber;
      else if (WHOLE.includes(id) && !(Number.isInteger(value) && value >= 0 && value < 2 ** 32))
        wrong[id] = text.needsWhole;
      return value;
    };
    return {
      ...this.#rest,
      preset: this.preset.name,
      seed: number('seed'),
      batch: number('batch'),
      evaluateEvery: number('evaluateEvery'),
      [this.#length]: number(this.#length),
      learningRate:
        this.schedule === 'constant'
          ? { constant: number('rate') }
          : {
              [this.schedule]: Object.fromEntries(
                SCHEDULES[this.schedule].map((id) => [id, number(id)]),
              ),
            },
      optimizer: this.sgd
        ? { sgd: { momentum: number('momentum') } }
        : { adam: this.recipe?.optimizer.adam ?? this.adam },
    };
  }

  /** @param {Recipe} recipe @param {string} [except]  the field that somebody is writing in */
  #write(recipe, except) {
    const set = (/** @type {string} */ id, /** @type {unknown} */ value) => {
      const written = typeof value === 'number' ? typed(value) : String(value);
      if (id !== except) this.#view.input(id).value = written;
    };
    set('preset', this.own || this.#wished ? OWN : recipe.preset);
    set('steps', recipe.steps);
    set('epochs', epochs((recipe.steps * recipe.batch) / EPOCH));
    set('seed', recipe.seed);
    set('batch', recipe.batch);
    set('evaluateEvery', recipe.evaluateEvery);
    const [[schedule, numbers]] = Object.entries(recipe.learningRate);
    set('schedule', schedule);
    for (const id of SCHEDULES[schedule]) set(id, schedule === 'constant' ? numbers : numbers[id]);
    const { sgd } = recipe.optimizer;
    set('optimizer', sgd ? 'sgd' : 'adam');
    if (sgd) set('momentum', sgd.momentum);
    else if (!this.#view.input('momentum').value) set('momentum', 0);
  }

  /** The other schedule begins near where this one stood. */
  #suggestRate() {
    const was = this.recipe?.learningRate;
    const { steps = 10_000 } = this.recipe ?? {};
    const value = (/** @type {string} */ id, /** @type {number} */ n) =>
      (this.#view.input(id).value = typed(Number(n.toPrecision(2))));
    if (!was || this.schedule in was) return;
    const most = was.constant ?? was.decaying?.from ?? was.oneCycle?.peak ?? 0.001;
    if (this.schedule === 'constant') value('rate', most);
    if (this.schedule === 'decaying') {
      value('from', most);
      value('to', most / 30);
      value('over', Math.max(1, steps / 5));
    }
    if (this.schedule === 'oneCycle') {
      value('peak', most);
      value('rise', 0.2);
    }
  }

  #roll() {
    this.#view.input('seed').value = String(
      crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000,
    );
    this.#edited('seed');
  }

  /** @param {{[field: string]: string}} wrong */
  #complain(wrong) {
    const [first] = Object.keys(wrong);
    const label = /** @type {{[field: string]: any}} */ (text)[KEYS[first] ? first : ''];
    this.trouble = first ? [label, wrong[first]].filter(Boolean).join(': ') : '';
    for (const id of [...Object.keys(KEYS), 'recipe']) {
      this.#view.say(`why-${id}`, wrong[id] ?? '');
      if (id !== 'recipe') this.#view.part(id).setAttribute('aria-invalid', String(id in wrong));
    }
    // A complaint in a folded part would be a riddle.
    const folded = Object.keys(KEYS).filter(
      (id) => !['preset', 'steps', 'epochs', 'seed'].includes(id),
    );
    if (folded.some((id) => id in wrong))
      /** @type {HTMLDetailsElement} */ (this.#view.part('advanced')).open = true;
  }

  /** What belongs to the choices made, and nothing else. */
  #show() {
    const { schedule, sgd } = this;
    for (const [name, fields] of Object.entries(SCHEDULES)) {
      for (const id of fields) this.#view.part(`field-${id}`).hidden = name !== schedule;
    }
    this.#view.part('field-momentum').hidden = !sgd;
    this.#summarise();
    if (this.recipe) this.#view.say('digest', digest(this.recipe));
  }

  #summarise() {
    const { parameters, owes, name } = this.preset;
    const summary = text.presets[name]?.summary ?? this.preset.summary;
    const said = this.own
      ? text.ownFrom(titleOf(this.preset))
      : `${summary} ${text.facts(parameters, owes)}`;
    const takes = this.recipe ? text.takes(this.#seconds(this.recipe)) : '';
    this.#view.say('summary', `${said} ${takes}`.trim());
  }
}

/** 8.3333 → 8.33 @param {number} n */
const epochs = (n) => Number(n.toFixed(n >= 100 ? 0 : 2));

/** The folded fields in a line. @param {Recipe} recipe */
function digest({ learningRate, optimizer, batch }) {
  const { constant, decaying, oneCycle } = learningRate;
  return text.digest(
    decaying
      ? `${rate(decaying.from)} → ${rate(decaying.to)}`
      : oneCycle
        ? text.upTo(rate(oneCycle.peak))
        : rate(constant),
    optimizer.sgd ? text.sgdWith(optimizer.sgd.momentum) : text.adam,
    batch,
  );
}

/** @param {Recipe} recipe @param {Recipe} usual @returns {Recipe} */
function differing(recipe, usual) {
  return Object.fromEntries(
    Object.entries(recipe).filter(
      ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(usual[key]),
    ),
  );
}

/** @param {Recipe} recipe @returns {Recipe} */
function dropUndefined(recipe) {
  return Object.fromEntries(Object.entries(recipe).filter(([, value]) => value !== undefined));
}
