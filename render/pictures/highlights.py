"""Highlights in gloss: what is left to reflected rays that meet a luminaire, and what its own light makes.

Rays find a lamp surely where a surface is smooth and the lamp is large in its reflection; elsewhere few meet
it, and each that does is a speck. Light from the lamp's opening makes an even highlight where facets are
spread over more than the opening shows, and single dots where they are not. So both are weighted by how
close they look, by the power heuristic of multiple importance sampling (E. Veach and L. Guibas,
SIGGRAPH 1995): the shares of one direction add up to one.
"""

from __future__ import annotations

from typing import Any

import drjit as dr

from render.device import mitsuba
from render.emitters import Emitters

HIGHLIGHT = 0.3  # roughness from which on no ray is reflected: highlights are looked for from the light,
# and what is reflected of the room is gathered with neighbours
CLEAR = 0.05  # roughness up to which a reflection is sharp, and rays alone find highlights
NODES = 6.0  # places of an opening that are surely looked at from where it makes a highlight
ALL = 1e30  # rays to a steradian of what is mirrored, or has met no gloss


def left_to_rays(lights: Emitters, who: Any, point: Any, rays_per_sr: Any) -> Any:
    """Share of a luminaire's highlight at points that is left to rays that they reflect.

    Parameters
    ----------
    who
        The luminaire.
    rays_per_sr
        Density of reflected rays in the direction that the light comes from, ALL of a mirror.
    """
    mi = mitsuba()
    path = dr.gather(mi.Point3f, lights.centre, who) - point
    wide, deep, high = (2 * dr.gather(mi.Float, lights.openings[2 + axis], who) for axis in range(3))
    shown_m2 = dr.sqrt(dr.square(wide * deep) + dr.square(wide * high) + dr.square(deep * high))
    nodes_per_sr = NODES * dr.squared_norm(path) / dr.maximum(shown_m2, 1e-12)
    return dr.rcp(1 + dr.square(nodes_per_sr / rays_per_sr))
