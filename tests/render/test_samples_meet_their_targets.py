"""Every sample, fully lit, meets what the standard asks of its rooms; nothing in it is doubtful.

And the gallery says of it what the engine does.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_makers import DOCS, page_maker

from assets.catalogue import read_catalogue
from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.samples import FOLDER, sample_configuration, sample_names
from scenes.targets import MET, NOT_MEASURED, targets_of


@pytest.mark.parametrize("name", sample_names())
def test_a_sample_meets_its_targets(name: str) -> None:
    configuration = read_configuration(sample_configuration(name))
    scene = build_scene(configuration, catalogue=read_catalogue(), read_file=folder_reader(FOLDER))
    assert [problem for problem in scene.problems if problem.severity != "info"] == []
    measures = measure(simulate(scene, DRAFT), None)
    assert [entry["code"] for entry in measures["problems"] if entry["severity"] != "info"] == []
    found = measures["targets"]
    assert {entry["room"] for entry in found} == {room.name for room in scene.rooms}
    assert all(targets_of(room.use) for room in scene.rooms)
    assert {entry["status"] for entry in found} == {MET}, found
    check_page(page_maker("make_gallery").section(name, measures, read_catalogue()))


LAST = re.compile(r"(\d+)(?:\.(\d+))?( lx)? \|$")  # the value that a row of the table ends with


def check_page(section: str) -> None:
    """The gallery has this section, but for a value's last digit, which processors may round otherwise."""
    title = section.splitlines()[0]
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    listed = page[page.index(f"{title}\n") :].split("\n## ")[0].strip().splitlines()
    for there, due in zip(listed, section.strip().splitlines(), strict=True):
        assert LAST.sub("|", there) == LAST.sub("|", due), "run `python docs/make_gallery.py`"
        if (said := LAST.search(there)) and (found := LAST.search(due)):
            values = [float(each[0].split(" ")[0]) for each in (said, found)]
            digit = 10.0 ** -len(found[2] or "")
            assert values[0] == pytest.approx(values[1], abs=1.01 * digit), (
                "run `python docs/make_gallery.py`"
            )


def test_the_gallery_tells_what_was_not_measured() -> None:
    asked = {"room": "Bedroom", "quantity": "illuminance_lx", "target": 200.0, "task": "bedside reading"}
    missing = asked | {"value": None, "status": NOT_MEASURED, "measured_on": None}
    measures = {"targets": [missing], "power_w": 81.0, "power_density_w_m2": 5.0}
    told = page_maker("make_gallery").section("bedroom", measures, read_catalogue())
    assert "| Bedroom | bedside reading, mean | ≥ 200 lx | not measured |" in told


def test_pictures_of_the_gallery_are_there_and_small() -> None:
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"gallery/[a-z0-9-]+\.(?:webp|svg)", page))
    assert len(shown) == 3 * len(sample_names())
    there = [path for path in (DOCS / "gallery").iterdir() if path.is_file()]
    assert {f"gallery/{path.name}" for path in there} == shown
    cards = [Path(FOLDER) / f"{name}.webp" for name in sample_names()]
    assert sum(path.stat().st_size for path in [*there, *cards]) < 1_000_000
