/**
 * What embed.html and the page around it say to each other, by postMessage. Every message of the
 * frame is `{source: 'nibnet', id, type, …}`; `id` is the option of that name.
 *
 * type     to whom             what else
 * ready    any page            version: of this protocol, 1
 * height   any page            height: how tall it would be, in CSS pixels (not with fit=frame)
 * key      any page            key, code, keyCode, shiftKey: a key for turning slides that nothing
 * in the frame has used guess    `origin`s alone     prediction: as of <nib-pad>, or null
 * state    `origin`s alone     state: of the trainer
 * progress `origin`s alone     step, steps, testAccuracy, bestTestAccuracy
 * error    `origin`s alone     name, message
 * answer   who has asked       call, value
 * failed   who has asked       call, name, message
 *
 * The page around asks with `{to: 'nibnet', call, command, …}`, where `call` is any number, to know
 * the answer by. Only the page right around is heard, only from an origin that the option `origin`
 * names, and only these commands:
 *
 * command                      does                                                       value
 * get                          –
 * {prediction, state, fingerprint} clear, undo, redo            as of <nib-pad>
 * null sample {digit?}              draws a digit                                              null
 * draw {strokes}               puts strokes on the paper: [[[x, y, pressure?], …], …]     the
 * prediction teach {digit}                the drawing was this digit
 * {digit, kept, before, now} start {recipe?}              a new run, with the settings or with this
 * recipe           null, once it trains pause, resume, stop          as of <nib-trainer>
 * null step {count?}                so many training steps
 * null, once they are done
 *
 * What else arrives is left unanswered: it may be somebody else's.
 *
 * @typedef {import('../elements/pad/nib-pad.js').NibPad} NibPad
 * @typedef {import('../elements/trainer/nib-trainer.js').NibTrainer} NibTrainer
 * @typedef {{pad: NibPad | null, trainer: NibTrainer | null}} Shown
 * @typedef {{[key: string]: any}} Asked
 */
import { embed as words } from '../text/en/reading.js';

export const VERSION = 1;

/** A command can't be carried out here. */
class CommandError extends Error {
  name = 'CommandError';
}

/** @type {{[command: string]: (shown: Shown, asked: Asked) => any}} */
const COMMANDS = {
  get: ({ pad, trainer }) => ({
    prediction: pad?.prediction ?? null,
    state: trainer?.state ?? null,
    fingerprint: trainer?.fingerprint ?? null,
  }),
  clear: (shown) => the(shown, 'pad').clear(),
  undo: (shown) => the(shown, 'pad').undo(),
  redo: (shown) => the(shown, 'pad').redo(),
  sample: (shown, { digit }) =>
    the(shown, 'pad').drawSample(digit === undefined ? digit : whole('digit', digit, 0, 9)),
  draw: (shown, { strokes }) => {
    const pad = the(shown, 'pad');
    pad.strokes = strokes;
    return pad.prediction;
  },
  teach: (shown, { digit }) => the(shown, 'pad').teach(whole('digit', digit, 0, 9)),
  start: (shown, { recipe }) => the(shown, 'trainer').start(recipe),
  pause: (shown) => the(shown, 'trainer').pause(),
  resume: (shown) => the(shown, 'trainer').resume(),
  step: (shown, { count = 1 }) => the(shown, 'trainer').step(whole('count', count, 1, 1e6)),
  stop: (shown) => the(shown, 'trainer').stop(),
};

/**
 * @param {unknown} asked @param {Shown} shown
 * @returns {Promise<{type: 'answer', call: unknown, value: unknown} |
 *   {type: 'failed', call: unknown, name: string, message: string}> | null}  null: it is no command
 *   of ours
 */
export function obey(asked, shown) {
  if (typeof asked !== 'object' || asked === null) return null;
  const { to, call, command } = /** @type {Asked} */ (asked);
  if (to !== 'nibnet' || typeof command !== 'string' || !Object.hasOwn(COMMANDS, command))
    return null;
  return (async () => {
    try {
      const value = await COMMANDS[command](shown, /** @type {Asked} */ (asked));
      return { type: 'answer', call, value: value ?? null };
    } catch (error) {
      const { name, message } = /** @type {Error} */ (error);
      return { type: 'failed', call, name, message };
    }
  })();
}

/**
 * @template {keyof Shown} Name
 * @param {Shown} shown
 * @param {Name} name
 * @returns {NonNullable<Shown[Name]>}
 */
function the(shown, name) {
  const element = shown[name];
  if (!element) throw new CommandError(words.notShown(name));
  return element;
}

/**
 * @param {string} what
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
function whole(what, value, least, most) {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
    return value;
  throw new CommandError(words.notWhole(what, least, most));
}
