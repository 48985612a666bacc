"""A scene's measuring points made ready: in pieces small enough to work on, with what their rays meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from render.gather import GatherHits, cast_gather
from render.observers import observer_planes
from render.options import RenderOptions
from render.rays import RayScene
from render.receivers import joined_planes, load_receivers
from scenes.scene import MeasuringPlane, Scene

Array = NDArray[np.float64]

RAYS_AT_ONCE = 1 << 23  # most rays in one launch: bounds memory, and lets people stop
HITS_KEPT = 1 << 23  # more gather hits than this are cast anew each time they are read


@dataclass(frozen=True, eq=False)
class Piece:
    """Some measuring points of one kind, few enough for one launch; `hits` where they are kept."""

    points_m: Array
    normals: Array
    keys: NDArray[np.int64]
    cylindrical: bool
    hits: GatherHits | None


@dataclass(frozen=True, eq=False)
class MeasuringPoints:
    """All measuring points of a scene: those of `planes` one behind the other, cylindrical ones last."""

    planes: tuple[MeasuringPlane, ...]
    pieces: tuple[Piece, ...]


def asked_planes(scene: Scene) -> tuple[MeasuringPlane, ...]:
    """The planes of a scene and, last, its observers' eyes."""
    return (*scene.planes, *observer_planes(scene.observers))


def prepare_points(
    scene: RayScene, planes: Sequence[MeasuringPlane], options: RenderOptions, *, patches: int
) -> MeasuringPoints:
    """Cast the points' gather rays, which only depend on the room."""
    rays = max(1, options.gather_rays // options.replicates) * options.replicates
    step = max(1, RAYS_AT_ONCE // max(rays, options.opening_samples))
    kept = sum(len(plane.points_m) for plane in planes) * rays <= HITS_KEPT
    pieces: list[Piece] = []
    for cylindrical in (False, True):
        chosen = [plane for plane in planes if (plane.kind == "cylindrical") == cylindrical]
        points, normals, keys = joined_planes(chosen)
        for first in range(0, len(points), step):
            part = slice(first, first + step)
            piece = Piece(points[part], normals[part], keys[part], cylindrical, None)
            hits = cast_hits(scene, piece, options, patches=patches) if kept else None
            pieces.append(replace(piece, hits=hits))
    return MeasuringPoints(tuple(planes), tuple(pieces))


def cast_hits(scene: RayScene, piece: Piece, options: RenderOptions, *, patches: int) -> GatherHits:
    """What the piece's rays meet."""
    return cast_gather(
        scene,
        load_receivers(piece.points_m, piece.normals, cylindrical=piece.cylindrical, keys=piece.keys),
        rays=max(1, options.gather_rays // options.replicates),
        replicates=options.replicates,
        seed=options.seed,
        patches=patches,
    )
