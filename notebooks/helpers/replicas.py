"""Data-parallel training on one machine: shards, ring all-reduce, and gradients that come late.

A replica is only a slice of the batch here; nothing runs in parallel.  What is
kept is the arithmetic, which is what decides whether K replicas learn the same
as one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.mlkit import Array, Labels, Layer, Network, gradients

Rows = NDArray[np.int64]


def flat(gradient: Network) -> Array:
    """All numbers of a gradient (or of the weights) in one vector, layer by layer."""
    return np.concatenate([part.ravel() for layer in gradient for part in (layer.w, layer.b)])


def shaped(vector: Array, like: Network) -> Network:
    """The inverse of `flat`: a vector cut into layers shaped like `like`."""
    layers, start = [], 0
    for layer in like:
        middle, end = start + layer.w.size, start + layer.w.size + layer.b.size
        layers.append(Layer(vector[start:middle].reshape(layer.w.shape), vector[middle:end]))
        start = end
    return layers


def shard_gradients(net: Network, x: Array, y: Labels, shards: Sequence[Rows]) -> list[Array]:
    """The gradient of the mean loss of each shard, as one vector per replica."""
    return [flat(gradients(net, x[rows], y[rows])) for rows in shards]


def ring_all_reduce(vectors: Sequence[Array]) -> tuple[list[Array], list[int]]:
    """Sum equally long vectors around a ring of K replicas.

    Each vector is cut into K pieces.  In K−1 rounds every replica passes one
    piece to its neighbor, which adds it to its own; then one replica holds the
    finished sum of each piece.  In K−1 further rounds the finished pieces go
    round.  Returns the result that each replica ends with, and how many numbers
    each replica sent: 2(K−1)/K of the vector's length, up to rounding.
    """
    count = len(vectors)
    pieces = [[part.copy() for part in np.array_split(vector, count)] for vector in vectors]
    sent = [0] * count
    for shift in range(2 * (count - 1)):
        which = [(rank - shift) % count for rank in range(count)]
        # Copied before anything moves: all replicas send at the same time.
        messages = [pieces[rank][which[rank]].copy() for rank in range(count)]
        for rank, message in enumerate(messages):
            neighbor, piece = (rank + 1) % count, which[rank]
            sent[rank] += message.size
            if shift < count - 1:
                pieces[neighbor][piece] += message
            else:
                pieces[neighbor][piece] = message
    return [np.concatenate(parts) for parts in pieces], sent


def delayed_descent(rate: float, delay: int, steps: int, start: float = 1.0) -> Array:
    """w(t+1) = w(t) − rate · w(t − delay): descent on w²/2 with gradients `delay` updates old.

    `rate` is learning rate × curvature.  Before time 0 the weight stood at `start`.
    """
    path = np.full(delay + 1 + steps, start)
    for at in range(delay + 1, len(path)):
        path[at] = path[at - 1] - rate * path[at - 1 - delay]
    return path[delay:]


def growth(rate: float, delay: int) -> float:
    """The factor per update of the slowest mode of `delayed_descent`; above 1 it diverges.

    The largest root, in size, of z^(delay+1) − z^delay + rate = 0.
    """
    coefficients = np.zeros(delay + 2)
    coefficients[0] = 1.0
    # Added, not set: without delay both fall into the same place.
    coefficients[1] -= 1.0
    coefficients[-1] += rate
    return float(np.abs(np.roots(coefficients)).max())


def stability_limit(delay: int) -> float:
    """The largest learning rate × curvature at which delayed descent does not diverge."""
    return float(2 * np.sin(np.pi / (4 * delay + 2)))
