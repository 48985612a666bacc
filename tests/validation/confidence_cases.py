"""Are the stated standard errors true? Many seeds of one small furnished room beside its converged values."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square
from numpy.typing import NDArray
from rows import Case, Row

from render.measures import measure
from render.options import DRAFT, RenderOptions
from render.simulate import simulate
from scenes.scene import Scene

Array = NDArray[np.float64]

SEEDS = 50
T7 = 2.364624  # 95 % of Student's t with 7 degrees of freedom lies within +- this
# converged values keep the patches' size, which is what no seed shows
CONVERGED = replace(
    DRAFT,
    transport_rays=4096,
    emission_rays=1 << 20,
    opening_samples=4096,
    gather_rays=1 << 14,
    lit_points=4096,
)
CONVERGED_SEEDS = (1001, 1002)
LIGHTINGS = (None, "panel", "lamp")
PLANES = ("level points", "points on a wall", "cylinders")
COVERAGE, COVERAGE_RANGE = 0.945, 0.045  # 90 to 99 %
SOURCE = "what a 95 % interval means"


@dataclass(frozen=True, eq=False)
class Found:
    """Values and standard errors, of points and of planes' means, each (seed, number) [lx]."""

    points: Array
    point_errors: Array
    means: Array
    mean_errors: Array


def furnished_room() -> Scene:
    """A small room with a table and a shelf, a panel and a lamp near a corner."""
    room = (
        *box_room(3, 2.5, 2.4, floor=0.3, walls=0.6, ceiling=0.8),
        block("table", (1, 0.8, 0), (2, 1.6, 0.75), 0.4),
        block("shelf", (0, 2.1, 0), (1.2, 2.5, 1.6), 0.3),
    )
    lamps = (
        hang(lambertian(600), (1.5, 1.25, 2.4), opening=square(0.3), id="panel"),
        hang(isotropic(500), (2.6, 0.4, 1.4), opening=square(0.15), id="lamp"),
    )
    level = [(x, y, 0.85) for x in (0.4, 1.2, 1.9, 2.7) for y in (0.4, 1.2, 1.9)]
    wall = [(x, 0, z) for x in (0.5, 1.5, 2.5) for z in (0.6, 1.2, 2.0)]
    sitting = [(0.5, 0.5, 1.2), (1.5, 1.8, 1.2), (2.5, 1.9, 1.2), (2.6, 1.2, 1.2)]
    planes = (probes(level), probes(wall, (0, 1, 0)), probes(sitting, kind="cylindrical"))
    return scene(room, lamps, planes, scenes={"panel": {"panel": 1.0}, "lamp": {"lamp": 1.0}})


def found_with(options: list[RenderOptions]) -> list[Found]:
    """What each plane says under every lighting, plane by plane."""
    room = furnished_room()
    documents = []
    for each in options:
        field = simulate(room, each)
        documents.append([measure(field, name)["planes"] for name in LIGHTINGS])

    def gathered(plane: int, key: str) -> Array:
        return np.array([np.ravel([planes[plane][key] for planes in lit]) for lit in documents])

    keys = ("illuminance_lx", "standard_error_lx", "mean_lx", "mean_standard_error_lx")
    return [Found(*(gathered(plane, key) for key in keys)) for plane in range(len(PLANES))]


def intervals() -> list[Row]:
    """How often 95 % intervals hold the converged value, and the true spread over the stated error."""
    converged = found_with([replace(CONVERGED, seed=seed) for seed in CONVERGED_SEEDS])
    found = found_with([replace(DRAFT, seed=seed) for seed in range(1, SEEDS + 1)])
    rows, all_held, all_spread = [], [], []
    for name, right, seeds in zip(PLANES, converged, found, strict=True):
        held = np.abs(seeds.points - right.points.mean(axis=0)) <= T7 * seeds.point_errors
        rows.append(_share(f"{name}, each point", held))
        all_held.append(np.abs(seeds.means - right.means.mean(axis=0)) <= T7 * seeds.mean_errors)
        all_spread.append(_spread(seeds.points, seeds.point_errors))
        all_spread.append(_spread(seeds.means, seeds.mean_errors))
    rows.append(_share("means of planes", np.concatenate(all_held, axis=1)))
    ratio = float(np.concatenate(all_spread).mean())
    place = "true spread over stated error, all points and means"
    return [*rows, Row("intervals", place, 1.0, "what a standard error means", ratio, None, 0.1)]


def _share(place: str, held: NDArray[np.bool_]) -> Row:
    what = f"{place}: share of {held.size} intervals that hold it"
    return Row("intervals", what, COVERAGE, SOURCE, float(held.mean()), None, COVERAGE_RANGE, "absolute")


def _spread(values: Array, errors: Array) -> Array:
    """Standard deviation over the seeds by the root mean square of the stated errors."""
    ratio: Array = values.std(axis=0, ddof=1) / np.sqrt((errors**2).mean(axis=0))
    return ratio


CONFIDENCE = Case(
    "95 % intervals",
    f"{SEEDS} seeds of a furnished room; 90 to 99 % of the intervals must hold the converged value",
    SOURCE,
    intervals,
)
