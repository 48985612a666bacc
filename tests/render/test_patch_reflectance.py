"""Surfaces whose triangles reflect differently: every patch has its own, and no light is lost or made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, probes, scene

from assets.modelling import rounded_box
from kit.errors import UnsoundInput
from render.lightable import require_lightable
from render.measures import measure
from render.options import DRAFT
from render.patch_reflectance import patch_reflectance
from render.patches import cut_patches
from render.relight import with_reflectance
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind

RGB_WEIGHTS = np.array([0.2126, 0.7152, 0.0722])  # of luminance, IEC 61966-2-1


def varied(surface, table):
    """A surface whose triangles reflect `table`, with their mean by area."""
    corners = surface.vertices_m[surface.triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    r, g, b = (float(value) for value in area @ table / area.sum())
    return replace(surface, reflectance_rgb=(r, g, b), triangle_reflectance=table)


def striped_floor(width=4.0, depth=5.0, height=2.7, stripes=(0.1, 0.8)):
    """A room whose floor is dark for x < 2 and light beyond, as one surface and as two."""
    rest = box_room(width, depth, height, floor=0.2, walls=0.5, ceiling=0.7)[1:]
    points = np.array([[x, y, 0.0] for x in (0, width / 2, width) for y in (0, depth)])
    triangles = np.array([[0, 2, 1], [1, 2, 3], [2, 4, 3], [3, 4, 5]])
    table = np.repeat(np.repeat(np.array(stripes), 2)[:, None], 3, axis=1)
    whole = LitSurface("floor", SurfaceKind.FLOOR, points, triangles, (0.45, 0.45, 0.45))
    halves = tuple(
        LitSurface(f"floor{k}", SurfaceKind.FLOOR, points, triangles[2 * k : 2 * k + 2], (stripes[k],) * 3)
        for k in (0, 1)
    )
    return (varied(whole, table), *rest), (*halves, *rest)


def test_a_plane_has_the_reflectance_of_what_lies_beneath():
    one, _ = striped_floor()
    patches = cut_patches(one, patch_size_m=0.25, patch_limit=5000)
    found = patch_reflectance(one, patches)[patches.surface == 0, 0]
    pieces = patches.fragments
    centre = np.add.reduceat(
        (pieces.corner_m + (pieces.edge1_m + pieces.edge2_m) / np.where(pieces.is_triangle, 3, 2)[:, None])
        * pieces.area_m2[:, None],
        pieces.first[:-1],
    )
    x = (centre / np.add.reduceat(pieces.area_m2, pieces.first[:-1])[:, None])[patches.surface == 0, 0]
    assert found[x < 1.85] == pytest.approx(0.1)
    assert found[x > 2.15] == pytest.approx(0.8)
    assert patch_reflectance(one, patches)[patches.surface == 1, 0] == pytest.approx(0.7)


def test_small_triangles_give_patches_their_mean_by_area():
    solid = rounded_box((0.6, 0.4, 0.5), 0.1, 6)
    body = LitSurface("furniture:0:box", SurfaceKind.FURNITURE, solid.vertices_m, solid.triangles, (0.0,) * 3)
    table = np.random.default_rng(2).uniform(0.1, 0.9, (len(body.triangles), 3))
    body = varied(body, table)
    patches = cut_patches((body,), patch_size_m=0.1, patch_limit=5000)
    found = patch_reflectance((body,), patches)
    assert found.shape == (patches.count, 3)
    assert found.min() >= 0.1
    assert found.max() <= 0.9
    mean = patches.area_m2 @ found / patches.area_m2.sum()
    assert mean == pytest.approx(body.reflectance_rgb, abs=0.03)


def test_one_surface_of_two_reflectances_is_as_two_surfaces_of_one():
    lamp = hang(isotropic(1000.0), (1.2, 2.5, 2.0))
    plane = probes([(x, 2.5, 0.8) for x in (0.5, 1.5, 2.5, 3.5)])
    calm = replace(DRAFT, patch_size_m=0.5, emission_rays=1 << 20)
    one, two = (measure(simulate(scene(room, (lamp,), (plane,)), calm)) for room in striped_floor())
    error = np.hypot(one["planes"][0]["standard_error_lx"], two["planes"][0]["standard_error_lx"])
    light = np.array(two["planes"][0]["illuminance_lx"])
    assert (np.abs(np.array(one["planes"][0]["illuminance_lx"]) - light) < 5 * error + 0.01 * light).all()
    floor, halves = one["surfaces"][0], two["surfaces"][:2]
    area = np.array([half["area_m2"] for half in halves])
    for key in ("mean_illuminance_lx", "mean_luminance_cd_m2"):
        wanted = area @ [half[key] for half in halves] / area.sum()
        assert floor[key] == pytest.approx(wanted, rel=0.02)
    lightest = max(half["max_luminance_cd_m2"] for half in halves)
    assert floor["max_luminance_cd_m2"] == pytest.approx(lightest, rel=0.1)


@pytest.mark.parametrize("coloured", [False, True])
def test_the_energy_balance_holds_where_triangles_differ(coloured):
    shell = box_room(4, 4, 3, floor=0.3, walls=0.6, ceiling=0.8)
    box = block("furniture:0:b", (1.2, 1.4, 0.0), (2.4, 2.2, 0.9), 0.5)
    table = np.random.default_rng(4).uniform(0.0, 0.9, (len(box.triangles), 3))
    if not coloured:
        table[:, 1:] = table[:, :1]
    lamp = hang(isotropic(1500.0), (3.0, 3.0, 2.0))
    document = measure(simulate(scene((*shell, varied(box, table)), (lamp,)), DRAFT))
    assert document["energy_balance"] == pytest.approx(1.0, abs=0.005)


def test_alike_triangles_are_as_one_reflectance():
    shell = box_room(4, 4, 3, floor=0.3, walls=0.6, ceiling=0.8)
    box = block("furniture:0:b", (1.2, 1.4, 0.0), (2.4, 2.2, 0.9), 0.5)
    lamp, plane = hang(isotropic(1500.0), (3.0, 3.0, 2.0)), probes([(0.5, 0.5, 0.8)])
    alike = replace(box, triangle_reflectance=np.full((len(box.triangles), 3), 0.5))
    one, two = (measure(simulate(scene((*shell, piece), (lamp,), (plane,)), DRAFT)) for piece in (box, alike))
    assert one["planes"][0]["illuminance_lx"] == pytest.approx(two["planes"][0]["illuminance_lx"])
    assert one["surfaces"][-1]["mean_luminance_cd_m2"] == pytest.approx(
        two["surfaces"][-1]["mean_luminance_cd_m2"]
    )


def test_repainting_moves_all_triangles_by_as_much():
    one, _ = striped_floor(stripes=(0.1, 0.6))
    field = simulate(scene(one, (hang(isotropic(1000.0), (1.2, 2.5, 2.0)),)), DRAFT)
    table = np.array([surface.reflectance_rgb for surface in one])
    table[0] += 0.05
    floor = with_reflectance(field, table).scene.surfaces[0]
    assert floor.triangle_reflectance[:, 0] == pytest.approx([0.15, 0.15, 0.65, 0.65])
    assert RGB_WEIGHTS @ floor.reflectance_rgb == pytest.approx(0.40)


def test_reflectances_beyond_one_are_told():
    one, _ = striped_floor(stripes=(0.1, 1.2))
    with pytest.raises(UnsoundInput, match="0 to 1"):
        require_lightable(scene(one))
