"""Scenes written for Radiance: what its own programs make of them, against formulas and our engine."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_made import box_room, hang, lambertian, probes, rotation_z, scene, square
from lit_rooms import BLACK, built, lamp
from shells import box

from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape
from render.measures import measure
from render.options import DRAFT
from render.radiance_files import radiance_files
from render.simulate import simulate
from scenes.scene import View

POINTS = np.array([[2.5, 2.0, 0.0], [1.0, 1.0, 0.8], [4.5, 3.0, 0.5]])


def programs() -> Path:
    """The folder of Radiance's programs, as pyradiance brings them."""
    found = importlib.util.find_spec("pyradiance")
    if found is None or found.origin is None:
        pytest.skip("pyradiance is not installed")
    return Path(found.origin).parent


def rtraced_lx(files, folder, stem="room", plane="probes", bounces=0):
    """Illuminance at a plane's points, worked out by Radiance from the files alone [lx]."""
    home = programs()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    env = {**os.environ, "RAYPATH": f".:{home / 'lib'}"}
    octree = subprocess.run(
        [home / "bin" / "oconv", f"{stem}.rad"], cwd=folder, env=env, capture_output=True, check=True
    ).stdout
    (folder / "room.oct").write_bytes(octree)
    words = f"-I -h -aa 0 -ab {bounces} -ad 2048 -lw 1e-4 -ds .02 -dt 0 -dc 1 -dj 0 room.oct".split()
    rays = (folder / f"{stem}-{plane}.pts").read_bytes()
    answer = subprocess.run(
        [home / "bin" / "rtrace", *words], input=rays, cwd=folder, env=env, capture_output=True, check=True
    )
    assert answer.stderr == b""
    return 179.0 * np.array(answer.stdout.split(), float).reshape(-1, 3) @ (0.265, 0.670, 0.065)


def test_direct_light_is_that_of_the_formula(tmp_path: Path) -> None:
    """A Lambertian point source: I0 cos(gamma) cos(theta) / d**2 = I0 h**2 / d**4."""
    shell = box_room(5, 4, 2.7, floor=0, walls=0, ceiling=0)
    path = np.array([2.5, 2.0, 2.4]) - POINTS
    expected = 1000.0 * path[:, 2] ** 2 / (path**2).sum(axis=1) ** 2
    for number, opening in enumerate(
        (None, square(0.02), LuminousOpening(OpeningShape.DISC, (0.02, 0.02, 0.0)))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        lit = scene(shell, (hang(lambertian(1000.0), (2.5, 2.0, 2.4), opening=opening),), (probes(POINTS),))
        plane = lit.planes[0].name
        assert rtraced_lx(radiance_files(lit, "room"), folder, plane=plane) == pytest.approx(
            expected, rel=3e-3
        )


def test_a_turned_and_tilted_luminaire_shines_where_it_should(tmp_path: Path) -> None:
    """Brighter towards C = 30, turned by 70 degrees about z and 35 about x: I cos(theta) / d**2."""
    c_deg, gamma_deg = np.arange(0.0, 361.0, 5.0), np.arange(0.0, 181.0, 5.0)
    table = 1.1 + np.sin(np.radians(gamma_deg))[None] * np.cos(np.radians(c_deg - 30))[:, None]
    light = LuminousIntensityDistribution(c_deg, gamma_deg, 500 * table)
    tilt = np.radians(35.0)
    about_x = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    turn = rotation_z(70.0)[:3, :3] @ about_x
    lamp = hang(light, (2.5, 2.0, 2.4), rotation=turn)
    lit = scene(box_room(5, 4, 2.7, floor=0, walls=0, ceiling=0), (lamp,), (probes(POINTS),))
    way = POINTS - (2.5, 2.0, 2.4)
    distance = np.linalg.norm(way, axis=1)
    local = (way / distance[:, None]) @ turn
    gamma = np.degrees(np.arccos(-local[:, 2]))
    c = np.degrees(np.arctan2(local[:, 1], local[:, 0])) % 360
    expected = light.intensity_towards_cd(c, gamma) * -way[:, 2] / distance**3
    assert expected.max() > 2 * expected.min() > 0
    found = rtraced_lx(radiance_files(lit, "room"), tmp_path, plane=lit.planes[0].name)
    assert found == pytest.approx(expected, rel=5e-3)


def test_light_that_bounces_is_that_of_our_engine(tmp_path: Path) -> None:
    lamp = hang(lambertian(1000.0), (2.5, 2.0, 2.4), opening=square(0.3))
    lit = scene(box_room(5, 4, 2.7, floor=0.2, walls=0.5, ceiling=0.7), (lamp,), (probes(POINTS),))
    ours = np.array(measure(simulate(lit, DRAFT))["planes"][0]["illuminance_lx"]) / lit.maintenance_factor
    found = rtraced_lx(radiance_files(lit, "room"), tmp_path, plane=lit.planes[0].name, bounces=8)
    assert found == pytest.approx(ours, rel=0.03)


def test_light_through_glass_between_rooms_is_that_of_our_engine(tmp_path: Path) -> None:
    """A black room that gets its light through a window and a glazed door of the next one."""
    window = {"kind": "window", "wall": 1, "offset_m": 0.2, "width_m": 1.4, "sill_m": 0.9, "height_m": 1.2}
    door = {"kind": "door", "wall": 1, "offset_m": 1.9, "width_m": 0.9, "height_m": 2.1, "transmittance": 0.5}
    points = [[x, y, 0.8] for x in (5.0, 6.0, 7.0) for y in (0.8, 1.5)] + [[5.0, 2.2, 0.8]]
    plane = {"name": "p", "points_m": points, "normals": [[0, 0, 1]] * len(points)}
    lit = built(
        rooms=[box("Lit", 0, surfaces=BLACK, openings=[window, door]), box("Dark", 4.15, surfaces=BLACK)],
        placements=[lamp(1.5, 1.5, 1.9)],
        calculation={"maintenance_factor": 1.0, "planes": [plane]},
    )
    ours = np.array(measure(simulate(lit, DRAFT))["planes"][0]["illuminance_lx"])
    found = rtraced_lx(radiance_files(lit, "room"), tmp_path, plane="p")
    assert found.min() > 1
    assert ours == pytest.approx(found, rel=3e-3)


def test_views_and_planes_whose_names_become_one_word_have_a_file_each() -> None:
    names = ("书桌", "餐桌", "__-2", "Door", "door")
    planes = tuple(replace(probes(POINTS + 0.01 * k), name=name) for k, name in enumerate(names))
    views = tuple(
        View(name, (1.0, 1.0, 1.0 + k), (2.0, 2.0, 1.0), 60.0, (64, 48)) for k, name in enumerate(names)
    )
    lit = replace(scene(box_room(5, 4, 2.7, floor=0, walls=0, ceiling=0), (), planes), views=views)
    files = radiance_files(lit, "room")
    for ending in (".pts", ".vf"):
        own = {name: content for name, content in files.items() if name.endswith(ending)}
        assert list(own) == [f"room-{word}{ending}" for word in ("__", "__-2", "__-2-2", "Door", "door-2")]
        assert len(set(own.values())) == len(names)
