"""Pictures: what a camera sees of a light field, in cd/m2 and in lux."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from kit.errors import UnknownRecord
from render.camera import adaptation_white, exposure_ev, pixel_directions
from render.denoise import denoised
from render.device import mitsuba
from render.direct import illuminance_lanes
from render.draft import draw_draft
from render.light_field import LightField
from render.mixing import column_weights, luminance_of
from render.rays import LIFT_M, NO_PATCH, trace_room
from render.sampling import hashed, opaque_key, spread_numbers
from render.shading import Looks, body_looks, glow_cd_m2, room_looks, smooth_normal
from render.surface_light import patch_illuminance_lx
from scenes.scene import View

Array = NDArray[np.float64]
Progress = Callable[[str, float], None]

LEAST_REFLECTANCE = 0.02  # below it the illuminance cannot be told from what is reflected
BAND_LANES = 1 << 20  # camera rays at a time: bounds memory, and lets people stop


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture before it is shown.

    Parameters
    ----------
    view
        What the camera was.
    luminance_cd_m2
        Linear R, G, B scaled so that 0.2126 R + 0.7152 G + 0.0722 B is the luminance, (row, column, 3).
    illuminance_lx
        Initial illuminance of what each pixel sees, (row, column); NaN where it sees nothing.
    ev, white
        Exposure (EV at ISO 100) and adaptation white it is meant to be shown with.
    made_by
        Scene, quality, seed and engine, for whoever finds the picture.
    """

    view: View
    luminance_cd_m2: Array
    illuminance_lx: Array
    ev: float
    white: Array
    made_by: dict[str, str]


def take_picture(
    field: LightField,
    view_name: str | None,
    scene_name: str | None = None,
    progress: Progress | None = None,
) -> Picture:
    """Picture of one view in one lighting scene.

    Parameters
    ----------
    field
        From `simulate`.
    view_name
        A view of the configuration; None is its first.
    scene_name
        The lighting scene; None is every luminaire at its own dimming.
    progress
        Told "picture" and the share done; may raise to stop.

    Raises
    ------
    UnknownRecord
        When there is no such view.
    KeyError
        When there is no such lighting scene.
    """
    view = find_view(field, view_name)
    tell = progress or (lambda step, share: None)
    weights = column_weights(field.scene, scene_name)
    if field.options.quality == "draft":
        luminance, illuminance = draw_draft(field, view, weights)
    else:
        layers = _Camera(field, view, weights).expose(tell)
        luminance, illuminance = layers.luminance, layers.illuminance
        if field.options.denoise:
            luminance = denoised(luminance, layers.reflectance, layers.normal)
            illuminance = _without_noise(layers, luminance)
        illuminance = np.where(layers.seen, illuminance, np.nan)
    made_by = {
        "scene": scene_name or "",
        "view": view.name,
        "quality": field.options.quality,
        "seed": str(field.options.seed),
    }
    white = adaptation_white(field, scene_name)
    return Picture(view, luminance, illuminance, exposure_ev(field), white, made_by)


def find_view(field: LightField, name: str | None) -> View:
    """The view of that name, or the first."""
    for view in field.scene.views:
        if name is None or view.name == name:
            return view
    known = ", ".join(view.name for view in field.scene.views) or "none"
    raise UnknownRecord(f"there is no view {name!r}; known are: {known}")


@dataclass(frozen=True, eq=False)
class _Layers:
    """What the camera collects, each (row, column, ...)."""

    luminance: Array
    illuminance: Array
    reflectance: Array
    normal: Array
    seen: NDArray[np.bool_]
    glows: NDArray[np.bool_]


def _without_noise(layers: _Layers, luminance: Array) -> Array:
    """Illuminance pi L / rho of the denoised luminance; as sampled on what is black or glows."""
    dull = np.maximum(layers.reflectance, LEAST_REFLECTANCE)
    clean = luminance_of(math.pi * luminance / dull)
    sampled = (layers.reflectance.min(axis=2) < LEAST_REFLECTANCE) | layers.glows
    return np.where(sampled, layers.illuminance, clean)


@dataclass(frozen=True, eq=False)
class _Seen:
    """What camera rays meet: device arrays."""

    point: Any
    normal: Any
    reflectance: Any
    luminaire: Any
    glow: Any
    valid: Any


class _Camera:
    """Takes one picture band by band."""

    def __init__(self, field: LightField, view: View, weights: Array) -> None:
        mi = mitsuba()
        self.field, self.view = field, view
        self.room, self.bodies = room_looks(field), body_looks(field)
        exitance = patch_illuminance_lx(field, weights) * np.broadcast_to(
            field.reflectance, (field.patches.count, 3)
        )
        self.exitance = [mi.Float(np.ascontiguousarray(exitance[:, k], np.float32)) for k in range(3)]
        glow = np.array([glow_cd_m2(placed, np.array(view.eye_m)) for placed in field.scene.luminaires])
        shown = (glow[:, None] * weights) if len(glow) else np.zeros((1, 3))
        self.glow = [mi.Float(np.ascontiguousarray(shown[:, k], np.float32)) for k in range(3)]
        self.weights = weights
        self.eye = [dr.opaque(mi.Float, float(value)) for value in view.eye_m]

    def expose(self, tell: Progress) -> _Layers:
        """All bands, put together."""
        width, height = self.view.size_px
        samples = self.field.options.pixel_samples
        rows = max(1, BAND_LANES // (width * samples))
        bands = []
        for first in range(0, height, rows):
            bands.append(self._band(first, min(rows, height - first)))
            tell("picture", min(1.0, (first + rows) / height))
        joined = [np.concatenate([band[k] for band in bands]) for k in range(5)]
        luminance, illuminance, reflectance, normal, shares = joined
        seen, glows = shares[..., 0] > 0.5, shares[..., 1] > 0
        return _Layers(luminance, illuminance, reflectance, normal, seen, glows)

    def _band(self, first_row: int, rows: int) -> list[Array]:
        """Some rows: luminance, illuminance, reflectance, normal, shares that met anything or a glow."""
        mi = mitsuba()
        width, samples = self.view.size_px[0], self.field.options.pixel_samples
        lanes = width * rows * samples
        lane = dr.arange(mi.UInt32, lanes)
        columns = dr.opaque(mi.UInt32, width)
        pixel = lane // samples + dr.opaque(mi.UInt32, first_row) * columns
        key = hashed(pixel, opaque_key("pixel", self.field.options.seed))
        u = spread_numbers(lane % samples, key)
        direction = pixel_directions(
            self.view, mi.Float(pixel % columns) + u[0], mi.Float(pixel // columns) + u[1]
        )
        origin = mi.Point3f(*self.eye)
        seen = self._look(origin, direction)
        dr.eval(seen.point, seen.normal, seen.reflectance, seen.luminaire, seen.glow, seen.valid)
        light = self._direct(seen, lane, key)
        indirect = self._gathered(seen, key)
        dr.eval(light, indirect)  # together, or each channel would cast the rays again
        total = [light[k] + indirect[k] for k in range(3)]
        luminance = [seen.glow[k] + (seen.reflectance[k] * total[k]) / math.pi for k in range(3)]
        return [
            _averaged([dr.select(seen.valid, value, 0.0) for value in luminance], rows, width, samples),
            luminance_of(_averaged(total, rows, width, samples)),
            _averaged(list(seen.reflectance), rows, width, samples),
            _averaged(list(seen.normal), rows, width, samples),
            _averaged([mi.Float(seen.valid), mi.Float(seen.glow.x > 0)], rows, width, samples),
        ]

    def _look(self, origin: Any, direction: Any) -> _Seen:
        """The nearest of room and bodies along each ray."""
        mi = mitsuba()
        ray = mi.Ray3f(origin, direction)
        room = self.room.scene.ray_intersect_preliminary(ray, coherent=True)
        seen = self._surface(self.room, room, origin, direction, room.is_valid())
        if self.bodies is None:
            return seen
        body = self.bodies.scene.ray_intersect_preliminary(ray, coherent=True)
        nearer = body.is_valid() & (~room.is_valid() | (body.t < room.t))
        front = self._surface(self.bodies, body, origin, direction, nearer)
        return _Seen(
            dr.select(nearer, front.point, seen.point),
            dr.select(nearer, front.normal, seen.normal),
            dr.select(nearer, front.reflectance, seen.reflectance),
            dr.select(nearer, front.luminaire, seen.luminaire),
            dr.select(nearer, front.glow, seen.glow),
            seen.valid | nearer,
        )

    def _surface(self, looks: Looks, found: Any, origin: Any, direction: Any, valid: Any) -> _Seen:
        """What a mesh shows at its hits."""
        mi = mitsuba()
        triangle = dr.select(valid, found.prim_index, 0)
        luminaire = dr.gather(mi.UInt32, looks.luminaire, triangle)
        glows = valid & dr.gather(mi.Bool, looks.glows, triangle)
        glow = mi.Vector3f(*(dr.gather(mi.Float, self.glow[k], luminaire, active=glows) for k in range(3)))
        return _Seen(
            point=origin + direction * dr.select(valid, found.t, 0.0),
            normal=smooth_normal(looks, triangle, found.prim_uv, direction),
            reflectance=dr.select(
                valid, dr.gather(mi.Vector3f, looks.reflectance, triangle), mi.Vector3f(0.0)
            ),
            luminaire=luminaire,
            glow=glow,
            valid=valid,
        )

    def _direct(self, seen: _Seen, lane: Any, key: Any) -> list[Any]:
        """Direct light of all luminaires, weighted; a luminaire's own light does not fall on its body."""
        mi = mitsuba()
        total = [dr.zeros(mi.Float, dr.width(lane)) for _ in range(3)]
        samples = self.field.options.pixel_samples
        for column, emitter in enumerate(self.field.emitters):
            if not self.weights[column].any():
                continue
            numbers = spread_numbers(lane % samples, hashed(key, dr.opaque(mi.UInt32, emitter.key)))
            who = dr.opaque(mi.UInt32, column)
            shown = seen.valid & (seen.luminaire != who)
            lights, rays = self.field.lights, self.field.ray_scene
            value = illuminance_lanes(rays, lights, who, seen.point, seen.normal, numbers, active=shown)
            total = [total[k] + value * dr.opaque(mi.Float, float(self.weights[column, k])) for k in range(3)]
            dr.eval(total)
        return total

    def _gathered(self, seen: _Seen, key: Any) -> list[Any]:
        """Reflected light: rays that read the exitance of the patches they meet."""
        mi = mitsuba()
        rays = self.field.options.pixel_gather_rays
        lane = dr.arange(mi.UInt32, dr.width(seen.valid) * rays)
        camera = lane // rays
        sample = camera % self.field.options.pixel_samples * rays + lane % rays
        pixel_key = dr.gather(mi.UInt32, key, camera)
        u = spread_numbers(sample, hashed(pixel_key, 7))
        normal = mi.Vector3f(dr.gather(mi.Vector3f, seen.normal, camera))
        origin = dr.gather(mi.Point3f, mi.Point3f(seen.point), camera) + normal * LIFT_M
        direction = mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(mi.Point2f(u[0], u[1])))
        active = dr.gather(mi.Bool, seen.valid, camera)
        hits = trace_room(self.field.ray_scene, mi.Point3f(origin), mi.Vector3f(direction), active)
        met = active & (hits.patch != NO_PATCH) & ~hits.buried
        read = [dr.gather(mi.Float, channel, hits.patch, active=met) for channel in self.exitance]
        return [dr.block_sum(value, rays) / rays for value in read]


def _averaged(values: list[Any], rows: int, width: int, samples: int) -> Array:
    """Mean over each pixel's samples, (row, column, value)."""
    columns = [(dr.block_sum(value, samples) / samples).numpy().reshape(rows, width) for value in values]
    return np.stack(columns, axis=-1).astype(np.float64)
