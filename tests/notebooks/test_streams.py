"""The stream transformations, compared with what tf.data's guides promise."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from helpers import streams


@pytest.mark.parametrize("size", [1, 2, 7, 100, 1000])
def test_shuffling_keeps_every_item_once(size: int) -> None:
    out = list(streams.shuffle_buffer(range(100), size, np.random.default_rng(0)))
    assert sorted(out) == list(range(100))


def test_a_buffer_of_one_changes_nothing() -> None:
    assert list(streams.shuffle_buffer(range(50), 1, np.random.default_rng(0))) == list(range(50))


def test_nothing_leaves_earlier_than_the_buffer_allows() -> None:
    """With a buffer of 100 the first 20 elements hold no index above 120."""
    out = list(streams.shuffle_buffer(range(1000), 100, np.random.default_rng(0)))
    assert max(out[:20]) < 120
    assert all(item <= place + 100 for place, item in enumerate(out))


def test_a_buffer_as_large_as_the_data_gives_all_orders_equally() -> None:
    rng = np.random.default_rng(0)
    seen = Counter(tuple(streams.shuffle_buffer(range(3), 3, rng)) for _ in range(6000))
    assert len(seen) == 6
    # chi-square with 5 degrees of freedom: 20.5 is the 0.1% limit
    assert sum((count - 1000) ** 2 / 1000 for count in seen.values()) < 20.5


def test_a_small_buffer_does_not_give_all_orders() -> None:
    rng = np.random.default_rng(0)
    seen = {tuple(streams.shuffle_buffer(range(4), 2, rng)) for _ in range(2000)}
    assert all(order.index(3) >= 2 for order in seen)
    assert len(seen) == 8  # two choices each time until one is left


def test_the_buffer_reads_only_what_it_needs() -> None:
    read: list[int] = []

    def source():
        for item in range(1000):
            read.append(item)
            yield item

    next(streams.shuffle_buffer(source(), 10, np.random.default_rng(0)))
    assert len(read) == 11


def test_interleave_takes_turns() -> None:
    files = ["aaa", "bbb", "ccc"]
    assert "".join(streams.interleave(files, 1)) == "aaabbbccc"
    assert "".join(streams.interleave(files, 2)) == "abababccc"
    assert "".join(streams.interleave(files, 3)) == "abcabcabc"
    assert "".join(streams.interleave(files, 3, block=2)) == "aabbccabc"


def test_interleave_matches_the_example_of_the_tf_data_documentation() -> None:
    """Dataset.range(1, 6) with each element repeated 6 times, cycle 2, block 4."""
    files = [[number] * 6 for number in range(1, 6)]
    assert (
        list(streams.interleave(files, 2, block=4))
        == ([1] * 4 + [2] * 4 + [1] * 2 + [2] * 2 + [3] * 4 + [4] * 4 + [3] * 2 + [4] * 2) + [5] * 6
    )


def test_interleave_replaces_a_short_file() -> None:
    out = list(streams.interleave(["a", "bbbb", "cc"], 2))
    assert sorted(out) == sorted("abbbbcc")
    assert out[:2] == ["a", "b"]


def test_batches_may_end_short() -> None:
    assert list(streams.batched(range(5), 2)) == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize(("read", "step"), [(1, 3), (3, 3), (3, 1), (2.5, 0.5)])
def test_the_closed_formulas(read: float, step: float) -> None:
    n = 8
    alone = streams.timeline([read] * n, [step] * n)
    assert alone.total == pytest.approx(n * (read + step))
    ahead = streams.timeline([read] * n, [step] * n, prefetch=1)
    assert ahead.total == pytest.approx(read + (n - 1) * max(read, step) + step)


def test_parallel_readers_share_the_reading() -> None:
    n, read, step = 30, 3.0, 1.0
    shared = streams.timeline([read] * n, [step] * n, prefetch=3, readers=3)
    assert shared.total == pytest.approx(read + n * step, rel=0.1)


def test_a_larger_buffer_never_costs_time() -> None:
    rng = np.random.default_rng(0)
    read, step = rng.exponential(1.0, 200), np.full(200, 1.1)
    totals = [streams.timeline(read, step, prefetch=room).total for room in (0, 1, 2, 4, 16)]
    assert totals == sorted(totals, reverse=True)


def test_nothing_overlaps_that_must_not() -> None:
    rng = np.random.default_rng(1)
    made = streams.timeline(rng.exponential(1, 50), rng.exponential(1, 50), prefetch=2)
    assert (made.read_end <= made.step_start).all()
    assert (made.step_end[:-1] <= made.step_start[1:]).all()
    assert (made.read_end[:-1] <= made.read_start[1:]).all()  # one reader
    waiting = [(made.read_end <= t).sum() - (made.step_start <= t).sum() for t in made.read_start]
    assert max(waiting) <= 2


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        list(streams.shuffle_buffer([1], 0, np.random.default_rng(0)))
    with pytest.raises(ValueError, match="at least 1"):
        list(streams.interleave([[1]], 0))
    with pytest.raises(ValueError, match="buffer"):
        streams.timeline([1.0], [1.0], readers=2)
