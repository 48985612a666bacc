"""Whites as makers state them in luminaire.toml, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assets.catalogue import read_catalogue
from assets.checks import check_luminaire
from assets.dim_to_warm import DimToWarm
from assets.library_entry import read_entry
from kit.errors import UnsoundInput

TOML = """
sku = "one"
mounting = "ceiling"
size_m = [0.1, 0.1, 0.1]
name = {en = "a", zh = "b"}
description = {en = "a", zh = "b"}
price = {amount = "1.00", currency = "EUR"}
[light]
luminous_flux_lm = 100
power_w = 5
colour_rendering_index = 90
CCT
[opening]
shape = "point"
size_m = [0, 0, 0]
centre_m = [0, 0, 0]
"""


def entry(light: str):
    return read_entry(TOML.replace("CCT", light).encode(), "one").light


def test_duv_and_dim_to_warm_are_read():
    light = entry(
        "cct_k = 2700\nduv = -0.001\ndim_to_warm = {warmest_k = 1800, curve = [[0.1, 1800], [1, 2700]]}"
    )
    assert light.duv == -0.001
    assert light.dim_to_warm.curve == ((0.1, 1800.0), (1.0, 2700.0))
    plain = entry("cct_k = 2700")
    assert (plain.duv, plain.dim_to_warm) == (None, None)


@pytest.mark.parametrize(
    "light", ["cct_k = 500", "cct_k = 3000\nduv = 0.2", "cct_k = 3000\ncct_range_k = [800, 4000]"]
)
def test_impossible_whites_are_refused(light):
    with pytest.raises(UnsoundInput) as fault:
        entry(light)
    assert fault.value.problems[0].code == "LUMINAIRE_VALUE"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"dim_to_warm": DimToWarm(1800.0)}, None),
        ({"dim_to_warm": DimToWarm(1800.0, ((0.05, 1800.0), (0.5, 2300.0), (1.0, 2700.0)))}, None),
        ({"dim_to_warm": DimToWarm(2800.0)}, "DIM_TO_WARM_RANGE"),
        ({"dim_to_warm": DimToWarm(1800.0), "cct_range_k": (2200.0, 4000.0)}, "DIM_TO_WARM_IS_TUNED"),
        (
            {"dim_to_warm": DimToWarm(1800.0, ((0.5, 1800.0), (0.1, 2000.0), (1.0, 2700.0)))},
            "DIM_TO_WARM_CURVE",
        ),
        ({"dim_to_warm": DimToWarm(1800.0, ((0.1, 1800.0), (1.0, 2600.0)))}, "DIM_TO_WARM_CURVE"),
    ],
)
def test_dim_to_warm_is_checked(more, code):
    plain = replace(read_catalogue().luminaires[0], body=None, cct_k=2700.0, cct_range_k=None, hanging=None)
    flux_lm = plain.photometry.distribution.luminous_flux_lm()
    found = check_luminaire(replace(plain, **more), luminous_flux_lm=flux_lm, size_m=(1, 1, 1))
    codes = [problem.code for problem in found if problem.code.startswith("DIM_TO")]
    assert codes == ([code] if code else [])
