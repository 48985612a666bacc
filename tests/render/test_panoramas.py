"""A panorama goes on across its border: turned by half a turn it is the same picture, turned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, scene, square

from render.options import NORMAL
from render.picture import take_picture
from render.simulate import simulate
from scenes.scene import View

OPTIONS = replace(NORMAL, patch_size_m=0.25, emission_rays=1 << 16, gather_rays=64, denoise=True, bloom=True)
EYE, SIZE = (2.0, 2.1, 1.4), (256, 128)


def panorama(target):
    """Denoised and with bloom; a lamp and a block's shadow lie across one border or the other."""
    surfaces = (
        *box_room(4, 4, 2.8, floor=0.3, walls=(0.5, 0.4, 0.3), ceiling=0.7),
        block("block", (0.4, 1.7, 0), (0.8, 2.5, 1.2), 0.5),
    )
    lamps = [hang(isotropic(900), (0.9, 2.1, 2.3), opening=square(0.2))]
    view = View("round", EYE, target, 90, (SIZE[0], 2 * SIZE[1]))
    field = simulate(replace(scene(surfaces, lamps), views=(view,)), OPTIONS)
    return take_picture(field, None, sky=None, panorama=True).luminance_cd_m2


def test_a_panorama_turned_by_half_a_turn_is_the_same_picture_turned():
    ahead, behind = panorama((4.0, 2.1, 1.4)), panorama((0.0, 2.1, 1.4))
    assert ahead.shape == (SIZE[1], SIZE[0], 3)
    off = np.abs(np.roll(behind, SIZE[0] // 2, axis=1) / ahead - 1).mean(axis=2)
    borders = [0, -1, SIZE[0] // 2 - 1, SIZE[0] // 2]  # of the one and of the other
    assert np.median(off) < 0.01
    assert np.median(off[:, borders]) < 0.015
    assert np.percentile(off, 99) < 0.15  # other rays in penumbras


def test_there_is_no_seam_at_the_border():
    picture = panorama((4.0, 2.1, 1.4))
    across = np.abs(picture[:, 0] / picture[:, -1] - 1).mean(axis=1)
    beside = np.abs(picture[:, 2:6] / picture[:, 1:5] - 1).mean(axis=(1, 2))
    assert np.median(across) < 2 * np.median(beside) + 0.005
    assert np.median(across) == pytest.approx(np.median(beside), abs=0.01)
