"""From a model that somebody drew to the body of a luminaire: unit, axes, size, origin, glow, weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.body import Body, body_of_mesh
from assets.body_axes import CLOSE, SAME, StatedSize, deviations, metres, read_axes
from assets.body_glow import with_glow
from assets.body_origin import moved_origin
from assets.luminaire import Mounting
from assets.material import turned_appearance
from assets.mesh import Mesh
from assets.simplify import MOST_TRIANGLES, lighter_mesh
from kit.problems import Problem, warning

Array = NDArray[np.float64]


def fit_body(
    mesh: Mesh,
    stated_size_m: StatedSize | None,
    mounting: Mounting,
    *,
    light_centres_m: Sequence[Sequence[float]] = (),
    most_triangles: int = MOST_TRIANGLES,
) -> tuple[Body, list[Problem]]:
    """The body a model stands for, in the luminaire's own frame, and everything that was found on the way.

    Parameters
    ----------
    mesh
        As `assets.mesh.read_mesh` reads it.
    stated_size_m
        Size along the luminaire's own x, y and z as its maker states it, None for what is not stated; a
        model several times as large in all directions alike is brought to it, one of other proportions is
        not [m].
    mounting
        How it is mounted: decides where its origin belongs and which sizes are plausible.
    light_centres_m
        Where light sources are known to be, in the frame of the finished body [m].
    most_triangles
        A heavier model is simplified, and how far its surface moved is told.

    Returns
    -------
    tuple
        The body, and problems: those of the mesh, BODY_READ_AS, BODY_AXES_UNDECIDED, BODY_SCALED,
        BODY_PROPORTIONS_DIFFER, BODY_SIZE_DEVIATES, BODY_SIZE_DOUBTFUL, BODY_ORIGIN_MOVED,
        BODY_ORIGIN_OFF_CENTRE, those of `assets.body_glow.with_glow`, and BODY_SIMPLIFIED. None of them is
        an error: what was done is stated.
    """
    reading, problems = read_axes(mesh.vertices_m, stated_size_m, mounting, says_frame=mesh.says_frame)
    scale, sized = _scale(reading.extent_m, stated_size_m, mounting, reading.usual)
    problems += sized
    matrix = scale * reading.body_from_file
    placed = _led(mesh, matrix, np.zeros(3))
    shift, moved = moved_origin(placed.vertices_m, mounting)
    placed = replace(placed, vertices_m=placed.vertices_m + shift)
    materials, material_of_triangle, lit = with_glow(placed, light_centres_m)
    placed = replace(
        placed,
        materials=materials,
        material_of_triangle=material_of_triangle,
        appearance=replace(placed.appearance, materials=materials, material_of_triangle=material_of_triangle),
    )
    placed, simplified = lighter_mesh(placed, most_triangles)
    of_file = [each for each in mesh.problems if each.code != "MODEL_SIZE_DOUBTFUL"]
    found = [*of_file, *problems, *moved, *lit, *simplified]
    return replace(body_of_mesh(placed), problems=tuple(found)), found


def _led(mesh: Mesh, matrix: Array, shift: Array) -> Mesh:
    """The mesh with its points led through a matrix (3, 3) of turns and one scale, then shifted."""
    turn = matrix / np.cbrt(np.linalg.det(matrix))
    return replace(
        mesh,
        vertices_m=mesh.vertices_m @ matrix.T + shift,
        vertex_normals=mesh.vertex_normals @ turn.T,
        appearance=turned_appearance(mesh.appearance, matrix),
    )


def _scale(
    extent_m: Array, stated_size_m: StatedSize | None, mounting: Mounting, usual: bool
) -> tuple[float, list[Problem]]:
    """What brings a model to its stated size, 1 where it has it or where proportions differ."""
    apart = deviations(extent_m, stated_size_m)
    if not len(apart):
        if usual:
            return 1.0, []
        message = f"the body measures {metres(extent_m)}, which no {mounting} luminaire has; it was kept"
        hint = "State the luminaire's size, or the unit the model was drawn in."
        return 1.0, [warning("BODY_SIZE_DOUBTFUL", "body", message, hint)]
    largest = float(np.abs(apart).max())
    if largest <= np.log1p(SAME):
        return 1.0, []
    stated = " x ".join("?" if value is None else f"{value:.3f}" for value in stated_size_m or ()) + " m"
    times = float(np.exp(apart.mean()))
    if len(apart) > 1 and float(np.ptp(apart)) <= np.log1p(2 * SAME):
        message = (
            f"the body measured {metres(extent_m)}, {times:.2f} times the stated {stated}; it was scaled"
        )
        hint = "Export the model in its true size."
        return 1.0 / times, [warning("BODY_SCALED", "body", message, hint, scale=round(1.0 / times, 6))]
    message = f"the body measures {metres(extent_m)}, {stated} is stated; it was kept as it is"
    hint = "Check the stated size, and whether the model shows this luminaire with all its parts."
    code = "BODY_PROPORTIONS_DIFFER" if largest > np.log1p(CLOSE) else "BODY_SIZE_DEVIATES"
    return 1.0, [warning(code, "body", message, hint)]
