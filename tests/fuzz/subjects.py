"""What is fuzzed: the one table of readers, with the files that are mutated and who else reads them.

A new format is a row: where its files come from, how it is read, what must hold of what was accepted, and,
where there is one, an independent reader.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutations
import numpy as np
import other_readers
import product_mutations
from gldf_files import CEILING, VARIANT, gldf_file, product_xml

from assets.luminaire_file import LuminaireFile
from assets.photometry import LuminousOpening, OpeningShape, Photometry, closed_distribution
from assets.read_luminaire_file import read_luminaire_file
from assets.read_photometry import read_photometry
from assets.write_photometry import write_photometry
from kit.errors import UnsoundInput
from kit.problems import Problem, Severity

NOT_OF_THE_LIGHT = ("UNITS_FEET_CONVERTED", "POWER_MISSING", "UNKNOWN_OPENING", "TILT_IGNORED")
Seeds = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Subject:
    """One reader under test.

    Parameters
    ----------
    seeds
        Named files to mutate, from the folder of real files where there is one (None where not).
    read
        Reads bytes; raises UnsoundInput or returns what it understood.
    examine
        Raises AssertionError where something was accepted that is not sound.
    warned
        Whether what was accepted came with a warning.
    disagreement
        How an independent reader reads the same bytes otherwise, in words; None where it agrees or cannot
        read them. Gets an empty folder to work in. None where there is no such reader.
    mutations
        Ways to damage a file.
    """

    seeds: Callable[[Path | None], Seeds]
    read: Callable[[bytes], Any]
    examine: Callable[[Any], None]
    warned: Callable[[Any], bool]
    disagreement: Callable[[bytes, Any, Path], str | None] | None = None
    mutations: Sequence[mutations.Mutation] = mutations.OF_TEXTS


def photometric_files(ending: str) -> Callable[[Path | None], Seeds]:
    """Those of the folder of real files that can be read, and a few of our own."""

    def seeds(folder: Path | None) -> Seeds:
        files = [] if folder is None else sorted(folder.rglob(f"*.{ending}"))
        found = [(path.name, path.read_bytes()) for path in files]
        return [(name, data) for name, data in found if _is_read(data, ending)] + _our_own(ending)

    return seeds


def _is_read(data: bytes, ending: str) -> bool:
    try:
        read_photometry(data, f"x.{ending}")
    except UnsoundInput:
        return False
    return True


def _our_own(ending: str) -> Seeds:
    ring = np.arange(0.0, 360.0, 30.0)
    gamma = np.arange(0.0, 181.0, 15.0)
    fall = 400 + 300 * np.cos(np.radians(gamma))
    shapes = {
        "axial": np.ones(12),
        "quadrant": 2 + np.cos(2 * np.radians(ring)),
        "forward": 2 + np.cos(np.radians(ring)),
        "sideways": 2 + np.sin(np.radians(ring)),
        "none": 2 + np.sin(np.radians(ring)) + np.cos(np.radians(2 * ring + 20)),
    }
    opening = LuminousOpening(OpeningShape.RECTANGLE, (0.3, 0.2, 0.05))
    lights = {name: closed_distribution(ring, gamma, share[:, None] * fall) for name, share in shapes.items()}
    return [
        (
            f"own-{name}",
            write_photometry(Photometry(light, opening, "", name=name, power_w=12.0), f"x.{ending}")[0],
        )
        for name, light in lights.items()
    ]


def examine_photometry(photometry: Photometry) -> None:
    """What was accepted is light that can be worked with, and can be written and read again."""
    light = photometry.distribution
    assert np.isfinite(light.intensity_cd).all()
    assert light.intensity_cd.min() >= 0.0
    assert light.maximum_cd() > 0.0
    assert np.isfinite(light.luminous_flux_lm())
    assert np.isfinite(light.beam_angle_deg())
    assert np.isfinite(photometry.opening.size_m).all()
    assert (light.c_deg[0], light.c_deg[-1]) == (0.0, 360.0)
    assert (np.diff(light.c_deg) > 0.0).all()
    assert not [problem for problem in photometry.problems if problem.severity is Severity.ERROR]
    other = "ldt" if photometry.format == "IES" else "ies"
    try:
        data, _ = write_photometry(photometry, f"x.{other}")
    except UnsoundInput as refusal:
        if "OPENING_NOT_WRITTEN" in {problem.code for problem in refusal.problems}:
            return
        raise
    again = read_photometry(data, f"x.{other}").distribution
    np.testing.assert_allclose(again.luminous_flux_lm(), light.luminous_flux_lm(), rtol=1e-3)


def was_warned_of(photometry: Photometry) -> bool:
    """Whether a warning came with it that can bear on the light; remarks do not count."""
    problems: tuple[Problem, ...] = photometry.problems
    return any(
        problem.severity is Severity.WARNING and problem.code not in NOT_OF_THE_LIGHT for problem in problems
    )


def products(folder: Path | None) -> Seeds:
    """Those of the folder of real files, and two of our own."""
    hung = VARIANT.replace(
        CEILING, '<Mountings><Ceiling><Pendant pendantLength="500"/></Ceiling></Mountings>'
    )
    own = [("own", gldf_file()), ("own-pendant", gldf_file(product_xml(variants=hung)))]
    found = [] if folder is None else sorted(folder.rglob("*.gldf"))
    return own + [(path.name, path.read_bytes()) for path in found]


def examine_products(file: LuminaireFile) -> None:
    """What was accepted are luminaires with light and sound bodies, and no error."""
    assert file.variants
    for variant in file.variants:
        luminaire = variant.luminaire
        assert luminaire.photometry.distribution.maximum_cd() > 0.0
        assert np.isfinite(luminaire.photometry.distribution.luminous_flux_lm())
        assert np.isfinite(luminaire.photometric_centre_m).all()
        assert not [problem for problem in variant.problems if problem.severity is Severity.ERROR]
        body = luminaire.body
        if body is not None:
            assert np.isfinite(body.vertices_m).all()
            assert 0 <= body.triangles.min() <= body.triangles.max() < len(body.vertices_m)
            assert body.material_of_triangle.max() < len(body.materials)


def product_was_warned_of(file: LuminaireFile) -> bool:
    """Whether a warning came with any variant."""
    told = [*file.problems, *(problem for each in file.variants for problem in each.problems)]
    return any(problem.severity is Severity.WARNING for problem in told)


SUBJECTS: dict[str, Subject] = {
    "ies": Subject(
        seeds=photometric_files("ies"),
        read=lambda data: read_photometry(data, "x.ies"),
        examine=examine_photometry,
        warned=was_warned_of,
        disagreement=other_readers.ies2rad_reads_otherwise,
    ),
    "ldt": Subject(
        seeds=photometric_files("ldt"),
        read=lambda data: read_photometry(data, "x.ldt"),
        examine=examine_photometry,
        warned=was_warned_of,
        disagreement=other_readers.eulumdat_py_reads_otherwise,
    ),
    "gldf": Subject(
        seeds=products,
        read=lambda data: read_luminaire_file(data, "x.gldf"),
        examine=examine_products,
        warned=product_was_warned_of,
        mutations=product_mutations.OF_PRODUCTS,
    ),
}
