"""A scene as files of Radiance: geometry, reflectances and photometry for `oconv`, `rtrace` and `rpict`.

Beside the scene (``.rad``) stand one data file for each distribution (``.dat``), the views (``.vf``) and the
points of each measuring plane (``.pts``, for `rtrace -I`). Light is written so that Radiance's luminance,
179 (0.265 R + 0.670 G + 0.065 B), is ours in cd/m2. Only files of Radiance's own library are referred to.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape
from assets.reflectance import PASSED_BACK
from render.mixing import column_weights
from scenes.scene import LitSurface, PlacedLuminaire, Scene, SurfaceKind, View

Array = NDArray[np.float64]

EFFICACY_LM_W = 179.0  # that Radiance takes for equal-energy white (G. Ward, Rendering with Radiance, 1998)
RADIANCE_WEIGHTS = np.array([0.265, 0.670, 0.065])
BALL_RADIUS_M = 0.01
CORNERS_OF_DISC = 24
APART_M = 1e-4  # between the face that shines to one side and that to the other
BEYOND_DEG = 1e-4  # from the last angle of a table to where it gives nothing
LEAST_SHARE = 1e-6  # of the largest intensity: a side that gives less needs no face


def radiance_files(scene: Scene, stem: str, scene_name: str | None = None) -> dict[str, bytes]:
    """The scene as files by name, burning as one of its lighting scenes says, in the configuration's frame.

    Flat luminous openings shine as the faces they are, of either side; others, and points, as a small ball in
    their middle, which is not seen. Bodies of luminaires are left out, for they would keep their own light
    in; textured furniture has the mean reflectance of its triangles. Windows pass their transmittance
    straight and reflect the rest; what is open is left out.

    Parameters
    ----------
    stem
        What the names of all files begin with.
    scene_name
        The lighting scene; None is every luminaire at its own dimming.

    Raises
    ------
    KeyError
        When there is no such lighting scene.
    """
    stem = _word(stem)
    weights = column_weights(scene, scene_name)
    file_from_scene = np.asarray(np.linalg.inv(scene.scene_from_file), dtype=np.float64)
    files: dict[str, bytes] = {}
    lines = [
        f"# {_line(scene.name)}: metres, z up. Light: {_line(scene_name or 'each luminaire as dimmed')}.",
        f"# oconv {stem}.rad > {stem}.oct; rtrace -I -h -ab 5 {stem}.oct < points.pts",
    ]
    for index, surface in enumerate(scene.surfaces):
        if surface.kind is not SurfaceKind.OPEN:
            lines += _surface(surface, index, file_from_scene)
    tables: dict[int, str] = {}
    for index, placed in enumerate(scene.luminaires):
        distribution = placed.luminaire.photometry.distribution
        if not weights[index].any() or distribution.luminous_flux_lm() <= 0.0:
            lines.append(f"# {_line(placed.id)} is off")
            continue
        name = tables.setdefault(id(distribution), f"{stem}-{len(tables) + 1}.dat")
        files.setdefault(name, _table(distribution).encode())
        lines += _luminaire(placed, index, weights[index], name, file_from_scene)
    files[f"{stem}.rad"] = ("\n".join(lines) + "\n").encode()
    for view in scene.views:
        files[_free(f"{stem}-{_word(view.name)}", ".vf", files)] = _view(view, file_from_scene).encode()
    turn = file_from_scene[:3, :3]
    for plane in scene.planes:
        rays = np.hstack([plane.file_points_m, plane.normals @ turn.T])
        rows = "\n".join(" ".join(_number(v) for v in ray) for ray in rays)
        files[_free(f"{stem}-{_word(plane.name)}", ".pts", files)] = f"{rows}\n".encode()
    return files


def _word(text: str) -> str:
    """A name as Radiance and folders take it: letters, digits and a few marks."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text)[:80] or "_"


def _free(stem: str, ending: str, taken: Iterable[str]) -> str:
    """A file's name, with a number where another has it, also but for its case."""
    known = {name.lower() for name in taken}
    numbered = (f"{stem}-{number}{ending}" for number in count(2))
    return next(name for name in chain([f"{stem}{ending}"], numbered) if name.lower() not in known)


def _line(text: str) -> str:
    """Text as a comment takes it: one line."""
    return " ".join(text.split())[:120]


def _number(value: float) -> str:
    return f"{value:.9g}"


def _numbers(values: Array) -> str:
    return " ".join(_number(v) for v in values.ravel())


# Surfaces


def _surface(surface: LitSurface, index: int, file_from_scene: Array) -> Iterator[str]:
    name = f"{_word(surface.name)}-{index}"
    yield f"\n# {_line(surface.name)}"
    rgb = np.asarray(surface.reflectance_rgb)
    passed = surface.transmittance
    if surface.kind is SurfaceKind.PANE and not _is_veil(surface):
        yield f"void glass m-{name} 0 0 3 {_numbers(np.full(3, _transmissivity(passed)))}"
    elif passed > 0.0:  # reflects C (1 - t) and passes C t, where C = reflectance + transmittance
        if surface.kind is SurfaceKind.PANE:
            rgb = np.maximum(rgb - PASSED_BACK * passed, 0.0)  # it has a room behind it
        whole = rgb + passed
        yield f"void trans m-{name} 0 0 7 {_numbers(whole)} 0 0 {_number(passed / float(whole.mean()))} 1"
    else:
        yield f"void plastic m-{name} 0 0 5 {_numbers(rgb)} 0 0"
    vertices = _moved(surface.vertices_m, file_from_scene)
    for number, triangle in enumerate(surface.triangles):
        yield f"m-{name} polygon {name}.{number} 0 0 9 {_numbers(vertices[triangle])}"


def _is_veil(pane: LitSurface) -> bool:
    """Whether light passes a pane through what of it is not there, rather than through glass."""
    return pane.appearance is None or pane.appearance.materials[0].transmission == 0.0


def _transmissivity(transmittance: float) -> float:
    """Radiance's transmissivity of glass that passes that much head-on: its manual's formula, index 1.52."""
    root = np.sqrt(0.8402528435 + 0.0072522239 * transmittance**2)
    return float((root - 0.9166530661) / 0.0036261119 / transmittance)


def _moved(points: Array, matrix: Array) -> Array:
    moved: Array = points @ matrix[:3, :3].T + matrix[:3, 3]
    return moved


# Luminaires


@dataclass(frozen=True, eq=False)
class _Face:
    """A flat face of an opening in the photometry's frame, anticlockwise seen from where it shines."""

    corners_m: Array
    normal: Array


def _luminaire(
    placed: PlacedLuminaire, index: int, weight: Array, table: str, file_from_scene: Array
) -> Iterator[str]:
    """The light of one luminaire: pattern, material and what shines."""
    matrix = file_from_scene @ placed.scene_from_photometry
    photometry = placed.luminaire.photometry
    name = f"{_word(placed.id)}-{index}"
    white = _radiance_white(weight)
    yield f"\n# {_line(placed.id)}: {_line(placed.luminaire.name)}"
    faces = _faces(photometry.opening, photometry.distribution)
    if not faces:
        area = math.pi * BALL_RADIUS_M**2
        yield _pattern(f"d-{name}", "corr", table, matrix, 1.0 / area)
        yield f"d-{name} illum l-{name} 1 void 0 3 {_numbers(white)}"
        yield f"l-{name} sphere {name} 0 0 4 {_numbers(matrix[:3, 3])} {_number(BALL_RADIUS_M)}"
        return
    for side, face in enumerate(faces):
        own = f"{name}.{side}"
        yield _pattern(f"d-{own}", "flatcorr", table, matrix, 1.0 / _area_m2(face.corners_m))
        yield f"d-{own} light l-{own} 0 0 3 {_numbers(white)}"
        corners = _moved(face.corners_m + APART_M / 2 * face.normal, matrix)
        yield f"l-{own} polygon {own} 0 0 {corners.size} {_numbers(corners)}"


def _radiance_white(weight: Array) -> Array:
    """The colour a luminaire burns with, so that Radiance's luminance of it is ours [1/(lm/W)]."""
    ours = float(weight @ np.asarray(LUMINANCE_WEIGHTS, float))
    theirs = float(weight @ RADIANCE_WEIGHTS)
    return np.asarray(weight * ours / theirs / EFFICACY_LM_W)


def _pattern(name: str, correction: str, table: str, matrix: Array, factor: float) -> str:
    """A brightdata pattern over C and gamma, moved as its luminaire is; source.cal is Radiance's own."""
    a, b, c = _angles_deg(matrix[:3, :3])
    moves = f"-rx {_number(a)} -ry {_number(b)} -rz {_number(c)} -t {_numbers(matrix[:3, 3])}"
    words = f"{correction} {table} source.cal src_phi src_theta {moves}"
    return f"void brightdata {name} {len(words.split())} {words} 0 1 {_number(factor)}"


def _angles_deg(turn: Array) -> tuple[float, float, float]:
    """Angles about x, then y, then z that make a rotation: R = Rz Ry Rx."""
    b = math.asin(min(max(-float(turn[2, 0]), -1.0), 1.0))
    if abs(math.cos(b)) > 1e-6:
        a = math.atan2(float(turn[2, 1]), float(turn[2, 2]))
        c = math.atan2(float(turn[1, 0]), float(turn[0, 0]))
    else:
        a, c = math.atan2(-float(turn[1, 2]), float(turn[1, 1])), 0.0
    return math.degrees(a), math.degrees(b), math.degrees(c)


def _faces(opening: LuminousOpening, distribution: LuminousIntensityDistribution) -> list[_Face]:
    """The faces of a flat opening that shine; none where it is a point, or has height."""
    x, y, z = opening.size_m
    if opening.shape is OpeningShape.DISC_FACING_X:
        u, v, flat = np.array([0.0, y / 2, 0.0]), np.array([0.0, 0.0, z / 2]), min(y, z) > 0
    else:
        u, v = np.array([x / 2, 0.0, 0.0]), np.array([0.0, y / 2, 0.0])
        flat = opening.shape in (OpeningShape.RECTANGLE, OpeningShape.DISC) and z <= 0.0 < min(x, y)
    if not flat:
        return []
    if opening.shape is OpeningShape.RECTANGLE:
        ring = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    else:
        steps = 2 * np.pi * np.arange(CORNERS_OF_DISC) / CORNERS_OF_DISC
        ring = list(zip(np.cos(steps).tolist(), np.sin(steps).tolist(), strict=True))
    turned = math.radians(opening.turn_deg)
    turn = np.array(
        [[math.cos(turned), math.sin(turned), 0], [-math.sin(turned), math.cos(turned), 0], [0, 0, 1.0]]
    )
    corners = np.array([s * u + t * v for s, t in ring]) @ turn
    normal = np.cross(u, v) @ turn / np.linalg.norm(np.cross(u, v))
    both = (_Face(corners, normal), _Face(corners[::-1], -normal))
    return [face for face in both if _shines(distribution, face.normal)]


def _shines(distribution: LuminousIntensityDistribution, normal: Array) -> bool:
    """Whether a distribution gives light on the side that a normal looks to."""
    c, gamma = np.meshgrid(np.arange(0.0, 360.0, 15.0), np.arange(1.0, 180.0, 2.0))
    sine = np.sin(np.radians(gamma))
    ways = np.stack(
        [np.cos(np.radians(c)) * sine, np.sin(np.radians(c)) * sine, -np.cos(np.radians(gamma))], -1
    )
    intensity = distribution.intensity_towards_cd(c, gamma)
    there = ways @ normal > 1e-3
    return bool(intensity[there].max(initial=0.0) > LEAST_SHARE * intensity.max())


def _area_m2(corners: Array) -> float:
    """Area of a flat ring of corners."""
    crosses = np.cross(corners - corners[0], np.roll(corners, -1, axis=0) - corners[0])
    return float(np.linalg.norm(crosses.sum(axis=0)) / 2)


def _table(distribution: LuminousIntensityDistribution) -> str:
    """The table of intensity [cd] over C and gamma as a data file; beyond its gammas it gives nothing."""
    gamma, table = distribution.gamma_deg, distribution.intensity_cd
    if gamma[0] > 0:
        gamma = np.concatenate([[0.0, gamma[0] - BEYOND_DEG], gamma])
        table = np.hstack([np.zeros((len(table), 2)), table])
    if gamma[-1] < 180:
        gamma = np.concatenate([gamma, [gamma[-1] + BEYOND_DEG, 180.0]])
        table = np.hstack([table, np.zeros((len(table), 2))])
    axes = "\n".join(f"0 0 {len(axis)} {_numbers(axis)}" for axis in (distribution.c_deg, gamma))
    rows = "\n".join(_numbers(row) for row in table)
    return f"2\n{axes}\n{rows}\n"


def _view(view: View, file_from_scene: Array) -> str:
    """A view as `rpict -vf` reads it; the field of view is horizontal."""
    eye, target = _moved(np.array([view.eye_m, view.target_m]), file_from_scene)
    way = target - eye
    up = "0 1 0" if math.hypot(way[0], way[1]) < 1e-6 else "0 0 1"
    half = math.tan(math.radians(view.fov_deg) / 2)
    vertical = 2 * math.degrees(math.atan(half * view.size_px[1] / view.size_px[0]))
    place = f"-vp {_numbers(eye)} -vd {_numbers(way)} -vu {up}"
    return f"rvu -vtv {place} -vh {_number(view.fov_deg)} -vv {_number(vertical)}\n"
