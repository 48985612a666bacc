"""Which parts of a body give light: by emissive material, by name, or by where its light sources are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.material import AlphaMode, Material
from assets.mesh import Mesh
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Words in names of materials and nodes, by how surely they mean the part that shines; each level is
# asked only where none before it answers.
_LEVELS = {
    "bulb": """bulb bulbs led leds tube filament emit emits emission emissive emitter emitting glow glowing
        luminous fluorescent flurorescent lightsource leuchtmittel gluehbirne birne ampoule bombilla bombeta
        lampadina candle""",
    "light": "light lights licht lumiere luce luz",
    "cover": """diffuser diffusor opal globe glass glas verre vetro cristal vidrio frosted milk milky acrylic
        pmma lens prism cover""",
    "shade": "shade lampshade abatjour pantalla schirm lampenschirm tela lamp lampe lampara head",
}
# Words of parts that do not shine whatever else is in their name, unless they are called a bulb.
_DARK = """body base stand foot fuss cable cord wire metal metall chain chrome mount canopy socket holder
    frame fitting housing arm pole black negro negra rosette screw reflector"""

_GLASS = "glass glas verre vetro cristal vidrio acrylic pmma crystal"


@dataclass(frozen=True, eq=False)
class _Part:
    """All triangles of one node with one material."""

    name: str
    words: frozenset[str]
    triangles: Flags
    material: int


def with_glow(
    mesh: Mesh, light_centres_m: Sequence[Sequence[float]] = ()
) -> tuple[tuple[Material, ...], NDArray[np.int64], list[Problem]]:
    """Materials and the index of each triangle's, with those parts glowing that the evidence names.

    Parameters
    ----------
    mesh
        The model, in metres.
    light_centres_m
        Where its light sources are known to be, in the mesh's own frame [m].

    Returns
    -------
    tuple
        Materials, index per triangle, and problems: BODY_GLOWS_BY_NAME, BODY_GLOWS_BY_POSITION or
        BODY_DOES_NOT_GLOW, and BODY_LETS_LIGHT_PASS or BODY_GLASS_IS_OPAQUE.
    """
    problems = _passing(mesh)
    parts = _parts(mesh)
    if mesh.glows.any():
        shining = [part for part in parts if mesh.materials[part.material].glows]
        problems += _opaque_glass(parts, mesh, shining)
        return mesh.materials, mesh.material_of_triangle, problems
    level, chosen = _by_name(parts)
    if chosen:
        names = ", ".join(sorted({part.name for part in chosen})[:6])
        message = f"no material gives light of its own; by their names ({level}) these parts shine: {names}"
        hint = "Give what shines an emissive colour in the model if that is wrong."
        problems.append(info("BODY_GLOWS_BY_NAME", "body", message, hint))
    elif chosen := _by_position(mesh, parts, light_centres_m):
        names = ", ".join(sorted({part.name for part in chosen})[:6])
        message = f"no material and no name says what shines; around the light sources lie: {names}"
        problems.append(info("BODY_GLOWS_BY_POSITION", "body", message, "Make what shines emissive."))
    else:
        message = "no material of the body gives light of its own, and no name says which part shines"
        hint = "Give what shines an emissive colour in the model, or a name such as 'bulb' or 'diffuser'."
        return (
            mesh.materials,
            mesh.material_of_triangle,
            [
                *problems,
                warning("BODY_DOES_NOT_GLOW", "body", message, hint),
            ],
        )
    return *_lit(mesh, chosen), [*problems, *_opaque_glass(parts, mesh, chosen)]


def _parts(mesh: Mesh) -> list[_Part]:
    node = mesh.node_of_vertex[mesh.triangles[:, 0]]
    pairs, index = np.unique(np.column_stack([node, mesh.material_of_triangle]), axis=0, return_inverse=True)
    parts = []
    for k, (at, material) in enumerate(pairs):
        name = f"{mesh.nodes[at]} / {mesh.materials[material].name}"
        parts.append(_Part(name, words_of(name), index.reshape(-1) == k, int(material)))
    return parts


def words_of(name: str) -> frozenset[str]:
    """The words of a name such as ``Lamp_shade.001`` or ``frostedBulb``, in small letters."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return frozenset(re.findall(r"[^\W\d_]+", apart.casefold()))


def _by_name(parts: list[_Part]) -> tuple[str, list[_Part]]:
    dark = set(_DARK.split())
    for level, text in _LEVELS.items():
        known = set(text.split())
        found = [part for part in parts if part.words & known and (level == "bulb" or not part.words & dark)]
        if found:
            return level, found
    return "", []


def _by_position(mesh: Mesh, parts: list[_Part], centres_m: Sequence[Sequence[float]]) -> list[_Part]:
    """Of the parts whose box holds a light source, the smallest for each source."""
    chosen: dict[int, _Part] = {}
    for centre in centres_m:
        best, smallest = None, np.inf
        for k, part in enumerate(parts):
            corners = mesh.vertices_m[mesh.triangles[part.triangles]].reshape(-1, 3)
            low, high = corners.min(axis=0) - 0.005, corners.max(axis=0) + 0.005
            size = float(np.prod(high - low))
            if (low <= centre).all() and (high >= centre).all() and size < smallest:
                best, smallest = k, size
        if best is not None:
            chosen[best] = parts[best]
    return list(chosen.values())


def _lit(mesh: Mesh, parts: list[_Part]) -> tuple[tuple[Material, ...], NDArray[np.int64]]:
    materials, index = list(mesh.materials), mesh.material_of_triangle.copy()
    lit_of: dict[int, int] = {}
    for part in parts:
        if part.material not in lit_of:
            lit_of[part.material] = len(materials)
            materials.append(replace(mesh.materials[part.material], glows=True))
        index[part.triangles] = lit_of[part.material]
    return tuple(materials), index


def _passing(mesh: Mesh) -> list[Problem]:
    """A remark that names the materials through which light passes."""
    used = np.unique(mesh.material_of_triangle)
    names = [mesh.materials[k].name for k in used if _passes(mesh.materials[k])]
    if not names:
        return []
    message = f"light passes through {', '.join(names[:6])}, as the model's materials say"
    return [info("BODY_LETS_LIGHT_PASS", "body", message)]


def _opaque_glass(parts: list[_Part], mesh: Mesh, shining: list[_Part]) -> list[Problem]:
    """A remark on parts that are called glass, do not shine and let nothing pass."""
    glass = set(_GLASS.split())
    lit = {id(part) for part in shining}
    names = [
        part.name
        for part in parts
        if part.words & glass and id(part) not in lit and not _passes(mesh.materials[part.material])
    ]
    if not names:
        return []
    message = f"called glass, but opaque in the model, and so in pictures: {', '.join(sorted(names)[:6])}"
    hint = "Give it transmission or opacity in the model."
    return [info("BODY_GLASS_IS_OPAQUE", "body", message, hint)]


def _passes(material: Material) -> bool:
    blended = material.alpha_mode is AlphaMode.BLEND and material.opacity < 1.0
    return blended or material.transmission > 0.0 or material.diffuse_transmission > 0.0
