"""Pictures of finished previews, as other kinds of file and in smaller widths."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from api.configurations import configuration, rooms_shown
from api.previews import preview, preview_file
from api.render_work import LUMINANCE
from api.wiring import Wiring
from kit.errors import UnknownRecord, UnsoundInput
from kit.problems import error
from render.exposure import AUTO, NONE, chosen_white
from render.image import encode_kept_luminance, encode_kept_picture, scaled
from render.kept_picture import KeptPicture, read_kept_picture
from render.lux_map import lux_map_svg
from render.ways_to_show import Quantity, Tone

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


@dataclass(frozen=True)
class Showing:
    """How a picture is wished to be shown; None is as it was.

    Parameters
    ----------
    ev
        Exposure at ISO 100.
    white
        ``auto``, ``none`` or a colour temperature [K], which may have a Duv behind a comma.
    tone
        One of `Tone`.
    """

    ev: float | None = None
    white: str | None = None
    tone: str | None = None


AS_IT_WAS = Showing()


def preview_shown(
    wiring: Wiring,
    preview_id: str,
    showing: Showing,
    *,
    name: str = LUMINANCE,
    ending: str = "png",
    width_px: int | None = None,
) -> bytes:
    """A preview's picture, shown otherwise than it was; no light is worked out anew.

    Parameters
    ----------
    name
        ``picture.exr`` or ``draft.exr``.

    Raises
    ------
    UnknownRecord
        When there is no such preview, or its luminance is not there (yet).
    UnsoundInput
        ``UNKNOWN_WHITE`` when the white is none of those known.
    """
    require_white(showing.white)
    kept = _kept(wiring, preview_id, name)
    if showing.white is not None:
        kept = replace(kept, white=chosen_white(showing.white, kept.white))
    if showing.ev is not None:
        kept = replace(kept, ev=showing.ev)
    tone = Tone(showing.tone or Tone.NEUTRAL)
    return encode_kept_picture(kept, f".{ending}", tone, width_px=_at_most(kept, width_px))


def preview_false_colour(
    wiring: Wiring, preview_id: str, quantity: str, *, ending: str = "png", width_px: int | None = None
) -> bytes:
    """A preview in false colours: ``lx`` as it was stored, ``cd`` of its luminance.

    Raises
    ------
    UnknownRecord
        When there is no such preview, or it has no such picture (yet).
    """
    if quantity == Quantity.LX:
        return preview_picture(wiring, preview_id, "false-colour.png", ending=ending, width_px=width_px)
    kept = _kept(wiring, preview_id)
    return encode_kept_luminance(kept, f".{ending}", width_px=_at_most(kept, width_px))


def require_white(white: str | None) -> None:
    """Raise UnsoundInput with ``UNKNOWN_WHITE`` when a white is none of those known."""
    try:
        if white is not None:
            chosen_white(white, np.ones(3))
    except ValueError as fault:
        hint = f"Take {AUTO}, {NONE} or a temperature such as 3000, or with its Duv 3000,-0.003."
        raise UnsoundInput([error("UNKNOWN_WHITE", "white", f"{fault}.", hint)]) from fault


def _kept(wiring: Wiring, preview_id: str, name: str = LUMINANCE) -> KeptPicture:
    return read_kept_picture(preview_file(wiring, preview_id, name))


def _at_most(kept: KeptPicture, width_px: int | None) -> int:
    rendered_px = int(kept.luminance_cd_m2.shape[1])
    return min(width_px or rendered_px, rendered_px)


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
    rooms, configured = rooms_shown(
        wiring, configuration(wiring, record.configuration_id, record.configuration_version)
    )
    for plane in measures["planes"]:
        if plane_name not in (None, plane["name"]):
            continue
        drawn = lux_map_svg(
            rooms,
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
