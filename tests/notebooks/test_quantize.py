"""Quantization written out, checked against what rounding promises."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import mlkit, quantize

W = np.random.default_rng(0).normal(size=(20, 3)) * [1, 5, 0.1]
NET = mlkit.network((64, 16, 10), np.random.default_rng(0))
X = np.random.default_rng(1).random((40, 64))


@pytest.mark.parametrize("per_channel", [True, False])
@pytest.mark.parametrize("bits", [4, 8])
def test_no_weight_moves_by_more_than_half_a_step(bits: int, per_channel: bool) -> None:
    rounded = quantize.quantize_weights(W, bits, per_channel=per_channel)
    assert (np.abs(rounded.decode() - W) <= rounded.scale / 2 + 1e-12).all()


@pytest.mark.parametrize("bits", [2, 4, 8])
def test_codes_fit_into_the_bits(bits: int) -> None:
    codes = quantize.quantize_weights(W, bits).codes
    assert np.abs(codes).max() == 2 ** (bits - 1) - 1


def test_zero_stays_zero() -> None:
    assert quantize.quantize_weights(np.array([[0.0, 3.0]]), 8).decode()[0, 0] == 0.0


def test_small_channels_gain_from_a_scale_of_their_own() -> None:
    errors = [
        np.abs(quantize.quantize_weights(W, 4, per_channel=each).decode() - W)[:, 2].mean()
        for each in (False, True)
    ]
    assert errors[1] < errors[0] / 5


@pytest.mark.parametrize("calibrated", [True, False])
def test_integer_scores_are_close_to_those_in_floats(calibrated: bool) -> None:
    ranges = quantize.calibrate(NET, X) if calibrated else None
    exact = mlkit.logits(NET, X)
    assert quantize.int8_logits(NET, X, ranges) == pytest.approx(exact, abs=0.05)


def test_inputs_outside_the_calibrated_range_are_clipped() -> None:
    ranges = quantize.calibrate(NET, X)
    far = quantize.int8_logits(NET[:1], X * 100, ranges[:1])
    most = quantize.int8_logits(NET[:1], np.where(X > 0, ranges[0][1], 0.0), ranges[:1])
    assert far == pytest.approx(most, abs=1.0)


def test_the_size_counts_every_parameter() -> None:
    weights, biases = 64 * 16 + 16 * 10, 16 + 10
    assert quantize.size_in_bytes(NET, 1, 4, scales=2) == weights + 4 * biases + 8
