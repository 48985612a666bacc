"""The light of a GLDF variant: photometric files scaled to what the product states, turned, and summed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.combine_light import UPRIGHT, PlacedLight, combined, scaled, summed
from assets.gldf_geometry import Shape
from assets.gldf_product import LightEmitter, LightSource
from assets.l3d import turn_zxy
from assets.luminaire import Mounting
from assets.photometry import OpeningShape, Photometry
from assets.planes import turned_symmetry
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]

LEAST_BEFORE_M = 0.001  # from the surface it is mounted on to a luminaire's opening
DIFFERS = 0.05  # share by which product and file may differ before it is a warning


@dataclass(frozen=True, eq=False)
class EmitterLight:
    """The light of one emitter: its photometry, how it is turned (4, 4), and where it hangs."""

    emitter: str
    place: str  # name of a light-emitting object, empty where the geometry has none
    photometry: Photometry
    turn: Array
    source: LightSource
    where: str


@dataclass(frozen=True, eq=False)
class LuminaireLight:
    """The light of a whole variant in the luminaire's frame."""

    photometry: Photometry
    centre_m: tuple[float, float, float]
    cct_range_k: tuple[float, float] | None


def emitter_light(
    emitter: str, place: str, way: LightEmitter, files: Sequence[Photometry], problems: list[Problem]
) -> EmitterLight:
    """An emitter's light; channels of one light source burn together, with the power of all of them.

    See `_flux_factor` for what a stated flux does.
    """
    distributions = []
    for file, (_, stated_lm) in zip(files, way.lights, strict=True):
        factor = _flux_factor(emitter, file, stated_lm, way, problems)
        distributions.append(scaled(file.distribution, factor) if factor != 1.0 else file.distribution)
    x, y, z, about_axis = way.rotation_deg
    turn = np.eye(4)
    turn[:3, :3] = turn_zxy(x, y, z) @ turn_zxy(0.0, 0.0, about_axis)
    if any(way.rotation_deg):
        message = (
            f"the light of {emitter} is turned by {x:g}°, {y:g}°, {z:g}° and {about_axis:g}° about its axis"
        )
        problems.append(info("GLDF_EMITTER_TURNED", way.where, f"{message}, in the order z, x, y"))
    if len(files) > 1:
        message = f"{len(files)} channels of {emitter} are taken to burn together at full output"
        problems.append(info("GLDF_CHANNELS_SUMMED", way.where, message))
    merged = replace(
        files[0],
        distribution=summed(distributions, way.where, problems),
        power_w=_power_of_channels(emitter, way, files, problems),
    )
    return EmitterLight(emitter, place, merged, turn, way.source, way.where)


def _flux_factor(
    emitter: str, file: Photometry, stated_lm: float | None, way: LightEmitter, problems: list[Problem]
) -> float:
    """What a file's intensities are multiplied by so that they have the flux the product states.

    A stated flux takes the place of that of the file's light sources, and where the file states none, of its
    integral. A fixed emitter's that is the file's own integral already is that of the luminaire: then nothing
    is to be done. A changeable lamp's says nothing of a file that knows no lamps: that is left as it is.
    """
    if stated_lm is None or stated_lm <= 0.0:
        return 1.0
    own_lm, lamps_lm = file.zonal_flux_lm(), file.lamp_flux_lm
    if way.changeable and not lamps_lm:
        message = (
            f"the lamp of {emitter} has {stated_lm:.6g} lm, and its photometric file is absolute and states "
            f"no flux of lamps; the file's {own_lm:.6g} lm are taken"
        )
        hint = "Ask the maker for relative photometry, or with which lamp it was measured."
        problems.append(warning("GLDF_LAMP_FLUX_NOT_USED", way.where, message, hint))
        return 1.0
    if lamps_lm and not way.changeable and abs(stated_lm - own_lm) <= DIFFERS * own_lm:
        _told(f"the flux of {emitter}", own_lm, stated_lm, "lm", way.where, problems, holds="file")
        return 1.0
    there_lm = lamps_lm or own_lm
    if there_lm <= 0.0:
        return 1.0
    _told(f"the flux of {emitter}", there_lm, stated_lm, "lm", way.where, problems)
    return stated_lm / there_lm


def _power_of_channels(
    emitter: str, way: LightEmitter, files: Sequence[Photometry], problems: list[Problem]
) -> float | None:
    """The power of all channels' files together; None, with a warning where nothing else says it."""
    powers = [file.power_w for file in files if file.power_w is not None]
    if len(powers) == len(files):
        return sum(powers)
    if len(files) > 1 and way.source.power_w is None:
        message = f"{len(powers)} of the {len(files)} channels of {emitter} state a power; it has none"
        problems.append(warning("POWER_MISSING", way.where, message, "State the power of the light source."))
    return None


def luminaire_light(lights: Sequence[EmitterLight], shape: Shape, problems: list[Problem]) -> LuminaireLight:
    """All emitters of a variant as one photometry, its opening's centre, and the range of its white."""
    placed = [_placed(light, shape) for light in lights]
    distribution, opening, centre = combined(placed, lights[0].where, problems)
    first = lights[0].photometry
    if len(lights) == 1 and not shape.emitters and np.array_equal(lights[0].turn, np.eye(4)):
        opening = first.opening
    if len(lights) > 1:
        parts = ", ".join(
            f"{each.emitter} {light.distribution.luminous_flux_lm():.0f} lm"
            for each, light in zip(lights, placed, strict=True)
        )
        size = " x ".join(f"{extent:.3f}" for extent in opening.size_m)
        message = (
            f"the light of {len(lights)} emitters ({parts}) is summed; it leaves from one box of {size} m "
            "around all of them, so that very near the luminaire it is not exact"
        )
        problems.append(warning("GLDF_EMITTERS_SUMMED", lights[0].where, message))
    photometry = replace(
        first,
        distribution=distribution,
        opening=opening,
        symmetry=_symmetry(first, placed),
        power_w=_overridden("power", lights, "power_w", "W", problems, add=True),
        cct_k=_overridden("colour temperature", lights, "cct_k", "K", problems),
        colour_rendering_index=_overridden(
            "colour rendering", lights, "colour_rendering_index", "", problems
        ),
        lamp_flux_lm=None,
        lamp_sets=(),
        lamp_set=1,
        ies=None,
        eulumdat=None,
        problems=(),
    )
    ranges = [light.source.cct_range_k for light in lights if light.source.cct_range_k]
    return LuminaireLight(photometry, centre, ranges[0] if ranges else None)


def before_surface(light: LuminaireLight, mounting: Mounting, problems: list[Problem]) -> LuminaireLight:
    """The light moved before the surface it is mounted on, where its opening lies in or behind that.

    A recessed luminaire's emitting object is often deep in its reflector. Its light was measured as it
    leaves the whole luminaire, so it leaves at the surface.
    """
    sides = {Mounting.WALL: (1, 1.0), Mounting.FLOOR: (2, 1.0), Mounting.TABLE: (2, 1.0)}
    hanging = (Mounting.CEILING, Mounting.RECESSED, Mounting.PENDANT)
    axis, side = (2, -1.0) if mounting in hanging else sides.get(mounting, (2, 0.0))
    half_m = light.photometry.opening.size_m[axis] / 2.0
    before_m = side * light.centre_m[axis] - half_m
    if side == 0.0 or before_m >= LEAST_BEFORE_M:
        return light
    centre = list(light.centre_m)
    centre[axis] = side * (half_m + LEAST_BEFORE_M)
    if before_m < -LEAST_BEFORE_M:
        message = (
            f"its light lies {-1000 * before_m:.0f} mm behind the surface it is mounted on; "
            "it leaves at that surface here"
        )
        problems.append(info("GLDF_LIGHT_AT_SURFACE", "body", message))
    return replace(light, centre_m=(centre[0], centre[1], centre[2]))


def _placed(light: EmitterLight, shape: Shape) -> PlacedLight:
    place = shape.place_of(light.place, light.where)
    if place is None:
        opening = light.photometry.opening
        is_round = opening.shape not in (OpeningShape.RECTANGLE, OpeningShape.POINT)
        return PlacedLight(light.photometry.distribution, light.turn, opening.size_m, is_round)
    x, y = place.size_m
    tall = max(place.heights_m) if place.heights_m else 0.0
    return PlacedLight(light.photometry.distribution, place.frame @ light.turn, (x, y, tall), place.round)


def _symmetry(first: Photometry, placed: Sequence[PlacedLight]) -> str:
    """What is known of the whole light's symmetry: that of one light that is turned about z only."""
    turn = placed[0].frame
    if len(placed) > 1 or turn[2, 2] < UPRIGHT:
        return ""
    return turned_symmetry(first.symmetry, float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0]))))


def _overridden(
    what: str,
    lights: Sequence[EmitterLight],
    key: str,
    unit: str,
    problems: list[Problem],
    *,
    add: bool = False,
) -> float | None:
    """A value of all emitters: what the product states, else the file; a sum, or the first that there is."""
    values: list[float] = []
    for light in lights:
        there, stated = getattr(light.photometry, key), getattr(light.source, key)
        if stated is not None and there is not None:
            _told(f"the {what} of {light.emitter}", there, stated, unit, light.where, problems)
        value = there if stated is None else stated
        if value is not None:
            values.append(value)
    if add:
        return sum(values) if len(values) == len(lights) else None
    if len(set(values)) > 1:
        listed = ", ".join(f"{value:g}" for value in values)
        problems.append(
            info(
                "GLDF_VALUES_DIFFER",
                lights[0].where,
                f"emitters have a {what} of {listed}; the first is taken",
            )
        )
    return values[0] if values else None


def _told(
    what: str,
    there: float,
    stated: float,
    unit: str,
    where: str,
    problems: list[Problem],
    *,
    holds: str = "product",
) -> None:
    """Say which of the product's value and the file's is taken: a warning where they are far apart."""
    if abs(stated - there) <= 1e-9 * abs(stated):
        return
    in_file, in_product = f"{there:.6g} {unit}".strip(), f"{stated:.6g} {unit}".strip()
    told = f"{in_product} in the product"
    told = f"{told}, which holds" if holds == "product" else f"{told}; the file holds"
    message = f"{what} is {in_file} in its photometric file and {told}"
    if abs(stated - there) > DIFFERS * max(abs(there), 1e-12):
        hint = "Ask the maker which of them is right."
        problems.append(warning("GLDF_OVERRIDES_FILE", where, message, hint))
    else:
        problems.append(info("GLDF_OVERRIDES_FILE", where, message))
