"""Our own furniture: closed, within its box in any size, with few triangles, named in three languages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.merged_mesh import merged_mesh
from scenes.pieces.finishes import joined_parts
from scenes.pieces.kinds import KINDS
from scenes.pieces.likeness import furniture_like, kind_called, piece_like
from scenes.pieces.piece import Piece, piece, piece_names
from scenes.room import Furniture
from scenes.scene import LitSurface, SurfaceKind

OPEN_SHEETS = {"shower", "curtain"}
MOST_TRIANGLES = 4000


def sizes_of(name: str) -> list[tuple[float, float, float]]:
    """Standard, smallest and largest."""
    kind = KINDS[name]
    low, high = kind.smallest_m, kind.largest_m
    return [kind.size_m, low, high]


def is_closed(made: Piece) -> bool:
    surface = LitSurface("piece", SurfaceKind.FURNITURE, made.vertices_m, made.triangles, (0.4, 0.4, 0.4))
    return bool(merged_mesh((surface,)).sealed[0])


@pytest.mark.parametrize("name", piece_names())
def test_a_piece_fills_its_box_and_is_closed_in_every_size(name: str) -> None:
    for size in sizes_of(name):
        made = piece(name, size)
        assert made.vertices_m.min(axis=0)[:2] == pytest.approx([-size[0] / 2, -size[1] / 2], abs=1e-9)
        assert made.vertices_m.max(axis=0) == pytest.approx([size[0] / 2, size[1] / 2, size[2]], abs=1e-9)
        assert made.vertices_m[:, 2].min() >= 0.0009
        assert len(made.triangles) <= MOST_TRIANGLES
        assert name in OPEN_SHEETS or is_closed(made), size


@pytest.mark.parametrize("name", piece_names())
def test_makers_come_near_their_box_themselves(name: str) -> None:
    """So that nothing is bent when it is stretched to the box."""
    kind = KINDS[name]
    vertices, *_ = joined_parts(kind.make(kind.size_m, {}))
    across, deep, _ = np.ptp(vertices, axis=0) / np.array(kind.size_m)
    grown = 0.2 if name in ("plant", "cushions") else 0.085
    assert (across, deep) == pytest.approx((1.0, 1.0), abs=grown)
    assert vertices[:, 2].max() / kind.size_m[2] == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("name", piece_names())
def test_normals_look_the_way_their_triangles_do(name: str) -> None:
    made = piece(name)
    corners = made.vertices_m[made.triangles]
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    face /= np.linalg.norm(face, axis=1, keepdims=True)
    normals = made.appearance.corner_normals
    length = np.linalg.norm(normals, axis=2)
    smooth = length > 0
    assert length[smooth] == pytest.approx(1.0, abs=1e-3)
    along = np.einsum("tk,tck->tc", face, normals)
    assert along[smooth].min() > 0.15


@pytest.mark.parametrize("name", piece_names())
def test_what_each_triangle_reflects_is_light_that_surfaces_reflect(name: str) -> None:
    made = piece(name)
    assert made.reflectance.shape == (len(made.triangles), 3)
    assert made.reflectance.min() >= 0.02
    assert made.reflectance.max() <= 0.92
    assert made.main.any()


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_plausible_size_is_made(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(piece_names()))
    kind = KINDS[name]
    size = tuple(
        data.draw(st.floats(low, high)) for low, high in zip(kind.smallest_m, kind.largest_m, strict=True)
    )
    options = {
        key: float(data.draw(st.integers(int(low), int(high)))) for key, (low, high) in kind.options.items()
    }
    made = piece(name, (size[0], size[1], size[2]), options=options)
    assert np.isfinite(made.vertices_m).all()
    assert len(made.triangles) <= MOST_TRIANGLES
    assert name in OPEN_SHEETS or is_closed(made)


def test_a_wider_wardrobe_has_more_doors_and_a_wider_sofa_more_seats() -> None:
    assert len(piece("wardrobe", (3.0, 0.6, 2.2)).triangles) > len(
        piece("wardrobe", (1.0, 0.6, 2.2)).triangles
    )
    narrow, wide = (len(piece("sofa", (w, 0.9, 0.8)).triangles) for w in (1.5, 2.8))
    assert (wide - narrow) % 2 == 0
    assert wide > narrow
    assert len(piece("dining table", (1.6, 0.9, 0.75)).triangles) < len(
        piece("dining table", (3.2, 1.0, 0.75)).triangles
    )


def test_the_back_of_a_chair_is_at_plus_y() -> None:
    for name in ("chair", "sofa", "armchair", "office chair"):
        made = piece(name)
        high = made.vertices_m[made.vertices_m[:, 2] > 0.85 * made.size_m[2]]
        assert high[:, 1].mean() > 0.1, name


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Esstisch", "dining table"),
        ("Kinderbett", "bed"),
        ("M_Chair-Breuer:M_Chair", "chair"),
        ("eTeks#bed140x190", "bed"),
        ("双人床", "bed"),
        ("washerDryer", "washing machine"),
        ("refrigerator", "fridge"),
        ("Kühlschrank", "fridge"),
        ("Bücherregale", "bookshelf"),
        ("swivel chair", "office chair"),
        ("stable", None),
        ("", None),
        ("IfcFurnishingElement", None),
    ],
)
def test_names_in_three_languages(said: str, meant: str | None) -> None:
    assert kind_called(said) == meant


def test_a_table_that_is_low_is_a_coffee_table_and_a_tall_cabinet_a_wardrobe() -> None:
    for said, size, meant in (
        ("table", (1.0, 0.6, 0.4), "coffee table"),
        ("table", (1.6, 0.9, 0.75), "dining table"),
        ("cabinet", (1.0, 0.6, 2.0), "wardrobe"),
        ("storage", (1.8, 0.42, 0.48), "tv bench"),
    ):
        found = piece_like(said, size)
        assert found is not None
        assert found.kind.name == meant


def test_what_is_no_such_thing_stays_a_box() -> None:
    assert piece_like("chair", (3.0, 3.0, 1.0)) is None
    assert piece_like("table", (0.1, 0.1, 0.1)) is None
    assert piece_like("grand piano", (1.5, 2.0, 1.0)) is None
    assert piece_like("sofa", (float("nan"), 1.0, 1.0)) is None


def test_a_bed_that_lies_across_its_box_is_turned_with_it() -> None:
    made = piece_like("bed", (2.1, 1.6, 0.9))
    assert made is not None
    assert np.ptp(made.vertices_m, axis=0)[:2] == pytest.approx((2.1, 1.6), abs=1e-9)
    box = Furniture("bed", (1.0, 2.0, 0.0), 10.0, (2.1, 1.6, 0.9))
    found = furniture_like(box)
    assert (found.piece, found.size_m, found.rotation_deg) == ("bed", (1.6, 2.1, 0.9), 100.0)


def test_what_hangs_does_not_become_what_stands() -> None:
    assert furniture_like(Furniture("bed", (0.0, 0.0, 1.0), 0.0, (1.6, 2.1, 0.9))).piece is None
    assert furniture_like(Furniture("bed", (0.0, 0.0, 0.0), 0.0, (1.6, 2.1, 0.9))).piece == "bed"
