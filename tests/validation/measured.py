"""Scenes solved and read: what the cases of validation share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hand_made import probes, scene
from rows import Kind, Row, compare

from assets.catalogue import read_catalogue
from render.measures import measure
from render.options import DRAFT, RenderOptions
from render.simulate import simulate
from scenes.build_scene import build_scene, reader_of
from scenes.configuration import read_configuration
from scenes.scene import LitSurface, MeasuringPlane, PlacedLuminaire

BLACK = {"floor": 0.0, "walls": 0.0, "ceiling": 0.0}
UP = (0.0, 0.0, 1.0)


def document(
    surfaces: tuple[LitSurface, ...],
    luminaires: Iterable[PlacedLuminaire],
    planes: Iterable[MeasuringPlane] = (),
    *,
    options: RenderOptions = DRAFT,
) -> dict[str, Any]:
    """All measures of a scene made by hand."""
    return measure(simulate(scene(surfaces, tuple(luminaires), tuple(planes)), options))


def at_points(
    surfaces: tuple[LitSurface, ...],
    luminaires: Iterable[PlacedLuminaire],
    points: Any,
    normals: Any = UP,
    *,
    kind: str = "illuminance",
    options: RenderOptions = DRAFT,
) -> dict[str, Any]:
    """The measures at some points."""
    asked = probes(points, normals, kind)
    plane: dict[str, Any] = document(surfaces, luminaires, [asked], options=options)["planes"][0]
    return plane


def each_alone(
    surfaces: tuple[LitSurface, ...],
    luminaires: Iterable[PlacedLuminaire],
    planes: Iterable[MeasuringPlane],
    *,
    options: RenderOptions = DRAFT,
) -> dict[str, dict[str, Any]]:
    """All measures of each luminaire burning alone, by its id: one column each of one light field."""
    lamps = tuple(luminaires)
    scenes = {lamp.id: {lamp.id: 1.0} for lamp in lamps}
    field = simulate(scene(surfaces, lamps, tuple(planes), scenes=scenes), options)
    return {lamp.id: measure(field, lamp.id) for lamp in lamps}


def configured(configuration: dict[str, Any], files: dict[str, bytes], options: RenderOptions = DRAFT) -> Any:
    """The light field of a configuration, as the shell reads it."""
    asked = read_configuration(configuration)
    built = build_scene(asked, catalogue=read_catalogue(), read_file=reader_of(files))
    return simulate(built, options)


def plane_rows(
    case: str,
    source: str,
    places: Sequence[str],
    expected: Iterable[float],
    plane: dict[str, Any],
    *,
    tolerance: float,
    kind: Kind = "relative",
) -> list[Row]:
    """A row for each point of a plane."""
    ours, errors = plane["illuminance_lx"], plane["standard_error_lx"]
    return compare(case, source, places, expected, ours, errors, tolerance=tolerance, kind=kind)


def surface_rows(
    case: str,
    source: str,
    expected_lx: dict[str, float],
    measures: dict[str, Any],
    *,
    tolerance: float,
) -> list[Row]:
    """A row for the mean illuminance of each surface."""
    found = {entry["name"]: entry for entry in measures["surfaces"]}
    return [
        Row(
            case,
            f"mean of {name} [lx]",
            expected,
            source,
            found[name]["mean_illuminance_lx"],
            found[name].get("mean_illuminance_standard_error_lx"),
            tolerance,
        )
        for name, expected in expected_lx.items()
    ]


def named(points: Iterable[Sequence[float]], before: str = "") -> list[str]:
    """Points as text."""
    return [f"{before}({', '.join(f'{round(float(value), 4):g}' for value in point)})" for point in points]
