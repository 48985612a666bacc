"""What is wrong with the sources of a measurement, and what is to be said of its result."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from assets.body import Body
from kit.problems import Problem, error, warning
from render.goniometry.sources import BulbSource, GlowingSource, Source, glowing_of

LEFT_OVER = 1e-3  # share of the flux that may be under way still when it is no longer followed
TABLE_OFF = 0.01  # share by which the table's integral may differ from the flux that left


def check_sources(body: Body, sources: Sequence[Source]) -> list[Problem]:
    """Problems of the sources of a body."""
    problems = []
    if not sources:
        problems.append(
            error("NO_LIGHT_SOURCE", "sources", "there is no light source", "Say which parts glow.")
        )
    for number, source in enumerate(sources):
        where = f"sources[{number}]"
        if not (math.isfinite(source.flux_lm) and source.flux_lm > 0):
            problems.append(
                error(
                    "SOURCE_WITHOUT_FLUX",
                    where,
                    f"the light source has a flux of {source.flux_lm:g} lm; more than 0 was expected",
                    "State the luminous flux of the light source in lumen.",
                )
            )
        problems += (
            _glowing(body, source, where) if isinstance(source, GlowingSource) else _bulb(source, where)
        )
    return problems


def _glowing(body: Body, source: GlowingSource, where: str) -> list[Problem]:
    known = list(dict.fromkeys(material.name for material in body.materials))
    unknown = [name for name in source.materials or () if name not in known]
    if unknown:
        return [
            error(
                "SOURCE_NOT_IN_BODY",
                where,
                f"no part of the body is of the material {name!r}",
                f"The body has: {', '.join(known)}.",
            )
            for name in unknown
        ]
    if source.triangles is not None:
        inside = all(0 <= index < len(body.triangles) for index in source.triangles)
        if inside and source.triangles:
            return []
        said = f"its triangles are not among the body's {len(body.triangles)}"
        return [error("SOURCE_NOT_IN_BODY", where, said, "Name triangles of this body.")]
    if not len(glowing_of(body, source)):
        return [
            error(
                "NOTHING_GLOWS",
                where,
                "no material of the body glows, so that nothing says where its light comes from",
                f"Name the material that gives light; the body has: {', '.join(known)}.",
            )
        ]
    return []


def _bulb(source: BulbSource, where: str) -> list[Problem]:
    problems = []
    if not source.distribution.luminous_flux_lm() > 0:
        said = "the bulb's distribution has no light in it"
        problems.append(error("SOURCE_WITHOUT_FLUX", where, said, "Give it another table."))
    if not np.isfinite(np.array(source.place_m, float)).all():
        said = f"the bulb's place {source.place_m} is no point"
        problems.append(error("SOURCE_NOT_IN_BODY", where, said, "State three finite numbers of metres."))
    return problems


def check_result(source_lm: float, flux_lm: float, left_lm: float, table_lm: float) -> list[Problem]:
    """What is to be said of a measurement, from fluxes [lm]: of sources, left, under way, of the table."""
    problems = []
    if flux_lm <= LEFT_OVER * source_lm:
        problems.append(
            warning(
                "NO_LIGHT_LEAVES",
                "body",
                f"{flux_lm:.3g} lm of {source_lm:.5g} lm leave the body",
                "Look whether the glowing part is enclosed, or faces inwards.",
            )
        )
    if left_lm > LEFT_OVER * source_lm:
        problems.append(
            warning(
                "LIGHT_STILL_UNDER_WAY",
                "body",
                f"{left_lm:.3g} lm of {source_lm:.5g} lm had neither left nor been absorbed at the end",
                "Look for closed parts that absorb nothing.",
            )
        )
    if flux_lm > LEFT_OVER * source_lm and abs(table_lm / flux_lm - 1) > TABLE_OFF:
        problems.append(
            warning(
                "GRID_TOO_COARSE",
                "distribution",
                f"the table holds {table_lm:.5g} lm of the {flux_lm:.5g} lm that leave the body",
                "Take smaller steps of C and gamma.",
            )
        )
    return problems
