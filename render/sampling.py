"""Well-spread random numbers that repeat: a shifted additive lattice, keyed by what they are for.

Point k of dimension j is frac(shift + k a_j) with a_j = g**-(j+1), g the positive root of
x**(d+1) = x + 1 (M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018). The
shift is a hash of the key, which keeps every estimate unbiased (Cranley and Patterson, 1976). The
arithmetic is in 32-bit integers, so it wraps exactly and repeats on every machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from render.device import mitsuba

DIMENSIONS = 4


@dataclass(frozen=True)
class Stream:
    """Which random numbers to take: those of a seed, replicate and use, from item `first` on."""

    seed: int
    replicate: int
    first: int = 0
    use: str = ""


def _steps(dimensions: int) -> list[int]:
    """The lattice's steps as 32-bit fractions."""
    root = 1.5
    for _ in range(60):
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    return [int((root ** -(j + 1) % 1.0) * 2**32) for j in range(dimensions)]


STEPS = _steps(DIMENSIONS)


def hashed(*words: Any) -> Any:
    """A 32-bit hash of some 32-bit words (device arrays or numbers); Dr.Jit UInt32.

    The mixing step is the finaliser of MurmurHash3 (A. Appleby, public domain).
    """
    mi = mitsuba()
    value = mi.UInt32(0x9E3779B9)
    for word in words:
        value = value ^ (mi.UInt32(word) * 0xCC9E2D51)
        value = (value ^ (value >> 16)) * 0x85EBCA6B
        value = (value ^ (value >> 13)) * 0xC2B2AE35
        value = value ^ (value >> 16)
    return value


def lattice(index: Any, key: Any) -> list[Any]:
    """Point `index` of the sequence shifted by `key`: DIMENSIONS device arrays in [0, 1)."""
    mi = mitsuba()
    numbers = []
    for dimension, step in enumerate(STEPS):
        shift = hashed(key, dimension)
        bits = shift + mi.UInt32(index) * step
        numbers.append(mi.Float(bits >> 8) * (1.0 / (1 << 24)))
    return numbers


def host_key(*parts: object) -> int:
    """A 32-bit key from plain values, the same on every machine and in every process."""
    text = "|".join(repr(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def opaque_key(*parts: object) -> Any:
    """`host_key` as a device number that is data, so that a new seed needs no new kernel."""
    import drjit as dr

    return dr.opaque(mitsuba().UInt32, host_key(*parts))
