"""Rooms with light painted on: clean files, and colours that are those of the light's own numbers."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, probes, scene, square
from PIL import Image
from read_glb import document_of, validated, view_of

from assets.body import Body, BodyMaterial
from assets.colour import LUMINANCE_WEIGHTS
from assets.material import AlphaMode, Appearance, Material, Texture
from assets.mesh import Mesh, read_mesh
from render.display import displayed
from render.exposure import adaptation_white, exposure_ev
from render.gltf.baked import baked_glb
from render.gltf.joined import joined
from render.gltf.texels import Layout, shown_texels
from render.light_field import LightField
from render.options import options_for
from render.simulate import simulate
from scenes.scene import LitSurface, PlacedLuminaire, Scene

ROOM = (4.0, 3.0, 2.5)
REFLECTANCE = (0.6, 0.5, 0.4)


def with_body(placed: PlacedLuminaire) -> PlacedLuminaire:
    """The luminaire with a box around it whose bottom glows."""
    box = block("body", (-0.1, -0.1, -0.05), (0.1, 0.1, 0.05), 0.5)
    glows = box.vertices_m[box.triangles][:, :, 2].max(axis=1) < 0
    materials = (BodyMaterial("lacquer", (0.5, 0.2, 0.1)), BodyMaterial("lens", (0.8, 0.8, 0.8), glows=True))
    body = Body(box.vertices_m, box.triangles, glows.astype(np.int64), materials)
    vertices = body.vertices_m + placed.scene_from_photometry[:3, 3]
    return replace(placed, luminaire=replace(placed.luminaire, body=body), body_vertices_m=vertices)


def furnished() -> tuple[Scene, np.ndarray]:
    """A box room with a block, a warm and a bright luminaire; and points on its floor."""
    room = box_room(*ROOM, floor=REFLECTANCE, walls=REFLECTANCE, ceiling=REFLECTANCE)
    thing = block("furniture:0:thing", (2.6, 1.8, 0), (3.2, 2.4, 0.8), 0.3)
    lamps = (
        with_body(hang(lambertian(300), (1.0, 1.0, 2.3), opening=square(0.2), id="warm")),
        hang(isotropic(800), (3.0, 1.0, 1.5), id="bright"),
    )
    points = np.array([[x, y, 0.0] for x in np.linspace(0.3, 2.3, 5) for y in (0.4, 1.3, 2.2)])
    made = scene((*room, thing), lamps, (probes(points),), scenes={"low": {"warm": 1.0, "bright": 0.2}})
    return made, points


@cache
def lit() -> tuple[LightField, np.ndarray]:
    """The room's light."""
    made, points = furnished()
    return simulate(made, options_for("draft")), points


@cache
def baked(scene_name: str | None = None) -> bytes:
    """Its file."""
    return baked_glb(lit()[0], scene_name)


def picture_of(data: bytes) -> np.ndarray:
    """The painted texture, (row, column, channel) from 0 to 1."""
    (image,) = document_of(data)["images"]
    return np.asarray(Image.open(io.BytesIO(view_of(data, image["bufferView"]))), float) / 255


def seen_at(mesh: Mesh, picture: np.ndarray, point: np.ndarray, upwards: np.ndarray) -> np.ndarray:
    """What a viewer shows at a point of a surface that looks along `upwards`."""
    assert mesh.appearance is not None
    corners = mesh.vertices_m[mesh.triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal = cross / np.linalg.norm(cross, axis=1, keepdims=True)
    height = np.abs(np.einsum("tk,tk->t", normal, point - corners[:, 0]))
    for t in np.flatnonzero((normal @ upwards > 0.99) & (height < 1e-4)):
        edges = corners[t, 1:] - corners[t, 0]
        (second, third), *_ = np.linalg.lstsq(edges.T, point - corners[t, 0], rcond=None)
        share = np.array([1 - second - third, second, third])
        if (share >= -1e-6).all():
            u, v = share @ mesh.appearance.uv[t]
            return between_texels(picture, u, v)
    raise AssertionError(f"nothing at {point}")


def between_texels(picture: np.ndarray, u: float, v: float) -> np.ndarray:
    """A bilinear look-up, as viewers do it: in linear light."""
    rows, columns = picture.shape[:2]
    linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    x, y = u * columns - 0.5, v * rows - 0.5
    i, j = int(np.floor(x)), int(np.floor(y))
    total = np.zeros(picture.shape[2])
    for a in (0, 1):
        for b in (0, 1):
            weight = (1 - abs(x - i - a)) * (1 - abs(y - j - b))
            if weight > 1e-9:
                total += weight * linear[j + b, i + a]
    return np.where(total <= 0.0031308, 12.92 * total, 1.055 * np.maximum(total, 1e-9) ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("scene_name", [None, "low"])
def test_the_floor_is_as_bright_as_its_illuminance(scene_name: str | None) -> None:
    field, points = lit()
    (plane,) = field.planes
    weights = np.array([1.0, 1.0 if scene_name is None else 0.2])
    light = (plane.direct_lx[..., None] + plane.indirect_lx).mean(axis=0)  # (point, column, channel)
    lux = np.einsum("pck,c->pk", np.broadcast_to(light, (*light.shape[:2], 3)), weights)
    luminance = lux * REFLECTANCE / np.pi
    expected = displayed(luminance, exposure_ev(field), adaptation_white(field))
    data = baked(scene_name)
    mesh, picture = read_mesh(data, "x.glb"), picture_of(data)
    shown = [seen_at(mesh, picture, point, np.array([0, 0, 1.0])) for point in points]
    # codes of a displayed colour: 0.02 is five of 255
    np.testing.assert_allclose(shown, expected, atol=0.02)


def test_edges_show_no_seams() -> None:
    data = baked()
    mesh, picture = read_mesh(data, "x.glb"), picture_of(data)
    # the top of the block and its sides, the ceiling and walls: no texel of another chart shines through,
    # so what is seen right at an edge is what is seen a centimetre from it
    edges = [
        (np.array([1.0, 0.0, 1.0]), np.array([0, 1.0, 0]), np.array([0, 0, 1.0])),
        (np.array([0.0, 1.7, 1.0]), np.array([1.0, 0, 0]), np.array([0, 1.0, 0])),
        (np.array([2.6, 2.1, 0.4]), np.array([-1.0, 0, 0]), np.array([0, 0, 1.0])),
        (np.array([2.9, 2.4, 0.8]), np.array([0, 0, 1.0]), np.array([0, -1.0, 0])),
    ]
    for point, upwards, inwards in edges:
        at = seen_at(mesh, picture, point, upwards)
        near = seen_at(mesh, picture, point + 0.01 * inwards, upwards)
        np.testing.assert_allclose(at, near, atol=0.02)


def test_what_glows_is_brighter_than_what_does_not() -> None:
    data = baked()
    mesh = read_mesh(data, "x.glb")
    node = mesh.nodes.index("warm")
    own = mesh.node_of_vertex[mesh.triangles[:, 0]] == node
    corners = mesh.vertices_m[mesh.triangles[own]]
    below = corners[:, :, 2].max(axis=1) < 2.26
    luminance = mesh.triangle_rgb[own] @ LUMINANCE_WEIGHTS
    assert own.sum() == 12
    assert luminance[below].min() > 0.9
    assert luminance[~below].max() < 0.7


def textured_room() -> Scene:
    """A room whose floor is striped, with sheets that have holes, are seen through and are of glass."""
    room = box_room(*ROOM, floor=0.5, walls=0.7, ceiling=0.8)
    stripes = np.zeros((32, 32, 4), np.uint8)
    stripes[..., 3] = 255
    stripes[:, 2::4, :3] = stripes[:, 3::4, :3] = 255
    holes = stripes.copy()
    holes[::2, :, 3] = 0
    materials = (
        Material("stripes", base_colour=Texture(stripes)),
        Material("holes", base_colour=Texture(holes), alpha_mode=AlphaMode.MASK),
        Material("veil", base_colour=Texture(stripes), alpha_mode=AlphaMode.BLEND, opacity=0.5),
        Material("glass", roughness=0.0, transmission=0.9),
    )
    floor = room[0]
    uv = floor.vertices_m[floor.triangles][:, :, :2].astype(np.float32)
    looks = [replace(floor, appearance=_looks(materials, 0, uv))]
    for index in (1, 2, 3):
        y = 0.6 * index
        corners = np.array([[0.5, y, 0.5], [1.5, y, 0.5], [1.5, y, 1.5], [0.5, y, 1.5]])
        triangles = np.array([[0, 1, 2], [0, 2, 3]])
        sheet = LitSurface(f"furniture:{index}:sheet", room[0].kind, corners, triangles, (0.4, 0.4, 0.4))
        sheet = replace(sheet, kind=block("furniture:x:y", (0, 0, 0), (1, 1, 1), 0.5).kind)
        flat = corners[triangles][:, :, [0, 2]].astype(np.float32)
        looks.append(replace(sheet, appearance=_looks(materials, index, flat)))
    lamp = hang(lambertian(400), (2.0, 1.5, 2.4), opening=square(0.3))
    return scene((*looks, *room[1:]), (lamp,))


def _looks(materials: tuple[Material, ...], index: int, uv: np.ndarray) -> Appearance:
    count = len(uv)
    return Appearance(
        materials,
        np.full(count, index),
        uv,
        np.zeros((count, 3, 3), np.float32),
        np.ones((count, 3), np.float32),
    )


def test_files_are_clean_and_transparency_stays(tmp_path: Path) -> None:
    painted = baked_glb(simulate(textured_room(), options_for("draft")))
    for name, issues in validated(tmp_path, {"room": baked(), "textured": painted}).items():
        found = [each for each in issues["messages"] if each["severity"] <= 1]
        assert (issues["numErrors"], issues["numWarnings"], found) == (0, 0, []), name
    document = document_of(painted)
    assert document["extensionsUsed"] == ["KHR_materials_unlit"]
    modes = {
        node["name"]: document["materials"][
            document["meshes"][node["mesh"]]["primitives"][0]["material"]
        ].get("alphaMode", "OPAQUE")
        for node in document["nodes"]
        if "mesh" in node
    }
    assert modes["floor"] == "OPAQUE"
    assert [modes[f"furniture:{i}:sheet"] for i in (1, 2, 3)] == ["MASK", "BLEND", "BLEND"]


def test_stripes_stay_stripes() -> None:
    """A floor of stripes 63 mm wide, as wide as the light's texels."""
    data = baked_glb(simulate(textured_room(), options_for("draft")))
    mesh, picture = read_mesh(data, "x.glb"), picture_of(data)
    upwards = np.array([0, 0, 1.0])
    dark, bright = (
        seen_at(mesh, picture, np.array([2.0 + (k + 1) / 32, 1.0, 0.0]), upwards)[0] for k in (4, 6)
    )
    assert bright > 0.5
    assert dark < 0.1


def test_texels_show_their_nearest_face() -> None:
    rng = np.random.default_rng(4)
    corners = rng.uniform(1, 14, (6, 3, 2))
    whole = Layout(
        16,
        16,
        np.array([[0, 0]]),
        np.array([[16, 16]]),
        np.array([0]),
        np.zeros(6, np.int64),
        corners,
        np.zeros(1, bool),
    )
    texels = shown_texels(whole)
    row, column = np.divmod(texels.pixel, 16)
    place = np.column_stack([column, row])
    shown = np.einsum("tc,tck->tk", texels.share, corners[texels.face])
    away = np.linalg.norm(shown - place, axis=1)
    # against many points of every face
    shares = rng.dirichlet((1, 1, 1), 4000)
    along = np.linspace(0, 1, 500)
    edge = np.column_stack([along, 1 - along, 0 * along])
    shares = np.concatenate([shares, *(np.roll(edge, k, axis=1) for k in range(3))])
    cloud = np.einsum("sc,fck->fsk", shares, corners).reshape(-1, 2)
    nearest = np.array([np.linalg.norm(cloud - p, axis=1).min() for p in place])
    assert (away <= nearest + 1e-9).all()
    assert (nearest - away < 0.2).all()
    others = np.setdiff1d(np.arange(256), texels.pixel)
    far = [np.linalg.norm(cloud - np.array([k % 16, k // 16]), axis=1).min() for k in others]
    assert min(far) > 1.45


def test_edges_end_where_their_neighbours_do() -> None:
    """A wall of one square beside one of two: the first gets a corner in the middle of its edge."""
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 1]], float)
    low = np.array([[1, 0, 0], [1, 1, 0], [1, 1, 0.4], [1, 0, 0.4]])
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    corners = np.concatenate([square[triangles], low[triangles]])
    uv = corners[:, :, [0, 2]] + corners[:, :, [1, 1]]
    found, found_uv, owner = joined(corners, uv)
    assert len(found) == 5
    assert owner.tolist() == [0, 0, 1, 2, 3]
    np.testing.assert_allclose(found_uv, found[:, :, [0, 2]] + found[:, :, [1, 1]])
    ends = {tuple(point) for point in np.round(found[owner <= 1].reshape(-1, 3), 9).tolist()}
    assert (1.0, 0.0, 0.4) in ends
    area = np.linalg.norm(np.cross(found[:, 1] - found[:, 0], found[:, 2] - found[:, 0]), axis=1) / 2
    assert area.min() > 0.1
    assert area.sum() == pytest.approx(1.4)


def test_a_room_without_light_is_a_black_room(tmp_path: Path) -> None:
    room = box_room(*ROOM, floor=0.5, walls=0.5, ceiling=0.5)
    bare = scene(room)
    off = scene(room, (hang(isotropic(500), (2.0, 1.5, 2.0)),), scenes={"off": {}})
    files = {
        "bare": baked_glb(simulate(bare, options_for("draft"))),
        "off": baked_glb(simulate(off, options_for("draft")), "off"),
    }
    for name, issues in validated(tmp_path, files).items():
        assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), name
        assert picture_of(files[name])[..., :3].max() == 0.0, name
