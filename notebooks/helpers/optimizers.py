"""Adam and AdamW written out, as functions without hidden state.

A step takes the weights and the optimizer's state and returns new ones, so what
a checkpoint must hold is in plain sight.  The formulas are Algorithm 1 of
Kingma & Ba, "Adam: A Method for Stochastic Optimization" (arXiv:1412.6980), and
for the decoupled decay Algorithm 2 of Loshchilov & Hutter, "Decoupled Weight
Decay Regularization" (arXiv:1711.05101), with the decay multiplied by the
learning rate as PyTorch and Keras do.  Checked in
``tests/notebooks/test_optimizers.py``.
"""

from dataclasses import dataclass

import numpy as np

from helpers.mlkit import Array


@dataclass(frozen=True)
class AdamState:
    """What Adam remembers between two steps.

    `m` and `v` are shaped like the weights: running means of the gradient and
    of its square, both started at zero.  `step` counts the steps taken; the
    next one corrects the bias of that start with it.
    """

    m: Array
    v: Array
    step: int = 0


def adam_start(weights: Array) -> AdamState:
    """The state before the first step."""
    return AdamState(np.zeros_like(weights), np.zeros_like(weights))


def adam_step(
    weights: Array,
    gradient: Array,
    state: AdamState,
    lr: float,
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    l2: float = 0.0,
    decay: float = 0.0,
) -> tuple[Array, AdamState]:
    """One step: the new weights and the new state.  Nothing is changed in place.

    Args:
        weights: an array of any shape.
        gradient: the slope of the loss at the weights, of the same shape.
        state: the state after the previous step.
        lr: learning rate.
        beta1: share of `m` that is kept in each step.
        beta2: share of `v` that is kept in each step.
        eps: added to the root in the denominator.
        l2: coefficient of the penalty l2/2 · Σw²; its slope joins the gradient,
            and so is divided by the root of `v` too (Adam with L2).
        decay: decoupled weight decay; the weights shrink by the factor
            1 − lr · decay, whatever the gradient (AdamW).
    """
    slope = gradient + l2 * weights
    step = state.step + 1
    m = beta1 * state.m + (1 - beta1) * slope
    v = beta2 * state.v + (1 - beta2) * slope**2
    mean = m / (1 - beta1**step)
    mean_square = v / (1 - beta2**step)
    moved = (1 - lr * decay) * weights - lr * mean / (np.sqrt(mean_square) + eps)
    return moved, AdamState(m, v, step)
