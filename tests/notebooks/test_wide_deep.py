"""The wide & deep model: gradients against finite differences, and what each part can do."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers import wide_deep
from helpers.wide_deep import Model

RNG = np.random.default_rng(0)
USER, ITEM = RNG.integers(0, 4, 60), RNG.integers(0, 5, 60)
CLICKED = RNG.integers(0, 2, 60).astype(float)


def model(*, wide: bool = True, deep: bool = True) -> Model:
    rng = np.random.default_rng(1)
    made = Model(
        np.array([0.2]),
        wide_deep.wide_part(4, 5) if wide else None,
        wide_deep.deep_part(4, 5, 3, (6, 4), rng) if deep else None,
    )
    for weights in wide_deep._weights(made):
        weights += 0.1 * rng.normal(size=weights.shape)
    return made


@pytest.mark.parametrize(("wide", "deep"), [(True, True), (True, False), (False, True)])
def test_gradients_are_the_measured_slopes(wide: bool, deep: bool) -> None:
    made = model(wide=wide, deep=deep)
    slopes = wide_deep._weights(wide_deep.gradients(made, USER, ITEM, CLICKED))
    for weights, slope in zip(wide_deep._weights(made), slopes, strict=True):
        for index in np.ndindex(weights.shape):
            middle, sides = weights[index], []
            for move in (1e-6, -1e-6):
                weights[index] = middle + move
                sides.append(wide_deep.loss(made, USER, ITEM, CLICKED))
            weights[index] = middle
            assert slope[index] == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-8)


def test_the_scores_of_the_parts_add_up() -> None:
    both = model()
    wide = Model(both.bias, both.wide, None)
    deep = Model(np.zeros(1), None, both.deep)
    parts = wide_deep.score(wide, USER, ITEM) + wide_deep.score(deep, USER, ITEM)
    assert wide_deep.score(both, USER, ITEM) == pytest.approx(parts)


def test_the_wide_part_alone_is_a_logistic_regression_on_crossed_features() -> None:
    user, item = np.repeat(np.arange(4), 5), np.tile(np.arange(5), 4)
    pairs = np.repeat(np.arange(20), 30)
    clicked = (np.random.default_rng(2).random(600) < 0.3 + 0.4 * (pairs % 2)).astype(float)
    made = Model(np.zeros(1), wide_deep.wide_part(4, 5), None)
    wide_deep.train(
        made, user[pairs], item[pairs], clicked, epochs=200, rng=np.random.default_rng(3)
    )
    crossed = np.eye(20)[pairs]
    theirs = LogisticRegression(C=1e4, fit_intercept=False).fit(crossed, clicked)
    assert wide_deep.score(made, user, item) == pytest.approx(theirs.coef_[0], abs=0.1)


def test_a_crossed_weight_moves_only_for_pairs_in_the_data() -> None:
    made = Model(np.zeros(1), wide_deep.wide_part(4, 5), None)
    wide_deep.train(made, USER, ITEM, CLICKED, epochs=3, rng=np.random.default_rng(4))
    assert made.wide is not None
    present = np.zeros((4, 5), dtype=bool)
    present[USER, ITEM] = True
    assert not present.all() and (made.wide.cross[~present] == 0).all()
    assert (made.wide.cross[present] != 0).all()


def test_a_large_penalty_leaves_the_wide_part_at_zero() -> None:
    made = model()
    assert made.wide is not None and made.deep is not None
    before = made.deep.user.copy()
    wide_deep.train(made, USER, ITEM, CLICKED, epochs=30, rng=np.random.default_rng(5), l1=1.0)
    assert not made.wide.cross.any() and not made.wide.user.any()
    assert (made.deep.user != before).any()
