"""Meshes of attics with known planes: knee walls, slopes, a level part, gables with a door and a window."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from drawn_meshes import Drawing

LONG_M, WIDE_M = 6.0, 5.0
DOOR, WINDOW = (2.0, 2.9, 0.0, 2.0), (2.1, 2.9, 0.9, 1.9)  # from, to, sill, head: in gables 0 and 1


def attic(
    *, knee_m: float, pitch_deg: float, level_m: float | None, thick_m: float = 0.0, holes: bool = False
):
    """A room of 6 x 5 m between two gables at x = 0 and x = 6, under slopes from y = 0 and y = 5.

    `level_m` is the height of the level part between the slopes; None lets them meet. With a thickness, walls
    and roof have an outer face too.
    """
    drawing = Drawing()
    skin(drawing, knee_m, pitch_deg, level_m, 0.0, holes=holes)
    if thick_m:
        skin(drawing, knee_m, pitch_deg, None, thick_m, holes=holes)
        for x in (0.0, LONG_M) if holes else ():
            jambs(drawing, x, thick_m, DOOR if x == 0.0 else WINDOW)
    return drawing


def skin(drawing, knee_m, pitch_deg, level_m, out_m, *, holes):
    """The faces of a roof and its walls, seen from inside, or from outside where they lie farther out."""
    rise = math.tan(math.radians(pitch_deg))
    low, high, floor = -out_m, WIDE_M + out_m, -out_m
    up = out_m / math.cos(math.radians(pitch_deg)) - out_m * rise  # of the slope's plane over the eaves
    knee, ridge = knee_m + up, knee_m + up + (high - low) / 2 * rise
    top = ridge if level_m is None else min(level_m, ridge)
    run = (top - knee) / rise
    x0, x1 = -out_m, LONG_M + out_m

    def quad(*corners):
        drawing.quad("Mesh", *(corners if not out_m else corners[::-1]))

    quad([x0, low, floor], [x1, low, floor], [x1, high, floor], [x0, high, floor])
    if knee > floor + 1e-9:
        quad([x0, low, floor], [x0, low, knee], [x1, low, knee], [x1, low, floor])
        quad([x1, high, floor], [x1, high, knee], [x0, high, knee], [x0, high, floor])
    quad([x0, low, knee], [x0, low + run, top], [x1, low + run, top], [x1, low, knee])
    quad([x1, high, knee], [x1, high - run, top], [x0, high - run, top], [x0, high, knee])
    if top < ridge - 1e-9:
        quad([x0, low + run, top], [x0, high - run, top], [x1, high - run, top], [x1, low + run, top])
    profile = [(low, knee), (low + run, top), (high - run, top), (high, knee)]
    for x, hole in ((x0, DOOR), (x1, WINDOW)):
        gable(quad, x, profile, floor, hole if holes else None, turned=x > LONG_M / 2)


def gable(quad, x, profile, floor, hole, *, turned):
    """Upright strips of a gable below its profile, with a rectangular hole."""
    ys, zs = np.array(profile).T
    cuts = sorted({*ys.tolist(), *(hole[:2] if hole else ())})
    for y0, y1 in pairwise(cuts):
        if y1 - y0 < 1e-9:
            continue
        a, b = (float(np.interp(y, ys, zs)) for y in (y0, y1))
        within = hole is not None and hole[0] <= (y0 + y1) / 2 <= hole[1]
        pieces = (
            [(floor, floor, hole[2], hole[2]), (hole[3], hole[3], a, b)] if within else [(floor, floor, a, b)]
        )
        for low0, low1, top0, top1 in pieces:
            if max(top0 - low0, top1 - low1) < 1e-9:
                continue
            corners = [[x, y0, low0], [x, y1, low1], [x, y1, top1], [x, y0, top0]]
            quad(*(corners if not turned else corners[::-1]))


def jambs(drawing, x, thick_m, hole):
    """What closes the way through a wall around its hole."""
    y0, y1, z0, z1 = hole
    outer = -thick_m if x == 0.0 else LONG_M + thick_m
    ring = [(y0, z0), (y1, z0), (y1, z1), (y0, z1)]
    for (a, p), (b, q) in zip(ring, [*ring[1:], ring[0]], strict=True):
        corners = [[x, a, p], [x, b, q], [outer, b, q], [outer, a, p]]
        drawing.quad("Mesh", *(corners if x == 0.0 else corners[::-1]))
