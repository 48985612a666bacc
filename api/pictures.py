"""Pictures of finished previews, as other kinds of file and in smaller widths."""

from __future__ import annotations

import json
from typing import Any

from api.configurations import configuration, room_shown
from api.previews import preview, preview_file
from api.wiring import Wiring
from kit.errors import UnknownRecord
from render.image import scaled
from render.lux_map import lux_map_svg

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


def preview_lux_map(wiring: Wiring, preview_id: str, plane_name: str | None = None) -> str:
    """The lux map of a level plane of a finished preview, as SVG.

    Parameters
    ----------
    plane_name
        A plane of the configuration; None is the first that is level and laid on a grid.

    Raises
    ------
    UnknownRecord
        When there is no such preview, it is not finished, or it has no such plane.
    """
    measures = json.loads(preview_file(wiring, preview_id, "measures.json"))
    return wiring.plans.plan(
        (preview_id, plane_name), lambda: _lux_map(wiring, preview_id, measures, plane_name)
    )


def _lux_map(wiring: Wiring, preview_id: str, measures: dict[str, Any], plane_name: str | None) -> str:
    record = preview(wiring, preview_id)
    room, configured = room_shown(
        wiring, configuration(wiring, record.configuration_id, record.configuration_version)
    )
    for plane in measures["planes"]:
        if plane_name not in (None, plane["name"]):
            continue
        drawn = lux_map_svg(
            room,
            configured.placements,
            plane,
            scene_name=measures["scene"],
            maintenance_factor=measures["maintenance_factor"],
        )
        if drawn is not None:
            return drawn
    known = ", ".join(plane["name"] for plane in measures["planes"]) or "none"
    raise UnknownRecord(
        f"preview {preview_id} has no level plane {plane_name or ''}; its planes are: {known}"
    )
