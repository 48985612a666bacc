"""Glass between rooms: how much light it lets through, and the pane as a surface.

A window is a clear pane of glass whose light transmittance is that of light that meets it head-on, as EN 410
states it; towards other angles it follows Fresnel. Of a closed door the stated share of the leaf is clear
and lets light through as it comes; the rest of the leaf is as dull as doors are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.material import AlphaMode, Appearance, Material
from assets.reflectance import base_of_reflectance, triangle_reflectance
from scenes.room import DEFAULT_REFLECTANCE, Opening, grey
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]

WINDOW_TRANSMITTANCE = 0.9
CLEAREST = 2 * 1.5 / (1.5**2 + 1)  # of a pane of index 1.5, head-on and with all reflections within
DOOR_IOR = 1.5
TOLD_TRANSMITTANCE = 0.05  # panes of one hole that differ by more are told


@dataclass(frozen=True)
class Pane:
    """What closes a hole and lets light through: ``window`` or ``door``, and the share that passes."""

    kind: str
    transmittance: float


def is_open(opening: Opening) -> bool:
    """Whether air and light pass: a passage, or a door that stands open."""
    return opening.kind == "passage" or (opening.kind == "door" and opening.open)


def pane_of(opening: Opening | None) -> Pane | None:
    """The pane in an opening; None where it is open or lets nothing through."""
    if opening is None or is_open(opening):
        return None
    default = WINDOW_TRANSMITTANCE if opening.kind == "window" else 0.0
    passed = default if opening.transmittance is None else opening.transmittance
    return Pane(opening.kind, passed) if passed > 0.0 else None


@dataclass(frozen=True)
class Filling:
    """What fills a hole between two openings back to back, and in words what the two differ in."""

    pane: Pane | None
    differ: str = ""


def filling_of(one: Opening | None, other: Opening | None) -> Filling | None:
    """What fills the hole of two openings; None where one of them lets nothing through.

    None in place of an opening is a wall-less edge. Of two panes the darker counts; glass counts beside what
    is open, and a door that states what it lets through beside one that does not.
    """
    both = (one, other)
    opened = [opening is None or is_open(opening) for opening in both]
    panes = [pane for opening in both if (pane := pane_of(opening))]
    if all(opened):
        return Filling(None)
    if not panes or (sum(opened) + len(panes) < 2 and not _unsaid(*both)):
        return None
    kind = "window" if any(pane.kind == "window" for pane in panes) else "door"
    passed = [pane.transmittance for pane in panes]
    differ = ""
    if any(opened):
        differ = "one is open, the other closed with glass, which counts"
    elif max(passed) - min(passed) > TOLD_TRANSMITTANCE:
        differ = (
            f"they let {max(passed):.2f} and {min(passed):.2f} of the light through, of which the less counts"
        )
    return Filling(Pane(kind, min(passed)), differ)


def _unsaid(one: Opening | None, other: Opening | None) -> bool:
    """Whether both are doors, of which one does not say what it lets through."""
    doors = [opening for opening in (one, other) if opening is not None and opening.kind == "door"]
    return len(doors) == 2 and any(door.transmittance is None for door in doors)


def pane_surface(name: str, corners_m: Array, pane: Pane) -> LitSurface:
    """A pane of four corners, (4, 3), as a sheet that light passes."""
    triangles = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int64)
    looks = Appearance(
        (_material(pane),),
        np.zeros(2, np.int64),
        np.zeros((2, 3, 2), np.float32),
        np.zeros((2, 3, 3), np.float32),
        np.ones((2, 3), np.float32),
    )
    red, green, blue = triangle_reflectance(looks)[0].tolist()
    return LitSurface(
        name, SurfaceKind.PANE, corners_m, triangles, (red, green, blue), pane.transmittance, appearance=looks
    )


def _material(pane: Pane) -> Material:
    if pane.kind == "door":
        reflectance = np.array(grey(DEFAULT_REFLECTANCE["door"]))
        red, green, blue = base_of_reflectance(
            reflectance, ior=DOOR_IOR, metallic=False, roughness=1.0
        ).tolist()
        return Material(
            "door",
            (red, green, blue),
            ior=DOOR_IOR,
            alpha_mode=AlphaMode.BLEND,
            opacity=1.0 - pane.transmittance,
        )
    passed = min(pane.transmittance, 1.0)
    if passed <= CLEAREST:
        share = passed / CLEAREST
        return Material("glass", (share, share, share), roughness=0.0, transmission=1.0)
    # clearer than plain glass: as treated against reflections, of the index that lets so much through
    return Material("glass", roughness=0.0, transmission=1.0, ior=(1 + math.sqrt(1 - passed**2)) / passed)
