"""A library of two luminaires to choose within: a pendant with options, and one that takes a bulb."""

from __future__ import annotations

import shutil
from pathlib import Path

from assets.make_library import make_library

OPTIONS = """
[[options.option]]
key = "finish"
kind = "finish"
name = {en = "Finish", zh = "饰面"}
[[options.option.choice]]
key = "brass"
name = {en = "brass", zh = "黄铜"}
[[options.option.choice]]
key = "black"
name = {en = "black", zh = "黑色"}
price_delta = "-10.00"
finishes = {"brushed brass" = {rgb = [0.02, 0.03, 0.04], roughness = 0.4}}

[[options.option]]
key = "driver"
kind = "driver"
name = {en = "Driver", zh = "驱动"}
[[options.option.choice]]
key = "phase"
name = {en = "phase cut", zh = "切相"}
[[options.option.choice]]
key = "dali"
name = {en = "DALI", zh = "DALI"}
price_delta = "35.50"
standby_w = 0.5
dimming = ["dali-2"]
[[options.option.choice]]
key = "bright"
name = {en = "bright", zh = "高亮"}
flux_factor = 1.5
power_factor = 1.6

[[options.exclude]]
choices = ["black", "bright"]
because = {en = "the black cap gets too hot.", zh = "黑色灯帽会过热。"}
"""

LAMPHOLDER = """
[lampholder]
cap = "E27"
count = 2
shapes = ["A60", "G95"]
maximum_length_mm = 140
maximum_diameter_mm = 100
maximum_power_w = 12
closed = true
light = "LIGHT"
light_output_ratio = 0.8
default_bulb = "a60-806-2700"
"""


def bulb(sku: str, **changed: object) -> str:
    """One bulb of `bulbs.toml`."""
    values = {
        "cap": "E27",
        "shape": "A60",
        "length_mm": 106,
        "diameter_mm": 60,
        "luminous_flux_lm": 806,
        "power_w": 7,
        "cct_k": 2700,
        "colour_rendering_index": 90,
        "stands_heat": True,
        "minimum_dimming": 0.1,
    } | changed
    lines = [f'[[bulb]]\nsku = "{sku}"', f'name = {{en = "Bulb {sku}", zh = "灯泡 {sku}"}}']
    for name, value in values.items():
        written = str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')
        lines.append(f"{name} = {written}")
    return "\n".join([*lines, 'price = {amount = "8.50", currency = "EUR"}', ""])


BULBS = "\n".join(
    [
        bulb("a60-806-2700"),
        bulb(
            "g95-1055-4000",
            shape="G95",
            length_mm=138,
            diameter_mm=95,
            luminous_flux_lm=1055,
            power_w=8.5,
            cct_k=4000,
        ),
        bulb("e14-470", cap="E14"),
        bulb("st64-470", shape="ST64"),
        bulb("g95-long", shape="G95", length_mm=150),
        bulb("g95-wide", shape="G95", diameter_mm=125),
        bulb("a60-1521", power_w=13, luminous_flux_lm=1521),
        bulb("a60-cool-only", stands_heat=False),
        bulb("a60-spot", beam_angle_deg=36),
        bulb("a60-806-4000", power_w=6.5, cct_k=4000),
    ]
)


def make_library_with_choices(folder: Path, *, light: str = "shade") -> Path:
    """Write the library and return its folder."""
    made = folder / "made"
    make_library(made, ("pendant-globe-300", "table-mushroom-280"))
    library = folder / "library"
    pendant, mushroom = library / "pendant-globe-300", library / "table-mushroom-280"
    for place in (pendant, mushroom):
        shutil.copytree(made / place.name, place)
    for place, more in ((pendant, OPTIONS), (mushroom, LAMPHOLDER.replace("LIGHT", light))):
        toml = place / "luminaire.toml"
        kept = toml.read_text(encoding="utf-8")
        toml.write_text(kept.split("\n[[options")[0].split("\n[lampholder")[0] + more, encoding="utf-8")
    (library / "bulbs").mkdir()
    (library / "bulbs" / "bulbs.toml").write_text(BULBS, encoding="utf-8")
    return library
