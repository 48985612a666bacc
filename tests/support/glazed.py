"""Sheets and bodies of glass for rooms made by hand, and what Fresnel says of a pane."""

from __future__ import annotations

import numpy as np
from hand_made import block

from assets.material import Appearance, Material
from assets.reflectance import triangle_reflectance
from scenes.scene import LitSurface, SurfaceKind

CLEAR = Material("clear", roughness=0.0, transmission=1.0)


def looks(material, count=2, uv=None):
    """All triangles of one material."""
    return Appearance(
        (material,),
        np.zeros(count, np.int64),
        np.zeros((count, 3, 2), np.float32) if uv is None else uv,
        np.zeros((count, 3, 3), np.float32),
        np.ones((count, 3), np.float32),
    )


def _reflecting(appearance):
    r, g, b = triangle_reflectance(appearance).mean(axis=0)
    return float(r), float(g), float(b)


def glass_sheet(name, corners, material=CLEAR, kind=SurfaceKind.FURNITURE, uv=None):
    """Four corners as a sheet of a material, reflecting in numbers what that says."""
    shown = looks(material, uv=uv)
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    return LitSurface(name, kind, np.array(corners, float), triangles, _reflecting(shown), appearance=shown)


def level(name, low, high, height_m, material=CLEAR, uv=None):
    """A level sheet."""
    (a, b), (c, d) = low, high
    return glass_sheet(name, [(x, y, height_m) for x, y in ((a, b), (c, b), (c, d), (a, d))], material, uv=uv)


def glass_block(name, low, high, material=CLEAR):
    """A closed box of a material."""
    solid = block(name, low, high, 0.5)
    shown = looks(material, len(solid.triangles))
    return LitSurface(
        name, solid.kind, solid.vertices_m, solid.triangles, _reflecting(shown), appearance=shown
    )


def of_pane(angle_deg, n=1.5):
    """What a pane lets through, from Fresnel's equations: (1 - R) / (1 + R) of both polarisations, the mean.

    R by sines and tangents of the angles before and behind, which is another form than the engine's.
    """
    a = np.radians(np.maximum(angle_deg, 1e-3))
    b = np.arcsin(np.sin(a) / n)
    both = [(np.sin(a - b) / np.sin(a + b)) ** 2, (np.tan(a - b) / np.tan(a + b)) ** 2]
    return sum((1 - r) / (1 + r) for r in both) / 2
