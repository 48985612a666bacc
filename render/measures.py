"""Measures: what a person reads as numbers, each with its standard error, as one document.

Every number is worked out from the mean over the replicates and its standard error from their spread.
The maintenance factor is applied once, here. What a plane, a surface, energy and uncertain inputs have to
say is in `plane_measures`, `surface_measures`, `energy` and `input_uncertainty`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from kit.problems import Problem, warning
from render.device import engine_version, variant
from render.discretisation import discretisation_lx
from render.energy import energy_of_a_year, placement_powers_w, total_w
from render.glare import glare_problems, observers_glare
from render.input_uncertainty import inputs_as_json, inputs_of, plane_shifts_lx, surface_shifts
from render.light_field import LightField
from render.mixing import column_weights
from render.plane_measures import measure_of_plane, root_mean_square
from render.room_power import power_of_rooms
from render.surface_measures import energy_balance, measures_of_surfaces
from scenes.targets import RoomToCheck, compared

_engine_version = cache(engine_version)  # reads files

LEAK_LIMIT = 1e-5  # share of rays that may leave a closed room before a person must know
BALANCE_LIMIT = 0.005
CLOSE_LIMIT = 0.2  # share of a luminaire's light that may fall on what it hangs at


def measure(
    field: LightField, scene_name: str | None = None, *, discretisation: bool = True
) -> dict[str, Any]:
    """All measures of one lighting scene, as the contract's `simulate --json`.

    Parameters
    ----------
    field
        From `simulate`.
    scene_name
        The lighting scene; None is every luminaire at its own dimming.
    discretisation
        Whether to work out how much the patches' size matters, which takes longer than all the rest.

    Returns
    -------
    dict
        Plain data; illuminances and luminances are maintained values, with the initial ones beside.

    Raises
    ------
    KeyError
        When there is no such lighting scene.
    """
    weights, scene = column_weights(field.scene, scene_name), field.scene
    observers = observers_glare(field, weights)
    placements = _placements(field, scene_name)
    powers, area = [entry["power_w"] for entry in placements], scene.floor_area_m2
    power, rooms = total_w(powers), power_of_rooms(scene, powers)
    density = None if power is None else power / area
    density_of = {room["name"]: room["power_density_w_m2"] for room in rooms}
    balance, balance_error = energy_balance(field, weights)
    factor = scene.maintenance_factor
    surfaces, groups = measures_of_surfaces(
        field, weights, surface_shifts(field, weights), maintenance_factor=factor
    )
    coarser = discretisation_lx(field, scene_name) if discretisation else (None,) * len(field.planes)
    problems = [*_problems(field, balance, placements), *glare_problems(field, observers)]
    planes = [
        measure_of_plane(
            light,
            weights,
            plane_shifts_lx(field, index, weights),
            maintenance_factor=factor,
            power_density_w_m2=density_of.get(light.plane.room, density),
        )
        | {"discretisation_lx": root_mean_square(coarser[index], light.plane, factor)}
        for index, light in enumerate(field.planes)
    ]
    return {
        "scene": scene_name,
        "maintenance_factor": factor,
        "planes": planes,
        "surfaces": surfaces,
        "surface_groups": groups,
        "observers": observers,
        "targets": compared({"planes": planes, "observers": observers}, _rooms(field, scene_name)),
        "power_w": power,
        "power_density_w_m2": density,
        "floor_area_m2": area,
        "rooms": rooms,
        "energy": energy_of_a_year(scene),
        "energy_balance": balance,
        "energy_balance_standard_error": balance_error,
        "uncertain_inputs": inputs_as_json(scene),
        "placements": placements,
        "timing_s": _timing(field),
        "engine": {
            "version": _engine_version(),
            "device": variant(),
            "patches": field.patches.count,
            "options": field.options.as_json(),
        },
        "problems": [problem.as_json() for problem in problems],
    }


def _rooms(field: LightField, scene_name: str | None) -> list[RoomToCheck]:
    """The rooms with the least colour rendering index of what burns in each, where all of them are known."""
    weights, alone = field.scene.weights[scene_name], len(field.scene.rooms) == 1
    rooms = []
    for room in field.scene.rooms:
        indices = [
            placed.luminaire.colour_rendering_index
            for placed in field.scene.luminaires
            if (alone or placed.room == room.name)
            and (weight := weights.get(placed.id)) is not None
            and weight.dimming > 0
        ]
        known = [index for index in indices if index is not None]
        lowest = min(known) if known and len(known) == len(indices) else None
        rooms.append(RoomToCheck(room.name, room.use, room.elevation_m, lowest))
    return rooms


def _placements(field: LightField, scene_name: str | None) -> list[dict[str, Any]]:
    """Flux and power of each placement in this lighting scene."""
    weights, powers = field.scene.weights[scene_name], placement_powers_w(field.scene, scene_name)
    entries = []
    for placed, emitter, power in zip(field.scene.luminaires, field.emitters, powers, strict=True):
        weight = weights.get(placed.id)
        dimming = weight.dimming if weight is not None else 0.0
        entry = {"id": placed.id, "flux_lm": dimming * emitter.flux_lm, "power_w": power}
        entries.append(entry | ({"room": placed.room} if placed.room else {}))
    return entries


def _timing(field: LightField) -> dict[str, float]:
    steps = {
        step: field.timing_s.get(step, 0.0) for step in ("read", "transport", "direct", "solve", "gather")
    }
    steps["uncertainty"] = inputs_of(field).seconds
    return {**steps, "total": sum(steps.values())}


def _problems(field: LightField, balance: float | None, placements: list[dict[str, Any]]) -> list[Problem]:
    """What a person must know of the result, after what they must know of the input."""
    problems = list(field.scene.problems)
    if field.transport.leaked > LEAK_LIMIT:
        place = field.transport.leak_points_m.mean(axis=0).round(2).tolist()
        problems.append(
            warning(
                "LIGHT_LEAKS",
                "room",
                f"{field.transport.leaked:.2%} of the rays leave the room through gaps, around {place}",
                "Close the gaps in the room's shell, or mark open edges as open.",
            )
        )
    if balance is not None and abs(balance - 1) > BALANCE_LIMIT:
        problems.append(
            warning(
                "ENERGY_BALANCE_OFF",
                "room",
                f"{balance:.2%} of the emitted light is accounted for, expected 100 %",
                "Look for luminaires inside furniture or behind walls."
                if field.transport.leaked <= LEAK_LIMIT
                else "Light leaves the room through gaps: close them, or mark open edges as open.",
            )
        )
    for placed, emitter, close in zip(
        field.scene.luminaires, field.emitters, field.patch_light.close_lm.mean(axis=0), strict=True
    ):
        if close > CLOSE_LIMIT * emitter.flux_lm:
            problems.append(
                warning(
                    "SHINES_AT_ITS_SURFACE",
                    placed.id,
                    f"{close / emitter.flux_lm:.0%} of the light of {placed.id} falls on the surface it "
                    "hangs at, within 2 cm of where it starts",
                    "Hang it clear of the surface, or turn it round.",
                )
            )
    unknown = [entry["id"] for entry in placements if entry["power_w"] is None]
    if unknown:
        problems.append(
            warning(
                "POWER_UNKNOWN",
                "placements",
                f"no electric power is known for {', '.join(unknown)}",
                "Power and power density are left out; choose luminaires whose files state watts.",
            )
        )
    return problems
