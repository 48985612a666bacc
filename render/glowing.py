"""The glowing parts of luminaires: which they are, and how bright, for pictures and 3D files alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]

AT_ONCE = 1 << 16  # triangles and directions: what a processor keeps at hand
SMALLEST_M2 = 1e-6  # of glowing area seen: below it nothing is there to be seen


def glowing_triangles(placed: PlacedLuminaire) -> NDArray[np.bool_]:
    """Whether each triangle of a luminaire's body gives light, (triangle,)."""
    body = placed.luminaire.body
    if body is None:
        return np.zeros(0, bool)
    return np.array([material.glows for material in body.materials], bool)[body.material_of_triangle]


def unit_directions(c_deg: Array, gamma_deg: Array) -> Array:
    """Unit vectors of the photometry's frame, (..., 3); gamma is 0 along -z, C0 is +x."""
    c, gamma = np.broadcast_arrays(np.radians(c_deg), np.radians(gamma_deg))
    return np.stack([np.sin(gamma) * np.cos(c), np.sin(gamma) * np.sin(c), -np.cos(gamma)], axis=-1)


def intensity_and_area(placed: PlacedLuminaire, c_deg: Array, gamma_deg: Array) -> tuple[Array, Array]:
    """What a luminaire gives in some directions, and the glowing area that it shows them.

    Their quotient is the luminance of its glowing parts, all taken as evenly bright. The area is that of
    the triangles that face the direction, as if nothing stood before them.

    Parameters
    ----------
    c_deg, gamma_deg
        Directions in arrays of one shape [deg].

    Returns
    -------
    tuple
        Intensity at full output [cd] and projected area [m2], both of the directions' shape.
    """
    intensity = placed.luminaire.photometry.distribution.intensity_towards_cd(c_deg, gamma_deg)
    body, glowing = placed.luminaire.body, glowing_triangles(placed)
    if body is None or placed.body_vertices_m is None or not glowing.any():
        return intensity, np.zeros(intensity.shape)
    corners = placed.body_vertices_m[body.triangles[glowing]]
    normal_m2 = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    local = (normal_m2 @ placed.scene_from_photometry[:3, :3]).astype(np.float32)
    towards = unit_directions(c_deg, gamma_deg).reshape(-1, 3).astype(np.float32)
    step = max(1, AT_ONCE // len(local))
    blocks = []
    for first in range(0, len(towards), step):
        shown = towards[first : first + step] @ local.T
        blocks.append(np.maximum(shown, 0.0, out=shown).sum(axis=1, dtype=np.float64))
    return intensity, np.concatenate(blocks).reshape(intensity.shape)
