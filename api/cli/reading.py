"""From the file a person names to a scene ready for light, with how long that took."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assets.catalogue import Catalogue
    from scenes.configuration import Configuration
    from scenes.scene import Scene


@dataclass(frozen=True)
class ReadConfiguration:
    """A configuration file, its scene, the catalogue it was read with and the seconds that took."""

    configuration: Configuration
    scene: Scene
    catalogue: Catalogue
    seconds: float


def read_scene(file: Path) -> ReadConfiguration:
    """Read a configuration file and everything it names.

    Raises
    ------
    UnsoundInput
        With every problem of the configuration, its room, placements and files.
    """
    from assets.catalogue import read_catalogue
    from scenes.build_scene import build_scene, folder_reader
    from scenes.configuration import read_configuration

    began = time.perf_counter()
    configuration = read_configuration(file.read_bytes())
    catalogue = read_catalogue()
    scene = build_scene(configuration, catalogue=catalogue, read_file=folder_reader(file.parent))
    return ReadConfiguration(configuration, scene, catalogue, time.perf_counter() - began)
