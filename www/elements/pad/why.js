/**
 * Why it thinks so: laid over what the net sees, the squares that speak for the digit and those
 * that speak against it.
 *
 * For is a full square, against a hollow one, each in its colour: nobody needs to tell blue from
 * orange. Worked out when the browser has nothing else to do, so that it is never in the way of the
 * pen.
 */
import { colours } from '../../host/style-sheet.js';
import { CELLS } from '../../ink/geometry.js';
import { pad as words } from '../../text/en/reading.js';
import { write } from '../../text/write.js';
import { reasonInWords } from './answer.js';
import { Spare } from './idle.js';

/** @typedef {import('./answer.js').Reason} Reason */

/** Pixels of the canvas for each square. */
const CELL = 8;
/** Weaker than this share of the strongest is not shown. */
const LEAST = 0.08;

export class Why {
  #root;
  #canvas = document.createElement('canvas');
  #legend;
  /** @type {Reason | null} */
  #reason = null;
  #spare = new Spare();
  #on = false;

  /**
   * @param {ShadowRoot} root
   * @param {HTMLElement} place over the picture
   * @param {HTMLElement} legend
   */
  constructor(root, place, legend) {
    this.#root = root;
    this.#legend = legend;
    this.#canvas.className = 'why';
    this.#canvas.width = this.#canvas.height = CELLS * CELL;
    this.#canvas.setAttribute('role', 'img');
    place.append(this.#canvas);
    this.#show(null);
  }

  get on() {
    return this.#on;
  }

  /** @param {boolean} on */
  turn(on) {
    this.#on = on;
    if (!on) this.stop();
    this.#show(null);
  }

  /**
   * Asks for a reason when there is time, again and again as long as it isn't there, and shows it.
   * @param {() => Reason | null | undefined} find
   */
  ask(find) {
    this.stop();
    if (!this.#on) return;
    this.#spare.begin(() => {
      const reason = find();
      if (reason !== undefined) this.#show(reason);
      return reason !== undefined;
    });
  }

  stop() {
    this.#spare.stop();
  }

  recolour() {
    this.#show(this.#reason);
  }

  /** @param {Reason | null} reason */
  #show(reason) {
    this.#reason = reason;
    this.#canvas.hidden = this.#legend.hidden = !this.#on;
    const context = this.#canvas.getContext('2d');
    if (!this.#on || !context) return;
    context.clearRect(0, 0, CELLS * CELL, CELLS * CELL);
    this.#canvas.setAttribute('aria-label', reason ? reasonInWords(reason) : words.why.nothing);
    const [pro, contra] = this.#legend.querySelectorAll('span');
    write(pro, reason ? words.why.pro(reason.digit) : words.why.proAny);
    write(contra, reason ? words.why.contra(reason.rival) : words.why.contraAny);
    if (!reason) return;
    const colour = colours(this.#root, ['paper', 'pro', 'contra']);
    const { evidence } = reason;
    const most = evidence.reduce((most, nats) => Math.max(most, Math.abs(nats)), 0);
    if (!(most > 0)) return;
    for (let i = 0; i < evidence.length; i++) {
      const share = Math.abs(evidence[i]) / most;
      if (share < LEAST) continue;
      const [x, y] = [(i % CELLS) * CELL, Math.floor(i / CELLS) * CELL];
      context.globalAlpha = 0.3 + 0.7 * share;
      context.fillStyle = evidence[i] > 0 ? colour.pro : colour.contra;
      context.fillRect(x, y, CELL, CELL);
      if (evidence[i] > 0) continue;
      context.globalAlpha = 1;
      context.fillStyle = colour.paper;
      context.fillRect(x + 3, y + 3, CELL - 6, CELL - 6);
    }
    context.globalAlpha = 1;
  }
}
