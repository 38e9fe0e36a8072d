/**
 * More about why, under "Why?": the drawing after each stage of its preparation with what the net
 * makes of it, switches that leave single ones out, and the digits of its training that the net
 * finds most like it.
 *
 * The stages follow the pen, when the browser has nothing else to do. The digits must be fetched
 * and looked at by a worker first: so they come when somebody asks, and from then on whenever the
 * drawing has stood still for a moment.
 *
 * @typedef {import('../../ink/geometry.js').Stroke} Stroke
 * @typedef {import('../../engine/messages.js').Found} Found
 * @typedef {keyof typeof words.stages} Part
 * @typedef {{image: Uint8Array, probabilities: Float32Array}} Stage
 * @typedef {object} Host  the pad, as far as it concerns this
 * @property {(stages: readonly {[part: string]: boolean}[]) => (Stage | null)[] | null} stages
 *   null: nothing drawn, or a picture
 * @property {() => Uint8Array | null} image  what the net sees
 * @property {(image: Uint8Array, count: number) => Promise<Found | null>} nearest
 */
import { reasons as words } from '../../text/en/teaching.js';
import { marked } from '../../text/language.js';
import { write } from '../../text/write.js';
import { percent, predictionFrom } from './bars.js';
import { Spare } from './idle.js';
import { View } from './view.js';

const marks = marked('reasons', words);

/** In the order in which they are shown; the last image is what the net reads. @type {Part[]} */
const PARTS = ['scale', 'centre', 'line', 'smooth'];
/** So many of the nearest digits. */
const NEAREST = 5;
/** A pen that rests this long has finished, or thinks. */
const REST_MS = 400;

export class Reasons {
  #root;
  #place;
  #host;
  /**
   * One for the drawing as it is, then one for each part.
   * @type {{view: View, answer: HTMLElement, item: HTMLElement, part: Part | null}[]}
   */
  #stages = [];
  /** @type {Map<Part, HTMLInputElement>} */
  #switches = new Map();
  #list = document.createElement('ol');
  #verdict = document.createElement('p');
  #ask = document.createElement('button');
  #neighbours = document.createElement('ol');
  #status = document.createElement('p');
  /** @type {View[]} */
  #found = [];
  /** @type {Found | null} */
  #last = null;
  #wanted = false;
  #spare = new Spare();
  /** @type {any} */
  #resting;
  /**
   * What was asked about last, so that a late answer to an earlier question is not shown.
   * @type {object | null}
   */
  #question = null;

  /** @param {ShadowRoot} root @param {HTMLElement} place @param {Host} host */
  constructor(root, place, host) {
    this.#root = root;
    this.#place = place;
    this.#host = host;
    this.#list.className = 'stages';
    for (const part of /** @type {(Part | null)[]} */ ([null, ...PARTS]))
      this.#list.append(this.#stage(part));
    this.#verdict.className = 'verdict';
    this.#verdict.setAttribute('role', 'status');
    this.#ask.type = 'button';
    this.#ask.textContent = marks.ask;
    this.#ask.title = marks.askHint;
    this.#ask.addEventListener('click', () => {
      this.#wanted = true;
      this.#ask.hidden = true;
      void this.#search();
    });
    this.#neighbours.className = 'neighbours';
    this.#status.className = 'verdict';
    this.#status.setAttribute('role', 'status');
    place.append(
      title(marks.stagesTitle),
      this.#list,
      this.#verdict,
      title(marks.nearestTitle),
      this.#ask,
      this.#neighbours,
      this.#status,
    );
    place.hidden = true;
  }

  /** @param {boolean} on */
  turn(on) {
    this.#place.hidden = !on;
    if (!on) this.stop();
  }

  /** The drawing changed, or who reads it. */
  refresh() {
    this.stop();
    if (this.#place.hidden) return;
    const leftOut = this.#leftOut();
    /** @type {(Stage | null)[]} */
    const stages = [];
    // One after the other: each is prepared and read like a drawing.
    this.#spare.begin(() => {
      const [stage] = this.#host.stages([leftOut[stages.length]]) ?? [undefined];
      if (stage === undefined) return (this.#showStages(null), true);
      if (stages.push(stage) < leftOut.length) return false;
      return (this.#showStages(stages), true);
    });
    if (!this.#wanted) return;
    this.#question = null;
    this.#resting = setTimeout(() => this.#search(), REST_MS);
  }

  /** Another language is spoken. */
  translate() {
    if (!this.#place.hidden) this.#show();
    this.#showFound(this.#last);
    if (this.#last) this.#status.textContent = words.found(this.#last.all);
  }

  stop() {
    this.#spare.stop();
    clearTimeout(this.#resting);
  }

  recolour() {
    for (const { view } of this.#stages) view.recolour();
    for (const view of this.#found) view.recolour();
  }

  /** @param {Part | null} part */
  #stage(part) {
    const item = document.createElement('li');
    const place = document.createElement('div');
    const answer = document.createElement('span');
    answer.className = 'answered';
    const view = new View(this.#root, place);
    const label = document.createElement('label');
    if (part) {
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.checked = true;
      box.addEventListener('change', () => this.#show());
      this.#switches.set(part, box);
      label.append(box, marks.stages[part]);
      label.title = marks.switchHint;
    } else {
      label.append(marks.asDrawn);
    }
    item.append(place, answer, label);
    this.#stages.push({ view, answer, item, part });
    return item;
  }

  /** Which parts are left out, up to and with each stage. */
  #leftOut() {
    const off = PARTS.filter((part) => !this.#switches.get(part)?.checked);
    return this.#stages.map((_, i) =>
      Object.fromEntries(PARTS.map((part, at) => [part, at < i && !off.includes(part)])),
    );
  }

  #show() {
    this.#spare.stop();
    this.#showStages(this.#host.stages(this.#leftOut()));
  }

  /** @param {(Stage | null)[] | null} stages */
  #showStages(stages) {
    const boxes = [true, ...PARTS.map((part) => this.#switches.get(part)?.checked ?? true)];
    this.#stages.forEach(({ view, answer, item, part }, i) => {
      const stage = stages?.[i] ?? null;
      view.show(stage?.image ?? null, part ? words.stages[part] : words.asDrawn);
      write(answer, stage ? read(stage) : words.none);
      item.classList.toggle('off', !boxes[i]);
    });
    const last = stages?.[stages.length - 1];
    const skipped = boxes.includes(false);
    const verdict = !stages
      ? words.drawingsOnly
      : !last
        ? words.nothingLeft
        : skipped
          ? words.without(...winner(last))
          : words.withAll(...winner(last));
    write(this.#verdict, verdict);
  }

  async #search() {
    const image = this.#host.image();
    const question = (this.#question = {});
    if (!image) {
      this.#showFound(null);
      this.#status.textContent = words.drawFirst;
      return;
    }
    this.#status.textContent = words.searching;
    try {
      const found = await this.#host.nearest(image, NEAREST);
      if (question !== this.#question) return;
      this.#showFound(found);
      this.#status.textContent = found ? words.found(found.all) : '';
    } catch (error) {
      if (question !== this.#question) return;
      this.#showFound(null);
      this.#status.textContent = words.notFound(/** @type {Error} */ (error).message);
      this.#wanted = false; // asked again, it may be there
      this.#ask.hidden = false;
    }
  }

  /** @param {Found | null} found */
  #showFound(found) {
    this.#last = found;
    this.#found = [];
    const items = (found?.digits ?? []).map(({ label, distance, image }) => {
      const item = document.createElement('li');
      const place = document.createElement('div');
      const view = new View(this.#root, place);
      view.show(image, words.neighbour(label));
      this.#found.push(view);
      const numeral = document.createElement('b');
      numeral.textContent = String(label);
      const far = document.createElement('span');
      far.textContent = words.distance(distance);
      far.title = words.distanceHint;
      item.append(place, numeral, far);
      return item;
    });
    this.#neighbours.replaceChildren(...items);
  }
}

/** @param {Stage} stage @returns {[number, number]} */
function winner({ probabilities }) {
  const { digit, confidence } = predictionFrom(probabilities);
  return [digit, percent(confidence)];
}

/** @param {Stage} stage */
function read(stage) {
  return words.reads(...winner(stage));
}

/** @param {string} word */
function title(word) {
  const made = document.createElement('h3');
  made.textContent = word;
  return made;
}
