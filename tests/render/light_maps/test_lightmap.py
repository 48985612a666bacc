"""Light maps beside formulas: direct light, energy, shadows, and the map of a luminaire that has moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square
from light_maps import looked_up, points_on_faces
from odd_rooms import l_room, sphere

from assets.colour import LUMINANCE_WEIGHTS
from render.light_maps.encoding import encode_layer
from render.light_maps.layers import lightmap_layer, lightmap_stage, room_atlas, texel_light_lx
from render.options import DRAFT
from render.relight import with_luminaires
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind

BLACK = {"floor": 0.0, "walls": 0.0, "ceiling": 0.0}


def mapped(surfaces, *luminaires):
    field = simulate(scene(surfaces, luminaires), DRAFT)
    atlas = room_atlas(field)
    return field, lightmap_stage(field, atlas)


def test_a_point_source_lights_the_floor_as_the_cosine_cubed_law_says() -> None:
    field, stage = mapped(box_room(5, 4, 2.7, **BLACK), hang(isotropic(1000), (2.0, 1.5, 2.0)))
    light = texel_light_lx(stage, field, 0)[:, 0]
    floor = stage.normal[:, 2] > 0.9
    path = stage.point_m[floor] - np.array([2.0, 1.5, 2.0])
    expected = 1000 / (4 * np.pi) * 2.0 / np.linalg.norm(path, axis=1) ** 3
    assert np.abs(light[floor] / expected - 1).max() < 0.02
    inner = np.abs(stage.point_m[floor] - (2.5, 2, 0)).max(axis=1) < 1.8
    assert np.abs(light[floor] / expected - 1)[inner].max() < 0.003


def test_a_grey_room_has_one_channel_and_a_coloured_one_three() -> None:
    lamp = hang(isotropic(1000), (2.5, 2, 2))
    for walls, channels in ((0.5, 1), ((0.6, 0.5, 0.4), 3)):
        surfaces = box_room(5, 4, 2.7, floor=0.3, walls=walls, ceiling=0.8)
        field, stage = mapped(surfaces, lamp)
        image = lightmap_layer(stage, field, 0)
        assert image.shape == (stage.atlas.height, stage.atlas.width, channels)


@pytest.mark.parametrize("surfaces", [box_room(5, 4, 2.7, floor=0.7, walls=0.7, ceiling=0.7), l_room(0.7)])
def test_what_a_map_shows_is_all_light_there_is(surfaces) -> None:
    """In a closed room the walls absorb what the luminaire sends: (1 - rho) times the mean times the area."""
    lamp = hang(lambertian(400), (2.0, 1.5, 2.2), opening=square(0.6))
    field, stage = mapped(surfaces, lamp)
    image = lightmap_layer(stage, field, 0)
    _, uv, _, area = points_on_faces(stage.atlas, field.patches, 200_000)
    absorbed = 0.3 * area * looked_up(image, uv).mean()
    assert absorbed == pytest.approx(np.pi * 400, rel=0.012)


def test_an_even_light_has_an_even_map() -> None:
    """In a sphere all points see each other alike: a lamp in its middle gives Phi / (A (1 - rho))."""
    field, stage = mapped(sphere(0.5), hang(isotropic(1000), (0, 0, 0)))
    light = texel_light_lx(stage, field, 0)[:, 0]
    expected = 1000 / (4 * np.pi * 0.5)
    assert light.mean() == pytest.approx(expected, rel=0.01)
    assert light.std() / expected < 0.02


def test_no_light_leaks_through_a_partition_or_under_furniture() -> None:
    """A thick wall cuts the room in two; behind it, and under a box on the floor, it is dark."""
    room = box_room(5, 4, 2.7, floor=0.5, walls=0.5, ceiling=0.5)
    wall = block("partition", (2.4, 0, 0), (2.55, 4, 2.7), 0.5)
    box = block("box", (0.6, 0.6, 0), (1.6, 1.4, 0.5), 0.5)
    field, stage = mapped((*room, wall, box), hang(isotropic(1000), (1.2, 3.0, 2.0)))
    light = texel_light_lx(stage, field, 0)[:, 0]
    behind = stage.point_m[:, 0] > 2.5
    assert light[behind].max() < 0.01
    out = stage.point_m + 0.01 * stage.normal  # the partition's ends look at the outside
    inside = ((out > 0) & (out < (5, 4, 2.7))).all(axis=1)
    assert light[~behind & inside].min() > 0.5
    on_floor = stage.normal[:, 2] > 0.9
    under = on_floor & (np.abs(stage.point_m - (1.1, 1.0, 0.0)) < (0.499, 0.399, 0.01)).all(axis=1)
    assert not under.any()


def test_a_moved_luminaires_map_is_that_of_a_room_worked_out_anew() -> None:
    surfaces = box_room(5, 4, 2.7, floor=0.3, walls=(0.6, 0.5, 0.4), ceiling=0.8)
    lamps = [hang(lambertian(300), (1.5, 1.5, 2.2), opening=square(0.3), id="a")]
    lamps.append(hang(isotropic(500), (3.5, 2.5, 1.2), id="b"))
    field, stage = mapped(surfaces, *lamps)
    moved = hang(lambertian(300), (1.8, 1.7, 2.2), opening=square(0.3), id="a")
    new = with_luminaires(field, (moved, field.scene.luminaires[1]), field.scene.weights)
    anew, other_stage = mapped(surfaces, moved, lamps[1])
    again = lightmap_layer(other_stage, anew, 0)
    np.testing.assert_allclose(lightmap_layer(stage, new, 0), again, rtol=2e-3, atol=1e-3)
    np.testing.assert_array_equal(lightmap_layer(stage, new, 1), lightmap_layer(stage, field, 1))


def test_the_same_light_is_the_same_file() -> None:
    surfaces = box_room(5, 4, 2.7, floor=0.3, walls=(0.6, 0.5, 0.4), ceiling=0.8)
    lamp = hang(lambertian(300), (1.5, 1.5, 2.2), opening=square(0.3))
    files = []
    for _ in range(2):
        field, stage = mapped(surfaces, lamp)
        files.append(encode_layer(lightmap_layer(stage, field, 0)))
    assert files[0] == files[1]


def test_a_map_agrees_with_measuring_points() -> None:
    """Beside the engine's own measuring points, which take their light in another way."""
    surfaces = (
        *box_room(5, 4, 2.7, floor=(0.4, 0.3, 0.2), walls=0.6, ceiling=0.8),
        block("table", (2, 1.5, 0), (3.2, 2.3, 0.7), 0.4),
    )
    lamp = hang(lambertian(300), (1.5, 1.5, 2.2), opening=square(0.3))
    field, stage = mapped(surfaces, lamp)
    light = texel_light_lx(stage, field, 0) @ LUMINANCE_WEIGHTS
    some = np.random.default_rng(2).choice(len(stage.lit), 200, replace=False)
    plane = probes(stage.point_m[some], stage.normal[some])
    measured = simulate(replace(field.scene, planes=(plane,)), replace(DRAFT, gather_rays=4096)).planes[0]
    expected = (
        measured.direct_lx.mean(axis=0)[:, 0] + measured.indirect_lx.mean(axis=0)[:, 0] @ LUMINANCE_WEIGHTS
    )
    error = light[some] / expected - 1
    assert np.median(np.abs(error)) < 0.015
    assert np.quantile(np.abs(error), 0.9) < 0.06
    assert light[some].sum() == pytest.approx(expected.sum(), rel=0.01)


def test_a_luminaire_that_is_dark_has_a_dark_map() -> None:
    field, stage = mapped(
        box_room(5, 4, 2.7, floor=0.3, walls=0.5, ceiling=0.8), hang(isotropic(0), (2, 2, 2))
    )
    assert lightmap_layer(stage, field, 0).max() == 0


def sheet(name, low, high, z_m, reflectance):
    """A rectangle that is lit on both sides."""
    (a, b), (c, d) = low, high
    corners = np.array([[a, b, z_m], [c, b, z_m], [c, d, z_m], [a, d, z_m]], float)
    return LitSurface(
        name, SurfaceKind.FURNITURE, corners, np.array([[0, 1, 2], [0, 2, 3]]), (reflectance,) * 3
    )


@pytest.mark.parametrize("gap_m", [0.0003, 0.008, 0.02])
def test_a_layer_just_under_another_takes_no_light_from_it(gap_m) -> None:
    """The upper one is as bright as if nothing were under it; most of its light is reflected."""
    room = box_room(4, 3, 2.7, floor=0.6, walls=0.7, ceiling=0.8)
    lamp = hang(lambertian(300), (2.0, 1.5, 1.6), opening=square(0.3), rotation=np.diag([1.0, -1.0, -1.0]))
    top = sheet("top", (1.2, 1.0), (2.8, 2.0), 0.75, 0.5)
    under = sheet("under", (1.2, 1.0), (2.8, 2.0), 0.75 - gap_m, 0.5)
    found = []
    for surfaces in ((*room, top), (*room, top, under)):
        field, stage = mapped(surfaces, lamp)
        image = lightmap_layer(stage, field, 0)
        faces = stage.atlas.charts
        owner = field.patches.surface_of_triangle[faces.triangle]
        some = np.random.default_rng(5).dirichlet((1, 1, 1), 800)
        upper = np.flatnonzero((owner == len(room)) & ~faces.back)
        picked = np.resize(upper, 800)
        found.append(looked_up(image, np.einsum("nc,nck->nk", some, stage.atlas.corner_uv[picked]))[:, 0])
    assert np.abs(found[1] / found[0] - 1).max() < 0.05
