"""Quantization written out: float weights and activations to a few integers, and back.

A tensor is stored as integer codes and a `scale`, with w ≈ scale · code.
Weights use a symmetric grid (zero is code 0), activations a grid between the
smallest and the largest value that is expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.mlkit import Array, Labels, Layer, Network, Split, batches, gradients, step

#: Smallest and largest input of one layer.
Range = tuple[float, float]


@dataclass(frozen=True)
class Codes:
    """Integer codes and the scale (one, or one per output) that turns them back into weights."""

    codes: np.ndarray
    scale: Array

    def decode(self) -> Array:
        return self.codes * self.scale


def quantize_weights(w: Array, bits: int, *, per_channel: bool = False) -> Codes:
    """Round to 2^bits − 1 evenly spaced levels from −max|w| to max|w|.

    `per_channel` gives each output (column) a scale of its own.
    """
    largest_code = 2 ** (bits - 1) - 1
    largest = np.abs(w).max(axis=0 if per_channel else None)
    scale = np.maximum(largest, 1e-12) / largest_code
    return Codes(np.rint(w / scale).astype(np.int64), scale)


def with_quantized_weights(net: Network, bits: int, *, per_channel: bool = False) -> Network:
    """The network that the rounded weights stand for; biases stay as they are."""
    return [
        Layer(quantize_weights(layer.w, bits, per_channel=per_channel).decode(), layer.b)
        for layer in net
    ]


def as_float16(net: Network) -> Network:
    """The network after its weights and biases went through 16-bit floats."""
    return [
        Layer(layer.w.astype(np.float16).astype(float), layer.b.astype(np.float16).astype(float))
        for layer in net
    ]


def calibrate(net: Network, x: Array) -> list[Range]:
    """The range of each layer's input, seen on the representative examples `x`."""
    ranges: list[Range] = []
    for layer in net:
        ranges.append((min(float(x.min()), 0.0), max(float(x.max()), 0.0)))
        x = np.maximum(x @ layer.w + layer.b, 0.0)
    return ranges


def int8_logits(net: Network, x: Array, ranges: Sequence[Range] | None = None) -> Array:
    """Scores computed with 8-bit weights and 8-bit layer inputs, multiplied as integers.

    With `ranges` (from `calibrate`) the grids of the layer inputs are fixed in
    advance: full integer quantization.  Without, every example gets the grid
    of its own smallest and largest value while the model runs: dynamic range.
    """
    for depth, layer in enumerate(net):
        if ranges is None:
            low, high = (
                np.minimum(x.min(axis=1), 0.0)[:, None],
                np.maximum(x.max(axis=1), 0.0)[:, None],
            )
        else:
            low, high = ranges[depth]
        scale = np.maximum(high - low, 1e-12) / 255
        zero = np.rint(-low / scale)  # the code of 0.0, so that zero stays exact
        codes = np.clip(np.rint(x / scale) + zero, 0, 255)
        weights = quantize_weights(layer.w, 8)
        # Whole numbers below 2^53 are exact in float64: this is integer arithmetic, at BLAS speed.
        sums = (codes - zero) @ weights.codes.astype(float)
        x = sums * scale * weights.scale + layer.b
        if depth < len(net) - 1:
            x = np.maximum(x, 0.0)
    return x


def share_right(scores: Array, y: Labels) -> float:
    """Accuracy of scores."""
    return float((scores.argmax(axis=1) == y).mean())


def size_in_bytes(net: Network, weight_bytes: int, bias_bytes: int, *, scales: int = 0) -> int:
    """Bytes of all parameters, plus 4 for each stored scale."""
    return (
        sum(layer.w.size * weight_bytes + layer.b.size * bias_bytes for layer in net) + 4 * scales
    )


def train_aware(
    net: Network,
    data: Split,
    bits: int,
    *,
    lr: float,
    batch: int,
    epochs: int,
    rng: np.random.Generator,
) -> Network:
    """Quantization-aware training, in place: the forward pass sees rounded weights, the update the float ones.

    Rounding has slope zero almost everywhere; the gradient is passed through
    it unchanged ("straight-through").
    """
    for _ in range(epochs):
        for rows in batches(len(data.y), batch, rng):
            rounded = with_quantized_weights(net, bits)
            step(net, gradients(rounded, data.x[rows], data.y[rows]), lr)
    return net
