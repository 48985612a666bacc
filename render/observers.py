"""Observers' eyes as points at which light is measured."""

from __future__ import annotations

import numpy as np

from scenes.scene import MeasuringPlane, Observer


def observer_planes(observers: tuple[Observer, ...]) -> tuple[MeasuringPlane, ...]:
    """One plane whose points are the eyes and whose normals are their sight lines; none without observers."""
    if not observers:
        return ()
    eyes = np.array([observer.eye_m for observer in observers], float)
    sight = np.array([observer.direction for observer in observers], float)
    sight /= np.linalg.norm(sight, axis=1, keepdims=True)
    nowhere = np.zeros(len(observers), bool)
    return (MeasuringPlane("observers", "", "illuminance", eyes, sight, eyes, nowhere),)
