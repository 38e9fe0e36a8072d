/** ONNX Runtime Web in the tab, on its wasm backend and one thread. */
import * as ort from 'onnxruntime-web/wasm';
import { nets } from '../../nets.mjs';
import { imageShape, onnx } from '../onnx.mjs';

export function open() {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('.', import.meta.url).href;
}

export async function reader(net, weights) {
  const session = await ort.InferenceSession.create(onnx(nets[net], weights), {
    executionProviders: ['wasm'],
  });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  return {
    prepare: (images) => ({
      [input]: new ort.Tensor(
        'float32',
        Float32Array.from(images, (ink) => ink / 255),
        imageShape(nets[net], images.length / 784),
      ),
    }),
    read: (feeds) => session.run(feeds).then((results) => results[output].data),
  };
}
