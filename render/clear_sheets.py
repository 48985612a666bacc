"""Triangles of things in the room that light passes straight: glass, veils, leaves with holes.

What stands within the room lets pass the share of each triangle that is a hole (by its opacity and texture),
and of the rest what its material transmits, less what its surfaces reflect. A sheet is a pane: two boundaries
with all reflections between them; of a body of glass each boundary counts the root of a pane. Light is not
bent, not scattered and not coloured: the share is that of luminance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.gloss import gloss_reflectance
from assets.material import Appearance
from assets.reflectance import PASSED_BACK, triangle_passing
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

WITHIN = (SurfaceKind.FURNITURE, SurfaceKind.PARTITION, SurfaceKind.PANE)  # windows lead out of the shell
FAINTEST = 0.02  # what lets less through head-on is solid
CLEAREST = 0.99  # what lets more through of light from all sides stops nothing
HIGHEST_STOPPED = 0.99  # of light that does not pass, that is reflected: it must settle
NODES = 32


@dataclass(frozen=True, eq=False)
class ClearSheets:
    """How light passes some triangles, one entry each.

    Towards an angle it is `hole + clear * T`, with T of a pane of index `ior` at that angle where `thin`, and
    its root otherwise.
    """

    hole: Array
    clear: Array
    ior: Array
    thin: NDArray[np.bool_]

    def taken(self, which: Indices) -> ClearSheets:
        """Some of them."""
        return ClearSheets(self.hole[which], self.clear[which], self.ior[which], self.thin[which])

    def even_share(self) -> Array:
        """What passes of light from all sides, (triangle,)."""
        unique, of = np.unique(self.ior, return_inverse=True)
        both = [[even_transmittance(float(ior), thin) for thin in (False, True)] for ior in unique]
        share = np.array(both).reshape(-1, 2)[of, self.thin.astype(np.int64)]
        return np.asarray(self.hole + self.clear * share)


def pane_transmittance(cosine: Array, ior: float) -> Array:
    """What a clear sheet lets through at an angle: (1 - R) / (1 + R) in each polarisation, the mean of both.

    R is what one boundary reflects (Fresnel); all reflections between the two are counted.
    """
    inside = np.sqrt(1 - (1 - cosine**2) / ior**2)
    across = ((cosine - ior * inside) / (cosine + ior * inside)) ** 2
    along = ((ior * cosine - inside) / (ior * cosine + inside)) ** 2
    return np.asarray(((1 - across) / (1 + across) + (1 - along) / (1 + along)) / 2)


@lru_cache(maxsize=4096)
def even_transmittance(ior: float, thin: bool) -> float:
    """What a sheet, or one boundary of a body, lets through of light from all sides."""
    x, w = np.polynomial.legendre.leggauss(NODES)
    cosine = (x + 1) / 2
    passed = pane_transmittance(cosine, ior)
    return float((w * cosine * (passed if thin else np.sqrt(passed))).sum())


@dataclass(frozen=True, eq=False)
class _Clear:
    """What is known of one appearance: its clear triangles, and what each reflects and passes by the way."""

    triangle: Indices
    sheets: ClearSheets
    passed_rgb: Array
    more_rgb: Array


_known: WeakKeyDictionary[Appearance, _Clear | None] = WeakKeyDictionary()


def _clear(surface: LitSurface) -> _Clear | None:
    """The clear triangles of a surface, None where it has none."""
    looks = surface.appearance
    if looks is None or surface.kind not in WITHIN:
        return None
    if looks not in _known:
        _known[looks] = _found(looks)
    return _known[looks]


def _found(looks: Appearance) -> _Clear | None:
    passing = triangle_passing(looks)
    if passing is None:
        return None
    material = looks.material_of_triangle
    ior = np.array([m.ior for m in looks.materials])
    thin = np.array([m.thin for m in looks.materials])[material]
    every = ClearSheets(1 - passing.solid, passing.clear_rgb @ LUMINANCE_WEIGHTS, ior[material], thin)
    head_on = np.array([pane_transmittance(np.ones(1), n)[0] for n in ior])[material]
    chosen = np.flatnonzero(every.hole + every.clear * head_on >= FAINTEST)
    if not len(chosen):
        return None
    sheets, own = every.taken(chosen), material[chosen]
    nothing = sheets.even_share() > CLEAREST
    sheets.hole[nothing], sheets.clear[nothing] = 1.0, 0.0
    more = [
        1 - even_transmittance(m.ior, m.thin) - float(gloss_reflectance(m.ior, m.roughness))
        for m in looks.materials
    ]
    return _Clear(
        chosen,
        sheets,
        passing.passed_rgb(ior[material])[chosen],
        passing.clear_rgb[chosen] * np.array(more)[own][:, None],
    )


def has_clear(surface: LitSurface) -> bool:
    """Whether light passes any triangle of a surface."""
    return _clear(surface) is not None


def clear_triangles(
    surfaces: tuple[LitSurface, ...], surface: Indices, own: Indices
) -> tuple[Indices, ClearSheets] | None:
    """Which triangles of a merged mesh are clear, and how; None where none is.

    Parameters
    ----------
    surface, own
        The surface that each triangle of the mesh is of, and which of its triangles it is.
    """
    triangles, parts = [], []
    for index, each in enumerate(surfaces):
        clear = _clear(each)
        if clear is None:
            continue
        place = np.full(len(each.triangles), -1)
        place[clear.triangle] = np.arange(len(clear.triangle))
        here = np.flatnonzero(surface == index)
        here = here[place[own[here]] >= 0]
        triangles.append(here)
        parts.append(clear.sheets.taken(place[own[here]]))
    if not sum(map(len, triangles)):
        return None
    columns = ("hole", "clear", "ior", "thin")
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in columns)
    return np.concatenate(triangles), ClearSheets(*joined)


def stopped_reflectance(surface: LitSurface) -> tuple[Indices, Array] | None:
    """What clear triangles of a surface reflect of the light that they do not let pass, (triangle, 3).

    In numbers of surfaces half of what passes counts as reflected, for want of a room behind; here there is
    one. What a pane's other boundary reflects comes to what the first does.
    """
    clear = _clear(surface)
    if clear is None:
        return None
    each = surface.triangle_reflectance
    whole = np.array(surface.reflectance_rgb, float)[None] if each is None else each[clear.triangle]
    own = np.maximum(whole - PASSED_BACK * clear.passed_rgb, 0.0) + clear.more_rgb
    stopped = np.maximum(1 - clear.sheets.even_share(), 1e-6)[:, None]
    return clear.triangle, np.asarray(np.clip(own / stopped, 0.0, HIGHEST_STOPPED))
