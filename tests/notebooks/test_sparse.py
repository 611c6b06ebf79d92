"""The Lasso written out, checked against scikit-learn and against its own optimality."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Lasso

from helpers import sparse

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 12))
W = np.zeros(12)
W[:3] = 2.0, -1.0, 0.5
Y = X @ W + RNG.normal(size=40)


@pytest.mark.parametrize(
    ("value", "expected"), [(3.0, 2.0), (-3.0, -2.0), (1.0, 0.0), (0.4, 0.0), (0.0, 0.0)]
)
def test_soft_threshold(value: float, expected: float) -> None:
    assert sparse.soft_threshold(np.array([value]), 1.0)[0] == expected


def test_soft_threshold_takes_a_width_for_each_value() -> None:
    pulled = sparse.soft_threshold(np.array([3.0, -3.0, 1.0]), np.array([1.0, 0.0, 2.0]))
    assert pulled.tolist() == [2.0, -3.0, 0.0]


def test_soft_threshold_is_the_best_answer_to_its_own_question() -> None:
    """It minimizes ½(w − v)² + by·|w|, compared with a fine grid."""
    grid = np.linspace(-4, 4, 80_001)
    for value in (-2.5, -0.3, 0.8, 3.1):
        best = grid[((grid - value) ** 2 / 2 + 0.7 * np.abs(grid)).argmin()]
        assert sparse.soft_threshold(np.array([value]), 0.7)[0] == pytest.approx(best, abs=1e-4)


def test_gradient_is_the_measured_slope() -> None:
    w, move = RNG.normal(size=12), 1e-6

    def loss(at: np.ndarray) -> float:
        return float(((Y - X @ at) ** 2).sum() / (2 * len(Y)))

    measured = [(loss(w + move * unit) - loss(w - move * unit)) / (2 * move) for unit in np.eye(12)]
    assert sparse.squared_error_gradient(X, Y, w) == pytest.approx(measured, abs=1e-7)


@pytest.mark.parametrize("alpha", [0.06, 0.2, 0.6])
def test_ista_finds_the_lasso_with_the_same_zeros(alpha: float) -> None:
    theirs = Lasso(alpha=alpha, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(X, Y).coef_
    ours = sparse.ista(X, Y, alpha, 4000)[-1]
    assert ours == pytest.approx(theirs, abs=1e-8)
    assert ((ours == 0) == (theirs == 0)).all()
    assert 0 < (ours == 0).sum() < 12


def test_ista_never_increases_the_objective() -> None:
    objective = [
        ((Y - X @ w) ** 2).sum() / (2 * len(Y)) + 0.2 * np.abs(w).sum()
        for w in sparse.ista(X, Y, 0.2, 50)
    ]
    assert (np.diff(objective) <= 1e-12).all()


def test_subgradient_descent_comes_near_but_never_to_zero() -> None:
    w = sparse.subgradient_descent(X, Y, 0.2, 2000)[-1]
    exact = sparse.ista(X, Y, 0.2, 4000)[-1]
    assert (w != 0).all()
    assert np.abs(w - exact).max() < 0.3


def test_without_penalty_both_are_gradient_descent() -> None:
    assert sparse.ista(X, Y, 0.0, 20) == pytest.approx(sparse.subgradient_descent(X, Y, 0.0, 20))
