"""From a configuration's room to a `Room`: written out, or laid over a room that was read from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kit.problems import Problem, error, info
from scenes.configuration_model import FurnitureEntry, OpeningEntry, PartitionOpeningEntry, RoomEntry
from scenes.configuration_types import Reflectance, SurfaceEntry
from scenes.pieces.kinds import KINDS
from scenes.room import (
    DEFAULT_SILL_M,
    Colour,
    Finish,
    Furniture,
    Opening,
    Origin,
    Room,
    Slope,
    grey,
    signed_area_m2,
)

OPENING_KEYS = {
    "window": ("wall", "offset_m", "width_m", "height_m"),
    "door": ("wall", "offset_m", "width_m", "height_m"),
    "passage": ("wall", "offset_m", "width_m", "height_m"),
    "skylight": ("position_m", "size_m"),
    "stairwell": ("position_m", "size_m"),
}
WALL_KEYS = ("wall", "offset_m", "width_m", "sill_m", "height_m")
SKYLIGHT_KEYS = ("position_m", "size_m", "rotation_deg")


def room_from_entry(
    entry: RoomEntry, read: Room | None = None, *, where: str = "room"
) -> tuple[Room, list[Problem]]:
    """The room an entry describes, anticlockwise, with what was wrong or turned.

    `read` is the room of the file or of the service that the entry refers to; the entry's own keys
    stand in place of what was read. Where an opening of the entry is unsound the room has none of them, so
    that nothing is told of another by its number.
    """
    problems: list[Problem] = []
    finishes = {name: finish_of_entry(surface) for name, surface in entry.surfaces.items()}
    openings = [_opening(o, f"{where}.openings[{i}]", problems) for i, o in enumerate(entry.openings or ())]
    room = Room(outline_m=entry.outline_m or (), height_m=entry.height_m or 0.0, origins=_user_origins(entry))
    if read is not None:
        room = replace(
            read,
            outline_m=entry.outline_m or read.outline_m,
            height_m=entry.height_m or read.height_m,
            origins=read.origins | _user_origins(entry),
        )
    elif entry.storey is not None:
        room = replace(room, storey=entry.storey)
    room = replace(
        room,
        name=entry.name if entry.name is not None else room.name,
        use=entry.use if entry.use is not None else room.use,
        slopes=room.slopes
        if entry.ceiling_slopes is None
        else tuple(Slope(s.wall, float(s.height_m), float(s.pitch_deg)) for s in entry.ceiling_slopes),
        elevation_m=room.elevation_m if entry.elevation_m is None else float(entry.elevation_m),
        holes_m=room.holes_m if entry.holes_m is None else entry.holes_m,
        finishes=_laid_over(room.finishes, finishes),
        openings=room.openings if entry.openings is None else _all_or_none(openings),
        furniture=room.furniture
        if entry.furniture is None
        else tuple(_furniture(f) for f in entry.furniture),
    )
    room = _with_ceiling(_as_found(room, entry), entry)
    turned, remark = anticlockwise(room, where)
    return turned, [*problems, *remark]


def _as_found(room: Room, entry: RoomEntry) -> Room:
    """The room with what only files know of it: partitions, coverage, origins of values."""
    inner = entry.partition_openings
    return replace(
        room,
        partitions=room.partitions
        if entry.partitions is None
        else tuple(_furniture(piece) for piece in entry.partitions),
        partition_openings=room.partition_openings if inner is None else tuple(map(_listed, inner)),
        coverage=room.coverage if entry.coverage is None else entry.coverage,
        confidence=room.confidence if entry.confidence is None else entry.confidence,
        origins=room.origins
        if entry.origins is None
        else {key: Origin(origin) for key, origin in entry.origins.items()},
    )


def _listed(opening: PartitionOpeningEntry) -> dict[str, str | float]:
    return {
        "kind": opening.kind,
        "wall": opening.wall,
        "width_m": opening.width_m,
        "height_m": opening.height_m,
    }


def _with_ceiling(room: Room, entry: RoomEntry) -> Room:
    """The room with the ceiling that is stated in place of one of any shape; its file is read later."""
    if entry.ceiling_model is None and entry.ceiling_slopes is None:
        return room
    return replace(room, ceiling_model=entry.ceiling_model, ceiling_vertices_m=None, ceiling_triangles=None)


def anticlockwise(room: Room, where: str = "room") -> tuple[Room, list[Problem]]:
    """The same room with its corners anticlockwise; walls, openings and finishes keep their place."""
    count = len(room.outline_m)
    if signed_area_m2(room.outline_m) >= 0:
        return room, []
    outline = (room.outline_m[0], *reversed(room.outline_m[1:]))

    def turned_opening(opening: Opening) -> Opening:
        if not 0 <= opening.wall < count:
            return opening
        offset = room.wall_length_m(opening.wall) - opening.offset_m - opening.width_m
        return replace(opening, wall=count - 1 - opening.wall, offset_m=offset)

    def turned_name(name: str) -> str:
        index = name.removeprefix("wall:")
        if index == name or not index.isdecimal() or not int(index) < count:
            return name
        return f"wall:{count - 1 - int(index)}"

    turned = replace(
        room,
        outline_m=outline,
        openings=tuple(turned_opening(o) for o in room.openings),
        slopes=tuple(replace(s, wall=count - 1 - s.wall) if 0 <= s.wall < count else s for s in room.slopes),
        finishes={turned_name(name): finish for name, finish in room.finishes.items()},
    )
    message = (
        f"{where}.outline_m runs clockwise seen from above; it was turned to run anticlockwise, so that "
        f"wall i as given is wall {count - 1} - i in the answer."
    )
    return turned, [info("OUTLINE_TURNED", f"{where}.outline_m", message, "Give the corners anticlockwise.")]


def colour_of(reflectance: Reflectance | None) -> Colour | None:
    """Linear RGB of a reflectance that may be one number."""
    if reflectance is None:
        return None
    if isinstance(reflectance, tuple):
        return (float(reflectance[0]), float(reflectance[1]), float(reflectance[2]))
    return grey(float(reflectance))


def _laid_over(below: dict[str, Finish], above: dict[str, Finish]) -> dict[str, Finish]:
    """Finishes of both; where both name a surface, what is left out above is as below.

    A material above hides the reflectance below: it brings its own.
    """
    both = below | above
    for name in below.keys() & above.keys():
        finish, lower = above[name], below[name]
        if finish.material is None:
            finish = replace(finish, material=lower.material)
            if finish.reflectance_rgb is None:
                finish = replace(finish, reflectance_rgb=lower.reflectance_rgb, as_colour=lower.as_colour)
        both[name] = finish
    return both


def _user_origins(entry: RoomEntry) -> dict[str, Origin]:
    given = {
        "outline": entry.outline_m,
        "height": entry.height_m,
        "openings": entry.openings,
        "furniture": entry.furniture,
        "name": entry.name,
        "use": entry.use,
        "elevation": entry.elevation_m,
        "ceiling": entry.ceiling_slopes or entry.ceiling_model,
    }
    origins = {key: Origin.USER for key, value in given.items() if value is not None}
    return origins | {
        name: Origin.USER
        for name, surface in entry.surfaces.items()
        if surface.reflectance is not None or surface.material is not None
    }


def finish_of_entry(surface: SurfaceEntry) -> Finish:
    """The finish that an entry states, a person's where it does not say whose."""
    return Finish(
        colour_of(surface.reflectance),
        surface.open,
        Origin.USER if surface.origin is None else Origin(surface.origin),
        surface.reflectance_tolerance,
        surface.material,
        isinstance(surface.reflectance, tuple),
    )


def _opening(entry: OpeningEntry, where: str, problems: list[Problem]) -> Opening | None:
    needed = OPENING_KEYS[entry.kind]
    allowed = ("sill_m", "rotation_deg") if entry.kind in ("skylight", "stairwell") else ("sill_m",)
    missing = [key for key in needed if getattr(entry, key) is None]
    strange = [
        key
        for key in (*WALL_KEYS, *SKYLIGHT_KEYS)
        if key not in (*needed, *allowed) and getattr(entry, key) is not None
    ]
    for key in missing:
        message = f"{where} is a {entry.kind} without {key!r}; it needs {', '.join(needed)}."
        problems.append(error("MISSING_KEY", f"{where}.{key}", message, f"Add {key!r}."))
    for key in strange:
        message = f"{where}.{key} does not belong to a {entry.kind}."
        problems.append(error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.{key}", message, "Leave it out."))
    if missing or strange:
        return None
    sill = entry.sill_m
    if sill is None and entry.kind == "window":
        sill = DEFAULT_SILL_M
        message = f"{where} is a window without 'sill_m'; {DEFAULT_SILL_M} m is taken."
        problems.append(info("DEFAULT_TAKEN", f"{where}.sill_m", message, "Give the height of the sill."))
    x, y = (entry.position_m or (0.0, 0.0))[:2]
    return Opening(
        kind=entry.kind,
        wall=-1 if entry.wall is None else entry.wall,
        offset_m=entry.offset_m or 0.0,
        width_m=entry.width_m or 0.0,
        sill_m=sill or 0.0,
        height_m=entry.height_m or 0.0,
        open=entry.open,
        transmittance=entry.transmittance,
        position_m=(x, y),
        size_m=entry.size_m or (0.0, 0.0),
        rotation_deg=entry.rotation_deg or 0.0,
    )


def _all_or_none(openings: Sequence[Opening | None]) -> tuple[Opening, ...]:
    """The openings, where all are sound."""
    sound = tuple(opening for opening in openings if opening is not None)
    return sound if len(sound) == len(openings) else ()


def _furniture(entry: FurnitureEntry) -> Furniture:
    kind = KINDS.get(entry.piece or "")
    standard = None if kind is None else kind.size_m
    return Furniture(
        name=entry.name or entry.piece or "",
        position_m=entry.position_m,
        rotation_deg=entry.rotation_deg,
        size_m=entry.box_m if entry.box_m is not None else entry.size_m or standard,
        reflectance_rgb=colour_of(entry.reflectance),
        model=entry.model,
        units=entry.units,
        up=entry.up,
        reflectance_tolerance=entry.reflectance_tolerance,
        material=entry.material,
        as_colour=isinstance(entry.reflectance, tuple),
        piece=entry.piece,
        piece_options=dict(entry.options),
        piece_finishes={
            role: Finish(
                colour_of(finish.reflectance),
                origin=Origin.USER,
                material=finish.material,
                as_colour=isinstance(finish.reflectance, tuple),
            )
            for role, finish in entry.finishes.items()
        },
    )
