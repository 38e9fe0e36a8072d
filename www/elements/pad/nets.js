/**
 * The nets of a pad: they are loaded, handed over and taught, and it is said which one reads, and
 * what went wrong.
 */
import { engine } from '../../engine/page/engine.js';
import { savedText, saveText } from '../../store/texts.js';
import { pad as words } from '../../text/en/reading.js';
import { label } from '../../text/language.js';
import { Later } from './later.js';
import { NetSwitch } from './net-switch.js';

/** @typedef {import('./reader.js').Net} Net */
/**
 * @typedef {object} Host  the pad, as far as it concerns this
 * @property {import('./reader.js').Reader} reader
 * @property {import('./paper.js').Paper} paper
 * @property {import('./display.js').Display} display
 * @property {import('./history.js').History} history
 * @property {() => boolean} mayTeach
 * @property {() => string} dataUrl
 * @property {() => AbortSignal | null} signal  of its stay in the page
 * @property {() => void} ready  the net that was asked for can read
 * @property {(lesson: import('./teach.js').Lesson) => void} taught
 * @property {() => void} now  the visitor wants the net of now
 * @property {(error: Error) => void} failed
 */

/** Where this browser keeps that the shipped net is to read as it came, also after lessons. */
const CHOICE = 'nibnet:reads';

export class Nets {
  #host;
  #reader;
  #root;
  #parts;
  #switch;
  /** Whether what was chosen on an earlier visit has been asked for. */
  #recalled = false;
  /** Not needed to read, and so not waited for. */
  teach = new Later(() => this.#makeTeach());

  /**
   * @param {ShadowRoot} root @param {ReturnType<typeof import('./template.js').build>} parts
   * @param {Host} host
   */
  constructor(root, parts, host) {
    this.#root = root;
    this.#parts = parts;
    this.#host = host;
    this.#reader = host.reader;
    this.#switch = new NetSwitch(parts.nets, {
      choose: (which) => this.choose(which, true),
      now: host.now,
    });
    parts.retry.addEventListener('click', () => this.load());
  }

  async #makeTeach() {
    const { Teach } = await import('./teach.js');
    const { paper, display, mayTeach, dataUrl, signal, taught } = this.#host;
    const teach = new Teach(this.#parts.teach, {
      strokes: () => structuredClone([...paper.lines]),
      reading: () => display.read(),
      reader: this.#reader,
      active: mayTeach,
      manifest: () => engine.url(dataUrl() || 'data/mnist.json'),
      say: (sentence) => display.speech.say(sentence),
      changed: () => (this.show(), display.update()),
      choose: (which) => this.choose(which),
      taught,
    });
    label(this.#root);
    const here = signal();
    if (here) teach.follow(this.#parts.surface, here);
    return teach;
  }

  async load() {
    this.#parts.trouble.hidden = true;
    try {
      if (!(await this.#reader.load())) return;
    } catch (error) {
      this.fail(/** @type {Error} */ (error), words.notLoaded);
      this.show(); // another may read still
    }
    try {
      const { net } = this.#reader;
      // handed over while nobody could read
      if (net && this.#reader.step === null) await this.#adopt(net);
    } catch (error) {
      this.fail(/** @type {Error} */ (error), words.notAdopted);
    }
    if (!this.#reader.ready) return;
    this.show();
    this.#host.display.update();
    await this.restore();
    this.show();
    this.#host.display.update();
    this.#host.ready();
  }

  /** Says what is wrong with a net, and throws it. @param {Net} net */
  async adopt(net) {
    try {
      await this.#adopt(net);
    } catch (error) {
      this.fail(/** @type {Error} */ (error), words.notAdopted);
      this.show();
      throw error;
    }
  }

  /** Throws what is wrong with a net. @param {Net} net */
  async #adopt(net) {
    const { reader, display, history } = this.#host;
    await reader.adopt(net);
    // one reads now
    if (reader.failed && reader.ready) this.#parts.trouble.hidden = true;
    this.show();
    const prediction = display.read()?.prediction;
    if (prediction && reader.step === net.step && !net.name && !net.back)
      history.add({ step: net.step, prediction });
    this.#parts.hint.hidden = history.length > 0;
    display.update();
  }

  /** A net from a visitor's file. Throws what is wrong with it. @param {Blob} file */
  async open(file) {
    const { openNet } = await import('../trainer/net-file.js');
    await this.#adopt(await openNet(file));
  }

  /**
   * @param {import('./reader.js').Which} which
   * @param {boolean} [isVisitors]  it stays when a net is handed over; default: as it was
   */
  choose(which, isVisitors) {
    this.#reader.choose(which, isVisitors);
    this.#keep(which);
    this.#changed();
  }

  useShipped() {
    this.#reader.useShipped();
    this.#keep('own');
    if (this.#reader.failed) void this.load();
    this.#changed();
  }

  /** @param {import('./reader.js').Which} which */
  #keep(which) {
    if (which !== 'yours' && this.#host.mayTeach()) saveText(CHOICE, which);
  }

  #recall() {
    if (this.#recalled) return;
    this.#recalled = true;
    if (savedText(CHOICE) === 'own' && this.#reader.reads !== 'yours') this.#reader.choose('own');
  }

  /** Another net reads. */
  #changed() {
    this.show();
    this.teach.now?.show();
    this.#host.display.update();
  }

  /** What was taught here before counts again, where the visitor may teach. */
  async restore() {
    try {
      if (this.#host.mayTeach() && this.#reader.ready) {
        this.#recall();
        await (await this.teach.get()).refresh();
      } else await this.teach.now?.refresh();
    } catch (error) {
      this.fail(/** @type {Error} */ (error), words.notWhole, false);
    }
  }

  /** Says which net reads. */
  show() {
    const { candidates, reads, own, failed } = this.#reader;
    this.#switch.show(candidates, reads, { own, failed });
  }

  /**
   * @param {Error} error
   * @param {(reason: string) => string} sentence
   * @param {boolean} [again] whether fetching the net again helps
   */
  fail(error, sentence, again = true) {
    this.#parts.retry.hidden = !again;
    this.#parts.sentence.textContent = sentence(error.message);
    this.#parts.trouble.hidden = false;
    this.#host.failed(error);
  }
}
