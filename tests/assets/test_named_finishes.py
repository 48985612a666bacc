"""Real paints and floors: published reflectances come out as they are, and colours agree with them."""

from __future__ import annotations

import numpy as np
import pytest

from assets.colour import LUMINANCE_WEIGHTS
from assets.named_finishes import named_finishes
from assets.shelf import shelf_material

NAMED = named_finishes()


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


def test_every_finish_has_a_source_and_a_tolerance() -> None:
    assert len(NAMED) >= 40
    for name, finish in NAMED.items():
        assert finish.source, name
        assert 0 < finish.tolerance <= 0.15, name
        assert finish.seen in ("seen", "from memory"), name


def test_values_as_the_sources_print_them() -> None:
    """Alabaster in its maker's data, a carpet tile after BS 8493, light oak in OSRAM's table."""
    assert NAMED["paint-alabaster"].reflectance == 0.82215
    assert NAMED["carpet-tile-9502"].reflectance == 0.0389
    assert NAMED["light-oak-planks"].reflectance == 0.4
