"""What is wrong in a configuration when its keys are seen together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from moneyed import CURRENCIES

from kit.problems import Problem, error
from scenes.configuration_model import (
    AssumedEntry,
    Configuration,
    PhotometryEntry,
    RoomEntry,
    SceneEntry,
    ViewEntry,
)
from scenes.furniture_checks import check_furniture_entry
from scenes.plane_checks import check_plane
from scenes.white_of_light import check_white

DAYS_OF_A_YEAR = 365.0
HOURS_OF_THE_LONGEST_YEAR = 8784


def check_configuration(configuration: Configuration) -> list[Problem]:
    """Every problem that needs more than one key to be seen.

    Rooms, placements in them and files are checked when the scene is built.
    """
    return [
        *_check_rooms(configuration),
        *_check_names(configuration),
        *_check_placements(configuration),
        *_check_scenes(configuration),
        *_check_hours(configuration),
        *_check_price(configuration),
        *[p for i, plane in enumerate(configuration.calculation.planes) for p in check_plane(plane, i)],
        *_check_rooms_of_planes(configuration),
        *[p for i, view in enumerate(configuration.views) for p in _check_view(view, i)],
        *_check_observers(configuration),
    ]


def _check_rooms(configuration: Configuration) -> list[Problem]:
    if configuration.room is None and configuration.rooms is None:
        message = "The configuration has neither 'room' nor 'rooms'; one is needed."
        return [error("MISSING_KEY", "room", message, "Add 'room'.")]
    if configuration.room is not None and configuration.rooms is not None:
        message = "The configuration has both 'room' and 'rooms'; one was expected."
        return [error("KEYS_EXCLUDE_EACH_OTHER", "rooms", message, "Keep one of the two.")]
    if configuration.rooms is not None:
        if not configuration.rooms:
            message = "'rooms' is empty; at least one room is needed."
            return [error("MISSING_KEY", "rooms", message, "Add a room.")]
        return [p for i, room in enumerate(configuration.rooms) for p in _check_room(room, f"rooms[{i}]")]
    return _check_room(configuration.room, "room") if configuration.room else []


def _check_room(room: RoomEntry, where: str) -> list[Problem]:
    given = [key for key in ("upload", "room_id") if getattr(room, key) is not None]
    if room.outline_m is None and not given:
        message = f"{where} has no 'outline_m', 'upload' or 'room_id'; one of them is needed."
        return [error("MISSING_KEY", f"{where}.outline_m", message, "Add the corners of the floor.")]
    problems: list[Problem] = []
    if len(given) == 2:
        message = f"{where} has both 'upload' and 'room_id'; one was expected."
        problems.append(error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.room_id", message, "Keep one of the two."))
    heightless = room.height_m is None and room.ceiling_model is None
    if room.outline_m is not None and not given and heightless:
        message = f"{where} has no 'height_m'; an outline needs the height of the room."
        problems.append(error("MISSING_KEY", f"{where}.height_m", message, "Add the height in metres."))
    problems += _check_upload_keys(room, where)
    if room.ceiling_model is not None and room.ceiling_slopes is not None:
        message = f"{where} has both 'ceiling_model' and 'ceiling_slopes'; one was expected."
        problems.append(
            error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.ceiling_model", message, "Keep one of the two.")
        )
    for index, piece in enumerate(room.furniture or ()):
        problems += check_furniture_entry(piece, f"{where}.furniture[{index}]")
    return problems


ONLY_UPLOADS = {"units": "auto", "up": "auto", "mirror": False, "layers": None, "view": None}
NOT_YET = ("scale",)  # of pictures, which are not read yet


def _check_upload_keys(room: RoomEntry, where: str) -> list[Problem]:
    """Problems of keys that say how a file is read, where there is no file or none that needs them."""
    problems = []
    for key in NOT_YET:
        if getattr(room, key) is not None:
            message = f"{where}.{key} belongs to pictures, which this version does not read."
            problems.append(error("FORMAT_NOT_READ_YET", f"{where}.{key}", message, "Leave it out."))
    if room.upload is not None:
        return problems
    if room.room_id is None and room.room is not None:
        message = f"{where}.room names a room of a file; this room is written out."
        problems.append(error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.room", message, "Leave it out."))
    for key, default in ONLY_UPLOADS.items():
        if getattr(room, key) != default:
            message = f"{where}.{key} says how an 'upload' is read; this room has none."
            problems.append(error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.{key}", message, "Leave it out."))
    return problems


def _repeated(names: Iterable[str], path: str) -> list[Problem]:
    """A problem for every name that stands more than once; `path` holds {index}."""
    names = list(names)
    counts = Counter(names)
    problems = []
    seen: set[str] = set()
    for index, name in enumerate(names):
        if counts[name] > 1 and name in seen:
            where = path.format(index=index)
            message = f"{where} is {name!r}, which stands {counts[name]} times; names are unique."
            problems.append(error("REPEATED_NAME", where, message, "Give each its own name."))
        seen.add(name)
    return problems


def _check_names(configuration: Configuration) -> list[Problem]:
    return [
        *_repeated((p.id for p in configuration.placements), "placements[{index}].id"),
        *_repeated((p.name for p in configuration.calculation.planes), "calculation.planes[{index}].name"),
        *_repeated((v.name for v in configuration.views), "views[{index}].name"),
        *_repeated((o.name for o in configuration.observers), "observers[{index}].name"),
    ]


def _check_placements(configuration: Configuration) -> list[Problem]:
    problems = []
    for index, placement in enumerate(configuration.placements):
        where = f"placements[{index}]"
        if placement.rotation_deg is not None and placement.aim_m is not None:
            message = f"{where} has both 'rotation_deg' and 'aim_m'; one was expected."
            problems.append(
                error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.aim_m", message, "Keep one of the two.")
            )
        if placement.aim_m is not None and placement.aim_m == placement.position_m:
            message = f"{where}.aim_m is the position itself; a point to aim at was expected."
            problems.append(error("AIM_AT_ITSELF", f"{where}.aim_m", message, "Move the point."))
        lamp = placement.luminaire
        if isinstance(lamp, AssumedEntry):
            problems += check_white(lamp.assumed, f"{where}.luminaire.assumed")
        elif isinstance(lamp, PhotometryEntry):
            problems += check_white(lamp, f"{where}.luminaire")
    return problems


def _check_scenes(configuration: Configuration) -> list[Problem]:
    circuits = {placement.circuit for placement in configuration.placements}
    ids = {placement.id for placement in configuration.placements}
    problems = []
    for scene_name, scene in configuration.scenes.items():
        for what, named, known in (
            ("circuits", scene.circuits, circuits),
            ("placements", scene.placements, ids),
        ):
            for name in named:
                if name in known:
                    continue
                where = f"scenes.{scene_name[:60]}.{what}.{name[:60]}"
                code = "UNKNOWN_CIRCUIT" if what == "circuits" else "UNKNOWN_PLACEMENT"
                message = f"{where} names no {what[:-1]} of the placements."
                hint = f"Known: {', '.join(sorted(known - {''})) or 'none'}."
                problems.append(error(code, where, message, hint))
    return problems


def _check_rooms_of_planes(configuration: Configuration) -> list[Problem]:
    """An error for every plane of another room than the one that is named, where there is one."""
    name = configuration.room.name if configuration.room else None
    problems = []
    for index, plane in enumerate(configuration.calculation.planes):
        if plane.room is None or name is None or plane.room == name:
            continue
        where = f"calculation.planes[{index}].room"
        message = f"{where} is {plane.room!r}; the room is called {name!r}."
        problems.append(error("UNKNOWN_ROOM", where, message, "Leave 'room' out where there is one room."))
    return problems


def _check_hours(configuration: Configuration) -> list[Problem]:
    """Hours stated twice, and scenes that burn longer than a year lasts: only one burns at a time."""
    problems = []
    for name, scene in configuration.scenes.items():
        where = f"scenes.{name[:60]}"
        if scene.hours_per_year is not None and scene.hours_per_day is not None:
            message = f"{where} has both 'hours_per_year' and 'hours_per_day'; one was expected."
            problems.append(
                error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.hours_per_day", message, "Keep one of the two.")
            )
        elif scene.days_per_year is not None and scene.hours_per_day is None:
            message = f"{where}.days_per_year belongs to 'hours_per_day', which is not given."
            problems.append(
                error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.days_per_year", message, "Leave it out.")
            )
    total = sum(hours_per_year(scene) or 0.0 for scene in configuration.scenes.values())
    if total > HOURS_OF_THE_LONGEST_YEAR:
        message = (
            f"The scenes burn {total:g} hours a year in all; a year has {HOURS_OF_THE_LONGEST_YEAR} at most, "
            "and one scene burns at a time."
        )
        problems.append(error("HOURS_EXCEED_YEAR", "scenes", message, "Correct the hours of the scenes."))
    return problems


def hours_per_year(scene: SceneEntry) -> float | None:
    """Hours of a year that a lighting scene burns; None where it does not say [h]."""
    if scene.hours_per_day is None:
        return scene.hours_per_year
    return scene.hours_per_day * (DAYS_OF_A_YEAR if scene.days_per_year is None else scene.days_per_year)


def _check_price(configuration: Configuration) -> list[Problem]:
    price = configuration.calculation.electricity_price
    if price is None or price.currency in CURRENCIES:
        return []
    where = "calculation.electricity_price.currency"
    message = f"{where} is {price.currency!r}; a code of ISO 4217 was expected."
    return [error("UNKNOWN_CURRENCY", where, message, "Write EUR, CNY or another code.")]


MOST_PIXELS = 4096 * 4096  # of one picture: what memory holds


def _check_view(view: ViewEntry, index: int) -> list[Problem]:
    problems = []
    if view.eye_m == view.target_m:
        where = f"views[{index}].target_m"
        message = f"{where} is the eye itself; a point to look at was expected."
        problems.append(error("DIRECTION_WITHOUT_LENGTH", where, message, "Move the target."))
    width, height = view.size_px
    if width * height > MOST_PIXELS:
        where = f"views[{index}].size_px"
        message = f"{where} is {width} x {height}, {width * height} pixels; at most {MOST_PIXELS} are drawn."
        problems.append(error("PICTURE_TOO_LARGE", where, message, "Take a smaller size: 3840 x 2160 is 4K."))
    return problems


def _check_observers(configuration: Configuration) -> list[Problem]:
    problems = []
    for index, observer in enumerate(configuration.observers):
        if not any(observer.direction):
            where = f"observers[{index}].direction"
            message = f"{where} is (0, 0, 0); a direction was expected."
            problems.append(error("DIRECTION_WITHOUT_LENGTH", where, message, "Give a direction."))
    return problems
