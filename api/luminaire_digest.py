"""A hash of all that whoever orders a luminaire has seen of it: its light, its body, what it needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from weakref import WeakKeyDictionary

import numpy as np

from assets.catalogue import Catalogue
from assets.luminaire import Luminaire
from kit.problems import require_sound
from orders.lines import LineKind, OrderLine

SEEN = (
    *("mounting", "photometric_centre_m", "hanging", "power_w", "standby_w", "cct_k", "cct_range_k", "duv"),
    *("dim_to_warm", "colour_rendering_index", "minimum_dimming", "stand_in", "lampholder", "body"),
)
SEEN_OF_PRODUCT = ("ip", "safety_class", "cut_out_m", "dimming")

_known: WeakKeyDictionary[Luminaire, str] = WeakKeyDictionary()


def luminaire_sha256(luminaire: Luminaire) -> str:
    """Hash of a luminaire with its variant and bulb; texts and prices are not in it, they are in the lines.

    It rests on what was read, not on the files' bytes: a file that another program wrote again is the same.
    """
    known = _known.get(luminaire)
    if known is None:
        digest = hashlib.sha256()
        seen = {name: getattr(luminaire, name) for name in SEEN}
        seen |= {name: getattr(luminaire.product, name) for name in SEEN_OF_PRODUCT}
        seen |= {"light": luminaire.photometry.distribution, "opening": luminaire.photometry.opening}
        for part in _parts(seen):
            digest.update(part)
        known = _known.setdefault(luminaire, digest.hexdigest())
    return known


def luminaires_sha256(catalogue: Catalogue, lines: Sequence[OrderLine]) -> dict[str, str]:
    """Hash of the luminaire of each line, by the line's sku and, after a space, that of its bulb.

    Raises
    ------
    UnknownRecord, UnsoundInput
        Where the catalogue has no such luminaire, variant or bulb.
    """
    found: dict[str, str] = {}
    for line in lines:
        if line.kind is LineKind.LUMINAIRE and line.luminaire is not None:
            luminaire, problems = catalogue.configured(line.luminaire, line.variant, line.bulb, line.sku)
            require_sound(problems)
            found[f"{line.sku} {line.bulb or ''}".rstrip()] = luminaire_sha256(luminaire)
    return found


def _parts(value: object) -> Iterator[bytes]:
    """A value as bytes, each nested thing with its kind and length before it, so that no two run together."""
    if isinstance(value, np.ndarray):
        yield f"array {value.dtype.str} {value.shape};".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif is_dataclass(value) and not isinstance(value, type):
        named = {each.name: getattr(value, each.name) for each in fields(value) if each.name != "problems"}
        yield from _parts(named)
    elif isinstance(value, Mapping):
        yield f"mapping {len(value)};".encode()
        for name in sorted(value):
            yield from _parts(name)
            yield from _parts(value[name])
    elif isinstance(value, tuple | list):
        yield f"sequence {len(value)};".encode()
        for each in value:
            yield from _parts(each)
    else:
        plain = float(value) if isinstance(value, int | float | np.number) else value
        yield f"{plain!r};".encode()
