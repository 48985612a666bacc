"""An order of a variant and a bulb keeps all that its light rests on, also when the catalogue loses it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from library_with_choices import make_library_with_choices
from small_shop import CUSTOMER, quoted, shop_in, working

from api.orders import order, place_order, reproduce_order

PENDANT, MUSHROOM = "pendant-globe-300", "table-mushroom-280"
HUNG = [
    {"id": "bright", "luminaire": PENDANT, "variant": "bright", "position_m": [2, 2.5, 2.7]},
    {
        "id": "table",
        "luminaire": MUSHROOM,
        "bulb": "g95-1055-4000",
        "position_m": [1, 1, 0.0],
    },
]


def test_light_and_lines_of_a_variant_and_a_bulb(tmp_path: Path) -> None:
    library = make_library_with_choices(tmp_path)
    shop = shop_in(tmp_path / "data", library=library)
    with working(shop):
        placed = place_order(shop, quoted(shop, placements=HUNG, scenes={}), CUSTOMER, "key-variant")
        lines = {line["sku"]: line["quantity"] for line in order(shop, placed.id).document["lines"]}
        assert lines == {f"{PENDANT}-bright": 1, MUSHROOM: 1, "g95-1055-4000": 2}
        flux = {
            one["id"]: shop.catalogue.configured(one["luminaire"], one.get("variant"), one.get("bulb"))[
                0
            ].photometry.distribution.luminous_flux_lm()
            for one in HUNG
        }
    shop.close()
    poorer = tmp_path / "poorer"
    shutil.copytree(library, poorer)
    (poorer / "bulbs" / "bulbs.toml").write_text("", encoding="utf-8")
    shutil.rmtree(poorer / MUSHROOM)
    another = shop_in(tmp_path / "data", library=poorer)
    again = reproduce_order(another, placed.id, quality="draft")
    measures = json.loads(again["measures.json"])
    assert {each["id"]: each["flux_lm"] for each in measures["placements"]} == pytest.approx(flux, rel=1e-6)
    another.close()
