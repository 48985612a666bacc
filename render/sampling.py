"""Well-spread random numbers that repeat, keyed by what they are for.

Numbers come in pairs: the first two dimensions of Sobol's sequence, a (0, 2)-sequence in base 2, so
that any aligned run of 2**n points is stratified in every way n bits allow. Each pair is shuffled and
scrambled by a hash of its key (nested uniform scrambling after Owen, 1995, done by hashing: B. Burley,
"Practical hash-based Owen scrambling", JCGT 9(4), 2020, with the permutation of N. Vegdahl, 2021). That
keeps every estimate unbiased and every pair independent of the others. The arithmetic is in 32-bit
integers, so it wraps exactly and repeats on every machine.
"""

from __future__ import annotations

import hashlib
from typing import Any

from render.device import mitsuba

PAIRS = 2


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


def spread_numbers(index: Any, key: Any) -> list[Any]:
    """Point `index` of the sequence of `key`: 2 PAIRS device arrays in [0, 1)."""
    import drjit as dr

    mi = mitsuba()
    numbers = []
    for pair in range(PAIRS):
        own = hashed(key, pair)
        place = dr.brev(_permuted(dr.brev(mi.UInt32(index)), own))
        # the first dimension is the index with its bits reversed, so that its scrambling reverses nothing
        first = dr.brev(_permuted(place, hashed(own, 1)))
        second = dr.brev(_permuted(dr.brev(_second_dimension(place)), hashed(own, 2)))
        numbers += [mi.Float(bits >> 8) * (1.0 / (1 << 24)) for bits in (first, second)]
    return numbers


def _permuted(bits: Any, seed: Any) -> Any:
    """A permutation in which each bit depends on lower ones and the seed: scrambling, bits reversed."""
    bits = bits ^ (bits * 0x3D20ADEA)
    bits = bits + seed
    bits = bits * ((seed >> 16) | 1)
    bits = bits ^ (bits * 0x05526C56)
    return bits ^ (bits * 0x53A22864)


def _second_dimension(index: Any) -> Any:
    """Sobol's second dimension: direction numbers of the primitive polynomial x + 1, v' = v ^ (v >> 1)."""
    bits, direction = index & 0, 1 << 31
    for place in range(32):
        bits = bits ^ (-((index >> place) & 1) & direction)
        direction ^= direction >> 1
    return bits


def host_key(*parts: object) -> int:
    """A 32-bit key from plain values, the same on every machine and in every process."""
    text = "|".join(repr(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def opaque_key(*parts: object) -> Any:
    """`host_key` as a device number that is data, so that a new seed needs no new kernel."""
    import drjit as dr

    return dr.opaque(mitsuba().UInt32, host_key(*parts))
