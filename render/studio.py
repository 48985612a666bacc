"""A studio for pictures of one luminaire: a round white room without corners, and soft lights nobody sees."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.body import VertexGroup
from assets.luminaire import Luminaire, Mounting, hung_vertices, photometric_centre_at
from assets.photometry import LuminousOpening, OpeningShape, Photometry, closed_distribution
from kit.errors import UnsoundInput
from kit.problems import error
from scenes.scene import LitSurface, PlacedLuminaire, Scene, SurfaceKind

Array = NDArray[np.float64]

LUMINAIRE, ABOVE = "luminaire", "above"  # ids: what is shown, and the soft light over it
KEYS = 12  # soft lights all round, of which two burn for each camera
REFLECTANCE = 0.62  # of the backdrop: light grey, neutral
SEGMENTS, ARC_STEPS = 96, 10  # of the round wall, and of its bends to floor and ceiling
STANDING = (Mounting.FLOOR, Mounting.TABLE)
SMALLEST_M = 1.2  # radius of the studio, so that light has somewhere to go
FLUX_LM = 1000.0  # of each soft light at full output
MARGIN, MARGIN_ON_WALL = 1.25, 2.6  # of the picture around the luminaire, which shows its light on a wall
BOARD_M = 0.03  # thickness of what stands for the wall
NEAREST_FLOOR_M = 0.3  # below a luminaire that does not stand


@dataclass(frozen=True, eq=False)
class Studio:
    """A luminaire in its studio, on the axis of the round room.

    Parameters
    ----------
    scene
        The studio with the luminaire `LUMINAIRE`, the light `ABOVE` and `KEYS` lights named by `key_name`.
    middle_m
        The middle of what is shown, (3,).
    away_m
        Distance of cameras that have all of it in their pictures, however it is turned.
    radius_m
        Of the studio.
    """

    scene: Scene
    middle_m: Array
    away_m: float
    radius_m: float


def key_name(number: int) -> str:
    """The id of one of the soft lights all round; they are even in azimuth from +x towards +y."""
    return f"key-{number % KEYS}"


def studio_of(luminaire: Luminaire, *, fov_deg: float, aspect: float) -> Studio:
    """A luminaire in a studio of its size: standing on the floor, hanging on its cable, or in the air.

    Parameters
    ----------
    luminaire
        With a body.
    fov_deg
        Horizontal angle of the cameras, which the studio has room for all round.
    aspect
        Height of their pictures over the width.

    Raises
    ------
    UnsoundInput
        ``LUMINAIRE_WITHOUT_BODY`` when there is nothing to be seen of it.
    """
    body = luminaire.body
    if body is None or not len(body.triangles):
        message = f"{luminaire.name!r} has no body, so there is nothing to be seen of it."
        raise UnsoundInput(
            [error("LUMINAIRE_WITHOUT_BODY", "luminaire", message, "Take one of the catalogue.")]
        )
    hangs = luminaire.hanging is not None and body.vertex_group is not None
    vertices = hung_vertices(luminaire)
    shown = vertices[body.vertex_group == VertexGroup.MOVES] if hangs else vertices
    low, high = shown.min(axis=0), shown.max(axis=0)
    axis = (low + high)[:2] / 2
    half_width = float(np.linalg.norm(shown[:, :2] - axis, axis=1).max())
    half_height = float(high[2] - low[2]) / 2
    extent = 2 * max(half_width, half_height)
    across = math.tan(math.radians(fov_deg) / 2)
    on_wall = luminaire.mounting is Mounting.WALL
    away = half_width + (MARGIN_ON_WALL if on_wall else MARGIN) * max(
        half_width / across, half_height / (across * aspect)
    )
    radius = max(SMALLEST_M, 1.25 * away)
    above_floor = 0.0 if luminaire.mounting in STANDING else max(extent, NEAREST_FLOOR_M)
    if on_wall:
        above_floor = 0.5 * radius
    middle_m = np.array([0.0, 0.0, above_floor + half_height])
    height = max(1.2 * radius, float(middle_m[2]) + 0.9 * radius)
    placed = _placed(luminaire, axis, above_floor - float(low[2]), height if hangs else None)
    lights = (placed, *soft_lights(middle_m, radius=radius, height=height))
    room = backdrop(radius_m=radius, height_m=height)
    scene = Scene(
        name=luminaire.name,
        surfaces=(room, _board(-float(axis[1]), radius, height)) if on_wall else (room,),
        luminaires=lights,
        planes=(),
        observers=(),
        views=(),
        weights={None: {}},
        floor_area_m2=math.pi * radius**2,
        maintenance_factor=1.0,
        scene_from_file=np.eye(4),
    )
    return Studio(scene, middle_m, away, radius)


def _placed(luminaire: Luminaire, axis: Array, lifted_m: float, ceiling_m: float | None) -> PlacedLuminaire:
    """The luminaire with its axis in the middle; one that hangs has its mounting point at the ceiling."""
    length = None
    if ceiling_m is not None and luminaire.hanging is not None:
        length = luminaire.hanging.default_m + ceiling_m - lifted_m
        lifted_m = ceiling_m
    place = np.array([-axis[0], -axis[1], lifted_m])
    transform = np.eye(4)
    transform[:3, 3] = place + photometric_centre_at(luminaire, length)
    return PlacedLuminaire(
        id=LUMINAIRE,
        luminaire=luminaire,
        scene_from_photometry=transform,
        body_vertices_m=hung_vertices(luminaire, length) + place,
        circuit="",
        dimming=1.0,
        cct_k=luminaire.cct_k,
        duv=luminaire.duv,
    )


def soft_lights(middle_m: Array, *, radius: float, height: float) -> list[PlacedLuminaire]:
    """A large disc below the ceiling, and discs all round that look down at the middle."""
    above = np.array([0.0, 0.0, 0.97 * height])
    lights = [_disc(ABOVE, above, np.array([0.0, 0.0, -1.0]), diameter=1.0 * radius)]
    for number in range(KEYS):
        azimuth = 2 * math.pi * number / KEYS
        place = np.array([0.72 * radius * math.cos(azimuth), 0.72 * radius * math.sin(azimuth), 0.0])
        place[2] = middle_m[2] + 0.55 * radius
        lights.append(_disc(key_name(number), place, middle_m - place, diameter=0.45 * radius))
    return lights


def _disc(name: str, place_m: Array, towards: Array, *, diameter: float) -> PlacedLuminaire:
    """A diffuse disc of light without a body, so that it is not seen itself."""
    gamma = np.linspace(0.0, 90.0, 91)
    intensity = FLUX_LM / math.pi * np.cos(np.radians(gamma))
    back = -towards / np.linalg.norm(towards)
    helper = np.array([1.0, 0.0, 0.0]) if abs(back[2]) > 0.9 else np.array([0.0, 0.0, 1.0])
    right = np.cross(helper, back)
    right /= np.linalg.norm(right)
    transform = np.eye(4)
    transform[:3, :3] = np.column_stack([right, np.cross(back, right), back])
    transform[:3, 3] = place_m
    photometry = Photometry(
        distribution=closed_distribution(np.array([0.0]), gamma, intensity[None, :]),
        opening=LuminousOpening(OpeningShape.DISC, (diameter, diameter, 0.0)),
        format="studio",
    )
    soft = Luminaire(sku="", name=name, name_zh=name, photometry=photometry)
    return PlacedLuminaire(name, soft, transform, None, circuit="", dimming=1.0, cct_k=None)


def _board(front_m: float, radius: float, height: float) -> LitSurface:
    """A board that stands for the wall: upright, its front at that y."""
    low = np.array([-0.46 * radius, front_m - BOARD_M, 0.0])
    high = np.array([0.46 * radius, front_m, 0.95 * height])
    corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)])
    faces = [(0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5), (4, 5, 7, 6), (0, 2, 3, 1)]
    triangles = np.array([t for a, b, c, d in faces for t in ((a, b, c), (a, c, d))])
    return LitSurface(
        "board", SurfaceKind.FURNITURE, low + corners * (high - low), triangles, (REFLECTANCE,) * 3
    )


def backdrop(*, radius_m: float, height_m: float) -> LitSurface:
    """The round room: floor, wall and ceiling in one, bent into each other; lit from inside."""
    bend = 0.5 * radius_m
    arc = np.linspace(0.0, math.pi / 2, ARC_STEPS + 1)
    lower = np.column_stack([radius_m - bend + bend * np.sin(arc), bend - bend * np.cos(arc)])
    upper = np.column_stack([radius_m - bend + bend * np.cos(arc), height_m - bend + bend * np.sin(arc)])
    profile = np.concatenate([lower, upper])
    angle = 2 * math.pi * np.arange(SEGMENTS) / SEGMENTS
    round_ = np.column_stack([np.cos(angle), np.sin(angle)])
    rings = np.concatenate(
        [profile[:, None, :1] * round_, np.broadcast_to(profile[:, None, 1:], (len(profile), SEGMENTS, 1))],
        axis=2,
    )
    vertices = np.concatenate([rings.reshape(-1, 3), [[0.0, 0.0, 0.0], [0.0, 0.0, height_m]]])
    ring, at = np.meshgrid(np.arange(len(profile) - 1), np.arange(SEGMENTS), indexing="ij")
    here = (ring * SEGMENTS + at).ravel()
    beside = (ring * SEGMENTS + (at + 1) % SEGMENTS).ravel()
    over, over_beside = here + SEGMENTS, beside + SEGMENTS
    along, following = np.arange(SEGMENTS), (np.arange(SEGMENTS) + 1) % SEGMENTS
    top, bottom = (len(profile) - 1) * SEGMENTS, len(vertices) - 2
    triangles = np.concatenate(
        [
            np.column_stack([here, over, over_beside]),
            np.column_stack([here, over_beside, beside]),
            np.column_stack([np.full(SEGMENTS, bottom), along, following]),
            np.column_stack([np.full(SEGMENTS, bottom + 1), top + following, top + along]),
        ]
    )
    return LitSurface("backdrop", SurfaceKind.WALL, vertices, triangles, (REFLECTANCE,) * 3)
