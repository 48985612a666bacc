"""All luminaires of a scene as one emitter of Mitsuba, for pictures.

For each shadow ray a luminaire is chosen by what it would give at the point without shadows, and a random
point of its luminous surface, which is evenly bright from every direction and has the file's intensity. A
luminaire's own body neither keeps its light away nor is lit by it: the photometric file was measured with
the body. So that Mitsuba's integrators do not find the body in the way, the emitter looks for shadows itself
and tells them of a point close by in the right direction.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.photometry import OpeningShape
from benchmarks.luminous_surface import has_depth, pieces, projected_area_m2
from render.device import mitsuba
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]

GAMMA_STEPS, C_STEPS = 720, 720  # the table is read linearly at quarters and halves of a degree
ROUGH_GAMMAS, ROUGH_CS = 90, 36  # of the table by which a luminaire is chosen
AREA_STEP = 4  # the projected area is smooth within a degree or two
FINE = 150.0  # pieces on a metre of an opening that has depth
EVEN = 0.15  # share of the choices that ignores where the light goes
CLOSE_M = 2e-3  # the point that integrators are told of
MOST_SHEETS = 4  # of one kind of glass on a shadow ray
AT_BODY_M = 1e-3  # a point this near to a body lies on it
ROUND, FACING_X, DEEP = 1, 2, 4  # what an opening is, beside a rectangle


@dataclass(frozen=True, eq=False)
class Pane:
    """Smooth thin glass of one kind, which light goes straight through: a Mitsuba scene, index and colour."""

    scene: Any
    ior: float
    rgb: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Shadows:
    """What keeps light away: Mitsuba scenes of the room, and of each luminaire's body by its place; panes."""

    room: Any
    bodies: dict[int, Any]
    panes: tuple[Pane, ...] = ()


def lamps_emitter(luminaires: tuple[PlacedLuminaire, ...], weights: Array, shadows: Shadows) -> Any:
    """The emitter; `weights` (luminaire, 3) are dimming times white."""
    _emitter_kind()
    _INSTALLATIONS.append(_tables(luminaires, weights))
    _SHADOWS.append(shadows)
    return mitsuba().load_dict({"type": "measured_lamps", "installation": len(_INSTALLATIONS) - 1})


# Mitsuba builds emitters from plain properties only: the place in here
_INSTALLATIONS: list[dict[str, Any]] = []
_SHADOWS: list[Shadows] = []


def _tables(luminaires: tuple[PlacedLuminaire, ...], weights: Array) -> dict[str, Any]:
    """What the emitter knows of every luminaire, as flat arrays on the device."""
    gamma, c = np.linspace(0, 180, GAMMA_STEPS + 1), np.linspace(0, 360, C_STEPS + 1)
    middle_gamma = (np.arange(ROUGH_GAMMAS) + 0.5) * 180 / ROUGH_GAMMAS
    middle_c = (np.arange(ROUGH_CS) + 0.5) * 360 / ROUGH_CS
    tables, rough, points, slopes, first, kinds = [], [], [], [], [0], []
    for placed, weight in zip(luminaires, weights, strict=True):
        distribution, opening = placed.luminaire.photometry.distribution, placed.luminaire.photometry.opening
        table = distribution.intensity_towards_cd(c[:, None], gamma[None, :])
        area = np.ones_like(table)
        if has_depth(opening):
            surface = pieces(opening, FINE)
            area = _finer(projected_area_m2(surface, c[::AREA_STEP], gamma[::AREA_STEP]))
            points.append(surface.points_m)
            slopes.append(surface.normals * surface.area_m2[:, None])
        first.append(first[-1] + (len(points[-1]) if has_depth(opening) else 0))
        tables.append(np.stack([table, area], axis=-1))
        flux = distribution.luminous_flux_lm()
        coarse = distribution.intensity_towards_cd(middle_c[:, None], middle_gamma[None, :])
        even = EVEN * flux / (4 * np.pi) + (1 - EVEN) * coarse
        rough.append(even * float(weight @ LUMINANCE_WEIGHTS))
        flat_kind = {OpeningShape.DISC: ROUND, OpeningShape.DISC_FACING_X: FACING_X}
        kinds.append(DEEP if has_depth(opening) else flat_kind.get(opening.shape, 0))
    half = np.array([placed.luminaire.photometry.opening.size_m for placed in luminaires]) / 2
    turn = np.radians([placed.luminaire.photometry.opening.turn_deg for placed in luminaires])
    frames = np.array([placed.scene_from_photometry for placed in luminaires])
    none = [np.zeros((1, 3))]
    return {
        "count": len(luminaires),
        "frames": frames,
        "reach": np.linalg.norm(half, axis=1),
        "table": _floats(np.stack(tables)),
        "rough": _floats(np.stack(rough)),
        "points": _floats(np.concatenate(points or none)),
        "slopes": _floats(np.concatenate(slopes or none)),
        "first": _counts(np.array(first[:-1])),
        "pieces": _counts(np.diff(first)),
        "kind": _counts(np.array(kinds)),
        "half": _floats(half),
        "turn": _floats(np.column_stack([np.cos(turn), np.sin(turn)])),
        "rows": [_floats(frames[:, axis, :3]) for axis in range(3)],
        "centre": _floats(frames[:, :3, 3]),
        "weight": _floats(np.asarray(weights)),
    }


def _finer(values: Array) -> Array:
    """A table with values between its rows and columns."""
    for axis in range(2):
        steps = np.arange(AREA_STEP * (values.shape[axis] - 1) + 1) / AREA_STEP
        low = np.minimum(steps.astype(int), values.shape[axis] - 2)
        share = (steps - low).reshape((-1, 1) if axis == 0 else (1, -1))
        values = values.take(low, axis) * (1 - share) + values.take(low + 1, axis) * share
    return values


def _floats(values: Array) -> Any:
    return mitsuba().Float(np.ascontiguousarray(values, np.float32).ravel())


def _counts(values: NDArray[np.int64]) -> Any:
    return mitsuba().UInt32(np.ascontiguousarray(values, np.uint32))


@functools.cache
def _emitter_kind() -> None:
    """Make Mitsuba know the emitter."""
    mi = mitsuba()

    class MeasuredLamps(mi.Emitter):
        """All luminaires of a scene."""

        def __init__(self, properties: Any) -> None:
            super().__init__(properties)
            place = int(properties["installation"])
            self.known, self.shadows = _INSTALLATIONS[place], _SHADOWS[place]
            self.m_flags = mi.EmitterFlags.DeltaPosition

        def sample_direction(self, it: Any, sample: Any, active: Any = True) -> Any:
            who, chance, first = _chosen(self.known, it, sample.x)
            point = _luminous_point(self.known, who, mi.Point2f(first, sample.y))
            path = point.place - it.p
            squared = dr.squared_norm(path)
            distance = dr.sqrt(squared)
            towards = path / distance
            intensity = _intensity_cd(self.known, who, -towards, point)
            value = intensity / (squared * chance)
            lit = active & (value > 0)
            lit &= ~_hidden(self.shadows, it, who, point.place, lit)
            found = dr.zeros(mi.DirectionSample3f, dr.width(path))
            found.p, found.dist = it.p + towards * CLOSE_M, mi.Float(CLOSE_M)
            found.d, found.n = towards, -towards
            found.time, found.pdf, found.delta = it.time, 1.0, True
            found.emitter = mi.EmitterPtr(self)
            colour = dr.gather(mi.Color3f, self.known["weight"], who)
            colour *= _through_panes(self.shadows, it, point.place, lit)
            return found, dr.select(lit, colour * value, 0.0)

        def pdf_direction(self, it: Any, ds: Any, active: Any = True) -> Any:
            return mi.Float(0)

        def eval_direction(self, it: Any, ds: Any, active: Any = True) -> Any:
            return mi.Color3f(0)

        def eval(self, si: Any, active: Any = True) -> Any:
            return mi.Color3f(0)

        def bbox(self) -> Any:
            frames, reach = self.known["frames"], self.known["reach"][:, None]
            low, high = (frames[:, :3, 3] - reach).min(axis=0), (frames[:, :3, 3] + reach).max(axis=0)
            return mi.BoundingBox3f(mi.ScalarPoint3f(*low.tolist()), mi.ScalarPoint3f(*high.tolist()))

        def to_string(self) -> str:
            return "MeasuredLamps[]"

    mi.register_emitter("measured_lamps", MeasuredLamps)


def _chosen(known: dict[str, Any], it: Any, number: Any) -> tuple[Any, Any, Any]:
    """A luminaire, the chance that it was chosen, and the random number that is left."""
    mi = mitsuba()
    scores = []
    for index in range(known["count"]):
        frame, reach = known["frames"][index], float(known["reach"][index])
        path = mi.Vector3f(it.p) - mi.Vector3f(*frame[:3, 3].tolist())
        squared = dr.squared_norm(path) + reach**2 + 1e-6
        away = path * dr.rsqrt(squared)
        local = [sum(float(frame[axis, k]) * away[axis] for axis in range(3)) for k in range(3)]
        c, gamma = _angles(local)
        row = dr.minimum(mi.UInt32(c * ROUGH_CS), ROUGH_CS - 1)
        column = dr.minimum(mi.UInt32(gamma * ROUGH_GAMMAS), ROUGH_GAMMAS - 1)
        place = (index * ROUGH_CS + row) * ROUGH_GAMMAS + column
        slope = dr.abs(dr.dot(it.n, away)) + 0.1
        scores.append(dr.gather(mi.Float, known["rough"], place) * slope / squared + 1e-20)
    total = sum(scores[1:], scores[0])
    wanted, before = number * total, mi.Float(0)
    who, low, high = mi.UInt32(known["count"] - 1), total - scores[-1], mi.Float(total)
    found = mi.Bool(False)
    for index, score in enumerate(scores):
        here = ~found & (wanted < before + score)
        who, low = dr.select(here, index, who), dr.select(here, before, low)
        high = dr.select(here, before + score, high)
        found |= here
        before = before + score
    chance = (high - low) / total
    return who, dr.maximum(chance, 1e-9), dr.clip((wanted - low) / (high - low), 0, 0.9999999)


@dataclass(frozen=True, eq=False)
class _Point:
    """A point of luminous openings; where they have depth, its slope: normal times area over its chance."""

    place: Any
    deep: Any
    slope: Any


def _luminous_point(known: dict[str, Any], who: Any, sample: Any) -> _Point:
    """A point spread evenly over the opening of luminaire `who`."""
    mi = mitsuba()
    kind, half = dr.gather(mi.UInt32, known["kind"], who), dr.gather(mi.Vector3f, known["half"], who)
    ring, angle = dr.sqrt(sample.x), dr.two_pi * sample.y
    round_a, round_b = ring * dr.cos(angle), ring * dr.sin(angle)
    a = dr.select(kind == ROUND, round_a, dr.select(kind == FACING_X, 0.0, 2 * sample.x - 1)) * half.x
    b = dr.select(kind == ROUND, round_b, dr.select(kind == FACING_X, round_a, 2 * sample.y - 1)) * half.y
    up = dr.select(kind == FACING_X, round_b, 0.0) * half.z
    turn = dr.gather(mi.Vector2f, known["turn"], who)
    local = mi.Vector3f(a * turn.x - b * turn.y, a * turn.y + b * turn.x, up)
    deep, count = kind == DEEP, dr.gather(mi.UInt32, known["pieces"], who)
    number = dr.minimum(mi.UInt32(sample.x * count), dr.maximum(count, 1) - 1)
    number += dr.gather(mi.UInt32, known["first"], who)
    local = dr.select(deep, dr.gather(mi.Vector3f, known["points"], number, active=deep), local)
    slope = dr.gather(mi.Vector3f, known["slopes"], number, active=deep) * mi.Float(count)
    centre = dr.gather(mi.Vector3f, known["centre"], who)
    turned = [dr.dot(dr.gather(mi.Vector3f, row, who), local) for row in known["rows"]]
    return _Point(mi.Point3f(mi.Vector3f(*turned) + centre), deep, slope)


def _intensity_cd(known: dict[str, Any], who: Any, away: Any, point: _Point) -> Any:
    """Intensity of luminaire `who` towards `away`, from a point of its opening."""
    mi = mitsuba()
    rows = [dr.gather(mi.Vector3f, row, who) for row in known["rows"]]
    local = mi.Vector3f(*(sum(away[axis] * rows[axis][k] for axis in range(3)) for k in range(3)))
    c, gamma = _angles(local)
    row, column = c * C_STEPS, gamma * GAMMA_STEPS
    i = dr.minimum(mi.UInt32(row), C_STEPS - 1)
    j = dr.minimum(mi.UInt32(column), GAMMA_STEPS - 1)
    u, v = row - mi.Float(i), column - mi.Float(j)
    place = (who * (C_STEPS + 1) + i) * (GAMMA_STEPS + 1) + j
    below, above = place, place + (GAMMA_STEPS + 1)
    first, second, third, fourth = (
        dr.gather(mi.Vector2f, known["table"], at) for at in (below, below + 1, above, above + 1)
    )
    value = (first * (1 - v) + second * v) * (1 - u) + (third * (1 - v) + fourth * v) * u
    share = dr.maximum(dr.dot(point.slope, local), 0) / dr.maximum(value.y, 1e-9)
    return value.x * dr.select(point.deep, share, 1.0)


def _angles(local: Any) -> tuple[Any, Any]:
    """C and gamma of a direction in the photometry's frame, as shares of 360 and 180 degrees."""
    gamma = dr.acos(dr.clip(-local[2], -1, 1)) / dr.pi
    c = dr.atan2(local[1], local[0]) / dr.two_pi
    return dr.select(c < 0, c + 1, c), gamma


def _hidden(shadows: Shadows, it: Any, who: Any, place: Any, active: Any) -> Any:
    """Whether anything but its own body keeps the light of `who` away, or it would light that body."""
    mi = mitsuba()
    ray = it.spawn_ray_to(place)
    hidden = shadows.room.ray_test(ray, active)
    through = mi.Ray3f(it.p + it.n * AT_BODY_M, -it.n)
    through.maxt = 2 * AT_BODY_M
    for index, body in shadows.bodies.items():
        own, box = who == index, body.bbox()
        near, first, last = box.ray_intersect(ray)
        near &= (last > 0) & (first < ray.maxt)
        hidden |= body.ray_test(ray, active & ~hidden & ~own & near)
        at = own & dr.all((it.p > box.min - AT_BODY_M) & (it.p < box.max + AT_BODY_M))
        hidden |= body.ray_test(through, active & ~hidden & at)
    return hidden


def _through_panes(shadows: Shadows, it: Any, place: Any, active: Any) -> Any:
    """What panes let through of light from a place; a path tracer finds no point source behind them.

    Each is Mitsuba's `thindielectric`: 1 - R with R = 2 r / (1 + r), r of one boundary.
    """
    mi = mitsuba()
    left = mi.Color3f(1.0)
    for pane in shadows.panes:
        ray, going = it.spawn_ray_to(place), mi.Bool(active)
        for _ in range(MOST_SHEETS):
            met = pane.scene.ray_intersect(ray, going)
            going &= met.is_valid()
            one = mi.fresnel(dr.abs(dr.dot(met.n, ray.d)), pane.ior)[0]
            passed = (1 - one) / (1 + one)
            left *= dr.select(going, mi.Color3f(*pane.rgb) * passed, 1.0)
            ray = met.spawn_ray_to(place)
    return left
