"""Sweet Home 3D: ``.sh3d``, old and new, and the XML of a home on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shapely

from assets.archive import Archive
from assets.xml_nodes import Node, read_xml
from kit.problems import Problem, error, errors_of, info, require_sound, warning
from scenes.building import Building, ViewFound, Wall, WallOpening
from scenes.host_openings import host_openings
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.sweet_home_colours import Colours
from scenes.readers.sweet_home_furniture import furnished, lights_of, north_of, views_of
from scenes.readers.sweet_home_java import home_of_java
from scenes.readers.sweet_home_models import Models
from scenes.readers.sweet_home_openings import openings_of
from scenes.readers.sweet_home_plan import DEFAULT_WALL_M, Plan, walls_of
from scenes.readers.sweet_home_rooms import drawn_rooms
from scenes.readers.sweet_home_stairs import with_stairwells
from scenes.room import Origin, Room
from scenes.rooms_from_walls import rooms_from_walls

FORMAT = "Sweet Home 3D"
AS_DRAWN, FROM_WALLS = "rooms as drawn", "rooms from walls"
SAME_AREA = 0.05  # share by which a drawn room may differ from its walls before that is told
SAME_TOTAL = 0.01
NONE_ENCLOSED = "WALLS_ENCLOSE_NO_ROOM"
OF_WALLS = ("WALL_WITHOUT_LENGTH", "WALL_TWICE", "WALL_CROSSES_ITSELF")
MOST_ELEMENTS = {"wall": 4000, "room": 500, "level": 100}
MOST_VIEWS = 200


def read_sweet_home(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a home.

    Raises
    ------
    UnsoundInput
        When it is no home, or damaged beyond reading.
    """
    root, archive, problems = _home(data, filename)
    for tag, most in MOST_ELEMENTS.items():
        count = len(root.all(tag))
        if count > most:
            message = f"The home has {count} elements {tag!r}; at most {most} are read."
            require_sound([error("HOME_TOO_LARGE", tag, message, "Save one storey on its own.")])
    plan = Plan(root, overrides)
    colours = Colours(archive)
    walls, openings = walls_of(plan, colours), openings_of(plan)
    rooms, more = _rooms(plan, colours, walls, openings, overrides)
    problems += more
    rooms, more = _with_defaults(plan, rooms)
    problems += more
    rooms, more = with_stairwells(plan, rooms)
    problems += more
    views, more = _views(plan)
    problems += more
    models = Models(archive)
    rooms, more = furnished(plan, rooms, models)
    problems += more
    building = Building(
        rooms=tuple(rooms),
        storeys=plan.storeys(),
        walls=tuple(walls),
        openings=tuple(openings),
        lights=tuple(lights_of(plan, rooms)),
        views=views,
        north_deg=north_of(plan),
        triangles=models.triangles,
    )
    problems = [*problems, *plan.told(), *colours.problems, *_ignored(overrides)]
    if errors_of(problems):
        return RoomReading(None, tuple(problems), FORMAT, "cm")
    return RoomReading(
        building, tuple(problems), FORMAT, "cm" if overrides.units == "auto" else overrides.units
    )


def _views(plan: Plan) -> tuple[tuple[ViewFound, ...], list[Problem]]:
    views = views_of(plan)
    if len(views) <= MOST_VIEWS:
        return tuple(views), []
    message = f"Of {len(views)} cameras the first {MOST_VIEWS} are taken."
    return tuple(views[:MOST_VIEWS]), [warning("VIEWS_LEFT_OUT", "cameras", message, "Delete some of them.")]


def _home(data: bytes, filename: str) -> tuple[Node, Archive | None, list[Problem]]:
    """The element ``home``, from XML, from the XML in an archive, or from its Java objects."""
    name = filename[-80:]
    problems: list[Problem] = []
    if not data.startswith(b"PK"):
        if filename.lower().endswith(".sh3d"):
            message = f"{name} is no ZIP archive, as homes of Sweet Home 3D are."
            require_sound([error("ARCHIVE_NOT_ZIP", name, message, "Save the home again.")])
        archive, root = None, read_xml(data, name)
    else:
        archive = Archive(data, name)
        if archive.find("Home.xml") is not None:
            root = read_xml(archive.read("Home.xml"), f"{name}: Home.xml")
        elif archive.find("Home") is not None:
            root = home_of_java(archive.read("Home"), f"{name}: Home")
            message = (
                f"This is an old file without Home.xml (version {root.attributes.get('version', '?')[:9]}); "
                "it was read from its Java objects."
            )
            hint = "If something is missing, save it again in a version of Sweet Home 3D from 5.3 on."
            problems.append(warning("OLD_FORMAT_VERSION", "file", message, hint))
        else:
            message = f"{name} holds neither Home.xml nor Home; a home of Sweet Home 3D was expected."
            require_sound([error("NO_HOME_IN_FILE", name, message, "Save the home again.")])
            raise AssertionError
    if root.tag != "home":
        message = f"{name} is XML whose outermost element is {root.tag[:40]!r}; 'home' was expected."
        hint = "Save the home in Sweet Home 3D, or export the room in another format."
        require_sound([error("UNKNOWN_FORMAT", "file", message, hint)])
    return root, archive, problems


# Rooms


def _rooms(
    plan: Plan,
    colours: Colours,
    walls: Sequence[Wall],
    openings: Sequence[WallOpening],
    overrides: RoomOverrides,
) -> tuple[list[Room], list[Problem]]:
    """Rooms as drawn, and rebuilt from walls on storeys where none is drawn; the other is offered."""
    floors = {level.storey for level in plan.levels if not level.is_ceiling}
    standing = [wall for wall in walls if wall.storey in floors]
    drawn, problems = drawn_rooms(plan, walls, colours)
    there = [opening for opening in openings if opening.storey in floors]
    built, remarks = rooms_from_walls(standing, there, closed=overrides.closed_walls)
    if overrides.view == FROM_WALLS:
        return built, [*problems, *remarks]
    if not plan.all("room"):
        message = f"There are no rooms drawn; {len(built)} were rebuilt from {len(walls)} walls."
        problems.append(warning("NO_ROOMS_DRAWN", "rooms", message, "Look at their outlines."))
        return built, [*problems, *remarks]
    bare = floors - {room.storey for room in drawn}
    problems += [problem for problem in remarks if problem.code in OF_WALLS]
    added, remarks = rooms_from_walls(
        [wall for wall in standing if wall.storey in bare],
        [opening for opening in there if opening.storey in bare],
        closed=overrides.closed_walls,
        taken={room.name for room in drawn},
    )
    if added:
        storeys = ", ".join(repr(storey) for storey in sorted({room.storey for room in added}))
        message = f"No room is drawn on {storeys}; {len(added)} were rebuilt from the walls there."
        problems.append(info("NO_ROOMS_DRAWN", "rooms", message, "Look at their outlines."))
    problems += [problem for problem in remarks if problem.code not in (*OF_WALLS, NONE_ENCLOSED)]
    for storey in sorted(bare - {room.storey for room in added}):
        if count := sum(wall.storey == storey for wall in standing):
            message = f"No room is drawn on {storey!r}, and its {count} walls enclose none."
            problems.append(warning(NONE_ENCLOSED, storey, message, "Close the gaps, or draw rooms."))
    hosted, told = host_openings(drawn, [o for o in openings if o.storey not in bare], walls)
    problems += told
    problems += _check_walls(hosted, [room for room in built if room.storey not in bare])
    problems += _check_total(plan, drawn)
    return [*hosted, *added], problems


def _with_defaults(plan: Plan, rooms: Sequence[Room]) -> tuple[list[Room], list[Problem]]:
    """The rooms, those whose height nothing in the home says with its origin, and a remark on them."""
    found = [plan.is_default(room.height_m, room.storey) for room in rooms]
    if not any(found):
        return list(rooms), []
    message = (
        f"The home says no height of its walls; {DEFAULT_WALL_M:g} m is taken for {sum(found)} of "
        f"{len(rooms)} rooms."
    )
    told = info("DEFAULT_TAKEN", "wallHeight", message, "Say how high they are.", height_m=DEFAULT_WALL_M)
    default = {"height": Origin.DEFAULT}
    made = [
        replace(room, origins={**room.origins, **default}) if is_default else room
        for room, is_default in zip(rooms, found, strict=True)
    ]
    return made, [told]


def _check_walls(drawn: Sequence[Room], built: Sequence[Room]) -> list[Problem]:
    """Where what walls enclose is not what was drawn, with both areas; the other reading is offered."""
    problems: list[Problem] = []
    shapes = [shapely.Polygon(room.outline_m).buffer(0) for room in drawn]
    covered = {
        storey: shapely.unary_union([s for s, r in zip(shapes, drawn, strict=True) if r.storey == storey])
        for storey in {room.storey for room in drawn}
    }
    spaces = [shapely.Polygon(room.outline_m) for room in built]
    by_place = shapely.STRtree(spaces)
    for room, shape in zip(drawn, shapes, strict=True):
        over = [
            (float(spaces[k].intersection(shape).area), -int(k))
            for k in by_place.query(shape)
            if built[k].storey == room.storey
        ]
        shared_m2, number = max(over, default=(0.0, 0))
        if not over or shared_m2 < 0.5 * shape.area:
            continue
        best = built[-number]
        if abs(best.floor_area_m2 - room.floor_area_m2) <= SAME_AREA * room.floor_area_m2:
            continue
        message = (
            f"{room.name!r} is drawn with {room.floor_area_m2:.2f} m2; its walls enclose "
            f"{best.floor_area_m2:.2f} m2. What is drawn was taken."
        )
        hint = "Take the rooms from the walls if that is right."
        problems.append(info("ROOM_DIFFERS_FROM_WALLS", room.name, message, hint, view=FROM_WALLS))
    missing = [
        room
        for room, space in zip(built, spaces, strict=True)
        if room.storey in covered and space.intersection(covered[room.storey]).area < 0.2 * room.floor_area_m2
    ]
    if missing:
        areas = ", ".join(f"{room.floor_area_m2:.2f}" for room in missing[:10])
        message = f"Walls enclose {len(missing)} more spaces that are drawn as no room: {areas} m2."
        hint = "Take the rooms from the walls, or draw these."
        problems.append(info("ROOM_NOT_DRAWN", "rooms", message, hint, view=FROM_WALLS))
    return problems


def _check_total(plan: Plan, rooms: Sequence[Room]) -> list[Problem]:
    """The file's own sum of areas against ours."""
    stated = next(
        (
            child.attributes.get("value", "")
            for child in plan.root.children
            if child.tag == "property" and child.attributes.get("name") == "TotalArea"
        ),
        "",
    )
    try:
        total = float(stated) * plan.length_m(Node("one", {"one": "1"}, ""), "one") ** 2
    except ValueError:
        return []
    ours = sum(room.floor_area_m2 for room in rooms)
    if total <= 0 or plan.leaves_out or abs(ours - total) <= SAME_TOTAL * total:
        return []
    message = (
        f"The file says that its rooms have {total:.2f} m2 in all; those that were read have {ours:.2f} m2."
    )
    return [
        warning("TOTAL_AREA_DIFFERS", "rooms", message, "Look for rooms that are missing or counted twice.")
    ]


def _ignored(overrides: RoomOverrides) -> list[Problem]:
    """A remark for what a home leaves nobody in doubt of."""
    if overrides.up in ("auto", "z"):
        return []
    message = f"'up' is {overrides.up!r}, but homes of Sweet Home 3D are z up; it is ignored."
    return [warning("OVERRIDE_IGNORED", "up", message, "Leave it out.")]
