"""The body of one sku: the model that was handed in where it can be used, else a stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from assets.body import Body, VertexGroup, read_body
from assets.checks import SIZE_TOLERANCE_M, glowing_box_m
from assets.fit_body import fit_body
from assets.importing.finish import PLAIN, SECOND, finishes_in, lacquer
from assets.importing.kind_of import Kind, up_share_of
from assets.importing.offers import Offer
from assets.importing.photograph import colours_of
from assets.importing.size import Stated
from assets.importing.sources import SourceFile
from assets.library_options import WrittenHanging
from assets.luminaire import Mounting
from assets.mesh import read_mesh
from assets.modelling import Solid
from assets.photometry import Photometry
from assets.stand_ins.asked import Asked
from assets.stand_ins.make_stand_in import make_stand_in
from assets.suspension import hanging_points_m, suspended
from assets.write_glb import Finish, Part, glb_bytes
from kit.errors import UnsoundInput
from kit.problems import Problem, info, warning

WIRE_M = 0.3  # of thin wire above a pendant's model that has no cable of its own to stretch
FARTHEST_M = 0.01  # that an opening may move to lie in what glows
Extent = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class MadeBody:
    """A body as it is kept, where its luminous opening's centre is, and how a pendant may hang."""

    glb: bytes
    size_m: Extent
    opening_centre_m: Extent
    hanging_length_m: WrittenHanging | None
    stand_in: bool
    opening_size_m: Extent


def finishes_of(
    offer: Offer, photographs: Sequence[SourceFile]
) -> tuple[tuple[Finish, Finish], str, list[Problem]]:
    """Finish of body and accents, from where it was told, and what had to be said.

    Words count before the photograph, because a photograph does not tell metal from lacquer; what words do
    not name comes from the first photograph whose background is even.
    """
    named = (
        finishes_in(offer.finish)
        or finishes_in(offer.material)
        or finishes_in(f"{offer.name} {offer.name_zh}")
    )
    problems: list[Problem] = []
    if len(named) > 1:
        return (named[0], named[1]), "words", problems
    for photograph in photographs:
        try:
            colours, reason = colours_of(photograph.read())
        except UnsoundInput as unsound:
            colours, reason = None, str(unsound)
        if colours is None:
            message = f"the photograph says nothing of its colours: {reason}"
            hint = "Add a photograph of the luminaire alone before an even background."
            problems.append(info("PHOTOGRAPH_NOT_USED", photograph.base, message, hint))
            continue
        accent = lacquer(colours.accent_rgb) if colours.accent_rgb is not None else None
        if named:
            return (named[0], accent or named[0]), f"words and {photograph.base}", problems
        return (lacquer(colours.main_rgb), accent or lacquer(colours.main_rgb)), photograph.base, problems
    if named:
        return (named[0], named[0]), "words", problems
    hint = "State the finish, or add a photograph before an even background."
    message = "neither its finish nor a photograph says how it looks; the stand-in is plain grey"
    return (PLAIN, SECOND), "nothing", [*problems, warning("FINISH_UNKNOWN", offer.where, message, hint)]


def stand_in_body(
    kind: Kind, photometry: Photometry, extent_m: Stated, finishes: tuple[Finish, Finish], name: str
) -> tuple[MadeBody, list[Problem]]:
    """A body by family, size, finish and luminous opening."""
    asked = Asked(
        family=kind.family,
        mounting=kind.mounting,
        opening=photometry.opening,
        extent_m=extent_m,
        up_share=up_share_of(photometry),
        main=finishes[0],
        accent=replace(finishes[1], name=f"{finishes[1].name} accent"),
    )
    made, problems = make_stand_in(asked)
    glb = glb_bytes(made.parts, name)
    size_m = read_body(glb).size_m
    return MadeBody(
        glb, size_m, made.opening_centre_m, made.hanging_length_m, True, photometry.opening.size_m
    ), problems


def given_body(
    model: SourceFile, kind: Kind, photometry: Photometry, extent_m: Stated, beside: Sequence[SourceFile]
) -> tuple[MadeBody, list[Problem]]:
    """The body of a GLB or OBJ that was handed in.

    Raises
    ------
    UnsoundInput
        When it cannot be read.
    """
    content = model.read()
    parts = {file.base: file for file in beside if _folder(file) == _folder(model)}
    mesh = read_mesh(content, model.base, lambda name: parts[name].read() if name in parts else None)
    body, problems = fit_body(mesh, None if extent_m == (None, None, None) else extent_m, kind.mounting)
    made = _placed(body, kind.mounting, photometry, None)
    problems = [*problems, *_clipped(model.base, photometry, made)]
    as_it_came = (
        model.ending == "glb" and kind.mounting is not Mounting.PENDANT and _same(read_body(content), body)
    )
    if as_it_came:
        made = replace(made, glb=content)
    elif any(material.base_colour is not None for material in mesh.materials):
        message = "the model was changed; its pictures (textures) are not kept, its plain colours are"
        problems = [*problems, info("MODEL_TEXTURES_LOST", model.base, message)]
    return made, problems


def body_of_gldf(
    body: Body, mounting: Mounting, photometry: Photometry, centre_m: Extent, where: str
) -> tuple[MadeBody, list[Problem]]:
    """The body that a GLDF brings, in the frame and place its reader found, its opening cut to what glows."""
    centre_m, size_m = _within_at(body, photometry.opening.size_m, centre_m)
    cut = replace(photometry, opening=replace(photometry.opening, size_m=size_m))
    made = _placed(body, mounting, cut, centre_m)
    return made, _clipped(where, photometry, made)


def _placed(body: Body, mounting: Mounting, photometry: Photometry, centre_m: Extent | None) -> MadeBody:
    """A body written as GLB; a pendant's without parts of its own hangs from wires."""
    hanging = None
    group = body.vertex_group
    has_parts = group is not None and {VertexGroup.STRETCHES, VertexGroup.MOVES} <= set(group.tolist())
    if mounting is Mounting.PENDANT and not has_parts:
        points = hanging_points_m(body.vertices_m)
        body = suspended(replace(body, vertices_m=body.vertices_m - (0.0, 0.0, WIRE_M)), WIRE_M, points)
        centre_m = None if centre_m is None else (centre_m[0], centre_m[1], centre_m[2] - WIRE_M)
    centre = centre_m if centre_m is not None else _opening_centre(body, photometry)
    if mounting is Mounting.PENDANT:
        drop = round(-centre[2], 6)
        centre = (centre[0], centre[1], -drop)
        least = drop - WIRE_M + 0.03 if not has_parts else 0.8 * drop
        hanging = WrittenHanging(minimum=round(least, 4), default=drop, maximum=round(drop + 1.5, 4))
    glb = glb_bytes(_parts_of(body), "body")
    kept = _within(body, photometry) if centre_m is None else photometry.opening.size_m
    return MadeBody(glb, read_body(glb).size_m, centre, hanging, False, kept)


def _within(body: Body, photometry: Photometry) -> Extent:
    """The opening's size, cut to what glows where that is at least half as large [m]."""
    size = photometry.opening.size_m
    low, high = glowing_box_m(body)
    if low is None or high is None or any(high[i] - low[i] < 0.5 * size[i] for i in range(3)):
        return size
    x, y, z = (round(min(size[i], float(high[i] - low[i])), 6) for i in range(3))
    return x, y, z


def _within_at(body: Body, size_m: Extent, centre_m: Extent) -> tuple[Extent, Extent]:
    """Centre and size of an opening that is in its place, cut to what glows [m].

    It stays as it is where it lies within, where less than half of it would be left, and where a flat one
    would have to move farther than `FARTHEST_M`, or through the plane it is mounted on.
    """
    low, high = glowing_box_m(body)
    if low is None or high is None:
        return centre_m, size_m
    size, centre = np.array(size_m), np.array(centre_m)
    first, last = centre - size / 2.0, centre + size / 2.0
    if max((low - first).max(), (last - high).max()) <= SIZE_TOLERANCE_M:
        return centre_m, size_m
    first, last = np.clip(first, low, high), np.clip(last, low, high)
    middle, left = (first + last) / 2.0, last - first
    moved = (size == 0.0) & (middle != centre)
    farther = np.abs(middle - centre) > FARTHEST_M
    if (left < 0.5 * size).any() or (moved & (farther | (middle * centre <= 0.0))).any():
        return centre_m, size_m
    (x, y, z), (width, length, height) = (np.round(values, 6).tolist() for values in (middle, left))
    return (x, y, z), (width, length, height)


def _clipped(where: str, photometry: Photometry, made: MadeBody) -> list[Problem]:
    stated, kept = photometry.opening.size_m, made.opening_size_m
    if max(stated[i] - kept[i] for i in range(3)) <= 0.001:
        return []
    sizes = [" x ".join(f"{1000 * part:.0f}" for part in size) + " mm" for size in (stated, kept)]
    message = f"the luminous opening of {sizes[0]} was cut to the model's glowing part of {sizes[1]}"
    hint = "Check the model's glowing part, and whether the file is of this luminaire."
    return [warning("OPENING_CUT_TO_MODEL", where, message, hint)]


def _opening_centre(body: Body, photometry: Photometry) -> Extent:
    """The middle of what glows, at its lower end for light that goes down, at its upper for light upwards."""
    low, high = glowing_box_m(body)
    if low is None or high is None:
        low, high = body.vertices_m.min(axis=0), body.vertices_m.max(axis=0)
    middle = (low + high) / 2.0
    half = _within(body, photometry)[2] / 2.0
    up = up_share_of(photometry)
    z = middle[2] if 0.1 <= up <= 0.9 else (low[2] + half if up < 0.1 else high[2] - half)
    return round(float(middle[0]), 6), round(float(middle[1]), 6), round(float(z), 6)


def _parts_of(body: Body) -> list[Part]:
    """A body as parts by material and by what moves with the hanging length."""
    names = {VertexGroup.FIXED: "body", VertexGroup.STRETCHES: "cable", VertexGroup.MOVES: "head"}
    group = body.vertex_group if body.vertex_group is not None else np.zeros(len(body.vertices_m), np.int64)
    of_triangle = group[body.triangles[:, 0]]
    parts = []
    for which in VertexGroup:
        for index, material in enumerate(body.materials):
            chosen = (body.material_of_triangle == index) & (of_triangle == which)
            if not chosen.any():
                continue
            used, renamed = np.unique(body.triangles[chosen], return_inverse=True)
            solid = Solid(body.vertices_m[used], renamed.reshape(-1, 3).astype(np.int64))
            red, green, blue = (float(np.clip(part, 0.0, 1.0)) for part in material.reflectance_rgb)
            glow = (1.0, 0.94, 0.85) if material.glows else (0.0, 0.0, 0.0)
            finish = Finish(
                material.name or f"part {index}",
                (red, green, blue),
                metallic=material.metallic,
                roughness=material.roughness,
                emissive_rgb=glow,
            )
            parts.append(Part(names[which], solid, finish))
    return parts


def _same(first: Body, second: Body) -> bool:
    """Whether a model needed no change."""
    glows = [[each.glows for each in body.materials] for body in (first, second)]
    return (
        first.vertices_m.shape == second.vertices_m.shape
        and bool(np.allclose(first.vertices_m, second.vertices_m, atol=1e-6))
        and np.array_equal(first.triangles, second.triangles)
        and glows[0] == glows[1]
        and any(glows[0])
    )


def _folder(file: SourceFile) -> tuple[str, str]:
    return file.archive, str(PurePosixPath(file.name).parent)
