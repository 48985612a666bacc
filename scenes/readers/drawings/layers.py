"""Which layers of a drawing are walls, by vote: what they are called and how their lines run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scenes.readers.drawings.drawing import Drawing, Stroke, segments_of
from scenes.readers.drawings.pairs import parallel_partners
from scenes.readers.drawings.words import DOOR, JAMB, NOT_WALL, WALL, WINDOW
from scenes.votes import Choice, Vote

WALL_M = (0.05, 0.6)
LONG_M = 0.4  # shorter lines say nothing of walls
LONGER_THAN_DOORS_M = 1.3
ENOUGH_POINTS = 2.0
LEAST_LINE_M = 4.0  # of single lines around a room, however small


@dataclass(frozen=True)
class LayerFound:
    """A layer: how many metres of line, how many of them in pairs as walls are, its points and its role."""

    name: str
    length_m: float
    paired_m: float
    points: float
    role: str


@lru_cache(maxsize=4096)
def role_of(name: str) -> str:
    """What a layer or block is for by its name alone: wall, door, window, other, or nothing said.

    Examples
    --------
    >>> role_of("A-WALL"), role_of("A-325G - Internal Doors 3"), role_of("家具"), role_of("0")
    ('wall', 'door', 'other', '')
    """
    if JAMB.search(name):
        return "jamb"
    if WINDOW.search(name):
        return "window"
    if DOOR.search(name):
        return "door"
    if NOT_WALL.search(name):
        return "other"
    return "wall" if WALL.search(name) else ""


def vote_on_layers(
    drawing: Drawing, *, said: Sequence[str] | None, alone: bool = False
) -> tuple[Choice, list[LayerFound]]:
    """The layers that are walls, likeliest first, or those that a person said.

    Where no layer of a drawing that is `alone` on its sheet has lines in pairs, it is the one with the most
    line; of several drawings, one without pairs may be an elevation.
    """
    found = sorted(layers_found(drawing), key=lambda layer: -layer.points)
    votes = [
        Vote(
            layer.name,
            layer.points,
            f"{layer.paired_m:.1f} of {layer.length_m:.1f} m of line in pairs" + _named(layer),
        )
        for layer in found
        if layer.points > 0
    ]
    if said is not None:
        return Choice("layers", ", ".join(said), tuple(votes), by_user=True), found
    best = found[0].points if found else 0.0
    taken = [layer.name for layer in found if 0 < min(ENOUGH_POINTS, best) <= layer.points]
    return Choice(
        "layers", ", ".join(taken or (_of_single_lines(found) if alone else [])), tuple(votes)
    ), found


def _of_single_lines(found: Sequence[LayerFound]) -> list[str]:
    """The layer with the most line that no name says to be anything else."""
    plain = [layer for layer in found if layer.role in ("", "wall") and layer.length_m >= LEAST_LINE_M]
    return [max(plain, key=lambda layer: layer.length_m).name] if plain else []


def _named(layer: LayerFound) -> str:
    return f", named as {layer.role}" if layer.role else ""


def taken_layers(choice: Choice, found: Sequence[LayerFound], said: Sequence[str] | None) -> list[str]:
    """The names behind a choice of layers, as the drawing writes them."""
    if said is not None:
        wanted = {name.strip().lower() for name in said}
        return [layer.name for layer in found if layer.name.lower() in wanted]
    names = choice.taken.split(", ")
    return [layer.name for layer in found if layer.name in names]


def layers_found(drawing: Drawing) -> list[LayerFound]:
    """Every layer that holds lines, measured."""
    own: dict[str, list[Stroke]] = {}
    for stroke in drawing.strokes:
        if not stroke.block or role_of(stroke.block) == "wall":
            own.setdefault(stroke.layer, []).append(stroke)
    measured = {name: _measured(strokes) for name, strokes in own.items()}
    named = any(role_of(name) == "wall" and paired > 2.0 for name, (_, paired, _, _) in measured.items())
    most = max(
        (paired for name, (_, paired, _, _) in measured.items() if role_of(name) != "other"), default=0.0
    )
    layers = []
    for name, (length, paired, long, filled) in measured.items():
        role = role_of(name)
        share, size = paired / max(length, 1e-9), paired / max(most, 1e-9)
        points = 2.0 * share * min(1.0, 4.0 * size) + 1.5 * size
        if length < 1.0:
            points = 0.0
        elif role == "wall":
            points += 2.5 if paired > 0.3 * length or length > 0.05 * most or filled else 1.0
        elif role == "other":
            points = min(points, 1.0) - 1.0
        elif role in ("door", "window", "jamb"):
            points = ENOUGH_POINTS if long >= 3.0 and share > 0.3 else 0.0
        elif named:
            points *= 0.8  # walls have layers of their own in this drawing
            points = max(points, ENOUGH_POINTS if long >= 5.0 and share > 0.7 else 0.0)
        layers.append(LayerFound(name, length, paired, round(max(points, 0.0), 2), role))
    return layers


def _measured(strokes: Sequence[Stroke]) -> tuple[float, float, float, bool]:
    """Metres of line, of pairs as walls are, of pairs longer than doors; whether areas are filled."""
    segments, _ = segments_of(strokes)
    if not len(segments):
        return 0.0, 0.0, 0.0, False
    length = np.hypot(*(segments[:, 1] - segments[:, 0]).T)
    long = length >= LONG_M
    distance, overlap = parallel_partners(segments[long])
    in_pairs = (distance >= WALL_M[0]) & (distance <= WALL_M[1]) & (overlap >= 1.5 * distance)
    shared = np.minimum(overlap[in_pairs], length[long][in_pairs])
    longer = float(shared[shared > LONGER_THAN_DOORS_M].sum())
    return float(length.sum()), float(shared.sum()), longer, any(stroke.fill for stroke in strokes)
