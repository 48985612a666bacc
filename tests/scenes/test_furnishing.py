"""Rooms furnished by rules: nothing overlaps, doors open, one can walk to everything, and it makes sense."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import ndimage

from scenes.ceiling import ceiling_height_m
from scenes.checks import check_room
from scenes.clearances import check_clearances
from scenes.furnishing.ground import ground_of
from scenes.furnishing.group import Group, Member
from scenes.furnishing.proposal import furnishable_uses, furnished_room, use_to_furnish
from scenes.furnishing.stand import poses_of
from scenes.pieces.furnish import furnished
from scenes.pieces.kinds import KINDS
from scenes.pieces.piece import fits
from scenes.room import Furniture, Opening, Origin, Room, Slope

CELL_M = 0.05
WALKWAY_M = 0.6
REACH_M = 0.75
SEATS = ("chair", "office chair")
UNDER = ("dining table", "desk")
FLAT_ON_WALLS = ("curtain", "mirror", "picture", "pictures")
UNREACHED = (
    "television",
    "coffee table",
    "rug",
    "cushions",
    "curtain",
    "picture",
    "pictures",
    "mirror",
    "plant",
    "chair",
    "office chair",
    "armchair",
    "bedside table",
    "mannequin",
    "dining table",
)
COUNT = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def door(wall: int, offset: float, width: float = 0.9) -> Opening:
    return Opening("door", wall, offset, width, 0.0, 2.0)


def window(wall: int, offset: float, width: float, sill: float = 0.9) -> Opening:
    return Opening("window", wall, offset, width, sill, 2.2 - sill)


def box(width: float, depth: float, *openings: Opening, **more) -> Room:
    return Room(((0, 0), (width, 0), (width, depth), (0, depth)), 2.6, openings=openings, **more)


def turned(room: Room, angle_deg: float) -> Room:
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return replace(
        room, outline_m=tuple((c * x - s * y + 3.0, s * x + c * y - 7.0) for x, y in room.outline_m)
    )


def some_room(seed: int) -> Room:
    """A rectangle or an L of any size that a home has, turned, with doors and windows anywhere."""
    rng = np.random.default_rng(seed)
    w, d = rng.uniform(1.2, 8.0, 2)
    outline = [(0.0, 0.0), (w, 0.0), (w, d), (0.0, d)]
    if rng.random() < 0.4 and min(w, d) > 3.0:
        x, y = rng.uniform(0.4, 0.7, 2) * (w, d)
        outline = [(0.0, 0.0), (w, 0.0), (w, y), (x, y), (x, d), (0.0, d)]
    openings = []
    for wall, (a, b) in enumerate(zip(outline, [*outline[1:], outline[0]], strict=True)):
        kind = rng.choice(["door", "window", "window", "none", "none"]) if wall else "door"
        wide = rng.uniform(0.7, 1.0) if kind == "door" else rng.uniform(0.6, 2.4)
        if kind == "none" or math.dist(a, b) < wide + 0.1:
            continue
        offset = rng.uniform(0.02, 1.0) * (math.dist(a, b) - wide - 0.02)
        sill = float(rng.choice([0.05, 0.5, 0.9, 1.3]))
        openings.append(door(wall, offset, wide) if kind == "door" else window(wall, offset, wide, sill))
    room = Room(tuple(outline), rng.uniform(2.3, 3.2), name="Room", openings=tuple(openings))
    return turned(room, float(rng.choice([0.0, 90.0, 17.3, 200.0])))


def shape_of(piece: Furniture) -> shapely.Polygon:
    """A piece's box from above, its front edge first."""
    w, d, _ = piece.size_m
    a = math.radians(piece.rotation_deg)
    corners = [(-w / 2, -d / 2), (w / 2, -d / 2), (w / 2, d / 2), (-w / 2, d / 2)]
    return shapely.Polygon(
        [
            (
                piece.position_m[0] + math.cos(a) * x - math.sin(a) * y,
                piece.position_m[1] + math.sin(a) * x + math.cos(a) * y,
            )
            for x, y in corners
        ]
    )


def may_overlap(a: Furniture, b: Furniture) -> bool:
    """Rugs lie below, cushions on sofas, chairs are drawn up to tables, heights may differ."""
    kinds = {a.piece, b.piece}
    if "rug" in kinds or kinds == {"sofa", "cushions"}:
        return True
    if kinds & set(SEATS) and kinds & set(UNDER):
        return True
    low = max(a.position_m[2], b.position_m[2])
    return low >= min(a.position_m[2] + a.size_m[2], b.position_m[2] + b.size_m[2]) - 1e-6


def check_sound(room: Room, before: Room) -> None:
    """Everything that must hold of proposed furniture, each by other means than those that placed it."""
    made = furnished(room)
    first = len(before.furniture)
    own = room.furniture[first:]
    assert check_clearances(made) == []
    known = {(p.code, p.message) for p in check_room(furnished(before))}
    assert [
        p.message for p in check_room(made) if p.severity != "info" and (p.code, p.message) not in known
    ] == []
    floor = shapely.Polygon(room.outline_m, room.holes_m).buffer(0.003, join_style="mitre")
    shapes = [shape_of(piece) for piece in room.furniture]
    for index, (piece, shape) in enumerate(zip(room.furniture, shapes, strict=True)):
        if index < first:
            continue
        assert room.origins[f"furniture[{index}]"] is Origin.DEFAULT
        assert fits(KINDS[piece.piece], piece.size_m), piece
        assert floor.contains(shape), piece.piece
        top = piece.position_m[2] + piece.size_m[2]
        assert ceiling_height_m(room, np.array(shape.exterior.coords)).min() >= top, piece.piece
        for other, its in zip(room.furniture[:index], shapes, strict=False):
            if not may_overlap(piece, other):
                assert shape.intersection(its).area < 2e-3, (piece.piece, other.piece)
    for opening in room.openings:
        if opening.kind == "door":
            leaf_swings(room, opening, own)
        elif opening.kind == "window":
            window_is_clear(room, opening, own)


def along(room: Room, opening: Opening):
    start, end = (np.array(p) for p in room.wall_ends_m(opening.wall))
    ahead = (end - start) / np.linalg.norm(end - start)
    return start + ahead * opening.offset_m, ahead, np.array([-ahead[1], ahead[0]])


def leaf_swings(room: Room, opening: Opening, own) -> None:
    """A leaf hinged at either side opens by a right angle."""
    a, ahead, inwards = along(room, opening)
    steps = np.radians(np.linspace(0, 90, 12))[:, None]
    w = opening.width_m
    for hinge, sense in ((a, 1.0), (a + ahead * w, -1.0)):
        arc = hinge + w * (np.cos(steps) * ahead * sense + np.sin(steps) * inwards)
        sector = shapely.Polygon([hinge, *arc]).buffer(-0.01)
        for piece in own:
            if piece.piece != "rug" and piece.position_m[2] < 2.0:
                assert not shape_of(piece).intersects(sector), piece.piece


def window_is_clear(room: Room, opening: Opening, own) -> None:
    """Nothing rises more than a hand above the sill just before the glass, but what is flat on a wall."""
    a, ahead, inwards = along(room, opening)
    b = a + ahead * opening.width_m
    before = shapely.Polygon([a, b, b + 0.3 * inwards, a + 0.3 * inwards]).buffer(-0.01)
    for piece in own:
        high = piece.position_m[2] + piece.size_m[2] > opening.sill_m + 0.11
        if high and piece.piece not in FLAT_ON_WALLS:
            assert not shape_of(piece).intersects(before), piece.piece


def check_walkable(room: Room, before: Room) -> None:
    """A way of 0.6 m leads from each door to every other and to each front: cell by cell."""
    free, corner = walkable_cells(room)
    empty, _ = walkable_cells(before)
    doors = [cells_before(room, o, corner, free.shape) for o in room.openings if o.kind == "door"]
    parts, _ = ndimage.label(free, structure=np.ones((3, 3)))
    was, _ = ndimage.label(empty, structure=np.ones((3, 3)))
    for k, mine in enumerate(doors):
        for other in doors[:k]:
            if set(was[mine]) & set(was[other]) - {0}:
                assert set(parts[mine]) & set(parts[other]) - {0}, "two doors are cut off from each other"
    seen = set.intersection(*(set(parts[mine]) - {0} for mine in doors)) if doors else set()
    if not seen:
        return
    ys, xs = np.nonzero(np.isin(parts, list(seen)))
    places = np.column_stack([xs, ys]) * CELL_M + corner
    for piece in room.furniture[len(before.furniture) :]:
        if piece.piece in UNREACHED or piece.position_m[2] > 0.2:
            continue
        front = shapely.LineString(list(shape_of(piece).exterior.coords)[:2])
        nearest = shapely.distance(front, shapely.points(places)).min()
        assert nearest <= REACH_M + 2 * CELL_M, piece.piece


def walkable_cells(room: Room):
    """Cells in which the middle of a walking person may be, by distance to the nearest blocked cell."""
    floor = shapely.Polygon(room.outline_m, room.holes_m)
    x0, y0, x1, y1 = floor.bounds
    corner = np.array([x0 - 0.2, y0 - 0.2])
    xs, ys = np.arange(corner[0], x1 + 0.2, CELL_M), np.arange(corner[1], y1 + 0.2, CELL_M)
    gx, gy = np.meshgrid(xs, ys)
    open_floor = shapely.contains_xy(floor, gx, gy)
    for piece in room.furniture:
        if piece.piece not in ("rug",) and piece.position_m[2] < 1.9:
            if piece.piece in FLAT_ON_WALLS:
                continue
            open_floor &= ~shapely.contains_xy(shape_of(piece), gx, gy)
    return ndimage.distance_transform_edt(open_floor) * CELL_M >= WALKWAY_M / 2 - CELL_M, corner


def cells_before(room: Room, opening: Opening, corner, size):
    a, ahead, inwards = along(room, opening)
    b = a + ahead * opening.width_m
    strip = shapely.Polygon([a, b, b + 0.75 * inwards, a + 0.75 * inwards])
    ys, xs = np.indices(size)
    return shapely.contains_xy(strip, xs * CELL_M + corner[0], ys * CELL_M + corner[1])


@pytest.mark.parametrize("use", furnishable_uses())
@COUNT
@given(seed=st.integers(0, 10**6))
def test_whatever_the_room_nothing_is_in_the_way(use, seed):
    room = some_room(seed)
    found, count = furnished_room(room, use)
    assert count == len(found.furniture)
    check_sound(found, room)
    check_walkable(found, room)


@COUNT
@given(
    st.floats(0.6, 1.6), st.floats(25.0, 50.0), st.sampled_from(["bedroom", "living", "study", "bathroom"])
)
def test_under_slopes_nothing_pokes_through_the_ceiling(knee, pitch, use):
    slopes = (Slope(1, knee, pitch), Slope(3, knee, pitch))
    room = box(5.0, 4.2, Opening("door", 0, 2.0, 0.9, 0.0, 1.9), window(2, 1.9, 1.2), slopes=slopes)
    found, _ = furnished_room(room, use)
    check_sound(found, room)


EXPECTED = [
    ("living", box(5.2, 4.2, door(3, 0.3), window(1, 1.2, 2.0)),
     {"sofa", "television", "coffee table", "bookshelf"}),
    ("living", box(3.2, 3.6, door(0, 0.2), window(2, 0.8, 1.6)), {"sofa"}),
    ("bedroom", box(4.2, 3.6, door(0, 0.3), window(1, 1.0, 1.6)),
     {"bed", "bedside table", "wardrobe", "curtain"}),
    ("bedroom", box(2.6, 3.0, door(0, 0.2), window(2, 0.8, 1.0)), {"bed", "wardrobe"}),
    ("children", box(3.0, 3.6, door(0, 0.2), window(2, 0.8, 1.4)), {"bed", "desk", "wardrobe"}),
    ("bathroom", box(2.4, 3.0, door(0, 0.2), window(2, 0.8, 0.8, 1.3)), {"wc", "vanity", "bath"}),
    ("bathroom", box(1.5, 2.2, door(0, 0.2, 0.75)), {"wc", "vanity"}),
    ("bathroom", box(0.95, 1.7, door(0, 0.1, 0.7)), {"wc"}),
    ("kitchen", box(3.4, 3.8, door(0, 0.2), window(2, 1.0, 1.4, 1.1)),
     {"kitchen run", "fridge", "dining table"}),
    ("dining", box(4.0, 3.6, door(0, 0.3), window(2, 1.0, 2.0)), {"dining table", "chair", "sideboard"}),
    ("study", box(3.0, 3.4, door(0, 0.3), window(2, 0.8, 1.4)), {"desk", "office chair", "bookshelf"}),
    ("office", box(7.0, 6.0, door(0, 0.5), window(2, 0.5, 2.5)), {"desk", "office chair", "sideboard"}),
    ("meeting", box(5.0, 3.8, door(0, 0.3), window(2, 1.0, 3.0)), {"dining table", "chair", "television"}),
    ("reception", box(5.0, 4.5, door(0, 2.0), window(1, 1.0, 2.0)), {"shop counter", "armchair"}),
    ("archive", box(4.0, 5.0, door(0, 0.3)), {"bookshelf", "desk"}),
    ("corridor", box(1.6, 4.5, door(0, 0.3), door(1, 1.0)), {"sideboard"}),
    ("shop", box(7.0, 9.0, door(0, 3.0), window(0, 0.3, 2.4, 0.4)),
     {"shop counter", "shop shelf", "clothes rail"}),
]  # fmt: skip


@pytest.mark.parametrize(("use", "room", "kinds"), EXPECTED)
def test_what_belongs_into_a_room_of_usual_size_is_there(use, room, kinds):
    found, _ = furnished_room(room, use)
    assert kinds <= {piece.piece for piece in found.furniture}


def test_every_use_is_tried_in_a_room_of_usual_size():
    assert {use for use, _, _ in EXPECTED} == set(furnishable_uses())


def facing(piece: Furniture) -> np.ndarray:
    a = math.radians(piece.rotation_deg)
    return np.array([math.sin(a), -math.cos(a)])


@pytest.mark.parametrize("angle_deg", [0.0, 31.0, 90.0])
def test_the_sofa_faces_the_television_and_the_bed_has_its_head_at_a_wall(angle_deg):
    living = turned(EXPECTED[0][1], angle_deg)
    found = {piece.piece: piece for piece in furnished_room(living, "living")[0].furniture}
    towards = np.subtract(found["television"].position_m, found["sofa"].position_m)[:2]
    assert facing(found["sofa"]) @ towards / np.linalg.norm(towards) > math.cos(math.radians(10))
    assert 1.8 < np.linalg.norm(towards) < 4.6
    assert facing(found["television"]) @ facing(found["sofa"]) == pytest.approx(-1.0)

    bedroom = turned(EXPECTED[2][1], angle_deg)
    bed = next(p for p in furnished_room(bedroom, "bedroom")[0].furniture if p.piece == "bed")
    head = np.array(bed.position_m[:2]) - facing(bed) * bed.size_m[1] / 2
    assert shapely.Polygon(bedroom.outline_m).exterior.distance(shapely.Point(head)) < 0.05


def test_the_desk_is_by_the_window_and_the_office_chair_at_it():
    found = furnished_room(EXPECTED[10][1], "study")[0].furniture
    desk, chair = (next(p for p in found if p.piece == kind) for kind in ("desk", "office chair"))
    glass = shapely.LineString([(0.8, 3.4), (2.2, 3.4)])
    assert shape_of(desk).distance(glass) < 1.0
    assert math.dist(desk.position_m[:2], chair.position_m[:2]) < 0.7
    assert facing(chair) @ facing(desk) == pytest.approx(-1.0)


def test_the_same_room_is_furnished_the_same_way_again_():
    room = EXPECTED[0][1]
    first, again = (furnished_room(room, "living")[0].furniture for _ in range(2))
    assert [(p.piece, p.position_m, p.rotation_deg, p.size_m) for p in first] == [
        (p.piece, p.position_m, p.rotation_deg, p.size_m) for p in again
    ]


def test_a_room_keeps_what_it_has_and_gets_no_second_of_it():
    bed = Furniture("bed", (1.0, 2.55, 0.0), 0.0, (1.6, 2.0, 0.9), piece="bed")
    room = furnished(replace(EXPECTED[2][1], furniture=(bed,)))
    found, count = furnished_room(room, "bedroom")
    assert found.furniture[0] is room.furniture[0]
    assert [p.piece for p in found.furniture].count("bed") == 1
    assert "wardrobe" in {p.piece for p in found.furniture[1:]}
    assert count == len(found.furniture) - 1
    check_sound(found, room)


@pytest.mark.parametrize("use", ["living", "bedroom", "study"])
def test_a_round_room_is_furnished_along_lines_across_its_wall(use):
    corners = [(2.6 * math.cos(a), 2.6 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 41)[:-1]]
    room = Room(tuple(corners), 2.7, openings=(Opening("passage", 0, 0.0, 0.4, 0.0, 2.0),))
    found, _ = furnished_room(room, use)
    assert {"living": "sofa", "bedroom": "bed", "study": "desk"}[use] in {p.piece for p in found.furniture}
    assert not {"picture", "pictures", "mirror", "television"} & {
        p.piece for p in found.furniture
    }  # no straight wall to hang them on
    check_sound(found, room)
    check_walkable(found, room)


def test_columns_partitions_and_boxes_that_stand_there_are_left_alone():
    column = ((2.2, 1.8), (2.2, 2.2), (2.6, 2.2), (2.6, 1.8))
    wall = Furniture("wall", (4.0, 3.5, 0.0), 0.0, (0.12, 1.8, 2.6))
    crate = Furniture("crate", (5.4, 0.7, 0.0), 20.0, (0.8, 0.6, 0.9))
    room = box(
        6.5, 4.4, door(0, 0.3), window(1, 1.4, 1.6), holes_m=(column,), partitions=(wall,), furniture=(crate,)
    )
    for use in ("living", "bedroom", "office", "dining"):
        found, count = furnished_room(room, use)
        assert count > 4
        assert found.furniture[0] is crate
        check_sound(found, room)
        for piece in found.furniture[1:]:
            assert not shape_of(piece).intersects(shape_of(wall).buffer(-0.01)), piece.piece
            assert piece.piece == "rug" or shape_of(piece).intersection(shape_of(crate)).area < 1e-4


def test_places_along_walls_do_not_grow_with_the_room():
    sofa = Group("sofa", (Member("sofa", (2.0, 0.9, 0.8)),))
    usual, long = (len(poses_of(sofa, ground_of(box(width, 4.0)))) for width in (6.0, 400.0))
    assert 100 < usual < 200  # every 0.1 m of 20 m less 2 m at each wall
    assert 900 < long <= 1010


def test_a_model_that_is_not_at_hand_is_in_the_way_with_its_stated_size():
    model = Furniture("block", (2.0, 1.5, 0.0), 0.0, (4.0, 3.0, 1.0), model="block.glb")
    proposed, count = furnished_room(box(6.0, 5.0, door(1, 3.5), furniture=(model,)), "living")
    assert count > 0
    for piece in proposed.furniture[1:]:
        x, y, z = piece.position_m
        assert not (x < 4.0 and y < 3.0 and z < 1.0), piece.name


def test_the_use_is_what_a_person_says_or_the_rooms_own_or_what_its_name_means():
    assert use_to_furnish(Room((), 2.5, name="Bad", use="living")) == "living"
    assert use_to_furnish(Room((), 2.5, name="Bad")) == "bathroom"
    assert use_to_furnish(Room((), 2.5, name="Bad"), "书房") == "study"
    assert use_to_furnish(Room((), 2.5, name="Kinderzimmer", use="bedroom")) == "children"
    assert use_to_furnish(Room((), 2.5, name="A1.07")) is None


WELL = Opening("stairwell", position_m=(4.5, 0.8), size_m=(2.4, 0.9))


@pytest.mark.parametrize("at", [(4.5, 0.8), (3.0, 2.4), (1.3, 4.5)])
@pytest.mark.parametrize("use", ["living", "bedroom", "study", "dining", "corridor"])
def test_what_is_proposed_keeps_clear_of_a_stairwell_and_lets_one_walk_to_it(use, at):
    """The hole as a shaft that no way crosses, by the tests' own shapes and cells; 0.7 m around it."""
    well = replace(WELL, position_m=at)
    room = box(6.0, 5.0, door(3, 0.3), window(1, 1.6, 2.0), well)
    found, count = furnished_room(room, use)
    assert count > 0
    (x, y), (w, d) = well.position_m, well.size_m
    hole = shapely.box(x - w / 2, y - d / 2, x + w / 2, y + d / 2)
    for piece in found.furniture:
        gap = 0.0 if piece.piece in FLAT_ON_WALLS else 0.69
        assert shape_of(piece).distance(hole) > gap, piece.piece
    assert "FURNITURE_OVER_STAIRWELL" not in {problem.code for problem in check_room(furnished(found))}
    ring = tuple((float(a), float(b)) for a, b in hole.exterior.coords[:-1])
    shaft = replace(room, openings=room.openings[:2], holes_m=(ring,))
    check_walkable(replace(shaft, furniture=found.furniture), shaft)


def test_a_room_that_is_all_stairwell_stays_empty():
    well = replace(WELL, position_m=(1.0, 1.5), size_m=(2.2, 3.2))
    assert furnished_room(box(2.0, 3.0, door(0, 0.3), well), "living")[1] == 0


STAIRS = ("Stairs", "Staircase 2", "Treppe", "Treppenhaus", "Cage d'escalier", "Escalera", "楼梯间")


def test_stairs_are_a_word_of_their_own_and_the_stated_use_comes_first():
    for name in STAIRS:
        assert use_to_furnish(Room((), 2.5, name=name)) == "stairs"
        assert use_to_furnish(Room((), 2.5, name=name, use="corridor")) == "stairs"
    assert use_to_furnish(Room((), 2.5, name="Upstairs bedroom", use="bedroom")) == "bedroom"
    assert use_to_furnish(Room((), 2.5, name="Room by the stairs", use="bedroom")) == "bedroom"
    assert use_to_furnish(Room((), 2.5, name="Upstairs bedroom")) == "bedroom"
    assert use_to_furnish(Room((), 2.5, name="Downstairs WC")) == "bathroom"
    assert use_to_furnish(Room((), 2.5, name="Upstairs hall", use="corridor")) == "corridor"


NAMES = {
    "children": (
        "Child", "Child's room", "Kids", "Kid's bedroom", "Nursery", "Kinderzimmer", "Chambre d'enfant",
        "Habitación de los niños", "Habitacio\u0301n de los nin\u0303os", "Dormitorio infantil",
        "儿童房", "小孩房", "男孩房", "婴儿房",
    ),
    "bedroom": (
        "Master bedroom", "Guest room", "Schlafzimmer", "Gästezimmer", "Chambre 2", "Habitación 1",
        "主卧", "次卧", "主人房", "老人房", "客房",
    ),
    "bathroom": (
        "Powder room", "Gäste-WC", "Salle d'eau", "Cuarto de baño", "Aseo", "主卫", "客卫", "主卧卫生间",
        "厕所", "Children's bathroom",
    ),
    "corridor": ("Entrance hall", "Flur", "Couloir", "Recibidor", "门厅", "过道"),
    "living": ("Living room", "Wohnzimmer", "Salon", "Salón", "客厅"),
    "dining": ("Dining room", "Esszimmer", "Salle à manger", "Comedor", "饭厅"),
}  # fmt: skip


@pytest.mark.parametrize(("use", "name"), [(use, name) for use, names in NAMES.items() for name in names])
def test_names_of_rooms_in_five_languages_say_what_they_are_furnished_as(use, name):
    assert use_to_furnish(Room((), 2.5, name=name)) == use
