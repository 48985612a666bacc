"""The turntable of `lampyris luminaire`: numbered pictures and an animation of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.terminal import progress_bar, tell

if TYPE_CHECKING:
    from assets.luminaire import Luminaire

SECONDS_ROUND = 6.0
ANIMATIONS = (".webp", ".avif")


def size_of(text: str) -> tuple[int, int]:
    """Width and height that were asked for, such as 800 or 800x600, as wrong use where it is neither."""
    found = re.fullmatch(r"([0-9]{1,5})(?:x([0-9]{1,5}))?", text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no size such as 800 or 800x600", param_hint="--size")
    return int(found[1]), int(found[2] or found[1])


def require_frames(frames: int, size_px: tuple[int, int]) -> None:
    """Refuse more than is taken, as wrong use.

    Raises
    ------
    typer.BadParameter
        With what is.
    """
    from render.device import require_device

    require_device()  # before what stands on it is imported
    from render.turntable import require_bounded

    try:
        require_bounded(frames, size_px)
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="--frames, --size") from fault


def write_turntable(
    luminaire: Luminaire, folder: Path, *, frames: int, size_px: tuple[int, int], lit: bool
) -> None:
    """Write ``frame-000.png`` and so on, ``turntable.webp`` and ``turntable.avif`` into a folder.

    Raises
    ------
    UnsoundInput
        ``LUMINAIRE_WITHOUT_BODY`` when there is nothing to be seen.
    """
    from render.image import animation_bytes, png_bytes
    from render.turntable import frame_name, turntable

    with progress_bar("light") as progress:
        turned = turntable(luminaire, frames=frames, size_px=size_px, lit=lit, progress=progress)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with progress_bar("pictures") as progress:
        for number in range(frames):
            files.append(png_bytes(turned.picture(number)))
            (folder / f"{frame_name(number)}.png").write_bytes(files[-1])
            progress(frame_name(number), (number + 1) / frames)
    for ending in ANIMATIONS:
        animation = animation_bytes(files, ending, seconds=SECONDS_ROUND)
        (folder / f"turntable{ending}").write_bytes(animation)
    tell(f"the turntable is in {folder}, {frames} pictures at EV {turned.ev:.2f}")
