"""Bodies of luminaires made by hand: solids with materials, as the goniometer and pictures take them."""

from __future__ import annotations

import numpy as np

from assets.body import Body, BodyMaterial
from assets.material import Appearance, Material
from assets.modelling import Solid, arc_points, lathe
from assets.photometry import closed_distribution

GLOW = Material("glow", base_colour_rgb=(0.0, 0.0, 0.0), ior=1.0, glows=True)
BLACK = Material("black", base_colour_rgb=(0.0, 0.0, 0.0), ior=1.0)
WHITE = Material("white", ior=1.0)
EVEN = closed_distribution([0.0], [0.0, 180.0], [[1.0, 1.0]])


def lamp_body(*parts: tuple[Solid, Material]) -> Body:
    """Solids, each of one material, as one body."""
    first = np.cumsum([0, *(len(solid.vertices_m) for solid, _ in parts)])
    triangles = [solid.triangles + start for (solid, _), start in zip(parts, first[:-1], strict=True)]
    materials = tuple(dict.fromkeys(material for _, material in parts))
    own = np.concatenate([np.full(len(s.triangles), materials.index(m)) for s, m in parts])
    count = len(own)
    return Body(
        np.concatenate([solid.vertices_m for solid, _ in parts]),
        np.concatenate(triangles),
        own,
        tuple(BodyMaterial(m.name, m.base_colour_rgb, m.glows, m.metallic, m.roughness) for m in materials),
        appearance=Appearance(
            materials,
            own,
            np.zeros((count, 3, 2), np.float32),
            np.zeros((count, 3, 3), np.float32),
            np.ones((count, 3), np.float32),
        ),
    )


def disc(radius_m: float, z_m: float = 0.0, *, sides: int = 180, down: bool = True) -> Solid:
    """A disc that faces down, or up."""
    return ring(0.0, radius_m, z_m, sides=sides, down=down)


def ring(inner_m: float, outer_m: float, z_m: float, *, sides: int = 180, down: bool = True) -> Solid:
    """A flat ring that faces down, or up."""
    angle = np.arange(sides) * 2 * np.pi / sides
    unit = np.column_stack([np.cos(angle), np.sin(angle)])
    flat = np.concatenate([inner_m * unit, outer_m * unit])
    a, b = np.arange(sides), (np.arange(sides) + 1) % sides
    quads = np.concatenate([np.column_stack([a, b, sides + b]), np.column_stack([a, sides + b, sides + a])])
    kept = quads[sides:] if inner_m == 0.0 else quads
    triangles = kept if down else kept[:, ::-1]
    return Solid(np.column_stack([flat, np.full(2 * sides, z_m)]), triangles)


def wall(radius_m: float, low_m: float, high_m: float, *, sides: int = 180) -> Solid:
    """The side of an upright cylinder, a sheet that faces outwards."""
    angle = np.arange(sides) * 2 * np.pi / sides
    flat = radius_m * np.column_stack([np.cos(angle), np.sin(angle)])
    rings = [np.column_stack([flat, np.full(sides, z)]) for z in (low_m, high_m)]
    a, b = np.arange(sides), (np.arange(sides) + 1) % sides
    quads = np.concatenate([np.column_stack([a, b, sides + b]), np.column_stack([a, sides + b, sides + a])])
    return Solid(np.concatenate(rings), quads)


def ball(radius_m: float, *, sides: int = 120) -> Solid:
    """A sphere about the origin."""
    return lathe(arc_points((0.0, 0.0), radius_m, -90.0, 90.0, sides // 2), sides)


def sheet(corners_m: list[tuple[float, float, float]]) -> Solid:
    """Four corners, anticlockwise seen from its front."""
    return Solid(np.array(corners_m, float), np.array([[0, 1, 2], [0, 2, 3]]))
