"""The sandbox store: the contract, and what a file that is shared and killed must hold besides."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_backend_contract import StoreBackendContract, World

from orders.backends.sandbox import SandboxStore
from orders.backends.sandbox_books import Behaviour
from orders.states import Fulfilment
from orders.stores import Store, StoreKind, sample_behaviours, sample_stock, sample_stores

ROOT = Path(__file__).resolve().parents[2]
STORES = (
    Store("shop", "Shop", "店", StoreKind.SHOP, "Street 1", (52.0, 4.0)),
    Store("depot", "Depot", "仓库", StoreKind.WAREHOUSE, "Street 2", (51.0, 4.0)),
)
STOCK = {"shop": {"lamp": 10, "spot": 3}, "depot": {"lamp": 0}}


@pytest.fixture
def sandbox(tmp_path: Path) -> SandboxStore:
    """Two stores with a little stock."""
    store = SandboxStore(tmp_path / "stores" / "sandbox.sqlite")
    store.seed(STORES, STOCK)
    return store


@pytest.fixture
def world(sandbox: SandboxStore) -> World:
    """The sandbox as the contract wants it."""
    return World(
        backend=sandbox,
        ask_staff=lambda store_id: sandbox.set_behaviour(store_id, Behaviour.ASKS_STAFF),
        accept=sandbox.accept,
        reject=sandbox.reject,
        advance=sandbox.advance,
        silence=lambda store_id: sandbox.set_behaviour(store_id, Behaviour.UNREACHABLE),
        lose_answers=lambda store_id: sandbox.set_behaviour(store_id, Behaviour.LOSES_ANSWERS),
        speak=lambda store_id: sandbox.set_behaviour(store_id, Behaviour.ACCEPTS),
    )


class TestSandboxKeepsTheContract(StoreBackendContract):
    """Every promise of the protocol."""

    @pytest.fixture(autouse=True)
    def _books_balance(self, world: World, sandbox: SandboxStore, tmp_path: Path) -> object:
        """After each test the ledger sums to zero and agrees with the stock's figures."""
        yield
        check_books(sandbox, tmp_path / "stores" / "sandbox.sqlite")


def check_books(sandbox: SandboxStore, path: Path) -> None:
    """The ledger sums to zero for each sku and says of each shelf what the stock says."""
    ledger = sandbox.ledger()
    assert all(sum(places.values()) == 0 for places in ledger.values())
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT store_id, sku, free, reserved FROM stock").fetchall()
    connection.close()
    for store_id, sku, free, reserved in rows:
        places = ledger.get(sku, {})
        assert (places.get(f"free:{store_id}", 0), places.get(f"reserved:{store_id}", 0)) == (free, reserved)


def test_what_was_received_stays(world: World, sandbox: SandboxStore, tmp_path: Path) -> None:
    ref = world.submit("o1")
    world.submit("o1")
    world.backend.cancel(ref, "changed my mind")
    assert sandbox.received() == [ref]
    connection = sqlite3.connect(tmp_path / "stores" / "sandbox.sqlite")
    for statement in ("DELETE FROM received", "UPDATE received SET part = 'B'"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(statement)
    connection.close()


def test_a_store_that_takes_no_orders(world: World, sandbox: SandboxStore) -> None:
    sandbox.set_behaviour("shop", Behaviour.REJECTS_ALL)
    snapshot = world.backend.status(world.submit("o1"))
    assert (snapshot.request, snapshot.reason) == ("rejected", "this store takes no orders")


def test_seeding_again_changes_no_stock(world: World, sandbox: SandboxStore) -> None:
    world.backend.reserve(world.submit("o1"))
    sandbox.seed(STORES, {"shop": {"lamp": 99, "new": 5}})
    assert (world.free("lamp"), world.free("new")) == (8, 5)
    sandbox.replenish("shop", "lamp", pieces=2)
    assert world.free("lamp") == 10
    assert sandbox.stores() == STORES


def test_a_store_behaves_as_its_file_says(world: World, sandbox: SandboxStore, tmp_path: Path) -> None:
    file = tmp_path / "stores.toml"
    file.write_text('[[store]]\nid = "shop"\nbehaviour = "rejects_all"\n[[store]]\nid = "depot"\n', "utf-8")
    sandbox.seed(STORES, STOCK, sample_behaviours(file))
    assert world.backend.status(world.submit("o1")).request == "rejected"
    sandbox.set_behaviour("shop", Behaviour.ACCEPTS)
    sandbox.seed(STORES, STOCK, {})
    assert world.backend.status(world.submit("o2")).request == "accepted"
    with pytest.raises(ValueError, match="rejects_al"):
        sandbox.seed(STORES, STOCK, {"shop": "rejects_al"})


def test_staff_goes_step_by_step(world: World, sandbox: SandboxStore) -> None:
    ref = world.submit("o1")
    world.backend.reserve(ref)
    with pytest.raises(Exception, match="cannot be packed"):
        sandbox.advance(ref, Fulfilment.PACKED)
    ref2 = world.delivered("o2", lamp=1)
    sandbox.advance(ref2, Fulfilment.DELIVERED)
    assert sandbox.ledger()["lamp"] == {
        "supplier": -10,
        "free:shop": 7,
        "free:depot": 0,
        "reserved:shop": 2,
        "customer": 1,
    }


def test_the_sample_stores_stock_any_catalogue(tmp_path: Path) -> None:
    skus = ["one", "two"]
    sandbox = SandboxStore(tmp_path / "sandbox.sqlite")
    sandbox.seed(sample_stores(), sample_stock(skus))
    shop, warehouse = sandbox.stores()
    assert (shop.kind, warehouse.kind) == (StoreKind.SHOP, StoreKind.WAREHOUSE)
    free = [stock.free for stock in sandbox.availability(skus, [shop.id, warehouse.id])]
    assert len(free) == 4
    assert max(free[:2]) < min(free[2:])


BUY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from orders.backends.sandbox import SandboxStore
from orders.lines import PartLine
from orders.order import Customer
store = SandboxStore(Path(sys.argv[1]))
buyer = Customer("n", "e", "p", "a")
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    ref = store.submit(f"o{number}", "A", store_id="shop", customer=buyer, lines=[PartLine("lamp", 1)])
    store.reserve(ref)
    print(number, flush=True)
"""


def buyers(path: Path, start: int, end: int) -> subprocess.Popen[str]:
    """A process that buys a lamp for each order from `start` to `end` and prints each that is done."""
    arguments = [sys.executable, "-c", BUY, str(path), str(start), str(end), str(ROOT)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def test_several_processes_never_oversell(sandbox: SandboxStore, world: World, tmp_path: Path) -> None:
    path = tmp_path / "stores" / "sandbox.sqlite"
    processes = [buyers(path, 0, 25) for _ in range(2)] + [buyers(path, 25, 50)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(sandbox.received()) == 50
    assert sandbox.ledger()["lamp"] == {"supplier": -10, "free:shop": 0, "free:depot": 0, "reserved:shop": 10}
    check_books(sandbox, path)


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_or_doubled(sandbox: SandboxStore, tmp_path: Path) -> None:
    path = tmp_path / "stores" / "sandbox.sqlite"
    sandbox.replenish("shop", "lamp", pieces=110)
    dice = random.Random(5)
    done: set[int] = set()
    for kill in range(6):
        process = buyers(path, 10 * kill, 120)
        for _ in range(dice.randint(5, 15)):
            done.add(int(process.stdout.readline()))
        time.sleep(dice.uniform(0, 0.01))  # so that it dies at any point of a call
        process.kill()
        done.update(int(line) for line in process.communicate()[0].split("\n")[:-1])
        received = [ref.order_id for ref in sandbox.received()]
        assert {f"o{number}" for number in done} <= set(received)  # what was answered is on the disc
        assert sandbox.ledger()["lamp"]["reserved:shop"] >= len(done)
        check_books(sandbox, path)
    last = buyers(path, 0, 120)
    last.communicate(timeout=60)
    assert last.returncode == 0
    assert sorted(ref.order_id for ref in sandbox.received()) == sorted(f"o{n}" for n in range(120))
    assert sandbox.ledger()["lamp"]["reserved:shop"] == 120
    check_books(sandbox, path)
