"""`lampyris order` where stores say no or nothing, and beside other people's work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_shop import hall, saved, shop_in

from api.cli import order as order_command
from api.previews import preview, request_preview
from api.workflows import durable
from orders.backends.sandbox_books import Behaviour


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    """A configuration of two pendants and four downlights."""
    file = tmp_path / "hall.lampyris.json"
    file.write_text(json.dumps(hall()), encoding="utf-8")
    return file


def behave(data: Path, behaviour: Behaviour) -> None:
    shop = shop_in(data)
    for store_id in shop.stores:
        shop.sandbox.set_behaviour(store_id, behaviour)


def test_where_every_store_says_no_the_command_says_so_at_once(shell, wanted: Path, tmp_path: Path) -> None:
    behave(tmp_path / "data", Behaviour.REJECTS_ALL)
    done = shell("order", wanted, "--store", "nearest", "--data", "data", limit_s=50)
    assert done.returncode == 1
    assert "Declined by the store" in done.stdout
    assert "handed over later" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_customer_who_cannot_be_reached_is_refused(lampyris, wanted: Path, tmp_path: Path) -> None:
    words = ("--store", "harbour", "--email", "bad", "--name", " ", "--data", "data", "--json")
    done = lampyris("order", wanted, *words)
    assert done.returncode == 1
    told = {problem["code"] for problem in json.loads(done.stdout)["problems"]}
    assert told == {"EMAIL_UNUSABLE", "NAME_MISSING"}
    assert not (tmp_path / "data").exists()


def test_an_order_that_no_store_has_answered_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wanted: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    behave(data, Behaviour.ASKS_STAFF)
    monkeypatch.setattr(order_command, "WAIT_LIMIT_S", 2.0)
    order_command.order(wanted, store="harbour", data=data)
    said = capsys.readouterr()
    assert "Sent to the store" in said.out
    assert "no answer within 2 s" in said.err


def test_previews_that_others_wait_for_are_left_to_the_service(shell, wanted: Path, tmp_path: Path) -> None:
    shop = shop_in(tmp_path / "data")
    durable.prepare(shop)
    waiting = request_preview(shop, saved(shop), quality="draft").id
    done = shell("order", wanted, "--store", "nearest", "--data", "data")
    assert done.returncode == 0, done.stderr
    assert "Reserved for you" in done.stdout
    assert preview(shop, waiting).state == "queued"
    shop.close()
