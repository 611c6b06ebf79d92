"""The Lasso solved step by step, once with exact zeros and once without.

Both solvers minimize the objective of scikit-learn's ``Lasso`` without an
intercept: 1/(2n) · ‖y − Xw‖² + alpha · Σ|w|.
``tests/notebooks/test_sparse.py`` compares them with it.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def soft_threshold(values: Array, by: float | Array) -> Array:
    """Pull each value towards 0 by `by`; what lies within `by` of 0 becomes exactly 0.

    `by` is one number for all values, or one for each in an array of their shape.
    """
    return np.sign(values) * np.maximum(np.abs(values) - by, 0.0)


def squared_error_gradient(x: Array, y: Array, w: Array) -> Array:
    """Gradient of 1/(2n) · ‖y − Xw‖²; `x` is (n, features), `y` is (n,), `w` is (features,)."""
    return x.T @ (x @ w - y) / len(y)


def step_size(x: Array) -> float:
    """1 / λ_max of XᵀX / n: with it the squared error falls in every gradient step."""
    return len(x) / float(np.linalg.norm(x, ord=2) ** 2)


def ista(x: Array, y: Array, alpha: float, steps: int) -> Array:
    """Weights before and after each step, (steps + 1, features): gradient step, then threshold.

    Iterative shrinkage-thresholding (Beck & Teboulle 2009): the penalty is not
    differentiated but solved exactly, by `soft_threshold`.
    """
    lr = step_size(x)
    history = np.zeros((steps + 1, x.shape[1]))
    for step in range(steps):
        w = history[step]
        history[step + 1] = soft_threshold(w - lr * squared_error_gradient(x, y, w), lr * alpha)
    return history


def subgradient_descent(x: Array, y: Array, alpha: float, steps: int) -> Array:
    """Like `ista`, but adds alpha · sign(w) to the gradient, as a gradient descent would."""
    lr = step_size(x)
    history = np.zeros((steps + 1, x.shape[1]))
    for step in range(steps):
        w = history[step]
        slope = squared_error_gradient(x, y, w) + alpha * np.sign(w)
        history[step + 1] = w - lr * slope
    return history
