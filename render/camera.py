"""The camera: rays of pixels, exposure, and from luminance to what a screen shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from render.device import mitsuba
from render.mixing import column_weights, luminance_of
from scenes.scene import SurfaceKind, View

if TYPE_CHECKING:
    from render.light_field import LightField  # would bring the ray caster to whoever only shows pictures

Array = NDArray[np.float64]

TYPICAL = 0.38  # share of white that half of the room's shell exceeds at the chosen exposure
SHELL = (SurfaceKind.FLOOR, SurfaceKind.CEILING, SurfaceKind.WALL)
SATURATION = 1.2  # luminance 1.2 x 2**EV is white (ISO 12232, saturation-based speed)
ADAPTATION = 0.85  # degree to which the eye takes the luminaires' mean colour for white


def camera_axes(view: View) -> tuple[Array, Array, Array]:
    """Unit vectors to the right, up and forward of a view; z is up."""
    forward = np.subtract(view.target_m, view.eye_m).astype(float)
    forward /= np.linalg.norm(forward)
    helper = np.array([0.0, 0.0, 1.0]) if abs(forward[2]) < 0.999 else np.array([0.0, 1.0, 0.0])
    right = np.cross(forward, helper)
    right /= np.linalg.norm(right)
    return right, np.cross(right, forward), forward


def pixel_directions(view: View, column: Any, row: Any) -> Any:
    """Unit directions through points of the picture, in pixels from its upper left corner (device arrays)."""
    import drjit as dr

    mi = mitsuba()
    right, up, forward = camera_axes(view)
    width, height = view.size_px
    half = math.tan(math.radians(view.fov_deg) / 2)
    x = (2 * column / dr.opaque(mi.Float, width) - 1) * dr.opaque(mi.Float, half)
    y = (1 - 2 * row / dr.opaque(mi.Float, height)) * dr.opaque(mi.Float, half * height / width)
    axes = [[dr.opaque(mi.Float, float(v)) for v in axis] for axis in (right, up, forward)]
    parts = (axes[0][k] * x + axes[1][k] * y + axes[2][k] for k in range(3))
    return dr.normalize(mi.Vector3f(*parts))


def exposure_ev(field: LightField) -> float:
    """The exposure of all pictures of this room, as EV at ISO 100, rounded to thirds.

    It is set by the median luminance of floor, walls and ceiling with every luminaire at full output,
    so that it stays the same while lights are dimmed and from view to view.
    """
    full = np.array([white_rgb(placed.cct_k) for placed in field.scene.luminaires]).reshape(-1, 3)
    light = field.patch_light
    columns = light.direct_lx.mean(axis=0)[..., None] + light.indirect_lx.mean(axis=0)
    exitance = np.einsum("pck,ck->pk", np.broadcast_to(columns, (*columns.shape[:2], 3)), full)
    luminance = luminance_of(exitance * field.reflectance) / math.pi
    is_shell = np.array([surface.kind in SHELL for surface in field.scene.surfaces])
    area = field.transport.area_m2 * is_shell[field.patches.surface] * (luminance > 0)
    order = np.argsort(luminance)
    half = np.searchsorted(np.cumsum(area[order]), area.sum() / 2)
    typical = float(luminance[order][min(int(half), len(order) - 1)])
    if typical <= 0:
        return 0.0
    return round(3 * math.log2(typical / (TYPICAL * SATURATION))) / 3


def adaptation_white(field: LightField, scene_name: str | None) -> Array:
    """The white the eye adapts to, linear RGB of luminance 1: the luminaires' mean, weighted by flux.

    Adaptation is incomplete: each channel is taken to the power of its degree.
    """
    flux = np.array([emitter.flux_lm for emitter in field.emitters])
    weights = column_weights(field.scene, scene_name) * flux[:, None]
    total = weights.sum(axis=0)
    if total @ LUMINANCE_WEIGHTS <= 0:
        return np.ones(3)
    white: Array = np.maximum(total / (total @ LUMINANCE_WEIGHTS), 1e-3) ** ADAPTATION
    normalised: Array = white / (white @ LUMINANCE_WEIGHTS)
    return normalised


def displayed(luminance_cd_m2: Array, ev: float, white: Array) -> Array:
    """sRGB values 0..1 of linear luminances (..., 3): adapted, exposed, tone-mapped and encoded.

    Tone mapping is Khronos PBR Neutral (Khronos Group, 2024): exact for ordinary colours, a soft
    shoulder towards white above 0.76. Encoding is IEC 61966-2-1.
    """
    # eight bits do not need double precision
    exposed = np.float32(luminance_cd_m2) / np.float32(white * SATURATION * 2.0**ev)
    neutral = np.clip(_pbr_neutral(np.maximum(exposed, 0.0)), 0.0, 1.0)
    low = neutral <= 0.0031308
    encoded: Array = np.where(low, 12.92 * neutral, 1.055 * np.maximum(neutral, 1e-9) ** (1 / 2.4) - 0.055)
    return encoded


def _pbr_neutral(colour: Array) -> Array:
    start, desaturation = 0.8 - 0.04, 0.15
    lowest = colour.min(axis=-1, keepdims=True)
    offset = np.where(lowest < 0.08, lowest - 6.25 * lowest**2, 0.04)
    colour = colour - offset
    peak = colour.max(axis=-1, keepdims=True)
    span = 1 - start
    new_peak = 1 - span**2 / (np.maximum(peak, start) + span - start)
    compressed = colour * new_peak / np.maximum(peak, 1e-9)
    share = 1 - 1 / (desaturation * (np.maximum(peak, start) - new_peak) + 1)
    mixed: Array = np.where(peak < start, colour, compressed * (1 - share) + new_peak * share)
    return mixed
