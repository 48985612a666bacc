"""The unwrapping of rooms: nothing overlaps, nothing is stretched, texels lie where faces show them."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh
from hand_made import block, box_room
from light_maps import looked_up, points_on_faces
from odd_rooms import attic, l_room, sheet, sphere

from kit.errors import UnsoundInput
from render.light_maps.atlas import SLIM, SLIM_TIMES, unwrapped
from render.light_maps.packing import packed
from render.light_maps.texels import texel_places
from render.patches import cut_patches
from scenes.scene import LitSurface, SurfaceKind

GREY = {"floor": 0.3, "walls": 0.6, "ceiling": 0.8}


def soft(kind: str = "ball") -> LitSurface:
    """Something round and dense, or a ring that lies over itself."""
    if kind == "ball":
        mesh = trimesh.creation.icosphere(subdivisions=4, radius=0.3)
    else:
        mesh = trimesh.creation.torus(major_radius=0.3, minor_radius=0.1, major_sections=64)
    vertices = np.asarray(mesh.vertices) + np.array([1.5, 2.0, 1.0])
    return LitSurface("soft", SurfaceKind.FURNITURE, vertices, np.asarray(mesh.faces), (0.5, 0.5, 0.5))


ROOMS = {
    "box": box_room(5, 4, 2.7, **GREY),
    "furnished": (*box_room(5, 4, 2.7, **GREY), block("table", (1, 1, 0), (2.2, 1.8, 0.75), 0.4)),
    "L": l_room(0.5),
    "attic": attic(0.5),
    "ball": (*box_room(5, 4, 2.7, **GREY), soft()),
    "ring": (*box_room(5, 4, 2.7, **GREY), soft("ring")),
    "sheet": (*box_room(5, 4, 2.7, **GREY), sheet("shelf", (1, 1, 1), (2, 2, 1), 0.5)),
    "sphere": sphere(0.5),
}


@pytest.fixture(params=ROOMS)
def room(request):
    surfaces = ROOMS[request.param]
    patches = cut_patches(surfaces, patch_size_m=0.22, patch_limit=60_000)
    return surfaces, patches, unwrapped(patches, surfaces)


def test_no_two_texels_share_a_place(room) -> None:
    _, _, atlas = room
    assert len(np.unique(atlas.pixel)) == atlas.count
    assert atlas.pixel.max() < atlas.width * atlas.height


def test_look_ups_never_leave_their_chart(room) -> None:
    _, patches, atlas = room
    owner = np.full(atlas.width * atlas.height, -1.0)
    owner[atlas.pixel] = atlas.chart
    image = owner.reshape(atlas.height, atlas.width, 1)
    _, uv, face, _ = points_on_faces(atlas, patches, 20_000)
    chart = atlas.charts.of_face[face]
    found = looked_up(image, uv)[:, 0]
    # charts of one column or row are looked up at it exactly
    np.testing.assert_allclose(found, chart, atol=2e-3 * atlas.charts.count)


def test_a_texel_is_where_its_face_shows_it(room) -> None:
    """The image of all texels' places, looked up at points of the faces, gives these points."""
    _, patches, atlas = room
    places = texel_places(atlas, patches)
    image = np.zeros((atlas.width * atlas.height, 3))
    image[atlas.pixel] = places.point_m
    points, uv, face, _ = points_on_faces(atlas, patches, 20_000)
    some = ~atlas.charts.is_single[atlas.charts.of_face[face]]
    found = looked_up(image.reshape(atlas.height, atlas.width, 3), uv)[some]
    off = np.linalg.norm(found - points[some], axis=1)
    assert np.quantile(off, 0.9) < 0.02
    assert off.max() < 0.09


def test_texels_lie_no_farther_apart_than_wished(room) -> None:
    """Along slim parts, which only the ring has, twice as far."""
    _, _, atlas = room
    extent_m = atlas.charts.extent_m
    slim = extent_m.min(axis=1) < SLIM * atlas.texel_m
    assert atlas.step_m[~slim].max() <= atlas.texel_m + 1e-9
    along = atlas.step_m[slim, extent_m[slim].argmax(axis=1)]
    across = atlas.step_m[slim, extent_m[slim].argmin(axis=1)]
    assert along.max(initial=0.0) <= SLIM_TIMES * atlas.texel_m + 1e-9
    assert across.max(initial=0.0) <= atlas.texel_m + 1e-9


def test_texels_lie_on_their_surface(room) -> None:
    """Points of used texels are within a hair of the mesh (trimesh's nearest points)."""
    _, patches, atlas = room
    places = texel_places(atlas, patches)
    mesh = trimesh.Trimesh(patches.vertices_m, patches.triangles, process=False)
    points = places.point_m[places.used]
    step = max(1, len(points) // 300)
    _, distance, _ = trimesh.proximity.closest_point_naive(mesh, points[::step])
    assert distance.max() < 1e-6
    np.testing.assert_allclose(np.linalg.norm(places.normal, axis=1), 1.0, atol=1e-9)


def test_sheets_have_texels_on_both_sides() -> None:
    surfaces = ROOMS["sheet"]
    patches = cut_patches(surfaces, patch_size_m=0.22, patch_limit=60_000)
    atlas = unwrapped(patches, surfaces)
    places = texel_places(atlas, patches)
    on_sheet = (np.abs(places.point_m[:, 2] - 1.0) < 1e-9) & (np.abs(places.normal[:, 2]) > 0.9)
    assert (places.normal[on_sheet, 2] > 0).sum() == (places.normal[on_sheet, 2] < 0).sum() == 21 * 21


def test_a_box_has_the_texels_of_its_faces() -> None:
    """5 x 4 x 2.7 m at 5 cm, with texels on both edges: two of 101 x 81, two of 101 x 55, two of 81 x 55."""
    surfaces = ROOMS["box"]
    atlas = unwrapped(cut_patches(surfaces, patch_size_m=0.22, patch_limit=60_000), surfaces)
    assert atlas.count == 2 * (101 * 81 + 101 * 55 + 81 * 55)
    assert atlas.width * atlas.height < 1.15 * atlas.count


def test_texels_grow_where_there_would_be_too_many() -> None:
    surfaces = ROOMS["furnished"]
    patches = cut_patches(surfaces, patch_size_m=0.22, patch_limit=60_000)
    atlas = unwrapped(patches, surfaces, texel_limit=4000)
    assert atlas.count <= 4000
    assert atlas.texel_m > 0.1


def test_a_room_in_too_many_pieces_is_refused_in_words() -> None:
    surfaces = ROOMS["furnished"]
    patches = cut_patches(surfaces, patch_size_m=0.22, patch_limit=60_000)
    with pytest.raises(UnsoundInput) as refusal:
        unwrapped(patches, surfaces, texel_limit=2)
    (problem,) = refusal.value.problems
    assert problem.code == "TOO_MANY_PIECES"


@pytest.mark.parametrize("seed", range(5))
def test_packed_rectangles_do_not_overlap(seed: int) -> None:
    random = np.random.default_rng(seed)
    columns, rows = random.integers(1, 40, (2, 150))
    packing = packed(columns, rows)
    wide, high = np.where(packing.turned, (rows, columns), (columns, rows))
    image = np.zeros((packing.height, packing.width), int)
    for x, y, w, h in zip(packing.x, packing.y, wide, high, strict=True):
        image[y : y + h, x : x + w] += 1
    assert image.max() == 1
    assert image.sum() == (columns * rows).sum()


def test_nothing_at_all_is_an_empty_atlas() -> None:
    patches = cut_patches((), patch_size_m=0.22, patch_limit=60_000)
    assert unwrapped(patches, ()).count == 0
