/** rten in the tab. */

import init, { Reader } from '../../../target/bench/built/rten/rten.js';
import { nets } from '../../nets.mjs';
import { imageShape, onnx } from '../onnx.mjs';

export const open = () =>
  init({
    module_or_path: new URL('../../../target/bench/built/rten/rten_bg.wasm', import.meta.url),
  });

export function reader(net, weights) {
  const reader = new Reader(onnx(nets[net], weights));
  return {
    prepare: (images) => ({
      images: Float32Array.from(images, (ink) => ink / 255),
      shape: Uint32Array.from(imageShape(nets[net], images.length / 784)),
    }),
    read: ({ images, shape }) => reader.read(images, shape),
  };
}
