"""First sight: a picture in a fraction of a second, of light that is already worked out.

Camera rays meet the same surfaces with the same materials as in better pictures, but what they see there
is the illuminance of patches, read smoothly: no ray goes on from there but those of mirrors and clear
glass. Shadows are as fine as patches, highlights and the light between a luminaire and its own body are
left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.device import mitsuba
from render.device_arrays import device_floats
from render.light_field import LightField
from render.pictures.body_rays import NOBODY
from render.pictures.edges import needs_more
from render.pictures.frame import Frame
from render.pictures.glow import Sky, load_glow
from render.pictures.lens import Lens, place_in_pixel
from render.pictures.looks import load_looks
from render.pictures.patch_light import PatchColours, patch_colours, smooth_patch_colour
from render.pictures.seen import Eye, look
from render.pictures.sight import SeenPoints, Sight
from render.pictures.sky_light import SkyLight, sky_light
from render.sampling import hashed, opaque_key
from render.surface_light import patch_illuminance_lx

Array = NDArray[np.float64]
Single = NDArray[np.float32]

BOUNCES = 3  # a mirror's mirror ends here
ON_EDGES = 3  # more rays of pixels on edges
BAND_RAYS = 1 << 22  # at a time, were all pixels on edges: bounds memory


def first_sight(
    field: LightField,
    lens: Lens,
    weights: Array,
    sky: Sky | None,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[Array, Array]:
    """Luminance (row, column, 3) [cd/m2] and illuminance (row, column) [lx] of a mix of luminaires.

    The illuminance is NaN where nothing is seen.

    Parameters
    ----------
    weights
        Of each luminaire, (luminaire, 3).
    sky
        What is behind windows and lights the room through them; None is black.
    progress
        Told the share done; may raise to stop.
    """
    eye = Eye(load_looks(field), load_glow(field.scene.luminaires), sky, lens.spread)
    light = _Light(field, weights, sky_light(field, sky))
    width, height = lens.size_px
    step = max(1, BAND_RAYS // (width * (1 + ON_EDGES)))
    luminance, lux = np.empty((height, width, 3)), np.empty((height, width))
    for first in range(0, height, step):
        rows = slice(first, min(first + step, height))
        colours, lit = _band(eye, lens, light, first, rows.stop - first)
        luminance[rows], lux[rows] = colours.reshape(-1, width, 3), lit.reshape(-1, width)
        progress(rows.stop / height)
    return luminance, lux


class _Light:
    """Light of a mix of luminaires and of a sky, on the device."""

    def __init__(self, field: LightField, weights: Array, sky: SkyLight | None) -> None:
        received = patch_illuminance_lx(field, weights)
        area = field.transport.area_m2
        total = max(float(area.sum()), 1e-30)
        self.scene = field.ray_scene
        # what is measured is the luminaires' alone
        self.measured = None if sky is None else (patch_colours(field, received), (area @ received) / total)
        if sky is not None:
            received = received + sky.direct_lx + sky.indirect_lx
        self.patches: PatchColours = patch_colours(field, received)
        # bodies have no patches: they get what is usual in the room
        self.mean_lx = (area @ received) / total
        self.mean_exitance = (area @ (received * field.reflectance)) / total
        self.weights = [device_floats(each) for each in weights.T]

    def arriving(self, points: SeenPoints) -> Any:
        """Illuminance at seen points, three channels [lx]."""
        return self._read(points, self.patches, self.mean_lx)

    def by_luminaires(self, points: SeenPoints, arriving: Any) -> Any:
        """What of the light arriving at seen points is not the sky's, three channels [lx]."""
        return arriving if self.measured is None else self._read(points, *self.measured)

    def _read(self, points: SeenPoints, patches: PatchColours, mean: Array) -> Any:
        in_room = points.luminaire == NOBODY
        triangle = dr.select(in_room, points.triangle, 0)
        read = smooth_patch_colour(self.scene, patches, triangle, points.point, points.behind)
        return dr.select(in_room, read, _colour(mean))


def _colour(values: Array) -> Any:
    mi = mitsuba()
    return mi.Vector3f(*(dr.opaque(mi.Float, float(value)) for value in values))


def _band(eye: Eye, lens: Lens, light: _Light, first_row: int, rows: int) -> tuple[Single, Single]:
    """Some rows: luminance, (pixel, 3), and illuminance, (pixel,)."""
    mi = mitsuba()
    width = lens.size_px[0]
    pixels = dr.arange(mi.UInt32, width * rows)
    sight = _look(eye, lens, pixels, first_row, 1)
    luminance, lux = _shown(sight, light)
    more: Any = dr.compress(needs_more(sight, Frame(width, rows), lens.spread))
    if dr.width(more):
        others, _ = _shown(_look(eye, lens, more, first_row, ON_EDGES), light)
        sums = mi.Vector3f(*(dr.block_sum(channel, ON_EDGES) for channel in others))
        mean = (dr.gather(mi.Vector3f, luminance, more) + sums) / (1 + ON_EDGES)
        dr.eval(mean)
        dr.scatter(luminance, mean, more)
    colours: Any = dr.ravel(luminance)
    return colours.numpy().reshape(-1, 3), lux.numpy()


def _look(eye: Eye, lens: Lens, pixels: Any, first_row: int, each: int) -> Sight:
    """What rays of some pixels see: one through the middle, or several spread over the pixel."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(pixels) * each)
    own = dr.gather(mi.UInt32, pixels, lane // each)
    columns = dr.opaque(mi.UInt32, lens.size_px[0])
    pixel = own + dr.opaque(mi.UInt32, first_row) * columns
    sample = lane % each + (0 if each == 1 else 1)
    key = hashed(pixel, opaque_key("first sight"))
    across, down = place_in_pixel(sample)
    origin, direction = lens.rays(mi.Float(pixel % columns) + across, mi.Float(pixel // columns) + down)
    return look(eye, origin, direction, hashed(key, sample), bounces=BOUNCES)


def _shown(sight: Sight, light: _Light) -> tuple[Any, Any]:
    """Luminance of camera rays, and illuminance of what they meet first [lx], NaN where that is nothing."""
    mi = mitsuba()
    total = mi.Vector3f(sight.sky)
    lux = dr.full(mi.Float, dr.nan, sight.lanes)
    for points in sight.points:
        arriving = light.arriving(points)
        # what gloss that is too rough to be followed reflects, as if the room were alike all round
        seen = points.weight * arriving + points.sheen * (_colour(light.mean_exitance) / dr.pi)
        total = sight.with_points(total, points, seen)
        if points is sight.head:
            red, green, blue = (float(weight) for weight in LUMINANCE_WEIGHTS)
            own = light.by_luminaires(points, arriving)
            value = own.x * red + own.y * green + own.z * blue
            lux = dr.select(sight.first.seen & points.active, value, dr.nan)
    glowing = sight.glowing
    if glowing is not None:
        dimmed = mi.Vector3f(*(dr.gather(mi.Float, each, glowing.luminaire) for each in light.weights))
        total = sight.with_glow(total, mi.Vector3f(glowing.share) * dimmed * glowing.luminance_cd_m2)
    dr.eval(total, lux)
    return total, lux
