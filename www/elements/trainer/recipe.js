/**
 * A recipe as the engine takes and gives it: types alone. src/train/partial.rs has the keys, and
 * refuses every other by its name.
 *
 * @typedef {{constant?: number, decaying?: {from: number, to: number, over: number},
 *   oneCycle?: {peak: number, rise: number}}} LearningRate  one of them
 * @typedef {{sgd?: {momentum?: number},
 *   adam?: {beta1?: number, beta2?: number, epsilon?: number}}} Optimizer  one of them
 * @typedef {{input?: {rows: number, columns: number},
 *   layers: readonly {readonly [kind: string]: object}[]}} Network
 * @typedef {{rotate: number, scale: number, shear: number, shift: number, bend?: number,
 *   share?: number}} Augment
 * @typedef {{digits: number, scribbles: number}} Pens
 * @typedef {{files?: {name: string, train: number, test: number, hash: string},
 *   own?: {count: number, hash: string}}} OtherDigits  one of them
 * @typedef {{step?: number, rateFactor?: number, keep?: number, batch?: number}} Change
 *
 * @typedef {object} Recipe
 * @property {string} preset  what it differs from
 * @property {Network} network
 * @property {Optimizer} optimizer
 * @property {LearningRate} learningRate
 * @property {number} batch  digits in a step
 * @property {number} steps
 * @property {number} seed
 * @property {number} evaluateEvery  steps from one test to the next
 * @property {number} holdOut  how many of the last training digits are kept apart, to test on
 * @property {Augment | null} augment  how training digits are moved about
 * @property {Pens | null} [pens]  how much of each batch is written by the grammar of pens
 * @property {number} labelSmoothing
 * @property {OtherDigits | null} [digits]  where they aren't MNIST's alone
 * @property {readonly Change[]} [changes]
 *
 * @typedef {Partial<Omit<Recipe, 'augment' | 'pens'>> & {epochs?: number,
 *   augment?: Augment | null | false, pens?: Pens | null | false}} PartialRecipe
 *   what is to differ from the preset; `epochs` in place of `steps`
 */
export {};
