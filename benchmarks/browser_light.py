"""Light for the browser: the time of all layers and of a moved luminaire's, their sizes and errors."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from benchmarks.line import Line
from benchmarks.promises import MOVED, moved
from benchmarks.rooms import living_room
from benchmarks.timing import median_of
from render.light_field import LightField
from render.light_maps.encoding import decode_layer, encode_layer
from render.light_maps.layers import LightmapStage, lightmap_layer, lightmap_stage, room_atlas, texel_light_lx
from render.light_maps.probes import as_image, probe_grid, probe_layer
from render.options import DRAFT, NORMAL
from render.relight import with_luminaires
from render.simulate import simulate
from scenes.scene import MeasuringPlane, Scene

Array = NDArray[np.float64]

COMPARED = 400  # texels beside converged light
DARKEST_LX = 0.5
STEP_M = 0.01


@dataclass(frozen=True)
class LayerErrors:
    """How far texels are from converged light, relative: of all above DARKEST_LX, and mean."""

    median: float
    rms_of_mean: float
    mean: float


def measure_browser_light(progress: Callable[[str], None]) -> Iterator[Line]:
    """Both promises in the living room with eight luminaires."""
    scene = replace(living_room(), planes=(), observers=())
    field = simulate(scene, DRAFT)
    progress("all layers of light for the browser")
    seconds, (stage, files) = median_of(lambda: all_layers(field), runs=3, warm=1)
    progress("converged light at texels of the layers")
    errors = layer_errors(field, stage)
    size = max(len(content) for content in files)
    yield Line(
        f"all lightmap layers, living room, {len(files)} luminaires, {len(stage.lit):,} texels at 5 cm",
        4.0,
        seconds,
        f"unwrapping, rays and encoding with it, from solved columns; {size / 1000:.1f} kB a layer at most "
        f"(bar 60), encoded within {coding_error(field, stage):.2%} above {DARKEST_LX} lx (bar 1 %); "
        f"texels beside converged light: median {errors.median:.1%}, mean {errors.mean:+.1%}, "
        f"RMS {errors.rms_of_mean:.1%} of the mean",
    )
    progress("a moved luminaire's layer")
    yield _moved(scene, field, stage)
    seconds, content = median_of(lambda: probes(field), runs=3, warm=1)
    yield Line(
        "probes, one luminaire", None, seconds, f"{len(content) / 1000:.1f} kB, the grid and its rays with it"
    )


def all_layers(field: LightField) -> tuple[LightmapStage, list[bytes]]:
    """Everything from nothing but the solved columns: unwrapping, rays, layers, files."""
    stage = lightmap_stage(field, room_atlas(field))
    columns = range(len(field.emitters))
    return stage, [encode_layer(lightmap_layer(stage, field, column)) for column in columns]


def probes(field: LightField) -> bytes:
    """The probes of one luminaire, encoded."""
    return encode_layer(as_image(probe_layer(probe_grid(field), field, MOVED)))


def coding_error(field: LightField, stage: LightmapStage) -> float:
    """The largest relative error that encoding adds to an illuminance above DARKEST_LX."""
    worst = 0.0
    for column in range(len(field.emitters)):
        image = lightmap_layer(stage, field, column)
        own, read = (_lux(values) for values in (image, decode_layer(encode_layer(image))))
        bright = own >= DARKEST_LX
        worst = max(worst, float(np.abs(read[bright] / own[bright] - 1).max(initial=0.0)))
    return worst


def _lux(values: NDArray[np.float32]) -> Array:
    wide = np.broadcast_to(values, (*values.shape[:-1], 3)).astype(np.float64)
    lux: Array = wide @ LUMINANCE_WEIGHTS
    return lux


def _moved(scene: Scene, field: LightField, stage: LightmapStage) -> Line:
    steps = itertools.count(1)

    def step() -> bytes:
        new = with_luminaires(field, moved(field, MOVED, STEP_M * next(steps)), scene.weights)
        return encode_layer(lightmap_layer(stage, new, MOVED))

    seconds, content = median_of(step, runs=15, warm=3)
    return Line(
        "one luminaire moved: its new converged lightmap layer, encoded",
        0.12,
        seconds,
        f"{len(content) / 1000:.1f} kB; its column with all reflections, texels, file; no measuring points",
    )


def layer_errors(field: LightField, stage: LightmapStage, count: int = COMPARED) -> LayerErrors:
    """Texels beside light worked out at the same points with normal quality's patches and many more rays.

    The sum of all luminaires; texels on the edge of a shadow are among them, whose mean over their area is
    then compared with one point.
    """
    chosen = np.random.default_rng(1).choice(len(stage.lit), count, replace=False)
    points, normals = stage.point_m[chosen], stage.normal[chosen]
    plane = MeasuringPlane(
        "texels", "room", "illuminance", points, normals, points, np.zeros(count, bool), over_floor=False
    )
    scene = replace(field.scene, planes=(plane,))
    fine = simulate(scene, replace(NORMAL, gather_rays=4096, lit_points=2048)).planes[0]
    direct, indirect = fine.direct_lx.mean(axis=0), fine.indirect_lx.mean(axis=0)
    expected = (
        direct + indirect @ LUMINANCE_WEIGHTS if indirect.shape[-1] == 3 else direct + indirect[..., 0]
    ).sum(axis=1)
    layers = [texel_light_lx(stage, field, column)[chosen] for column in range(len(field.emitters))]
    found = np.sum([_lux(layer) for layer in layers], axis=0)
    bright = expected >= DARKEST_LX
    relative = found[bright] / expected[bright] - 1
    return LayerErrors(
        float(np.median(np.abs(relative))),
        float(np.sqrt(((found - expected) ** 2).mean()) / expected.mean()),
        float((found.sum() - expected.sum()) / expected.sum()),
    )
