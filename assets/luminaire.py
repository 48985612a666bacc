"""The luminaire: a complete fitting that can be hung, lit and bought."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assets.body import Array, Body, VertexGroup
from assets.bulbs import Bulb, Lampholder
from assets.dim_to_warm import DimToWarm
from assets.library_options import NO_OPTIONS, WrittenOptions
from assets.photometry import Photometry
from assets.price import Price
from assets.product import UNKNOWN, Family, Product


class Mounting(StrEnum):
    """Where a luminaire's mounting point goes."""

    CEILING = "ceiling"
    RECESSED = "recessed"
    PENDANT = "pendant"
    WALL = "wall"  # the wall is behind its local -y
    FLOOR = "floor"
    TABLE = "table"
    ANY = "any"  # a bare photometric file


@dataclass(frozen=True)
class HangingLength:
    """How far below its mounting point a pendant's photometric centre may hang [m]."""

    minimum_m: float
    default_m: float
    maximum_m: float


@dataclass(frozen=True, eq=False)
class Luminaire:
    """What can be hung.

    `photometric_centre_m` is the centre of the luminous opening in the luminaire's own frame
    (origin: mounting point; z up; C0 along +x), for a pendant at its default hanging length. A bare
    photometric file has no body, mounting ANY, its centre at the origin, and no price: it can be
    hung and lit but not ordered.

    `sku` is that of the catalogue's entry, `variant` the canonical key of what was chosen of its `options`
    (empty as it comes), `article` what is ordered of it. Where it has a lampholder, `bulb` burns in it; flux,
    power and colour are with that bulb, `price` is without.
    """

    sku: str
    name: str
    name_zh: str
    photometry: Photometry
    mounting: Mounting = Mounting.ANY
    body: Body | None = None
    photometric_centre_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    power_w: float | None = None
    standby_w: float = 0.0
    cct_k: float | None = None  # None: white (1, 1, 1)
    cct_range_k: tuple[float, float] | None = None  # tunable white
    duv: float | None = None  # distance from the black body; None: the white one expects of its cct_k
    dim_to_warm: DimToWarm | None = None
    colour_rendering_index: float | None = None
    minimum_dimming: float = 0.0
    hanging: HangingLength | None = None
    price: Price | None = None
    description: str = ""
    description_zh: str = ""
    flux_tolerance: float | None = None  # the flux lies within plus and minus this share of itself
    family: Family | None = None
    product: Product = UNKNOWN
    stand_in: bool = False  # the body is not the maker's, it only stands for it
    variant: str = ""
    variant_name: str = ""
    variant_name_zh: str = ""
    article: str = ""
    options: WrittenOptions = NO_OPTIONS
    lampholder: Lampholder | None = None
    bulb: Bulb | None = None
    size_m: tuple[float, float, float] | None = None  # as stated; None: that of the body, where there is one


def bare_luminaire(photometry: Photometry, name: str) -> Luminaire:
    """A luminaire that is only a photometric file: it can be hung and lit but not ordered.

    Parameters
    ----------
    photometry
        The file, read.
    name
        What to call it where the file does not say; usually the file's name.
    """
    shown = photometry.name or name
    return Luminaire(
        sku="",
        name=shown,
        name_zh=shown,
        photometry=photometry,
        power_w=photometry.power_w,
        cct_k=photometry.cct_k,
        colour_rendering_index=photometry.colour_rendering_index,
    )


def photometric_centre_at(luminaire: Luminaire, hanging_length_m: float | None = None) -> Array:
    """Centre of the luminous opening in the luminaire's own frame, shape (3,) [m].

    `hanging_length_m` lowers a pendant; None is its default. Other luminaires do not hang.

    Raises
    ------
    ValueError
        When a luminaire that does not hang is given a hanging length.
    """
    centre = np.array(luminaire.photometric_centre_m, dtype=np.float64)
    centre[2] -= _lowered_by_m(luminaire, hanging_length_m)
    return centre


def hung_vertices(luminaire: Luminaire, hanging_length_m: float | None = None) -> Array:
    """Vertices of the body hung at a length, in the luminaire's own frame, shape (vertex, 3) [m].

    The canopy stays, the cable stretches and the head moves. The range the maker allows is not
    checked here: `Luminaire.hanging` states it.

    Raises
    ------
    ValueError
        When there is no body, when a luminaire that does not hang is given a length, or when the
        length is too short for any cable to be left.
    """
    if luminaire.body is None:
        raise ValueError(f"{luminaire.sku or luminaire.name} has no body to hang")
    vertices_m = luminaire.body.vertices_m.copy()
    lowered_m = _lowered_by_m(luminaire, hanging_length_m)
    group = luminaire.body.vertex_group
    if lowered_m == 0.0 or group is None:
        return vertices_m
    vertices_m[group == VertexGroup.MOVES, 2] -= lowered_m
    stretches = group == VertexGroup.STRETCHES
    if stretches.any():
        z_m = vertices_m[stretches, 2]
        top_m, length_m = float(z_m.max()), float(np.ptp(z_m))
        if length_m + lowered_m <= 0.0:
            raise ValueError(f"a hanging length of {hanging_length_m} m leaves no cable")
        vertices_m[stretches, 2] = top_m - (top_m - z_m) * (length_m + lowered_m) / length_m
    return vertices_m


def _lowered_by_m(luminaire: Luminaire, hanging_length_m: float | None) -> float:
    if hanging_length_m is None:
        return 0.0
    if luminaire.hanging is None:
        raise ValueError(f"{luminaire.sku or luminaire.name} does not hang: it takes no hanging length")
    return hanging_length_m - luminaire.hanging.default_m
