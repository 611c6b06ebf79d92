"""A wide & deep model of clicks, small enough to read: logistic, with two categories as input.

An example is a user and an item, both integers.  The wide part is linear: a weight for
each user, each item and each crossed feature (user, item).  The deep part looks up an
embedding of the user and of the item and sends both through a network.  Their scores are
added and go into one logistic loss, as in formula (3) of Cheng et al. (2016), Wide & Deep
Learning for Recommender Systems (arXiv:1606.07792).

The optimizer is AdaGrad for both parts; for the wide part its proximal form applies L1
after each step, so that weights become exactly 0.  The paper takes FTRL with L1 for the
wide part, which leads to zeros as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpers.mlkit import Array, Layer, Network, batches, network
from helpers.sparse import soft_threshold

Ids = NDArray[np.int64]


@dataclass
class Wide:
    """Weights of the linear part: `user` (u,), `item` (i,) and `cross` (u, i)."""

    user: Array
    item: Array
    cross: Array


@dataclass
class Deep:
    """Embeddings `user` (u, d) and `item` (i, d), and the layers from 2d to 1."""

    user: Array
    item: Array
    layers: Network


@dataclass
class Model:
    """Both parts and the bias (1,).  A part that is None is missing from the model."""

    bias: Array
    wide: Wide | None
    deep: Deep | None


def wide_part(users: int, items: int) -> Wide:
    """A linear part that starts from zero."""
    return Wide(np.zeros(users), np.zeros(items), np.zeros((users, items)))


def deep_part(
    users: int, items: int, dimension: int, hidden: tuple[int, ...], rng: np.random.Generator
) -> Deep:
    """Random embeddings with that many dimensions, and random layers."""
    return Deep(
        rng.normal(0, 0.3, (users, dimension)),
        rng.normal(0, 0.3, (items, dimension)),
        network((2 * dimension, *hidden, 1), rng),
    )


def score(model: Model, user: Ids, item: Ids) -> Array:
    """The log odds of a click, (n,)."""
    return _forward(model, user, item)[0]


def loss(model: Model, user: Ids, item: Ids, clicked: Array) -> float:
    """Mean cross-entropy in nats; `clicked` is 0 or 1."""
    z = score(model, user, item)
    return float((np.logaddexp(0, z) - clicked * z).mean())


def gradients(model: Model, user: Ids, item: Ids, clicked: Array) -> Model:
    """Gradient of the mean cross-entropy, shaped like the model."""
    z, activations = _forward(model, user, item)
    error = (1 / (1 + np.exp(-z)) - clicked) / len(z)  # the same error goes into both parts
    wide, deep = None, None
    if model.wide is not None:
        wide = Wide(*(np.zeros_like(w) for w in vars(model.wide).values()))
        np.add.at(wide.user, user, error)
        np.add.at(wide.item, item, error)
        np.add.at(wide.cross, (user, item), error)
    if model.deep is not None:
        layers: Network = []
        delta = error[:, None]
        for depth in range(len(model.deep.layers) - 1, -1, -1):
            layer = model.deep.layers[depth]
            layers.insert(0, Layer(activations[depth].T @ delta, delta.sum(axis=0)))
            delta = delta @ layer.w.T
            if depth:
                delta *= activations[depth] > 0
        deep = Deep(np.zeros_like(model.deep.user), np.zeros_like(model.deep.item), layers)
        dimension = model.deep.user.shape[1]
        np.add.at(deep.user, user, delta[:, :dimension])
        np.add.at(deep.item, item, delta[:, dimension:])
    return Model(np.array([error.sum()]), wide, deep)


def train(
    model: Model,
    user: Ids,
    item: Ids,
    clicked: Array,
    *,
    epochs: int,
    rng: np.random.Generator,
    batch: int = 400,
    wide_lr: float = 0.15,
    deep_lr: float = 0.15,
    l1: float = 0.0,
) -> Model:
    """Shuffled mini-batches, in place.  `l1` is the penalty on the weights of the wide part."""
    sums = {id(w): np.full_like(w, 1e-6) for w in _weights(model)}  # of squared gradients
    linear = set() if model.wide is None else {id(w) for w in vars(model.wide).values()}
    for _ in range(epochs):
        for rows in batches(len(user), batch, rng):
            slopes = gradients(model, user[rows], item[rows], clicked[rows])
            for w, g in zip(_weights(model), _weights(slopes), strict=True):
                total = sums[id(w)]
                total += g**2
                rate = (wide_lr if id(w) in linear else deep_lr) / np.sqrt(total)
                w -= rate * g
                if id(w) in linear:
                    w[...] = soft_threshold(w, rate * l1)
    return model


def _weights(model: Model) -> list[Array]:
    """All arrays of a model, in a fixed order."""
    found = [model.bias]
    if model.wide is not None:
        found += [model.wide.user, model.wide.item, model.wide.cross]
    if model.deep is not None:
        found += [model.deep.user, model.deep.item]
        found += [w for layer in model.deep.layers for w in (layer.w, layer.b)]
    return found


def _forward(model: Model, user: Ids, item: Ids) -> tuple[Array, list[Array]]:
    """The scores, and the inputs of the layers of the deep part."""
    z = np.full(len(user), model.bias[0])
    activations: list[Array] = []
    if model.wide is not None:
        z = z + model.wide.user[user] + model.wide.item[item] + model.wide.cross[user, item]
    if model.deep is not None:
        layers = model.deep.layers
        activations = [np.hstack([model.deep.user[user], model.deep.item[item]])]
        for layer in layers[:-1]:
            activations.append(np.maximum(activations[-1] @ layer.w + layer.b, 0))
        z = z + (activations[-1] @ layers[-1].w + layers[-1].b)[:, 0]
    return z, activations
