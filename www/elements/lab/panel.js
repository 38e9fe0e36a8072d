/**
 * The frame of one panel of the lab: its name, and what may be done with any panel: enlarge, save,
 * hide.
 *
 * @typedef {import('../../charts/drawing.js').Drawing} Drawing
 * @typedef {{
 *   show(view: import('./view.js').View): void, recolour(): void, remove(): void, summary: string,
 *   table?(): string[][], drawing?(width: number, height: number): Drawing,
 * }} Body  what a panel shows. `table` is it as rows of numbers, `drawing` as a picture
 */
import { csvOf } from '../../charts/csv.js';
import { toPng, toSvg } from '../../charts/drawing.js';
import { download } from '../../host/download.js';
import { button, make } from '../../host/nodes.js';
import { lab as text } from '../../text/en/training.js';

/** A picture to keep is as large as a slide likes it. */
const [WIDTH, HEIGHT] = [960, 600];

export class Panel {
  /** @type {Body} */
  body;
  /** When it was last brought up to date. */
  shown = -Infinity;
  /** There is something new. */
  stale = true;
  visible = false;
  #hide;

  /**
   * @param {{id: string, name: string, key: number | null}} what
   * @param {(place: HTMLElement) => Body} fill
   * @param {{hide: (panel: Panel) => void, fileName: () => string, failed: (error: Error) => void}}
   *   lab
   */
  constructor({ id, name, key }, fill, lab) {
    this.id = id;
    this.name = name;
    this.key = key;
    const place = make('div', 'body');
    this.body = fill(place);
    const enlarge = sign(text.enlarge(name), '⤢');
    this.#hide = sign(text.hide(name), '×');
    const menu = this.#menu(lab);
    const title = make('h3', 'title', name);
    if (key !== null) title.append(' ', make('kbd', '', String(key)));
    this.element = make(
      'section',
      'panel',
      make('div', 'top', title, menu, enlarge, this.#hide),
      place,
    );
    this.element.dataset.panel = id;
    this.element.setAttribute('aria-label', name);
    enlarge.addEventListener('click', () => void this.enlarge());
    this.#hide.addEventListener('click', () => lab.hide(this));
  }

  /** Without scrolling: it is at its button that hides it. */
  focus() {
    this.#hide.focus({ preventScroll: true });
  }

  /** Fills the screen, or where nobody may, the window; once more, and it is back in its place. */
  async enlarge() {
    const { element } = this;
    const root = /** @type {ShadowRoot} */ (element.getRootNode());
    if (root.fullscreenElement === element) return leaveFullscreen();
    if (!element.classList.contains('enlarged')) {
      try {
        return await element.requestFullscreen();
      } catch {
        // A frame that wasn't allowed to, or a telephone that doesn't know how.
      }
    }
    element.classList.toggle('enlarged');
  }

  /** Whether there was something to go back from. */
  reduce() {
    const { element } = this;
    const fills = /** @type {ShadowRoot} */ (element.getRootNode()).fullscreenElement === element;
    if (fills) void leaveFullscreen();
    const was = element.classList.contains('enlarged');
    element.classList.remove('enlarged');
    return was || fills;
  }

  /** @param {{fileName: () => string, failed: (error: Error) => void}} lab */
  #menu({ fileName, failed }) {
    const { body } = this;
    const menu = make('details', 'menu', make('summary', 'small', text.save));
    const entries = make('div', 'entries');
    /** @param {string} kind @param {() => Promise<Blob> | Blob} save */
    const entry = (kind, save) => {
      const one = sign(text.saveAs(this.name, kind), kind.toUpperCase());
      one.addEventListener('click', async () => {
        menu.open = false;
        try {
          download(await save(), `${fileName()}-${this.id}.${kind}`);
        } catch (error) {
          failed(/** @type {Error} */ (error));
        }
      });
      entries.append(one);
    };
    if (body.drawing) {
      const drawing = () => /** @type {Required<Body>} */ (body).drawing(WIDTH, HEIGHT);
      entry('png', () => toPng(drawing()));
      entry('svg', () => new Blob([toSvg(drawing())], { type: 'image/svg+xml' }));
    }
    if (body.table) {
      const table = () => /** @type {Required<Body>} */ (body).table();
      entry('csv', () => new Blob([csvOf(table())], { type: 'text/csv' }));
    }
    menu.append(entries);
    menu.addEventListener('focusout', (event) => {
      if (!menu.contains(/** @type {Node | null} */ (event.relatedTarget))) menu.open = false;
    });
    return menu;
  }
}

/** It may have been left meanwhile: then there is nothing to do. */
const leaveFullscreen = () => document.exitFullscreen().catch(() => {});

/** @param {string} label @param {string} sign */
function sign(label, sign) {
  const made = button(sign);
  made.title = label;
  made.setAttribute('aria-label', label);
  return made;
}
