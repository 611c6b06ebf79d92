"""Streams of training examples: shuffle buffer, interleaving, batches, prefetching.

Small models of the transformations `shuffle`, `interleave`, `batch` and
`prefetch` of TensorFlow's tf.data, in plain Python, as its guides describe
them (https://www.tensorflow.org/guide/data and .../guide/data_performance).
They reproduce the order of the elements and the idle times, not the random
numbers of TensorFlow.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


def shuffle_buffer(items: Iterable[T], size: int, rng: np.random.Generator) -> Iterator[T]:
    """Pass the items on in the order of a shuffle buffer of `size` elements.

    The buffer is filled, a random element leaves it, and the next item of the
    stream takes its place.  At the end the rest leaves in random order.  The
    element at output position p is therefore one of the first p + size items.
    """
    if size < 1:
        raise ValueError(f"a buffer needs room for at least one element, not {size}")
    stream = iter(items)
    buffer = list(islice(stream, size))
    for item in stream:
        chosen = int(rng.random() * size)
        yield buffer[chosen]
        buffer[chosen] = item
    for index in rng.permutation(len(buffer)):
        yield buffer[index]


def interleave(files: Sequence[Iterable[T]], cycle: int, block: int = 1) -> Iterator[T]:
    """Take `block` items in turn from each of `cycle` open files.

    The place of a file that is used up goes to the next file in the following round.
    """
    if cycle < 1 or block < 1:
        raise ValueError("cycle and block must be at least 1")
    waiting = iter(files)
    places: list[Iterator[T] | None] = [None] * cycle
    left = len(files)
    while left:
        for number, place in enumerate(places):
            if place is None:
                following = next(waiting, None)
                if following is None:
                    continue
                places[number] = place = iter(following)
            taken = list(islice(place, block))
            yield from taken
            if len(taken) < block:
                places[number] = None
                left -= 1


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Consecutive items in lists of `size`; the last may be shorter."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


@dataclass(frozen=True)
class Timeline:
    """When each batch is read and used; all arrays are (batches,), in the unit of the input."""

    read_start: NDArray[np.float64]
    read_end: NDArray[np.float64]
    step_start: NDArray[np.float64]
    step_end: NDArray[np.float64]

    @property
    def total(self) -> float:
        """The end of the last step."""
        return float(self.step_end[-1])


def timeline(
    read: Sequence[float], step: Sequence[float], *, prefetch: int = 0, readers: int = 1
) -> Timeline:
    """Reading and training as a schedule.

    Args:
        read: the time to read each batch.
        step: the time of the training step on each batch.
        prefetch: batches that may lie ready; 0 reads a batch only when the
            model asks for it.
        readers: batches that are read at the same time (needs `prefetch`);
            they are handed over in order.

    A reader starts on batch i as soon as it is free and the buffer has room:
    with room for b batches, once batch i − b has been taken by the model.
    """
    if readers > max(prefetch, 1):
        raise ValueError("more readers than places in the buffer cannot all work")
    n = len(read)
    read_start, read_end, step_start, step_end = (np.zeros(n) for _ in range(4))
    for i in range(n):
        if prefetch == 0:
            read_start[i] = step_end[i - 1] if i else 0.0
        else:
            free = read_end[i - readers] if i >= readers else 0.0
            room = step_start[i - prefetch] if i >= prefetch else 0.0
            read_start[i] = max(free, room)
        read_end[i] = read_start[i] + read[i]
        ready = read_end[: i + 1].max()  # in order: no batch overtakes an earlier one
        step_start[i] = max(ready, step_end[i - 1] if i else 0.0)
        step_end[i] = step_start[i] + step[i]
    return Timeline(read_start, read_end, step_start, step_end)
