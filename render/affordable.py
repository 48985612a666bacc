"""Estimates, before the work begins, how much memory it takes, and refuses in words what would not fit.

The numbers of bytes were measured on two cores (peak of the resident memory over what the program itself
takes): the true peak lies between half of the estimate and a little more than it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.errors import UnsoundInput
from kit.problems import Problem, error
from render.interreflection import SOLVED_AT_ONCE
from render.measuring_points import RAYS_AT_ONCE
from render.options import RenderOptions
from render.patches import Patches
from render.pictures.textures import texel_count
from render.threads import THREADS
from scenes.scene import Scene

# Half as much again as the largest work this is made for, an office of 1000 m2 with 200 luminaires, may
# take. One number for all machines, so that the same question gets the same answer everywhere.
ALLOWANCE_BYTES = 6 * 2**30

PROGRAM = 40_000_000  # buffers of fixed size
PATCH = 300  # its geometry, and tables of what light meets
TRANSPORT_RAY = 20  # what it met, and its entry in the exchange while that is balanced
PATCH_VALUE = 8  # of a patch under a luminaire, for each replicate: kept, and on its way to the points
POINT_VALUE = 16  # the same of a measuring point
SOLVE = 32  # of a patch under a column that settles, for each thread
GATHER_RAY, EMITTED_RAY = 50, 10
BODY_TRIANGLE = 60
TEXEL = 4  # of a texture or a smaller copy, in the table pictures read; the one before is still there


@dataclass(frozen=True)
class Memory:
    """Bytes that a calculation takes at its peak, by what takes them."""

    patches: int
    luminaires: int
    points: int
    bodies: int
    textures: int

    @property
    def total(self) -> int:
        """All of it, with what every calculation takes."""
        return PROGRAM + self.patches + self.luminaires + self.points + self.bodies + self.textures


def estimated_memory(scene: Scene, patch_count: int, options: RenderOptions) -> Memory:
    """What the calculation of a scene that is cut into so many patches takes at its peak."""
    lamps, replicates = len(scene.luminaires), options.replicates
    reflectances = [surface.reflectance_rgb for surface in scene.surfaces]
    grey = all(len(set(rgb)) == 1 for rgb in reflectances)
    channels = 1 if grey and all(surface.triangle_reflectance is None for surface in scene.surfaces) else 3
    columns = lamps * channels
    points = sum(len(plane.points_m) for plane in scene.planes) + len(scene.observers)
    values, solved = replicates * (lamps + columns), min(SOLVED_AT_ONCE, columns)
    gathered = min(points * options.gather_rays, RAYS_AT_ONCE)
    rays = max(1, points * max(options.gather_rays, options.opening_samples))
    together = min(lamps, max(1, RAYS_AT_ONCE // rays))  # luminaires whose first bounce is found at once
    emitted = min(options.emission_rays * lamps, RAYS_AT_ONCE)
    bodies = [placed.luminaire.body for placed in scene.luminaires if placed.luminaire.body]
    return Memory(
        patches=patch_count * (PATCH + TRANSPORT_RAY * options.transport_rays),
        luminaires=patch_count * (PATCH_VALUE * (values + replicates * together) + SOLVE * THREADS * solved)
        + EMITTED_RAY * emitted,
        points=POINT_VALUE * points * values
        + GATHER_RAY * gathered
        + 4 * channels * min(rays * lamps, RAYS_AT_ONCE),
        bodies=BODY_TRIANGLE * sum(len(body.triangles) for body in bodies),
        textures=_textures(scene),
    )


def _textures(scene: Scene) -> int:
    """Bytes of all textures: their pixels, and the table that pictures read; equal ones are kept once."""
    looks = [surface.appearance for surface in scene.surfaces]
    looks += [placed.luminaire.body.appearance for placed in scene.luminaires if placed.luminaire.body]
    images: dict[int, int] = {}
    tables: dict[tuple[int, bool], int] = {}
    for material in {id(m): m for each in looks if each is not None for m in each.materials}.values():
        colour, others = material.base_colour, (material.metallic_roughness, material.normal)
        for texture, linear in ((colour, False), *((other, True) for other in others)):
            if texture is not None:
                rows, columns = texture.size_px
                images[id(texture.image)] = 4 * rows * columns
                tables[id(texture.image), linear] = 2 * TEXEL * texel_count(texture)
    return sum(images.values()) + sum(tables.values())


def require_affordable(scene: Scene, patches: Patches, options: RenderOptions) -> None:
    """Raise UnsoundInput when a calculation would need more memory than is allowed, with the estimate."""
    memory = estimated_memory(scene, patches.count, options)
    if memory.total > ALLOWANCE_BYTES:
        raise UnsoundInput([_too_much(scene, patches.count, memory)])


def _too_much(scene: Scene, patch_count: int, memory: Memory) -> Problem:
    """The problem, at what takes the most."""
    needed = f"about {_gb(memory.total)} of memory would be needed; {_gb(ALLOWANCE_BYTES)} is the most."
    lamps = len(scene.luminaires)
    most = max(memory.patches, memory.luminaires, memory.points, memory.bodies, memory.textures)
    if most == memory.textures:
        message = f"For the textures of models {needed}"
        hint = "Bring fewer different models, or models with smaller pictures."
        return error("TOO_MANY_TEXTURES", "room.furniture", message, hint)
    if most == memory.points:
        points = sum(len(plane.points_m) for plane in scene.planes)
        message = f"For {points} points under {lamps} luminaires {needed}"
        hint = "Choose a wider spacing, or fewer planes."
        return error("TOO_MANY_POINTS", "calculation.planes", message, hint)
    if most == memory.patches:
        message = f"For {patch_count} patches {needed}"
        return error("TOO_MANY_PATCHES", "room", message, "Choose draft quality, or larger patches.")
    what = "light" if most == memory.luminaires else "the bodies"
    message = f"For {what} of {lamps} luminaires on {patch_count} patches {needed}"
    hint = "Choose draft quality, or light a part of the room at a time."
    return error("TOO_MANY_LUMINAIRES", "placements", message, hint)


def _gb(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
