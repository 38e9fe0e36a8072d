"""TensorFlow natively, for `cargo xtask bench --peers`: trains the two nets of the figures.

    python train.py MNIST_DIR THREADS

Reads requests from standard input, one JSON a line ({"net": "mlp", "seconds": 2}), and answers each with
a line ({"images": ..., "seconds": ..., "loss": ...}).

As fast as TensorFlow is known to go here: the whole loop is one graph, the digits lie in a tensor,
Adam is TensorFlow's own fused operation (Keras 3's is a dozen), and XLA is left out, which is
slower on these nets with one thread.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

BATCH = 100
MLP = [784, 200, 100, 60, 30, 10]
# kernel, channels, filters, stride
CONV = [(6, 1, 6, 1), (5, 6, 12, 2), (4, 12, 24, 2)]
DENSE_AFTER_CONV = [7 * 7 * 24, 200, 10]


def idx(folder, name, header):
    with open(os.path.join(folder, name), "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


class Net:
    """Weights, and how images run through them to the logits."""

    def __init__(self, name):
        random = np.random.default_rng(1)

        def variables(shape):
            deviation = np.sqrt(2 / np.prod(shape[:-1]))
            w = tf.Variable(random.normal(0, deviation, shape).astype(np.float32))
            return w, tf.Variable(np.full(shape[-1], 0.1, np.float32))

        convolutions = CONV if name == "conv" else []
        sizes = DENSE_AFTER_CONV if name == "conv" else MLP
        self.convolutions = [(*variables((k, k, c, f)), stride) for k, c, f, stride in convolutions]
        self.dense = [variables(pair) for pair in zip(sizes, sizes[1:])]
        self.variables = [v for layer in self.convolutions + self.dense for v in layer[:2]]
        self.moments = [(tf.Variable(tf.zeros_like(v)), tf.Variable(tf.zeros_like(v))) for v in self.variables]
        self.powers = tf.Variable(1.0), tf.Variable(1.0)

    def logits(self, x):
        if self.convolutions:
            x = tf.reshape(x, [-1, 28, 28, 1])
            for w, b, stride in self.convolutions:
                x = tf.nn.relu(tf.nn.conv2d(x, w, stride, "SAME") + b)
            x = tf.reshape(x, [-1, DENSE_AFTER_CONV[0]])
        for w, b in self.dense[:-1]:
            x = tf.nn.relu(tf.matmul(x, w) + b)
        w, b = self.dense[-1]
        return tf.matmul(x, w) + b

    def adam(self, gradients, rate=0.002, beta1=0.9, beta2=0.999):
        for power, beta in zip(self.powers, (beta1, beta2)):
            power.assign(power * beta)
        for v, (m, s), gradient in zip(self.variables, self.moments, gradients):
            tf.raw_ops.ResourceApplyAdam(
                var=v.handle, m=m.handle, v=s.handle, beta1_power=self.powers[0], beta2_power=self.powers[1],
                lr=rate, beta1=beta1, beta2=beta2, epsilon=1e-8, grad=gradient,
            )  # fmt: skip


def trainer(name, images, labels):
    net = Net(name)

    @tf.function
    def train(order):
        loss = tf.constant(0.0)
        for rows in order:
            x = tf.cast(tf.gather(images, rows), tf.float32) * (1 / 255)
            y = tf.gather(labels, rows)
            with tf.GradientTape() as tape:
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, net.logits(x))
                loss = tf.reduce_mean(losses)
            net.adam(tape.gradient(loss, net.variables))
        return loss

    return train


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    # With more than one, operations of one step run beside each other and wait for each other's threads.
    tf.config.threading.set_inter_op_parallelism_threads(1)
    images = tf.constant(idx(folder, "train-images-idx3-ubyte", 16).reshape(-1, 784))
    labels = tf.constant(idx(folder, "train-labels-idx1-ubyte", 8).astype(np.int32))
    trainers = {}
    at = 0
    for line in sys.stdin:
        request = json.loads(line)
        name, seconds = request["net"], request["seconds"]
        if name not in trainers:
            trainers[name] = trainer(name, images, labels)
            trainers[name](tf.zeros([2, BATCH], tf.int32))  # builds the graph
        steps, count, spent, loss = 0, 10, 0.0, None
        while spent < seconds:
            # A prime step goes through all digits in a mixed order.
            order = (at + 7919 * np.arange(1, count * BATCH + 1)) % len(labels)
            at = int(order[-1])
            order = tf.constant(order.reshape(count, BATCH).astype(np.int32))
            began = time.perf_counter()
            loss = float(trainers[name](order))
            spent += time.perf_counter() - began
            steps += count
            count = max(10, int(steps * seconds * 0.1 / spent))
        print(json.dumps({"images": steps * BATCH, "seconds": spent, "loss": loss}), flush=True)


if __name__ == "__main__":
    main()
