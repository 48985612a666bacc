"""Quotes: what a configuration costs, where it comes from, and until when that holds."""

from __future__ import annotations

from collections.abc import Sequence

from api.configurations import configuration
from api.luminaire_digest import luminaires_sha256
from api.luminaires import light_sha256
from api.records.configurations import ConfigurationRecord
from api.records.identifiers import timestamp
from api.records.quotes import QuoteRecord, add_quote, find_quote
from api.rooms_named import rooms_sha256
from api.stores import store
from api.wiring import Wiring
from assets.catalogue import Catalogue
from assets.read_bulbs import BULBS
from kit.errors import Conflict, StoreUnreachable
from orders.lines import LineKind, OrderLine, lines_of, needs_of
from orders.prices import PriceList
from orders.quote import Evidence, quote_of
from orders.sourcing import Wish
from render.device import engine_version
from scenes.configuration import read_configuration


def make_quote(
    wiring: Wiring,
    configuration_id: str,
    *,
    version: int | None = None,
    store_id: str | None = None,
    near_deg: tuple[float, float] | None = None,
    services: Sequence[str] = (),
) -> QuoteRecord:
    """Price a version of a configuration and keep the offer.

    Parameters
    ----------
    version
        None takes the newest.
    store_id
        The one store that is to send everything; None lets us choose.
    near_deg
        Latitude and longitude of the customer [deg].
    services
        Ids of the services that are wished.

    Raises
    ------
    UnknownRecord
        When there is no such configuration, version or store.
    UnsoundInput
        With every placement that cannot be ordered, price that is missing, or service that is unknown.
    StoreUnreachable
        When not one of the stores answers.
    """
    record = configuration(wiring, configuration_id, version)
    if store_id is not None:
        store(wiring, store_id)
    catalogue, price_list = _of_one_moment(wiring)
    lines = lines_of(read_configuration(record.document), catalogue)
    offer = quote_of(
        lines,
        price_list,
        stores=list(wiring.stores.values()),
        stock=free_pieces(wiring, list(needs_of(lines)), store_id),
        evidence=_evidence(wiring, catalogue, record, lines),
        id=wiring.identifiers.new("quote"),
        now=wiring.identifiers.clock(),
        wish=Wish(near_deg=near_deg, store_id=store_id, services=tuple(services)),
    )
    kept = QuoteRecord(
        id=offer.id,
        configuration_id=record.configuration_id,
        configuration_version=record.version,
        store_id=offer.store_id,
        document=offer.as_json(),
        created_at=timestamp(offer.created_at),
        expires_at=timestamp(offer.expires_at),
    )
    with wiring.database.writing() as connection:
        add_quote(connection, kept)
    return kept


def quote(wiring: Wiring, quote_id: str) -> QuoteRecord:
    """The quote with that id; raises UnknownRecord."""
    with wiring.database.reading() as connection:
        return find_quote(connection, quote_id)


def free_pieces(
    wiring: Wiring, skus: Sequence[str], store_id: str | None = None
) -> dict[str, dict[str, int]]:
    """Free pieces by store and sku; a store that does not answer is left out.

    Raises
    ------
    StoreUnreachable
        When no store answers.
    """
    asked = list(wiring.stores) if store_id is None else [store_id]
    pieces: dict[str, dict[str, int]] = {}
    for each in asked:
        try:
            found = wiring.backend_of(each).availability(skus, [each])
        except (StoreUnreachable, Conflict):
            continue
        pieces[each] = {stock.sku: stock.free for stock in found}
    if not pieces:
        raise StoreUnreachable(f"no store answered; asked were {', '.join(asked)}")
    return pieces


def _of_one_moment(wiring: Wiring) -> tuple[Catalogue, PriceList]:
    """The catalogue and its prices, both of the same version, whatever is changed meanwhile."""
    while True:
        catalogue, price_list = wiring.catalogue, wiring.price_list
        if wiring.catalogue is catalogue:
            return catalogue, price_list


def _evidence(
    wiring: Wiring, catalogue: Catalogue, record: ConfigurationRecord, lines: Sequence[OrderLine]
) -> Evidence:
    """Hashes of all that picture and numbers of this version rest on; the luminaires' files are kept."""
    skus = sorted({line.luminaire for line in lines if line.luminaire is not None})
    files = {sku: catalogue.entry(sku).files for sku in skus}
    if any(line.kind is LineKind.BULB for line in lines):
        files[BULBS] = catalogue.bulb_files()
    return Evidence(
        configuration_id=record.configuration_id,
        configuration_version=record.version,
        configuration_sha256=record.sha256,
        room_sha256=rooms_sha256(wiring, record),
        engine_version=engine_version(),
        photometry_sha256={sku: light_sha256(catalogue, sku) for sku in skus},
        luminaires_sha256=luminaires_sha256(catalogue, lines),
        luminaire_files={
            sku: {name: wiring.files.keep(content) for name, content in each.items()}
            for sku, each in files.items()
        },
    )
