"""From stated lengths to a stand-in's extent along x, y and z."""

from __future__ import annotations

from assets.importing.kind_of import Kind
from assets.importing.offers import Offer
from assets.luminaire import Mounting
from assets.photometry import Photometry
from assets.product import Family
from kit.problems import Problem, info, warning

Stated = tuple[float | None, float | None, float | None]
TALLEST_HEAD_M = 0.5  # of a pendant: stated heights above it that exceed its width by half are with the cable


def stated_extent(offer: Offer, kind: Kind, photometry: Photometry) -> tuple[Stated, str, list[Problem]]:
    """The extent that is stated, from where it is, and what had to be said.

    The longer of two horizontal lengths lies along the longer side of the luminous opening, else along y, as
    EULUMDAT has it; at a wall width lies along x and depth along y. Where the table states nothing, the
    housing of an EULUMDAT file counts.
    """
    x, y = _horizontal(offer, kind, photometry)
    z = offer.size.height
    problems: list[Problem] = []
    wide = max(filter(None, (x, y, *photometry.opening.size_m[:2])), default=0.2)
    if kind.mounting is Mounting.PENDANT and z is not None and z > max(TALLEST_HEAD_M, 1.5 * wide):
        message = f"the height of {z * 1000:.0f} mm was taken as that with the cable"
        hint = "State the height of the head, and the overall height in a column of its own."
        problems.append(info("HEIGHT_WITH_CABLE", offer.where, message, hint))
        z = None
    if x is not None or y is not None:
        return (x, y, z), "table", problems
    housing = _housing(photometry)
    if housing is not None:
        low = z if z is not None else housing[2] or None
        if kind.mounting is Mounting.PENDANT and low is not None and low > TALLEST_HEAD_M:
            low = None
        return (housing[0], housing[1], low), "photometric file's housing", problems
    message = "no size is stated; the stand-in has the usual size around its luminous opening"
    hint = "State diameter, or length and width, and height, with their unit."
    problems.append(warning("SIZE_MISSING", offer.where, message, hint))
    return (None, None, z), "luminous opening", problems


def _horizontal(offer: Offer, kind: Kind, photometry: Photometry) -> tuple[float | None, float | None]:
    size = offer.size
    if size.diameter is not None:
        return size.diameter, size.diameter
    if kind.mounting is Mounting.WALL:
        across = [value for value in (size.width, size.length) if value is not None]
        depth = size.depth if size.depth is not None else (across[1] if len(across) > 1 else None)
        return (across[0] if across else None), depth
    given = [value for value in (size.length, size.width, size.depth) if value is not None][:2]
    along_x = photometry.opening.size_m[0] > photometry.opening.size_m[1]
    if len(given) == 2:
        longer, shorter = max(given), min(given)
        return (longer, shorter) if along_x else (shorter, longer)
    if len(given) == 1:
        long_kind = kind.family in (Family.LINEAR, Family.STRIP)
        return (None, given[0]) if long_kind and not along_x else (given[0], None)
    return None, None


def _housing(photometry: Photometry) -> tuple[float, float, float] | None:
    """The housing of an EULUMDAT file along x, y and z where it can hold the opening [m]."""
    housing = photometry.eulumdat.housing_m if photometry.eulumdat is not None else None
    if housing is None:
        return None
    length, width, height = housing
    x, y = (width or length), length
    least = photometry.opening.size_m
    holds = x >= least[0] - 0.002 and y >= least[1] - 0.002
    return (x, y, height) if holds and 0.01 <= max(x, y) <= 5.0 and min(x, y) >= 0.01 else None
