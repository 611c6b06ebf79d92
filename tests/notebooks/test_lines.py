"""The lines, against SciPy; leverage and Cook's distance, against what they are defined to mean."""

import numpy as np
import pytest
from scipy import stats

from helpers.lines import cooks_distance, least_squares, leverage, residuals, theil_sen

RNG = np.random.default_rng(7)
X = RNG.uniform(0, 10, 25)
Y = 1 - 0.7 * X + RNG.normal(size=25)


def test_least_squares_is_that_of_scipy() -> None:
    theirs = stats.linregress(X, Y)

    assert least_squares(X, Y) == pytest.approx((theirs.intercept, theirs.slope))


def test_theil_sen_is_that_of_scipy() -> None:
    theirs = stats.theilslopes(Y, X, method="joint")

    assert theil_sen(X, Y) == pytest.approx((theirs.intercept, theirs.slope))


def test_theil_sen_ignores_pairs_with_the_same_x() -> None:
    x = np.array([1.0, 1.0, 1.0, 2.0])
    y = np.array([0.0, 5.0, 9.0, 10.0])

    assert theil_sen(x, y)[1] == 5.0  # of the slopes 10, 5 and 1


def test_residuals_of_least_squares_add_up_to_zero() -> None:
    assert residuals(X, Y, least_squares(X, Y)).sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("index", [0, 11, 24])
def test_leverage_is_how_far_the_fitted_value_follows_its_own_y(index: int) -> None:
    moved = Y.copy()
    moved[index] += 1.0
    before, after = (
        np.polynomial.polynomial.polyval(X[index], least_squares(X, y)) for y in (Y, moved)
    )

    assert after - before == pytest.approx(leverage(X)[index])


def test_leverages_add_up_to_the_two_parameters() -> None:
    assert leverage(X).sum() == pytest.approx(2)


def test_cooks_distance_is_the_move_of_all_fitted_values_without_the_point() -> None:
    line = least_squares(X, Y)
    fitted = Y - residuals(X, Y, line)
    s2 = (residuals(X, Y, line) ** 2).sum() / (len(X) - 2)
    for index, distance in enumerate(cooks_distance(X, Y)):
        without = least_squares(np.delete(X, index), np.delete(Y, index))
        moved = fitted - (without[0] + without[1] * X)
        assert distance == pytest.approx(moved @ moved / (2 * s2))


def test_a_point_that_alone_decides_the_slope_has_no_cooks_distance() -> None:
    x = np.array([8.0, 8.0, 8.0, 19.0])
    y = np.array([5.0, 6.0, 7.0, 12.0])

    assert leverage(x)[-1] == pytest.approx(1)
    assert np.isnan(cooks_distance(x, y)[-1])
    assert np.isfinite(cooks_distance(x, y)[:-1]).all()
