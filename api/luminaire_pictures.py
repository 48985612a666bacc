"""Pictures of luminaires alone: asked for, made once by whoever works, kept in the cache."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.luminaire_work import FRAMES, LUMINAIRE, PICTURE
from api.render_processes import RenderFailed, RenderProcesses
from api.wiring import Wiring
from render.device import engine_version
from render.image import scaled

STEP_DEG = 360 // FRAMES
SMALL_PX, LARGE_PX = 320, 800  # sides of the pictures that are made; other widths are scaled from them
FAILURE_HOLDS_S = 60.0  # before the same picture is tried again


@dataclass(frozen=True)
class LuminairePicture:
    """Which picture of a luminaire; there are few of each, so that all of them can be kept.

    Parameters
    ----------
    sku
        Of the catalogue.
    lit
        Whether it burns.
    frame
        Of the turntable, 0 to `FRAMES` - 1.
    size_px
        `SMALL_PX` or `LARGE_PX`.
    """

    sku: str
    lit: bool
    frame: int
    size_px: int


@dataclass(frozen=True)
class Failure:
    """Why a picture could not be made; `problems` as JSON."""

    code: str
    message: str
    problems: list[dict[str, Any]]


def picture_of(sku: str, *, lit: bool = True, angle_deg: int = 0, width_px: int) -> LuminairePicture:
    """The picture to make for a wish.

    Parameters
    ----------
    angle_deg
        On the way round, a multiple of `STEP_DEG`.
    width_px
        At most `LARGE_PX`.
    """
    size_px = SMALL_PX if width_px <= SMALL_PX else LARGE_PX
    return LuminairePicture(sku, lit, angle_deg // STEP_DEG, size_px)


def picture_key(wiring: Wiring, wish: LuminairePicture) -> str:
    """Hash of all that a picture depends on: the luminaire's files, what is wished, and the engine.

    Raises
    ------
    UnknownRecord
        When there is no such luminaire.
    """
    entry = wiring.catalogue.entry(wish.sku)
    digest = hashlib.sha256(json.dumps([engine_version(), asdict(wish)]).encode())
    for name, content in sorted(entry.files.items()):
        digest.update(name.encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def kept_picture(wiring: Wiring, key: str) -> bytes | None:
    """The picture of a key as PNG where it is made."""
    with suppress(FileNotFoundError):
        return _place(wiring, key).read_bytes()
    return None


def scaled_picture(stored: bytes, width_px: int, ending: str) -> bytes:
    """A kept picture as ``png``, ``webp`` or ``avif``, in another width."""
    return scaled(stored, width_px, f".{ending}")


def failure_of(wiring: Wiring, key: str) -> Failure | None:
    """Why the picture could not be made, for a while; then it may be asked for again."""
    place = _place_of_failure(wiring, key)
    with suppress(FileNotFoundError):
        if time.time() - place.stat().st_mtime < FAILURE_HOLDS_S:
            return Failure(**json.loads(place.read_text()))
    return None


def ask_for_picture(wiring: Wiring, wish: LuminairePicture, key: str) -> None:
    """Have a picture made; whoever asks for one that is asked for already waits for the same."""
    from api.workflows.queues import enqueue_luminaire_picture

    enqueue_luminaire_picture(wiring.database.address, asdict(wish), key)


def work_on_picture(wiring: Wiring, processes: RenderProcesses, wish: LuminairePicture) -> bool:
    """Make one picture and keep it, or why it cannot be made; may be repeated.

    Returns
    -------
    bool
        Whether it is there.

    Raises
    ------
    ServiceStopping
        When this process ends; the picture stays to be made.
    """
    key = picture_key(wiring, wish)
    if _place(wiring, key).is_file():
        return True
    library = wiring.settings.library
    job = {LUMINAIRE: asdict(wish), "library": None if library is None else str(library)}
    try:
        results = processes.run(job, room_key=key)
    except RenderFailed as failed:
        failure = Failure(failed.code, str(failed), list(failed.problems))
        _write(_place_of_failure(wiring, key), json.dumps(asdict(failure)).encode())
        return False
    _write(_place(wiring, key), results[PICTURE])
    _place_of_failure(wiring, key).unlink(missing_ok=True)
    return True


def _place(wiring: Wiring, key: str) -> Path:
    return wiring.settings.cache_folder / "luminaires" / f"{key}.png"


def _place_of_failure(wiring: Wiring, key: str) -> Path:
    return _place(wiring, key).with_suffix(".json")


def _write(place: Path, content: bytes) -> None:
    """Write beside its place and rename, so that no reader sees half of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=place.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(beside).replace(place)
