/**
 * The panels of the lab by name, in their order; the first six are those of the tutorial, and keep
 * its keys.
 *
 * @typedef {import('./view.js').View} View
 * @typedef {import('./panel.js').Body} Body
 * @typedef {{
 *   travel: (step: number) => void, openTest: (digit: number) => void,
 *   openTraining: (image: Uint8Array, label: number, guess: number) => void,
 *   openCell: (label: number, guess: number) => void,
 *   layers: () => Parameters<Layers['show']>[0] | null,
 * }} Lab  what panels ask of the lab that they are in
 */
import { Bands } from '../../charts/bands.js';
import { Confusion, PerDigit } from '../../charts/confusion.js';
import { Curve } from '../../charts/curve.js';
import { kinds } from '../../charts/kinds.js';
import { Layers } from '../../charts/layers.js';
import { Line, rateLine, rates, Shares, speedLine } from '../../charts/pace.js';
import { make } from '../../host/nodes.js';
import { colours } from '../../host/style-sheet.js';
import { TestWall, TrainingWall } from './walls.js';

const TOKENS = /** @type {const} */ (['surface', 'ink', 'muted', 'line', 'accent', 'pencil']);

/**
 * Which panels a key shows: one, or a pair, as in the tutorial.
 * @type {{[key: string]: string[]}}
 */
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

/** The key that shows a panel alone. @param {string} id @returns {number | null} */
export function keyOf(id) {
  const [key] = Object.entries(KEYS).find(([, [name, second]]) => name === id && !second) ?? [];
  return key === undefined ? null : Number(key);
}

/** @typedef {(place: HTMLElement, root: ShadowRoot, lab: Lab) => Body} Fill */

/**
 * A chart as the body of a panel: all but what it takes from a view is its own.
 * @param {Omit<Body, 'show'>} made @param {Body['show']} show @returns {Body}
 */
function body(made, show) {
  const { table, drawing } = made;
  return {
    show,
    recolour: () => made.recolour(),
    remove: () => made.remove(),
    get summary() {
      return made.summary;
    },
    ...(table && { table: () => table.call(made) }),
    ...(drawing && { drawing: (width, height) => drawing.call(made, width, height) }),
  };
}

/**
 * Of plain elements, which take their colours from the style sheet: only an exported drawing must
 * be told them.
 * @param {ShadowRoot} root @param {Confusion | PerDigit | Layers} made @param {Body['show']} show
 * @returns {Body}
 */
function plain(root, made, show) {
  const drawing = (/** @type {number} */ width, /** @type {number} */ height) =>
    made.drawing(width, height, colours(root, TOKENS));
  const table = 'table' in made ? () => made.table() : undefined;
  const recolour = () => 'recolour' in made && made.recolour();
  return {
    show,
    recolour,
    remove() {},
    drawing,
    ...(table && { table }),
    get summary() {
      return made.summary;
    },
  };
}

/** @param {import('../../charts/kinds.js').Kind} kind @returns {Fill} */
function curve(kind) {
  return (place, root, { travel }) => {
    const figure = make('figure', 'chart');
    place.append(figure);
    const made = new Curve(figure, root, kind, travel);
    return body(made, ({ history, steps, changes, back }) =>
      made.show(history, steps, { changes, back }),
    );
  };
}

/**
 * @param {string} name @param {import('../../engine/messages.js').Group['kind'][]} kinds
 * @returns {Fill}
 */
function bands(name, ...kinds) {
  return (place, root) => {
    place.classList.add('chart');
    const made = new Bands(place, root, name, kinds);
    return body(made, ({ groups, spreads, steps, back }) =>
      made.show(groups, spreads, steps, back),
    );
  };
}

/** @param {ShadowRoot} root @param {Confusion | PerDigit} made @returns {Body} */
const counted = (root, made) =>
  plain(root, made, ({ test, guesses }) => made.show(test?.labels ?? null, guesses));

/**
 * @param {ConstructorParameters<typeof Line>[2]} what
 * @param {(view: View) => [number, number][]} points @returns {Fill}
 */
function line(what, points) {
  return (place, root) => {
    place.classList.add('chart');
    const made = new Line(place, root, what);
    return body(made, (view) => made.show(points(view), view.steps, view.back));
  };
}

/** How fast it learns, and above it where the time goes. @type {Fill} */
function speed(place, root) {
  place.classList.add('chart');
  const shares = new Shares(place);
  const made = new Line(place, root, speedLine());
  const chart = body(made, ({ speeds, steps, back, time }) => {
    made.show(speeds, steps, back);
    shares.show(time);
  });
  return Object.defineProperty(chart, 'summary', {
    get: () => `${made.summary} ${shares.summary}`,
  });
}

/** @param {{[id: string]: string}} names @returns {{[id: string]: Fill}} */
export function panels(names) {
  const { accuracy, loss } = kinds();
  return {
    accuracy: curve(accuracy),
    loss: curve(loss),
    training: (place, root, { openTraining }) => new TrainingWall(place, root, openTraining),
    weights: bands(names.weights, 'weights', 'scales'),
    biases: bands(names.biases, 'biases'),
    test: (place, root, { openTest }) => new TestWall(place, root, openTest),
    confusion: (place, root, { openCell }) => counted(root, new Confusion(place, openCell)),
    digits: (place, root) => counted(root, new PerDigit(place)),
    activations: bands(names.activations, 'activations'),
    layers: (place, root, { layers }) => {
      const made = new Layers(place, root);
      return plain(root, made, () => {
        const net = layers();
        if (net) made.show(net);
      });
    },
    rate: line(rateLine(), ({ history }) => rates(history)),
    speed,
  };
}
