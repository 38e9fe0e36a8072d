/**
 * The trainer's files of nets: the model in the format of one's choice, and nets that come from a
 * file, chosen or dropped on the panel.
 *
 * @typedef {import('./view.js').View} View
 * @typedef {import('./net-file.js').NetFromFile} NetFromFile
 * @typedef {import('../../engine/messages.js').NamedFile} NamedFile
 */

import { convertNetFile } from '../../engine/page/net-files.js';
import { make } from '../../host/nodes.js';
import { files as words } from '../../text/en/training.js';
import { droppedFiles } from './dropped.js';
import { isNetFile, openNet } from './net-file.js';

/** What a net may leave as: the engine's name of it, and the end of the file's. */
const FORMATS = /** @type {const} */ (['nib', 'safetensors', 'npz', 'onnx']);

export class Files {
  #view;
  #trainer;
  #format = make('select', 'small');
  #chooser = make('input', '');
  #open = make('button', 'small');

  /**
   * @param {View} view
   * @param {{
   *   network: () => object | undefined, opened: (net: NetFromFile) => void, failed: (error: Error)
   *   => void, others: (files: NamedFile[]) => void,
   * }} trainer  `network`: of a file that doesn't name its own; `others`: neither nets nor pictures
   * were dropped
   */
  constructor(view, trainer) {
    this.#view = view;
    this.#trainer = trainer;
    this.#format.id = 'format';
    this.#format.append(...FORMATS.map((format) => new Option(words.formats[format], format)));
    this.#format.addEventListener('change', () => view.say('model', words.model(this.format)));
    view.part('model').after(this.#format);
    this.#chooser.type = 'file';
    this.#chooser.accept = '.nib,.safetensors,.onnx';
    this.#chooser.hidden = true;
    this.#chooser.id = 'net-chooser';
    this.#open.type = 'button';
    this.#open.id = 'open-net';
    this.#open.addEventListener('click', () => this.#chooser.click());
    view.part('link').before(this.#open, this.#chooser);
    this.translate();
    this.#chooser.addEventListener('change', () => {
      const file = this.#chooser.files?.[0];
      this.#chooser.value = ''; // the same file may be chosen again
      if (file) void this.take(file);
    });
  }

  /** All that stands there, in the language of the moment. */
  translate() {
    this.#format.setAttribute('aria-label', words.format);
    this.#view.say('model', words.model(this.format));
    this.#chooser.setAttribute('aria-label', words.open);
    this.#open.textContent = words.open;
    this.#open.title = words.openHint;
  }

  /** The format that is chosen. */
  get format() {
    return this.#format.value;
  }

  /**
   * A net is read by the pad from now on; what is wrong with it is said on the panel.
   * @param {Blob} file
   */
  async take(file) {
    try {
      this.#view.say('note', '');
      const net = await openNet(file, this.#trainer.network());
      this.#trainer.opened(net);
      this.#view.say('note', words.opened(net.name));
    } catch (error) {
      this.#trainer.failed(/** @type {Error} */ (error));
    }
  }

  /**
   * Takes nets that are dropped on the element.
   * @param {HTMLElement} element
   * @param {AbortSignal} signal
   */
  follow(element, signal) {
    const over = (/** @type {DragEvent} */ event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault(); // or the browser opens the file in place of the page
    };
    element.addEventListener('dragenter', over, { signal });
    element.addEventListener('dragover', over, { signal });
    const drop = (/** @type {DragEvent} */ event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      const net = files.find(isNetFile);
      // A picture is the pad's business.
      if (!files.length || (!net && files.some(({ type }) => type.startsWith('image/')))) return;
      event.preventDefault();
      event.stopPropagation();
      if (net) return void this.take(net);
      void droppedFiles(/** @type {DataTransfer} */ (event.dataTransfer)).then(
        (files) => this.#trainer.others(files),
        (error) => this.#trainer.failed(error),
      );
    };
    element.addEventListener('drop', drop, { signal });
  }
}

/** A model file in another format. @param {Uint8Array<ArrayBuffer>} model @param {string} format */
export async function converted(model, format) {
  return format === 'nib' ? model : convertNetFile(model, format);
}
