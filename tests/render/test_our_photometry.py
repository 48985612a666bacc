"""Photometry of our own luminaires: every file is measured, on the body it belongs to, as is stated."""

from __future__ import annotations

import numpy as np
import pytest

from assets.catalogue import LIBRARY, read_catalogue
from assets.designs.finishes import DIFFUSER
from assets.our_bodies import BODY, OUR_BODIES
from assets.read_photometry import read_photometry
from render.goniometer import GlowingSource
from render.our_photometry import is_same, measured, rounded, stated, written
from render.our_sources import OUR_SOURCES, facing

SPOT = "spot-surface-80"


def test_every_photometric_file_of_ours_is_measured() -> None:
    kept = {path.relative_to(LIBRARY) for path in LIBRARY.glob("*/photometry*.ldt")}
    assert {
        LIBRARY.joinpath(sku, name).relative_to(LIBRARY) for sku in OUR_SOURCES for name in OUR_SOURCES[sku]
    } == kept
    for sku, plans in OUR_SOURCES.items():
        assert {plan.body for plan in plans.values()} <= set(OUR_BODIES[sku])


def test_files_hold_the_flux_that_is_stated() -> None:
    for entry in read_catalogue().entries:
        for name in OUR_SOURCES[entry.sku]:
            distribution = entry.luminaire_files.photometry(name).distribution
            flux_lm, _ = stated(entry.written, name)
            assert distribution.luminous_flux_lm() == pytest.approx(flux_lm, rel=0.005), (entry.sku, name)


def test_the_flux_with_a_bulb_is_what_its_shade_lets_out() -> None:
    """What is stated with the default bulb, and the light output ratio where the bulb forms the light."""
    found = measured(SPOT, "photometry.ldt")
    entry = read_catalogue().entry(SPOT)
    holder = entry.written.lampholder
    assert holder is not None
    assert holder.light_output_ratio == pytest.approx(found.light_output_ratio, abs=0.005)
    bulb_lm = entry.bulbs[holder.default_bulb].luminous_flux_lm
    assert entry.written.light.luminous_flux_lm == pytest.approx(
        bulb_lm * found.light_output_ratio, rel=0.005
    )
    data = written(entry.written, "photometry.ldt", found.distribution)
    assert is_same(LIBRARY / SPOT / "photometry.ldt", data)


def test_another_light_is_not_the_same() -> None:
    path = LIBRARY / "pendant-globe-300" / "photometry.ldt"
    assert is_same(path, path.read_bytes())
    assert not is_same(path, (LIBRARY / "pendant-dome-400" / "photometry.ldt").read_bytes())


def test_intensities_are_rounded_to_what_was_measured() -> None:
    path = LIBRARY / "track-spots-3" / "photometry.ldt"
    distribution = read_photometry(path.read_bytes(), path.name).distribution
    kept = rounded(distribution).intensity_cd
    assert np.abs(kept - distribution.intensity_cd).max() <= 0.5e-3 * distribution.maximum_cd()
    assert len(np.unique(kept)) <= 10_000


def test_only_the_side_of_a_diffuser_that_faces_out_shines() -> None:
    sources = OUR_SOURCES["pendant-dome-400"]["photometry.ldt"].sources
    body = read_catalogue().find("pendant-dome-400").body
    assert body is not None
    (source,) = sources(body)
    assert isinstance(source, GlowingSource)
    assert source.triangles == facing(body, DIFFUSER.name, (0.0, 0.0, -1.0))
    heights = body.vertices_m[body.triangles[list(source.triangles or ())]][:, :, 2]
    whole = body.vertices_m[body.triangles][:, :, 2]
    assert heights.max() < whole.max()
    assert BODY in OUR_BODIES["pendant-dome-400"]
