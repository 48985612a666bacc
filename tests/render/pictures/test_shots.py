"""What is seen in mirrors, behind glass and through holes, and that luminaires add up to the picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gltf_brdf import reflected_in_all, reflected_towards
from hand_made import box_room, hang, isotropic, lambertian, scene, square

from assets.material import AlphaMode, Appearance, Material, Texture
from assets.reflectance import triangle_reflectance
from render.display import displayed
from render.exposure import exposure_ev
from render.mixing import column_weights
from render.options import NORMAL
from render.picture import SKY, take_layers, take_picture
from render.pictures.glow import DUSK, Sky
from render.pictures.layers import LivePicture, expose_layers
from render.pictures.lens import Lens
from render.pictures.shot import Shot
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind, View

QUICK = replace(NORMAL, patch_size_m=0.25, emission_rays=1 << 16, gather_rays=64, transport_rays=128)
SIZE = (96, 64)


def look(material, count=2, uv=None):
    """All triangles of one material."""
    return Appearance(
        (material,),
        np.zeros(count, np.int64),
        np.zeros((count, 3, 2), np.float32) if uv is None else uv,
        np.zeros((count, 3, 3), np.float32),
        np.ones((count, 3), np.float32),
    )


def sheet(name, corners, reflectance=0.5, kind=SurfaceKind.FURNITURE, **more):
    """Four corners as a sheet."""
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    return LitSurface(name, kind, np.array(corners, float), triangles, (reflectance,) * 3, **more)


def room(*more, walls=0.5, floor=0.3):
    return (*box_room(4, 4, 2.8, floor=floor, walls=walls, ceiling=0.7), *more)


def solved(surfaces, view, lamps=None, options=QUICK, **more):
    lamps = [hang(lambertian(700), (2, 2, 2.79), opening=square(0.4))] if lamps is None else lamps
    return simulate(replace(scene(surfaces, lamps, **more), views=(view,)), options)


def with_look(surfaces, name, material):
    return tuple(replace(s, appearance=look(material)) if s.name == name else s for s in surfaces)


FRONT = View("front", (2, 0.5, 1.4), (2, 4, 1.4), 60, SIZE)
MIRROR = Material("mirror", metallic=1.0, roughness=0.0)


def test_a_mirror_shows_the_room_as_a_camera_behind_it_would():
    wall = "wall:2"  # at y = 4
    made = with_look(room(), wall, MIRROR)
    seen = take_picture(solved(made, FRONT), None, sky=None).luminance_cd_m2
    # the same light, seen from the mirrored place behind the wall, which is left out of the way by looking on
    # from just before it: rays of both cameras run along the same lines, columns mirrored
    back = View("back", (2, 3.999, 1.4), (2, 0, 1.4), 60, SIZE)
    direct = take_picture(solved(made, back), None, sky=None).luminance_cd_m2
    # far wall of both: y = 0, at 7.5 m through the mirror and at 4 m directly
    far, near = seen[28:36, 44:52].mean(), direct[30:34, 46:50].mean()
    assert far == pytest.approx(near, rel=0.03)


def test_mirrors_that_face_mirrors_end():
    made = with_look(with_look(room(), "wall:2", MIRROR), "wall:0", MIRROR)
    picture = take_picture(solved(made, FRONT), None, sky=None)
    assert np.isfinite(picture.luminance_cd_m2).all()
    assert picture.luminance_cd_m2[:, 40:56].mean() > 0


def test_a_mirror_that_fills_the_picture_shows_the_same_as_from_afar():
    """Nothing that is seen first is lit by itself then: what is reflected must not get the mirror's light."""
    made = with_look(room(), "wall:2", MIRROR)
    close = View("close", (2, 3.2, 1.4), (2, 4, 1.4), 30, SIZE)
    seen = take_picture(solved(made, close), None, sky=None).luminance_cd_m2[28:36, 44:52].mean()
    straight = View("straight", (2, 3.2, 1.4), (2, 0, 1.4), 10, SIZE)
    direct = take_picture(solved(made, straight), None, sky=None).luminance_cd_m2[28:36, 44:52].mean()
    assert seen == pytest.approx(direct, rel=0.03)


def test_far_stripes_become_their_mean_instead_of_flickering():
    stripes = np.zeros((256, 256, 3), np.uint8)
    stripes[:, ::2] = 255
    corners = [(0.5, 3.9, 0.3), (3.5, 3.9, 0.3), (3.5, 3.9, 2.5), (0.5, 3.9, 2.5)]
    at = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float32)
    uv = at[np.array([[0, 1, 2], [0, 2, 3]])]
    seen = []
    for looked in (
        Material("stripes", ior=1.0, base_colour=Texture(stripes)),
        Material("grey", (0.5,) * 3, ior=1.0),
    ):
        board = sheet("board", corners, appearance=look(looked, uv=uv))
        picture = take_picture(solved(room(board), FRONT), None, sky=None).luminance_cd_m2
        seen.append(picture[26:38, 34:62].mean(axis=2))
    # 85 stripes to the metre, a pixel is 4 cm wide
    assert seen[0] == pytest.approx(seen[1], rel=0.03)


PANE = [(0.5, 3.9, 0.3), (3.5, 3.9, 0.3), (3.5, 3.9, 2.5), (0.5, 3.9, 2.5)]


def test_the_sky_is_seen_through_a_window_as_far_as_the_pane_lets_it():
    even = Sky((3.0, 4.0, 5.0), (3.0, 4.0, 5.0), (3.0, 4.0, 5.0))
    window = sheet("window", PANE, 0.1, SurfaceKind.WINDOW, transmittance=0.9)
    dark = solved(room(window, walls=0.0, floor=0.0), FRONT, lamps=[hang(isotropic(1e-6), (2, 2, 2))])
    shown = take_picture(dark, None, sky=even).luminance_cd_m2[32, 48]
    assert shown == pytest.approx(np.array([3.0, 4.0, 5.0]) * 0.9, rel=1e-3)
    assert take_picture(dark, None, sky=None).luminance_cd_m2[32, 48] == pytest.approx(np.zeros(3), abs=1e-6)


def test_a_clear_pane_takes_eight_per_cent_of_what_a_hole_shows_and_a_veil_its_share():
    across = [(0.5, 2.0, 0.3), (3.5, 2.0, 0.3), (3.5, 2.0, 2.5), (0.5, 2.0, 2.5)]
    hole = Material("hole", alpha_mode=AlphaMode.MASK, opacity=0.2)
    clear = Material("glass", roughness=0.0, transmission=1.0)
    veil = Material("veil", base_colour_rgb=(0, 0, 0), alpha_mode=AlphaMode.BLEND, opacity=0.25, ior=1.0)
    forwards = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # none of its light falls on the pane
    lamps = [hang(lambertian(700), (2, 2.2, 2.6), opening=square(0.3), rotation=forwards)]
    seen = []
    for material in (hole, clear, veil):
        # all but the wall behind it is black, and that is dark: nothing is seen in the pane or thrown back
        made = room(sheet("sheet", across, 0.0, appearance=look(material)))
        shown = [replace(s, reflectance_rgb=(0.05 * (s.name == "wall:2"),) * 3) for s in made]
        field = solved(tuple(shown), FRONT, lamps, replace(QUICK, pixel_samples=64))
        seen.append(take_picture(field, None, sky=None).luminance_cd_m2[20:44, 30:66].mean())
    assert seen[1] / seen[0] == pytest.approx(1 - 0.08 / 1.04, rel=0.01)
    assert seen[2] / seen[0] == pytest.approx(0.75, rel=0.01)


def test_a_texture_lies_on_its_surface_the_right_way_round():
    pixels = np.zeros((2, 2, 3), np.uint8)
    pixels[0, 0], pixels[0, 1], pixels[1, 0] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    corners = [(0.5, 3.9, 0.3), (3.5, 3.9, 0.3), (3.5, 3.9, 2.5), (0.5, 3.9, 2.5)]
    at = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float32)  # v runs down the image
    uv = at[np.array([[0, 1, 2], [0, 2, 3]])]
    board = sheet(
        "board", corners, appearance=look(Material("board", ior=1.0, base_colour=Texture(pixels)), uv=uv)
    )
    seen = take_picture(solved(room(board), FRONT), None, sky=None).luminance_cd_m2
    rows, columns = SIZE[1], SIZE[0]
    for name, row, column, channel in (
        ("upper left", 0.35, 0.3, 0),
        ("upper right", 0.35, 0.7, 1),
        ("lower", 0.62, 0.3, 2),
    ):
        found = seen[int(row * rows), int(column * columns)]
        assert int(np.argmax(found)) == channel, name


def test_layers_add_up_to_the_picture_and_a_live_picture_shows_the_same():
    lamps = [
        hang(lambertian(700), (1.2, 2, 2.79), opening=square(0.4), id="a"),
        hang(isotropic(900), (3, 2.5, 1.5), opening=square(0.1), id="b"),
    ]
    window = sheet("window", PANE, 0.1, SurfaceKind.WINDOW, transmittance=0.9)
    field = solved(room(window), FRONT, lamps, scenes={"dim": {"a": 0.3, "b": 0.8}})
    whole = take_picture(field, None, "dim")
    picture, layers = take_layers(field, None, "dim")
    assert set(layers) == {"a", "b", SKY}
    assert sum(layers.values()) == pytest.approx(picture.luminance_cd_m2, rel=1e-6)
    assert picture.luminance_cd_m2 == pytest.approx(whole.luminance_cd_m2, rel=2e-4, abs=1e-4)
    live = LivePicture(expose_layers(Shot(field, Lens(FRONT), DUSK)))
    shown = live.shown(column_weights(field.scene, "dim"), exposure_ev(field), whole.white)
    expected = displayed(whole.luminance_cd_m2, exposure_ev(field), whole.white) * 255
    assert np.abs(shown - expected).max() <= 1.0


def test_a_panorama_looks_where_cameras_look():
    field = solved(room(), View("middle", (2, 2, 1.4), (4, 2, 1.4), 90, (128, 64)))
    panorama = take_picture(field, None, sky=None, panorama=True).luminance_cd_m2
    assert panorama.shape == (64, 128, 3)
    for column, target in ((64, (4, 2, 1.4)), (32, (2, 4, 1.4)), (96, (2, 0, 1.4))):  # left is +y
        view = View("one", (2, 2, 1.4), target, 20, (32, 32))
        straight = take_picture(solved(room(), view), None, sky=None).luminance_cd_m2[12:20, 12:20].mean()
        assert panorama[31:33, column - 1 : column + 1].mean() == pytest.approx(straight, rel=0.05)
    floor = View("down", (2, 2, 1.4), (2, 2.001, 0), 20, (32, 32))
    straight = take_picture(solved(room(), floor), None, sky=None).luminance_cd_m2[12:20, 12:20].mean()
    assert panorama[62:].mean() == pytest.approx(straight, rel=0.08)


def test_rooms_and_cameras_that_nobody_would_want_still_give_a_picture():
    inside = View("inside", (2, 4.5, 1.4), (2, 8, 1.4), 60, SIZE)  # behind a wall, looking away
    nothing = take_picture(solved(room(), inside), None, sky=None)
    assert nothing.luminance_cd_m2.max() == 0
    assert np.isnan(nothing.illuminance_lx).all()
    black = solved(room(walls=0.0, floor=0.0), FRONT, scenes={"off": {}})
    for name in (None, "off"):
        assert np.isfinite(take_picture(black, None, name, sky=None).luminance_cd_m2).all()
    assert take_picture(black, None, "off", sky=None).luminance_cd_m2.max() == 0
    unlit = solved(room(), FRONT, lamps=[])
    assert take_picture(unlit, None, sky=None).luminance_cd_m2.max() == 0


@pytest.mark.parametrize(
    "material",
    [
        Material("plaster", (0.8, 0.8, 0.8), roughness=1.0),
        Material("rough metal", (0.8, 0.8, 0.8), metallic=1.0, roughness=0.9),
        Material("mixed", (0.6, 0.6, 0.6), metallic=0.5, roughness=0.7),
    ],
    ids=lambda material: material.name,
)
def test_rough_materials_show_what_numbers_say_they_reflect(material):
    down = View("down", (2, 2, 2.6), (2.01, 2, 0), 40, SIZE)
    surfaces = with_look(room(), "floor", material)
    values = {"roughness": material.roughness, "metallic": material.metallic}
    values["base"] = material.base_colour_rgb[1]
    picture = take_picture(solved(surfaces, down), None, sky=None)
    shown = picture.luminance_cd_m2[..., 1] * np.pi / picture.illuminance_lx
    # of light from all sides towards the eye; numbers have the mean of that over all eyes
    assert shown.mean() == pytest.approx(reflected_towards(0.98, **values)[0], abs=0.005)
    assert triangle_reflectance(look(material))[0, 1] == pytest.approx(reflected_in_all(**values), abs=7e-4)
