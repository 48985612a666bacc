"""Pictures by Mitsuba's path tracer, kept on disk, because they are slow.

Each is made pass by pass with other random numbers; the passes go to two halves by turns. How much the halves
differ is more than the error of their mean, so it is its bound. What is made is kept, in a folder that git
ignores, under the hash of all that it depends on; a later run adds passes to it where more are wanted.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from peers.peer_light import FOLDER

from assets.material import Appearance, Texture
from benchmarks import mitsuba_picture
from scenes.scene import Scene, View

Array = NDArray[np.float64]

PASS_SAMPLES = mitsuba_picture.PASS_SAMPLES
LEAST_SAMPLES, MOST_SAMPLES = 1024, 4096


@dataclass(frozen=True, eq=False)
class Reference:
    """Two independent pictures without glows, the glows, (row, column, 3) [cd/m2], and samples of a pixel."""

    first: Array
    second: Array
    glows: Array
    samples: int

    @property
    def picture(self) -> Array:
        """The mean of the halves."""
        both: Array = (self.first + self.second) / 2 + self.glows
        return both

    @property
    def halves(self) -> tuple[Array, Array]:
        """Both halves with their glows."""
        return self.first + self.glows, self.second + self.glows


def reference_picture(
    scene: Scene,
    view: View,
    weights: Array,
    *,
    good_enough: Callable[[Reference], bool] = lambda reference: False,
    least_samples: int = LEAST_SAMPLES,
    most_samples: int = MOST_SAMPLES,
    bodies_reflect: bool = True,
) -> Reference:
    """The kept reference, with passes added until it is good enough or has `most_samples` a pixel.

    It has `least_samples` in any case.

    Parameters
    ----------
    weights
        Dimming times white of each luminaire, (luminaire, 3).
    good_enough
        Asked after each two passes.
    """
    how: tuple[object, ...] = (mitsuba_picture.VERSION, PASS_SAMPLES, bodies_reflect)
    if mitsuba_picture.has_panes(scene):
        how = (*how, "lit through panes")
    file = FOLDER / f"picture-{fingerprint(scene, view, weights, how)}.npz"
    found = _read(file, view)

    def done() -> bool:
        enough = found.samples >= least_samples and good_enough(found)
        return enough or found.samples >= most_samples

    if done():
        return found
    peer = mitsuba_picture.peer_scene(scene, view, weights, bodies_reflect=bodies_reflect)
    if not found.samples:
        found = Reference(found.first, found.second, found.glows + mitsuba_picture.glow_picture(peer), 0)
    while not done():
        found = _with_two_passes(peer, found)
        _keep(file, found)
    return found


def _with_two_passes(peer: mitsuba_picture.Peer, found: Reference) -> Reference:
    """One pass more in each half."""
    pairs = found.samples // (2 * PASS_SAMPLES)
    more = [mitsuba_picture.picture_pass(peer, seed=2 * pairs + half + 1) for half in range(2)]
    first = (found.first * pairs + more[0]) / (pairs + 1)
    second = (found.second * pairs + more[1]) / (pairs + 1)
    return Reference(first, second, found.glows, found.samples + 2 * PASS_SAMPLES)


def _read(file: Path, view: View) -> Reference:
    if not file.is_file():
        black = np.zeros((view.size_px[1], view.size_px[0], 3))
        return Reference(black, black, black, 0)
    with np.load(file) as kept:
        arrays = (kept[name].astype(np.float64) for name in ("first", "second", "glows"))
        return Reference(*arrays, samples=int(kept["samples"]))


def _keep(file: Path, found: Reference) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}.npz")
    arrays = {name: getattr(found, name).astype(np.float32) for name in ("first", "second", "glows")}
    np.savez_compressed(unfinished, samples=found.samples, **arrays)
    unfinished.replace(file)


def fingerprint(scene: Scene, view: View, weights: Array, how: object) -> str:
    """Hash of all that a picture depends on, and of how it is made."""
    digest = hashlib.sha256(repr((how, view.eye_m, view.target_m, view.fov_deg, view.size_px)).encode())

    def add(*arrays: Array) -> None:
        for array in arrays:
            digest.update((np.round(array, 6) + 0.0).tobytes())

    def add_looks(appearance: Appearance | None) -> None:
        if appearance is None:
            return
        for material in appearance.materials:
            plain = {k: v for k, v in vars(material).items() if not isinstance(v, Texture)}
            digest.update(repr(sorted(plain.items())).encode())
            for name, texture in vars(material).items():
                if isinstance(texture, Texture):
                    digest.update(repr((name, texture.wrap, texture.pixels.shape)).encode())
                    digest.update(texture.pixels.tobytes())
        digest.update(appearance.material_of_triangle.tobytes())
        add(appearance.uv, appearance.corner_normals, appearance.triangle_rgb)

    for surface in scene.surfaces:
        # what has looks is drawn by them alone
        plain = surface.reflectance_rgb if surface.appearance is None else None
        digest.update(repr((surface.kind.value, plain, surface.transmittance)).encode())
        digest.update(surface.triangles.tobytes())
        add(surface.vertices_m)
        add_looks(surface.appearance)
    for placed in scene.luminaires:
        body = placed.luminaire.body
        if body is not None and placed.body_vertices_m is not None:
            digest.update(repr([(m.reflectance_rgb, m.glows) for m in body.materials]).encode())
            digest.update(body.triangles.tobytes())
            digest.update(body.material_of_triangle.tobytes())
            add(placed.body_vertices_m)
            add_looks(body.appearance)
        opening, table = placed.luminaire.photometry.opening, placed.luminaire.photometry.distribution
        shape = (opening.shape.value, opening.size_m, opening.turn_deg, opening.sides_m)
        digest.update(repr(shape).encode())
        add(table.c_deg, table.gamma_deg, table.intensity_cd, placed.scene_from_photometry)
    add(weights)
    return digest.hexdigest()[:24]
