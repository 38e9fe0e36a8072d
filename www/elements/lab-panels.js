/**
 * The panels of the lab by name, in their order; the first six are those of the tutorial, and keep its keys.
 *
 * @typedef {import('./lab-view.js').View} View
 * @typedef {import('./lab-panel.js').Body} Body
 * @typedef {{
 *   travel: (step: number) => void, openTest: (digit: number) => void,
 *   openTraining: (image: Uint8Array, label: number, guess: number) => void,
 *   openCell: (label: number, guess: number) => void, layers: () => Parameters<Layers['show']>[0] | null,
 * }} Lab  what panels ask of the lab that they are in
 */
import { Bands } from '../charts/bands.js';
import { Confusion, PerDigit } from '../charts/confusion.js';
import { Curve } from '../charts/curve.js';
import { make } from '../charts/figure.js';
import { kinds } from '../charts/kinds.js';
import { Layers } from '../charts/layers.js';
import { Line, Shares, rateLine, rates, speedLine } from '../charts/pace.js';
import { TestWall, TrainingWall } from './lab-walls.js';
import { colours } from './sheet.js';

const TOKENS = /** @type {const} */ (['surface', 'ink', 'muted', 'line', 'accent', 'pencil']);

/** Which panels a key shows: one, or a pair, as in the tutorial. @type {{[key: string]: string[]}} */
export const KEYS = {
  1: ['accuracy'],
  2: ['loss'],
  3: ['training'],
  4: ['weights'],
  5: ['biases'],
  6: ['test'],
  7: ['accuracy', 'loss'],
  8: ['weights', 'biases'],
  9: ['training', 'test'],
};

/** @typedef {(place: HTMLElement, root: ShadowRoot, lab: Lab) => Body} Fill */

/** @param {import('../charts/curve.js').Kind} kind @returns {Fill} */
function curve(kind) {
  return (place, root, { travel }) => {
    const figure = make('figure', 'chart');
    place.append(figure);
    const made = new Curve(figure, root, kind, travel);
    return {
      show: ({ history, steps, changes, back }) => made.show(history, steps, { changes, back }),
      recolour: () => made.recolour(),
      remove: () => made.remove(),
      table: () => made.table(),
      drawing: (width, height) => made.drawing(width, height),
      get summary() {
        return made.summary;
      },
    };
  };
}

/** @param {string} name @param {import('../engine/messages.js').Group['kind'][]} kinds @returns {(names: {[id: string]: string}) => Fill} */
function bands(name, ...kinds) {
  return (names) => (place, root) => {
    place.classList.add('chart');
    const made = new Bands(place, root, names[name], kinds);
    return {
      show: ({ groups, spreads, steps, back }) => made.show(groups, spreads, steps, back),
      recolour: () => made.recolour(),
      remove: () => made.remove(),
      table: () => made.table(),
      drawing: (width, height) => made.drawing(width, height),
      get summary() {
        return made.summary;
      },
    };
  };
}

/** A body of plain elements, which take their colours from the style sheet. @param {ShadowRoot} root @param {Confusion | PerDigit} made @returns {Body} */
function counted(root, made) {
  return {
    show: ({ test, guesses }) => made.show(test?.labels ?? null, guesses),
    recolour() {},
    remove() {},
    table: () => made.table(),
    drawing: (width, height) => made.drawing(width, height, colours(root, TOKENS)),
    get summary() {
      return made.summary;
    },
  };
}

/**
 * @param {ConstructorParameters<typeof Line>[2]} what @param {(view: View) => [number, number][]} points
 * @param {boolean} [timed]  with where the time goes @returns {Fill}
 */
function line(what, points, timed = false) {
  return (place, root) => {
    place.classList.add('chart');
    const shares = timed ? new Shares(place) : null;
    const made = new Line(place, root, what);
    return {
      show(view) {
        made.show(points(view), view.steps, view.back);
        shares?.show(view.time);
      },
      recolour: () => made.recolour(),
      remove: () => made.remove(),
      table: () => made.table(),
      drawing: (width, height) => made.drawing(width, height),
      get summary() {
        return shares ? `${made.summary} ${shares.summary}` : made.summary;
      },
    };
  };
}

/** @param {{[id: string]: string}} names @returns {{[id: string]: Fill}} */
export function panels(names) {
  const { accuracy, loss } = kinds();
  return {
    accuracy: curve(accuracy),
    loss: curve(loss),
    training: (place, root, { openTraining }) => new TrainingWall(place, root, openTraining),
    weights: bands('weights', 'weights', 'scales')(names),
    biases: bands('biases', 'biases')(names),
    test: (place, root, { openTest }) => new TestWall(place, root, openTest),
    confusion: (place, root, { openCell }) => counted(root, new Confusion(place, openCell)),
    digits: (place, root) => counted(root, new PerDigit(place)),
    activations: bands('activations', 'activations')(names),
    layers: (place, root, { layers }) => {
      const made = new Layers(place, root);
      return {
        show() {
          const net = layers();
          if (net) made.show(net);
        },
        recolour: () => made.recolour(),
        remove() {},
        drawing: (width, height) => made.drawing(width, height, colours(root, TOKENS)),
        get summary() {
          return made.summary;
        },
      };
    },
    rate: line(rateLine(), ({ history }) => rates(history)),
    speed: line(speedLine(), ({ speeds }) => speeds, true),
  };
}
