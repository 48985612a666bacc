"""Unified glare rating by Radiance: a picture of what shines, seen from an eye, rated by `evalglare`.

The room is black in the picture, so that no lit wall counts as a source, and then gets the even background
that gives the eye the reflected light that `rtrace` finds in the true room. Luminaires are sheets: only flat
openings can be rated so. Bodies are left out.
"""

from __future__ import annotations

import math
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assets.photometry import OpeningShape
from benchmarks import radiance
from benchmarks.luminous_surface import has_depth
from scenes.scene import Observer, Scene, SceneWeight

LUMENS_PER_WATT = 179.0  # by which evalglare multiplies a picture
SIDE_PX = 1000
SMALLEST_M2 = 0.006
REPEATS = 16  # of the eye's reflected light, which is one point only
FAINT_CD_M2 = 150.0  # whatever is brighter in the picture is a source; evalglare wants more than 100
APART_RAD = 0.02  # nearer to one another, bright pixels are one source


@dataclass(frozen=True)
class Rating:
    """What evalglare says: the rating, the background [cd/m2] and the number of sources."""

    ugr: float
    background_cd_m2: float
    sources: int


def ratable(scene: Scene, observer: Observer) -> Scene:
    """The scene with those luminaires only that both ways of rating take alike, without their bodies.

    That is: flat openings, seen larger than SMALLEST_M2, below which the rating counts them otherwise
    (CIE 147:2002) and evalglare does not.
    """
    kept = []
    for placed in scene.luminaires:
        opening, matrix = placed.luminaire.photometry.opening, placed.scene_from_photometry
        if opening.shape not in (OpeningShape.RECTANGLE, OpeningShape.DISC) or has_depth(opening):
            continue
        area = (
            opening.size_m[0] * opening.size_m[1] * (math.pi / 4 if opening.shape is OpeningShape.DISC else 1)
        )
        path = np.array(observer.eye_m) - matrix[:3, 3]
        if area * abs(path @ matrix[:3, 2]) / np.linalg.norm(path) > SMALLEST_M2:
            kept.append(replace(placed, body_vertices_m=None))
    weights = {None: {placed.id: SceneWeight(1.0, None) for placed in kept}}
    return replace(scene, luminaires=tuple(kept), observers=(observer,), weights=weights)


def unified_glare_rating(scene: Scene, observer: Observer, options: radiance.RadianceOptions) -> Rating:
    """Rating of what an observer sees, all luminaires at full light; the scene is a `ratable` one.

    Raises
    ------
    RuntimeError
        When pyradiance is not installed or one of its programs fails.
    """
    background = _reflected_lx(scene, observer, options) / math.pi
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture = _picture(scene, observer, folder)
        grey = background / LUMENS_PER_WATT
        words = [f"{channel}o={channel}i(1)+{grey:.9g};" for channel in "rgb"]
        lit = folder / "lit.hdr"
        lit.write_bytes(radiance.run("pcomb", "-e", "".join(words), picture.name, folder=folder))
        found = _values(lit, max(FAINT_CD_M2, 3 * background))
    return Rating(found["ugr"], found["lum_backg"], int(found["sources"]))


def _reflected_lx(scene: Scene, observer: Observer, options: radiance.RadianceOptions) -> float:
    """Illuminance at the eye, across its sight line, less what comes straight from luminaires."""
    sight = np.array([observer.direction], float)
    rays = np.tile([observer.eye_m], (REPEATS, 1)), np.tile(sight / np.linalg.norm(sight), (REPEATS, 1))
    straight = replace(options, ambient_bounces=0)
    total = 0.0
    for index in range(len(scene.luminaires)):
        lit, direct = (radiance.illuminance(scene, *rays, index, how)[0] for how in (options, straight))
        total += float((lit - direct).mean())
    return total


def _values(picture: Path, faint_cd_m2: float) -> dict[str, float]:
    """What evalglare says of a picture, by its own names, and the number of sources."""
    words = ["-d", "-b", f"{faint_cd_m2:.6g}", "-r", str(APART_RAD), picture.name]
    lines = radiance.run("evalglare", *words, folder=picture.parent).decode().splitlines()
    names, values = next(line for line in lines if line.startswith("dgp,")).split(":", 1)
    found = dict(zip(names.split(","), map(float, values.split()), strict=True))
    return {**found, "sources": float(lines[0].split()[0])}


def _picture(scene: Scene, observer: Observer, folder: Path) -> Path:
    """A fisheye picture of half the world around the sight line."""
    dark = {"reflectance_rgb": (0.0, 0.0, 0.0), "triangle_reflectance": None, "appearance": None}
    black = tuple(replace(surface, **dark) for surface in scene.surfaces)
    radiance.build_octree(replace(scene, surfaces=black), folder)
    file = folder / "scene.rad"
    strength = " ".join([f"{1 / LUMENS_PER_WATT:.9g}"] * 3)
    file.write_text(
        re.sub(r" illum (\S+) 1 void 0 3 1 1 1", rf" light \1 0 0 3 {strength}", file.read_text())
    )
    octree = folder / "visible.oct"
    octree.write_bytes(radiance.run("oconv", "-r", "65536", file.name, folder=folder))
    eye = [f"{v:.9g}" for v in observer.eye_m]
    sight = [f"{v:.9g}" for v in observer.direction]
    view = ["-vta", "-vp", *eye, "-vd", *sight, "-vu", "0", "0", "1", "-vh", "180", "-vv", "180"]
    size = ["-x", str(SIDE_PX), "-y", str(SIDE_PX), "-ps", "1", "-pj", "0", "-ab", "0", "-lr", "0"]
    picture = folder / "seen.hdr"
    picture.write_bytes(radiance.run("rpict", *view, *size, octree.name, folder=folder))
    return picture
