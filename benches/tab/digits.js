/**
 * MNIST as everyone has it, for those who do without nibnet's chunks. Addresses are from the
 * worker: peers are bundled.
 */

/** @param {string} name @param {number} header  bytes of it */
async function idx(name, header) {
  const response = await fetch(new URL(`../../data/mnist/${name}`, location.href));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer(), header);
}

/** All training digits, 784 bytes each, and what they are. */
export async function trainDigits() {
  const [images, labels] = await Promise.all([
    idx('train-images-idx3-ubyte', 16),
    idx('train-labels-idx1-ubyte', 8),
  ]);
  return { images, labels };
}

/** The first test digits, 784 bytes each. @param {number} count */
export async function testImages(count) {
  return (await idx('t10k-images-idx3-ubyte', 16)).slice(0, count * 784);
}

/**
 * Batches of 100 in a mixed order, written into the same arrays each time.
 * @param {{images: Uint8Array, labels: Uint8Array}} digits @param {number} batch
 */
export function batches({ images, labels }, batch) {
  const x = new Float32Array(batch * 784);
  const y = new Int32Array(batch);
  let at = 0;
  return () => {
    for (let row = 0; row < batch; row++) {
      at = (at + 7919) % labels.length; // a prime step goes through all 60,000
      y[row] = labels[at];
      for (let p = 0; p < 784; p++) x[row * 784 + p] = images[at * 784 + p] / 255;
    }
    return { x, y };
  };
}
