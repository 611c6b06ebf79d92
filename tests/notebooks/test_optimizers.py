"""Adam and AdamW, checked against scalar re-derivations, closed forms and PyTorch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from helpers.mlkit import Array
from helpers.optimizers import AdamState, adam_start, adam_step

START = np.array([[1.0, -2.0], [0.5, 3.0]])
GRADIENTS = np.random.default_rng(0).normal(size=(30, 2, 2))
SETTINGS = [
    {},
    {"beta1": 0.5, "beta2": 0.9, "eps": 1e-3},
    {"l2": 0.3},
    {"decay": 0.3},
    {"l2": 0.1, "decay": 0.2},
]


def steps(weights: Array, gradients: Any, lr: float, **settings: float) -> tuple[Array, AdamState]:
    state = adam_start(weights)
    for gradient in gradients:
        weights, state = adam_step(weights, np.asarray(gradient), state, lr, **settings)
    return weights, state


def by_sums(
    w: float,
    gradients: list[float],
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    l2: float = 0.0,
    decay: float = 0.0,
) -> float:
    """One weight, without running means: both averages as weighted sums over all past slopes."""
    slopes: list[float] = []
    for gradient in gradients:
        slopes.append(gradient + l2 * w)
        t = len(slopes)
        first = sum(beta1 ** (t - i) * slopes[i - 1] for i in range(1, t + 1))
        second = sum(beta2 ** (t - i) * slopes[i - 1] ** 2 for i in range(1, t + 1))
        first /= sum(beta1 ** (t - i) for i in range(1, t + 1))
        second /= sum(beta2 ** (t - i) for i in range(1, t + 1))
        w = w - lr * (first / (math.sqrt(second) + eps) + decay * w)
    return w


@pytest.mark.parametrize("settings", SETTINGS)
def test_every_weight_follows_the_averages_written_as_sums(settings: dict[str, float]) -> None:
    weights, state = steps(START, GRADIENTS, 0.05, **settings)
    assert state.step == len(GRADIENTS)
    for index in np.ndindex(START.shape):
        alone = by_sums(float(START[index]), list(GRADIENTS[:, *index]), 0.05, **settings)
        assert weights[index] == pytest.approx(alone, rel=1e-10)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_the_first_step_has_the_length_of_the_learning_rate(scale: float) -> None:
    weights, _ = steps(START, [scale * np.sign(START)], 0.01, eps=0.0)
    assert weights == pytest.approx(START - 0.01 * np.sign(START))


def test_a_constant_gradient_moves_the_weights_by_lr_per_step() -> None:
    weights, _ = steps(START, [np.full((2, 2), 7.0)] * 50, 0.01, eps=0.0)
    assert weights == pytest.approx(START - 50 * 0.01)


def test_without_a_gradient_decay_shrinks_geometrically_and_leaves_the_moments() -> None:
    weights, state = steps(START, np.zeros((40, 2, 2)), 0.1, decay=0.2)
    assert weights == pytest.approx(START * 0.98**40)
    assert not state.m.any() and not state.v.any()


def test_l2_is_the_gradient_of_the_penalty_and_nothing_else() -> None:
    one, _ = adam_step(START, GRADIENTS[0], adam_start(START), 0.1, l2=0.3)
    other, _ = adam_step(START, GRADIENTS[0] + 0.3 * START, adam_start(START), 0.1)
    assert np.array_equal(one, other)


def test_a_step_leaves_its_arguments_alone() -> None:
    weights, gradient, state = START.copy(), GRADIENTS[0].copy(), adam_start(START)
    adam_step(weights, gradient, state, 0.1, l2=0.1, decay=0.1)
    assert np.array_equal(weights, START) and np.array_equal(gradient, GRADIENTS[0])
    assert state.step == 0 and not state.m.any() and not state.v.any()


@pytest.mark.parametrize(
    ("name", "penalty", "settings"),
    [("Adam", 0.0, {}), ("Adam", 0.3, {"l2": 0.3}), ("AdamW", 0.3, {"decay": 0.3})],
)
def test_pytorch_takes_the_same_steps(
    name: str, penalty: float, settings: dict[str, float]
) -> None:
    torch = pytest.importorskip("torch")
    weights = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, name)([weights], lr=0.05, weight_decay=penalty)
    for gradient in GRADIENTS:
        weights.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
    assert steps(START, GRADIENTS, 0.05, **settings)[0] == pytest.approx(
        weights.detach().numpy(), rel=1e-9
    )
