"""Pictures that no memory holds are refused before anything is drawn."""

from __future__ import annotations

import json

import pytest

from kit.errors import UnsoundInput
from scenes.configuration import read_configuration

ROOM = {"outline_m": [[0, 0], [4, 0], [4, 3], [0, 3]], "height_m": 2.6}


def configuration(*size_px):
    view = {"name": "v", "eye_m": [1, 1, 1.5], "target_m": [3, 2, 1.2], "size_px": size_px}
    return json.dumps({"lampyris": 1, "room": ROOM, "placements": [], "views": [view]}).encode()


def test_four_k_is_drawn_and_what_is_larger_than_memory_is_refused_with_its_place():
    read_configuration(configuration(3840, 2160))
    with pytest.raises(UnsoundInput) as caught:
        read_configuration(configuration(8192, 8192))
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("PICTURE_TOO_LARGE", "views[0].size_px")
