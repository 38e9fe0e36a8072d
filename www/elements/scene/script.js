/**
 * A scene's script: JSON → checked actions, in segments. Between two segments stands a `"pause"`:
 * there the scene waits for the clicker. Pure functions; every error names the place.
 *
 *     [{"draw": 7}, {"answer": true}, "pause", {"train": 200}]
 *
 * - `{"draw": 7}` draws a digit stroke by stroke, or strokes: `{"draw": [[[x, y], …]]}`
 * - `{"clear": true}`: an empty sheet
 * - `{"answer": false}`: the pad keeps its answer to itself; `true`: it shows it again
 * - `{"train": 200}`: so many training steps, waited for; `{"train": {"preset": "softmax", "steps":
 *   200}}` begins a new run
 * - `{"say": "Look."}`: a line under it all
 * - `{"wait": 500}`: so many milliseconds
 * - `"pause"`: until the clicker, or `next()`
 *
 * `{"draw": 7, "ms": 3000}` says how long it takes to draw; else as long as a sample. `{"train":
 * 200, "of": 1000}` says how long a new run is planned to be: so far its axis reaches, and its
 * learning rate is made for it; else as the recipe has it.
 */

import { checkedStrokes } from '../../ink/geometry.js';
import { sampleStrokes } from '../../ink/samples.js';
import { scene as words } from '../../text/en/training.js';

/** @typedef {import('../../ink/geometry.js').Stroke} Stroke */
/**
 * @typedef {{act: 'draw', strokes: Stroke[], ms: number}
 *   | {act: 'clear'} | {act: 'answer', shown: boolean}
 *   | {act: 'say', text: string} | {act: 'wait', ms: number}
 *   | {act: 'train', steps: number, recipe: Record<string, unknown> | null, planned: number | null}
 * } Action
 */

/** The script makes no sense; the message says where. */
export class SceneError extends Error {
  name = 'SceneError';
}

const USUAL_MS = 900;
const MOST_MS = 60_000;
const MOST_STEPS = 1_000_000;

/**
 * @param {string} text
 * @returns {Action[][]} segments, at least one
 */
export function readScript(text) {
  let script;
  try {
    script = JSON.parse(text);
  } catch (cause) {
    throw new SceneError(words.notJson(placeOf(text, /** @type {Error} */ (cause).message)), {
      cause,
    });
  }
  if (!Array.isArray(script)) throw new SceneError(words.notList);
  /** @type {Action[][]} */
  const segments = [[]];
  script.forEach((entry, i) => {
    if (entry === 'pause') segments.push([]);
    else segments[segments.length - 1].push(readAction(entry, i + 1));
  });
  return segments;
}

/**
 * @type {Record<string, (value: any, entry: any) => Action | null>} null: the value makes no sense
 */
const ACTS = {
  draw: (value, { ms = USUAL_MS }) => {
    if (!isWithin(ms, 0, MOST_MS)) return null;
    if (Number.isInteger(value) && value >= 0 && value <= 9)
      return { act: 'draw', strokes: sampleStrokes(value), ms };
    return Array.isArray(value) ? { act: 'draw', strokes: checkedStrokes(value), ms } : null;
  },
  clear: (value) => (value === true ? { act: 'clear' } : null),
  answer: (value) => (typeof value === 'boolean' ? { act: 'answer', shown: value } : null),
  say: (value) => (typeof value === 'string' ? { act: 'say', text: value } : null),
  wait: (value) => (isWithin(value, 0, MOST_MS) ? { act: 'wait', ms: value } : null),
  train: (value, { of: planned }) => {
    const isRecipe = typeof value === 'object' && value !== null && !Array.isArray(value);
    const { steps, ...recipe } = isRecipe ? value : { steps: value };
    const isWhole = (/** @type {unknown} */ count) =>
      Number.isInteger(count) && isWithin(count, 1, MOST_STEPS);
    if (!isWhole(steps) || (planned !== undefined && (!isWhole(planned) || planned < steps)))
      return null;
    if (planned !== undefined) recipe.steps = planned;
    return { act: 'train', steps, recipe: isRecipe ? recipe : null, planned: planned ?? null };
  },
};

/** What may stand beside an action. @type {Record<string, string>} */
const BESIDE = { ms: 'draw', of: 'train' };

/** @param {unknown} entry @param {number} place from 1 @returns {Action} */
function readAction(entry, place) {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw new SceneError(words.notAction(place, JSON.stringify(entry), Object.keys(ACTS)));
  const keys = Object.keys(entry);
  const [act, ...more] = keys.filter((key) => Object.hasOwn(ACTS, key));
  const unknown = keys.find(
    (key) => !Object.hasOwn(ACTS, key) && !(Object.hasOwn(BESIDE, key) && BESIDE[key] === act),
  );
  if (unknown !== undefined || act === undefined)
    throw new SceneError(words.unknownAction(place, unknown ?? '', Object.keys(ACTS)));
  if (more.length > 0) throw new SceneError(words.twoActions(place, act, more[0]));
  let action = null;
  let why = words.expected[/** @type {keyof typeof words.expected} */ (act)];
  try {
    action = ACTS[act](/** @type {any} */ (entry)[act], entry);
  } catch (error) {
    why = /** @type {Error} */ (error).message; // of the strokes
  }
  if (!action) throw new SceneError(words.badAction(place, act, JSON.stringify(entry), why));
  return action;
}

/** @param {unknown} value @param {number} least @param {number} most */
function isWithin(value, least, most) {
  return typeof value === 'number' && value >= least && value <= most;
}

/**
 * Where JSON went wrong, as line and column: Chromium counts characters, Firefox says it, and
 * Safari nothing.
 * @param {string} text @param {string} message @returns {{line: number, column: number} | null}
 */
export function placeOf(text, message) {
  const said = /line (\d+) column (\d+)/.exec(message);
  if (said) return { line: Number(said[1]), column: Number(said[2]) };
  const position = /position (\d+)/.exec(message);
  // "Unexpected end of JSON input" comes without one.
  const at = position ? Number(position[1]) : /end of/i.test(message) ? text.length : NaN;
  if (Number.isNaN(at)) return null;
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1 };
}
