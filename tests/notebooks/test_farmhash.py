"""The hash of BigQuery, checked against the values that the documentation prints."""

from __future__ import annotations

import pytest

from helpers.farmhash import farm_fingerprint, sql_mod


@pytest.mark.parametrize(
    ("key", "hashed"),
    [
        # GoogleSQL for BigQuery, hash functions, example of FARM_FINGERPRINT
        ("1footrue", -1541654101129638711),
        ("2applefalse", 2794438866806483259),
        ("3true", -4880158226897771312),
        # Amazon Redshift, farmFingerprint64
        ("Amazon Redshift", 8085098817162212970),
    ],
)
def test_documented_values(key: str, hashed: int) -> None:
    assert farm_fingerprint(key) == hashed


@pytest.mark.parametrize(
    ("key", "unsigned"),
    [
        ("", 0x9AE16A3B2F90404F),
        ("a", 12917804110809363939),
        ("b", 11795596070477164822),
        ("abc", 0x24A5B3A074E7F369),
        ("abcd", 0x1A5502DE4A1F8101),
    ],
)
def test_short_keys_as_in_the_tests_of_tensorflow_and_farmhash(key: str, unsigned: int) -> None:
    assert farm_fingerprint(key) % 2**64 == unsigned


def test_every_length_gives_a_signed_64_bit_integer_of_its_own() -> None:
    hashes = [farm_fingerprint("x" * size) for size in range(17)]
    assert len(set(hashes)) == 17
    assert all(-(2**63) <= hashed < 2**63 for hashed in hashes)


def test_half_of_the_hashes_are_negative() -> None:
    negative = sum(farm_fingerprint(f"user-{number}") < 0 for number in range(4000))
    assert abs(negative / 4000 - 0.5) < 0.04


def test_long_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="17 bytes"):
        farm_fingerprint("x" * 17)


@pytest.mark.parametrize(("value", "rest"), [(17, 7), (-17, -7), (20, 0), (-20, 0)])
def test_mod_keeps_the_sign(value: int, rest: int) -> None:
    assert sql_mod(value, 10) == rest
