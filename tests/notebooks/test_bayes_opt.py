"""Expected improvement and the surrogate of Bayesian optimization."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from helpers import bayes_opt


def integrated(mean: float, sd: float, best: float) -> float:
    """The definition of expected improvement, integrated numerically."""
    density = norm(mean, sd).pdf
    return quad(lambda f: (best - f) * density(f), mean - 12 * sd, best)[0]


@pytest.mark.parametrize("mean", [-1.0, 0.0, 0.5, 2.0])
@pytest.mark.parametrize("sd", [0.1, 1.0, 3.0])
def test_expected_improvement_is_the_integral(mean: float, sd: float) -> None:
    found = bayes_opt.expected_improvement(np.array([mean]), np.array([sd]), 0.25)[0]
    wanted = integrated(mean, sd, 0.25) if mean - 12 * sd < 0.25 else 0.0
    assert found == pytest.approx(wanted, abs=1e-8)


def test_without_doubt_it_is_the_plain_gain() -> None:
    mean = np.array([-0.5, 0.0, 0.5])
    found = bayes_opt.expected_improvement(mean, np.zeros(3), 0.0)
    assert found == pytest.approx([0.5, 0.0, 0.0])


def test_more_doubt_promises_more() -> None:
    sd = np.linspace(0.1, 3, 20)
    found = bayes_opt.expected_improvement(np.full(20, 0.4), sd, 0.0)
    assert (np.diff(found) > 0).all()


def wave(x: np.ndarray) -> np.ndarray:
    return np.sin(4 * x[:, 0]) + x[:, 1] ** 2


POINTS = np.random.default_rng(0).random((25, 2))


def test_the_surrogate_interpolates_a_smooth_function() -> None:
    mean, sd = bayes_opt.Surrogate(POINTS, wave(POINTS)).predict(POINTS)
    assert mean == pytest.approx(wave(POINTS), abs=0.05)
    fresh = np.random.default_rng(1).random((50, 2))
    mean, sd = bayes_opt.Surrogate(POINTS, wave(POINTS)).predict(fresh)
    assert np.abs(mean - wave(fresh)).mean() < 0.1
    assert (sd >= 0).all()


def test_the_prediction_moves_with_the_scale_of_the_objective() -> None:
    fresh = np.random.default_rng(2).random((5, 2))
    mean, sd = bayes_opt.Surrogate(POINTS, wave(POINTS)).predict(fresh)
    larger_mean, larger_sd = bayes_opt.Surrogate(POINTS, 100 * wave(POINTS) + 7).predict(fresh)
    assert larger_mean == pytest.approx(100 * mean + 7, rel=1e-3, abs=0.1)
    assert larger_sd == pytest.approx(100 * sd, rel=1e-2, abs=0.1)


def test_a_constant_objective_does_no_harm() -> None:
    mean, _ = bayes_opt.Surrogate(POINTS[:4], np.full(4, 3.0)).predict(POINTS)
    assert mean == pytest.approx(np.full(25, 3.0))


def test_believing_removes_doubt_but_keeps_the_mean() -> None:
    surrogate = bayes_opt.Surrogate(POINTS[:6], wave(POINTS[:6]))
    pending = np.array([0.9, 0.1])
    mean, sd = surrogate.predict(pending[None, :])
    surrogate.believe(pending)
    mean_after, sd_after = surrogate.predict(pending[None, :])
    assert mean_after == pytest.approx(mean, abs=0.05)
    assert sd_after[0] < sd[0] / 2


def test_a_few_proposals_find_the_valley() -> None:
    x = np.array([[0.0], [0.3], [1.0]])
    candidates = np.linspace(0, 1, 101)[:, None]
    for _ in range(4):
        y = (x[:, 0] - 0.6) ** 2
        surrogate = bayes_opt.Surrogate(x, y)
        x = np.vstack([x, bayes_opt.propose(surrogate, candidates, float(y.min()))])
    assert np.abs(x[:, 0] - 0.6).min() < 0.05
