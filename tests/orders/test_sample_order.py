"""The whole way on what is shipped: sample configuration, own catalogue, sample terms and stores."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assets.catalogue import Catalogue, read_catalogue
from kit.errors import UnsoundInput
from orders.backends.sandbox import SandboxStore
from orders.backends.store_backend import Reserved
from orders.lines import lines_of, needs_of
from orders.order import Customer, order_of
from orders.prices import price_list_of
from orders.quote import Evidence, quote_of
from orders.sourcing import Wish
from orders.states import Fulfilment, PartState, Request
from orders.stores import sample_stock, sample_stores
from scenes.configuration import Configuration, read_configuration

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ROOM = {"outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]], "height_m": 2.7}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The luminaires of our own; their bodies are made at set-up."""
    return read_catalogue()


def configuration_with(*luminaires: object) -> Configuration:
    """A room with these luminaires in it."""
    placements = [
        {"id": f"p{index}", "luminaire": luminaire, "position_m": [2.0, 2.0, 2.7]}
        for index, luminaire in enumerate(luminaires)
    ]
    document = {"lampyris": 1, "name": "Room", "room": ROOM, "placements": placements}
    return read_configuration(json.dumps(document).encode())


def test_from_configuration_to_a_reserved_order(catalogue: Catalogue, tmp_path: Path) -> None:
    skus = [luminaire.sku for luminaire in catalogue.luminaires]
    bulbs = [each.bulb.sku for each in catalogue.luminaires if each.bulb is not None]
    assert not {each.sku for each in catalogue.luminaires if each.bulb is not None} & set(skus[:2])
    lines = lines_of(configuration_with(*skus, *skus[:2]), catalogue)
    articles = [*skus, *bulbs]  # what is sold without a bulb needs one
    assert needs_of(lines) == {sku: 1 + (sku in skus[:2]) for sku in articles}
    sandbox = SandboxStore(tmp_path / "sandbox.sqlite")
    sandbox.seed(sample_stores(), sample_stock(articles))
    stores = sandbox.stores()
    free = {
        store.id: {stock.sku: stock.free for stock in sandbox.availability(articles, [store.id])}
        for store in stores
    }
    quote = quote_of(
        lines,
        price_list_of(catalogue.prices),
        stores=stores,
        stock=free,
        evidence=Evidence("c1", 1, "aa", "bb", "engine 1"),
        id="q1",
        now=NOW,
        wish=Wish(near_deg=stores[0].position_deg, services=("installation",)),
    )
    assert (quote.store_id, quote.shortages) == (stores[0].id, ())
    goods = sum(
        luminaire.price.amount for luminaire in map(catalogue.find, [*skus, *skus[:2]]) if luminaire.price
    )
    goods += sum(catalogue.prices[bulb].amount for bulb in bulbs)
    assert quote.priced.total.amount == goods + 45 * (len(skus) + 2)  # a bulb is not put up
    order = order_of(
        quote, id="o1", number="L26-000001", customer=Customer("L", "e", "p", "a", "zh"), now=NOW
    )
    part = order.part("A")
    ref = sandbox.submit(
        order.id, part.part, store_id=part.store_id, customer=order.customer, lines=part.lines
    )
    assert sandbox.reserve(ref) == Reserved(ref, part.lines)
    answer = sandbox.status(ref)
    order = order.part_follows("A", answer.state, at=NOW, reason=answer.reason, store_reference=ref.reference)
    assert order.part("A").state == PartState(Request.ACCEPTED, Fulfilment.RESERVED)


def test_bare_photometry_and_assumed_lamps_are_not_sold(catalogue: Catalogue) -> None:
    assumed = {"assumed": {"flux_lm": 800, "beam_angle_deg": 120, "cct_k": 2700}}
    configuration = configuration_with({"photometry": "spot.ies"}, assumed, "no-such-lamp")
    with pytest.raises(UnsoundInput) as refused:
        lines_of(configuration, catalogue)
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [
        ("CANNOT_BE_ORDERED", "placements[0].luminaire"),
        ("CANNOT_BE_ORDERED", "placements[1].luminaire"),
        ("UNKNOWN_SKU", "placements[2].luminaire"),
    ]
    assert "bare photometric file" in refused.value.problems[0].message
    assert "assumed lamp" in refused.value.problems[1].message
