"""Pictures of finished previews: as stored, as other kinds, in smaller widths, kept by browsers."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hall import hall
from PIL import Image

from api.records.previews import change_preview
from render.exr import ADAPTED_WHITE, EXPOSURE, WHOLE, exr_bytes

WIDTH_PX, HEIGHT_PX = 320, 180
EV, WHITE = 3.0, (1.2, 0.97, 0.7)
LUMINANCE = np.random.default_rng(3).uniform(0.0, 12.0, (HEIGHT_PX, WIDTH_PX, 3)).astype(np.float32)


def kept_luminance():
    said = {EXPOSURE: EV, ADAPTED_WHITE: " ".join(map(str, WHITE)), "quality": "normal", "scene": ""}
    return exr_bytes({WHOLE: LUMINANCE}, said)


def shown(http, place, **wishes):
    answer = http.get(place, params=wishes)
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))


def srgb(linear):
    linear = np.clip(linear, 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


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
        "picture.exr": wiring.files.keep(kept_luminance()),
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
        ("draft.png", 404),
        ("picture.png?ev=nan", 422),
        ("picture.png?ev=31", 422),
        ("picture.png?ev=bright", 422),
        ("picture.png?tone=film", 422),
        ("picture.png?white=warm", 400),
        ("picture.png?white=100", 400),
        ("picture.png?white=nan", 400),
        ("picture.png?white=" + 50 * "1", 422),
        ("false-colour.png?quantity=nits", 422),
    ],
)
def test_pictures_that_are_not_there(http, finished, path, status):
    answer = http.get(f"{finished[0]['self']}/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_the_luminance_comes_as_it_was_stored(http, finished):
    answer = http.get(finished[0]["luminance"])
    assert answer.headers["content-type"] == "image/x-exr"
    assert answer.content == kept_luminance()


def test_exposure_white_and_tone_are_the_asker_s(http, finished):
    place = finished[0]["picture"]
    plain = shown(http, place, ev=4, white="none", tone="none")
    assert plain.text["Exposure"] == "EV 4.00 at ISO 100"
    assert np.abs(np.asarray(plain) - srgb(LUMINANCE / (1.2 * 2**4))).max() <= 0.51
    # its own exposure and white: what has the colour of the white is grey
    own = np.asarray(shown(http, place, tone="agx"), float)
    darker = np.asarray(shown(http, place, tone="agx", ev=EV + 1), float)
    assert darker.mean() < own.mean()
    warm = shown(http, place, white="2700", ev=EV)
    cold = shown(http, place, white="7000", ev=EV)
    assert np.asarray(warm)[..., 2].mean() > np.asarray(cold)[..., 2].mean()
    pinkish, greenish = (
        np.asarray(shown(http, place, white=f"3000,{duv}", ev=EV), float).mean(axis=(0, 1))
        for duv in (-0.01, 0.01)
    )  # taken for white; so the picture becomes the opposite
    assert pinkish[1] / pinkish[0] > greenish[1] / greenish[0]
    assert shown(http, place.replace("png", "webp"), ev=4, w=160).size == (160, 90)


def test_a_draft_is_shown_with_the_exposure_that_is_wished_too(served, http):
    wiring, _ = served
    made = http.post("/v1/configurations", json=hall()).json()
    preview = http.post(f"/v1/configurations/{made['id']}/previews", json={}).json()
    files = {"draft.png": wiring.files.keep(b"as it was"), "draft.exr": wiring.files.keep(kept_luminance())}
    with wiring.database.writing() as connection:
        change_preview(connection, preview["id"], state="working", files=files)
    place = http.get(preview["links"]["self"]).json()["links"]["draft"]
    assert http.get(place).content == b"as it was"
    plain = shown(http, place, ev=4, white="none", tone="none")
    assert plain.text["Exposure"] == "EV 4.00 at ISO 100"
    assert np.abs(np.asarray(plain) - srgb(LUMINANCE / (1.2 * 2**4))).max() <= 0.51
    assert http.get(f"{place}?white=warm").json()["problems"][0]["code"] == "UNKNOWN_WHITE"


def test_false_colours_show_luminance_too(http, finished):
    place = finished[0]["self"] + "/false-colour.png"
    assert http.get(place).status_code == 404  # illuminance was not stored
    picture = shown(http, place, quantity="cd")
    assert picture.size == (WIDTH_PX, HEIGHT_PX)
    assert shown(http, place, quantity="cd", w=100).size == (100, 56)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("ev=31", "OUT_OF_RANGE"),
        ("ev=bright", "WRONG_TYPE"),
        ("tone=film", "UNKNOWN_CHOICE"),
        ("white=warm", "UNKNOWN_WHITE"),
        ("white=99999", "UNKNOWN_WHITE"),
        ("white=3000,", "UNKNOWN_WHITE"),
        ("white=3000,0.2", "UNKNOWN_WHITE"),
        ("white=3000,nan", "UNKNOWN_WHITE"),
        ("white=auto,0.002", "UNKNOWN_WHITE"),
    ],
)
def test_what_cannot_be_shown_is_told_with_a_code(http, finished, query, code):
    problems = http.get(f"{finished[0]['picture']}?{query}").json()["problems"]
    assert [(problem["code"], problem["where"]) for problem in problems] == [(code, query.split("=")[0])]
