"""STF, the text exchange of DIALux and its neighbours: rooms, openings, furniture, luminaires."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from kit.problems import Problem, error, info, require_sound, warning
from kit.units import METRES_PER
from scenes.building import Building, LightFound, Storey, named_apart
from scenes.checks import check_outline
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.stf_contents import Frame, furnishings
from scenes.readers.stf_counts import MOST_POINTS, check_counts, check_sections, points_lacking
from scenes.readers.stf_text import Section, StfText, numbered, read_stf_text
from scenes.room import Finish, Origin, Point, Room, grey, signed_area_m2
from scenes.use_of_name import use_of_name
from scenes.votes import Choice, Vote, check_choice, choose

MOST_ROOMS = 1000
MOST_LUMINAIRES = 20_000
DEFAULT_HEIGHT_M = 2.5
USUAL_ROOM_M, USUAL_WORK_PLANE_M = (2.0, 6.0), (0.65, 1.0)
SAME_CORNER_M = 0.001
SLAB_M = 0.3  # between storeys that were not stated
BRIGHTEST = 0.95
NOT_TAKEN = ("WORKINGPLANE", "MF")
NO_PLACE = warning(
    "LIGHTS_LEFT_OUT", "rooms", "Luminaires without a place were left out", "Export it again, or hang them."
)
TOO_MANY = warning(
    "LIGHTS_LEFT_OUT",
    "rooms",
    f"Luminaires beyond the first {MOST_LUMINAIRES} of a room were left out",
    "Export fewer rooms.",
)
TOO_BRIGHT = info(
    "STF_REFLECTANCE_CHANGED",
    "rooms",
    f"Reflectances above {BRIGHTEST} were taken as {BRIGHTEST}, which nothing in a room exceeds",
    "White paint reflects about 0.85.",
)
TOO_DARK = info(
    "STF_REFLECTANCE_CHANGED",
    "rooms",
    "Reflectances of 0 or less say nothing and were left out",
    "Black paint reflects about 0.04.",
)


@dataclass(frozen=True, eq=False)
class RoomSection:
    """The section of a room, and its name in the file."""

    tag: str
    section: Section


def read_stf(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read the rooms of an STF file.

    Raises
    ------
    UnsoundInput
        STF_UNREADABLE, FILE_TOO_LARGE, FILE_TRUNCATED, NO_ROOM_FOUND.
    """
    text = read_stf_text(data)
    sections = _room_sections(text)
    units = _units(text, sections, overrides.units)
    frame = Frame(METRES_PER[units.taken], bool(overrides.mirror))
    problems = [*_check_overrides(overrides), *check_choice(units, "The unit", expected="m")]
    rooms, lights = [], []
    require_sound([*problems, *check_sections(text, [each.tag for each in sections])])
    for each in sections:
        room, told = _room(text, each, frame)
        problems += [*told, *check_counts(text, each.section, each.tag)]
        if room is not None:
            rooms.append(room)
            lights.append(_lights(text, each, frame))
    if not rooms:
        message = "The file has no section of a room that has an outline."
        require_sound(
            [*problems, *text.told(), error("NO_ROOM_FOUND", "rooms", message, "Export its rooms.")]
        )
    placed, storeys, told = _on_storeys(named_apart(rooms))
    found = [
        replace(
            light, room=room.name, position_m=(*light.position_m[:2], light.position_m[2] + room.elevation_m)
        )
        for room, own in zip(placed, lights, strict=True)
        for light in own
    ]
    problems += [*told, *_check_left(sections), *text.told()]
    building = Building(tuple(placed), storeys, lights=tuple(found), choices=(units,))
    return RoomReading(building, tuple(problems), "STF", units.taken)


def _room_sections(text: StfText) -> list[RoomSection]:
    """The rooms in the project's order, then those that it does not name."""
    project = text.sections.get("PROJECT", {})
    named = sorted(
        (int(key[4:]), value.upper()) for key, value in project.items() if re.fullmatch(r"ROOM\d{1,6}", key)
    )
    tags = [tag for _, tag in named]
    tags += [tag for tag in text.sections if re.fullmatch(r"ROOM\.[^.]+", tag) and tag not in tags]
    found = [RoomSection(tag, text.sections[tag]) for tag in dict.fromkeys(tags) if tag in text.sections]
    if len(found) > MOST_ROOMS:
        message = f"The file has {len(found)} rooms; at most {MOST_ROOMS} are read."
        require_sound([error("FILE_TOO_LARGE", "rooms", message, "Export fewer rooms.")])
    return found


def _units(text: StfText, sections: Sequence[RoomSection], said: str) -> Choice:
    """Metres by the format's rule, weighed against heights: some exporters write feet."""
    votes = [Vote("m", 2.0, "STF is in metres")]
    for key, (low, high), points, what in (
        ("HEIGHT", USUAL_ROOM_M, 1.5, "rooms are {:.2f} m high"),
        ("WORKINGPLANE", USUAL_WORK_PLANE_M, 1.0, "work planes lie at {:.2f} m"),
    ):
        values = [text.number(each.section, key, each.tag) for each in sections]
        known = sorted(value for value in values if value)
        if not known:
            continue
        typical = known[len(known) // 2]
        for unit, metres in METRES_PER.items():
            if low <= typical * metres <= high:
                votes.append(Vote(unit, points, f"{what.format(typical * metres)}, read in {unit}"))
    return choose("units", votes, said=None if said == "auto" else said, otherwise="m")


def _check_overrides(overrides: RoomOverrides) -> list[Problem]:
    problems = []
    for key in ("view", "layers"):
        if getattr(overrides, key) is not None:
            message = f"{key!r} is given, but an STF file is no drawing; it is ignored."
            problems.append(warning("OVERRIDE_IGNORED", key, message, "Leave it out."))
    if overrides.up not in ("auto", "z"):
        message = f"'up' is {overrides.up!r}, but STF is z up; it is ignored."
        problems.append(warning("OVERRIDE_IGNORED", "up", message, "Leave it out."))
    return problems


def _room(text: StfText, each: RoomSection, frame: Frame) -> tuple[Room | None, list[Problem]]:
    section, tag = each.section, each.tag
    name = section.get("NAME", "") or tag.removeprefix("ROOM.")
    lacking = points_lacking(text, section, tag)
    if lacking:
        message = f"The room {name!r} was left out: {lacking}."
        return None, [warning("ROOM_LEFT_OUT", tag, message, "The file may be cut off: export it again.")]
    points, floor_m = _points(text, each, frame)
    ring, numbers = _ring(points)
    unsound = check_outline(ring, f"{tag}.Point")
    if unsound:
        message = f"The room {name!r} was left out: {unsound[0].message}"
        return None, [warning("ROOM_LEFT_OUT", tag, message, unsound[0].hint)]
    height = text.number(section, "HEIGHT", tag)
    problems: list[Problem] = []
    if height is None or height <= 0:
        message = f"The file does not say how high {name!r} is; {DEFAULT_HEIGHT_M} m is taken."
        hint = "Say how high it is."
        problems.append(
            info("NO_CEILING_IN_FILE", f"{name}/ceiling", message, hint, height_m=DEFAULT_HEIGHT_M)
        )
    stated = Origin.FILE if height and height > 0 else Origin.DEFAULT
    room = Room(
        outline_m=ring,
        height_m=height * frame.scale if height and height > 0 else DEFAULT_HEIGHT_M,
        name=name[:80],
        use=use_of_name(name),
        finishes=_finishes(text, each, numbers),
        elevation_m=floor_m,
        origins={"outline": Origin.FILE, "height": stated, "ceiling": stated},
    )
    room, told = furnishings(text, section, tag, room, frame)
    return room, [*problems, *told]


def _points(text: StfText, each: RoomSection, frame: Frame) -> tuple[list[Point], float]:
    """The corners as the file has them, and the height of the floor where they state one [m]."""
    stated = text.number(each.section, "NRPOINTS", each.tag) or MOST_POINTS
    points: list[Point] = []
    floors: list[float] = []
    for index in range(1, int(min(max(stated, 0), MOST_POINTS)) + 1):
        key = f"POINT{index}"
        if key not in each.section:
            break
        place = text.numbers(each.section, key, 2, each.tag)
        if place is None:
            return [], 0.0
        points.append(frame.point(place[0], place[1]))
        if len(each.section[key].split()) > 2:
            level = text.numbers(each.section, key, 3, each.tag)
            floors.append(level[2] * frame.scale if level else 0.0)
    level_floor = bool(floors) and max(floors) - min(floors) < SAME_CORNER_M and len(floors) == len(points)
    return points, floors[0] if level_floor else 0.0


def _ring(points: Sequence[Point]) -> tuple[tuple[Point, ...], list[int]]:
    """The corners anticlockwise without repeated ones, and the file's number of the wall after each."""
    kept: list[tuple[Point, int]] = []
    for number, point in enumerate(points, start=1):
        if not kept or math.dist(kept[-1][0], point) > SAME_CORNER_M:
            kept.append((point, number))
    while len(kept) > 1 and math.dist(kept[0][0], kept[-1][0]) <= SAME_CORNER_M:
        kept.pop()
    ring = tuple(point for point, _ in kept)
    numbers = [number for _, number in kept]
    if signed_area_m2(ring) < 0:
        ring = ring[::-1]
        numbers = [*numbers[-2::-1], numbers[-1]] if numbers else []
    return ring, numbers


def _finishes(text: StfText, each: RoomSection, numbers: Sequence[int]) -> dict[str, Finish]:
    """Reflectances as the file states them; of walls one by one, the wall n beginning at point n."""
    finishes: dict[str, Finish] = {}

    def take(name: str, *keys: str) -> None:
        for key in keys:
            value = text.number(each.section, key, each.tag) if key in each.section else None
            if value is None:
                continue
            share = value / 100.0 if value > 1.0 else value
            stated = f"{each.tag}.{key}={each.section[key][:20]}"
            if share <= 0:
                text.remark(TOO_DARK, stated)
                continue
            if share > BRIGHTEST:
                text.remark(TOO_BRIGHT, stated)
            origin = Origin.DERIVED if share > BRIGHTEST else Origin.FILE
            finishes[name] = Finish(grey(round(min(share, BRIGHTEST), 6)), origin=origin)
            return

    take("floor", "R_FLOOR")
    take("ceiling", "R_CEILING", "R_CEIL")
    take("walls", "R_WALL", "R_WALLS")
    for wall, number in enumerate(numbers):
        take(f"wall:{wall}", f"R_WALL{number}")
    own = {finish for name, finish in finishes.items() if name.startswith("wall:")}
    if len(own) == 1 and sum(name.startswith("wall:") for name in finishes) == len(numbers):
        finishes = {name: f for name, f in finishes.items() if not name.startswith("wall:")} | {
            "walls": own.pop()
        }
    return finishes


def _lights(text: StfText, each: RoomSection, frame: Frame) -> list[LightFound]:
    """The luminaires of a room, with what their type states; heights above the room's floor."""
    found = []
    for count, index in enumerate(numbered(each.section, "LUM")):
        key = f"LUM{index}"
        place = text.numbers(each.section, f"{key}.POS", 3, each.tag)
        if place is None or count >= MOST_LUMINAIRES:
            text.remark(NO_PLACE if place is None else TOO_MANY, f"{each.tag}.{key.title()}")
            continue
        stated_kind = each.section.get(key, "")
        kind = text.sections.get(stated_kind.upper(), {})
        maker, name = kind.get("MANUFACTURER", ""), kind.get("NAME", "")
        called = " ".join(f"{maker} {name}".split()) or stated_kind or key.title()
        flux, load = (text.number(kind, stated, stated_kind) for stated in ("FLUX", "LOAD"))
        x, y = frame.point(place[0], place[1])
        found.append(
            LightFound(
                called[:80],
                (x, y, place[2] * frame.scale),
                power_w=load if load and load > 0 else None,
                luminous_flux_lm=flux if flux and flux > 0 else None,
            )
        )
    return found


def _on_storeys(rooms: Sequence[Room]) -> tuple[list[Room], tuple[Storey, ...], list[Problem]]:
    """Rooms one above the other on storeys of their own: STF knows no levels."""
    if any(room.elevation_m for room in rooms):
        return list(rooms), (), []
    taken: list[list[shapely.Polygon]] = []
    level: list[int] = []
    for room in rooms:
        own = shapely.Polygon(room.outline_m)
        free = (
            index
            for index, others in enumerate(taken)
            if all(own.intersection(other).area <= 0.05 * min(own.area, other.area) for other in others)
        )
        index = next(free, len(taken))
        if index == len(taken):
            taken.append([])
        taken[index].append(own)
        level.append(index)
    if len(taken) <= 1:
        return list(rooms), (), []
    heights = [
        max(r.height_m for r, at in zip(rooms, level, strict=True) if at == k) + SLAB_M
        for k in range(len(taken))
    ]
    floors = [sum(heights[:k]) for k in range(len(taken))]
    storeys = tuple(Storey(f"Storey {k}", floors[k], heights[k]) for k in range(len(taken)))
    placed = [
        replace(room, elevation_m=floors[at], storey=storeys[at].name)
        for room, at in zip(rooms, level, strict=True)
    ]
    message = f"Rooms lie over one another and STF knows no storeys; they were put on {len(taken)} storeys."
    return placed, storeys, [warning("STOREYS_NOT_IN_FILE", "rooms", message, "Read one storey at a time.")]


def _check_left(sections: Sequence[RoomSection]) -> list[Problem]:
    """What the file says of rooms that a room does not hold."""
    problems = []
    left = [key for key in NOT_TAKEN if any(key in each.section for each in sections)]
    if left:
        names = {"WORKINGPLANE": "WorkingPlane", "MF": "MF (maintenance factor)"}
        message = (
            f"{' and '.join(names[key] for key in left)} of the file belong to a calculation, not to a room."
        )
        hint = "Say them in the configuration's calculation."
        problems.append(info("STF_NOT_TAKEN", "rooms", message, hint))
    structures = [each.tag for each in sections if each.section.get("NRSTRUCT", "0").strip() not in ("", "0")]
    if structures:
        message = f"Structures (NrStruct) of {', '.join(structures[:5])} are not read."
        problems.append(warning("STF_NOT_TAKEN", structures[0], message, "Draw them as furniture."))
    return problems
