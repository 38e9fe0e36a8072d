/**
 * TensorFlow.js in the tab. Its wasm backend reads both nets and trains the dense one; it has no
 * gradient of a convolution, so that one trains on WebGL, which in a browser without a GPU is
 * emulated.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-cpu';
import { weights as freshWeights, nets, plan } from '../../nets.mjs';
import { batches, trainDigits } from '../../tab/digits.js';

/** @param {string} backend */
export async function open(backend) {
  setWasmPaths(new URL('.', import.meta.url).href);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // one thread
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here`);
  await tf.ready();
}

/** Variables of a net, and how images run through them to the logits. */
function build(net, weights) {
  const tensor = (at, shape) =>
    tf.variable(tf.tensor(weights.slice(at, at + shape.reduce((a, b) => a * b)), shape, 'float32'));
  const steps = plan(nets[net]).map((step) => {
    const { conv, channels, inputs, units } = step;
    const shape = conv ? [conv.kernel, conv.kernel, channels, units] : [inputs, units];
    return { ...step, w: tensor(step.weights, shape), b: tensor(step.biases, [units]) };
  });
  const logits = (images) => {
    let x = steps[0].conv ? images.reshape([-1, 28, 28, 1]) : images;
    for (const { conv, relu, inputs, w, b } of steps) {
      const activation = relu ? 'relu' : 'linear';
      x = conv
        ? tf.fused.conv2d({ x, filter: w, strides: conv.stride, pad: 'same', bias: b, activation })
        : tf.fused.matMul({
            a: x.rank === 2 ? x : x.reshape([-1, inputs]),
            b: w,
            bias: b,
            activation,
          });
    }
    return x;
  };
  return { logits, variables: steps.flatMap(({ w, b }) => [w, b]) };
}

export async function trainer(net) {
  const { logits, variables } = build(net, freshWeights(nets[net]));
  const next = batches(await trainDigits(), 100);
  const adam = tf.train.adam(0.002);
  return {
    async step(count) {
      let last;
      for (let i = 0; i < count; i++) {
        const { x, y } = next();
        last?.dispose();
        last = tf.tidy(() => {
          const images = tf.tensor2d(x, [100, 784]);
          const labels = tf.oneHot(tf.tensor1d(y, 'int32'), 10);
          return adam.minimize(
            () => tf.losses.softmaxCrossEntropy(labels, logits(images)),
            true,
            variables,
          );
        });
      }
      const [loss] = await last.data(); // only now is all of it done
      last.dispose();
      return loss;
    },
  };
}

export function reader(net, weights) {
  const { logits } = build(net, weights);
  return {
    prepare: (images) => Float32Array.from(images, (ink) => ink / 255),
    read: (images) =>
      tf.tidy(() =>
        logits(tf.tensor2d(images, [images.length / 784, 784]))
          .softmax()
          .dataSync(),
      ),
  };
}
