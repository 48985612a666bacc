"""Chandelier: opal glass globes on bent brass arms round a slim stem."""

from __future__ import annotations

from assets.designs.finishes import BLACK, BRASS, OPAL
from assets.designs.pieces import SMOOTH, cable, canopy, rod
from assets.modelling import Solid, arc_points, bezier, lathe, softened, tube
from assets.write_glb import Part

GLOBE_M = 0.13  # diameter of the globes


def globe_chandelier(heads: int = 6, span_m: float = 0.78, hanging_m: float = 0.9) -> list[Part]:
    """Globes evenly round the stem, `span_m` over all; their centres hang `hanging_m` below the ceiling."""
    level, radius = -hanging_m, GLOBE_M / 2.0
    reach = span_m / 2.0 - radius
    hub = level - 0.115
    stem_top = level + 0.23
    globe = lathe(arc_points((0.0, 0.0), radius, -90.0, 90.0, 18), 32)
    turns = [360.0 * head / heads for head in range(heads)]
    parts = [
        *canopy(0.06, 0.026, BRASS, BRASS),
        cable(-0.025, stem_top + 0.006, finish=BLACK),
        Part("head", rod(stem_top, hub, 0.0065, 32), BRASS),
        Part("head", lathe(_hub(), SMOOTH).moved(z_m=hub), BRASS),
        Part(
            "head",
            lathe(softened([(0.0, 0.0), (0.010, 0.0), (0.005, 0.024), (0.0, 0.024)], 0.002), 32).moved(
                z_m=stem_top - 0.008
            ),
            BRASS,
        ),
    ]
    for turn in turns:
        parts += [
            Part("head", _arm(reach, hub, level - radius).turned("z", turn), BRASS),
            Part("head", lathe(_cup(), 24).moved(x_m=reach, z_m=level - radius).turned("z", turn), BRASS),
            Part("head", globe.moved(x_m=reach, z_m=level).turned("z", turn), OPAL),
        ]
    return parts


def _hub() -> list[tuple[float, float]]:
    """The turned ball in which the arms meet, with a drop below it."""
    return [
        *bezier([(0.0, -0.052), (0.006, -0.052), (0.008, -0.044), (0.006, -0.034)], 6),
        *arc_points((0.0, 0.0), 0.032, -78.0, 78.0, 18),
        (0.010, 0.034),
        (0.009, 0.044),
        (0.0, 0.044),
    ]


def _arm(reach_m: float, hub_m: float, seat_m: float) -> Solid:
    """A tube that leaves the hub, dips and rises to the foot of a globe."""
    curve = bezier(
        [(0.024, hub_m), (0.55 * reach_m, hub_m - 0.045), (reach_m, hub_m - 0.075), (reach_m, seat_m - 0.02)],
        22,
    )
    return tube([(x, 0.0, z) for x, z in curve], 0.0055, 10)


def _cup() -> list[tuple[float, float]]:
    """What a globe stands in; the foot of the globe is at 0."""
    return softened(
        [
            (0.0, -0.026),
            (0.0085, -0.026),
            (0.0095, -0.012),
            (0.024, -0.004),
            (0.030, 0.006),
            (0.030, 0.009),
            (0.0, 0.009),
        ],
        0.002,
    )
