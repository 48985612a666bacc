"""A camera that keeps what stays while luminaires change shows the same as one that looks anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, scene, square

from assets.body import Body, BodyMaterial
from assets.material import Appearance, Material
from render.device import mitsuba
from render.mixing import column_weights
from render.options import NORMAL
from render.picture import take_picture
from render.pictures.boxes import load_boxes, passes
from render.pictures.expose import expose
from render.pictures.glow import DAY, DUSK
from render.pictures.lens import Lens
from render.pictures.reshot import Reshot, grown
from render.pictures.shot import Shot
from render.pictures.standing_camera import StandingCamera
from render.relight import with_luminaires
from render.simulate import simulate
from scenes.scene import LitSurface, SceneWeight, SurfaceKind, View

QUICK = replace(
    NORMAL, patch_size_m=0.25, emission_rays=1 << 15, gather_rays=32, transport_rays=64, pixel_grid=3000
)
VIEW = View("corner", (0.4, 0.4, 1.7), (3, 3.2, 1.0), 85.0, (288, 192))
LENS = Lens(VIEW)


def sheet(name, corners, kind=SurfaceKind.FURNITURE, **more):
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    return LitSurface(name, kind, np.array(corners, float), triangles, (0.1,) * 3, **more)


def mirror():
    """On the wall at x = 4."""
    look = Appearance(
        (Material("mirror", metallic=1.0, roughness=0.0),),
        np.zeros(2, np.int64),
        np.zeros((2, 3, 2), np.float32),
        np.zeros((2, 3, 3), np.float32),
        np.ones((2, 3), np.float32),
    )
    corners = [(3.99, 1.0, 0.8), (3.99, 1.0, 2.0), (3.99, 3.0, 2.0), (3.99, 3.0, 0.8)]
    return sheet("mirror", corners, appearance=look)


ROOM = (
    *box_room(4, 4, 2.8, floor=0.3, walls=0.6, ceiling=0.7),
    block("table", (2.0, 2.2, 0.0), (3.0, 3.0, 0.7), 0.5),
    mirror(),
    sheet(
        *("pane", [(1, 3.99, 1.0), (2, 3.99, 1.0), (2, 3.99, 2.0), (1, 3.99, 2.0)], SurfaceKind.WINDOW),
        transmittance=0.7,
    ),
)


def shaded(lamp, size_m=(0.2, 0.2, 0.1), reflectance=0.5):
    """The lamp with a box above it as its body."""
    made = block("shade", np.negative(size_m), size_m, 0.5)
    material = (BodyMaterial("tin", (reflectance,) * 3),)
    body = Body(made.vertices_m, made.triangles, np.zeros(len(made.triangles), np.int64), material)
    luminaire = replace(lamp.luminaire, body=body, sku=lamp.id)
    place = lamp.scene_from_photometry[:3, 3] + np.array([0, 0, size_m[2] + 0.01])
    return replace(lamp, luminaire=luminaire, body_vertices_m=made.vertices_m + place)


CEILING = hang(lambertian(300), (1.2, 2.9, 2.79), opening=square(0.3), id="ceiling")
BARE = hang(isotropic(400), (3.2, 1.2, 2.3), id="bare")
HANGING = shaded(hang(lambertian(100), (2.3, 2.2, 1.7), opening=square(0.1), id="hanging"))
ALL = [CEILING, BARE, HANGING]


def lit(lamps):
    weights = {None: {lamp.id: SceneWeight(lamp.dimming, lamp.cct_k) for lamp in lamps}}
    made = replace(scene(ROOM, lamps), views=(VIEW,), weights=weights)
    return simulate(made, QUICK)


def hung(field, lamps):
    weights = {None: {lamp.id: SceneWeight(lamp.dimming, lamp.cct_k) for lamp in lamps}}
    return with_luminaires(field, lamps, weights)


@pytest.fixture(scope="module")
def field():
    return lit(ALL)


def at(x, y, z, *size_m):
    return shaded(hang(lambertian(100), (x, y, z), opening=square(0.1), id="hanging"), *size_m)


@pytest.mark.parametrize(
    ("lamps", "sky"),
    [
        ([CEILING, BARE, at(2.5, 2.5, 1.6)], DUSK),  # moved
        ([CEILING, BARE, at(1.7, 3.6, 1.4, (0.1, 0.1, 0.1))], DAY),  # before the pane, below another
        ([CEILING, BARE, shaded(HANGING, (0.1, 0.3, 0.3))], DUSK),  # of another shape
        ([CEILING, BARE, hang(isotropic(300), (2.3, 2.2, 1.7), id="point")], None),  # no body, no opening
        ([CEILING, BARE, shaded(HANGING, reflectance=0.05)], DUSK),  # of another finish, the same in all else
        ([CEILING, BARE], DUSK),  # gone
        ([BARE, HANGING], DUSK),  # the first gone: the others have other places
        ([*ALL, shaded(hang(lambertian(50), (3.0, 3.3, 1.5), opening=square(0.1), id="new"))], DUSK),
    ],
    ids=[
        "moved",
        "before the pane",
        "other shape",
        "point",
        "other finish",
        "gone",
        "first gone",
        "one more",
    ],
)
def test_what_is_kept_is_as_looked_at_anew(field, lamps, sky):
    there, before = hung(field, lamps), Shot(field, LENS, sky)
    weights = column_weights(there.scene, None)
    first = expose(before, column_weights(field.scene, None))
    kept, anew = expose(Reshot(before, there), weights), expose(Shot(there, LENS, sky), weights)

    def off(picture):
        """Of each pixel, beside the picture that was made anew."""
        true = anew.luminance.max(axis=2)
        difference = np.abs(picture.luminance - anew.luminance).max(axis=2)
        return difference / (true + 0.05 * np.median(true))

    assert (off(first) > 0.02).mean() > 0.02  # it is another picture
    # which edges of shadows are looked at closely depends on the mean light, else all is the same
    assert (off(kept) > 0.002).mean() < 0.005
    assert off(kept).max() < 0.3
    lux = anew.illuminance
    assert (np.abs(kept.illuminance - lux) > 0.002 * (lux + 1)).mean() < 0.005
    assert (kept.seen == anew.seen).all()


def test_a_camera_that_stands_still_gives_the_picture_that_is_made_anew(field):
    there, camera = hung(field, [CEILING, BARE, at(2.5, 2.5, 1.6)]), StandingCamera()
    take_picture(field, None, camera=camera)
    assert isinstance(camera.shot(there, LENS, DUSK), Reshot)
    kept, anew = take_picture(there, None, camera=camera), take_picture(there, None)
    off = np.abs(kept.luminance_cd_m2 - anew.luminance_cd_m2).max(axis=2)
    assert (off > 0.002 * anew.luminance_cd_m2.max(axis=2) + 1e-3).mean() < 0.005
    assert (kept.ev, kept.made_by) == (anew.ev, anew.made_by)


def test_kept_pictures_take_other_light_too(field):
    """Dimming after a change is that of the new luminaires."""
    there = hung(field, [CEILING, BARE, at(2.5, 2.5, 1.6)])
    dimmed = replace(
        there, scene=replace(there.scene, weights={None: {lamp.id: SceneWeight(0.5, None) for lamp in ALL}})
    )
    camera = StandingCamera()
    take_picture(field, None, sky=None, camera=camera)
    whole, half = (take_picture(each, None, sky=None, camera=camera) for each in (there, dimmed))
    assert half.luminance_cd_m2 == pytest.approx(whole.luminance_cd_m2 / 2, rel=1e-3, abs=1e-4)


def test_another_view_room_or_sky_begins_anew(field):
    camera = StandingCamera()
    first = camera.shot(field, LENS, DUSK)
    assert isinstance(camera.shot(field, LENS, DUSK), Reshot)
    other = Lens(replace(VIEW, eye_m=(0.5, 0.4, 1.7)))
    for lens, sky, room in ((other, DUSK, field), (other, DAY, field), (other, DAY, lit(ALL))):
        again = camera.shot(room, lens, sky)
        assert again is not first
        assert not isinstance(again, Reshot)
        first = again


def test_shadows_are_not_rougher_where_there_was_more_light_before(field):
    bright = hung(field, [hang(lambertian(30_000), (1.2, 2.9, 2.79), opening=square(0.3), id="ceiling")])
    camera = StandingCamera()
    camera.shot(bright, LENS, DUSK)
    dim = hung(field, [hang(lambertian(300), (1.2, 2.9, 2.79), opening=square(0.3), id="ceiling")])
    shots = [camera.shot(dim, LENS, DUSK) for _ in range(3)]
    assert [isinstance(shot, Reshot) for shot in shots] == [False, False, True]


def test_what_covers_most_of_the_picture_is_looked_at_anew(field):
    close = shaded(
        hang(lambertian(100), (0.75, 0.8, 1.5), opening=square(0.1), id="hanging"), (0.3, 0.3, 0.3)
    )
    camera = StandingCamera()
    camera.shot(field, LENS, DUSK)
    shot = camera.shot(hung(field, [CEILING, BARE, close]), LENS, DUSK)
    assert isinstance(shot, Shot)
    assert not isinstance(shot, Reshot)


def test_rays_pass_boxes_as_they_do_on_paper():
    mi = mitsuba()
    boxes = load_boxes(np.array([[1.0, -0.5, -0.5]]), np.array([[2.0, 0.5, 0.5]]))
    origin = mi.Point3f([0, 0, 0, 0, 3, 1.5], [0, 0.6, 0.6, 0, 0, 0], [0, 0, 0, 0, 0, 0])
    direction = mi.Vector3f([1, 1, 1, 1, 1, 0], [0] * 6, [0, 0, 0, 0, 0, 1])
    length = mi.Float([9, 9, 9, 0.9, 9, 9])
    margin = mi.Float([0, 0, 0.2, 0, 0, 0])
    assert list(passes(boxes, origin, direction, length, margin)) == [True, False, True, False, False, True]


def test_flags_grow_to_all_sides_and_stay_in_the_picture():
    flags = np.zeros((9, 12), bool)
    flags[4, 3] = flags[0, 11] = True
    found = grown(flags, 2)
    expected = np.zeros_like(flags)
    expected[2:7, 1:6] = expected[0:3, 9:12] = True
    assert (found == expected).all()
