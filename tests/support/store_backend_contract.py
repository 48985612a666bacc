"""What every store backend must do; a test file that gives the fixture `world` takes the class over.

Kill tests and file tests stand with each backend; here is only what the protocol promises.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from kit.errors import Conflict, StoreUnreachable, UnknownRecord
from orders.backends.store_backend import (
    Cancelled,
    Ref,
    Reserved,
    Settlement,
    Short,
    StoreBackend,
    TooLate,
)
from orders.lines import PartLine
from orders.money import money
from orders.order import Customer
from orders.sourcing import Missing
from orders.states import Fulfilment, Request

BUYER = Customer("Lin Wei", "lin@example.org", "+49 40 0000", "Sample Street 1", "zh")


@dataclass(frozen=True)
class World:
    """A backend and its staff: store `shop` with 10 of `lamp` and 3 of `spot`, `depot` with 0 of `lamp`."""

    backend: StoreBackend
    ask_staff: Callable[[str], None]  # from now on, the store's parts wait for staff
    accept: Callable[[Ref], None]
    reject: Callable[[Ref, str], None]
    advance: Callable[[Ref, Fulfilment], None]
    silence: Callable[[str], None]  # from now on, the store does not answer
    lose_answers: Callable[[str], None]  # from now on, the store does everything and its answers are lost
    speak: Callable[[str], None]  # the store answers again

    def submit(self, order_id: str, store_id: str = "shop", part: str = "A", **pieces: int) -> Ref:
        """Ask for a part; without pieces, two lamps."""
        lines = [PartLine(sku, n) for sku, n in (pieces or {"lamp": 2}).items()]
        return self.backend.submit(order_id, part, store_id=store_id, customer=BUYER, lines=lines)

    def free(self, sku: str = "lamp", store_id: str = "shop") -> int:
        """Free pieces as the backend tells them."""
        return next(stock.free for stock in self.backend.availability([sku], [store_id]))

    def delivered(self, order_id: str, **pieces: int) -> Ref:
        """A part that has gone all the way."""
        ref = self.submit(order_id, **pieces)
        self.backend.reserve(ref)
        for step in (
            Fulfilment.PICKING,
            Fulfilment.PACKED,
            Fulfilment.OUT_FOR_DELIVERY,
            Fulfilment.DELIVERED,
        ):
            self.advance(ref, step)
        return ref


class StoreBackendContract:
    """The promises."""

    def test_the_same_part_twice_is_one_part(self, world: World) -> None:
        assert world.submit("o1") == world.submit("o1")
        assert world.submit("o1", part="B") != world.submit("o1")
        assert world.submit("o2") != world.submit("o1")

    def test_the_same_part_with_other_lines_is_refused(self, world: World) -> None:
        world.submit("o1")
        with pytest.raises(Conflict) as refused:
            world.submit("o1", lamp=3)
        assert refused.value.code == "SUBMITTED_DIFFERENTLY"
        with pytest.raises(Conflict):
            world.submit("o1", store_id="depot")

    def test_the_same_part_from_many_threads_is_one_part(self, world: World) -> None:
        with ThreadPoolExecutor(16) as pool:
            refs = set(pool.map(lambda _: world.submit("o1"), range(32)))
        assert len(refs) == 1

    def test_reserved_is_ordered(self, world: World) -> None:
        ref = world.submit("o1", lamp=4, spot=3)
        answer = world.backend.reserve(ref)
        assert answer == Reserved(ref, (PartLine("lamp", 4), PartLine("spot", 3)))
        assert (world.free("lamp"), world.free("spot")) == (6, 0)
        assert world.backend.reserve(ref) == answer
        assert (world.free("lamp"), world.free("spot")) == (6, 0)

    def test_short_names_what_is_missing_and_keeps_nothing(self, world: World) -> None:
        ref = world.submit("o1", lamp=2, spot=5)
        assert world.backend.reserve(ref) == Short(ref, (Missing("spot", 2),))
        assert (world.free("lamp"), world.free("spot")) == (10, 3)
        assert world.backend.status(ref).fulfilment is Fulfilment.WAITING

    def test_lines_of_the_same_sku_count_together(self, world: World) -> None:
        lines = [PartLine("spot", 2), PartLine("spot", 2)]
        ref = world.backend.submit("o1", "A", store_id="shop", customer=BUYER, lines=lines)
        assert world.backend.reserve(ref) == Short(ref, (Missing("spot", 1),))

    def test_ten_lamps_and_two_hundred_buyers(self, world: World) -> None:
        def buy(number: int) -> bool:
            return isinstance(world.backend.reserve(world.submit(f"o{number}", lamp=1)), Reserved)

        with ThreadPoolExecutor(24) as pool:
            assert sum(pool.map(buy, range(200))) == 10
        assert world.free("lamp") == 0

    def test_staff_accepts(self, world: World) -> None:
        world.ask_staff("shop")
        ref = world.submit("o1")
        assert world.backend.status(ref).request is Request.SENT
        with pytest.raises(Conflict) as refused:
            world.backend.reserve(ref)
        assert refused.value.code == "NOT_ACCEPTED"
        world.accept(ref)
        assert world.backend.status(ref).request is Request.ACCEPTED
        assert isinstance(world.backend.reserve(ref), Reserved)

    def test_staff_rejects_after_reserving_and_the_pieces_are_free(self, world: World) -> None:
        ref = world.submit("o1")
        world.backend.reserve(ref)
        world.reject(ref, "shop window piece only")
        snapshot = world.backend.status(ref)
        assert (snapshot.request, snapshot.fulfilment) == (Request.REJECTED, Fulfilment.WAITING)
        assert snapshot.reason == "shop window piece only"
        assert world.free() == 10
        with pytest.raises(Conflict):
            world.backend.reserve(ref)

    def test_cancel_gives_the_pieces_back_once(self, world: World) -> None:
        ref = world.submit("o1")
        world.backend.reserve(ref)
        assert world.backend.cancel(ref, "changed my mind") == Cancelled(ref)
        assert world.backend.cancel(ref, "changed my mind") == Cancelled(ref)
        assert world.free() == 10
        assert world.backend.status(ref).state.request is Request.CANCELLED

    def test_what_is_packed_is_not_cancelled(self, world: World) -> None:
        ref = world.submit("o1")
        world.backend.reserve(ref)
        world.advance(ref, Fulfilment.PICKING)
        world.advance(ref, Fulfilment.PACKED)
        assert world.backend.cancel(ref, "changed my mind") == TooLate(ref, Fulfilment.PACKED)
        assert world.free() == 8

    def test_returns_come_back_into_any_store(self, world: World) -> None:
        ref = world.delivered("o1", lamp=3)
        assert world.free() == 7

        def bring_back(return_id: str, pieces: int, store_id: str) -> Ref:
            lines = [PartLine("lamp", pieces)]
            return world.backend.return_(
                ref, lines, return_id=return_id, store_id=store_id, reason="too bright"
            )

        assert bring_back("r1", 1, "shop") == bring_back("r1", 1, "shop")
        assert world.free() == 8
        assert world.backend.status(ref).fulfilment is Fulfilment.DELIVERED
        with pytest.raises(Conflict) as refused:
            bring_back("r2", 3, "shop")
        assert refused.value.code == "RETURNS_TOO_MANY"
        bring_back("r3", 2, "depot")
        assert (world.free(), world.free(store_id="depot")) == (8, 2)
        assert world.backend.status(ref).fulfilment is Fulfilment.RETURNED

    def test_nothing_comes_back_that_was_not_delivered(self, world: World) -> None:
        ref = world.submit("o1")
        with pytest.raises(Conflict) as refused:
            world.backend.return_(
                ref, [PartLine("lamp", 1)], return_id="r1", store_id="shop", reason="too bright"
            )
        assert refused.value.code == "NOT_DELIVERED"

    def test_changes_tell_everything_once_in_order(self, world: World) -> None:
        ref = world.submit("o1")
        world.backend.reserve(ref)
        changes = list(world.backend.changes(0))
        assert [change.sequence for change in changes] == sorted({change.sequence for change in changes})
        assert changes[-1].fulfilment is Fulfilment.RESERVED
        assert changes[-1] == world.backend.status(ref)
        assert list(world.backend.changes(changes[-1].sequence)) == []

    def test_a_silent_store_is_unreachable_and_nothing_arrives(self, world: World) -> None:
        world.silence("shop")
        with pytest.raises(StoreUnreachable):
            world.submit("o1")
        with pytest.raises(StoreUnreachable):
            world.backend.availability(["lamp"], ["shop"])
        assert world.free(store_id="depot") == 0
        world.speak("shop")
        assert list(world.backend.changes(0)) == []

    def test_lost_answers_are_made_good_by_asking_again(self, world: World) -> None:
        world.lose_answers("shop")
        with pytest.raises(StoreUnreachable):
            world.submit("o1")
        world.speak("shop")
        ref = world.submit("o1")
        world.lose_answers("shop")
        with pytest.raises(StoreUnreachable):
            world.backend.reserve(ref)
        world.speak("shop")
        assert isinstance(world.backend.reserve(ref), Reserved)
        assert world.free() == 8

    def test_a_payment_is_settled_once(self, world: World) -> None:
        ref = world.submit("o1")
        for _ in range(2):
            world.backend.settle(ref, Settlement("p1", money("129.00", "EUR")))
        with pytest.raises(Conflict) as refused:
            world.backend.settle(ref, Settlement("p1", money("128.00", "EUR")))
        assert refused.value.code == "SETTLED_DIFFERENTLY"

    def test_unknown_stores_and_references(self, world: World) -> None:
        with pytest.raises(UnknownRecord):
            world.submit("o1", store_id="nowhere")
        with pytest.raises(UnknownRecord):
            world.backend.status(Ref("shop-000001", "o1", "A", "shop"))

    @pytest.mark.parametrize("pieces", [0, -1])
    def test_a_part_of_nothing_is_refused(self, world: World, pieces: int) -> None:
        with pytest.raises(ValueError, match="at least one piece"):
            world.submit("o1", lamp=pieces)
