"""Pictures of finished previews, as other kinds of file and in smaller widths."""

from __future__ import annotations

from api.previews import preview_file
from api.wiring import Wiring
from render.image import scaled

PNG_WIDTH_BYTES = slice(16, 20)  # in the IHDR chunk, which always comes first (PNG, third edition, 11.2.1)


def preview_picture(
    wiring: Wiring, preview_id: str, name: str, *, ending: str = "png", width_px: int | None = None
) -> bytes:
    """A preview's picture.

    Parameters
    ----------
    name
        ``picture.png`` or ``false-colour.png``, as it was stored.
    ending
        ``png``, ``webp`` or ``avif``.
    width_px
        Wished width; None, or more than was rendered, is the width that was rendered.

    Raises
    ------
    UnknownRecord
        When there is no such preview, or it has no such picture (yet).
    """
    stored = preview_file(wiring, preview_id, name)
    rendered_px = int.from_bytes(stored[PNG_WIDTH_BYTES])
    wanted_px = min(width_px or rendered_px, rendered_px)
    if ending == "png" and wanted_px == rendered_px:
        return stored
    return scaled(stored, wanted_px, f".{ending}")
