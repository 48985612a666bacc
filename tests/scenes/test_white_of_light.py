"""The colour a luminaire burns at, as a configuration states it: Duv and dim-to-warm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assets.colour import white_rgb
from assets.dim_to_warm import incandescent_cct_k
from kit.errors import UnsoundInput
from render.mixing import column_weights
from scenes.scene import Scene

BARE = {"photometry": "plain.ies"}
Build = Callable[..., Scene]


def placed(luminaire: Any, **more: Any) -> list[dict[str, Any]]:
    """One placement."""
    return [{"id": "a", "luminaire": luminaire, "position_m": [1, 2, 2.5], "circuit": "c", **more}]


def test_a_bare_file_and_an_assumed_lamp_burn_at_the_stated_duv(build: Build) -> None:
    for lamp in (
        {**BARE, "cct_k": 3000, "duv": 0.004},
        {"assumed": {"flux_lm": 9, "cct_k": 3000, "duv": 0.004}},
    ):
        weights = column_weights(build(placements=placed(lamp)), None)
        np.testing.assert_allclose(weights[0], white_rgb(3000, 0.004))
    tuned = placed({**BARE, "cct_k": 3000}, cct_k=4000, duv=-0.002)
    np.testing.assert_allclose(column_weights(build(placements=tuned), None)[0], white_rgb(4000, -0.002))


def test_a_scene_may_state_another_duv(build: Build) -> None:
    scenes = {
        "s": {"circuits": {"c": {"dimming": 0.5, "cct_k": 5000, "duv": 0.01}}},
        "t": {"circuits": {"c": {}}},
    }
    scene = build(placements=placed({**BARE, "cct_k": 3000, "duv": 0.002}), scenes=scenes)
    np.testing.assert_allclose(column_weights(scene, "s")[0], 0.5 * white_rgb(5000, 0.01))
    np.testing.assert_allclose(column_weights(scene, "t")[0], white_rgb(3000, 0.002))


def test_dim_to_warm_follows_all_of_its_dimming(build: Build) -> None:
    lamp = {**BARE, "cct_k": 2700, "dim_to_warm_k": 1900}
    scenes = {"dim": {"circuits": {"c": {"dimming": 0.25}}}, "night": {"circuits": {"c": {"dimming": 0.002}}}}
    scene = build(placements=placed(lamp, dimming=0.8), scenes=scenes)
    for name, dimming in ((None, 0.8), ("dim", 0.2)):
        expected = dimming * white_rgb(incandescent_cct_k(dimming, 2700))
        np.testing.assert_allclose(column_weights(scene, name)[0], expected)
    np.testing.assert_allclose(column_weights(scene, "night")[0], 0.0016 * white_rgb(1900))


@pytest.mark.parametrize(
    ("placement", "code", "where"),
    [
        (placed({**BARE, "duv": 0.004}), "WHITE_WITHOUT_CCT", "placements[0].luminaire.duv"),
        (
            placed({**BARE, "dim_to_warm_k": 1800}),
            "WHITE_WITHOUT_CCT",
            "placements[0].luminaire.dim_to_warm_k",
        ),
        (placed(BARE, duv=0.004), "WHITE_WITHOUT_CCT", "placements[0].duv"),
        (
            placed({"assumed": {"flux_lm": 9, "cct_k": 2700, "dim_to_warm_k": 2700}}),
            "DIM_TO_WARM_RANGE",
            "placements[0].luminaire.assumed.dim_to_warm_k",
        ),
        (placed("downlight", duv=0.004), "DUV_NOT_ALLOWED", "placements[0].duv"),
    ],
)
def test_each_fault_of_a_white_has_its_code(
    found_in: Callable[..., Any], placement: list[dict[str, Any]], code: str, where: str
) -> None:
    found = found_in(placements=placement)
    assert (found[code].severity, found[code].where) == ("error", where)


@pytest.mark.parametrize("duv", [0.06, -0.06])
def test_a_duv_off_the_range_is_refused(build: Build, duv: float) -> None:
    with pytest.raises(UnsoundInput) as fault:
        build(placements=placed({**BARE, "cct_k": 3000, "duv": duv}))
    assert "duv" in fault.value.problems[0].where
