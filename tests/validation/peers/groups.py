"""Other programs on furnished rooms, as groups of cases for `make validate`.

The first run works the references out, which takes an hour or more on two cores; they are kept in out/peers,
so that the next one is quick. Gates: the mean within 1 %, the root of the mean square of all points'
deviations within 1 % and the worst point within 4 %, after the reference's own error is allowed for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from peers.furnished_rooms import ROOMS, furnished_room
from peers.goniometer_peer import goniometer_group
from peers.peer_light import Light, counted_points, mitsuba_light, our_light, radiance_light
from rows import Case, Group, Row

from benchmarks import evalglare, radiance
from render.measures import measure
from render.options import NORMAL
from render.simulate import simulate
from scenes.scene import Scene

Array = NDArray[np.float64]

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
NOT_HERE = "the folder 'shared' with real files is not beside the project"
NO_RADIANCE = "pyradiance is not installed"
PEERS: dict[str, tuple[Callable[[Scene], Light], str]] = {
    "Radiance": (radiance_light, "Radiance, rtrace -I, each luminaire separately"),
    "Mitsuba": (mitsuba_light, "Mitsuba's path tracer, each luminaire separately"),
}
SEATS = ("workroom", "dining room as scanned")
EVALGLARE = "Radiance, rpict and evalglare"
GLARE, BACKGROUND = 0.5, 0.05  # the background is the noise of one point
MEAN, RMS, WORST = 0.01, 1.0, 4.0  # a share, and two in percent
SURE = 2.0  # standard errors of the reference that a single point may be off by


def peer_groups() -> tuple[Group, ...]:
    """Every room beside every peer; with its reason where one cannot be asked."""
    cases = tuple(
        Case(
            f"{name}, {peer}",
            f"Illuminance in a furnished room beside {peer}'s",
            PEERS[peer][1],
            None if why_not(peer) else partial(room_rows, name, peer),
            why_not(peer),
        )
        for name in ROOMS
        for peer in PEERS
    )
    note = (
        "Scanned rooms with real furniture, photometry and lamp bodies, textures off; points inside objects "
        "are left out. Deviations of single points count after the peer's own error is taken off."
    )
    glare = tuple(
        Case(
            f"{name}, evalglare",
            "Glare of what is seen from a seat in a furnished room",
            EVALGLARE,
            None if why_not("Radiance") else partial(glare_rows, name),
            why_not("Radiance"),
        )
        for name in SEATS
    )
    return (Group("Other programs in furnished rooms", note, (*cases, *glare)), goniometer_group())


def why_not(peer: str) -> str:
    """Why a peer cannot be asked; nothing where it can."""
    if not SHARED.is_dir():
        return NOT_HERE
    return NO_RADIANCE if peer == "Radiance" and radiance.program("rtrace") is None else ""


def room_rows(name: str, peer: str) -> list[Row]:
    """Mean, root mean square and worst point of a room with all luminaires at full light."""
    light, source = PEERS[peer]
    scene, ours = _ours(name)
    theirs = light(scene)
    return deviation_rows(f"{name}, {peer}", source, counted_points(scene).places, ours, theirs)


def glare_rows(name: str) -> list[Row]:
    """Rating at the seat of a room; only luminaires that evalglare and we count alike burn."""
    scene = furnished_room(name, SHARED)
    scene = evalglare.ratable(scene, scene.observers[0])
    rough = radiance.RadianceOptions(careful=True, ambient_divisions=1024)
    theirs = evalglare.unified_glare_rating(scene, scene.observers[0], rough)
    ours = measure(simulate(scene, NORMAL))["observers"][0]
    case, background = f"{name}, evalglare", ours["background_luminance_cd_m2"]
    error = ours["ugr_standard_error"]
    return [
        Row(case, "UGR", theirs.ugr, EVALGLARE, ours["ugr"], error, GLARE, "absolute"),
        Row(case, "background [cd/m²]", theirs.background_cd_m2, EVALGLARE, background, None, BACKGROUND),
    ]


@cache
def _ours(name: str) -> tuple[Scene, Light]:
    scene = furnished_room(name, SHARED)
    return scene, our_light(scene, NORMAL)


def deviation_rows(case: str, source: str, places: tuple[str, ...], ours: Light, theirs: Light) -> list[Row]:
    """What the gates are about, from columns of light."""
    value, error = total(ours)
    expected, noise = total(theirs)
    deviation, own = value / expected - 1, noise / expected
    own_rms = float(np.sqrt((own**2).mean()))
    rms = float(np.sqrt(max(0.0, (deviation**2).mean() - own_rms**2)))
    beyond = np.maximum(np.abs(deviation) - SURE * own, 0.0)
    worst = int(np.argmax(beyond))
    mean_error = float(np.sqrt((error**2).sum())) / len(error)
    return [
        Row(
            case,
            f"mean of {len(value)} points [lx]",
            float(expected.mean()),
            source,
            float(value.mean()),
            mean_error,
            MEAN,
        ),
        Row(
            case,
            f"root mean square deviation of the points, less the peer's own error of {own_rms:.2%} [%]",
            0.0,
            source,
            100 * rms,
            None,
            RMS,
            "absolute",
        ),
        Row(
            case,
            f"worst point: {places[worst]}, {expected[worst]:.4g} lx, less {SURE:g} x its own error [%]",
            0.0,
            source,
            100 * float(beyond[worst]) * float(np.sign(deviation[worst])),
            None,
            WORST,
            "absolute",
        ),
    ]


def total(light: Light) -> tuple[Array, Array]:
    """All luminaires together and the standard error, (point,) [lx]."""
    return light.lx.sum(axis=1), np.sqrt((light.error_lx**2).sum(axis=1))
