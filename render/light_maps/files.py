"""All that a browser needs to light a room by itself, as files: a manifest, an atlas, layers and probes.

docs/light-layers.md describes them.
"""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.device import engine_version
from render.gltf.unwrapped import unwrapped_glb
from render.light_field import LightField
from render.light_maps.atlas import TEXEL_M, Atlas
from render.light_maps.circuits import as_it_burns, circuit_columns, circuit_scenes
from render.light_maps.encoding import encode_layer
from render.light_maps.layers import LightmapStage, lightmap_layer, lightmap_stage, room_atlas
from render.light_maps.probes import ProbeGrid, as_image, probe_grid, probe_layer
from render.mixing import column_weights
from render.patches import Patches
from render.work import Progress
from scenes.scene import PlacedLuminaire, Scene, SceneWeight

Single = NDArray[np.float32]

VERSION = 1
MANIFEST, CIRCUITS = "manifest.json", "circuits.json"
MODEL = "room.glb"
ATLAS = "atlas.bin"
UV_STEPS = 65535  # of 16-bit numbers
FACE = np.dtype([("surface", "<u2"), ("triangle", "<u4"), ("back", "u1"), ("uv", "<u2", (3, 2))])


def light_files(
    field: LightField, *, texel_m: float = TEXEL_M, progress: Progress | None = None
) -> dict[str, bytes]:
    """The files by name.

    Parameters
    ----------
    field
        From `simulate`.
    texel_m
        Wanted distance of texels [m].
    progress
        Told "light" and the share done; may raise to stop.
    """
    tell = progress or (lambda step, share: None)
    scene = field.scene
    atlas = room_atlas(field, texel_m=texel_m)
    stage, grid = lightmap_stage(field, atlas), probe_grid(field)
    files = {ATLAS: encode_atlas(atlas, field.patches), MODEL: unwrapped_glb(scene, field.patches, atlas)}
    luminaires, circuits = _layers(field, files, stage, grid, tell)
    shared = {
        "version": VERSION,
        "software": engine_version(),
        "quality": field.options.quality,
        "seed": field.options.seed,
        "maintenance_factor": scene.maintenance_factor,
        "model": MODEL,
        "atlas": {
            "file": ATLAS,
            "width": atlas.width,
            "height": atlas.height,
            "texel_m": atlas.texel_m,
            "faces": len(atlas.charts.triangle),
            "surfaces": [surface.name for surface in scene.surfaces],
        },
        "probes": {
            "low_m": [float(value) for value in grid.low_m],
            "step_m": [float(value) for value in grid.step_m],
            "counts": list(grid.counts),
        },
    }
    tell("light", 1.0)
    own = {"circuits": CIRCUITS, "luminaires": luminaires, "scenes": _scenes(scene)}
    return {
        MANIFEST: _json(shared | own),
        CIRCUITS: _json(shared | {"luminaires": circuits, "scenes": circuit_scenes(scene)}),
        **files,
    }


def _layers(
    field: LightField, files: dict[str, bytes], stage: LightmapStage, grid: ProbeGrid, tell: Progress
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Add every layer to the files; what the manifests say of luminaires and of circuits.

    It goes circuit by circuit, so that no more than one sum is held at a time.
    """
    scene, weights = field.scene, column_weights(field.scene, None)
    luminaires: list[dict[str, Any]] = [{} for _ in scene.luminaires]
    circuits, done = [], 0
    for k, (name, columns) in enumerate(circuit_columns(scene).items()):
        total: list[Single] = []
        for column in columns:
            tell("light", done / len(luminaires))
            own = lightmap_layer(stage, field, column), probe_layer(grid, field, column)
            burning = [as_it_burns(weights[column], light) for light in own]
            total = [a + b for a, b in zip(total, burning, strict=True)] if total else burning
            luminaires[column] = _luminaire(scene.luminaires[column]) | _encoded(files, str(column), *own)
            done += 1
        members = [scene.luminaires[column].id for column in columns]
        circuits.append(_circuit(name, members) | _encoded(files, f"circuit-{k}", *total))
    return luminaires, circuits


def _encoded(files: dict[str, bytes], name: str, layer: Single, probes: Single) -> dict[str, str]:
    """Add a layer and its probes to the files; their names."""
    files[f"layer-{name}.llyr"] = encode_layer(layer)
    files[f"probes-{name}.llyr"] = encode_layer(as_image(probes))
    return {"layer": f"layer-{name}.llyr", "probes": f"probes-{name}.llyr"}


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def encode_atlas(atlas: Atlas, patches: Patches) -> bytes:
    """Which face lies where in the image, as one gzip stream of 19 bytes a face."""
    charts = atlas.charts
    faces = np.zeros(len(charts.triangle), FACE)
    faces["surface"] = patches.surface_of_triangle[charts.triangle]
    faces["triangle"] = patches.own_triangle[charts.triangle]
    faces["back"] = charts.back
    faces["uv"] = np.rint(atlas.corner_uv * UV_STEPS)
    return gzip.compress(faces.tobytes(), compresslevel=6, mtime=0)


def decode_atlas(content: bytes) -> NDArray[Any]:
    """The faces of `encode_atlas`, a structured array of FACE."""
    return np.frombuffer(gzip.decompress(content), FACE)


def _luminaire(placed: PlacedLuminaire) -> dict[str, Any]:
    warm = placed.luminaire.dim_to_warm
    curve = None if warm is None else {"warmest_k": warm.warmest_k, "curve": [list(p) for p in warm.curve]}
    return {"id": placed.id, "circuit": placed.circuit, "dim_to_warm": curve}


def _circuit(name: str, members: list[str]) -> dict[str, Any]:
    return {"id": name, "circuit": name, "dim_to_warm": None, "members": members}


def _scenes(scene: Scene) -> list[dict[str, Any]]:
    """Every lighting scene; the first, without a name, is each luminaire at its own dimming."""

    def burning(entries: dict[str, SceneWeight]) -> list[dict[str, Any]]:
        dark = SceneWeight(0.0, None)
        found = [(placed.id, entries.get(placed.id, dark)) for placed in scene.luminaires]
        return [{"id": id, "dimming": w.dimming, "cct_k": w.cct_k, "duv": w.duv} for id, w in found]

    return [{"name": name, "luminaires": burning(entries)} for name, entries in scene.weights.items()]
