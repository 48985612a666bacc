"""How far a render job says it is: never at its end before its picture is encoded."""

from __future__ import annotations

from typing import Any

import pytest

from api.render_work import run
from render.image import png_bytes

ROOM = {
    "lampyris": 1,
    "room": {"outline_m": [[0, 0], [2, 0], [2, 2], [0, 2]], "height_m": 2.5},
    "placements": [
        {"id": "lamp", "luminaire": {"assumed": {"flux_lm": 800}}, "position_m": [1, 1, 2]},
    ],
    "views": [{"name": "corner", "eye_m": [0.2, 0.2, 1.6], "target_m": [1, 1, 1], "size_px": [64, 48]}],
}


@pytest.mark.parametrize("quality", ["draft", "normal"])
def test_the_last_step_is_kept_for_what_follows_the_rays(
    quality: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, float]] = []
    before_encoding: list[tuple[str, float]] = []

    def encode(picture: Any) -> bytes:
        before_encoding.extend(told)
        return png_bytes(picture)

    monkeypatch.setattr("render.image.png_bytes", encode)
    job = {
        "configuration": ROOM,
        "room": None,
        "files": {},
        "library": None,
        "cache_folder": None,
        "scene": None,
        "view": None,
        "quality": quality,
        "seed": 1,
    }
    run(job, lambda step, share: told.append((step, share)))
    assert before_encoding[-1] == ("finish", pytest.approx(0.85))
    assert told[-1] == ("done", 1.0)
    shares = [share for _, share in told]
    assert shares == sorted(shares)
