"""The scene: frames, weights, files, and that moving the world changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textured_models import picture, textured_square

from kit.errors import UnsoundInput
from scenes import furniture_models
from scenes.build_scene import build_scene, folder_reader
from scenes.configuration import read_configuration
from scenes.named_files import FileNotRead
from scenes.scene import Scene

Build = Callable[..., Scene]
BARE = {"photometry": "plain.ies"}
TWO_LAMP_SETS = (
    b"Acme 3 1 1 0 3 45 report name number file date 100 0 10 80 0 0 0 0 0 100 0 1 0 2 "
    b"1 LED 1000 3000 80 10 1 LED 2000 4000 80 25 0 0 0 0 0 0 0 0 0 0 0 0 45 90 300 200 0"
).replace(b" ", b"\r\n")


def moved(point: list[float], angle_deg: float, shift: tuple[float, float]) -> list[float]:
    """A point of the plan turned about the origin, then shifted."""
    a = np.radians(angle_deg)
    x, y = point[:2]
    turned = [np.cos(a) * x - np.sin(a) * y + shift[0], np.sin(a) * x + np.cos(a) * y + shift[1]]
    return [*map(float, turned), *point[2:]]


def furnished(angle_deg: float = 0.0, shift: tuple[float, float] = (0.0, 0.0)) -> dict[str, Any]:
    """A configuration, all of it moved."""

    def at(*point: float) -> list[float]:
        return moved(list(point), angle_deg, shift)

    outline = [at(0, 0), at(6, 0), at(6, 3), at(3, 3), at(2, 5), at(0, 5)]
    turned = moved([0.0, 1.0], angle_deg, (0.0, 0.0))
    return {
        "room": {
            "outline_m": outline,
            "holes_m": [[at(4, 1), at(4.3, 1), at(4.3, 1.3), at(4, 1.3)]],
            "openings": [
                {"kind": "window", "wall": 3, "offset_m": 0.5, "width_m": 1, "sill_m": 0.9, "height_m": 1}
            ],
            "furniture": [
                {"box_m": [1.6, 0.9, 0.75], "position_m": at(2, 2, 0), "rotation_deg": 20 + angle_deg}
            ],
        },
        "placements": [
            {
                "id": "a",
                "luminaire": BARE,
                "position_m": at(1, 2, 2.5),
                "rotation_deg": [30 + angle_deg, 20, 5],
            },
            {"id": "b", "luminaire": BARE, "position_m": at(1, 1, 2.5), "aim_m": at(1, 4, 1)},
            {
                "id": "c",
                "luminaire": "pendant",
                "position_m": at(5, 2, 2.7),
                "rotation_deg": [angle_deg, 0, 0],
            },
        ],
        "calculation": {
            "planes": [
                {"name": "grid", "height_m": 0.75, "spacing_m": 0.25, "margin_m": 0.2},
                {"name": "eye", "points_m": [at(2, 0.5, 1.2)], "normals": [[turned[0], turned[1], 0]]},
            ]
        },
        "views": [{"name": "v", "eye_m": at(1, 1, 1.6), "target_m": at(3, 2, 1)}],
        "observers": [{"name": "o", "eye_m": at(1, 1, 1.2), "direction": [turned[0], turned[1], 0]}],
    }


def numbers_of(scene: Scene) -> dict[str, np.ndarray[Any, Any]]:
    """Everything that light depends on."""
    found: dict[str, Any] = {s.name: s.vertices_m for s in scene.surfaces}
    found |= {f"{s.name} triangles": s.triangles for s in scene.surfaces}
    found |= {p.id: p.scene_from_photometry for p in scene.luminaires}
    found |= {f"{p.id} body": p.body_vertices_m for p in scene.luminaires if p.body_vertices_m is not None}
    found |= {f"{p.name} points": p.points_m for p in scene.planes}
    found |= {f"{p.name} normals": p.normals for p in scene.planes}
    found |= {f"{p.name} inside": p.inside_object for p in scene.planes}
    found |= {f"view {v.name}": np.array([v.eye_m, v.target_m]) for v in scene.views}
    found |= {f"observer {o.name}": np.array([o.eye_m, o.direction]) for o in scene.observers}
    return {name: np.asarray(values) for name, values in found.items()}


@pytest.mark.parametrize(
    ("angle_deg", "shift"), [(0.0, (1000.0, -500.0)), (37.0, (0.0, 0.0)), (37.0, (1000.0, -500.0))]
)
def test_moving_and_turning_the_world_changes_no_number(
    build: Build, angle_deg: float, shift: tuple[float, float]
) -> None:
    """V7: the scene is the same to a nanometre."""
    still, away = numbers_of(build(**furnished())), numbers_of(build(**furnished(angle_deg, shift)))
    assert still.keys() == away.keys()
    for name, values in still.items():
        assert values.shape == away[name].shape, name
        assert np.abs(values.astype(float) - away[name].astype(float)).max() <= 1.1e-9, name


def test_the_answers_points_are_in_the_files_frame(build: Build) -> None:
    scene = build(**furnished(37.0, (10.0, 20.0)))
    eye = scene.planes[1]
    assert eye.file_points_m[0] == pytest.approx(moved([2, 0.5, 1.2], 37.0, (10.0, 20.0)))
    led = scene.scene_from_file @ np.append(eye.file_points_m[0], 1.0)
    assert led[:3] == pytest.approx(eye.points_m[0], abs=1e-9)


def test_v18_a_bare_file_hangs_as_the_contract_says(build: Build) -> None:
    placed = [{"id": "a", "luminaire": BARE, "position_m": [1, 2, 2.5], "rotation_deg": [30, 20, 0]}]
    transform = build(placements=placed).luminaires[0].scene_from_photometry
    a, b = np.radians([30, 20])
    down = [np.sin(b) * -np.sin(a), np.sin(b) * np.cos(a), -np.cos(b)]
    assert transform[:3, 3] == pytest.approx([1, 2, 2.5])
    assert transform[:3, :3] @ [0, 0, -1] == pytest.approx(down)
    assert transform[:3, :3] @ [1, 0, 0] == pytest.approx([np.cos(a), np.sin(a), 0])


def test_a_pendant_hangs_by_its_length(build: Build) -> None:
    def light(**more: Any) -> Any:
        placed = {"id": "a", "luminaire": "pendant", "position_m": [1, 2, 2.7], **more}
        return build(placements=[placed]).luminaires[0]

    assert light().scene_from_photometry[2, 3] == pytest.approx(1.8)
    assert light(hanging_length_m=0.5).scene_from_photometry[2, 3] == pytest.approx(2.2)
    assert light().cct_k == 2700
    assert light(cct_k=2400).cct_k == 2400


def test_weights_are_the_placements_dimming_times_the_scenes(build: Build) -> None:
    placed = [
        {"id": i, "luminaire": sku, "position_m": [x, 2, 2.7], "circuit": circuit, "dimming": 0.5}
        for i, sku, x, circuit in (
            ("a", "pendant", 1, "t"),
            ("b", "downlight", 2, "w"),
            ("c", "surface", 3, "w"),
        )
    ]
    scenes = {
        "dinner": {"circuits": {"t": {"dimming": 0.6, "cct_k": 2400}, "w": {"dimming": 0.2, "cct_k": 2400}}},
        "one": {"circuits": {"w": {}}, "placements": {"b": {"dimming": 0.1}}},
    }
    scene = build(placements=placed, scenes=scenes)
    assert {k: w.dimming for k, w in scene.weights[None].items()} == {"a": 0.5, "b": 0.5, "c": 0.5}
    dinner, one = scene.weights["dinner"], scene.weights["one"]
    assert {k: w.dimming for k, w in dinner.items()} == pytest.approx({"a": 0.3, "b": 0.1, "c": 0.1})
    assert (dinner["a"].cct_k, dinner["b"].cct_k) == (2400, 3000)  # b cannot be tuned, and that is told
    assert [p.severity for p in scene.problems if p.code == "CCT_NOT_ALLOWED"] == ["warning"]
    assert {k: w.dimming for k, w in one.items()} == pytest.approx({"a": 0.0, "b": 0.05, "c": 0.5})


def test_a_bare_file_without_cct_is_white(build: Build) -> None:
    place = {"id": "a", "position_m": [1, 2, 2.5]}
    assert build(placements=[{**place, "luminaire": BARE}]).luminaires[0].cct_k is None
    warm = {**place, "luminaire": {**BARE, "cct_k": 2700}}
    assert build(placements=[warm]).luminaires[0].cct_k == 2700
    assert build(placements=[{**place, "luminaire": BARE, "cct_k": 3000}]).luminaires[0].cct_k == 3000


@pytest.mark.parametrize(
    ("luminaire", "files", "code"),
    [
        ({"photometry": "none.ies"}, {}, "FILE_NOT_FOUND"),
        ("pendent", {}, "UNKNOWN_SKU"),
    ],
)
def test_what_cannot_be_hung_is_told(
    found_in: Callable[..., Any], luminaire: Any, files: dict[str, bytes], code: str
) -> None:
    placed = [{"id": "a", "luminaire": luminaire, "position_m": [1, 2, 2.7]}]
    problem = found_in(placements=placed, files=files)[code]
    assert problem.where.startswith("placements[0].luminaire")
    assert code != "UNKNOWN_SKU" or "pendant" in problem.hint


def test_a_lamp_set_brings_its_flux_and_power(found_in: Callable[..., Any], build: Build) -> None:
    def lamp(key: str, lamp_set: int | None) -> dict[str, Any]:
        chosen = {} if lamp_set is None else {"lamp_set": lamp_set}
        return {"id": key, "luminaire": {"photometry": "two.ldt", **chosen}, "position_m": [1, 2, 2.5]}

    files = {"two.ldt": TWO_LAMP_SETS}
    placed = [lamp("first", 1), lamp("second", 2)]
    one, two = (each.luminaire for each in build(placements=placed, files=files).luminaires)
    assert two.photometry.distribution.maximum_cd() == 2 * one.photometry.distribution.maximum_cd()
    assert (one.power_w, two.power_w) == (10, 25)
    assert "OTHER_LAMP_SETS" not in found_in(placements=placed, files=files)
    assert "OTHER_LAMP_SETS" in found_in(placements=[lamp("a", None)], files=files)
    refused = found_in(placements=[lamp("a", 3)], files=files)["UNKNOWN_LAMP_SET"]
    assert refused.where == "placements[0].luminaire.photometry"


def test_photometry_that_does_not_parse_is_told_at_its_placement(found_in: Callable[..., Any]) -> None:
    placed = [{"id": "a", "luminaire": {"photometry": "bad.ies"}, "position_m": [1, 2, 2.5]}]
    found = found_in(placements=placed, files={"bad.ies": b"IESNA:LM-63-2002\nTILT=NONE\n1 2"})
    assert any(
        p.severity == "error" and p.where == "placements[0].luminaire.photometry" for p in found.values()
    )


def test_problems_of_room_files_and_placements_come_together(found_in: Callable[..., Any]) -> None:
    found = found_in(
        room={"height_m": 0.2},
        placements=[{"id": "a", "luminaire": "nothing", "position_m": [1, 2, 2]}],
    )
    assert {"HEIGHT_OUT_OF_RANGE", "UNKNOWN_SKU"} <= set(found)


def test_rooms_by_upload_and_by_id(found_in: Callable[..., Any], samples_folder: Path) -> None:
    nothing = {"outline_m": None, "height_m": None}
    assert "ROOM_NOT_AT_HAND" in found_in(room={**nothing, "room_id": "r"})
    assert "FILE_NOT_FOUND" in found_in(room={**nothing, "upload": "r.json"})
    assert "FORMAT_NOT_READ_YET" in found_in(room={**nothing, "upload": "r.dwg"}, files={"r.dwg": b"x"})
    capture = (samples_folder / "living-room.json").read_bytes()
    found = found_in(room={**nothing, "upload": "r.json"}, files={"r.json": capture})
    assert not [p for p in found.values() if p.severity == "error"]


def test_keys_beside_an_upload_override_it(build: Build, samples_folder: Path) -> None:
    files = {"r.json": (samples_folder / "living-room.json").read_bytes()}
    room = {
        "outline_m": None,
        "upload": "r.json",
        "height_m": 3.0,
        "furniture": [],
        "surfaces": {"walls": {"reflectance": 0.8}},
    }
    scene = build(room=room, files=files)
    assert not [s for s in scene.surfaces if s.kind == "furniture"]
    assert max(s.vertices_m[:, 2].max() for s in scene.surfaces) == 3.0
    assert next(s for s in scene.surfaces if s.name == "wall:0").reflectance_rgb == (0.8, 0.8, 0.8)
    assert scene.floor_area_m2 == pytest.approx(5.2 * 4.1)


def test_a_model_stands_where_it_is_put(build: Build, shared: Path) -> None:
    data = (shared / "models" / "glb" / "sofa.glb").read_bytes()
    piece = {"name": "sofa", "model": "sofa.glb", "position_m": [2, 2, 0], "size_m": [2.0, 0.9, 0.8]}
    scene = build(room={"furniture": [piece]}, files={"sofa.glb": data})
    sofa = next(s for s in scene.surfaces if s.name == "furniture:0:sofa")
    assert np.ptp(sofa.vertices_m[np.unique(sofa.triangles)], axis=0) == pytest.approx([2.0, 0.9, 0.8])
    # the file's colours are 0.2 for most of it and 0.64 for little; its gloss adds a few per cent
    assert 0.25 < sofa.reflectance_rgb[0] < 0.30
    assert sofa.triangle_reflectance is not None
    assert sofa.triangle_reflectance.min() == pytest.approx(0.065 + 0.956 * 0.2, abs=0.003)
    assert sofa.triangle_reflectance.max() == pytest.approx(0.065 + 0.956 * 0.64, abs=0.003)
    assert not any(p.code == "DEFAULT_TAKEN" and "furniture" in p.where for p in scene.problems)
    stated = build(room={"furniture": [{**piece, "reflectance": 0.3}]}, files={"sofa.glb": data})
    sofa = next(s for s in stated.surfaces if s.name == "furniture:0:sofa")
    assert sofa.reflectance_rgb == pytest.approx((0.3, 0.3, 0.3), abs=1e-5)  # its colours are grey


def test_equal_models_are_decoded_once_and_share_their_looks(build: Build) -> None:
    red = picture(np.tile(np.array([200, 20, 10], np.uint8), (8, 8, 1)))
    data = textured_square({"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}, [red])
    entries = [
        {"model": model, "position_m": [x, 2, 0.5], **more}
        for x, model, more in (
            (1, "a.glb", {}),
            (2, "a.glb", {"rotation_deg": 90, "reflectance": 0.2}),
            (3, "copy of a.glb", {"size_m": [0.5, 0.5, 0.5]}),
        )
    ]
    files = {"a.glb": data, "copy of a.glb": bytes(bytearray(data))}
    scene = build(room={"furniture": entries}, files=files)
    looks = [s.appearance for s in scene.surfaces if s.kind == "furniture"]
    assert len(looks) == 3
    materials = {id(each.materials[0]) for each in looks if each is not None}
    assert len(materials) == 1
    extents = [np.ptp(s.vertices_m, axis=0).max() for s in scene.surfaces if s.kind == "furniture"]
    assert extents == pytest.approx([1.0, 1.0, 0.5])


def test_models_whose_pictures_would_fill_the_memory_are_not_read(
    found_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three different models of 64 texels the third is too much for a room of 100; equal ones are not."""
    monkeypatch.setattr(furniture_models, "MOST_TEXELS", 100)
    looks = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
    files = {
        f"{code}.glb": textured_square(looks, [picture(np.full((8, 8, 3), code, np.uint8))])
        for code in (1, 2, 3)
    }

    def codes(*names: str) -> list[tuple[str, str]]:
        pieces = [{"model": name, "position_m": [1 + k, 2, 0.5]} for k, name in enumerate(names)]
        found = found_in(room={"furniture": pieces}, files=files)
        return [(p.code, p.where) for p in found.values() if p.severity == "error"]

    assert codes("1.glb", "2.glb", "1.glb", "2.glb", "1.glb") == []
    assert codes("1.glb", "2.glb", "3.glb") == [("TOO_MANY_TEXTURES", "room.furniture[2].model")]


def test_a_damaged_model_is_told_at_its_place(found_in: Callable[..., Any]) -> None:
    piece = {"model": "a.glb", "position_m": [2, 2, 0]}
    found = found_in(room={"furniture": [piece]}, files={"a.glb": b"glTF"})
    assert [p.where for p in found.values() if p.severity == "error"] == ["room.furniture[0].model"]


def test_files_outside_the_folder_are_not_found(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_bytes(b"s")
    (tmp_path / "in" / "a.ies").write_bytes(b"a")
    read_file = folder_reader(tmp_path / "in")
    assert read_file("a.ies") == b"a"
    for name in ("../secret", "..\\secret", str(tmp_path / "secret"), "none", ".", "a\0.ies"):
        with pytest.raises(FileNotFoundError):
            read_file(name)
    with pytest.raises(FileNotRead, match="outside the folder"):
        read_file(str(tmp_path / "in" / ".." / "secret"))


def test_why_a_file_is_not_read_is_told(tmp_path: Path) -> None:
    lamp = {"id": "a", "luminaire": {"photometry": "/etc/lamp.ies"}, "position_m": [1, 2, 2.5]}
    room = {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7}
    configuration = read_configuration({"lampyris": 1, "room": room, "placements": [lamp]})
    catalogue: Any = None
    with pytest.raises(UnsoundInput) as caught:
        build_scene(configuration, catalogue=catalogue, read_file=folder_reader(tmp_path))
    assert "outside the folder" in str(caught.value)


def test_rooms_without_room_are_refused(build: Build) -> None:
    with pytest.raises(UnsoundInput):
        build(room={"outline_m": None, "height_m": None})
