"""Any photometry as a file of one of the formats: the one table of writers, and what each cannot say."""

from __future__ import annotations

from collections.abc import Callable

from assets.photometric_text import refuse
from assets.photometry import Photometry
from assets.write_ies import ies_file
from assets.write_ldt import ldt_file
from kit.problems import Problem, require_sound

WRITERS: dict[str, Callable[[Photometry, list[Problem]], bytes]] = {"ies": ies_file, "ldt": ldt_file}


def write_photometry(photometry: Photometry, filename: str) -> tuple[bytes, list[Problem]]:
    """A photometric file in the format that the ending of its name says: IES LM-63-2019 or EULUMDAT.

    Read again it gives the same light to the nine digits that are written, in the least planes, with the
    texts, the lamp sets, the power and the opening as far as the format has room for them.

    Returns
    -------
    content, problems
        The file, and warnings and remarks of what the format cannot say or says otherwise.

    Raises
    ------
    UnsoundInput
        UNKNOWN_FORMAT for other endings, OPENING_NOT_WRITTEN where the format has nothing like the opening,
        NO_LIGHT for a photometry without any.
    """
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    writer = WRITERS.get(ending)
    if writer is None:
        known = " and ".join(f".{known}" for known in WRITERS)
        message = f"Photometry is written as {known}, not as {'.' + ending[:12]!r}."
        refuse([], "UNKNOWN_FORMAT", "file", message, f"Choose a name that ends in {known}.")
    problems: list[Problem] = []
    if photometry.distribution.maximum_cd() <= 0.0:
        refuse(
            problems, "NO_LIGHT", "intensities", "Every luminous intensity is 0: there is nothing to write."
        )
    content = writer(photometry, problems)
    require_sound(problems)
    return content, problems
