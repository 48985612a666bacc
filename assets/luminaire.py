"""The luminaire: a complete fitting that can be hung, lit and bought."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assets.body import Body
from assets.photometry import Photometry


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


@dataclass(frozen=True)
class Price:
    """Price of one piece, tax included or not as the price list says."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, eq=False)
class Luminaire:
    """What can be hung.

    `photometric_centre_m` is the centre of the luminous opening in the luminaire's own frame
    (origin: mounting point; z up; C0 along +x), for a pendant at its default hanging length. A bare
    photometric file has no body, mounting ANY, its centre at the origin, and no price: it can be
    hung and lit but not ordered.
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
    colour_rendering_index: float | None = None
    minimum_dimming: float = 0.0
    hanging: HangingLength | None = None
    price: Price | None = None
    description: str = ""
    description_zh: str = ""
