"""Real finishes: published reflectances come out as they are, and colours agree with them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from assets.colour import LUMINANCE_WEIGHTS
from assets.named_finishes import named_finishes
from assets.shelf import shelf_material

NAMED = named_finishes()
HOW = ("measured", "maker", "computed", "typical")


@pytest.mark.parametrize("name", sorted(NAMED))
def test_the_shelf_reflects_what_is_published(name: str) -> None:
    found = LUMINANCE_WEIGHTS @ np.array(shelf_material(name).reflectance_rgb)
    # a plain finish cannot reflect less than its gloss does: about 4 %
    assert found == pytest.approx(max(NAMED[name].reflectance, 0.03), abs=0.02)


@pytest.mark.parametrize("name", [name for name, finish in NAMED.items() if finish.srgb is not None])
def test_a_makers_colour_and_its_reflectance_agree(name: str) -> None:
    """The luminance of the published sRGB (IEC 61966-2-1) is the published LRV, to a point."""
    codes = np.array(NAMED[name].srgb) / 255.0
    linear = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    assert np.array([0.2126, 0.7152, 0.0722]) @ linear == pytest.approx(NAMED[name].reflectance, abs=0.0101)


def test_every_finish_has_a_source_a_row_and_a_tolerance() -> None:
    for name, finish in NAMED.items():
        source = finish.source
        assert all((source.title, source.author, source.year, source.address, source.conditions)), name
        assert finish.row, name
        assert 0 < finish.tolerance <= 0.1, name
        assert source.how in HOW, name
        assert (finish.percent is None) != (finish.stated is None), name
        assert (finish.percent is not None) == (source.how in ("measured", "computed")), name


def test_measured_finishes_are_many_of_every_kind() -> None:
    """What a home is made of: paints, floors, fabrics and leather, the rest; few of them only typical."""
    known = [finish for finish in NAMED.values() if finish.source.how != "typical"]
    count = Counter(finish.kind for finish in known)
    floors = ("carpet", "vinyl", "wood", "dark wood", "laminate", "floor tile", "stone", "concrete")
    assert count["paint"] >= 16
    assert sum(count[kind] for kind in floors) >= 25
    assert count["fabric"] + count["leather"] >= 16
    assert count["metal"] >= 6
    assert len(known) >= 100
    assert len(NAMED) - len(known) <= 6


def test_values_as_the_sources_print_them() -> None:
    """Alabaster in its maker's data, a carpet tile after BS 8493, light oak in OSRAM's table."""
    assert NAMED["paint-alabaster"].reflectance == 0.82215
    assert NAMED["carpet-tile-9502"].reflectance == 0.0389
    assert NAMED["light-oak-planks"].reflectance == 0.4
