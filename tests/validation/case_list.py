"""Every case, grouped as a reader meets them; pytest runs `own_groups`, `make validate` the peers as well."""

from __future__ import annotations

import bounce_cases as bounce
import confidence_cases as confidence
import direct_cases as direct
import file_cases as files
import glare_cases as glare
import goniometer_cases as goniometer
import room_cases as rooms
from rows import Case, Group

V19 = Case(
    "V19",
    "Photometric files as they are read",
    "reference values of each file",
    None,
    "no light is worked out for it; tests/assets compares every file with its reference",
)


def own_groups() -> tuple[Group, ...]:
    """Cases against formulas, standards and published values."""
    return (
        Group(
            "CIE 171:2006, cases 5.2 to 5.8",
            "The standard's analytic cases, with corrected values where printed ones are known to be wrong.",
            (direct.V1, direct.V4, direct.V3, direct.V15, bounce.V8, bounce.V9, bounce.V10),
        ),
        Group(
            "Direct light",
            "Formulas for points, areas, shadows and sums.",
            (direct.V2, direct.V5, direct.V6, direct.V7, direct.V14),
        ),
        Group(
            "Real photometric files",
            "Intensities of real files, in every turn.",
            (*files.V18_CASES, V19),
        ),
        Group(
            "Furnaces and spheres",
            "In a closed shape whose every surface emits M and reflects ρ there is M / (1 - ρ) everywhere.",
            (bounce.V11, *bounce.FURNACE_CASES, bounce.V12),
        ),
        Group(
            "Golden rooms",
            "Rooms that an exact radiosity program and Radiance agree on to 0.3 %.",
            (rooms.V16, rooms.V17),
        ),
        Group(
            "Energy balance",
            "Absorbed, escaped and caught light over emitted light.",
            (rooms.V13, *rooms.SHIPPED),
        ),
        Group(
            "Glare",
            "Unified glare rating, by the formula and by the tabular method.",
            (glare.V20, glare.V21, *glare.TABLE_CASES),
        ),
        Group(
            "Goniometer",
            "Bodies with light sources whose photometry is known; tolerances are 1 %.",
            goniometer.GONIOMETER_CASES,
        ),
        Group(
            "Standard errors",
            "Whether the error that stands beside every number is true.",
            confidence.CONFIDENCE_CASES,
        ),
    )
