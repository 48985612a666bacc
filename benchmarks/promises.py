"""What we promise to be quick, each with its bar, and the peers that do the same in the same run."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assets.catalogue import Catalogue, read_catalogue
from benchmarks import mitsuba_path, radiance
from benchmarks.flat import flat
from benchmarks.line import Line
from benchmarks.rooms import living_room
from benchmarks.sample_file import write_sample
from benchmarks.timing import median_of
from render.light_field import LightField
from render.measures import measure
from render.options import DRAFT
from render.plane_measures import plane_illuminance_lx
from render.relight import with_luminaires, with_reflectance
from render.simulate import simulate
from scenes.scene import PlacedLuminaire, Scene

Array = NDArray[np.float64]

PATHS = 1 << 14  # of the converged reference, from each point for each luminaire
PROCESSES = 2  # of Radiance
TRIED = 100
MOVED = 1  # the luminaire that is moved


def lines(progress: Callable[[str], None]) -> Iterator[Line]:
    """Every promise, one after the other, peers beside ours."""
    scene = living_room()
    progress("a converged reference by Mitsuba's path tracer")
    reference, error = converged(scene)
    progress("the living room")
    seconds, field = median_of(lambda: simulate(scene, DRAFT))
    own = illuminance(field)
    yield Line(
        f"{_size(scene, field)}: all columns and the grid",
        0.6,
        seconds,
        f"{_deviation(own, reference)} (reference ± {error:.2%}); stated error {stated_error(field):.2%}",
    )
    peers = list(_peers(scene, seconds, reference, progress))
    yield from peers
    yield from _changes(scene, field, peers[0].seconds / len(scene.luminaires), progress)
    progress("a hundred luminaires tried in one place")
    yield _tried(scene, field)
    progress("a flat")
    yield _flat()
    progress("the office")
    yield _office()
    progress("a new process")
    yield _new_process()


def converged(scene: Scene) -> tuple[Array, float]:
    """Illuminance at the grid with every luminaire at full light, and its relative standard error."""
    plane = scene.planes[0]
    columns = [
        mitsuba_path.illuminance(scene, plane.points_m, plane.normals, index, paths=PATHS)[:2]
        for index in range(len(scene.luminaires))
    ]
    lx = np.sum([values for values, _ in columns], axis=0)
    error = np.sqrt(np.sum([errors**2 for _, errors in columns], axis=0))
    return lx, float(np.sqrt(((error / lx) ** 2).mean()))


def illuminance(field: LightField) -> Array:
    """At the grid with every luminaire at full light [lx]."""
    ones = np.ones((len(field.emitters), 3))
    mean: Array = plane_illuminance_lx(field.planes[0], ones).mean(axis=0)
    return mean


def _deviation(values: Array, reference: Array) -> str:
    relative = values / reference - 1
    rms, mean = np.sqrt((relative**2).mean()), relative.mean()
    return f"RMS {rms:.2%}, mean {mean:+.2%}, worst {np.abs(relative).max():.1%}"


def stated_error(field: LightField) -> float:
    """Root mean square of the relative standard errors that come with the numbers."""
    replicates = plane_illuminance_lx(field.planes[0], np.ones((len(field.emitters), 3)))
    error = replicates.std(axis=0, ddof=1) / np.sqrt(len(replicates))
    return float(np.sqrt(((error / replicates.mean(axis=0)) ** 2).mean()))


def _size(scene: Scene, field: LightField) -> str:
    triangles = sum(len(surface.triangles) for surface in scene.surfaces)
    return (
        f"living room, {triangles:,} triangles, {field.patches.count:,} patches, "
        f"{len(scene.luminaires)} luminaires, {len(scene.planes[0].points_m)} points"
    )


def _peers(scene: Scene, ours_s: float, reference: Array, progress: Callable[[str], None]) -> Iterator[Line]:
    """Radiance's `rtrace -I` on the same room, once."""
    if radiance.program("rtrace") is None:
        yield Line("Radiance is not installed: no peer", None, float("nan"))
        return
    options, plane = radiance.RadianceOptions(processes=PROCESSES), scene.planes[0]
    total, seconds = np.zeros(len(reference)), 0.0
    for index in range(len(scene.luminaires)):
        progress(f"Radiance, luminaire {index + 1} of {len(scene.luminaires)}")
        lx, lap = radiance.illuminance(scene, plane.points_m, plane.normals, index, options)
        total, seconds = total + lx, seconds + lap
    yield Line(
        "peer: rtrace -I, each luminaire separately, two processes",
        None,
        seconds,
        f"{seconds / ours_s:.0f} × our time (bar 80); {_deviation(total, reference)}",
    )
    progress("Radiance, all together")
    lx, seconds = radiance.illuminance(scene, plane.points_m, plane.normals, None, options)
    yield Line(
        "peer: rtrace -I, all luminaires together, two processes",
        None,
        seconds,
        f"{seconds / ours_s:.0f} × our time (bar 25); {_deviation(lx, reference)}",
    )


def moved(field: LightField, index: int, by_m: float) -> tuple[PlacedLuminaire, ...]:
    """The luminaires with one of them moved along x."""
    placed = field.scene.luminaires[index]
    shift = np.array([by_m, 0.0, 0.0])
    matrix = placed.scene_from_photometry.copy()
    matrix[:3, 3] += shift
    body = None if placed.body_vertices_m is None else placed.body_vertices_m + shift
    new = replace(placed, scene_from_photometry=matrix, body_vertices_m=body)
    return tuple(new if k == index else other for k, other in enumerate(field.scene.luminaires))


def _changes(
    scene: Scene, field: LightField, peer_s: float, progress: Callable[[str], None]
) -> Iterator[Line]:
    """One luminaire moved, a wall repainted, lights dimmed."""
    progress("a moved luminaire")
    steps = itertools.count(1)
    seconds, new = median_of(
        lambda: with_luminaires(field, moved(field, MOVED, 0.01 * next(steps)), scene.weights), runs=9
    )
    fresh = simulate(replace(scene, luminaires=new.scene.luminaires), DRAFT)
    same = np.abs(_column(new, MOVED) / _column(fresh, MOVED) - 1).max()
    yield Line(
        "one luminaire moved: its column and the new grid",
        0.08,
        seconds,
        f"{peer_s / seconds:.0f} × faster than rtrace's mean for one of the eight (bar 80); "
        f"its column differs from one worked out from nothing by at most {same:.0e}",
    )
    progress("a repainted wall")
    table = np.array([surface.reflectance_rgb for surface in scene.surfaces])
    wall = next(k for k, surface in enumerate(scene.surfaces) if surface.name == "wall:0")
    tints = itertools.cycle((0.3, 0.5, 0.7))

    def repaint() -> LightField:
        table[wall] = next(tints)
        return with_reflectance(field, table)

    yield Line("one wall repainted: all columns and the new grid", 0.4, median_of(repaint)[0])
    progress("dimmed lights")
    names = itertools.cycle(name for name in scene.weights)
    measure(field, None)
    seconds, _ = median_of(lambda: measure(field, next(names), discretisation=False), runs=25, warm=6)
    yield Line("another lighting scene: all measures", 0.005, seconds, "without the discretisation estimate")


def _column(field: LightField, index: int) -> Array:
    light = field.planes[0]
    mean: Array = (light.direct_lx[..., index] + light.indirect_lx[..., index, 0]).mean(axis=0)
    return mean


def different_luminaires(scene: Scene, catalogue: Catalogue) -> list[PlacedLuminaire]:
    """A hundred luminaires to try in one place: those of the catalogue, turned and at other fluxes."""
    known = catalogue.luminaires
    place, found = scene.luminaires[0], []
    for number in range(TRIED):
        luminaire = known[number % len(known)]
        turned = luminaire.photometry.distribution.turned(7.0 * number)
        scaled = replace(turned, intensity_cd=turned.intensity_cd * (1 + 0.01 * number))
        photometry = replace(luminaire.photometry, distribution=scaled)
        body = luminaire.body
        vertices = None if body is None else body.vertices_m + place.scene_from_photometry[:3, 3]
        luminaire = replace(luminaire, photometry=photometry)
        found.append(replace(place, luminaire=luminaire, body_vertices_m=vertices))
    return found


def _tried(scene: Scene, field: LightField) -> Line:
    candidates = different_luminaires(scene, read_catalogue())
    others = field.scene.luminaires[1:]

    def try_all() -> float:
        total = 0.0
        for candidate in candidates:
            found = with_luminaires(field, (candidate, *others), scene.weights)
            total += measure(found, None, discretisation=False)["planes"][0]["mean_lx"]
        return total

    seconds, _ = median_of(try_all, runs=5, warm=0)
    return Line(f"{TRIED} different luminaires tried in one place, measures of each", 12.0, seconds)


def _flat() -> Line:
    scene = flat()
    seconds, field = median_of(lambda: simulate(scene, DRAFT))
    return Line(
        f"a flat of six rooms with open doors and {len(scene.luminaires)} luminaires, "
        f"{field.patches.count:,} patches: all columns and grids",
        6.0,
        seconds,
        f"{sum(len(plane.points_m) for plane in scene.planes)} points",
    )


def _office() -> Line:
    """In a process of its own, so that its peak of memory is its own."""
    code = (
        "import json, resource, time\n"
        "from benchmarks.rooms import office\n"
        "from benchmarks.promises import stated_error\n"
        "from render.options import DRAFT\n"
        "from render.simulate import simulate\n"
        "scene = office()\n"
        "laps = []\n"
        "for _ in range(3):\n"
        "    began = time.perf_counter()\n"
        "    field = simulate(scene, DRAFT)\n"
        "    laps.append(time.perf_counter() - began)\n"
        "seconds = sorted(laps)[1]\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20\n"
        "print(json.dumps([seconds, peak, field.patches.count, stated_error(field)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, peak, patches, stated = json.loads(done.stdout.splitlines()[-1])
    return Line(
        f"office, 1000 m², 200 luminaires, {patches:,} patches",
        90.0,
        seconds,
        f"{1000 * seconds / 200:.0f} ms a luminaire; peak {peak:.1f} GiB (bar 4); "
        f"stated error {stated:.2%}; three runs",
    )


def _new_process() -> Line:
    """First numbers of the sample room by the shell, with imports; kernels come from the disk."""
    with tempfile.TemporaryDirectory() as folder:
        file = write_sample(Path(folder))
        words = [sys.executable, "-m", "api.cli.main", "simulate", str(file), "--quality", "draft", "--json"]

        def first_numbers() -> int:
            return len(subprocess.run(words, capture_output=True, check=True).stdout)

        seconds, _ = median_of(first_numbers, runs=5, warm=1)
    return Line("first numbers in a new process, with imports", 4.0, seconds)
