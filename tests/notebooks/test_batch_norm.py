"""The network with normalization layers, checked against independent calculations."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from helpers import batch_norm
from helpers.batch_norm import Kind, NormNetwork

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(7, 5)), RNG.integers(0, 3, 7)
STEP = 1e-6


def net(kind: Kind) -> NormNetwork:
    """A network away from its start, where γ is not 1 and β is not 0."""
    rng = np.random.default_rng(1)
    made = batch_norm.norm_network((5, 4, 4, 3), rng, std=0.8, kind=kind)
    for layer in made.hidden:
        layer.gamma[:] = rng.uniform(0.5, 1.5, 4)
        layer.beta[:] = rng.normal(0.0, 0.5, 4)
    return made


def slopes(made: NormNetwork, weights: np.ndarray) -> np.ndarray:
    """The slope of the loss for every single weight, measured by moving it."""
    measured = np.zeros_like(weights)
    for index in np.ndindex(weights.shape):
        middle, sides = weights[index], []
        for move in (STEP, -STEP):
            weights[index] = middle + move
            sides.append(batch_norm.cross_entropy(made, X, Y, training=True))
        weights[index] = middle
        measured[index] = (sides[0] - sides[1]) / (2 * STEP)
    return measured


@pytest.mark.parametrize("kind", ["batch", "layer"])
@pytest.mark.parametrize("name", ["w", "gamma", "beta"])
@pytest.mark.parametrize("depth", [0, 1])
def test_gradients_of_hidden_layers_are_the_measured_slopes(
    depth: int, name: str, kind: Kind
) -> None:
    made = net(kind)
    computed = getattr(batch_norm.gradients(made, X, Y).hidden[depth], name)
    measured = slopes(made, getattr(made.hidden[depth], name))
    assert np.abs(measured).max() > 1e-3
    assert computed == pytest.approx(measured, abs=1e-7)


@pytest.mark.parametrize("kind", ["batch", "layer"])
@pytest.mark.parametrize("name", ["w", "b"])
def test_gradients_of_the_output_are_the_measured_slopes(name: str, kind: Kind) -> None:
    made = net(kind)
    computed = getattr(batch_norm.gradients(made, X, Y).output, name)
    assert computed == pytest.approx(slopes(made, getattr(made.output, name)), abs=1e-7)


def test_along_the_batch_it_is_the_scaling_of_scikit_learn() -> None:
    *_, normalized = batch_norm.normalize(X, axis=0)
    assert normalized == pytest.approx(StandardScaler().fit_transform(X), abs=1e-4)


def test_along_the_units_it_is_the_same_for_each_row() -> None:
    *_, normalized = batch_norm.normalize(X, axis=1)
    assert normalized == pytest.approx(StandardScaler().fit_transform(X.T).T, abs=1e-4)


def test_with_layer_norm_an_example_does_not_see_its_batch() -> None:
    made = net("layer")
    together = batch_norm.logits(made, X, training=True)
    assert batch_norm.logits(made, X[:1], training=True) == pytest.approx(together[:1])
    assert batch_norm.logits(made, X, training=False) == pytest.approx(together)


def test_with_batch_norm_an_example_sees_its_batch_in_training_only() -> None:
    made = net("batch")
    together, alone = (batch_norm.logits(made, x, training=True) for x in (X, X[:2]))
    assert np.abs(together[:2] - alone).max() > 0.01
    together, alone = (batch_norm.logits(made, x, training=False) for x in (X, X[:2]))
    assert together[:2] == pytest.approx(alone)


def test_moving_averages_settle_at_the_statistics_of_the_batch() -> None:
    made = net("batch")
    for _ in range(200):
        batch_norm.train_step(made, X, Y, lr=0.0)
    first = X @ made.hidden[0].w
    assert made.hidden[0].mean == pytest.approx(first.mean(axis=0))
    assert made.hidden[0].variance == pytest.approx(first.var(axis=0))
    assert batch_norm.logits(made, X, training=False) == pytest.approx(
        batch_norm.logits(made, X, training=True)
    )


@pytest.mark.parametrize("kind", ["batch", "layer"])
def test_the_size_of_the_weights_does_not_reach_the_output(kind: Kind) -> None:
    made = net(kind)
    before = batch_norm.logits(made, X, training=True)
    made.hidden[0].w *= 100
    assert batch_norm.logits(made, X, training=True) == pytest.approx(before, abs=1e-3)


@pytest.mark.parametrize("kind", ["batch", "layer"])
def test_training_lowers_the_loss(kind: Kind) -> None:
    made = net(kind)
    before = batch_norm.cross_entropy(made, X, Y, training=True)
    for _ in range(300):
        batch_norm.train_step(made, X, Y, lr=0.1)
    assert batch_norm.cross_entropy(made, X, Y, training=True) < before / 2
