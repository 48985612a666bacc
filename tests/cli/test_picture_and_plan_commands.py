"""`lampyris picture` and `lampyris plan`: what they write, how a person fixes what is shown."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from api.settings import environment_without_settings
from render.exr import WHOLE, read_exr

ROOM = {
    "lampyris": 1,
    "room": {"outline_m": [[0, 0], [3, 0], [3, 3], [0, 3]], "height_m": 2.5},
    "placements": [
        {
            "id": "a",
            "luminaire": {"assumed": {"flux_lm": 800, "cct_k": 2700, "dim_to_warm_k": 1900}},
            "position_m": [1.5, 1.5, 2.4],
            "circuit": "c",
        }
    ],
    "scenes": {"dim": {"circuits": {"c": {"dimming": 0.05}}}},
    "views": [{"name": "v", "eye_m": [0.3, 0.3, 1.5], "target_m": [2.5, 2.5, 0.8], "size_px": [96, 64]}],
}


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "room.lampyris.json"
    path.write_text(json.dumps(ROOM))
    return path


def picture(lampyris, config, name, *words):
    done = lampyris("picture", config, "--view", "v", "-o", name, "--quality", "draft", *words)
    assert done.returncode == 0, done.stderr
    return (config.parent / name).read_bytes()


def test_an_exr_holds_the_light_that_the_png_shows(lampyris, config):
    layers, header = read_exr(picture(lampyris, config, "a.exr"))
    assert layers[WHOLE].shape == (64, 96, 3)
    assert (header["unit"], header["view"], header["seed"]) == ("cd/m2", "v", "1")
    fixed = Image.open(
        io.BytesIO(picture(lampyris, config, "a.png", "--ev", "4", "--white", "none", "--tone", "none"))
    )
    assert fixed.text["Exposure"] == "EV 4.00 at ISO 100"
    assert fixed.text["Tone"] == "none"
    linear = np.clip(layers[WHOLE] / (1.2 * 2**4), 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(np.asarray(fixed) / 255 - encoded).max() <= 1.01 / 255


def test_a_draft_is_there_first_and_replaced_without_a_jump_of_exposure(config):
    words = ["picture", str(config), "--view", "v", "-o", "seen.png", "--progressive"]
    place, seen = config.parent / "seen.png", []
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", *words],
        cwd=config.parent,
        stderr=subprocess.PIPE,
        text=True,
        env=environment_without_settings(),
    ) as running:
        while running.poll() is None:
            content = place.read_bytes() if place.exists() else b""
            if content and content not in seen:
                seen.append(content)
            time.sleep(0.02)
        assert running.returncode == 0
        told = running.stderr.read()
    seen += [place.read_bytes()] if place.read_bytes() not in seen else []
    first, last = (Image.open(io.BytesIO(content)) for content in seen)  # each whole
    assert "quality=draft" in first.text["Description"]
    assert "quality=normal" in last.text["Description"]
    assert (first.size, first.text["Exposure"]) == (last.size, last.text["Exposure"])
    assert np.asarray(first).mean() == pytest.approx(np.asarray(last).mean(), rel=0.1)
    assert told.index("a first picture") < told.index("the picture is in")
    assert [each.name for each in config.parent.glob("*seen*")] == ["seen.png"]


def test_layers_add_up_to_the_picture(lampyris, config):
    layers, _ = read_exr(picture(lampyris, config, "a.exr", "--layers"))
    whole = layers.pop(WHOLE).astype(float)
    assert "a" in layers
    total = sum(layer.astype(float) for layer in layers.values())
    np.testing.assert_allclose(total, whole, rtol=2e-3, atol=1e-3 * whole.mean())  # in half precision


def test_a_dim_to_warm_lamp_is_warmer_in_the_dim_scene(lampyris, config):
    full, _ = read_exr(picture(lampyris, config, "full.exr"))
    dim, _ = read_exr(picture(lampyris, config, "dim.exr", "--scene", "dim"))
    red_to_blue = [light[WHOLE][..., 0].mean() / light[WHOLE][..., 2].mean() for light in (full, dim)]
    assert red_to_blue[1] > 1.5 * red_to_blue[0]


@pytest.mark.parametrize("words", [("--false-colour",), ("--false-colour", "lx"), ("--false-colour", "cd")])
def test_false_colour_may_stand_alone(lampyris, config, words):
    assert Image.open(io.BytesIO(picture(lampyris, config, "f.png", *words))).size == (96, 64)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-o", "a.exr", "--false-colour"), "ends in none of"),
        (("-o", "a.png", "--layers"), "ends in none of"),
        (("-o", "a.exr", "--layers", "--panorama"), "have layers"),
        (("-o", "a.exr", "--layers", "--progressive"), "no layers"),
        (("-o", "a.png", "--white", "warm"), "kelvin"),
        (("-o", "a.png", "--tone", "film"), "neutral"),
        (("-o", "a.png", "--ev", "90"), "30"),
    ],
)
def test_wrong_use_is_told(lampyris, config, words, told):
    done = lampyris("picture", config, "--view", "v", *words)
    assert done.returncode == 2
    assert told in done.stderr


def test_the_plan_is_an_svg_with_its_numbers(shell, lampyris, config):
    done = shell("plan", config, "-o", "plan.svg", "--scene", "dim", "--quality", "draft")
    assert done.returncode == 0, done.stderr
    drawn = (config.parent / "plan.svg").read_text()
    assert drawn.startswith("<svg")
    assert "平均照度" in drawn
    assert 'data-placement="a"' in drawn
    assert lampyris("plan", config, "-o", "plan.jpg").returncode == 2
    assert lampyris("plan", config, "-o", "p.svg", "--plane", "none such").returncode == 2
