"""Luminaires in their places: what hangs where, whether it may, and where it would snap to."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Luminaire, hung_vertices
from kit.errors import UnknownRecord, UnsoundInput
from kit.problems import Problem, error, info
from scenes.assumed import assumed_luminaire
from scenes.bare_files import BareFiles, ReadFile, holds_variants, told_within
from scenes.configuration_model import AssumedEntry, Configuration, PhotometryEntry, Placement
from scenes.hanging import file_from_photometry, hanging_length_m, turned_photometry
from scenes.white_of_light import check_cct, check_duv, white_of

if TYPE_CHECKING:
    from assets.catalogue import Catalogue

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Placed:
    """A placement with its luminaire found; everything in the configuration's frame.

    `luminaire` has its photometry already mirrored and turned; `cct_k` and `duv` are its colour at full
    output.
    """

    index: int
    placement: Placement
    luminaire: Luminaire
    file_from_photometry: Array
    body_vertices_m: Array | None
    cct_k: float | None
    duv: float | None = None

    @property
    def where(self) -> str:
        """Its JSON path."""
        return f"placements[{self.index}]"

    def tuned(
        self, cct_k: float | None, duv: float | None, where: str
    ) -> tuple[float | None, float | None, list[Problem]]:
        """Colour temperature and Duv it burns at when these are asked for, and why not, if not."""
        wanted_k = self.cct_k if cct_k is None else cct_k
        found = [] if cct_k is None else check_cct(self.luminaire, cct_k, where)
        if duv is not None:
            found = found + check_duv(self.luminaire, duv, wanted_k, where)
        if found:
            return self.cct_k, self.duv, found
        return wanted_k, self.duv if duv is None else duv, []


def place_luminaires(
    configuration: Configuration, *, catalogue: Catalogue, read_file: ReadFile
) -> tuple[list[Placed], list[Problem]]:
    """Every placement whose luminaire could be found and read, and every problem met on the way."""
    placed: list[Placed] = []
    problems: list[Problem] = []
    bare = BareFiles(read_file)
    for index, placement in enumerate(configuration.placements):
        where = f"placements[{index}]"
        luminaire, found = _luminaire_of(placement, where, catalogue, bare)
        problems += found
        if luminaire is not None:
            one, found = _placed(index, placement, luminaire)
            placed.append(one)
            problems += found
    return placed, problems + _stand_ins(placed)


def _stand_ins(placed: list[Placed]) -> list[Problem]:
    """Said once for each luminaire whose body is not the maker's, where it hangs first."""
    first: dict[str, str] = {}
    for one in placed:
        if one.luminaire.stand_in:
            first.setdefault(one.luminaire.sku, one.where)
    return [
        info(
            "BODY_STAND_IN",
            f"{where}.luminaire",
            f"The body of {sku!r} stands in for the maker's: size and light are its own, its shape is not.",
            "Ask the maker for a 3D model (GLB or OBJ).",
        )
        for sku, where in first.items()
    ]


def _luminaire_of(
    placement: Placement,
    where: str,
    catalogue: Catalogue,
    bare: BareFiles,
) -> tuple[Luminaire | None, list[Problem]]:
    entry = placement.luminaire
    problems = [] if isinstance(entry, str) else _check_variant(placement, where)
    if isinstance(entry, AssumedEntry):
        luminaire = assumed_luminaire(entry.assumed, where)
        return luminaire, [*problems, *luminaire.photometry.problems]
    if isinstance(entry, PhotometryEntry):
        plain, found = bare.luminaire(entry, placement.variant if holds_variants(entry) else None, where)
        if plain is None:
            return None, [*problems, *found]
        photometry = turned_photometry(
            plain.photometry, turn_c0_deg=entry.turn_c0_deg, mirror_c=entry.mirror_c
        )
        return replace(plain, photometry=photometry, **white_of(entry)), [*problems, *found]
    try:
        return catalogue.configured(entry, placement.variant, placement.bulb, where)
    except UnknownRecord:
        return None, [_unknown_sku(entry, where, catalogue)]
    except UnsoundInput as fault:
        return None, [told_within(p, f"{where}.luminaire", entry) for p in fault.problems]


def _unknown_sku(sku: str, where: str, catalogue: Catalogue) -> Problem:
    known = [entry.sku for entry in catalogue.entries]
    near = difflib.get_close_matches(sku, known, n=3)
    hint = f"Did you mean {', '.join(near)}?" if near else f"Known are {', '.join(known[:10])}."
    return error("UNKNOWN_SKU", f"{where}.luminaire", f"No luminaire {sku!r} is in the catalogue.", hint)


def _check_variant(placement: Placement, where: str) -> list[Problem]:
    problems = []
    entry = placement.luminaire
    chooses = isinstance(entry, PhotometryEntry) and holds_variants(entry)
    for key in ("variant", "bulb"):
        value = getattr(placement, key)
        if value is None or (key == "variant" and chooses):
            continue
        message = f"{where}.{key} is {value!r}; only luminaires of the catalogue have a {key} to choose."
        problems.append(error(f"UNKNOWN_{key.upper()}", f"{where}.{key}", message, f"Leave out {key!r}."))
    return problems


def _placed(index: int, placement: Placement, luminaire: Luminaire) -> tuple[Placed, list[Problem]]:
    """A placement's transform, body and colour temperature."""
    where = f"placements[{index}]"
    problems: list[Problem] = []
    length, hangs_wrong = _checked_length(placement, luminaire, where)
    problems += hangs_wrong
    transform = file_from_photometry(placement, luminaire)
    body = None
    if luminaire.body is not None and not hangs_wrong:
        local = hung_vertices(luminaire, length)
        turn = transform[:3, :3]
        body = local @ turn.T + np.array(placement.position_m)
    cct_k = luminaire.cct_k
    if placement.cct_k is not None:
        problems += check_cct(luminaire, placement.cct_k, f"{where}.cct_k")
        cct_k = placement.cct_k
    duv = luminaire.duv
    if placement.duv is not None:
        problems += check_duv(luminaire, placement.duv, cct_k, f"{where}.duv")
        duv = placement.duv
    return Placed(index, placement, luminaire, transform, body, cct_k, duv), problems


def _checked_length(
    placement: Placement, luminaire: Luminaire, where: str
) -> tuple[float | None, list[Problem]]:
    """The hanging length [m], and what is wrong with the one asked for."""
    length, hanging = hanging_length_m(placement, luminaire), luminaire.hanging
    if length is None or hanging is None:
        if placement.hanging_length_m is None:
            return None, []
        message = f"{where}.hanging_length_m is given, but {luminaire.name!r} does not hang."
        return None, [error("DOES_NOT_HANG", f"{where}.hanging_length_m", message, "Leave it out.")]
    if hanging.minimum_m - 1e-9 <= length <= hanging.maximum_m + 1e-9:
        return length, []
    message = (
        f"{where}.hanging_length_m is {length:g} m; {luminaire.name!r} hangs "
        f"{hanging.minimum_m:g} to {hanging.maximum_m:g} m below the ceiling."
    )
    hint = "Choose a length in that range."
    return length, [error("HANGING_LENGTH_OUT_OF_RANGE", f"{where}.hanging_length_m", message, hint)]
