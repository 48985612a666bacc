"""`lampyris order CONFIG --store ID|nearest`: from a file to an order that a store has reserved."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.arguments import ConfigurationFile, DataOption, JsonOption
from api.cli.terminal import Progress, progress_bar, show_json, show_table, tell

if TYPE_CHECKING:
    from api.wiring import Wiring
    from orders.order import Customer, Order

WAIT_LIMIT_S = 60.0
ASK_AGAIN_S = 0.1
NEAREST = "nearest"


def order(
    config: ConfigurationFile,
    store: Annotated[str, typer.Option("--store", metavar="ID|nearest", help="Store that sends it.")],
    near: Annotated[
        str | None, typer.Option("--near", metavar="LAT,LON", help="Where the customer is, for `nearest`.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="The customer's name.")] = "Walk-in customer",
    email: Annotated[str, typer.Option("--email", help="The customer's e-mail.")] = "walk-in@example.com",
    phone: Annotated[str, typer.Option("--phone", help="The customer's telephone.")] = "",
    address: Annotated[str, typer.Option("--address", help="Where to deliver.")] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Order what a configuration holds, hand it over to the store, and print its number and state."""
    near_deg = None if near is None else _position(near)
    from api.cli.working import working
    from api.settings import read_settings
    from orders.order import Customer
    from orders.states import Request
    from orders.summary import SUMMARY_WORDS, summary_state

    customer = Customer(name=name, email=email, phone=phone, address=address)
    settings = read_settings()
    settings = replace(settings, data=data or settings.data, work=True, executor="shell")
    with working(settings) as wiring, progress_bar("order") as progress:
        placed = _place(wiring, config, customer, None if store == NEAREST else store, near_deg)
        tell(f"order {placed.number} is placed")
        placed = _handed_over(wiring, placed.id, progress)
    if as_json:
        show_json(placed.as_json())
    else:
        state = SUMMARY_WORDS[summary_state(placed)][0]
        stores = ", ".join(f"{part.store_id}: {part.request}, {part.fulfilment}" for part in placed.parts)
        show_table([("order", placed.number), ("state", state), ("stores", stores)])
    if any(part.request is Request.REJECTED for part in placed.parts):
        raise typer.Exit(1)


def _position(text: str) -> tuple[float, float]:
    try:
        latitude_deg, longitude_deg = (float(part) for part in text.split(","))
    except ValueError:
        latitude_deg = longitude_deg = float("nan")
    if not (-90 <= latitude_deg <= 90 and -180 <= longitude_deg <= 180):
        raise typer.BadParameter(
            f"{text!r} is not LAT,LON in degrees, such as 52.37,4.89", param_hint="--near"
        )
    return latitude_deg, longitude_deg


def _place(
    wiring: Wiring,
    config: Path,
    customer: Customer,
    store_id: str | None,
    near_deg: tuple[float, float] | None,
) -> Order:
    """Save, quote and order; raises UnsoundInput, UnknownRecord or Conflict as the use cases do."""
    from api.configurations import save_configuration
    from api.orders import place_order
    from api.quotes import make_quote

    saved = save_configuration(wiring, config.read_bytes())
    quote = make_quote(
        wiring, saved.configuration_id, version=saved.version, store_id=store_id, near_deg=near_deg
    )
    return place_order(wiring, quote.id, customer, uuid.uuid4().hex)


def _handed_over(wiring: Wiring, order_id: str, progress: Progress) -> Order:
    """The order once every store has answered, or as it stands after `WAIT_LIMIT_S`."""
    from api.hand_over import open_parts
    from api.orders import order as find_order

    began = time.monotonic()
    while open_parts(wiring, order_id):
        waited = time.monotonic() - began
        if waited > WAIT_LIMIT_S:
            tell(f"no answer within {WAIT_LIMIT_S:.0f} s; the order is kept and will be handed over later")
            break
        progress("waiting for the store", min(0.9, waited / WAIT_LIMIT_S))
        time.sleep(ASK_AGAIN_S)
    return find_order(wiring, order_id)
