/**
 * Which net reads, under the answer: a sentence where there is one, and a switch between them where
 * there are more, each with its accuracy. While an earlier step of the run is looked at, it says so
 * and has the way back.
 */
import { make } from '../../host/nodes.js';
import { pad as words } from '../../text/en/reading.js';
import { marked } from '../../text/language.js';
import { write } from '../../text/write.js';

/** @typedef {import('./reader.js').Candidate} Candidate */
/** @typedef {import('./reader.js').Which} Which */

const marks = marked('pad', words).nets;

/** @type {readonly Which[]} */
const ORDER = ['own', 'taught', 'yours'];

export class NetSwitch {
  #sentence = make('p', '');
  #group = make('div', { role: 'radiogroup', 'aria-label': marks.group });
  #options = ORDER.map((which) => {
    const input = make('input', { type: 'radio', name: 'net', value: which });
    const words = make('span');
    const label = make('label', '', input, words);
    this.#group.append(label);
    return { which, input, words, label };
  });
  #back = make('p', 'back');
  #step = make('span');

  /**
   * @param {HTMLElement} place
   * @param {{choose: (which: Which) => void, now: () => void}} acts  the visitor's
   */
  constructor(place, { choose, now }) {
    const button = make('button', { type: 'button' }, marks.now);
    button.addEventListener('click', now);
    this.#back.append(this.#step, button);
    this.#back.setAttribute('role', 'status');
    for (const { which, input } of this.#options)
      input.addEventListener('change', () => choose(which));
    place.append(this.#back, this.#sentence, this.#group);
  }

  /**
   * @param {readonly Candidate[]} candidates @param {Which | null} reads
   * @param {{own: boolean, failed: boolean}} loaded  `own`: the page has chosen its net itself
   */
  show(candidates, reads, { own, failed }) {
    const now = candidates.find(({ which }) => which === reads) ?? null;
    const [many, looksBack] = [candidates.length > 1, now?.net?.back === true];
    this.#group.hidden = !many;
    this.#sentence.hidden = many;
    this.#back.hidden = !looksBack;
    if (now?.net && looksBack) write(this.#step, words.nets.lookingBack(now.net.step));
    if (!many)
      write(
        this.#sentence,
        now ? words.nets.readBy(nameOf(now, own)) : failed ? words.nobody : words.loading,
      );
    for (const option of this.#options) {
      const candidate = candidates.find(({ which }) => which === option.which);
      option.label.hidden = !candidate;
      option.input.checked = option.which === reads;
      if (candidate) write(option.words, nameOf(candidate, own));
    }
  }
}

/** @param {Candidate} candidate @param {boolean} own */
function nameOf({ which, accuracy, taught, net }, own) {
  const { nets } = words;
  if (net?.name && !taught) return nets.file(net.name, accuracy);
  if (net && taught) return nets.yoursTaught;
  if (net)
    return accuracy === null || net.back ? nets.yoursAt(net.step, accuracy) : nets.yours(accuracy);
  if (which === 'taught') return nets.taught;
  return own ? nets.page(accuracy) : nets.own(accuracy);
}
