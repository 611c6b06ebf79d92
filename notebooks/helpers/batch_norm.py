"""A multilayer perceptron whose hidden layers normalize: batch norm and layer norm.

Each hidden layer computes relu(γ · ẑ + β), where ẑ is z = h W with mean 0 and
variance 1.  Batch norm (Ioffe and Szegedy, 2015) takes mean and variance of
each unit over the batch, layer norm (Ba, Kiros and Hinton, 2016) takes those
of each example over its units.  A batch is a matrix with one example per row.
The gradients are checked against finite differences in
``tests/notebooks/test_batch_norm.py``.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from helpers.mlkit import Array, Labels, Layer, log_loss, softmax

#: Whose mean and variance: of a unit over the batch, or of an example over its units.
Kind = Literal["batch", "layer"]
AXIS: dict[Kind, int] = {"batch": 0, "layer": 1}
EPSILON = 1e-5


@dataclass
class NormLayer:
    """A dense layer with normalization: `w` is (inputs, outputs), the rest (outputs,).

    There is no bias: the normalization would subtract it, and `beta` takes its place.
    `mean` and `variance` are the moving averages that batch norm uses for inference.
    """

    w: Array
    gamma: Array
    beta: Array
    mean: Array
    variance: Array


@dataclass
class NormNetwork:
    """Hidden layers that normalize, and a dense layer for the scores."""

    kind: Kind
    hidden: list[NormLayer]
    output: Layer


@dataclass(frozen=True)
class Pass:
    """What one hidden layer remembers for the way back."""

    inputs: Array
    mean: Array
    variance: Array
    normalized: Array
    output: Array


def norm_network(
    sizes: tuple[int, ...], rng: np.random.Generator, *, std: float, kind: Kind = "batch"
) -> NormNetwork:
    """Layers of the given widths; all weights are normal with standard deviation `std`."""
    *pairs, last = zip(sizes[:-1], sizes[1:], strict=True)
    hidden = [
        NormLayer(
            w=rng.normal(0.0, std, (inputs, outputs)),
            gamma=np.ones(outputs),
            beta=np.zeros(outputs),
            mean=np.zeros(outputs),
            variance=np.ones(outputs),
        )
        for inputs, outputs in pairs
    ]
    return NormNetwork(kind, hidden, Layer(rng.normal(0.0, std, last), np.zeros(last[1])))


def normalize(z: Array, axis: int) -> tuple[Array, Array, Array]:
    """Mean, variance, and the values with mean 0 and variance 1 along the axis."""
    mean = z.mean(axis=axis, keepdims=True)
    centered = z - mean
    variance = (centered**2).mean(axis=axis, keepdims=True)
    return mean, variance, centered / np.sqrt(variance + EPSILON)


def normalize_backward(slope: Array, normalized: Array, variance: Array, axis: int) -> Array:
    """Gradient for z from the gradient `slope` for the normalized values.

    Mean and variance depend on z too, so what moves them is subtracted.
    """
    along_mean = slope.mean(axis=axis, keepdims=True)
    along_variance = normalized * (slope * normalized).mean(axis=axis, keepdims=True)
    return (slope - along_mean - along_variance) / np.sqrt(variance + EPSILON)


def logits(net: NormNetwork, x: Array, *, training: bool) -> Array:
    """Scores, (n, classes).  For inference batch norm uses the moving averages, not the batch."""
    if training or net.kind == "layer":
        return _forward(net, x)[0]
    h = x
    for layer in net.hidden:
        normalized = (h @ layer.w - layer.mean) / np.sqrt(layer.variance + EPSILON)
        h = np.maximum(layer.gamma * normalized + layer.beta, 0.0)
    return h @ net.output.w + net.output.b


def cross_entropy(net: NormNetwork, x: Array, y: Labels, *, training: bool) -> float:
    """Mean cross-entropy in nats."""
    return log_loss(logits(net, x, training=training), y)


def accuracy(net: NormNetwork, x: Array, y: Labels, *, training: bool = False) -> float:
    """Share of examples whose largest score is their class."""
    return float((logits(net, x, training=training).argmax(axis=1) == y).mean())


def gradients(net: NormNetwork, x: Array, y: Labels) -> NormNetwork:
    """Gradient of the mean cross-entropy in training mode, shaped like the network.

    In the place of the moving averages are the mean and the variance that were used.
    """
    scores, passes = _forward(net, x)
    axis = AXIS[net.kind]
    delta = softmax(scores)
    delta[np.arange(len(y)), y] -= 1.0
    delta /= len(y)
    output = Layer(passes[-1].output.T @ delta, delta.sum(axis=0))
    delta = delta @ net.output.w.T
    hidden: list[NormLayer] = []
    for layer, seen in zip(reversed(net.hidden), reversed(passes), strict=True):
        delta = delta * (seen.output > 0)
        gamma, beta = (delta * seen.normalized).sum(axis=0), delta.sum(axis=0)
        slope = normalize_backward(delta * layer.gamma, seen.normalized, seen.variance, axis)
        hidden.insert(0, NormLayer(seen.inputs.T @ slope, gamma, beta, seen.mean, seen.variance))
        delta = slope @ layer.w.T
    return NormNetwork(net.kind, hidden, output)


def train_step(net: NormNetwork, x: Array, y: Labels, lr: float, *, momentum: float = 0.9) -> None:
    """One step of gradient descent, in place; the moving averages follow by 1 − momentum."""
    slopes = gradients(net, x, y)
    for layer, slope in zip(net.hidden, slopes.hidden, strict=True):
        layer.w -= lr * slope.w
        layer.gamma -= lr * slope.gamma
        layer.beta -= lr * slope.beta
        if net.kind == "batch":
            layer.mean += (1.0 - momentum) * (slope.mean[0] - layer.mean)
            layer.variance += (1.0 - momentum) * (slope.variance[0] - layer.variance)
    net.output.w -= lr * slopes.output.w
    net.output.b -= lr * slopes.output.b


def _forward(net: NormNetwork, x: Array) -> tuple[Array, list[Pass]]:
    """Scores in training mode, and what every hidden layer remembers."""
    h, passes = x, []
    for layer in net.hidden:
        mean, variance, normalized = normalize(h @ layer.w, AXIS[net.kind])
        output = np.maximum(layer.gamma * normalized + layer.beta, 0.0)
        passes.append(Pass(h, mean, variance, normalized, output))
        h = output
    return h @ net.output.w + net.output.b, passes
