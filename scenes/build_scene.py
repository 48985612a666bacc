"""The scene of a configuration: its room, what hangs in it, and where light is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kit.errors import UnsoundInput
from kit.problems import Problem, Severity, require_sound
from scenes.building_surfaces import building_surfaces
from scenes.configuration_checks import hours_per_year
from scenes.configuration_model import Configuration
from scenes.eye_checks import check_eyes, rooms_of_eyes
from scenes.frame import moved_directions, moved_points, moved_room, scene_from_file
from scenes.luminous_opening_checks import check_luminous_openings
from scenes.named_files import FileNotRead
from scenes.placement import Placed, place_luminaires
from scenes.placement_checks import check_placements, rooms_of_placements
from scenes.planes import measuring_planes
from scenes.rooms_of import BuildingOf, rooms_of
from scenes.rooms_of import ReadFile as ReadFile
from scenes.scene import (
    Array,
    ElectricityPrice,
    LitRoom,
    Observer,
    PlacedLuminaire,
    Scene,
    SceneWeight,
    View,
)
from scenes.tolerances import check_tolerances, flux_group, flux_tolerance

if TYPE_CHECKING:
    from assets.catalogue import Catalogue


def build_scene(
    configuration: Configuration,
    *,
    catalogue: Catalogue,
    read_file: ReadFile,
    building_of: BuildingOf | None = None,
) -> Scene:
    """The scene a configuration describes, in a frame fixed to its first room.

    Parameters
    ----------
    configuration
        As read by `read_configuration`.
    catalogue
        Where skus are looked up.
    read_file
        Gives the bytes of a file the configuration names; raises FileNotFoundError when there is none.
    building_of
        Gives what a `room_id` stands for; left out, there is none at hand.

    Raises
    ------
    UnsoundInput
        With every problem of the rooms, their files and the placements, when one of them is an error.
    """
    found, problems = rooms_of(configuration, read_file=read_file, building_of=building_of)
    placed, more = place_luminaires(configuration, catalogue=catalogue, read_file=read_file)
    problems += more
    if found is None:
        raise UnsoundInput(problems)
    rooms = found.rooms
    hung_in = rooms_of_placements(rooms, placed)
    problems += [*check_placements(rooms, placed, hung_in), *check_eyes(rooms, configuration)]
    require_sound(problems)
    for number, room in enumerate(rooms):
        own = [one for one, hung in zip(placed, hung_in, strict=True) if hung == number]
        problems += check_luminous_openings(room, own)
    to_scene = scene_from_file(rooms[0])
    moved = [moved_room(room, to_scene) for room in rooms]
    surfaces, more = building_surfaces(moved, found.holes, found.wheres, found.shafts)
    planes, of_planes = measuring_planes(configuration.calculation.planes, moved, surfaces, to_scene)
    problems += [*of_planes, *check_tolerances(surfaces), *more]
    require_sound(problems)
    weights, more = scene_weights(configuration, placed)
    names = [room.name if len(rooms) > 1 else "" for room in rooms]
    return Scene(
        name=configuration.name,
        surfaces=surfaces,
        luminaires=tuple(
            _in_scene(one, to_scene, names[hung]) for one, hung in zip(placed, hung_in, strict=True)
        ),
        planes=planes,
        observers=_observers(configuration, to_scene, rooms_of_eyes(rooms, configuration)),
        views=_views(configuration, to_scene),
        weights=weights,
        floor_area_m2=sum(room.floor_area_m2 for room in rooms),
        maintenance_factor=configuration.calculation.maintenance_factor,
        scene_from_file=to_scene,
        problems=(*problems, *more),
        hours_per_year={
            name: hours
            for name, scene in configuration.scenes.items()
            if (hours := hours_per_year(scene)) is not None
        },
        electricity_price=_price(configuration),
        rooms=tuple(
            LitRoom(room.name, room.use, room.storey, room.floor_area_m2, room.elevation_m) for room in rooms
        ),
    )


def folder_reader(folder: Path) -> ReadFile:
    """A `read_file` for the files of one folder and the folders in it; a path that leaves it is not found."""
    inside = folder.resolve()

    def read_file(name: str) -> bytes:
        path = (inside / name.replace("\\", "/")).resolve() if "\0" not in name else None
        if path is not None and not path.is_relative_to(inside):
            message = f"{name!r} lies outside the folder of what names it; only files in it are read."
            raise FileNotRead(message, "Copy it there and name it without a path.")
        if path is None or not path.is_file():
            raise FileNotFoundError(name)
        return path.read_bytes()

    return read_file


def reader_of(files: Mapping[str, bytes], otherwise: ReadFile | None = None) -> ReadFile:
    """A `read_file` for files at hand, by relative path; `otherwise` is asked for any other."""

    def read_file(name: str) -> bytes:
        if name in files:
            return files[name]
        if otherwise is None:
            raise FileNotFoundError(name)
        return otherwise(name)

    return read_file


def _in_scene(placed: Placed, to_scene: Array, room: str) -> PlacedLuminaire:
    """A placed luminaire in the scene's frame."""
    transform = np.eye(4)
    transform[:3, :3] = np.round(to_scene[:3, :3] @ placed.file_from_photometry[:3, :3], 15) + 0.0
    transform[:3, 3] = moved_points(to_scene, placed.file_from_photometry[:3, 3][None, :])[0]
    body = placed.body_vertices_m
    return PlacedLuminaire(
        id=placed.placement.id,
        luminaire=placed.luminaire,
        scene_from_photometry=transform,
        body_vertices_m=None if body is None else moved_points(to_scene, body),
        circuit=placed.placement.circuit,
        dimming=placed.placement.dimming,
        cct_k=placed.cct_k,
        duv=placed.duv,
        flux_tolerance=flux_tolerance(placed.placement, placed.luminaire),
        flux_group=flux_group(placed.placement),
        room=room,
    )


def scene_weights(
    configuration: Configuration, placed: list[Placed]
) -> tuple[dict[str | None, dict[str, SceneWeight]], list[Problem]]:
    """How every luminaire burns without a scene (key None) and in each scene, and what could not be tuned.

    A placement that a scene names by its id goes before its circuit.
    """
    weights: dict[str | None, dict[str, SceneWeight]] = {
        None: {p.placement.id: SceneWeight(p.placement.dimming, p.cct_k, p.duv) for p in placed}
    }
    problems: list[Problem] = []
    for name, scene in configuration.scenes.items():
        row = {}
        for p in placed:
            burning = scene.placements.get(p.placement.id, scene.circuits.get(p.placement.circuit))
            if burning is None:
                row[p.placement.id] = SceneWeight(0.0, p.cct_k, p.duv)
                continue
            where = f"scenes.{name}: {p.placement.id}"
            cct_k, duv, found = p.tuned(burning.cct_k, burning.duv, where)
            problems += [replace(f, severity=Severity.WARNING) for f in found]
            row[p.placement.id] = SceneWeight(p.placement.dimming * burning.dimming, cct_k, duv)
        weights[name] = row
    return weights, problems


def _price(configuration: Configuration) -> ElectricityPrice | None:
    price = configuration.calculation.electricity_price
    return None if price is None else ElectricityPrice(Decimal(price.per_kwh), price.currency)


def _views(configuration: Configuration, to_scene: Array) -> tuple[View, ...]:
    return tuple(
        View(v.name, _moved(to_scene, v.eye_m), _moved(to_scene, v.target_m), v.fov_deg, v.size_px)
        for v in configuration.views
    )


def _observers(configuration: Configuration, to_scene: Array, names: Sequence[str]) -> tuple[Observer, ...]:
    return tuple(
        Observer(
            o.name,
            _moved(to_scene, o.eye_m),
            _triple(moved_directions(to_scene, np.array([o.direction]))[0]),
            room,
        )
        for o, room in zip(configuration.observers, names, strict=True)
    )


def _moved(to_scene: Array, point: tuple[float, float, float]) -> tuple[float, float, float]:
    return _triple(moved_points(to_scene, np.array([point]))[0])


def _triple(values: Array) -> tuple[float, float, float]:
    return (float(values[0]), float(values[1]), float(values[2]))
