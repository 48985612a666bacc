"""Some of the listed scenes once more, from configuration files through the command, once as a process.

They show that files, frames, planes and lighting scenes arrive at the engine as they are meant; all
scenes by themselves are in the list of cases.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from command_line import in_a_process, in_this_process
from written_photometry import even, ies_file, lambert

BLACK = {name: {"reflectance": 0} for name in ("floor", "walls", "ceiling")}
GREY = {"floor": {"reflectance": 0.2}, "walls": {"reflectance": 0.5}, "ceiling": {"reflectance": 0.7}}


def rectangle(a, b):
    return [[0, 0], [a, 0], [a, b], [0, b]]


def room(a, b, h, surfaces):
    return {"name": "room", "outline_m": rectangle(a, b), "height_m": h, "surfaces": surfaces}


def probes(points, normals=(0, 0, 1), **more):
    if not isinstance(normals[0], (list, tuple)):
        normals = [list(normals)] * len(points)
    return {
        "name": "probes",
        "points_m": [list(p) for p in points],
        "normals": [list(n) for n in normals],
        **more,
    }


@pytest.fixture
def simulate(tmp_path):
    """Write a configuration and its files, run the command, return its document."""

    def run(files, *, room, placements, planes, more=(), started=in_this_process, **rest):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        configuration = {
            "lampyris": 1,
            "name": "validation",
            "room": room,
            "placements": placements,
            "calculation": {"maintenance_factor": 1.0, "planes": planes},
            **rest,
        }
        path = tmp_path / "case.lampyris.json"
        path.write_text(json.dumps(configuration))
        done = started("simulate", path, "--json", *more, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_v2_and_v7_frames_tilts_and_a_moved_and_turned_world(simulate):
    files = {"even.ies": ies_file(even(1000))}
    tilt = np.radians([0, 30, 60])
    normals = [(np.sin(a), 0, np.cos(a)) for a in tilt] + [(0, 0, -1), (-1, 0, 0)]
    points = [(4, 4, 0.5)] * 4 + [(6, 4, 0.5)]
    c, s = np.cos(np.radians(37)), np.sin(np.radians(37))
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    documents = []
    for matrix, shift, turn_deg in ((np.eye(3), np.zeros(3), 0), (turn, np.array([1000, -500, 0.0]), 37)):

        def moved(point, matrix=matrix, shift=shift):
            return (matrix @ np.asarray(point, float) + shift).tolist()

        outline = [moved((*corner, 0))[:2] for corner in rectangle(8, 8)]
        documents.append(
            simulate(
                files,
                room={**room(8, 8, 4, GREY), "outline_m": outline},
                placements=[
                    {
                        "id": "p",
                        "luminaire": {"photometry": "even.ies"},
                        "position_m": moved((4, 4, 2.5)),
                        "rotation_deg": [turn_deg, 0, 0],
                    }
                ],
                planes=[
                    probes([moved(p) for p in points], [tuple(matrix @ np.array(n)) for n in normals]),
                    probes([moved((6, 4, 0.5))], (0, 0, 1), kind="cylindrical") | {"name": "cylinder"},
                ],
                more=("--quality", "draft"),
            )
        )
    still, elsewhere = documents
    for first, second in zip(still["planes"], elsewhere["planes"], strict=True):
        assert second["illuminance_lx"] == pytest.approx(first["illuminance_lx"], rel=1e-4)
    assert elsewhere["planes"][0]["points_m"][4] == pytest.approx(
        [1000 + 6 * c - 4 * s, -500 + 6 * s + 4 * c, 0.5]
    )


def test_v2_values(simulate):
    tilt = np.radians([0, 30, 60])
    normals = [(np.sin(a), 0, np.cos(a)) for a in tilt] + [(0, 0, -1), (-1, 0, 0)]
    document = simulate(
        {"even.ies": ies_file(even(1000))},
        room=room(8, 8, 4, BLACK),
        placements=[{"id": "p", "luminaire": {"photometry": "even.ies"}, "position_m": [4, 4, 2.5]}],
        planes=[
            probes([(4, 4, 0.5)] * 4 + [(6, 4, 0.5)], normals),
            probes([(6, 4, 0.5)], kind="cylindrical") | {"name": "cylinder"},
        ],
        more=("--quality", "draft"),
        started=in_a_process,
    )
    tilted, cylinder = (plane["illuminance_lx"] for plane in document["planes"])
    assert tilted == pytest.approx([250, 216.5064, 125, 0, 88.3883], rel=1e-3)
    assert cylinder == pytest.approx([28.1349], rel=1e-3)


def test_v10_interreflection_in_a_cube(simulate):
    surfaces = {name: {"reflectance": 0.9} for name in ("floor", "walls", "ceiling")}
    cube = simulate(
        {"even.ies": ies_file(even(10_000 / (4 * np.pi)), step_deg=1)},
        room=room(4, 4, 4, surfaces),
        placements=[{"id": "p", "luminaire": {"photometry": "even.ies"}, "position_m": [2, 2, 2]}],
        planes=[probes([(2, 2, 0), (1, 1, 0), (0.25, 0.25, 0)])],
    )
    area = sum(s["area_m2"] for s in cube["surfaces"])
    mean = sum(s["area_m2"] * s["mean_illuminance_lx"] for s in cube["surfaces"]) / area
    assert mean == pytest.approx(104.1667 + 937.5, rel=5e-3)
    assert cube["energy_balance"] == pytest.approx(1, abs=0.005)
    expected = np.add([198.944, 108.291, 49.400], [954.7, 946.0, 895.0])
    assert cube["planes"][0]["illuminance_lx"] == pytest.approx(list(expected), rel=0.02)


def test_v7_sums_and_dimming(simulate):
    places = [
        {"id": "a", "luminaire": {"photometry": "even.ies"}, "position_m": [1, 1, 2], "circuit": "a"},
        {"id": "b", "luminaire": {"photometry": "even.ies"}, "position_m": [3, 3, 2], "circuit": "b"},
    ]
    wanted = {"a": {"a": 1.0}, "b": {"b": 1.0}, "both": {"a": 1.0, "b": 1.0}, "dim": {"a": 0.3, "b": 0.3}}
    scenes = {
        name: {"circuits": {circuit: {"dimming": value} for circuit, value in circuits.items()}}
        for name, circuits in wanted.items()
    }
    values = {}
    for name in scenes:
        document = simulate(
            {"even.ies": ies_file(even(100))},
            room=room(4, 4, 3, GREY),
            placements=places,
            planes=[probes([(2, 2, 0.75), (1, 3, 0)])],
            scenes=scenes,
            more=("--scene", name, "--quality", "draft"),
        )
        values[name] = np.array(document["planes"][0]["illuminance_lx"])
    assert values["a"] + values["b"] == pytest.approx(values["both"], rel=1e-6)
    assert values["dim"] == pytest.approx(0.3 * values["both"], rel=1e-6)


def test_v4_area_source(simulate):
    heights = [2.75, 2.25, 1.75, 1.25, 0.75, 0.25]
    document = simulate(
        {"panel.ies": ies_file(lambert(1000), step_deg=1, size_m=(1.0, 1.0))},
        room=room(4, 4, 3, BLACK),
        placements=[{"id": "p", "luminaire": {"photometry": "panel.ies"}, "position_m": [2, 2, 3]}],
        planes=[probes([(2, 0, z) for z in heights], (0, 1, 0)), probes([(2, 2, 0)]) | {"name": "floor"}],
    )
    wall, floor = (plane["illuminance_lx"] for plane in document["planes"])
    assert wall == pytest.approx([32.677, 75.194, 81.323, 69.061, 53.404, 40.002], rel=0.01)
    assert floor == pytest.approx([107.1497], rel=0.01)


def test_v14_hard_shadow(simulate):
    plate = {"name": "plate", "box_m": [1, 1, 0.001], "position_m": [4, 4, 1.499], "reflectance": 0}
    points = [(4.99, 4, 0), (4.99, 4.99, 0), (5.01, 4, 0), (5.01, 5.01, 0)]
    document = simulate(
        {"even.ies": ies_file(even(1000))},
        room={**room(8, 8, 4, BLACK), "furniture": [plate]},
        placements=[{"id": "p", "luminaire": {"photometry": "even.ies"}, "position_m": [4, 4, 3]}],
        planes=[probes(points)],
        more=("--quality", "draft"),
    )
    values = document["planes"][0]["illuminance_lx"]
    assert values[:2] == [0, 0]
    expected = [3000 / (1.01**2 + 9) ** 1.5, 3000 / (2 * 1.01**2 + 9) ** 1.5]
    assert values[2:] == pytest.approx(expected, rel=1e-3)


GOLDEN_POINTS = [
    ((2, 2.5, 0.75), (0, 0, 1)),
    ((1, 1.25, 0.75), (0, 0, 1)),
    ((0.5, 0.5, 0.75), (0, 0, 1)),
    ((2, 0.5, 0.75), (0, 0, 1)),
    ((3.5, 2.5, 0.75), (0, 0, 1)),
    ((2, 2.5, 0), (0, 0, 1)),
    ((2, 0.5, 1.2), (0, 1, 0)),
    ((2, 0, 1.35), (0, 1, 0)),
    ((0, 2.5, 1.35), (1, 0, 0)),
    ((1, 1.25, 2.7), (0, 0, -1)),
]


@pytest.mark.parametrize(
    ("file", "height", "points", "plane"),
    [
        (
            ies_file(lambert(4000 / np.pi), step_deg=1, size_m=(0.6, 0.6)),
            2.7,
            [353.7, 150.6, 79.0, 112.5, 169.2, 204.7, 131.2, 98.0, 133.1, 34.6],
            (154.9, 64.2, 334.7),
        ),
        (
            ies_file(even(1000 / (4 * np.pi)), step_deg=1),
            2.0,
            [73.0, 27.66, 16.27, 21.70, 30.67, 37.03, 29.04, 23.35, 30.22, 18.73],
            (29.29, 13.55, 66.99),
        ),
    ],
    ids=["v16 panel", "v17 point"],
)
def test_golden_rooms(simulate, file, height, points, plane):
    document = simulate(
        {"lamp.ies": file},
        room=room(4, 5, 2.7, GREY),
        placements=[{"id": "p", "luminaire": {"photometry": "lamp.ies"}, "position_m": [2, 2.5, height]}],
        planes=[
            probes([p for p, _ in GOLDEN_POINTS], [n for _, n in GOLDEN_POINTS]),
            {"name": "work plane", "height_m": 0.75, "spacing_m": 0.5, "margin_m": 0.0},
        ],
    )
    assert document["planes"][0]["illuminance_lx"] == pytest.approx(points, rel=0.02)
    work = document["planes"][1]
    assert len(work["points_m"]) == 80
    assert work["mean_lx"] == pytest.approx(plane[0], rel=0.01)
    assert [work["min_lx"], work["max_lx"]] == pytest.approx(plane[1:], rel=0.02)
    assert document["energy_balance"] == pytest.approx(1, abs=0.005)
    assert document["observers"] == []


@pytest.mark.parametrize(
    ("name", "extra", "expected"),
    [
        ("pair_isym3_turned.ies", {"turn": 90}, [240.30, 256.48, 85.33, 256.48, 365.66, 42.22, 169.93]),
        (
            "trilux_wall_isym3.ldt",
            {"rotation_deg": [30, 20, 0]},
            [35.254, 28.126, 36.171, 30.436, 27.751, 31.125, 13.425],
        ),
    ],
)
def test_v18_real_files(simulate, shared, name, extra, expected):
    """V18 takes luminaires as points, so their openings are made small: the file's own is kept for light."""
    data = (shared / "photometry" / name).read_bytes()
    data = without_opening(data) if name.endswith(".ldt") else without_ies_opening(data)
    turn = extra.get("turn")
    luminaire = {"photometry": name, **({"turn_c0_deg": turn} if turn else {})}
    place = {"id": "p", "luminaire": luminaire, "position_m": [5, 6, 3.0]}
    if "rotation_deg" in extra:
        place["rotation_deg"] = extra["rotation_deg"]
    points = [(1, 2, 0), (2, 2, 0), (1, 3, 0), (0, 2, 0), (1, 1, 0), (2.5, 3.5, 0.75), (3, 2, 1.2)]
    document = simulate(
        {name: data},
        room=room(12, 12, 6, BLACK),
        placements=[place],
        planes=[probes([(x + 4, y + 4, z + 0.5) for x, y, z in points], [(0, 0, 1)] * 6 + [(-1, 0, 0)])],
        more=("--quality", "draft"),
    )
    assert document["planes"][0]["illuminance_lx"] == pytest.approx(expected, rel=2e-3)


def without_opening(data):
    """The EULUMDAT file with a luminous area of no extent (lines 16 to 21)."""
    lines = data.decode("latin-1").splitlines()
    lines[15:21] = ["0"] * 6
    return "\r\n".join(lines).encode("latin-1")


def without_ies_opening(data):
    """The LM-63 file with a point for its opening: the last three of the ten numbers after TILT."""
    lines = data.decode("latin-1").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("TILT")) + 1
    numbers = lines[at].split()
    assert len(numbers) == 10
    lines[at] = " ".join([*numbers[:7], "0", "0", "0"])
    return "\r\n".join(lines).encode("latin-1")
