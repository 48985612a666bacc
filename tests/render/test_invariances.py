"""What must not change a number, and what must change it in a known way, in rooms that are drawn at random.

Where both sides of a comparison use the same random numbers they agree to rounding, and that is asked
for. Where they do not, they are compared by their standard errors: no single difference beyond `FAR`
combined standard errors, and the mean of all of them no farther from zero than chance allows, so that a
small bias that each comparison alone would hide is found as well. The examples are always the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from hand_made import block, box_room, hang, isotropic, lambertian, probes, rotation_z, scene, square
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.photometry import LuminousIntensityDistribution
from render.measures import measure
from render.options import DRAFT, RenderOptions
from render.simulate import simulate
from scenes.build_scene import build_scene
from scenes.configuration import read_configuration

SMALL = replace(
    DRAFT,
    patch_size_m=0.4,
    transport_rays=64,
    emission_rays=1 << 12,
    opening_samples=64,
    gather_rays=128,
    lit_points=64,
)
# many rays, for what could only be a little wrong
SHARP = replace(SMALL, transport_rays=512, emission_rays=1 << 15, gather_rays=2048, lit_points=512)
FAR = 7.0  # combined standard errors: with 14 degrees of freedom one in 3e5 differences is farther
EXAMPLES = settings(max_examples=12, deadline=None, derandomize=True, database=None)
ROUNDING = 1e-4


@dataclass(frozen=True)
class Drawn:
    """A room drawn at random, with lamps in it that are `(distribution, position, opening)`."""

    size_m: tuple[float, float, float]
    reflectance: tuple[Any, Any, Any]
    table: bool
    lamps: tuple[tuple[LuminousIntensityDistribution, tuple[float, ...], float], ...]

    def surfaces(self, **changed: Any) -> Any:
        floor, walls, ceiling = self.reflectance
        a, b, h = self.size_m
        made = box_room(a, b, h, **{"floor": floor, "walls": walls, "ceiling": ceiling, **changed})
        low, high = (0.3 * a, 0.1 * b, 0.0), (0.6 * a, 0.4 * b, 0.3 * h)
        return (*made, block("table", low, high, 0.4)) if self.table else made

    def hung(self) -> list[Any]:
        return [
            hang(table, position, id=f"lamp {i}", opening=square(side) if side else None)
            for i, (table, position, side) in enumerate(self.lamps)
        ]

    def probes(self) -> Any:
        a, b, h = self.size_m
        points = [(0.2 * a, 0.7 * b, 0.0), (0.75 * a, 0.6 * b, 0.3 * h), (0.8 * a, 0.9 * b, h)]
        return probes(points, [(0, 0, 1), (0.6, 0, 0.8), (0, 0, -1)])


def near(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers of a centimetre or a hundredth, so that rounding coordinates changes nothing."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda value: value / 100)


@st.composite
def drawn_rooms(draw: Any, lamps: int = 1) -> Drawn:
    """Rooms of 2 to 5 m, grey or coloured, with or without a table, and `lamps` lamps."""
    a, b, h = draw(near(2, 5)), draw(near(2, 5)), draw(near(2.2, 3.5))
    one = st.one_of(near(0, 0.85), st.tuples(near(0, 0.85), near(0, 0.85), near(0, 0.85)))
    hung = []
    for _ in range(lamps):
        even, strength = draw(st.booleans()), draw(st.integers(100, 3000))
        place = (draw(near(0.2, 0.8)) * a, draw(near(0.45, 0.8)) * b, draw(near(0.5, 0.95)) * h)
        rounded = tuple(round(value, 3) for value in place)
        table = isotropic(strength) if even else lambertian(strength)
        hung.append((table, rounded, draw(st.sampled_from([0.0, 0.1, 0.4]))))
    return Drawn((a, b, h), (draw(one), draw(one), draw(one)), draw(st.booleans()), tuple(hung))


def light(surfaces: Any, lamps: Any, plane: Any, options: RenderOptions = SMALL) -> tuple[Any, Any]:
    """Illuminance at the plane's points and its standard error."""
    answer = measure(simulate(scene(surfaces, lamps, [plane]), options))["planes"][0]
    return np.array(answer["illuminance_lx"]), np.array(answer["standard_error_lx"])


class Differences:
    """Differences in combined standard errors, over all examples."""

    def __init__(self) -> None:
        self.found: list[float] = []

    def add(self, one: tuple[Any, Any], other: tuple[Any, Any]) -> None:
        error = np.hypot(one[1], other[1]) + 1e-6 * np.abs(one[0]) + 1e-9
        distance = (one[0] - other[0]) / error
        assert np.abs(distance).max() < FAR, (one, other)
        self.found += distance.tolist()

    def lie_around_zero(self) -> None:
        """Points of one room share their light's noise: three points count as one and a half."""
        spread = np.std(self.found) / np.sqrt(len(self.found) / 2)
        assert len(self.found) >= 24
        assert abs(np.mean(self.found)) < 3.5 * max(spread, 0.05), np.mean(self.found)


@EXAMPLES
@given(drawn_rooms(lamps=2))
def test_two_lamps_are_the_sum_of_each_alone(drawn):
    both, _ = light(drawn.surfaces(), drawn.hung(), drawn.probes())
    each = [light(drawn.surfaces(), [lamp], drawn.probes())[0] for lamp in drawn.hung()]
    np.testing.assert_allclose(both, sum(each), rtol=ROUNDING, atol=1e-6)


@EXAMPLES
@given(drawn_rooms(lamps=2), near(0.01, 1), near(0.01, 1))
def test_dimming_is_linear(drawn, first, second):
    lamps = drawn.hung()
    scenes = {"dim": {"lamp 0": first, "lamp 1": second}, "a": {"lamp 0": 1.0}, "b": {"lamp 1": 1.0}}
    field = simulate(scene(drawn.surfaces(), lamps, [drawn.probes()], scenes=scenes), SMALL)
    dim, a, b = (np.array(measure(field, key)["planes"][0]["illuminance_lx"]) for key in scenes)
    np.testing.assert_allclose(dim, first * a + second * b, rtol=1e-6, atol=1e-9)


IES = b"IESNA:LM-63-2002\nTILT=NONE\n1 -1 1 4 1 1 2 0.3 0.2 0\n1 1 10\n0 40 90 180\n0\n300 200 30 5\n"


def placed_world(drawn: Drawn, angle_deg: float, shift: tuple[float, float]) -> dict[str, Any]:
    """The drawn room as a configuration, all of it turned about z and moved."""
    a, b, h = drawn.size_m
    turn = rotation_z(angle_deg)

    def at(x: float, y: float, *z: float) -> list[float]:
        moved = turn @ (x, y, 0.0) + (*shift, 0.0)
        return [float(moved[0]), float(moved[1]), *z]

    floor, walls, ceiling = drawn.reflectance
    normal = (turn @ (0.6, 0.0, 0.8)).tolist()
    room = {
        "outline_m": [at(0, 0), at(a, 0), at(a, b), at(0, b)],
        "height_m": h,
        "surfaces": {
            "floor": {"reflectance": floor},
            "walls": {"reflectance": walls},
            "ceiling": {"reflectance": ceiling},
        },
        "furniture": [
            {"box_m": [0.4, 0.6, 0.8], "position_m": at(0.3 * a, 0.25 * b, 0.0), "rotation_deg": angle_deg}
        ]
        * drawn.table,
    }
    _, (x, y, z), _ = drawn.lamps[0]
    lamp = {"photometry": "lamp.ies"}
    place = {"id": "a", "luminaire": lamp, "position_m": at(x, y, z), "rotation_deg": [20 + angle_deg, 15, 0]}
    points = [at(0.2 * a, 0.7 * b, 0.0), at(0.75 * a, 0.6 * b, 0.3 * h)]
    plane = {"name": "p", "points_m": points, "normals": [[0, 0, 1], normal]}
    return {"lampyris": 1, "room": room, "placements": [place], "calculation": {"planes": [plane]}}


def light_of_configuration(document: dict[str, Any]) -> Any:
    catalogue: Any = None
    made = build_scene(
        read_configuration(document), catalogue=catalogue, read_file={"lamp.ies": IES}.__getitem__
    )
    return np.array(measure(simulate(made, SMALL))["planes"][0]["illuminance_lx"])


@EXAMPLES
@given(drawn_rooms(), st.integers(-180, 180), st.tuples(near(-900, 900), near(-900, 900)))
def test_moving_and_turning_the_world_changes_no_number(drawn, angle_deg, shift):
    still = light_of_configuration(placed_world(drawn, 0.0, (0.0, 0.0)))
    away = light_of_configuration(placed_world(drawn, float(angle_deg), shift))
    np.testing.assert_allclose(away, still, rtol=1e-4)


def test_two_halves_of_a_lamp_light_like_the_whole():
    """Both in the same place with half the intensity, and side by side with half of the opening."""
    differences = Differences()

    @EXAMPLES
    @given(drawn_rooms())
    def halves(drawn):
        (table, position, side), *_ = drawn.lamps
        whole = light(drawn.surfaces(), drawn.hung(), drawn.probes())
        half = LuminousIntensityDistribution(table.c_deg, table.gamma_deg, table.intensity_cd / 2)
        opening = square(side) if side else None
        twins = [hang(half, position, id=key, opening=opening) for key in "ab"]
        differences.add(light(drawn.surfaces(), twins, drawn.probes()), whole)
        if side:
            strip = replace(square(side), size_m=(side / 2, side, 0.0))
            x, y, z = position
            pieces = [hang(half, (x + s * side / 4, y, z), id=f"{s}", opening=strip) for s in (-1, 1)]
            differences.add(light(drawn.surfaces(), pieces, drawn.probes()), whole)

    halves()
    differences.lie_around_zero()


def subdivided(surface: Any) -> Any:
    """Each triangle as four, by the middles of its edges."""
    corners = surface.vertices_m[surface.triangles]
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    pieces = [
        np.stack([corners[:, 0], middles[:, 0], middles[:, 2]], axis=1),
        np.stack([middles[:, 0], corners[:, 1], middles[:, 1]], axis=1),
        np.stack([middles[:, 2], middles[:, 1], corners[:, 2]], axis=1),
        middles,
    ]
    vertices = np.concatenate(pieces).reshape(-1, 3)
    return replace(surface, vertices_m=vertices, triangles=np.arange(len(vertices)).reshape(-1, 3))


def test_a_finer_mesh_lights_like_a_coarse_one():
    differences = Differences()

    @EXAMPLES
    @given(drawn_rooms(), st.integers(1, 2))
    def refined(drawn, times):
        surfaces = drawn.surfaces()
        coarse = light(surfaces, drawn.hung(), drawn.probes(), SHARP)
        for _ in range(times):
            surfaces = tuple(subdivided(surface) for surface in surfaces)
        differences.add(light(surfaces, drawn.hung(), drawn.probes(), SHARP), coarse)

    refined()
    differences.lie_around_zero()


@EXAMPLES
@given(drawn_rooms(lamps=3), st.permutations([0, 1, 2]))
def test_the_order_of_luminaires_changes_no_byte(drawn, order):
    lamps = drawn.hung()
    straight = simulate(scene(drawn.surfaces(), lamps, [drawn.probes()]), SMALL)
    other = simulate(scene(drawn.surfaces(), [lamps[i] for i in order], [drawn.probes()]), SMALL)
    for column, original in enumerate(order):
        for one, two in ((straight.planes[0], other.planes[0]), (straight.patch_light, other.patch_light)):
            assert np.array_equal(one.direct_lx[:, :, original], two.direct_lx[:, :, column])
            assert np.array_equal(one.indirect_lx[:, :, original], two.indirect_lx[:, :, column])


def test_more_reflectance_never_darkens():
    """One surface after the other painted lighter and lighter, the others as drawn."""
    gains: list[float] = []

    @settings(EXAMPLES, max_examples=8)
    @given(drawn_rooms(), st.sampled_from(["floor", "walls", "ceiling"]))
    def brightened(drawn, name):
        steps = [
            light(drawn.surfaces(**{name: reflectance}), drawn.hung(), drawn.probes())
            for reflectance in (0.0, 0.2, 0.4, (0.6, 0.4, 0.4), 0.6, 0.8, 0.95)
        ]
        for before, after in pairwise(steps):
            gain = (after[0] - before[0]) / (np.hypot(before[1], after[1]) + 1e-6 * before[0] + 1e-9)
            assert gain.min() > -3.0, (before, after)
            gains.extend(gain.tolist())

    brightened()
    assert np.mean(gains) > 1.0
    assert np.quantile(gains, 0.1) > -1.0
