"""Shells of rooms: whether they are closed, and what they enclose."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenes.scene import LitSurface, Scene, SurfaceKind


def box(name: str, x: float, width: float = 4.0, **more: Any) -> dict[str, Any]:
    """A room 3 m deep and 2.5 m high that begins at x; its wall 1 is at its far end, wall 3 at x."""
    outline = [[x, 0], [x + width, 0], [x + width, 3], [x, 3]]
    return {"name": name, "outline_m": outline, "height_m": 2.5, **more}


def named(scene: Scene) -> dict[str, LitSurface]:
    return {surface.name: surface for surface in scene.surfaces}


def area_m2(surface: LitSurface) -> float:
    a, b, c = np.moveaxis(surface.vertices_m[surface.triangles], 1, 0)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


WITHIN = (SurfaceKind.FURNITURE, SurfaceKind.PANE)


def volume_m3(scene: Scene) -> float:
    """Enclosed by all but furniture and panes: right only where the shell is closed and looks inwards."""
    total = 0.0
    for surface in scene.surfaces:
        if surface.kind not in WITHIN:
            a, b, c = np.moveaxis(surface.vertices_m[surface.triangles], 1, 0)
            total -= float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)
    return total


def has_leak(scene: Scene) -> bool:
    """Whether an edge of the shell is not met by another: its pieces, both ways, do not cancel."""
    lines: dict[tuple[float, ...], float] = {}
    for surface in scene.surfaces:
        if surface.kind in WITHIN:
            continue
        for corners in surface.vertices_m[surface.triangles]:
            for k in range(3):
                start, end = corners[k], corners[(k + 1) % 3]
                way = (end - start) / np.linalg.norm(end - start)
                sign = 1.0 if tuple(np.round(way, 6)) > (0, 0, 0) else -1.0
                foot = start - way * (start @ way)
                line = (*np.round(sign * way, 5), *np.round(foot, 5))
                key = tuple(float(v) + 0.0 for v in line)
                lines[key] = lines.get(key, 0.0) + float((end - start) @ way) * sign
    return any(abs(total) > 1e-6 for total in lines.values())
