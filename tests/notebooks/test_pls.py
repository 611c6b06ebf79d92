"""The regressions for correlated columns, compared with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline

from helpers import pls

RNG = np.random.default_rng(0)
LATENT = RNG.normal(size=(50, 3))
X = LATENT @ RNG.normal(size=(3, 8)) + 0.3 * RNG.normal(size=(50, 8)) + 5.0
Y = LATENT @ [1.0, -2.0, 0.5] + 0.4 * RNG.normal(size=50) - 3.0
NEW = X[:10] + RNG.normal(size=(10, 8))


@pytest.mark.parametrize("components", [1, 2, 3, 5, 8])
def test_pls_agrees_with_scikit_learn(components: int) -> None:
    ours = pls.pls1(X, Y, components)
    theirs = PLSRegression(components, scale=False).fit(X, Y)
    assert ours.coef == pytest.approx(theirs.coef_.ravel(), rel=1e-8, abs=1e-8)
    assert ours.predict(NEW) == pytest.approx(theirs.predict(NEW).ravel(), rel=1e-8)
    assert np.abs(ours.weights) == pytest.approx(np.abs(theirs.x_weights_), abs=1e-8)


def test_pls_of_standardized_columns_is_the_default_of_scikit_learn() -> None:
    mean, spread = X.mean(axis=0), X.std(axis=0, ddof=1)
    ours = pls.pls1((X - mean) / spread, Y, 3)
    theirs = PLSRegression(3).fit(X, Y)
    assert ours.predict((NEW - mean) / spread) == pytest.approx(theirs.predict(NEW).ravel())


def test_the_first_pls_weight_points_along_the_covariance_with_the_target() -> None:
    covariance = (X - X.mean(axis=0)).T @ (Y - Y.mean())
    first = pls.pls1(X, Y, 1).weights[:, 0]
    assert first == pytest.approx(covariance / np.linalg.norm(covariance))


def test_pls_weights_are_orthonormal() -> None:
    model = pls.pls1(X, Y, 4)
    assert model.weights.T @ model.weights == pytest.approx(np.eye(4), abs=1e-8)


def test_pls_says_when_nothing_is_left_to_explain() -> None:
    column = np.arange(6.0)[:, None]
    with pytest.raises(ValueError, match="nothing is left to explain after 1 components"):
        pls.pls1(column, 2 * column[:, 0] + 1, 2)


@pytest.mark.parametrize("components", [1, 3, 8])
def test_pcr_agrees_with_scikit_learn(components: int) -> None:
    theirs = make_pipeline(PCA(components, svd_solver="full"), LinearRegression()).fit(X, Y)
    assert pls.pcr(X, Y, components).predict(NEW) == pytest.approx(theirs.predict(NEW))


@pytest.mark.parametrize("penalty", [0.01, 1.0, 100.0])
def test_ridge_agrees_with_scikit_learn(penalty: float) -> None:
    ours, theirs = pls.ridge(X, Y, penalty), Ridge(penalty).fit(X, Y)
    assert ours.coef == pytest.approx(theirs.coef_)
    assert ours.intercept == pytest.approx(theirs.intercept_)


def test_all_components_give_least_squares() -> None:
    plain = LinearRegression().fit(X, Y)
    for model in (pls.least_squares(X, Y), pls.pcr(X, Y, 8), pls.pls1(X, Y, 8)):
        assert model.coef == pytest.approx(plain.coef_, rel=1e-6)
        assert model.intercept == pytest.approx(plain.intercept_, rel=1e-6)


def test_the_principal_directions_are_those_of_scikit_learn() -> None:
    directions, variances = pls.principal_directions(X)
    theirs = PCA(svd_solver="full").fit(X)
    assert np.abs(directions.T) == pytest.approx(np.abs(theirs.components_))
    assert variances == pytest.approx(theirs.explained_variance_)


def test_vif_is_what_the_regression_on_the_other_columns_says() -> None:
    for column, factor in enumerate(pls.vif(X)):
        others = np.delete(X, column, axis=1)
        r2 = LinearRegression().fit(others, X[:, column]).score(others, X[:, column])
        assert factor == pytest.approx(1 / (1 - r2))


def test_vif_of_orthogonal_columns_is_1() -> None:
    signs = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]], dtype=float)
    assert pls.vif(signs) == pytest.approx([1.0, 1.0])


def test_vif_does_not_depend_on_units() -> None:
    assert pls.vif(X * np.arange(1, 9)) == pytest.approx(pls.vif(X))
