"""Bayesian optimization in a few lines: a Gaussian process and expected improvement.

Points are rows of a matrix with coordinates in [0, 1]; the objective is minimized.
Source of expected improvement: Jones et al., Journal of Global Optimization 13 (1998).
"""

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern, WhiteKernel

Array = NDArray[np.float64]


def expected_improvement(mean: Array, sd: Array, best: float) -> Array:
    """E[max(best − f, 0)] for f ~ N(mean, sd²), element by element: how much f may beat `best`."""
    gain = best - mean
    z = np.divide(gain, sd, out=np.zeros_like(gain), where=sd > 0)
    return np.where(sd > 0, gain * norm.cdf(z) + sd * norm.pdf(z), np.maximum(gain, 0.0))


class Surrogate:
    """A Gaussian process fitted to the trials so far; its scales come from maximum likelihood.

    `x` is (trials, dimensions) in [0, 1], `y` is (trials,).
    """

    def __init__(self, x: Array, y: Array) -> None:
        # No factor in front: the process sees values with mean 0 and standard deviation 1.
        kernel = Matern(np.full(x.shape[1], 0.3), (0.15, 5.0), nu=2.5)
        kernel += WhiteKernel(1e-3, (1e-6, 1e-2))
        self._centre = float(y.mean())
        self._scale = float(y.std()) or 1.0
        self._process = GaussianProcessRegressor(kernel)
        with warnings.catch_warnings():
            # With a few points a scale often ends at its bound; that is what the bound is for.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._process.fit(x, (y - self._centre) / self._scale)

    def predict(self, x: Array) -> tuple[Array, Array]:
        """Mean and standard deviation of the objective (without noise) at the rows of `x`."""
        mean, sd = self._process.predict(x, return_std=True)
        noise = self._process.kernel_.k2.noise_level
        clean = np.sqrt(np.maximum(sd**2 - noise, 0.0))
        return mean * self._scale + self._centre, clean * self._scale

    def believe(self, x: Array) -> None:
        """Take the predicted mean for the result of a trial that is still running at `x`, (d,)."""
        process = self._process
        kernel = process.kernel_
        points = np.vstack([process.X_train_, x])
        values = np.append(process.y_train_, process.predict(x[None, :]))
        # The same scales: a guess must not teach the process anything about the objective.
        self._process = GaussianProcessRegressor(kernel, optimizer=None).fit(points, values)


def propose(surrogate: Surrogate, candidates: Array, best: float) -> Array:
    """The candidate (a row of (n, d)) with the largest expected improvement over `best`."""
    return candidates[expected_improvement(*surrogate.predict(candidates), best).argmax()]
