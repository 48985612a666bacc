"""What belongs into kitchens and bathrooms."""

from __future__ import annotations

from itertools import product

from scenes.furnishing.at_home import dining_tables
from scenes.furnishing.group import Free, Group, Member, Wish

RUN_DEPTH_M = 0.62
FRIDGE_M = (0.6, 0.66, 1.9)
LOW_RUN_M, HIGH_RUN_M = 1.17, 2.2  # a low one ends with its tap
ELBOWS_M = 0.2  # beside a toilet


def kitchen(area_m2: float, longest_m: float) -> list[Wish]:
    """A run of units along a wall with a fridge at its end, a second run, a table."""
    wishes = [Wish([*_runs(longest_m, fridge=True), *_runs(longest_m, fridge=False)], 10.0)]
    fridge = Member("fridge", FRIDGE_M, 0.0, FRIDGE_M[1] / 2)
    wishes.append(
        Wish(
            [Group("fridge", (fridge,), likes={"corner": 1.5, "near window": -0.5})], 4.0, unless=("fridge",)
        )
    )
    if area_m2 > 7.0:
        wishes.append(Wish(dining_tables(area_m2 - 5.0, rug=False), 5.0))
    if area_m2 > 12.0:
        tall = Member("tall unit", (1.2, 0.62, 2.2), 0.0, 0.31)
        wishes.append(Wish([Group("tall unit", (tall,), likes={"corner": 1.2, "near window": -0.5})], 1.5))
    return wishes


def _runs(longest_m: float, *, fridge: bool) -> list[Group]:
    """Runs of several lengths, with wall units and, for before a window, without."""
    likes = {"corner": 1.5, "long wall": 0.8, "near window": 0.4}
    lengths = [long for long in (4.2, 3.6, 3.0, 2.4, 1.8, 1.2) if long <= longest_m]
    found = []
    for long, high, end in product(lengths, (HIGH_RUN_M, LOW_RUN_M), (-1.0, 1.0) if fridge else (0.0,)):
        shift = -end * (FRIDGE_M[0] + 0.01) / 2
        # the group lies about its own middle, of which the fridge takes an end
        members = [
            Member(
                "kitchen run",
                (long, RUN_DEPTH_M, high),
                shift,
                RUN_DEPTH_M / 2,
                options={"sink_at": 0.3, "hob_at": 0.75},
            )
        ]
        if fridge:
            away = end * (long + 0.01) / 2
            members.append(Member("fridge", FRIDGE_M, away, FRIDGE_M[1] / 2))
        bonus = 0.9 * min(long, 3.6) + (1.0 if high > 2.0 else 0.0) + (5.0 if fridge else 0.0)
        found.append(Group("kitchen run", tuple(members), likes=likes, bonus=bonus))
    return found


def bathroom(area_m2: float) -> list[Wish]:
    """Toilet, basin, shower or bath, both where there is room, a washing machine, a towel's place."""
    wishes = [Wish(_toilets(), 14.0), Wish(_basins(area_m2), 9.0)]
    showers = [
        Group("shower", (Member("shower", (a, a, 2.15), 0.0, a / 2),), likes={"corner": 2.0}, bonus=a)
        for a in ((1.0, 0.9, 0.8) if area_m2 > 5.0 else (0.9, 0.8))
    ]
    baths = [
        Group("bath", (Member("bath", (long, 0.75, 0.58), 0.0, 0.375),), likes=likes, bonus=long)
        for long, likes in ((1.7, {"corner": 2.0, "near window": 0.5}), (1.6, {"corner": 2.0}))
    ]
    if area_m2 > 2.4:
        wishes.append(Wish(baths if area_m2 > 5.0 else showers, 8.0))
    if area_m2 > 6.5:
        wishes.append(Wish(showers, 5.0))
    if area_m2 > 3.8:
        machine = Member("washing machine", (0.6, 0.6, 0.85), 0.0, 0.3)
        wishes.append(Wish([Group("washing machine", (machine,), likes={"corner": 1.0})], 2.0))
    return wishes


def _toilets() -> list[Group]:
    """A toilet with room for elbows: a wider group than the piece itself."""
    likes = {"corner": 0.2, "near door": 0.3, "in line with door": -0.8, "before window": -0.3}
    found = []
    for wide, deep, bonus in ((0.38, 0.66, 0.0), (0.36, 0.54, -0.5)):
        elbows = Free(0.0, deep / 2, wide + 2 * ELBOWS_M, deep)
        wc = Member("wc", (wide, deep, 0.8), 0.0, deep / 2)
        found.append(Group("wc", (wc,), (elbows,), likes=likes, bonus=bonus))
    return found


def _basins(area_m2: float) -> list[Group]:
    likes = {"centred": 0.5, "near door": 0.3, "corner": 0.3}
    sizes = [(1.2, 0.48), (0.8, 0.48), (0.6, 0.42), (0.45, 0.34)]
    first = 0 if area_m2 > 7.0 else 1 if area_m2 > 3.0 else 2
    found = []
    for wide, deep in sizes[first:]:
        basins = {"basins": 2.0} if wide >= 1.2 else {}
        for high in (1.95, 0.88):
            front = 0.55 if wide < 0.5 else None
            vanity = Member("vanity", (wide, deep, high), 0.0, deep / 2, front_m=front, options=basins)
            found.append(Group("vanity", (vanity,), likes=likes, bonus=wide + (1.5 if high > 1.0 else 0.0)))
    return found
