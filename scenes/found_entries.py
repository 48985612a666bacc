"""What a file held beside its rooms: from a building to a configuration's `found`, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scenes.building import Building, LightFound, Storey, ViewFound, Wall, WallOpening
from scenes.configuration_found import ChoiceEntry, WallEntry
from scenes.configuration_model import Configuration
from scenes.configuration_types import SurfaceEntry
from scenes.room import Colour, Finish, Origin
from scenes.room_from_entry import finish_of_entry
from scenes.votes import Choice, Vote

DIGITS = 6  # of lengths in metres: a micrometre
LONGEST = 200  # letters of a name
LONGEST_EVIDENCE = 2000
MOST_VIEWS = 300  # as many as a configuration takes; readers give at most 200


def with_found(building: Building, configuration: Configuration) -> Building:
    """The building with what its configuration keeps of the file that it came from, and with its views."""
    views = tuple(
        ViewFound(view.name, view.eye_m, view.target_m, float(view.fov_deg)) for view in configuration.views
    )
    building = replace(building, views=views)
    found = configuration.found
    if found is None:
        return building
    storeys = tuple(Storey(each.name, each.elevation_m, each.height_m) for each in found.storeys)
    return replace(
        building,
        storeys=storeys or building.storeys,
        walls=tuple(map(_wall, found.walls)),
        openings=tuple(WallOpening(**each.model_dump()) for each in found.openings),
        lights=tuple(LightFound(**each.model_dump()) for each in found.lights),
        north_deg=found.north_deg,
        triangles=found.triangles,
        choices=tuple(map(_choice, found.choices)),
    )


def _wall(entry: WallEntry) -> Wall:
    own = entry.model_dump(exclude={"left", "right"})
    return Wall(**own, left=_side(entry.left), right=_side(entry.right))


def _side(entry: SurfaceEntry) -> Finish:
    """The finish of a side; of one that is not stated, that of a file that says nothing."""
    return Finish() if entry == SurfaceEntry() else finish_of_entry(entry)


def _choice(entry: ChoiceEntry) -> Choice:
    votes = tuple(Vote(each.value, each.points, each.evidence) for each in entry.votes)
    return Choice(entry.key, entry.taken, votes, by_user=entry.by_user)


# Written


def found_entry(building: Building) -> dict[str, Any]:
    """What a building holds beside its rooms and views, as `found` writes it; what is empty is left out."""
    entry: dict[str, Any] = {
        "storeys": [_without_nothing(_plain(vars(each))) for each in building.storeys],
        "walls": [_wall_entry(wall) for wall in building.walls],
        "openings": [_without_nothing(_plain(vars(each))) for each in building.openings],
        "lights": [_without_nothing(_plain(vars(each))) for each in building.lights],
        "choices": [_choice_entry(choice) for choice in building.choices],
    }
    entry = {key: value for key, value in entry.items() if value}
    if building.north_deg is not None:
        entry["north_deg"] = rounded(building.north_deg)
    return entry | ({"triangles": building.triangles} if building.triangles else {})


def _wall_entry(wall: Wall) -> dict[str, Any]:
    sides = {"left": finish_entry(wall.left), "right": finish_entry(wall.right)}
    entry = {key: value for key, value in vars(wall).items() if key not in sides}
    return _without_nothing(_plain(entry)) | {key: side for key, side in sides.items() if side}


def _choice_entry(choice: Choice) -> dict[str, Any]:
    votes = [
        {
            "value": vote.value[:LONGEST_EVIDENCE],
            "points": rounded(vote.points),
            "evidence": vote.evidence[:LONGEST_EVIDENCE],
        }
        for vote in choice.votes
    ]
    return {"key": choice.key, "taken": choice.taken, "by_user": choice.by_user, "votes": votes}


def view_entries(building: Building) -> list[dict[str, Any]]:
    """The views of a building as cameras of a configuration, each with a name of its own."""
    views: list[dict[str, Any]] = []
    for view in building.views[:MOST_VIEWS]:
        taken = {each["name"] for each in views}
        name = view.name[:90] or "view"
        views.append(
            {
                "name": name if name not in taken else f"{name} {len(views) + 1}",
                "eye_m": [rounded(value) for value in view.eye_m],
                "target_m": [rounded(value) for value in view.target_m],
                "fov_deg": min(max(rounded(view.fov_deg), 1.0), 170.0),
            }
        )
    return views


def finish_entry(finish: Finish) -> dict[str, Any]:
    """A finish as `surfaces` writes it; nothing where nothing is stated, so that the default stays one."""
    entry: dict[str, Any] = {}
    if finish.material is not None:
        entry["material"] = finish.material
    if finish.reflectance_rgb is not None:
        entry["reflectance"] = reflectance_entry(finish.reflectance_rgb, as_colour=finish.as_colour)
    if finish.reflectance_tolerance is not None:
        entry["reflectance_tolerance"] = finish.reflectance_tolerance
    if finish.open:
        entry["open"] = True
    if entry and finish.origin is not Origin.USER:
        entry["origin"] = finish.origin.value
    return entry


def reflectance_entry(colour: Colour, *, as_colour: bool) -> float | list[float]:
    """One number for a grey that is no colour, or else three."""
    if not as_colour and len(set(colour)) == 1:
        return rounded(colour[0])
    return [rounded(channel) for channel in colour]


def rounded(value: float) -> float:
    """A number to a millionth, never minus zero."""
    return round(float(value), DIGITS) + 0.0


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Numbers rounded, tuples as lists, names cut to what a configuration takes."""
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [rounded(each) for each in value]
    if isinstance(value, str):
        return value[:LONGEST]
    return rounded(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _without_nothing(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without what is unknown or unnamed."""
    return {key: value for key, value in entry.items() if value is not None and value != ""}
