/**
 * "Your digits": what the visitor has taught, as small pictures. Each can be given another label or
 * deleted; all can be taken along as files, or taught anew.
 *
 * @typedef {import('../../store/corrections.js').Correction} Correction
 */

import { download } from '../../host/download.js';
import { button } from '../../host/nodes.js';
import { colours } from '../../host/style-sheet.js';
import { lessonOf } from '../../store/corrections.js';
import { idxImages, idxLabels, jsonLines } from '../../store/digit-files.js';
import { teach as words } from '../../text/en/teaching.js';
import { marked } from '../../text/language.js';
import { askTwice } from '../base/ask-twice.js';
import { KeyedList } from '../base/keyed-list.js';

const marks = marked('teach', words);

const SIDE = 28;
/** More at once would be slow to look at, and to draw. */
const SHOWN = 60;

export class KeptPanel {
  element = document.createElement('details');
  #store;
  #failed;
  #summary = document.createElement('summary');
  #list = document.createElement('ul');
  #items = new KeyedList(this.#list, (id) => this.#item(id));
  #more = document.createElement('p');
  #buttons = document.createElement('div');
  #again = button(marks.again, '', '');
  #all = button(marks.deleteAll, '', '');
  /** @type {Correction[]} */
  #kept = [];
  /** What the net that reads has learnt. @type {string[]} */
  #knows = [];
  /** Whether the net is just learning what has changed. */
  #learning = false;
  #round = 0;

  /**
   * @param {import('../../store/corrections.js').CorrectionStore} store
   * @param {() => void} again  teaches them anew
   * @param {(error: Error) => void} failed
   */
  constructor(store, again, failed) {
    this.#store = store;
    this.#failed = failed;
    this.element.className = 'kept';
    this.element.hidden = true;
    this.#list.setAttribute('aria-label', marks.list);
    this.#buttons.className = 'files';
    const strokes = button(marks.strokes, marks.strokesHint, '');
    const images = button(marks.images, marks.imagesHint, '');
    strokes.addEventListener('click', () => save([[jsonLines(this.#kept), 'my-digits.jsonl']]));
    images.addEventListener('click', () =>
      save([
        [idxImages(this.#kept), 'my-digits-images-idx3-ubyte'],
        [idxLabels(this.#kept), 'my-digits-labels-idx1-ubyte'],
      ]),
    );
    this.#again.addEventListener('click', again);
    askTwice(this.#all, {
      words: () => words.deleteAll,
      asks: () => words.reallyDelete(this.#kept.length),
      act: () => this.#store.remove(this.#kept.map(({ id }) => id)).catch(failed),
    });
    this.#buttons.append(this.#again, strokes, images, this.#all);
    this.element.append(this.#summary, this.#more, this.#list, this.#buttons);
    this.element.addEventListener('toggle', () => this.element.open && this.#fill());
  }

  recolour() {
    if (this.element.open) this.#fill();
  }

  /** @param {string[]} lessons */
  set knows(lessons) {
    this.#knows = lessons;
    this.#offer();
  }

  /** @param {boolean} learning */
  set learning(learning) {
    this.#learning = learning;
    this.#offer();
  }

  /** Reads the store anew. What goes wrong is told. */
  refresh() {
    this.#refresh().catch(this.#failed);
  }

  async #refresh() {
    const round = ++this.#round;
    const kept = await this.#store.all();
    if (round !== this.#round) return; // asked again meanwhile
    this.#kept = kept;
    this.element.hidden = kept.length === 0 && this.#knows.length === 0;
    this.#summary.textContent = words.kept(kept.length);
    if (this.element.open) this.#fill();
    this.#offer();
  }

  /** Where the net has learnt something else than what is kept, it can be taught anew. */
  #offer() {
    const now = this.#kept.map(lessonOf);
    const isKnown =
      now.length === this.#knows.length && now.every((lesson) => this.#knows.includes(lesson));
    this.#again.hidden = isKnown || this.#learning;
  }

  #fill() {
    const here = this.#list.getRootNode();
    if (!(here instanceof ShadowRoot)) return;
    const { ink } = colours(here, ['ink']);
    this.#more.textContent =
      words.privacy + (this.#kept.length > SHOWN ? ` ${words.newest(SHOWN)}` : '');
    const newest = this.#kept.slice(-SHOWN).reverse();
    this.#items.show(newest.map((kept) => ({ ...kept, ink })));
  }

  /** @param {string} id */
  #item(id) {
    const element = document.createElement('li');
    const thumb = document.createElement('i');
    thumb.className = 'thumb';
    const label = document.createElement('select');
    for (let digit = 0; digit < 10; digit++) label.add(new Option(String(digit)));
    label.addEventListener('change', () => {
      this.#store.change(id, { label: Number(label.value), learnt: true }).catch(this.#failed);
    });
    const remove = button('×', '', '');
    const name = (/** @type {string} */ words) => {
      remove.title = words;
      remove.setAttribute('aria-label', words);
    };
    let digit = 0;
    askTwice(remove, {
      words: () => (name(words.remove(digit)), '×'),
      asks: () => (name(words.reallyRemove), words.reallyRemove),
      act: () => this.#store.remove([id]).catch(this.#failed),
    });
    element.append(thumb, label, remove);
    return {
      element,
      /** @param {Correction & {ink: string}} kept */
      show: (kept) => {
        thumb.replaceChildren(picture(kept.image, kept.ink));
        label.value = String(kept.label);
        label.setAttribute('aria-label', words.label(kept.label));
        digit = kept.label;
        if (remove.textContent === '×') name(words.remove(digit));
      },
    };
  }
}

/** @param {Uint8Array} image @param {string} ink */
function picture(image, ink) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const pixels = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) pixels.data[4 * i + 3] = image[i] ?? 0;
  context.putImageData(pixels, 0, 0); // ink is how much covers the paper
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = ink;
  context.fillRect(0, 0, SIDE, SIDE);
  return canvas;
}

/** @param {[content: string | Uint8Array<ArrayBuffer>, name: string][]} files */
function save(files) {
  for (const [content, name] of files) download(new Blob([content]), name);
}
