/**
 * "Your runs": what was trained in this browser. A run that was interrupted is offered again; each can be gone on with,
 * looked at, renamed, saved as a file and deleted, and several can be compared.
 *
 * @typedef {import('../../store/runs.js').RunHead} RunHead
 * @typedef {import('../../store/runs.js').RunStore} RunStore
 * @typedef {{
 *   goOn: (head: RunHead, body: import('../../store/runs.js').RunBody) => Promise<unknown>,
 *   compare: (runs: {name: string, points: import('../../engine/messages.js').Point[]}[]) => void,
 *   failed: (error: Error) => void,
 * }} Trainer
 */

import { download } from '../../host/download.js';
import { button, make } from '../../host/nodes.js';
import { runs as text } from '../../text/en.js';
import { count, megabytes, percent } from '../../text/numbers.js';

/** Time to think better of it. */
const SURE_MS = 4_000;
/** So many curves can be told apart. */
const MOST_COMPARED = 3;

export class RunList {
  element = make('details', 'runs');
  /** The offer to go on with what was interrupted. */
  offer = make('div', 'offer');
  #store;
  #trainer;
  #summary = make('summary', '');
  #list = make('ul', '');
  #note = make('p', 'note');
  #round = 0;
  /** The run of this trainer, if one trains. @type {string | null} */
  mine = null;
  /** Ids of those that are compared. @type {Set<string>} */
  #compared = new Set();
  #declined = false;
  /** Runs of other tabs, whose end is waited for. @type {Set<string>} */
  #awaited = new Set();

  /** @param {RunStore} store @param {Trainer} trainer */
  constructor(store, trainer) {
    this.#store = store;
    this.#trainer = trainer;
    this.offer.hidden = true;
    this.offer.setAttribute('role', 'status');
    this.element.hidden = true;
    this.#list.setAttribute('aria-label', text.list);
    this.element.append(this.#summary, this.#note, this.#list);
  }

  /** Another language is spoken. */
  translate() {
    this.#list.setAttribute('aria-label', text.list);
    this.refresh();
  }

  /** Reads the store anew. */
  async refresh() {
    const round = ++this.#round;
    const [heads, held] = await Promise.all([this.#store.all(), this.#store.held()]);
    if (round !== this.#round) return;
    this.element.hidden = heads.length === 0;
    this.#summary.textContent = text.runs(
      heads.length,
      megabytes(heads.reduce((sum, { bytes }) => sum + bytes, 0)),
    );
    this.#note.textContent = [text.local, this.#store.forgets ? text.forgets : '']
      .filter(Boolean)
      .join(' ');
    for (const id of held) {
      if (id === this.mine || this.#awaited.has(id)) continue;
      this.#awaited.add(id);
      const over = () => {
        this.#awaited.delete(id);
        this.refresh();
      };
      this.#store.freed(id).then(over, () => {}); // without locks there is nothing to wait for
    }
    const open = this.#focused();
    this.#list.replaceChildren(...heads.map((head) => this.#item(head, held.has(head.id))));
    if (open)
      /** @type {HTMLElement | null} */ (
        this.#list.querySelector(`[data-id="${open}"] button`)
      )?.focus();
    const last = heads.find(({ id, ended }) => !ended && !held.has(id));
    this.#suggest(this.mine || this.#declined ? undefined : last);
  }

  #focused() {
    const root = this.#list.getRootNode();
    if (!(root instanceof ShadowRoot)) return undefined;
    return /** @type {HTMLElement | null} */ (root.activeElement?.closest('li[data-id]'))?.dataset
      .id;
  }

  /** @param {RunHead | undefined} head */
  #suggest(head) {
    this.offer.hidden = !head;
    if (!head) return this.offer.replaceChildren();
    const [on, no] = [button(text.goOn), button(text.notNow)];
    on.classList.add('primary');
    on.addEventListener('click', () => this.#goOn(head));
    no.addEventListener('click', () => {
      this.#declined = true;
      this.#suggest(undefined);
    });
    this.offer.replaceChildren(
      make('p', '', text.interrupted(head.name, head.step, head.steps)),
      on,
      no,
    );
  }

  /** @param {RunHead} head */
  async #goOn(head) {
    const body = await this.#store.body(head.id);
    if (!body) {
      this.#trainer.failed(new Error(text.gone(head.name)));
      return this.refresh();
    }
    try {
      await this.#trainer.goOn(head, body);
    } catch (error) {
      this.#trainer.failed(/** @type {Error} */ (error));
    }
  }

  /** @param {RunHead} head @param {boolean} busy */
  #item(head, busy) {
    const { id, name, step, steps, accuracy, bytes, ended } = head;
    const item = make('li', '');
    item.dataset.id = id;
    const title = make('input', 'name');
    title.value = name;
    title.setAttribute('aria-label', text.nameOf(name));
    title.addEventListener('change', () => this.#store.rename(id, title.value.trim() || name));
    const read = accuracy === null ? text.untested : percent(accuracy);
    const facts = make(
      'span',
      'facts',
      text.facts(count(step), count(steps), read, megabytes(bytes), head.fingerprint),
    );
    const on = button(busy ? text.trains : ended ? text.open : text.goOn);
    on.disabled = busy;
    on.addEventListener('click', () => this.#goOn(head));
    const compare = make('input', '');
    compare.type = 'checkbox';
    compare.checked = this.#compared.has(id);
    compare.disabled = !compare.checked && this.#compared.size >= MOST_COMPARED;
    compare.addEventListener('change', () => this.#compare(id, compare.checked));
    const save = button(text.save);
    save.title = text.saveHint;
    save.addEventListener('click', async () => {
      const body = await this.#store.body(id);
      if (!body) return this.#trainer.failed(new Error(text.gone(name)));
      const file = name.replace(/[^\p{L}\p{N}]+/gu, '-') || 'run';
      download(
        new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (body.checkpoint)]),
        `${file}.nibrun`,
      );
      const { recipe } = head;
      const json = JSON.stringify({ name, recipe, step, points: body.points }, null, 1);
      download(new Blob([json], { type: 'application/json' }), `${file}.json`);
    });
    const remove = button(text.remove);
    remove.disabled = busy;
    let sure = 0;
    remove.addEventListener('click', () => {
      clearTimeout(sure);
      if (sure) return void this.#store.remove(id);
      remove.textContent = text.reallyRemove;
      sure = window.setTimeout(() => {
        sure = 0;
        remove.textContent = text.remove;
      }, SURE_MS);
    });
    item.append(
      title,
      facts,
      make('span', 'actions', on, make('label', 'compare', compare, text.compare), save, remove),
    );
    return item;
  }

  /** @param {string} id @param {boolean} on */
  async #compare(id, on) {
    if (on) this.#compared.add(id);
    else this.#compared.delete(id);
    const heads = await this.#store.all();
    const chosen = heads.filter((head) => this.#compared.has(head.id));
    const runs = await Promise.all(
      chosen.map(async ({ id, name }) => ({
        name,
        points: (await this.#store.body(id))?.points ?? [],
      })),
    );
    this.#trainer.compare(runs);
    await this.refresh();
  }
}
