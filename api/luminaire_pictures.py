"""Pictures of luminaires alone: asked for, made once by whoever works, kept in the cache."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from api.luminaire_cache import LuminaireCache
from api.luminaire_work import FRAMES, LUMINAIRE, PICTURE
from api.luminaires import bulbs_sha256, files_sha256
from api.pictures import PNG_WIDTH_BYTES
from api.render_processes import RenderFailed, RenderProcesses
from api.wiring import Wiring
from assets.luminaire import Luminaire
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
    variant, bulb
        Canonical key and sku; empty for those it comes with.
    """

    sku: str
    lit: bool
    frame: int
    size_px: int
    variant: str = ""
    bulb: str = ""


@dataclass(frozen=True)
class Failure:
    """Why a picture could not be made; `problems` as JSON."""

    code: str
    message: str
    problems: list[dict[str, Any]]


def picture_of(
    found: Luminaire | str, *, lit: bool = True, angle_deg: int = 0, width_px: int
) -> LuminairePicture:
    """The picture to make for a wish.

    Parameters
    ----------
    found
        The luminaire with its variant and bulb, or the sku of one as it comes.
    angle_deg
        On the way round, a multiple of `STEP_DEG`.
    width_px
        At most `LARGE_PX`.
    """
    size_px = SMALL_PX if width_px <= SMALL_PX else LARGE_PX
    if isinstance(found, str):
        return LuminairePicture(found, lit, angle_deg // STEP_DEG, size_px)
    return LuminairePicture(found.sku, lit, angle_deg // STEP_DEG, size_px, found.variant, bulb_key(found))


def bulb_key(found: Luminaire) -> str:
    """The bulb by the name that pictures know it by: empty for the one it comes with."""
    if found.bulb is None or found.lampholder is None or found.bulb.sku == found.lampholder.default_bulb:
        return ""
    return found.bulb.sku


def picture_key(wiring: Wiring, wish: LuminairePicture) -> str:
    """Hash of all that a picture depends on: the luminaire's files, what is wished, and the engine.

    Raises
    ------
    UnknownRecord
        When there is no such luminaire.
    """
    catalogue = wiring.catalogue
    digest = hashlib.sha256(json.dumps([engine_version(), asdict(wish)]).encode())
    digest.update(files_sha256(catalogue, wish.sku).encode())
    if catalogue.entry(wish.sku).written.lampholder is not None:
        digest.update(bulbs_sha256(catalogue).encode())
    return digest.hexdigest()


def kept_picture(wiring: Wiring, key: str) -> bytes | None:
    """The picture of a key as PNG where it is made."""
    return _cache(wiring).picture(key)


def is_as_kept(stored: bytes, width_px: int, ending: str) -> bool:
    """Whether a kept picture is of that kind and width already."""
    return ending == "png" and width_px == int.from_bytes(stored[PNG_WIDTH_BYTES])


def scaled_picture(stored: bytes, width_px: int, ending: str) -> bytes:
    """A kept picture as ``png``, ``webp`` or ``avif``, in a width."""
    return scaled(stored, width_px, f".{ending}")


def failure_of(wiring: Wiring, key: str) -> Failure | None:
    """Why the picture could not be made, for a while; then it may be asked for again."""
    found = _cache(wiring).failure(key, within_s=FAILURE_HOLDS_S)
    return None if found is None else Failure(**json.loads(found))


def ask_for_picture(wiring: Wiring, wish: LuminairePicture, key: str) -> None:
    """Have a picture made; whoever asks for one that is asked for already waits for the same.

    It is made only if somebody still waits when its turn comes: see `go_on_waiting`.
    """
    from api.workflows.queues import enqueue_luminaire_picture

    _cache(wiring).begin_to_wait(key)
    enqueue_luminaire_picture(wiring.database.address, asdict(wish), key)


def go_on_waiting(wiring: Wiring, wish: LuminairePicture, key: str) -> None:
    """Say, every few seconds, that somebody still waits; it is asked for anew where that was not known."""
    if not _cache(wiring).go_on_waiting(key):
        ask_for_picture(wiring, wish, key)


def work_on_picture(wiring: Wiring, processes: RenderProcesses, wish: LuminairePicture) -> bool:
    """Make one picture and keep it, or why it cannot be made; may be repeated.

    Nothing is made where nobody waits for it any more.

    Returns
    -------
    bool
        Whether it is there.

    Raises
    ------
    ServiceStopping
        When this process ends; the picture stays to be made.
    """
    key, cache = picture_key(wiring, wish), _cache(wiring)
    there = cache.has_picture(key)
    if there or not cache.is_waited_for(key):
        cache.forget_waiting(key)
        return there
    library = wiring.settings.library
    job = {LUMINAIRE: asdict(wish), "library": None if library is None else str(library)}
    try:
        results = processes.run(job, room_key=key)
    except RenderFailed as failed:
        failure = Failure(failed.code, str(failed), list(failed.problems))
        cache.keep_failure(key, json.dumps(asdict(failure)).encode())
        return False
    cache.keep_picture(key, results[PICTURE])
    return True


def _cache(wiring: Wiring) -> LuminaireCache:
    return LuminaireCache(wiring.settings.cache_folder / "luminaires")
