"""Straight lines through points, and how strongly each point pulls on them.

`x` and `y` are vectors of the same length; a line is (intercept, slope).  The
functions are compared with SciPy and with their definitions in
``tests/notebooks/test_lines.py``.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Line = tuple[float, float]


def least_squares(x: Array, y: Array) -> Line:
    """The line with the smallest sum of squared residuals."""
    far = x - x.mean()
    slope = float(far @ (y - y.mean()) / (far @ far))
    return float(y.mean() - slope * x.mean()), slope


def theil_sen(x: Array, y: Array) -> Line:
    """The median slope of all pairs of points with different x, and the median intercept to it."""
    first, second = np.triu_indices(len(x), 1)
    apart = x[first] != x[second]
    rise = (y[second] - y[first])[apart]
    slope = float(np.median(rise / (x[second] - x[first])[apart]))
    return float(np.median(y - slope * x)), slope


def residuals(x: Array, y: Array, line: Line) -> Array:
    """Each target minus the value of the line, in the unit of y."""
    intercept, slope = line
    return y - (intercept + slope * x)


def leverage(x: Array) -> Array:
    """The share of its own y in each fitted value of the least-squares line, from 1/n to 1."""
    far = x - x.mean()
    shares: Array = 1 / len(x) + far**2 / (far @ far)
    return shares


def cooks_distance(x: Array, y: Array) -> Array:
    """How far all fitted values move if a point is left out: squared, in units of 2 s².

    A point of leverage 1 has the value NaN: without it, there is no line to compare with.
    """
    error, pull = residuals(x, y, least_squares(x, y)), leverage(x)
    alone = np.isclose(pull, 1.0)
    left = np.where(alone, np.nan, 1 - pull)
    distances: Array = error**2 / (2 * (error @ error) / (len(x) - 2)) * pull / left**2
    return distances
