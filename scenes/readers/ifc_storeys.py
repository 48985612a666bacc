"""Storeys, north, unit and origin of an IFC file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from kit.problems import Problem, info, warning
from kit.units import METRES_PER
from scenes.building import Storey
from scenes.readers.ifc_file import Array, Element, IfcModel
from scenes.readers.reading import RoomOverrides
from scenes.votes import Choice, Vote, check_choice, choose

FAR_M = 100.0  # from where on coordinates are moved near zero
FAR_UP_M = 20.0
USUAL_ROOM_M = (2.0, 6.0)
USUAL_DOOR_M = (1.85, 2.6)
FILE_POINTS, EVIDENCE_POINTS = 2.0, 1.5


def choose_units(model: IfcModel, heights: Mapping[str, Sequence[float]], said: str) -> Choice:
    """The unit of length: what the file says, weighed against how high its rooms and doors are.

    Parameters
    ----------
    heights
        Of ``rooms`` and ``doors``, in metres as the file says.
    said
        What a person says, or ``auto``.
    """
    stated = model.metres_per_unit
    name = next((unit for unit, m in METRES_PER.items() if math.isclose(m, stated, rel_tol=1e-4)), None)
    votes = []
    if name is not None and model.all("IfcUnitAssignment"):
        votes.append(Vote(name, FILE_POINTS, "the file's unit of length"))
    for what, (low, high) in {"rooms": USUAL_ROOM_M, "doors": USUAL_DOOR_M}.items():
        if not heights.get(what):
            continue
        typical = float(np.median(heights[what])) / stated
        for unit, metres in METRES_PER.items():
            if low <= typical * metres <= high:
                words = f"{what} are {typical * metres:.2f} m high, read in {unit}"
                votes.append(Vote(unit, EVIDENCE_POINTS, words))
    return choose("units", votes, said=None if said == "auto" else said, otherwise=name or "m")


def apply_units(model: IfcModel, choice: Choice) -> list[Problem]:
    """Scale the model to the chosen unit; what is doubtful is told."""
    model.scale = METRES_PER[choice.taken] / model.metres_per_unit if choice.votes or choice.by_user else 1.0
    stated = next((vote.value for vote in choice.votes if vote.points == FILE_POINTS), None)
    return check_choice(choice, "The unit", expected=stated)


def check_overrides(overrides: RoomOverrides) -> list[Problem]:
    """What a person said that does not apply to IFC."""
    problems = []
    if overrides.up not in ("auto", "z"):
        message = f"'up' is {overrides.up!r}, but IFC is z up; it is ignored."
        problems.append(warning("OVERRIDE_IGNORED", "up", message, "Leave it out."))
    for key in ("view", "layers"):
        if getattr(overrides, key) is not None:
            message = f"{key!r} is given, but an IFC file is no drawing; it is ignored."
            problems.append(warning("OVERRIDE_IGNORED", key, message, "Leave it out."))
    return problems


def set_origin(model: IfcModel, points_m: Array) -> list[Problem]:
    """Move a building that lies far from zero near it, in whole metres, and tell."""
    if not len(points_m):
        return []
    low, high = points_m.min(axis=0), points_m.max(axis=0)
    middle = np.floor((low + high) / 2)
    moved = np.zeros(3)
    if float(np.abs(middle[:2]).max()) > FAR_M:
        moved[:2] = middle[:2]
    if abs(float(low[2])) > FAR_UP_M:
        moved[2] = float(low[2])
    if not moved.any():
        return []
    model.origin_m = model.origin_m + moved
    x, y, z = moved
    message = (
        f"The building lies far from the origin of its coordinates; it was moved by {-x:g}, {-y:g}, {-z:g} m."
    )
    return [info("FRAME_SET", "building", message)]


def storeys_of(model: IfcModel) -> dict[int, Storey]:
    """The storeys by the number of their instance, lowest first, with names that differ."""
    found: list[tuple[float, Element]] = []
    for storey in model.all("IfcBuildingStorey"):
        placed = model.points(model.matrix(storey)[None, :3, 3])[0, 2]
        stated = getattr(storey, "Elevation", None)
        if storey.ObjectPlacement is None and stated is not None:
            placed = float(stated) * model.metres_per_unit * model.scale - model.origin_m[2]
        found.append((float(placed), storey))
    found.sort(key=lambda each: each[0])
    levels = [level for level, _ in found]
    storeys: dict[int, Storey] = {}
    taken: set[str] = set()
    for index, (level, storey) in enumerate(found):
        name = " ".join(str(storey.Name or storey.LongName or f"Storey {index}").split())[:80]
        count, own = 1, name
        while own in taken:
            count += 1
            own = f"{name} {count}"
        taken.add(own)
        above = levels[index + 1] - level if index + 1 < len(levels) else None
        storeys[storey.id()] = Storey(own, level, above if above and above > 0.1 else None)
    return storeys


def storey_name(element: Element, storeys: Mapping[int, Storey], level_m: float) -> str:
    """The storey that an element belongs to, or else the one at whose height it stands."""
    import ifcopenshell.util.element

    current = element
    for _ in range(8):
        above = ifcopenshell.util.element.get_aggregate(current) or ifcopenshell.util.element.get_container(
            current
        )
        if above is None:
            break
        if above.id() in storeys:
            return storeys[above.id()].name
        current = above
    below = [storey for storey in storeys.values() if storey.elevation_m <= level_m + 0.5]
    return below[-1].name if below else next((storey.name for storey in storeys.values()), "")


def north_of(model: IfcModel) -> float | None:
    """Direction of north, anticlockwise from y [degrees]; None where the file does not say."""
    for context in model.all("IfcGeometricRepresentationContext"):
        if context.is_a("IfcGeometricRepresentationSubContext") or context.TrueNorth is None:
            continue
        x, y = (float(v) for v in context.TrueNorth.DirectionRatios[:2])
        if math.hypot(x, y) < 1e-9:
            continue
        x = -x if model.mirror else x
        return round(math.degrees(math.atan2(-x, y)), 4) + 0.0
    return None
