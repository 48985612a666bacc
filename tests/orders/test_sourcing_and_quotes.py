"""Sourcing and quotes: the fewest parts, then the nearest; compared with an integer programme."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from kit.errors import Conflict
from orders.lines import OrderLine, PartLine
from orders.order import Customer, Order, order_of
from orders.prices import PriceList, ServicePrice
from orders.quote import Evidence, Quote, part_name, quote_of
from orders.sourcing import Missing, Wish, choose_store
from orders.states import Service
from orders.stores import Store, StoreKind, distance_km

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HERE = (52.0, 5.0)
EVIDENCE = Evidence("c1", 3, "aa" * 32, "bb" * 32, "engine 1", {"lamp": "cc" * 32})


def store(name: str, latitude_deg: float, services: tuple[str, ...] = ("installation",)) -> Store:
    """A shop on one meridian."""
    return Store(name, name.title(), f"{name}店", StoreKind.SHOP, "Street", (latitude_deg, 5.0), services)


NEAR, MIDDLE, FAR = store("near", 52.1), store("middle", 53.0), store("far", 56.0, ())
STORES = (FAR, MIDDLE, NEAR)


def sent(needs: dict[str, int], stock: dict[str, dict[str, int]], wish: Wish) -> dict[str, dict[str, int]]:
    """The choice as plain numbers."""
    parts = choose_store(needs, STORES, stock, wish).parts
    return {part.store_id: {line.sku: line.quantity for line in part.lines} for part in parts}


def test_distances_on_the_sphere() -> None:
    # one degree of a great circle of the mean sphere: 2 π R / 360
    assert distance_km((0.0, 0.0), (1.0, 0.0)) == pytest.approx(111.195, abs=0.001)
    assert distance_km((0.0, 179.5), (0.0, -179.5)) == pytest.approx(111.195, abs=0.001)
    assert distance_km((90.0, 10.0), (-90.0, 80.0)) == pytest.approx(20015.1, abs=0.1)
    # Paris to London, 343.5 km (published great-circle distance)
    assert distance_km((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(343.5, abs=0.5)


def test_the_nearest_that_has_everything() -> None:
    stock = {"near": {"lamp": 1}, "middle": {"lamp": 5}, "far": {"lamp": 500}}
    assert sent({"lamp": 1}, stock, Wish(near_deg=HERE)) == {"near": {"lamp": 1}}
    assert sent({"lamp": 2}, stock, Wish(near_deg=HERE)) == {"middle": {"lamp": 2}}
    assert sent({"lamp": 2}, stock, Wish()) == {"far": {"lamp": 2}}  # without a place: first of the list
    reasons = choose_store({"lamp": 2}, STORES, stock, Wish(near_deg=HERE)).reasons
    assert [reason.en for reason in reasons] == ["Middle has everything (111 km away)."]
    assert "middle店" in reasons[0].zh


def test_two_parts_when_nobody_has_everything() -> None:
    stock = {"near": {"lamp": 1, "spot": 9}, "middle": {"lamp": 5}, "far": {"lamp": 9}}
    chosen = sent({"lamp": 4, "spot": 2}, stock, Wish(near_deg=HERE))
    assert chosen == {"near": {"lamp": 1, "spot": 2}, "middle": {"lamp": 3}}


def test_own_choice_services_and_silence() -> None:
    stock = {"near": {"lamp": 1}, "far": {"lamp": 500}}
    sourcing = choose_store({"lamp": 2}, STORES, stock, Wish(store_id="near"))
    assert sourcing.shortages == (Missing("lamp", 1),)
    sourcing = choose_store({"lamp": 2}, STORES, stock, Wish(near_deg=HERE, services=("installation",)))
    assert sourcing.shortages == (Missing("lamp", 1),)
    words = " ".join(reason.en for reason in sourcing.reasons)
    assert "Far does not offer installation" in words
    assert "Middle did not answer" in words
    assert choose_store({"lamp": 2}, STORES, {}, Wish()).parts == ()


def test_the_choice_is_the_optimum() -> None:
    dice = random.Random(11)
    for _ in range(120):
        stores = [store(f"s{i}", dice.uniform(40, 60)) for i in range(dice.randint(1, 6))]
        skus = [f"k{i}" for i in range(dice.randint(1, 4))]
        stock = {s.id: {k: dice.choice([0, 0, 1, 3, 8]) for k in skus} for s in stores}
        needs = {k: dice.randint(1, 7) for k in skus}
        sourcing = choose_store(needs, stores, stock, Wish(near_deg=HERE))
        missing = {k: max(0, n - sum(stock[s.id][k] for s in stores)) for k, n in needs.items()}
        assert {m.sku: m.missing for m in sourcing.shortages} == {k: n for k, n in missing.items() if n}
        taken = {k: sum(x.quantity for p in sourcing.parts for x in p.lines if x.sku == k) for k in skus}
        assert taken == {k: needs[k] - missing[k] for k in skus}
        assert all(x.quantity <= stock[p.store_id][x.sku] for p in sourcing.parts for x in p.lines)
        # an integer programme: open stores, each counting far more than any distance
        cost = np.array([1e6 + distance_km(HERE, s.position_deg) for s in stores])
        has = np.array([[stock[s.id][k] for s in stores] for k in skus])
        need = np.array([taken[k] for k in skus])
        answer = milp(
            cost,
            integrality=np.ones(len(stores)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(has, lb=need),
            options={"mip_rel_gap": 0},
        )
        ours = sum(1e6 + (part.distance_km or 0.0) for part in sourcing.parts)
        assert ours == pytest.approx(answer.fun, abs=1e-2)


def a_quote(pieces: int = 2, services: tuple[str, ...] = ()) -> Quote:
    """Lamps of three stores."""
    services_prices = {"installation": ServicePrice("In", "装", Decimal(45), Decimal("0.19"), "luminaire")}
    return quote_of(
        [OrderLine("lamp", "Lamp", "灯", pieces, placements=("p1",))],
        PriceList("1", "EUR", Decimal("0.19"), {"lamp": Decimal("129.00")}, services_prices),
        stores=STORES,
        stock={"near": {"lamp": 1}, "middle": {"lamp": 3}, "far": {}},
        evidence=EVIDENCE,
        id="q1",
        now=NOW,
        wish=Wish(near_deg=HERE, services=services),
    )


def test_a_quote_becomes_an_order() -> None:
    quote = a_quote(pieces=4, services=("installation",))
    assert Quote.from_json(quote.as_json()) == quote
    assert quote.evidence.prices_sha256
    assert quote.as_json()["expires_at"] == "2026-12-06T09:30:00Z"
    buyer = Customer("Lin", "l@example.org", "1", "Street", "zh")
    order = order_of(quote, id="o1", number="L26-000001", customer=buyer, now=NOW)
    assert [(part.part, part.store_id, part.lines) for part in order.parts] == [
        ("A", "near", (PartLine("lamp", 1),)),
        ("B", "middle", (PartLine("lamp", 3),)),
    ]
    assert order.service is Service.REQUESTED
    assert order.priced.total == quote.priced.total
    assert (order.as_json()["configuration_id"], order.as_json()["configuration_version"]) == ("c1", 3)
    assert Order.from_json(order.as_json()) == order


def test_what_cannot_become_an_order() -> None:
    buyer = Customer("Lin", "l@example.org", "1", "Street", "zh")
    with pytest.raises(Conflict) as refused:
        order_of(a_quote(pieces=5), id="o1", number="1", customer=buyer, now=NOW)
    assert refused.value.code == "SHORT_OF_STOCK"
    with pytest.raises(Conflict) as refused:
        order_of(a_quote(), id="o1", number="1", customer=buyer, now=NOW + timedelta(days=15))
    assert refused.value.code == "QUOTE_EXPIRED"


def test_one_store_is_preferred_to_two_nearer_ones() -> None:
    quote = a_quote(pieces=2)
    assert [part.store_id for part in quote.parts] == ["middle"]
    assert quote.store_id == "middle"


def test_parts_never_run_out_of_names() -> None:
    assert [part_name(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
