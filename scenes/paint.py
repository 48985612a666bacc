"""Looks that reflect as much as is stated: their colours stay, or become the one that is stated.

One model stands behind numbers and pictures: all colours of a piece are multiplied by one factor, of which
`assets.reflectance` says how much then is reflected in all, and with which pictures are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.material import Appearance
from assets.reflectance import MeanReflectance, mean_reflectance_rgb, triangle_reflectance
from assets.shelf import ShelfMaterial, shelf_material, shelf_names

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Rgb = tuple[float, float, float]

MOST_FACTOR = 1000.0  # what needs more is black
HIGHEST_STATED = 0.99  # light would not settle
NEAR = 2e-6  # of a stated reflectance, that is met
MOST_TRIES = 24
SAME_COLOUR = 1e-9
PLACES = 9  # decimals of what is reflected in the mean, so that grey stays grey


@dataclass(frozen=True, eq=False)
class Painted:
    """Looks, what they reflect in the mean over their area, and each triangle where they differ."""

    appearance: Appearance
    reflectance_rgb: Rgb
    each: Array | None = None


def as_it_is(appearance: Appearance, vertices_m: Array, triangles: Indices) -> Painted:
    """Looks with what they reflect by their own colours."""
    shelf = _shelf_of(appearance)
    if shelf is not None:
        return Painted(appearance, shelf.reflectance_rgb)
    return _measured(appearance, vertices_m, triangles, triangle_reflectance(appearance))


def painted(
    appearance: Appearance,
    vertices_m: Array,
    triangles: Indices,
    reflectance_rgb: Rgb,
    *,
    as_colour: bool,
) -> Painted:
    """Looks that reflect so much in the mean over their area, or as near to it as they can.

    Parameters
    ----------
    vertices_m, triangles
        The mesh, for its areas.
    reflectance_rgb
        What is stated, linear.
    as_colour
        Whether each channel is met. Otherwise only the luminance is, and colours stay as they are.

    Notes
    -----
    A factor on all colours is sought. No colour can reflect more than all light, and none makes a gloss
    reflect less, so some reflectances are out of reach; then the nearest is taken.
    """
    shelf = _shelf_of(appearance)
    tint = appearance.triangle_rgb.max(axis=0).astype(np.float64)
    # what has been painted black can be painted again
    fresh = replace(
        appearance, triangle_rgb=np.where(tint > 0, appearance.triangle_rgb, 1.0).astype(np.float32)
    )
    if shelf is not None:
        plain = shelf.plain
        base = np.array(plain.base_colour_rgb) * np.where(tint > 0, tint, 1.0)

        def mean_of_shelf(factor: Array) -> Array:
            return mean_reflectance_rgb(plain, np.minimum(base * factor, 1.0), highest=HIGHEST_STATED)

        factor = _factor(mean_of_shelf, np.array(reflectance_rgb), as_colour)
        r, g, b = (round(float(value), PLACES) for value in mean_of_shelf(factor))
        return Painted(_times(fresh, factor), (r, g, b))
    share = _area_shares(vertices_m, triangles)

    read = MeanReflectance(fresh, share)

    def mean_of_mesh(factor: Array) -> Array:
        return read.rgb(factor, highest=HIGHEST_STATED)

    looks = _times(fresh, _factor(mean_of_mesh, np.array(reflectance_rgb), as_colour))
    return _measured(looks, vertices_m, triangles, triangle_reflectance(looks, highest=HIGHEST_STATED))


def _shelf_of(appearance: Appearance) -> ShelfMaterial | None:
    """The material of the shelf that covers all, in true size: of it the mean is known undrawn."""
    if len(appearance.materials) != 1 or appearance.materials[0].name not in shelf_names():
        return None
    shelf = shelf_material(appearance.materials[0].name)
    return shelf if shelf.material is appearance.materials[0] else None


def _measured(appearance: Appearance, vertices_m: Array, triangles: Indices, each: Array) -> Painted:
    r, g, b = (round(float(value), PLACES) for value in _area_shares(vertices_m, triangles) @ each)
    varied = bool((np.ptp(each, axis=0) > SAME_COLOUR).any())
    return Painted(appearance, (r, g, b), each if varied else None)


def _area_shares(vertices_m: Array, triangles: Indices) -> Array:
    corners = vertices_m[triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    return np.asarray(area / max(float(area.sum()), 1e-30))


def _times(appearance: Appearance, factor: Array) -> Appearance:
    return replace(appearance, triangle_rgb=(appearance.triangle_rgb * factor).astype(np.float32))


def _factor(mean: Callable[[Array], Array], wanted_rgb: Array, as_colour: bool) -> Array:
    """The factor of each channel for which `mean` is what is wanted; the nearest where none is."""
    if as_colour:
        return _met(mean, wanted_rgb)
    wanted = LUMINANCE_WEIGHTS @ wanted_rgb
    return np.full(
        3,
        _met(lambda factor: np.array([LUMINANCE_WEIGHTS @ mean(np.full(3, factor[0]))]), np.array([wanted])),
    )


def _met(value: Callable[[Array], Array], wanted: Array) -> Array:
    """The factors at which values are met that each grow with their own, ever more slowly: secants."""
    before, factor = np.zeros_like(wanted), np.ones_like(wanted)
    missed_before = value(before) - wanted
    dark = missed_before >= 0.0  # without any colour it is too much already
    for _ in range(MOST_TRIES):
        factor = np.where(dark, 0.0, factor)
        missed = value(factor) - wanted
        if (dark | (np.abs(missed) < NEAR) | ((factor >= MOST_FACTOR) & (missed < 0.0))).all():
            break
        step, gained = factor - before, missed - missed_before
        flat = gained * step <= 1e-12 * step * step
        ahead = factor - missed * step / np.where(flat, 1.0, gained)
        before, missed_before = factor, missed
        factor = np.clip(np.where(flat, np.where(missed < 0.0, 4.0, 0.5) * factor, ahead), 0.0, MOST_FACTOR)
    return factor
