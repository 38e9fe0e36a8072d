/**
 * What is on a pad's paper, and how it came there: by hand, by a script, as a sample, a picture, or
 * a drawing that the browser kept; and the ghost that shows before anybody has touched it.
 */
import { Drawing } from '../../ink/drawing.js';
import { CELLS, checkedStrokes } from '../../ink/geometry.js';
import { firstPart, SAMPLE_ORDER, sampleStrokes } from '../../ink/samples.js';
import { pad as words } from '../../text/en/reading.js';
import { play } from './motion.js';
import { Hand } from './pen.js';
import { SavedDrawing, savedStrokes } from './saved-drawing.js';

/** @typedef {import('../../ink/geometry.js').Stroke} Stroke */
/**
 * @typedef {object} Host  the pad, as far as it concerns this
 * @property {() => boolean} takes  whether it takes drawing now
 * @property {() => boolean} erases
 * @property {() => string} name  under which the drawing is kept; empty: it isn't
 * @property {() => number | null} sample  the digit that is there at first
 * @property {(picture: import('../../ink/picture.js').Picture) => import('./bars.js').NoDigit |
 *   undefined} lacks  why a picture shows no digit, where it shows none
 * @property {() => void} touched
 * @property {() => void} drawn  something else is on the paper
 * @property {() => void} update  show what there is
 */

const SAMPLE_MS = 700;
const GHOST_MS = 1500;
const GHOST_DIGIT = 3;

export class Paper {
  drawing = new Drawing();
  hand;
  /** @type {readonly Stroke[]} */
  ghost = [];
  touched = false;
  /** The visitor's act that made what is there now, counted; 0: a script. */
  act = 0;
  #acts = 0;
  /** Whether a button or a key of the visitor's calls a method now. */
  #asked = false;
  #host;
  #saved;
  #stopPlay = () => {};
  #samplesShown = 0;
  /** A picture that takes long to open must not cover what came meanwhile. */
  #touches = 0;
  /**
   * How many touches there were when the first drawing was laid: it is replaced as long as there
   * are no more.
   */
  #laid = 0;

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
    this.hand = new Hand(this.drawing, {
      mayBegin: host.takes,
      erases: host.erases,
      touch: () => this.#touch(),
      changed: () => this.#drawn(true),
    });
    this.#saved = new SavedDrawing(() => ({ name: host.name(), strokes: this.lines }));
  }

  /** @returns {Stroke[]} a copy */
  get strokes() {
    return structuredClone(/** @type {Stroke[]} */ (this.drawing.strokes));
  }
  set strokes(/** @type {number[][][]} */ strokes) {
    const checked = checkedStrokes(strokes);
    this.#touch();
    this.drawing.replace(checked);
    this.#drawn();
  }

  /**
   * The strokes where they are all of the drawing; where they lie on something else, alone they
   * would be another.
   */
  get lines() {
    return this.drawing.squares ? [] : this.drawing.strokes;
  }

  /** Calls a method for the visitor: a form is told of it. @param {() => void} method */
  ask(method) {
    this.#asked = true;
    try {
      method();
    } finally {
      this.#asked = false;
    }
  }

  /**
   * @param {ArrayLike<number>} image  what the net is to see, drawn on as it is
   * @param {number | null} [label]  which digit it is
   */
  put(image, label = null) {
    if (image.length !== CELLS * CELLS)
      throw new RangeError(`an image has ${CELLS} × ${CELLS} bytes, and this ${image.length}`);
    if (label !== null && !(Number.isInteger(label) && label >= 0 && label <= 9))
      throw new RangeError(`a label is a digit from 0 to 9, and this ${label}`);
    this.#touch();
    this.drawing.put(Uint8Array.from(image), label);
    this.#drawn();
  }

  clear() {
    this.#touch();
    this.drawing.clear();
    this.#drawn();
  }

  undo() {
    this.#touch();
    this.drawing.undo();
    this.#drawn();
  }

  redo() {
    this.#touch();
    this.drawing.redo();
    this.#drawn();
  }

  /**
   * Rejects with a sentence where it is no picture, and with an AbortError where something was
   * drawn before it was open.
   * @param {import('../../ink/picture.js').Source} source
   */
  async lay(source) {
    const picture = await this.#open(source);
    this.drawing.lay(picture);
    this.#drawn(false);
  }

  /**
   * The same for a visitor's file, which isn't laid where it has no digit: the sentence says what
   * helps. A picture that was there before gives way to what is said.
   * @param {Blob | string} source  a file, or the address of a picture on another page
   */
  async offer(source) {
    try {
      const picture = await this.#open(source);
      const lack = this.#host.lacks(picture);
      if (lack) {
        const [{ PictureError }, { pictures }] = await Promise.all([
          import('../../ink/open-picture.js'),
          import('../../text/en/pictures.js'),
        ]);
        throw new PictureError(pictures.noDigit[lack]);
      }
      this.drawing.lay(picture);
    } catch (error) {
      const wasAborted = /** @type {Error} */ (error).name === 'AbortError';
      if (this.drawing.picture && !wasAborted) this.clear();
      throw error;
    }
    this.#drawn(true);
  }

  /** @param {import('../../ink/picture.js').Source | string} source */
  async #open(source) {
    this.#touch();
    const touches = this.#touches;
    const { openPicture } = await import('../../ink/open-picture.js');
    const file =
      typeof source === 'string'
        ? await (await import('../../ink/fetched-picture.js')).fetchedPicture(source)
        : source;
    const picture = await openPicture(file);
    if (touches !== this.#touches) throw new DOMException(words.pictureFirst, 'AbortError');
    return picture;
  }

  /** Draws one of ten digits, stroke by stroke. @param {number} [digit] default: the next one */
  drawSample(digit = SAMPLE_ORDER[this.#samplesShown++ % SAMPLE_ORDER.length]) {
    const strokes = sampleStrokes(digit);
    const visitor = this.#asked;
    this.#touch();
    this.drawing.clear();
    const stop = play(SAMPLE_MS, (share) => {
      if (share < 1) this.drawing.preview(firstPart(strokes, share));
      else this.drawing.replace(strokes);
      this.#drawn(visitor);
    });
    this.#stopPlay = () => {
      stop();
      // interrupted: the sample is there all the same
      if (this.drawing.previewed) this.drawing.replace(strokes);
    };
  }

  /** @param {number[][][]} strokes  on their way: shown and read, and no step to take back */
  preview(strokes) {
    const checked = checkedStrokes(strokes);
    this.#touch();
    this.drawing.preview(checked);
    this.#drawn();
  }

  /** What is there before anybody draws: what was kept, or a sample. */
  layFirst() {
    if (this.#touches !== this.#laid) return;
    const name = this.#host.name();
    const strokes = (name && savedStrokes(name)) || this.first;
    if (strokes.length > 0 || !this.drawing.empty) this.strokes = strokes;
    this.#laid = this.#touches;
  }

  get first() {
    const digit = this.#host.sample();
    return digit === null ? [] : sampleStrokes(digit);
  }

  playGhost() {
    if (this.touched || this.ghost.length > 0) return;
    const strokes = sampleStrokes(GHOST_DIGIT);
    this.#stopPlay = play(GHOST_MS, (share) => {
      this.ghost = firstPart(strokes, share);
      this.#host.update();
    });
  }

  /** Keeps what is due at once: the page or the slide is going. */
  save() {
    this.#saved.now();
  }

  end() {
    this.#stopPlay();
    this.save();
  }

  /** First touch: the ghost goes, for good; and what is being played is over. */
  #touch() {
    this.#stopPlay();
    this.#stopPlay = () => {};
    this.#touches += 1;
    this.touched = true;
    this.ghost = [];
    this.#host.touched();
  }

  /** @param {boolean} [visitor]  whether the visitor did it, and no script */
  #drawn(visitor = this.#asked) {
    this.act = visitor ? ++this.#acts : 0;
    if (this.#host.name()) this.#saved.soon();
    this.#host.drawn();
  }
}
