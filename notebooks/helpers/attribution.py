"""Feature attributions: integrated gradients for models with gradients, Shapley values without.

An input is a vector `x` (d,), and so are its baseline and its attributions.  A model is
a function that takes a batch (n, d) and returns one number per row (n,).

Integrated gradients follow Sundararajan, Taly and Yan (2017), Axiomatic Attribution for
Deep Networks.  The sampled Shapley values average over random orders of the features; the
exact ones go through all subsets, which is possible for a few features only.
"""

from collections.abc import Callable
from itertools import combinations
from math import comb

import numpy as np

from helpers.mlkit import Array, Network, softmax

#: A model: a batch (n, d) in, one number per row (n,) out.
Model = Callable[[Array], Array]
#: Its gradient: a batch (n, d) in, the derivative by each input (n, d) out.
Gradient = Callable[[Array], Array]

RULES = ("left", "trapezoid", "midpoint")


def path_points(steps: int, rule: str) -> tuple[Array, Array]:
    """Where on the path from 0 to 1 the gradient is taken, and the weight of each place.

    `left` takes the beginning of each step, `midpoint` its middle; `trapezoid` takes
    both ends, so it has one place more than steps.  The weights add up to 1.
    """
    if rule == "left":
        return np.arange(steps) / steps, np.full(steps, 1 / steps)
    if rule == "midpoint":
        return (np.arange(steps) + 0.5) / steps, np.full(steps, 1 / steps)
    if rule == "trapezoid":
        weights = np.full(steps + 1, 1 / steps)
        weights[[0, -1]] /= 2
        return np.arange(steps + 1) / steps, weights
    raise ValueError(f"{rule!r} is not a rule ({', '.join(RULES)})")


def integrated_gradients(
    gradient: Gradient, x: Array, baseline: Array, *, steps: int, rule: str = "trapezoid"
) -> Array:
    """(x − baseline) times the mean gradient along the straight path between them, (d,)."""
    at, weights = path_points(steps, rule)
    path = baseline + at[:, None] * (x - baseline)
    return (x - baseline) * (weights @ gradient(path))


def completeness_error(attributions: Array, change: float) -> float:
    """|Σ attributions − change| relative to |change|, the change of the model's output."""
    return float(abs(attributions.sum() - change) / abs(change))


def tanh_probability(net: Network, label: int) -> Model:
    """Probability that a network with tanh between its layers gives to one class."""
    return lambda x: softmax(_tanh_forward(net, x)[-1])[:, label]


def tanh_gradient(net: Network, label: int) -> Gradient:
    """The derivative of `tanh_probability` by each input."""

    def gradient(x: Array) -> Array:
        activations = _tanh_forward(net, x)
        p = softmax(activations[-1])
        delta = -p * p[:, [label]]  # softmax: dp_k / dz_j = p_k (1[j = k] − p_j)
        delta[:, label] += p[:, label]
        for depth in range(len(net) - 1, -1, -1):
            delta = delta @ net[depth].w.T
            if depth:
                delta *= 1 - activations[depth] ** 2
        return delta

    return gradient


def exact_shapley(model: Model, x: Array, baseline: Array) -> Array:
    """Shapley values (d,): a feature outside the subset has its value from the baseline.

    Calls the model for all 2^d subsets, so d must be small.
    """
    d = len(x)
    subsets = [set(chosen) for size in range(d + 1) for chosen in combinations(range(d), size)]
    inputs = np.array(
        [[x[i] if i in subset else baseline[i] for i in range(d)] for subset in subsets]
    )
    value = {frozenset(subset): v for subset, v in zip(subsets, model(inputs), strict=True)}
    result = np.zeros(d)
    for i in range(d):
        for subset in subsets:
            if i not in subset:
                weight = 1 / (d * comb(d - 1, len(subset)))
                result[i] += weight * (value[frozenset(subset | {i})] - value[frozenset(subset)])
    return result


def sampled_shapley(
    model: Model, x: Array, baseline: Array, *, paths: int, rng: np.random.Generator
) -> Array:
    """Shapley values (d,) estimated from `paths` random orders.

    Along one order the features change from the baseline to `x` one after the other; each
    gets the change of the output at its turn.
    """
    d = len(x)
    orders = np.array([rng.permutation(d) for _ in range(paths)])
    inputs = np.tile(baseline, (paths, d + 1, 1))
    for path, order in enumerate(orders):
        for place, feature in enumerate(order, start=1):
            inputs[path, place:, feature] = x[feature]
    outputs = model(inputs.reshape(-1, d)).reshape(paths, d + 1)
    result = np.zeros(d)
    np.add.at(result, orders, np.diff(outputs, axis=1))
    return result / paths


def _tanh_forward(net: Network, x: Array) -> list[Array]:
    """The input of every layer, and the final scores."""
    activations = [x]
    for depth, layer in enumerate(net):
        z = activations[-1] @ layer.w + layer.b
        activations.append(z if depth == len(net) - 1 else np.tanh(z))
    return activations
