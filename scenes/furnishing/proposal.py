"""A room furnished by rules: which pieces belong to its use, where they stand, and how that is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import shapely

from scenes.furnishing.at_home import bedroom, children, dining, hall, living, study
from scenes.furnishing.ground import Ground, ground_of
from scenes.furnishing.group import FLAT, Wish
from scenes.furnishing.lay_out import Layout, Placed, lay_out
from scenes.furnishing.touches import with_touches
from scenes.furnishing.wet_rooms import bathroom, kitchen
from scenes.furnishing.work_places import archive, meeting, office, reception, shop
from scenes.pieces.likeness import kind_called
from scenes.room import Furniture, Origin, Room
from scenes.targets import use_called
from scenes.use_of_name import in_small_letters, is_for_children, use_of_name

ON_RUG_M = 0.013
RUG_SHARE = 0.5  # of a piece that must lie on a rug for it to stand on it
MOST_CORNERS = 400  # of a room whose walls are looked at
MOST_AREA_M2 = 400.0  # larger rooms are halls, which these rules do not know
STAIRS = re.compile(  # as words of their own: not "upstairs"
    r"\b(stairs?|stair(case|way|well)s?|treppen?|treppen(haus|raum|flur)|escaliers?|escaleras?)\b|楼梯"
)
INSTEAD: Mapping[str, tuple[str, ...]] = {
    "shower": ("bath",),
    "bath": ("shower",),
    "kitchen run": ("stove",),
    "sideboard": ("tv bench", "drawers"),
    "drawers": ("sideboard",),
}

Wishes = Callable[[float, Ground], list[Wish]]
USES: Mapping[str, Wishes] = {
    "living": lambda area, ground: living(area, _depths_m(ground)),
    "bedroom": lambda area, _: bedroom(area),
    "children": lambda area, _: children(area),
    "dining": lambda area, _: dining(area),
    "kitchen": lambda area, ground: kitchen(area, _longest_m(ground)),
    "bathroom": lambda area, _: bathroom(area),
    "study": lambda area, _: study(area),
    "office": lambda area, _: office(area),
    "meeting": lambda area, _: meeting(area),
    "reception": lambda area, _: reception(area),
    "archive": lambda area, _: archive(area),
    "corridor": lambda area, _: hall(area),
    "shop": lambda area, _: shop(area),
}
STAYS_EMPTY = ("circulation", "stairs")


def furnishable_uses() -> tuple[str, ...]:
    """The uses for which rooms can be furnished."""
    return tuple(USES)


def use_to_furnish(room: Room, said: str = "") -> str | None:
    """What a room is furnished as: what a person said, or else its use, or what its name means."""
    if said:
        plain = " ".join(said.lower().split())
        return plain if plain in USES else use_called(said)
    called = use_called(room.use) or use_of_name(room.use)
    if called in (None, "", "corridor") and STAIRS.search(in_small_letters(room.name)):
        return "stairs"  # readers take "Staircase" for a corridor
    called = called or use_of_name(room.name)
    if called == "bedroom" and is_for_children(room.name):
        return "children"
    return called or None


def furnished_room(room: Room, use: str) -> tuple[Room, int]:
    """The room with proposed furniture added to its own, and how many pieces were added.

    Each added piece has the origin ``default``. What a room has of a kind it keeps, and gets no other.

    Parameters
    ----------
    room
        A sound room; its own furniture with its meshes, where it has any.
    use
        One of `furnishable_uses`.
    """
    if is_too_large(room):
        return room, 0
    ground = ground_of(room)
    if ground.floor.is_empty:
        return room, 0
    has = _kinds_there(room)
    wishes = [_without(wish, has) for wish in USES[use](ground.floor.area, ground)]
    layout = lay_out(ground, [wish for wish in wishes if wish.groups])
    layout = with_touches(layout, ground, use)
    from_below = sorted(layout.placed, key=lambda each: each.member.piece not in FLAT)  # as plans draw them
    pieces = [_furniture(each, layout) for each in from_below]
    first = len(room.furniture)
    origins = {f"furniture[{first + index}]": Origin.DEFAULT for index in range(len(pieces))}
    proposed = replace(room, furniture=(*room.furniture, *pieces), origins={**room.origins, **origins})
    return proposed, len(pieces)


def is_too_large(room: Room) -> bool:
    """Whether a room has more floor or more corners than rooms that are furnished."""
    return len(room.outline_m) > MOST_CORNERS or room.floor_area_m2 > MOST_AREA_M2


def _kinds_there(room: Room) -> frozenset[str]:
    """Which kinds stand in a room already."""
    kinds = {each.piece or kind_called(each.name) for each in room.furniture}
    return frozenset(kind for kind in kinds if kind)


def _without(wish: Wish, has: frozenset[str]) -> Wish:
    """A wish less the groups of which the room has their like."""
    groups = []
    for group in wish.groups:
        musts = {member.piece for member in group.members if not member.optional}
        like = {group.kind, *INSTEAD.get(group.kind, ())}
        if like & has or (musts - {"chair", "office chair"}) & has:
            continue
        kept = tuple(member for member in group.members if not member.optional or member.piece not in has)
        groups.append(replace(group, members=kept))
    return replace(wish, groups=groups)


def _furniture(placed: Placed, layout: Layout) -> Furniture:
    """A piece of the layout as furniture of the room."""
    member, base = placed.member, placed.member.base_m
    rugs = shapely.union_all([each.shape for each in layout.placed if each.member.piece in FLAT])
    lies = rugs.intersection(placed.shape).area > RUG_SHARE * placed.shape.area
    if lies and member.piece not in FLAT and base == 0.0:
        base = ON_RUG_M
    x, y = (round(float(value), 4) for value in placed.centre_m)
    return Furniture(
        member.piece,
        (x, y, round(base, 4)),
        round(placed.turned_deg, 4) % 360.0,
        (round(member.size_m[0], 4), round(member.size_m[1], 4), round(member.size_m[2], 4)),
        piece=member.piece,
        piece_options=dict(member.options),
    )


def _depths_m(ground: Ground) -> list[float]:
    """How far the room goes on before the middle of each wall."""
    found = set()
    for side in ground.sides:
        middle = side.start_m + side.along * side.length_m / 2
        line = shapely.LineString([middle + 0.01 * side.inwards, middle + 50.0 * side.inwards])
        met = line.intersection(ground.floor.exterior)
        if not met.is_empty:
            found.add(round(shapely.Point(middle).distance(met), 2))
    return sorted(found)


def _longest_m(ground: Ground) -> float:
    return max((high - low for each in ground.stretches for low, high in each), default=0.0)
