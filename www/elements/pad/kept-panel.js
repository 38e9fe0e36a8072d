/**
 * "Your digits": what the visitor has taught, as small pictures. Each can be given another label or deleted; all can be
 * taken along as files, or taught anew.
 *
 * @typedef {import('../../store/corrections.js').Correction} Correction
 */

import { download } from '../../host/download.js';
import { button } from '../../host/nodes.js';
import { colours } from '../../host/style-sheet.js';
import { lessonOf } from '../../store/corrections.js';
import { idxImages, idxLabels, jsonLines } from '../../store/digit-files.js';
import { teach as words } from '../../text/en.js';
import { teach as marks } from '../../text/marked.js';

const SIDE = 28;
/** More at once would be slow to look at, and to draw. */
const SHOWN = 60;
/** Time to think better of it. */
const SURE_MS = 4_000;

export class KeptPanel {
  element = document.createElement('details');
  #store;
  #summary = document.createElement('summary');
  #list = document.createElement('ul');
  #more = document.createElement('p');
  #buttons = document.createElement('div');
  #again = button(marks.again, '', '');
  #all = button(marks.deleteAll, '', '');
  /** @type {Correction[]} */
  #kept = [];
  /** What the net that reads has learnt. @type {string[]} */
  #knows = [];
  #sure = 0;
  #round = 0;

  /** @param {import('../../store/corrections.js').CorrectionStore} store @param {() => void} again  teaches them anew */
  constructor(store, again) {
    this.#store = store;
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
    this.#all.addEventListener('click', () => this.#deleteAll());
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

  /** Reads the store anew. */
  async refresh() {
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
    this.#again.hidden =
      now.length === this.#knows.length && now.every((lesson) => this.#knows.includes(lesson));
  }

  #fill() {
    const here = this.#list.getRootNode();
    if (!(here instanceof ShadowRoot)) return;
    const { ink } = colours(here, ['ink']);
    const focused = /** @type {HTMLElement | null} */ (here.activeElement?.closest('li'))?.dataset
      .id;
    this.#more.textContent =
      words.privacy + (this.#kept.length > SHOWN ? ` ${words.newest(SHOWN)}` : '');
    this.#list.replaceChildren(
      ...this.#kept
        .slice(-SHOWN)
        .reverse()
        .map((kept) => this.#item(kept, ink)),
    );
    if (focused)
      /** @type {HTMLElement | null} */ (
        this.#list.querySelector(`[data-id="${focused}"] select`)
      )?.focus();
  }

  /** @param {Correction} kept @param {string} ink */
  #item(kept, ink) {
    const item = document.createElement('li');
    item.dataset.id = kept.id;
    const label = document.createElement('select');
    label.setAttribute('aria-label', words.label(kept.label));
    for (let digit = 0; digit < 10; digit++)
      label.add(
        new Option(String(digit), String(digit), digit === kept.label, digit === kept.label),
      );
    label.addEventListener('change', () =>
      this.#store.change(kept.id, { label: Number(label.value), learnt: true }),
    );
    const remove = button('×', words.remove(kept.label), '');
    remove.setAttribute('aria-label', words.remove(kept.label));
    remove.addEventListener('click', () => this.#store.remove([kept.id]));
    item.append(picture(kept.image, ink), label, remove);
    return item;
  }

  /** Asks once more, in place: a dialog may be forbidden in a frame. */
  #deleteAll() {
    const sure = this.#sure !== 0;
    clearTimeout(this.#sure);
    this.#sure = 0;
    this.#all.textContent = words.deleteAll;
    if (sure) return void this.#store.remove(this.#kept.map(({ id }) => id));
    this.#all.textContent = words.reallyDelete(this.#kept.length);
    this.#sure = window.setTimeout(() => {
      this.#sure = 0;
      this.#all.textContent = words.deleteAll;
    }, SURE_MS);
  }
}

/** @param {Uint8Array} image @param {string} ink */
function picture(image, ink) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  const frame = document.createElement('i');
  frame.className = 'thumb';
  frame.append(canvas);
  if (!context) return frame;
  const pixels = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) pixels.data[4 * i + 3] = image[i] ?? 0;
  context.putImageData(pixels, 0, 0); // ink is how much covers the paper
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = ink;
  context.fillRect(0, 0, SIDE, SIDE);
  return frame;
}

/** @param {[content: string | Uint8Array<ArrayBuffer>, name: string][]} files */
function save(files) {
  for (const [content, name] of files) download(new Blob([content]), name);
}
