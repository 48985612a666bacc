"""Where a luminaire's light starts: surfaces that glow evenly, and bulbs with a distribution of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.body import Body
from assets.luminaire import bare_luminaire
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, Photometry
from render.candela import intensity_cd
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices
from render.emission import emitted_rays
from render.emitters import Emitters, build_emitters, load_emitters, opening_of, place_in_scene, to_local
from render.goniometry.scattering import Shine, evenly_shining
from render.goniometry.surfaces import Surfaces
from render.openings import exit_point
from render.pictures.sight import joined_arrays
from render.sampling import hashed, opaque_key, spread_numbers
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

POINT = LuminousOpening()
NOWHERE = 0xFFFFFFFF


@dataclass(frozen=True)
class GlowingSource:
    """Triangles that give light evenly to their front, as a Lambertian surface does.

    Parameters
    ----------
    flux_lm
        Of all of them together, shared out by area [lm].
    materials
        Names of the materials that glow; None is all whose material says so.
    triangles
        Or the triangles themselves, as indices; then materials have no say.
    """

    flux_lm: float
    materials: tuple[str, ...] | None = None
    triangles: tuple[int, ...] | None = None


@dataclass(frozen=True, eq=False)
class BulbSource:
    """A bulb or LED with a distribution of its own.

    Parameters
    ----------
    flux_lm
        Its flux, whatever the table's [lm].
    distribution
        Where its light goes, in its own frame.
    place_m
        The centre of its opening in the body's frame [m].
    opening
        What of it shines; the bulb's own body, where there is one, must lie within.
    frame
        Rotation (3, 3) from its own frame to the body's; None where they are parallel.
    """

    flux_lm: float
    distribution: LuminousIntensityDistribution
    place_m: tuple[float, float, float]
    opening: LuminousOpening = POINT
    frame: ArrayLike | None = None


Source = GlowingSource | BulbSource


@dataclass(frozen=True, eq=False)
class Bulbs:
    """All bulbs on the device, and the flux of each [lm]."""

    emitters: Emitters
    rays: Any
    flux_lm: Array


@dataclass(frozen=True, eq=False)
class Starts:
    """Rays that start, on the device: one entry each, replicates behind each other.

    `index` is the place in its sequence and `key` that sequence's; `triangle` that it starts from, NOWHERE
    for a bulb's; `shine` tells how the glowing places among them shine, whose rays are the first of all.
    """

    replicate: Any
    index: Any
    key: Any
    origin: Any
    direction: Any
    flux_lm: Any
    triangle: Any
    shine: Shine | None


def glowing_flux_lm(surfaces: Surfaces, sources: tuple[Source, ...]) -> Array:
    """Flux that each triangle of a body gives of its own, (triangle,) [lm]."""
    flux = np.zeros(len(surfaces.area_m2))
    for source in sources:
        if isinstance(source, GlowingSource):
            chosen = glowing_of(surfaces.body, source)
            flux[chosen] += source.flux_lm * surfaces.area_m2[chosen] / surfaces.area_m2[chosen].sum()
    return flux


def glowing_of(body: Body, source: GlowingSource) -> Indices:
    """The triangles of a source."""
    if source.triangles is not None:
        return np.array(source.triangles, np.int64)
    names = source.materials
    glows = [each.glows if names is None else each.name in names for each in body.materials]
    return np.flatnonzero(np.array(glows, bool)[body.material_of_triangle])


def load_bulbs(sources: tuple[Source, ...]) -> Bulbs | None:
    """Upload bulbs; None where there are none."""
    bulbs = [source for source in sources if isinstance(source, BulbSource) and source.flux_lm > 0]
    if not bulbs:
        return None
    emitters = build_emitters([_placed(bulb, number) for number, bulb in enumerate(bulbs)])
    return Bulbs(load_emitters(emitters), emitters, np.array([bulb.flux_lm for bulb in bulbs]))


def _placed(bulb: BulbSource, number: int) -> PlacedLuminaire:
    matrix = np.eye(4)
    matrix[:3, :3] = np.eye(3) if bulb.frame is None else np.asarray(bulb.frame, float)
    matrix[:3, 3] = bulb.place_m
    photometry = Photometry(bulb.distribution, bulb.opening, format="")
    name = f"bulb {number}"
    return PlacedLuminaire(name, bare_luminaire(photometry, name), matrix, None, "", 1.0, None)


def started(
    surfaces: Surfaces, glow_lm: Array, bulbs: Bulbs | None, *, paths: int, replicates: int, seed: str
) -> Starts:
    """Rays of all sources, about `paths` in each replicate, shared out by flux.

    What glows gets a power of two. Within each replicate the rays' flux is that of the sources.
    """
    total = float(glow_lm.sum()) + (0.0 if bulbs is None else float(bulbs.flux_lm.sum()))
    parts = []
    if glow_lm.any():
        share = float(glow_lm.sum()) / total
        count = 1 << max(8, round(np.log2(max(paths * share, 1.0))))
        parts.append(_from_glow(surfaces, glow_lm, count, replicates, seed))
    if bulbs is not None:
        for number, flux in enumerate(bulbs.flux_lm):
            count = max(256, round(paths * float(flux) / total))
            parts.append(_from_bulb(bulbs, number, count, replicates, seed))
    if len(parts) == 1:
        return parts[0]
    names = ("replicate", "index", "key", "origin", "direction", "flux_lm", "triangle")
    joined = {name: joined_arrays([getattr(part, name) for part in parts]) for name in names}
    return Starts(**joined, shine=parts[0].shine)


def _from_glow(surfaces: Surfaces, glow_lm: Array, count: int, replicates: int, seed: str) -> Starts:
    mi = mitsuba()
    which = np.flatnonzero(glow_lm)
    lane = dr.arange(mi.UInt32, count * replicates)
    replicate = lane // count
    # bits reversed: every 2**k-th ray is well spread too
    index = dr.brev(lane % count) >> (32 - int(np.log2(count)))
    key = hashed(replicate, opaque_key("glow", seed))
    place, way = spread_numbers(index, hashed(key, 1)), spread_numbers(index, hashed(key, 2))
    upto = np.cumsum(glow_lm[which]) / glow_lm.sum()
    search: Any = dr.binary_search
    own = search(0, len(which) - 1, lambda k: dr.gather(mi.Float, device_floats(upto), k) < place[2])
    triangle = dr.gather(mi.UInt32, device_indices(which), own)
    root = dr.sqrt(place[0])
    b, c = root * (1 - place[1]), root * place[1]
    corners = [dr.gather(mi.Point3f, corner, triangle) for corner in surfaces.corner]
    point = mi.Point3f(corners[0] * (1 - b - c) + corners[1] * b + corners[2] * c)
    normal = dr.gather(mi.Vector3f, surfaces.looks.facing, triangle)
    even = mi.warp.square_to_cosine_hemisphere(mi.Point2f(way[0], way[1]))
    direction = mi.Vector3f(mi.Frame3f(normal).to_world(even))
    flux = dr.full(mi.Float, float(glow_lm.sum()) / count, count * replicates)
    shine = evenly_shining(point, normal, flux)
    origin = mi.Point3f(point + normal * surfaces.lift_m)
    return Starts(replicate, index, key, origin, direction, flux, triangle, shine)


def _from_bulb(bulbs: Bulbs, number: int, count: int, replicates: int, seed: str) -> Starts:
    mi = mitsuba()
    sent = emitted_rays(
        bulbs.emitters, [(number, bulbs.rays[number])], rays=count, replicates=replicates, seed=0, use=seed
    )
    weight = np.array(sent.weight, np.float64).reshape(replicates, count)
    flux = weight / weight.sum(axis=1, keepdims=True) * bulbs.flux_lm[number]
    lane = dr.arange(mi.UInt32, count * replicates)
    key = hashed(lane // count, opaque_key("bulb", number, seed))
    nowhere = dr.full(mi.UInt32, NOWHERE, count * replicates)
    return Starts(
        *(lane // count, lane % count, key, mi.Point3f(sent.origin), mi.Vector3f(sent.direction)),
        *(device_floats(flux), nowhere, None),
    )


def bulb_towards(bulbs: Bulbs, number: int, towards: Any, numbers: list[Any]) -> tuple[Any, Any]:
    """A bulb's intensity towards directions [cd], and places of its opening from which light leaves so."""
    mi = mitsuba()
    own = mi.UInt32(number)
    local = to_local(bulbs.emitters, own, towards)
    scale = float(bulbs.flux_lm[number] / bulbs.rays[number].flux_lm)
    place = exit_point(opening_of(bulbs.emitters, own), local, numbers)
    return intensity_cd(bulbs.emitters.tables, own, local) * scale, place_in_scene(bulbs.emitters, own, place)
