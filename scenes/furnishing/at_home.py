"""What belongs into living rooms, bedrooms, dining rooms, studies, children's rooms and halls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from scenes.furnishing.group import FLAT, MIDDLE, Free, Group, Member, Wish

ARMCHAIR_M = (0.78, 0.82, 0.84)
CHAIR_M = (0.46, 0.52, 0.82)
SOFA_DEPTH_M, SOFA_HEIGHT_M = 0.92, 0.82
BENCH_DEPTH_M = 0.4
LEGS_M = 0.4  # between sofa and coffee table
CHAIR_OUT_M = 0.81  # behind the edge of a table; NKBA: 32 in
TABLE_END_M = 0.45  # beside the end of a table at which nobody sits


def living(area_m2: float, depths_m: Iterable[float]) -> list[Wish]:
    """Sofa and television that face each other, armchairs, shelves; a table where there is room."""
    wishes = [Wish([*_facing_television(depths_m), *_sofa_alone()], 10.0)]
    if area_m2 > 24.0:
        wishes.append(Wish(dining_tables(area_m2 - 16.0), 5.0))
    wishes.append(Wish(bookshelves((1.8, 1.4, 0.9)), 3.0))
    if area_m2 > 15.0:
        wishes.append(Wish(sideboards((1.8, 1.4, 1.1)), 2.0))
    if area_m2 > 30.0:
        wishes.append(Wish(bookshelves((1.8, 0.9)), 1.5))
    return wishes


def _facing_television(depths_m: Iterable[float]) -> list[Group]:
    """Television on a wall and a sofa before it, at several distances; one that fills the room among them."""
    likes = {"centred": 1.0, "before window": -3.0, "near door": -1.0, "near window": -0.3, "long wall": 0.5,
             "backed": 1.3}  # fmt: skip
    distances = sorted({2.6, 2.95, 3.4, 3.9} | _filling(depths_m))
    found = []
    for wide, distance in product((2.4, 2.1, 1.8, 1.5), distances):
        gap = distance - SOFA_DEPTH_M - BENCH_DEPTH_M
        table = gap - 0.6 - LEGS_M >= 0.5
        screen = 1.45 if distance > 3.2 else 1.2
        bench = 1.8 if wide >= 2.1 else 1.4
        members = [
            Member("sofa", (wide, SOFA_DEPTH_M, SOFA_HEIGHT_M), 0.0, distance - SOFA_DEPTH_M / 2, 180.0),
            Member("tv bench", (bench, BENCH_DEPTH_M, 0.45), 0.0, BENCH_DEPTH_M / 2),
            Member("television", (screen, 0.06, 0.58 * screen), 0.0, 0.05, base_m=0.62, reached=False),
        ]
        members += _around_sofa(wide, distance, table=table)
        # seen from 2 to 4 m, and the sofa rather large
        best = 3.2
        bonus = 0.9 * wide - 0.4 * abs(distance - best) + (1.2 if table else 0.0)
        found.append(Group("sofa", tuple(members), likes=likes, bonus=bonus))
    return found


def _filling(depths_m: Iterable[float]) -> set[float]:
    """Distances at which the sofa's back is at the wall opposite."""
    return {filling for deep in depths_m if 2.3 <= (filling := round(deep - 0.04, 3)) <= 4.8}


def _around_sofa(wide_m: float, distance_m: float, *, table: bool) -> list[Member]:
    """Table, rug, armchairs and cushions before a sofa whose back is so far from the wall."""
    front = distance_m - SOFA_DEPTH_M
    found = []
    if table:
        deep = 0.6
        away = front - LEGS_M - deep / 2
        found.append(
            Member(
                "coffee table",
                (min(1.1, wide_m - 0.7), deep, 0.4),
                0.0,
                away,
                180.0,
                front_m=0.0,
                reached=False,
            )
        )
        rug = (wide_m + 0.3, 1.7, 0.012)
        found.append(Member("rug", rug, 0.0, front + 0.1 - rug[1] / 2, optional=True, reached=False))
        side = max(0.95, min(1.1, wide_m - 0.7) / 2 + 0.95)
        found += [
            Member("armchair", ARMCHAIR_M, sign * (side + 0.1), away - 0.1, sign * 75.0, optional=True)
            for sign in (1.0, -1.0)
        ]
    found.append(
        Member("cushions", (0.9, 0.25, 0.42), -wide_m / 2 + 0.7, distance_m - 0.37, 180.0, 0.44, True, False)
    )
    return found


def _sofa_alone() -> list[Group]:
    """A sofa with its back to a wall and a table before it."""
    found = []
    for wide, table in ((2.1, True), (1.8, True), (1.5, True), (1.8, False), (1.5, False)):
        members = [Member("sofa", (wide, SOFA_DEPTH_M, SOFA_HEIGHT_M), 0.0, SOFA_DEPTH_M / 2)]
        if table:
            away = SOFA_DEPTH_M + LEGS_M + 0.3
            members.append(Member("coffee table", (1.0, 0.6, 0.4), 0.0, away, front_m=0.0, reached=False))
            members.append(Member("rug", (2.2, 1.6, 0.012), 0.0, away, optional=True, reached=False))
            members += [
                Member("armchair", ARMCHAIR_M, sign * 1.15, away + 0.3, sign * 120.0, optional=True)
                for sign in (1.0, -1.0)
            ]
        members.append(Member("cushions", (0.9, 0.25, 0.42), -0.3, 0.37, 0.0, 0.44, True, False))
        likes = {"centred": 0.8, "sees door": 0.6, "ahead": 0.8}
        found.append(Group("sofa", tuple(members), likes=likes, bonus=wide - 2.5 + (1.0 if table else 0.0)))
    return found


def bedroom(area_m2: float) -> list[Wish]:
    """A bed with its head to a wall, tables beside it, a wardrobe, drawers, a chair."""
    wishes = [
        Wish(beds((1.8, 1.6, 1.4, 0.9) if area_m2 > 13.0 else (1.6, 1.4, 0.9)), 10.0),
        Wish(wardrobes((2.4, 2.0, 1.5, 1.0) if area_m2 > 11.0 else (2.0, 1.5, 1.0, 0.6)), 6.0),
    ]
    if area_m2 > 10.0:
        wishes.append(Wish(chests((1.1, 0.8)), 2.0))
    if area_m2 > 14.0:
        wishes.append(Wish(corner_chairs(), 1.5))
    if area_m2 > 20.0:
        wishes.append(Wish(desks((1.2, 1.0), likes={"near window": 1.5, "before window": 0.5}), 1.5))
    return wishes


def beds(widths_m: Iterable[float]) -> list[Group]:
    """Beds with their head to a wall; wide ones are left on both sides, narrow ones may stand in a corner."""
    found = []
    for wide in widths_m:
        long, narrow = 2.08, wide < 1.2
        size = (wide, long, 0.95)
        bed = Member("bed", size, 0.0, long / 2)
        beside = wide / 2 + 0.04 + 0.225
        tables = [
            Member("bedside table", (0.45, 0.4, 0.52), sign * beside, 0.2, optional=True, reached=False)
            for sign in (1.0, -1.0)
        ]
        likes = {"centred": 0.8, "before window": -1.6, "near door": -2.2, "in line with door": -0.6,
                 "sees door": 1.5}  # fmt: skip
        side = (long - 0.5, 0.6)
        if narrow:
            likes |= {"centred": 0.0, "corner": 1.0}
            for sign in (1.0, -1.0):
                one = Free(sign * (wide / 2 + side[1] / 2), 0.5 + side[0] / 2, side[1], side[0])
                own = tuple(table for table in tables if table.along_m * sign > 0)
                found.append(Group("bed", (bed, *own), (one,), likes=likes))
            continue
        free = tuple(
            Free(sign * (wide / 2 + side[1] / 2), 0.5 + side[0] / 2, side[1], side[0]) for sign in (1.0, -1.0)
        )
        rug = Member("rug", (wide + 1.2, 2.0, 0.012), 0.0, 1.65, optional=True, reached=False)
        found.append(Group("bed", (bed, *tables, rug), free, likes=likes, bonus=1.5 + 1.4 * (wide - 1.2)))
    return found


def wardrobes(widths_m: Iterable[float], depth_m: float = 0.6) -> list[Group]:
    """Wardrobes in corners, away from windows."""
    likes = {"corner": 1.5, "near window": -1.0, "long wall": 0.2}
    return [
        Group(
            "wardrobe",
            (Member("wardrobe", (wide, depth_m, 2.2), 0.0, depth_m / 2),),
            likes=likes,
            bonus=1.5 * wide,
        )
        for wide in widths_m
    ]


def chests(widths_m: Iterable[float]) -> list[Group]:
    """Chests of drawers with a round mirror above."""
    likes = {"centred": 0.8, "near window": -0.2, "corner": 0.2}
    return [
        Group(
            "drawers",
            (
                Member("drawers", (wide, 0.45, 0.8), 0.0, 0.225),
                Member("mirror", (0.7, 0.03, 0.7), 0.0, 0.02, 0.0, 1.1, True, False, options={"round": 1}),
            ),
            likes=likes,
            bonus=wide,
        )
        for wide in widths_m
    ]


def corner_chairs() -> list[Group]:
    """An armchair in a corner, turned into the room."""
    likes = {"corner": 1.0, "near window": 1.2, "near door": -0.8}
    return [
        Group("armchair", (Member("armchair", ARMCHAIR_M, 0.0, 0.62, turned),), likes=likes)
        for turned in (35.0, -35.0)
    ]


def bookshelves(widths_m: Iterable[float], height_m: float = 2.0) -> list[Group]:
    """Bookshelves along a wall."""
    likes = {"corner": 0.9, "near window": -0.6, "centred": 0.3}
    heights = [height_m] if height_m < 1.5 else [height_m, 1.2]
    return [
        Group(
            "bookshelf",
            (Member("bookshelf", (wide, 0.32, high), 0.0, 0.16),),
            likes=likes,
            bonus=wide + 0.6 * (high - 2.0),
        )
        for wide, high in product(widths_m, heights)
    ]


def sideboards(widths_m: Iterable[float], depth_m: float = 0.42) -> list[Group]:
    """Sideboards in the middle of a wall."""
    likes = {"centred": 1.2, "near window": -0.2}
    return [
        Group(
            "sideboard",
            (Member("sideboard", (wide, depth_m, 0.72), 0.0, depth_m / 2),),
            likes=likes,
            bonus=wide,
        )
        for wide in widths_m
    ]


def study(area_m2: float) -> list[Wish]:
    """A desk by the window, shelves, a chair to read in."""
    wishes = [
        Wish(desks((1.6, 1.4, 1.2, 1.0)), 10.0),
        Wish(bookshelves((2.4, 1.8, 1.2, 0.9)), 5.0),
    ]
    if area_m2 > 9.0:
        wishes.append(Wish(corner_chairs(), 2.0))
    if area_m2 > 11.0:
        wishes.append(Wish(sideboards((1.6, 1.2)), 2.0))
    if area_m2 > 16.0:
        wishes.append(Wish(bookshelves((1.8, 0.9)), 1.5))
    return wishes


def desks(
    widths_m: Iterable[float], likes: dict[str, float] | None = None, deep_m: float = 0.7
) -> list[Group]:
    """Desks with their chair: against a wall, or with a short side to it so that light comes from beside."""
    likes = likes or {"near window": 2.0, "before window": 1.0, "near door": -0.8, "corner": 0.3}
    found = []
    for wide in widths_m:
        desk = Member("desk", (wide, deep_m, 0.74), 0.0, deep_m / 2)
        chair = Member("office chair", (0.64, 0.64, 1.0), 0.0, deep_m + 0.22, 180.0)
        found.append(Group("desk", (desk, chair), likes=likes, bonus=1.5 * wide))
    return found


def children(area_m2: float) -> list[Wish]:
    """A narrow bed in a corner, a desk at the window, a wardrobe, a low shelf, floor to play on."""
    wishes = [
        Wish(beds((0.9,)), 10.0),
        Wish(wardrobes((1.2, 1.0, 0.8), 0.58), 5.0),
        Wish(desks((1.2, 1.0), deep_m=0.6), 4.0),
        Wish(bookshelves((1.2, 0.8), 1.2), 2.0),
    ]
    if area_m2 > 8.0:
        likes = {"middle": 1.0}
        rugs = [
            Group(
                "rug",
                (Member("rug", (d, d, 0.012), options={"round": 1}),),
                stands=MIDDLE,
                likes=likes,
                bonus=d,
            )
            for d in (1.6, 1.2)
        ]
        wishes.append(Wish(rugs, 1.0))
    return wishes


def dining(area_m2: float) -> list[Wish]:
    """A table with chairs in the middle, a sideboard, more where there is room."""
    wishes = [Wish(dining_tables(area_m2), 10.0), Wish(sideboards((1.8, 1.4, 1.0)), 4.0)]
    if area_m2 > 16.0:
        wishes.append(Wish(bookshelves((1.4, 0.9)), 2.0))
    return wishes


def dining_tables(area_m2: float, *, rug: bool = True) -> list[Group]:
    """Tables with chairs around, the largest that suits the floor; small ones also at a wall."""
    sizes = [(2.2, 1.0, 3), (1.8, 0.9, 3), (1.4, 0.85, 2), (1.2, 0.8, 2), (0.8, 0.75, 1)]
    largest = {16.0: 0, 10.0: 1, 7.0: 2, 5.0: 3}
    first = next((k for least, k in largest.items() if area_m2 >= least), 4)
    found = []
    for wide, deep, seats in sizes[first:]:
        likes = {
            "middle": 2.0 if wide > 1.2 else 0.6,
            "near window": 0.6,
            "near door": -0.8,
            "along room": 0.5,
        }
        table = _table(wide, deep, seats)
        if not rug:
            table = tuple(member for member in table if member.piece not in FLAT)
        free = (Free(0.0, 0.0, wide + 2 * TABLE_END_M, deep + 2 * CHAIR_OUT_M),)
        found.append(Group("dining table", table, free, MIDDLE, likes, bonus=0.5 * wide + 1.2 * seats))
        if wide <= 1.4:
            found.append(_table_at_wall(wide, deep, seats))
    return found


def _table(wide_m: float, deep_m: float, seats: int) -> tuple[Member, ...]:
    """A table with chairs on its long sides, and at its ends where they fit."""
    table = Member("dining table", (wide_m, deep_m, 0.75), front_m=0.0)
    chairs = [
        Member("chair", CHAIR_M, along, sign * (deep_m / 2 + 0.1), 0.0 if sign < 0 else 180.0)
        for sign in (-1.0, 1.0)
        for along in _seats(wide_m, seats)
    ]
    ends = [
        Member("chair", CHAIR_M, sign * (wide_m / 2 + 0.12), 0.0, 90.0 * sign, optional=True)
        for sign in (1.0, -1.0)
        if wide_m >= 2.0
    ]
    rug = Member("rug", (wide_m + 1.2, deep_m + 1.3, 0.012), optional=True, reached=False)
    return (table, *chairs, *ends, rug) if wide_m > 1.2 else (table, *chairs)


def _seats(wide_m: float, seats: int) -> Sequence[float]:
    """Where chairs stand along a side of a table."""
    return [wide_m * ((k + 0.5) / seats - 0.5) for k in range(seats)]


def _table_at_wall(wide_m: float, deep_m: float, seats: int) -> Group:
    """A table with one long side to a wall, chairs before it and at its ends."""
    table = Member("dining table", (wide_m, deep_m, 0.75), 0.0, deep_m / 2, front_m=CHAIR_OUT_M)
    chairs = [Member("chair", CHAIR_M, along, deep_m + 0.1, 180.0) for along in _seats(wide_m, seats)]
    ends = [
        Member("chair", CHAIR_M, sign * (wide_m / 2 + 0.12), deep_m / 2, 90.0 * sign, optional=True)
        for sign in (1.0, -1.0)
    ]
    likes = {"near window": 0.8, "before window": 0.4, "near door": -0.6, "centred": 0.4}
    return Group(
        "dining table", (table, *chairs, *ends), likes=likes, bonus=0.5 * wide_m + 0.6 * (seats + 2) - 0.4
    )


def hall(area_m2: float) -> list[Wish]:
    """Something shallow to put things on with a mirror above, a bench, a wardrobe where there is room."""
    likes = {"centred": 0.8, "near door": 0.4}
    consoles = [
        Group(
            "sideboard",
            (
                Member("sideboard", (wide, deep, 0.75), 0.0, deep / 2, front_m=0.6),
                Member("mirror", (0.7, 0.03, 0.7), 0.0, 0.02, 0.0, 1.1, True, False, options={"round": 1}),
            ),
            likes=likes,
            bonus=wide + deep,
        )
        for wide, deep in ((1.3, 0.34), (0.9, 0.3), (0.7, 0.25))
    ]
    wishes = [Wish(wardrobes((1.6, 1.2, 0.8), 0.42), 4.0), Wish(consoles, 5.0)]
    if area_m2 > 6.0:
        bench = Member("bench", (1.0, 0.36, 0.45), 0.0, 0.18, front_m=0.6)
        wishes.append(Wish([Group("bench", (bench,), likes=likes)], 2.0))
    return wishes
