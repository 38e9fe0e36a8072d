/**
 * What leaves the trainer: the net, the curves as tables and as pictures, and the link to what is
 * set.
 *
 * @typedef {import('../../engine/page/run.js').Run} Run
 */
import { csv } from '../../charts/csv.js';
import { json } from '../../charts/json.js';
import { download } from '../../host/download.js';
import { trainer as text } from '../../text/en/training.js';
import { toFragment } from './link.js';

export class Exports {
  #run;
  #trainer;

  /**
   * @param {Run} run
   * @param {{
   *   name: () => string, model: () => Promise<Uint8Array<ArrayBuffer>>, format: () => string,
   *   picture: (chart: 0 | 1) => Promise<Blob>, form: () => import('./form.js').Form | null,
   *   digits: () => Promise<any>, threads: () => number | null, say: (words: string) => void,
   * }} trainer  `name`: of files, without their ends
   */
  constructor(run, trainer) {
    this.#run = run;
    this.#trainer = trainer;
  }

  /** @param {(id: string, act: () => unknown) => void} on  the button with that id was pressed */
  listen(on) {
    const { name, model, format, picture } = this.#trainer;
    on('model', async () => download(new Blob([await model()]), `${name()}.${format()}`));
    on('csv', () => download(new Blob([this.csv()], { type: 'text/csv' }), `${name()}.csv`));
    on('json', () =>
      download(new Blob([this.json()], { type: 'application/json' }), `${name()}.json`),
    );
    on('png-accuracy', async () => download(await picture(0), `${name()}-accuracy.png`));
    on('png-loss', async () => download(await picture(1), `${name()}-loss.png`));
    on('link', () => this.#copyLink());
  }

  csv() {
    const { history, recipe, fingerprint } = this.#run;
    const preset = this.#trainer.form()?.own ? 'own' : recipe?.preset;
    return csv(history, { preset, seed: recipe?.seed, fingerprint });
  }

  json() {
    const { recipe, fingerprint, history: points } = this.#run;
    return json({ recipe, fingerprint, points });
  }

  async #copyLink() {
    const link = new URL(location.href);
    const { recipe: ran, last, fingerprint } = this.#run;
    const form = this.#trainer.form();
    // Of a run with these very settings, what was changed on the way, and what it came to.
    const digits = await this.#trainer.digits();
    const same = ran && form && sameRun(ran, { ...form.recipe, digits });
    const changes = same ? ran.changes : undefined;
    link.hash = toFragment(
      { ...form?.different, digits, ...(changes ? { changes } : {}) },
      this.#trainer.threads(),
    );
    if (same && last?.state === 'done' && fingerprint) link.hash += `&fingerprint=${fingerprint}`;
    try {
      await navigator.clipboard.writeText(link.href);
      this.#trainer.say(text.linkCopied);
    } catch {
      // No clipboard without a secure page, or the visitor said no.
      this.#trainer.say(text.linkNotCopied(link.href));
    }
  }
}

/**
 * Whether two recipes differ in nothing but what was changed on the way.
 * @param {any} a
 * @param {any} b
 */
function sameRun(a, b) {
  const start = ({ digits = null, ...recipe }) =>
    JSON.stringify({ ...recipe, changes: [] }) + JSON.stringify(digits);
  return start(a) === start(b);
}
