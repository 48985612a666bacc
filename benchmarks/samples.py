"""The furnished samples: everything from their files to numbers, each as it is shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assets.catalogue import read_catalogue
from benchmarks.line import Line
from benchmarks.timing import median_of
from render.options import DRAFT
from render.simulate import simulate
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.samples import FOLDER, sample_configuration, sample_names
from scenes.scene import Scene


@dataclass(frozen=True)
class Promise:
    """How long a sample may take [s]."""

    seconds: float
    note: str = ""


ROOM = Promise(3.0)
PROMISES = {"flat": Promise(6.0, "six rooms, doors open")}


def sample(name: str) -> Scene:
    """A sample as its files say."""
    return build_scene(
        read_configuration(sample_configuration(name)),
        catalogue=read_catalogue(),
        read_file=folder_reader(FOLDER),
    )


def sample_lines(progress: Callable[[str], None]) -> Iterator[Line]:
    """All columns and grids of every sample: files read, room built, light worked out."""
    for name in sample_names():
        progress(f"the sample {name}")
        yield _line(name)


def _line(name: str) -> Line:
    promise = PROMISES.get(name, ROOM)
    seconds, field = median_of(lambda: simulate(sample(name), DRAFT), runs=3, warm=1)
    scene = field.scene
    triangles = sum(len(surface.triangles) for surface in scene.surfaces)
    points = sum(len(plane.points_m) for plane in scene.planes)
    said = f"{points} points" + (f"; {promise.note}" if promise.note else "")
    lamps = f"{len(scene.luminaires)} luminaires"
    return Line(
        f"{name}, {triangles:,} triangles, {field.patches.count:,} patches, {lamps}",
        promise.seconds,
        seconds,
        said,
    )
