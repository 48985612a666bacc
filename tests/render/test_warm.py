"""The rehearsal before the first job is a true, if small, calculation."""

from __future__ import annotations

import numpy as np
import pytest

from render.measures import measure
from render.options import DRAFT
from render.simulate import simulate
from render.warm import rehearsal, warm_up


def test_the_rehearsal_s_light_is_accounted_for():
    document = measure(simulate(rehearsal(), DRAFT))
    assert document["energy_balance"] == pytest.approx(1, abs=1e-3)
    assert document["placements"][0]["flux_lm"] == pytest.approx(400 * np.pi)


def test_warming_up_twice_does_no_harm():
    warm_up()
    warm_up()
