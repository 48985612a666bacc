"""What pictures cost: the living room as `benchmarks.rooms` has it, seen by its first view."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from assets.catalogue import read_catalogue
from benchmarks.line import Line
from benchmarks.promises import different_luminaires
from benchmarks.rooms import living_room
from benchmarks.timing import median_of
from render.exposure import adaptation_white, exposure_ev
from render.light_field import LightField
from render.mixing import column_weights
from render.options import DRAFT, FINAL, NORMAL, RenderOptions
from render.picture import take_picture
from render.pictures.expose import expose
from render.pictures.glow import DUSK
from render.pictures.layers import LivePicture, expose_layers
from render.pictures.lens import Lens
from render.pictures.shot import Shot
from render.pictures.standing_camera import StandingCamera
from render.relight import with_luminaires
from render.simulate import simulate

HD, FULL_HD, SMALL = (1280, 720), (1920, 1080), (640, 400)
PANORAMA = (4096, 2048)


def picture_lines(progress: Callable[[str], None]) -> Iterator[Line]:
    """Every promise about pictures."""
    progress("the living room at normal quality")
    field = simulate(living_room(), NORMAL)
    progress("pictures")
    draft = seen_with(field, DRAFT, HD)
    eyes = _eyes(draft)
    seconds, _ = median_of(lambda: take_picture(next(eyes), None))
    yield Line("a draft of 1280×720, new camera", 0.5, seconds, "of solved columns")
    normal = seen_with(field, NORMAL, HD)
    eyes = _eyes(normal)
    seconds, _ = median_of(lambda: take_picture(next(eyes), None))
    yield Line("a picture of 1280×720 at normal quality, new camera", 2.0, seconds, "of solved columns")
    yield from _known_camera(normal)
    progress("the final picture")
    seconds, _ = median_of(lambda: take_picture(seen_with(field, FINAL, FULL_HD), None), runs=3)
    yield Line("a picture of 1920×1080 at final quality", 15.0, seconds, "of solved columns")
    progress("a panorama")
    around = seen_with(field, NORMAL, PANORAMA)
    seconds, _ = median_of(lambda: take_picture(around, None, panorama=True), runs=1, warm=0)
    yield Line("a panorama of 4096×2048 at normal quality", 30.0, seconds)
    progress("a catalogue in one room")
    yield _catalogue()


def seen_with(field: LightField, options: RenderOptions, size_px: tuple[int, int]) -> LightField:
    """The same light, for pictures of another quality and size."""
    view = replace(field.scene.views[0], size_px=size_px)
    scene = replace(field.scene, views=(view,))
    return replace(field, scene=scene, stage=replace(field.stage, options=options))


def _eyes(field: LightField) -> Iterator[LightField]:
    """The field with its camera a little elsewhere each time."""
    view = field.scene.views[0]
    for step in itertools.count():
        x, y, z = view.eye_m
        moved = replace(view, eye_m=(x + 0.002 * step, y, z))
        yield replace(field, scene=replace(field.scene, views=(moved,)))


def _known_camera(field: LightField) -> Iterator[Line]:
    """Other light for the same camera."""
    shot = Shot(field, Lens(field.scene.views[0]), DUSK)
    weights = column_weights(field.scene, None)
    tints = itertools.cycle(weights * np.random.default_rng(1).uniform(0.2, 1, (7, 1, 1)))
    seconds, _ = median_of(lambda: expose(shot, next(tints)))
    yield Line("the same camera, other light", 0.5, seconds, "what its rays meet is kept")
    live = LivePicture(expose_layers(shot))
    ev, white = exposure_ev(field), adaptation_white(field)
    seconds, _ = median_of(lambda: live.shown(next(tints), ev, white), runs=25, warm=5)
    yield Line("dimmed or tinted, from layers to bytes for the screen", 0.03, seconds)


def _catalogue() -> Line:
    """A hundred luminaires in one place of one room, a picture of each."""
    field = seen_with(simulate(living_room(), DRAFT), NORMAL, SMALL)
    candidates = different_luminaires(field.scene, read_catalogue())
    others = field.scene.luminaires[1:]

    def all_pictures() -> float:
        total, camera = 0.0, StandingCamera()
        for candidate in candidates:
            found = with_luminaires(field, (candidate, *others), field.scene.weights)
            total += float(take_picture(found, None, camera=camera).luminance_cd_m2.mean())
        return total

    seconds, _ = median_of(all_pictures, runs=1, warm=0)
    return Line("100 luminaires in one room, a picture of 640×400 of each", 60.0, seconds)
