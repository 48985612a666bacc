"""What other programs find in a furnished room, kept on disk, because they are slow; and what we find.

A reference holds one column of illuminance for each luminaire and the standard error of each number. It
lies in a folder that git ignores, under the hash of all that it depends on.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import mitsuba_path, radiance
from render.options import RenderOptions
from render.simulate import simulate
from scenes.scene import Scene

Array = NDArray[np.float64]
Column = tuple[Array, Array, float]  # illuminance and its standard error at points [lx], seconds

FOLDER = Path(__file__).resolve().parents[3] / "out" / "peers"
NOISE = 0.0025  # of one luminaire's column beside the mean of all, above which it gets more paths
MOST_STEPS = 3  # times that Mitsuba's paths are made four times as many
# divisions of Radiance's hemisphere and repeats, whose spread is its error; more where a column is noisy
EFFORTS = ((256, 4), (1024, 4), (4096, 4), (4096, 32), (4096, 128))
WHOLE = 0.005  # Radiance's own error of all luminaires together, above which the noisiest gets more effort
PATHS = 1 << 13  # of Mitsuba's, from each point for each luminaire


@dataclass(frozen=True, eq=False)
class Light:
    """Illuminance and its standard error, (point, column) [lx], and the seconds it took."""

    lx: Array
    error_lx: Array
    seconds: float


@dataclass(frozen=True, eq=False)
class Points:
    """The points of all planes of a scene that count, and what their rows are called."""

    points_m: Array
    normals: Array
    places: tuple[str, ...]
    counted: tuple[NDArray[np.bool_], ...]


def counted_points(scene: Scene) -> Points:
    """Points inside objects are left out."""
    counted = tuple(~plane.inside_object for plane in scene.planes)
    named = [
        f"{plane.name} {np.round(point, 2).tolist()}"
        for plane, kept in zip(scene.planes, counted, strict=True)
        for point in plane.file_points_m[kept]
    ]
    return Points(
        np.concatenate([plane.points_m[kept] for plane, kept in zip(scene.planes, counted, strict=True)]),
        np.concatenate([plane.normals[kept] for plane, kept in zip(scene.planes, counted, strict=True)]),
        tuple(named),
        counted,
    )


def our_light(scene: Scene, options: RenderOptions) -> Light:
    """What our engine finds, each luminaire at full light."""
    field = simulate(scene, options)
    replicates = []
    for light in field.planes:
        grey = light.indirect_lx[..., 0] if light.indirect_lx.shape[-1] == 1 else _grey(light.indirect_lx)
        replicates.append((light.direct_lx + grey)[:, ~light.plane.inside_object])
    values = np.concatenate(replicates, axis=1)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return Light(values.mean(axis=0), error, sum(field.timing_s.values()))


def _grey(colour: Array) -> Array:
    weights: Array = colour @ np.array([0.2126, 0.7152, 0.0722])
    return weights


def radiance_light(scene: Scene) -> Light:
    """What Radiance finds; luminaires that are noisy beside the whole get more effort."""
    points = counted_points(scene)

    def work(index: int, repeats: int, options: radiance.RadianceOptions) -> Column:
        tiled = (np.tile(points.points_m, (repeats, 1)), np.tile(points.normals, (repeats, 1)))
        values, seconds = radiance.illuminance(scene, *tiled, index, options)
        values = values.reshape(repeats, -1)
        return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(repeats), seconds

    def column(index: int, divisions: int, repeats: int) -> Column:
        options = radiance.RadianceOptions(ambient_divisions=divisions, least_weight=1e-3, careful=True)
        how = (radiance.VERSION, repeats, asdict(options))
        return _kept("radiance", scene, index, how, partial(work, index, repeats, options))

    efforts = [0] * len(scene.luminaires)
    columns = [column(index, *EFFORTS[0]) for index in range(len(scene.luminaires))]
    wanted = NOISE * sum(lx.mean() for lx, _, _ in columns)
    while True:
        light = _side_by_side(columns)
        index = next_effort(light, efforts, wanted)
        if index is None:
            return light
        efforts[index] += 1
        columns[index] = column(index, *EFFORTS[efforts[index]])


def next_effort(light: Light, efforts: Sequence[int], wanted_lx: float) -> int | None:
    """The column that Radiance works out again with the next of its efforts; None where all are good enough.

    Those come first whose noise is more than `wanted_lx`, but for the last effort, which is for those whose
    noise leaves the whole of all luminaires too noisy at its points.
    """
    noise_lx = np.sqrt((light.error_lx**2).mean(axis=0))
    for index, effort in enumerate(efforts):
        if noise_lx[index] > wanted_lx and effort < len(EFFORTS) - 2:
            return index
    whole_lx = light.lx.sum(axis=1, keepdims=True)
    lit = whole_lx[:, 0] > 0
    shares = np.sqrt(((light.error_lx[lit] / whole_lx[lit]) ** 2).sum(axis=0) / max(lit.sum(), 1))
    more = [index for index, effort in enumerate(efforts) if effort < len(EFFORTS) - 1]
    if not more or math.hypot(*shares) <= WHOLE:
        return None
    return max(more, key=lambda index: float(shares[index]))


def mitsuba_light(scene: Scene) -> Light:
    """What Mitsuba's path tracer finds; luminaires that are noisy beside the whole get more paths."""
    points = counted_points(scene)

    def column(index: int, paths: int) -> Column:
        return _kept(
            "mitsuba",
            scene,
            index,
            (mitsuba_path.VERSION, paths),
            lambda: mitsuba_path.illuminance(scene, points.points_m, points.normals, index, paths=paths),
        )

    columns = [column(index, PATHS) for index in range(len(scene.luminaires))]
    wanted = NOISE * sum(lx.mean() for lx, _, _ in columns)
    for index, (_, error, _) in enumerate(columns):
        excess = float(np.sqrt((error**2).mean()) / wanted)
        if excess > 1:
            steps = min(MOST_STEPS, math.ceil(math.log2(excess)))
            columns[index] = column(index, PATHS * 4**steps)
    return _side_by_side(columns)


def _side_by_side(columns: list[Column]) -> Light:
    values, errors, seconds = zip(*columns, strict=True)
    return Light(np.stack(values, axis=1), np.stack(errors, axis=1), sum(seconds))


def _kept(name: str, scene: Scene, index: int, how: object, work: Callable[[], Column]) -> Column:
    """One luminaire's column from the disk, or worked out and then kept."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{name}-{fingerprint(scene, index, how)}.npz"
    if not file.is_file():
        lx, error, seconds = work()
        unfinished = file.with_suffix(f".{os.getpid()}.npz")
        np.savez(unfinished, lx=lx, error_lx=error, seconds=seconds)
        unfinished.replace(file)
    with np.load(file) as found:
        return found["lx"], found["error_lx"], float(found["seconds"])


def fingerprint(scene: Scene, index: int, how: object) -> str:
    """Hash of all that the light of one luminaire of a scene depends on, and of how it is worked out."""
    digest = hashlib.sha256(repr(how).encode())

    def add(*arrays: Array) -> None:
        for array in arrays:
            digest.update((np.round(array, 6) + 0.0).tobytes())

    for surface in scene.surfaces:
        digest.update(repr((surface.kind.value, surface.reflectance_rgb)).encode())
        digest.update(surface.triangles.tobytes())
        add(surface.vertices_m)
    for other, placed in enumerate(scene.luminaires):
        if other != index and placed.body_vertices_m is not None:
            add(placed.body_vertices_m)
    own = scene.luminaires[index]
    opening, table = own.luminaire.photometry.opening, own.luminaire.photometry.distribution
    shape = (opening.shape.value, opening.size_m, opening.turn_deg, getattr(opening, "sides_m", None))
    digest.update(repr(shape).encode())
    add(table.c_deg, table.gamma_deg, table.intensity_cd, own.scene_from_photometry)
    points = counted_points(scene)
    add(points.points_m, points.normals)
    return digest.hexdigest()[:24]
