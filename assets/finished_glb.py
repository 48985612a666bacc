"""The body of a variant as a GLB file: that of its choices, in their finishes."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from assets.catalogue import CatalogueEntry
from assets.glb import read_glb
from assets.library_options import WrittenFinish
from assets.luminaire_files import BODY
from assets.options import choices_of
from assets.write_glb import glb_container


def variant_glb(entry: CatalogueEntry, variant: str) -> bytes:
    """The body's file of a variant; the maker's own bytes where its choices change no finish.

    Parameters
    ----------
    entry
        Of the catalogue.
    variant
        A sound key, as `Luminaire.variant` has it.

    Raises
    ------
    MachineLacks
        When the file is missing.
    UnsoundInput
        When the file is to be changed and is none that can be read.
    """
    chosen, _ = choices_of(entry.written.options, variant, "variant")
    names = [choice.body for choice in chosen if choice.body is not None]
    content = entry.luminaire_files.content(names[-1] if names else BODY)
    return glb_in_finishes(content, {name: look for each in chosen for name, look in each.finishes.items()})


def glb_in_finishes(data: bytes, finishes: Mapping[str, WrittenFinish]) -> bytes:
    """A GLB file whose materials of those names look otherwise; all else stays as it is.

    Colour, metalness and roughness of a finish count for the whole part: textures that would change them
    are no longer named. Bumps, glow and what passes stay.

    Raises
    ------
    UnsoundInput
        As `read_glb` does.
    """
    if not finishes:
        return data
    glb = read_glb(data)
    document = copy.deepcopy(dict(glb.document))
    for material in document.get("materials", []):
        if (finish := finishes.get(str(material.get("name")))) is not None:
            _put_on(material, finish)
    return glb_container(document, glb.binary)


def _put_on(material: dict[str, Any], finish: WrittenFinish) -> None:
    surface = material.setdefault("pbrMetallicRoughness", {})
    for texture in ("baseColorTexture", "metallicRoughnessTexture"):
        surface.pop(texture, None)
    alpha = [*surface.get("baseColorFactor", ()), 1.0, 1.0, 1.0, 1.0][3]
    surface |= {
        "baseColorFactor": [*finish.rgb, alpha],
        "metallicFactor": finish.metallic,
        "roughnessFactor": finish.roughness,
    }
