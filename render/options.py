"""How finely light is worked out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class RenderOptions:
    """Options of one calculation; every ray count is the sum over all replicates.

    All rays are split into `replicates` seeded repetitions. A number comes of all rays, and its standard
    error of how it varies from repetition to repetition, so that it holds the noise of every step.

    Parameters
    ----------
    quality
        The preset's name.
    seed
        Same input and seed, same numbers.
    replicates
        Number of repetitions.
    patch_size_m
        Wanted edge length of patches [m].
    patch_limit
        Most patches; where a room would have more, they become larger.
    transport_rays
        Rays from each patch.
    emission_rays
        Rays from each luminaire.
    opening_samples
        Points on each luminous opening, for direct light at a measuring point.
    gather_rays
        Rays from each measuring point.
    lit_points
        Points lit by each luminaire that every measuring point looks at, for the first bounce.
    solver_tolerance
        Residual at which interreflection has settled, relative to the flux reflected at first.
    pixel_samples
        Camera rays per pixel.
    pixel_light_points
        Points of a luminous opening for a pixel that sees part of it.
    pixel_gather_rays
        Gather rays from each point of a picture where reflected light is worked out.
    pixel_grid
        Most of those points.
    pixel_spots
        Places lit by luminaires that each of those points looks at besides.
    denoise
        Whether pictures are denoised; numbers never are.
    bloom
        Whether bright light is scattered a little, as in an eye.
    """

    quality: str = "normal"
    seed: int = 1
    replicates: int = 8
    patch_size_m: float = 0.125
    patch_limit: int = 60_000
    transport_rays: int = 256
    emission_rays: int = 1 << 18
    opening_samples: int = 512
    gather_rays: int = 1024
    lit_points: int = 1024
    solver_tolerance: float = 1e-3
    pixel_samples: int = 4
    pixel_light_points: int = 6
    pixel_gather_rays: int = 32
    pixel_grid: int = 40_000
    pixel_spots: int = 16
    denoise: bool = False
    bloom: bool = False

    def as_json(self) -> dict[str, Any]:
        """The options as plain data."""
        return asdict(self)


NORMAL = RenderOptions()
DRAFT = replace(
    NORMAL,
    quality="draft",
    patch_size_m=0.22,
    transport_rays=48,
    emission_rays=1 << 15,
    opening_samples=128,
    gather_rays=512,
    lit_points=256,
    solver_tolerance=3e-3,
    pixel_samples=1,
)
FINAL = replace(
    NORMAL,
    quality="final",
    patch_size_m=0.10,
    transport_rays=512,
    emission_rays=1 << 20,
    gather_rays=4096,
    lit_points=2048,
    pixel_samples=16,
    pixel_light_points=24,
    pixel_gather_rays=128,
    pixel_grid=130_000,
    pixel_spots=32,
    denoise=True,
    bloom=True,
)
QUALITIES = {"draft": DRAFT, "normal": NORMAL, "final": FINAL}


def options_for(quality: str, seed: int = 1) -> RenderOptions:
    """The preset of that name with that seed.

    Raises
    ------
    ValueError
        When the quality is unknown; the message lists the known ones.
    """
    if quality not in QUALITIES:
        raise ValueError(f"unknown quality {quality!r}; known are {', '.join(QUALITIES)}")
    return replace(QUALITIES[quality], seed=seed)
