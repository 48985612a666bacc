"""Luminaires as sources of light on the device: one launch serves all, a lane says whose it follows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.bodies import BodyReach, OwnBodies, body_reach, own_bodies
from render.candela import CandelaTable, CandelaTables, candela_table, load_tables
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices, device_points
from render.nearby_surfaces import BoxedSurfaces, boxed, planes_at
from render.opening_place import cleared_centre_m
from render.openings import ALL_FAMILIES, ROW_LENGTH, OpeningLanes, opening_lanes, opening_row
from scenes.scene import LitSurface, PlacedLuminaire

Array = NDArray[np.float64]

NO_SURFACES = boxed(())
CLEAR_M = 2e-4  # light starts at least this far in front of a surface the luminaire hangs at
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Emitter:
    """One luminaire's light, on the host.

    Parameters
    ----------
    placed
        The luminaire.
    key
        Seed from its light, not its index.
    light_digest, body_digest
        Of its light and of its body, both in place: what has the same two is the same luminaire. A
        luminaire without a body has an empty digest of it.
    flux_lm
        Exact integral of the interpolated table [lm].
    table
        Its candela table.
    centre_m
        The centre of its opening in the scene's frame, in front of the surfaces it hangs at, (3,).
    body
        Where its body is.
    """

    placed: PlacedLuminaire
    key: int
    light_digest: bytes
    body_digest: bytes
    flux_lm: float
    table: CandelaTable
    centre_m: Array
    body: BodyReach

    @property
    def content(self) -> bytes:
        """What identifies it: its light and its body, both in place."""
        return self.light_digest + self.body_digest

    @property
    def sized(self) -> bool:
        """Whether its opening extends at all."""
        return max(self.placed.luminaire.photometry.opening.size_m) > 0


@dataclass(frozen=True, eq=False)
class Emitters:
    """All luminaires' light on the device; every member has one entry a luminaire unless said otherwise.

    `openings` holds the entries of `opening_row`, `families` those that lanes may ask for.
    """

    count: int
    key: Any
    flux_lm: Any
    rotation: list[list[Any]]
    centre: Any
    openings: list[Any]
    own: OwnBodies
    tables: CandelaTables
    families: frozenset[int] = ALL_FAMILIES


def build_emitters(
    luminaires: Sequence[PlacedLuminaire],
    surfaces: Sequence[LitSurface] = (),
    known: Sequence[Emitter] = (),
) -> tuple[Emitter, ...]:
    """Luminaires made ready; `surfaces` are the room's, and `known` emitters of the same room are kept."""
    room = boxed(tuple(surfaces))
    kept = {id(emitter.placed): emitter for emitter in known}
    return tuple(kept.get(id(placed)) or build_emitter(placed, room) for placed in luminaires)


def build_emitter(placed: PlacedLuminaire, room: BoxedSurfaces = NO_SURFACES) -> Emitter:
    """One luminaire made ready."""
    photometry = placed.luminaire.photometry
    distribution, opening, matrix = photometry.distribution, photometry.opening, placed.scene_from_photometry
    centre = opening_centre_m(placed, room)
    table = (distribution.c_deg, distribution.gamma_deg, distribution.intensity_cd)
    described = (*table, opening_row(opening), np.round(matrix, 6) + 0.0)
    light = b"|".join(repr(array.shape).encode() + array.tobytes() for array in described)
    return Emitter(
        placed=placed,
        key=int.from_bytes(hashlib.blake2b(light, digest_size=4).digest(), "big"),
        light_digest=hashlib.blake2b(light, digest_size=16).digest(),
        body_digest=_body_digest(placed),
        flux_lm=distribution.luminous_flux_lm(),
        table=candela_table(distribution),
        centre_m=centre,
        body=body_reach(placed, centre),
    )


def _body_digest(placed: PlacedLuminaire) -> bytes:
    """What tells whether a luminaire's body is where it was."""
    body = placed.luminaire.body
    if body is None or placed.body_vertices_m is None:
        return b""
    corners = placed.body_vertices_m.tobytes() + np.asarray(body.triangles).tobytes()
    return hashlib.blake2b(corners, digest_size=16).digest()


def opening_centre_m(placed: PlacedLuminaire, room: BoxedSurfaces) -> Array:
    """The centre of a luminaire's opening, in front of the surfaces it hangs at, (3,) [m]."""
    opening, matrix = placed.luminaire.photometry.opening, placed.scene_from_photometry
    planes = planes_at(room, matrix[:3, 3], float(np.linalg.norm(opening.size_m)) / 2, placed.room)
    return cleared_centre_m(opening, matrix, planes, clear_m=CLEAR_M)


def load_emitters(emitters: Sequence[Emitter]) -> Emitters:
    """Upload luminaires; their order is that of the scene's luminaires, bodies included."""
    matrices = np.array([emitter.placed.scene_from_photometry for emitter in emitters]).reshape(-1, 4, 4)
    rows = [opening_row(emitter.placed.luminaire.photometry.opening) for emitter in emitters]
    openings = np.array(rows).reshape(-1, ROW_LENGTH)
    centres = np.array([emitter.centre_m for emitter in emitters]).reshape(-1, 3)

    return Emitters(
        count=len(emitters),
        key=device_indices([emitter.key for emitter in emitters]),
        flux_lm=device_floats(np.array([emitter.flux_lm for emitter in emitters])),
        rotation=[[device_floats(matrices[:, r, c]) for c in range(3)] for r in range(3)],
        centre=device_points(centres),
        openings=[device_floats(openings[:, k]) for k in range(ROW_LENGTH)],
        own=own_bodies_of(emitters),
        tables=load_tables([emitter.table for emitter in emitters]),
    )


def only(emitters: Emitters, index: int) -> Emitters:
    """One luminaire's light, for lanes that all ask for that one, whatever index they ask by.

    Its numbers are then read once and not looked up by each lane: a source of one entry has it for every
    index.
    """
    mi = mitsuba()
    tables, own = emitters.tables, emitters.own
    values: list[Any] = []

    def one(entries: Any) -> Any:
        value = dr.gather(type(entries), entries, mi.UInt32(index))
        values.append(value)
        return value

    shared = ("c_deg", "gamma_deg", "intensity_cd", "c_map", "gamma_map")
    own_tables = {f.name: one(getattr(tables, f.name)) for f in fields(tables) if f.name not in shared}
    found = replace(
        emitters,
        key=one(emitters.key),
        flux_lm=one(emitters.flux_lm),
        rotation=[[one(entry) for entry in row] for row in emitters.rotation],
        centre=one(emitters.centre),
        openings=[one(entry) for entry in emitters.openings],
        own=replace(own, radius_m=one(own.radius_m), crowded=one(own.crowded)),
        tables=replace(tables, **own_tables),
    )
    dr.make_opaque(values)
    return found


def own_bodies_of(emitters: Sequence[Emitter]) -> OwnBodies:
    """What luminaires' rays must know of their own bodies."""
    centres = np.array([emitter.centre_m for emitter in emitters]).reshape(-1, 3)
    return own_bodies(
        [emitter.placed for emitter in emitters], centres, [emitter.body for emitter in emitters]
    )


def opening_of(emitters: Emitters, who: Any) -> OpeningLanes:
    """The openings of luminaires `who`, one a lane."""
    mi = mitsuba()
    return opening_lanes([dr.gather(mi.Float, entry, who) for entry in emitters.openings], emitters.families)


def place_in_scene(emitters: Emitters, who: Any, local: Any) -> Any:
    """Points of luminaires' openings in the scene's frame."""
    mi = mitsuba()
    return mi.Point3f(dr.gather(mi.Point3f, emitters.centre, who) + to_scene(emitters, who, local))


def to_scene(emitters: Emitters, who: Any, local: Any) -> Any:
    """Directions of luminaires' photometric frames in the scene's."""
    mi = mitsuba()
    r = [[dr.gather(mi.Float, entry, who) for entry in row] for row in emitters.rotation]
    return mi.Vector3f(*(r[k][0] * local.x + r[k][1] * local.y + r[k][2] * local.z for k in range(3)))


def to_local(emitters: Emitters, who: Any, direction: Any) -> Any:
    """Directions of the scene's frame in luminaires' photometric frames."""
    mi = mitsuba()
    r = [[dr.gather(mi.Float, entry, who) for entry in row] for row in emitters.rotation]
    return mi.Vector3f(
        *(r[0][k] * direction.x + r[1][k] * direction.y + r[2][k] * direction.z for k in range(3))
    )
