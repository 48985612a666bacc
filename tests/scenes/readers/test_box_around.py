"""The box that a plan draws for furniture that is a mesh."""

import numpy as np
import pytest
import shapely
from shapely import affinity

from scenes.readers.box_around import boxed
from scenes.readers.room_document import one_room_document
from scenes.room import Furniture, Room

CORNERS = np.array([[x, y, z] for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)])
SIZE_M = np.array([1.8, 0.6, 0.9])


def turned(points_m: np.ndarray, angle_deg: float) -> np.ndarray:
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    x, y, z = points_m.T
    return np.stack([cosine * x - sine * y, sine * x + cosine * y, z], axis=1)


@pytest.mark.parametrize("aslant_deg", [0.0, 25.0, -40.0])
@pytest.mark.parametrize("rotation_deg", [0.0, 90.0, 30.0])
def test_the_drawn_box_stands_where_the_mesh_does(aslant_deg: float, rotation_deg: float) -> None:
    own = turned(CORNERS * SIZE_M + [0.7, -2.0, 0.1], aslant_deg)  # far from the middle of its own frame
    piece = Furniture("bench", (3.0, 4.0, 0.2), rotation_deg, vertices_m=own)
    room = Room(name="Hall", outline_m=((0, 0), (9, 0), (9, 9), (0, 9)), height_m=2.5, furniture=(piece,))
    (drawn,) = one_room_document(room)["furniture"]
    width, depth, height = drawn["box_m"]
    box = shapely.box(-width / 2, -depth / 2, width / 2, depth / 2)
    x, y, z = drawn["position_m"]
    shown = affinity.translate(affinity.rotate(box, drawn["rotation_deg"], origin=(0, 0)), x, y)
    there = shapely.MultiPoint(turned(own, rotation_deg)[:, :2] + [3.0, 4.0]).convex_hull
    assert shown.symmetric_difference(there).area < 1e-3
    assert [z, height] == pytest.approx([0.3, 0.9])
    assert [width, depth] == pytest.approx([1.8, 0.6], abs=1e-3)


def test_a_stated_size_stays_and_a_model_that_is_not_at_hand_has_none() -> None:
    stated = Furniture("sofa", (1.0, 1.0, 0.0), size_m=(2.0, 0.9, 0.8), vertices_m=CORNERS)
    assert boxed(stated) is stated
    unread = Furniture("sofa", (1.0, 1.0, 0.0), model="sofa.glb")
    assert boxed(unread).size_m is None


def test_a_round_table_keeps_its_turn() -> None:
    angles = np.radians(np.arange(0, 360, 7))
    disc = np.stack([0.4 * np.cos(angles), 0.4 * np.sin(angles), np.full(len(angles), 0.7)], axis=1)
    found = boxed(Furniture("table", (1.0, 2.0, 0.0), 15.0, vertices_m=disc))
    assert found.rotation_deg == 15.0
    assert found.size_m == pytest.approx((0.8, 0.8, 0.001), abs=0.01)
