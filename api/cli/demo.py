"""`lampyris demo`: the whole job once, through the real service, on a sample."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import require_choice
from api.cli.room import room_rows
from api.cli.terminal import Progress, number, progress_bar, show_problems, show_table, tell

if TYPE_CHECKING:
    from api.cli.demo_client import DemoClient

CUSTOMER = {
    "name": "Lin Demo",
    "email": "lin@example.com",
    "phone": "+86 10 5555 0100",
    "address": "1 Example Street",
    "language": "en",
}


@dataclass
class Stopwatch:
    """The steps of the demo, each with its seconds."""

    steps: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Progress]:
        """Time one step and show that it lasts."""
        began = time.perf_counter()
        with progress_bar(name) as progress:
            yield progress
        seconds = time.perf_counter() - began
        self.steps.append((name, seconds))
        tell(f"  {name}: {seconds:.1f} s")


def demo(
    out: Annotated[
        Path, typer.Option("--out", file_okay=False, help="Folder for pictures, plan, numbers and order.")
    ] = Path("out/demo"),
    sample: Annotated[
        str | None, typer.Option("--sample", help="Which sample; left out, the scanned living room.")
    ] = None,
) -> None:
    """Do the whole job once: upload a room, hang luminaires, see the light, order."""
    from api.cli.demo_client import DemoClient
    from api.cli.demo_service import running_service
    from scenes.samples import sample_names

    name = sample_names()[0] if sample is None else sample
    require_choice("--sample", name, list(sample_names()))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # the service stops with us
    stopwatch = Stopwatch()
    out.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with ExitStack() as running:
        with stopwatch.step("start the service"):
            address = running.enter_context(running_service())
        client = running.enter_context(closing(DemoClient(address)))
        job = Job(client, out, stopwatch, name)
        job.run()
    steps = [(name, f"{seconds:.1f} s") for name, seconds in stopwatch.steps]
    total = ("all together", f"{time.perf_counter() - began:.1f} s")
    print()
    show_table([*result_rows(job.measures, job.order), *steps, total, ("results are in", str(out))])


class Job:
    """The main job, one method per step; what the service answers is kept for the next step."""

    def __init__(self, client: DemoClient, out: Path, stopwatch: Stopwatch, sample: str) -> None:
        self.client, self.out, self.stopwatch, self.sample = client, out, stopwatch, sample
        self.measures: dict[str, Any] = {}
        self.order: dict[str, Any] = {}

    def run(self) -> None:
        """All steps in order."""
        room = self.upload_room()
        configuration = self.save_configuration(room["id"])
        preview = self.make_preview(configuration)
        self.download(configuration, preview)
        self.place_order(configuration)

    def upload_room(self) -> dict[str, Any]:
        """Send the sample's room file and show what was understood."""
        from scenes.samples import sample_room_file

        filename, content = sample_room_file(self.sample)
        with self.stopwatch.step("upload the room"):
            room = self.client.upload_room(content, filename)
        show_table([("room file", filename), *room_rows(room["room"])])
        show_problems(room["room"]["problems"])
        return room

    def save_configuration(self, room_id: str) -> dict[str, Any]:
        """Hang the sample's luminaires in the uploaded room and save that."""
        from scenes.samples import sample_configuration

        document = _with_rooms(sample_configuration(self.sample), "upload", {"room_id": room_id})
        with self.stopwatch.step("hang the luminaires and save"):
            configuration = self.client.save_configuration(document)
        kinds = [str(placement["luminaire"]) for placement in document["placements"]]
        counted = ", ".join(f"{kinds.count(sku)} × {sku}" for sku in dict.fromkeys(kinds))
        show_table([("luminaires", counted)])
        return configuration

    def make_preview(self, configuration: dict[str, Any]) -> dict[str, Any]:
        """Have the light worked out and the picture taken."""
        view = configuration["document"]["views"][0]["name"]
        wish = {"scene": None, "view": view, "quality": "normal", "seed": 1}
        with self.stopwatch.step("light and picture") as progress:
            return self.client.preview(configuration["id"], wish, progress)

    def download(self, configuration: dict[str, Any], preview: dict[str, Any]) -> None:
        """Fetch pictures, plan and numbers."""
        with self.stopwatch.step("download"):
            at = f"/v1/previews/{preview['id']}"
            self.measures = self.client.json_at(f"{at}/measures")
            plan = self.client.bytes_at(f"/v1/configurations/{configuration['id']}/plan.svg")
            (self.out / "picture.png").write_bytes(self.client.bytes_at(f"{at}/picture.png"))
            (self.out / "picture-false-colour.png").write_bytes(
                self.client.bytes_at(f"{at}/false-colour.png")
            )
            (self.out / "plan.svg").write_bytes(plan)
            write_json(self.out / "measures.json", self.measures)
            saved = self.client.json_at(f"/v1/configurations/{configuration['id']}")["document"]
            write_json(self.out / "configuration.lampyris.json", self._for_the_shell(saved))

    def place_order(self, configuration: dict[str, Any]) -> None:
        """Ask for the price, order, and wait for the store."""
        with self.stopwatch.step("quote"):
            quote = self.client.quote(configuration)
        with self.stopwatch.step("order"):
            order = self.client.order(quote["id"], CUSTOMER)
        with self.stopwatch.step("the store accepts and reserves") as progress:
            self.order = self.client.reserved_order(order["id"], progress)
        write_json(self.out / "order.json", self.order)

    def _for_the_shell(self, document: dict[str, Any]) -> dict[str, Any]:
        """The configuration with its room as a file beside it, so that `lampyris simulate` takes it."""
        from scenes.samples import sample_room_file

        filename, content = sample_room_file(self.sample)
        (self.out / filename).write_bytes(content)
        return _with_rooms(document, "room_id", {"upload": filename})


def _with_rooms(document: dict[str, Any], key: str, instead: dict[str, str]) -> dict[str, Any]:
    """The configuration with another way to its room, or to all of its rooms, which one file holds."""

    def named(entry: dict[str, Any]) -> dict[str, Any]:
        return {**instead, **{name: value for name, value in entry.items() if name != key}}

    if document.get("rooms"):
        return {**document, "rooms": [named(entry) for entry in document["rooms"]]}
    return {**document, "room": named(document["room"])}


def result_rows(measures: dict[str, Any], order: dict[str, Any]) -> list[tuple[str, str]]:
    """The demo's result in a few lines."""
    plane = measures["planes"][0]
    spread = number(plane["mean_standard_error_lx"], "lx", digits=2)
    states = "; ".join(
        f"part {part['part']}: {part['request']}, {part['fulfilment']}" for part in order["parts"]
    )
    return [
        (f"{plane['name']}, mean", f"{number(plane['mean_lx'], 'lx')} ± {spread}"),
        ("minimum", number(plane["min_lx"], "lx")),
        ("uniformity", number(plane["uniformity"], digits=3)),
        ("power density", number(measures["power_density_w_m2"], "W/m²", digits=3)),
        ("price", f"{order['total']['amount']} {order['total']['currency']}"),
        ("order", order["number"]),
        ("state", states),
    ]


def write_json(file: Path, document: dict[str, Any]) -> None:
    """Write a document as readable JSON."""
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
