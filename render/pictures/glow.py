"""What shines itself: luminaires' glowing parts at their luminance in every direction, and the sky."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats
from render.glowing import SMALLEST_M2, intensity_and_area
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]

C_STEPS, GAMMA_STEPS = 48, 37  # directions that are worked out, every 7.5 and 5 degrees


@dataclass(frozen=True, eq=False)
class Glow:
    """Luminance of luminaires' glowing parts, at full output and white, on the device.

    `table` is (luminaire, gamma, c), each direction in the photometry's frame [cd/m2]; `rotation` leads
    from the scene's frame to it, nine numbers a luminaire.
    """

    table: Any
    rotation: Any


_tables: WeakKeyDictionary[PlacedLuminaire, Array] = WeakKeyDictionary()


def load_glow(luminaires: tuple[PlacedLuminaire, ...]) -> Glow:
    """Upload the glow of all luminaires, each worked out once."""
    for placed in luminaires:
        if placed not in _tables:
            _tables[placed] = glow_table_cd_m2(placed)
    tables = [_tables[placed] for placed in luminaires] or [np.zeros((GAMMA_STEPS, C_STEPS))]
    rotations = [placed.scene_from_photometry[:3, :3].T for placed in luminaires] or [np.eye(3)]
    return Glow(device_floats(np.array(tables)), device_floats(np.array(rotations)))


def glow_table_cd_m2(placed: PlacedLuminaire) -> Array:
    """Luminance of a luminaire's glowing part, (gamma, c): intensity over the area it shows [cd/m2]."""
    gamma_deg, c_deg = np.meshgrid(
        np.linspace(0.0, 180.0, GAMMA_STEPS), np.arange(C_STEPS) * 360.0 / C_STEPS, indexing="ij"
    )
    intensity, area = intensity_and_area(placed, c_deg, gamma_deg)
    return np.divide(intensity, area, out=np.zeros(area.shape), where=area > SMALLEST_M2)


def glow_cd_m2(glow: Glow, luminaire: Any, back: Any, active: Any) -> Any:
    """Luminance of luminaires towards unit directions `back` of the scene's frame (device arrays)."""
    mi = mitsuba()

    def read(place: Any) -> Any:
        return dr.gather(mi.Float, glow.rotation, luminaire * 9 + place, active)

    local = [
        read(3 * row) * back.x + read(3 * row + 1) * back.y + read(3 * row + 2) * back.z for row in range(3)
    ]
    gamma = dr.acos(dr.clip(-local[2], -1, 1)) * ((GAMMA_STEPS - 1) / math.pi)
    c = dr.atan2(local[1], local[0]) * (C_STEPS / (2 * math.pi))
    c = dr.select(c < 0, c + C_STEPS, c)
    low, left = dr.minimum(mi.UInt32(gamma), GAMMA_STEPS - 2), dr.minimum(mi.UInt32(c), C_STEPS - 1)
    right = dr.select(left == C_STEPS - 1, 0, left + 1)
    down, along = gamma - low, c - left
    first = luminaire * (GAMMA_STEPS * C_STEPS)

    def at(row: Any, column: Any) -> Any:
        return dr.gather(mi.Float, glow.table, first + row * C_STEPS + column, active)

    upper = dr.lerp(at(low, left), at(low, right), along)
    lower = dr.lerp(at(low + 1, left), at(low + 1, right), along)
    return dr.select(active, dr.lerp(upper, lower, down), 0.0)


@dataclass(frozen=True)
class Sky:
    """A plain sky without a sun: luminance in linear colour [cd/m2] at the zenith, the horizon and below.

    Between horizon and zenith it changes with the square root of the elevation's sine; below, the land is
    even, and lost in haze towards the horizon.
    """

    zenith: tuple[float, float, float]
    horizon: tuple[float, float, float]
    ground: tuple[float, float, float]


HAZE = 0.06  # sine of the depression at which two thirds of the haze are gone

# Twenty minutes after sunset, and an overcast day. Luminances are of the order that is measured: 1 to 100
# cd/m2 in civil twilight, 2000 to 3000 cd/m2 under a sky that gives 10 klx.
DUSK = Sky((2.0, 2.2, 2.9), (11.0, 7.5, 5.0), (1.2, 0.9, 0.7))
DAY = Sky((1700.0, 1850.0, 2200.0), (2900.0, 3000.0, 3100.0), (420.0, 400.0, 360.0))
SKIES: dict[str, Sky | None] = {"none": None, "dusk": DUSK, "day": DAY}


def sky_cd_m2(sky: Sky, up: Any) -> list[Any]:
    """Luminance R, G, B of the sky towards directions whose vertical share is `up` (device array)."""
    share, haze = dr.sqrt(dr.maximum(up, 0.0)), dr.exp(dr.minimum(up, 0.0) / HAZE)
    rows = zip(sky.zenith, sky.horizon, sky.ground, strict=True)
    return [
        dr.select(up > 0, horizon + share * (zenith - horizon), ground + haze * (horizon - ground))
        for zenith, horizon, ground in rows
    ]
