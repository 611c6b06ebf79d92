"""Linear regressions for correlated columns, written out, and the VIF that finds such columns.

`x` is (n, p) with one example per row and `y` is (n,).  Every regression subtracts the
means first and divides by nothing: where the columns have different units, standardize
them before, because ridge, PCR and PLS depend on the scale of a column.

PLS1 follows the NIPALS form in section 4.1 of Wegelin (2000), A Survey of Partial Least
Squares (PLS) Methods, which scikit-learn names as the source of `PLSRegression`.
"""

from dataclasses import dataclass

import numpy as np

from helpers.mlkit import Array


@dataclass(frozen=True)
class Linear:
    """A fitted linear model: one coefficient per column, `coef` (p,), and the intercept."""

    coef: Array
    intercept: float

    def predict(self, x: Array) -> Array:
        """The predictions for the rows of `x`, (n,)."""
        return x @ self.coef + self.intercept


@dataclass(frozen=True)
class PLS(Linear):
    """A linear model found by PLS, with the unit vectors `weights` (p, k) it looked along."""

    weights: Array


def vif(x: Array) -> Array:
    """Variance inflation factor of each column, 1 / (1 − R²), (p,).

    R² is that of the regression of the column on all the others; the diagonal of the
    inverse correlation matrix is the same number.  Needs more rows than columns.
    """
    return np.diag(np.linalg.inv(np.corrcoef(x, rowvar=False))).copy()


def least_squares(x: Array, y: Array) -> Linear:
    """Ordinary least squares (OLS)."""
    return ridge(x, y, 0.0)


def ridge(x: Array, y: Array, penalty: float) -> Linear:
    """The minimum of Σ(y − ŷ)² + penalty · Σ coef², from its closed form."""
    xc, yc = x - x.mean(axis=0), y - y.mean()
    coef = np.linalg.solve(xc.T @ xc + penalty * np.eye(x.shape[1]), xc.T @ yc)
    return Linear(coef, _intercept(x, y, coef))


def principal_directions(x: Array) -> tuple[Array, Array]:
    """Unit vectors (p, m) from the largest variance to the smallest, and these variances (m,)."""
    xc = x - x.mean(axis=0)
    _, singular, directions = np.linalg.svd(xc, full_matrices=False)
    return directions.T, singular**2 / (len(x) - 1)


def pcr(x: Array, y: Array, components: int) -> Linear:
    """Principal component regression: least squares on the scores of the first components."""
    directions = principal_directions(x)[0][:, :components]
    coef = directions @ least_squares(x @ directions, y).coef
    return Linear(coef, _intercept(x, y, coef))


def pls1(x: Array, y: Array, components: int) -> PLS:
    """Partial least squares for one target, component by component."""
    xk, yk = x - x.mean(axis=0), y - y.mean()
    weights: list[Array] = []
    loadings: list[Array] = []
    slopes: list[float] = []
    for _ in range(components):
        w = xk.T @ yk  # the direction whose scores have the largest covariance with y
        if np.linalg.norm(w) < 1e-12:
            raise ValueError(f"nothing is left to explain after {len(weights)} components")
        w = w / np.linalg.norm(w)
        t = xk @ w  # the scores: where each example lies along it
        loading = xk.T @ t / (t @ t)
        slope = yk @ t / (t @ t)
        xk = xk - np.outer(t, loading)  # the next component may use only what is left of x …
        yk = yk - slope * t  # … to explain what is left of y
        weights.append(w)
        loadings.append(loading)
        slopes.append(float(slope))
    w_all, p_all = np.array(weights).T, np.array(loadings).T
    coef = w_all @ np.linalg.solve(p_all.T @ w_all, np.array(slopes))
    return PLS(coef, _intercept(x, y, coef), w_all)


def _intercept(x: Array, y: Array, coef: Array) -> float:
    return float(y.mean() - x.mean(axis=0) @ coef)
