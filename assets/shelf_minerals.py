"""How plaster, paint, concrete and tiles look."""

from __future__ import annotations

import numpy as np

from assets.shelf_patterns import Drawing, blended, clouds, grey, noise

Shape = tuple[int, int]
Size = tuple[float, float]


def plaster(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Fine white plaster, trowelled: broad waves and grains of sand."""
    px = shape[1] / size_m[0]
    waves, grains = noise(random, shape, 0.03 * px, 0.05 * px), noise(random, shape, 0.0015 * px, 0.0015 * px)
    cloud = clouds(random, shape, 1.2)
    colour = grey(1 + 0.008 * cloud + 0.006 * grains)
    return Drawing(colour, 1.2e-4 * waves + 4.5e-5 * grains)


def paint(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Emulsion paint from a roller: an even colour over a fine orange peel."""
    px = shape[1] / size_m[0]
    peel = noise(random, shape, 0.0022 * px, 0.0022 * px)
    colour = grey(1 + 0.004 * clouds(random, shape, 1.0))
    return Drawing(colour, 3.0e-5 * peel + 3e-5 * noise(random, shape, 0.04 * px, 0.04 * px))


def concrete(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Fair-faced concrete: clouds, stains and small holes."""
    px = shape[1] / size_m[0]
    cloud, stain = clouds(random, shape, 1.35), noise(random, shape, 0.16 * px, 0.10 * px)
    grain, speck = clouds(random, shape, 0.35), noise(random, shape, 0.0022 * px, 0.0022 * px)
    hole = np.clip(speck * 3 - 9.3 + 1.2 * noise(random, shape, 0.12 * px, 0.12 * px), 0.0, 1.0)
    tone = 1 + 0.045 * cloud + 0.022 * stain + 0.022 * grain - 0.45 * hole
    warm = 1 + 0.012 * stain
    colour = np.stack([tone * warm, tone, tone / warm], axis=2)
    return Drawing(colour, 2e-5 * grain - 8e-4 * hole + 1.5e-4 * stain)


def tiles(random: np.random.Generator, *, shape: Shape, size_m: Size, count: int, joint_m: float) -> Drawing:
    """Glazed tiles in `count` rows and columns, with joints of cement."""
    u = (np.arange(shape[1])[None, :] + 0.5) / shape[1] * count
    v = (np.arange(shape[0])[:, None] + 0.5) / shape[0] * count
    row, column = v.astype(np.int64), u.astype(np.int64)
    side_m = size_m[0] / count
    edge_u = np.minimum(u - column, 1 - (u - column)) * side_m
    edge_v = np.minimum(v - row, 1 - (v - row)) * side_m
    edge = np.minimum(edge_u, edge_v)
    glazed = np.clip((edge - joint_m / 2) / 4e-4, 0.0, 1.0)
    rounding = np.clip(1 - (edge - joint_m / 2) / 0.0025, 0.0, 1.0) ** 2
    tone = 1 + 0.025 * random.uniform(-1, 1, (count, count))[row, column]
    cement = 0.52 * (1 + 0.10 * clouds(random, shape, 0.5))
    colour = blended((0.93, 0.91, 0.88), (1.0, 0.985, 0.955), glazed) * tone[..., None]
    colour = colour * glazed[..., None] + (cement * (1 - glazed))[..., None] * np.array([1.0, 0.97, 0.92])
    tilt = 1.3e-3 * random.uniform(-1, 1, (2, count, count))[:, row, column]  # no two lie quite alike
    lie = tilt[0] * (u - column - 0.5) * side_m + tilt[1] * (v - row - 0.5) * side_m
    px = shape[1] / size_m[0]
    height = glazed * (8e-4 - 6e-4 * rounding + lie + 1e-5 * noise(random, shape, 0.02 * px, 0.02 * px))
    rough = 0.08 + 0.85 * (1 - glazed)
    return Drawing(colour, height, rough)
