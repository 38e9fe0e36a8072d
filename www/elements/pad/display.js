/**
 * What a pad shows of its paper and of what the net makes of it, brought up to date once a frame:
 * ink, bars, numbers, the answer, what the net sees, and what a screen reader hears.
 */
import { pad as words } from '../../text/en/reading.js';
import { write } from '../../text/write.js';
import { answer, winner } from './answer.js';
import { Bars } from './bars.js';
import { Speech } from './speech.js';
import { Surface } from './surface.js';
import { View } from './view.js';

/** @typedef {import('./bars.js').Prediction} Prediction */
/** @typedef {import('./reader.js').Reading} Reading */
/**
 * @typedef {object} Host  the pad, as far as it concerns this
 * @property {import('./paper.js').Paper} paper
 * @property {import('./reader.js').Reader} reader
 * @property {() => Window} window  that the pad is in
 * @property {() => boolean} unanswered
 * @property {(prediction: Prediction | null) => void} told  another reading than before
 * @property {() => void} shown  a frame has been shown
 * @property {(error: Error) => void} failed  the net could not read
 */

/** How often numbers change while the pen moves. */
const NUMBERS_MS = 100;

export class Display {
  surface;
  speech;
  /** @type {import('../../ink/paint.js').Cursor | null} */
  cursor = null;
  #host;
  #view;
  #bars;
  #place;
  #truth;
  #frame = 0;
  /** What was read last, and of which drawing by which net. */
  #result = { drawing: 0, reader: 0, reading: /** @type {Reading | null} */ (null) };
  #shown = this.#result;
  /** The version of the drawing whose reading was shown last. */
  #readVersion = 0;
  /** What the numbers by the bars say, and since when. @type {Prediction | null} */
  #numbered = null;
  #numbered_ms = 0;
  #later = 0;
  /** What the answer says. */
  #answer = answer(null);

  /**
   * @param {ShadowRoot} root @param {ReturnType<typeof import('./template.js').build>} parts
   * @param {Host} host
   */
  constructor(root, parts, host) {
    this.#host = host;
    this.surface = new Surface(root, parts.surface);
    this.#place = parts.said;
    this.#place.textContent = this.#answer;
    this.#truth = parts.truth;
    this.#view = new View(root, parts.view);
    this.#bars = new Bars(parts.bars);
    this.speech = new Speech(
      parts.spoken,
      () => {
        const prediction = this.#result.reading?.prediction;
        const { drawing, touched } = host.paper;
        return prediction ?? (drawing.empty && touched ? 'empty' : null);
      },
      () => this.#itIs,
    );
  }

  /** The reading that shows. */
  get shown() {
    return this.#shown.reading;
  }

  /** Everything that shows is brought up to date, once a frame. */
  update() {
    // Of the window that the pad is in: the one it came from may be hidden, and draws no frames.
    this.#frame ||= this.#host.window().requestAnimationFrame(this.#inFrame);
  }

  /** A frame that was asked for in another window may never come. */
  again() {
    this.#frame = 0;
    this.update();
  }

  end() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#later);
    this.#frame = this.#later = 0;
    this.speech.stop();
  }

  /** Another language is spoken. */
  translate() {
    const prediction = this.#shown.reading?.prediction ?? null;
    this.#say(this.#sentence(prediction));
    write(this.#truth, this.#itIs);
    this.#bars.show(prediction, winner(prediction));
    this.#bars.number(prediction);
    this.#view.recolour();
  }

  recolour() {
    this.surface.recolour();
    this.#view.recolour();
  }

  /** The drawing read by the net, at most once for each change of either. */
  read() {
    const { reader } = this.#host;
    const { version, picture, squares, strokes } = this.#host.paper.drawing;
    if (version === this.#result.drawing && reader.version === this.#result.reader)
      return this.#result.reading;
    let reading = null;
    try {
      reading = picture
        ? reader.readPicture(picture)
        : squares
          ? reader.readSquares(squares, strokes)
          : reader.read(strokes);
    } catch (error) {
      this.#host.failed(/** @type {Error} */ (error));
    }
    // Counted again: a net that failed is gone.
    this.#result = { drawing: version, reader: reader.version, reading };
    return reading;
  }

  /**
   * The answer first, since whoever looks at it waits; the ink shows at the end of the same frame.
   */
  #inFrame = () => {
    this.#frame = 0;
    const { drawing, hand, ghost } = this.#host.paper;
    const reading = this.read();
    const news = this.#shown.reading !== reading; // not null again, or the very same
    this.#shown = this.#result;
    if (news) this.#tell(reading);
    this.#showNumbers();
    write(this.#truth, this.#itIs);
    this.surface.show({
      strokes: drawing.strokes,
      ghost,
      ahead: hand.ahead,
      picture: drawing.picture,
      squares: drawing.squares,
      eraser: hand.eraser,
      cursor: this.cursor,
    });
    if (news) this.#view.show(reading?.image ?? null);
    this.#host.shown();
  };

  /** @param {Reading | null} reading another than before */
  #tell(reading) {
    const { drawing } = this.#host.paper;
    const prediction = reading?.prediction ?? null;
    this.#bars.show(prediction, winner(prediction), drawing.live !== null);
    this.#host.told(prediction);
    if (this.#host.unanswered()) this.speech.stop();
    else if (drawing.version === this.#readVersion) this.speech.sayOtherNet();
    else this.speech.sayResult();
    this.#readVersion = drawing.version;
  }

  /**
   * Bars follow the pen with each frame, numbers and sentences every few frames, as fast as anybody
   * reads: the browser lays out anew what is written. They are up to date soon after the pen
   * stands, and at once when it lifts. Always within a frame, which lays out anyway: written in
   * between, they would have the next move of the pen wait for that, since it asks where it is.
   */
  #showNumbers() {
    const prediction = this.#shown.reading?.prediction ?? null;
    if (prediction === this.#numbered) {
      if (!prediction) this.#say(this.#sentence(null)); // why there is none
      return;
    }
    const now_ms = performance.now();
    if (this.#host.paper.drawing.live && now_ms - this.#numbered_ms < NUMBERS_MS) {
      this.#later ||= window.setTimeout(() => {
        this.#later = 0;
        this.update();
      }, NUMBERS_MS);
      return;
    }
    [this.#numbered, this.#numbered_ms] = [prediction, now_ms];
    this.#bars.number(prediction);
    this.#say(this.#sentence(prediction));
  }

  /** @param {Prediction | null} prediction */
  #sentence(prediction) {
    const { drawing } = this.#host.paper;
    if (drawing.empty) return answer(prediction);
    if (!this.#host.reader.ready) return answer(prediction, 'unread');
    return answer(prediction);
  }

  /** Which digit it is, where that is known. */
  get #itIs() {
    const { label } = this.#host.paper.drawing;
    return label === null ? '' : words.itIs(label);
  }

  /**
   * Written only where it says something else: the browser lays out what is written.
   * @param {string} sentence
   */
  #say(sentence) {
    if (sentence !== this.#answer) this.#place.textContent = this.#answer = sentence;
  }

  /** Says where the pen is, for a keyboard. @param {import('../../ink/paint.js').Cursor | null}
   * cursor @param {string} what */
  point(cursor, what) {
    this.cursor = cursor;
    if (cursor && what === 'moved') this.speech.saySoon(words.at(cursor.column, cursor.row));
    else if (what === 'down') this.speech.say(words.penDown);
    else if (what === 'up') this.speech.say(words.penUp);
    this.update();
  }
}
