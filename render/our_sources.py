"""The light sources in our own luminaires: what shines in each body, and where.

Built-in sources have shares of 1 lm, as the stated flux says how much they give; bulbs have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.body import Body
from assets.designs.finishes import BULB, DIFFUSER, OPAL
from assets.designs.linear import HIGH_M as LINEAR_HIGH_M
from assets.designs.track import TILT_DEG, lens_places_m
from assets.our_bodies import BODY
from assets.our_light import spot
from assets.photometry import LuminousOpening, OpeningShape
from render.goniometer import BulbSource, GlowingSource, Symmetry
from render.goniometry.sources import Source

Array = NDArray[np.float64]
Point = tuple[float, float, float]
Sources = Callable[[Body], list[Source]]

DOWN, UP = (0.0, 0.0, -1.0), (0.0, 0.0, 1.0)
IN_FRONT_M = 0.0004  # of a lens, where its light starts


@dataclass(frozen=True)
class Measured:
    """How one photometric file is measured.

    Parameters
    ----------
    sources
        The light sources for a body.
    symmetry
        What is taken for granted of the body.
    body
        The file of the body that it belongs to.
    flux_lm
        What the file is to hold where that is not what `luminaire.toml` states [lm].
    c_step_deg, gamma_step_deg
        Of the table; None as the goniometer chooses.
    paths
        Rays that are followed: more where clear glass turns them.
    """

    sources: Sources
    symmetry: Symmetry
    body: str = BODY
    flux_lm: float | None = None
    c_step_deg: float = 15.0
    gamma_step_deg: float | None = None
    paths: int = 1 << 18


def facing(body: Body, material: str, towards: Point, least: float = 0.05) -> tuple[int, ...]:
    """Triangles of a material whose front looks towards a direction, by at least that cosine."""
    corners = body.vertices_m[body.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    names = np.array([each.name for each in body.materials])
    chosen = (names[body.material_of_triangle] == material) & (normal @ np.array(towards) >= least)
    return tuple(int(index) for index in np.flatnonzero(chosen))


def glowing(flux_lm: float, material: str) -> Sources:
    """All of a material glows evenly."""
    return lambda body: [GlowingSource(flux_lm, materials=(material,))]


def glowing_to(*parts: tuple[float, Point], least: float = 0.05) -> Sources:
    """The diffuser's sides towards some directions glow, each with a flux of its own."""
    return lambda body: [
        GlowingSource(flux_lm, triangles=facing(body, DIFFUSER.name, towards, least))
        for flux_lm, towards in parts
    ]


def lens(
    flux_lm: float, beam_deg: float, place_m: Point, opening: LuminousOpening, tilt_deg: float = 0.0
) -> Source:
    """A lens that throws a lobe cos^n down, tilted about x towards +y."""
    a = np.deg2rad(tilt_deg)
    frame = np.array([[1.0, 0.0, 0.0], [0.0, np.cos(a), -np.sin(a)], [0.0, np.sin(a), np.cos(a)]])
    return BulbSource(flux_lm, spot(beam_angle_deg=beam_deg), place_m, opening, frame)


def _disc(diameter_m: float) -> LuminousOpening:
    return LuminousOpening(OpeningShape.DISC, (diameter_m, diameter_m, 0.0))


def _downlight(beam_deg: float) -> Sources:
    return lambda body: [lens(1.0, beam_deg, (0.0, 0.0, -0.003 - IN_FRONT_M), _disc(0.064))]


def _surface_spot(body: Body) -> list[Source]:
    return [lens(345.0, 36.0, (0.0, 0.0, -0.098 - IN_FRONT_M), _disc(0.044))]


def _updown(body: Body) -> list[Source]:
    """60 % down and 40 % up, both lobes leaning 8 degrees away from the wall."""
    window = LuminousOpening(OpeningShape.RECTANGLE, (0.070, 0.048, 0.0))
    at = 0.0555 + 0.0036  # so that the leaning windows begin in front of the glass
    return [
        lens(0.6, 50.0, (0.0, 0.054, -at), window, 8.0),
        lens(0.4, 50.0, (0.0, 0.054, at), window, 172.0),
    ]


def _track(beam_deg: float, heads: int = 3) -> Sources:
    step = np.array([0.0, np.sin(np.deg2rad(TILT_DEG)), -np.cos(np.deg2rad(TILT_DEG))]) * IN_FRONT_M
    places = [tuple(float(x) for x in np.array(place) + step) for place in lens_places_m(heads)]
    return lambda body: [lens(1.0 / heads, beam_deg, (x, y, z), _disc(0.050), TILT_DEG) for x, y, z in places]


def _mirror(body: Body) -> list[Source]:
    """The tube, less its ends, which the caps hide."""
    ends = {
        *facing(body, DIFFUSER.name, (1.0, 0.0, 0.0), 0.5),
        *facing(body, DIFFUSER.name, (-1.0, 0.0, 0.0), 0.5),
    }
    whole = facing(body, DIFFUSER.name, DOWN, -1.0)
    return [GlowingSource(1.0, triangles=tuple(index for index in whole if index not in ends))]


def _linear(body: Body) -> list[Source]:
    """The lower face of the lower diffuser, and the upper face of the upper."""
    height = body.vertices_m[body.triangles][:, :, 2].mean(axis=1)
    middle = (body.vertices_m[:, 2].min() + LINEAR_HIGH_M / 2.0).item()
    below = tuple(index for index in facing(body, DIFFUSER.name, DOWN, 0.9) if height[index] < middle)
    above = tuple(index for index in facing(body, DIFFUSER.name, UP, 0.9) if height[index] > middle)
    return [GlowingSource(0.64, triangles=below), GlowingSource(0.36, triangles=above)]


_ROUND = Symmetry.ROUND

OUR_SOURCES: Mapping[str, Mapping[str, Measured]] = {
    "ceiling-disc-400": {"photometry.ldt": Measured(glowing_to((1.0, DOWN), least=-0.02), _ROUND)},
    "chandelier-globes-6": {
        "photometry.ldt": Measured(glowing(1.0, OPAL.name), _ROUND),
        "photometry-4.ldt": Measured(glowing(1.0, OPAL.name), _ROUND, "body-4.glb", 1400.0),
        "photometry-8.ldt": Measured(glowing(1.0, OPAL.name), _ROUND, "body-8.glb", 2800.0),
    },
    "downlight-recessed-90": {
        "photometry.ldt": Measured(_downlight(60.0), _ROUND),
        "photometry-38.ldt": Measured(_downlight(38.0), _ROUND),
        "photometry-90.ldt": Measured(_downlight(90.0), _ROUND),
    },
    "floor-arc-1900": {"photometry.ldt": Measured(glowing_to((1.0, DOWN)), _ROUND)},
    "floor-uplight-1800": {"photometry.ldt": Measured(glowing_to((1.0, UP)), _ROUND)},
    "lantern-wall-360": {
        "photometry.ldt": Measured(
            glowing(806.0, BULB.name), Symmetry.C90_C270, gamma_step_deg=5.0, paths=1 << 21
        )
    },
    "pendant-dome-400": {"photometry.ldt": Measured(glowing_to((1.0, DOWN)), _ROUND)},
    "pendant-drum-450": {
        "photometry.ldt": Measured(glowing(1055.0, BULB.name), _ROUND),
        "photometry-350.ldt": Measured(glowing(1055.0, BULB.name), _ROUND, "body-350.glb", 677.0),
        "photometry-600.ldt": Measured(glowing(1055.0, BULB.name), _ROUND, "body-600.glb", 744.0),
    },
    "pendant-globe-300": {"photometry.ldt": Measured(glowing(1.0, OPAL.name), _ROUND)},
    "pendant-linear-1200": {"photometry.ldt": Measured(_linear, Symmetry.QUADRANTS)},
    "spot-surface-80": {"photometry.ldt": Measured(_surface_spot, _ROUND)},
    "table-mushroom-280": {"photometry.ldt": Measured(glowing(1.0, OPAL.name), _ROUND)},
    "table-task-440": {"photometry.ldt": Measured(glowing_to((1.0, DOWN), least=0.5), Symmetry.C0_C180)},
    "track-spots-3": {
        "photometry.ldt": Measured(_track(36.0), Symmetry.C90_C270, c_step_deg=10.0),
        "photometry-24.ldt": Measured(_track(24.0), Symmetry.C90_C270, c_step_deg=10.0),
        "photometry-60.ldt": Measured(_track(60.0), Symmetry.C90_C270, c_step_deg=10.0),
    },
    "wall-mirror-600": {"photometry.ldt": Measured(_mirror, Symmetry.C90_C270)},
    "wall-updown-120": {"photometry.ldt": Measured(_updown, Symmetry.C90_C270)},
}
