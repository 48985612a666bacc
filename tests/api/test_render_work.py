"""How far a render job says it is: never at its end before its picture is encoded."""

from __future__ import annotations

import json
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


def job_of(quality: str, **more: Any) -> dict[str, Any]:
    """A job of that room."""
    job = {"configuration": ROOM, "rooms": {}, "files": {}, "library": None, "cache_folder": None}
    return job | {"scene": None, "view": None, "quality": quality, "seed": 1} | more


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
    job = job_of(quality)
    run(job, lambda step, share: told.append((step, share)))
    assert before_encoding[-1] == ("finish", pytest.approx(0.85))
    assert told[-1] == ("done", 1.0)
    shares = [share for _, share in told]
    assert shares == sorted(shares)


def test_a_room_that_cannot_be_painted_has_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("render.gltf.painted.MOST_IN_ALL", 10)
    files = run(job_of("draft", light=True), lambda step, share: None)
    assert "baked.glb" not in files
    assert "picture.png" in files
    assert any(name.startswith("light/") for name in files)
    severities = {problem["code"]: problem["severity"] for problem in json.loads(files["problems.json"])}
    assert severities["TOO_MANY_PIECES"] == "warning"
