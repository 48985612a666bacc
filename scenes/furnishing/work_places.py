"""What belongs into offices, meeting rooms, receptions, archives and shops."""

from __future__ import annotations

from scenes.furnishing.at_home import (
    ARMCHAIR_M,
    bookshelves,
    corner_chairs,
    desks,
    dining_tables,
    sideboards,
)
from scenes.furnishing.group import MIDDLE, Free, Group, Member, Wish

PERSON_M2 = 9.0  # floor for each desk


def office(area_m2: float) -> list[Wish]:
    """Desks for as many as the floor takes, in pairs where there are many; cupboards along the walls."""
    places = max(1, min(12, int(area_m2 / PERSON_M2)))
    pairs = places // 2 if places >= 4 else 0
    wishes = []
    if pairs:
        wishes.append(Wish([_pair(1.6), _pair(1.4)], 6.0, times=pairs))
    singles = places - 2 * pairs
    if singles:
        wishes.append(Wish(desks((1.6, 1.4, 1.2)), 6.0, times=singles))
    wishes.append(Wish(sideboards((1.8, 1.2), 0.45), 3.0))
    wishes.append(Wish(bookshelves((1.8, 0.9)), 2.0))
    return wishes


def _pair(wide_m: float) -> Group:
    """Two desks that face each other, free in the room, chairs outside."""
    deep = 0.8
    members = []
    for sign, turned in ((1.0, 0.0), (-1.0, 180.0)):
        away = sign * (deep / 2 + 0.005)
        members.append(Member("desk", (wide_m, deep, 0.74), 0.0, away, turned))
        members.append(Member("office chair", (0.64, 0.64, 1.0), 0.0, sign * (deep + 0.25), 180.0 + turned))
    likes = {"near window": 0.8, "near door": -0.6, "near furniture": 0.3}
    return Group("desk", tuple(members), stands=MIDDLE, likes=likes, bonus=wide_m)


def meeting(area_m2: float) -> list[Wish]:
    """A large table with chairs, a screen on a wall, a sideboard."""
    screen = Member("television", (1.45, 0.06, 0.83), 0.0, 0.05, base_m=1.0, front_m=0.6)
    likes = {"centred": 1.0, "before window": -2.0, "near window": -0.5, "ahead": 1.0}
    return [
        Wish(dining_tables(area_m2), 10.0),
        Wish([Group("television", (screen,), likes=likes)], 3.0),
        Wish(sideboards((1.8, 1.2)), 3.0),
    ]


def reception(area_m2: float) -> list[Wish]:
    """A counter that looks to the door, armchairs for those who wait, a shelf."""
    wishes = [
        Wish(_counters((2.0, 1.6, 1.2)), 10.0),
        Wish(corner_chairs(), 4.0, times=2 if area_m2 > 12 else 1),
    ]
    wishes.append(Wish(sideboards((1.4, 1.0)), 2.0))
    return wishes


def _counters(widths_m: tuple[float, ...]) -> list[Group]:
    """Counters with room behind for who stands there."""
    found = []
    for wide in widths_m:
        away = 0.9 + 0.35
        counter = Member("shop counter", (wide, 0.7, 1.1), 0.0, away)
        behind = Free(0.0, 0.45, wide, 0.9)
        likes = {"sees door": 1.5, "in line with door": 1.5, "ahead": 0.5, "near window": -0.3}
        found.append(Group("shop counter", (counter,), (behind,), likes=likes, bonus=wide))
    return found


def archive(area_m2: float) -> list[Wish]:
    """Shelves along the walls, a table to look things up."""
    shelves = bookshelves((2.4, 1.8, 0.9), 2.2)
    wishes = [Wish(shelves, 5.0, times=max(2, min(6, int(area_m2 / 4.0))))]
    wishes.insert(1, Wish(desks((1.2, 1.0)), 4.0))
    return wishes


def shop(area_m2: float) -> list[Wish]:
    """A counter, shelves along the walls, rails in the middle, mannequins near the window, a mirror."""
    likes = {"corner": 0.8, "near window": -0.4, "near door": -0.4}
    shelves = [
        Group("shop shelf", (Member("shop shelf", (wide, 0.45, 1.8), 0.0, 0.225),), likes=likes, bonus=wide)
        for wide in (2.4, 1.8, 1.2)
    ]
    rail_likes = {"middle": 0.8, "along room": 0.4, "near door": -0.4}
    rails = [
        Group(
            "clothes rail",
            (Member("clothes rail", (1.4, 0.5, 1.5)),),
            (Free(0, -0.7, 1.4, 0.9),),
            MIDDLE,
            rail_likes,
        )
    ]
    figure_likes = {"near window": 1.5, "near door": -0.3}
    figures = [
        Group(
            "mannequin",
            (Member("mannequin", (0.44, 0.44, 1.62), reached=False),),
            stands=MIDDLE,
            likes=figure_likes,
        )
    ]
    seat = Member("armchair", ARMCHAIR_M, 0.0, ARMCHAIR_M[1] / 2)
    return [
        Wish(_counters((1.8, 1.4, 1.0)), 8.0),
        Wish(shelves, 4.0, times=max(1, min(6, int(area_m2 / 8.0)))),
        Wish(rails, 3.0, times=max(1, min(4, int(area_m2 / 14.0)))),
        Wish(figures, 1.0, times=2 if area_m2 > 20.0 else 1),
        Wish([Group("armchair", (seat,), likes={"corner": 0.8})], 1.0),
    ]
