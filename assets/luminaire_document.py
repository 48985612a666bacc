"""What `lampyris luminaire` says of a product file beyond its light: variant, mounting, body."""

from __future__ import annotations

from typing import Any

from assets.luminaire_file import LuminaireFile, LuminaireVariant


def variant_document(file: LuminaireFile, variant: LuminaireVariant) -> dict[str, Any]:
    """Keys that join `luminaire_document`; lengths in metres, `warnings` with those of the whole file."""
    luminaire = variant.luminaire
    body = luminaire.body
    hanging = luminaire.hanging
    return {
        "variant": variant.id,
        "variants": [{"id": each.id, "name": each.luminaire.name} for each in file.variants],
        "product_number": variant.product_number,
        "gtin": variant.gtin,
        "name_zh": luminaire.name_zh,
        "description": luminaire.description,
        "mounting": luminaire.mounting.value,
        "mountings": [each.value for each in variant.mountings],
        "photometric_centre_m": list(luminaire.photometric_centre_m),
        "hanging_length_m": None
        if hanging is None
        else {"minimum": hanging.minimum_m, "default": hanging.default_m, "maximum": hanging.maximum_m},
        "body": None if body is None else {"size_m": list(body.size_m), "triangles": len(body.triangles)},
        "warnings": [
            {"code": problem.code, "message": problem.message}
            for problem in (*file.problems, *variant.problems)
        ],
    }


def variant_rows(file: LuminaireFile, variant: LuminaireVariant) -> list[tuple[str, str]]:
    """The same as rows of a table."""
    luminaire = variant.luminaire
    rows = [
        ("variant", f"{variant.id} of {', '.join(each.id for each in file.variants)}"),
        ("product number", variant.product_number or "–"),
        ("mounting", ", ".join(each.value for each in variant.mountings) or "–"),
    ]
    if luminaire.body is not None:
        size = " × ".join(f"{extent:.3f}" for extent in luminaire.body.size_m)
        rows.append(("body", f"{size} m, {len(luminaire.body.triangles)} triangles"))
        centre = ", ".join(f"{value:.3f}" for value in luminaire.photometric_centre_m)
        rows.append(("light leaves at", f"{centre} m from the mounting point"))
    return rows
