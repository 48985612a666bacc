"""How observers see the luminaires at full output: luminance, solid angle, position, what hides them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousIntensityDistribution
from render.bodies import OwnBodies, is_lit, through_glass
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices, device_points
from render.emitters import Emitter, own_bodies_of
from render.light_field import LightField
from render.luminous_area import opening_points_m, projected_area_m2
from render.position_index import position_index, sight_frame, tabled_position_index
from render.rays import RayScene
from scenes.scene import Observer

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

SMALLEST_M2 = 0.005  # CIE 147:2002: a smaller source disturbs by its intensity, as if it were this large
LARGE = 0.5  # an opening larger than this share of its distance counts piece by piece
POINTS = 32  # on each opening, for each replicate
RAYS_AT_ONCE = 1 << 21
NEAREST_M = 1e-3
# of the three-dimensional low-discrepancy sequence: 1/g, 1/g**2, 1/g**3 with g**4 = g + 1
STEPS = 1.2207440846057596 ** -np.array([1.0, 2.0, 3.0])


@dataclass(frozen=True, eq=False)
class SeenLuminaires:
    """Every luminaire as every observer sees it, at full output.

    Parameters
    ----------
    glare
        L**2 omega / p**2 of what is seen of it, (observer, replicate, luminaire) [cd2/m4].
    luminance_cd_m2, solid_angle_sr
        As if nothing stood in between, (observer, luminaire); of an area of at least SMALLEST_M2.
    visible
        Share of it that nothing hides, less what glass between takes, (observer, luminaire).
    tabled
        Whether its centre lies where the table of CIE 117 has an index: not below the sight line and not
        beyond the edge of the visual field, (observer, luminaire).
    """

    glare: Array
    luminance_cd_m2: Array
    solid_angle_sr: Array
    visible: Array
    tabled: Mask

    @property
    def position_index(self) -> Array:
        """The index that gives the same glare, (observer, luminaire); infinite where there is none."""
        bare = self.luminance_cd_m2**2 * self.solid_angle_sr * self.visible
        glare = self.glare.mean(axis=1)
        ratio = np.divide(bare, glare, out=np.full_like(bare, np.inf), where=glare > 0)
        index: Array = np.sqrt(ratio)
        return index


_known: WeakKeyDictionary[LightField, SeenLuminaires] = WeakKeyDictionary()


def seen_luminaires(field: LightField) -> SeenLuminaires:
    """How a field's observers see its luminaires; once for each field, so that dimming costs nothing."""
    if field not in _known:
        scene, options = field.scene, field.options
        _known[field] = see_luminaires(
            field.ray_scene,
            field.emitters,
            scene.observers,
            replicates=options.replicates,
            seed=options.seed,
        )
    return _known[field]


def see_luminaires(
    rays: RayScene,
    emitters: Sequence[Emitter],
    observers: tuple[Observer, ...],
    *,
    replicates: int,
    seed: int,
) -> SeenLuminaires:
    """Look from every observer's eye at points of every luminaire's opening.

    Parameters
    ----------
    rays
        What may stand in between: the room and the luminaires' bodies, a luminaire's own left out.
    emitters
        The luminaires.
    observers
        In the scene's frame.
    replicates, seed
        Each replicate has its own points.
    """
    eyes = np.array([observer.eye_m for observer in observers], float).reshape(-1, 3)
    frames = [sight_frame(np.array(observer.direction)) for observer in observers]
    frame = np.array(frames).reshape(-1, 3, 3)
    numbers, own = _spread_numbers(replicates, seed), own_bodies_of(emitters)
    shape = (len(eyes), replicates, len(emitters))
    luminance, solid_angle, visible, tabled = (np.zeros((len(eyes), len(emitters))) for _ in range(4))
    seen = SeenLuminaires(np.zeros(shape), luminance, solid_angle, visible, tabled.astype(bool))
    step = max(1, RAYS_AT_ONCE // max(1, len(eyes) * len(numbers)))
    for first in range(0, len(emitters), step):
        part = range(first, min(first + step, len(emitters)))
        views = [_view(emitters[i], eyes, frame, numbers) for i in part]
        points = np.stack([view.points_m for view in views])
        wanted = np.stack([view.glare.any(axis=1) for view in views])
        free = _free(rays, own, part, eyes, points, wanted)
        for i, view, unhidden in zip(part, views, free, strict=True):
            shown = unhidden.reshape(len(eyes), replicates, -1)
            glare = np.broadcast_to(view.glare, unhidden.shape).reshape(shown.shape)
            seen.glare[:, :, i] = (glare * shown**2).mean(axis=2)  # of luminance squared
            seen.luminance_cd_m2[:, i] = view.luminance_cd_m2
            seen.solid_angle_sr[:, i] = view.solid_angle_sr
            seen.visible[:, i] = shown.mean(axis=(1, 2))
            seen.tabled[:, i] = view.tabled
    return seen


@dataclass(frozen=True, eq=False)
class _View:
    """One luminaire as the eyes see it when nothing hides it; `glare` is (eye, point)."""

    points_m: Array
    glare: Array
    luminance_cd_m2: Array
    solid_angle_sr: Array
    tabled: Mask


def _view(emitter: Emitter, eyes: Array, frame: Array, numbers: Array) -> _View:
    """Near luminaires count piece by piece, far ones as a whole at their centre, as the standard says."""
    placed, centre = emitter.placed, emitter.centre_m
    opening, matrix = placed.luminaire.photometry.opening, placed.scene_from_photometry
    rotation = matrix[:3, :3]
    points = opening_points_m(opening, numbers) @ rotation.T + centre
    near = max(opening.size_m) > LARGE * np.linalg.norm(eyes - centre, axis=1)
    whole = centre[None, None]
    pieces = np.where(near[:, None, None], points, whole) if near.any() else whole  # (eye, point, 3)
    path = eyes[:, None] - pieces
    squared = np.maximum(np.einsum("epk,epk->ep", path, path), NEAREST_M**2)
    towards = path @ rotation / np.sqrt(squared)[..., None]
    intensity = _intensity_cd(placed.luminaire.photometry.distribution, towards)
    area = np.maximum(projected_area_m2(opening, towards), SMALLEST_M2)
    index = position_index(np.einsum("eij,epj->epi", frame, -path))
    solid_angle = (area / squared).mean(axis=1)
    return _View(
        points,
        intensity**2 / area / squared / index**2,
        (intensity / squared).mean(axis=1) / solid_angle,
        solid_angle,
        _is_tabled(np.einsum("eij,ej->ei", frame, centre - eyes)),
    )


def _is_tabled(place: Array) -> Mask:
    """Whether CIE 117's table has an index for places (R, T, H), (..., 3) -> (...)."""
    forward, sideways, up = np.moveaxis(place, -1, 0)
    ahead = forward > 0
    distance = np.where(ahead, forward, 1.0)
    index = tabled_position_index(np.abs(sideways) / distance, up / distance)
    tabled: Mask = ahead & np.isfinite(index)
    return tabled


def _intensity_cd(distribution: LuminousIntensityDistribution, towards: Array) -> Array:
    """Intensity towards unit vectors of the photometry's frame, (..., 3) -> (...)."""
    x, y, z = np.moveaxis(towards, -1, 0)
    c, gamma = np.degrees(np.arctan2(y, x)), np.degrees(np.arccos(np.clip(-z, -1.0, 1.0)))
    return distribution.intensity_towards_cd(c, gamma)


def _spread_numbers(replicates: int, seed: int) -> Array:
    """Well-spread numbers in 0..1, POINTS for each replicate, (replicate x point, 3)."""
    shifts = np.random.default_rng(seed).random((replicates, 1, 3))
    numbers: Array = (shifts + np.arange(POINTS)[:, None] * STEPS) % 1.0
    return numbers.reshape(-1, 3)


def _free(
    rays: RayScene,
    own: OwnBodies,
    part: range,
    eyes: Array,
    points: Array,
    wanted: Mask,
) -> Array:
    """Share of points' light that eyes see, (luminaire, eye, point); 0 where not (luminaire, eye) wanted."""
    mi = mitsuba()
    free = np.zeros((len(part), len(eyes), points.shape[1]))
    which, eye = np.nonzero(wanted)
    if not len(which):
        return free
    each = points.shape[1]
    path = (points[which] - eyes[eye][:, None]).reshape(-1, 3)
    distance = np.maximum(np.linalg.norm(path, axis=1), NEAREST_M)
    index = np.array(part, np.uint32)
    way = (
        device_points(np.repeat(eyes[eye], each, axis=0)),
        mi.Vector3f(device_points(path / distance[:, None])),
        device_floats(distance),
    )
    who = device_indices(np.repeat(index[which], each))
    found = is_lit(rays, own, who, *way, dr.full(mi.Bool, True, len(path)))
    share = dr.select(found, 1.0, 0.0) * through_glass(rays, *way, found)
    free[which, eye] = share.numpy().reshape(-1, each)
    return free
