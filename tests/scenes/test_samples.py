"""The samples: as their script makes them, sound, and as many luminaires as the demo promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assets.catalogue import read_catalogue
from kit.errors import UnknownRecord
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.make_samples import files
from scenes.samples import (
    sample_configuration,
    sample_names,
    sample_note,
    sample_room_file,
    sample_size,
    sample_title,
)

DEMO = "living-room"


def test_the_files_are_what_the_script_makes(samples_folder: Path) -> None:
    made = files()
    assert {path.name for path in samples_folder.glob("*.json")} == set(made)
    for name, document in made.items():
        assert json.loads((samples_folder / name).read_text(encoding="utf-8")) == document, name


@pytest.mark.parametrize("name", sample_names())
def test_a_sample_is_sound_and_rich(samples_folder: Path, name: str) -> None:
    document = sample_configuration(name)
    entries = document["rooms"] if "rooms" in document else [document["room"]]
    assert [entry["upload"] for entry in entries] == [sample_room_file(name)[0]]
    assert set(sample_title(name)) == set(sample_note(name)) == {"en", "zh"}
    scene = build_scene(
        read_configuration(document), catalogue=read_catalogue(), read_file=folder_reader(samples_folder)
    )
    assert {p.severity for p in scene.problems} <= {"info"}
    rooms, area_m2 = sample_size(name)
    assert len(scene.rooms) == rooms
    assert sum(room.floor_area_m2 for room in scene.rooms) == pytest.approx(area_m2, abs=0.06)
    assert len(scene.luminaires) >= 5
    assert len({p.luminaire.mounting for p in scene.luminaires}) >= (4 if name == DEMO else 3)
    assert len(document["scenes"]) >= 2
    assert all(entry["hours_per_year"] > 0 for entry in document["scenes"].values())
    assert set(scene.weights) == {None, *document["scenes"]}
    assert scene.views
    assert not any(plane.inside_object.all() for plane in scene.planes)


def test_unknown_samples_are_unknown_records() -> None:
    for ask in (sample_configuration, sample_room_file, sample_title, sample_note, sample_size):
        with pytest.raises(UnknownRecord):
            ask("../secret")
