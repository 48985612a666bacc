"""What a stand-in is made from, and what is made."""

from __future__ import annotations

from dataclasses import dataclass

from assets.library_options import WrittenHanging
from assets.luminaire import Mounting
from assets.photometry import LuminousOpening, OpeningShape
from assets.product import Family
from assets.write_glb import Finish, Part

Extent = tuple[float, float, float]


@dataclass(frozen=True)
class Asked:
    """What is known of a luminaire without a body.

    Parameters
    ----------
    family, mounting
        What it is, and where its mounting point goes.
    opening
        The luminous opening of its photometric file.
    extent_m
        Stated extent along x, y and z, None where none is stated: of a pendant that of its head without
        canopy and cable, of anything else that of the whole [m].
    up_share
        Share of its flux above the horizon, 0..1.
    main, accent
        Finish of its body and of small parts.
    """

    family: Family
    mounting: Mounting
    opening: LuminousOpening
    extent_m: tuple[float | None, float | None, float | None]
    up_share: float
    main: Finish
    accent: Finish

    @property
    def is_square(self) -> bool:
        """Whether its plan is a rectangle: as its opening is, or where two stated sides differ much."""
        x, y, _ = self.extent_m
        shape = self.opening.shape
        if shape in (OpeningShape.RECTANGLE, OpeningShape.CYLINDER_X, OpeningShape.CYLINDER_Y):
            return True
        return shape is OpeningShape.POINT and bool(x and y) and not 0.75 < (x or 1.0) / (y or 1.0) < 1.34

    @property
    def is_long(self) -> bool:
        """Whether it is at least 2.5 times as long as wide."""
        x, y = self.opening.size_m[:2] if max(self.opening.size_m[:2]) > 0.0 else self.extent_m[:2]
        return bool(x and y) and not 0.4 < (x or 1.0) / (y or 1.0) < 2.5


@dataclass(frozen=True, eq=False)
class Head:
    """The part that shines; its origin is the centre of the luminous opening.

    `parts` are all of the node ``head``; `top_m` is the height at which a cable or stem holds it, `low_m` its
    lowest point.
    """

    parts: list[Part]
    top_m: float
    low_m: float


@dataclass(frozen=True, eq=False)
class StandIn:
    """A body in the luminaire's own frame, and where its opening's centre is [m]."""

    parts: list[Part]
    opening_centre_m: Extent
    hanging_length_m: WrittenHanging | None = None
