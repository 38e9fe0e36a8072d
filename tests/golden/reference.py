#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.15.0", "numpy==2.4.6"]
# ///
"""What PyTorch makes of some small networks: tests/golden/reference.json, which a Rust test compares with.

    python3 -m venv /tmp/torchenv
    /tmp/torchenv/bin/pip install torch==2.15.0 numpy==2.4.6
    /tmp/torchenv/bin/python tests/golden/reference.py            # writes reference.json beside this file
    /tmp/torchenv/bin/python tests/golden/reference.py --check    # says whether it would be the same

Only whoever adds a kind of layer needs to run it; the tests read the file.

PyTorch counts in float64 here, so that what it says is right to all of the nine digits that are written,
and what our float32 kernels say is off by their own rounding alone. The parameters are float32 numbers,
which nine digits hold exactly. Where rounding could tip a decision (a ReLU just at its kink, two maxima all
but equal) the case is drawn again from the next seed.

Every case has

    name, seed        what it is, and what its numbers were drawn from
    network           as our recipes describe it
    labelSmoothing    a: the target is 1 − a + a/10 for the label and a/10 for the other digits
    images, labels    a batch: one array of bytes an image, row by row; a pixel is byte / 255
    parameters        of all layers, flat
    logits            one array an image, as in training: batch norm takes the batch's own mean and variance
    inferenceLogits   one array an image, by the running mean and variance; only where there is a batch norm
    loss              the batch's mean cross-entropy, as in training
    gradient          of that loss with respect to every parameter, flat
    batchNorms        mean and (biased) variance of the batch, one object a batch norm; maybe none

Values lie as [image, y, x, channel]. The parameters go layer by layer: dense weights [in, out], then biases;
conv weights [y, x, in, out], then biases; batch norm scale, offset, mean, variance (the last two are not
learned, and their gradient is written as 0). A linear dense or conv directly before a batch norm has no
biases. Conv (a cross-correlation) and the poolings pad as TensorFlow's SAME does; what is padded doesn't
count in an average.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

EPSILON = 1e-5
# Nothing that a rounding of float32 could tip lies as close to its edge as this.
MARGIN = 2e-5


def dense(units, activation=None):
    return {"dense": {"units": units} | ({"activation": activation} if activation else {})}


def conv(filters, kernel, stride=1, activation=None):
    sizes = {"filters": filters, "kernel": kernel, "stride": stride}
    return {"conv": sizes | ({"activation": activation} if activation else {})}


def max_pool(size, stride):
    return {"maxPool": {"size": size, "stride": stride}}


def average_pool(size=None, stride=None):
    """Without a size, over the whole map."""
    sizes = {"size": size, "stride": stride}
    return {"averagePool": {key: value for key, value in sizes.items() if value is not None}}


def leaky(slope=None):
    return {"leakyRelu": {} if slope is None else {"slope": slope}}


def batch_norm(activation=None):
    return {"batchNorm": {"activation": activation} if activation else {}}


# name, rows, columns, layers, images in the batch, label smoothing
CASES = [
    ("softmax only", 8, 8, [dense(10)], 6, 0.0),
    ("two dense, sigmoid", 8, 8, [dense(24, "sigmoid"), dense(16, "sigmoid"), dense(10)], 5, 0.1),
    ("conv, even kernel", 9, 7, [conv(4, 6, 1, "relu"), dense(10)], 5, 0.0),
    (
        "conv, stride 2, odd and even kernels",
        9,
        7,
        [conv(4, 5, 2, "relu"), conv(6, 4, 2, "relu"), dense(16, "relu"), dense(10)],
        7,
        0.0,
    ),
    (
        "max-pool, overlapping and not, with ties",
        9,
        7,
        [conv(5, 3, 1, "relu"), max_pool(3, 2), conv(6, 3, 1, "relu"), max_pool(2, 2), dense(10)],
        6,
        0.0,
    ),
    (
        "batch norm after conv and dense",
        9,
        8,
        [
            conv(4, 5),
            batch_norm("relu"),
            conv(6, 4, 2),
            batch_norm("relu"),
            dense(14),
            batch_norm("relu"),
            dense(10),
        ],
        9,
        0.1,
    ),
    ("dense, batch norm, sigmoid", 8, 8, [dense(20), batch_norm("sigmoid"), dense(10)], 8, 0.0),
    (
        "batch norm after an activation, and twice",
        8,
        8,
        [
            conv(4, 3, 1, "relu"),
            batch_norm(),
            max_pool(2, 2),
            dense(12, "sigmoid"),
            batch_norm("relu"),
            batch_norm(),
            dense(10),
        ],
        9,
        0.0,
    ),
    (
        "wide channels",
        8,
        8,
        [conv(12, 3, 2, "relu"), conv(24, 3, 1, "relu"), max_pool(2, 2), dense(10)],
        5,
        0.0,
    ),
    (
        "kernels larger than the image, stride larger than the kernel",
        5,
        4,
        [conv(3, 6, 1, "relu"), conv(4, 2, 3, "sigmoid"), max_pool(4, 1), dense(10)],
        5,
        0.05,
    ),
    (
        "average pool: overlapping, with gaps, larger than the map, over the map",
        9,
        7,
        [
            conv(5, 3, 1, "relu"),
            average_pool(3, 2),
            conv(6, 3),
            average_pool(2, 3),
            conv(7, 2, 1, "sigmoid"),
            average_pool(5, 1),
            average_pool(),
            dense(10),
        ],
        6,
        0.0,
    ),
    (
        "leaky ReLU after conv, batch norm and dense",
        8,
        7,
        [
            average_pool(2, 1),
            conv(4, 3, 2, leaky(0.1)),
            conv(6, 3),
            batch_norm(leaky(0.3)),
            average_pool(2),
            dense(12, leaky()),
            dense(10),
        ],
        7,
        0.1,
    ),
]


class Close(Exception):
    """A decision of this draw hangs on a rounding."""


def images_of(rng, count, rows, columns, black):
    """Blots that cover about a third of each image, in shades or all black."""
    images = np.zeros((count, rows, columns), np.uint8)
    for image in images:
        noise = np.pad(rng.normal(size=(rows, columns)), 1)
        field = sum(noise[y : y + rows, x : x + columns] for y in range(3) for x in range(3))
        ink = field > np.quantile(field, 2 / 3)
        image[ink] = 255 if black else rng.integers(40, 256, size=ink.sum())
    return images


def padding(size, kernel, stride):
    """Before and after, as TensorFlow's SAME: the output has ceil(size / stride) places."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def padded(x, kernel, stride, value):
    """[image, channel, y, x], with room for SAME."""
    (top, bottom), (left, right) = (padding(size, kernel, stride) for size in x.shape[2:])
    return F.pad(x, (left, right, top, bottom), value=value)


class Net:
    """A network of ours, run by PyTorch in float64; `tensors` are the parameters in our order."""

    def __init__(self, rng, rows, columns, layers, ties):
        self.layers, self.tensors = layers, []
        shape = (rows, columns, 1)
        for (kind, about), following in zip(map(entry, layers), layers[1:] + [{}]):
            linear = about.get("activation") is None
            biased = not (linear and "batchNorm" in following)
            if kind == "dense":
                inputs = int(np.prod(shape))
                self.draw(rng.normal(0, (1.6 / inputs) ** 0.5, (inputs, about["units"])))
                shape = (about["units"],)
            elif kind == "conv":
                kernel, filters = about["kernel"], about["filters"]
                sizes = (kernel, kernel, shape[2], filters)
                weights = rng.normal(0, (2 / np.prod(sizes[:3])) ** 0.5, sizes)
                if ties and not self.tensors:
                    # With black images, the first filter counts pixels: patches that differ weigh alike.
                    weights[..., 0] = 0.125
                self.draw(weights)
                shape = (*(-(-size // about["stride"]) for size in shape[:2]), filters)
            elif kind == "averagePool" and "size" not in about:
                shape = (1, 1, shape[2])
            elif kind in ("maxPool", "averagePool"):
                about = {"stride": about["size"]} | about
                shape = (*(-(-size // about["stride"]) for size in shape[:2]), shape[2])
            elif kind == "batchNorm":
                channels = shape[-1]
                self.draw(rng.uniform(0.5, 1.5, channels))
                self.draw(rng.normal(0, 0.3, channels))
                self.draw(rng.normal(0, 0.3, channels))
                self.draw(rng.uniform(0.3, 1.5, channels))
            if kind in ("dense", "conv") and biased:
                # In 64ths, so that adding them to what the first filter counts is exact.
                self.draw(np.round(rng.normal(0, 0.2, shape[-1]) * 64) / 64)

    def draw(self, values):
        self.tensors.append(torch.tensor(values.astype(np.float32), dtype=torch.float64))
        self.tensors[-1].requires_grad_()

    def run(self, images, training, first=True):
        """Logits, and mean and variance of every batch norm. `first` False lets the last of equal maxima win."""
        x = torch.tensor(images, dtype=torch.float64).unsqueeze(1) / 255
        tensors, moments, convs = iter(self.tensors), [], 0
        for (kind, about), following in zip(map(entry, self.layers), self.layers[1:] + [{}]):
            activation = about.get("activation")
            biased = not (activation is None and "batchNorm" in following)
            if kind == "dense":
                if x.dim() == 4:
                    x = x.permute(0, 2, 3, 1).flatten(1)
                x = x @ next(tensors)
                x = x + next(tensors) if biased else x
            elif kind == "conv":
                x = padded(x, about["kernel"], about["stride"], 0.0)
                weights = next(tensors).permute(3, 2, 0, 1)
                x = F.conv2d(x, weights, next(tensors) if biased else None, about["stride"])
                convs += 1
            elif kind == "maxPool":
                x = max_of_windows(x, about["size"], about["stride"], first, convs)
            elif kind == "averagePool" and "size" not in about:
                x = x.mean((2, 3), keepdim=True)
            elif kind == "averagePool":
                x = mean_of_windows(x, about["size"], about.get("stride", about["size"]))
            elif kind == "batchNorm":
                scale, offset, mean, variance = (next(tensors) for _ in range(4))
                sides = [side for side in range(x.dim()) if side != 1]
                moments.append((x.mean(sides), x.var(sides, correction=0)))
                running = (mean.detach().clone(), variance.detach().clone())
                x = F.batch_norm(x, *running, scale, offset, training, eps=EPSILON)
            if activation == "relu":
                if x.abs().min() < MARGIN:
                    raise Close
                x = x.relu()
            elif activation == "sigmoid":
                x = x.sigmoid()
            elif activation is not None:
                if x.abs().min() < MARGIN:
                    raise Close
                x = F.leaky_relu(x, activation["leakyRelu"].get("slope", 0.01))
        assert next(tensors, None) is None, "every parameter has its place"
        return x, moments


def mean_of_windows(x, size, stride):
    sums, counts = (
        padded(values, size, stride, 0.0).unfold(2, size, stride).unfold(3, size, stride).sum((4, 5))
        for values in (x, torch.ones_like(x))
    )
    return sums / counts


def max_of_windows(x, size, stride, first, convs):
    channels = x.shape[1]
    windows = padded(x, size, stride, -torch.inf).unfold(2, size, stride).unfold(3, size, stride)
    windows = windows.flatten(4)  # [image, channel, y, x, place in the window]
    top = windows.detach().topk(2, dim=-1).values
    gap = top[..., 0] - top[..., 1]
    # Equal in float64 is equal in float32 if both are what a ReLU cut off, or if there was only one sum.
    equal = (gap == 0) & ((top[..., 0] == 0) | torch.tensor(convs < 2))
    if ((gap < MARGIN) & ~equal).any():
        raise Close
    # PyTorch promises that argmax is the first of equals.
    if first:
        winner = windows.argmax(-1, keepdim=True)
    else:
        winner = size * size - 1 - windows.flip(-1).argmax(-1, keepdim=True)
    assert channels == windows.shape[1]
    return windows.gather(-1, winner).squeeze(-1)


def entry(layer):
    ((kind, about),) = layer.items()
    return kind, about


def gradient_of(net, images, labels, smoothing, first=True):
    logits, moments = net.run(images, training=True, first=first)
    loss = F.cross_entropy(logits, torch.tensor(labels), label_smoothing=smoothing)
    slopes = torch.autograd.grad(loss, net.tensors, allow_unused=True)
    slopes = [s if s is not None else torch.zeros_like(t) for s, t in zip(slopes, net.tensors)]
    return logits, moments, loss, torch.cat([s.flatten() for s in slopes])


def case(seed, name, rows, columns, layers, count, smoothing):
    rng = np.random.default_rng(seed)
    ties = "ties" in name
    net = Net(rng, rows, columns, layers, ties)
    images = images_of(rng, count, rows, columns, ties)
    labels = rng.integers(0, 10, count)
    logits, moments, loss, gradient = gradient_of(net, images, labels, smoothing)
    if ties:
        other = gradient_of(net, images, labels, smoothing, first=False)[3]
        assert (other - gradient).abs().max() > 1e-3, "which of equal maxima wins must show"
    found = {
        "name": name,
        "seed": seed,
        "network": {"input": {"rows": rows, "columns": columns}, "layers": layers},
        "labelSmoothing": smoothing,
        "images": images.reshape(count, -1).tolist(),
        "labels": labels.tolist(),
        "parameters": torch.cat([t.flatten() for t in net.tensors]),
        "logits": list(logits),
    }
    if moments:
        found["inferenceLogits"] = list(net.run(images, training=False)[0])
    found |= {
        "loss": loss,
        "gradient": gradient,
        "batchNorms": [{"mean": mean, "variance": variance} for mean, variance in moments],
    }
    return found


def decimal(value):
    """Nine significant digits, never with an exponent."""
    return np.format_float_positional(value, precision=9, unique=False, fractional=False, trim="-")


def written(value):
    """As JSON; what PyTorch counted is rounded, and arrays of numbers take one line."""
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
        return decimal(value) if value.ndim == 0 else f"[{','.join(map(decimal, value))}]"
    if isinstance(value, list) and any(isinstance(v, (list, torch.Tensor)) for v in value):
        return "[\n" + ",\n".join(map(written, value)) + "\n]"
    if isinstance(value, dict) and "mean" in value:
        return "{" + ",".join(f'"{key}":{written(v)}' for key, v in value.items()) + "}"
    if isinstance(value, list) and any(isinstance(v, dict) and "mean" in v for v in value):
        return "[\n" + ",\n".join(map(written, value)) + "\n]"
    return json.dumps(value, separators=(",", ":"))


def main():
    torch.set_num_threads(1)
    cases, seed = [], 0
    for about in CASES:
        while True:
            seed += 1
            try:
                cases.append(case(seed, *about))
                break
            except Close:
                continue
    # Without the "+cpu" or "+cu132" of the build.
    version = torch.__version__.split("+")[0]
    lines = (",\n".join(f'"{key}":{written(value)}' for key, value in c.items()) for c in cases)
    file = '{"torch":"%s","cases":[{\n%s\n}]}\n' % (version, "\n},{\n".join(lines))
    assert len(json.loads(file)["cases"]) == len(CASES)
    path = Path(__file__).with_suffix(".json")
    if "--check" in sys.argv[1:]:
        sys.exit(0 if path.read_text() == file else "reference.json would be another")
    path.write_text(file)
    for c in cases:
        print(f"{c['name']}: seed {c['seed']}, {len(c['parameters'])} parameters")


if __name__ == "__main__":
    main()
