"""Scenes made by hand for tests, without files: boxes, analytic luminaires, planes of points."""

from __future__ import annotations

import numpy as np

from assets.luminaire import Luminaire
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    Photometry,
)
from scenes.scene import (
    LitSurface,
    MeasuringPlane,
    PlacedLuminaire,
    Scene,
    SceneWeight,
    SurfaceKind,
)

UP = (0.0, 0.0, 1.0)


def box_room(a, b, h, *, floor, walls, ceiling):
    """The six inner faces of a box, as surfaces for light."""
    v = np.array([[x, y, z] for z in (0, h) for x, y in ((0, 0), (a, 0), (a, b), (0, b))], float)
    faces = {
        "floor": ([0, 1, 2, 3], floor),
        "ceiling": ([4, 7, 6, 5], ceiling),
        "wall:0": ([0, 4, 5, 1], walls),
        "wall:1": ([1, 5, 6, 2], walls),
        "wall:2": ([2, 6, 7, 3], walls),
        "wall:3": ([3, 7, 4, 0], walls),
    }
    return tuple(
        LitSurface(
            name,
            SurfaceKind(name.split(":")[0]),
            v[corners],
            np.array([[0, 1, 2], [0, 2, 3]]),
            tuple(np.broadcast_to(reflectance, 3).astype(float)),
        )
        for name, (corners, reflectance) in faces.items()
    )


def block(name, low, high, reflectance):
    """A closed box standing in the room."""
    inner = box_room(*(np.subtract(high, low)), floor=reflectance, walls=reflectance, ceiling=reflectance)
    return LitSurface(
        name,
        SurfaceKind.FURNITURE,
        np.concatenate([face.vertices_m for face in inner]) + np.asarray(low, float),
        np.concatenate([face.triangles[:, ::-1] + 4 * i for i, face in enumerate(inner)]),
        tuple(np.broadcast_to(reflectance, 3).astype(float)),
    )


def distribution(of_gamma, step_deg=1.0):
    """An axially symmetric distribution from a function of gamma in radians."""
    gamma = np.arange(0, 180 + step_deg / 2, step_deg)
    c = np.arange(0, 361, 30.0)
    values = np.maximum(of_gamma(np.radians(gamma)), 0.0)
    return LuminousIntensityDistribution(c, gamma, np.tile(values, (len(c), 1)))


def isotropic(flux_lm):
    """The same intensity everywhere."""
    return distribution(lambda gamma: np.full_like(gamma, flux_lm / (4 * np.pi)))


def lambertian(intensity_cd):
    """I0 cos(gamma), downwards."""
    return distribution(lambda gamma: intensity_cd * np.where(gamma < np.pi / 2, np.cos(gamma), 0.0))


def square(side_m):
    """A flat square opening."""
    return LuminousOpening(OpeningShape.RECTANGLE, (side_m, side_m, 0.0))


def hang(distribution, position_m, *, opening=None, id="p1", rotation=None, power_w=10.0, dimming=1.0):
    """A bare luminaire with the centre of its opening at `position_m`."""
    photometry = Photometry(distribution, opening or LuminousOpening(), "test")
    matrix = np.eye(4)
    matrix[:3, :3] = np.eye(3) if rotation is None else rotation
    matrix[:3, 3] = position_m
    luminaire = Luminaire(id, id, id, photometry, power_w=power_w)
    return PlacedLuminaire(id, luminaire, matrix, None, "c", dimming, None)


def probes(points_m, normals=UP, kind="illuminance"):
    """A plane of given points."""
    points = np.asarray(points_m, float)
    directions = np.broadcast_to(np.asarray(normals, float), points.shape)
    return MeasuringPlane("probes", "room", kind, points, directions, points, np.zeros(len(points), bool))


def scene(surfaces, luminaires=(), planes=(), *, floor_area_m2=20.0, maintenance_factor=1.0, scenes=None):
    """A scene in its own frame; `scenes` maps a name to dimming by luminaire id."""
    weights = {None: {p.id: SceneWeight(p.dimming, p.cct_k) for p in luminaires}}
    for name, dimmings in (scenes or {}).items():
        weights[name] = {id: SceneWeight(value, None) for id, value in dimmings.items()}
    return Scene(
        "test",
        tuple(surfaces),
        tuple(luminaires),
        tuple(planes),
        (),
        (),
        weights,
        floor_area_m2,
        maintenance_factor,
        np.eye(4),
    )


def rotation_z(angle_deg):
    """Turn about z."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])
