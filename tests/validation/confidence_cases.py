"""Are the stated standard errors true? Many seeds of small furnished rooms beside their converged values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square
from numpy.typing import NDArray
from rows import Case, Row

from render.measures import measure
from render.options import DRAFT, NORMAL, RenderOptions
from render.simulate import simulate
from scenes.scene import Observer, Scene

Array = NDArray[np.float64]

SEEDS = 50
T7 = 2.364624  # 95 % of Student's t with 7 degrees of freedom lies within +- this
CONVERGED_SEEDS = (1001, 1002)
LIGHTINGS = (None, "panel", "lamp")
POINTS = ("level points", "points on a wall", "cylinders")
COVERAGE, COVERAGE_RANGE = 0.945, 0.045  # 90 to 99 %
SOURCE = "what a 95 % interval means"
SURFACES = "mean luminances of surfaces"

Reflectance = float | tuple[float, float, float]


@dataclass(frozen=True)
class Finish:
    """Reflectances of a room, of its table and of its shelf."""

    floor: Reflectance
    walls: Reflectance
    ceiling: Reflectance
    table: Reflectance
    shelf: Reflectance


GREY = Finish(floor=0.3, walls=0.6, ceiling=0.8, table=0.4, shelf=0.3)
BRIGHT_COLOURS = Finish(
    floor=(0.75, 0.5, 0.3), walls=(0.9, 0.7, 0.5), ceiling=0.9, table=(0.2, 0.6, 0.8), shelf=(0.8, 0.8, 0.2)
)


def furnished_room(finish: Finish) -> Scene:
    """A small room with a table and a shelf, a panel and a lamp near a corner."""
    room = (
        *box_room(3, 2.5, 2.4, floor=finish.floor, walls=finish.walls, ceiling=finish.ceiling),
        block("table", (1, 0.8, 0), (2, 1.6, 0.75), finish.table),
        block("shelf", (0, 2.1, 0), (1.2, 2.5, 1.6), finish.shelf),
    )
    lamps = (
        hang(lambertian(600), (1.5, 1.25, 2.4), opening=square(0.3), id="panel"),
        hang(isotropic(500), (2.6, 0.4, 1.4), opening=square(0.15), id="lamp"),
    )
    level = [(x, y, 0.85) for x in (0.4, 1.2, 1.9, 2.7) for y in (0.4, 1.2, 1.9)]
    wall = [(x, 0, z) for x in (0.5, 1.5, 2.5) for z in (0.6, 1.2, 2.0)]
    sitting = [(0.5, 0.5, 1.2), (1.5, 1.8, 1.2), (2.5, 1.9, 1.2), (2.6, 1.2, 1.2)]
    planes = (probes(level), probes(wall, (0, 1, 0)), probes(sitting, kind="cylindrical"))
    made = scene(room, lamps, planes, scenes={"panel": {"panel": 1.0}, "lamp": {"lamp": 1.0}})
    eyes = (Observer("south", (0.3, 0.3, 1.2), (1, 0, 0)), Observer("north", (2.7, 2.2, 1.2), (-1, 0, 0)))
    return replace(made, observers=eyes)


def read(measures: dict[str, Any]) -> dict[str, list[tuple[float, float]]]:
    """Values with their standard errors, by what they are."""
    planes, surfaces = measures["planes"], measures["surfaces"]
    found: dict[str, list[tuple[float, float]]] = {
        name: list(zip(plane["illuminance_lx"], plane["standard_error_lx"], strict=True))
        for name, plane in zip(POINTS, planes, strict=True)
    }
    for name, key, unit in (
        ("means of planes", "mean", "_lx"),
        ("least values of planes", "min", "_lx"),
        ("greatest values of planes", "max", "_lx"),
        ("uniformities of planes", "uniformity", ""),
    ):
        found[name] = [(plane[f"{key}{unit}"], plane[f"{key}_standard_error{unit}"]) for plane in planes]
    found[SURFACES] = [
        (each["mean_luminance_cd_m2"], each["mean_luminance_standard_error_cd_m2"]) for each in surfaces
    ]
    found["glare ratings"] = [
        (eye["ugr"], eye["ugr_standard_error"]) for eye in measures["observers"] if eye["ugr"] is not None
    ]
    return found


def converged(options: RenderOptions) -> RenderOptions:
    """Options whose noise hardly counts; patches keep their size, which no seed shows."""
    return replace(
        options,
        transport_rays=4096,
        emission_rays=1 << 20,
        opening_samples=4096,
        gather_rays=1 << 14,
        lit_points=4096,
    )


def found_with(room: Scene, options: Iterable[RenderOptions]) -> dict[str, Array]:
    """Values and standard errors by what they are, each (seed, number, 2), of all lightings together."""
    seeds = []
    for each in options:
        field = simulate(room, each)
        lit = [read(measure(field, name, discretisation=False)) for name in LIGHTINGS]
        seeds.append({kind: [pair for one in lit for pair in one[kind]] for kind in lit[0]})
    return {kind: np.array([seed[kind] for seed in seeds]) for kind in seeds[0]}


def intervals(finish: Finish, options: RenderOptions) -> list[Row]:
    """How often 95 % intervals hold the converged value, and the true spread over the stated error."""
    room = furnished_room(finish)
    right_values = found_with(room, (replace(converged(options), seed=seed) for seed in CONVERGED_SEEDS))
    found = found_with(room, (replace(options, seed=seed) for seed in range(1, SEEDS + 1)))
    rows, spreads = [], []
    for kind, right in right_values.items():
        values, errors = found[kind][..., 0], found[kind][..., 1]
        held = np.abs(values - right[..., 0].mean(axis=0)) <= T7 * errors
        place = f"{kind}: share of {held.size} intervals that hold it"
        share = float(held.mean())
        rows.append(Row("intervals", place, COVERAGE, SOURCE, share, None, COVERAGE_RANGE, "absolute"))
        if kind in (*POINTS, "means of planes"):
            spreads.append(values.std(axis=0, ddof=1) / np.sqrt((errors**2).mean(axis=0)))
    place = "true spread over stated error, mean of all points and planes"
    ratio = float(np.concatenate(spreads).mean())
    return [*rows, Row("intervals", place, 1.0, "what a standard error means", ratio, None, 0.1)]


CONFIDENCE_CASES = tuple(
    Case(
        f"95 % intervals, {name}",
        f"{SEEDS} seeds of a furnished room; 90 to 99 % of the intervals must hold the converged value",
        SOURCE,
        partial(intervals, finish, options),
    )
    for name, finish, options in (
        ("grey room, draft", GREY, DRAFT),
        ("grey room, normal", GREY, NORMAL),
        ("bright coloured room, draft", BRIGHT_COLOURS, DRAFT),
    )
)
