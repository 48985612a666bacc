"""Highlights of a lamp in gloss and glass beside their integrals: right everywhere, and without specks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from glazed import level, of_pane
from gltf_brdf import value
from hand_made import box_room, hang, lambertian, rotation_z, scene
from lamp_bodies import GLOW, disc, lamp_body, sheet

from assets.material import Material, Texture
from assets.photometry import LuminousOpening, OpeningShape
from render.options import NORMAL
from render.picture import take_picture
from render.pictures.lens import Lens
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind, View

RADIUS_M, LAMP_M = 0.12, np.array([2.0, 2.4, 1.6])
LUMINANCE = 1000 / (np.pi * RADIUS_M**2)  # of the disc, towards all sides
QUICK = replace(NORMAL, patch_size_m=0.5, emission_rays=1 << 14, gather_rays=32, transport_rays=32)
VIEW = View("gloss", (2.0, 0.8, 1.2), (2.0, 1.5, 0.4), 34.0, (96, 72))
LEVEL_M = 0.4


def picture(material, *, walls=0.0, uv=None):
    """What the camera sees of a level plate under a glowing disc, in a black room or not, green [cd/m2]."""
    body = lamp_body((disc(RADIUS_M), GLOW))
    lamp = hang(lambertian(1000), LAMP_M, opening=LuminousOpening(OpeningShape.DISC, (0.24, 0.24, 0.0)))
    luminaire = replace(lamp.luminaire, body=body)
    lamp = replace(lamp, luminaire=luminaire, body_vertices_m=body.vertices_m + LAMP_M)
    room = box_room(4, 4, 2.8, floor=0.0, walls=walls, ceiling=walls)
    plate = level("furniture:0:plate", (0.5, 0.5), (3.5, 3.5), LEVEL_M, material, uv=uv)
    made = replace(scene((*room, plate), [lamp]), views=(VIEW,))
    return take_picture(simulate(made, QUICK), None, sky=None).luminance_cd_m2[..., 1]


def seen():
    """Points of the plate that pixels' middles see [m], and unit directions back to the eye."""
    from render.device import mitsuba

    mi = mitsuba()
    width, height = VIEW.size_px
    x, y = (grid.ravel() + 0.5 for grid in np.meshgrid(np.arange(width), np.arange(height)))
    origin, direction = Lens(VIEW).rays(mi.Float(x), mi.Float(y))
    towards = np.stack([axis.numpy() for axis in direction], axis=-1)
    eye = np.array([float(axis.numpy()[0]) for axis in origin])
    return eye + towards * ((LEVEL_M - eye[2]) / towards[:, 2])[:, None], -towards


def exact(roughness):
    """The highlight of the disc by quadrature over it, (row, column)."""
    points, back = seen()
    squared, weight = np.polynomial.legendre.leggauss(24)
    radius, turn = RADIUS_M * np.sqrt((squared + 1) / 2), (np.arange(48) + 0.5) / 48 * 2 * np.pi
    total = np.zeros(len(points))
    for r, w in zip(radius, weight / 2, strict=True):
        for angle in turn:
            path = LAMP_M + r * np.array([np.cos(angle), np.sin(angle), 0.0]) - points
            far = np.linalg.norm(path, axis=1)
            light, v = path[:, 2] / far, back[:, 2]
            vl = (path * back).sum(axis=1) / far
            brdf = value(v, light, vl, base=0.6, roughness=roughness, metallic=1.0)
            total += brdf * light**2 / far**2 * (w / len(turn))
    return (total * LUMINANCE * np.pi * RADIUS_M**2).reshape(VIEW.size_px[::-1])


@pytest.mark.parametrize(("roughness", "worst"), [(0.12, 1.5), (0.2, 0.25), (0.28, 0.1)])
def test_the_highlight_in_gloss_is_that_of_its_integral_without_specks(roughness, worst):
    gloss = Material("metal", (0.6, 0.6, 0.6), metallic=1.0, roughness=roughness)
    found, wanted = picture(gloss), exact(roughness)
    assert wanted.max() > 20 * np.median(wanted)  # it is in the picture
    assert found.mean() == pytest.approx(wanted.mean(), rel=0.03)
    off = np.abs(found - wanted) / np.maximum(wanted, 0.05 * wanted.max())
    assert np.mean(off) < 0.03
    assert off.max() < worst  # rays alone leave specks of 14 to 26 times the light


def test_a_lamp_in_a_clear_pane_is_as_bright_as_fresnel_says_in_every_pixel():
    found = picture(Material("pane", roughness=0.0, transmission=1.0))
    points, back = seen()
    meets = points + back * [-1, -1, 1] * ((LAMP_M[2] - LEVEL_M) / back[:, 2])[:, None]
    inside = np.linalg.norm((meets - LAMP_M)[:, :2], axis=1) < 0.8 * RADIUS_M
    assert inside.sum() > 40
    angle = np.degrees(np.arccos(back[inside, 2]))
    assert found.ravel()[inside] == pytest.approx(LUMINANCE * _mirrored(angle), rel=0.03)


def test_brushed_metal_has_no_specks_where_its_grain_is_a_little_smoother():
    grain = np.full((64, 64, 3), 255, np.uint8)
    grain[..., 1] = np.random.default_rng(1).integers(70, 90, (64, 64))  # a roughness of 0.27 to 0.35
    steel = Material("steel", (0.6, 0.6, 0.6), metallic=1.0, metallic_roughness=Texture(grain))
    corners = np.array([[0.0, 0.0], [8.0, 0.0], [8.0, 8.0], [0.0, 8.0]], np.float32)
    found = picture(steel, walls=0.7, uv=corners[[[0, 1, 2], [0, 2, 3]]])
    around = np.stack([np.roll(found, (i, j), (0, 1)) for i in (-2, 0, 2) for j in (-2, 0, 2)])
    shares = (found / np.median(around, axis=0))[2:-2, 2:-2]
    assert shares.min() > 0.65  # 0.48 where rays go on from some of the grain
    assert shares.max() < 1.45


def _mirrored(angle_deg):
    """What a clear pane mirrors: what it does not let through."""
    return 1 - of_pane(angle_deg)


def test_a_lamp_thinner_than_a_pixel_is_whole_in_a_window():
    """A window mirrors little of it, yet that is far more than what is behind: no dashes."""
    ends = np.array([(-0.8, -0.004), (-0.8, 0.004), (0.8, 0.004), (0.8, -0.004)])
    tube, case = (sheet([(x, y * wider, up) for x, y in ends]) for wider, up in ((1, 0.0), (6, 0.002)))
    body = lamp_body((tube, GLOW), (case, Material("case", (0.2, 0.2, 0.2))))
    opening = LuminousOpening(OpeningShape.RECTANGLE, (1.6, 0.008, 0.0))
    lamp = hang(lambertian(1000), LAMP_M, opening=opening)
    turned = LAMP_M + body.vertices_m @ rotation_z(4.0).T  # so that it crosses rows of pixels
    lamp = replace(lamp, luminaire=replace(lamp.luminaire, body=body), body_vertices_m=turned)
    plate = level("window", (0.5, 0.5), (3.5, 3.5), LEVEL_M)
    window = LitSurface("window", SurfaceKind.WINDOW, plate.vertices_m, plate.triangles, (0.0,) * 3, 0.9)
    room = box_room(4, 4, 2.8, floor=0.0, walls=0.0, ceiling=0.0)
    made = replace(scene((*room, window), [lamp]), views=(VIEW,))
    field = simulate(made, replace(QUICK, pixel_samples=8))
    across = take_picture(field, None, sky=None).luminance_cd_m2[..., 1].sum(axis=0)[8:-8]
    assert across.min() > 0.6 * np.median(across)  # one ray a pixel meets it or does not
    assert across.max() < 1.5 * np.median(across)
