/**
 * A network of nets.mjs as the bytes of an ONNX file, for the peers that read those. It is a
 * protocol buffer, of which this writes the dozen kinds of fields that are needed; their numbers
 * are those of onnx.proto.
 *
 * @typedef {import('../nets.mjs').Network} Network
 * @typedef {number[] | Uint8Array} Bytes
 */
import { channelsFirst, plan } from '../nets.mjs';

const OPSET = 17;
const FLOAT = 1;

/** The shape that images come in. @param {Network} network @param {number} count */
export const imageShape = (network, count) =>
  network.layers[0].conv ? [count, 1, 28, 28] : [count, 784];

/** @param {Network} network @param {Float32Array} weights  as nets.mjs has them */
export function onnx(network, weights) {
  const w = channelsFirst(network, weights);
  /** @type {Bytes[]} */
  const nodes = [];
  /** @type {Bytes[]} */
  const tensors = [];
  let from = 'images';
  let names = 0;

  /** @param {string} kind @param {string[]} inputs @param {Bytes[]} [attributes] */
  const node = (kind, inputs, attributes = []) => {
    const to = `v${++names}`;
    nodes.push([
      ...[from, ...inputs].flatMap((name) => text(1, name)),
      ...text(2, to),
      ...text(4, kind),
      ...attributes.flatMap((attribute) => [...part(5, attribute)]),
    ]);
    from = to;
  };
  /** @param {number} at @param {number[]} shape */
  const tensor = (at, shape) => {
    const name = `w${++names}`;
    const values = w.slice(at, at + shape.reduce((a, b) => a * b));
    tensors.push(
      join([
        shape.flatMap((side) => whole(1, side)),
        whole(2, FLOAT),
        text(8, name),
        part(9, new Uint8Array(values.buffer)),
      ]),
    );
    return name;
  };

  let isFlat = !network.layers[0].conv;
  for (const step of plan(network)) {
    if (step.conv) {
      const { kernel, stride } = step.conv;
      node(
        'Conv',
        [
          tensor(step.weights, [step.units, step.channels, kernel, kernel]),
          tensor(step.biases, [step.units]),
        ],
        [
          numbers('kernel_shape', [kernel, kernel]),
          numbers('strides', [stride, stride]),
          numbers('pads', [step.before, step.before, step.after, step.after]),
        ],
      );
    } else {
      if (!isFlat) node('Flatten', [], [number('axis', 1)]);
      isFlat = true;
      node('Gemm', [
        tensor(step.weights, [step.inputs, step.units]),
        tensor(step.biases, [step.units]),
      ]);
    }
    if (step.relu) node('Relu', []);
  }
  node('Softmax', [], [number('axis', 1)]);

  const graph = join([
    ...nodes.map((bytes) => part(1, bytes)),
    text(2, 'digits'),
    ...tensors.map((bytes) => part(5, bytes)),
    part(11, value('images', imageShape(network, 0).slice(1))),
    part(12, value(from, [10])),
  ]);
  return join([whole(1, 8), part(7, graph), part(8, [...text(1, ''), ...whole(2, OPSET)])]);
}

/** A float tensor of any number of these. @param {string} name @param {number[]} sides */
function value(name, sides) {
  const shape = [part(1, text(2, 'n')), ...sides.map((side) => part(1, whole(1, side)))];
  const tensor = [...whole(1, FLOAT), ...part(2, join(shape))];
  return join([text(1, name), part(2, part(1, tensor))]);
}

/** @param {string} name @param {number} value */
const number = (name, value) => [...text(1, name), ...whole(3, value), ...whole(20, 2)];
/** @param {string} name @param {number[]} values */
const numbers = (name, values) => [
  ...text(1, name),
  ...values.flatMap((value) => whole(8, value)),
  ...whole(20, 7),
];

/** @param {number} value */
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

/** @param {number} field @param {number} value */
const whole = (field, value) => [...varint(field * 8), ...varint(value)];
/** @param {number} field @param {Bytes} bytes */
const part = (field, bytes) => join([varint(field * 8 + 2), varint(bytes.length), bytes]);
/** @param {number} field @param {string} words */
const text = (field, words) => [...part(field, new TextEncoder().encode(words))];

/** @param {Bytes[]} parts */
function join(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
