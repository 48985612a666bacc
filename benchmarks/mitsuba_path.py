"""Mitsuba's own path tracer as a peer: illuminance at points with a true standard error.

Paths, materials, next event estimation and Russian roulette are Mitsuba's; nothing of our engine but the
choice of the device is used. A luminaire is an emitter of a kind that Mitsuba lacks: a random point of the
visible luminous surface for each shadow ray, with the file's intensity. Openings are no geometry, bodies
are diffuse; a body cannot pass its own light only, so that it is left out where its luminaire is worked out
alone, and all bodies are left out where all luminaires burn together.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.photometry import OpeningShape
from benchmarks.luminous_surface import has_depth, pieces, projected_area_m2
from render.device import mitsuba
from scenes.scene import PlacedLuminaire, Scene, SurfaceKind

Array = NDArray[np.float64]

GAMMA_STEPS, C_STEPS = 720, 720  # the table is read linearly at quarters and halves of a degree
ROULETTE_DEPTH = 24
GOLDEN_SHARE = 0.6180339887498949
LANES = 1 << 21
VERSION = 1  # raised whenever the same scene gives other numbers; kept references count on it
FINE = 150.0  # pieces on a metre of an opening that has depth


def illuminance(
    scene: Scene,
    points_m: Array,
    normals: Array,
    luminaire: int | None = None,
    *,
    paths: int = 1 << 14,
    batches: int = 8,
    seed: int = 0,
) -> tuple[Array, Array, float]:
    """Illuminance at points [lx], its standard error [lx], and the seconds it took.

    Parameters
    ----------
    points_m, normals
        Shape (point, 3), in the scene's frame.
    luminaire
        Its place among the scene's luminaires; None lets all burn, each at full light.
    paths
        From each point, over all batches.
    batches
        Independent repetitions whose spread gives the standard error.
    """
    traced = _traced_scene(scene, luminaire)
    began = time.perf_counter()
    each = max(1, paths // batches)
    values = np.stack(
        [_batch(traced, points_m, normals, paths=each, seed=seed * batches + i) for i in range(batches)]
    )
    error = values.std(axis=0, ddof=1) / np.sqrt(batches) if batches > 1 else np.zeros(len(points_m))
    return values.mean(axis=0), error, time.perf_counter() - began


def _traced_scene(scene: Scene, luminaire: int | None) -> Any:
    """The scene in Mitsuba's words; things of the same reflectance are one mesh."""
    mi = mitsuba()
    parts: dict[tuple[float, float, float], list[tuple[Array, NDArray[np.int64]]]] = {}
    for surface in scene.surfaces:
        if surface.kind is not SurfaceKind.OPEN:
            parts.setdefault(surface.reflectance_rgb, []).append((surface.vertices_m, surface.triangles))
    for index, placed in enumerate(scene.luminaires):
        if luminaire is not None and index != luminaire:
            for reflectance, triangles in _body_parts(placed):
                parts.setdefault(reflectance, []).append((placed.body_vertices_m, triangles))
    wanted = range(len(scene.luminaires)) if luminaire is None else [luminaire]
    lamps = {f"lamp{i}": _emitter(scene.luminaires[i]) for i in wanted}
    meshes = {
        f"mesh{number}": _mesh(f"mesh{number}", reflectance, pieces)
        for number, (reflectance, pieces) in enumerate(parts.items())
    }
    return mi.load_dict({"type": "scene", **meshes, **lamps})


def _body_parts(placed: PlacedLuminaire) -> Iterator[tuple[tuple[float, float, float], NDArray[np.int64]]]:
    body = placed.luminaire.body
    if body is not None and placed.body_vertices_m is not None:
        for number in np.unique(body.material_of_triangle):
            own = body.triangles[body.material_of_triangle == number]
            yield body.materials[number].reflectance_rgb, own


def _mesh(name: str, reflectance: tuple[float, ...], pieces: list[tuple[Array, NDArray[np.int64]]]) -> Any:
    mi = mitsuba()
    counts = np.cumsum([0, *(len(vertices) for vertices, _ in pieces)])
    vertices = np.concatenate([vertices for vertices, _ in pieces])
    triangles = np.concatenate([own + first for (_, own), first in zip(pieces, counts, strict=False)])
    diffuse = {"type": "diffuse", "reflectance": {"type": "rgb", "value": list(reflectance)}}
    properties = mi.Properties()
    properties["mesh_bsdf"] = mi.load_dict({"type": "twosided", "material": diffuse})
    mesh = mi.Mesh(name, len(vertices), len(triangles), props=properties)
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = mi.Float(np.ascontiguousarray(vertices, np.float32).ravel())
    parameters["faces"] = mi.UInt32(np.ascontiguousarray(triangles, np.uint32).ravel())
    parameters.update()
    return mesh


def _emitter(placed: PlacedLuminaire) -> Any:
    mi = mitsuba()
    _emitter_kind()
    _LAMPS.append(placed)
    flux = placed.luminaire.photometry.distribution.luminous_flux_lm()
    return mi.load_dict({"type": "measured_lamp", "lamp": len(_LAMPS) - 1, "sampling_weight": float(flux)})


_LAMPS: list[PlacedLuminaire] = []  # Mitsuba builds emitters from plain properties only: the place in here


@functools.cache
def _emitter_kind() -> None:
    """Make Mitsuba know emitters with a table of intensity and an opening."""
    mi = mitsuba()

    class MeasuredLamp(mi.Emitter):  # type: ignore[misc, name-defined]
        """A luminous opening that is evenly bright from every direction and has the file's intensity."""

        def __init__(self, properties: Any) -> None:
            super().__init__(properties)
            placed = _LAMPS[int(properties["lamp"])]
            photometry, matrix = placed.luminaire.photometry, placed.scene_from_photometry
            gamma = np.linspace(0, 180, GAMMA_STEPS + 1)
            c = np.linspace(0, 360, C_STEPS + 1)
            table = photometry.distribution.intensity_towards_cd(c[:, None], gamma[None, :])
            self.surface = pieces(photometry.opening, FINE) if has_depth(photometry.opening) else None
            if self.surface is not None:
                self.points = mi.Float(self.surface.points_m.astype(np.float32).ravel())
                self.slopes = mi.Float((self.surface.normals * self.surface.area_m2[:, None]).ravel())
                # kept apart from the intensity: it goes to 0 at the horizon where no side shines
                area = projected_area_m2(self.surface, c, gamma)
            else:
                area = np.ones_like(table)
            self.table = mi.Texture2f(
                mi.TensorXf(np.stack([table, area], axis=-1).astype(np.float32)),
                filter_mode=dr.FilterMode.Linear,
                wrap_mode=dr.WrapMode.Clamp,
            )
            self.opening = photometry.opening
            self.turn = mi.Matrix3f(matrix[:3, :3].tolist())
            self.centre = mi.Point3f(*matrix[:3, 3].tolist())
            self.reach = float(np.linalg.norm(photometry.opening.size_m)) / 2
            self.m_flags = mi.EmitterFlags.DeltaPosition

        def sample_direction(self, it: Any, sample: Any, active: Any = True) -> Any:
            if self.surface is None:
                local, slope = _flat_point(self.opening, sample), None
            else:
                count = len(self.surface.area_m2)
                number = dr.minimum(mi.UInt32(sample.x * count), count - 1)
                local = dr.gather(mi.Vector3f, self.points, number)
                slope = dr.gather(mi.Vector3f, self.slopes, number) * count
            point = mi.Point3f(self.turn @ local + self.centre)
            path = point - it.p
            squared = dr.squared_norm(path)
            found = dr.zeros(mi.DirectionSample3f, dr.width(path))
            found.p, found.dist = point, dr.sqrt(squared)
            found.d = path / found.dist
            found.n = -found.d
            found.time = it.time
            found.pdf = 1.0
            found.delta = True
            found.emitter = mi.EmitterPtr(self)
            away = self.turn.T @ mi.Vector3f(-found.d)
            intensity, area = self.tabled(away)
            share = 1.0 if slope is None else dr.maximum(dr.dot(slope, away), 0) / dr.maximum(area, 1e-9)
            return found, mi.Color3f(intensity * share / squared) & active

        def tabled(self, away: Any) -> Any:
            # intensity [cd] and projected area [m2]
            gamma = dr.acos(dr.clip(-away.z, -1, 1)) / dr.pi
            c = dr.atan2(away.y, away.x) / dr.two_pi
            c = dr.select(c < 0, c + 1, c)
            u = (gamma * GAMMA_STEPS + 0.5) / (GAMMA_STEPS + 1)
            v = (c * C_STEPS + 0.5) / (C_STEPS + 1)
            return self.table.eval(mi.Point2f(u, v))

        def pdf_direction(self, it: Any, ds: Any, active: Any = True) -> Any:
            return mi.Float(0)

        def eval_direction(self, it: Any, ds: Any, active: Any = True) -> Any:
            return mi.Color3f(0)

        def eval(self, si: Any, active: Any = True) -> Any:
            return mi.Color3f(0)

        def bbox(self) -> Any:
            return mi.BoundingBox3f(self.centre - self.reach, self.centre + self.reach)

        def to_string(self) -> str:
            return "MeasuredLamp[]"

    mi.register_emitter("measured_lamp", MeasuredLamp)


def _flat_point(opening: Any, sample: Any) -> Any:
    """A point spread evenly over a flat opening, in the photometry's frame."""
    mi = mitsuba()
    shape, (x, y, z) = opening.shape, (extent / 2 for extent in opening.size_m)
    ring, angle = dr.sqrt(sample.x), dr.two_pi * sample.y
    round_a, round_b = ring * dr.cos(angle), ring * dr.sin(angle)
    across, along, up = 2 * sample.x - 1, 2 * sample.y - 1, mi.Float(0)
    if shape is OpeningShape.DISC:
        across, along = round_a, round_b
    elif shape is OpeningShape.DISC_FACING_X:
        across, along, up = mi.Float(0), round_a, round_b
    c, s = np.cos(np.radians(opening.turn_deg)), np.sin(np.radians(opening.turn_deg))
    a, b = across * x, along * y
    return mi.Vector3f(a * c - b * s, a * s + b * c, up * z)


def _batch(traced: Any, points_m: Array, normals: Array, *, paths: int, seed: int) -> Array:
    """Illuminance at all points from so many paths each [lx]."""
    mi = mitsuba()
    side = max(1, int(np.sqrt(paths)))
    paths = side * side
    integrator = mi.load_dict({"type": "path", "max_depth": -1, "rr_depth": ROULETTE_DEPTH})
    at_once = max(1, LANES // paths)
    out = np.zeros(len(points_m))
    for first in range(0, len(points_m), at_once):
        part = slice(first, first + at_once)
        count = len(points_m[part])
        sampler = mi.load_dict({"type": "independent", "sample_count": 1})
        sampler.seed(seed * 100_003 + first, count * paths)
        lane = dr.arange(mi.UInt32, count * paths)
        receiver, number = lane // dr.opaque(mi.UInt32, paths), lane % dr.opaque(mi.UInt32, paths)
        point, normal = _gathered(points_m[part], receiver), _gathered(normals[part], receiver)
        spread = sampler.next_2d()
        turned = mi.Float(number) * GOLDEN_SHARE + dr.gather(mi.Float, spread.y, lane - number)
        spread = mi.Point2f((mi.Float(number) + spread.x) / paths, turned - dr.floor(turned))
        value = _direct(traced, spread, point, normal)
        jittered = sampler.next_2d()
        cell = mi.Point2f(number % side, number // side)
        to_sky = mi.warp.square_to_cosine_hemisphere((cell + jittered) / side)
        ray = mi.Ray3f(mi.Point3f(point), mi.Frame3f(normal).to_world(to_sky))
        radiance, _, _ = integrator.sample(traced, sampler, mi.RayDifferential3f(ray))
        value += dr.pi * _luminance(radiance)
        out[part] = value.numpy().astype(np.float64).reshape(count, paths).mean(axis=1)
    return out


def _direct(traced: Any, numbers: Any, point: Any, normal: Any) -> Any:
    """Light that comes straight from a luminaire, by Mitsuba's choice of emitter and its shadow test."""
    mi = mitsuba()
    here = dr.zeros(mi.SurfaceInteraction3f, dr.width(point))
    here.p, here.n = mi.Point3f(point), mi.Normal3f(normal)
    found, value = traced.sample_emitter_direction(here, numbers, True, True)
    return _luminance(value) * dr.maximum(dr.dot(found.d, normal), 0)


def _luminance(colour: Any) -> Any:
    return sum(float(weight) * channel for weight, channel in zip(LUMINANCE_WEIGHTS, colour, strict=True))


def _gathered(vectors: Array, receiver: Any) -> Any:
    mi = mitsuba()
    columns = np.ascontiguousarray(vectors.astype(np.float32).T)
    return mi.Vector3f(*(dr.gather(mi.Float, mi.Float(column), receiver) for column in columns))
