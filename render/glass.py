"""Rays of light among clear sheets: what is left of light along a ray, and where light that lands is stopped.

Along a line from here to there light keeps the product of what the sheets on it let through. A ray that
looks for the first thing it meets is stopped by each sheet with the chance of not being let through: in the
mean that is the same light, and what is stopped lands on the sheet as on any surface, so that none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np

from render.body_meshes import mesh_scene
from render.device import mitsuba
from render.device_arrays import device_flags, device_floats, device_indices, device_points
from render.patches import Patches
from render.sampling import hashed

STEP_M = 1e-5  # a ray goes on this far behind a sheet
NONE = 0xFFFFFFFF  # no triangle yet
MOST_SHEETS = 64  # that a ray passes; a wood of leaves is dark behind so many
DARKEST = 1e-3  # share of light from which on it is not followed


@dataclass(frozen=True, eq=False)
class Glass:
    """Solid and clear triangles of a room as scenes of their own, and how light passes the clear ones.

    `solid_triangle` and `triangle` lead from triangles of the two scenes to those of the room; all else has
    one entry for each clear triangle, as `ClearSheets` does. What stops nothing at all is in neither scene.
    """

    solid: Any
    solid_triangle: Any
    sheets: Any
    triangle: Any
    normal: Any
    hole: Any
    clear: Any
    ior: Any
    thin: Any


def load_glass(patches: Patches) -> Glass | None:
    """Upload what a room has of clear triangles; None where there is none."""
    if patches.clear is None:
        return None
    which, sheets = patches.clear
    rest = np.setdiff1d(np.arange(len(patches.triangles)), which)
    stopping = np.flatnonzero(sheets.hole < 1)
    some = stopping if len(stopping) else np.arange(1)  # a scene has at least one triangle
    which, sheets = which[some], sheets.taken(some)
    corners = patches.vertices_m[patches.triangles[which]]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    unit = cross / np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-30)
    return Glass(
        solid=mesh_scene(patches.vertices_m, patches.triangles[rest]),
        solid_triangle=device_indices(rest),
        sheets=mesh_scene(patches.vertices_m, patches.triangles[which]),
        triangle=device_indices(which),
        normal=mitsuba().Vector3f(device_points(unit)),
        hole=device_floats(sheets.hole),
        clear=device_floats(sheets.clear),
        ior=device_floats(sheets.ior),
        thin=device_flags(sheets.thin),
    )


def pane_share(cosine: Any, ior: Any) -> Any:
    """What a clear sheet lets through at an angle; see `clear_sheets.pane_transmittance`."""
    c = dr.clip(cosine, 1e-4, 1.0)
    inside = dr.safe_sqrt(1 - (1 - c * c) / (ior * ior))
    a, b = (c - ior * inside) / (c + ior * inside), (ior * c - inside) / (ior * c + inside)
    across, along = a * a, b * b
    return ((1 - across) / (1 + across) + (1 - along) / (1 + along)) / 2


def _share(glass: Glass, sheet: Any, direction: Any, active: Any) -> Any:
    """What sheets let through along directions."""
    mi = mitsuba()
    c = dr.abs(dr.dot(dr.gather(mi.Vector3f, glass.normal, sheet, active), direction))
    pane = pane_share(c, dr.select(active, dr.gather(mi.Float, glass.ior, sheet, active), 1.0))
    pane = dr.select(dr.gather(mi.Bool, glass.thin, sheet, active), pane, dr.sqrt(pane))
    hole, clear = (dr.gather(mi.Float, table, sheet, active) for table in (glass.hole, glass.clear))
    return dr.minimum(hole + clear * pane, 1.0)


def passed(glass: Glass, origin: Any, direction: Any, reach: Any, active: Any = True) -> Any:
    """Share of light that all sheets within `reach` along rays let through; 1 where not active."""
    mi = mitsuba()
    origin, direction, reach = mi.Point3f(origin), mi.Vector3f(direction), mi.Float(reach)

    def wanted(active: Any, travelled: Any, share: Any, last: Any, crossings: Any) -> Any:
        return active

    def step(
        active: Any, travelled: Any, share: Any, last: Any, crossings: Any
    ) -> tuple[Any, Any, Any, Any, Any]:
        start = origin + direction * travelled
        ray = mi.Ray3f(start, direction, maxt=reach - travelled, time=0.0, wavelengths=[])
        hit = glass.sheets.ray_intersect_preliminary(ray, coherent=False, active=active)
        valid = hit.is_valid() & active
        own = _share(glass, dr.select(valid, hit.prim_index, 0), direction, valid)
        # far from the origin a step is lost in rounding, but a ray meets a flat triangle only once
        new = valid & (hit.prim_index != last)
        crossings = crossings + 1
        own = dr.select(crossings < MOST_SHEETS, own, 0.0)
        share = dr.select(new, share * own, share)
        last = dr.select(valid, hit.prim_index, last)
        travelled = dr.select(valid, travelled + hit.t + STEP_M, travelled)
        active = valid & (travelled < reach) & (crossings < MOST_SHEETS) & (share > DARKEST)
        return active, travelled, share, last, crossings

    width = max(dr.width(origin), dr.width(direction), dr.width(reach), dr.width(active))
    state = (
        mi.Bool(active) & dr.full(mi.Bool, True, width) & (reach > 0),
        dr.zeros(mi.Float, width),
        dr.full(mi.Float, 1.0, width),
        dr.full(mi.UInt32, NONE, width),
        dr.zeros(mi.UInt32, width),
    )
    labels = ("active", "travelled", "share", "last", "crossings")
    return dr.while_loop(state, wanted, step, labels=labels)[2]


def first_stop(
    glass: Glass, origin: Any, direction: Any, coherent: bool, active: Any = True
) -> tuple[Any, Any, Any]:
    """Whether anything stops rays, how far off, and the triangle of the room that does.

    The chance at each sheet is a hash of the ray, so that the same ray is always stopped by the same.
    """
    mi = mitsuba()
    origin, direction = mi.Point3f(origin), mi.Vector3f(direction)
    ray = mi.Ray3f(origin, direction)
    found = glass.solid.ray_intersect_preliminary(ray, coherent=coherent, active=active)
    valid = found.is_valid() & active
    reach = dr.select(valid, found.t, dr.inf)
    triangle = dr.gather(mi.UInt32, glass.solid_triangle, dr.select(valid, found.prim_index, 0), valid)
    key = _key(origin, direction)

    def wanted(active: Any, travelled: Any, sheet: Any, stopped: Any, last: Any, crossings: Any) -> Any:
        return active

    def step(
        active: Any, travelled: Any, sheet: Any, stopped: Any, last: Any, crossings: Any
    ) -> tuple[Any, Any, Any, Any, Any, Any]:
        start = origin + direction * travelled
        ray = mi.Ray3f(start, direction, maxt=reach - travelled, time=0.0, wavelengths=[])
        hit = glass.sheets.ray_intersect_preliminary(ray, coherent=False, active=active)
        valid = hit.is_valid() & active
        met = dr.select(valid, hit.prim_index, 0)
        by_chance = _number(key, crossings) >= _share(glass, met, direction, valid)
        here = valid & (hit.prim_index != last) & (by_chance | (crossings + 1 >= MOST_SHEETS))
        last = dr.select(valid, hit.prim_index, last)
        sheet, stopped = dr.select(here, met, sheet), stopped | here
        travelled = dr.select(valid, travelled + hit.t + dr.select(here, 0.0, STEP_M), travelled)
        crossings = crossings + 1
        return (
            valid & ~here & (travelled < reach) & (crossings < MOST_SHEETS),
            travelled,
            sheet,
            stopped,
            last,
            crossings,
        )

    width = max(dr.width(origin), dr.width(direction), dr.width(active))
    state = (
        mi.Bool(active) & dr.full(mi.Bool, True, width),
        dr.zeros(mi.Float, width),
        dr.zeros(mi.UInt32, width),
        dr.full(mi.Bool, False, width),
        dr.full(mi.UInt32, NONE, width),
        dr.zeros(mi.UInt32, width),
    )
    labels = ("active", "travelled", "sheet", "stopped", "last", "crossings")
    _, travelled, sheet, stopped, _, _ = dr.while_loop(state, wanted, step, labels=labels)
    own = dr.gather(mi.UInt32, glass.triangle, sheet, stopped)
    return valid | stopped, dr.select(stopped, travelled, reach), dr.select(stopped, own, triangle)


def _key(origin: Any, direction: Any) -> Any:
    """A 32-bit hash of rays."""
    mi = mitsuba()
    return hashed(*(dr.reinterpret_array(mi.UInt32, mi.Float(each)) for each in (*origin, *direction)))


def _number(key: Any, which: Any) -> Any:
    """A random number in 0..1."""
    mi = mitsuba()
    return mi.Float(hashed(key, which) >> 8) * (1.0 / (1 << 24))
