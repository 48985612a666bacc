"""What a render child does for a luminaire's picture: a frame of its turntable, as PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kit.problems import require_sound

if TYPE_CHECKING:
    from assets.catalogue import Catalogue
    from render.turntable import Turntable

Progress = Callable[[str, float], None]

LUMINAIRE = "luminaire"  # the key of a job that marks it as one of these
PICTURE = "picture.png"
FRAMES = 24  # of the turntable that all pictures are frames of, so that they have one exposure
_LIGHT_SHARE = 0.4

_kept: dict[
    tuple[Any, ...], Turntable
] = {}  # the last one: whoever turns a luminaire asks for the next frame


def luminaire_picture(
    job: Mapping[str, Any], catalogue_of: Callable[[str | None], Catalogue], progress: Progress
) -> dict[str, bytes]:
    """The picture that a job asks for.

    Parameters
    ----------
    job
        ``library`` (folder of the catalogue or None) and ``luminaire``: ``sku``, ``lit``, ``frame``
        (0 to `FRAMES` - 1), ``size_px``, a side of the picture, and ``variant`` and ``bulb``, left out or
        empty for those it comes with.
    catalogue_of
        The catalogue of a library.
    progress
        As for `api.render_work.run`.

    Raises
    ------
    UnknownRecord
        When there is no such luminaire.
    UnsoundInput
        ``LUMINAIRE_WITHOUT_BODY`` when there is nothing to be seen of it, or as `Catalogue.configured`
        finds variant and bulb.
    """
    from render.image import png_bytes
    from render.turntable import turntable

    wish = job[LUMINAIRE]
    entry = catalogue_of(job["library"]).entry(wish["sku"])
    chosen = (wish.get("variant") or None, wish.get("bulb") or None)
    identity = entry.luminaire_files.identity
    key = (job["library"], entry.sku, identity, *chosen, wish["lit"], wish["size_px"])
    if key not in _kept:
        luminaire, problems = entry.configured(*chosen)
        require_sound(problems)
        turned = turntable(
            luminaire,
            frames=FRAMES,
            size_px=(wish["size_px"], wish["size_px"]),
            lit=wish["lit"],
            progress=lambda step, share: progress(step, _LIGHT_SHARE * share),
        )
        _kept.clear()
        _kept[key] = turned
    taken = _kept[key].picture(
        wish["frame"], lambda step, share: progress(step, _LIGHT_SHARE + (1 - _LIGHT_SHARE) * share)
    )
    return {PICTURE: png_bytes(taken)}
