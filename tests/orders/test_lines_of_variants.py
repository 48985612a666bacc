"""Variants and bulbs in an order: articles by their own sku, and as many bulbs as there are lampholders."""

from __future__ import annotations

from typing import Any

import pytest
from library_with_choices import make_library_with_choices

from assets.catalogue import Catalogue, read_catalogue
from kit.errors import UnsoundInput
from orders.lines import LineKind, lines_of, needs_of
from orders.money import money_json
from orders.prices import PricedLines, price, price_list_of, service_lines
from scenes.configuration import read_configuration
from scenes.configuration_model import Configuration

PENDANT, MUSHROOM = "pendant-globe-300", "table-mushroom-280"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return read_catalogue(make_library_with_choices(tmp_path_factory.mktemp("choices")))


def configuration(*placements: dict[str, Any]) -> Configuration:
    hung = [{"id": f"p{i}", "position_m": [1, 1, 1], **one} for i, one in enumerate(placements)]
    room = {"outline_m": [[0, 0], [4, 0], [4, 4], [0, 4]], "height_m": 2.7}
    return read_configuration({"lampyris": 1, "room": room, "placements": hung})


def test_articles_and_bulbs_are_lines_of_their_own(catalogue: Catalogue) -> None:
    hung = configuration(
        {"luminaire": PENDANT, "variant": "dali+black"},
        {"luminaire": PENDANT},
        {"luminaire": PENDANT, "variant": "black+dali"},
        {"luminaire": MUSHROOM},
        {"luminaire": MUSHROOM, "bulb": "g95-1055-4000"},
        {"luminaire": MUSHROOM, "bulb": "a60-806-2700"},
    )
    lines = lines_of(hung, catalogue)
    assert [(line.sku, line.quantity, line.kind, line.placements) for line in lines] == [
        (f"{PENDANT}-black-dali", 2, LineKind.LUMINAIRE, ("p0", "p2")),
        (PENDANT, 1, LineKind.LUMINAIRE, ("p1",)),
        (MUSHROOM, 2, LineKind.LUMINAIRE, ("p3", "p5")),
        (MUSHROOM, 1, LineKind.LUMINAIRE, ("p4",)),
        ("a60-806-2700", 4, LineKind.BULB, ("p3", "p5")),
        ("g95-1055-4000", 2, LineKind.BULB, ("p4",)),
    ]
    assert (lines[0].luminaire, lines[0].variant) == (PENDANT, "black+dali")
    assert (lines[0].name, lines[0].name_zh) == ("Globe pendant 300, black, DALI", "圆球吊灯 300，黑色、DALI")
    assert needs_of(lines)[MUSHROOM] == 3
    assert needs_of(lines)["a60-806-2700"] == 4
    price_list = price_list_of(catalogue.prices)
    services = service_lines(lines, ["installation"], price_list)
    assert services[0].quantity == 6, "a bulb is screwed in with its luminaire"
    priced = price([*lines, *services], price_list)
    # 2 x (189 - 10 + 35.50), 189, 3 x the mushroom, 6 bulbs of 8.50, 6 x 45
    mushroom = catalogue.prices[MUSHROOM].amount
    assert priced.total.amount == 429 + 189 + 3 * mushroom + 51 + 270
    assert PricedLines.from_json(priced.as_json()) == priced
    assert money_json(priced.lines[4].total) == {"amount": "34.00", "currency": "EUR"}


def test_what_cannot_be_had_is_told_at_its_place(catalogue: Catalogue) -> None:
    hung = configuration(
        {"luminaire": PENDANT, "variant": "pink"},
        {"luminaire": PENDANT, "bulb": "a60-806-2700"},
        {"luminaire": MUSHROOM, "bulb": "e14-470"},
    )
    with pytest.raises(UnsoundInput) as refused:
        lines_of(hung, catalogue)
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [
        ("UNKNOWN_VARIANT", "placements[0].variant"),
        ("NO_BULB_TAKEN", "placements[1].bulb"),
        ("BULB_CAP", "placements[2].bulb"),
    ]
