/**
 * The trainer's inside: its markup, once per element, and the parts of it by name.
 *
 * No style in markup and no script: it stands under the strictest Content-Security-Policy. Sentences are marked here, and
 * written by whoever fills it in (text/language.js).
 */
import { charts, data, trainer as text } from '../../text/marked.js';
import { write } from '../../text/write.js';

/** Settings that are one number in one field: the field's id and its label. */
const FIELDS = {
  steps: text.steps,
  epochs: text.epochs,
  seed: text.seed,
  rate: text.rate,
  from: text.from,
  to: text.to,
  over: text.over,
  peak: text.peak,
  rise: text.rise,
  momentum: text.momentum,
  batch: text.batch,
  evaluateEvery: text.evaluateEvery,
};

/** @param {keyof typeof FIELDS} id @param {'numeric' | 'decimal'} [keyboard] @param {string} [beside] */
const field = (id, keyboard = 'numeric', beside = '') => `
  <div class="field" id="field-${id}">
    <label for="${id}">${FIELDS[id]}</label>
    <span class="beside"><input id="${id}" type="text" inputmode="${keyboard}" autocomplete="off" spellcheck="false"
      aria-describedby="why-${id}">${beside}</span>
    <p class="why" id="why-${id}"></p>
  </div>`;

/** @param {string} id @param {string} label @param {[string, string][]} options */
const choice = (id, label, options) => `
  <div class="field" id="field-${id}">
    <label for="${id}">${label}</label>
    <select id="${id}" aria-describedby="why-${id}">
      ${options.map(([value, words]) => `<option value="${value}">${words}</option>`).join('')}
    </select>
    <p class="why" id="why-${id}"></p>
  </div>`;

const DICE = `<button type="button" id="dice" class="square" aria-label="${text.dice}" title="${text.dice}">
  <svg viewBox="0 0 24 24" aria-hidden="true"><rect x="4" y="4" width="16" height="16" rx="3"/><path
    d="M8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01"/></svg></button>`;

/** @param {string} id @param {string} label @param {string} [hint] */
const stat = (id, label, hint = '') => `
  <div class="stat" ${hint && `title="${hint}"`}>
    <dt id="${id}-name">${label}</dt>
    <dd id="${id}">${text.none}</dd>
  </div>`;

const MARKUP = `
<section class="panel" part="panel" aria-label="${text.label}">
  <p class="error" id="engine-error" role="alert" hidden>
    <span></span> <button type="button" class="link" id="again">${data.retry}</button>
  </p>
  <div class="lesson" id="lesson" part="lesson" hidden></div>
  <fieldset class="settings" id="settings" disabled>
    ${choice('preset', text.preset, [])}
    ${field('steps')}
    ${field('epochs', 'decimal')}
    ${field('seed', 'numeric', DICE)}
  </fieldset>
  <p class="summary" id="summary"></p>
  <div id="network"></div>
  <div id="data-place"></div>
  <details id="advanced" class="advanced">
    <summary>${text.advanced}<span class="digest" id="digest"></span></summary>
    <fieldset class="settings" id="more" disabled>
      ${choice('schedule', text.schedule, [
        ['constant', text.constant],
        ['decaying', text.decaying],
        ['oneCycle', text.oneCycle],
      ])}
      ${field('rate', 'decimal')}
      ${field('from', 'decimal')}
      ${field('to', 'decimal')}
      ${field('over')}
      ${field('peak', 'decimal')}
      ${field('rise', 'decimal')}
      ${choice('optimizer', text.optimizer, [
        ['sgd', text.sgd],
        ['adam', text.adam],
      ])}
      ${field('momentum', 'decimal')}
      ${field('batch')}
      ${field('evaluateEvery')}
      <button type="button" class="small" id="reset">${text.reset}</button>
    </fieldset>
  </details>
  <p class="why" id="why-recipe"></p>
  <div class="controls">
    <button type="button" class="primary" id="start" disabled>${text.start}</button>
    <button type="button" id="pause" disabled>${text.pause}</button>
    <button type="button" id="stop" disabled>${text.stop}</button>
    <button type="button" id="step" disabled title="${text.stepHint}">${text.step}</button>
    <div class="aside">
      <div class="meter" id="meter" role="progressbar" aria-label="${data.progress}" aria-valuemin="0" aria-valuemax="100"
        aria-valuenow="0" hidden><i id="loaded"></i></div>
      <p id="data"></p>
    </div>
  </div>
  <p class="error" id="run-error" role="alert" hidden></p>
  <div class="error" id="trouble" role="alert" hidden>
    <p id="trouble-text"></p>
    <button type="button" id="retry">${data.retry}</button>
  </div>
  <div class="progress">
    <div class="bar" id="bar" role="progressbar" aria-label="${text.progress}" aria-valuemin="0" aria-valuemax="100"
      aria-valuenow="0"><i id="fill"></i></div>
    <span class="share" id="share">0${'\u00a0'}%</span>
  </div>
  <div id="offer-place"></div>
  <p class="headline"><strong id="reads">${text.idle}</strong> <span id="where"></span></p>
  <dl class="stats">
    ${stat('now', text.now)}
    ${stat('best', text.best)}
    ${stat('speed', text.speed, text.speedHint)}
    ${stat('left', text.left)}
    ${stat('learning-rate', text.learningRate)}
    ${stat('fingerprint', text.fingerprint, text.fingerprintHint)}
  </dl>
  <div class="charts">
    <figure class="chart" id="accuracy" part="accuracy"></figure>
    <figure class="chart" id="loss" part="loss"></figure>
  </div>
  <details id="live-box" class="live">
    <summary>${text.live}</summary>
    <p class="note" id="live-none">${text.liveNone}</p>
    <fieldset class="settings" id="live" hidden>
      <div class="field">
        <label for="live-rate">${text.liveRate}</label>
        <span class="beside"><input id="live-rate" type="range" min="-2" max="1.5" step="0.05" value="0"><output
          id="live-rate-value"></output></span>
      </div>
      <div class="field" id="live-dropout">
        <label for="live-keep">${text.liveKeep}</label>
        <span class="beside"><input id="live-keep" type="range" min="0.1" max="1" step="0.05" value="1"><output
          id="live-keep-value"></output></span>
      </div>
      <div class="field">
        <label for="live-batch">${text.liveBatchName}</label>
        <span class="beside"><input id="live-batch" type="text" inputmode="numeric" autocomplete="off"></span>
      </div>
    </fieldset>
    <p class="why" id="live-error" role="status"></p>
  </details>
  <details id="points" class="points">
    <summary>${charts.points}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${charts.points}"><table id="table"></table></div>
  </details>
  <div class="exports">
    <button type="button" class="small" id="model" disabled title="${text.modelHint}">${text.model}</button>
    <button type="button" class="small" id="csv" disabled title="${text.csvHint}">${text.csv}</button>
    <button type="button" class="small" id="json" disabled title="${text.jsonHint}">${text.json}</button>
    <button type="button" class="small" id="png-accuracy" disabled>${text.png(charts.accuracy)}</button>
    <button type="button" class="small" id="png-loss" disabled>${text.png(charts.loss)}</button>
    <button type="button" class="small" id="link" disabled title="${text.linkHint}">${text.link}</button>
  </div>
  <div id="runs-place"></div>
  <p class="note" id="note" role="status"></p>
  <p class="note" id="short" role="status"></p>
  <p class="privacy"><span id="runs-on"></span> <span id="kept"></span> ${data.privacy}</p>
  <p class="spoken" id="spoken" role="status"></p>
</section>`;

/** @type {HTMLTemplateElement | undefined} */
let template;

/**
 * Fills `root`, and hands out its parts: `part('start')` is the element with that id.
 * @param {ShadowRoot} root
 */
export function fill(root) {
  if (!template) {
    template = document.createElement('template');
    template.innerHTML = MARKUP;
  }
  root.append(template.content.cloneNode(true));
  return new View(root);
}

export class View {
  /** @param {ShadowRoot} root */
  constructor(root) {
    this.root = root;
  }

  /** @param {string} id @returns {HTMLElement} */
  part(id) {
    const found = this.root.getElementById(id);
    if (!found) throw new Error(`no part “${id}” in the trainer`);
    return found;
  }

  /** @param {string} id */
  input(id) {
    return /** @type {HTMLInputElement} */ (this.part(id));
  }

  /** @param {string} id */
  select(id) {
    return /** @type {HTMLSelectElement} */ (this.part(id));
  }

  /** @param {string} id */
  button(id) {
    return /** @type {HTMLButtonElement} */ (this.part(id));
  }

  /** @param {string} id @param {string} words */
  say(id, words) {
    write(this.part(id), words);
  }
}
