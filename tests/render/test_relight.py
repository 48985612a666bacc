"""Luminaires and paint change: only that is worked out anew, and the numbers are those of a fresh start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import box_room, hang, isotropic, lambertian, probes, rotation_z, scene, square

from assets.body import Body, BodyMaterial
from assets.photometry import LuminousIntensityDistribution
from kit.errors import UnsoundInput
from render.measures import measure
from render.options import DRAFT
from render.relight import refreshed, with_luminaires, with_reflectance
from render.simulate import simulate
from scenes.scene import SceneWeight

ROOM = box_room(4, 3, 2.6, floor=0.4, walls=0.6, ceiling=0.8)
POINTS = probes([(1, 1, 0.75), (3, 2, 0.75), (2, 1.5, 2.6)], [(0, 0, 1), (0, 0, 1), (0, 0, -1)])
QUICK = replace(DRAFT, patch_size_m=0.4, gather_rays=128, lit_points=64, emission_rays=1 << 13)


def lit(lamps, surfaces=ROOM):
    return simulate(scene(surfaces, lamps, [POINTS]), QUICK)


def weights_of(lamps):
    return {None: {lamp.id: SceneWeight(lamp.dimming, lamp.cct_k) for lamp in lamps}}


def illuminance(field):
    return np.array(measure(field, discretisation=False)["planes"][0]["illuminance_lx"])


def changed(field, lamps):
    return with_luminaires(field, lamps, weights_of(lamps))


def with_blade(lamp, angle_deg=0.0):
    """The lamp with a blade below it, whose first three vertices lie on the axis that it turns about."""
    corners = np.array([[0, 0, -0.4], [0, 0, 0], [0, 0, 0.4], [0.5, 0, -0.4], [0.5, 0, 0.4]])
    triangles = np.array([[0, 3, 4], [0, 4, 2]])
    material = BodyMaterial("tin", (0.5, 0.5, 0.5), glows=False)
    body = Body(corners, triangles, np.zeros(2, np.int64), (material,))
    place = lamp.scene_from_photometry[:3, 3] + np.array([0, 0, -0.6])
    turned = corners @ rotation_z(angle_deg).T + place
    return replace(lamp, luminaire=replace(lamp.luminaire, body=body), body_vertices_m=turned)


LEFT = hang(lambertian(300), (1, 1.5, 2.4), opening=square(0.3), id="left")
RIGHT = hang(isotropic(800), (3, 1.5, 1.8), id="right")


def test_a_moved_luminaire_is_as_from_a_fresh_start():
    moved = hang(lambertian(300), (1.7, 1.1, 2.3), opening=square(0.3), id="left")
    field = changed(lit([LEFT, RIGHT]), [moved, RIGHT])
    assert illuminance(field) == pytest.approx(illuminance(lit([moved, RIGHT])), rel=1e-5)
    assert field.stale == ()


def test_luminaires_may_come_go_and_change_places():
    third = hang(isotropic(200), (2, 1, 1), id="third")
    field = lit([LEFT, RIGHT])
    for lamps in ([LEFT, RIGHT, third], [RIGHT], [RIGHT, LEFT], []):
        field = changed(field, lamps)
        assert illuminance(field) == pytest.approx(illuminance(lit(lamps)), rel=1e-5)


def test_the_same_candelas_at_other_angles_are_another_luminaire():
    c, ones = np.array([0.0, 360.0]), np.full((2, 3), 100.0)
    down = LuminousIntensityDistribution(c, np.array([0.0, 45.0, 90.0]), ones)
    everywhere = LuminousIntensityDistribution(c, np.array([0.0, 90.0, 180.0]), ones)
    one, other = (hang(table, (2, 1.5, 2.0)) for table in (down, everywhere))
    assert illuminance(changed(lit([one]), [other])) == pytest.approx(illuminance(lit([other])), rel=1e-5)


def test_columns_in_the_shadow_of_a_moved_body_are_stale_until_refreshed():
    bladed, turned = with_blade(LEFT), with_blade(LEFT, 90.0)
    field = changed(lit([bladed, RIGHT]), [turned, RIGHT])
    assert field.stale == ("left", "right") or field.stale == ("right",)
    fresh = refreshed(field)
    assert fresh.stale == ()
    assert illuminance(fresh) == pytest.approx(illuminance(lit([turned, RIGHT])), rel=1e-5)
    assert changed(field, [turned]).stale in ((), ("left",))


def test_other_paint_is_as_from_a_fresh_start():
    brighter = box_room(4, 3, 2.6, floor=0.6, walls=(0.7, 0.5, 0.4), ceiling=0.8)
    table = np.array([surface.reflectance_rgb for surface in brighter])
    field = with_reflectance(lit([LEFT, RIGHT]), table)
    assert illuminance(field) == pytest.approx(illuminance(lit([LEFT, RIGHT], brighter)), rel=1e-4)


def test_what_cannot_be_lit_is_refused_here_too():
    field = lit([LEFT])
    broken = replace(LEFT, scene_from_photometry=np.full((4, 4), np.nan))
    with pytest.raises(UnsoundInput):
        changed(field, [broken])
    with pytest.raises(UnsoundInput) as refused:
        changed(field, [replace(LEFT, id=f"lamp {k}") for k in range(200_000)])
    assert "GB" in str(refused.value)
