"""`lampyris order CONFIG --store ID|nearest`: from a file to an order that a store has reserved."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import ConfigurationFile, DataOption, JsonOption
from api.cli.terminal import Progress, progress_bar, show_json, show_table, tell

if TYPE_CHECKING:
    from api.wiring import Wiring
    from orders.order import Customer, Order

WAIT_LIMIT_S = 60.0
ASK_AGAIN_S = 0.1
NEAREST = "nearest"
SAID_OF_FILES = ("units", "up", "mirror", "layers", "view")  # keys of a room that say how its file is read


def order(
    config: ConfigurationFile,
    store: Annotated[
        str,
        typer.Option(
            "--store",
            metavar="ID|nearest",
            help="Store that sends it; without --near, `nearest` is the first of the list.",
        ),
    ],
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
    """Order what a configuration holds, hand it over to the store, and print its number and state.

    Ends with 1 where a store declines and no other sends it. A store that is silent for a minute does not
    fail the command: the order is kept, and the next process that works on orders goes on with it.
    """
    near_deg = None if near is None else _position(near)
    from api.cli.working import working
    from api.settings import read_settings
    from kit.problems import require_sound
    from orders.customer_checks import check_customer
    from orders.order import Customer
    from orders.summary import SUMMARY_WORDS, summary_state

    customer = Customer(name=name, email=email, phone=phone, address=address)
    require_sound(check_customer(customer))  # before anything is kept
    settings = read_settings()
    settings = replace(settings, data=data or settings.data, work=True, executor="shell")
    with working(settings, only_orders=True) as wiring, progress_bar("order") as progress:
        order_id = _place(wiring, config, customer, None if store == NEAREST else store, near_deg)
        placed = _handed_over(wiring, order_id, progress)
    state = summary_state(placed)
    if as_json:
        show_json(placed.as_json())
    else:
        stores = ", ".join(f"{part.store_id}: {part.request}, {part.fulfilment}" for part in placed.parts)
        show_table([("order", placed.number), ("state", SUMMARY_WORDS[state][0]), ("stores", stores)])
    if state in ("rejected", "partly_rejected", "cancelled"):
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
) -> str:
    """Save, quote and order; returns the order's id and raises what the use cases raise."""
    from api.configurations import save_configuration
    from api.orders import place_order
    from api.quotes import make_quote
    from scenes.build_scene import folder_reader
    from scenes.configuration import parse_json

    document = _with_uploaded_room(wiring, parse_json(config.read_bytes()), config.parent)
    saved = save_configuration(wiring, json.dumps(document).encode(), folder_reader(config.parent))
    quote = make_quote(
        wiring, saved.configuration_id, version=saved.version, store_id=store_id, near_deg=near_deg
    )
    return place_order(wiring, quote.id, customer, uuid.uuid4().hex).id


def _with_uploaded_room(wiring: Wiring, document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The configuration with its room file, where it names one, kept in the records as an upload is."""
    from api.rooms import upload_room
    from scenes.build_scene import folder_reader
    from scenes.readers.reading import overrides_of

    beside = folder_reader(folder)

    def kept(room: Any) -> Any:
        if not isinstance(room, dict) or not isinstance(room.get("upload"), str):
            return room
        try:
            content = beside(room["upload"])
        except FileNotFoundError:
            return room  # saving it says so, with everything else that is wrong
        said = {key: room[key] for key in SAID_OF_FILES if room.get(key) is not None}
        record = upload_room(wiring, content, room["upload"], said=overrides_of(said), read_file=beside)
        rest = {key: value for key, value in room.items() if key not in ("upload", *said)}
        return {**rest, "room_id": record.id}

    found = dict(document)
    if "room" in document:
        found["room"] = kept(document["room"])
    if isinstance(document.get("rooms"), list):
        found["rooms"] = [kept(room) for room in document["rooms"]]
    return found


def _handed_over(wiring: Wiring, order_id: str, progress: Progress) -> Order:
    """The order once every store has answered, or as it stands after `WAIT_LIMIT_S`."""
    from api.hand_over import open_parts
    from api.records.orders import find_order
    from orders.order import Order

    began = time.monotonic()
    while open_parts(wiring, order_id):
        waited = time.monotonic() - began
        if waited > WAIT_LIMIT_S:
            tell(f"no answer within {WAIT_LIMIT_S:.0f} s; the order is kept and will be handed over later")
            break
        progress("waiting for the store", min(0.9, waited / WAIT_LIMIT_S))
        time.sleep(ASK_AGAIN_S)
    with wiring.database.reading() as connection:
        return Order.from_json(find_order(connection, order_id).document)
