"""Other reflectances are seen: a repainted room looks and measures as one that was painted so at first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gltf_brdf import reflected_in_all, reflected_towards
from hand_made import box_room, hang, lambertian, scene, square

from assets.material import Appearance, Material, Texture
from assets.reflectance import triangle_reflectance
from render.options import NORMAL
from render.picture import take_picture
from render.relight import with_reflectance
from render.simulate import simulate
from scenes.paint import as_it_is, painted
from scenes.scene import LitSurface, SurfaceKind, View

QUICK = replace(NORMAL, patch_size_m=0.25, emission_rays=1 << 16, gather_rays=64, transport_rays=128)
DOWN = View("down", (2, 2, 2.6), (2.01, 2, 0), 25, (96, 64))
CORNERS = np.array([[1, 1, 0.4], [3, 1, 0.4], [3, 3, 0.4], [1, 3, 0.4]], float)
TRIANGLES = np.array([[0, 1, 2], [0, 2, 3]])


def checks() -> Appearance:
    """Squares of 5 cm, orange and pale by turns, on a sheet of 2 m."""
    pale, orange = np.array([200, 190, 170], np.uint8), np.array([190, 90, 30], np.uint8)
    row, column = np.indices((4, 4))
    pixels = np.where(((row + column) % 2 == 0)[..., None], pale, orange).astype(np.uint8)
    uv = 10 * np.array([[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 1]]], np.float32)
    return Appearance(
        (Material("checks", base_colour=Texture(np.kron(pixels, np.ones((16, 16, 1), np.uint8)))),),
        np.zeros(2, np.int64),
        uv,
        np.zeros((2, 3, 3), np.float32),
        np.ones((2, 3), np.float32),
    )


def lit(sheet):
    lamps = [hang(lambertian(700), (2, 2, 2.79), opening=square(0.4))]
    return simulate(
        replace(
            scene((*box_room(4, 4, 2.8, floor=0.3, walls=0.5, ceiling=0.7), sheet), lamps), views=(DOWN,)
        ),
        QUICK,
    )


def sheet_of(found):
    return LitSurface(
        "furniture:0:sheet",
        SurfaceKind.FURNITURE,
        CORNERS,
        TRIANGLES,
        found.reflectance_rgb,
        appearance=found.appearance,
        triangle_reflectance=found.each,
    )


def shown(field):
    """Reflectance that the picture shows in the mean, three channels, of light without a colour."""
    picture = take_picture(field, None, sky=None)
    return (picture.luminance_cd_m2 * np.pi).mean(axis=(0, 1)) / picture.illuminance_lx.mean()


def test_a_repainted_sheet_is_one_that_was_painted_so():
    first = lit(sheet_of(as_it_is(checks(), CORNERS, TRIANGLES)))
    wanted = (0.45, 0.22, 0.12)
    table = np.array([surface.reflectance_rgb for surface in first.scene.surfaces])
    table[-1] = wanted
    repainted = with_reflectance(first, table)
    sheet = repainted.scene.surfaces[-1]
    assert sheet.reflectance_rgb == pytest.approx(wanted, abs=1e-5)
    assert sheet.appearance is not None
    assert triangle_reflectance(sheet.appearance).mean(axis=0) == pytest.approx(wanted, abs=1e-5)
    again = lit(sheet_of(painted(checks(), CORNERS, TRIANGLES, wanted, as_colour=True)))
    for ours, theirs in zip(repainted.planes, again.planes, strict=True):
        assert ours.indirect_lx == pytest.approx(theirs.indirect_lx, rel=1e-5)
    pictures = [take_picture(field, None, sky=None).luminance_cd_m2 for field in (repainted, again)]
    assert pictures[0] == pytest.approx(pictures[1], rel=1e-3, abs=1e-3)
    # the texture is seen, and it is as light as it was stated to be
    assert np.ptp(pictures[0][..., 1]) > 0.2 * pictures[0][..., 1].mean()
    assert shown(repainted) / shown(repainted)[1] == pytest.approx(np.array(wanted) / wanted[1], rel=0.05)
    others = zip(first.scene.surfaces[:-1], repainted.scene.surfaces[:-1], strict=True)
    assert all(old is new for old, new in others)


@pytest.mark.parametrize("reflectance", [0.15, 0.4, 0.6])
def test_pictures_show_the_reflectance_that_is_stated(reflectance):
    found = painted(checks(), CORNERS, TRIANGLES, (reflectance,) * 3, as_colour=False)
    rgb = shown(lit(sheet_of(found)))
    # the mean base that reflects so much in all, seen from above
    black, white = (reflected_in_all(base=base, roughness=1.0, metallic=0.0) for base in (0.0, 1.0))
    base = (reflectance - black) / (white - black)
    wanted = reflected_towards(0.99, base=base, roughness=1.0, metallic=0.0)[0]
    assert rgb @ (0.2126, 0.7152, 0.0722) == pytest.approx(wanted, rel=0.01, abs=0.003)
    assert rgb[0] > 1.3 * rgb[2]
