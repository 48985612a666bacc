"""Radiance as a peer: our scene in its words, and the illuminance that its `rtrace` finds.

It is told what we hold in memory (triangles, reflectances, tables of intensity), so that readers cannot
differ. A luminous opening becomes `illum` rectangles, discs as strips, what has height flat at its middle.
Such a sheet keeps the room's reflected light from passing, which an opening of ours does not: ten per cent
under a lamp that shines up. So `careful` work spreads tiny balls of light over the opening instead, which
nothing meets but the rays that look for them: many for direct light, few for what is reflected. Each body
of a luminaire is diffuse; Radiance cannot let a body pass its own light only, so that body is left out where
its luminaire is worked out alone, and all bodies are left out where all luminaires burn together.
"""

from __future__ import annotations

import importlib.util
import math
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape
from benchmarks.luminous_surface import Pieces, has_depth, pieces
from scenes.scene import PlacedLuminaire, Scene, SurfaceKind

Array = NDArray[np.float64]

STRIPS = 12  # rectangles that stand for a round opening
SMALL_M = 0.1  # radius up to which one square of the same area does
APART_M = 1e-4  # between the face that shines down and the one that shines up
BALL_RADIUS_M = 1e-3
BALL = 1 / (math.pi * BALL_RADIUS_M**2)  # luminance of a ball for each candela [1/m2]
VERSION = 1  # raised whenever the same scene gives other numbers; kept references count on it
MANY, FEW = 128, 16  # balls of light on an opening of a metre and more
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))  # [rad]; even spirals

# The angles of a ray in the luminaire's frame, C from +x towards +y and gamma from -z, and the luminance
# of a flat opening (A10 is 1 / area) or of a ball. A1 to A9 are the rotation, row by row.
CAL = """
px = -(A1*Dx + A4*Dy + A7*Dz);
py = -(A2*Dx + A5*Dy + A8*Dz);
pz = -(A3*Dx + A6*Dy + A9*Dz);
turn = atan2(py, px) * 57.29577951308232;
c_deg = if(turn, turn, if(-turn, turn + 360, 0));
gamma_deg = acos(if(pz - 1, -1, if(-1 - pz, 1, -pz))) * 57.29577951308232;
slope = if(Rdot, Rdot, -Rdot);
flat(v) = v * A10 / if(slope - 1e-7, slope, 1e-7);
ball(v) = v * A10;
"""


@dataclass(frozen=True)
class RadianceOptions:
    """How finely Radiance works; the defaults are those of a professional who wants exact numbers.

    `careful` tests every source and lets light pass openings; `uncorrelated` draws other numbers at each run.
    Rays that count for less than `least_weight` go on by chance (Russian roulette).
    """

    ambient_divisions: int = 256
    ambient_bounces: int = 14
    least_weight: float = 1e-4
    processes: int = 1
    careful: bool = False
    uncorrelated: bool = False
    more: tuple[str, ...] = field(default=())

    def words(self) -> list[str]:
        """The options as rtrace knows them."""
        words = (
            f"-aa 0 -ab {self.ambient_bounces} -ad {self.ambient_divisions} -as 0 "
            f"-lw {self.least_weight} -lr -16 -ds .05"
        )
        if self.careful:
            words += " -dt 0 -dc 1 -dr 0"
        if self.uncorrelated:
            words += " -u+"
        return [*words.split(), *self.more]


def program(name: str) -> Path | None:
    """One of Radiance's programs as pyradiance brings them; None where it is not installed."""
    found = importlib.util.find_spec("pyradiance")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "bin" / name
    return path if path.is_file() else None


def illuminance(
    scene: Scene,
    points_m: Array,
    normals: Array,
    luminaire: int | None = None,
    options: RadianceOptions | None = None,
) -> tuple[Array, float]:
    """Illuminance at points [lx], and the seconds that `rtrace` took.

    Parameters
    ----------
    points_m, normals
        Shape (point, 3), in the scene's frame.
    luminaire
        Its place among the scene's luminaires; None lets all burn, each at full light.

    Raises
    ------
    RuntimeError
        When pyradiance is not installed, or one of its programs fails; the message is the program's.
    """
    options = options or RadianceOptions()
    with tempfile.TemporaryDirectory() as folder:
        octree = build_octree(scene, Path(folder), luminaire, balls=FEW if options.careful else None)
        total, seconds = trace(octree, points_m, normals, options)
        if not options.careful:
            return total, seconds
        only_direct = replace(options, ambient_bounces=0)
        coarse, more = trace(octree, points_m, normals, only_direct)
        octree = build_octree(scene, Path(folder), luminaire, balls=MANY)
        fine, last = trace(octree, points_m, normals, only_direct)
    return total - coarse + fine, seconds + more + last


def build_octree(
    scene: Scene, folder: Path, luminaire: int | None = None, *, balls: int | None = None
) -> Path:
    """Write the scene into a folder and index it; returns the octree's path.

    `balls` is the number of balls of light on a metre of an opening; None takes sheets.
    """
    wanted = range(len(scene.luminaires)) if luminaire is None else [luminaire]
    (folder / "light.cal").write_text(CAL)
    lines = list(_surfaces(scene))
    for index in wanted:
        lines += _luminaire(scene.luminaires[index], index, folder, balls)
    for index, placed in enumerate(scene.luminaires):
        if luminaire is not None and index != luminaire:
            lines += _body(placed, index)
    (folder / "scene.rad").write_text("\n".join(lines))
    octree = folder / "scene.oct"
    octree.write_bytes(run("oconv", "-r", "65536", "scene.rad", folder=folder))
    return octree


def trace(octree: Path, points_m: Array, normals: Array, options: RadianceOptions) -> tuple[Array, float]:
    """Illuminance of points [lx] from an octree, and the seconds of `rtrace`."""
    rays = "\n".join(" ".join(f"{v:.9g}" for v in ray) for ray in np.hstack([points_m, normals]))
    words = [*options.words(), "-n", str(options.processes), "-h", "-I", octree.name]
    began = time.perf_counter()
    answer = run("rtrace", *words, folder=octree.parent, given=rays.encode() + b"\n")
    seconds = time.perf_counter() - began
    rgb = np.array(answer.split(), dtype=np.float64).reshape(-1, 3)
    return rgb @ np.asarray(LUMINANCE_WEIGHTS, float), seconds


def run(name: str, *words: str, folder: Path, given: bytes = b"") -> bytes:
    """What one of Radiance's programs answers; it finds its own files and those of `folder`."""
    path = program(name)
    if path is None:
        raise RuntimeError(f"pyradiance is not installed: no {name}")
    places = f"{folder}:{path.parents[1] / 'lib'}"
    done = subprocess.run(
        [str(path), *words],
        input=given,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "RAYPATH": places},
    )
    if done.returncode != 0:
        raise RuntimeError(f"{name} failed: {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout


def _surfaces(scene: Scene) -> Iterator[str]:
    for index, surface in enumerate(scene.surfaces):
        if surface.kind is SurfaceKind.OPEN:
            continue
        yield _plastic(f"m{index}", surface.reflectance_rgb)
        yield from _triangles(f"m{index}", f"s{index}", surface.vertices_m, surface.triangles)


def _body(placed: PlacedLuminaire, index: int) -> list[str]:
    """A luminaire's body; the part that glows is as diffuse as the rest."""
    body = placed.luminaire.body
    if body is None or placed.body_vertices_m is None:
        return []
    lines = []
    for number, material in enumerate(body.materials):
        own = body.triangles[body.material_of_triangle == number]
        lines.append(_plastic(f"b{index}_{number}", material.reflectance_rgb))
        lines += _triangles(f"b{index}_{number}", f"t{index}_{number}", placed.body_vertices_m, own)
    return lines


def _plastic(name: str, rgb: tuple[float, float, float]) -> str:
    r, g, b = rgb
    return f"void plastic {name} 0 0 5 {r:.9g} {g:.9g} {b:.9g} 0 0"


def _triangles(material: str, name: str, vertices: Array, triangles: NDArray[np.int64]) -> Iterator[str]:
    for number, triangle in enumerate(triangles):
        corners = " ".join(f"{v:.9g}" for v in vertices[triangle].ravel())
        yield f"{material} polygon {name}_{number} 0 0 9 {corners}"


@dataclass(frozen=True, eq=False)
class Rectangle:
    """A flat piece of an opening in the photometry's frame: its centre, two half axes (2, 3), its share."""

    centre_m: Array
    half_m: Array
    share: float

    @property
    def area_m2(self) -> float:
        """Its area."""
        a, b = np.linalg.norm(self.half_m, axis=1)
        return float(4 * a * b)


def rectangles(opening: LuminousOpening) -> list[Rectangle]:
    """An opening as flat rectangles at its middle height; none for a point and for a ball."""
    if opening.shape in (OpeningShape.POINT, OpeningShape.SPHERE) or max(opening.size_m) <= 0:
        return []
    x, y, z = (extent / 2 for extent in opening.size_m)
    axes = np.array([[x, 0.0, 0.0], [0.0, y, 0.0]])
    if opening.shape is OpeningShape.DISC_FACING_X:
        axes = np.array([[0.0, y, 0.0], [0.0, 0.0, z]])
    round_ = opening.shape in (OpeningShape.DISC, OpeningShape.DISC_FACING_X)
    c, s = math.cos(math.radians(opening.turn_deg)), math.sin(math.radians(opening.turn_deg))
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1.0]])
    strips = _disc_strips(STRIPS if max(x, y, z) > SMALL_M else 1) if round_ else [(0.0, 1.0, 1.0, 1.0)]
    return [
        Rectangle((middle * axes[1]) @ turn, np.array([wide * axes[0], high * axes[1]]) @ turn, share)
        for middle, wide, high, share in strips
    ]


def spread_points(opening: LuminousOpening, per_metre: int) -> Array:
    """Points spread evenly over a flat opening, (point, 3), in the photometry's frame [m]."""
    size = np.array(opening.size_m)
    if opening.shape is OpeningShape.POINT or size.max() <= 0:
        return np.zeros((1, 3))
    count = 2 ** math.ceil(math.log2(max(2.0, per_metre * min(1.0, size.max()))))
    steps = np.arange(count)
    if opening.shape is OpeningShape.RECTANGLE:
        flat = _box_grid(size, count)
    else:
        flat = np.column_stack([np.cos(GOLDEN_ANGLE * steps), np.sin(GOLDEN_ANGLE * steps)])
        flat *= np.sqrt((steps + 0.5) / count)[:, None]
    unit = np.column_stack([flat, np.zeros(count)])
    if opening.shape is OpeningShape.DISC_FACING_X:
        unit = unit[:, [2, 0, 1]]
    c, s = math.cos(math.radians(opening.turn_deg)), math.sin(math.radians(opening.turn_deg))
    points: Array = (unit * size / 2) @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1.0]])
    return points


def _box_grid(size_m: Array, count: int) -> Array:
    """Centres of about `count` near-square cells of a rectangle of half size 1, row after row, (point, 2)."""
    columns = min(count, max(1, 2 ** round(math.log2(math.sqrt(count * size_m[0] / max(size_m[1], 1e-6))))))
    rows = count // columns
    x, y = (np.arange(n) * 2 + 1 for n in (columns, rows))
    return np.column_stack([np.tile(x / columns - 1, rows), np.repeat(y / rows - 1, columns)])


def _disc_strips(count: int) -> list[tuple[float, float, float, float]]:
    """A disc of radius 1 as strips of the right area: middle, half width, half height, share of the area."""
    if count == 1:
        side = math.sqrt(math.pi) / 2
        return [(0.0, side, side, 1.0)]
    edges = np.linspace(-1.0, 1.0, count + 1)
    upto = edges * np.sqrt(1 - edges**2) + np.arcsin(edges)  # area of the disc below each edge
    high = 1.0 / count
    return [
        (float(low + high), float(area / (4 * high)), high, float(area / math.pi))
        for low, area in zip(edges[:-1], np.diff(upto), strict=True)
    ]


def _luminaire(placed: PlacedLuminaire, index: int, folder: Path, balls: int | None) -> list[str]:
    """The light of one luminaire."""
    photometry, matrix = placed.luminaire.photometry, placed.scene_from_photometry
    distribution, opening = photometry.distribution, photometry.opening
    light = f"l{index}"
    if balls is not None and has_depth(opening):
        surface = pieces(opening, max(balls / 8, 1.0))
        lines = []
        for number, table in enumerate(_tables_of_pieces(distribution, surface)):
            (folder / f"{light}_{number}.dat").write_text(_table(table))
            lines += _material(f"{light}_{number}", f"{light}_{number}.dat", "ball", matrix, BALL)
            lines.append(_ball(f"{light}_{number}", matrix, surface.points_m[number], number))
        return lines
    (folder / f"{light}.dat").write_text(_table(distribution))
    sheets = rectangles(opening) if balls is None else []
    if not sheets:
        centres = spread_points(opening, balls or MANY)
        return _material(light, f"{light}.dat", "ball", matrix, BALL / len(centres)) + [
            _ball(light, matrix, centre, number) for number, centre in enumerate(centres)
        ]
    lines = []
    for number, piece in enumerate(sheets):
        name = f"{light}_{number}"
        lines += _material(name, f"{light}.dat", "flat", matrix, piece.share / piece.area_m2)
        for side in (-1.0, 1.0):
            lines.append(_face(name, f"{name}_{'u' if side > 0 else 'd'}", piece, side, matrix))
    return lines


def _tables_of_pieces(
    distribution: LuminousIntensityDistribution, surface: Pieces
) -> Iterator[LuminousIntensityDistribution]:
    """What each piece of a luminous surface gives of the intensity, read at finer angles."""
    gamma = np.union1d(distribution.gamma_deg, np.arange(0, 181, 5.0))
    c = np.union1d(distribution.c_deg, np.arange(0, 361, 10.0))
    table = distribution.intensity_towards_cd(c[:, None], gamma[None, :])
    sine = np.sin(np.radians(gamma))
    directions = np.stack(
        [
            np.cos(np.radians(c))[:, None] * sine,
            np.sin(np.radians(c))[:, None] * sine,
            np.broadcast_to(-np.cos(np.radians(gamma)), table.shape),
        ],
        axis=-1,
    )
    shares = surface.shares(directions)
    for number in range(shares.shape[-1]):
        yield LuminousIntensityDistribution(c, gamma, table * shares[..., number])


def _material(name: str, file: str, function: str, matrix: Array, scale: float) -> list[str]:
    """Light that follows a table, and is seen by nobody but rays that look for it."""
    rotation = " ".join(f"{v:.12g}" for v in matrix[:3, :3].ravel())
    data = f"{function} {file} light.cal c_deg gamma_deg"
    return [
        f"void brightdata {name}_d 5 {data} 0 10 {rotation} {scale:.12g}",
        f"{name}_d illum {name} 1 void 0 3 1 1 1",
    ]


def _ball(material: str, matrix: Array, centre_m: Array, number: int) -> str:
    x, y, z = matrix[:3, 3] + matrix[:3, :3] @ centre_m
    return f"{material} sphere {material}_b{number} 0 0 4 {x:.9g} {y:.9g} {z:.9g} {BALL_RADIUS_M}"


def _face(material: str, name: str, piece: Rectangle, side: float, matrix: Array) -> str:
    """One side of a rectangle: the one that faces along `side` times its normal."""
    u, v = piece.half_m
    normal = np.cross(u, v) / np.linalg.norm(np.cross(u, v)) * side
    centre = piece.centre_m + normal * (APART_M / 2)
    order = ((-1, -1), (1, -1), (1, 1), (-1, 1)) if side > 0 else ((-1, -1), (-1, 1), (1, 1), (1, -1))
    corners = np.array([centre + a * u + b * v for a, b in order]) @ matrix[:3, :3].T + matrix[:3, 3]
    return f"{material} polygon {name} 0 0 12 " + " ".join(f"{value:.9g}" for value in corners.ravel())


def _table(distribution: LuminousIntensityDistribution) -> str:
    """The table of intensity as a Radiance data file; outside the range of gamma it is 0."""
    gamma, table = distribution.gamma_deg, distribution.intensity_cd
    if gamma[0] > 0:
        gamma = np.concatenate([[0.0, gamma[0] - 1e-4], gamma])
        table = np.hstack([np.zeros((len(table), 2)), table])
    if gamma[-1] < 180:
        gamma = np.concatenate([gamma, [gamma[-1] + 1e-4, 180.0]])
        table = np.hstack([table, np.zeros((len(table), 2))])
    axes = "\n".join(
        f"0 0 {len(axis)} " + " ".join(f"{v:.9g}" for v in axis) for axis in (distribution.c_deg, gamma)
    )
    return f"2\n{axes}\n" + "\n".join(" ".join(f"{v:.9g}" for v in row) for row in table) + "\n"
