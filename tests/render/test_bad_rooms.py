"""Rooms that are wrong, from configurations and by hand: a coded problem with its place, or the right light.

The right light is known for a cube: V10 of the research page on photometry (CIE 171 case 5.8), where an
isotropic source in the middle lights surfaces of one reflectance on average by flux / (area (1 - rho)).
Numbers of cubes of other sizes follow from it, as illuminance falls with the square of all lengths.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, probes, scene, square

from assets.modelling import rounded_box
from assets.photometry import LuminousIntensityDistribution
from assets.write_glb import Finish, Part, glb_bytes
from kit.errors import UnsoundInput
from kit.problems import Severity
from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate
from scenes.build_scene import build_scene, reader_of
from scenes.configuration import read_configuration
from scenes.scene import LitSurface, SurfaceKind

FAST = replace(
    DRAFT, transport_rays=64, emission_rays=1 << 13, opening_samples=64, gather_rays=256, lit_points=64
)
FLUX_LM = 10_000
V10_POINTS = [(2, 2, 0), (1, 2, 0), (1, 1, 0), (0.25, 0.25, 0)]
V10_LX = [198.944 + 112.0, 142.353 + 110.9, 108.291 + 107.8, 49.400 + 86.4]  # reflectance 0.5
FAR = 6.0  # standard errors


def ies(size_m: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """An isotropic source of 10,000 lm; one with an opening shines downwards only."""
    candela = FLUX_LM / (4 * np.pi)
    gammas, values = (
        ("0 180", f"{candela} {candela}") if not any(size_m) else ("0 90", f"{candela} {candela}")
    )
    width, length = size_m
    head = f"IESNA:LM-63-2002\nTILT=NONE\n1 -1 1 2 1 1 2 {width} {length} 0\n1 1 10\n"
    return f"{head}{gammas}\n0\n{values}\n".encode()


GREY = {name: {"reflectance": 0.5} for name in ("floor", "walls", "ceiling")}
LAMP = {"id": "a", "luminaire": {"photometry": "even.ies"}, "position_m": [2, 2, 2]}
FILES = {"even.ies": ies(), "panel.ies": ies((1.2, 0.3))}
PROBES = {"name": "p", "points_m": V10_POINTS, "normals": [[0, 0, 1]] * 4}


def scaled(value: Any, size: float) -> Any:
    return (np.asarray(value, float) * size).tolist()


def cube(size: float = 1.0, **keys: Any) -> dict[str, Any]:
    """V10's cube of 4 m, `size` times as large, as a configuration; `keys` of the room replace its own."""
    outline = scaled([[0, 0], [4, 0], [4, 4], [0, 4]], size)
    room = {"outline_m": outline, "height_m": 4 * size, "surfaces": GREY, **keys}
    lamp = {**LAMP, "position_m": scaled(LAMP["position_m"], size)}
    plane = {**PROBES, "points_m": scaled(V10_POINTS, size)}
    calculation = {"maintenance_factor": 1.0, "planes": [plane]}
    return {"lampyris": 1, "room": room, "placements": [lamp], "calculation": calculation}


def built(document: dict[str, Any], files: Mapping[str, bytes] | None = None) -> Any:
    catalogue: Any = None
    read_file = reader_of({**FILES, **(files or {})})
    return build_scene(read_configuration(document), catalogue=catalogue, read_file=read_file)


def lit(document: dict[str, Any], files: Mapping[str, bytes] | None = None) -> dict[str, Any]:
    """What `lampyris simulate` answers, without NaN anywhere."""
    answer = measure(simulate(built(document, files), FAST))
    assert all_finite(answer)
    return answer


def lit_by_hand(surfaces: Any, lamps: Any, points: Any = V10_POINTS) -> dict[str, Any]:
    answer = measure(simulate(scene(surfaces, lamps, [probes(points)]), FAST))
    assert all_finite(answer)
    return answer


def all_finite(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(all_finite(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return all(all_finite(inner) for inner in value)
    return not isinstance(value, float) or bool(np.isfinite(value))


def refusal(document: dict[str, Any], files: Mapping[str, bytes] | None = None) -> dict[str, str]:
    """Place of each error by its code, found before any light is worked out."""
    with pytest.raises(UnsoundInput) as refused:
        built(document, files)
    return {p.code: p.where for p in refused.value.problems if p.severity is Severity.ERROR}


def refusal_by_hand(surfaces: Any, lamps: Any = (), points: Any = V10_POINTS) -> dict[str, str]:
    with pytest.raises(UnsoundInput) as refused:
        simulate(scene(surfaces, lamps, [probes(points)]), FAST)
    assert all(problem.hint for problem in refused.value.problems)
    return {problem.code: problem.where for problem in refused.value.problems}


def told(answer: dict[str, Any]) -> dict[str, str]:
    """Place of each problem of an answer, but for remarks, by its code."""
    return {p["code"]: p["where"] for p in answer["problems"] if p["severity"] != "info"}


def assert_like(answer: dict[str, Any], expected_lx: Any, *, share: float = 0.0) -> None:
    """All points within `FAR` standard errors, and `share` of the value, of what is expected."""
    plane = answer["planes"][0]
    slack = FAR * np.array(plane["standard_error_lx"]) + share * np.asarray(expected_lx)
    assert (np.abs(np.subtract(plane["illuminance_lx"], expected_lx)) <= slack).all(), (plane, expected_lx)


def assert_same(answer: dict[str, Any], other: dict[str, Any], *, share: float = 0.0) -> None:
    """All points of two answers equal within their combined standard errors."""
    one, two = answer["planes"][0], other["planes"][0]
    error = np.hypot(one["standard_error_lx"], two["standard_error_lx"])
    distance = np.abs(np.subtract(one["illuminance_lx"], two["illuminance_lx"]))
    assert (distance <= FAR * error + share * np.array(two["illuminance_lx"])).all(), (one, two)


def grey_cube(size: float = 4.0, reflectance: float = 0.5) -> Any:
    return box_room(size, size, size, floor=reflectance, walls=reflectance, ceiling=reflectance)


def lamp_at(*position: float, id: str = "lamp", **more: Any) -> Any:
    return hang(isotropic(FLUX_LM), position, id=id, **more)


def turned(surface: LitSurface) -> LitSurface:
    return replace(surface, triangles=surface.triangles[:, ::-1].copy())


# Sizes


@pytest.mark.parametrize("size", [0.2, 1.0, 12.0])
def test_rooms_of_every_size_that_is_taken_are_right(size):
    """From 0.8 to 48 m: the numbers of V10, divided by the square of the size."""
    answer = lit(cube(size))
    assert_like(answer, np.array(V10_LX) / size**2, share=0.03)
    mean = np.mean([s["mean_illuminance_lx"] for s in answer["surfaces"]])
    assert mean == pytest.approx(FLUX_LM / (96 * size**2 * 0.5), rel=5e-3)


@pytest.mark.parametrize(
    ("size", "problems"),
    [
        (0.0025, {"ROOM_TOO_SMALL": "room.outline_m", "HEIGHT_OUT_OF_RANGE": "room.height_m"}),
        (250.0, {"ROOM_TOO_LARGE": "room.outline_m", "HEIGHT_OUT_OF_RANGE": "room.height_m"}),
    ],
)
def test_rooms_of_a_centimetre_and_a_kilometre_are_refused(size, problems):
    assert refusal(cube(size)) == problems


def test_a_hall_of_a_kilometre_by_hand_is_right():
    size = 250.0
    coarse = replace(FAST, patch_size_m=100.0)
    place = probes(scaled(V10_POINTS, size))
    answer = measure(simulate(scene(grey_cube(1000.0), [lamp_at(500, 500, 500)], [place]), coarse))
    assert_like(answer, np.array(V10_LX) / size**2, share=0.03)
    assert told(answer) == {}


def test_rooms_beyond_what_rays_resolve_are_refused():
    lamp = [lamp_at(0.005, 0.005, 0.005)]
    assert refusal_by_hand(grey_cube(0.01), lamp) == {"ROOM_TOO_SMALL": "room"}
    assert refusal_by_hand(grey_cube(5000.0)) == {"ROOM_TOO_LARGE": "room"}
    far = [replace(s, vertices_m=s.vertices_m + 1e5) for s in grey_cube()]
    assert refusal_by_hand(far) == {"ROOM_TOO_LARGE": "room"}


# Shells with gaps, and turned faces


def test_a_missing_ceiling_is_told_with_the_light_that_is_left():
    surfaces = [s for s in grey_cube() if s.name != "ceiling"]
    answer = lit_by_hand(surfaces, [lamp_at(2, 2, 2)])
    assert told(answer)["LIGHT_LEAKS"] == "room"
    assert "ENERGY_BALANCE_OFF" in told(answer)
    assert (np.array(answer["planes"][0]["illuminance_lx"]) < V10_LX).all()


def test_a_gap_of_a_centimetre_is_found():
    surfaces = [
        replace(s, vertices_m=np.where(s.vertices_m == 4.0, 3.99, s.vertices_m)) if s.name == "ceiling" else s
        for s in grey_cube()
    ]
    surfaces[1] = replace(surfaces[1], vertices_m=surfaces[1].vertices_m + np.array([0, 0, 0.01]))
    answer = lit_by_hand(surfaces, [lamp_at(2, 2, 2)])
    assert told(answer)["LIGHT_LEAKS"] == "room"
    assert_like(answer, V10_LX, share=0.03)


def test_a_room_inside_out_is_refused_and_one_wall_is_told():
    surfaces = grey_cube()
    assert refusal_by_hand([turned(s) for s in surfaces], [lamp_at(2, 2, 2)]) == {"ROOM_INSIDE_OUT": "room"}
    one = [turned(s) if s.name == "wall:1" else s for s in surfaces]
    assert "LIGHT_LEAKS" in told(lit_by_hand(one, [lamp_at(2, 2, 2)]))


CHEST = ((0.4, 2.4, 0.0), (1.4, 3.6, 1.1))


def test_furniture_inside_out_lights_right():
    chest = block("chest", *CHEST, 0.4)
    right = lit_by_hand([*grey_cube(), chest], [lamp_at(2, 2, 2)])
    wrong = lit_by_hand([*grey_cube(), turned(chest)], [lamp_at(2, 2, 2)])
    assert_same(wrong, right)
    assert set(told(wrong)) <= {"POWER_UNKNOWN"}


def crate(*, inside_out: bool = False, twice: bool = False, slivers: int = 0) -> bytes:
    """A crate of 1 x 1.2 x 1.1 m as a GLB file, perhaps damaged."""
    solid = rounded_box((1.0, 1.2, 1.1), 0.0, 1)
    triangles = solid.triangles[:, ::-1] if inside_out else solid.triangles
    if twice:
        triangles = np.concatenate([triangles, triangles])
    vertices = solid.vertices_m
    for _ in range(slivers):
        first, second, _ = triangles[0]
        triangles = np.concatenate([triangles, [[first, second, len(vertices)]]])
        vertices = np.concatenate([vertices, vertices[[first]] + 1e-7])
    solid = replace(solid, vertices_m=vertices, triangles=np.ascontiguousarray(triangles))
    return glb_bytes([Part("crate", solid, Finish("wood", (0.5, 0.4, 0.3)))], "crate")


@pytest.mark.parametrize("damage", [{"inside_out": True}, {"twice": True}, {"slivers": 3}])
def test_damaged_models_light_like_whole_ones(damage):
    piece = {"name": "crate", "model": "crate.glb", "position_m": [1, 3, 0]}
    document = cube(furniture=[{**piece, "reflectance": 0.4}])
    whole = lit(document, {"crate.glb": crate()})
    assert_same(lit(document, {"crate.glb": crate(**damage)}), whole)


# Doubles and degenerate triangles


def test_a_floor_given_twice_is_counted_once():
    plain = lit_by_hand(grey_cube(), [lamp_at(2, 2, 2)])
    floor = grey_cube()[0]
    double = lit_by_hand([*grey_cube(), replace(floor, name="again")], [lamp_at(2, 2, 2)])
    assert double["planes"] == plain["planes"]
    assert told(double)["SURFACE_DOUBLED"] == "again"
    within = replace(floor, triangles=np.concatenate([floor.triangles, floor.triangles]))
    assert lit_by_hand([within, *grey_cube()[1:]], [lamp_at(2, 2, 2)])["planes"] == plain["planes"]


def test_furniture_given_a_thousand_times_is_counted_once():
    box = {"box_m": [1.0, 1.2, 1.1], "position_m": [1, 3, 0], "reflectance": 0.4}
    once, often = lit(cube(furniture=[box])), lit(cube(furniture=[box] * 1000))
    assert often["planes"] == once["planes"]
    assert told(often)["SURFACE_DOUBLED"] == "furniture:1:box"


def test_boxes_that_overlap_light_like_one():
    """Their tops, backs and fronts lie in the same planes."""
    points = [*V10_POINTS, (2, 3, 1.5), (1.2, 3.5, 1.2)]
    lamp = [lamp_at(2, 2, 2)]
    one = [block("long", (0.5, 2.5, 0), (2.0, 3.5, 1), 0.4)]
    two = [
        block("left", (0.5, 2.5, 0), (1.5, 3.5, 1), 0.4),
        block("right", (1.0, 2.5, 0), (2.0, 3.5, 1), 0.4),
    ]
    fine = replace(FAST, transport_rays=256, gather_rays=2048, lit_points=512, emission_rays=1 << 16)
    like, found = (
        measure(simulate(scene([*grey_cube(), *boxes], lamp, [probes(points)]), fine)) for boxes in (one, two)
    )
    assert_same(found, like)
    assert (
        max(np.divide(found["planes"][0]["standard_error_lx"], found["planes"][0]["illuminance_lx"])) < 0.003
    )


@pytest.mark.parametrize("height_m", [0.0, 0.00005])
def test_a_rug_in_the_floor_lies_on_it(height_m):
    """A sheet in the plane of the floor, either way up, lights like one a centimetre above it."""
    corners = np.array([[1, 1, 0], [3, 1, 0], [3, 3, 0], [1, 3, 0.0]])
    two = np.array([[0, 1, 2], [0, 2, 3]])
    rug = LitSurface("rug", SurfaceKind.FURNITURE, corners + np.array([0, 0, height_m]), two, (0.05,) * 3)
    above = replace(rug, vertices_m=corners + np.array([0, 0, 0.01]))
    points = [(0.5, 0.5, 0.5), (2, 2, 3.9), (3.9, 2, 1)]
    fine = replace(FAST, transport_rays=256, gather_rays=2048, lit_points=512, emission_rays=1 << 16)

    def light(sheet):
        made = scene(
            [*grey_cube(), sheet], [lamp_at(2, 2, 2)], [probes(points, [(0, 0, 1), (0, 0, -1), (-1, 0, 0)])]
        )
        return measure(simulate(made, fine))

    like = light(above)
    for sheet in (rug, turned(rug)):
        assert_same(light(sheet), like, share=0.002)


def test_shell_surfaces_that_overlap_are_told():
    corners = np.array([[1, 1, 0], [3, 1, 0], [3, 3, 0], [1, 3, 0.0]])
    patch = LitSurface("inlay", SurfaceKind.FLOOR, corners, np.array([[0, 1, 2], [0, 2, 3]]), (0.1,) * 3)
    answer = lit_by_hand([*grey_cube(), patch], [lamp_at(2, 2, 2)])
    assert told(answer)["SURFACES_COINCIDE"] == "inlay"


def test_degenerate_triangles_take_no_part():
    plain = lit_by_hand(grey_cube(), [lamp_at(2, 2, 2)])
    line = np.array([[1, 1, 1], [2, 1, 1], [3, 1, 1], [1, 1, 1.0]])
    rod = LitSurface(
        "rod", SurfaceKind.FURNITURE, line, np.array([[0, 1, 2], [0, 0, 0], [0, 3, 1]]), (0.5,) * 3
    )
    nothing = LitSurface(
        "nothing", SurfaceKind.FURNITURE, np.zeros((0, 3)), np.zeros((0, 3), int), (0.5,) * 3
    )
    floor, *others = grey_cube()
    sliver = replace(floor, triangles=np.concatenate([floor.triangles, [[0, 0, 1], [2, 2, 2]]]))
    assert_same(lit_by_hand([sliver, *others, rod, nothing], [lamp_at(2, 2, 2)]), plain)


def test_furniture_without_size_takes_no_part():
    plain = lit(cube())
    dot, sheet = ({"box_m": size, "position_m": [1, 3, 0]} for size in ([1e-9] * 3, [1, 1, 1e-9]))
    assert_same(lit(cube(furniture=[dot])), plain)
    flat = lit(cube(furniture=[{**sheet, "reflectance": 0.5}]))
    assert_same(flat, plain, share=0.01)


# Openings in walls and ceilings

SKYLIGHT = {"kind": "skylight", "position_m": [1, 2], "size_m": [1, 1]}
WINDOW = {"kind": "window", "wall": 0, "offset_m": 1, "width_m": 1, "height_m": 1, "sill_m": 1}
SHAFT = [[1, 1], [1.5, 1], [1.5, 1.5], [1, 1.5]]


@pytest.mark.parametrize(
    ("keys", "code", "where"),
    [
        (
            {"openings": [SKYLIGHT, {**SKYLIGHT, "position_m": [1.9999999, 2]}]},
            "OPENINGS_OVERLAP",
            "openings[1]",
        ),
        ({"openings": [SKYLIGHT, {**SKYLIGHT, "position_m": [2, 2]}]}, "OPENINGS_OVERLAP", "openings[1]"),
        ({"openings": [{**SKYLIGHT, "position_m": [0.50001, 2]}]}, "SKYLIGHT_OUTSIDE_CEILING", "openings[0]"),
        ({"openings": [{**SKYLIGHT, "size_m": [1e-7, 1e-7]}]}, "OPENING_TOO_SMALL", "openings[0]"),
        ({"openings": [{**WINDOW, "width_m": 1e-7}]}, "OPENING_TOO_SMALL", "openings[0]"),
        ({"holes_m": [[[0.00001, 1], [1, 1], [1, 2], [0.00001, 2]]]}, "HOLE_OUTSIDE_ROOM", "holes_m[0]"),
        (
            {"holes_m": [SHAFT, [[1.50001, 1], [1.9, 1], [1.9, 1.5], [1.50001, 1.5]]]},
            "HOLES_OVERLAP",
            "holes_m[1]",
        ),
        ({"outline_m": [[0, 0], [4, 0], [4, 4], [2, 0], [0, 4]]}, "OUTLINE_CROSSES_ITSELF", "outline_m"),
    ],
)
def test_slits_and_gaps_in_configurations_are_refused(keys, code, where):
    assert refusal(cube(**keys)) == {code: f"room.{where}"}


@pytest.mark.parametrize("angle_deg", [0, 37])
def test_rooms_with_many_openings_have_no_gap(angle_deg):
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))

    def at(x, y):
        return [float(cosine * x - sine * y + 700), float(sine * x + cosine * y - 300)]

    corners = [at(x, y) for x, y in ((0, 0), (4, 0), (4, 4), (0, 4))]
    windows = [{**WINDOW, "wall": i, "offset_m": 0.3 + 0.317 * i, "width_m": 0.7001} for i in range(4)]
    windows += [{**window, "offset_m": window["offset_m"] + 1.2, "sill_m": 0.613} for window in windows]
    document = cube(outline_m=corners, openings=windows, holes_m=[[at(x + 1, y) for x, y in SHAFT]])
    document["placements"][0]["position_m"] = [*at(3, 3), 2]
    document["calculation"]["planes"] = []
    answer = lit(document)
    assert "LIGHT_LEAKS" not in told(answer)
    assert answer["energy_balance"] == pytest.approx(1, abs=1e-3)


# Luminaires and points where they must not be

CUPBOARD = {"name": "cupboard", "box_m": [1.9, 2, 3], "position_m": [3.05, 2, 0]}


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ((3, 2, 1), "LUMINAIRE_IN_FURNITURE"),
        ((2, 4.1, 2), "LUMINAIRE_IN_WALL"),
        ((2, 2, 4.1), "LUMINAIRE_IN_WALL"),
        ((2, 9, 2), "LUMINAIRE_OUTSIDE_ROOM"),
        ((2, 2, -3), "LUMINAIRE_OUTSIDE_ROOM"),
    ],
)
def test_luminaires_in_things_are_refused_before_the_light(position, code):
    document = cube(furniture=[CUPBOARD])
    document["placements"][0]["position_m"] = list(position)
    assert refusal(document) == {code: "placements[0].position_m"}


@pytest.mark.parametrize("model", [{}, {"inside_out": True}, {"twice": True}])
def test_luminaires_in_models_are_refused_before_the_light(model):
    document = cube(furniture=[{"model": "crate.glb", "position_m": [2, 2, 1.5]}])
    where = refusal(document, {"crate.glb": crate(**model)})
    assert where == {"LUMINAIRE_IN_FURNITURE": "placements[0].position_m"}


def panel(*position: float, **keys: Any) -> dict[str, Any]:
    """The cube with a panel of 1.2 x 0.3 m in it that shines downwards."""
    document = cube(**keys)
    document["placements"] = [
        {**LAMP, "luminaire": {"photometry": "panel.ies"}, "position_m": list(position)}
    ]
    return document


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (panel(2.05, 2, 2, furniture=[CUPBOARD]), "OPENING_IN_FURNITURE"),
        (panel(2, 3.9, 2), "OPENING_IN_WALL"),
        (panel(3.95, 2, 2), "OPENING_IN_WALL"),
    ],
)
def test_openings_that_reach_into_things_are_told(document, code):
    found = {p.code: p.where for p in built(document).problems}
    assert found[code] == "placements[0].position_m"


@pytest.mark.parametrize("position", [(2, 2, 4), (2, 0.7, 3.9), (1, 2, 2)])
def test_openings_that_hang_well_are_not_told(position):
    found = {p.code for p in built(panel(*position, furniture=[CUPBOARD])).problems}
    assert not found & {"OPENING_IN_FURNITURE", "OPENING_IN_WALL"}


def test_a_lamp_in_a_closed_box_by_hand_lights_nothing_and_is_told():
    box = block("box", (1.5, 1.5, 1.5), (2.5, 2.5, 2.5), 0.5)
    answer = lit_by_hand([*grey_cube(), box], [lamp_at(2, 2, 2)])
    assert answer["planes"][0]["illuminance_lx"] == [0] * 4
    assert "ENERGY_BALANCE_OFF" in told(answer)


def test_points_in_objects_are_null_and_count_nowhere():
    box = {"box_m": [1.0, 1.0, 1.0], "position_m": [1, 1, 0], "reflectance": 0.5}
    document = cube(furniture=[box])
    inside, free = [1.0, 1.0, 0.5], [3.0, 3.0, 0.0]
    document["calculation"]["planes"] = [
        {"name": "p", "points_m": [inside, free], "normals": [[0, 0, 1]] * 2},
        {"name": "q", "points_m": [[9.0, 9.0, 1.0], free], "normals": [[0, 0, 1]] * 2},
    ]
    for plane in lit(document)["planes"]:
        assert plane["illuminance_lx"][0] is None
        assert plane["standard_error_lx"][0] is None
        assert plane["mean_lx"] == plane["min_lx"] == plane["illuminance_lx"][1]
    document["calculation"]["planes"] = [{"name": "p", "points_m": [inside], "normals": [[0, 0, 1]]}]
    assert refusal(document) == {"PLANE_OUTSIDE_ROOM": "calculation.planes[0]"}


def test_a_point_on_the_lamp_itself_has_a_finite_answer():
    assert lit_by_hand(grey_cube(), [lamp_at(2, 2, 2)], [(2, 2, 2)])["planes"][0]["illuminance_lx"][0] > 0


# Reflectance


def test_reflectance_of_one_is_refused_with_its_place():
    one = {**GREY, "walls": {"reflectance": 1.0}}
    assert refusal(cube(surfaces=one)) == {"REFLECTANCE_OUT_OF_RANGE": "room.surfaces.walls.reflectance"}
    furniture = [{"box_m": [1, 1, 1], "position_m": [1, 1, 0], "reflectance": [0.5, 1.0, 0.5]}]
    assert refusal(cube(furniture=furniture)) == {"REFLECTANCE_OUT_OF_RANGE": "room.furniture[0].reflectance"}
    assert refusal_by_hand(grey_cube(reflectance=1.0)) == {"REFLECTANCE_OUT_OF_RANGE": "floor"}
    for wrong in (1.2, -0.1, float("nan")):
        assert "REFLECTANCE_OUT_OF_RANGE" in refusal_by_hand(grey_cube(reflectance=wrong))


def test_the_most_reflectance_that_is_taken_is_right():
    white = {name: {"reflectance": 0.99} for name in GREY}
    answer = lit(cube(surfaces=white))
    mean = np.mean([s["mean_illuminance_lx"] for s in answer["surfaces"]])
    assert mean == pytest.approx(FLUX_LM / (96 * 0.01), rel=5e-3)
    assert told(answer)["REFLECTANCE_UNUSUAL"].startswith("room.surfaces.")


# How many luminaires


def test_a_room_without_luminaires_is_dark():
    answer = lit({**cube(), "placements": []})
    assert answer["planes"][0]["illuminance_lx"] == [0] * 4
    assert answer["energy_balance"] is None


def test_ten_thousand_luminaires_in_a_configuration_are_refused():
    lamps = [{**LAMP, "id": f"lamp {i}"} for i in range(10_000)]
    started = time.process_time()
    assert refusal({**cube(), "placements": lamps}) == {"WRONG_LENGTH": "placements"}
    assert time.process_time() - started < 5


# Numbers that are none


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused_with_its_place(number):
    surfaces, good = grey_cube(), [lamp_at(2, 2, 2)]
    broken = replace(
        surfaces[2], vertices_m=np.where(surfaces[2].vertices_m == 4, number, surfaces[2].vertices_m)
    )
    assert refusal_by_hand([broken, *surfaces[:2], *surfaces[3:]], good) == {"NOT_A_NUMBER": broken.name}
    assert refusal_by_hand(surfaces, [lamp_at(2, number, 2)]) == {"NOT_A_NUMBER": "lamp"}
    assert refusal_by_hand(surfaces, [lamp_at(2, 2, 2, opening=square(number))]) == {"NOT_A_NUMBER": "lamp"}
    table = LuminousIntensityDistribution(np.array([0, 360.0]), np.array([0, 180.0]), np.full((2, 2), number))
    assert refusal_by_hand(surfaces, [hang(table, (2, 2, 2), id="x")]) == {"NOT_A_NUMBER": "x"}
    assert refusal_by_hand(surfaces, good, [(1, 1, number)]) == {"NOT_A_NUMBER": "probes"}


def test_scenes_that_make_no_sense_are_refused():
    assert refusal_by_hand([]) == {"ROOM_EMPTY": "room"}
    floor, *others = grey_cube()
    loose = replace(floor, triangles=np.array([[0, 1, 9]]))
    assert refusal_by_hand([loose, *others]) == {"TRIANGLE_WITHOUT_CORNER": "floor"}
    table = LuminousIntensityDistribution(np.array([0, 360.0]), np.array([0, 180.0]), np.full((2, 2), -1.0))
    assert refusal_by_hand([floor, *others], [hang(table, (2, 2, 2), id="x")]) == {"NEGATIVE_INTENSITY": "x"}
