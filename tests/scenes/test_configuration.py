"""The configuration: the contract line by line, and everything wrong told at once with its place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.errors import UnsoundInput
from kit.problems import Problem
from scenes.configuration import configuration_schema, read_configuration
from scenes.configuration_model import PhotometryEntry

# The example of the contract, section 1.
CONTRACT: dict[str, Any] = {
    "lampyris": 1,
    "name": "Evening living room",
    "room": {
        "name": "Living room",
        "use": "living",
        "outline_m": [[0, 0], [5, 0], [5, 4], [0, 4]],
        "height_m": 2.7,
        "surfaces": {
            "floor": {"reflectance": 0.2},
            "walls": {"reflectance": [0.60, 0.55, 0.50]},
            "ceiling": {"reflectance": 0.7},
            "wall:2": {"reflectance": 0.3},
        },
        "openings": [
            {"wall": 0, "kind": "window", "offset_m": 1.0, "width_m": 1.2, "sill_m": 0.9, "height_m": 1.2}
        ],
        "furniture": [
            {
                "name": "table",
                "box_m": [1.6, 0.9, 0.75],
                "position_m": [2.5, 2.0, 0.0],
                "rotation_deg": 0,
                "reflectance": 0.4,
            },
            {"name": "sofa", "model": "sofa.glb", "position_m": [1.0, 0.6, 0.0], "rotation_deg": 90},
        ],
    },
    "placements": [
        {
            "id": "p1",
            "luminaire": "pendant-globe-300",
            "variant": "brass",
            "bulb": "e27-g95-806lm-2700k",
            "position_m": [2.5, 2.0, 2.7],
            "hanging_length_m": 0.9,
            "circuit": "table",
            "dimming": 1.0,
            "cct_k": 2700,
        },
        {
            "id": "p2",
            "luminaire": {"photometry": "spot.ies"},
            "position_m": [1.0, 2.0, 2.5],
            "rotation_deg": [30, 20, 0],
            "circuit": "wall",
        },
        {
            "id": "p3",
            "luminaire": {"photometry": "spot.ldt", "turn_c0_deg": 90},
            "position_m": [4.0, 2.0, 2.5],
            "aim_m": [4.0, 4.0, 1.5],
        },
    ],
    "scenes": {
        "dinner": {
            "hours_per_year": 700,
            "circuits": {"table": {"dimming": 0.6, "cct_k": 2400}, "wall": {"dimming": 0.2}},
        }
    },
    "calculation": {
        "maintenance_factor": 0.8,
        "planes": [
            {"name": "work plane", "height_m": 0.75, "spacing_m": 0.25, "margin_m": 0.5},
            {"name": "probes", "points_m": [[2, 2, 0]], "normals": [[0, 0, 1]]},
        ],
    },
    "observers": [{"name": "sofa", "eye_m": [1.0, 0.8, 1.2], "direction": [0, 1, 0]}],
    "views": [
        {
            "name": "door",
            "eye_m": [0.4, 0.4, 1.6],
            "target_m": [3, 2.5, 1.2],
            "fov_deg": 70,
            "size_px": [1280, 720],
        }
    ],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The contract's example with one value set; `path` is written with dots."""
    document = copy.deepcopy(CONTRACT)
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step)] if step.isdecimal() else place[step]
    if last.isdecimal():
        place[int(last)] = value
    else:
        place[last] = value
    return document


def problems_of(given: Any) -> list[tuple[str, str]]:
    with pytest.raises(UnsoundInput) as caught:
        read_configuration(given)
    return [(problem.code, problem.where) for problem in caught.value.problems]


def test_the_contracts_example_is_read_from_bytes_and_from_data() -> None:
    from_bytes = read_configuration(json.dumps(CONTRACT).encode())
    assert from_bytes == read_configuration(CONTRACT)
    bare = from_bytes.placements[2].luminaire
    assert isinstance(bare, PhotometryEntry)
    assert bare.turn_c0_deg == 90
    assert from_bytes.room is not None
    assert from_bytes.room.surfaces["walls"].reflectance == (0.60, 0.55, 0.50)


def test_what_is_left_out_has_the_contracts_defaults() -> None:
    plain = read_configuration({"lampyris": 1, "room": CONTRACT["room"]})
    assert plain.calculation.maintenance_factor == 0.8
    assert plain.placements == ()
    named = read_configuration(
        {
            "lampyris": 1,
            "room": {"room_id": "r1"},
            "placements": [{"id": "a", "luminaire": "x", "position_m": [0, 0, 0]}],
        }
    )
    assert named.placements[0].dimming == 1.0


def test_assumed_lamps_and_uploads_are_read() -> None:
    lamp = {"assumed": {"flux_lm": 800, "beam_angle_deg": 120, "cct_k": 2700}}
    read_configuration(changed("placements.0.luminaire", lamp))
    upload = {"upload": "h.sh3d", "units": "cm", "up": "z", "mirror": True, "storey": "1", "room": "2"}
    read_configuration({"lampyris": 1, "room": upload})
    scale = {"points_px": [[1, 2], [300, 2]], "distance_m": 3.2}
    with_scale = {"lampyris": 1, "room": {"upload": "plan.png", "scale": scale, "layers": ["WALL"]}}
    assert problems_of(with_scale) == [("FORMAT_NOT_READ_YET", "room.scale")]
    drawing = {"upload": "plan.dxf", "layers": ["WALL"], "view": "view 2"}
    assert read_configuration({"lampyris": 1, "room": drawing}).room.layers == ("WALL",)
    written_out = {"outline_m": [[0, 0], [4, 0], [4, 3], [0, 3]], "height_m": 2.5, "layers": ["WALL"]}
    found = problems_of({"lampyris": 1, "room": written_out})
    assert found == [("KEYS_EXCLUDE_EACH_OTHER", "room.layers")]


@pytest.mark.parametrize(
    ("path", "value", "code", "where"),
    [
        ("nmae", 1, "UNKNOWN_KEY", "nmae"),
        ("placements.1.diming", 0.5, "UNKNOWN_KEY", "placements[1].diming"),
        ("room.surfaces.floor", {"reflectence": 0.2}, "UNKNOWN_KEY", "room.surfaces.floor.reflectence"),
        ("placements.1.dimming", -0.2, "OUT_OF_RANGE", "placements[1].dimming"),
        ("placements.1.dimming", 1.2, "OUT_OF_RANGE", "placements[1].dimming"),
        ("placements.1.dimming", True, "WRONG_TYPE", "placements[1].dimming"),
        ("placements.1.dimming", "0.5", "WRONG_TYPE", "placements[1].dimming"),
        ("placements.1.dimming", float("nan"), "NOT_A_NUMBER", "placements[1].dimming"),
        ("placements.1.position_m", [1, 2], "WRONG_LENGTH", "placements[1].position_m"),
        ("placements.1.luminaire", {"photometri": "a"}, "MISSING_KEY", "placements[1].luminaire.photometry"),
        ("placements.1.luminaire", 7, "WRONG_TYPE", "placements[1].luminaire"),
        ("placements.1.id", "p1", "REPEATED_NAME", "placements[1].id"),
        ("placements.1.aim_m", [0, 0, 0], "KEYS_EXCLUDE_EACH_OTHER", "placements[1].aim_m"),
        ("placements.2.aim_m", [4.0, 2.0, 2.5], "AIM_AT_ITSELF", "placements[2].aim_m"),
        ("placements.0.cct_k", 10, "OUT_OF_RANGE", "placements[0].cct_k"),
        ("scenes.dinner.circuits", {"tabel": {}}, "UNKNOWN_CIRCUIT", "scenes.dinner.circuits.tabel"),
        ("scenes.dinner.placements", {"p9": {}}, "UNKNOWN_PLACEMENT", "scenes.dinner.placements.p9"),
        ("calculation.planes.0", {"name": "x"}, "MISSING_KEY", "calculation.planes[0]"),
        ("calculation.planes.1.normals", [], "WRONG_LENGTH", "calculation.planes[1].normals"),
        (
            "calculation.planes.1.normals",
            [[0, 0, 0]],
            "DIRECTION_WITHOUT_LENGTH",
            "calculation.planes[1].normals[0]",
        ),
        ("calculation.maintenance_factor", 0, "OUT_OF_RANGE", "calculation.maintenance_factor"),
        ("room.furniture.0.model", "a.glb", "KEYS_EXCLUDE_EACH_OTHER", "room.furniture[0]"),
        ("room.furniture.1.model", None, "MISSING_KEY", "room.furniture[1]"),
        ("room.openings.0.kind", "gate", "UNKNOWN_CHOICE", "room.openings[0].kind"),
        ("room.height_m", None, "MISSING_KEY", "room.height_m"),
        ("room.units", "cm", "KEYS_EXCLUDE_EACH_OTHER", "room.units"),
        ("calculation.planes.0.room", "Kitchen", "UNKNOWN_ROOM", "calculation.planes[0].room"),
        ("room", {}, "MISSING_KEY", "room.outline_m"),
        ("lampyris", 2, "UNKNOWN_CHOICE", "lampyris"),
        ("views.0.target_m", [0.4, 0.4, 1.6], "DIRECTION_WITHOUT_LENGTH", "views[0].target_m"),
        ("observers.0.direction", [0, 0, 0], "DIRECTION_WITHOUT_LENGTH", "observers[0].direction"),
    ],
)
def test_each_fault_has_its_code_and_place(path: str, value: Any, code: str, where: str) -> None:
    assert (code, where) in problems_of(changed(path, value))


def test_all_faults_are_told_at_once_with_near_names() -> None:
    document = changed("placements.1.diming", 0.5)
    document["placements"][0]["dimming"] = -1
    document["room"]["height_m"] = "high"
    with pytest.raises(UnsoundInput) as caught:
        read_configuration(document)
    assert {p.code for p in caught.value.problems} == {"UNKNOWN_KEY", "OUT_OF_RANGE", "WRONG_TYPE"}
    unknown = next(p for p in caught.value.problems if p.code == "UNKNOWN_KEY")
    assert "dimming" in unknown.hint


def test_each_of_several_rooms_is_checked_in_its_place() -> None:
    document = copy.deepcopy(CONTRACT)
    room = document.pop("room")
    document["rooms"] = [room, {"name": "Hall", "outline_m": room["outline_m"]}]
    assert problems_of(document) == [("MISSING_KEY", "rooms[1].height_m")]
    document["rooms"] = [{**room, "ceiling_slopes": [{"wall": 0, "height_m": 1, "pitch": 40}]}]
    assert ("UNKNOWN_KEY", "rooms[0].ceiling_slopes[0].pitch") in problems_of(document)
    document["rooms"] = []
    assert problems_of(document) == [("MISSING_KEY", "rooms")]
    document |= {"room": room, "rooms": [room]}
    assert problems_of(document) == [("KEYS_EXCLUDE_EACH_OTHER", "rooms")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"  \n", "EMPTY_FILE"),
        (b"[1]", "WRONG_TYPE"),
        (b'{"lampyris": 1,', "NOT_JSON"),
        (b"\xff\xfe{}", "NOT_JSON"),
        (b'{"lampyris": NaN}', "NOT_A_NUMBER"),
        (b'{"lampyris": 1e999}', "NOT_A_NUMBER"),
        (b'{"lampyris": 1, "lampyris": 1}', "REPEATED_KEY"),
        (b"[" * 100_000, "NESTED_TOO_DEEPLY"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "NESTED_TOO_DEEPLY"),
        (b'{"name": "' + b"x" * 5_000_001 + b'"}', "FILE_TOO_LARGE"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "NOT_JSON"),
    ],
)
def test_damaged_text_is_refused_in_words(text: bytes, code: str) -> None:
    assert [found for found, _ in problems_of(text)] == [code]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (changed("placements.1.position_m", [1, 2]), "placements[1].position_m has 2 entries; expected: 3."),
        (changed("placements.1.position_m", [1]), "placements[1].position_m has 1 entries; expected: 3."),
        (changed("placements.1.position_m", [1, 2, 3, 4]), "expected: at most 3 entries, not 4."),
        (changed("placements.1.position_m", 7), "placements[1].position_m is 7; expected: a list."),
        (changed("placements.1.dimming", "0.5"), 'placements[1].dimming is "0.5"; expected: a number.'),
        (changed("room", 7), "room is 7; expected: an object."),
        (
            changed("room.furniture", [CONTRACT["room"]["furniture"][0]] * 1001),
            "at most 1000 entries, not 1001.",
        ),
        (changed("name", "x" * 201), "expected: at most 200 characters, not 201."),
        (changed("scenes", None), "scenes is null; expected: an object."),
        (b"null", "The text holds null; a JSON object was expected."),
        (b"[1]", "The text holds a list; a JSON object was expected."),
        (b'{"name": "x', "a text in quotes is not closed (line 1, column 10)."),
        (b'{"name": }', "a value is missing or misspelt (line 1, column 10)."),
        (b'{"name": 1} 2', "there is more text after the end (line 1, column 13)."),
        (b'{"a": 1' + b"0" * 5000 + b"}", "a whole number has thousands of digits."),
        (b"[" * 100_000, "The data is nested more than 40 deep."),
    ],
)
def test_what_was_expected_is_said_in_plain_words(document: Any, message: str) -> None:
    with pytest.raises(UnsoundInput) as caught:
        read_configuration(document)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].message.endswith(message)


def test_the_schema_names_every_key_and_forbids_others() -> None:
    schema = configuration_schema()
    assert set(CONTRACT) | {"rooms", "found"} == set(schema["properties"])
    assert schema["additionalProperties"] is False
    json.dumps(schema)


PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=5)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
PLACES = st.sampled_from(
    [
        "room",
        "room.outline_m",
        "room.surfaces",
        "room.surfaces.walls",
        "room.openings",
        "room.openings.0",
        "room.furniture.0",
        "placements",
        "placements.0",
        "placements.0.luminaire",
        "placements.1.luminaire",
        "placements.1.position_m",
        "scenes",
        "scenes.dinner",
        "scenes.dinner.circuits",
        "calculation",
        "calculation.planes.0",
        "calculation.planes.1.points_m",
        "views",
        "observers.0",
        "rooms",
        "lampyris",
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLACES, VALUES)
def test_whatever_stands_in_a_configuration_only_unsound_input_is_raised(path: str, value: Any) -> None:
    found: tuple[Problem, ...] | None = None
    try:
        read_configuration(changed(path, value))
    except UnsoundInput as fault:
        found = fault.problems
    assert found is None or (found and all(problem.code.isupper() for problem in found))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_bytes_come_only_unsound_input_is_raised(data: bytes) -> None:
    with pytest.raises(UnsoundInput):
        read_configuration(data)


def test_half_a_letter_is_told_as_what_it_is() -> None:
    """JSON may spell half of a UTF-16 pair, which no text in UTF-8 can hold."""
    document = b'{"lampyris": 1, "name": "\\ud800"}'
    with pytest.raises(UnsoundInput) as fault:
        read_configuration(document)
    (problem,) = fault.value.problems
    assert (problem.code, "ud800" in problem.message) == ("NOT_UNICODE", True)
