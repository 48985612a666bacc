"""Photometry as lights of glTF: cones and points of KHR_lights_punctual, profiles of EXT_lights_ies.

A punctual light has one intensity and at most a cone. A distribution becomes one or two of them that send
out all its flux, of those that come closest to it (least squares over all directions).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousIntensityDistribution, Photometry
from assets.write_ies import write_ies
from render.glowing import SMALLEST_M2, intensity_and_area, unit_directions
from render.gltf.file import Y_UP, GltfFile
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]

STEP_DEG = 2.0  # of the directions at which lights are compared
OUTER_DEG = np.concatenate([np.arange(4.0, 30.0, 2.0), np.arange(30.0, 90.1, 5.0)])
INNER_SHARES = (0.0, 0.25, 0.5, 0.75, 0.9)
TWO_ARE_BETTER = 0.8  # two cones are taken where they leave less than this share of one light's error
LEAST_SHARE = 0.02  # of the flux: less needs no cone of its own
LEAST_RAMP = 0.001  # of cosines, so that no cone's edge divides by nothing
BRIGHT = 0.05  # of the largest intensity: directions in which a luminaire is looked at


@dataclass(frozen=True)
class PunctualLight:
    """A point, or a cone about `direction` in the photometry's frame, of the flux it stands for.

    `inner_deg` and `outer_deg` are None for a point, otherwise the angles from the axis at which the light
    begins to fall and ends; `intensity_cd` is that on the axis.
    """

    intensity_cd: float
    direction: tuple[float, float, float] = (0.0, 0.0, -1.0)
    inner_deg: float | None = None
    outer_deg: float | None = None


def punctual_lights(distribution: LuminousIntensityDistribution) -> tuple[PunctualLight, ...]:
    """The punctual lights that stand for a distribution; none where it has no light."""
    directions, solid_angle_sr, c_deg, gamma_deg = _directions()
    intensity = distribution.intensity_towards_cd(c_deg, gamma_deg)
    flux = distribution.luminous_flux_lm()
    if flux <= 0.0:
        return ()
    point = (PunctualLight(flux / (4 * math.pi)),)
    one = _cone(intensity, np.ones(len(intensity), bool), flux)
    below = directions[:, 2] < 0
    down = float((intensity * solid_angle_sr)[below].sum() / (intensity @ solid_angle_sr))
    two: tuple[PunctualLight, ...] = ()
    if LEAST_SHARE < down < 1 - LEAST_SHARE:
        two = (*_cone(intensity, below, flux * down), *_cone(intensity, ~below, flux * (1 - down)))
    single = min((point, one), key=lambda lights: _error(lights, intensity))
    is_two = two and _error(two, intensity) < TWO_ARE_BETTER * _error(single, intensity)
    return two if is_two else single


def towards_cd(light: PunctualLight, directions: Array) -> Array:
    """Intensity towards unit directions (direction, 3), with the fall-off that the extension recommends."""
    if light.inner_deg is None or light.outer_deg is None:
        return np.full(len(directions), light.intensity_cd)
    return light.intensity_cd * _fall_off(
        directions @ np.array(light.direction), light.inner_deg, light.outer_deg
    )


def _fall_off(cosine: Array, inner_deg: float, outer_deg: float) -> Array:
    """Share of the axis' intensity: the square of a ramp between the cosines of both angles."""
    inner, outer = math.cos(math.radians(inner_deg)), math.cos(math.radians(outer_deg))
    share: Array = np.clip((cosine - outer) / max(LEAST_RAMP, inner - outer), 0.0, 1.0) ** 2
    return share


def _cone(intensity: Array, part: NDArray[np.bool_], flux_lm: float) -> tuple[PunctualLight, ...]:
    """The cone of that flux that comes closest to the intensities of a part of all directions."""
    directions, solid_angle_sr, _, _ = _directions()
    wanted = np.where(part, intensity, 0.0)
    axis = (wanted * solid_angle_sr) @ directions
    length = float(np.linalg.norm(axis))
    if length <= 1e-6 * float(wanted @ solid_angle_sr):
        return ()
    axis = _steady(axis / length)
    best, least = None, math.inf
    cosine = directions @ axis
    for outer in OUTER_DEG.tolist():
        for inner in (share * outer for share in INNER_SHARES):
            shape = _fall_off(cosine, inner, outer)
            peak = flux_lm / _cone_sr(inner, outer)
            error = float((wanted - peak * shape) ** 2 @ solid_angle_sr)
            if error < least:
                best, least = PunctualLight(peak, _triple(axis), inner, outer), error
    return () if best is None else (best,)


def _cone_sr(inner_deg: float, outer_deg: float) -> float:
    """The integral of the fall-off over all directions [sr]."""
    inner, outer = math.cos(math.radians(inner_deg)), math.cos(math.radians(outer_deg))
    ramp, reach = max(LEAST_RAMP, inner - outer), 1.0 - outer
    ramped = min(ramp, reach) ** 3 / (3 * ramp**2)
    return 2 * math.pi * (ramped + max(reach - ramp, 0.0))


def _steady(axis: Array) -> Array:
    """The axis, exactly upright or downright where it nearly is."""
    return np.array([0.0, 0.0, math.copysign(1.0, axis[2])]) if abs(axis[2]) > 0.9999 else axis


def _error(lights: tuple[PunctualLight, ...], intensity: Array) -> float:
    directions, solid_angle_sr, _, _ = _directions()
    if not lights:
        return math.inf
    total = sum(towards_cd(light, directions) for light in lights)
    return float((intensity - total) ** 2 @ solid_angle_sr)


@lru_cache(maxsize=1)
def _directions() -> tuple[Array, Array, Array, Array]:
    """Unit directions (direction, 3), the solid angle of each, and its C and gamma."""
    gamma = np.arange(STEP_DEG / 2, 180.0, STEP_DEG)
    c = np.arange(0.0, 360.0, 4 * STEP_DEG)
    c_deg, gamma_deg = (grid.ravel() for grid in np.meshgrid(c, gamma, indexing="ij"))
    g, half = np.radians(gamma_deg), math.radians(STEP_DEG / 2)
    solid_angle = (np.cos(g - half) - np.cos(g + half)) * (2 * math.pi / len(c))
    return unit_directions(c_deg, gamma_deg), solid_angle, c_deg, gamma_deg


def mean_luminance_cd_m2(placed: PlacedLuminaire) -> float:
    """Mean luminance of a body's glowing parts at full output, over the directions in which it shines.

    The luminaire's intensity towards a direction is luminance times projected area of what faces it.
    """
    _, solid_angle_sr, c_deg, gamma_deg = _directions()
    intensity, area = intensity_and_area(placed, c_deg, gamma_deg)
    shines = intensity > BRIGHT * intensity.max()
    total = float(area[shines] @ solid_angle_sr[shines])
    return float(intensity[shines] @ solid_angle_sr[shines]) / total if total > SMALLEST_M2 else 0.0


def light_nodes(
    file: GltfFile, placed: PlacedLuminaire, *, dimming: float, white: Array, kinds: tuple[str, ...]
) -> list[int]:
    """Nodes of the lights of one luminaire, to hang below a node in whose frame y is the photometry's z.

    Parameters
    ----------
    dimming, white
        Relative flux, and linear colour of luminance 1.
    kinds
        ``punctual``, ``ies`` or both.
    """
    strength = float(white.max())
    colour = [round(float(channel / strength), 6) for channel in white]
    photometry, nodes = placed.luminaire.photometry, []
    if "punctual" in kinds:
        table = photometry.distribution
        tables = (table.c_deg, table.gamma_deg, table.intensity_cd)
        for light in _known_lights(*(np.asarray(values, np.float64).tobytes() for values in tables)):
            entry = _punctual(light, light.intensity_cd * dimming * strength, colour)
            index = file.add_light("KHR_lights_punctual", entry)
            nodes.append(_node(file, f"{placed.id}:light", light.direction, "KHR_lights_punctual", index))
    if "ies" in kinds and photometry.distribution.maximum_cd() > 0.0:
        file.use("EXT_lights_ies")
        profile = {"bufferView": file.data(_profile(photometry)), "mimeType": "application/x-ies-lm-63"}
        index = file.add_light("EXT_lights_ies", profile)
        node = _node(file, f"{placed.id}:photometry", (0.0, 0.0, -1.0), "EXT_lights_ies", index)
        shown = file.document["nodes"][node]["extensions"]["EXT_lights_ies"]
        shown.update({"multiplier": float(f"{dimming * strength:.6g}"), "color": colour})
        nodes.append(node)
    return nodes


@lru_cache(maxsize=64)
def _known_lights(c_deg: bytes, gamma_deg: bytes, intensity_cd: bytes) -> tuple[PunctualLight, ...]:
    """The lights of a table; many luminaires have the same one."""
    c, gamma = np.frombuffer(c_deg), np.frombuffer(gamma_deg)
    table = np.frombuffer(intensity_cd).reshape(len(c), len(gamma))
    return punctual_lights(LuminousIntensityDistribution(c, gamma, table))


def _punctual(light: PunctualLight, intensity_cd: float, colour: list[float]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type": "point",
        "intensity": float(f"{intensity_cd:.6g}"),
        "color": colour,
    }
    if light.inner_deg is not None and light.outer_deg is not None:
        entry["type"] = "spot"
        entry["spot"] = {
            "innerConeAngle": round(math.radians(light.inner_deg), 6),
            "outerConeAngle": min(round(math.radians(light.outer_deg), 6), 1.570796),
        }
    return entry


def _node(
    file: GltfFile, name: str, direction: tuple[float, float, float], extension: str, light: int
) -> int:
    """A node whose -z, the way lights of glTF look, is a direction of the photometry's frame."""
    node: dict[str, Any] = {"name": name, "extensions": {extension: {"light": light}}}
    turn = quaternion(Y_UP @ _looking(np.array(direction)))
    if turn is not None:
        node["rotation"] = turn
    return file.add("nodes", node)


def _looking(direction: Array) -> Array:
    """A rotation that takes -z to a direction; none for -z itself."""
    if direction[2] < -0.9999:
        return np.eye(3)
    z = -direction
    x = np.cross([0.0, 1.0, 0.0], z)
    x = np.array([1.0, 0.0, 0.0]) if np.linalg.norm(x) < 1e-6 else x / np.linalg.norm(x)
    return np.column_stack([x, np.cross(z, x), z])


def quaternion(rotation: Array) -> list[float] | None:
    """A rotation (3, 3) as glTF's unit quaternion (x, y, z, w); None where nothing is turned."""
    m = rotation
    four = np.array(
        [
            1 + m[0, 0] - m[1, 1] - m[2, 2],
            1 - m[0, 0] + m[1, 1] - m[2, 2],
            1 - m[0, 0] - m[1, 1] + m[2, 2],
            1 + m[0, 0] + m[1, 1] + m[2, 2],
        ]
    )
    k = int(four.argmax())
    sums = [m[1, 0] + m[0, 1], m[0, 2] + m[2, 0], m[2, 1] + m[1, 2]]
    turns = [m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]]
    rows = [
        [four[0], sums[0], sums[1], turns[0]],
        [sums[0], four[1], sums[2], turns[1]],
        [sums[1], sums[2], four[2], turns[2]],
        [turns[0], turns[1], turns[2], four[3]],
    ]
    unit = np.array(rows[k]) / np.linalg.norm(rows[k])
    unit = np.round(unit * (1.0 if unit[3] >= 0 else -1.0), 9) + 0.0
    return None if unit[3] == 1.0 else [float(value) for value in unit]


def _profile(photometry: Photometry) -> bytes:
    """The photometry as an IES file; an opening that the format lacks is left out, viewers need none."""
    opening = photometry.opening
    if opening.turn_deg != 0.0 or opening.sides_m is not None:
        return write_ies(photometry.distribution, name=photometry.name, manufacturer=photometry.manufacturer)
    return write_ies(
        photometry.distribution,
        name=photometry.name,
        manufacturer=photometry.manufacturer,
        opening=opening,
        power_w=photometry.power_w or 0.0,
    )


def _triple(values: Array) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
