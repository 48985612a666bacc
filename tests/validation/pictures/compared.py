"""Our pictures of the six rooms beside Mitsuba's: both shown alike, and how they differ to the eye.

The difference is the mean of FLIP (Andersson et al. 2020), what a person sees who flips between two pictures
on a screen: 0 is none, 1 is black beside white.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial

import flip_evaluator
import numpy as np
from numpy.typing import NDArray
from peers.groups import NOT_HERE, SHARED
from pictures.reference_pictures import LEAST_SAMPLES, MOST_SAMPLES, Reference, reference_picture
from pictures.seen_rooms import VIEWS, seen_room
from rows import Case, Group, Row

from render.display import displayed
from render.mixing import column_weights
from render.options import options_for
from render.picture import Picture, take_picture
from render.simulate import simulate
from scenes.scene import Scene

Array = NDArray[np.float64]

GATES = {"normal": 0.08, "final": 0.05}
SOURCE = "Mitsuba's path tracer"
ENOUGH = min(GATES.values()) / 2  # of the reference's own error
# two halves differ by twice the noise of their mean, and FLIP grows with the power 0.7 of a difference
HALVES = 2**-0.7


@dataclass(frozen=True, eq=False)
class Comparison:
    """What both show, as encoded colours 0..1 (row, column, 3), and the map of their difference."""

    ours: Array
    theirs: Array
    map: Array
    mean: float
    own_error: float
    samples: int


def compare_room(name: str, quality: str) -> Comparison:
    """One room in one quality beside its reference."""
    scene, picture = _taken(name, quality)
    return compare(scene, picture)


def compare(scene: Scene, picture: Picture) -> Comparison:
    """A picture of ours, of every luminaire at its own dimming, beside its reference."""

    def own_error(reference: Reference) -> float:
        first, second = reference.halves
        return HALVES * flip(shown_with(picture, first), shown_with(picture, second))[0]

    reference = reference_picture(
        scene,
        picture.view,
        column_weights(scene, None),
        good_enough=lambda reference: own_error(reference) < ENOUGH,
    )
    ours, theirs = (shown_with(picture, each) for each in (picture.luminance_cd_m2, reference.picture))
    mean, seen = flip(theirs, ours)
    return Comparison(ours, theirs, seen, mean, own_error(reference), reference.samples)


def shown_with(picture: Picture, luminance_cd_m2: Array) -> NDArray[np.float32]:
    """What a screen shows of luminances at the exposure and white of a picture."""
    colours = displayed(luminance_cd_m2, picture.ev, picture.white)
    return np.ascontiguousarray(colours, np.float32)


def flip(reference: Array, test: Array) -> tuple[float, Array]:
    """Mean FLIP and its map, (row, column)."""
    found, mean, _ = flip_evaluator.evaluate(reference, test, "LDR", inputsRGB=True, applyMagma=False)
    return float(mean), np.asarray(found)[..., 0]


@cache
def _taken(name: str, quality: str) -> tuple[Scene, Picture]:
    scene = seen_room(name, SHARED)
    # what the lens and the sky add is left out on both sides
    options = replace(options_for(quality), bloom=False)
    return scene, take_picture(simulate(scene, options), None, sky=None)


def picture_rows(name: str, quality: str) -> list[Row]:
    """The one row of a room and a quality."""
    found = compare_room(name, quality)
    place = f"mean FLIP; {found.samples} samples whose own error is {found.own_error:.4f}"
    case = f"{name}, picture {quality}, Mitsuba"
    return [Row(case, place, 0.0, SOURCE, found.mean, None, GATES[quality], "absolute")]


def picture_groups(left_out: str = "") -> tuple[Group, ...]:
    """Every room in both qualities; with its reason where it cannot be done or is left out."""
    missing = left_out if SHARED.is_dir() else NOT_HERE
    cases = tuple(
        Case(
            f"{name}, picture {quality}, Mitsuba",
            f"What is seen in a furnished room, at {quality} quality",
            SOURCE,
            None if missing else partial(picture_rows, name, quality),
            missing,
        )
        for name in VIEWS
        for quality in GATES
    )
    note = (
        "The same camera in the same rooms, 480 x 270 pixels, shown with the same exposure, white and tone "
        f"mapping. Mitsuba's pictures have at least {LEAST_SAMPLES} samples a pixel, and more until their "
        f"own error is below {ENOUGH:g} or they have {MOST_SAMPLES}: what two independent halves differ by, "
        "counted for their mean."
    )
    return (Group("Pictures of furnished rooms", note, cases),)
