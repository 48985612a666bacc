"""Light of the sky in a room: against formulas, an energy balance and Mitsuba's path tracer."""

from __future__ import annotations

from dataclasses import replace

import drjit as dr
import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, scene, square

from assets.material import Appearance, Material
from render.device import mitsuba
from render.display import displayed
from render.options import DRAFT, NORMAL
from render.picture import SKY, take_layers, take_picture
from render.pictures.expose import expose
from render.pictures.glow import DAY, DUSK, Sky
from render.pictures.lens import Lens
from render.pictures.shot import Shot
from render.pictures.sky_light import Outside, sky_illuminance, sky_light
from render.sampling import hashed
from render.simulate import simulate
from scenes.scene import LitSurface, SurfaceKind, View

QUICK = replace(NORMAL, patch_size_m=0.25, emission_rays=1 << 14, gather_rays=64, transport_rays=256)
SIZE = (96, 64)
FRONT = View("front", (2, 0.3, 1.4), (2, 4, 1.0), 70, SIZE)
EVEN = Sky((100.0, 100.0, 100.0), (100.0, 100.0, 100.0), (100.0, 100.0, 100.0))
NO_LAMP = (hang(isotropic(1e-9), (2, 2, 2)),)


def air(count=2):
    """What lets everything through and reflects nothing."""
    material = Material("air", roughness=0.0, ior=1.0, transmission=1.0)
    return Appearance(
        (material,),
        np.zeros(count, np.int64),
        np.zeros((count, 3, 2), np.float32),
        np.zeros((count, 3, 3), np.float32),
        np.ones((count, 3), np.float32),
    )


def window(corners, name="window", **more):
    """Four corners, anticlockwise seen from within, without glass."""
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    more = {"appearance": air(), **more}
    return LitSurface(name, SurfaceKind.WINDOW, np.array(corners, float), triangles, (0.0,) * 3, 1.0, **more)


# on the wall at y = 4, a hair before it
PANE = [(0.5, 3.999, 0.9), (3.5, 3.999, 0.9), (3.5, 3.999, 2.5), (0.5, 3.999, 2.5)]


def with_window(*more, walls=0.0, floor=0.0, pane=None):
    return (*box_room(4, 4, 2.8, floor=floor, walls=walls, ceiling=walls), pane or window(PANE), *more)


def open_above(*more, walls, floor):
    """A box of which the whole ceiling is open to the sky."""
    faces = box_room(3, 3, 3, floor=floor, walls=walls, ceiling=0.0)
    lid = next(face for face in faces if face.name == "ceiling")
    sky = replace(lid, kind=SurfaceKind.WINDOW, appearance=air(), transmittance=1.0)
    return (*(face for face in faces if face is not lid), sky, *more)


def solved(surfaces, lamps=NO_LAMP, view=FRONT, options=QUICK):
    return simulate(replace(scene(surfaces, lamps), views=(view,)), options)


def of_polygon(corners, point, normal):
    """Illuminance by an even polygon of luminance 100 wholly above the horizon (J. H. Lambert, 1760)."""
    rays = np.array(corners, float) - point
    rays /= np.linalg.norm(rays, axis=1)[:, None]
    total = 0.0
    for a, b in zip(rays, np.roll(rays, -1, axis=0), strict=True):
        across = np.cross(a, b)
        total += np.arccos(a @ b) * (across / np.linalg.norm(across)) @ normal
    return abs(total) * 100.0 / 2


# before the window, on a wall beside it, on the floor close to it, and far away, where it looks small
@pytest.mark.parametrize(
    ("point", "normal"),
    [
        ((2, 0, 1.4), (0, 1, 0)),
        ((2, 3.9, 1.7), (0, 1, 0)),
        ((0, 3.7, 1.2), (1, 0, 0)),
        ((2, 3.5, 0), (0, 0, 1)),
        ((2, 0.1, 0), (0, 0, 1)),
    ],
)
@pytest.mark.parametrize("farther", [1, 20])
def test_a_point_gets_what_lambert_says_of_a_rectangle(point, normal, farther):
    field = solved(with_window())
    light = sky_light(field, EVEN)
    mi = mitsuba()
    shift = (0, 4.0 * (farther - 1), 0)
    corners = np.add(PANE, shift)
    moved = tuple(mi.Point3f(corner + mi.Point3f(*shift)) for corner in light.panes.corners)
    panes = replace(light.panes, corners=moved)
    count, samples = 256, 64
    at = [mi.Point3f(*(dr.full(mi.Float, float(value), count) for value in each)) for each in (point, normal)]
    found = sky_illuminance(
        Outside(panes, EVEN, _nothing()),
        at[0],
        mi.Vector3f(at[1]),
        hashed(dr.arange(mi.UInt32, count)),
        samples=samples,
        active=mi.Bool(True),
    )
    expected = of_polygon(corners, np.array(point, float), np.array(normal, float))
    values = np.array(found.y)
    error = values.std() / np.sqrt(count)
    assert values.mean() == pytest.approx(expected, abs=4 * error + 2e-4 * expected)
    assert values.std() < 0.05 * expected  # soft light, and hardly any noise


def _nothing():
    """A scene of one triangle that is in nobody's way."""
    from render.body_meshes import mesh_scene

    return mesh_scene(np.array([(0, 0, -90), (1, 0, -90), (0, 1, -90.0)]), np.array([[0, 1, 2]]))


def test_a_black_room_gets_all_that_comes_in():
    field = solved(with_window())
    light = sky_light(field, EVEN)
    area = field.transport.area_m2
    assert light.flux_lm == pytest.approx(np.full(3, 3.0 * 1.6 * 100 * np.pi), rel=1e-4)
    assert area @ light.direct_lx == pytest.approx(light.flux_lm, rel=5e-3)
    assert light.indirect_lx.max() == pytest.approx(0, abs=1e-6)


def test_a_cube_open_above_gets_the_form_factor_of_two_facing_squares():
    field = solved(open_above(walls=0.0, floor=0.0))
    light = sky_light(field, EVEN)
    names = [surface.name for surface in field.scene.surfaces]
    floor = field.patches.surface == names.index("floor")
    mean = np.average(light.direct_lx[floor, 1], weights=field.patches.area_m2[floor])
    assert mean == pytest.approx(100 * np.pi * 0.199825, rel=3e-3)  # J. R. Howell, C-11


def test_in_a_bright_room_what_comes_in_is_absorbed_or_leaves_again():
    field = solved(open_above(walls=0.8, floor=0.6))
    light = sky_light(field, EVEN)
    lost = (1 - np.broadcast_to(field.reflectance, light.direct_lx.shape)) * field.transport.area_m2[:, None]
    total = light.direct_lx + light.indirect_lx
    assert (total * lost).sum(axis=0) == pytest.approx(light.flux_lm, rel=5e-3)
    assert light.indirect_lx[:, 1].max() > light.direct_lx[:, 1].mean() / 10


def test_each_colour_of_the_sky_is_reflected_as_the_room_reflects_it():
    red, blue = Sky((100.0, 0, 0), (100.0, 0, 0), (100.0, 0, 0)), Sky((0, 0, 1.0), (0, 0, 1.0), (0, 0, 1.0))
    field = solved(open_above(walls=(0.8, 0.5, 0.2), floor=(0.2, 0.5, 0.7)))
    even = sky_light(field, EVEN)
    for sky, channel, share in ((red, 0, 1.0), (blue, 2, 0.01)):
        found = sky_light(field, sky).indirect_lx
        tolerance = 3e-3 * even.indirect_lx[:, channel].mean() * share
        assert found[:, channel] == pytest.approx(even.indirect_lx[:, channel] * share, abs=tolerance)
        assert np.delete(found, channel, axis=1).max() == 0


@pytest.mark.parametrize(("options", "error"), [(QUICK, 0.02), (replace(QUICK, quality="draft"), 0.08)])
def test_the_floor_of_a_picture_has_the_luminance_of_its_illuminance(options, error):
    down = View("down", (2, 2, 2.5), (2, 2.001, 0), 60, SIZE)
    field = solved(with_window(floor=0.4), view=down, options=options)
    shown = take_picture(field, None, sky=EVEN).luminance_cd_m2
    centre = shown[30:34, 46:50].mean(axis=(0, 1))
    expected = 0.4 / np.pi * of_polygon(PANE, np.array([2.0, 2.0, 0.0]), np.array([0, 0, 1.0]))
    assert centre == pytest.approx(np.full(3, expected), rel=error)


def test_lux_and_pictures_without_windows_know_of_no_sky():
    lamp = [hang(lambertian(700), (2, 2, 2.79), opening=square(0.4))]
    field = solved(with_window(walls=0.5, floor=0.3), lamp)
    by_day, at_night = (take_picture(field, None, sky=sky) for sky in (DAY, None))
    seen = np.isfinite(at_night.illuminance_lx)
    assert by_day.illuminance_lx[seen] == pytest.approx(at_night.illuminance_lx[seen], rel=1e-5)
    assert by_day.luminance_cd_m2.mean() > 2 * at_night.luminance_cd_m2.mean()
    closed = solved(box_room(4, 4, 2.8, floor=0.3, walls=0.5, ceiling=0.7), lamp)
    assert sky_light(closed, DAY) is None
    by_day, at_night = (take_picture(closed, None, sky=sky) for sky in (DAY, None))
    assert (by_day.luminance_cd_m2 == at_night.luminance_cd_m2).all()
    assert by_day.ev == at_night.ev


def test_drafts_measure_luminaires_alone_too():
    lamp = [hang(lambertian(700), (2, 2, 2.79), opening=square(0.4))]
    field = solved(with_window(walls=0.5, floor=0.3), lamp, options=replace(DRAFT, gather_rays=64))
    by_day, at_night = (take_picture(field, None, sky=sky) for sky in (DAY, None))
    seen = np.isfinite(at_night.illuminance_lx)
    assert by_day.illuminance_lx[seen] == pytest.approx(at_night.illuminance_lx[seen], rel=1e-5)


def test_the_sky_is_a_layer_and_the_layers_add_up():
    lamp = [hang(lambertian(700), (2, 2, 2.79), opening=square(0.4))]
    field = solved(with_window(walls=0.5, floor=0.3), lamp)
    picture, layers = take_layers(field, None, sky=DAY)
    whole = take_picture(field, None, sky=DAY)
    assert sum(layers.values()) == pytest.approx(whole.luminance_cd_m2, rel=1e-3, abs=1e-3)
    alone = expose(Shot(field, Lens(FRONT), DAY), np.zeros((1, 3))).luminance
    assert layers[SKY] == pytest.approx(alone, rel=1e-3, abs=1e-3)
    assert (picture.ev, tuple(picture.white)) == (whole.ev, tuple(whole.white))


def test_a_room_by_day_is_neither_black_nor_burnt_out():
    field = solved(with_window(walls=0.6, floor=0.3))
    by_day, at_dusk = (take_picture(field, None, sky=sky) for sky in (DAY, DUSK))
    for picture in (by_day, at_dusk):
        shown = displayed(picture.luminance_cd_m2, picture.ev, picture.white)
        assert 0.25 < np.median(shown) < 0.85
    assert by_day.ev - at_dusk.ev > 6  # a hundred times as much light, at least


def test_a_room_under_an_open_sky_looks_as_a_path_tracer_shows_it():
    view = View("view", (0.4, 0.4, 1.8), (2.2, 2.2, 0.6), 75, (384, 256))
    thing = block("thing", (1.4, 1.4, 0.0), (2.2, 2.2, 0.8), 0.5)
    field = solved(
        open_above(thing, walls=0.6, floor=0.3), view=view, options=replace(QUICK, patch_size_m=0.15)
    )
    ours = take_picture(field, None, sky=EVEN).luminance_cd_m2[..., 1]
    theirs = _path_traced(view)
    blocks = [image.reshape(8, 32, 12, 32).mean(axis=(1, 3)) for image in (ours, theirs)]
    ratio = blocks[0] / blocks[1]
    assert ratio.mean() == pytest.approx(1.0, abs=0.005)
    assert np.sqrt(((ratio - 1) ** 2).mean()) < 0.01


def _path_traced(view):
    """The same room by Mitsuba's `path`, with an even environment above."""
    mi = mitsuba()
    to = mi.ScalarTransform4f

    def dull(share):
        return {
            "type": "twosided",
            "bsdf": {"type": "diffuse", "reflectance": {"type": "rgb", "value": share}},
        }

    half = to().scale([1.5, 1.5, 1])
    sides = {
        "x0": to().translate([0, 1.5, 1.5]).rotate([0, 1, 0], 90) @ half,
        "x1": to().translate([3, 1.5, 1.5]).rotate([0, 1, 0], -90) @ half,
        "y0": to().translate([1.5, 0, 1.5]).rotate([1, 0, 0], -90) @ half,
        "y1": to().translate([1.5, 3, 1.5]).rotate([1, 0, 0], 90) @ half,
    }
    walls = {name: {"type": "rectangle", "to_world": at, "bsdf": dull(0.6)} for name, at in sides.items()}
    floor = {"type": "rectangle", "to_world": to().translate([1.5, 1.5, 0]) @ half, "bsdf": dull(0.3)}
    at = to().translate([1.8, 1.8, 0.4]).scale(0.4)
    room = mi.load_dict(
        {
            "type": "scene",
            **walls,
            "floor": floor,
            "thing": {"type": "cube", "to_world": at, "bsdf": dull(0.5)},
            "sky": {"type": "constant", "radiance": {"type": "rgb", "value": 100.0}},
            "sensor": {
                "type": "perspective",
                "fov": view.fov_deg,
                "fov_axis": "x",
                "to_world": to().look_at(list(view.eye_m), list(view.target_m), [0, 0, 1]),
                "film": {
                    "type": "hdrfilm",
                    "width": view.size_px[0],
                    "height": view.size_px[1],
                    "pixel_format": "rgb",
                    "component_format": "float32",
                    "rfilter": {"type": "box"},
                },
                "sampler": {"type": "multijitter", "sample_count": 144},
            },
        }
    )
    return np.array(mi.render(room, integrator=mi.load_dict({"type": "path"}), spp=144, seed=1))[..., 1]
