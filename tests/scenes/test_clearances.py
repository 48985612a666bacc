"""Clearances: what stands before a door or another piece is told, and what stands as usual is not."""

from __future__ import annotations

from scenes.clearances import check_clearances
from scenes.room import Furniture, Opening, Room

OUTLINE = ((0.0, 0.0), (5.0, 0.0), (5.0, 4.0), (0.0, 4.0))
DOOR = Opening("door", wall=0, offset_m=0.5, width_m=0.9, height_m=2.0)


def of(*furniture: Furniture) -> list[str]:
    room = Room(OUTLINE, 2.6, openings=(DOOR,), furniture=furniture)
    return [problem.where for problem in check_clearances(room) if problem.code == "CLEARANCE_TOO_SMALL"]


def piece(name: str, x: float, y: float, size: tuple[float, float, float], turned: float = 0.0) -> Furniture:
    return Furniture(name, (x, y, 0.0), turned, size, piece=name)


def test_a_wardrobe_before_a_door_is_told_and_beside_it_is_not() -> None:
    assert of(piece("wardrobe", 1.0, 0.4, (1.0, 0.6, 2.2), 180.0)) == ["room.furniture[0]"]
    assert of(piece("wardrobe", 3.0, 0.3, (1.0, 0.6, 2.2), 180.0)) == []


def test_a_rug_may_lie_before_a_door() -> None:
    assert of(piece("rug", 1.0, 0.6, (1.0, 1.0, 0.012))) == []


def test_a_bed_before_a_wardrobe_is_told() -> None:
    wardrobe = piece("wardrobe", 3.5, 3.7, (2.0, 0.6, 2.2))
    near, far = (piece("bed", 3.5, y, (1.6, 2.0, 0.9), 180.0) for y in (2.2, 1.3))
    assert "room.furniture[0]" in of(wardrobe, near)
    assert "room.furniture[0]" not in of(wardrobe, far)


def test_chairs_may_stand_anywhere_else() -> None:
    assert (
        of(piece("desk", 3.0, 3.6, (1.4, 0.7, 0.74)), piece("office chair", 3.0, 2.9, (0.6, 0.6, 1.0))) == []
    )
