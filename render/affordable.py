"""Refuses, in words and before the work begins, what would not fit into memory."""

from __future__ import annotations

from kit.errors import UnsoundInput
from kit.problems import Problem, error
from render.options import RenderOptions
from render.patches import Patches
from scenes.scene import Scene

MOST_POINT_VALUES = 2 * 10**8  # points x luminaires x replicates: about 2 GB in colour
MOST_PATCH_VALUES = 2 * 10**8  # patches x luminaires x replicates: about 3 GB in colour
MOST_BODY_TRIANGLES = 6 * 10**6


def require_affordable(scene: Scene, patches: Patches, options: RenderOptions) -> None:
    """Raise UnsoundInput, with all problems, when the calculation would need too much memory."""
    lamps, problems = len(scene.luminaires), list[Problem]()
    points = sum(len(plane.points_m) for plane in scene.planes)
    if points * lamps * options.replicates > MOST_POINT_VALUES:
        most = MOST_POINT_VALUES // (options.replicates * lamps)
        message = f"{points} points under {lamps} luminaires are asked for; at most {most} are calculated."
        hint = "Choose a wider spacing, or fewer planes."
        problems.append(error("TOO_MANY_POINTS", "calculation.planes", message, hint))
    if patches.count > options.patch_limit:
        message = (
            f"The room and what stands in it have {patches.count} pieces that look different ways; "
            f"at most {options.patch_limit} are calculated."
        )
        hint = "Leave out small furniture, or join small pieces of one kind into one."
        problems.append(error("TOO_MANY_SURFACES", "room", message, hint))
    if patches.count * lamps * options.replicates > MOST_PATCH_VALUES:
        most = MOST_PATCH_VALUES // (options.replicates * patches.count)
        message = f"{lamps} luminaires light {patches.count} patches; at most {most} can in this room."
        hint = "Choose draft quality, or light a part of the room at a time."
        problems.append(error("TOO_MANY_LUMINAIRES", "placements", message, hint))
    triangles = sum(
        len(placed.luminaire.body.triangles) for placed in scene.luminaires if placed.luminaire.body
    )
    if triangles > MOST_BODY_TRIANGLES:
        message = (
            f"The bodies of {lamps} luminaires have {triangles} triangles in all; "
            f"at most {MOST_BODY_TRIANGLES} are calculated."
        )
        problems.append(
            error("TOO_MANY_LUMINAIRES", "placements", message, "Light a part of the room at a time.")
        )
    if problems:
        raise UnsoundInput(problems)
