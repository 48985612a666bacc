"""Orders: place one, look at it, cancel it, and make its picture and its numbers again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from api.configurations import configuration
from api.hand_over import change_within
from api.luminaire_digest import luminaires_sha256
from api.luminaires import light_sha256
from api.previews import render_job
from api.records.configurations import ConfigurationRecord, find_configuration, newest_version
from api.records.files import canonical_sha256
from api.records.idempotency_keys import IdempotencyKeyRecord, add_idempotency_key, find_idempotency_key
from api.records.identifiers import timestamp
from api.records.orders import (
    OrderRecord,
    add_order,
    find_order,
    find_order_of_quote,
    list_orders,
    next_order_number,
)
from api.records.pages import Page
from api.records.quotes import find_quote
from api.rooms_named import rooms_sha256
from api.wiring import Wiring
from assets.catalogue import Catalogue
from kit.errors import Conflict, UnknownRecord, UnsoundInput
from kit.problems import require_sound
from orders.customer_checks import check_customer
from orders.lines import LineKind, OrderLine, lines_of
from orders.moments import moment_of
from orders.order import Customer, Order, order_of
from orders.prices import price
from orders.quote import Evidence, Quote
from orders.summary import summary_state
from render.device import engine_version
from scenes.configuration import read_configuration

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVIDENCE_QUALITY = "normal"
EVIDENCE_SEED = 1


def place_order(wiring: Wiring, quote_id: str, customer: Customer, idempotency_key: str) -> OrderRecord:
    """Turn a quote into an order and hand it over to its stores.

    The order, its key and its workflow are written in one commit. The answer is the order as it was
    placed: the same key with the same request gets the same answer again, for ever.

    Raises
    ------
    UnsoundInput
        With every problem of the customer.
    UnknownRecord
        When there is no such quote.
    Conflict
        ``IDEMPOTENCY_KEY_REUSED`` when the key came with another request before; ``QUOTE_EXPIRED``,
        ``SHORT_OF_STOCK``, ``PRICES_CHANGED``, ``CONFIGURATION_CHANGED``, ``LUMINAIRES_CHANGED`` or
        ``QUOTE_ORDERED_ALREADY`` when the quote does not hold any more.
    """
    from api.workflows.queues import enqueue_order

    require_sound(check_customer(customer))
    request_sha256 = canonical_sha256({"quote_id": quote_id, "customer": customer.as_json()})
    with wiring.database.writing() as connection:
        known = find_idempotency_key(connection, idempotency_key)
        if known is not None:
            if known.request_sha256 != request_sha256:
                raise Conflict("this key came with another request before", "IDEMPOTENCY_KEY_REUSED")
            return _as_placed(connection, find_order(connection, known.order_id), customer)
        ordered = find_order_of_quote(connection, quote_id)
        if ordered is not None:
            raise Conflict(f"quote {quote_id} is order {ordered.number} already", "QUOTE_ORDERED_ALREADY")
        _require_unchanged(wiring, connection, quote_id)
        now = wiring.identifiers.clock()
        at = timestamp(now)
        number = next_order_number(connection, year=now.year)
        empty = OrderRecord(wiring.identifiers.new("order"), number, quote_id, {}, at, at)
        placed = _as_placed(connection, empty, customer)
        add_order(connection, placed)
        key = IdempotencyKeyRecord(idempotency_key, request_sha256, placed.id, at)
        add_idempotency_key(connection, key)
        enqueue_order(connection, wiring.database.address, placed.id, occasion="placed")
    return placed


def order(wiring: Wiring, order_id: str) -> OrderRecord:
    """The order with that id; raises UnknownRecord.

    While a store does not answer, the document's ``waiting`` says how often it was asked and when next.
    """
    with wiring.database.reading() as connection:
        return find_order(connection, order_id)


def orders(wiring: Wiring, *, limit: int, after: str | None = None) -> Page[OrderRecord]:
    """Orders, newest first."""
    with wiring.database.reading() as connection:
        return list_orders(connection, limit=limit, after=after)


def cancel_order(wiring: Wiring, order_id: str, reason: str) -> OrderRecord:
    """Ask the stores to hold back what they still can; asking again changes nothing.

    The wish and the workflow that carries it to the stores are written in one commit.

    Raises
    ------
    UnknownRecord
        When there is no such order.
    Conflict
        ``TOO_LATE`` when nothing of it can be held back any more.
    """
    from api.workflows.queues import enqueue_order

    def ask(now: Order) -> Order:
        if summary_state(now) in ("being_cancelled", "cancelled"):
            return now
        return now.cancel_asked(at=wiring.identifiers.clock(), reason=reason)

    with wiring.database.writing() as connection:
        before = find_order(connection, order_id)
        after = change_within(wiring, connection, order_id, ask)
        if after.revision != before.revision:
            occasion = f"cancel{after.revision}"
            enqueue_order(connection, wiring.database.address, order_id, occasion=occasion)
    return after


def order_evidence(wiring: Wiring, order_id: str) -> dict[str, Any]:
    """What is needed to make an order's picture and numbers again, as plain data.

    Raises
    ------
    UnknownRecord
        When there is no such order.
    """
    placed = Order.from_json(order(wiring, order_id).document)
    rests_on = placed.evidence
    saved = configuration(wiring, rests_on.configuration_id, rests_on.configuration_version)
    return {
        **rests_on.as_json(),
        "order_id": order_id,
        "configuration": saved.document,
        "room_id": saved.room_id,
        "quality": EVIDENCE_QUALITY,
        "seed": EVIDENCE_SEED,
    }


def reproduce_order(
    wiring: Wiring,
    order_id: str,
    *,
    scene: str | None = None,
    view: str | None = None,
    quality: str = EVIDENCE_QUALITY,
    seed: int = EVIDENCE_SEED,
) -> dict[str, bytes]:
    """Make the picture and the numbers of an order again, from what it was ordered with.

    Returns
    -------
    dict
        As `api.render_work.run`: the same files as a preview of the same version, but for times.

    Raises
    ------
    UnknownRecord
        When there is no such order.
    Conflict
        ``EVIDENCE_CHANGED`` when something the order rests on is not what it was; names all of it.
    """
    placed = Order.from_json(order(wiring, order_id).document)
    rests_on = placed.evidence
    saved = configuration(wiring, rests_on.configuration_id, rests_on.configuration_version)
    changed = _differences(wiring, rests_on, saved)
    if changed:
        message = f"order {placed.number} cannot be made again: {', '.join(changed)} changed"
        raise Conflict(message, "EVIDENCE_CHANGED")
    job = render_job(wiring, saved, scene=scene, view=view, quality=quality, seed=seed)
    job["library"] = str(_library_then(wiring, rests_on))
    return wiring.render_processes.run(job, room_key=saved.configuration_id)


def _as_placed(connection: Connection, record: OrderRecord, customer: Customer) -> OrderRecord:
    """The order as it was in the moment it was placed."""
    promised = Quote.from_json(find_quote(connection, record.quote_id).document)
    now = moment_of(record.created_at)
    placed = order_of(promised, id=record.id, number=record.number, customer=customer, now=now)
    return replace(record, document=placed.as_json(), updated_at=record.created_at, revision=1)


def _require_unchanged(wiring: Wiring, connection: Connection, quote_id: str) -> None:
    promised = Quote.from_json(find_quote(connection, quote_id).document)
    newest = newest_version(connection, promised.evidence.configuration_id)
    quoted = promised.evidence.configuration_version
    if quoted != newest:
        message = f"quote {promised.id} is for version {quoted} of a configuration that is at {newest} now"
        raise Conflict(message, "CONFIGURATION_CHANGED")
    changed = _what_changed(wiring.catalogue, connection, promised)
    if changed:
        message = f"since quote {promised.id} these luminaires have changed: {', '.join(changed)}"
        raise Conflict(message, "LUMINAIRES_CHANGED")
    if promised.evidence.prices_sha256 != wiring.price_list.sha256 and not _costs_the_same(promised, wiring):
        raise Conflict(f"prices have changed since quote {promised.id}", "PRICES_CHANGED")


def _costs_the_same(promised: Quote, wiring: Wiring) -> bool:
    """Whether what was quoted costs the same at the prices of now, whatever else has changed."""
    lines = [priced.line for priced in promised.priced.lines]
    try:
        return price(lines, wiring.price_list) == promised.priced
    except UnsoundInput:  # something of it has no price any more
        return False


def _what_changed(catalogue: Catalogue, connection: Connection, promised: Quote) -> list[str]:
    """Skus of which the same configuration would order something else now, or nothing any more."""
    evidence = promised.evidence
    saved = find_configuration(connection, evidence.configuration_id, evidence.configuration_version)
    quoted = [each.line for each in promised.priced.lines if each.line.kind is not LineKind.SERVICE]
    try:
        lines = lines_of(read_configuration(saved.document), catalogue)
        now = luminaires_sha256(catalogue, lines)
    except UnsoundInput as unsound:  # something of it cannot be had any more
        return sorted({line.sku for line in quoted if _is_gone(catalogue, line)}) or [str(unsound)]
    changed = {line.sku for line in {*quoted} ^ {*lines}}
    if evidence.luminaires_sha256:
        differ = {*evidence.luminaires_sha256.items()} ^ {*now.items()}
        return sorted(changed | {key.partition(" ")[0] for key, _ in differ})
    for sku, sha256 in evidence.photometry_sha256.items():  # of a quote that has nothing better
        if light_sha256(catalogue, sku) != sha256:
            changed.add(sku)
    return sorted(changed)


def _is_gone(catalogue: Catalogue, line: OrderLine) -> bool:
    """Whether the catalogue does not have what a line orders."""
    if line.luminaire is None:
        return line.sku not in catalogue.bulbs
    try:
        luminaires_sha256(catalogue, [line])
    except (UnknownRecord, UnsoundInput):
        return True
    return False


def _library_then(wiring: Wiring, evidence: Evidence) -> Path:
    """A folder with the luminaires as they were, from the kept copies; the same evidence, the same folder."""
    luminaires = {sku: dict(files) for sku, files in evidence.luminaire_files.items()}
    library = wiring.settings.cache_folder / "luminaires" / canonical_sha256(luminaires)
    if library.is_dir():
        return library
    library.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=library.parent) as beside:
        made = Path(beside) / "library"
        for sku, files in luminaires.items():
            (made / sku).mkdir(parents=True)
            for name, sha256 in files.items():
                (made / sku / name).write_bytes(wiring.files.read(sha256))
        with suppress(FileExistsError):  # somebody else was quicker, with the same content
            made.rename(library)
    return library


def _differences(wiring: Wiring, evidence: Evidence, saved: ConfigurationRecord) -> list[str]:
    """What is not any more as the evidence says."""
    changed = []
    if canonical_sha256(saved.document) != evidence.configuration_sha256:
        changed.append("the configuration")
    if rooms_sha256(wiring, saved, of_files=True) != evidence.room_sha256:
        changed.append("the room's file")
    if engine_version() != evidence.engine_version:
        changed.append(f"the engine ({evidence.engine_version} then, {engine_version()} now)")
    return changed
