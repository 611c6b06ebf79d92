"""Data-parallel arithmetic, compared with doing it all on one device."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import mlkit, replicas

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(24, 5)), RNG.integers(0, 3, 24)


def net() -> mlkit.Network:
    return mlkit.network((5, 4, 3), np.random.default_rng(1))


def test_a_flat_gradient_can_be_shaped_again() -> None:
    made = net()
    again = replicas.shaped(replicas.flat(made), made)
    assert len(replicas.flat(made)) == 5 * 4 + 4 + 4 * 3 + 3
    for layer, copy in zip(made, again, strict=True):
        assert np.array_equal(layer.w, copy.w)
        assert np.array_equal(layer.b, copy.b)


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_equal_shards_average_to_the_gradient_of_all(count: int) -> None:
    shards = np.array_split(np.arange(24), count)
    each = replicas.shard_gradients(net(), X, Y, shards)
    full = replicas.flat(mlkit.gradients(net(), X, Y))
    assert len(each) == count
    assert np.mean(each, axis=0) == pytest.approx(full, abs=1e-14)


@pytest.mark.parametrize("length", [1, 7, 24, 25])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_after_a_ring_all_reduce_everyone_has_the_sum(count: int, length: int) -> None:
    vectors = [np.random.default_rng(rank).normal(size=length) for rank in range(count)]
    before = [vector.copy() for vector in vectors]
    results, _ = replicas.ring_all_reduce(vectors)
    assert len(results) == count
    for result in results:
        assert result == pytest.approx(np.sum(before, axis=0))
    assert all(np.array_equal(a, b) for a, b in zip(vectors, before, strict=True)), "kept as given"


@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_a_ring_sends_less_than_twice_the_vector(count: int) -> None:
    _, sent = replicas.ring_all_reduce([np.ones(48)] * count)
    assert sent == [2 * (count - 1) * 48 // count] * count


@pytest.mark.parametrize("delay", range(6))
def test_delayed_descent_settles_below_the_limit_and_grows_above(delay: int) -> None:
    limit = replicas.stability_limit(delay)
    below = np.abs(replicas.delayed_descent(0.95 * limit, delay, 2000))
    above = np.abs(replicas.delayed_descent(1.05 * limit, delay, 2000))
    assert below[-100:].max() < 1e-3
    assert above[-100:].max() > 1e3
    assert replicas.growth(0.95 * limit, delay) < 1 < replicas.growth(1.05 * limit, delay)


def test_without_delay_it_is_gradient_descent() -> None:
    assert replicas.stability_limit(0) == pytest.approx(2)
    assert replicas.growth(0.5, 0) == pytest.approx(0.5)
    assert replicas.delayed_descent(0.5, 0, 3) == pytest.approx([1, 0.5, 0.25, 0.125])


def test_a_delay_of_one_uses_the_weight_before() -> None:
    assert replicas.delayed_descent(0.5, 1, 3) == pytest.approx([1, 0.5, 0.0, -0.25])
