"""Pictures of what is lit through glass: the floor below a glass table, and behind glass before a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from glazed import glass_sheet, level, looks, of_pane
from hand_made import box_room, hang, isotropic, lambertian, scene, square

from assets.material import AlphaMode, Material
from render.options import DRAFT, NORMAL
from render.picture import take_picture
from render.pictures.glow import Sky
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind, View

QUICK = replace(NORMAL, patch_size_m=0.2, emission_rays=1 << 17, gather_rays=64, transport_rays=128)
BELOW = View("below", (2, 0.2, 0.45), (2, 2.6, 0.0), 50, (96, 64))  # looks at the floor from below the table
BLACK = {"floor": 0.5, "walls": 0.0, "ceiling": 0.0}
EVEN = Sky((100.0, 100.0, 100.0), (100.0, 100.0, 100.0), (100.0, 100.0, 100.0))


def seen(surfaces, lamp, options, sky=None, view=BELOW):
    field = simulate(replace(scene(surfaces, [lamp]), views=(view,)), options)
    return take_picture(field, None, sky=sky).luminance_cd_m2


@pytest.mark.parametrize("options", [QUICK, replace(DRAFT, emission_rays=1 << 18)], ids=["normal", "draft"])
@pytest.mark.parametrize(
    ("material", "share"),
    [
        (Material("clear", roughness=0.0, transmission=1.0), of_pane(12)),
        (Material("grey", (0.5,) * 3, roughness=0.0, transmission=1.0), 0.5 * of_pane(12)),
        (Material("veil", alpha_mode=AlphaMode.BLEND, opacity=0.5, ior=1.0), 0.5),
        (Material("wood", ior=1.0), 0.0),
    ],
    ids=lambda one: one.name if isinstance(one, Material) else "",
)
def test_the_floor_below_a_glass_table_is_lit(options, material, share):
    room = box_room(4, 4, 2.8, **BLACK)
    lamp = hang(lambertian(500), (2, 2, 2.5), opening=square(0.3))
    top = replace(level("top", (0.05, 0.05), (3.95, 3.95), 0.8, material), reflectance_rgb=(0.0,) * 3)
    with_top, without = (seen(some, lamp, options)[32:56, 24:72].mean() for some in ((*room, top), room))
    # light that glass throws back and forth above the floor adds a little
    assert with_top / without == pytest.approx(share, abs=0.025)


def test_no_noise_comes_with_glass():
    """The light below a sheet that covers the whole room is as smooth as without it."""
    room = box_room(4, 4, 2.8, **BLACK)
    lamp = hang(isotropic(1000), (2, 2, 2.5))
    top = level("top", (0.05, 0.05), (3.95, 3.95), 0.8)
    with_top, without = (seen(some, lamp, QUICK)[32:56, 24:72].mean(axis=2) for some in ((*room, top), room))
    ratio = with_top / without
    assert ratio.std() / ratio.mean() < 0.005


def test_the_sky_lights_a_room_through_glass_before_the_window():
    air = looks(Material("air", roughness=0.0, ior=1.0, transmission=1.0))
    corners = np.array([(1.8, 3.999, 1.2), (2.2, 3.999, 1.2), (2.2, 3.999, 1.6), (1.8, 3.999, 1.6)])
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    window = LitSurface(
        "window", SurfaceKind.WINDOW, corners, triangles, (0.0,) * 3, transmittance=1.0, appearance=air
    )
    before = [(0.01, 3.5, 0.01), (3.99, 3.5, 0.01), (3.99, 3.5, 2.79), (0.01, 3.5, 2.79)]
    room = (*box_room(4, 4, 2.8, **BLACK), window)
    eye = View("eye", (2, 0.3, 0.4), (2, 1.4, 0.0), 30, (96, 64))
    off = hang(isotropic(1e-9), (0.3, 0.3, 2))
    found = [
        seen(some, off, QUICK, EVEN, eye)[32:56, 24:72].mean()
        for some in ((*room, glass_sheet("glass", before)), room)
    ]
    angle = np.degrees(np.arctan(1.4 / 2.6))
    assert found[0] / found[1] == pytest.approx(of_pane(angle), abs=0.01)
