/**
 * What the next run will do: the form and the network editor, filled in from attributes and link,
 * once the engine is there to check them.
 *
 * @typedef {import('./form.js').Recipe} Recipe
 * @typedef {import('./view.js').View} View
 */
import { engine } from '../../engine/page/engine.js';
import { named } from '../../engine/page/session.js';
import { whole } from '../../engine/page/whole.js';
import { thrownOf } from '../../engine/thrown.js';
import { cut } from '../../text/cut.js';
import { trainer as text } from '../../text/en/training.js';
import { inWords } from '../../text/engine.js';
import { label } from '../../text/language.js';
import { parse } from '../base/attribute.js';
import { Form, QUICK, titleOf } from './form.js';
import { fingerprintIn, fromFragment, isLink, threadsIn, toFragment } from './link.js';
import { LinkBox, whyRefused } from './link-box.js';
import { NetEditor } from './net-editor.js';
import table from './table.js';

export class Settings {
  #view;
  #trainer;
  /** The form, once the engine is there to check it. @type {Promise<Form> | null} */
  #opening = null;
  /** @type {Form | null} */
  form = null;
  /** @type {NetEditor | null} */
  #editor = null;
  #isLocked = false;
  /**
   * What the link that brought the visitor here says its run comes to.
   * @type {{fingerprint: string, recipe: string} | null}
   */
  expected = null;

  /**
   * @param {View} view
   * @param {{
   *   asked: () => {preset?: string, seed?: number}, changed: () => void,
   *   needDigits: (digits: any) => void, broken: (error: Error | null) => void,
   *   seconds: (recipe: Recipe) => number,
   * }} trainer  `asked`: by the attributes; `broken`: the engine didn't come, or came after all;
   *   `seconds`: that a run takes here
   */
  constructor(view, trainer) {
    this.#view = view;
    this.#trainer = trainer;
    this.linkBox = new LinkBox(view);
  }

  /** Its name in files. */
  get name() {
    return this.form?.own ? 'own' : this.form?.preset.name;
  }

  /**
   * The whole recipe of the settings, after some of it was set; null where something is wrong. What
   * the engine refuses is said in the words of the page.
   * @param {Recipe} [parts]
   */
  async cook(parts) {
    const form = await this.prepare();
    if (!parts) return form.recipe;
    try {
      return form.put(parts);
    } catch (error) {
      throw named(thrownOf(error));
    }
  }

  /** Another language is spoken. */
  translate() {
    this.#editor?.translate();
    this.form?.translate();
    this.linkBox.translate();
  }

  /** Why there is no recipe to train by; '': there is one, or it is still on its way. */
  get trouble() {
    return this.#editor?.trouble || this.form?.trouble || '';
  }

  /** @param {boolean} locked */
  lock(locked) {
    this.#isLocked = locked;
    this.form?.lock(locked);
    this.#editor?.lock(locked);
  }

  /** The whole of a recipe, by the engine. @type {(recipe: unknown) => any} */
  #complete = (recipe) => recipe;

  /** The engine for this thread, and with it a form that can be trusted. */
  prepare() {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = null;
      this.#trainer.broken(error);
      throw error;
    });
    return this.#opening;
  }

  async #open() {
    const glue = await whole();
    this.#trainer.broken(null);
    const complete = (/** @type {unknown} */ recipe) =>
      JSON.parse(engine.call(() => glue.complete_recipe(JSON.stringify(recipe))));
    this.#complete = complete;
    const editor = new NetEditor(this.#view.part('network'), {
      describe: (draft) =>
        JSON.parse(engine.call(() => glue.describe_network(JSON.stringify(draft)))),
      changed: (network) => this.form?.putNetwork(network),
      name: () => `nibnet-${this.name}-network.json`,
    });
    this.#editor = editor;
    label(this.#view.root);
    const changed = () => {
      if (form?.recipe) editor.show(form.recipe.network);
      this.#trainer.changed();
    };
    /** @type {Form | null} */
    let form = null;
    form = new Form(this.#view, JSON.parse(glue.presets()), {
      complete,
      changed,
      wished: () => editor.open(),
      seconds: this.#trainer.seconds,
    });
    this.form = form;
    this.fromAttributes(form);
    form.lock(this.#isLocked);
    editor.lock(this.#isLocked);
    this.#trainer.changed();
    return form;
  }

  /** What attributes and link ask for. @param {Form} form */
  fromAttributes(form) {
    const hasLink = isLink(location.hash);
    const { recipe: linked, ignored } = hasLink
      ? fromFragment(location.hash, form.adam)
      : { recipe: {}, ignored: [] };
    const { digits = null, ...recipe } = linked;
    this.#trainer.needDigits(digits);
    // A link without a preset means the engine's: it may have been written by hand.
    const { preset = hasLink ? undefined : QUICK, seed } = this.#trainer.asked();
    const refused = ignored.map((written) => refusal(written));
    /** @type {{[key: string]: unknown}} */
    let good = {};
    // One by one, since one bad value should not cost the others. The preset comes first: the rest
    // completes it.
    for (const [key, value] of Object.entries({ preset, seed, ...recipe })) {
      if (value === undefined) continue;
      try {
        form.put({ ...good, [key]: value });
        good = { ...good, [key]: value };
      } catch (error) {
        const written = decodeURIComponent(toFragment({ [key]: value }).replaceAll('+', ' '));
        refused.push(refusal(written, inWords(thrownOf(error))));
      }
    }
    const whole = form.put(good);
    const fingerprint = fingerprintIn(location.hash);
    this.expected =
      fingerprint === null
        ? null
        : {
            fingerprint,
            recipe: JSON.stringify(digits ? this.#complete({ ...whole, digits }) : whole),
          };
    const threads = hasLink ? threadsIn(location.hash) : null;
    const { expected = '' } = threads === null ? {} : parse(table.attributes.threads, threads);
    if (expected) refused.push(refusal(`threads=${threads}`));
    if (refused.length)
      console.warn(text.ignored(refused.map(({ written, why }) => `${written} (${why})`)));
    const { preset: _, ...changed } = good;
    this.linkBox.show(
      hasLink
        ? {
            title: titleOf(form.preset),
            recipe: { ...changed, digits },
            refused,
            fingerprint,
            threads: expected ? null : threads,
          }
        : null,
    );
    this.linkBox.judge(null);
  }
}

/** @param {string} written  a part of the link @param {string} [sentence]  the engine's */
function refusal(written, sentence) {
  return { written: cut(written), why: whyRefused(written.split('=', 1)[0], sentence) };
}
