"""Our own file is whole: what was read of any file is the same building when it is written and read again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from same_building import differences

from kit.errors import UnsoundInput
from render.gltf.scene import furniture_glb
from scenes.building import Building, LightFound, Storey, ViewFound, Wall, WallOpening
from scenes.configuration import read_configuration
from scenes.readers.read_room import READERS, read_room
from scenes.readers.reading import RoomOverrides
from scenes.readers.room_json import read_room_json
from scenes.room import Finish, Furniture, Opening, Origin, Room
from scenes.rooms_of import rooms_of
from scenes.samples import sample_names, sample_room_file
from scenes.votes import Choice, Vote
from scenes.writers.own_file import own_file

# Each reader once; the larger homes, drawings and the Duplex differ from these in nothing but their size.
REAL = (
    *("dxf/two-rooms_m.dxf", "gltf/flat_furnished.glb", "gltf/guestroom_walls_mm_zup.gltf"),
    *("ifc/SampleHouse_ifc4_mm.ifc", "roomplan/Bathroom1.json", "roomplan/Diningroom.json"),
    *("usdz/room_parametric_cubes.usdz", "sh3d/1BedroomApartmentWithRoundWall.xml"),
    "scan/sim_diningroom_L.ply",
)


def written(building: Building) -> tuple[dict[str, Any], dict[str, bytes]]:
    return own_file(building, "own", write_model=furniture_glb, folder="models")


def again(building: Building) -> Building:
    """The building as our own file says it is."""
    document, files = written(building)
    reading = read_room(json.dumps(document).encode(), "a.lampyris.json", read_file=files.__getitem__)
    assert reading.building is not None, reading.problems
    return reading.building


def a_whole_building() -> Building:
    """A kitchen and an attic room above it, with something of everything that files hold."""
    board = Finish((0.42, 0.4, 0.33), origin=Origin.DERIVED, reflectance_tolerance=0.05)
    kitchen = Room(
        ((0, 0), (4, 0), (4, 3), (0, 3)),
        2.6,
        "Kitchen",
        "kitchen",
        holes_m=(((1.0, 1.0), (1.0, 1.2), (1.2, 1.2), (1.2, 1.0)),),
        finishes={
            "floor": Finish(material="oak-planks", origin=Origin.FILE),
            "walls": board,
            "wall:2": Finish(open=True, origin=Origin.DERIVED),
            "ceiling": Finish((0.8, 0.8, 0.8), origin=Origin.USER),
        },
        openings=(
            Opening("window", 0, 0.5, 1.2, 0.9, 1.3, transmittance=0.7),
            Opening("door", 1, 1.0, 0.9, 0.0, 2.05, open=True),
            Opening("skylight", position_m=(3.2, 2.4), size_m=(0.4, 0.6), rotation_deg=30.0),
        ),
        furniture=(
            Furniture("table", (2.6, 1.6, 0.0), 200.0, (1.4, 0.8, 0.75), (0.3, 0.2, 0.1), as_colour=True),
            Furniture(
                "sofa", (2.8, 2.5, 0.0), 0.0, (2.0, 0.9, 0.8), piece="sofa", piece_options={"seats": 2.0}
            ),
        ),
        partitions=(Furniture("partition", (3.2, 1.4, 0.0), 90.0, (0.8, 0.06, 2.1)),),
        origins={"outline": Origin.FILE, "height": Origin.DEFAULT, "openings[0].sill_m": Origin.DERIVED},
        storey="Ground",
        coverage=(1.0, 0.75, 0.2, 0.9),
        confidence=0.8,
        partition_openings=({"kind": "door", "wall": "partition:0", "width_m": 0.8, "height_m": 2.0},),
    )
    corners = np.array(
        [[0, 0, 1.2], [4, 0, 1.2], [4, 3, 1.2], [0, 3, 1.2], [0, 1.5, 2.7], [4, 1.5, 2.7]], float
    )
    roof = np.array([[0, 5, 1], [0, 4, 5], [4, 2, 5], [4, 3, 2]])
    attic = replace(
        kitchen,
        name="Attic",
        use="bedroom",
        storey="Roof",
        elevation_m=2.9,
        height_m=2.7,
        holes_m=(),
        openings=(),
        partitions=(),
        partition_openings=(),
        furniture=(),
        ceiling_vertices_m=corners,
        ceiling_triangles=roof,
    )
    return Building(
        (kitchen, attic),
        (Storey("Ground", 0.0, 2.9), Storey("Roof", 2.9)),
        (
            Wall((-0.1, -0.1), (4.1, -0.1), 0.2, 2.6, 2.4, 0.0, 15.0, "Ground", board, Finish(), "south"),
            Wall((4.1, -0.1), (4.1, 3.1), 0.115, 0.0, storey="Ground"),
        ),
        (
            WallOpening(
                "door", (4.1, 1.45), 0.9, 0.3, 0.0, 2.05, 90.0, open=True, storey="Ground", name="D1"
            ),
            WallOpening("window", (1.1, 0.0), 1.2, 0.3, 0.9, 1.3, transmittance=0.7),
        ),
        (LightFound("pendant", (2.0, 1.5, 1.9), "Kitchen", 9.5, 806.0), LightFound("lamp", (1.0, 1.0, 4.0))),
        (ViewFound("visitor", (1.0, 1.0, 1.6), (3.0, 2.0, 1.2), 63.0),),
        -12.5,
        1234,
        (Choice("units", "mm", (Vote("mm", 3.0, "walls are then 0.2 m thick"), Vote("m", 0.5, "usual"))),),
    )


def test_everything_that_a_building_holds_is_written_and_read_again() -> None:
    building = a_whole_building()
    assert differences(building, again(building)) == []


@pytest.mark.parametrize("key", ["walls", "openings", "lights", "views", "north_deg", "choices", "storeys"])
def test_what_is_left_out_would_be_seen(key: str) -> None:
    building = a_whole_building()
    less = replace(building, **{key: None if key == "north_deg" else ()})
    assert any(each.startswith(key) for each in differences(building, again(less)))


ANGLES = st.sampled_from([-720.0, -180.0, 0.0, 90.0, 180.0, 270.0, 360.0]) | st.floats(-36_000, 36_000)
SHARES = st.sampled_from([0.0, 1.0]) | st.floats(0, 1)
WORDS = st.text("Küche 厨房 /-3", max_size=12)


@st.composite
def rooms(draw: st.DrawFn) -> Room:
    """A room of boxes and flat openings, with whatever is known of it and not."""
    (width_m, skylight_deg) = (draw(st.floats(2, 9)), draw(ANGLES))
    colour = draw(st.none() | st.tuples(SHARES, SHARES, SHARES) | SHARES.map(lambda grey: (grey,) * 3))
    fabric = draw(st.tuples(SHARES, SHARES, SHARES) | SHARES.map(lambda grey: (grey,) * 3))
    return Room(
        ((0, 0), (width_m, 0), (width_m, 3), (0, 3)),
        draw(st.floats(2, 4)),
        draw(WORDS),
        draw(WORDS),
        finishes={"walls": Finish(colour, draw(st.booleans()), draw(st.sampled_from(Origin)))},
        openings=(
            Opening("window", 1, draw(st.floats(0, 1)), 1.0, draw(st.floats(0, 1)), 1.0),
            Opening("skylight", position_m=(1, 1), size_m=(0.4, 0.3), rotation_deg=skylight_deg),
        ),
        furniture=(
            Furniture("box", (1.0, 2.0, 0.0), draw(ANGLES), (0.4, 0.5, 0.6), colour),
            Furniture("sofa", (1.0, 2.0, 0.0), draw(ANGLES), (2.0, 0.9, 0.8), piece="sofa",
                      piece_finishes={"fabric": Finish(fabric, origin=Origin.USER, as_colour=True)}),
        ),
        origins=draw(st.dictionaries(st.sampled_from(["height", "openings[0].sill_m", "name", "furniture"]),
                                     st.sampled_from(Origin))),
        storey=draw(WORDS),
        elevation_m=draw(st.floats(-3, 9)),
        coverage=draw(st.none() | st.tuples(SHARES, SHARES, SHARES, SHARES)),
        confidence=draw(st.none() | SHARES),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(rooms(), ANGLES, st.none() | SHARES)
def test_what_was_written_and_read_is_written_the_same_again(
    room: Room, north_deg: float, passed: float | None
) -> None:
    window = WallOpening("window", (0.0, 1.0), 1.0, 0.2, 0.9, 1.2, 90.0, transmittance=passed)
    building = Building((room,), openings=(window,), north_deg=north_deg)
    document, _ = written(building)
    read = read_room_json(json.dumps(document).encode(), "a.lampyris.json", RoomOverrides()).building
    assert read is not None
    assert differences(building, read) == []
    assert json.dumps(written(read)[0]) == json.dumps(document)


@pytest.mark.parametrize("name", sample_names())
def test_samples_are_the_same_when_written_and_read_again(name: str) -> None:
    filename, data = sample_room_file(name)
    building = read_room(data, filename).building
    assert building is not None
    assert differences(building, again(building)) == []
    assert written(again(building))[0] == written(building)[0]


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_the_same_when_written_and_read_again(shared: Path, name: str) -> None:
    data = (shared / "rooms" / name).read_bytes()
    building = READERS[Path(name).suffix].read(data, name, RoomOverrides()).building
    assert building is not None
    assert differences(building, again(building)) == []


def test_an_own_file_is_a_configuration_whose_rooms_are_lit_as_they_are() -> None:
    document, files = written(a_whole_building())
    found, problems = rooms_of(read_configuration(document), read_file=files.__getitem__)
    assert found is not None, problems
    assert [room.name for room in found.rooms] == ["Kitchen", "Attic"]
    assert len(found.rooms[0].partitions) == 1
    assert found.rooms[1].ceiling_triangles is not None


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"walls": [{"start_m": [0, 0], "end_m": [1, 0], "thickness_m": -1, "height_m": 2}]}, "OUT_OF_RANGE",
         "found.walls[0].thickness_m"),
        ({"lamps": []}, "UNKNOWN_KEY", "found.lamps"),
        ({"lights": [{"name": "a", "position_m": [0, 0, 0], "colour": 1}]}, "UNKNOWN_KEY",
         "found.lights[0].colour"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_found_things_is_told_with_its_place(
    change: dict[str, Any], code: str, where: str
) -> None:
    document, _ = written(a_whole_building())
    with pytest.raises(UnsoundInput) as caught:
        read_configuration(document | {"found": change})
    assert [(each.code, each.where) for each in caught.value.problems] == [(code, where)]
