"""From the file a person names to a scene ready for light, with how long that took."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenes.building import Building
    from scenes.configuration import Configuration
    from scenes.room import Room
    from scenes.scene import Scene


@dataclass(frozen=True)
class ReadConfiguration:
    """A configuration file, its scene, and the seconds that reading it took."""

    file: Path
    configuration: Configuration
    scene: Scene
    seconds: float

    def rooms(self) -> tuple[Room, ...]:
        """Its rooms in the configuration's frame; none where they cannot be used."""
        from scenes.build_scene import folder_reader
        from scenes.rooms_of import rooms_of

        found, _ = rooms_of(self.configuration, read_file=folder_reader(self.file.parent))
        return () if found is None else found.rooms

    def building(self) -> Building:
        """Its rooms with its views, and its luminaires as the lamps of a file."""
        from scenes.building import Building, LightFound, ViewFound

        hung = {placed.id: placed for placed in self.scene.luminaires}
        lights = [
            LightFound(each.id, each.position_m, hung[each.id].room, hung[each.id].luminaire.power_w)
            for each in self.configuration.placements
            if each.id in hung
        ]
        views = [
            ViewFound(view.name, view.eye_m, view.target_m, view.fov_deg) for view in self.configuration.views
        ]
        return Building(self.rooms(), lights=tuple(lights), views=tuple(views))

    def plan_svg(self) -> str | None:
        """The plan of its rooms with what hangs in them."""
        from scenes.plan import plan_svg

        rooms = self.rooms()
        return plan_svg(rooms, self.configuration.placements) if rooms else None


def read_scene(file: Path) -> ReadConfiguration:
    """Read a configuration file and everything it names.

    Raises
    ------
    UnsoundInput
        With every problem of the configuration, its room, placements and files.
    """
    from api.cli.catalogue_of_shell import read_shell_catalogue
    from scenes.build_scene import build_scene, folder_reader
    from scenes.configuration import read_configuration

    began = time.perf_counter()
    configuration = read_configuration(file.read_bytes())
    scene = build_scene(configuration, catalogue=read_shell_catalogue(), read_file=folder_reader(file.parent))
    return ReadConfiguration(file, configuration, scene, time.perf_counter() - began)
