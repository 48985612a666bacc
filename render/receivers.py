"""Points that receive light, on the device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_indices, device_points
from scenes.scene import MeasuringPlane

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Receivers:
    """Measuring points with normals; the normals count for nothing where `cylindrical`.

    `key` seeds each point's random numbers: its place within its plane, so that a plane's numbers do not
    depend on which other planes there are.
    """

    count: int
    point: Any
    normal: Any
    key: Any
    cylindrical: bool


def load_receivers(
    points_m: Array, normals: Array, *, cylindrical: bool = False, keys: NDArray[np.int64] | None = None
) -> Receivers:
    """Upload points and normals, (point, 3); keys are the points' numbers where none are given."""
    mi = mitsuba()
    own = np.arange(len(points_m)) if keys is None else keys
    return Receivers(
        len(points_m),
        device_points(points_m),
        mi.Vector3f(device_points(normals)),
        device_indices(own),
        cylindrical,
    )


def joined_planes(planes: Sequence[MeasuringPlane]) -> tuple[Array, Array, NDArray[np.int64]]:
    """Points, normals and keys of planes one behind the other."""
    if not planes:
        return np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0, np.int64)
    return (
        np.concatenate([plane.points_m for plane in planes]),
        np.concatenate([plane.normals for plane in planes]),
        np.concatenate([np.arange(len(plane.points_m)) for plane in planes]),
    )
