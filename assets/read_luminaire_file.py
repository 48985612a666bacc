"""Any file that holds luminaires: a bare photometric file, or a product with variants and bodies."""

from __future__ import annotations

from collections.abc import Mapping

from assets.gldf import read_gldf
from assets.l3d import Angles
from assets.luminaire import Mounting, bare_luminaire
from assets.luminaire_file import LuminaireFile, LuminaireVariant
from assets.photometric_text import refuse
from assets.read_photometry import read_photometry

ONLY = "default"  # the id of the one luminaire of a bare photometric file
HOLDS_VARIANTS = ("gldf",)  # endings of files with variants to choose from


def read_luminaire_file(
    data: bytes,
    filename: str,
    *,
    lamp_set: int | None = None,
    joint_angles_deg: Mapping[str, Angles] | None = None,
) -> LuminaireFile:
    """Read an IES, EULUMDAT or GLDF file as luminaires.

    Parameters
    ----------
    data
        The whole file.
    filename
        Its name; the ending says the format.
    lamp_set
        Which lamp set of an EULUMDAT file is used, counted from 1; None is the first.
    joint_angles_deg
        Angles about x, y and z of a GLDF model's joints by name; others are at their default [deg].

    Raises
    ------
    UnsoundInput
        L3D_WITHOUT_LIGHT for a bare ``.l3d``, UNKNOWN_LAMP_SET for a lamp set of a GLDF file; else
        what `read_gldf` and `read_photometry` raise.
    """
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    if ending == "gldf":
        if lamp_set is not None:
            message = "a GLDF file has variants and no lamp sets"
            refuse([], "UNKNOWN_LAMP_SET", "lamp_set", message, "Choose a variant.")
        return read_gldf(data, filename, joint_angles_deg=joint_angles_deg)
    if ending == "l3d":
        message = "an L3D file is a body without light"
        refuse(
            [],
            "L3D_WITHOUT_LIGHT",
            "file",
            message,
            "Send the GLDF file that holds it, or an IES or LDT file.",
        )
    photometry = read_photometry(data, filename, lamp_set=lamp_set)
    only = LuminaireVariant(
        ONLY,
        bare_luminaire(photometry, filename),
        mountings=(Mounting.ANY,),
        problems=photometry.problems,
    )
    return LuminaireFile(photometry.format, photometry.version, photometry.manufacturer, (only,))
