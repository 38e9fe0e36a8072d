/**
 * "Your runs": what was trained in this browser. A run that was interrupted is offered again; each
 * can be gone on with, looked at, renamed, saved as a file and deleted, and several can be
 * compared. Of a run that trains elsewhere a copy can be taken. Where this browser doesn't keep
 * them, that is said beside the run that would be lost.
 *
 * @typedef {import('../../store/runs.js').RunHead} RunHead
 * @typedef {import('../../store/runs.js').RunStore} RunStore
 * @typedef {{
 *   goOn: (head: RunHead, isCopy: boolean) => Promise<boolean>,
 *   compare: (runs: {name: string, points: import('../../engine/messages.js').Point[]}[]) => void,
 *   failed: (error: Error) => void,
 * }} Trainer  `goOn`: false where another trainer has taken it up; with a copy, which gets an id of
 * its own, it never is
 */

import { download } from '../../host/download.js';
import { button, make } from '../../host/nodes.js';
import { runs as text, trainer as words } from '../../text/en/training.js';
import { count, megabytes, percent } from '../../text/numbers.js';
import { askTwice } from '../base/ask-twice.js';
import { KeyedList } from '../base/keyed-list.js';

/** So many curves can be told apart. */
const MOST_COMPARED = 3;

export class RunList {
  element = make('details', 'runs');
  /**
   * Where the run is: the offer to go on with what was interrupted, and why this browser doesn't
   * keep runs.
   */
  offer = make('div', 'banner offer');
  trouble = make('p', 'note');
  #store;
  #trainer;
  #summary = make('summary', '');
  #list = make('ul', '');
  #items = new KeyedList(this.#list, (id) => this.#item(id));
  #note = make('p', 'note', '');
  #round = 0;
  /** While the list is watched. @type {AbortSignal | null} */
  #life = null;
  /** The run of this trainer, if one trains. @type {string | null} */
  mine = null;
  /** The run that this trainer has, also when it has ended. @type {string | null} */
  here = null;
  /** Ids of those that are compared. @type {Set<string>} */
  #compared = new Set();
  /** Offers that the visitor said no to: of one run, or of all that were interrupted. */
  #declined = { id: '', all: false };
  /** Why a run could not be kept, whatever the browser allows. */
  #fault = '';
  /** Ids of runs that are trained elsewhere, whose end is waited for. @type {Set<string>} */
  #awaited = new Set();

  /** @param {RunStore} store @param {Trainer} trainer */
  constructor(store, trainer) {
    this.#store = store;
    this.#trainer = trainer;
    this.offer.hidden = this.element.hidden = this.trouble.hidden = true;
    this.offer.setAttribute('role', 'status');
    this.trouble.setAttribute('role', 'status');
    this.#list.setAttribute('aria-label', text.list);
    this.element.append(this.#summary, this.#note, this.#list);
  }

  /** Shows the runs, and what becomes of them. @param {AbortSignal} signal */
  follow(signal) {
    this.#life = signal;
    this.#store.watch(() => this.refresh(), signal);
    signal.addEventListener('abort', () => {
      this.#life = null;
      this.#round++;
      this.offer.hidden = this.element.hidden = this.trouble.hidden = true;
    });
    this.refresh();
  }

  /** Another language is spoken. */
  translate() {
    this.#list.setAttribute('aria-label', text.list);
    this.refresh();
  }

  /** Why the run could not be kept; '': it was. @param {string} fault */
  failed(fault) {
    this.#fault = fault;
    this.refresh();
  }

  /** Reads the store anew. What goes wrong is told. */
  refresh() {
    this.#refresh().catch(this.#trainer.failed);
  }

  async #refresh() {
    const life = this.#life;
    if (!life) return;
    const round = ++this.#round;
    const [heads, claimed] = await Promise.all([this.#named(), this.#store.claimed()]);
    if (round !== this.#round) return;
    this.element.hidden = heads.length === 0;
    this.#summary.textContent = text.runs(
      heads.length,
      megabytes(heads.reduce((sum, { bytes }) => sum + bytes, 0)),
    );
    this.#note.textContent = text.local;
    const { trouble } = this.#store;
    const said = this.#fault || (trouble ? text.troubles[trouble] : '');
    if (this.trouble.textContent !== said) this.trouble.textContent = said;
    this.trouble.hidden = said === '' || !(this.here || trouble === 'older');
    for (const id of claimed) if (id !== this.mine) this.#await(id, life);
    this.#items.show(heads.map((head) => ({ ...head, isBusy: claimed.has(head.id) })));
    const free = heads.filter(({ id }) => !claimed.has(id) && id !== this.here);
    this.#suggest(this.mine ? undefined : free.find((head, i) => this.#mayOffer(head, i === 0)));
  }

  /** All runs; those that nobody named are named in the language of the moment. */
  async #named() {
    const heads = await this.#store.all();
    return heads.map((head) => ({ ...head, name: head.name || nameOf(head) }));
  }

  /**
   * What was interrupted or stopped is offered; of the others the newest, until there is a net
   * here.
   * @param {RunHead} head @param {boolean} isNewest
   */
  #mayOffer({ id, ended, accuracy }, isNewest) {
    if (!ended) return !this.#declined.all;
    return isNewest && !this.here && accuracy !== null && this.#declined.id !== id;
  }

  /**
   * A run is trained elsewhere: it is offered again when that has ended.
   * @param {string} id
   * @param {AbortSignal} life
   */
  #await(id, life) {
    if (this.#awaited.has(id)) return;
    this.#awaited.add(id);
    const over = () => this.#awaited.delete(id);
    this.#store.freed(id, life).then(
      () => {
        over();
        this.refresh();
      },
      over, // the list isn't shown any more
    );
  }

  /** @param {RunHead | undefined} head */
  #suggest(head) {
    this.offer.hidden = !head;
    if (!head) return this.offer.replaceChildren();
    const { id, name, step, steps, ended, accuracy } = head;
    const decline = () => {
      if (ended) this.#declined.id = id;
      else this.#declined.all = true;
      this.#suggest(undefined); // at once
      this.refresh();
    };
    const said =
      ended && accuracy !== null
        ? text.lastNet(percent(accuracy), name)
        : text.interrupted(name, step, steps);
    this.#ask(said, ended ? text.open : text.goOn, () => this.#goOn(head), decline);
  }

  /**
   * @param {string} said
   * @param {string} yes
   * @param {() => void} act
   * @param {() => void} decline
   */
  #ask(said, yes, act, decline) {
    const [on, no] = [button(yes), button(text.notNow)];
    on.classList.add('primary');
    on.addEventListener('click', act);
    no.addEventListener('click', decline);
    this.offer.hidden = false;
    this.offer.replaceChildren(make('p', '', said), on, no);
  }

  /** @param {RunHead} head @param {boolean} [isCopy] */
  async #goOn(head, isCopy = false) {
    try {
      if (await this.#trainer.goOn(head, isCopy)) return;
      await this.#refresh();
      const copy = () => this.#goOn(head, true);
      this.#ask(text.elsewhere(head.name), text.takeCopy, copy, () => this.#suggest(undefined));
    } catch (error) {
      this.#trainer.failed(/** @type {Error} */ (error));
      this.refresh();
    }
  }

  /** @param {string} id */
  #item(id) {
    /** As it was shown last. @type {RunHead & {isBusy: boolean}} */
    let head;
    const title = make('input', 'name');
    const facts = make('span', 'facts');
    const on = button('');
    const compare = make('input', '');
    compare.type = 'checkbox';
    const compareWords = make('span', '');
    const save = button('');
    const remove = button('');
    const element = make(
      'li',
      '',
      title,
      facts,
      make('span', 'actions', on, make('label', 'compare', compare, compareWords), save, remove),
    );
    element.dataset.id = id;
    /** @param {() => Promise<unknown>} act */
    const told = (act) => () => act().catch(this.#trainer.failed);
    title.addEventListener(
      'change',
      told(() => {
        title.value = title.value.trim() || head.name;
        return this.#store.rename(id, title.value);
      }),
    );
    on.addEventListener('click', () => this.#goOn(head, head.isBusy));
    compare.addEventListener(
      'change',
      told(() => this.#compare(id, compare.checked)),
    );
    save.addEventListener(
      'click',
      told(() => this.#save(head)),
    );
    askTwice(remove, {
      words: () => text.remove,
      asks: () => text.reallyRemove,
      act: told(() => this.#store.remove(id)),
    });
    return {
      element,
      /** @param {RunHead & {isBusy: boolean}} shown */
      show: (shown) => {
        const { name, step, steps, accuracy, bytes, ended, isBusy } = shown;
        if (title.value === (head?.name ?? '')) title.value = name; // else a new one is being typed
        const isNew = head === undefined || head.isBusy !== isBusy;
        head = shown;
        title.setAttribute('aria-label', text.nameOf(name));
        const read = accuracy === null ? text.untested : percent(accuracy);
        facts.textContent = text.facts(
          count(step),
          count(steps),
          read,
          megabytes(bytes),
          shown.fingerprint,
        );
        const isMine = id === this.mine;
        on.textContent = isMine
          ? text.trains
          : isBusy
            ? text.takeCopy
            : ended
              ? text.open
              : text.goOn;
        on.title = isBusy && !isMine ? text.elsewhere(name) : '';
        on.disabled = isMine;
        compare.checked = this.#compared.has(id);
        compare.disabled = !compare.checked && this.#compared.size >= MOST_COMPARED;
        compareWords.textContent = text.compare;
        save.textContent = text.save;
        save.title = text.saveHint;
        if (isNew) remove.textContent = text.remove; // else it may be asking
        remove.disabled = isBusy;
      },
    };
  }

  /** @param {RunHead} head */
  async #save({ id, name, recipe, step }) {
    const body = await this.#store.body(id);
    if (!body) throw new Error(text.gone(name));
    const file = name.replace(/[^\p{L}\p{N}]+/gu, '-') || 'run';
    download(
      new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (body.checkpoint)]),
      `${file}.nibrun`,
    );
    const json = JSON.stringify({ name, recipe, step, points: body.points }, null, 1);
    download(new Blob([json], { type: 'application/json' }), `${file}.json`);
  }

  /** @param {string} id @param {boolean} on */
  async #compare(id, on) {
    if (on) this.#compared.add(id);
    else this.#compared.delete(id);
    const heads = await this.#named();
    const chosen = heads.filter((head) => this.#compared.has(head.id));
    const runs = await Promise.all(
      chosen.map(async ({ id, name }) => ({
        name,
        points: (await this.#store.body(id))?.points ?? [],
      })),
    );
    this.#trainer.compare(runs);
    await this.#refresh();
  }
}

/** @param {RunHead} head */
function nameOf({ preset, seed, began }) {
  return text.name(words.presets[preset]?.title ?? preset, seed, new Date(began));
}
