"""A multilayer perceptron small enough to read, and the data the labs train it on.

Everything is float64 numpy; a batch is a matrix with one example per row.
The gradients are checked against finite differences in
``tests/notebooks/test_mlkit.py``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Training and test examples: `x` is (n, 64) in [0, 1], `y` is (n,) in 0..9."""

    x: Array
    y: Labels
    x_test: Array
    y_test: Labels


@dataclass
class Layer:
    """One dense layer: `w` is (inputs, outputs), `b` is (outputs,)."""

    w: Array
    b: Array


Network = list[Layer]


def digits(train: int, rng: np.random.Generator, *, wrong: float = 0.0) -> Split:
    """scikit-learn's 1797 handwritten digits, shuffled: `train` to learn from, the rest to test.

    `wrong` is the share of *training* labels replaced by another class at random.
    """
    images, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(labels))
    x, y = images[order] / 16.0, labels[order].astype(np.int64)
    noisy = y[:train].copy()
    hit = rng.random(train) < wrong
    noisy[hit] = (noisy[hit] + rng.integers(1, 10, hit.sum())) % 10
    return Split(x[:train], noisy, x[train:], y[train:])


def network(sizes: tuple[int, ...], rng: np.random.Generator, *, gain: float = 2.0) -> Network:
    """Layers of the given widths; weights are normal with variance `gain` / inputs (2: He)."""
    return [
        Layer(rng.normal(0.0, np.sqrt(gain / inputs), (inputs, outputs)), np.zeros(outputs))
        for inputs, outputs in zip(sizes[:-1], sizes[1:], strict=True)
    ]


def softmax_regression(inputs: int = 64, classes: int = 10) -> Network:
    """A network without hidden layers that starts from zero weights."""
    return [Layer(np.zeros((inputs, classes)), np.zeros(classes))]


def logits(
    net: Network, x: Array, *, keep: float = 1.0, rng: np.random.Generator | None = None
) -> Array:
    """Scores before the softmax, (n, classes).  `keep` < 1 drops hidden units (inverted dropout)."""
    return _forward(net, x, keep, rng)[0][-1]


def softmax(z: Array) -> Array:
    """Row-wise probabilities."""
    shifted = np.exp(z - z.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def log_loss(scores: Array, y: Labels) -> float:
    """Mean cross-entropy in nats, from scores before the softmax.

    Args:
        scores: (n, classes), of any size: the largest of each row is subtracted first.
        y: (n,), the right class of each row, from 0.

    Raises:
        ValueError: `y` does not have one class for each row.
        IndexError: a class has no column.
    """
    if y.shape != scores.shape[:1]:
        raise ValueError(f"{len(scores)} rows of scores, but classes of shape {y.shape}")
    z = scores - scores.max(axis=1, keepdims=True)
    log_likelihood = z[np.arange(len(y)), y] - np.log(np.exp(z).sum(axis=1))
    return float(-log_likelihood.mean())


def cross_entropy(net: Network, x: Array, y: Labels) -> float:
    """Mean cross-entropy in nats."""
    return log_loss(logits(net, x), y)


def accuracy(net: Network, x: Array, y: Labels) -> float:
    """Share of examples whose largest score is their class."""
    return float((logits(net, x).argmax(axis=1) == y).mean())


def gradients(
    net: Network,
    x: Array,
    y: Labels,
    *,
    l2: float = 0.0,
    keep: float = 1.0,
    rng: np.random.Generator | None = None,
) -> Network:
    """Gradient of the mean cross-entropy plus l2/2 · Σw², shaped like the network."""
    activations, masks = _forward(net, x, keep, rng)
    delta = softmax(activations[-1])
    delta[np.arange(len(y)), y] -= 1.0
    delta /= len(y)
    result: Network = []
    for depth in range(len(net) - 1, -1, -1):
        layer = net[depth]
        result.insert(0, Layer(activations[depth].T @ delta + l2 * layer.w, delta.sum(axis=0)))
        if depth:
            delta = (delta @ layer.w.T) * masks[depth - 1]
    return result


def step(net: Network, gradient: Network, lr: float) -> None:
    """One step of gradient descent, in place."""
    for layer, slope in zip(net, gradient, strict=True):
        layer.w -= lr * slope.w
        layer.b -= lr * slope.b


def batches(n: int, size: int, rng: np.random.Generator | None) -> Iterator[NDArray[np.int64]]:
    """Indices of one epoch in batches of `size` (the last may be smaller); `rng=None`: in order."""
    order = np.arange(n) if rng is None else rng.permutation(n)
    for start in range(0, n, size):
        yield order[start : start + size]


def train(
    net: Network,
    data: Split,
    *,
    lr: float,
    batch: int,
    epochs: int,
    rng: np.random.Generator,
    l2: float = 0.0,
    keep: float = 1.0,
    each_epoch: Callable[[int, Network], None] | None = None,
) -> Network:
    """Shuffled mini-batch SGD, in place; `each_epoch(epoch, net)` watches, epoch counted from 1."""
    for epoch in range(1, epochs + 1):
        for rows in batches(len(data.y), batch, rng):
            step(net, gradients(net, data.x[rows], data.y[rows], l2=l2, keep=keep, rng=rng), lr)
        if each_epoch is not None:
            each_epoch(epoch, net)
    return net


def _forward(
    net: Network, x: Array, keep: float, rng: np.random.Generator | None
) -> tuple[list[Array], list[Array]]:
    """Inputs of every layer and the final scores; and d(output)/d(input) of each ReLU."""
    if keep < 1.0 and rng is None:
        raise ValueError("dropout needs a random generator: pass rng")
    activations, masks = [x], []
    for depth, layer in enumerate(net):
        z = activations[-1] @ layer.w + layer.b
        if depth == len(net) - 1:
            activations.append(z)
            break
        mask = (z > 0).astype(np.float64)
        if keep < 1.0 and rng is not None:
            mask *= (rng.random(z.shape) < keep) / keep
        activations.append(z * mask)
        masks.append(mask)
    return activations, masks
