"""Attributions: against numerical integration, finite differences and the axioms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from helpers import attribution
from helpers.attribution import RULES, Array
from helpers.mlkit import network

X, BASELINE = np.array([1.5, -0.7, 2.0]), np.array([0.2, 0.1, -1.0])


def function(x: Array) -> Array:
    """A smooth function with an interaction."""
    return np.tanh(x[:, 0] * x[:, 1]) + np.exp(-(x[:, 2] ** 2)) + 3 * x[:, 0]


def gradient(x: Array) -> Array:
    """Its derivatives."""
    inner = 1 - np.tanh(x[:, 0] * x[:, 1]) ** 2
    return np.stack(
        [inner * x[:, 1] + 3, inner * x[:, 0], -2 * x[:, 2] * np.exp(-(x[:, 2] ** 2))], axis=1
    )


def change() -> float:
    ends = function(np.array([BASELINE, X]))
    return float(ends[1] - ends[0])


@pytest.mark.parametrize("rule", RULES)
def test_the_weights_of_a_rule_add_up_to_1_and_stay_on_the_path(rule: str) -> None:
    at, weights = attribution.path_points(7, rule)
    assert weights.sum() == pytest.approx(1)
    assert at.min() >= 0 and at.max() <= 1


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(ValueError, match="'right' is not a rule"):
        attribution.path_points(5, "right")


@pytest.mark.parametrize("rule", RULES)
def test_many_steps_agree_with_numerical_integration(rule: str) -> None:
    ours = attribution.integrated_gradients(gradient, X, BASELINE, steps=4000, rule=rule)
    for i in range(3):
        theirs, _ = quad(lambda a, i=i: gradient((BASELINE + a * (X - BASELINE))[None])[0, i], 0, 1)
        assert ours[i] == pytest.approx((X - BASELINE)[i] * theirs, abs=2e-3)


@pytest.mark.parametrize(("rule", "order"), [("left", 1), ("trapezoid", 2), ("midpoint", 2)])
def test_the_completeness_error_falls_with_the_order_of_the_rule(rule: str, order: int) -> None:
    errors = [
        attribution.completeness_error(
            attribution.integrated_gradients(gradient, X, BASELINE, steps=steps, rule=rule),
            change(),
        )
        for steps in (100, 1000)
    ]
    assert np.log10(errors[0] / errors[1]) == pytest.approx(order, abs=0.1)


def test_a_linear_model_needs_one_step() -> None:
    slopes = np.array([2.0, -1.0, 0.5])
    found = attribution.integrated_gradients(
        lambda x: np.tile(slopes, (len(x), 1)), X, BASELINE, steps=1, rule="left"
    )
    assert found == pytest.approx(slopes * (X - BASELINE))


def test_an_input_equal_to_its_baseline_gets_nothing() -> None:
    same = np.array([X[0], BASELINE[1], X[2]])
    assert attribution.integrated_gradients(gradient, same, BASELINE, steps=9)[1] == 0


def test_the_gradient_of_the_tanh_network_agrees_with_finite_differences() -> None:
    rng = np.random.default_rng(0)
    net = network((6, 5, 4, 3), rng)
    for layer in net:
        layer.b += rng.normal(size=layer.b.shape)
    x = rng.normal(size=(4, 6))
    model, slope = attribution.tanh_probability(net, 2), attribution.tanh_gradient(net, 2)(x)
    for i in range(6):
        shift = np.zeros(6)
        shift[i] = 1e-6
        assert slope[:, i] == pytest.approx((model(x + shift) - model(x - shift)) / 2e-6, abs=1e-7)


def test_shapley_values_of_a_product_split_it_evenly() -> None:
    found = attribution.exact_shapley(
        lambda x: x[:, 0] * x[:, 1], np.array([2.0, 3.0]), np.zeros(2)
    )
    assert found == pytest.approx([3.0, 3.0])


def test_shapley_values_of_a_sum_are_its_terms() -> None:
    slopes = np.array([2.0, -1.0, 0.5])
    found = attribution.exact_shapley(lambda x: x @ slopes, X, BASELINE)
    assert found == pytest.approx(slopes * (X - BASELINE))


def test_exact_shapley_values_add_up_to_the_change() -> None:
    assert attribution.exact_shapley(function, X, BASELINE).sum() == pytest.approx(change())


@pytest.mark.parametrize("paths", [1, 3])
def test_sampled_shapley_values_add_up_to_the_change_at_any_number_of_paths(paths: int) -> None:
    found = attribution.sampled_shapley(
        function, X, BASELINE, paths=paths, rng=np.random.default_rng(1)
    )
    assert found.sum() == pytest.approx(change())


def test_sampled_shapley_values_approach_the_exact_ones() -> None:
    exact = attribution.exact_shapley(function, X, BASELINE)
    found = attribution.sampled_shapley(
        function, X, BASELINE, paths=3000, rng=np.random.default_rng(2)
    )
    assert found == pytest.approx(exact, abs=0.02)
