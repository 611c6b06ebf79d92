"""The small networks that the labs train, checked against independent calculations."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from helpers import mlkit
from helpers.mlkit import Layer, Network

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(6, 5)), RNG.integers(0, 3, 6)
STEP = 1e-6


def net() -> Network:
    made = mlkit.network((5, 4, 4, 3), np.random.default_rng(1))
    for layer in made:
        layer.b += 0.1  # away from the kink of the ReLU
    return made


def loss(made: Network, l2: float) -> float:
    return mlkit.cross_entropy(made, X, Y) + l2 / 2 * sum((layer.w**2).sum() for layer in made)


def slopes(made: Network, l2: float, depth: int, name: str) -> np.ndarray:
    """The slope of the loss for every single weight, measured by moving it."""
    weights = getattr(made[depth], name)
    measured = np.zeros_like(weights)
    for index in np.ndindex(weights.shape):
        middle, sides = weights[index], []
        for move in (STEP, -STEP):
            weights[index] = middle + move
            sides.append(loss(made, l2))
        weights[index] = middle
        measured[index] = (sides[0] - sides[1]) / (2 * STEP)
    return measured


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("name", ["w", "b"])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_gradients_are_the_measured_slopes(depth: int, name: str, l2: float) -> None:
    made = net()
    computed = getattr(mlkit.gradients(made, X, Y, l2=l2)[depth], name)
    assert computed == pytest.approx(slopes(made, l2, depth, name), abs=1e-8)


def test_gradients_with_dropout_see_the_units_that_are_kept() -> None:
    """Two layers, by hand: dropped units pass nothing on, kept ones are scaled by 1 / keep."""
    made, keep = net()[:1] + [Layer(np.ones((4, 3)) * [1, 2, 3], np.zeros(3))], 0.5
    z = X @ made[0].w + made[0].b
    kept = (np.random.default_rng(5).random(z.shape) < keep) / keep
    hidden = np.maximum(z, 0) * kept
    error = (mlkit.softmax(hidden @ made[1].w) - np.eye(3)[Y]) / len(Y)
    first = X.T @ ((error @ made[1].w.T) * (z > 0) * kept)
    computed = mlkit.gradients(made, X, Y, keep=keep, rng=np.random.default_rng(5))
    assert computed[0].w == pytest.approx(first)
    assert computed[1].w == pytest.approx(hidden.T @ error)


def test_dropout_leaves_the_mean_score_as_it_is() -> None:
    made, rng = net()[:1] + [Layer(np.ones((4, 3)), np.zeros(3))], np.random.default_rng(2)
    dropped = [mlkit.logits(made, X, keep=0.6, rng=rng) for _ in range(4000)]
    assert np.mean(dropped, axis=0) == pytest.approx(mlkit.logits(made, X), rel=0.08)


def test_dropout_needs_a_generator() -> None:
    with pytest.raises(ValueError, match="pass rng"):
        mlkit.logits(net(), X, keep=0.5)


def test_softmax_gives_probabilities() -> None:
    probabilities = mlkit.softmax(X)
    assert probabilities.sum(axis=1) == pytest.approx(1.0)
    assert (probabilities > 0).all()


def test_softmax_does_not_change_when_all_scores_rise() -> None:
    assert mlkit.softmax(X + 100) == pytest.approx(mlkit.softmax(X))


def test_softmax_of_huge_scores_does_not_overflow() -> None:
    assert mlkit.softmax(np.array([[1000.0, 0.0]])).tolist() == [[1.0, 0.0]]


def test_log_loss_is_that_of_scikit_learn() -> None:
    scores = 3 * RNG.normal(size=(6, 3))
    theirs = metrics.log_loss(Y, mlkit.softmax(scores), labels=[0, 1, 2])
    assert mlkit.log_loss(scores, Y) == pytest.approx(theirs, rel=1e-12)


def test_log_loss_of_huge_scores_does_not_overflow() -> None:
    assert mlkit.log_loss(np.array([[1000.0, 0.0]]), np.array([1])) == 1000.0


@pytest.mark.parametrize(
    ("y", "error"), [([1], ValueError), ([0, 1, 2], ValueError), ([0, 3], IndexError)]
)
def test_log_loss_needs_a_class_with_a_column_for_each_row(
    y: list[int], error: type[Exception]
) -> None:
    with pytest.raises(error):
        mlkit.log_loss(np.zeros((2, 3)), np.array(y))


def test_cross_entropy_is_the_mean_surprise_at_the_right_classes() -> None:
    right = mlkit.softmax(mlkit.logits(net(), X))[np.arange(len(Y)), Y]
    assert mlkit.cross_entropy(net(), X, Y) == pytest.approx(-np.log(right).mean())


def test_a_network_that_knows_nothing_loses_the_logarithm_of_the_classes() -> None:
    blank = mlkit.softmax_regression(5, 3)
    assert mlkit.cross_entropy(blank, X, Y) == pytest.approx(np.log(3))


def test_training_lowers_the_loss() -> None:
    data = mlkit.digits(200, np.random.default_rng(0))
    made = mlkit.softmax_regression()
    before = mlkit.cross_entropy(made, data.x, data.y)
    mlkit.train(made, data, lr=0.5, batch=50, epochs=10, rng=np.random.default_rng(0))
    assert mlkit.cross_entropy(made, data.x, data.y) < before / 2


def test_weights_have_the_variance_that_was_asked_for() -> None:
    wide = mlkit.network((400, 300), np.random.default_rng(0), gain=2.0)
    assert wide[0].w.var() == pytest.approx(2.0 / 400, rel=0.05)


@pytest.mark.parametrize("shuffled", [True, False])
def test_an_epoch_uses_every_example_once(shuffled: bool) -> None:
    rng = np.random.default_rng(0) if shuffled else None
    batches = list(mlkit.batches(10, 4, rng))
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert sorted(np.concatenate(batches)) == list(range(10))


def test_training_and_test_examples_are_different_and_all_there() -> None:
    data = mlkit.digits(1200, np.random.default_rng(0))
    assert (len(data.y), len(data.y_test)) == (1200, 597)
    assert (data.x.min(), data.x.max()) == (0.0, 1.0)


def test_the_asked_share_of_training_labels_is_wrong_and_no_test_label() -> None:
    clean = mlkit.digits(1200, np.random.default_rng(0))
    noisy = mlkit.digits(1200, np.random.default_rng(0), wrong=0.2)
    assert (clean.y != noisy.y).mean() == pytest.approx(0.2, abs=0.03)
    assert (clean.y_test == noisy.y_test).all()
