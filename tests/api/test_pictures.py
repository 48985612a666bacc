"""Pictures of finished previews: as stored, as other kinds, in smaller widths, kept by browsers."""

from __future__ import annotations

import io

import pytest
from hall import hall
from PIL import Image

from api.records.previews import change_preview

WIDTH_PX, HEIGHT_PX = 320, 180


@pytest.fixture
def finished(served, http):
    """A preview whose files are a red picture and some numbers."""
    wiring, _ = served
    made = http.post("/v1/configurations", json=hall()).json()
    preview = http.post(f"/v1/configurations/{made['id']}/previews", json={}).json()
    out = io.BytesIO()
    Image.new("RGB", (WIDTH_PX, HEIGHT_PX), (200, 10, 10)).save(out, "PNG")
    files = {
        "picture.png": wiring.files.keep(out.getvalue()),
        "measures.json": wiring.files.keep(b'{"planes": []}'),
    }
    with wiring.database.writing() as connection:
        change_preview(connection, preview["id"], state="done", progress=1.0, files=files)
    return preview["links"], out.getvalue()


def test_the_picture_comes_as_it_was_stored(http, finished):
    links, stored = finished
    answer = http.get(links["picture"])
    assert answer.content == stored
    assert answer.headers["content-type"] == "image/png"
    assert "immutable" in answer.headers["cache-control"]
    again = http.get(links["picture"], headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("ending", "width", "expected"),
    [("png", 80, 80), ("webp", None, 320), ("webp", 160, 160), ("avif", 5000, 320), ("png", 320, 320)],
)
def test_other_kinds_and_smaller_widths(http, finished, ending, width, expected):
    place = finished[0]["self"]
    params = {} if width is None else {"w": width}
    answer = http.get(f"{place}/picture.{ending}", params=params)
    assert answer.headers["content-type"] == f"image/{ending}"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (expected, expected * HEIGHT_PX // WIDTH_PX)
        red, green, blue = image.convert("RGB").getpixel((10, 10))
    assert abs(red - 200) < 12
    assert max(green, blue) < 30


def test_measures_are_json_as_they_were_written(http, finished):
    answer = http.get(finished[0]["measures"])
    assert answer.json() == {"planes": []}
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("picture.exe", 422),
        ("picture.png?w=0", 422),
        ("picture.png?w=100000", 422),
        ("picture.png?w=x", 422),
        ("false-colour.png", 404),
        ("other.png", 404),
    ],
)
def test_pictures_that_are_not_there(http, finished, path, status):
    answer = http.get(f"{finished[0]['self']}/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
