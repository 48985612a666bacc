"""Pictures that get better while one looks: a first one at once, then finer ones, until nobody asks on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from render.light_field import LightField
from render.options import QUALITIES
from render.picture import Picture, Progress, take_picture


def refining(
    field: LightField,
    view_name: str | None,
    scene_name: str | None = None,
    *,
    until: str = "final",
    progress: Progress | None = None,
) -> Iterator[Picture]:
    """The picture in every quality up to `until`, the quickest first, of the same light.

    Whoever has seen enough stops asking, or closes the iterator; `progress` may raise to stop at once.

    Raises
    ------
    ValueError
        When there is no such quality.
    UnknownRecord, KeyError
        As `take_picture`.
    """
    if until not in QUALITIES:
        raise ValueError(f"unknown quality {until!r}; known are {', '.join(QUALITIES)}")
    names = list(QUALITIES)
    for name in names[: names.index(until) + 1]:
        wanted = QUALITIES[name]
        options = replace(
            field.options,
            quality=name,
            pixel_samples=wanted.pixel_samples,
            pixel_light_points=wanted.pixel_light_points,
            pixel_gather_rays=wanted.pixel_gather_rays,
            pixel_grid=wanted.pixel_grid,
            denoise=wanted.denoise,
            bloom=wanted.bloom,
        )
        seen = replace(field, stage=replace(field.stage, options=options))
        yield take_picture(seen, view_name, scene_name, progress)
