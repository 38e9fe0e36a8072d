/** Burn in the tab. */

import init, { Reader, Trainee } from '../../../target/bench/built/burn/burn.js';
import { channelsFirst, nets } from '../../nets.mjs';
import { trainDigits } from '../../tab/digits.js';

export const open = () =>
  init({
    module_or_path: new URL('../../../target/bench/built/burn/burn_bg.wasm', import.meta.url),
  });

export async function trainer(net) {
  const { images, labels } = await trainDigits();
  const trainee = new Trainee(net, images, labels);
  return { step: (count) => trainee.train(count, 100, 0.002) };
}

export function reader(net, weights) {
  const reader = new Reader(net, channelsFirst(nets[net], weights));
  return {
    prepare: (images) => Float32Array.from(images, (ink) => ink / 255),
    read: (images) => reader.read(images),
  };
}
