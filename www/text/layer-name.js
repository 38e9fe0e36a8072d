/**
 * @typedef {object} LayerName  a layer in a phrase, as the engine says it
 * @property {'dense' | 'conv' | 'maxPool' | 'averagePool' | 'batchNorm' | 'dropout' |
 *   'dropoutMaps'} kind
 * @property {string} size  such as "5×5×12"; of an average pool over the whole map, none
 * @property {number} stride
 * @property {number | null} keep
 * @property {'linear' | 'relu' | 'sigmoid' | 'leakyRelu'} activation
 * @property {number | null} slope  of a leaky ReLU
 */
export {};
