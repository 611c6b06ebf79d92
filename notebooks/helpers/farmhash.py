"""FARM_FINGERPRINT of BigQuery, for keys of up to 16 bytes.

BigQuery hashes with Fingerprint64 of FarmHash (https://github.com/google/farmhash,
Copyright 2014 Google Inc., MIT License), whose constants and mixing steps are used
here.  Values that Google documents are checked in ``tests/notebooks/test_farmhash.py``.
"""

_MASK = 2**64 - 1
_K0 = 0xC3A5C85C97CB3127
_K2 = 0x9AE16A3B2F90404F


def farm_fingerprint(key: str) -> int:
    """The hash of a text as BigQuery returns it: a signed integer of 64 bits."""
    data = key.encode()
    if len(data) > 16:
        raise ValueError(f"{key!r} has {len(data)} bytes; only keys of up to 16 are supported")
    unsigned = _fingerprint64(data)
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned


def sql_mod(value: int, divisor: int) -> int:
    """MOD of SQL: the result has the sign of `value`, unlike Python's %."""
    rest = abs(value) % divisor
    return -rest if value < 0 else rest


def _fingerprint64(data: bytes) -> int:
    size = len(data)
    factor = (_K2 + 2 * size) & _MASK
    if size >= 8:
        first, last = (_number(data[:8]) + _K2) & _MASK, _number(data[-8:])
        left = (_rotate(last, 37) * factor + first) & _MASK
        right = ((_rotate(first, 25) + last) * factor) & _MASK
        return _mix(left, right, factor)
    if size >= 4:
        first, last = _number(data[:4]), _number(data[-4:])
        return _mix((size + (first << 3)) & _MASK, last, factor)
    if size > 0:
        low = data[0] + (data[size // 2] << 8)
        high = size + (data[-1] << 2)
        return (_fold(((low * _K2) ^ (high * _K0)) & _MASK) * _K2) & _MASK
    return _K2


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _rotate(value: int, bits: int) -> int:
    return (value >> bits | value << (64 - bits)) & _MASK


def _fold(value: int) -> int:
    return value ^ (value >> 47)


def _mix(left: int, right: int, factor: int) -> int:
    mixed = _fold(((left ^ right) * factor) & _MASK)
    mixed = _fold(((right ^ mixed) * factor) & _MASK)
    return (mixed * factor) & _MASK
