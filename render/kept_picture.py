"""Pictures kept as luminance, shown again with another exposure, white, tones, or in false colours.

Nothing here needs the ray caster, so that a service can do it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.bloom import bloomed
from render.exr import ADAPTED_WHITE, BLOOM_PIXEL, EXPOSURE, WHOLE, read_exr

Array = NDArray[np.float64]
Single = NDArray[np.float32]

SAID = ("scene", "view", "quality", "seed")  # attributes that say what it shows


@dataclass(frozen=True, eq=False)
class KeptPicture:
    """A picture before it is shown, as `render.picture.Picture`, without what only the ray caster knows.

    Parameters
    ----------
    luminance_cd_m2
        Linear R, G, B without bloom, (row, column, 3).
    ev, white
        Exposure and adaptation white it was meant to be shown with.
    made_by
        Scene, view, quality and seed.
    bloom_pixel_deg
        The angle of a pixel where it is shown with bloom; None where it is shown without.
    """

    luminance_cd_m2: Single
    ev: float
    white: Array
    made_by: dict[str, str]
    bloom_pixel_deg: float | None

    def bloomed(self) -> Single:
        """Luminance as it is shown, (row, column, 3)."""
        if self.bloom_pixel_deg is None:
            return self.luminance_cd_m2
        return bloomed(self.luminance_cd_m2, pixel_deg=self.bloom_pixel_deg).astype(np.float32, copy=False)


def read_kept_picture(data: bytes) -> KeptPicture:
    """The picture of an EXR file that `render.exr.exr_of_picture` wrote."""
    layers, header = read_exr(data)
    angle = header.get(BLOOM_PIXEL)
    return KeptPicture(
        luminance_cd_m2=layers[WHOLE].astype(np.float32, copy=False),
        ev=float(header[EXPOSURE]),
        white=np.array([float(channel) for channel in str(header[ADAPTED_WHITE]).split()]),
        made_by={name: str(header[name]) for name in SAID if name in header},
        bloom_pixel_deg=None if angle is None else float(angle),
    )
