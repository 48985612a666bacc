"""What the tests of scenes share: a catalogue of hand-made luminaires, and scenes from plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.body import Body, BodyMaterial
from assets.luminaire import HangingLength, Luminaire, Mounting
from assets.options import choices_of
from assets.photometry import LuminousOpening, Photometry, closed_distribution
from kit.errors import UnknownRecord, UnsoundInput
from kit.problems import Problem
from scenes.build_scene import build_scene
from scenes.configuration import read_configuration
from scenes.scene import Scene

IES = b"""IESNA:LM-63-2002
TILT=NONE
1 1000 1 3 1 1 2 0 0 0
1 1 10
0 45 90
0
100 80 0
"""


def box_body(low: tuple[float, float, float], high: tuple[float, float, float]) -> Body:
    """A closed box as a body."""
    corners = np.array(
        [[x, y, z] for z in (low[2], high[2]) for y in (low[1], high[1]) for x in (low[0], high[0])]
    )
    triangles = np.array([[4, 5, 7], [4, 7, 6], [0, 2, 3], [0, 3, 1]])
    return Body(corners, triangles, np.zeros(4, dtype=np.int64), (BodyMaterial("white", (0.8, 0.8, 0.8)),))


def luminaire(sku: str, mounting: Mounting, **more: Any) -> Luminaire:
    """A luminaire that shines the same in all directions, 1000 cd."""
    even = closed_distribution(np.array([0.0]), np.array([0.0, 180.0]), np.full((1, 2), 1000.0))
    plain = Luminaire(sku, sku.title(), sku, Photometry(even, LuminousOpening(), "IES"), mounting=mounting)
    return replace(plain, **more)


class HandMadeCatalogue:
    """Five luminaires, one of each mounting."""

    def __init__(self) -> None:
        self.luminaires = (
            luminaire(
                "pendant",
                Mounting.PENDANT,
                hanging=HangingLength(0.3, 0.9, 2.0),
                photometric_centre_m=(0.0, 0.0, -0.9),
                body=box_body((-0.1, -0.1, -1.0), (0.1, 0.1, 0.0)),
                cct_k=2700.0,
                cct_range_k=(2200.0, 4000.0),
                minimum_dimming=0.1,
            ),
            luminaire(
                "downlight",
                Mounting.RECESSED,
                photometric_centre_m=(0.0, 0.0, -0.003),
                body=box_body((-0.05, -0.05, -0.01), (0.05, 0.05, 0.1)),
                cct_k=3000.0,
            ),
            luminaire(
                "sconce",
                Mounting.WALL,
                photometric_centre_m=(0.0, 0.05, 0.0),
                body=box_body((-0.05, 0.0, -0.05), (0.05, 0.1, 0.05)),
            ),
            luminaire("torchiere", Mounting.FLOOR, photometric_centre_m=(0.0, 0.0, 1.8)),
            luminaire("surface", Mounting.CEILING, photometric_centre_m=(0.0, 0.0, -0.05)),
        )

    @property
    def entries(self) -> tuple[Luminaire, ...]:
        """What has a sku."""
        return self.luminaires

    def find(self, sku: str) -> Luminaire:
        """As `Catalogue.find`."""
        for one in self.luminaires:
            if one.sku == sku:
                return one
        raise UnknownRecord(sku)

    def configured(
        self, sku: str, variant: str | None, bulb: str | None, where: str
    ) -> tuple[Luminaire, list[Problem]]:
        """The luminaire of a sku, which has nothing to choose; raises UnknownRecord."""
        found = self.find(sku)
        _, problems = choices_of(found.options, variant, f"{where}.variant")
        return found, problems


BuildFrom = Callable[..., Scene]


@pytest.fixture(scope="session")
def build() -> BuildFrom:
    """Builds a scene of a 4 x 5 x 2.7 m room from keys of the contract; `files` are at hand by name."""

    def build_from(
        room: Mapping[str, Any] | None = None, files: Mapping[str, bytes] | None = None, **keys: Any
    ) -> Scene:
        base = {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7}
        rooms = {} if "rooms" in keys else {"room": {**base, **(room or {})}}
        document = {"lampyris": 1, **rooms, **keys}

        def read_file(name: str) -> bytes:
            try:
                return {"plain.ies": IES, **(files or {})}[name]
            except KeyError:
                raise FileNotFoundError(name) from None

        catalogue: Any = HandMadeCatalogue()
        return build_scene(read_configuration(document), catalogue=catalogue, read_file=read_file)

    return build_from


@pytest.fixture(scope="session")
def found_in(build: BuildFrom) -> Callable[..., dict[str, Problem]]:
    """Problems by code, of a scene that is built or refused."""

    def found(**keys: Any) -> dict[str, Problem]:
        try:
            return {p.code: p for p in build(**keys).problems}
        except UnsoundInput as fault:
            return {p.code: p for p in fault.problems}

    return found


@pytest.fixture(scope="session")
def make_luminaire() -> Callable[..., Luminaire]:
    """Makes a luminaire of a sku and a mounting."""
    return luminaire


@pytest.fixture(scope="session")
def samples_folder() -> Path:
    """Where the samples lie."""
    return Path(__file__).resolve().parents[2] / "scenes" / "samples"
