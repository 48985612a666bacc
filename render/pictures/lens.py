"""Lenses: where each place of a picture looks; a straight one for views, and one for all directions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import drjit as dr

from render.camera import pixel_directions
from render.device import mitsuba
from scenes.scene import View


@dataclass(frozen=True)
class Lens:
    """The lens of a view.

    Parameters
    ----------
    view
        Eye, target, angle and size; of a panorama the middle looks at the target, level.
    panorama
        Whether it shows all directions: columns even in azimuth over 360°, rows even in elevation over
        180° (equirectangular), twice as wide as high.
    """

    view: View
    panorama: bool = False

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.view.size_px

    @property
    def spread(self) -> float:
        """Width of a pixel in the middle, at a distance of 1 m [m]."""
        width = self.view.size_px[0]
        if self.panorama:
            return 2 * math.pi / width
        return 2 * math.tan(math.radians(self.view.fov_deg) / 2) / width

    def rays(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Origins and unit directions of places in the picture, pixels from its upper left corner."""
        mi = mitsuba()
        origin = mi.Point3f(*(dr.opaque(mi.Float, float(value)) for value in self.view.eye_m))
        if not self.panorama:
            return origin, mi.Vector3f(pixel_directions(self.view, x, y))
        width, height = self.view.size_px
        ahead = [t - e for t, e in zip(self.view.target_m, self.view.eye_m, strict=True)]
        middle = math.atan2(ahead[1], ahead[0]) if math.hypot(ahead[0], ahead[1]) > 1e-6 else 0.0
        azimuth = dr.opaque(mi.Float, middle) - (x / width - 0.5) * (2 * math.pi)
        elevation = (0.5 - y / height) * math.pi
        sine, cosine = dr.sincos(azimuth)
        up, level = dr.sincos(elevation)
        return origin, mi.Vector3f(cosine * level, sine * level, up)


def place_in_pixel(sample: Any) -> tuple[Any, Any]:
    """Where a pixel's first, second, … ray goes through it, 0..1: evenly spread however many there are.

    The first goes through the middle, and all pixels are alike, so that edges are smooth. M. Roberts'
    additive sequence R2 (2018): multiples of the powers of the plastic number's inverse.
    """
    mi = mitsuba()
    shifted = [0.5 + mi.Float(sample) * step for step in (0.7548776662466927, 0.5698402909980532)]
    across, down = (value - dr.floor(value) for value in shifted)
    return across, down
