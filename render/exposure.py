"""Exposure and white of all pictures of a room: chosen once, stated, and locked while lights are dimmed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from render.mixing import luminance_of
from scenes.scene import Scene, SurfaceKind

if TYPE_CHECKING:
    from render.light_field import LightField  # would bring the ray caster to whoever only shows pictures

Array = NDArray[np.float64]
Adapt = float | str

TYPICAL = 0.38  # share of white that half of the room's shell exceeds at the chosen exposure
SHELL = (SurfaceKind.FLOOR, SurfaceKind.CEILING, SurfaceKind.WALL)
SATURATION = 1.2  # luminance 1.2 x 2**EV is white (ISO 12232, saturation-based speed)
ADAPTATION = 0.85  # degree to which the eye takes the luminaires' mean colour for white
LEAST_CHANNEL = 1e-3  # of a white: light without any blue is never taken wholly for white
AUTO, NONE = "auto", "none"


def white_luminance_cd_m2(ev: float) -> float:
    """The luminance that is shown as white at an exposure, EV at ISO 100 [cd/m2].

    Source: ISO 12232, saturation-based speed: 78 / (100 x 0.65) x 2^EV = 1.2 x 2^EV.
    """
    return float(SATURATION * 2.0**ev)


def full_whites(scene: Scene) -> Array:
    """White of every luminaire at full output, (column, 3)."""
    return np.array([white_rgb(placed.cct_k, placed.duv) for placed in scene.luminaires]).reshape(-1, 3)


def exposure_ev(field: LightField, sky_exitance: Array | None = None) -> float:
    """The exposure of all pictures of this room, as EV at ISO 100, rounded to thirds.

    It is set by the median luminance of floor, walls and ceiling with every luminaire at full output,
    so that it stays the same while lights are dimmed and from view to view. Pictures that are compared,
    such as two luminaires in one room, are taken with the exposure of the first.

    Parameters
    ----------
    sky_exitance
        What patches reflect of the light of a sky that is in the pictures, (patch, 3) [lm/m2].
    """
    light = field.patch_light
    columns = light.direct_lx.mean(axis=0)[..., None] + light.indirect_lx.mean(axis=0)
    exitance = np.einsum(
        "pck,ck->pk", np.broadcast_to(columns, (*columns.shape[:2], 3)), full_whites(field.scene)
    )
    exitance = exitance * field.reflectance
    luminance = luminance_of(exitance if sky_exitance is None else exitance + sky_exitance) / math.pi
    # of several rooms those count in which something hangs: the others are seen through doors
    hung = {placed.room for placed in field.scene.luminaires}
    is_shell = np.array([s.kind in SHELL and (not hung or s.room in hung) for s in field.scene.surfaces])
    area = field.transport.area_m2 * is_shell[field.patches.surface] * (luminance > 0)
    order = np.argsort(luminance)
    half = np.searchsorted(np.cumsum(area[order]), area.sum() / 2)
    typical = float(luminance[order][min(int(half), len(order) - 1)])
    if typical <= 0:
        return 0.0
    return round(3 * math.log2(typical / (TYPICAL * SATURATION))) / 3


def adaptation_white(field: LightField, adapt: Adapt = AUTO, sky_flux_lm: Array | None = None) -> Array:
    """The white that is shown as white, linear R, G, B of luminance 1, (3,).

    Parameters
    ----------
    field
        Its luminaires.
    adapt
        ``auto``: as an eye sees after a minute in the room, the mean colour of all luminaires at full
        output, weighted by flux, of which the eye takes away only a part (each channel to the power 0.85).
        It is the same for every scene and view, so that dimming to a warmer light looks warmer.
        ``none``: as a camera set to daylight. A number: as a camera set to that colour temperature [K], also
        as text with a Duv behind a comma.
    sky_flux_lm
        What comes in of the light of a sky that is in the pictures, (3,) [lm]; for ``auto``.

    Raises
    ------
    ValueError
        When `adapt` is none of these.
    """
    flux_lm = np.array([emitter.flux_lm for emitter in field.emitters])
    light = flux_lm @ full_whites(field.scene)
    return chosen_white(adapt, partly_adapted(light if sky_flux_lm is None else light + sky_flux_lm))


def chosen_white(adapt: Adapt, automatic: Array) -> Array:
    """The white that `adapt` names, as for `adaptation_white`, where ``auto`` is `automatic`, (3,)."""
    if adapt == NONE:
        return np.ones(3)
    return automatic if adapt == AUTO else white_of_choice(adapt)


def white_of_choice(adapt: Adapt) -> Array:
    """White of a stated colour temperature, (3,); ValueError for any other word.

    Parameters
    ----------
    adapt
        A number [K], or its text, which may have a Duv behind a comma, such as ``3000,-0.003``.
    """
    cct_k, comma, duv = str(adapt).partition(",")
    try:
        return white_rgb(float(cct_k), float(duv) if comma else None)
    except ValueError as fault:
        raise ValueError(
            f"white is {adapt!r}; {AUTO}, {NONE} or a colour temperature in kelvin (and Duv: 3000,-0.003),"
            f" {fault}"
        ) from fault


def partly_adapted(light: Array) -> Array:
    """The white that an eye takes for white in a light of that colour, linear R, G, B, (3,)."""
    luminance = float(light @ LUMINANCE_WEIGHTS)
    if luminance <= 0:
        return np.ones(3)
    white: Array = np.maximum(light / luminance, LEAST_CHANNEL) ** ADAPTATION
    normalised: Array = white / float(white @ LUMINANCE_WEIGHTS)
    return normalised
